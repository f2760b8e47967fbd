//! The shapes of what travels, by name.

use super::operations::{CSV, HTML, JSON, LINKED};
use super::{drafts, outcomes, replies};
use crate::access::Role;
use contract::audit::Action;
use contract::question::{Measure, Stance};
use contract::{Lang, Licence, Personal, Problem, Protection, Region, State, limits};
use serde_json::{Map, Value, json};

/// A reference to a shape.
pub(super) fn schema(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// An object with these members and no others; a name with `?` at its end may be left out.
pub(super) fn object(members: &[(&str, Value)]) -> Value {
    let required: Vec<&str> = members.iter().map(|(name, _)| *name).filter(|name| !name.ends_with('?')).collect();
    let properties: Map<String, Value> =
        members.iter().map(|(name, value)| (name.trim_end_matches('?').to_owned(), value.clone())).collect();
    json!({"type": "object", "additionalProperties": false, "required": required, "properties": properties})
}

fn list(items: Value, least: usize, most: usize) -> Value {
    json!({"type": "array", "items": items, "minItems": least, "maxItems": most})
}

pub(super) fn any_list(items: Value) -> Value {
    json!({"type": "array", "items": items})
}

pub(super) fn integer(least: i64, most: i64) -> Value {
    json!({"type": "integer", "minimum": least, "maximum": most})
}

fn count() -> Value {
    json!({"type": "integer", "minimum": 0})
}

pub(super) fn nullable(kind: &str) -> Value {
    json!({"type": [kind, "null"]})
}

pub(super) fn names<'a>(all: impl IntoIterator<Item = &'a str>) -> Value {
    json!({"type": "string", "enum": all.into_iter().collect::<Vec<_>>()})
}

pub(super) fn string() -> Value {
    json!({"type": "string"})
}

/// All shapes.
pub(super) fn all() -> Value {
    let mut schemas = Map::new();
    let mut add = |name: &str, schema: Value| {
        assert!(schemas.insert(name.to_owned(), schema).is_none(), "{name} stands twice");
    };
    for (name, shape) in basic()
        .into_iter()
        .chain(documents())
        .chain(answers())
        .chain(written())
        .chain(figures())
        .chain(tokens())
        .chain(outcomes::shapes())
        .chain(replies::shapes())
        .chain(drafts::shapes())
    {
        add(name, shape);
    }
    Value::Object(schemas)
}

fn basic() -> Vec<(&'static str, Value)> {
    let slugs = Problem::ALL.iter().map(|problem| problem.type_uri());
    let error = object(&[("pointer", string()), ("detail", string()), ("type?", schema("ProblemType"))]);
    let problem = object(&[
        ("type", schema("ProblemType")),
        ("title", string()),
        ("status", integer(400, 599)),
        ("detail?", string()),
        ("errors?", any_list(error)),
        ("tree?", json!({"description": "What the loader shows in the place of the form.", "type": "array"})),
        ("receipt?", schema("Receipt")),
        ("saved?", json!({"oneOf": [schema("DraftSaved"), {"type": "null"}]})),
        (
            "request_id",
            json!({"type": "string", "description": "The request's name in the log; also in `x-request-id`."}),
        ),
    ]);
    vec![
        ("Identifier", json!({"type": "string", "pattern": format!("^[a-z0-9][a-z0-9-]{{0,{}}}$", limits::ID - 1)})),
        (
            "Receipt",
            json!({
                "type": "string",
                "pattern": format!("^[a-z0-9][a-z0-9-]{{0,{}}}\\.(0|[1-9][0-9]{{0,4}})\\.[A-Za-z0-9_-]{{21}}[AQgw]$", limits::ID - 1),
                "examples": ["mapping-data.0.ABCDEFGHIJKLMNOPQRSTUQ"],
            }),
        ),
        ("Moment", json!({"type": "string", "format": "date-time", "examples": ["2026-01-31T09:30:00Z"]})),
        ("Language", names(Lang::ALL.iter().map(|lang| lang.code()))),
        ("State", names(State::ALL.iter().map(|state| state.name()))),
        ("PersonalInformation", names(Personal::ALL.iter().map(|kind| kind.name()))),
        ("ProblemType", names(slugs)),
        ("Problem", problem),
        ("Next", json!({"type": ["string", "null"], "description": "The cursor of the next page; `null` at the end."})),
    ]
}

