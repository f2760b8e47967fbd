//! The error summary: what is wrong, all at once, each with a link to its input. It takes focus when it appears.

use super::{Form, heading};
use contract::{AnswerIssue, Kind, Questionnaire};
use yew::prelude::*;

pub(super) fn error_summary(form: &Form<'_>) -> Html {
    if form.issues.is_empty() {
        return Html::default();
    }
    let items = form.issues.iter().map(|issue| {
        let message = issue.message(form.questionnaire, form.lang, form.words);
        match target(form.questionnaire, issue) {
            Some(target) => html! { <li><a href={["#", &target].concat()}>{ message }</a></li> },
            None => html! { <li>{ message }</li> },
        }
    });
    html! {
        <div part="error-summary" id="summary" tabindex="-1">
            <div role="alert">
                { heading(form.heading + 1, "", form.words.error_title.into()) }
                <ul>{ for items }</ul>
            </div>
        </div>
    }
}

/// The identifier of the first input of what the issue is about; the form's first where it is about the whole.
pub(crate) fn target(questionnaire: &Questionnaire, issue: &AnswerIssue) -> Option<String> {
    let question = match &issue.question {
        Some(id) => questionnaire.question(id)?,
        None => questionnaire.questions().first()?,
    };
    let statement = match (&issue.statement, question.kind()) {
        (Some(id), _) => Some(id),
        (None, Kind::Agreement(kind)) => kind.statements().first().map(|statement| statement.id()),
        _ => None,
    };
    let name = question.field_name();
    Some(match statement {
        Some(statement) => [&name, ".", statement.as_str()].concat(),
        None => name,
    })
}
