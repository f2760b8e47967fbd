//! Recorded exactly once: the same key, changes, withdrawals, many at once.

use serde_json::{Value, json};
use soundings_tests::{Edge, FORUM, key, sound_body};

fn started() -> Edge {
    let edge = Edge::start();
    edge.open_samples();
    edge
}

fn chosen(edge: &Edge, option: &str) -> i64 {
    let summary = edge.summary("sample");
    let options = summary["questions"][0]["options"].as_array().unwrap().clone();
    options.iter().find(|one| one["id"] == option).unwrap()["count"].as_i64().unwrap()
}

#[test]
fn the_same_key_is_one_answer_and_other_content_is_refused() {
    let edge = started();
    let one = key();
    let (status, first) = edge.post("sample", &one, &sound_body());
    assert_eq!(status, 201);
    // The members' order, and white space that normalisation takes away, are not content.
    let reordered =
        r#"{"answers":{"more":" Words \r\n","ease":4,"stage":"before"},"lang":"en","site":"forum","revision":1}"#;
    let (status, again) = edge.post("sample", &one, &serde_json::from_str(reordered).unwrap());
    assert_eq!((status, &again), (201, &first));
    let mut other = sound_body();
    other["answers"]["ease"] = json!(5);
    let (status, problem) = edge.post("sample", &one, &other);
    assert_eq!((status, &problem["type"]), (422, &json!("/problems/idempotency-key-reused")));
    assert_eq!(edge.summary("sample")["responses"], 1);
    // Whoever never saw the first reply learns the receipt, and changes the answer with it.
    assert_eq!(problem["receipt"], first["receipt"]);
    assert_eq!(edge.change(problem["receipt"].as_str().unwrap(), &other).0, 200);
    let (status, still) = edge.post("sample", &one, &sound_body());
    assert_eq!((status, &still["receipt"]), (201, &first["receipt"]));
    assert_eq!(edge.summary("sample")["questions"][2]["points"], json!([0, 0, 0, 0, 1]));
}

#[test]
fn a_form_that_was_edited_between_two_tries_is_one_answer_the_edited_one() {
    let edge = started();
    let one = key();
    let send = |stage: &str| {
        let form = format!("key={one}&revision=1&site=forum&lang=en&page=&answers.stage={stage}");
        let headers = [("origin", FORUM), ("content-type", "application/x-www-form-urlencoded")];
        edge.call("POST", "/v1/consultations/sample/responses", &headers, &form)
    };
    let (status, first) = send("before");
    assert_eq!(status, 201, "{first}");
    let (status, second) = send("after");
    assert_eq!((status, &second["receipt"]), (200, &first["receipt"]));
    assert!(second["tree"].is_array(), "a form is answered with what to show");
    assert_eq!((chosen(&edge, "before"), chosen(&edge, "after")), (0, 1));
    assert_eq!(edge.withdraw(first["receipt"].as_str().unwrap()).0, 204);
    let (status, gone) = send("before");
    assert_eq!((status, &gone["receipt"]), (201, &first["receipt"]), "a retry gets its first reply");
    let (status, gone) = send("after");
    assert_eq!((status, &gone["type"]), (410, &json!("/problems/receipt-withdrawn")));
    assert_eq!(edge.summary("sample")["responses"], 0);
}

#[test]
fn the_longest_answer_fits_as_a_form_and_as_json_in_every_script() {
    let edge = Edge::start();
    let text = |id: &str| json!({"id": id, "kind": "free_text", "text": {"en": "Say"}, "max_length": 5_000});
    let mut document = edge.sample_document();
    document["questions"] = json!([text("a"), text("b"), text("c")]);
    assert_eq!(edge.put("texts", &document).0, 201);
    assert_eq!(edge.department_call("POST", "texts/open", "").0, 200);
    for sign in ["x", "ب", "语", "🗺"] {
        let words = sign.repeat(5_000);
        let answers = json!({"a": words, "b": words, "c": words});
        let body = json!({"revision": 1, "site": "forum", "lang": "en", "answers": answers});
        let (status, answer) = edge.post("texts", &key(), &body);
        assert_eq!(status, 201, "{sign} as JSON: {answer}");
        let encoded: String = words.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let form = format!(
            "key={}&revision=1&site=forum&lang=en&answers.a={encoded}&answers.b={encoded}&answers.c={encoded}",
            key()
        );
        let headers = [("origin", FORUM), ("content-type", "application/x-www-form-urlencoded")];
        let (status, answer) = edge.call("POST", "/v1/consultations/texts/responses", &headers, &form);
        assert_eq!(status, 201, "{sign} as a form: {answer}");
    }
    // Pages of a list end by their bytes too, and lose none.
    assert_eq!(edge.responses("texts").len(), 8);
    let (status, page) = edge.department_call("GET", "texts/responses?limit=3", "");
    assert_eq!((status, page["responses"].as_array().map(Vec::len)), (200, Some(3)));
}