/// A text in some languages. `most`: characters of each.
fn text(most: usize) -> Value {
    let one = json!({"type": "string", "minLength": 1, "maxLength": most});
    let properties: Map<String, Value> = Lang::ALL.iter().map(|lang| (lang.code().to_owned(), one.clone())).collect();
    json!({"type": "object", "additionalProperties": false, "minProperties": 1, "properties": properties})
}

fn documents() -> Vec<(&'static str, Value)> {
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

fn answers() -> Vec<(&'static str, Value)> {
    let judged = |points: Value| json!({"type": "object", "additionalProperties": points});
    let stances = names(Stance::ALL.iter().map(|stance| stance.name()));
    let answer = json!({
        "description": "By kind: `single_choice` and `region` an identifier or code, `multiple_choice` and `ranking` a list, \
                        `rating` a whole number, `free_text` words, `agreement` and `vote` an object by statement.",
        "anyOf": [
            string(),
            integer(1, limits::RATING_POINTS.into()),
            any_list(schema("Identifier")),
            judged(schema("Identifier")),
            judged(stances),
        ],
    });
    let where_given = [
        ("revision", integer(1, limits::REVISIONS.into())),
        ("site", schema("Identifier")),
        ("lang", schema("Language")),
        ("page", nullable("string")),
        ("recorded_at", schema("Moment")),
        ("changed_at", json!({"oneOf": [schema("Moment"), {"type": "null"}]})),
        ("answers", schema("Answers")),
    ];
    let kept_until = ("kept_until", json!({"oneOf": [schema("Moment"), {"type": "null"}]}));
    let mut held = vec![("receipt", schema("Receipt")), ("consultation", schema("Identifier"))];
    held.extend(where_given.iter().cloned());
    held.push(kept_until);
    let recorded = [
        ("receipt", schema("Receipt")),
        ("recorded_at", schema("Moment")),
        ("removed?", any_list(schema("PersonalInformation"))),
        ("tree?", json!({"type": "array", "description": "What the loader shows now, where a form was sent."})),
    ];
    let mut changed = recorded[..3].to_vec();
    changed.push(("changed_at", json!({"oneOf": [schema("Moment"), {"type": "null"}]})));
    vec![
        ("Answer", answer),
        ("Answers", json!({"type": "object", "additionalProperties": schema("Answer")})),
        ("Region", names(Region::all().map(|region| region.code()))),
        (
            "NewResponse",
            object(&[
                ("revision", json!({"type": "integer"})),
                ("site", schema("Identifier")),
                ("lang", schema("Language")),
                (
                    "page?",
                    json!({
                        "type": ["string", "null"],
                        "description": "Where it was answered. Kept without query and fragment, where it is a page of its site.",
                    }),
                ),
                ("answers", schema("Answers")),
                (
                    "altcha?",
                    json!({"type": ["string", "null"], "description": "A solved challenge, in base64 (ALTCHA v2)."}),
                ),
                ("turnstile?", json!({"type": ["string", "null"], "description": "A response of Turnstile."})),
            ]),
        ),
        (
            "Recorded",
            json!({"anyOf": [
                object(&recorded),
                {"type": "object", "additionalProperties": false, "required": ["tree"],
                 "description": "The next part of a form in parts: nothing is recorded yet.",
                 "properties": {"tree": {"type": "array"}}},
            ]}),
        ),
        ("Changed", object(&changed)),
        ("Held", object(&held)),
        ("ResponseList", object(&[("responses", any_list(object(&where_given))), ("next", schema("Next"))])),
    ]
}

fn written() -> Vec<(&'static str, Value)> {
    let moment = || json!({"oneOf": [schema("Moment"), {"type": "null"}]});
    let tag = object(&[("tag", string()), ("note", string()), ("by", string()), ("at", schema("Moment"))]);
    let text = object(&[
        ("response", string()),
        ("text", string()),
        ("site", schema("Identifier")),
        ("lang", schema("Language")),
        ("recorded_at", schema("Moment")),
        ("changed_at", moment()),
        ("campaign", nullable("integer")),
        ("tags", any_list(schema("Tag"))),
    ]);
    let head = [
        ("question", schema("Identifier")),
        ("as_of", schema("Moment")),
        ("all", count()),
        ("distinct", count()),
        ("outside", count()),
        ("incomplete", json!({"type": "boolean", "description": "Whether there are more texts than are looked at."})),
    ];
    let theme = object(&[("phrase", string()), ("texts", count()), ("distinct", count())]);
    let mut texts = head.to_vec();
    texts.extend([
        ("matched", count()),
        ("texts", any_list(schema("WrittenText"))),
        ("themes", any_list(theme)),
        ("next", schema("Next")),
    ]);
    let expected = || json!({"type": "number", "minimum": 0});
    let campaign = object(&[
        ("texts", count()),
        ("distinct", count()),
        ("sample", json!({"oneOf": [schema("WrittenText"), {"type": "null"}]})),
        ("others", any_list(schema("WrittenText"))),
    ]);
    let group = || object(&[("responses", count()), ("questions", any_list(schema("QuestionFigures")))]);
    let burst =
        [("site", schema("Identifier")), ("from", schema("Moment")), ("responses", count()), ("expected", expected())];
    let mut campaigns = head.to_vec();
    campaigns.extend([
        ("threshold", count()),
        ("campaigns", any_list(campaign)),
        ("figures", object(&[("all", group()), ("distinct", group()), ("outside", group())])),
        ("same_answers", any_list(object(&[("responses", count()), ("expected", expected())]))),
        ("bursts", any_list(object(&burst))),
    ]);
    let new = object(&[("tag", string()), ("note?", string())]);
    vec![
        ("Tag", tag),
        ("WrittenText", text),
        ("Texts", object(&texts)),
        ("Campaigns", object(&campaigns)),
        ("NewTags", object(&[("tags", any_list(new))])),
        ("Tagged", object(&[("response", string()), ("tags", any_list(schema("Tag")))])),
    ]
}

fn tokens() -> Vec<(&'static str, Value)> {
    let roles = || names(Role::ALL.map(Role::name));
    let moment = || json!({"oneOf": [schema("Moment"), {"type": "null"}]});
    let token = vec![
        ("id", string()),
        ("name", string()),
        ("role", roles()),
        ("state", names(["valid", "expired", "revoked"])),
        ("made_at", schema("Moment")),
        ("made_by", string()),
        ("expires_at", moment()),
        ("last_used_on", nullable("string")),
        ("revoked_at", moment()),
        ("revoked_by", nullable("string")),
    ];
    let mut new = token.clone();
    new.push(("token", json!({"type": "string", "description": "The whole token: it is told here and never again."})));
    let by = object(&[("kind", string()), ("id", string()), ("name", string())]);
    let entry = object(&[
        ("department", schema("Identifier")),
        ("number", integer(1, i64::from(u32::MAX))),
        ("at", schema("Moment")),
        ("by", by),
        ("action", names(Action::ALL.iter().map(|action| action.name()))),
        ("subject", string()),
        ("detail", string()),
        ("previous", string()),
        ("hash", string()),
    ]);
    let head = object(&[("count", count()), ("hash", string())]);
    let order = object(&[
        ("name", json!({"type": "string", "minLength": 1, "maxLength": limits::TOKEN_NAME})),
        ("role", roles()),
        ("days?", integer(1, limits::TOKEN_DAYS_MAX.into())),
    ]);
    let shard =
        object(&[("responses", count()), ("deleted", count()), ("commits", count()), ("rows_written", count())]);
    let recounted = object(&[
        ("agrees", json!({"type": "boolean"})),
        ("rows", count()),
        ("expected", count()),
        ("deleted", count()),
        ("tallied", json!({"type": "integer"})),
        ("recounted", json!({"type": "integer"})),
    ]);
    let audit =
        [("department", schema("Identifier")), ("head", head), ("entries", any_list(entry)), ("next", schema("Next"))];
    vec![
        ("TokenOrder", order),
        ("NewToken", object(&new)),
        ("TokenList", object(&[("tokens", any_list(object(&token)))])),
        ("AuditPart", object(&audit)),
        ("Shards", object(&[("shards", any_list(shard))])),
        ("Recounted", object(&[("agrees", json!({"type": "boolean"})), ("shards", any_list(recounted))])),
        ("MoreShards", object(&[("shards", integer(1, limits::SHARDS.into()))])),
    ]
}

fn figures() -> Vec<(&'static str, Value)> {
    let counted = object(&[
        ("id", string()),
        ("count?", count()),
        ("placed?", count()),
        ("places?", any_list(count())),
        ("mean?", nullable("number")),
    ]);
    let statement =
        object(&[("id", schema("Identifier")), ("answered", count()), ("options", any_list(counted.clone()))]);
    let question = object(&[
        ("id", schema("Identifier")),
        ("kind", string()),
        (
            "asked?",
            json!({"type": ["integer", "null"], "description": "Where not everybody was: how many were asked."}),
        ),
        ("answered", count()),
        ("options?", any_list(counted)),
        ("points?", any_list(count())),
        ("mean?", nullable("number")),
        ("statements?", any_list(statement)),
        ("score?", score()),
    ]);
    let row = object(&[
        ("id", nullable("string")),
        ("responses", count()),
        ("answered", count()),
        ("options", any_list(object(&[("id", string()), ("count", count())]))),
    ]);
    let cross = object(&[("rows", string()), ("columns", string()), ("groups", any_list(row))]);
    let questions = || ("questions", any_list(schema("QuestionFigures")));
    let group = || any_list(object(&[("id", string()), ("responses", count()), questions()]));
    let cell = object(&[("id", string()), ("count", nullable("integer")), ("percent", nullable("integer"))]);
    let table = object(&[
        ("question", schema("Identifier")),
        ("kind", string()),
        ("statement?", schema("Identifier")),
        ("asked?", nullable("integer")),
        ("answered", nullable("integer")),
        ("cells", any_list(cell)),
    ]);
    let listed = object(&[("number", integer(1, i64::from(u32::MAX))), ("at", schema("Moment")), ("sha256", string())]);
    let made_by = object(&[
        ("changes", count()),
        ("every_hours", count()),
        ("threshold", count()),
        ("base", count()),
        ("possible", count()),
        ("epsilon_tenths", nullable("integer")),
    ]);
    let number = || json!({"type": "number", "minimum": 0});
    let noise = object(&[
        ("mechanism", names(["discrete-laplace"])),
        ("epsilon", number()),
        ("sensitivity", count()),
        ("releases", count()),
        ("spent_by_one_answer", number()),
        ("spent_at_most", number()),
    ]);
    vec![
        ("QuestionFigures", question),
        (
            "Margins",
            object(&[
                ("source", text_of(limits::LABEL)),
                ("trim?", json!({"type": "boolean"})),
                ("margins", list(margin(), 1, limits::MARGINS)),
            ]),
        ),
        (
            "MarginsDeclared",
            object(&[("source?", string()), ("trim?", json!({"type": "boolean"})), ("margins", any_list(margin()))]),
        ),
        ("WeightedAnswers", weighted()),
        ("Counting", object(&[("counted", count()), ("of", count())])),
        (
            "Summary",
            object(&[
                ("id", schema("Identifier")),
                ("state", schema("State")),
                ("revision", integer(1, limits::REVISIONS.into())),
                ("as_of", schema("Moment")),
                ("responses", count()),
                // Of a closer look there is none: what was deleted has no site, language or day any more.
                ("deleted?", count()),
                questions(),
                ("by?", object(&[("site?", group()), ("lang?", group()), ("day?", group())])),
                ("cross?", cross),
            ]),
        ),
        (
            "Release",
            object(&[
                ("format", integer(1, 2)),
                ("consultation?", nullable("string")),
                ("number", integer(1, i64::from(u32::MAX))),
                ("at", schema("Moment")),
                ("revision", integer(1, limits::REVISIONS.into())),
                ("licence?", nullable("string")),
                ("rules?", made_by),
                ("privacy?", json!({"oneOf": [noise, {"type": "null"}]})),
                ("responses", nullable("integer")),
                ("tables", any_list(table)),
            ]),
        ),
        ("ReleaseName", listed.clone()),
        ("ReleaseList", object(&[("releases", any_list(listed)), ("next", schema("Next"))])),
        (
            "Health",
            object(&[
                ("status", names(["ok"])),
                ("version", string()),
                ("build", string()),
                ("objects?", any_list(names(["department", "consultation", "ledger"]))),
            ]),
        ),
    ]
}

/// What a rating measures, where that is declared.
fn score() -> Value {
    let number = || json!({"type": "number"});
    let measure = |measure: Measure| ("measure", json!({"type": "string", "const": measure.name()}));
    let interval = [("share", number()), ("low", number()), ("high", number())];
    let satisfaction =
        [vec![measure(Measure::Satisfaction), ("people", count()), ("satisfied", count())], interval.to_vec()].concat();
    let nps = [
        measure(Measure::Nps),
        ("people", count()),
        ("promoters", count()),
        ("detractors", count()),
        ("score", number()),
        ("error", number()),
    ];
    json!({"oneOf": [object(&satisfaction), object(&nps)]})
}

fn text_of(most: usize) -> Value {
    json!({"type": "string", "minLength": 1, "maxLength": most})
}

/// The shares of one question's answers.
fn margin() -> Value {
    let above_nothing = json!({"type": "number", "exclusiveMinimum": 0});
    let shares = json!({"type": "object", "minProperties": 2, "additionalProperties": above_nothing});
    object(&[("question", schema("Identifier")), ("shares", shares)])
}

fn weighted() -> Value {
    let number = || json!({"type": "number"});
    let precision = || vec![("effective", number()), ("design_effect", number())];
    let with = |more: &[(&'static str, Value)]| object(&[precision(), more.to_vec()].concat());
    let weights = with(&[("smallest", number()), ("largest", number()), ("trimmed", count()), ("off_by", number())]);
    let share = object(&[("share", number()), ("low", number()), ("high", number())]);
    let share = json!({"anyOf": [share, {"type": "null"}]});
    let without = object(&[("share", number()), ("without", string())]);
    let sites = object(&[
        ("lowest", without.clone()),
        ("highest", without),
        ("q", number()),
        ("degrees_of_freedom", count()),
        ("i_squared", number()),
    ]);
    let refused = object(&[
        ("reason", names(["few-people", "no-fit", "few-effective", "too-many-combinations"])),
        ("question?", string()),
        ("answer?", string()),
        ("people?", count()),
        ("effective?", number()),
    ]);
    let answer =
        object(&[("id", string()), ("count", count()), ("raw", share.clone()), ("weighted", share), ("sites?", sites)]);
    object(&[
        ("question", string()),
        ("as_of", schema("Moment")),
        ("intervals", string()),
        ("source?", string()),
        ("people?", count()),
        ("placed?", count()),
        ("answered?", count()),
        ("weights?", weights),
        ("of_question?", with(&[("answered", count())])),
        ("refused?", refused),
        ("answers", any_list(answer)),
    ])
}

/// What a reply's body is.
pub(super) fn content(media: &str, name: Option<&str>) -> Value {
    let shape = match (media, name) {
        (_, Some(name)) => schema(name),
        (JSON | LINKED, None) => json!({"type": "object"}),
        (CSV | HTML, None) | (_, None) => string(),
    };
    json!({media: {"schema": shape}})
}
