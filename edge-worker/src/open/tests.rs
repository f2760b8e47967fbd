use super::*;
use aggregate::{Contribution, Tally};
use contract::{Answers, ConsultationId, Day, Definition, DepartmentId, SiteId, Timestamp};

fn consultation() -> Consultation {
    let text = r#"{
        "title": {"en": "Roads & <paths>", "cy": "Ffyrdd"}, "languages": ["en", "cy"], "licence": "OGL-UK-3.0",
        "questions": [
            {"id": "one", "kind": "single_choice", "text": {"en": "=1+1?", "cy": "Un?"},
             "options": [{"id": "a", "text": {"en": "＝A", "cy": "A"}}, {"id": "b", "text": {"en": "B", "cy": "B"}}]},
            {"id": "why", "kind": "free_text", "text": {"en": "Why?", "cy": "Pam?"}},
            {"id": "vote", "kind": "vote", "text": {"en": "Vote", "cy": "Pleidlais"},
             "statements": [{"id": "s", "text": {"en": "Say \"yes\"", "cy": "Ie"}}],
             "show_if": {"question": "one", "any_of": ["a"]}}
        ]}"#;
    let definition = Definition::parse(&serde_json::from_str(text).unwrap()).unwrap();
    let (id, department) = (ConsultationId::parse("roads").unwrap(), DepartmentId::parse("d").unwrap());
    let mut consultation = Consultation::draft(id, department, definition);
    consultation.open().unwrap();
    consultation
}

