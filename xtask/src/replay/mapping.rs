//! From a CSV of real answers to the requests that give them again.

use anyhow::{Context, Result, anyhow, bail, ensure};
use contract::json::Value;
use contract::{Answers, Definition};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// How a CSV's columns answer a consultation's questions: the file that goes with `--mapping`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Where the answers come from and under which licence: shown before they are sent.
    pub source: String,
    /// The consultation's document. An agreement or a vote may take its statements from a CSV beside the answers:
    /// `"statements": {"csv": FILE, "id": COLUMN, "text": COLUMN}`.
    pub definition: serde_json::Value,
    /// The site under which the answers are given; the first of its origins is sent.
    pub site: String,
    /// The language in which they are given.
    pub lang: String,
    /// The column that names the person; each row is one person where it is left out.
    pub person: Option<String>,
    /// The column of whole numbers by which rows are ordered; the file's order where it is left out.
    pub order: Option<String>,
    /// Which column answers which question.
    pub answers: Vec<Column>,
}

/// One column's question.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    column: String,
    question: String,
    /// For an agreement or a vote: the column that names the statement.
    statement: Option<String>,
    /// What the column's values are called in the definition; they are taken as they stand where it is left out.
    values: Option<BTreeMap<String, String>>,
}

/// One person's answers, in all the states that they went through.
pub struct Person {
    /// The person's name in the CSV, or the number of their row.
    pub name: String,
    /// The answers after each row of theirs: the first is posted, each later one changes it.
    pub states: Vec<Value>,
}

/// Everything to send.
pub struct Plan {
    /// The consultation's document, complete.
    pub document: Value,
    /// The same, parsed.
    pub definition: Definition,
    /// The people, in the order of their first row.
    pub people: Vec<Person>,
    /// All states of all people in the order of time: the person's index and that state's.
    pub steps: Vec<(usize, usize)>,
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// The file cannot be read, or is not a mapping; the error names the place.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        serde_json::from_str(&text).with_context(|| format!("{} is not a mapping", path.display()))
    }

    /// Turns the rows of `csv` into a plan.
    ///
    /// # Errors
    /// The definition has faults, a column is missing, or a row's answers are not valid; the error names line and column.
    pub fn plan(&self, csv: &Path) -> Result<Plan> {
        let mut document = self.definition.clone();
        fill_statements(&mut document, csv.parent().unwrap_or(Path::new(".")))?;
        // A replay is a burst by its nature, and comes from who runs the edge.
        if let Some(members) = document.as_object_mut() {
            members.entry("protection").or_insert_with(|| "off".into());
        }
        let document: Value = serde_json::from_value(document)?;
        let definition = Definition::parse(&document).map_err(|issues| {
            let lines: Vec<String> = issues.iter().map(|issue| format!("{}: {}", issue.pointer, issue.fault)).collect();
            anyhow!("the mapping's definition has faults:\n{}", lines.join("\n"))
        })?;
        let rows = self.rows(csv)?;
        let mut plan = Plan { document, definition, people: Vec::new(), steps: Vec::new() };
        let mut known: BTreeMap<String, (usize, Fields)> = BTreeMap::new();
        for row in rows {
            let newcomer = plan.people.len();
            let (person, fields) = known.entry(row.person.clone()).or_insert_with(|| (newcomer, Fields::default()));
            if *person == newcomer {
                plan.people.push(Person { name: row.person, states: Vec::new() });
            }
            fields.extend(row.fields);
            let fields: Vec<(&String, &String)> = fields.iter().collect();
            let state = plan.definition.questionnaire().answers_from_fields(&fields);
            if let Err(issues) = Answers::parse(plan.definition.questionnaire(), &state) {
                bail!("{} line {}: {} {:?}", csv.display(), row.line, issues[0].pointer, issues[0].fault);
            }
            let states = &mut plan.people[*person].states;
            plan.steps.push((*person, states.len()));
            states.push(state);
        }
        Ok(plan)
    }

    fn rows(&self, path: &Path) -> Result<Vec<Row>> {
        let mut reader = open(path)?;
        let headers = reader.headers()?.clone();
        let index = |name: &str| find_column(&headers, name, path);
        let person = self.person.as_deref().map(index).transpose()?;
        let order = self.order.as_deref().map(index).transpose()?;
        let mut columns = Vec::new();
        for column in &self.answers {
            let statement = column.statement.as_deref().map(index).transpose()?;
            columns.push((column, index(&column.column)?, statement));
        }
        let mut rows = Vec::new();
        for (number, record) in reader.records().enumerate() {
            let record = record.with_context(|| format!("{} row {}", path.display(), number + 1))?;
            let line = record.position().map_or(0, csv::Position::line);
            let mut fields = Fields::default();
            for (column, value, statement) in &columns {
                if let Some(text) = column.value(&record[*value], line, path)? {
                    let mut name = format!("{}{}", contract::question::FIELD_PREFIX, column.question);
                    if let Some(statement) = statement {
                        name = format!("{name}.{}", &record[*statement]);
                    }
                    fields.insert(name, text);
                }
            }
            let moment = match order {
                None => 0,
                Some(column) => record[column].parse::<i64>().with_context(|| {
                    format!("{} line {line}: {:?} is not a whole number", path.display(), &record[column])
                })?,
            };
            let person = person.map_or_else(|| (number + 1).to_string(), |column| record[column].to_owned());
            rows.push(Row { person, moment, line, fields });
        }
        // Stable: rows of one moment keep the file's order.
        rows.sort_by_key(|row| row.moment);
        Ok(rows)
    }
}

