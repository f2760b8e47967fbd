use super::*;
use crate::tally::tests::{any_contribution, any_contributions, definition};
use contract::{Consultation, ConsultationId, Day, DepartmentId, Lang, SiteId};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn consultation() -> Consultation {
    Consultation::draft(ConsultationId::parse("c").unwrap(), DepartmentId::parse("d").unwrap(), definition())
}

const DIMENSIONS: [&str; 9] = ["one", "many", "rate", "agree/s", "agree/t", "rank", "home", "vote/s", "vote/t"];

/// A query, and the same in plain words, from which a test counts by itself.
#[derive(Clone, Debug)]
struct Asked {
    site: Option<u8>,
    lang: Option<Lang>,
    days: (Option<i32>, Option<i32>),
    answers: Vec<&'static str>,
    by: Vec<&'static str>,
    of: &'static str,
}

fn any_asked() -> impl Strategy<Value = Asked> {
    let answers = ["one:a", "many:b", "rate:3", "agree/s:yes", "rank:a", "home:TLC", "vote/t:pass"];
    (
        prop::option::of(0..3u8),
        prop::option::of(prop::sample::select(vec![Lang::ALL[0], Lang::ALL[1]])),
        (prop::option::of(20_000..20_004), prop::option::of(20_000..20_004)),
        prop::sample::subsequence(answers.to_vec(), 0..=2),
        prop::sample::subsequence(DIMENSIONS.to_vec(), 0..=2).prop_shuffle(),
        prop::sample::select(DIMENSIONS.to_vec()),
    )
        .prop_map(|(site, lang, days, answers, by, of)| Asked { site, lang, days, answers, by, of })
}

impl Asked {
    fn query(&self) -> Query {
        let mut query = Query::default();
        if let Some(site) = self.site {
            query = query.at_site(SiteId::parse(&format!("site-{site}")).unwrap());
        }
        if let Some(lang) = self.lang {
            query = query.in_lang(lang);
        }
        if let Some(day) = self.days.0 {
            query = query.from_day(Day::from_days(day));
        }
        if let Some(day) = self.days.1 {
            query = query.until_day(Day::from_days(day));
        }
        for answer in &self.answers {
            query = query.answering(answer, &consultation()).unwrap();
        }
        if !self.by.is_empty() {
            query = query.divided(&self.by, self.of, &consultation()).unwrap();
        }
        query
    }

    fn chooses(&self, one: &Contribution) -> bool {
        let given = |text: &&str| {
            let (dimension, value) = text.split_once(':').unwrap();
            answers(dimension, one).contains(value)
        };
        self.site.is_none_or(|site| one.site().as_str() == format!("site-{site}"))
            && self.lang.is_none_or(|lang| one.lang() == lang)
            && self.days.0.is_none_or(|day| one.day().days() >= day)
            && self.days.1.is_none_or(|day| one.day().days() <= day)
            && self.answers.iter().all(given)
    }
}

/// What a response answers, read from its cells' text.
fn answers(dimension: &str, one: &Contribution) -> BTreeSet<String> {
    let texts = one.cells().iter().map(ToString::to_string);
    let value = |text: String| {
        let rest = text.strip_prefix(dimension)?.to_owned();
        match (dimension, rest.chars().next()?) {
            ("rank", '=') => rest[1..].strip_suffix(":1").map(str::to_owned),
            (_, '=' | ':' | '@') => Some(rest[1..].to_owned()),
            _ => None,
        }
    };
    texts.filter_map(value).collect()
}

fn counted(query: &Query, all: &[Contribution]) -> Cross {
    let mut cross = Cross::default();
    all.iter().for_each(|one| cross.record(query, one));
    cross
}

