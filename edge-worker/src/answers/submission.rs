//! From a body to a submission: reading, the caller's right to send for its site, and the parser that browser and edge
//! share.

use crate::cors::{Caller, origins_of};
use crate::http::{Fields, Sent};
use crate::protect::framed;
use crate::reply::{Refused, Wrong};
use contract::json::Value;
use contract::{
    AnswerFault, AnswerIssue, Consultation, Definition, IdempotencyKey, Lang, Personal, Problem, Rejection, SiteId,
    Submission,
};

/// Why a body is not taken.
pub(super) enum Fault {
    /// Not because of the answers.
    Refused(Refused),
    /// The answers to that revision are at fault.
    Answers(u32, Vec<AnswerIssue>),
}

impl From<Refused> for Fault {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem.into())
    }
}

/// The key of the header, or, in a form that needs no preflight, of its field.
pub(super) fn key(header: Option<&str>, sent: &Sent) -> Result<IdempotencyKey, Problem> {
    match (header, sent) {
        (Some(header), _) => IdempotencyKey::parse_header(header).ok_or(Problem::IdempotencyKeyMalformed),
        (None, Sent::Form(fields)) => match field(fields, "key").trim() {
            "" => Err(Problem::IdempotencyKeyMissing),
            uuid => IdempotencyKey::parse_uuid(uuid).ok_or(Problem::IdempotencyKeyMalformed),
        },
        (None, Sent::Json(_)) => Err(Problem::IdempotencyKeyMissing),
    }
}

/// A body as a response's JSON. A form's fields are read by the revision that it names.
pub(super) fn body(sent: &Sent, record: &Consultation) -> Value {
    match sent {
        Sent::Json(body) => body.clone(),
        Sent::Form(fields) => {
            let number = field(fields, "revision").parse::<u32>();
            let revision = number.as_ref().ok().and_then(|number| record.revision(*number));
            let definition = &revision.unwrap_or(record.current()).definition;
            let named = field(fields, "site");
            let site = framed::site_of(named);
            let mut members = vec![
                ("revision", number.map_or(Value::Null, Value::from)),
                ("site", site.into()),
                ("lang", field(fields, "lang").into()),
                ("answers", definition.questionnaire().answers_from_fields(fields)),
            ];
            // In a frame it would be the frame's own address, which says nothing.
            let page = if site == named { field(fields, "page") } else { "" };
            if !page.is_empty() {
                members.push(("page", page.into()));
            }
            Value::object(members)
        }
    }
}

/// Parses a body that its caller may send for the site that it names.
pub(super) fn parse(
    body: &Value,
    record: &Consultation,
    caller: impl Fn(&[contract::Origin]) -> Caller,
) -> Result<(Submission, Caller), Fault> {
    let definition = &record.current().definition;
    let site = body.get("site").and_then(Value::as_str).and_then(SiteId::parse);
    let known = site.filter(|site| site.as_str() == Definition::HOSTED_SITE || definition.site(site).is_some());
    let caller = known.map(|site| caller(origins_of(definition, &site)));
    match caller {
        // A call without an origin is not a page's of that site either.
        Some(Caller::Stranger | Caller::Nobody) => return Err(Problem::OriginNotRegistered.into()),
        // Nothing of a draft is told: not even whether these would be answers to it.
        Some(_) if record.state() == contract::State::Draft => return Err(Problem::ConsultationNotOpen.into()),
        _ => {}
    }
    let submission = match Submission::parse(body, record) {
        Ok(submission) => submission,
        Err(Rejection::Answers(issues)) if caller.is_some() => {
            let number = body.get("revision").and_then(Value::as_integer).unwrap_or_default();
            return Err(Fault::Answers(u32::try_from(number).unwrap_or_default(), issues));
        }
        Err(rejection) => return Err(envelope(&rejection).into()),
    };
    // A site that only an earlier revision had.
    let caller = caller.ok_or(Problem::OriginNotRegistered)?;
    Ok((submission, caller))
}