type Fields = BTreeMap<String, String>;

struct Row {
    person: String,
    moment: i64,
    line: u64,
    fields: Fields,
}

impl Column {
    fn value(&self, text: &str, line: u64, path: &Path) -> Result<Option<String>> {
        if text.is_empty() {
            return Ok(None);
        }
        let Some(values) = &self.values else { return Ok(Some(text.to_owned())) };
        let found = values.get(text);
        ensure!(
            found.is_some(),
            "{} line {line}, column {}: the mapping has no value for {text:?}",
            path.display(),
            self.column
        );
        Ok(found.cloned())
    }
}

fn open(path: &Path) -> Result<csv::Reader<std::fs::File>> {
    csv::Reader::from_path(path).with_context(|| format!("cannot read {}", path.display()))
}

fn find_column(headers: &csv::StringRecord, name: &str, path: &Path) -> Result<usize> {
    let found = headers.iter().position(|header| header == name);
    found.with_context(|| format!("{} has no column {name:?}", path.display()))
}

/// Puts the rows of a CSV in the place of `{"csv": FILE, "id": COLUMN, "text": COLUMN}`, in the order of their ids.
fn fill_statements(document: &mut serde_json::Value, folder: &Path) -> Result<()> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct From {
        csv: String,
        id: String,
        text: String,
    }
    let questions = document.get_mut("questions").and_then(serde_json::Value::as_array_mut);
    for question in questions.into_iter().flatten() {
        let Some(statements) = question.get_mut("statements").filter(|member| member.is_object()) else { continue };
        let from: From = serde_json::from_value(statements.clone())?;
        let path = folder.join(&from.csv);
        let mut reader = open(&path)?;
        let headers = reader.headers()?.clone();
        let (id, text) = (find_column(&headers, &from.id, &path)?, find_column(&headers, &from.text, &path)?);
        let mut list = Vec::new();
        for record in reader.records() {
            let record = record.with_context(|| format!("cannot read {}", path.display()))?;
            list.push(serde_json::json!({"id": record[id], "text": {"en": record[text]}}));
        }
        list.sort_by_key(|statement| statement["id"].as_str().and_then(|id| id.parse::<u64>().ok()));
        *statements = list.into();
    }
    Ok(())
}
