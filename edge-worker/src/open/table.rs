//! A release as one tidy table: a row for each count (CSV, RFC 4180), and cells of any CSV that no spreadsheet takes for a
//! formula.

use super::{LEFT_OUT, Published};

/// A column, for the header and for what describes the table.
pub(crate) struct Column {
    pub(crate) name: &'static str,
    /// `string` or `integer`, as the Table Schema says it.
    pub(crate) kind: &'static str,
    pub(crate) about: &'static str,
}

const fn column(name: &'static str, kind: &'static str, about: &'static str) -> Column {
    Column { name, kind, about }
}

/// The columns of a release's table.
pub(crate) const COLUMNS: [Column; 11] = [
    column("question", "string", "The question's identifier"),
    column("question_text", "string", "The question as it was asked"),
    column("kind", "string", "The kind of question; of a ranking the counts are those of first places"),
    column("statement", "string", "The identifier of the statement that was judged or voted on"),
    column("statement_text", "string", "The statement"),
    column("answer", "string", "The identifier of the answer: an option, a point, a vote or a region"),
    column("answer_text", "string", "The answer as it was offered"),
    column("count", "integer", "People who gave this answer, rounded"),
    column("percent", "integer", "Their share in hundredths, made of rounded counts"),
    column("answered", "integer", "People who answered the question, or about the statement, rounded"),
    column("asked", "integer", "People who were asked the question, made of rounded counts"),
];

/// The whole file.
pub(crate) fn csv(published: &Published<'_>) -> Result<Vec<u8>, csv::Error> {
    let header = COLUMNS.iter().map(|column| column.name.to_owned()).collect();
    write(std::iter::once(header).chain(rows(published)))
}

fn rows(published: &Published<'_>) -> Vec<Vec<String>> {
    let number = |count: Option<i64>| count.map_or_else(|| LEFT_OUT.to_owned(), |count| count.to_string());
    let mut rows = Vec::new();
    for ((question, _), worded) in published.worded() {
        let table = &worded.table;
        for ((id, count), (label, _)) in table.cells.iter().zip(&worded.labels) {
            let (statement, _) = worded.statement.clone().unwrap_or_else(|| (String::new(), published.lang));
            rows.push(vec![
                table.question.clone(),
                question.clone(),
                table.kind.clone(),
                table.statement.clone().unwrap_or_default(),
                statement,
                id.clone(),
                label.clone(),
                number(*count),
                number(count.and_then(|count| table.percent(count))),
                number(table.answered),
                // Where no count tells, nothing was left out.
                table.asked.map(|asked| asked.to_string()).unwrap_or_default(),
            ]);
        }
    }
    rows
}

/// Rows as CSV.
pub(crate) fn write(rows: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.iter().map(|cell| harmless(cell)))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

/// A cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe before it (OWASP, "CSV
/// injection"); spreadsheets set for Chinese, Japanese or Korean read the full-width signs alike, and some skip spaces.
/// What people write is data, and stays readable as such.
pub(crate) fn harmless(cell: &str) -> String {
    const TRIGGERS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    let begins =
        cell.starts_with(TRIGGERS) || cell.trim_start_matches([' ', '\u{a0}', '\u{feff}']).starts_with(TRIGGERS);
    if begins { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for cell in [
            "=A1",
            "+1",
            "-1",
            "@x",
            "\tx",
            "\rx",
            "\nx",
            "＝A1",
            "＋1",
            "－1",
            "＠x",
            " =A1",
            "\u{feff}=A1",
            "\u{a0} +1",
        ] {
            assert_eq!(harmless(cell), format!("'{cell}"));
        }
        for cell in ["a=b", "", " ", "'=A1", "[c]", "1 – Easy"] {
            assert_eq!(harmless(cell), cell);
        }
    }
}
