//! Joint counts: of responses that a filter chooses, divided by the answers to some questions. A tally counts each answer by
//! itself; whoever asks how two go together has to look at the responses again, one by one. This is what is counted then.
//!
//! A [`Cross`] adds up and takes away as a tally does: shards merge in any order, a count may stop and go on, and a change of
//! a response that was counted already is followed by taking away what it was.

mod dimension;
mod query;
#[cfg(test)]
mod tests;

pub use dimension::{Dimension, Divided};
pub use query::{ENTRIES, Query, Unfit};

use crate::cell::Cell;
use crate::contribution::Contribution;
use crate::counts::Counts;
use contract::Day;
use contract::json::Value;
use std::collections::BTreeMap;

/// The answers of a group of responses to the questions by which they are divided, in their order; `None` for a question
/// that they did not answer.
pub type Key = Vec<Option<Cell>>;

/// Joint counts for one [`Query`]. Counts at zero are not held, so that equal counts are equal values.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Cross {
    seen: i64,
    whole: Counts,
    groups: BTreeMap<Key, Counts>,
    days: BTreeMap<Day, i64>,
}

impl Cross {
    /// How many responses were looked at, chosen or not.
    pub fn seen(&self) -> i64 {
        self.seen
    }

    /// The counts of all that the filter chooses.
    pub fn whole(&self) -> &Counts {
        &self.whole
    }

    /// The counts of each group: its responses, and, of its cells, those that the query counts in groups. A response that
    /// chose several options is in the group of each.
    pub fn groups(&self) -> impl Iterator<Item = (&Key, &Counts)> {
        self.groups.iter()
    }

    /// The counts of one group; `None` where it has no responses.
    pub fn group(&self, key: &[Option<Cell>]) -> Option<&Counts> {
        self.groups.get(key)
    }

    /// The responses of each day that has some, where the query asks for that.
    pub fn days(&self) -> impl Iterator<Item = (Day, i64)> {
        self.days.iter().map(|(day, count)| (*day, *count))
    }

    /// Adds a response.
    pub fn record(&mut self, query: &Query, contribution: &Contribution) {
        self.count(query, contribution, 1);
    }

    /// Takes a response away that was added before.
    pub fn withdraw(&mut self, query: &Query, contribution: &Contribution) {
        self.count(query, contribution, -1);
    }

    /// Adds the counts of another part of the responses, for the same query.
    pub fn merge(&mut self, other: &Self) {
        self.seen += other.seen;
        self.whole.merge(&other.whole, 1);
        for (key, counts) in &other.groups {
            self.at(key.clone(), |own| own.merge(counts, 1));
        }
        for (day, count) in other.days() {
            self.on(day, count);
        }
    }

    fn count(&mut self, query: &Query, contribution: &Contribution, times: i64) {
        self.seen += times;
        if !query.chooses(contribution) {
            return;
        }
        let cells = contribution.cells();
        self.whole.add(cells, times);
        if query.is_by_day() {
            self.on(contribution.day(), times);
        }
        if query.by().is_empty() {
            return;
        }
        let counted: Vec<Cell> = cells.iter().filter(|cell| query.counts(cell)).cloned().collect();
        for key in keys(query.by(), cells) {
            self.at(key, |counts| counts.add(&counted, times));
        }
    }

    fn at(&mut self, key: Key, change: impl FnOnce(&mut Counts)) {
        let counts = self.groups.entry(key.clone()).or_default();
        change(counts);
        if counts.is_zero() {
            self.groups.remove(&key);
        }
    }

    fn on(&mut self, day: Day, times: i64) {
        let count = self.days.entry(day).or_default();
        *count += times;
        if *count == 0 {
            self.days.remove(&day);
        }
    }

    /// For the way between programs: `[seen, whole, [[[cell, ...], counts], ...], [[day, count], ...]]`; `""` for a question
    /// without an answer.
    pub fn to_value(&self) -> Value {
        let cell = |cell: &Option<Cell>| Value::String(cell.as_ref().map_or_else(String::new, Cell::to_string));
        let group = |(key, counts): (&Key, &Counts)| {
            Value::Array(vec![Value::Array(key.iter().map(cell).collect()), counts.to_value()])
        };
        let groups = self.groups.iter().map(group).collect();
        let day =
            |(day, count): (Day, i64)| Value::Array(vec![Value::String(day.to_string()), Value::Number(count as f64)]);
        let days = self.days().map(day).collect();
        Value::Array(vec![
            Value::Number(self.seen as f64),
            self.whole.to_value(),
            Value::Array(groups),
            Value::Array(days),
        ])
    }

    /// Reads what [`Self::to_value`] wrote.
    pub fn from_value(value: &Value) -> Option<Self> {
        let Value::Array(parts) = value else { return None };
        let [seen, whole, Value::Array(groups), Value::Array(days)] = &parts[..] else { return None };
        let cell = |text: &Value| match text.as_str()? {
            "" => Some(None),
            text => Cell::parse(text).map(Some),
        };
        let day = |day: &Value| {
            let Value::Array(day) = day else { return None };
            let [day, count] = &day[..] else { return None };
            Some((Day::parse(day.as_str()?)?, count.as_integer()?))
        };
        let group = |group: &Value| {
            let Value::Array(group) = group else { return None };
            let [Value::Array(key), counts] = &group[..] else { return None };
            Some((key.iter().map(cell).collect::<Option<Key>>()?, Counts::from_value(counts)?))
        };
        Some(Self {
            seen: seen.as_integer()?,
            whole: Counts::from_value(whole)?,
            groups: groups.iter().map(group).collect::<Option<_>>()?,
            days: days.iter().map(day).collect::<Option<_>>()?,
        })
    }
}

/// The groups of a response: every combination of its answers, one where it gave one to each.
fn keys(by: &[Dimension], cells: &[Cell]) -> Vec<Key> {
    by.iter().fold(vec![Vec::new()], |keys, dimension| {
        let mut own: Vec<Option<&Cell>> = cells.iter().filter(|cell| dimension.has(cell)).map(Some).collect();
        if own.is_empty() {
            own.push(None);
        }
        let longer = |key: Key| {
            let with = |cell: &Option<&Cell>| key.iter().cloned().chain([cell.cloned()]).collect::<Key>();
            own.iter().map(with).collect::<Vec<Key>>()
        };
        keys.into_iter().flat_map(longer).collect()
    })
}
