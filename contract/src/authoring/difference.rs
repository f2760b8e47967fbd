//! How two definitions differ, in words.

use super::change::{Change, What};
use super::compare::{Found, id, items, matched};
use super::names::{condition, language, name, points, words};
use crate::definition::Definition;
use crate::json::Value;
use crate::limits;

/// What changed from `old` to `new`, the whole first, then the questions in their order. Neither needs to be sound: what is
/// being written is compared as far as it is there. What says the same in other words (a default written out) is no change.
pub fn difference(old: &Value, new: &Value) -> Vec<Change> {
    let (old, new) = (canonical(old), canonical(new));
    let mut found = Found::default();
    whole(&mut found, &old, &new);
    sites(&mut found, items(&old, "sites"), items(&new, "sites"));
    questions(&mut found, items(&old, "questions"), items(&new, "questions"));
    found.0
}

fn canonical(document: &Value) -> Value {
    Definition::parse(document).map_or_else(|_| document.clone(), |definition| definition.to_value())
}

fn text_of(value: Option<&Value>) -> Option<String> {
    value.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

fn whole(found: &mut Found, old: &Value, new: &Value) {
    for (member, what, called) in [
        ("title", What::TitleReworded, "The title"),
        ("summary", What::MessageReworded, "The department’s message"),
        ("privacy", What::PrivacyReworded, "The privacy notice"),
    ] {
        found.text(what, &format!("/{member}"), called, old.get(member), new.get(member));
    }
    languages(found, old, new);
    for (member, what, called) in [
        ("opens_at", What::OpeningChanged, "The opening time"),
        ("closes_at", What::ClosingChanged, "The closing time"),
        ("licence", What::LicenceChanged, "The licence of releases"),
    ] {
        let (before, after) = (text_of(old.get(member)), text_of(new.get(member)));
        if before != after {
            found.changed(what, format!("/{member}"), format!("{called} {}.", verb(&before, &after)), (before, after));
        }
    }
    let protection = |document: &Value| text_of(document.get("protection")).unwrap_or_else(|| "adaptive".to_owned());
    let (before, after) = (protection(old), protection(new));
    if before != after {
        let words = "When an answer needs a proof of work changes.";
        found.changed(What::ProtectionChanged, "/protection", words, (Some(before), Some(after)));
    }
    let days = |document: &Value| {
        let days = document.get("retention").and_then(|retention| retention.get("days")).and_then(Value::as_integer);
        days.unwrap_or(limits::RETENTION_DAYS.into())
    };
    let (before, after) = (days(old), days(new));
    if before != after {
        let what = if after < before { What::RetentionShortened } else { What::RetentionLengthened };
        let words = "What answers say is deleted after another number of days.";
        found.changed(what, "/retention/days", words, (Some(format!("{before} days")), Some(format!("{after} days"))));
    }
    release(found, old.get("release"), new.get("release"));
}

fn verb(before: &Option<String>, after: &Option<String>) -> &'static str {
    match (before, after) {
        (None, _) => "is set",
        (_, None) => "is taken out",
        _ => "changes",
    }
}

