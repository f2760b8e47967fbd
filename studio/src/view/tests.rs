use super::{Preview, Studio, studio};
use crate::model::history::With;
use crate::model::problems::{problems, progress};
use crate::model::{Action, Draft, History, Imported, Saving, Stage, Theirs, make};
use contract::json::Value;
use futures_util::FutureExt;
use std::collections::BTreeSet;
use yew::prelude::*;

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

fn html(draft: &Draft, saving: &Saving, theirs: Option<&Theirs>) -> String {
    let (problems, progress) = (problems(draft.document()), progress(draft.document()));
    let open: BTreeSet<u32> = draft.keys().iter().copied().collect();
    let content = studio(&Studio {
        home: "/d/engagement",
        id: "parks",
        draft,
        problems: &problems,
        progress: &progress,
        checked: true,
        open: &open,
        saving,
        kind: "rating",
        stage: &Stage::Writing,
        theirs,
        open_once: true,
        refused: &[],
        preview: &Preview::default(),
        imported: &Imported { refused: vec!["Line 1".to_owned()], notes: vec!["Line 2".to_owned()], unwritten: true },
        history: &history(),
    });
    let renderer = yew::LocalServerRenderer::<Page>::with_props(PageProps { content }).hydratable(false);
    // Nothing in it waits.
    renderer.render().now_or_never().expect("the views wait for nothing")
}

/// Two revisions, of which the second is compared with the draft.
fn history() -> History {
    let mut history = History::new(&value(r#"[{"revision":2,"words":"written by Jo"},{"revision":1,"words":""}]"#));
    history.compare(2, With::Draft);
    history.arrived(2, Some(value(r#"{"title":{"en":"Another"},"languages":["en"],"questions":[]}"#)));
    history
}

fn ids(html: &str) -> Vec<&str> {
    html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

fn value(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// A question of each kind, in two languages, with nothing filled in.
fn everything() -> Draft {
    let mut draft = Draft::new(make::blank(), None);
    for kind in make::KINDS {
        draft.act(&Action::AddQuestion(kind.name.to_owned()));
    }
    for (name, held) in [("language cy", "on"), ("add-item /sites", ""), ("add-test 7", ""), ("every-point 2", "every")]
    {
        draft.act(&Action::parse(name, held).unwrap());
    }
    draft
}

#[test]
fn every_problem_has_a_control_to_which_it_leads() {
    let mut faulty = everything();
    for (name, held) in [
        ("number /retention/days", "soon"),
        ("moment /closes_at", "2020-01-01T00:00"),
        ("moment /opens_at", "2021-01-01T00:00"),
        ("number /release/threshold", "1"),
        ("number /release/privacy/epsilon_tenths", "0"),
        ("number /questions/1/max_chosen", "0"),
        ("number /questions/5/max_length", "0"),
        ("rename /questions/3", "Not one"),
        ("rename /questions/0/options/1", "option-1"),
    ] {
        faulty.act(&Action::parse(name, held).unwrap());
    }
    let page = html(&faulty, &Saving::Changed, None);
    let found = problems(faulty.document());
    assert!(found.len() > 30, "{}", found.len());
    let ids = ids(&page);
    let lost: Vec<_> =
        found.iter().filter(|problem| !ids.contains(&&*problem.anchor())).map(|problem| &problem.pointer).collect();
    assert!(lost.is_empty(), "{lost:?}");
}

#[test]
fn identifiers_are_unique_and_labels_lead_to_controls() {
    let page = html(&everything(), &Saving::New, None);
    let mut all = ids(&page);
    for label in page.split("<label").skip(1) {
        let wanted = label.split(" for=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        assert!(all.contains(&wanted), "{wanted}");
    }
    all.sort_unstable();
    let twice: Vec<_> = all.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    assert!(twice.is_empty(), "{twice:?}");
}

#[test]
fn every_button_does_something() {
    let page = html(&everything(), &Saving::Conflict, None);
    for button in page.split("<button").skip(1) {
        let name = button.split(" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        assert!(name.starts_with("ui-") || Action::parse(name, "").is_some(), "{name}");
    }
    for field in page.split(" name=\"").skip(1) {
        let name = field.split('"').next().unwrap_or_default();
        assert!(name.starts_with("ui-") || name.starts_with("lines ") || Action::parse(name, "en").is_some(), "{name}");
    }
}

#[test]
fn the_kind_that_is_added_next_is_the_one_that_is_shown() {
    let page = html(&Draft::new(make::blank(), None), &Saving::New, None);
    let list = page.split("id=\"new-kind\"").nth(1).and_then(|rest| rest.split("</select>").next()).unwrap();
    let chosen: Vec<&str> = list.split("<option").filter(|option| option.contains(" selected")).collect();
    assert!(chosen.len() == 1 && chosen[0].contains("value=\"rating\""), "{chosen:?}");
}

#[test]
fn both_versions_of_a_conflict_are_shown() {
    let draft = Draft::new(value(r#"{"title":{"en":"Mine"},"languages":["en"],"questions":[]}"#), None);
    let document = value(r#"{"title":{"en":"Theirs"},"languages":["en"],"questions":[]}"#);
    let theirs = Theirs { by: "Jo".to_owned(), at: "10:15".to_owned(), document: Some(document) };
    let page = html(&draft, &Saving::Conflict, Some(&theirs));
    for words in ["Theirs", "Mine", "Jo", "10:15", "ui-keep-mine", "ui-take-theirs"] {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn a_revision_is_compared_where_it_stands() {
    let draft = Draft::new(value(r#"{"title":{"en":"Mine"},"languages":["en"],"questions":[]}"#), None);
    let page = html(&draft, &Saving::New, None);
    for words in ["From revision 2 to this draft", "Another", "written by Jo", "ui-compare 2 before", "ui-begin 1"] {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("ui-compare 1 before"), "nothing is before the first");
}
