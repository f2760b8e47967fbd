//! Counts of one group of responses.

use crate::cell::Cell;
use contract::json::Value;
use std::collections::BTreeMap;

/// How many responses a group has, and how many of them fall in each cell. A cell at zero is not held, so that equal
/// counts are equal values. Counts may be negative: a difference of tallies is one too.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    responses: i64,
    cells: BTreeMap<Cell, i64>,
}

impl Counts {
    /// Of so many responses, so many in each cell.
    pub fn of(responses: i64, cells: impl IntoIterator<Item = (Cell, i64)>) -> Self {
        let mut counts = Self { responses, cells: BTreeMap::new() };
        for (cell, count) in cells {
            counts.shift(&cell, count);
        }
        counts
    }

    /// The number of responses.
    pub fn responses(&self) -> i64 {
        self.responses
    }

    /// The number in a cell.
    pub fn get(&self, cell: &Cell) -> i64 {
        self.cells.get(cell).copied().unwrap_or(0)
    }

    /// All cells that are not zero.
    pub fn cells(&self) -> impl Iterator<Item = (&Cell, i64)> {
        self.cells.iter().map(|(cell, count)| (cell, *count))
    }

    /// Whether nothing is counted: the neutral element.
    pub fn is_zero(&self) -> bool {
        self.responses == 0 && self.cells.is_empty()
    }

    /// In how many responses these counts differ from `other`'s, at least: a response that was added, changed or taken away
    /// moves each of them by at most one. One person who changes an answer a hundred times moves them no further.
    pub fn differs_by(&self, other: &Self) -> i64 {
        let cells = self.cells.keys().chain(other.cells.keys());
        let moved = cells.map(|cell| (self.get(cell) - other.get(cell)).abs());
        moved.chain([(self.responses - other.responses).abs()]).max().unwrap_or(0)
    }

    pub(crate) fn add(&mut self, cells: &[Cell], times: i64) {
        self.responses += times;
        for cell in cells {
            self.shift(cell, times);
        }
    }

    pub(crate) fn merge(&mut self, other: &Self, times: i64) {
        self.responses += times * other.responses;
        for (cell, count) in &other.cells {
            self.shift(cell, times * count);
        }
    }

    pub(crate) fn shift_responses(&mut self, by: i64) {
        self.responses += by;
    }

    pub(crate) fn shift(&mut self, cell: &Cell, by: i64) {
        if let Some(count) = self.cells.get_mut(cell) {
            *count += by;
            if *count == 0 {
                self.cells.remove(cell);
            }
        } else if by != 0 {
            self.cells.insert(cell.clone(), by);
        }
    }

    /// For a store: `{"": responses, "cell": count, ...}`.
    pub fn to_value(&self) -> Value {
        let number = |count: i64| Value::Number(count as f64);
        let cells = self.cells.iter().map(|(cell, count)| (cell.to_string(), number(*count)));
        Value::object([(String::new(), number(self.responses))].into_iter().chain(cells))
    }

    /// Reads what [`Self::to_value`] wrote.
    pub fn from_value(value: &Value) -> Option<Self> {
        let Value::Object(members) = value else { return None };
        let mut counts = Self::default();
        for (name, count) in members {
            let count = count.as_integer()?;
            if name.is_empty() {
                counts.responses = count;
            } else {
                counts.shift(&Cell::parse(name)?, count);
            }
        }
        Some(counts)
    }
}
