use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn found(texts: &[String], own: &[&str]) -> Campaigns {
    let mut counting = Counting::new(Own::of(own.iter().copied()));
    texts.iter().for_each(|text| counting.count(text));
    let mut marking = counting.finish();
    for text in texts {
        marking.mark(text);
    }
    marking.finish()
}

fn members(texts: &[String]) -> BTreeSet<BTreeSet<String>> {
    let found = found(texts, &[]);
    found.campaigns().iter().map(|one| one.texts.iter().map(|text| texts[*text].clone()).collect()).collect()
}

/// Texts of nobody else: each word is one of a person's own.
fn organic(person: usize) -> String {
    (0..12).map(|word| format!("p{person}w{word}")).collect::<Vec<_>>().join(" ")
}

const LETTER: &str = "Please keep the library in our village open on Saturdays since many of us work all week";

#[test]
fn the_threshold() {
    for (answers, expected) in [(0, 10), (1, 10), (1_000, 10), (1_001, 11), (1_100, 11), (100_000, 1_000)] {
        assert_eq!(threshold(answers), expected, "{answers}");
    }
}

#[test]
fn a_letter_that_ten_people_send_is_one_text_and_nine_are_not() {
    for (copies, campaigns) in [(9, 0), (10, 1), (412, 1)] {
        let mut texts: Vec<String> = (0..100).map(organic).collect();
        texts.extend((0..copies).map(|person| format!("{LETTER}. I am person q{person} and r{person} too")));
        let found = found(&texts, &[]);
        assert_eq!(found.campaigns().len(), campaigns, "{copies}");
        assert_eq!((found.all(), found.distinct()), (100 + copies, 100 + copies));
        assert_eq!(found.outside(), if campaigns == 0 { 109 } else { 100 });
    }
}

#[test]
fn the_sample_is_what_the_others_share() {
    let mut texts: Vec<String> = (0..50).map(organic).collect();
    texts.extend((0..30).map(|person| format!("{LETTER} and also q{person} r{person} s{person} t{person}")));
    texts.push(LETTER.to_uppercase());
    texts.extend((0..5).map(|_| format!("{LETTER}!")));
    let found = found(&texts, &[]);
    let [campaign] = found.campaigns() else { panic!("{:?}", found.campaigns()) };
    assert_eq!((campaign.texts.len(), campaign.distinct), (36, 31));
    // The longest that is shared: `and also` is of 30.
    assert!(texts[campaign.sample].starts_with(LETTER));
    assert_eq!((found.all(), found.distinct(), found.outside()), (86, 81, 50));
}

#[test]
fn who_quotes_the_question_repeats_nobody() {
    let question = "What would have helped you and your family in the first year after the birth";
    let texts: Vec<String> = (0..40).map(|person| format!("{question}? {}", organic(person))).collect();
    assert_eq!(found(&texts, &[]).campaigns().len(), 1);
    assert_eq!(found(&texts, &[question]).campaigns().len(), 0);
    // A letter around the quoted question is found by its own words.
    let texts: Vec<String> = (0..40).map(|person| format!("{question}? {LETTER} q{person}")).collect();
    assert_eq!(found(&texts, &[question]).campaigns().len(), 1);
}

#[test]
fn a_phrase_that_everybody_uses_joins_nothing() {
    let phrase = "at the end of the day";
    let other = "More money for cycle lanes beside the ring road would help all who cannot drive";
    let mut texts: Vec<String> = (0..300).map(|person| format!("{phrase} {}", organic(person))).collect();
    texts.extend((0..40).map(|_| format!("{LETTER} {phrase}")));
    texts.extend((0..40).map(|_| format!("{other} {phrase}")));
    let found = found(&texts, &[]);
    assert_eq!(found.campaigns().iter().map(|one| one.texts.len()).collect::<Vec<_>>(), [40, 40]);
    assert_eq!(found.outside(), 300);
}

#[test]
fn what_has_no_word_is_no_text_and_short_ones_are_no_campaign() {
    let texts: Vec<String> = ["", " - ", "[mail]"].into_iter().chain(["No comment."; 50]).map(str::to_owned).collect();
    let found = found(&texts, &[]);
    assert_eq!((found.all(), found.distinct(), found.outside(), found.campaigns().len()), (50, 1, 50, 0));
    assert!(!found.standings()[0].is_text() && found.standings()[3].is_distinct());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// People of their own, and those of two letters, each of whom changed and added some words.
    #[test]
    fn the_order_of_texts_changes_no_campaign_and_every_text_stands_somewhere(
        own in 0..30usize,
        letters in prop::collection::vec((0..2usize, 0..14usize, "[a-z]{5}"), 0..50),
        turn in any::<u64>(),
    ) {
        let letter = [LETTER, "More money for cycle lanes beside the ring road would help all who cannot drive"];
        let mut texts: Vec<String> = (0..own).map(organic).collect();
        texts.extend(letters.iter().map(|(which, place, word)| {
            let mut words: Vec<&str> = letter[*which].split(' ').collect();
            words[*place] = word;
            words.join(" ")
        }));
        let before = members(&texts);
        let found = found(&texts, &[]);
        let inside: usize = found.campaigns().iter().map(|one| one.texts.len()).sum();
        prop_assert_eq!(found.all(), found.outside() + inside);
        prop_assert!(found.distinct() <= found.all());
        for (number, campaign) in found.campaigns().iter().enumerate() {
            prop_assert!(campaign.texts.len() >= FEWEST && campaign.texts.contains(&campaign.sample));
            prop_assert!(campaign.texts.iter().all(|text| found.standings()[*text].campaign() == Some(number)));
            // Nobody who wrote words of their own is in one.
            prop_assert!(campaign.texts.iter().all(|text| *text >= own));
        }
        let length = texts.len().max(1);
        texts.rotate_left(turn as usize % length);
        texts.reverse();
        prop_assert_eq!(members(&texts), before);
    }

    #[test]
    fn a_letter_is_found_whole_whatever_else_is_written(
        own in 0..60usize, copies in 10..40usize, added in 0..10usize,
    ) {
        let more = |person: usize| (0..added).map(|word| format!("q{person}w{word} ")).collect::<String>();
        let mut texts: Vec<String> = (0..own).map(organic).collect();
        texts.extend((0..copies).map(|person| format!("{}{LETTER}", more(person))));
        let found = found(&texts, &[]);
        prop_assert_eq!(found.campaigns().len(), 1);
        prop_assert_eq!(found.campaigns()[0].texts.len(), copies);
        prop_assert_eq!(found.outside(), own);
    }
}
