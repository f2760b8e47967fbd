use super::problems::{problems, progress};
use super::*;
use contract::json::Value;
use contract::{Definition, Lang};

fn value(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn after(document: &str, actions: &[(&str, &str)]) -> Draft {
    let mut draft = Draft::new(value(document), None);
    for (name, held) in actions {
        draft.act(&Action::parse(name, held).unwrap_or_else(|| panic!("{name} is no action")));
    }
    draft
}

const EMPTY: &str = r#"{"title":{},"languages":["en"],"questions":[]}"#;

fn sample() -> Value {
    let text = include_str!("../../../demo-site/consultations/local-buses.json");
    let mut document = value(text);
    // Its sites' origins are filled in where it is installed.
    json::set(&mut document, "/sites", None);
    document
}

#[test]
fn a_consultation_of_every_kind_is_written_by_actions_alone() {
    let mut actions = vec![("text /title en".to_owned(), "All kinds".to_owned())];
    for (index, kind) in make::KINDS.iter().enumerate() {
        actions.push((format!("add-question {}", kind.name), String::new()));
        actions.push((format!("text /questions/{index}/text en"), format!("The {}", kind.title)));
        let draft = after(EMPTY, &actions.iter().map(|(name, held)| (&**name, &**held)).collect::<Vec<_>>());
        for list in ["options", "statements"] {
            for item in 0..json::items(draft.document(), &format!("/questions/{index}/{list}")).len() {
                actions.push((format!("text /questions/{index}/{list}/{item}/text en"), format!("{list} {item}")));
            }
        }
        if kind.name == "rating" {
            actions.push((format!("text /questions/{index}/low en"), "Hard".to_owned()));
            actions.push((format!("text /questions/{index}/high en"), "Easy".to_owned()));
        }
    }
    let draft = after(EMPTY, &actions.iter().map(|(name, held)| (&**name, &**held)).collect::<Vec<_>>());
    assert_eq!(problems(draft.document()), []);
    let definition = Definition::parse(draft.document()).unwrap();
    assert_eq!(definition.questionnaire().questions().len(), 8);
    assert_eq!(json::text(draft.document(), "/questions/0/options/1/id"), "options-1");
}

#[test]
fn every_edit_is_taken_back_and_done_again() {
    for (name, held) in [
        ("text /title en", "Another"),
        ("text /summary cy", ""),
        ("word /licence", "CC-BY-4.0"),
        ("number /retention/days", "90"),
        ("moment /opens_at", "2026-02-01T09:00"),
        ("flag /questions/1/required", "on"),
        ("rename /questions/0", "other"),
        ("add-question vote", ""),
        ("copy-question 0", ""),
        ("remove-question 1", ""),
        ("move-question 0 2", ""),
        ("kind 0", "ranking"),
        ("add-item /questions/0/options", ""),
        ("remove-item /questions/0/options 0", ""),
        ("move-item /questions/0/options 0 1", ""),
        ("language cy", ""),
        ("first cy", "cy"),
        ("add-test 1", ""),
    ] {
        let mut draft = Draft::new(sample(), None);
        let before = draft.document().clone();
        draft.act(&Action::parse(name, held).unwrap());
        let after = draft.document().clone();
        assert!(after != before, "{name} changes something");
        draft.undo();
        assert_eq!((draft.document(), draft.can_undo()), (&before, false), "{name}");
        draft.redo();
        assert_eq!((draft.document(), draft.can_redo()), (&after, false), "{name}");
    }
}

#[test]
fn typing_in_one_field_is_taken_back_at_once() {
    let mut draft = after(EMPTY, &[("text /title en", "A"), ("text /title en", "Ab"), ("text /summary en", "S")]);
    draft.undo();
    assert_eq!(json::text(draft.document(), "/title/en"), "Ab");
    draft.undo();
    assert!(!draft.can_undo());
    assert_eq!(draft.document(), &value(EMPTY));
}

#[test]
fn identifiers_follow_words_until_people_have_answered() {
    let typed = &[("add-question single_choice", ""), ("text /questions/0/text en", "How are you?")];
    let draft = after(EMPTY, typed);
    assert_eq!(json::text(draft.document(), "/questions/0/id"), "how-are-you");

    let document = value(
        r#"{"title":{"en":"T"},"languages":["en"],"questions":[
        {"id":"how","kind":"single_choice","text":{"en":"How?"},"options":[{"id":"a","text":{"en":"A"}}]},
        {"id":"why","kind":"free_text","text":{"en":"Why?"},"show_if":{"question":"how","any_of":["a"]}}]}"#,
    );
    let edits = [("text /questions/0/text en", "When?"), ("text /questions/0/options/0/text en", "Bee")];
    for (live, question, option) in [(None, "when", "bee"), (Some(document.clone()), "how", "a")] {
        let mut draft = Draft::new(document.clone(), live);
        for (name, held) in edits {
            draft.act(&Action::parse(name, held).unwrap());
        }
        let test = format!(r#"{{"question":"{question}","any_of":["{option}"]}}"#);
        assert_eq!(json::at(draft.document(), "/questions/1/show_if").unwrap().to_string(), test);
    }
}

