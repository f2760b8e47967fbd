//! Releases as open data, by outside opinions: frictionless validates the table and its description, rdflib reads the
//! catalogue, feedparser the feed, and LibreOffice opens the spreadsheet and writes each of its sheets as CSV, which has to
//! say what the release says.

use serde_json::{Value, json};
use soundings_tests::{Edge, Reply, key, office};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use xtask::repo::Repo;
use xtask::toolchain;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests are in the repository").to_owned()
}

/// Python with what `tests/open-data/requirements.txt` pins.
fn python() -> PathBuf {
    let programs = toolchain::python(&Repo::find().expect("the tests are in the repository"), "open-data");
    programs.expect("what this test needs can be installed from PyPI").join("python")
}

/// An edge with a release, of texts that are hard to write.
fn edge() -> Edge {
    let edge = Edge::start();
    let mut document = edge.sample_document();
    document["licence"] = json!("OGL-UK-3.0");
    document["title"] = json!({"en": "Sample & <more>"});
    document["questions"][0]["text"] = json!({"en": "=HYPERLINK(\"https://x.example\"), \"where\"?"});
    document["questions"][0]["options"][0]["text"] = json!({"en": "＝1+1"});
    document["questions"][0]["options"][1]["text"] = json!({"en": "Nach, \"später\" – 後"});
    assert_eq!(edge.put("sample", &document).0, 201);
    assert_eq!(edge.department_call("POST", "sample/open", "").0, 200);
    for number in 0..40 {
        let body = json!({
            "revision": 1, "site": "forum", "lang": "en",
            "answers": {
                "stage": if number < 25 { "before" } else { "after" },
                "parts": ["a"],
                "ease": if number < 3 { 1 } else { 4 },
                "views": {"free": if number < 20 { "agree" } else { "disagree" }, "cost": "agree"},
                "more": "A word nobody else may read",
                "home": "TLC",
            },
        });
        assert_eq!(edge.post("sample", &key(), &body).0, 201);
    }
    assert_eq!(edge.department_call("POST", "sample/releases", "").0, 201);
    edge
}

fn get(edge: &Edge, path: &str, tag: Option<&str>) -> Reply {
    let tag: Vec<(&str, &str)> = tag.into_iter().map(|tag| ("if-none-match", tag)).collect();
    edge.reply("GET", &format!("/v1/consultations/sample/{path}"), &tag, "")
}

#[test]
fn every_file_is_there_for_good() {
    let edge = edge();
    for (path, kind) in [
        ("releases/1.json", "application/json"),
        ("releases/1.csv", "text/csv; charset=utf-8; header=present"),
        ("releases/1/datapackage.json", "application/json"),
        ("releases/1.ods", "application/vnd.oasis.opendocument.spreadsheet"),
        ("releases/1.html", "text/html; charset=utf-8"),
        ("releases.html", "text/html; charset=utf-8"),
        ("releases.jsonld", "application/ld+json"),
        ("releases.atom", "application/atom+xml; charset=utf-8"),
    ] {
        let first = get(&edge, path, None);
        assert_eq!((first.status, first.headers["content-type"].as_str()), (200, kind), "{path}");
        assert!(!first.text.contains("nobody else"), "no word that a person wrote is in {path}");
        let permanent = first.headers["cache-control"].contains("immutable");
        assert_eq!(permanent, path.contains('1') && !path.ends_with("html"), "{path}");
        assert_eq!(get(&edge, path, None).text, first.text, "{path}");
        assert_eq!(get(&edge, path, Some(&first.headers["etag"])).status, 304, "{path}");
        let latest = path.replace("/1", "/latest");
        let reply = get(&edge, &latest, None);
        assert_eq!((reply.status, &reply.text), (200, &first.text), "{latest}");
        assert_eq!(reply.headers["cache-control"], "public, max-age=5", "{latest}");
    }
    // Who asks for a page that is not there gets a page.
    let gone = edge.reply("GET", "/v1/consultations/sample/releases/9.html", &[("accept", "text/html")], "");
    assert_eq!((gone.status, gone.headers["content-type"].as_str()), (404, "text/html; charset=utf-8"));
}

fn release(edge: &Edge) -> Value {
    serde_json::from_str(&get(edge, "releases/1", None).text).expect("a release is JSON")
}

