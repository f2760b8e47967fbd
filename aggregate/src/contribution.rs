//! What one response adds to a tally.

use crate::cell::Cell;
use contract::json::Value;
use contract::{Answers, Day, Lang, SiteId};

/// What one response adds: its cells, and the site, language and day under which they count. No text that was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contribution {
    site: SiteId,
    lang: Lang,
    day: Day,
    cells: Vec<Cell>,
}

impl Contribution {
    /// The contribution of a response first recorded on `day`. A change keeps that day.
    pub fn of(site: SiteId, lang: Lang, day: Day, answers: &Answers) -> Self {
        Self::of_cells(
            site,
            lang,
            day,
            answers.iter().flat_map(|(question, answer)| Cell::of(question, answer)).collect(),
        )
    }

    /// The same from its cells, for a store that keeps answers without their definition.
    pub fn of_cells(site: SiteId, lang: Lang, day: Day, cells: Vec<Cell>) -> Self {
        Self { site, lang, day, cells }
    }

    /// Where it was given.
    pub fn site(&self) -> &SiteId {
        &self.site
    }

    /// In which language.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// On which day.
    pub fn day(&self) -> Day {
        self.day
    }

    /// The cells it counts in, each once.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// For a store: `[site, lang, day, cell, ...]`.
    pub fn to_value(&self) -> Value {
        let head = [self.site.to_string(), self.lang.code().to_owned(), self.day.to_string()];
        let cells = self.cells.iter().map(Cell::to_string);
        Value::Array(head.into_iter().chain(cells).map(Value::String).collect())
    }

    /// Reads what [`Self::to_value`] wrote.
    pub fn from_value(value: &Value) -> Option<Self> {
        let Value::Array(items) = value else { return None };
        let mut texts = items.iter().map(Value::as_str);
        Some(Self {
            site: SiteId::parse(texts.next()??)?,
            lang: Lang::parse(texts.next()??)?,
            day: Day::parse(texts.next()??)?,
            cells: texts.map(|text| Cell::parse(text?)).collect::<Option<_>>()?,
        })
    }
}