fn envelope(rejection: &Rejection) -> Refused {
    let problem = rejection.problem();
    let errors = match rejection {
        Rejection::Envelope(_, pointer) if !pointer.is_empty() => {
            vec![Wrong { problem: Some(problem), pointer: (*pointer).to_owned(), detail: problem.title().to_owned() }]
        }
        _ => Vec::new(),
    };
    Refused { errors, ..problem.into() }
}

/// The problem of answers that are at fault, each fault with the sentence that the person reads.
pub(super) fn answers_at_fault(definition: &Definition, lang: Lang, issues: &[AnswerIssue]) -> Refused {
    let words = lang.form_strings();
    let wrong = |issue: &AnswerIssue| Wrong {
        problem: Some(issue.fault.problem()),
        pointer: issue.pointer.clone(),
        detail: match issue.fault {
            // No person's doing, and no question to name: said to the program's author.
            AnswerFault::UnknownQuestion => Problem::UnknownQuestion.title().to_owned(),
            _ => issue.message(definition.questionnaire(), lang, words),
        },
    };
    let problem = issues.first().map_or(Problem::NothingAnswered, |issue| issue.fault.problem());
    Refused { errors: issues.iter().map(wrong).collect(), ..problem.into() }
}

/// The member of a reply that tells which kinds of personal information were taken out; none where nothing was.
pub(super) fn removed_member(removed: &[Personal]) -> Option<(&'static str, Value)> {
    let names = removed.iter().map(|kind| kind.name().into()).collect();
    (!removed.is_empty()).then_some(("removed", Value::Array(names)))
}

