//! The release: what everyone may read of a tally. Disclosure control alone makes one; from then on it is a text that is
//! stored and never made again, so that an answer which comes later changes nothing in it.
//!
//! There is one table for each question, and of statements one for each: the question's own counts and no others. Free text
//! has none, and no answer is broken down by another. Where a question was asked on a condition, its table tells of another
//! question's counts as well; it is published only where nothing is left out of either.

use crate::asked::{Asked, Shape};
use crate::cell::Cell;
use crate::counts::Counts;
use crate::disclosure::{Controlled, control, rounded};
use crate::tally::{Slice, Tally};
use contract::json::Value;
use contract::{Consultation, OptionId, Region, ReleaseRules, StatementId, Timestamp};

/// The version of the text of a release.
const FORMAT: u32 = 1;
const HOUR_SECONDS: i64 = 3_600;

/// Frozen figures for everyone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Release {
    number: u32,
    at: Timestamp,
    revision: u32,
    responses: Option<i64>,
    tables: Vec<Table>,
}

/// The published counts of a question, or of one statement of it. `None` stands for a count that is not published; whether
/// there was nobody, or few, or it would have told another such count, looks the same.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Table {
    /// Which question.
    pub question: String,
    /// Its kind; a ranking's counts are those of the first place.
    pub kind: String,
    /// Which statement of it.
    pub statement: Option<String>,
    /// How many answered.
    pub answered: Option<i64>,
    /// Each option, point (from `1`), vote or region by its identifier, with its count.
    pub cells: Vec<(String, Option<i64>)>,
}

/// Where the last release stands: what it was made from. For the store of releases alone, since its counts are exact.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mark {
    number: u32,
    at: Timestamp,
    counts: Counts,
}

impl Table {
    /// The share of a count in hundredths, made of rounded numbers and no others. Where each person is in one cell the
    /// shares are of the cells together: rounded one by one, they may be more than all.
    pub fn percent(&self, count: i64) -> Option<i64> {
        let (answered, cells): (i64, i64) = (self.answered?, self.cells.iter().filter_map(|(_, count)| *count).sum());
        let whole = self.cells.iter().all(|(_, count)| count.is_some());
        let base = match self.kind.as_str() {
            "multiple_choice" => answered,
            _ if whole => cells,
            _ => answered.max(cells),
        };
        (base > 0).then(|| (count * 200 + base) / (base * 2))
    }
}

impl Mark {
    /// Whether the time for the next release has come, however many answers there are.
    pub fn is_past(&self, rules: ReleaseRules, now: Timestamp) -> bool {
        now.unix_seconds() - self.at.unix_seconds() >= i64::from(rules.every_hours()) * HOUR_SECONDS
    }

    /// For a store.
    pub fn to_value(&self) -> Value {
        Value::object([
            ("format", FORMAT.into()),
            ("number", self.number.into()),
            ("at", Value::string(self.at.to_string())),
            ("counts", self.counts.to_value()),
        ])
    }

    /// Reads what [`Self::to_value`] wrote.
    pub fn from_value(value: &Value) -> Option<Self> {
        let (number, at) = head(value)?;
        Some(Self { number, at, counts: Counts::from_value(value.get("counts")?)? })
    }
}

impl Release {
    /// The release after `last`, with the mark to keep beside it; `None` where none is due. The first one waits for enough
    /// answers, and for no time.
    pub fn next(
        consultation: &Consultation,
        tally: &Tally,
        last: Option<&Mark>,
        now: Timestamp,
    ) -> Option<(Self, Mark)> {
        let (current, nothing) = (consultation.current(), Counts::default());
        let rules = current.definition.release_rules();
        let counts = tally.get(&Slice::All).unwrap_or(&nothing);
        let before = last.map_or(&nothing, |mark| &mark.counts);
        let waits = last.is_some_and(|mark| !mark.is_past(rules, now));
        if waits || counts.differs_by(before) < i64::from(rules.changes()) {
            return None;
        }
        let number = last.map_or(0, |mark| mark.number) + 1;
        let release = Self {
            number,
            at: now,
            revision: current.number,
            responses: rounded(counts.responses()),
            tables: tables(consultation, counts),
        };
        Some((release, Mark { number, at: now, counts: counts.clone() }))
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
        let table = |table: &Table| {
            let cell = |(id, count): &(String, Option<i64>)| {
                let percent = count.and_then(|count| table.percent(count));
                Value::object([("id", id.as_str().into()), ("count", number(*count)), ("percent", number(percent))])
            };
            let statement = table.statement.iter().map(|id| ("statement", id.as_str().into()));
            let head = [("question", table.question.as_str().into()), ("kind", table.kind.as_str().into())];
            let cells = Value::Array(table.cells.iter().map(cell).collect());
            Value::object(
                head.into_iter().chain(statement).chain([("answered", number(table.answered)), ("cells", cells)]),
            )
        };
        Value::object([
            ("format", FORMAT.into()),
            ("number", self.number.into()),
            ("at", Value::string(self.at.to_string())),
            ("revision", self.revision.into()),
            ("responses", number(self.responses)),
            ("tables", Value::Array(self.tables.iter().map(table).collect())),
        ])
    }

