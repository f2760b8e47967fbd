//! Every page: nothing that its own policy forbids, nothing that breaks out of a text.

use super::{department, form, problems, receipt};
use aggregate::{Contribution, Summary, Tally};
use contract::{
    Answer, Answers, Consultation, ConsultationId, Day, Definition, DepartmentId, Lang, QuestionId, Receipt, SiteId,
    State, Timestamp,
};

const HOSTILE: &str = r#"<script>alert(1)</script>" onload='x' &amp;"#;

fn consultation() -> Consultation {
    let text = serde_json::json!({
        "title": {"en": HOSTILE, "cy": "Teitl"}, "languages": ["en", "cy"], "summary": {"en": HOSTILE, "cy": "Crynodeb"},
        "sites": [{"id": "forum", "name": HOSTILE, "origins": ["https://forum.example"]}],
        "questions": [
            {"id": "one", "kind": "single_choice", "text": {"en": HOSTILE, "cy": "1"},
             "options": [{"id": "a", "text": {"en": "Alder", "cy": "Gwernen"}}, {"id": "b", "text": {"en": HOSTILE, "cy": "b"}}]},
            {"id": "many", "kind": "multiple_choice", "text": {"en": "Many?", "cy": "2"},
             "options": [{"id": "a", "text": {"en": "Ash", "cy": "Onnen"}}, {"id": "b", "text": {"en": "Birch", "cy": "Bedwen"}}]},
            {"id": "rate", "kind": "rating", "text": {"en": "Rate?", "cy": "3"}, "points": 5,
             "low": {"en": "Low", "cy": "Isel"}, "high": {"en": "High", "cy": "Uchel"}},
            {"id": "views", "kind": "agreement", "text": {"en": "Views?", "cy": "4"},
             "scale": [{"id": "yes", "text": {"en": "Agree", "cy": "Cytuno"}}, {"id": "no", "text": {"en": "Disagree", "cy": "Anghytuno"}}],
             "statements": [{"id": "s", "text": {"en": "Maps are free", "cy": "Mapiau am ddim"}}]},
            {"id": "say", "kind": "free_text", "text": {"en": "Say?", "cy": "5"}},
            {"id": "blank", "kind": "free_text", "text": {"en": "Left out?", "cy": "6"}},
            {"id": "rank", "kind": "ranking", "text": {"en": HOSTILE, "cy": "7"},
             "options": [{"id": "a", "text": {"en": "Walking", "cy": "Cerdded"}}, {"id": "b", "text": {"en": "Cycling", "cy": "Beicio"}}, {"id": "c", "text": {"en": HOSTILE, "cy": "c"}}]},
            {"id": "home", "kind": "region", "text": {"en": "Home?", "cy": "8"}},
            {"id": "vote", "kind": "vote", "text": {"en": "Vote?", "cy": "9"},
             "statements": [{"id": "s", "text": {"en": "Buses are late", "cy": "Mae’r bysiau’n hwyr"}}, {"id": "t", "text": {"en": HOSTILE, "cy": "t"}}]}
        ]
    });
    let definition = Definition::parse(&serde_json::from_value(text).unwrap()).unwrap();
    let department = DepartmentId::parse("engagement").unwrap();
    let mut consultation = Consultation::draft(ConsultationId::parse("c").unwrap(), department, definition);
    consultation.open().unwrap();
    consultation
}

fn answers(consultation: &Consultation) -> Answers {
    let given = serde_json::json!({"one": "a", "many": ["b"], "rate": 4, "views": {"s": "no"}, "say": HOSTILE,
        "rank": ["b", "a"], "home": "TLL", "vote": {"s": "pass", "t": "agree"}});
    Answers::parse(consultation.current().definition.questionnaire(), &serde_json::from_value(given).unwrap()).unwrap()
}

fn reading(consultation: &Consultation) -> String {
    let answers = answers(consultation);
    let mut tally = Tally::new();
    let site = SiteId::parse("forum").unwrap();
    for day in [20_000, 20_002] {
        tally.record(&Contribution::of(site.clone(), Lang::Cy, Day::from_days(day), &answers));
    }
    let summary = Summary::of(&tally, consultation);
    let quote = department::Quote {
        question: QuestionId::parse("say").unwrap(),
        text: HOSTILE.to_owned(),
        site,
        lang: Lang::Cy,
        day: Day::from_days(20_000),
    };
    let reading = department::Reading {
        department: department::Department { id: consultation.department(), name: HOSTILE },
        consultation,
        summary: &summary,
        quotes: &[quote],
        older: None,
        paged: false,
        now: Timestamp::from_unix_seconds(1_728_000_000),
    };
    department::reading(&reading, "/v1/assets/0/")
}