#[test]
fn keys_stay_with_their_questions() {
    let mut draft = Draft::new(sample(), None);
    let keys = draft.keys().to_vec();
    draft.act(&Action::MoveQuestion(0, 2));
    assert_eq!(draft.keys()[..3], [keys[1], keys[2], keys[0]]);
    draft.act(&Action::CopyQuestion(0));
    assert_eq!((draft.keys()[0], draft.keys()[2]), (keys[1], keys[2]));
    assert_ne!(draft.keys()[1], keys[1]);
    draft.act(&Action::RemoveQuestion(1));
    assert_eq!(draft.keys()[..3], [keys[1], keys[2], keys[0]]);
}

#[test]
fn a_kind_keeps_what_the_next_one_has() {
    let draft = after(
        EMPTY,
        &[
            ("add-question single_choice", ""),
            ("text /questions/0/options/0/text en", "Kept"),
            ("kind 0", "multiple_choice"),
            ("number /questions/0/max_chosen", "1"),
            ("kind 0", "ranking"),
        ],
    );
    assert_eq!(json::text(draft.document(), "/questions/0/options/0/text/en"), "Kept");
    assert_eq!(json::at(draft.document(), "/questions/0/max_chosen"), None);
}

#[test]
fn ratings_change_between_ends_and_every_point() {
    let typed =
        [("add-question rating", ""), ("text /questions/0/low en", "Bad"), ("text /questions/0/high en", "Good")];
    let mut draft = after(EMPTY, &typed);
    let before = draft.document().clone();
    draft.act(&Action::EveryPoint(0, true));
    assert_eq!(json::items(draft.document(), "/questions/0/labels").len(), 5);
    assert_eq!(json::text(draft.document(), "/questions/0/labels/4/en"), "Good");
    draft.act(&Action::EveryPoint(0, false));
    assert_eq!(json::text(draft.document(), "/questions/0/low/en"), "Bad");
    assert_eq!(json::at(draft.document(), "/questions/0/points"), json::at(&before, "/questions/0/points"));
}

