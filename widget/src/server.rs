//! The views as HTML text, for the edge: one root element, without comments or white space between tags, so that it can
//! stand in a page or be turned into a tree for the loader.
//!
//! In the Worker this is a Wasm module of its own, which the Worker calls: Yew's closures are not unwind safe, and the
//! Worker unwinds. So a panic in a view cannot touch the ledger either.

use crate::view::{self, Confirmation, Control, Form, Purpose, Setting, Stage, Steps};
use contract::showing::{Filling, Recorded, Showing, View};
use contract::{Reading, turn};
use futures_util::FutureExt as _;
use yew::prelude::*;

/// Renders a [`Showing`], given as its packed text; `None` where it is not one.
///
/// At once: none of the views waits for anything, so that what Yew calls a future is ready when it is first asked. Whoever
/// asks need not wait either, and nobody's form depends on whether another's request lives on.
pub fn render(showing: &str) -> Option<String> {
    let showing = Showing::unpack(showing)?;
    let content = html(&showing);
    // A view that loads something would not be there now; the tests would see it first.
    yew::LocalServerRenderer::<Page>::with_props(PageProps { content }).hydratable(false).render().now_or_never()
}

/// What the Worker imports.
///
/// # Errors
/// The text is not a showing: Worker and views are of two builds.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen(js_name = render)]
pub fn render_for_worker(showing: &str) -> Result<String, wasm_bindgen::JsValue> {
    render(showing).ok_or_else(|| "not a showing".into())
}

fn html(showing: &Showing) -> Html {
    let Showing { lang, heading, hosted, view, .. } = showing;
    let words = lang.form_strings();
    match view {
        View::Form(filling) => form(showing, filling),
        View::Confirmation(Recorded { receipt, changed, change, withdraw, others }) => {
            view::confirmation(&Confirmation {
                lang: *lang,
                words,
                heading: *heading,
                receipt,
                changed: *changed,
                // On the edge's own pages no script copies.
                steps: Steps::Links { change, withdraw, copy: !hosted, others: others.as_ref() },
            })
        }
        View::Notice(notice) => view::notice(*notice, *lang, words, *heading),
        View::Others(others) => view::others(others, *lang, words, *heading + 1),
    }
}

fn form(showing: &Showing, filling: &Filling) -> Html {
    let Filling { questionnaire, revision, action, key, site, page, note, fields, part, checked, change } = filling;
    let reading = Reading::of(questionnaire, &questionnaire.answers_from_fields(fields));
    // A change goes to its receipt, which is of no site; in a frame the site's name has its signature behind it.
    let about = match action.split_once("/f/") {
        Some((edge, id)) if !showing.hosted => {
            let site = site.split('.').next().unwrap_or_default();
            format!("{edge}/about/{site}?lang={}&consultation={id}", showing.lang.code())
        }
        _ => String::new(),
    };
    let setting = if showing.hosted { Setting::Hosted } else { Setting::Embedded };
    let issues = match (checked, part) {
        (false, _) => Vec::new(),
        (true, None) => reading.issues.clone(),
        (true, Some(part)) => turn::issues_at(questionnaire, &reading, showing.hosted, *part),
    };
    view::form(&Form {
        questionnaire,
        lang: showing.lang,
        words: showing.lang.form_strings(),
        asked: showing.asked.map(|lang| (lang, lang.form_strings().only_in)),
        heading: showing.heading,
        action,
        control: Control { key, revision: *revision, site, page, note },
        fields,
        answers: reading.answers(),
        issues: &issues,
        shown: &reading.shown,
        purpose: if *change { Purpose::Change } else { Purpose::Answer },
        stage: Stage::Filling,
        setting,
        at: *part,
        restored: false,
        areas: "",
        postcode: "",
        about: &about,
    })
}

/// Yew renders components, not `Html`: this one is its own content.
struct Page;

#[derive(Properties, PartialEq)]
struct PageProps {
    content: Html,
}

impl Component for Page {
    type Message = ();
    type Properties = PageProps;

    fn create(_: &Context<Self>) -> Self {
        Self
    }

    fn view(&self, context: &Context<Self>) -> Html {
        context.props().content.clone()
    }
}
