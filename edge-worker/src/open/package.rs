//! What describes a release's table to programs: a data package (Data Package v2, with a tabular resource). Its table is
//! named by its whole address, so that the description holds wherever it is kept.

use super::table::COLUMNS;
use super::{LEFT_OUT, Published};
use crate::objects::releases::sha256;
use crate::pages::release::when;
use contract::Licence;
use contract::json::Value;

/// The document, for the table of these bytes.
pub(crate) fn document(published: &Published<'_>, csv: &[u8]) -> Value {
    let release = &published.release;
    let (title, _) = published.title();
    let name = format!("{}-release-{}", published.consultation.id(), release.number());
    let text = |text: &str| Value::string(text);
    let field = |column: &super::table::Column| {
        Value::object([("name", text(column.name)), ("type", text(column.kind)), ("description", text(column.about))])
    };
    let schema = Value::object([
        ("fields", Value::Array(COLUMNS.iter().map(field).collect())),
        ("missingValues", Value::Array(vec![text(""), text(LEFT_OUT)])),
    ]);
    let resource = Value::object([
        ("name", text(&format!("{name}-table"))),
        ("type", text("table")),
        ("profile", text("tabular-data-resource")),
        ("path", Value::String(published.address(&query(published, ".csv")))),
        ("format", text("csv")),
        ("mediatype", text("text/csv")),
        ("encoding", text("utf-8")),
        ("bytes", Value::Number(csv.len() as f64)),
        ("hash", Value::String(format!("sha256:{}", sha256(csv)))),
        ("schema", schema),
    ]);
    let mut members = vec![
        ("$schema", text("https://datapackage.org/profiles/2.0/datapackage.json")),
        ("name", text(&name)),
        ("id", Value::String(published.address(""))),
        ("title", Value::String(format!("{title}: {}", when(release, published.lang)))),
        ("description", text(published.lang.release_strings().self_selected)),
        ("homepage", Value::String(published.address(".html"))),
        ("version", Value::String(release.number().to_string())),
        ("created", Value::String(release.at().to_string())),
    ];
    let publisher = [
        ("title", Value::string(&published.department)),
        ("role", text("publisher")),
        ("roles", Value::Array(vec![text("publisher")])),
    ];
    members.push(("contributors", Value::Array(vec![Value::object(publisher)])));
    let licence = |licence: Licence| {
        Value::object([
            ("name", licence.name().into()),
            ("path", licence.address().into()),
            ("title", licence.title().into()),
        ])
    };
    members.extend(release.licence().map(|own| ("licenses", Value::Array(vec![licence(own)]))));
    members.push(("resources", Value::Array(vec![resource])));
    Value::object(members)
}

/// The ending of a file's address in the language of what is published.
fn query(published: &Published<'_>, ending: &str) -> String {
    let languages = published.revision().definition.questionnaire().languages();
    if languages.first() == Some(&published.lang) {
        ending.to_owned()
    } else {
        format!("{ending}?lang={}", published.lang.code())
    }
}
