//! Reconciliation: every count that the file gives, held against the edge's summary.

use super::Plan;
use std::collections::BTreeMap;
use std::fmt;

/// How the edge's counts compare with the file's.
#[derive(Debug)]
pub struct Reconciliation {
    /// People whose answers stand.
    pub people: i64,
    /// Counts compared.
    pub compared: usize,
    /// Where they differ: what, the file's count and the edge's.
    pub differences: Vec<(String, i64, i64)>,
}

impl Reconciliation {
    /// Counts the last states of all people but the withdrawn, and holds them against a summary of the API.
    pub(super) fn of(plan: &Plan, withdrawn: &dyn Fn(usize) -> bool, summary: &serde_json::Value) -> Self {
        let standing = plan.people.iter().enumerate().filter(|(index, _)| !withdrawn(*index));
        let mut expected: BTreeMap<String, i64> = BTreeMap::new();
        let mut people = 0;
        for (_, person) in standing {
            people += 1;
            let Some(contract::json::Value::Object(answers)) = person.states.last() else { continue };
            for (question, value) in answers {
                count(question, value, &mut expected);
            }
        }
        let found = counts_of(summary);
        expected.insert("responses".to_owned(), people);
        // Cells of either side: what the file lacks must be zero at the edge.
        let mut cells: Vec<&String> = expected.keys().chain(found.keys()).collect();
        cells.sort();
        cells.dedup();
        let differences = cells
            .iter()
            .map(|cell| {
                let of = |counts: &BTreeMap<String, i64>| counts.get(*cell).copied().unwrap_or(0);
                ((*cell).clone(), of(&expected), of(&found))
            })
            .filter(|(_, file, edge)| file != edge)
            .collect();
        Self { people, compared: cells.len(), differences }
    }

    /// Whether every count agrees.
    pub fn is_exact(&self) -> bool {
        self.differences.is_empty()
    }
}

impl fmt::Display for Reconciliation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} people stand; {} counts compared, ", self.people, self.compared)?;
        if self.is_exact() {
            return out.write_str("all equal");
        }
        write!(out, "{} differ:", self.differences.len())?;
        for (cell, file, edge) in &self.differences {
            write!(out, "\n  {cell}: {file} in the file, {edge} at the edge")?;
        }
        Ok(())
    }
}

fn count(question: &str, value: &contract::json::Value, counts: &mut BTreeMap<String, i64>) {
    use contract::json::Value;
    let cells: Vec<String> = match value {
        Value::Array(options) => options.iter().map(|option| format!("{question}={}", plain(option))).collect(),
        Value::Object(placed) => {
            placed.iter().map(|(statement, point)| format!("{question}/{statement}={}", plain(point))).collect()
        }
        one => vec![format!("{question}={}", plain(one))],
    };
    for cell in cells {
        *counts.entry(cell).or_default() += 1;
    }
}

fn plain(value: &contract::json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn counts_of(summary: &serde_json::Value) -> BTreeMap<String, i64> {
    let number = |value: &serde_json::Value| value.as_i64().unwrap_or(0);
    let mut counts = BTreeMap::from([("responses".to_owned(), number(&summary["responses"]))]);
    let list = |value: &serde_json::Value| value.as_array().cloned().unwrap_or_default();
    for question in list(&summary["questions"]) {
        let id = question["id"].as_str().unwrap_or_default().to_owned();
        for option in list(&question["options"]) {
            counts.insert(format!("{id}={}", option["id"].as_str().unwrap_or_default()), number(&option["count"]));
        }
        for (index, count) in list(&question["points"]).iter().enumerate() {
            counts.insert(format!("{id}={}", index + 1), number(count));
        }
        for statement in list(&question["statements"]) {
            let name = statement["id"].as_str().unwrap_or_default();
            for option in list(&statement["options"]) {
                let point = option["id"].as_str().unwrap_or_default();
                counts.insert(format!("{id}/{name}={point}"), number(&option["count"]));
            }
        }
    }
    counts
}
