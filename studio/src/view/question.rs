//! The questions: a list of cards, each of which opens for writing.

use super::condition::condition;
use super::controls::{Size, Words, button, checkbox, error, field, radios, select, texts};
use super::items::{List, identifier, list};
use super::{Studio, anchor, counted, heading_of};
use crate::model::{json, make};
use contract::json::Value;
use contract::limits;
use yew::prelude::*;

pub(super) fn questions(studio: &Studio<'_>) -> Html {
    let count = studio.draft.keys().len();
    let kinds: Vec<(String, String)> =
        make::KINDS.iter().map(|kind| (kind.name.to_owned(), format!("{}: {}", kind.title, kind.purpose))).collect();
    let problem = studio.problem_at("/questions");
    html! {
        <section class="studio__section" aria-labelledby="questions">
            <h2 id="questions" tabindex="-1">{ "Questions" }</h2>
            <div id={anchor("/questions")} tabindex="-1">{ error("questions", problem) }</div>
            <ol class="question-list">{ for studio.draft.keys().iter().enumerate().map(|(index, key)| card(studio, index, *key, count)) }</ol>
            <div class="studio__add">
                { select("new-kind".to_owned(), "ui-kind".to_owned(), Words::new("Kind of the next question", ""), &kinds, studio.kind, None) }
                <button type="button" class="govuk-button" id="add-question" value="ui-add-question">{ "Add a question" }</button>
            </div>
        </section>
    }
}

fn card(studio: &Studio<'_>, index: usize, key: u32, count: usize) -> Html {
    let at = format!("/questions/{index}");
    let document = studio.document();
    let question = json::at(document, &at).unwrap_or(&Value::Null);
    let kind = json::text(question, "/kind");
    let heading = heading_of(studio, &format!("{at}/text"));
    let heading = if heading.is_empty() { "No words yet".to_owned() } else { heading };
    let of = format!("question {}", index + 1);
    let open = studio.open.contains(&key);
    let problems = studio.problems_within(&at);
    let moved = |to: usize| format!("move-question {index} {to}");
    html! {
        <li class="question-card" key={key} id={anchor(&at)} tabindex="-1" data-place={index.to_string()}>
            <div class="question-card__head">
                <span class="question-card__grip" aria-hidden="true" title="Drag to move">{ "⠿" }</span>
                <h3 class="question-card__title">
                    <button type="button" class="plain" id={format!("open.{index}")} value={format!("ui-open {key}")} aria-expanded={open.to_string()}
                        aria-controls={format!("body.{key}")}>
                        { format!("{}. ", index + 1) }<bdi>{ heading }</bdi>
                    </button>
                </h3>
            </div>
            <p class="question-card__about quiet">
                { make::kind(kind).map_or(kind, |kind| kind.title) }
                if json::at(question, "/required").is_some() { { ", required" } }
                if json::at(question, "/show_if").is_some() { { ", on a condition" } }
                if problems > 0 { { " " }<strong class="govuk-tag govuk-tag--yellow">{ counted(problems, "thing to do", "things to do") }</strong> }
            </p>
            <div class="question-card__buttons">
                { button(Some(format!("up.{index}")), moved(index.saturating_sub(1)), "Up", &of, index == 0) }
                { button(Some(format!("down.{index}")), moved(index + 1), "Down", &of, index + 1 == count) }
                { button(None, format!("copy-question {index}"), "Copy", &of, false) }
                { button(None, format!("remove-question {index}"), "Remove", &of, false) }
            </div>
            <div class="question-card__body" id={format!("body.{key}")} hidden={!open}>
                if open { { body(studio, &at, index, question, kind, &of) } }
            </div>
        </li>
    }
}