#[test]
fn personal_information_is_taken_out_before_an_answer_is_kept() {
    let edge = started();
    let body = |more: &str| {
        let mut body = sound_body();
        body["answers"]["more"] = json!(more);
        body
    };
    let typed = "Ring 07700 900123 or jo@example.org, SW1A 1AA";
    let kept = "Ring [tel] or [mail], SW1A […]";
    let one = key();
    let (status, first) = edge.post("sample", &one, &body(typed));
    assert_eq!((status, &first["removed"]), (201, &json!(["email", "phone", "postcode"])));
    // A retry is known, as it was typed and as it was kept.
    assert_eq!(edge.post("sample", &one, &body(typed)), (201, first.clone()));
    assert_eq!(edge.post("sample", &one, &body(kept)).1["receipt"], first["receipt"]);

    // A change, the loader's form and the page without script.
    let (status, other) = edge.post("sample", &key(), &body("Nothing: 12-03-24"));
    assert_eq!((status, &other["removed"]), (201, &Value::Null));
    let (status, changed) = edge.change(other["receipt"].as_str().unwrap(), &body("943 476 5919"));
    assert_eq!((status, &changed["removed"]), (200, &json!(["nhs_number"])));
    let form = |site: &str| {
        format!("key={}&revision=1&site={site}&lang=en&answers.stage=before&answers.more=QQ+12+34+56+C", key())
    };
    let urlencoded = ("content-type", "application/x-www-form-urlencoded");
    let (status, sent) =
        edge.call("POST", "/v1/consultations/sample/responses", &[("origin", FORUM), urlencoded], &form("forum"));
    assert_eq!((status, &sent["removed"]), (201, &json!(["ni_number"])));
    let own = edge.api().base().to_owned();
    let hosted = edge.reply("POST", "/f/sample", &[("origin", &own), urlencoded], &form("hosted"));
    assert_eq!(hosted.status, 303);

    let mut seen = String::new();
    for receipt in [&first, &other, &sent].map(|reply| reply["receipt"].as_str().unwrap()) {
        seen += &edge.reply("GET", &format!("/v1/receipts/{receipt}"), &[], "").text;
        seen += &edge.reply("GET", &format!("/r/{receipt}?change"), &[], "").text;
    }
    seen += &edge.reply("GET", &hosted.headers["location"], &[], "").text;
    seen += &Value::from(edge.responses("sample")).to_string();
    seen += &edge.export("sample");
    // Twice in the receipts, once among the department's records and once in its export.
    for (marker, places) in [(kept, 4), ("[NHS]", 4), ("[NI]", 7)] {
        assert_eq!(seen.matches(marker).count(), places, "{marker} in {seen}");
    }
    assert!(edge.store_contains("[tel]"), "what is kept can be found in the store");
    for original in ["900123", "jo@example", "1AA", "943 476", "12 34 56"] {
        assert!(!seen.contains(original), "{original}");
        assert!(!edge.store_contains(original), "{original} is in the store");
    }
}

#[test]
fn a_form_and_json_with_one_key_are_one_answer() {
    let edge = started();
    let one = key();
    let (_, first) = edge.post("sample", &one, &sound_body());
    let form = "revision=1&site=forum&lang=en&page=&answers.stage=before&answers.ease=4&answers.more=Words";
    let quoted = format!("\"{one}\"");
    let headers =
        [("origin", FORUM), ("content-type", "application/x-www-form-urlencoded"), ("idempotency-key", &quoted)];
    let (status, again) = edge.call("POST", "/v1/consultations/sample/responses", &headers, form);
    assert_eq!((status, &again["receipt"]), (201, &first["receipt"]));
    assert!(again["tree"].is_array(), "a form is answered with what to show");
    assert_eq!(edge.summary("sample")["responses"], 1);
}