fn languages(found: &mut Found, old: &Value, new: &Value) {
    let codes = |document: &Value| -> Vec<String> {
        items(document, "languages").iter().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let (before, after) = (codes(old), codes(new));
    for (index, code) in after.iter().enumerate().filter(|(_, code)| !before.contains(code)) {
        found.add(
            What::LanguageAdded,
            format!("/languages/{index}"),
            format!("It is asked in {} too.", language(code)),
        );
    }
    for (index, code) in before.iter().enumerate().filter(|(_, code)| !after.contains(code)) {
        let words = format!("It is no longer asked in {}.", language(code));
        found.add(What::LanguageRemoved, format!("/languages/{index}"), words);
    }
    if let (Some(was), Some(now)) = (before.first(), after.first())
        && was != now
    {
        let words = "Another language is the first, which is shown where a reader’s own is not there.";
        let (was, now) = (language(was), language(now));
        found.changed(What::FirstLanguageChanged, "/languages/0", words, (Some(was), Some(now)));
    }
}

fn release(found: &mut Found, old: Option<&Value>, new: Option<&Value>) {
    let number = |rules: Option<&Value>, name: &str, usual: u32| {
        rules.and_then(|rules| rules.get(name)).and_then(Value::as_integer).unwrap_or(usual.into())
    };
    for (member, usual, called) in [
        ("changes", limits::RELEASE_CHANGES, "How many answers are new in a release, at least,"),
        ("every_hours", 24, "The hours between two releases, at least,"),
        ("threshold", limits::RELEASE_THRESHOLD, "Below which count a release tells nothing"),
        ("base", limits::RELEASE_BASES[0], "To which multiple a release rounds its counts"),
        ("possible", limits::RELEASE_POSSIBLE, "How many values a count that is left out can still have"),
    ] {
        let (before, after) = (number(old, member, usual), number(new, member, usual));
        if before != after {
            let values = (Some(before.to_string()), Some(after.to_string()));
            let words = format!("{called} changes.");
            found.changed(What::ReleaseChanged, format!("/release/{member}"), words, values);
        }
    }
    let noise = |rules: Option<&Value>| rules?.get("privacy")?.get("epsilon_tenths")?.as_integer();
    let (before, after) = (noise(old), noise(new));
    if before != after {
        let called = |tenths: Option<i64>| {
            Some(tenths.map_or_else(|| "no noise".to_owned(), |tenths| format!("noise, {tenths} tenths of epsilon")))
        };
        let words = "Whether releases have noise, or how much, changes.";
        found.changed(What::ReleasePrivacyChanged, "/release/privacy", words, (called(before), called(after)));
    }
}

fn sites(found: &mut Found, old: &[Value], new: &[Value]) {
    let pairs = matched(old, new);
    for now in &pairs.added {
        found.add(What::SiteAdded, format!("/sites/{now}"), format!("The site {} is added.", name(&new[*now])));
    }
    for was in &pairs.removed {
        found.add(What::SiteRemoved, format!("/sites/{was}"), format!("The site {} is taken out.", name(&old[*was])));
    }
    for (was, now) in &pairs.kept {
        let (before, after) = (&old[*was], &new[*now]);
        let called = name(after);
        if before.get("name") != after.get("name") {
            let values = (text_of(before.get("name")), text_of(after.get("name")));
            let words = format!("The site {called} has another name.");
            found.changed(What::SiteRenamed, format!("/sites/{now}/name"), words, values);
        }
        let origins = |site: &Value| -> Vec<String> {
            items(site, "origins").iter().filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let (own, other) = (origins(after), origins(before));
        for (index, origin) in own.iter().enumerate().filter(|(_, origin)| !other.contains(origin)) {
            let words = format!("The site {called} has the origin {origin} too.");
            found.add(What::OriginAdded, format!("/sites/{now}/origins/{index}"), words);
        }
        for (index, origin) in other.iter().enumerate().filter(|(_, origin)| !own.contains(origin)) {
            let words = format!("The site {called} no longer has the origin {origin}.");
            found.add(What::OriginRemoved, format!("/sites/{was}/origins/{index}"), words);
        }
    }
}

fn questions(found: &mut Found, old: &[Value], new: &[Value]) {
    let pairs = matched(old, new);
    let moved = pairs.moved();
    for (now, question) in new.iter().enumerate() {
        let pointer = format!("/questions/{now}");
        match pairs.kept.iter().position(|(_, place)| *place == now) {
            None => {
                let words = format!("The question {} is added in place {}.", name(question), now + 1);
                found.changed(What::QuestionAdded, pointer, words, (None, text(question)));
            }
            Some(index) => {
                let was = pairs.kept[index].0;
                if moved.contains(&index) {
                    let words = format!("The question {} moves.", name(question));
                    let place = |place: usize| Some(format!("place {}", place + 1));
                    found.changed(What::QuestionMoved, pointer.as_str(), words, (place(was), place(now)));
                }
                one(found, &pointer, (&old[was], old), (question, new));
            }
        }
    }
    for was in pairs.removed {
        let words = format!("The question {} is taken out.", name(&old[was]));
        found.changed(What::QuestionRemoved, format!("/questions/{was}"), words, (text(&old[was]), None));
    }
}

fn text(question: &Value) -> Option<String> {
    words(question.get("text")).map(str::to_owned)
}

/// One question that is in both, each with those beside it.
fn one(found: &mut Found, pointer: &str, (old, before): (&Value, &[Value]), (new, after): (&Value, &[Value])) {
    let called = name(new);
    let at = |member: &str| format!("{pointer}/{member}");
    let (kind, was) = (text_of(new.get("kind")), text_of(old.get("kind")));
    let text = |found: &mut Found, what, member: &str, named: &str| {
        found.text(what, &at(member), named, old.get(member), new.get(member));
    };
    text(found, What::QuestionReworded, "text", &format!("The question {called}"));
    text(found, What::HintChanged, "hint", &format!("The hint of {called}"));
    text(found, What::PartChanged, "part", &format!("The part that begins with {called}"));
    let required = |question: &Value| question.get("required") == Some(&Value::Bool(true));
    match (required(old), required(new)) {
        (false, true) => found.add(What::NowRequired, at("required"), format!("{called} has to be answered.")),
        (true, false) => found.add(What::NowOptional, at("required"), format!("{called} may be left out.")),
        _ => {}
    }
    let shown = |question: &Value, all: &[Value]| {
        let told = |value: &Value| format!("where {}", condition(value, all));
        Some(question.get("show_if").map_or_else(|| "always".to_owned(), told))
    };
    let (was_shown, is_shown) = (shown(old, before), shown(new, after));
    if was_shown != is_shown {
        let words = format!("When {called} is asked changes.");
        found.changed(What::ConditionChanged, at("show_if"), words, (was_shown, is_shown));
    }
    if kind != was {
        found.changed(What::KindChanged, at("kind"), format!("{called} is another kind of question."), (was, kind));
        return;
    }
    choices(found, pointer, &called, old, new);
    statements(found, pointer, &called, old, new);
    rating(found, pointer, &called, old, new);
    for (member, usual, limits) in [
        ("max_length", Some(limits::FREE_TEXT_DEFAULT as i64), "may be"),
        ("max_chosen", None, "may have"),
        ("max_ranked", None, "may place"),
    ] {
        let most = |question: &Value| {
            let unlimited = || items(question, "options").len() as i64;
            question.get(member).and_then(Value::as_integer).unwrap_or_else(|| usual.unwrap_or_else(unlimited))
        };
        // Of kinds that have no such member nothing is said.
        if old.get(member).is_none() && new.get(member).is_none() {
            continue;
        }
        let (before, after) = (most(old), most(new));
        if before != after {
            let what = if after < before { What::LimitLowered } else { What::LimitRaised };
            let unit = if member == "max_length" { " characters" } else { "" };
            let values = (Some(format!("{before}{unit}")), Some(format!("{after}{unit}")));
            found.changed(what, at(member), format!("An answer to {called} {limits} more or less."), values);
        }
    }
}

/// Options, or the points of an agreement's scale.
fn choices(found: &mut Found, pointer: &str, called: &str, old: &Value, new: &Value) {
    for (member, noun) in [("options", "option"), ("scale", "point")] {
        let (before, after) = (items(old, member), items(new, member));
        let pairs = matched(before, after);
        for now in &pairs.added {
            let words = format!("The {noun} {} of {called} is added.", name(&after[*now]));
            found.add(What::OptionAdded, format!("{pointer}/{member}/{now}"), words);
        }
        for was in &pairs.removed {
            let words = format!("The {noun} {} of {called} is taken out.", name(&before[*was]));
            found.add(What::OptionRemoved, format!("{pointer}/{member}/{was}"), words);
        }
        for (was, now) in &pairs.kept {
            let named = format!("The {noun} {} of {called}", name(&after[*now]));
            let place = format!("{pointer}/{member}/{now}/text");
            found.text(What::OptionReworded, &place, &named, before[*was].get("text"), after[*now].get("text"));
        }
        if !pairs.moved().is_empty() {
            let words = format!("The {noun}s of {called} stand in another order.");
            found.changed(What::OptionsMoved, format!("{pointer}/{member}"), words, (order(before), order(after)));
        }
    }
}

fn statements(found: &mut Found, pointer: &str, called: &str, old: &Value, new: &Value) {
    let (before, after) = (items(old, "statements"), items(new, "statements"));
    let pairs = matched(before, after);
    for now in &pairs.added {
        let words = format!("The statement {} of {called} is added.", name(&after[*now]));
        found.add(What::StatementAdded, format!("{pointer}/statements/{now}"), words);
    }
    for was in &pairs.removed {
        let words = format!("The statement {} of {called} is taken out.", name(&before[*was]));
        found.add(What::StatementRemoved, format!("{pointer}/statements/{was}"), words);
    }
    for (was, now) in &pairs.kept {
        let named = format!("The statement {} of {called}", name(&after[*now]));
        let place = format!("{pointer}/statements/{now}/text");
        found.text(What::StatementReworded, &place, &named, before[*was].get("text"), after[*now].get("text"));
    }
    if !pairs.moved().is_empty() {
        let words = format!("The statements of {called} stand in another order.");
        let values = (order(before), order(after));
        found.changed(What::StatementsMoved, format!("{pointer}/statements"), words, values);
    }
}

fn order(items: &[Value]) -> Option<String> {
    Some(items.iter().filter_map(id).collect::<Vec<_>>().join(", "))
}

fn rating(found: &mut Found, pointer: &str, called: &str, old: &Value, new: &Value) {
    let (before, after) = (points(old), points(new));
    if before != after {
        let values = (before.map(|points| points.to_string()), after.map(|points| points.to_string()));
        let words = format!("The scale of {called} has another number of points.");
        let member = if new.get("labels").is_some() { "labels" } else { "points" };
        found.changed(What::PointsChanged, format!("{pointer}/{member}"), words, values);
        return;
    }
    let Some(points) = after.and_then(|points| usize::try_from(points).ok()) else { return };
    for index in 0..points.min(limits::RATING_POINTS.into()) {
        let ((_, was), (member, now)) = (label(old, index, points), label(new, index, points));
        let named = format!("The label of point {} of {called}", index + 1);
        found.text(What::LabelReworded, &format!("{pointer}/{member}"), &named, was, now);
    }
    let measure = |question: &Value| text_of(question.get("measure"));
    if measure(old) != measure(new) {
        let words = format!("What {called} measures changes.");
        found.changed(What::MeasureChanged, format!("{pointer}/measure"), words, (measure(old), measure(new)));
    }
}

/// The label of a point, and its member: an end's may stand in either form.
fn label(question: &Value, index: usize, points: usize) -> (String, Option<&Value>) {
    match question.get("labels") {
        Some(Value::Array(labels)) => (format!("labels/{index}"), labels.get(index)),
        _ if index == 0 => ("low".to_owned(), question.get("low")),
        _ if index + 1 == points => ("high".to_owned(), question.get("high")),
        _ => ("points".to_owned(), None),
    }
}