proptest! {
    #[test]
    fn joint_counts_are_those_of_a_recount(all in any_contributions(), asked in any_asked()) {
        let cross = counted(&asked.query(), &all);
        let chosen: Vec<&Contribution> = all.iter().filter(|one| asked.chooses(one)).collect();
        prop_assert_eq!(cross.seen(), all.len() as i64);
        prop_assert_eq!(cross.whole().responses(), chosen.len() as i64);
        for (cell, count) in cross.whole().cells() {
            prop_assert_eq!(count, chosen.iter().filter(|one| one.cells().contains(cell)).count() as i64);
        }
        // Every combination of answers that anybody could give, those who did not answer among them.
        let dimensions = Dimension::all(&consultation());
        let divided = |name: &str| dimensions.iter().find(|one| one.dimension.to_string() == name).unwrap();
        let all_keys = asked.by.iter().fold(vec![Key::new()], |keys, name| {
            let cells = || divided(name).cells.iter().cloned().map(Some).chain([None]);
            keys.into_iter().flat_map(|key| cells().map(move |cell| [key.clone(), vec![cell]].concat())).collect()
        });
        let mut groups = 0;
        for key in all_keys.iter().filter(|key| !key.is_empty()) {
            let is_in = |one: &&&Contribution| asked.by.iter().zip(key).all(|(name, cell)| match cell {
                Some(cell) => answers(name, one).contains(&cell.value()),
                None => answers(name, one).is_empty(),
            });
            let own: Vec<_> = chosen.iter().filter(is_in).collect();
            let group = cross.group(key);
            prop_assert_eq!(group.map_or(0, Counts::responses), own.len() as i64, "{:?}", key);
            groups += usize::from(group.is_some());
            for cell in &divided(asked.of).cells {
                let expected = own.iter().filter(|one| answers(asked.of, one).contains(&cell.value())).count();
                prop_assert_eq!(group.map_or(0, |counts| counts.get(cell)), expected as i64);
            }
        }
        prop_assert_eq!(cross.groups().count(), groups);
    }

    #[test]
    fn parts_add_up_and_what_is_withdrawn_is_gone(
        one in any_contributions(), other in any_contributions(), more in any_contribution(), asked in any_asked(),
    ) {
        let query = asked.query();
        let whole = counted(&query, &[one.clone(), other.clone()].concat());
        let mut parts = counted(&query, &other);
        parts.merge(&counted(&query, &one));
        prop_assert_eq!(&parts, &whole);
        parts.record(&query, &more);
        parts.withdraw(&query, &more);
        prop_assert_eq!(parts, whole);
    }

    #[test]
    fn what_is_sent_is_what_is_read(all in any_contributions(), asked in any_asked()) {
        let query = asked.query();
        let sent = |value: Value| -> Value { serde_json::from_str(&value.to_string()).unwrap() };
        let read = Query::from_value(&sent(query.to_value()));
        prop_assert_eq!(read.as_ref(), Some(&query));
        let cross = counted(&query, &all);
        prop_assert_eq!(Cross::from_value(&sent(cross.to_value())), Some(cross));
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let consultation = consultation();
    let answering = |text| Query::default().answering(text, &consultation).map(|_| ());
    for (text, expected) in [
        ("one:a", Ok(())),
        ("home:TLN", Ok(())),
        ("agree/s:yes", Ok(())),
        ("one:c", Err(Unfit::Answer)),
        ("rate:6", Err(Unfit::Answer)),
        ("agree:yes", Err(Unfit::Question)),
        ("agree/u:yes", Err(Unfit::Question)),
        ("say:x", Err(Unfit::Question)),
        ("gone:a", Err(Unfit::Question)),
        ("one", Err(Unfit::Question)),
        ("", Err(Unfit::Question)),
    ] {
        assert_eq!(answering(text), expected, "{text}");
    }
    let divided = |by: &[&str], of| Query::default().divided(by, of, &consultation).map(|_| ());
    assert_eq!(divided(&["one", "rate"], "vote/s"), Ok(()));
    assert_eq!(divided(&["one", "say"], "vote/s"), Err(Unfit::Question));
    // 13 regions to the power of four.
    assert_eq!(divided(&["home", "home", "home"], "home"), Err(Unfit::TooMany));
    // The same filter has the same text, however it was asked.
    let both = |one, other| {
        let query = Query::default().answering(one, &consultation).unwrap().answering(other, &consultation).unwrap();
        query.to_value().to_string()
    };
    assert_eq!(both("one:a", "rate:3"), both("rate:3", "one:a"));
    assert_eq!(both("one:a", "rate:3"), r#"["","","","",["one=a","rate:3"],[],""]"#);
}