#[test]
fn conditions_are_written_as_the_document_has_them() {
    let document = r#"{"languages":["en"],"questions":[
        {"id":"q","kind":"single_choice","options":[{"id":"a"},{"id":"b"}]},{"id":"r","kind":"rating","points":7},
        {"id":"v","kind":"vote","statements":[{"id":"s"}]},{"id":"t","kind":"free_text"}]}"#;
    let about = [("add-test 3", ""), ("about 3 0", "q"), ("meets 3 0 b", "on")];
    let ended = [("add-test 3", ""), ("about 3 0", "r"), ("end 3 0 at_least", "5")];
    let voted = [("add-test 3", ""), ("meets 3 0 agree", "on")];
    for (actions, condition) in [
        (&about[..], r#"{"question":"q","any_of":["b"]}"#),
        (&ended, r#"{"question":"r","at_least":5,"at_most":7}"#),
        (&voted, r#"{"question":"v","statement":"s","any_of":["agree"]}"#),
        (&[about[0], about[1], about[2], ("demand 3 0", "answered")], r#"{"question":"q","answered":true}"#),
        (
            &[about[0], about[1], about[2], ("add-test 3", ""), ("join 3", "any"), ("demand 3 1", "answered")],
            r#"{"any":[{"question":"q","any_of":["b"]},{"question":"v","answered":true}]}"#,
        ),
    ] {
        let draft = after(document, actions);
        let found = json::at(draft.document(), "/questions/3/show_if").unwrap();
        assert_eq!(found.to_string(), condition, "{actions:?}");
    }
    let draft = after(document, &[about[0], ("remove-test 3 0", "")]);
    assert_eq!(draft.document(), &value(document));
}

#[test]
fn a_language_brings_gaps_and_takes_its_texts_along() {
    let mut draft = Draft::new(sample(), None);
    draft.act(&Action::Language(Lang::Pl, true));
    let polish = progress(draft.document()).into_iter().find(|one| one.lang == Lang::Pl).unwrap();
    assert_eq!(polish.written, 0);
    let missing = problems(draft.document()).into_iter().filter(|problem| problem.untranslated == Some(Lang::Pl));
    assert_eq!(missing.count(), polish.all);
    draft.act(&Action::Text("/title".to_owned(), Lang::Pl, "T".to_owned()));
    draft.act(&Action::Language(Lang::Pl, false));
    assert_eq!(draft.document(), &sample());
}

#[test]
fn a_scale_that_came_by_itself_is_translated_by_itself() {
    let actions =
        [("add-question agreement", ""), ("text /questions/0/scale/1/text en", "Somewhat"), ("language cy", "on")];
    let mut draft = after(EMPTY, &actions);
    let welsh = |draft: &Draft, point: usize| {
        json::text(draft.document(), &format!("/questions/0/scale/{point}/text/cy")).to_owned()
    };
    assert_eq!((welsh(&draft, 0).as_str(), welsh(&draft, 1).as_str()), ("Cytuno’n gryf", ""));
    // Welsh was put in with the language, and goes with it.
    draft.undo();
    assert_eq!(welsh(&draft, 0), "");
}

#[test]
fn what_a_language_lacks_is_what_the_contract_says() {
    let mut document = sample();
    for place in ["/title/cy", "/questions/0/text/cy", "/questions/0/options/1/text/cy"] {
        json::set(&mut document, place, None);
    }
    let missing = Definition::parse(&document).unwrap().questionnaire().translations_missing();
    let mut theirs: Vec<String> = missing.iter().map(|issue| format!("{}/cy", issue.pointer)).collect();
    let mut ours: Vec<String> = problems(&document).into_iter().map(|problem| problem.pointer).collect();
    theirs.sort();
    ours.sort();
    assert_eq!(ours, theirs);
}

#[test]
fn problems_say_where_and_what_to_do() {
    for (document, at, place, words) in [
        (EMPTY, "/title/en", "Title", "Enter this"),
        (EMPTY, "/questions", "Questions", "Add a question"),
        (
            r#"{"title":{"en":"T"},"languages":["en","cy"],"questions":[{"id":"q","kind":"free_text","text":{"en":"Q"}}]}"#,
            "/questions/0/text/cy",
            "Question 1, in Welsh",
            "Translate this",
        ),
        (
            r#"{"title":{"en":"T"},"languages":["en"],"questions":[{"id":"q","kind":"single_choice","text":{"en":"Q"},"options":[{"id":"a","text":{"en":"A"}},{"id":"a","text":{}}]}]}"#,
            "/questions/0/options/1/id",
            "Question 1, option 2, identifier",
            "Choose another one: this stands earlier in the same list",
        ),
        (
            r#"{"title":{"en":"T"},"languages":["en"],"retention":{"days":1},"questions":[{"id":"q","kind":"free_text","text":{"en":"Q"}}]}"#,
            "/retention/days",
            "Days for which answers are kept",
            "Enter a number from 30 to 3650",
        ),
        (
            r#"{"title":{"en":"T"},"languages":["en"],"sites":[{"id":"s","name":"S","origins":[]}],"questions":[{"id":"q","kind":"free_text","text":{"en":"Q"}}]}"#,
            "/sites/0/origins",
            "Site 1, origins",
            "Enter at least one origin",
        ),
    ] {
        let found = problems(&value(document));
        let problem = found.iter().find(|problem| problem.pointer == at).unwrap_or_else(|| panic!("{at}: {found:?}"));
        assert_eq!((&*problem.place, &*problem.words), (place, words), "{at}");
    }
}

#[test]
fn what_a_template_leaves_to_be_filled_in_is_listed_and_keeps_nothing_back() {
    for template in contract::authoring::TEMPLATES {
        let document = value(template.text);
        let found = problems::unfilled(&document);
        assert_eq!(found.is_empty(), template.id == "page", "{}: {found:?}", template.id);
        // In English as in Welsh.
        assert_eq!(found.len() % 2, 0, "{}: {found:?}", template.id);
        assert_eq!(problems(&document), [], "{}", template.id);
    }
    let found = problems::unfilled(&value(r#"{"title":{"en":"[A]: b","cy":"a] ["},"languages":["en","cy"]}"#));
    let places: Vec<&str> = found.iter().map(|problem| problem.place.as_str()).collect();
    assert_eq!(places, ["Title, in English"]);
}

#[test]
fn lines_become_options_and_pages_their_origins() {
    let draft = after(EMPTY, &[("add-question single_choice", "")]);
    let mut draft = Draft::new(draft.document().clone(), None);
    draft.act(&Action::AddLines("/questions/0/options".to_owned(), "Yes\n\n No \n".to_owned()));
    let ids: Vec<&str> = json::items(draft.document(), "/questions/0/options")
        .iter()
        .filter_map(|item| item.get("id")?.as_str())
        .collect();
    assert_eq!(ids, ["yes", "no"]);
    draft.act(&Action::AddItem("/sites".to_owned()));
    draft.act(&Action::Word("/sites/0/name".to_owned(), "Parents’ Corner".to_owned()));
    draft.act(&Action::AddItem("/sites/0/origins".to_owned()));
    draft.act(&Action::Word("/sites/0/origins/0".to_owned(), "https://Forum.example/t/1".to_owned()));
    draft.act(&Action::Word("/sites/0/origins/1".to_owned(), "forum".to_owned()));
    let site = json::at(draft.document(), "/sites/0").unwrap().to_string();
    assert_eq!(site, r#"{"id":"parents-corner","name":"Parents’ Corner","origins":["https://forum.example","forum"]}"#);
}
