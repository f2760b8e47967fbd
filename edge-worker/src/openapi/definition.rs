//! A definition, as its department writes it and as anyone reads it.

use super::schemas::{any_list, integer, list, names, object, schema, string};
use contract::question::Measure;
use contract::{Lang, Licence, Protection, limits};
use serde_json::{Map, Value, json};

/// A text in some languages. `most`: characters of each.
fn text(most: usize) -> Value {
    let one = json!({"type": "string", "minLength": 1, "maxLength": most});
    let properties: Map<String, Value> = Lang::ALL.iter().map(|lang| (lang.code().to_owned(), one.clone())).collect();
    json!({"type": "object", "additionalProperties": false, "minProperties": 1, "properties": properties})
}

/// The shapes.
pub(super) fn shapes() -> Vec<(&'static str, Value)> {
    let labelled = object(&[("id", schema("Identifier")), ("text", schema("Label"))]);
    let options = |least, most| list(labelled.clone(), least, most);
    let question = |kind: &str, own: &[(&str, Value)]| {
        let mut members = vec![
            ("id", schema("Identifier")),
            ("kind", json!({"type": "string", "const": kind})),
            ("text", schema("Label")),
            ("hint?", schema("Label")),
            ("part?", schema("Label")),
            ("required?", json!({"type": "boolean"})),
            ("show_if?", schema("Condition")),
        ];
        members.extend(own.iter().cloned());
        object(&members)
    };
    let points = i64::from(limits::RATING_POINTS);
    let most_options = limits::OPTIONS as i64;
    let measure = ("measure?", names([Measure::Satisfaction, Measure::Nps].map(Measure::name)));
    let kinds = json!({"oneOf": [
        question("single_choice", &[("options", options(2, limits::OPTIONS))]),
        question("multiple_choice", &[("options", options(2, limits::OPTIONS)), ("max_chosen?", integer(1, most_options))]),
        question(
            "rating",
            &[("points", integer(2, points)), ("low", schema("Label")), ("high", schema("Label")), measure.clone()],
        ),
        question("rating", &[("labels", list(schema("Label"), 2, limits::RATING_POINTS.into())), measure]),
        question("agreement", &[("scale", options(2, limits::SCALE)), ("statements", options(1, limits::STATEMENTS))]),
        question("free_text", &[("max_length?", integer(1, limits::FREE_TEXT_MAX as i64))]),
        question("ranking", &[("options", options(2, limits::OPTIONS)), ("max_ranked?", integer(1, most_options))]),
        question("region", &[]),
        question("vote", &[("statements", options(1, limits::VOTE_STATEMENTS))]),
    ]});
    let id = || ("question", schema("Identifier"));
    let test = json!({"anyOf": [
        object(&[id(), ("statement?", schema("Identifier")), ("any_of", any_list(string()))]),
        object(&[id(), ("at_least?", integer(1, points)), ("at_most?", integer(1, points))]),
        object(&[id(), ("answered", json!({"type": "boolean", "const": true}))]),
    ]});
    let tests = || list(schema("Test"), 1, limits::CONDITIONS);
    let condition = json!({"anyOf": [schema("Test"), object(&[("all", tests())]), object(&[("any", tests())])]});
    let rules = object(&[
        ("changes?", integer(limits::RELEASE_CHANGES.into(), limits::RELEASE_CHANGES_MAX.into())),
        ("every_hours?", integer(limits::RELEASE_HOURS.into(), limits::RELEASE_HOURS_MAX.into())),
        ("threshold?", integer(limits::RELEASE_THRESHOLD.into(), limits::RELEASE_THRESHOLD_MAX.into())),
        ("base?", json!({"type": "integer", "enum": limits::RELEASE_BASES})),
        ("possible?", integer(limits::RELEASE_POSSIBLE.into(), limits::RELEASE_POSSIBLE_MAX.into())),
        ("privacy?", object(&[("epsilon_tenths", integer(1, limits::RELEASE_EPSILON_TENTHS_MAX.into()))])),
    ]);
    let site = object(&[
        ("id", schema("Identifier")),
        ("name", json!({"type": "string", "minLength": 1, "maxLength": limits::LABEL})),
        ("origins", list(json!({"type": "string", "examples": ["https://forum.example"]}), 1, limits::ORIGINS)),
    ]);
    let public = [
        ("title", schema("Label")),
        ("summary?", schema("Passage")),
        ("privacy?", schema("Passage")),
        (
            "retention?",
            object(&[("days", integer(limits::RETENTION_DAYS_LEAST.into(), limits::RETENTION_DAYS_MOST.into()))]),
        ),
        ("languages", list(schema("Language"), 1, Lang::ALL.len())),
        ("questions", list(schema("Question"), 1, limits::QUESTIONS)),
        ("opens_at?", schema("Moment")),
        ("closes_at?", schema("Moment")),
        ("release?", rules),
        ("licence?", names(Licence::ALL.map(Licence::name))),
        ("protection?", names(Protection::ALL.map(Protection::name))),
    ];
    let mut whole = public.to_vec();
    whole.push(("sites?", list(site, 0, limits::SITES)));
    let fault = object(&[("pointer", string()), ("detail", string())]);
    let standing = [
        ("id", schema("Identifier")),
        ("department", schema("Identifier")),
        ("state", schema("State")),
        ("revision", integer(1, limits::REVISIONS.into())),
        ("untranslated", any_list(fault)),
    ];
    let mut read = standing.to_vec();
    read.push(("revisions", any_list(integer(1, limits::REVISIONS.into()))));
    read.push(("definition", schema("Definition")));
    let entry = object(&[
        ("id", schema("Identifier")),
        ("title", string()),
        ("state", schema("State")),
        ("revision", integer(1, limits::REVISIONS.into())),
    ]);
    vec![
        ("Label", text(limits::LABEL)),
        ("Passage", text(limits::PASSAGE)),
        ("Question", kinds),
        ("Test", test),
        ("Condition", condition),
        ("PublicDefinition", object(&public)),
        ("Definition", object(&whole)),
        ("Standing", object(&standing)),
        ("ConsultationOfDepartment", object(&read)),
        ("ConsultationList", object(&[("consultations", any_list(entry)), ("next", schema("Next"))])),
        (
            "Consultation",
            object(&[
                ("id", schema("Identifier")),
                ("department", schema("Identifier")),
                ("revision", integer(1, limits::REVISIONS.into())),
                ("state", schema("State")),
                ("definition", schema("PublicDefinition")),
            ]),
        ),
        (
            "Form",
            object(&[
                ("revision", integer(1, limits::REVISIONS.into())),
                ("lang", schema("Language")),
                ("dir", names(["ltr", "rtl"])),
                ("state", names(["open", "not-open", "closed"])),
                ("tree", json!({"type": "array", "description": "The form as the loader builds it."})),
            ]),
        ),
    ]
}
