//! The API is as its description says, by an outside opinion: schemathesis makes requests of `edge-worker/openapi.json`, good
//! ones and bad ones, and holds each reply of a real edge against it. It is kept in `target/api`, at the version
//! that `tests/api/requirements.txt` pins.

use serde_json::{Value, json};
use soundings_tests::{Edge, key, sound_body};
use std::path::{Path, PathBuf};
use std::process::Command;
use xtask::repo::Repo;
use xtask::toolchain;

/// Requests made at random of each operation, besides those at the edges of each schema: some 6,000 in about a minute.
const EXAMPLES: &str = "5";
/// Seconds after which it makes no more of them, on a machine that is busy with something else.
const MOST_SECONDS: &str = "60";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests are in the repository").to_owned()
}

/// The program, which `tests/api/requirements.txt` pins.
fn schemathesis() -> PathBuf {
    let programs = toolchain::python(&Repo::find().expect("the tests are in the repository"), "api");
    programs.expect("schemathesis can be installed from PyPI").join("schemathesis")
}

/// What schemathesis finds: nothing.
fn finds_nothing(edge: &Edge, receipt: &str, phases: &str, token: Option<&str>) {
    let mut run = Command::new(schemathesis());
    run.current_dir(edge.folder())
        .env("SOUNDINGS_RECEIPT", receipt)
        .arg("--config-file")
        .arg(root().join("tests/api/schemathesis.toml"))
        .arg("run")
        .arg(root().join("edge-worker/openapi.json"))
        .args(["--url", edge.api().base(), "--max-examples", EXAMPLES, "--phases", phases])
        .args([
            "--generation-deterministic",
            "--request-timeout",
            "20",
            "--max-time",
            MOST_SECONDS,
            "--no-color",
            "--warnings",
            "off",
        ]);
    if let Some(token) = token {
        run.arg("--header").arg(format!("Authorization: Bearer {token}"));
    }
    let output = run.output().expect("schemathesis starts");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    // All but the import of archives (schemathesis.toml).
    let all = format!("{} selected", operations() - 1);
    assert!(said.contains("No issues found") && said.contains(&all), "{all}: {said}");
}

/// How many operations the description has.
fn operations() -> usize {
    let text = std::fs::read(root().join("edge-worker/openapi.json")).expect("the description is there");
    let description: Value = serde_json::from_slice(&text).expect("the description is JSON");
    let paths = description["paths"].as_object().expect("the description has paths");
    paths.values().filter_map(Value::as_object).map(|methods| methods.len()).sum()
}

/// An edge with an answer and a release in it.
fn edge() -> (Edge, String) {
    let edge = Edge::start();
    edge.open_samples();
    let mut receipt = String::new();
    for _ in 0..25 {
        let (status, told) = edge.post("sample", &key(), &sound_body());
        assert_eq!(status, 201);
        receipt = told["receipt"].as_str().expect("an answer has a receipt").to_owned();
    }
    let (status, release) = edge.department_call("POST", "sample/releases", "");
    assert_eq!((status, &release["number"]), (201, &json!(1)), "{release}");
    (edge, receipt)
}

#[test]
fn the_department_gets_what_the_description_says() {
    let (edge, receipt) = edge();
    finds_nothing(&edge, &receipt, "examples,coverage,fuzzing", Some(edge.token()));
    // A stranger next, in the same edge: there is what the department left.
    finds_nothing(&edge, &receipt, "examples,fuzzing", None);
}
