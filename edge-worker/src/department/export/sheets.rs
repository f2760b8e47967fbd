//! All responses as a spreadsheet, row by row: a cover, contents, what stands in each column, and as many sheets of responses
//! as their number takes.

use crate::department::table::{Table, Value};
use crate::ledger::Item;
use crate::open::book::{self, Book, Cell, ROWS, Row, begin_file, header};
use crate::open::container::Container;
use contract::{Consultation, Lang, Timestamp};
use std::io;

/// Rows before a sheet's responses: its title, what a blank cell means, and the header.
const ABOVE: u64 = 3;
/// Responses of a sheet.
const A_SHEET: u64 = ROWS - ABOVE;
/// From how many responses on the content may have four gigabytes: of 21 KB each, as the markup has them.
const LARGE: u64 = 200_000;

const BLANK: &str = "A blank cell: the question was not answered, not shown, or not asked in that revision.";

/// What the file says of itself.
pub(super) struct About<'a> {
    pub(super) record: &'a Consultation,
    /// The department's name.
    pub(super) department: String,
    pub(super) now: Timestamp,
    /// How many responses there are, as it begins.
    pub(super) responses: u64,
}

/// A spreadsheet under writing.
pub(super) struct Sheets {
    file: Container,
    book: Book,
    table: Table,
    title: String,
    sheet: u64,
    sheet_rows: u64,
}

impl Sheets {
    /// Begins the file: what stands before the responses.
    pub(super) fn begin(table: Table, about: &About<'_>) -> Self {
        Self::of(table, about, A_SHEET)
    }

    fn of(table: Table, about: &About<'_>, sheet_rows: u64) -> Self {
        let mut file = begin_file();
        file.begin("content.xml", about.responses >= LARGE);
        let questionnaire = about.record.current().definition.questionnaire();
        let lang = questionnaire.languages()[0];
        let title = questionnaire.title().in_language(lang).0.to_owned();
        let mut book = Book::new(Lang::En);
        let planned = about.responses.div_ceil(sheet_rows).max(1);
        cover(&mut book, about, &title);
        contents(&mut book, &title, planned);
        notes(&mut book, &table.header(), &table.about(about.record));
        let mut sheets = Self { file, book, table, title, sheet: 0, sheet_rows };
        sheets.begin_sheet();
        sheets
    }

    fn begin_sheet(&mut self) {
        self.sheet += 1;
        self.book.begin_sheet(&name(self.sheet), self.table.width());
        self.book.row(&vec![Cell::Title(format!("{}: responses", self.title))]);
        self.book.row(&vec![Cell::Text(BLANK.to_owned())]);
        self.book.table(&header(self.table.header().iter().map(String::as_str)));
    }

    /// Writes responses.
    pub(super) fn rows(&mut self, items: &[Item]) -> io::Result<()> {
        for item in items {
            if self.book.rows() - ABOVE >= self.sheet_rows {
                self.book.end_sheet();
                self.begin_sheet();
            }
            let row: Row = self.table.row(item).into_iter().map(cell).collect();
            self.book.row(&row);
        }
        self.file.write(self.book.take().as_bytes())
    }

    /// What is written and was not taken yet.
    pub(super) fn take(&mut self) -> Vec<u8> {
        self.file.take()
    }

    /// Ends the file: what is left of it.
    pub(super) fn finish(mut self) -> io::Result<Vec<u8>> {
        self.book.end_sheet();
        self.file.write(self.book.finish().as_bytes())?;
        self.file.end()?;
        let mut rest = self.file.take();
        rest.extend(self.file.finish());
        Ok(rest)
    }
}

fn name(sheet: u64) -> String {
    format!("Responses_{sheet}")
}

fn cell(value: Value) -> Cell {
    match value {
        Value::Blank => Cell::Blank,
        Value::Number(number) => Cell::Number(number),
        Value::Text(text) => Cell::Text(text),
    }
}

fn cover(book: &mut Book, about: &About<'_>, title: &str) {
    let lines = [
        about.department.clone(),
        format!("Responses as they stood on {}. There were {} when the file was begun.", about.now, about.responses),
        "Each row is what one person answered. It is not open data: releases are.".to_owned(),
        "People chose to answer: the responses say nothing certain of those who did not.".to_owned(),
    ];
    book.begin_sheet("Cover", 1);
    book.row(&vec![Cell::Title(format!("{title}: responses"))]);
    lines.into_iter().for_each(|line| book.row(&vec![Cell::Text(line)]));
    book.end_sheet();
}