fn recorded(consultation: &Consultation, lang: Lang) -> String {
    let receipt = Receipt::new(consultation.id().clone(), 0, [7; 16]);
    let answers: Vec<(QuestionId, Answer)> =
        answers(consultation).iter().map(|(id, answer)| (id.clone(), answer.clone())).collect();
    let shown = receipt::Recorded {
        receipt: &receipt,
        definition: &consultation.current().definition,
        lang,
        answers: &answers,
        recorded: Timestamp::from_unix_seconds(1_728_000_000),
        changed: Some(Timestamp::from_unix_seconds(1_728_100_000)),
        arrival: receipt::Arrival::Later,
        open: true,
        others: Some("<p>others</p>"),
    };
    receipt::recorded(&shown, "/v1/assets/0/")
}

#[test]
fn no_page_breaks_its_own_policy_or_lets_a_text_out() {
    let consultation = consultation();
    let definition = &consultation.current().definition;
    let id = consultation.department();
    let receipt_id = Receipt::new(consultation.id().clone(), 0, [7; 16]);
    let listed = department::Listed {
        id: consultation.id().clone(),
        title: HOSTILE.to_owned(),
        lang: Lang::En,
        state: State::Open,
        responses: 1,
    };
    let hosted = form::Hosted {
        definition,
        lang: Lang::En,
        view: "<p>form</p>",
        arrival: form::Arrival::Wrong,
        address: "/f/c?site=forum",
    };
    let pages = [
        reading(&consultation),
        department::list(&department::Department { id, name: HOSTILE }, &[listed], "/a/"),
        department::sign_in(id, HOSTILE, true, "/a/"),
        form::hosted(&hosted, "/a/"),
        recorded(&consultation, Lang::En),
        receipt::withdraw(&receipt_id, definition, Lang::En, "/a/"),
        receipt::withdrawn(&receipt_id, definition, Lang::Cy, "/a/"),
        receipt::change(&receipt_id, definition, Lang::En, "<p>form</p>", false, "/a/"),
        receipt::not_found(Lang::Cy, "/a/"),
        problems::problems("/a/"),
    ];
    for page in &pages {
        assert!(page.starts_with("<!DOCTYPE html>"), "{page}");
        for forbidden in ["<script>", " style=", "<style", "onload='x'", "javascript:"] {
            assert!(!page.replace("onload='x' &amp;amp;", "").contains(forbidden), "{forbidden} in {page}");
        }
        assert_eq!(page.matches("<h1").count(), usize::from(!page.contains("<p>form</p>")), "{page}");
    }
}

#[test]
fn the_department_reads_every_count_beside_its_words() {
    let page = reading(&consultation());
    for row in [
        r#"<strong class="figure" data-figure="responses">2</strong> people answered"#,
        "Cymraeg",
        "Alder",
        "Birch",
        "4</th>",
        "5 – High",
        "Maps are free",
        "On average <strong>4.0</strong> of 5.",
        "0 of 2 answered",
        r#"<th class="number" scope="col">3</th><th class="number" scope="col">Placed</th>"#,
        r#"<td class="number">0</td><td class="number">2</td><td class="number">0</td><td class="number">2 <span class="share">100%</span></td><td class="number">2.0</td>"#,
        // What nobody placed.
        r#"<span class="share">0%</span></td><td class="number">–</td>"#,
        "Yorkshire and The Humber",
        "Buses are late",
        r#"<th class="number" scope="col">Pass</th>"#,
        "No one has written anything yet.",
        // The day between the first and the last, on which no one answered.
        r#"<th scope="row">5 October 2024</th><td class="number">0</td>"#,
    ] {
        assert!(page.contains(row), "{row} in {page}");
    }
}

#[test]
fn a_receipt_tells_answers_in_the_readers_language() {
    let consultation = consultation();
    for (lang, words) in [
        (
            Lang::En,
            [
                "Alder",
                "Birch",
                "4/5",
                "Maps are free: <strong>Disagree",
                "Not answered",
                "Recorded on 4 October 2024",
                "<dd>1. Cycling</dd><dd>2. Walking</dd>",
                "<dd>Wales</dd>",
                "Buses are late: <strong>Pass",
            ],
        ),
        (
            Lang::Cy,
            [
                "Gwernen",
                "Bedwen",
                "4/5",
                "Mapiau am ddim: <strong>Anghytuno",
                "Heb ei ateb",
                "Cofnodwyd ar 4 Hydref 2024",
                "<dd>1. Beicio</dd><dd>2. Cerdded</dd>",
                "<dd>Cymru</dd>",
                "Mae’r bysiau’n hwyr: <strong>Pasio",
            ],
        ),
    ] {
        let page = recorded(&consultation, lang);
        for word in words {
            assert!(page.contains(word), "{word} in {page}");
        }
    }
}
