//! The release: what everyone may read of a tally. Disclosure control alone makes one; from then on it is a text that is
//! stored and never made again, so that an answer which comes later changes nothing in it.
//!
//! There is one table for each question, and of statements one for each: the question's own counts and no others. Free text
//! has none, and no answer is broken down by another. Where a question was asked on a condition, its table tells of another
//! question's counts as well; it is published only where nothing is left out of either.
//!
//! Where a consultation asks for noise, counts are published with it instead ([`noise`]), and time alone decides when: that
//! enough people came would be an exact figure, too.

mod noise;
mod tables;

pub use noise::{Privacy, Seeds};
pub use tables::Table;

use crate::asked::Asked;
use crate::counts::Counts;
use crate::disclosure::Control;
use crate::tally::{Slice, Tally};
use contract::json::Value;
use contract::{Consultation, Licence, ReleaseRules, Timestamp};
use tables::number;

/// The version of the text of a release, and of a mark: the first had neither rules nor noise.
const FORMAT: u32 = 2;
const HOUR_SECONDS: i64 = 3_600;

/// Frozen figures for everyone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Release {
    consultation: Option<String>,
    number: u32,
    at: Timestamp,
    revision: u32,
    rules: ReleaseRules,
    licence: Option<Licence>,
    privacy: Option<Privacy>,
    responses: Option<i64>,
    tables: Vec<Table>,
}

/// Where the last release stands: what it was made from. For the store of releases alone, since its counts are exact.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mark {
    number: u32,
    at: Timestamp,
    counts: Counts,
    /// The noise of all releases so far.
    noise: Counts,
}

/// Whether the next release is due.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Due {
    /// It is.
    Now,
    /// It is not.
    Later {
        /// The moment before which there is none, where time is missing.
        until: Option<Timestamp>,
        /// Responses that still have to be new or changed, where some are missing.
        changes: Option<i64>,
    },
}

impl Mark {
    /// Where a consultation whose releases have noise begins: the first release is due as long after as the second is
    /// after the first.
    pub fn start(at: Timestamp) -> Self {
        Self { number: 0, at, counts: Counts::default(), noise: Counts::default() }
    }

    /// The number of the release, 0 before the first.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The moment from which on the next release may be made.
    pub fn until(&self, rules: ReleaseRules) -> Timestamp {
        Timestamp::from_unix_seconds(self.at.unix_seconds() + i64::from(rules.every_hours()) * HOUR_SECONDS)
    }

    /// For a store.
    pub fn to_value(&self) -> Value {
        Value::object([
            ("format", FORMAT.into()),
            ("number", self.number.into()),
            ("at", Value::string(self.at.to_string())),
            ("counts", self.counts.to_value()),
            ("noise", self.noise.to_value()),
        ])
    }

    /// Reads what [`Self::to_value`] wrote, in this version or the first.
    pub fn from_value(value: &Value) -> Option<Self> {
        let (number, at) = head(value)?;
        let noise = value.get("noise").map_or_else(|| Some(Counts::default()), Counts::from_value)?;
        Some(Self { number, at, counts: Counts::from_value(value.get("counts")?)?, noise })
    }
}

impl Release {
    /// Whether the release after `last` is due.
    pub fn due(consultation: &Consultation, tally: &Tally, last: Option<&Mark>, now: Timestamp) -> Due {
        let rules = consultation.current().definition.release_rules();
        let nothing = Counts::default();
        let counts = tally.get(&Slice::All).unwrap_or(&nothing);
        let until = last.map(|mark| mark.until(rules)).filter(|until| now < *until);
        let changes = match rules.epsilon_tenths() {
            // Time alone decides, from its start on.
            Some(_) => last.is_none().then_some(0),
            None => {
                let missing =
                    i64::from(rules.changes()) - counts.differs_by(last.map_or(&nothing, |mark| &mark.counts));
                (missing > 0).then_some(missing)
            }
        };
        if until.is_none() && changes.is_none() { Due::Now } else { Due::Later { until, changes } }
    }

