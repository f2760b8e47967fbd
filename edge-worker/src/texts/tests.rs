use super::wire::{Ask, Found, Order, Place, Within};
use super::*;
use crate::ledger::{Content, Item, Page, Position};
use aggregate::campaign::Own;
use contract::{Answer, Lang, OptionId, QuestionId, SiteId, Timestamp};

fn question(id: &str) -> QuestionId {
    QuestionId::parse(id).unwrap()
}

fn item(number: u64, text: &str, site: &str, lang: Lang) -> Item {
    let option = OptionId::parse(if number.is_multiple_of(2) { "yes" } else { "no" }).unwrap();
    let mut answers = vec![(question("choice"), Answer::SingleChoice(option))];
    if !text.is_empty() {
        answers.push((question("why"), Answer::FreeText(text.to_owned())));
    }
    let content = Content { revision: 1, site: SiteId::parse(site).unwrap(), lang, page: None, answers };
    Item { position: Position(number, 0), recorded: number as i64 * 1_000, changed: None, content }
}

/// Reads all of one shard, some at a time.
fn index(items: &[Item]) -> Index {
    let mut builder = Builder::new(question("why"), Own::default(), vec![9], Timestamp::from_unix_seconds(5));
    for _ in 0..10_000 {
        match builder.next() {
            Next::Page(0, after) => {
                let rest: Vec<Item> =
                    items.iter().filter(|item| after.is_none_or(|after| item.position > after)).cloned().collect();
                let page = |rest: &[Item]| Page {
                    items: rest.iter().take(7).cloned().collect(),
                    next: rest.get(7).map(|_| rest[6].position),
                };
                builder.take(0, after, page(&rest));
                // Another reader brings the same page, too late.
                builder.take(0, after, page(&rest));
            }
            Next::Page(..) => panic!("one shard"),
            Next::Work => {
                if let Some(index) = builder.work() {
                    return index;
                }
            }
        }
    }
    panic!("it never ends");
}

fn ask() -> Ask {
    Ask {
        question: "why".to_owned(),
        words: String::new(),
        site: None,
        lang: None,
        campaign: None,
        only: None,
        order: Order::Newest,
        after: After::default(),
        limit: 100,
    }
}

fn numbers(found: &Found) -> Vec<u64> {
    found.hits.iter().map(|(place, _)| place.1.0).collect()
}

fn sample() -> Vec<Item> {
    let letter = "Please keep the night bus since many of us work late in town";
    let mut items = vec![
        item(1, "The café was closed; the NIGHT bus too.", "forum", Lang::En),
        item(2, "Mae'r tŷ yn oer, the bus at night", "blog", Lang::Cy),
        item(3, "", "forum", Lang::En),
        item(4, "?!", "forum", Lang::En),
    ];
    items.extend((5..35).map(|number| item(number, &format!("{letter}. I am q{number}"), "forum", Lang::En)));
    items
}

#[test]
fn places_are_written_in_one_way() {
    let place = Place(2, Position(50, 1));
    assert_eq!(place.to_string(), "2-51201");
    assert_eq!(Place::parse("2-51201"), Some(place));
    for text in ["", "2", "-1", "2-", "02-51201", "2-+51201", "2-51201-1", "70000-1"] {
        assert_eq!(Place::parse(text), None, "{text}");
    }
}

#[test]
fn texts_are_found_by_words_whatever_case_and_accents() {
    let index = index(&sample());
    let all: Vec<u64> = [1, 2].into_iter().chain(5..35).rev().collect();
    for (words, expected) in [
        ("", all.clone()),
        ("?!", all),
        ("CAFE", vec![1]),
        ("ty", vec![2]),
        ("café bus", vec![1]),
        ("bus night closed", vec![1]),
        ("\"bus at night\"", vec![2]),
        ("\u{201c}night bus\u{201d} closed", vec![1]),
        ("caf", vec![]),
        ("q7", vec![7]),
    ] {
        assert_eq!(numbers(&index.find(&Ask { words: words.to_owned(), ..ask() })), expected, "{words}");
    }
}