#[test]
fn every_count_follows_a_change_and_a_withdrawal() {
    let edge = started();
    let mut first = sound_body();
    first["answers"]["order"] = json!(["first", "second"]);
    first["answers"]["votes"] = json!({"late": "agree", "early": "pass"});
    let (_, recorded) = edge.post("sample", &key(), &first);
    let receipt = recorded["receipt"].as_str().unwrap();
    assert_eq!((chosen(&edge, "before"), chosen(&edge, "after")), (1, 0));

    let mut changed = sound_body();
    changed["answers"] = json!({
        "stage": "after", "views": {"free": "agree"}, "order": ["second"], "home": "TLL", "votes": {"late": "disagree"},
    });
    assert_eq!(edge.change(receipt, &changed).0, 200);
    let summary = edge.summary("sample");
    assert_eq!((chosen(&edge, "before"), chosen(&edge, "after")), (0, 1));
    let answered: Vec<i64> =
        summary["questions"].as_array().unwrap().iter().map(|one| one["answered"].as_i64().unwrap()).collect();
    assert_eq!((summary["responses"].as_i64(), answered), (Some(1), vec![1, 0, 0, 1, 0, 1, 1, 1]));
    let places = [0, 1].map(|option| summary["questions"][5]["options"][option]["places"].clone());
    assert_eq!(places, [json!([0, 0]), json!([1, 0])]);
    let votes = [0, 1].map(|statement| {
        let options = summary["questions"][7]["statements"][statement]["options"].as_array().unwrap();
        options.iter().map(|one| one["count"].as_i64().unwrap()).collect::<Vec<_>>()
    });
    assert_eq!(votes, [[0, 1, 0], [0, 0, 0]]);

    let (status, seen) = edge.call("GET", &format!("/v1/receipts/{receipt}"), &[], "");
    assert_eq!((status, &seen["answers"]), (200, &changed["answers"]));
    assert_eq!(seen["recorded_at"], recorded["recorded_at"]);

    let mut invalid = sound_body();
    invalid["answers"]["ease"] = json!(99);
    assert_eq!(edge.change(receipt, &invalid).0, 422);
    assert_eq!(chosen(&edge, "after"), 1, "a refused change changes nothing");

    assert_eq!(edge.withdraw(receipt).0, 204);
    assert_eq!(edge.summary("sample")["responses"], 0);
    assert_eq!(edge.responses("sample").len(), 0);
    for (status, problem) in [
        edge.withdraw(receipt),
        edge.change(receipt, &changed),
        edge.call("GET", &format!("/v1/receipts/{receipt}"), &[], ""),
    ] {
        assert_eq!((status, &problem["type"]), (410, &json!("/problems/receipt-withdrawn")));
    }
}

#[test]
fn a_repeated_key_after_a_change_neither_undoes_it_nor_counts() {
    let edge = started();
    let one = key();
    let (_, first) = edge.post("sample", &one, &sound_body());
    let receipt = first["receipt"].as_str().unwrap();
    let mut changed = sound_body();
    changed["answers"]["stage"] = json!("after");
    edge.change(receipt, &changed);
    assert_eq!(edge.post("sample", &one, &sound_body()), (201, first.clone()));
    assert_eq!((chosen(&edge, "before"), chosen(&edge, "after")), (0, 1));
}

#[test]
fn many_at_once_each_sent_twice_are_counted_once() {
    let edge = started();
    let keys: Vec<String> = (0..300).map(|_| key()).collect();
    let send = |lane: usize| {
        let mut receipts = Vec::new();
        for one in keys.iter().skip(lane % 8).step_by(8) {
            let (status, answer) = edge.post("sample", one, &sound_body());
            assert_eq!(status, 201, "{answer}");
            receipts.push(answer["receipt"].as_str().unwrap().to_owned());
        }
        receipts
    };
    // Sixteen lanes over eight parts: each key is sent by two at the same time.
    let mut receipts: Vec<String> = std::thread::scope(|scope| {
        let lanes: Vec<_> = (0..16).map(|lane| scope.spawn(move || send(lane))).collect();
        lanes.into_iter().flat_map(|lane| lane.join().unwrap()).collect()
    });
    receipts.sort();
    receipts.dedup();
    assert_eq!(receipts.len(), keys.len());
    assert_eq!(edge.summary("sample")["responses"], 300);
    assert_eq!(edge.responses("sample").len(), 300);
}

#[test]
fn nothing_is_taken_once_close_was_answered() {
    let edge = started();
    let accepted = std::sync::atomic::AtomicI64::new(0);
    let closed = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..100 {
                    let was_closed = closed.load(std::sync::atomic::Ordering::SeqCst);
                    let (status, answer) = edge.post("sample", &key(), &sound_body());
                    match status {
                        201 => {
                            assert!(!was_closed, "taken after close was answered");
                            accepted.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                        }
                        _ => assert_eq!(answer["type"], "/problems/consultation-closed"),
                    }
                }
            });
        }
        scope.spawn(|| {
            std::thread::sleep(std::time::Duration::from_millis(60));
            edge.close("sample");
            closed.store(true, std::sync::atomic::Ordering::SeqCst);
        });
    });
    assert_eq!(edge.summary("sample")["responses"], accepted.into_inner());
}

#[test]
fn an_older_revision_is_still_taken_and_counted() {
    let edge = started();
    let mut document = edge.sample_document();
    document["questions"][0]["options"].as_array_mut().unwrap().push(json!({"id": "later", "text": {"en": "Later"}}));
    assert_eq!(edge.put("sample", &document).0, 200);
    assert_eq!(edge.post("sample", &key(), &sound_body()).0, 201);
    let mut newer: Value = sound_body();
    newer["revision"] = json!(2);
    newer["answers"]["stage"] = json!("later");
    assert_eq!(edge.post("sample", &key(), &newer).0, 201);
    assert_eq!((chosen(&edge, "before"), chosen(&edge, "later")), (1, 1));
}
