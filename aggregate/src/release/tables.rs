//! What a release tells of each question: the fixed menu of tables, and the counts that disclosure control lets through.

use crate::asked::{Asked, Audience, Shape};
use crate::cell::Cell;
use crate::counts::Counts;
use crate::disclosure::{Control, Controlled};
use contract::json::Value;
use contract::{OptionId, Region};
use std::collections::BTreeMap;

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
    /// How many were asked, made of published counts alone; `None` where one of those is not, or where no count tells.
    pub asked: Option<i64>,
    /// How many answered.
    pub answered: Option<i64>,
    /// Each option, point (from `1`), vote or region by its identifier, with its count.
    pub cells: Vec<(String, Option<i64>)>,
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

    /// Whether a count is left out.
    pub fn lacks(&self) -> bool {
        self.answered.is_none() || self.cells.iter().any(|(_, count)| count.is_none())
    }

    pub(super) fn to_value(&self) -> Value {
        let cell = |(id, count): &(String, Option<i64>)| {
            let percent = count.and_then(|count| self.percent(count));
            Value::object([("id", id.as_str().into()), ("count", number(*count)), ("percent", number(percent))])
        };
        let statement = self.statement.iter().map(|id| ("statement", id.as_str().into()));
        let head = [("question", self.question.as_str().into()), ("kind", self.kind.as_str().into())];
        let cells = Value::Array(self.cells.iter().map(cell).collect());
        let tail = [("asked", number(self.asked)), ("answered", number(self.answered)), ("cells", cells)];
        Value::object(head.into_iter().chain(statement).chain(tail))
    }

    /// Reads what [`Self::to_value`] wrote. The first format did not say how many were asked.
    pub(super) fn from_value(value: &Value) -> Option<Self> {
        let Value::Array(cells) = value.get("cells")? else { return None };
        let text = |value: &Value| value.as_str().map(str::to_owned);
        Some(Self {
            question: text(value.get("question")?)?,
            kind: text(value.get("kind")?)?,
            statement: value.get("statement").and_then(text),
            asked: value.get("asked").and_then(Value::as_integer),
            answered: value.get("answered")?.as_integer(),
            cells: cells
                .iter()
                .map(|cell| Some((text(cell.get("id")?)?, cell.get("count")?.as_integer())))
                .collect::<Option<_>>()?,
        })
    }
}

pub(super) fn number(count: Option<i64>) -> Value {
    count.map_or(Value::Null, |count| Value::Number(count as f64))
}

/// A table that a release always has: what is counted in it.
pub(super) struct Item {
    statement: Option<String>,
    /// The cell of those who answered, where the others do not add up to it.
    answered: Option<Cell>,
    cells: Vec<(String, Cell)>,
    /// In how many of the cells one response counts, at most.
    most: usize,
}

impl Item {
    /// Every cell whose count is published.
    pub(super) fn counted(&self) -> impl Iterator<Item = &Cell> {
        self.answered.iter().chain(self.cells.iter().map(|(_, cell)| cell))
    }

    /// By how much one response moves its counts, all together, at most.
    pub(super) fn sensitivity(&self) -> usize {
        self.most.min(self.cells.len()) + usize::from(self.answered.is_some())
    }

    fn total(&self, counts: &Counts) -> i64 {
        match &self.answered {
            Some(cell) => counts.get(cell),
            None => self.cells.iter().map(|(_, cell)| counts.get(cell)).sum(),
        }
    }
}

