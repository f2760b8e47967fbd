//! A store that an earlier version wrote opens, counts as it did, and goes on. `tests/fixtures/store-1` was written by the
//! first version and `store-2` by the second: 300 answers one by one, of which 256 are folded, three changed and two
//! withdrawn, some before the fold and some after; `told.json` is what its people and its department were told.

use serde_json::{Value, json};
use soundings_tests::{Edge, key, sound_body};

fn body(number: usize) -> Value {
    let mut body = sound_body();
    body["answers"]["ease"] = json!(1 + number % 5);
    body["answers"]["more"] = json!(format!("Words {number}"));
    body
}

#[test]
fn the_first_versions_store_opens_and_goes_on() {
    opens_and_goes_on("tests/fixtures/store-1", include_str!("../fixtures/store-1/told.json"));
}

#[test]
fn the_second_versions_store_opens_and_goes_on() {
    opens_and_goes_on("tests/fixtures/store-2", include_str!("../fixtures/store-2/told.json"));
}

fn opens_and_goes_on(store: &str, told: &str) {
    let mut edge = Edge::start_over(store);
    let told: Value = serde_json::from_str(told).unwrap();
    // So that what was answered when the stores were written outlives them.
    let (status, mut read) = edge.department_call("GET", "sample", "");
    assert_eq!(status, 200, "{read}");
    let mut document = read["definition"].take();
    document["retention"] = json!({"days": 3_650});
    assert_eq!(edge.put("sample", &document).0, 200);
    assert_eq!(edge.figures("sample")["responses"], told["figures"]["responses"]);
    assert_eq!(edge.figures("sample")["questions"], told["figures"]["questions"]);
    assert_eq!(edge.responses("sample").len(), 298);
    let (status, recounted) = edge.department_call("POST", "sample/recount", "");
    assert_eq!((status, &recounted["agrees"]), (200, &json!(true)), "{recounted}");
    let answers = told["answers"].as_array().unwrap();
    for (number, answer) in answers.iter().enumerate().step_by(7) {
        let (one, receipt) = (answer[0].as_str().unwrap(), answer[1].as_str().unwrap());
        let (status, again) = edge.post("sample", one, &body(number));
        assert_eq!((status, again["receipt"].as_str()), (201, Some(receipt)), "{number}");
    }
    for (number, status) in [(0, 200), (3, 200), (5, 410), (290, 200), (295, 410), (299, 200)] {
        let receipt = answers[number][1].as_str().unwrap();
        assert_eq!(edge.call("GET", &format!("/v1/receipts/{receipt}"), &[], "").0, status, "{number}");
    }
    assert_eq!(edge.figures("sample")["questions"], told["figures"]["questions"], "retries and readers count nothing");

    let receipt = |number: usize| answers[number][1].as_str().unwrap();
    assert_eq!(edge.withdraw(receipt(10)).0, 204);
    assert_eq!(edge.withdraw(receipt(298)).0, 204);
    assert_eq!(edge.change(receipt(11), &body(12)).0, 200);
    // Enough for the next fold.
    for number in 0..260 {
        assert_eq!(edge.post("sample", &key(), &body(number)).0, 201);
    }
    let figures = edge.figures("sample");
    assert_eq!(figures["responses"], 298 - 2 + 260);
    edge.kill9();
    edge.restart();
    assert_eq!(edge.figures("sample"), figures);
    let list = edge.responses("sample");
    assert_eq!(list.len(), 556);
    // The latest first: those of now, then those of then.
    let said = |place: usize| list[place]["answers"]["more"].as_str().unwrap().to_owned();
    assert_eq!((said(0), said(260), said(555)), ("Words 259".into(), "Words 299".into(), "Words 0".into()));
}
