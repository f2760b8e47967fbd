//! Responses as a table: one column for a question, or, where it has several parts, for each of its options or
//! statements. All revisions share it: a column stays where a later revision no longer asks.

use crate::ledger::Item;
use crate::pages::words::Words;
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

/// The columns before the answers, and what stands in them.
const HEAD: [(&str, &str); 6] = [
    ("recorded_at", "When the answer was sent (UTC)"),
    ("changed_at", "When it was changed last (UTC); blank where it was not"),
    ("revision", "The revision of the consultation that was answered"),
    ("site", "The site where it was answered"),
    ("lang", "The language in which it was answered"),
    ("page", "The address of the page where it was answered; blank where the site did not tell"),
];

/// What stands in a cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Value {
    /// Nothing was answered.
    Blank,
    Number(i64),
    Text(String),
}

impl Value {
    /// The same in writing.
    pub(super) fn into_text(self) -> String {
        match self {
            Self::Blank => String::new(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text,
        }
    }
}

/// A table's columns.
pub(super) struct Table(Vec<Column>);

impl Table {
    /// The columns of a consultation.
    pub(super) fn of(record: &Consultation) -> Self {
        let questions = record.revisions().iter().flat_map(|revision| revision.definition.questionnaire().questions());
        let mut seen = BTreeSet::new();
        Self(questions.flat_map(columns_of).filter(|column| seen.insert(column.clone())).collect())
    }

    /// How many columns it has.
    pub(super) fn width(&self) -> usize {
        HEAD.len() + self.0.len()
    }

    /// The table's first row.
    pub(super) fn header(&self) -> Vec<String> {
        HEAD.into_iter().map(|(name, _)| name.to_owned()).chain(self.0.iter().map(Column::name)).collect()
    }

    /// What stands in each column, in their order: the question in its newest words, and what of it.
    pub(super) fn about(&self, record: &Consultation) -> Vec<String> {
        let words = Words::new(record);
        let about = |column: &Column| match column {
            Column::Whole(question) => words.question(question).to_owned(),
            Column::Option(question, option) => {
                format!(
                    "{} – {}: 1 where chosen, 0 where not",
                    words.question(question),
                    words.option(question, option)
                )
            }
            Column::Place(question, option) => {
                format!("{} – {}: its place", words.question(question), words.option(question, option))
            }
            Column::Statement(question, statement) => {
                format!("{} – {}", words.question(question), words.statement(question, statement))
            }
        };
        HEAD.into_iter().map(|(_, about)| about.to_owned()).chain(self.0.iter().map(about)).collect()
    }

    /// A response's row.
    pub(super) fn row(&self, item: &Item) -> Vec<Value> {
        let moment = |seconds| Value::Text(Timestamp::from_unix_seconds(seconds).to_string());
        let content = &item.content;
        let mut row = vec![
            moment(item.recorded),
            item.changed.map_or(Value::Blank, moment),
            Value::Number(content.revision.into()),
            Value::Text(content.site.to_string()),
            Value::Text(content.lang.code().to_owned()),
            content.page.as_ref().map_or(Value::Blank, |page| Value::Text(page.to_string())),
        ];
        let mut cells: BTreeMap<Column, Value> =
            content.answers.iter().flat_map(|(question, answer)| cells(question, answer)).collect();
        let answered: BTreeSet<&QuestionId> = content.answers.iter().map(|(id, _)| id).collect();
        row.extend(self.0.iter().map(|column| match (cells.remove(column), column) {
            (Some(cell), _) => cell,
            (None, Column::Option(question, _)) if answered.contains(question) => Value::Number(0),
            (None, _) => Value::Blank,
        }));
        row
    }
}

impl Column {
    fn name(&self) -> String {
        match self {
            Self::Whole(question) => question.to_string(),
            Self::Option(question, option) | Self::Place(question, option) => format!("{question}.{option}"),
            Self::Statement(question, statement) => format!("{question}.{statement}"),
        }
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
fn cells(question: &QuestionId, answer: &Answer) -> Vec<(Column, Value)> {
    let whole = |value: Value| vec![(Column::Whole(question.clone()), value)];
    let text = |text: &str| Value::Text(text.to_owned());
    let statement = |id: &StatementId, value: &str| (Column::Statement(question.clone(), id.clone()), text(value));
    match answer {
        Answer::SingleChoice(option) => whole(text(option.as_str())),
        Answer::Rating(point) => whole(Value::Number((*point).into())),
        Answer::FreeText(words) => whole(text(words)),
        Answer::Region(region) => whole(text(region.code())),
        Answer::MultipleChoice(chosen) => {
            let cell = |option: &OptionId| (Column::Option(question.clone(), option.clone()), Value::Number(1));
            chosen.iter().map(cell).collect()
        }
        Answer::Ranking(ranked) => {
            let cell = |(option, place): (&OptionId, i64)| {
                (Column::Place(question.clone(), option.clone()), Value::Number(place))
            };
            ranked.iter().zip(1..).map(cell).collect()
        }
        Answer::Agreement(placed) => placed.iter().map(|(id, point)| statement(id, point.as_str())).collect(),
        Answer::Vote(votes) => votes.iter().map(|(id, vote)| statement(id, vote.name())).collect(),
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
        let row = |item: &Item| table.row(item).into_iter().map(Value::into_text).collect::<Vec<_>>();
        let rows = [table.header(), row(&item(content, Some(60))), row(&item(empty, None))];
        let csv = String::from_utf8(write(rows).unwrap()).unwrap();
        assert_eq!(
            csv,
            "recorded_at,changed_at,revision,site,lang,page,many.a,many.b,agree.s,agree.t,say,\
             rank.a,rank.b,home,vote.s,vote.t,many.c\r\n\
             1970-01-01T00:00:00Z,1970-01-01T00:01:00Z,2,forum,en,https://f.example/t,0,1,,no,\
             \"'=1+1, \"\"he\"\" said\nso\",,1,TLL,pass,,0\r\n\
             1970-01-01T00:00:00Z,,2,forum,en,,,,,,,,,,,,\r\n"
        );
        let about = table.about(&consultation());
        assert_eq!(about.len(), table.width());
        assert_eq!(
            [&about[6], &about[8], &about[11]],
            ["m – a: 1 where chosen, 0 where not", "a – s", "r – a: its place"]
        );
    }
}