fn contents(book: &mut Book, title: &str, sheets: u64) {
    let row = |name: String, what: &str| {
        vec![Cell::Link { address: format!("#{name}.A1"), text: name }, Cell::Text(what.to_owned())]
    };
    book.begin_sheet("Contents", 2);
    book.row(&vec![Cell::Title(format!("{title}: contents"))]);
    book.table(&header(["Sheet", "What is in it"]));
    book.row(&row("Notes".to_owned(), "What stands in each column"));
    (1..=sheets).for_each(|sheet| book.row(&row(name(sheet), "Responses, the oldest first")));
    book.end_sheet();
}

fn notes(book: &mut Book, columns: &[String], about: &[String]) {
    book.begin_sheet("Notes", 2);
    book.row(&vec![Cell::Title("Notes: what stands in each column".to_owned())]);
    book.row(&vec![Cell::Text(BLANK.to_owned())]);
    book.table(&header(["Column", "What stands in it"]));
    for (column, about) in columns.iter().zip(about) {
        book.row(&vec![Cell::Text(column.clone()), Cell::Text(about.clone())]);
    }
    book.end_sheet();
}

/// What an OpenDocument spreadsheet is.
pub(super) const MEDIA: &str = book::MEDIA;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{Content, Position};
    use contract::{Answer, ConsultationId, Definition, DepartmentId, QuestionId, SiteId};
    use std::io::Read;

    fn consultation() -> Consultation {
        let text = r#"{"title": {"en": "T & <co>"}, "languages": ["en"],
            "questions": [{"id": "say", "kind": "free_text", "text": {"en": "Say?"}},
                          {"id": "rate", "kind": "rating", "points": 5, "text": {"en": "Rate?"}, "low": {"en": "l"}, "high": {"en": "h"}}]}"#;
        let definition = Definition::parse(&serde_json::from_str(text).unwrap()).unwrap();
        Consultation::draft(ConsultationId::parse("c").unwrap(), DepartmentId::parse("d").unwrap(), definition)
    }

    fn item(number: u64) -> Item {
        let question = |id| QuestionId::parse(id).unwrap();
        let answers =
            vec![(question("say"), Answer::FreeText(format!("=<{number}>"))), (question("rate"), Answer::Rating(3))];
        let site = SiteId::parse("forum").unwrap();
        let content = Content { revision: 1, site, lang: Lang::En, page: None, answers };
        Item { position: Position(number, 0), recorded: 0, changed: None, content }
    }

    fn written(sheet_rows: u64, responses: u64) -> String {
        let (record, now) = (consultation(), Timestamp::from_unix_seconds(0));
        let about = About { record: &record, department: "D".to_owned(), now, responses };
        let mut sheets = Sheets::of(Table::of(&record), &about, sheet_rows);
        let mut bytes = sheets.take();
        for number in 0..responses {
            sheets.rows(&[item(number)]).unwrap();
            bytes.extend(sheets.take());
        }
        bytes.extend(sheets.finish().unwrap());
        let mut archive = zip::ZipArchive::new(io::Cursor::new(bytes)).unwrap();
        let mut content = String::new();
        archive.by_name("content.xml").unwrap().read_to_string(&mut content).unwrap();
        content
    }

    #[test]
    fn a_sheet_ends_where_its_rows_do() {
        for (responses, sheets) in [(0, 1), (1, 1), (4, 1), (5, 2), (9, 3)] {
            let content = written(4, responses);
            let names = (1..=4).filter(|sheet| content.contains(&format!(r#"table:name="Responses_{sheet}" "#)));
            assert_eq!(names.count(), sheets, "{responses}");
            assert_eq!(content.matches("Responses, the oldest first").count(), sheets, "{responses}: contents");
            assert_eq!(content.matches("=&lt;").count() as u64, responses);
        }
    }

    #[test]
    fn a_table_is_marked_and_its_cells_have_their_types() {
        let content = written(4, 5);
        assert!(content.contains(r#"table:target-range-address="'Responses_1'.A3:'Responses_1'.H7""#), "{content}");
        assert!(content.contains(r#"table:target-range-address="'Responses_2'.A3:'Responses_2'.H4""#));
        assert!(content.contains(r#"office:value-type="float" office:value="3""#));
        assert!(content.contains("T &amp; &lt;co&gt;: responses"));
        assert!(!content.contains("table:formula"));
    }
}