    /// The release after `last`, with the mark to keep beside it; `None` where none is due. The first one waits for enough
    /// answers, and for no time. `seeds` are asked where counts have noise, and nowhere else.
    pub fn next(
        consultation: &Consultation,
        tally: &Tally,
        last: Option<&Mark>,
        now: Timestamp,
        seeds: Seeds<'_>,
    ) -> Option<(Self, Mark)> {
        if Self::due(consultation, tally, last, now) != Due::Now {
            return None;
        }
        let (current, nothing) = (consultation.current(), Counts::default());
        let rules = current.definition.release_rules();
        let counts = tally.get(&Slice::All).unwrap_or(&nothing);
        let number = last.map_or(0, |mark| mark.number) + 1;
        let (asked, control) = (Asked::all(consultation), Control::of(rules));
        let mut mark = Mark { number, at: now, counts: counts.clone(), noise: Counts::default() };
        let mut privacy = None;
        let shown = match rules.epsilon_tenths() {
            None => counts.clone(),
            Some(epsilon_tenths) => {
                let menu: Vec<_> = asked.iter().flat_map(tables::menu).collect();
                let own = Privacy { epsilon_tenths, sensitivity: noise::sensitivity(&menu), releases: number };
                mark.noise = last.map_or_else(Counts::default, |mark| mark.noise.clone());
                mark.noise.merge(&noise::of_batch(&menu, own, seeds), 1);
                privacy = Some(own);
                noise::noisy(&menu, counts, &mark.noise)
            }
        };
        let release = Self {
            consultation: Some(consultation.id().to_string()),
            number,
            at: now,
            revision: current.number,
            rules,
            licence: current.definition.licence(),
            privacy,
            responses: control.rounded(shown.responses()),
            tables: tables::tables(&asked, &shown, control, privacy.is_some()),
        };
        Some((release, mark))
    }

    /// Its number, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// When it was made.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// The newest revision at that moment.
    pub fn revision(&self) -> u32 {
        self.revision
    }

    /// How closely it was made. Those of the first format had what is usual, whatever their `changes` and `every_hours`.
    pub fn rules(&self) -> ReleaseRules {
        self.rules
    }

    /// Under which licence it may be used.
    pub fn licence(&self) -> Option<Licence> {
        self.licence
    }

    /// What noise its counts have.
    pub fn privacy(&self) -> Option<Privacy> {
        self.privacy
    }

    /// How many responses, rounded.
    pub fn responses(&self) -> Option<i64> {
        self.responses
    }

    /// The questions' tables, in the order of the questions.
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// As it is stored and published.
    pub fn to_value(&self) -> Value {
        let name = |name: &Option<String>| name.as_ref().map_or(Value::Null, Value::string);
        Value::object([
            ("format", FORMAT.into()),
            ("consultation", name(&self.consultation)),
            ("number", self.number.into()),
            ("at", Value::string(self.at.to_string())),
            ("revision", self.revision.into()),
            ("licence", self.licence.map_or(Value::Null, |licence| licence.name().into())),
            ("rules", self.rules.to_value()),
            ("privacy", noise::member(self.privacy)),
            ("responses", number(self.responses)),
            ("tables", Value::Array(self.tables.iter().map(Table::to_value).collect())),
        ])
    }

    /// Reads what [`Self::to_value`] wrote, in this version or the first, from where releases are stored.
    pub fn from_value(value: &Value) -> Option<Self> {
        let (number, at) = head(value)?;
        let Value::Array(tables) = value.get("tables")? else { return None };
        let rules = match value.get("rules") {
            Some(rules) => ReleaseRules::from_value(rules)?,
            None => ReleaseRules::default(),
        };
        Some(Self {
            consultation: value.get("consultation").and_then(Value::as_str).map(str::to_owned),
            number,
            at,
            revision: u32::try_from(value.get("revision")?.as_integer()?).ok()?,
            rules,
            licence: value.get("licence").and_then(Value::as_str).and_then(Licence::named),
            privacy: value.get("privacy").and_then(Privacy::from_value),
            responses: value.get("responses")?.as_integer(),
            tables: tables.iter().map(Table::from_value).collect::<Option<_>>()?,
        })
    }
}

fn head(value: &Value) -> Option<(u32, Timestamp)> {
    let known = (1..=i64::from(FORMAT)).contains(&value.get("format")?.as_integer()?);
    let number = u32::try_from(value.get("number")?.as_integer()?).ok()?;
    known.then_some((number, Timestamp::parse(value.get("at")?.as_str()?)?))
}

#[cfg(test)]
mod attacks;
#[cfg(test)]
mod tests;