fn published(consultation: &Consultation, lang: Lang) -> Published<'_> {
    let questionnaire = consultation.current().definition.questionnaire();
    let mut tally = Tally::new();
    for (times, answers) in [
        (23, r#"{"one": "a", "vote": {"s": "agree"}}"#),
        (12, r#"{"one": "a", "vote": {"s": "disagree"}}"#),
        (10, r#"{"one": "a", "vote": {"s": "pass"}}"#),
        (40, r#"{"one": "b", "why": "words"}"#),
    ] {
        let answers = Answers::parse(questionnaire, &serde_json::from_str(answers).unwrap()).unwrap();
        let one = Contribution::of(SiteId::parse("forum").unwrap(), Lang::En, Day::from_days(20_000), &answers);
        (0..times).for_each(|_| tally.record(&one));
    }
    let at = Timestamp::parse("2026-03-01T09:30:00Z").unwrap();
    let (release, _) = Release::next(consultation, &tally, None, at, &|_, _| unreachable!("no noise")).unwrap();
    Published {
        consultation,
        department: "The Department".to_owned(),
        release,
        sha256: "ab".repeat(32),
        lang,
        base: "https://host.example/v1/consultations/roads/releases".to_owned(),
    }
}

#[test]
fn a_table_in_bytes() {
    let consultation = consultation();
    let csv = String::from_utf8(table::csv(&published(&consultation, Lang::En)).unwrap()).unwrap();
    assert_eq!(
        csv,
        concat!(
            "question,question_text,kind,statement,statement_text,answer,answer_text,count,percent,answered,asked\r\n",
            "one,'=1+1?,single_choice,,,a,'＝A,45,53,85,85\r\n",
            "one,'=1+1?,single_choice,,,b,B,40,47,85,85\r\n",
            "vote,Vote,vote,s,\"Say \"\"yes\"\"\",agree,Agree,25,56,45,45\r\n",
            "vote,Vote,vote,s,\"Say \"\"yes\"\"\",disagree,Disagree,10,22,45,45\r\n",
            "vote,Vote,vote,s,\"Say \"\"yes\"\"\",pass,Pass,10,22,45,45\r\n",
        )
    );
}

#[test]
fn a_description_names_its_table_and_its_licence() {
    let consultation = consultation();
    let welsh = published(&consultation, Lang::Cy);
    let csv = table::csv(&welsh).unwrap();
    let document: serde_json::Value = serde_json::from_str(&package::document(&welsh, &csv).to_string()).unwrap();
    assert_eq!(document["resources"][0]["path"], "https://host.example/v1/consultations/roads/releases/1.csv?lang=cy");
    assert_eq!(document["resources"][0]["bytes"], csv.len());
    assert_eq!(document["licenses"][0]["name"], "OGL-UK-3.0");
    assert_eq!(document["title"], "Ffyrdd: Cyhoeddiad 1, 1 Mawrth 2026");
    let fields = document["resources"][0]["schema"]["fields"].as_array().unwrap().iter();
    let names: Vec<&str> = fields.map(|field| field["name"].as_str().unwrap()).collect();
    assert_eq!(names.join(","), String::from_utf8(csv).unwrap().lines().next().unwrap());
}

#[test]
fn a_spreadsheet_says_first_what_it_is() {
    let consultation = consultation();
    let ods = sheet::ods(&published(&consultation, Lang::En));
    // ODF 1.2 part 3, section 3.3: the type stands at byte 38, neither compressed nor with an extra field.
    assert_eq!(&ods[30..38], b"mimetype");
    assert_eq!(&ods[38..38 + book::MEDIA.len()], book::MEDIA.as_bytes());
    assert_eq!(ods, sheet::ods(&published(&consultation, Lang::En)), "the same bytes each time");
    let text = String::from_utf8_lossy(&ods);
    assert!(text.contains("Table 1: =1+1?") && !text.contains("table:formula"), "a text stays a text");
    assert!(text.contains(r#"table:target-range-address="'Table_2'.A3:'Table_2'.H4" table:contains-header="true""#));
}

#[test]
fn a_page_tells_what_was_left_out_and_runs_no_script() {
    let consultation = consultation();
    let page = crate::pages::release::release(&published(&consultation, Lang::En), "/v1/assets/0/");
    for words in [
        "Roads &amp; &lt;paths&gt;",
        "Release 1, 1 March 2026",
        "People who answered, rounded: 85",
        "Answered, rounded: 45, of those who were asked: 45",
        "What people wrote in their own words is not published here.",
        "at least 20 people",
        "Open Government Licence v3.0",
        "https://host.example/v1/consultations/roads/releases/1.html",
        "lang=cy",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("<script") && !page.contains("style="));
}

#[test]
fn a_catalogue_and_a_feed_name_each_release() {
    let consultation = consultation();
    let releases = [crate::objects::releases::Listed {
        number: 1,
        at: "2026-03-01T09:30:00Z".to_owned(),
        sha256: "ab".repeat(32),
    }];
    let base = "https://host.example/v1/consultations/roads/releases";
    let series =
        catalogue::Series { consultation: &consultation, department: "The Department", releases: &releases, base };
    let document: serde_json::Value = serde_json::from_str(&catalogue::document(&series).to_string()).unwrap();
    let graph = document["@graph"].as_array().unwrap();
    assert_eq!((graph.len(), &graph[0]["@type"]), (2, &"dcat:DatasetSeries".into()));
    assert_eq!(graph[1]["dcat:distribution"][1]["dcat:downloadURL"]["@id"], format!("{base}/1.csv"));
    assert_eq!(graph[1]["dct:title"][1]["@value"], "Ffyrdd");
    let entry = feed::Entry {
        title: "A & B".to_owned(),
        address: format!("{base}/1.html"),
        at: "2026-03-01T09:30:00Z".to_owned(),
        summary: "<s>".to_owned(),
        lang: Some("cy"),
    };
    let feed = feed::Feed {
        lang: "en",
        title: "T",
        author: "D",
        address: "https://host.example/f.atom",
        page: "https://host.example/f.html",
        since: "1970-01-01T00:00:00Z",
        entries: &[entry],
    };
    assert_eq!(
        feed::atom(&feed),
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">"#,
            "<id>https://host.example/f.atom</id><title>T</title><updated>2026-03-01T09:30:00Z</updated>",
            "<author><name>D</name></author>",
            r#"<link rel="self" type="application/atom+xml" href="https://host.example/f.atom"/>"#,
            r#"<link rel="alternate" type="text/html" href="https://host.example/f.html"/>"#,
            "<entry><id>https://host.example/v1/consultations/roads/releases/1.html</id><title>A &amp; B</title>",
            r#"<updated>2026-03-01T09:30:00Z</updated><summary xml:lang="cy">&lt;s&gt;</summary>"#,
            r#"<link rel="alternate" type="text/html" href="https://host.example/v1/consultations/roads/releases/1.html"/>"#,
            "</entry></feed>"
        )
    );
}
