use super::*;
use crate::definition::tests::{document, value};
use crate::json::Value;
use serde_json::json;

/// The document with one place set to something else; `null` takes it out.
fn with(pointer: &str, new: serde_json::Value) -> serde_json::Value {
    let mut changed = document();
    let (parent, member) = pointer.rsplit_once('/').unwrap();
    match changed.pointer_mut(parent).unwrap() {
        serde_json::Value::Object(members) if new.is_null() => drop(members.remove(member)),
        serde_json::Value::Object(members) => drop(members.insert(member.to_owned(), new)),
        serde_json::Value::Array(items) if new.is_null() => drop(items.remove(member.parse().unwrap())),
        serde_json::Value::Array(items) => items.insert(member.parse().unwrap(), new),
        _ => panic!("{pointer}"),
    }
    changed
}

fn told(old: serde_json::Value, new: serde_json::Value) -> Vec<(What, String)> {
    difference(&value(old), &value(new)).into_iter().map(|change| (change.what, change.pointer)).collect()
}

#[test]
fn every_change_of_one_place_is_told_as_one_change() {
    let option = |id: &str| json!({"id": id, "text": {"en": "More"}});
    for (place, new, what, told_at) in [
        ("/title/en", json!("Other"), What::TitleReworded, "/title/en"),
        ("/summary", json!(null), What::MessageReworded, "/summary"),
        ("/privacy/cy", json!("Beth a gedwir"), What::PrivacyReworded, "/privacy/cy"),
        ("/languages/2", json!("pl"), What::LanguageAdded, "/languages/2"),
        ("/opens_at", json!(null), What::OpeningChanged, "/opens_at"),
        ("/closes_at", json!("2027-01-31T00:00:00Z"), What::ClosingChanged, "/closes_at"),
        ("/licence", json!("CC-BY-4.0"), What::LicenceChanged, "/licence"),
        ("/protection", json!(null), What::ProtectionChanged, "/protection"),
        ("/retention", json!({"days": 30}), What::RetentionShortened, "/retention/days"),
        ("/retention", json!(null), What::RetentionLengthened, "/retention/days"),
        ("/release/changes", json!(60), What::ReleaseChanged, "/release/changes"),
        ("/release/privacy", json!(null), What::ReleasePrivacyChanged, "/release/privacy"),
        ("/sites/0", json!(null), What::SiteRemoved, "/sites/0"),
        (
            "/sites/1",
            json!({"id": "blog", "name": "Blog", "origins": ["https://blog.example"]}),
            What::SiteAdded,
            "/sites/1",
        ),
        ("/sites/0/name", json!("The forum"), What::SiteRenamed, "/sites/0/name"),
        ("/sites/0/origins/1", json!("https://www.forum.example"), What::OriginAdded, "/sites/0/origins/1"),
        ("/questions/9", json!(null), What::QuestionRemoved, "/questions/9"),
        (
            "/questions/0",
            json!({"id": "first", "kind": "region", "text": {"en": "First?"}}),
            What::QuestionAdded,
            "/questions/0",
        ),
        ("/questions/0/text/en", json!("At which stage?"), What::QuestionReworded, "/questions/0/text/en"),
        ("/questions/0/text/cy", json!("Cam?"), What::QuestionTranslated, "/questions/0/text/cy"),
        ("/questions/1/hint", json!(null), What::HintChanged, "/questions/1/hint"),
        ("/questions/2/part", json!({"en": "Two"}), What::PartChanged, "/questions/2/part"),
        ("/questions/1/required", json!(true), What::NowRequired, "/questions/1/required"),
        ("/questions/0/required", json!(null), What::NowOptional, "/questions/0/required"),
        ("/questions/1/show_if", json!(null), What::ConditionChanged, "/questions/1/show_if"),
        ("/questions/0/options/2", option("never"), What::OptionAdded, "/questions/0/options/2"),
        ("/questions/7/options/2", json!(null), What::OptionRemoved, "/questions/7/options/2"),
        ("/questions/0/options/0/text/en", json!("Earlier"), What::OptionReworded, "/questions/0/options/0/text/en"),
        ("/questions/4/scale/2", option("neither"), What::OptionAdded, "/questions/4/scale/2"),
        ("/questions/4/statements/2", option("other"), What::StatementAdded, "/questions/4/statements/2"),
        ("/questions/8/statements/1", json!(null), What::StatementRemoved, "/questions/8/statements/1"),
        (
            "/questions/8/statements/0/text/en",
            json!("Later on"),
            What::StatementReworded,
            "/questions/8/statements/0/text/en",
        ),
        ("/questions/2/points", json!(7), What::PointsChanged, "/questions/2/points"),
        ("/questions/2/low/en", json!("Harder"), What::LabelReworded, "/questions/2/low/en"),
        ("/questions/3/labels/0/en", json!("Worse"), What::LabelReworded, "/questions/3/labels/0/en"),
        ("/questions/2/measure", json!(null), What::MeasureChanged, "/questions/2/measure"),
        ("/questions/5/max_length", json!(null), What::LimitRaised, "/questions/5/max_length"),
        ("/questions/1/max_chosen", json!(1), What::LimitLowered, "/questions/1/max_chosen"),
    ] {
        assert_eq!(told(document(), with(place, new)), [(what, told_at.to_owned())], "{place}");
    }
}

