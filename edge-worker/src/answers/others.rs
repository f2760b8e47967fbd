//! What others said, for somebody who has just answered: the latest release in the words of the consultation.

use crate::open::{label, said};
use aggregate::{Release, Table};
use contract::showing::{Bar, Others, OthersOfQuestion, OthersTable};
use contract::{Lang, Question, Questionnaire, limits};

/// The figures of a release for a person who reads this language; `None` where none is published. What a question no longer
/// offers is left out: its words are not this questionnaire's.
pub(super) fn of(release: &Release, questionnaire: &Questionnaire, lang: Lang) -> Option<Others> {
    let questions: Vec<OthersOfQuestion> = questionnaire
        .questions()
        .iter()
        .map(|question| {
            let own = release.tables().iter().filter(|table| table.question == question.id().as_str());
            let tables = own.filter_map(|own| table(question, own, lang)).take(limits::VOTE_STATEMENTS_SHOWN);
            OthersOfQuestion { text: said(question.text(), lang), tables: tables.collect() }
        })
        .filter(|question| !question.tables.is_empty())
        .collect();
    let responses = usize::try_from(release.responses()?).ok()?;
    let date = lang.page_strings().date(release.at().day());
    (!questions.is_empty()).then_some(Others { responses, date, questions })
}

fn table(question: &Question, table: &Table, lang: Lang) -> Option<OthersTable> {
    let statement = match &table.statement {
        None => None,
        Some(id) => {
            let statements = question.kind().statements().iter();
            let found = statements.filter(|own| own.id().as_str() == id).map(|own| said(own.text(), lang)).next();
            Some(found?)
        }
    };
    let bar = |(id, count): &(String, Option<i64>)| {
        let (count, label) = ((*count)?, label(question.kind(), id, lang)?);
        let number = |number: i64| usize::try_from(number).ok();
        Some(Bar { label, count: number(count)?, percent: number(table.percent(count)?)? })
    };
    let bars: Vec<Bar> = table.cells.iter().filter_map(bar).collect();
    (!bars.is_empty()).then_some(OthersTable { statement, bars })
}
