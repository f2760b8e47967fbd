//! Which responses are counted, and how they are divided.

use super::dimension::{Dimension, Divided};
use crate::cell::Cell;
use crate::contribution::Contribution;
use contract::json::Value;
use contract::{Consultation, Day, Lang, SiteId};

/// Counts that the groups of a query may have in all, since a ledger holds them in memory: 142 options by 142.
pub const ENTRIES: usize = 20_000;

/// Which responses are counted, and how they are divided. Its text ([`Query::to_value`]) is the same for equal queries.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Query {
    site: Option<SiteId>,
    lang: Option<Lang>,
    from: Option<Day>,
    until: Option<Day>,
    answers: Vec<Cell>,
    by: Vec<Dimension>,
    of: Option<Dimension>,
    days: bool,
}

/// Why a query cannot be asked of a consultation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unfit {
    /// It was never asked, or its answers are words.
    Question,
    /// The question never offered this.
    Answer,
    /// Too many counts.
    TooMany,
}

impl Query {
    /// Of one site alone.
    #[must_use]
    pub fn at_site(self, site: SiteId) -> Self {
        Self { site: Some(site), ..self }
    }

    /// Of one language alone.
    #[must_use]
    pub fn in_lang(self, lang: Lang) -> Self {
        Self { lang: Some(lang), ..self }
    }

    /// Of those first recorded on this day or later.
    #[must_use]
    pub fn from_day(self, day: Day) -> Self {
        Self { from: Some(day), ..self }
    }

    /// Of those first recorded on this day or before.
    #[must_use]
    pub fn until_day(self, day: Day) -> Self {
        Self { until: Some(day), ..self }
    }

    /// Counted for each day by itself, too.
    #[must_use]
    pub fn by_day(self) -> Self {
        Self { days: true, ..self }
    }

    /// Whether each day is counted by itself.
    pub(super) fn is_by_day(&self) -> bool {
        self.days
    }

    /// Of those alone that answered this, `dimension:value` as in `stage:after`, `ease:4`, `home:TLN`, `views/free:agree`.
    /// Several have to hold together.
    ///
    /// # Errors
    /// [`Unfit::Question`], [`Unfit::Answer`].
    pub fn answering(mut self, text: &str, consultation: &Consultation) -> Result<Self, Unfit> {
        let (dimension, value) = text.split_once(':').ok_or(Unfit::Question)?;
        let divided = find(dimension, consultation)?;
        let cell = divided.cells.into_iter().find(|cell| cell.value() == value).ok_or(Unfit::Answer)?;
        if !self.answers.contains(&cell) {
            self.answers.push(cell);
            self.answers.sort();
        }
        Ok(self)
    }

    /// Divided by questions, each as [`Dimension`] reads it, counting another's answers in each group.
    ///
    /// # Errors
    /// [`Unfit::Question`]; [`Unfit::TooMany`] above [`ENTRIES`] counts.
    pub fn divided(self, by: &[&str], of: &str, consultation: &Consultation) -> Result<Self, Unfit> {
        let by: Vec<Divided> = by.iter().map(|name| find(name, consultation)).collect::<Result<_, _>>()?;
        let of = find(of, consultation)?;
        // Those who did not answer are a group as well.
        let groups = by.iter().map(|one| one.cells.len() + 1).try_fold(of.cells.len() + 1, usize::checked_mul);
        if groups.is_none_or(|groups| groups > ENTRIES) {
            return Err(Unfit::TooMany);
        }
        let by = by.into_iter().map(|one| one.dimension).collect();
        Ok(Self { by, of: Some(of.dimension), ..self })
    }

    /// The questions by which it divides.
    pub fn by(&self) -> &[Dimension] {
        &self.by
    }

    /// Whether it chooses all responses.
    pub fn chooses_all(&self) -> bool {
        let Self { site, lang, from, until, answers, .. } = self;
        site.is_none() && lang.is_none() && from.is_none() && until.is_none() && answers.is_empty()
    }

    /// Whether a response is one of those that are counted.
    pub fn chooses(&self, response: &Contribution) -> bool {
        self.site.as_ref().is_none_or(|site| site == response.site())
            && self.lang.is_none_or(|lang| lang == response.lang())
            && self.from.is_none_or(|day| day <= response.day())
            && self.until.is_none_or(|day| day >= response.day())
            && self.answers.iter().all(|cell| response.cells().contains(cell))
    }

    /// Whether a cell is counted in groups: an answer to the question of which they are, and that it was answered.
    pub(super) fn counts(&self, cell: &Cell) -> bool {
        let answered = |of: &Dimension| matches!(cell, Cell::Answered(question) if question == of.question());
        self.of.as_ref().is_some_and(|of| of.has(cell) || answered(of))
    }

    /// `[site, lang, from, until, [cell, ...], [dimension, ...], dimension]`, `""` for what is not asked; and `true` at the end
    /// where each day is counted by itself.
    pub fn to_value(&self) -> Value {
        fn maybe(one: Option<&impl ToString>) -> Value {
            Value::String(one.map_or_else(String::new, ToString::to_string))
        }
        fn all(list: &[impl ToString]) -> Value {
            Value::Array(list.iter().map(|one| Value::String(one.to_string())).collect())
        }
        let mut parts = vec![
            maybe(self.site.as_ref()),
            maybe(self.lang.map(Lang::code).as_ref()),
            maybe(self.from.as_ref()),
            maybe(self.until.as_ref()),
            all(&self.answers),
            all(&self.by),
            maybe(self.of.as_ref()),
        ];
        if self.days {
            parts.push(Value::Bool(true));
        }
        Value::Array(parts)
    }

    /// Reads what [`Self::to_value`] wrote.
    pub fn from_value(value: &Value) -> Option<Self> {
        fn maybe<T>(value: &Value, parse: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
            match value.as_str()? {
                "" => Some(None),
                text => parse(text).map(Some),
            }
        }
        fn all<T>(value: &Value, parse: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
            let Value::Array(list) = value else { return None };
            list.iter().map(|one| parse(one.as_str()?)).collect()
        }
        let Value::Array(parts) = value else { return None };
        let [site, lang, from, until, answers, by, of, days @ ..] = &parts[..] else { return None };
        Some(Self {
            site: maybe(site, SiteId::parse)?,
            lang: maybe(lang, Lang::parse)?,
            from: maybe(from, Day::parse)?,
            until: maybe(until, Day::parse)?,
            answers: all(answers, Cell::parse)?,
            by: all(by, Dimension::parse)?,
            of: maybe(of, Dimension::parse)?,
            days: match days {
                [] => false,
                [Value::Bool(days)] => *days,
                _ => return None,
            },
        })
    }
}

fn find(name: &str, consultation: &Consultation) -> Result<Divided, Unfit> {
    let dimension = Dimension::parse(name).ok_or(Unfit::Question)?;
    Dimension::all(consultation).into_iter().find(|one| one.dimension == dimension).ok_or(Unfit::Question)
}