fn body(studio: &Studio<'_>, at: &str, index: usize, question: &Value, kind: &str, of: &str) -> Html {
    let kinds: Vec<(String, String)> =
        make::KINDS.iter().map(|kind| (kind.name.to_owned(), kind.title.to_owned())).collect();
    let live = studio.draft.is_live(at, json::text(question, "/id"));
    let kind_hint =
        if live { "People have answered this in its kind: a change of it needs a new identifier." } else { "" };
    let place = |name: &str| format!("{at}/{name}");
    let required = json::at(question, "/required") == Some(&Value::Bool(true));
    let part = Words::new(
        "Begins a part of the form",
        "Optional. The title of the part: what comes next stands on a page of its own.",
    )
    .of(of);
    html! {
        <>
            { texts(studio, &place("text"), Words::new("Question", "").of(of), Size::Line) }
            { texts(studio, &place("hint"), Words::new("Hint", "Optional. What helps to answer.").of(of), Size::Line) }
            { own(studio, at, question, kind, of) }
            <div class="govuk-form-group govuk-checkboxes govuk-checkboxes--small">
                { checkbox(anchor(&place("required")), format!("flag {}", place("required")), "People have to answer this", "", required) }
            </div>
            if index > 0 { { condition(studio, index, of) } }
            <details class="govuk-details" open={studio.problems_within(&place("part")) > 0 || json::at(question, "/part").is_some()}>
                <summary class="govuk-details__summary"><span class="govuk-details__summary-text">{ "Part, kind and identifier" }<span class="govuk-visually-hidden">{ ", " }{ of }</span></span></summary>
                <div class="govuk-details__text">
                    { texts(studio, &place("part"), part, Size::Line) }
                    { select(anchor(&place("kind")), format!("kind {index}"), Words::new("Kind", kind_hint).of(of), &kinds, kind, studio.problem_at(&place("kind"))) }
                    { identifier(studio, at, of) }
                </div>
            </details>
        </>
    }
}

/// What one kind has and others have not.
fn own(studio: &Studio<'_>, at: &str, question: &Value, kind: &str, of: &str) -> Html {
    let place = |name: &str| format!("{at}/{name}");
    let number = |name: &str, words: Words<'_>| {
        field(studio, format!("number {}", place(name)), &place(name), words.of(of), Size::Number, "text")
    };
    let several = |name: &str, legend: &str, one: &str, bare: bool| {
        list(studio, List { pointer: &place(name), legend, one, bare, of })
    };
    match kind {
        "single_choice" => several("options", "Options", "option", false),
        "multiple_choice" => html! {
            <>
                { several("options", "Options", "option", false) }
                { number("max_chosen", Words::new("Most that a person may choose", "Leave blank where there is no limit.")) }
            </>
        },
        "ranking" => html! {
            <>
                { several("options", "Options", "option", false) }
                { number("max_ranked", Words::new("How many a person puts in order", "Leave blank for all of them.")) }
            </>
        },
        "agreement" => html! {
            <>
                { several("statements", "Statements", "statement", false) }
                { several("scale", "Points of the scale", "point", false) }
            </>
        },
        "vote" => several("statements", "Statements", "statement", false),
        "free_text" => {
            let hint = format!("Leave blank for {}; at most {}.", limits::FREE_TEXT_DEFAULT, limits::FREE_TEXT_MAX);
            number("max_length", Words::new("Most characters", &hint))
        }
        "rating" => rating(studio, at, question, of),
        _ => {
            html! { <p class="quiet">{ "People choose one of the 12 regions and nations of the UK, or find theirs by postcode, which is not sent." }</p> }
        }
    }
}

fn rating(studio: &Studio<'_>, at: &str, question: &Value, of: &str) -> Html {
    let place = |name: &str| format!("{at}/{name}");
    let index = at.rsplit('/').next().unwrap_or_default();
    let every = question.get("labels").is_some();
    let measure = json::text(question, "/measure");
    let measures = [
        ("", "Nothing in particular"),
        ("satisfaction", "Satisfaction (share of the two highest points; 4 points or more)"),
        ("nps", "Net promoter score (11 points)"),
    ]
    .map(|(value, words)| (value.to_owned(), words.to_owned()));
    html! {
        <>
            { radios(&format!("every-point {index}"), "Labels", &[("ends", "For the lowest and the highest point"), ("every", "For every point")], if every { "every" } else { "ends" }) }
            if every {
                { list(studio, List { pointer: &place("labels"), legend: "Labels, the lowest point first", one: "label", bare: true, of }) }
            } else {
                { field(studio, format!("number {}", place("points")), &place("points"), Words::new("Number of points", "2 to 11.").of(of), Size::Number, "text") }
                { texts(studio, &place("low"), Words::new("Label of the lowest point", "").of(of), Size::Line) }
                { texts(studio, &place("high"), Words::new("Label of the highest point", "").of(of), Size::Line) }
            }
            { select(anchor(&place("measure")), format!("word {}", place("measure")), Words::new("What it measures", "The summary then has the figure that is known by this name.").of(of), &measures, measure, studio.problem_at(&place("measure"))) }
        </>
    }
}
