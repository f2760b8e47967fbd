//! Where and when it is asked, and what is published.

use super::controls::{Size, Words, button, error, field, select};
use super::items::identifier;
use super::{Studio, anchor};
use crate::model::json;
use contract::definition::{Licence, Protection};
use contract::limits;
use yew::prelude::*;

pub(super) fn sites(studio: &Studio<'_>) -> Html {
    let count = json::items(studio.document(), "/sites").len();
    html! {
        <section class="studio__section" aria-labelledby="sites">
            <h2 id="sites" tabindex="-1">{ "Where it is asked" }</h2>
            <p>{ "It has a page of its own here. Each site that embeds it is named, so that answers are counted by site, and nobody else’s page can show it." }</p>
            <div id={anchor("/sites")} tabindex="-1">{ error("sites", studio.problem_at("/sites")) }</div>
            <ol class="items__list">{ for (0..count).map(|index| site(studio, index, count)) }</ol>
            { button(Some("add.sites".to_owned()), "add-item /sites".to_owned(), "Add a site", "", false) }
        </section>
    }
}

fn site(studio: &Studio<'_>, index: usize, count: usize) -> Html {
    let at = format!("/sites/{index}");
    let of = format!("site {}", index + 1);
    let list = format!("{at}/origins");
    let origins = json::items(studio.document(), &list).len();
    let origin = |line: usize| {
        let pointer = format!("{list}/{line}");
        let hint = if line == 0 {
            "How the addresses of its pages begin: https://forum.example. Paste the address of any of them."
        } else {
            ""
        };
        let label = if origins > 1 { format!("Origin {}", line + 1) } else { "Origin".to_owned() };
        html! {
            <li class="items__item items__item--plain">
                { field(studio, format!("word {pointer}"), &pointer, Words::new(&label, hint).of(&of), Size::Line, "text") }
                if origins > 1 { { button(None, format!("remove-item {list} {line}"), "Remove", &format!("origin {} of {of}", line + 1), false) } }
            </li>
        }
    };
    let moved = |to: usize| format!("move-item /sites {index} {to}");
    html! {
        <li class="items__item" id={anchor(&at)} tabindex="-1">
            <h3>{ format!("Site {}", index + 1) }</h3>
            { field(studio, format!("word {at}/name"), &format!("{at}/name"), Words::new("Name", "As people know it.").of(&of), Size::Line, "text") }
            <div id={anchor(&list)} tabindex="-1">{ error("origins", studio.problem_at(&list)) }</div>
            <ol class="items__list">{ for (0..origins).map(origin) }</ol>
            <div class="items__buttons">
                { button(Some(format!("add.sites.{index}.origins")), format!("add-item {list}"), "Add another origin", &of, false) }
                { button(Some(format!("up.sites.{index}")), moved(index.saturating_sub(1)), "Up", &of, index == 0) }
                { button(Some(format!("down.sites.{index}")), moved(index + 1), "Down", &of, index + 1 == count) }
                { button(Some(format!("remove.sites.{index}")), format!("remove-item /sites {index}"), "Remove", &of, false) }
            </div>
            { identifier(studio, &at, &of) }
        </li>
    }
}

pub(super) fn dates(studio: &Studio<'_>) -> Html {
    let moment = |name: &str, label: &str, hint: &str| {
        let pointer = format!("/{name}");
        field(studio, format!("moment {pointer}"), &pointer, Words::new(label, hint), Size::Line, "datetime-local")
    };
    html! {
        <section class="studio__section" aria-labelledby="dates">
            <h2 id="dates" tabindex="-1">{ "When it is asked" }</h2>
            { moment("opens_at", "Opens at (UTC)", "Optional. Answers are taken from then on, once somebody has opened it; without a time, from that step.") }
            { moment("closes_at", "Closes at (UTC)", "Optional. Without a time it stays open until somebody closes it.") }
        </section>
    }
}

pub(super) fn results(studio: &Studio<'_>) -> Html {
    let number = |name: &str, label: &str, hint: &str| {
        let pointer = format!("/release/{name}");
        field(studio, format!("number {pointer}"), &pointer, Words::new(label, hint), Size::Number, "text")
    };
    let (changes, hours) = (limits::RELEASE_CHANGES, limits::RELEASE_HOURS_MAX);
    let changes = format!("Leave blank for {changes}, which is the fewest.");
    let hours = format!("Leave blank for 24; 1 to {hours}.");
    let threshold = format!(
        "Smaller counts are left out. Leave blank for {}; at most {}.",
        limits::RELEASE_THRESHOLD,
        limits::RELEASE_THRESHOLD_MAX
    );
    let possible = format!(
        "How many values a count that is left out can have at least. Leave blank for {}; at most {}.",
        limits::RELEASE_POSSIBLE,
        limits::RELEASE_POSSIBLE_MAX
    );
    let mut licences = vec![(String::new(), "None".to_owned())];
    licences.extend(Licence::ALL.map(|licence| (licence.name().to_owned(), licence.title().to_owned())));
    let protections = Protection::ALL.map(|protection| {
        let words = match protection {
            Protection::Adaptive => "While many answers come in",
            Protection::Always => "Always",
            Protection::Off => "Never",
        };
        (
            if protection == Protection::default() { String::new() } else { protection.name().to_owned() },
            words.to_owned(),
        )
    });
    let bases = [("", "Five"), ("10", "Ten")].map(|(value, words)| (value.to_owned(), words.to_owned()));
    let base = json::at(studio.document(), "/release/base").map_or(String::new(), |value| value.to_string());
    let base = if base == "5" { String::new() } else { base };
    let closer = ["threshold", "base", "possible", "privacy"];
    let closer = closer.iter().any(|name| json::at(studio.document(), &format!("/release/{name}")).is_some());
    let epsilon = "Leave blank for no noise. With noise no count is exact; the smaller the number, the more noise. It cannot change once people can answer.";
    html! {
        <section class="studio__section" aria-labelledby="results">
            <h2 id="results" tabindex="-1">{ "What is published" }</h2>
            <p>{ "Rounded counts are released to everyone from time to time, never one person’s answers. What is preset is safe." }</p>
            { number("changes", "New or changed answers before the next release", &changes) }
            { number("every_hours", "Hours between two releases, at least", &hours) }
            { select(anchor("/licence"), "word /licence".to_owned(), Words::new("Licence of the published data", ""), &licences, json::text(studio.document(), "/licence"), studio.problem_at("/licence")) }
            { select(anchor("/protection"), "word /protection".to_owned(), Words::new("Ask browsers for a proof of work", "Keeps programs from sending thousands of answers. People notice nothing but a short wait."), &protections, json::text(studio.document(), "/protection"), studio.problem_at("/protection")) }
            <details class="govuk-details" open={closer}>
                <summary class="govuk-details__summary"><span class="govuk-details__summary-text">{ "How closely counts are published" }</span></summary>
                <div class="govuk-details__text">
                    { number("threshold", "Smallest count that is published", &threshold) }
                    { select(anchor("/release/base"), "number /release/base".to_owned(), Words::new("Counts are rounded to multiples of", ""), &bases, &base, studio.problem_at("/release/base")) }
                    { number("possible", "Possible values", &possible) }
                    { field(studio, "number /release/privacy/epsilon_tenths".to_owned(), "/release/privacy/epsilon_tenths", Words::new("Noise: tenths of epsilon", epsilon), Size::Number, "text") }
                </div>
            </details>
        </section>
    }
}
