//! When a question is asked: tests of earlier answers, chosen and not written.

use super::controls::{Words, button, checkbox, error, radios, select};
use super::{Studio, anchor, heading_of};
use crate::model::condition::{Asks, about, asks, pointer, points, tests};
use crate::model::json;
use contract::json::Value;
use contract::{Lang, Region, limits};
use yew::prelude::*;

pub(super) fn condition(studio: &Studio<'_>, index: usize, of: &str) -> Html {
    let (join, tests) = tests(studio.document(), index);
    let place = format!("/questions/{index}/show_if");
    let add = if tests.is_empty() { "Ask it only if…" } else { "Add another condition" };
    html! {
        <fieldset class="govuk-fieldset govuk-form-group items" id={anchor(&place)} tabindex="-1">
            <legend class="govuk-fieldset__legend govuk-fieldset__legend--s">{ "When it is asked" }<span class="govuk-visually-hidden">{ ", " }{ of }</span></legend>
            { error(&anchor(&place), studio.problem_at(&place)) }
            if tests.is_empty() { <p class="quiet">{ "It is always asked." }</p> }
            if tests.len() > 1 {
                { radios(&format!("join {index}"), "It is asked if", &[("all", "All of these hold"), ("any", "Any of these holds")], join.name()) }
            }
            <ol class="items__list">{ for tests.iter().enumerate().map(|(number, test)| one(studio, index, number, test, of)) }</ol>
            if tests.len() < limits::CONDITIONS {
                { button(Some(format!("add-test.{index}")), format!("add-test {index}"), add, of, false) }
            }
        </fieldset>
    }
}

fn one(studio: &Studio<'_>, index: usize, number: usize, test: &Value, of: &str) -> Html {
    let document = studio.document();
    let at = pointer(document, index, number);
    let of = format!("condition {} of {of}", number + 1);
    let earlier = json::items(document, "/questions").iter().take(index).enumerate().map(|(place, question)| {
        let heading = heading_of(studio, &format!("/questions/{place}/text"));
        (json::text(question, "/id").to_owned(), format!("{}. {heading}", place + 1))
    });
    let mut earlier: Vec<(String, String)> = earlier.collect();
    let named = json::text(test, "/question").to_owned();
    if earlier.iter().all(|(id, _)| *id != named) {
        // It moved, or went: what was chosen stays in sight until another one is.
        earlier.insert(0, (named.clone(), format!("“{named}”, which is not asked earlier")));
    }
    let problem = studio.problem_at(&format!("{at}/question")).or_else(|| studio.problem_at(&at));
    let found = about(document, test);
    html! {
        <li class="items__item" id={(at != format!("/questions/{index}/show_if")).then(|| anchor(&at))} tabindex="-1">
            { select(anchor(&format!("{at}/question")), format!("about {index} {number}"), Words::new("Depends on", "").of(&of), &earlier, &named, problem) }
            if let Some(question) = found { { demand(studio, index, number, test, question, &at, &of) } }
            { button(None, format!("remove-test {index} {number}"), "Remove this condition", &of, false) }
        </li>
    }
}

fn demand(
    studio: &Studio<'_>,
    index: usize,
    number: usize,
    test: &Value,
    question: &Value,
    at: &str,
    of: &str,
) -> Html {
    let kind = json::text(question, "/kind");
    let asked = asks(test);
    let by_answer = match kind {
        "rating" => Some(("within", "It lies in this range")),
        "single_choice" | "multiple_choice" | "agreement" | "vote" | "region" => {
            Some(("any-of", "It is one of these answers"))
        }
        _ => None,
    };
    let Some(by_answer) = by_answer else {
        return html! { <p class="quiet">{ "It holds where that question was answered." }</p> };
    };
    let chosen = if asked == Asks::Answered { "answered" } else { by_answer.0 };
    html! {
        <>
            { radios(&format!("demand {index} {number}"), "What the answer has to be", &[by_answer, ("answered", "Any answer")], chosen) }
            { match asked {
                Asks::Answered => Html::default(),
                Asks::Within => ends(studio, index, number, test, question, at, of),
                Asks::AnyOf => answers(studio, index, number, test, question, kind, at, of),
            } }
        </>
    }
}