    /// Reads what [`Self::to_value`] wrote, from where releases are stored.
    pub fn from_value(value: &Value) -> Option<Self> {
        let (number, at) = head(value)?;
        let Value::Array(tables) = value.get("tables")? else { return None };
        Some(Self {
            number,
            at,
            revision: u32::try_from(value.get("revision")?.as_integer()?).ok()?,
            responses: value.get("responses")?.as_integer(),
            tables: tables.iter().map(read_table).collect::<Option<_>>()?,
        })
    }
}

fn head(value: &Value) -> Option<(u32, Timestamp)> {
    let known = value.get("format")?.as_integer()? == i64::from(FORMAT);
    let number = u32::try_from(value.get("number")?.as_integer()?).ok()?;
    known.then_some((number, Timestamp::parse(value.get("at")?.as_str()?)?))
}

fn read_table(value: &Value) -> Option<Table> {
    let Value::Array(cells) = value.get("cells")? else { return None };
    let text = |value: &Value| value.as_str().map(str::to_owned);
    Some(Table {
        question: text(value.get("question")?)?,
        kind: text(value.get("kind")?)?,
        statement: value.get("statement").and_then(text),
        answered: value.get("answered")?.as_integer(),
        cells: cells
            .iter()
            .map(|cell| Some((text(cell.get("id")?)?, cell.get("count")?.as_integer())))
            .collect::<Option<_>>()?,
    })
}

fn number(count: Option<i64>) -> Value {
    count.map_or(Value::Null, |count| Value::Number(count as f64))
}

/// A table before it is published.
struct Made<'a> {
    statement: Option<&'a StatementId>,
    ids: Vec<String>,
    controlled: Controlled,
}

/// The tables of all questions.
fn tables(consultation: &Consultation, counts: &Counts) -> Vec<Table> {
    let asked = Asked::all(consultation);
    let mut made: Vec<Vec<Made<'_>>> = asked.iter().map(|one| make(one, counts)).collect();
    let is_whole = |tables: &[Made<'_>]| tables.iter().all(|table| table.controlled.is_whole());
    // Questions of which something is left out, and with them those that depend on one: a revision may have asked them in
    // another order, so that it takes as many rounds as there are.
    let mut lacking: Vec<bool> = made.iter().map(|tables| !is_whole(tables)).collect();
    for _ in 0..asked.len() {
        for index in 0..asked.len() {
            let on = |other: usize| asked[index].conditions.iter().any(|test| test.depends_on(asked[other].id));
            lacking[index] |= (0..asked.len()).any(|other| lacking[other] && on(other));
        }
    }
    let told = asked.iter().zip(&mut made).zip(lacking).flat_map(|((one, tables), lacking)| {
        let withheld = lacking && !one.conditions.is_empty();
        tables.drain(..).map(move |table| publish(one, table, withheld)).collect::<Vec<_>>()
    });
    told.collect()
}

fn publish(asked: &Asked<'_>, made: Made<'_>, withheld: bool) -> Table {
    let Made { statement, ids, controlled } = made;
    let Controlled { total, cells } = if withheld { Controlled::nothing(ids.len()) } else { controlled };
    Table {
        question: asked.id.to_string(),
        kind: asked.kind.to_owned(),
        statement: statement.map(StatementId::to_string),
        answered: total,
        cells: ids.into_iter().zip(cells).collect(),
    }
}

/// The tables of a question: a new kind says here what is published of it.
fn make<'a>(asked: &Asked<'a>, counts: &Counts) -> Vec<Made<'a>> {
    let id = asked.id;
    let parts = |statement, cells: Vec<(String, Cell)>| {
        let (ids, own): (Vec<_>, Vec<_>) = cells.into_iter().map(|(id, cell)| (id, counts.get(&cell))).unzip();
        let controlled = control(own.iter().sum(), &own, 1);
        Made { statement, ids, controlled }
    };
    let options = |ids: &[OptionId], cell: &dyn Fn(OptionId) -> Cell| -> Vec<(String, Cell)> {
        ids.iter().map(|option| (option.to_string(), cell(option.clone()))).collect()
    };
    match &asked.shape {
        Shape::Options(ids, most) => {
            let cells = options(ids, &|option| Cell::Chosen(id.clone(), option));
            if *most == 1 {
                return vec![parts(None, cells)];
            }
            let (ids, own): (Vec<_>, Vec<_>) = cells.into_iter().map(|(id, cell)| (id, counts.get(&cell))).unzip();
            let answered = counts.get(&Cell::Answered(id.clone()));
            vec![Made { statement: None, ids, controlled: control(answered, &own, *most as i64) }]
        }
        Shape::Points(most) => {
            let points = (1..=*most).map(|point| (point.to_string(), Cell::Rated(id.clone(), point)));
            vec![parts(None, points.collect())]
        }
        Shape::Statements(statements, points) => {
            let table = |statement: &&'a StatementId| {
                let placed = |point| Cell::Placed(id.clone(), (*statement).clone(), point);
                parts(Some(*statement), options(points, &placed))
            };
            statements.iter().map(table).collect()
        }
        // Whoever ranked anything has a first place.
        Shape::Places(ids, _) => vec![parts(None, options(ids, &|option| Cell::Ranked(id.clone(), option, 1)))],
        Shape::Regions => {
            let regions = Region::all().map(|region| (region.code().to_owned(), Cell::In(id.clone(), region)));
            vec![parts(None, regions.collect())]
        }
        Shape::Words => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