#[test]
fn another_kind_is_told_and_not_what_follows_from_it() {
    let mut changed = document();
    changed["questions"][9] =
        json!({"id": "last", "kind": "region", "text": {"en": "Last?"}, "show_if": changed["questions"][9]["show_if"]});
    assert_eq!(told(document(), changed), [(What::KindChanged, "/questions/9/kind".to_owned())]);
}

#[test]
fn the_fewest_that_moved_are_told() {
    let mut changed = document();
    let questions = changed["questions"].as_array_mut().unwrap();
    let first = questions.remove(6);
    questions.insert(0, first);
    let found = difference(&value(document()), &value(changed));
    let moves: Vec<_> =
        found.iter().map(|change| (change.what, change.before.as_deref(), change.after.as_deref())).collect();
    assert_eq!(moves[0], (What::QuestionMoved, Some("place 7"), Some("place 1")));
    assert_eq!(moves.len(), 1, "{found:?}");
}

#[test]
fn options_in_another_order_are_one_change() {
    let mut changed = document();
    changed["questions"][7]["options"].as_array_mut().unwrap().reverse();
    let found = difference(&value(document()), &value(changed));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (found[0].what, found[0].before.as_deref(), found[0].after.as_deref()),
        (What::OptionsMoved, Some("a, b, c"), Some("c, b, a"))
    );
}

#[test]
fn a_default_written_out_is_no_change() {
    let mut written = document();
    written["questions"][9]["max_length"] = json!(1200);
    written["questions"][9]["required"] = json!(false);
    assert_eq!(told(document(), written.clone()), []);
    // Also where the document is not sound yet.
    written["title"] = json!({});
    let found = told(document(), written);
    assert_eq!(found, [(What::TitleReworded, "/title".to_owned())]);
}

#[test]
fn what_is_being_written_is_compared_as_far_as_it_is_there() {
    for text in ["{}", "[]", "null", r#"{"questions": [{}, 1, {"id": "stage"}], "sites": 3, "languages": ["xx"]}"#] {
        let new: Value = serde_json::from_str(text).unwrap();
        assert!(!difference(&value(document()), &new).is_empty(), "{text}");
        assert!(difference(&new, &new).is_empty(), "{text}");
    }
}

#[test]
fn a_sentence_names_what_it_is_about() {
    let with_condition = with("/questions/1/show_if", json!({"question": "stage", "any_of": ["before", "after"]}));
    for (changed, words, before, after) in [
        (
            with("/questions/0/text/en", json!("At which stage?")),
            "The question “At which stage?” is reworded in English.",
            Some("Stage?"),
            Some("At which stage?"),
        ),
        (
            with_condition,
            "When “Parts?” is asked changes.",
            Some("where “stage” is “after”"),
            Some("where “stage” is “before” or “after”"),
        ),
    ] {
        let found = difference(&value(document()), &value(changed));
        let [change] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((change.words.as_str(), change.before.as_deref(), change.after.as_deref()), (words, before, after));
    }
}

/// What the words promise is what a consultation does: it refuses those changes that are called refused, and no others.
#[test]
fn what_is_called_refused_is_what_an_open_consultation_refuses() {
    use crate::{Consultation, ConsultationId, Definition, DepartmentId};
    let complete = |mut document: serde_json::Value| {
        document["languages"] = json!(["en"]);
        for pointer in ["/title", "/questions/0/options/1/text"] {
            document.pointer_mut(pointer).unwrap().as_object_mut().unwrap().remove("cy");
        }
        document
    };
    let old = complete(document());
    let mut tried = 0;
    for (pointer, new) in [
        ("/questions/2/points", json!(7)),
        ("/release/privacy", json!(null)),
        ("/questions/9", json!(null)),
        ("/questions/0/text/en", json!("Other?")),
        ("/questions/0/options/0/text/en", json!("Other")),
        ("/questions/1/show_if", json!(null)),
        ("/retention", json!(null)),
        ("/sites/0", json!(null)),
    ] {
        let new = complete(with(pointer, new));
        let (id, department) = (ConsultationId::parse("c").unwrap(), DepartmentId::parse("d").unwrap());
        let definition = |document: &serde_json::Value| Definition::parse(&value(document.clone())).unwrap();
        let mut open = Consultation::draft(id, department, definition(&old));
        open.open().unwrap();
        let refused = open.put(definition(&new)).is_err();
        let called = difference(&value(old.clone()), &value(new))
            .iter()
            .any(|change| consequence(change).effect == Effect::Refused);
        assert_eq!(refused, called, "{pointer}");
        tried += usize::from(refused);
    }
    assert_eq!(tried, 2);
}

#[test]
fn names_are_distinct_and_before_anybody_answered_nothing_follows() {
    let mut names: Vec<_> = What::ALL.iter().map(|what| what.name()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), What::ALL.len());
    let found = difference(&value(document()), &value(with("/questions/9", json!(null))));
    assert_eq!(found[0].to_value(false).get("effect"), Some(&"none".into()));
    assert_eq!(found[0].to_value(true).get("effect"), Some(&"no-longer-shown".into()));
}
