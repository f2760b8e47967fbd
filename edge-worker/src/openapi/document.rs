//! The description as a whole, and the test that keeps its file.

use super::operations::{self, Operation, Takes, Who, operation};
use super::schemas::{self, content, schema};
use super::{consultations, department};
use crate::endpoint::Endpoint;
use contract::Problem;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Where the file is, from the crate's folder.
const FILE: &str = "openapi.json";
/// Set to write the file anew.
const WRITE: &str = "SOUNDINGS_WRITE_OPENAPI";

fn document() -> Value {
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for endpoint in Endpoint::ALL {
        let operations = paths.entry(endpoint.path()).or_default();
        operations.insert(endpoint.method().to_lowercase(), described(*endpoint));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Soundings",
            "version": env!("CARGO_PKG_VERSION"),
            "license": {"name": "MIT", "identifier": "MIT"},
            "description": "Ask the public where they already are, count every answer exactly once, and show what was \
                heard.\n\nEvery refusal is a problem (RFC 9457): match its `type`. Every reply has `x-request-id`, and so has \
                the log. `HEAD` is taken wherever `GET` is. An address with a slash at its end is answered with 308.",
        },
        "servers": [{"url": "/"}],
        "tags": [
            {"name": "Consultations", "description": "What anyone may read and answer."},
            {"name": "Open data", "description": "What is released, for everyone."},
            {"name": "Receipts", "description": "What who answered may do."},
            {"name": "A department", "description": "What a department does, with its token."},
            {"name": "Drafts", "description": "Consultations that are being written, and approved by a second person."},
            {"name": "Pages", "description": "For people, without script."},
            {"name": "This service", "description": "What it says of itself."},
        ],
        "paths": paths,
        "components": {
            "schemas": schemas::all(),
            "examples": Problem::ALL.iter().map(|problem| {
                (problem.slug().to_owned(), json!({"value": example(*problem)}))
            }).collect::<Map<_, _>>(),
            "responses": {"Internal": {
                "description": Problem::Internal.title(),
                "headers": {"x-request-id": header("RequestId")},
                "content": {"application/problem+json": {"schema": schema("Problem")}},
            }},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "A department's token: `snd_NAME_SECRET`."},
                "session": {"type": "apiKey", "in": "cookie", "name": "__Host-soundings",
                            "description": "Set by signing in to the department's pages; only reads. Over plain HTTP its \
                                            name is `soundings`."},
            },
            "headers": {
                "RequestId": {"description": "The request's name.", "required": true, "schema": {"type": "string"}},
                "ETag": {"description": "The name of this state.", "schema": {"type": "string"}},
                "Link": {"description": "The next page (`rel=\"next\"`).", "schema": {"type": "string"}},
                "Location": {"description": "Where to go on.", "schema": {"type": "string"}},
                "RetryAfter": {"description": "Seconds until another try.", "schema": {"type": "integer", "minimum": 0}},
                "RateLimit": {"description": "What is left of a policy.", "schema": {"type": "string"}},
                "RateLimitPolicy": {"description": "The policy.", "schema": {"type": "string"}},
                "WwwAuthenticate": {"description": "How to say who calls.", "schema": {"type": "string"}},
            },
        },
    })
}

fn described(endpoint: Endpoint) -> Value {
    let operation = operation(endpoint);
    // Also where a file's ending follows: `{reply}.json`.
    let path = endpoint.path().split('/').filter_map(|part| Some(part.strip_prefix('{')?.split_once('}')?.0));
    let mut parameters: Vec<Value> = path.map(operations::path_parameter).collect();
    parameters.extend(operation.parameters.iter().cloned());
    if operation.tagged {
        parameters.push(json!({
            "name": "If-None-Match", "in": "header", "schema": {"type": "string"},
            "description": "The tag that the reader has; where it still holds the reply is 304.",
        }));
    }
    let mut members = Map::from_iter([
        ("operationId".to_owned(), json!(endpoint.name())),
        ("summary".to_owned(), json!(operation.summary)),
        ("tags".to_owned(), json!([operation.tag])),
        ("parameters".to_owned(), json!(parameters)),
        ("responses".to_owned(), responses(&operation)),
    ]);
    let security = match operation.who {
        Who::Anyone => json!([]),
        Who::Token => json!([{"token": []}]),
        Who::TokenOrCookie => json!([{"token": []}, {"session": []}]),
    };
    members.insert("security".to_owned(), security);
    let form = |required: &[&str]| {
        let fields: Map<String, Value> = required.iter().map(|name| ((*name).to_owned(), field(name))).collect();
        let rest = json!({"type": "string"});
        json!({"schema": {"type": "object", "required": required, "properties": fields, "additionalProperties": rest}})
    };
    let json_body =
        |name: &str, example: &Value| json!({"schema": schema(name), "examples": {"one": {"value": example}}});
    let body = match &operation.takes {
        Takes::Nothing => None,
        Takes::Json(name, example) => Some(json!({"application/json": json_body(name, example)})),
        Takes::JsonOrForm(name, example) => Some(json!({
            "application/json": json_body(name, example),
            "application/x-www-form-urlencoded": form(&["revision", "site", "lang"]),
        })),
        Takes::Form(fields) => Some(json!({"application/x-www-form-urlencoded": form(fields)})),
    };
    if let Some(content) = body {
        members.insert("requestBody".to_owned(), json!({"required": true, "content": content}));
    }
    Value::Object(members)
}

