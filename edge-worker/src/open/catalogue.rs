//! What catalogues of data read: a consultation's releases as a series of datasets (DCAT-AP 3, as JSON-LD).

use super::book::MEDIA;
use super::said;
use crate::objects::releases::Listed;
use contract::json::Value;
use contract::{Consultation, Lang, Text};

/// Releases that are described, the latest ones; all are in the list.
pub(crate) const MOST: usize = 50;

/// What a description is made of.
pub(crate) struct Series<'a> {
    pub(crate) consultation: &'a Consultation,
    pub(crate) department: &'a str,
    /// The latest first.
    pub(crate) releases: &'a [Listed],
    /// The address of all releases: `https://HOST/v1/consultations/ID/releases`.
    pub(crate) base: &'a str,
}

/// The document.
pub(crate) fn document(series: &Series<'_>) -> Value {
    let text = |text: &str| Value::string(text);
    let prefixes = [
        ("dcat", "http://www.w3.org/ns/dcat#"),
        ("dct", "http://purl.org/dc/terms/"),
        ("foaf", "http://xmlns.com/foaf/0.1/"),
        ("spdx", "http://spdx.org/rdf/terms#"),
        ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ];
    let datasets = series.releases.iter().take(MOST).map(|release| dataset(series, release));
    let graph = std::iter::once(whole(series)).chain(datasets).collect();
    Value::object([
        ("@context", Value::object(prefixes.map(|(name, address)| (name, text(address))))),
        ("@graph", Value::Array(graph)),
    ])
}

fn whole(series: &Series<'_>) -> Value {
    let questionnaire = series.consultation.current().definition.questionnaire();
    let languages = questionnaire.languages();
    let moment = |listed: Option<&Listed>| listed.map_or(Value::Null, |listed| typed("xsd:dateTime", &listed.at));
    let mut members = vec![
        ("@id", Value::string(series.base)),
        ("@type", "dcat:DatasetSeries".into()),
        ("dct:title", in_languages(questionnaire.title(), languages)),
        ("dct:description", in_languages(questionnaire.summary().unwrap_or(questionnaire.title()), languages)),
        ("dct:publisher", publisher(series)),
        ("dcat:landingPage", reference(&format!("{}.html", series.base))),
    ];
    if !series.releases.is_empty() {
        members.push(("dct:issued", moment(series.releases.last())));
        members.push(("dct:modified", moment(series.releases.first())));
    }
    Value::object(members)
}

fn dataset(series: &Series<'_>, release: &Listed) -> Value {
    let questionnaire = series.consultation.current().definition.questionnaire();
    let address = |ending: &str| format!("{}/{}{ending}", series.base, release.number);
    let types = [
        ("JSON", ".json", "application/json"),
        ("CSV", ".csv", "text/csv"),
        ("ODS", ".ods", MEDIA),
        ("Data Package", "/datapackage.json", "application/json"),
    ];
    let distribution = |(title, ending, media): (&str, &str, &str)| {
        let mut members = vec![
            ("@type", "dcat:Distribution".into()),
            ("dct:title", title.into()),
            ("dcat:accessURL", reference(&address(".html"))),
            ("dcat:downloadURL", reference(&address(ending))),
            ("dcat:mediaType", reference(&format!("https://www.iana.org/assignments/media-types/{media}"))),
        ];
        if ending == ".json" {
            let sum = [
                ("@type", "spdx:Checksum".into()),
                ("spdx:algorithm", reference("http://spdx.org/rdf/terms#checksumAlgorithm_sha256")),
                ("spdx:checksumValue", typed("xsd:hexBinary", &release.sha256)),
            ];
            members.push(("spdx:checksum", Value::object(sum)));
        }
        members.extend(licence(series));
        Value::object(members)
    };
    let languages = questionnaire.languages();
    let mut members = vec![
        ("@id", Value::String(address(""))),
        ("@type", "dcat:Dataset".into()),
        ("dct:identifier", Value::String(address(""))),
        ("dct:title", in_languages(questionnaire.title(), languages)),
        ("dct:description", in_languages(questionnaire.summary().unwrap_or(questionnaire.title()), languages)),
        ("dct:issued", typed("xsd:dateTime", &release.at)),
        ("dct:publisher", publisher(series)),
        ("dcat:version", Value::String(release.number.to_string())),
        ("dcat:inSeries", reference(series.base)),
        ("dcat:landingPage", reference(&address(".html"))),
        ("dcat:distribution", Value::Array(types.into_iter().map(distribution).collect())),
    ];
    members.extend(licence(series));
    Value::object(members)
}

/// That of the consultation as it stands: a catalogue shows one for a series.
fn licence(series: &Series<'_>) -> Option<(&'static str, Value)> {
    series.consultation.current().definition.licence().map(|own| ("dct:license", reference(own.address())))
}

fn publisher(series: &Series<'_>) -> Value {
    Value::object([("@type", "foaf:Organization".into()), ("foaf:name", Value::string(series.department))])
}

fn reference(address: &str) -> Value {
    Value::object([("@id", Value::string(address))])
}

fn typed(kind: &'static str, value: &str) -> Value {
    Value::object([("@type", kind.into()), ("@value", Value::string(value))])
}

fn in_languages(text: &Text, languages: &[Lang]) -> Value {
    let one = |lang: &Lang| {
        Value::object([("@language", lang.code().into()), ("@value", Value::String(said(text, *lang).0))])
    };
    Value::Array(languages.iter().filter(|lang| text.has(**lang)).map(one).collect())
}
