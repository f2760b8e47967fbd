//! The last part of a form in parts: all answers, each with a way back to its question.

use super::{Form, Markup, say};
use contract::locale::digits;
use contract::question::Choice;
use contract::{Answer, Kind, OptionId, Question, StatementId};

pub(super) fn check(out: &mut Markup, form: &Form<'_>) {
    out.open("dl");
    let questions = form.questionnaire.questions().iter().zip(form.shown);
    for (index, (question, _)) in questions.enumerate().filter(|(_, (_, shown))| **shown) {
        out.open("div");
        say(out, "dt", question.text(), form.lang);
        answer(out, form, question);
        out.open("dd").open("button part=button name=go").set("value", &digits(index));
        out.text(form.words.check_change).open("span class=aside").text(": ");
        say(out, "", question.text(), form.lang);
        out.close().close().close().close();
    }
    out.close();
}

/// Writes what was answered, as one description or several.
fn answer(out: &mut Markup, form: &Form<'_>, question: &Question) {
    let label = |out: &mut Markup, choices: &[Choice], id: &OptionId| {
        if let Some(choice) = choices.iter().find(|choice| choice.id() == id) {
            say(out, "dd", choice.text(), form.lang);
        }
    };
    let stated = |out: &mut Markup, id: &StatementId| {
        if let Some(statement) = question.kind().statements().iter().find(|statement| statement.id() == id) {
            say(out, "dd", statement.text(), form.lang);
        }
    };
    match (question.kind(), form.answers.get(question.id())) {
        (Kind::SingleChoice(kind), Some(Answer::SingleChoice(option))) => label(out, kind.options(), option),
        (Kind::MultipleChoice(kind), Some(Answer::MultipleChoice(options))) => {
            options.iter().for_each(|option| label(out, kind.options(), option));
        }
        (Kind::Rating(kind), Some(Answer::Rating(point))) => {
            out.open("dd").text(&digits((*point).into())).text("/").text(&digits(kind.points().into()));
            if let Some(Some(text)) = kind.labels().get(usize::from(*point) - 1) {
                out.text(" – ");
                say(out, "span", text, form.lang);
            }
            out.close();
        }
        (Kind::Agreement(kind), Some(Answer::Agreement(placed))) => {
            for (id, point) in placed {
                stated(out, id);
                label(out, kind.scale(), point);
            }
        }
        (Kind::Ranking(kind), Some(Answer::Ranking(options))) => {
            options.iter().for_each(|option| label(out, kind.options(), option));
        }
        (Kind::Region, Some(Answer::Region(region))) => {
            out.leaf("dd", region.name(form.words));
        }
        (Kind::Vote(_), Some(Answer::Vote(votes))) => {
            for (id, stance) in votes {
                stated(out, id);
                out.leaf("dd", stance.label(form.words));
            }
        }
        (Kind::FreeText(_), Some(Answer::FreeText(text))) => {
            out.open("dd dir=auto").text(text).close();
        }
        // No answer, or one of another kind than its question's, which no reading makes.
        (
            Kind::SingleChoice(_)
            | Kind::MultipleChoice(_)
            | Kind::Rating(_)
            | Kind::Agreement(_)
            | Kind::FreeText(_)
            | Kind::Ranking(_)
            | Kind::Region
            | Kind::Vote(_),
            _,
        ) => {
            out.leaf("dd part=hint", form.words.not_answered);
        }
    }
}
