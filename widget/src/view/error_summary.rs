//! The error summary: what is wrong, all at once, each with a link to its input. It takes focus when it appears.

use super::{Form, Markup, heading};
use contract::{AnswerIssue, Kind, Questionnaire};

/// Writes the summary where something is wrong.
pub(super) fn error_summary(out: &mut Markup, form: &Form<'_>) {
    out.group();
    if !form.issues.is_empty() {
        out.open("div part=error-summary id=summary tabindex=-1").open("div role=alert");
        heading(out, form.heading + 1).text(form.words.error_title).close();
        out.open("ul");
        for issue in form.issues {
            let message = issue.message(form.questionnaire, form.lang, form.words);
            out.open("li");
            match target(form.questionnaire, issue) {
                Some(target) => out.open("a").set("href", &["#", &target].concat()).text(&message).close(),
                None => out.text(&message),
            };
            out.close();
        }
        out.close().close().close();
    }
    out.close();
}

/// The identifier of the first input of what the issue is about; the form's first where it is about the whole.
fn target(questionnaire: &Questionnaire, issue: &AnswerIssue) -> Option<String> {
    let question = match &issue.question {
        Some(id) => questionnaire.question(id)?,
        None => questionnaire.questions().first()?,
    };
    let part = match (&issue.statement, question.kind()) {
        (Some(id), _) => Some(id.as_str()),
        (None, Kind::Ranking(kind)) => kind.options().first().map(|option| option.id().as_str()),
        (None, kind) => kind.statements().first().map(|statement| statement.id().as_str()),
    };
    let name = question.field_name();
    Some(match part {
        Some(part) => [&name, ".", part].concat(),
        None => name,
    })
}
