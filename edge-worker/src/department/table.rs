//! Responses as a table: one column for a question, or, where it has several parts, for each of its options or
//! statements. All revisions share it: a column stays where a later revision no longer asks.

use crate::ledger::Item;
use contract::{Answer, Consultation, Kind, OptionId, Question, QuestionId, StatementId, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// A column of answers.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Column {
    /// The answer itself: an option, a point, words, a region.
    Whole(QuestionId),
    /// Whether an option is chosen: 1 or 0.
    Option(QuestionId, OptionId),
    /// Which place an option has.
    Place(QuestionId, OptionId),
    /// Where a statement is placed, or the vote on it.
    Statement(QuestionId, StatementId),
}

/// The columns before the answers.
const HEAD: [&str; 6] = ["recorded_at", "changed_at", "revision", "site", "lang", "page"];

/// A table's columns.
pub(super) struct Table(Vec<Column>);

impl Table {
    /// The columns of a consultation.
    pub(super) fn of(record: &Consultation) -> Self {
        let questions = record.revisions().iter().flat_map(|revision| revision.definition.questionnaire().questions());
        let mut seen = BTreeSet::new();
        Self(questions.flat_map(columns_of).filter(|column| seen.insert(column.clone())).collect())
    }

    /// The table's first row.
    pub(super) fn header(&self) -> Vec<String> {
        let name = |column: &Column| match column {
            Column::Whole(question) => question.to_string(),
            Column::Option(question, option) | Column::Place(question, option) => format!("{question}.{option}"),
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
        let mut cells: BTreeMap<Column, String> =
            content.answers.iter().flat_map(|(question, answer)| cells(question, answer)).collect();
        let answered = |question: &QuestionId| content.answers.iter().any(|(id, _)| id == question);
        row.extend(self.0.iter().map(|column| match (cells.remove(column), column) {
            (Some(cell), _) => cell,
            (None, Column::Option(question, _)) if answered(question) => "0".to_owned(),
            (None, _) => String::new(),
        }));
        row
    }
}

fn columns_of(question: &Question) -> Vec<Column> {
    let id = question.id();
    match question.kind() {
        Kind::SingleChoice(_) | Kind::Rating(_) | Kind::FreeText(_) | Kind::Region => vec![Column::Whole(id.clone())],
        Kind::MultipleChoice(kind) => {
            kind.options().iter().map(|option| Column::Option(id.clone(), option.id().clone())).collect()
        }
        Kind::Ranking(kind) => {
            kind.options().iter().map(|option| Column::Place(id.clone(), option.id().clone())).collect()
        }
        kind @ (Kind::Agreement(_) | Kind::Vote(_)) => {
            let statements = kind.statements().iter();
            statements.map(|statement| Column::Statement(id.clone(), statement.id().clone())).collect()
        }
    }
}

/// What an answer writes into which columns.
fn cells(question: &QuestionId, answer: &Answer) -> Vec<(Column, String)> {
    let whole = |text: String| vec![(Column::Whole(question.clone()), text)];
    let statement = |id: &StatementId, text: String| (Column::Statement(question.clone(), id.clone()), text);
    match answer {
        Answer::SingleChoice(option) => whole(option.to_string()),
        Answer::Rating(point) => whole(point.to_string()),
        Answer::FreeText(text) => whole(text.clone()),
        Answer::Region(region) => whole(region.code().to_owned()),
        Answer::MultipleChoice(chosen) => {
            let cell = |option: &OptionId| (Column::Option(question.clone(), option.clone()), "1".to_owned());
            chosen.iter().map(cell).collect()
        }
        Answer::Ranking(ranked) => {
            let cell =
                |(option, place): (&OptionId, u8)| (Column::Place(question.clone(), option.clone()), place.to_string());
            ranked.iter().zip(1..).map(cell).collect()
        }
        Answer::Agreement(placed) => placed.iter().map(|(id, point)| statement(id, point.to_string())).collect(),
        Answer::Vote(votes) => votes.iter().map(|(id, vote)| statement(id, vote.name().to_owned())).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{Content, Position};
    use crate::open::table::write;
    use contract::question::Stance;
    use contract::{ConsultationId, Definition, DepartmentId, Lang, PageAddress, Region, Revision, SiteId, State};

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
               {{"id": "say", "kind": "free_text", "text": {{"en": "s"}}}},
               {{"id": "rank", "kind": "ranking", "text": {{"en": "r"}}, "options": [{}, {}]}},
               {{"id": "home", "kind": "region", "text": {{"en": "h"}}}},
               {{"id": "vote", "kind": "vote", "text": {{"en": "v"}}, "statements": [{}, {}]}}"#,
            option("yes"),
            option("no"),
            option("s"),
            option("t"),
            option("a"),
            option("b"),
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
                (question("rank"), Answer::Ranking(vec![option("b")])),
                (question("home"), Answer::Region(Region::parse("TLL").unwrap())),
                (question("vote"), Answer::Vote(vec![(StatementId::parse("s").unwrap(), Stance::Pass)])),
            ],
        };
        let empty = Content { answers: Vec::new(), page: None, ..content.clone() };
        let item = |content, changed| Item { position: Position(1, 0), recorded: 0, changed, content };
        let table = Table::of(&consultation());
        let rows = [table.header(), table.row(&item(content, Some(60))), table.row(&item(empty, None))];
        let csv = String::from_utf8(write(rows).unwrap()).unwrap();
        assert_eq!(
            csv,
            "recorded_at,changed_at,revision,site,lang,page,many.a,many.b,agree.s,agree.t,say,\
             rank.a,rank.b,home,vote.s,vote.t,many.c\r\n\
             1970-01-01T00:00:00Z,1970-01-01T00:01:00Z,2,forum,en,https://f.example/t,0,1,,no,\
             \"'=1+1, \"\"he\"\" said\nso\",,1,TLL,pass,,0\r\n\
             1970-01-01T00:00:00Z,,2,forum,en,,,,,,,,,,,,\r\n"
        );
    }
}
