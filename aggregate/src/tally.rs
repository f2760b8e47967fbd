//! The tally: counts of all responses and of each site, language and day.
//!
//! Tallies form an abelian group under [`Tally::merge`], with [`Tally::subtract`] its inverse. So a withdrawal is exact,
//! a change is a withdrawal and a record, shards merge in any order, and a fold may stop and go on anywhere.

use crate::contribution::Contribution;
use crate::counts::Counts;
use contract::{Day, Lang, SiteId};
use std::collections::BTreeMap;
use std::fmt;

/// A group of responses that is counted by itself.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Slice {
    /// All responses: `all`.
    All,
    /// Those of one site: `site:parents-forum`.
    Site(SiteId),
    /// Those in one language: `lang:cy`.
    Lang(Lang),
    /// Those first recorded on one day, UTC: `day:2026-01-31`.
    Day(Day),
}

impl Slice {
    /// The slices in which a contribution counts.
    pub fn of(contribution: &Contribution) -> [Self; 4] {
        [
            Self::All,
            Self::Site(contribution.site().clone()),
            Self::Lang(contribution.lang()),
            Self::Day(contribution.day()),
        ]
    }

    /// Reads what `Display` wrote.
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text.split_once(':') {
            None if text == "all" => Self::All,
            Some(("site", id)) => Self::Site(SiteId::parse(id)?),
            Some(("lang", tag)) => Self::Lang(Lang::parse(tag)?),
            Some(("day", day)) => Self::Day(Day::parse(day)?),
            _ => return None,
        })
    }
}

impl fmt::Display for Slice {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => out.write_str("all"),
            Self::Site(id) => write!(out, "site:{id}"),
            Self::Lang(lang) => write!(out, "lang:{}", lang.code()),
            Self::Day(day) => write!(out, "day:{day}"),
        }
    }
}

/// An accepted change to the responses: what it takes away and what it adds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// The response as it was; `None` for a new one.
    pub withdrawn: Option<Contribution>,
    /// The response as it is; `None` for one that is withdrawn.
    pub recorded: Option<Contribution>,
}

/// Counts of responses, in every [`Slice`] that has any.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tally(BTreeMap<Slice, Counts>);

impl Tally {
    /// The tally of nothing: the neutral element.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a response.
    pub fn record(&mut self, contribution: &Contribution) {
        self.count(contribution, 1);
    }

    /// Takes a response away that was recorded before.
    pub fn withdraw(&mut self, contribution: &Contribution) {
        self.count(contribution, -1);
    }

    /// Applies a change: withdraws, then records.
    pub fn apply(&mut self, change: &Change) {
        change.withdrawn.iter().for_each(|contribution| self.withdraw(contribution));
        change.recorded.iter().for_each(|contribution| self.record(contribution));
    }

    /// Adds another tally.
    pub fn merge(&mut self, other: &Self) {
        self.shift(other, 1);
    }

    /// Takes another tally away: the inverse of [`Self::merge`].
    pub fn subtract(&mut self, other: &Self) {
        self.shift(other, -1);
    }

    /// The counts of a slice; `None` where it has no responses.
    pub fn get(&self, slice: &Slice) -> Option<&Counts> {
        self.0.get(slice)
    }

    /// The number of all responses.
    pub fn responses(&self) -> i64 {
        self.get(&Slice::All).map_or(0, Counts::responses)
    }

    /// All slices with their counts, for a store.
    pub fn slices(&self) -> impl Iterator<Item = (&Slice, &Counts)> {
        self.0.iter()
    }

    /// A tally as a store kept it.
    pub fn from_slices(slices: impl IntoIterator<Item = (Slice, Counts)>) -> Self {
        Self(slices.into_iter().filter(|(_, counts)| !counts.is_zero()).collect())
    }

    fn count(&mut self, contribution: &Contribution, times: i64) {
        for slice in Slice::of(contribution) {
            self.at(slice, |counts| counts.add(contribution.cells(), times));
        }
    }

    fn shift(&mut self, other: &Self, times: i64) {
        for (slice, theirs) in &other.0 {
            self.at(slice.clone(), |counts| counts.merge(theirs, times));
        }
    }

