//! Responses as a table: one column for a question, or, where it has several parts, for each of its options or
//! statements. All revisions share it: a column stays where a later revision no longer asks.

use crate::ledger::Item;
use contract::{Answer, Consultation, Kind, OptionId, Question, QuestionId, StatementId, Timestamp};

/// A column of answers.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Column {
    /// The answer itself: an option, a point, words.
    Whole(QuestionId),
    /// Whether an option is chosen: 1 or 0.
    Option(QuestionId, OptionId),
    /// Where a statement is placed.
    Statement(QuestionId, StatementId),
}

/// The columns before the answers.
const HEAD: [&str; 6] = ["recorded_at", "changed_at", "revision", "site", "lang", "page"];

/// A table's columns.
pub(super) struct Table(Vec<Column>);

impl Table {
    /// The columns of a consultation.
    pub(super) fn of(record: &Consultation) -> Self {
        let mut columns = Vec::new();
        for definition in record.revisions().iter().map(|revision| &revision.definition) {
            for column in definition.questionnaire().questions().iter().flat_map(columns_of) {
                if !columns.contains(&column) {
                    columns.push(column);
                }
            }
        }
        Self(columns)
    }

    /// The table's first row.
    pub(super) fn header(&self) -> Vec<String> {
        let name = |column: &Column| match column {
            Column::Whole(question) => question.to_string(),
            Column::Option(question, option) => format!("{question}.{option}"),
            Column::Statement(question, statement) => format!("{question}.{statement}"),
        };
        HEAD.into_iter().map(str::to_owned).chain(self.0.iter().map(name)).collect()
    }

    /// A response's row.
    pub(super) fn row(&self, item: &Item) -> Vec<String> {
        let moment = |seconds| Timestamp::from_unix_seconds(seconds).to_string();
        let content = &item.content;
        let mut row = vec![
            moment(item.recorded),
            item.changed.map(moment).unwrap_or_default(),
            content.revision.to_string(),
            content.site.to_string(),
            content.lang.code().to_owned(),
            content.page.as_ref().map(ToString::to_string).unwrap_or_default(),
        ];
        let answer =
            |question: &QuestionId| content.answers.iter().find(|(id, _)| id == question).map(|(_, answer)| answer);
        row.extend(self.0.iter().map(|column| {
            match column {
                Column::Whole(question) => answer(question).map(whole).unwrap_or_default(),
                Column::Option(question, option) => match answer(question) {
                    Some(Answer::MultipleChoice(chosen)) => u8::from(chosen.contains(option)).to_string(),
                    _ => String::new(),
                },
                Column::Statement(question, statement) => match answer(question) {
                    Some(Answer::Agreement(placed)) => placed
                        .iter()
                        .find(|(id, _)| id == statement)
                        .map(|(_, point)| point.to_string())
                        .unwrap_or_default(),
                    _ => String::new(),
                },
            }
        }));
        row
    }

    /// Rows as CSV (RFC 4180).
    pub(super) fn csv(rows: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>, csv::Error> {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        for row in rows {
            writer.write_record(row.iter().map(|cell| harmless(cell)))?;
        }
        writer.into_inner().map_err(|error| error.into_error().into())
    }
}

fn columns_of(question: &Question) -> Vec<Column> {
    let id = question.id();
    match question.kind() {
        Kind::SingleChoice(_) | Kind::Rating(_) | Kind::FreeText(_) => vec![Column::Whole(id.clone())],
        Kind::MultipleChoice(kind) => {
            kind.options().iter().map(|option| Column::Option(id.clone(), option.id().clone())).collect()
        }
        Kind::Agreement(kind) => {
            let statements = kind.statements().iter();
            statements.map(|statement| Column::Statement(id.clone(), statement.id().clone())).collect()
        }
    }
}

fn whole(answer: &Answer) -> String {
    match answer {
        Answer::SingleChoice(option) => option.to_string(),
        Answer::Rating(point) => point.to_string(),
        Answer::FreeText(text) => text.clone(),
        Answer::MultipleChoice(_) | Answer::Agreement(_) => String::new(),
    }
}

/// A cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe before it (OWASP, "CSV
/// injection"). What people write is data, and stays readable as such.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{Content, Position};
    use contract::{ConsultationId, Definition, DepartmentId, Lang, PageAddress, Revision, SiteId, State};

    fn definition(questions: &str) -> Definition {
        let text = format!(r#"{{"title": {{"en": "T"}}, "languages": ["en"], "questions": [{questions}]}}"#);
        Definition::parse(&serde_json::from_str(&text).unwrap()).unwrap()
    }

    fn consultation() -> Consultation {
        let option = |id: &str| format!(r#"{{"id": "{id}", "text": {{"en": "{id}"}}}}"#);
        let many = |options: &[&str]| {
            let options: Vec<String> = options.iter().map(|id| option(id)).collect();
            format!(
                r#"{{"id": "many", "kind": "multiple_choice", "text": {{"en": "m"}}, "options": [{}]}}"#,
                options.join(",")
            )
        };
        let rest = format!(
            r#"{{"id": "agree", "kind": "agreement", "text": {{"en": "a"}}, "scale": [{}, {}], "statements": [{}, {}]}},
               {{"id": "say", "kind": "free_text", "text": {{"en": "s"}}}}"#,
            option("yes"),
            option("no"),
            option("s"),
            option("t")
        );
        let revisions = [format!("{},{rest}", many(&["a", "b"])), format!("{},{rest}", many(&["b", "c"]))];
        let revisions = revisions.iter().zip(1..);
        let revisions = revisions.map(|(text, number)| Revision { number, definition: definition(text) }).collect();
        let (id, department) = (ConsultationId::parse("c").unwrap(), DepartmentId::parse("d").unwrap());
        Consultation::restore(id, department, State::Open, revisions).unwrap()
    }

    #[test]
    fn a_table_in_bytes() {
        let option = |id| OptionId::parse(id).unwrap();
        let question = |id| QuestionId::parse(id).unwrap();
        let content = Content {
            revision: 2,
            site: SiteId::parse("forum").unwrap(),
            lang: Lang::En,
            page: PageAddress::parse("https://f.example/t"),
            answers: vec![
                (question("many"), Answer::MultipleChoice(vec![option("b")])),
                (question("agree"), Answer::Agreement(vec![(StatementId::parse("t").unwrap(), option("no"))])),
                (question("say"), Answer::FreeText("=1+1, \"he\" said\nso".to_owned())),
            ],
        };
        let empty = Content { answers: Vec::new(), page: None, ..content.clone() };
        let item = |content, changed| Item { position: Position(1, 0), recorded: 0, changed, content };
        let table = Table::of(&consultation());
        let rows = [table.header(), table.row(&item(content, Some(60))), table.row(&item(empty, None))];
        let csv = String::from_utf8(Table::csv(rows).unwrap()).unwrap();
        assert_eq!(
            csv,
            "recorded_at,changed_at,revision,site,lang,page,many.a,many.b,agree.s,agree.t,say,many.c\r\n\
             1970-01-01T00:00:00Z,1970-01-01T00:01:00Z,2,forum,en,https://f.example/t,0,1,,no,\
             \"'=1+1, \"\"he\"\" said\nso\",0\r\n\
             1970-01-01T00:00:00Z,,2,forum,en,,,,,,,\r\n"
        );
    }

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, expected) in
            [("=A1", "'=A1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("\tx", "'\tx"), ("a=b", "a=b"), ("", "")]
        {
            assert_eq!(harmless(cell), expected);
        }
    }
}