/// The counts of a release: by question, statement and answer.
fn counts(release: &Value) -> BTreeMap<(String, String, String), (Value, Value)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut all = BTreeMap::new();
    for table in release["tables"].as_array().expect("a release has tables") {
        for cell in table["cells"].as_array().expect("a table has cells") {
            let key = (text(&table["question"]), text(&table["statement"]), text(&cell["id"]));
            all.insert(key, (cell["count"].clone(), cell["percent"].clone()));
        }
    }
    all
}

#[test]
fn programs_that_are_not_ours_read_what_the_release_says() {
    let edge = edge();
    let base = format!("{}/v1/consultations/sample/releases", edge.api().base());
    let run = Command::new(python()).arg(root().join("tests/open-data/check.py")).arg(&base).output();
    let run = run.expect("Python starts");
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{said}\n{}", String::from_utf8_lossy(&run.stderr));
    let said: Value = serde_json::from_str(said.lines().last().unwrap_or_default()).expect("it prints JSON");
    assert_eq!((&said["valid"], &said["errors"]), (&json!(true), &json!([])));
    assert_eq!(said["licence"][0]["name"], "OGL-UK-3.0");
    assert_eq!(said["datasets"], 1);
    let files = ["/1.csv", "/1.json", "/1.ods", "/1/datapackage.json"].map(|ending| format!("{base}{ending}"));
    assert_eq!(said["downloads"], json!(files));
    assert_eq!(said["feed"], json!({"odd": false, "entries": [format!("{base}/1.html")]}));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rows = said["rows"].as_array().expect("a table has rows").iter();
    let read: BTreeMap<_, _> = rows
        .map(|row| {
            let key = (text(&row["question"]), text(&row["statement"]), text(&row["answer"]));
            (key, (row["count"].clone(), row["percent"].clone()))
        })
        .collect();
    assert_eq!(read, counts(&release(&edge)));
    let csv = get(&edge, "releases/1.csv", None).text;
    assert!(csv.contains("\"'=HYPERLINK(") && csv.contains("'＝1+1"), "no cell is a formula: {csv}");
}

/// What another program reads of the feed: each entry's page, words and their language.
fn entries(edge: &Edge) -> Value {
    let address = format!("{}/v1/consultations/sample/releases.atom", edge.api().base());
    let script = "import feedparser, json, sys; feed = feedparser.parse(sys.argv[1]); assert not feed.bozo, feed.bozo_exception; \
                  print(json.dumps([[one.link, one.id, one.title, one.summary, one.summary_detail.language] for one in feed.entries]))";
    let run = Command::new(python()).args(["-c", script, &address]).output().expect("Python starts");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    serde_json::from_slice(&run.stdout).expect("it prints JSON")
}