/// The tables of a question: a new kind says here what is published of it.
pub(super) fn menu(asked: &Asked<'_>) -> Vec<Item> {
    let id = asked.id;
    let parts = |statement, cells| Item { statement, answered: None, cells, most: 1 };
    let options = |ids: &[OptionId], cell: &dyn Fn(OptionId) -> Cell| -> Vec<(String, Cell)> {
        ids.iter().map(|option| (option.to_string(), cell(option.clone()))).collect()
    };
    match &asked.shape {
        Shape::Options(ids, most) => {
            let cells = options(ids, &|option| Cell::Chosen(id.clone(), option));
            let answered = (*most > 1).then(|| Cell::Answered(id.clone()));
            vec![Item { statement: None, answered, cells, most: *most }]
        }
        Shape::Points(most) => {
            let points = (1..=*most).map(|point| (point.to_string(), Cell::Rated(id.clone(), point)));
            vec![parts(None, points.collect())]
        }
        Shape::Statements(statements, points) => {
            let item = |statement: &&contract::StatementId| {
                let placed = |point| Cell::Placed(id.clone(), (*statement).clone(), point);
                parts(Some(statement.to_string()), options(points, &placed))
            };
            statements.iter().map(item).collect()
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

/// The tables of all questions, from exact counts, or, where `noise` says that they are not, from counts with noise: those
/// need no control, and what is small is left out since it is mostly noise.
pub(super) fn tables(asked: &[Asked<'_>], counts: &Counts, control: Control, noise: bool) -> Vec<Table> {
    let menus: Vec<Vec<Item>> = asked.iter().map(menu).collect();
    let controlled = |item: &Item| {
        let own: Vec<i64> = item.cells.iter().map(|(_, cell)| counts.get(cell)).collect();
        if noise {
            let cells = own.iter().map(|count| control.rounded(*count)).collect();
            return Controlled { total: control.rounded(item.total(counts)), cells };
        }
        control.table(item.total(counts), &own, item.most as i64)
    };
    let mut made: Vec<Vec<Controlled>> = menus.iter().map(|items| items.iter().map(controlled).collect()).collect();
    if !noise {
        withhold(asked, &mut made);
    }
    let mut published: BTreeMap<&Cell, i64> = BTreeMap::new();
    for (items, tables) in menus.iter().zip(&made) {
        for (item, table) in items.iter().zip(tables) {
            let cells = item.cells.iter().map(|(_, cell)| cell).zip(table.cells.iter().copied());
            let all = item.answered.iter().map(|cell| (cell, table.total)).chain(cells);
            published.extend(all.filter_map(|(cell, count)| Some((cell, count?))));
        }
    }
    let responses = control.rounded(counts.responses());
    let mut all = Vec::new();
    for (index, (one, (items, tables))) in asked.iter().zip(menus.iter().zip(&made)).enumerate() {
        let audience = match asked[index].audience(asked) {
            Audience::Everyone => responses,
            Audience::Those(cells) => cells.iter().map(|cell| published.get(cell).copied()).sum(),
            Audience::Untold => None,
        };
        all.extend(items.iter().zip(tables).map(|(item, table)| Table {
            question: one.id.to_string(),
            kind: one.kind.to_owned(),
            statement: item.statement.clone(),
            // Rounded one by one, those who answered may be more than those who were asked.
            asked: audience.map(|asked| asked.max(table.total.unwrap_or(0))),
            answered: table.total,
            cells: item.cells.iter().map(|(id, _)| id.clone()).zip(table.cells.iter().copied()).collect(),
        }));
    }
    all
}

/// Takes away what would tell of another question: where something is left out of a question, or of one that it depends
/// on, nothing of it is published where it was asked on a condition.
fn withhold(asked: &[Asked<'_>], made: &mut [Vec<Controlled>]) {
    // A revision may have asked them in another order, so that it takes as many rounds as there are.
    let mut lacking: Vec<bool> = made.iter().map(|tables| !tables.iter().all(Controlled::is_whole)).collect();
    for _ in 0..asked.len() {
        for index in 0..asked.len() {
            let on = |other: usize| asked[index].conditions.iter().any(|test| test.depends_on(asked[other].id));
            lacking[index] |= (0..asked.len()).any(|other| lacking[other] && on(other));
        }
    }
    for ((one, tables), lacking) in asked.iter().zip(made).zip(lacking) {
        if lacking && !one.conditions.is_empty() {
            tables.iter_mut().for_each(|table| *table = Controlled::nothing(table.cells.len()));
        }
    }
}
