use super::*;
use crate::words;
use proptest::prelude::*;

fn found(texts: &[&str]) -> Phrases {
    let mut gathering = Gathering::default();
    texts.iter().for_each(|text| gathering.gather(text));
    let mut choosing = gathering.finish();
    let mut seen = std::collections::BTreeSet::new();
    texts.iter().for_each(|text| choosing.choose(text, seen.insert(words::plain(text))));
    choosing.finish()
}

#[test]
fn phrases_with_their_counts() {
    let texts = [
        "The night bus is late. The night bus!",
        "Our night bus never comes, and the fares go up",
        "Bring back the Night Bus",
        "The fares are too high",
        "fares, fares, fares",
        "fares, fares, fares",
        "It is what it is",
    ];
    let phrases = found(&texts);
    let told: Vec<_> = phrases.all().iter().map(|one| (one.shown.as_str(), one.texts, one.distinct)).collect();
    // `night` and `bus` stand nowhere but in `night bus`; `the` begins nothing; one text sent twice is one that differs.
    assert_eq!(told, [("night bus", 3, 3), ("fares", 4, 3)]);
    assert_eq!(texts.map(|text| phrases.of(text)), [1, 3, 1, 2, 2, 2, 0]);
}

#[test]
fn phrases_of_every_language() {
    for (text, expected) in [
        ("Mae'r bws nos yn hwyr", "bws nos"),
        ("To jest autobus nocny, który się spóźnia", "autobus nocny"),
        ("یہ رات کی بس ہے", "رات کی بس"),
        ("هذه هي حافلة الليل", "حافلة الليل"),
    ] {
        let texts: Vec<String> = (0..4).map(|own| format!("{text} q{own}x")).collect();
        let phrases = found(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(phrases.all().iter().any(|one| one.shown.contains(expected)), "{:?}", phrases.all());
    }
}

#[test]
fn the_reading_order_covers_first_what_most_say() {
    // Weights of three phrases: 50, 30, 10.
    let weights = [50, 30, 10];
    let order = |has: &[u64]| reading_order(has, &weights, &vec![1; has.len()], 10);
    assert_eq!(order(&[0b100, 0b011, 0b001, 0b010, 0]), [1, 0, 2, 3]);
    assert_eq!(reading_order(&[1, 1, 1], &weights, &[3, 1, 2], 2), [1, 2]);
    assert!(order(&[]).is_empty());
}

proptest! {
    #[test]
    fn a_count_is_what_a_search_finds_and_the_order_of_texts_changes_none(
        mut texts in prop::collection::vec("(red|bus|the|late|night|of|fares| ){1,9}", 0..40),
    ) {
        let phrases = found(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        for phrase in phrases.all() {
            let wanted = format!(" {} ", phrase.plain);
            let has = |text: &String| format!(" {} ", words::plain(text)).contains(&wanted);
            prop_assert_eq!(texts.iter().filter(|text| has(text)).count(), phrase.texts, "{}", phrase.plain);
            prop_assert!(phrase.distinct >= FEWEST && phrase.distinct <= phrase.texts);
        }
        texts.reverse();
        let again = found(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        let bare = |phrases: &Phrases| phrases.all().iter().map(|one| (one.plain.clone(), one.texts, one.distinct)).collect::<Vec<_>>();
        prop_assert_eq!(bare(&phrases), bare(&again));
    }

    #[test]
    fn every_phrase_that_a_text_has_is_read_in_the_first_round(has in prop::collection::vec(0..256u64, 0..30)) {
        let weights = [9, 8, 7, 6, 5, 4, 3, 2];
        let order = reading_order(&has, &weights, &vec![1; has.len()], usize::MAX);
        let all = has.iter().fold(0, |all, own| all | own);
        let mut read = 0;
        for text in order.iter().take_while(|text| { let new = has[**text] & !read != 0; read |= has[**text]; new }) {
            prop_assert!(has[*text] != 0);
        }
        prop_assert_eq!(read & all, all);
        prop_assert_eq!(order.len(), has.iter().filter(|own| **own != 0).count());
    }
}