#[test]
fn the_feed_tells_of_the_outcome_and_of_official_replies() {
    let edge = edge();
    let base = edge.api().base().to_owned();
    let (analyst, publisher) = (edge.make_token("A", "analyst").1, edge.make_token("P", "publisher").1);
    let reply = |text: &str, lang: &str| {
        let order = json!({
            "text": text, "lang": lang,
            "principles": ["credible", "consistent", "responsive", "integrated", "civil-servant"],
        });
        let (status, made) = edge.call_with(&analyst, "POST", "replies", &order.to_string());
        assert_eq!(status, 201, "{made}");
        made["id"].as_str().unwrap().to_owned()
    };
    let sign = |id: &str| {
        let (status, told) = edge.call_with(&publisher, "POST", &format!("replies/{id}/approve"), r#"{"version": 1}"#);
        assert_eq!(status, 200, "{told}");
    };
    let (signed, welsh, drafted, withdrawn) =
        (reply("Letters & <lists>.", "en"), reply("Diolch.", "cy"), reply("Not yet.", "en"), reply("Gone.", "en"));
    [&signed, &welsh, &withdrawn].into_iter().for_each(|id| sign(id));
    assert_eq!(edge.call_with(&publisher, "DELETE", &format!("replies/{withdrawn}"), "").0, 204);
    edge.close("sample");
    let outcome =
        json!({"asked": {"en": "When."}, "said": {"en": "Late."}, "did": {"en": "The letters & lists go out in May."}});
    let path = "consultations/sample/outcome";
    let (status, told) = edge.call_with(&analyst, "PUT", path, &outcome.to_string());
    assert_eq!(status, 200, "{told}");
    // Not before somebody else approved it.
    assert_eq!(entries(&edge).as_array().map(Vec::len), Some(3));
    let (status, told) = edge.call_with(&publisher, "POST", &format!("{path}/approve"), r#"{"version": 1}"#);
    assert_eq!(status, 200, "{told}");

    let found = entries(&edge);
    let find = |link: &str| {
        let found = found.as_array().unwrap().iter().find(|one| one[0] == link);
        found.unwrap_or_else(|| panic!("{link} is not in {found:?}")).clone()
    };
    assert_eq!(found.as_array().map(Vec::len), Some(4), "{found}, without {drafted}");
    for (link, title, words, lang) in [
        (format!("{base}/f/sample/outcome"), "We asked, you said, we did", "The letters & lists go out in May.", "en"),
        (format!("{base}/v1/replies/{signed}"), "reply", "Letters & <lists>.", "en"),
        (format!("{base}/v1/replies/{welsh}"), &welsh, "Diolch.", "cy"),
    ] {
        let one = find(&link);
        assert_eq!((&one[1], &one[3], &one[4]), (&json!(link), &json!(words), &json!(lang)));
        assert!(one[2].as_str().is_some_and(|own| own.contains(title)), "{one}");
    }
    find(&format!("{base}/v1/consultations/sample/releases/1.html"));
    // A key that is revoked verifies nothing any more.
    let admin = edge.token().to_owned();
    let kid = edge.call_with(&admin, "GET", "keys", "").1["keys"][0]["kid"].as_str().unwrap_or_default().to_owned();
    assert_eq!(edge.call_with(&admin, "DELETE", &format!("keys/{kid}"), "").0, 204);
    assert_eq!(entries(&edge).as_array().map(Vec::len), Some(2));
}

#[test]
fn a_spreadsheet_program_reads_what_the_release_says() {
    let edge = edge();
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let ods = folder.path().join("release.ods");
    std::fs::write(&ods, get(&edge, "releases/1.ods", None).bytes).expect("a file can be written");
    let sheets = office::sheets(&ods, folder.path());
    let names: Vec<&str> = sheets.keys().map(String::as_str).collect();
    // Seven of the eight questions have a table: one is answered in words.
    let tables: Vec<String> = (1..=7).map(|number| format!("Table_{number}")).collect();
    let mut expected: Vec<&str> =
        ["Contents", "Cover", "Notes"].into_iter().chain(tables.iter().map(String::as_str)).collect();
    expected.sort_unstable();
    assert_eq!(names, expected);
    assert_eq!(sheets["Cover"][0][0], "Sample & <more>");
    assert!(sheets["Cover"].iter().any(|row| row[0].contains("Open Government Licence v3.0")));
    assert_eq!(sheets["Contents"].len(), 2 + 7);
    assert!(sheets["Notes"].iter().any(|row| row[0].starts_with("[c]: not published")));

    // Table by table: the numbers behind the header's row are those of the release.
    let release = release(&edge);
    let cell = |value: &Value| value.as_i64().map_or_else(|| "[c]".to_owned(), |number| number.to_string());
    let mut written: BTreeMap<&str, Vec<Vec<String>>> = BTreeMap::new();
    let mut order = Vec::new();
    for table in release["tables"].as_array().expect("a release has tables") {
        let question = table["question"].as_str().expect("a question has a name");
        if !order.contains(&question) {
            order.push(question);
        }
        let cells = table["cells"].as_array().expect("a table has cells").iter();
        let pairs = cells.map(|one| [cell(&one["count"]), cell(&one["percent"])]);
        let rows = written.entry(question).or_default();
        if table["statement"].is_null() {
            rows.extend(pairs.map(Vec::from));
        } else {
            rows.push(pairs.flatten().chain([cell(&table["answered"])]).collect());
        }
    }
    for (question, name) in order.iter().zip(&tables) {
        let sheet = &sheets[name.as_str()];
        let rows = &written[question];
        let found: Vec<Vec<String>> =
            sheet[sheet.len() - rows.len()..].iter().map(|row| row[1..=rows[0].len()].to_vec()).collect();
        assert_eq!(&found, rows, "{name}: {sheet:?}");
    }
    // What begins like a formula is a text in it.
    assert_eq!(sheets["Table_1"][0][0], "Table 1: =HYPERLINK(\"https://x.example\"), \"where\"?");
    assert_eq!(sheets["Table_1"][4][0], "＝1+1");
}