fn ends(studio: &Studio<'_>, index: usize, number: usize, test: &Value, question: &Value, at: &str, of: &str) -> Html {
    let options: Vec<(String, String)> =
        (1..=points(question)).map(|point| (point.to_string(), point.to_string())).collect();
    let end = |name: &str, words: &str, default: u32| {
        let chosen = test.get(name).map_or(default.to_string(), Value::to_string);
        let place = format!("{at}/{name}");
        select(
            anchor(&place),
            format!("end {index} {number} {name}"),
            Words::new(words, "").of(of),
            &options,
            &chosen,
            studio.problem_at(&place),
        )
    };
    html! { <div class="texts__languages">{ end("at_least", "At least", 1) }{ end("at_most", "At most", points(question)) }</div> }
}

#[expect(clippy::too_many_arguments, reason = "a part of `demand`, whose arguments it has")]
fn answers(
    studio: &Studio<'_>,
    index: usize,
    number: usize,
    test: &Value,
    question: &Value,
    kind: &str,
    at: &str,
    of: &str,
) -> Html {
    let labelled = |list: &str| -> Vec<(String, String)> {
        let item = |item: &Value| (json::text(item, "/id").to_owned(), words(studio, item));
        json::items(question, list).iter().map(item).collect()
    };
    let form = Lang::En.form_strings();
    let offered: Vec<(String, String)> = match kind {
        "region" => Region::all().map(|region| (region.code().to_owned(), region.name(form).to_owned())).collect(),
        "vote" => [("agree", form.vote_agree), ("disagree", form.vote_disagree), ("pass", form.vote_pass)]
            .map(|(id, words)| (id.to_owned(), words.to_owned()))
            .to_vec(),
        "agreement" => labelled("/scale"),
        _ => labelled("/options"),
    };
    let chosen = json::items(test, "/any_of");
    let ticked = |(id, words): &(String, String)| {
        let on = chosen.iter().any(|own| own.as_str() == Some(id));
        checkbox(format!("meets.{index}.{number}.{id}"), format!("meets {index} {number} {id}"), words, "", on)
    };
    // What the question no longer offers can be taken out here, and nowhere else.
    let gone = chosen.iter().filter_map(Value::as_str).filter(|id| offered.iter().all(|(own, _)| own != id));
    let gone: Vec<(String, String)> =
        gone.map(|id| (id.to_owned(), format!("“{id}”, which is no longer offered"))).collect();
    let place = format!("{at}/any_of");
    let within = studio.problems.iter().find(|one| one.pointer.starts_with(&format!("{place}/")) && !one.empty);
    let problem = studio.problem_at(&place).or(within);
    html! {
        <>
            if matches!(kind, "agreement" | "vote") {
                { select(anchor(&format!("{at}/statement")), format!("statement {index} {number}"), Words::new("Statement", "").of(of), &labelled("/statements"), json::text(test, "/statement"), studio.problem_at(&format!("{at}/statement"))) }
            }
            <fieldset class="govuk-fieldset govuk-form-group" id={anchor(&place)} tabindex="-1">
                <legend class="govuk-fieldset__legend">{ "Answers" }<span class="govuk-visually-hidden">{ ", " }{ of }</span></legend>
                { error(&anchor(&place), problem) }
                <div class="govuk-checkboxes govuk-checkboxes--small">{ for offered.iter().chain(&gone).map(ticked) }</div>
            </fieldset>
        </>
    }
}

/// The words of an item, in the first language that has some.
fn words(studio: &Studio<'_>, item: &Value) -> String {
    let texts =
        studio.languages().into_iter().map(|lang| json::text(item, &format!("/text/{}", lang.code())).to_owned());
    texts.into_iter().find(|text| !text.is_empty()).unwrap_or_else(|| json::text(item, "/id").to_owned())
}
