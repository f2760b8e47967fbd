//! Releases as open data, and how they are made.

use super::operations::{CSV, HTML, JSON, LINKED, Operation, Takes, Who, gives, lang, page, paged};
use super::schemas::{any_list, count, integer, names, nullable, object, schema, string};
use crate::endpoint::Endpoint;
use contract::Problem::*;
use contract::limits;
use serde_json::{Value, json};

/// What a route takes and gives.
pub(super) fn operation(endpoint: Endpoint) -> Operation {
    const TAG: &str = "Open data";
    let of_one = |summary, media, shape| {
        gives(summary, TAG, media, shape).with([lang()]).fails([UnknownConsultation, UnknownRelease]).tagged()
    };
    let of_all = |summary, media| gives(summary, TAG, media, None).fails([UnknownConsultation]).tagged();
    match endpoint {
        Endpoint::Releases => gives("All releases, the latest first", TAG, JSON, Some("ReleaseList"))
            .with(paged())
            .fails([UnknownConsultation, MalformedRequest])
            .tagged(),
        Endpoint::LatestRelease => gives("The latest release", TAG, JSON, Some("Release"))
            .fails([UnknownConsultation, UnknownRelease])
            .tagged(),
        Endpoint::Release => gives("A release, for good", TAG, JSON, Some("Release"))
            .fails([UnknownConsultation, UnknownRelease])
            .tagged(),
        Endpoint::ReleasesPage => page("The page of all releases").with([lang()]).fails([UnknownConsultation]).tagged(),
        Endpoint::ReleasesFeed => of_all(
            "The feed of releases, the outcome and official replies (Atom)",
            "application/atom+xml; charset=utf-8",
        )
        .with([lang()]),
        Endpoint::ReleasesCatalogue => of_all("All releases, for catalogues (DCAT)", LINKED),
        Endpoint::ReleasePage => {
            page("A release's page").with([lang()]).fails([UnknownConsultation, UnknownRelease]).tagged()
        }
        Endpoint::ReleaseJson => of_one("A release", JSON, Some("Release")),
        Endpoint::ReleaseCsv => of_one("A release as a table", CSV, None),
        Endpoint::ReleaseOds => of_one("A release as a spreadsheet (OpenDocument)", crate::open::book::MEDIA, None),
        Endpoint::ReleasePackage => of_one("What describes the table (Data Package)", JSON, None),
        Endpoint::MakeRelease => {
            gives("Make the next release, where it is due", "A department", JSON, Some("ReleaseName"))
                .given(201)
                .of(Who::Token)
                .fails([UnknownConsultation, StateForbids, ReleaseNotDue, StoreDamaged])
        }
        Endpoint::OwnReleasesPage => {
            page("Its releases").of(Who::TokenOrCookie).also(303, None).fails([UnknownConsultation, StoreDamaged])
        }
        Endpoint::OwnReleasesSend => page("The next release, made there")
            .of(Who::TokenOrCookie)
            .takes(Takes::Form(&[]))
            .also(303, None)
            .also(409, Some((HTML, None)))
            .fails([OriginNotRegistered, UnknownConsultation, StateForbids, UnsupportedMediaType, BodyTooLarge])
            .fails([StoreDamaged]),
        other => unreachable!("{other:?} is described elsewhere"),
    }
}

/// The shapes.
pub(super) fn shapes() -> Vec<(&'static str, Value)> {
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
    ]
}