    fn at(&mut self, slice: Slice, change: impl FnOnce(&mut Counts)) {
        let counts = self.0.entry(slice.clone()).or_default();
        change(counts);
        if counts.is_zero() {
            self.0.remove(&slice);
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::cell::Cell;
    use contract::json::Value;
    use contract::{Answers, Definition};
    use proptest::prelude::*;

    pub(crate) fn definition() -> Definition {
        let text = r#"{
            "title": {"en": "T"}, "languages": ["en", "cy"],
            "questions": [
                {"id": "one", "kind": "single_choice", "text": {"en": "1"},
                 "options": [{"id": "a", "text": {"en": "a"}}, {"id": "b", "text": {"en": "b"}}]},
                {"id": "many", "kind": "multiple_choice", "text": {"en": "2"},
                 "options": [{"id": "a", "text": {"en": "a"}}, {"id": "b", "text": {"en": "b"}}, {"id": "c", "text": {"en": "c"}}]},
                {"id": "rate", "kind": "rating", "text": {"en": "3"}, "points": 5, "low": {"en": "l"}, "high": {"en": "h"}},
                {"id": "agree", "kind": "agreement", "text": {"en": "4"},
                 "scale": [{"id": "yes", "text": {"en": "y"}}, {"id": "no", "text": {"en": "n"}}],
                 "statements": [{"id": "s", "text": {"en": "s"}}, {"id": "t", "text": {"en": "t"}}]},
                {"id": "say", "kind": "free_text", "text": {"en": "5"}},
                {"id": "rank", "kind": "ranking", "text": {"en": "6"},
                 "options": [{"id": "a", "text": {"en": "a"}}, {"id": "b", "text": {"en": "b"}}, {"id": "c", "text": {"en": "c"}}]},
                {"id": "home", "kind": "region", "text": {"en": "7"}},
                {"id": "vote", "kind": "vote", "text": {"en": "8"},
                 "statements": [{"id": "s", "text": {"en": "s"}}, {"id": "t", "text": {"en": "t"}}]}
            ]}"#;
        Definition::parse(&serde_json::from_str(text).unwrap()).unwrap()
    }

    /// Any response: every kind answered or not, on a few sites, languages and days.
    pub(crate) fn any_contribution() -> impl Strategy<Value = Contribution> {
        let option = |ids: &'static [&'static str]| prop::option::of(prop::sample::select(ids));
        let many = prop::sample::subsequence(vec!["a", "b", "c"], 0..=3);
        (
            (0..3u8, 0..2u8, 20_000..20_004i32),
            option(&["a", "b"]),
            many,
            prop::option::of(1..=5u32),
            (option(&["yes", "no"]), option(&["yes", "no"])),
            prop::sample::subsequence(vec!["a", "b", "c"], 0..=3).prop_shuffle(),
            option(&["TLC", "TLL", "TLN"]),
            (option(&["agree", "disagree", "pass"]), option(&["agree", "pass"])),
        )
            .prop_map(|((site, lang, day), one, many, rate, (s, t), rank, home, votes)| {
                let mut members: Vec<(&str, Value)> = vec![("say", "x".into())];
                members.extend(one.map(|id| ("one", id.into())));
                members.push(("many", Value::Array(many.into_iter().map(Value::from).collect())));
                members.extend(rate.map(|point| ("rate", point.into())));
                let placed = s.map(|id| ("s", id.into())).into_iter().chain(t.map(|id| ("t", id.into())));
                members.push(("agree", Value::object(placed)));
                members.push(("rank", Value::Array(rank.into_iter().map(Value::from).collect())));
                members.extend(home.map(|code| ("home", code.into())));
                let votes = votes.0.map(|id| ("s", id.into())).into_iter().chain(votes.1.map(|id| ("t", id.into())));
                members.push(("vote", Value::object(votes)));
                let answers = Answers::parse(definition().questionnaire(), &Value::object(members)).unwrap();
                let site = SiteId::parse(&format!("site-{site}")).unwrap();
                Contribution::of(site, Lang::ALL[usize::from(lang)], Day::from_days(day), &answers)
            })
    }

    pub(crate) fn any_contributions() -> impl Strategy<Value = Vec<Contribution>> {
        prop::collection::vec(any_contribution(), 0..12)
    }

    fn tally(contributions: &[Contribution]) -> Tally {
        let mut tally = Tally::new();
        contributions.iter().for_each(|contribution| tally.record(contribution));
        tally
    }

    fn sum(a: &Tally, b: &Tally) -> Tally {
        let mut sum = a.clone();
        sum.merge(b);
        sum
    }

    fn difference(a: &Tally, b: &Tally) -> Tally {
        let mut difference = a.clone();
        difference.subtract(b);
        difference
    }

    /// Any element of the group, those with negative counts among them.
    fn any_tally() -> impl Strategy<Value = Tally> {
        (any_contributions(), any_contributions()).prop_map(|(plus, minus)| difference(&tally(&plus), &tally(&minus)))
    }

