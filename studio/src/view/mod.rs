//! Views: functions from what the studio knows to `Html`, without state or listeners. The page's script hears events for all of
//! them: a field's name and a button's value say what it does (`model::action`, and the names that begin with `ui-`).

mod about;
mod begin;
mod condition;
mod controls;
mod history;
mod items;
mod preview;
mod question;
mod review;
mod settings;
mod share;
mod toolbar;

#[cfg(test)]
mod tests;

use crate::model::languages::{first_language, languages_of};
use crate::model::{Draft, History, Imported, Problem, Progress, Saving, Stage, Theirs};
use contract::Lang;
use contract::json::Value;
pub use preview::{Preview, Standing, Theme, Width};
use std::collections::BTreeSet;
use yew::prelude::*;

/// All that is shown.
#[derive(Clone, Copy)]
pub struct Studio<'a> {
    /// Where the department's pages begin.
    pub home: &'a str,
    /// The consultation's identifier.
    pub id: &'a str,
    /// What is written.
    pub draft: &'a Draft,
    /// What is wrong with it.
    pub problems: &'a [Problem],
    /// How far each language is.
    pub progress: &'a [Progress],
    /// Whether its author has asked for what is still to be entered to be marked.
    pub checked: bool,
    /// The questions that are open for writing, by their keys.
    pub open: &'a BTreeSet<u32>,
    /// How it is saved.
    pub saving: &'a Saving,
    /// The kind that is chosen for the next question.
    pub kind: &'a str,
    /// Where it stands on its way to people.
    pub stage: &'a Stage,
    /// What somebody else saved meanwhile.
    pub theirs: Option<&'a Theirs>,
    /// Whether it is to open once it is approved.
    pub open_once: bool,
    /// Why it was not submitted, where that was tried.
    pub refused: &'a [String],
    /// How the preview is looked at.
    pub preview: &'a Preview,
    /// What became of an import, where one was tried.
    pub imported: &'a Imported,
    /// What the consultation asked before.
    pub history: &'a History,
}

impl Studio<'_> {
    fn document(&self) -> &Value {
        self.draft.document()
    }

    fn languages(&self) -> Vec<Lang> {
        languages_of(self.document())
    }

    fn first(&self) -> Lang {
        first_language(self.document())
    }

    /// What is wrong at exactly this place, and to be told there.
    fn problem_at(&self, pointer: &str) -> Option<&Problem> {
        let told = |problem: &&Problem| problem.untranslated.is_none() && (self.checked || !problem.empty);
        self.problems.iter().filter(told).find(|problem| problem.pointer == pointer)
    }

    /// Problems at a place and within it.
    fn problems_within(&self, pointer: &str) -> usize {
        let within = |problem: &&Problem| {
            problem.pointer.strip_prefix(pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.problems.iter().filter(within).count()
    }
}

/// The studio.
pub fn studio(studio: &Studio<'_>) -> Html {
    let class = if studio.preview.width == Width::Desktop { "studio studio--wide" } else { "studio" };
    html! {
        <div class={class}>
            { toolbar::toolbar(studio) }
            <div class="studio__columns">
                <div class="studio__editor">
                    { review::conflict(studio) }
                    { begin::begin(studio) }
                    { toolbar::problems(studio) }
                    { about::about(studio) }
                    { question::questions(studio) }
                    { settings::sites(studio) }
                    { settings::dates(studio) }
                    { settings::results(studio) }
                    { review::changes(studio) }
                    { history::history(studio) }
                    { review::submit(studio) }
                    { share::share(studio) }
                </div>
                { preview::preview(studio) }
            </div>
        </div>
    }
}

/// A count with its noun.
fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// The text of a place in the first language that has one, cut where it is long.
fn heading_of(studio: &Studio<'_>, pointer: &str) -> String {
    let texts = studio
        .languages()
        .into_iter()
        .map(|lang| crate::model::json::text(studio.document(), &format!("{pointer}/{}", lang.code())));
    texts.into_iter().find(|text| !text.trim().is_empty()).unwrap_or_default().to_owned()
}

use crate::model::problems::{anchor, language_name};
#[cfg(feature = "csr")]
pub(crate) use toolbar::saving;
