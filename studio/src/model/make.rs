//! What is put in when something is added: a question of each kind as it is asked most often, still without its words.

use contract::json::Value;

/// A kind of question, as its author chooses it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct KindOf {
    /// Its name on the wire.
    pub name: &'static str,
    /// What it is called in the studio.
    pub title: &'static str,
    /// What it is for.
    pub purpose: &'static str,
}

/// All kinds.
pub const KINDS: [KindOf; 8] = [
    KindOf { name: "single_choice", title: "One of several", purpose: "People choose one option." },
    KindOf { name: "multiple_choice", title: "Any of several", purpose: "People choose all options that apply." },
    KindOf {
        name: "rating",
        title: "Rating",
        purpose: "People choose a point on a scale, such as how easy something was.",
    },
    KindOf {
        name: "agreement",
        title: "Agreement",
        purpose: "People say how far they agree with statements of yours.",
    },
    KindOf { name: "ranking", title: "Ranking", purpose: "People put options in order, the most important first." },
    KindOf { name: "free_text", title: "Free text", purpose: "People write in their own words." },
    KindOf { name: "region", title: "Region", purpose: "People choose one of the 12 regions and nations of the UK." },
    KindOf {
        name: "vote",
        title: "Statements to vote on",
        purpose: "People agree, disagree or pass on statements, one by one.",
    },
];

/// The kind of that name.
pub fn kind(name: &str) -> Option<KindOf> {
    KINDS.into_iter().find(|kind| kind.name == name)
}

/// The members that hold a question's lists, with what an item is called and how many there are to begin with.
pub(super) const LISTS: [(&str, &str, usize); 3] =
    [("options", "option", 2), ("scale", "point", 0), ("statements", "statement", 1)];

/// What an item of a list is called where it has no words yet.
pub(super) fn plain(list: &str) -> &'static str {
    match list {
        "questions" => "question",
        "sites" => "site",
        _ => LISTS.iter().find(|(name, ..)| *name == list).map_or("item", |(_, plain, _)| plain),
    }
}

/// A question that was just added.
pub(super) fn question(id: &str, kind: &str) -> Value {
    let mut members = vec![("id", id.into()), ("kind", kind.into()), ("text", Value::Object(Vec::new()))];
    members.extend(own_members(kind));
    Value::object(members)
}

/// What a kind has besides what all have.
pub(super) fn own_members(kind: &str) -> Vec<(&'static str, Value)> {
    let blank = || Value::Object(Vec::new());
    let items = |plain: &str, count: usize| {
        let item =
            |number: usize| Value::object([("id", Value::String(format!("{plain}-{number}"))), ("text", blank())]);
        Value::Array((1..=count).map(item).collect())
    };
    match kind {
        "single_choice" | "multiple_choice" | "ranking" => vec![("options", items("option", 2))],
        "rating" => vec![("points", 5.into()), ("low", blank()), ("high", blank())],
        "agreement" => vec![("scale", likert()), ("statements", items("statement", 1))],
        "vote" => vec![("statements", items("statement", 1))],
        _ => Vec::new(),
    }
}

/// The members of a question that only some kinds have.
pub(super) const OWN: [&str; 9] =
    ["options", "scale", "statements", "labels", "points", "low", "high", "max_chosen", "max_ranked"];

/// The five points on which agreement is asked most: identifier, English, Welsh.
const LIKERT: [(&str, &str, &str); 5] = [
    ("strongly-agree", "Strongly agree", "Cytuno’n gryf"),
    ("agree", "Agree", "Cytuno"),
    ("neither", "Neither agree nor disagree", "Ddim yn cytuno nac yn anghytuno"),
    ("disagree", "Disagree", "Anghytuno"),
    ("strongly-disagree", "Strongly disagree", "Anghytuno’n gryf"),
];

/// These, in English and Welsh. Where the Welsh is not wanted it is left out.
fn likert() -> Value {
    let point = |(id, english, welsh): (&str, &str, &str)| {
        let text = Value::object([("en", english.into()), ("cy", welsh.into())]);
        Value::object([("id", id.into()), ("text", text)])
    };
    Value::Array(LIKERT.map(point).to_vec())
}

/// The Welsh of a point that was put in by itself; nothing where somebody has written another one.
pub(super) fn welsh_point(english: &str) -> Option<&'static str> {
    LIKERT.into_iter().find(|(_, own, _)| *own == english).map(|(.., welsh)| welsh)
}

/// An item that was just added to a list.
pub(super) fn item(list: &str, id: &str) -> Value {
    match list {
        "sites" => Value::object([("id", id.into()), ("name", "".into()), ("origins", Value::Array(vec!["".into()]))]),
        "origins" => "".into(),
        "labels" => Value::Object(Vec::new()),
        _ => Value::object([("id", id.into()), ("text", Value::Object(Vec::new()))]),
    }
}

/// A consultation that nobody has written yet.
pub fn blank() -> Value {
    Value::object([
        ("title", Value::Object(Vec::new())),
        ("languages", Value::Array(vec!["en".into()])),
        ("questions", Value::Array(Vec::new())),
    ])
}