/// A form's field; blank where it is not there.
pub(crate) fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::{ConsultationId, DepartmentId, Origin};

    fn consultation() -> Consultation {
        let text = r#"{
            "title": {"en": "T"}, "languages": ["en"],
            "sites": [{"id": "forum", "name": "Forum", "origins": ["https://forum.example"]}],
            "questions": [
                {"id": "one", "kind": "single_choice", "text": {"en": "1"}, "required": true,
                 "options": [{"id": "a", "text": {"en": "a"}}, {"id": "b", "text": {"en": "b"}}]},
                {"id": "rate", "kind": "rating", "text": {"en": "2"}, "points": 5, "low": {"en": "l"}, "high": {"en": "h"}},
                {"id": "say", "kind": "free_text", "text": {"en": "3"}, "max_length": 5}
            ]}"#;
        let definition = Definition::parse(&serde_json::from_str(text).unwrap()).unwrap();
        let id = ConsultationId::parse("c").unwrap();
        let mut record = Consultation::draft(id, DepartmentId::parse("d").unwrap(), definition);
        record.open().unwrap();
        record
    }

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn check(body: &str, origin: Option<&str>) -> Result<String, Problem> {
        let body: Value = serde_json::from_str(body).unwrap();
        let own = Origin::parse("https://edge.example").unwrap();
        match parse(&body, &consultation(), |registered| crate::cors::caller(origin, &own, registered)) {
            Ok((submission, _)) => Ok(submission.to_value().to_string()),
            Err(Fault::Refused(refused)) => Err(refused.problem),
            Err(Fault::Answers(_, issues)) => Err(issues[0].fault.problem()),
        }
    }

    #[test]
    fn bad_input() {
        let good = r#"{"revision":1,"site":"forum","lang":"en","answers":{"one":"a"}}"#;
        let forum = Some("https://forum.example");
        assert_eq!(check(good, forum).as_deref(), Ok(good));
        for (from, to, problem) in [
            (r#"{"one":"a"}"#, r#"{"one":"a","two":1}"#, Problem::UnknownQuestion),
            (r#"{"one":"a"}"#, r#"{"one":1}"#, Problem::WrongType),
            (r#"{"one":"a"}"#, r#"{"one":"c"}"#, Problem::OptionNotOffered),
            (r#"{"one":"a"}"#, r#"{"rate":1}"#, Problem::RequiredAnswerMissing),
            (r#"{"one":"a"}"#, r#"{"one":"a","rate":6}"#, Problem::RatingOutOfRange),
            (r#"{"one":"a"}"#, r#"{"one":"a","say":"123456"}"#, Problem::TextTooLong),
            (r#"{"one":"a"}"#, "[]", Problem::WrongType),
            (r#""revision":1"#, r#""revision":2"#, Problem::WrongRevision),
            (r#""revision":1"#, r#""revision":"1""#, Problem::MalformedRequest),
            (r#""site":"forum""#, r#""site":"blog""#, Problem::UnknownSite),
            (r#""site":"forum""#, r#""site":7"#, Problem::MalformedRequest),
            (r#""site":"forum""#, r#""site":"hosted""#, Problem::OriginNotRegistered),
            (r#""lang":"en""#, r#""lang":"cy""#, Problem::LanguageNotOffered),
            (r#""lang":"en""#, r#""lang":"en","page":"javascript:1""#, Problem::PageAddressMalformed),
            (r#""lang":"en""#, r#""lang":"en","more":1"#, Problem::MalformedRequest),
        ] {
            assert_eq!(check(&good.replace(from, to), forum), Err(problem), "{to}");
        }
        for origin in [None, Some("null"), Some("https://blog.example"), Some("https://forum.example.evil.example")] {
            assert_eq!(check(good, origin), Err(Problem::OriginNotRegistered), "{origin:?}");
        }
        assert!(check(good, Some("https://edge.example")).is_ok(), "the edge's own page may send for any site");
        assert!(check(&good.replace("forum", "hosted"), Some("https://edge.example")).is_ok());
    }

    #[test]
    fn what_is_kept_of_json_and_of_a_form_is_without_personal_information() {
        let form = |say: &str| {
            let shared =
                [("revision", "1"), ("site", "forum"), ("lang", "en"), ("answers.one", "a"), ("answers.say", say)];
            Sent::Form(fields(&shared))
        };
        let json = |say: &str| {
            let answers = serde_json::json!({"one": "a", "say": say});
            let body = serde_json::json!({"revision": 1, "site": "forum", "lang": "en", "answers": answers});
            Sent::Json(serde_json::from_value(body).unwrap())
        };
        let record = consultation();
        for (sent, kept, removed) in [
            (form("m11aa"), "m1[…]", Some(r#"["postcode"]"#)),
            (json("m11aa"), "m1[…]", Some(r#"["postcode"]"#)),
            (form("m11ac"), "m11ac", None),
        ] {
            let Ok((submission, _)) = parse(&body(&sent, &record), &record, |_| Caller::Own) else {
                panic!("the answers are sound");
            };
            let say = submission.answers().get(&contract::QuestionId::parse("say").unwrap());
            assert_eq!(say, Some(&contract::Answer::FreeText(kept.to_owned())));
            let member = removed_member(submission.removed()).map(|(_, names)| names.to_string());
            assert_eq!(member.as_deref(), removed);
        }
    }

    #[test]
    fn a_form_gives_the_body_that_json_gives() {
        let form = Sent::Form(fields(&[
            ("key", "k"),
            ("revision", "1"),
            ("site", "forum"),
            ("lang", "en"),
            ("page", ""),
            ("answers.one", "b"),
            ("answers.rate", "3"),
            ("answers.say", ""),
        ]));
        assert_eq!(
            body(&form, &consultation()).to_string(),
            r#"{"revision":1,"site":"forum","lang":"en","answers":{"one":"b","rate":3}}"#
        );
    }

    #[test]
    fn keys() {
        let uuid = "8e03978e-40d5-43dd-bc93-6894a57f9324";
        let form = |key: &str| Sent::Form(fields(&[("key", key)]));
        let json = Sent::Json(Value::Null);
        let quoted = format!("\"{uuid}\"");
        for (header, sent, expected) in [
            (Some(quoted.as_str()), &json, Ok(())),
            (Some(uuid), &json, Err(Problem::IdempotencyKeyMalformed)),
            (Some(""), &json, Err(Problem::IdempotencyKeyMalformed)),
            (None, &json, Err(Problem::IdempotencyKeyMissing)),
            (None, &form(uuid), Ok(())),
            (None, &form(" "), Err(Problem::IdempotencyKeyMissing)),
            (None, &form("1"), Err(Problem::IdempotencyKeyMalformed)),
            (Some("x"), &form(uuid), Err(Problem::IdempotencyKeyMalformed)),
        ] {
            assert_eq!(key(header, sent).map(drop), expected, "{header:?}");
        }
    }
}