#[test]
fn texts_are_chosen_by_site_language_campaign_and_tag() {
    let index = index(&sample());
    let found = |ask: Ask| numbers(&index.find(&ask));
    assert_eq!(found(Ask { site: Some("blog".to_owned()), ..ask() }), [2]);
    assert_eq!(found(Ask { lang: Some("cy".to_owned()), ..ask() }), [2]);
    assert_eq!(found(Ask { campaign: Some(Within::None), ..ask() }), [2, 1]);
    let first = index.find(&Ask { campaign: Some(Within::Campaign(0)), limit: 1, ..ask() });
    let after = first.next.unwrap();
    assert_eq!(found(Ask { campaign: Some(Within::Campaign(0)), limit: 2, after, ..ask() }), [33, 32]);
    assert!(found(Ask { campaign: Some(Within::Campaign(1)), ..ask() }).is_empty());
    let only = Some(vec![Place(0, Position(7, 0)), Place(1, Position(8, 0)), Place(0, Position(4, 0))]);
    assert_eq!(found(Ask { only, ..ask() }), [7]);
}

#[test]
fn figures_are_told_for_all_for_distinct_texts_and_for_the_rest() {
    let mut items = sample();
    items.push(item(36, "the cafe was closed. The night bus, too!", "forum", Lang::En));
    let found = index(&items).find(&ask());
    assert_eq!((found.all, found.distinct, found.outside, found.threshold), (33, 32, 3, 10));
    assert_eq!(
        found.campaigns.iter().map(|one| (one.texts, one.distinct, one.places.len())).collect::<Vec<_>>(),
        [(30, 30, 4)]
    );
    let yes = |counts: &contract::json::Value| {
        [counts.get(""), counts.get("choice=yes")].map(|one| one.and_then(contract::json::Value::as_integer))
    };
    // Of 5 to 34 the even ones, 2 and 36 said yes; 36 has the words of 1.
    assert_eq!(found.counts.each_ref().map(yes), [[Some(33), Some(17)], [Some(32), Some(16)], [Some(3), Some(2)]]);
}

#[test]
fn themes_lead_to_their_texts_and_the_reading_order_begins_with_them() {
    let mut items = sample();
    items.push(item(36, "Fares! And the night bus", "forum", Lang::En));
    let index = index(&items);
    let found = index.find(&Ask { order: Order::Representative, ..ask() });
    // Of the thirty letters one counts by itself.
    let told: Vec<_> = found.themes.iter().map(|one| (one.shown.as_str(), one.texts, one.distinct)).collect();
    assert_eq!(told, [("night bus", 32, 3), ("bus", 33, 4), ("night", 33, 4)]);
    // The shortest of those that have all of them.
    assert_eq!(numbers(&found)[0], 36);
    for theme in &found.themes {
        let hits = index.find(&Ask { words: format!("\"{}\"", theme.plain), ..ask() });
        assert_eq!(hits.matched, theme.texts, "{theme:?}");
    }
    assert_eq!((found.matched, found.hits.len()), (33, 33));
    let distinct: std::collections::BTreeSet<_> = found.hits.iter().map(|(place, _)| place).collect();
    assert_eq!(distinct.len(), 33, "each stands once, those that the order has no place for too");
}

/// Reads page by page while texts come in between: of what was there at the beginning, each comes once.
#[test]
fn texts_that_arrive_between_two_pages_repeat_none_and_skip_none() {
    let text = |number: u64| match number % 3 {
        0 => format!("The night bus was late again, stop number {number}"),
        1 => format!("More maps of cycle routes would help {number}"),
        _ => format!("Prices of tickets rose {number}"),
    };
    let items = |all: std::ops::Range<u64>| {
        all.map(|number| item(number, &text(number), "forum", Lang::En)).collect::<Vec<_>>()
    };
    for order in [Order::Newest, Order::Representative] {
        let (mut seen, mut after, mut most) = (Vec::new(), Some(After::default()), 500);
        while let Some(next) = after {
            let found = index(&items(1..most)).find(&Ask { order, after: next, limit: 60, ..ask() });
            seen.extend(numbers(&found));
            after = found.next;
            assert!(after.as_ref().is_none_or(|after| after.count == seen.len()));
            // Many enough to change which are representative.
            most += 97;
        }
        let mut old: Vec<u64> = seen.iter().copied().filter(|number| *number < 500).collect();
        old.sort_unstable();
        assert_eq!(old, (1..500).collect::<Vec<u64>>(), "{order:?}");
        let all = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), all, "{order:?}");
    }
}