/// The shape of a form's field.
fn field(name: &str) -> Value {
    match name {
        "revision" => json!({"type": "string", "pattern": "^[1-9][0-9]{0,2}$"}),
        "site" => schema("Identifier"),
        "lang" => schema("Language"),
        "key" => json!({"type": "string", "format": "uuid"}),
        _ => json!({"type": "string"}),
    }
}

fn header(name: &str) -> Value {
    json!({"$ref": format!("#/components/headers/{name}")})
}

/// The replies by status: what it gives, and the problems that it ends with.
fn responses(operation: &Operation) -> Value {
    let mut all: BTreeMap<u16, (Vec<&str>, Map<String, Value>)> = BTreeMap::new();
    for (status, body) in &operation.gives {
        let (_, types) = all.entry(*status).or_default();
        if let Some((media, name)) = body
            && let Value::Object(own) = content(media, *name)
        {
            types.extend(own);
        }
    }
    if operation.tagged {
        all.entry(304).or_default();
    }
    let mut problems: Vec<Problem> = operation.problems.clone();
    problems.retain(|problem| *problem != Problem::Internal);
    for problem in &problems {
        let (slugs, types) = all.entry(problem.status()).or_default();
        if !slugs.contains(&problem.type_uri()) {
            slugs.push(problem.type_uri());
        }
        let types_of_status = json!({"type": {"enum": slugs}});
        types.insert(
            "application/problem+json".to_owned(),
            json!({
                "schema": {"allOf": [schema("Problem"), {"properties": types_of_status}]},
                "examples": slugs.iter().map(|uri| {
                    let slug = uri.trim_start_matches("/problems/");
                    (slug.to_owned(), json!({"$ref": format!("#/components/examples/{slug}")}))
                }).collect::<Map<_, _>>(),
            }),
        );
        // A person's browser gets a page in its place.
        if operation.tag == "Pages" || operation.tag == "This service" {
            types.entry(operations::HTML.to_owned()).or_insert_with(|| json!({"schema": {"type": "string"}}));
        }
    }
    let reply = |(status, (slugs, types)): (u16, (Vec<&str>, Map<String, Value>))| {
        let mut headers = Map::from_iter([("x-request-id".to_owned(), header("RequestId"))]);
        if operation.tagged && matches!(status, 200 | 304) {
            headers.insert("etag".to_owned(), header("ETag"));
        }
        if operation.parameters.iter().any(|own| own["name"] == "limit") && status == 200 {
            headers.insert("link".to_owned(), header("Link"));
        }
        if matches!(status, 201 | 303) {
            headers.insert("location".to_owned(), header("Location"));
        }
        if matches!(status, 429 | 503) {
            headers.insert("retry-after".to_owned(), header("RetryAfter"));
        }
        if status == 429 {
            headers.insert("ratelimit".to_owned(), header("RateLimit"));
            headers.insert("ratelimit-policy".to_owned(), header("RateLimitPolicy"));
        }
        if status == 401 {
            headers.insert("www-authenticate".to_owned(), header("WwwAuthenticate"));
        }
        let description = match (status, slugs.is_empty()) {
            (304, _) => "The reader has it already.".to_owned(),
            (_, true) => "As asked.".to_owned(),
            (_, false) => slugs.join(", "),
        };
        let mut members =
            Map::from_iter([("description".to_owned(), json!(description)), ("headers".to_owned(), json!(headers))]);
        if !types.is_empty() {
            members.insert("content".to_owned(), Value::Object(types));
        }
        (status.to_string(), Value::Object(members))
    };
    let mut replies: Map<String, Value> = all.into_iter().map(reply).collect();
    replies.insert("500".to_owned(), json!({"$ref": "#/components/responses/Internal"}));
    Value::Object(replies)
}

/// A problem as it travels.
fn example(problem: Problem) -> Value {
    let reply = crate::reply::Refused::from(problem).reply().with_request_id("8f2e1c0d4b6a1234-LHR");
    let crate::reply::Body::Text(text) = reply.body else { unreachable!("a problem is text") };
    serde_json::from_str(&text).unwrap()
}

#[test]
fn the_file_says_what_the_code_does() {
    let made = format!("{:#}\n", document());
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(
        kept == made,
        "edge-worker/{FILE} is not what the code does. Write it anew: {WRITE}=1 cargo test -p soundings-edge-worker openapi"
    );
}

#[test]
fn every_name_that_is_referred_to_is_there() {
    fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str));
                members.values().for_each(|value| references(value, found));
            }
            Value::Array(items) => items.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let document = document();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 100);
    for name in found {
        assert!(document.pointer(&name[1..]).is_some(), "{name}");
    }
}

#[test]
fn every_problem_has_an_operation_that_ends_with_it() {
    let mut told: Vec<Problem> = Endpoint::ALL.iter().flat_map(|endpoint| operation(*endpoint).problems).collect();
    // No address has no operation; any operation may be our fault.
    told.extend([Problem::NotFound, Problem::MethodNotAllowed, Problem::Internal]);
    for problem in Problem::ALL {
        assert!(told.contains(problem), "{problem:?}");
    }
}

#[test]
fn the_examples_are_sound() {
    use contract::{Consultation, ConsultationId, Definition, DepartmentId, Submission};
    let read = |value: Value| serde_json::from_value(value).unwrap();
    let definition = Definition::parse(&read(department::definition_example())).unwrap();
    let (id, department) = (ConsultationId::parse("c").unwrap(), DepartmentId::parse("d").unwrap());
    let consultation = Consultation::draft(id, department, definition);
    assert!(Submission::parse(&read(consultations::response_example()), &consultation).is_ok());
}
