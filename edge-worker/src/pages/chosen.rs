//! What was chosen in a form, for whoever reads its page on paper, where the form is left out.

use super::explore::sites;
use super::labels::Labels;
use crate::department::explore::Asked as Closer;
use crate::department::texts::Asked as Words;
use crate::texts::wire::{Order, Within};
use aggregate::cross::Dimension;
use contract::{Consultation, Day, Lang, SiteId};
use maud::{Markup, html};

/// A choice: what it is of, and what was chosen.
type Choice = (String, String);

/// The choices of filters; nothing where there are none.
pub(super) fn of_figures(asked: &Closer, consultation: &Consultation, labels: &Labels<'_>) -> Markup {
    let day = |name: &str, day: Option<Day>| Some((name.to_owned(), Lang::En.page_strings().date(day?)));
    let all = Dimension::all(consultation);
    let answer = |asked: &String| {
        let named = |one: &aggregate::cross::Divided| {
            let cell = one.cells.iter().find(|cell| format!("{}:{}", one.dimension, cell.value()) == *asked)?;
            Some((labels.dimension(&one.dimension), labels.cell(cell)))
        };
        all.iter().find_map(named).unwrap_or_else(|| ("Answered".to_owned(), asked.clone()))
    };
    let choices = [
        site(consultation, asked.site.as_ref()),
        language(asked.lang),
        day("From", asked.from),
        day("Until", asked.until),
    ];
    listed("Only these responses are counted", choices.into_iter().flatten().chain(asked.answers.iter().map(answer)))
}

/// The choices of a search among texts; nothing where there are none.
pub(super) fn of_texts(asked: &Words, consultation: &Consultation) -> Markup {
    let choice = |name: &str, value: Option<String>| value.map(|value| (name.to_owned(), value));
    let campaign = asked.campaign.map(|within| match within {
        Within::None => "outside all".to_owned(),
        Within::Campaign(number) => (number + 1).to_string(),
    });
    let choices = [
        choice("Words", (!asked.words.is_empty()).then(|| asked.words.clone())),
        site(consultation, asked.site.as_ref()),
        language(asked.lang),
        choice("Tag", asked.tag.clone()),
        choice("Campaign", campaign),
        choice("Order", (asked.order == Order::Representative).then(|| "representative first".to_owned())),
    ];
    listed("Only these texts are shown", choices.into_iter().flatten())
}

fn site(consultation: &Consultation, site: Option<&SiteId>) -> Option<Choice> {
    let wanted = site?;
    let all = sites(&consultation.current().definition, site);
    let name =
        all.into_iter().find(|(id, _)| id == wanted.as_str()).map_or_else(|| wanted.to_string(), |(_, name)| name);
    Some(("Site".to_owned(), name))
}

fn language(lang: Option<Lang>) -> Option<Choice> {
    Some(("Language".to_owned(), lang?.name().to_owned()))
}

fn listed(what: &str, choices: impl Iterator<Item = Choice>) -> Markup {
    let choices: Vec<Choice> = choices.collect();
    html! {
        @if !choices.is_empty() {
            div.on-paper {
                p { (what) ":" }
                ul { @for (name, value) in &choices { li { span dir="auto" { (name) } ": " strong dir="auto" { (value) } } } }
            }
        }
    }
}