    proptest! {
        #[test]
        fn identity(a in any_tally()) {
            prop_assert_eq!(&sum(&a, &Tally::new()), &a);
            prop_assert_eq!(&sum(&Tally::new(), &a), &a);
        }

        #[test]
        fn associativity(a in any_tally(), b in any_tally(), c in any_tally()) {
            prop_assert_eq!(sum(&sum(&a, &b), &c), sum(&a, &sum(&b, &c)));
        }

        #[test]
        fn commutativity(a in any_tally(), b in any_tally()) {
            prop_assert_eq!(sum(&a, &b), sum(&b, &a));
        }

        #[test]
        fn inverse(a in any_tally(), b in any_tally()) {
            prop_assert_eq!(difference(&a, &a), Tally::new());
            prop_assert_eq!(difference(&sum(&a, &b), &b), a);
        }

        #[test]
        fn record_is_merge_of_singletons(all in any_contributions()) {
            let merged = all.iter().fold(Tally::new(), |so_far, one| sum(&so_far, &tally(std::slice::from_ref(one))));
            prop_assert_eq!(tally(&all), merged);
        }

        #[test]
        fn change_is_withdraw_and_record(start in any_tally(), old in any_contribution(), new in any_contribution()) {
            let mut changed = start.clone();
            changed.record(&old);
            changed.apply(&Change { withdrawn: Some(old), recorded: Some(new.clone()) });
            let mut fresh = start;
            fresh.record(&new);
            prop_assert_eq!(changed, fresh);
        }

        #[test]
        fn counts_are_those_of_a_recount(all in any_contributions()) {
            let tally = tally(&all);
            prop_assert_eq!(tally.responses(), all.len() as i64);
            for (slice, counts) in tally.slices() {
                let own: Vec<&Contribution> = all.iter().filter(|one| match slice {
                    Slice::All => true,
                    Slice::Site(site) => one.site() == site,
                    Slice::Lang(lang) => one.lang() == *lang,
                    Slice::Day(day) => one.day() == *day,
                }).collect();
                prop_assert_eq!(counts.responses(), own.len() as i64);
                for (cell, count) in counts.cells() {
                    let recount = own.iter().flat_map(|one| one.cells()).filter(|own| *own == cell).count();
                    prop_assert_eq!(count, recount as i64, "{} {}", slice, cell);
                }
            }
        }

        #[test]
        fn what_a_store_keeps_comes_back(all in any_contributions()) {
            for one in &all {
                let read = Contribution::from_value(&one.to_value());
                prop_assert_eq!(read.as_ref(), Some(one));
            }
            let tally = tally(&all);
            let stored: Vec<(String, String)> =
                tally.slices().map(|(slice, counts)| (slice.to_string(), counts.to_value().to_string())).collect();
            let read = stored.iter().map(|(slice, counts)| {
                let counts: Value = serde_json::from_str(counts).unwrap();
                (Slice::parse(slice).unwrap(), Counts::from_value(&counts).unwrap())
            });
            prop_assert_eq!(Tally::from_slices(read), tally);
        }
    }

    #[test]
    fn encodings_in_bytes() {
        for text in ["q", "q=option", "q:11", "q/statement=agree", "q=option:3", "q@TLN"] {
            assert_eq!(Cell::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "q=", "q:x", "q/s", "Q", "q=a=b", "q=a:", "q=a:x", "q/s=a:1", "q@", "q@TLZ", "q@tln"] {
            assert_eq!(Cell::parse(text), None, "{text:?}");
        }
        for text in ["all", "site:parents-forum", "lang:cy", "day:2026-01-31"] {
            assert_eq!(Slice::parse(text).unwrap().to_string(), text);
        }
        let answers =
            serde_json::from_str(r#"{"one": "b", "rate": 4, "agree": {"t": "no"}, "say": "secret", "rank": ["c", "a"], "home": "TLK", "vote": {"s": "pass"}}"#).unwrap();
        let answers = Answers::parse(definition().questionnaire(), &answers).unwrap();
        let contribution =
            Contribution::of(SiteId::parse("forum").unwrap(), Lang::Cy, Day::from_days(20_000), &answers);
        assert_eq!(
            contribution.to_value().to_string(),
            r#"["forum","cy","2024-10-04","one","one=b","rate","rate:4","agree","agree/t=no","say","rank","rank=c:1","rank=a:2","home","home@TLK","vote","vote/s=pass"]"#
        );
    }
}
