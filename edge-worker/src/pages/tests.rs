//! Every page: nothing that its own policy forbids, nothing that breaks out of a text.

use super::{audit, department, form, frame, outcome, overview, problems, receipt, texts, tokens};
use crate::access::{Role, TokenId};
use crate::department::texts::{Asked, Quote, Read, Shown};
use crate::ledger::Position;
use crate::objects::department::Listed;
use crate::objects::marks::{FALSE_ATTRIBUTION, Mark};
use crate::objects::visited::Pages;
use crate::reach::Reach;
use crate::texts::wire::{Burst, Found, Place, Same, Shared, Theme};
use aggregate::{Contribution, Summary, Tally};
use contract::audit::{Action, Actor, Entry, Hash};
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

fn framed(role: Role) -> frame::Department {
    let id = DepartmentId::parse("engagement").unwrap();
    let (name, who) = (HOSTILE.to_owned(), HOSTILE.to_owned());
    frame::Department { id, name, role, who, sign_out: frame::SignOut::Ours }
}

fn token(id: &str) -> Listed {
    Listed {
        id: id.to_owned(),
        name: HOSTILE.to_owned(),
        role: "viewer".to_owned(),
        made_at: 1_728_000_000,
        made_by: HOSTILE.to_owned(),
        expires_at: Some(1_728_600_000),
        used_on: Some(20_000),
        revoked_at: None,
        revoked_by: None,
    }
}

fn all_tokens(arrival: tokens::Arrival) -> String {
    let now = Timestamp::from_unix_seconds(1_728_100_000);
    let revoked = Listed { revoked_at: Some(1_728_050_000), revoked_by: Some(HOSTILE.to_owned()), ..token("revoked2") };
    let deployments = Listed { expires_at: None, used_on: None, ..token(TokenId::DEPLOYMENT) };
    let all = [token("valid222"), revoked, deployments];
    let shown = tokens::Tokens { tokens: &all, arrival, id: TokenId::parse("ab2cd3ef").unwrap(), now };
    tokens::tokens(&framed(Role::Admin), &shown, "/a/")
}

fn log() -> String {
    let entry = Entry {
        department: DepartmentId::parse("engagement").unwrap(),
        number: 7,
        at: Timestamp::from_unix_seconds(1_728_000_000),
        by: Actor::Token { id: HOSTILE.to_owned(), name: HOSTILE.to_owned() },
        action: Action::TokenMade,
        subject: HOSTILE.to_owned(),
        detail: HOSTILE.to_owned(),
    };
    let (hash, now) = (Hash::NONE.to_string(), Timestamp::from_unix_seconds(1_728_000_000));
    let shown = audit::Log { entries: vec![&entry], count: 9, hash: &hash, older: Some(7), paged: true, now };
    audit::log(&framed(Role::Admin), &shown, "/a/")
}

const REACH: Reach = Reach { seen: 20, started: 4, withdrawn: 1 };

fn reading(consultation: &Consultation, role: Role) -> String {
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
        department: framed(role),
        consultation,
        summary: &summary,
        deleted: 3,
        pages: &Pages::default(),
        release_due: true,
        texts: match role {
            Role::Viewer => department::Texts::Hidden,
            _ => department::Texts::Shown { quotes: vec![quote], older: None, paged: false },
        },
        standing: outcome::Standing {
            told: None,
            due_on: Some(Day::from_days(20_010)),
            now: Timestamp::from_unix_seconds(0),
        },
        reach: REACH,
        opposites: department::Opposites::Diverging,
        now: Timestamp::from_unix_seconds(1_728_000_000),
    };
    department::reading(&reading, "/v1/assets/0/")
}

/// What people wrote, with everything that the page can show.
fn written(consultation: &Consultation) -> String {
    let quote = |number| Quote {
        place: Place(0, Position(number, 1)),
        text: format!("{HOSTILE} {number}"),
        site: SiteId::parse("forum").unwrap(),
        lang: Lang::Cy,
        recorded: 1_728_000_000,
        changed: Some(1_728_050_000),
        campaign: Some(0),
        marks: vec![Mark {
            tag: FALSE_ATTRIBUTION.to_owned(),
            note: HOSTILE.to_owned(),
            by: HOSTILE.to_owned(),
            at: 1_728_060_000,
        }],
    };
    let counts = || serde_json::from_str(r#"{"": 30, "one": 30, "one=a": 29, "one=b": 1}"#).unwrap();
    let found = Found {
        as_of: 1_728_000_000,
        more: true,
        all: 40,
        distinct: 31,
        outside: 10,
        threshold: 10,
        matched: 40,
        hits: vec![(quote(1).place, Some(0)), (quote(2).place, Some(0))],
        next: None,
        themes: vec![Theme { shown: HOSTILE.to_owned(), plain: "alert 1".to_owned(), texts: 40, distinct: 12 }; 21],
        campaigns: vec![Shared { texts: 30, distinct: 21, places: vec![quote(1).place, quote(2).place] }],
        counts: [counts(), counts(), counts()],
        same: vec![Same { count: 30, expected: 2.5 }],
        bursts: vec![Burst { site: "forum".to_owned(), from: 1_728_000_000, count: 25, expected: 1.0 }],
    };
    let read = Read::Shown(Box::new(Shown {
        found,
        quotes: vec![quote(1), quote(2)],
        samples: vec![vec![quote(1), quote(2)]],
        tags: vec![(FALSE_ATTRIBUTION.to_owned(), 2), (HOSTILE.to_owned(), 1)],
    }));
    let fields = [("q", HOSTILE), ("tag", HOSTILE)].map(|(name, value)| (name.to_owned(), value.to_owned()));
    let asked = Asked::read(&fields.to_vec(), consultation).unwrap();
    let shown = texts::Texts {
        department: framed(Role::Analyst),
        consultation,
        asked: asked.as_ref(),
        read: Some(&read),
        faults: &[("note-0-1025".to_owned(), HOSTILE.to_owned())],
        typed: Some(&texts::Typed {
            place: Place(0, Position(1, 1)),
            tag: "kept".to_owned(),
            note: HOSTILE.to_owned(),
        }),
    };
    texts::texts(&shown, "/a/")
}

#[test]
fn a_campaign_is_told_as_one_text_with_what_differs_and_three_figures() {
    let page = written(&consultation());
    for words in [
        "One text, 30 responses",
        "75% of all texts. 21 differ in their words.",
        // Of the second text, the number alone.
        "&amp;amp; <mark>2</mark></blockquote>",
        r#"<strong data-figure="outside">10</strong> are outside campaigns."#,
        "campaign=1",
        "Alder</th>",
        "30</strong> responses, where 2.5 would be expected",
        "There are more: the first 40 are looked at here",
    ] {
        assert!(page.contains(words), "{words} in {page}");
    }
}

fn recorded(consultation: &Consultation, lang: Lang) -> String {
    let answers: Vec<(QuestionId, Answer)> =
        answers(consultation).iter().map(|(id, answer)| (id.clone(), answer.clone())).collect();
    said(consultation, lang, &answers)
}

fn said(consultation: &Consultation, lang: Lang, answers: &[(QuestionId, Answer)]) -> String {
    let receipt = Receipt::new(consultation.id().clone(), 0, [7; 16]);
    let shown = receipt::Recorded {
        receipt: &receipt,
        definition: &consultation.current().definition,
        lang,
        answers,
        recorded: Timestamp::from_unix_seconds(1_728_000_000),
        changed: Some(Timestamp::from_unix_seconds(1_728_100_000)),
        kept_until: Some(Timestamp::from_unix_seconds(1_790_000_000)),
        arrival: receipt::Arrival::Later,
        open: true,
        others: Some("<p>others</p>"),
        outcome: None,
    };
    receipt::recorded(&shown, "/v1/assets/0/")
}

#[test]
fn no_page_breaks_its_own_policy_or_lets_a_text_out() {
    let consultation = consultation();
    let definition = &consultation.current().definition;
    let id = consultation.department();
    let receipt_id = Receipt::new(consultation.id().clone(), 0, [7; 16]);
    let listed = overview::Listed {
        id: consultation.id().clone(),
        title: HOSTILE.to_owned(),
        lang: Lang::En,
        state: State::Open,
        responses: 1,
        outcome: maud::html! {},
        due_on: Some(Day::from_days(20_010)),
        release_due: true,
        recent: vec![0, 1],
        opens_at: None,
        closes_at: Some(Timestamp::from_unix_seconds(1_728_000_000)),
    };
    let now = Timestamp::from_unix_seconds(1_728_100_000);
    let hosted = form::Hosted {
        definition,
        lang: Lang::En,
        view: "<p>form</p>",
        arrival: form::Arrival::Wrong,
        address: "/f/c?site=forum",
        head: super::share::head(&super::share::Shared {
            own: &contract::Origin::parse("https://edge.example").unwrap(),
            id: consultation.id(),
            lang: Lang::En,
            title: HOSTILE,
            description: HOSTILE,
            path: "/f/c?site=forum",
        }),
        about: super::share::about(consultation.id(), "forum", Lang::En),
    };
    let waiting = [overview::Waiting { id: "c".to_owned(), title: HOSTILE.to_owned(), why: "waits for your approval" }];
    let pages = [
        reading(&consultation, Role::Analyst),
        reading(&consultation, Role::Viewer),
        written(&consultation),
        overview::overview(&framed(Role::Viewer), &[listed], &waiting, now, "/a/"),
        frame::sign_in((id, HOSTILE), HOSTILE, Some(frame::NotSignedIn::Expired), "/a/"),
        frame::forbidden(&framed(Role::Viewer), Role::Admin, "/a/"),
        all_tokens(tokens::Arrival::First),
        all_tokens(tokens::Arrival::Made { name: HOSTILE.to_owned(), token: HOSTILE.to_owned() }),
        all_tokens(tokens::Arrival::MadeBefore(HOSTILE.to_owned())),
        all_tokens(tokens::Arrival::Wrong(
            tokens::Filled { name: HOSTILE.to_owned(), role: None, days: HOSTILE.to_owned() },
            vec![("role".to_owned(), HOSTILE.to_owned())],
        )),
        tokens::ask(&framed(Role::Admin), &token("valid222"), Timestamp::from_unix_seconds(0), "/a/"),
        log(),
        form::hosted(hosted, "/a/"),
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
    let page = reading(&consultation(), Role::Analyst);
    for row in [
        r#"<strong class="figure" data-figure="responses">2</strong> people answered"#,
        "Cymraeg",
        "Alder",
        "Birch",
        "5 – High",
        "Maps are free",
        "On average <strong>4.0</strong> of 5.",
        "0 of 2 answered",
        r#"<th class="number" scope="col">3</th><th class="number" scope="col">Placed</th>"#,
        r#"<td class="number">0</td><td class="number">2</td><td class="number">0</td><td class="number">2</td><td class="number">100%</td><td class="number">2.0</td>"#,
        // What nobody placed.
        r#"<td class="number">0%</td><td class="number">–</td>"#,
        "Yorkshire and The Humber",
        "Buses are late",
        r#"<th class="number" scope="col">Pass</th>"#,
        "No one has written anything yet.",
        // The day between the first and the last, on which no one answered.
        r#"<th scope="row" dir="auto">5 October 2024</th><td class="number">0</td>"#,
        // From seeing to sending: two are there and one was withdrawn.
        r#"<th scope="row" dir="auto">Answer sent</th><td class="number">3</td>"#,
        "About <strong>15%</strong> of the forms",
        "<title>Wales: 2, 100%</title>",
        r#"href="/v1/departments/engagement/consultations/c/data/question-vote.csv""#,
    ] {
        assert!(page.contains(row), "{row} in {page}");
    }
}

#[test]
fn pages_show_what_the_readers_role_may() {
    let consultation = consultation();
    let (viewers, analysts) = (reading(&consultation, Role::Viewer), reading(&consultation, Role::Analyst));
    for words in ["/exports", "<blockquote"] {
        assert!(!viewers.contains(words), "{words} in {viewers}");
        assert!(analysts.contains(words), "{words} not in {analysts}");
    }
    for role in Role::ALL {
        let page = overview::overview(&framed(role), &[], &[], Timestamp::from_unix_seconds(0), "/a/");
        let offered = |words: &str| page.contains(words);
        assert_eq!(offered("/d/engagement/tokens"), role == Role::Admin, "{role:?}");
        assert_eq!(offered("/d/engagement/log"), role == Role::Admin, "{role:?}");
        assert_eq!(offered("PUT /v1/"), role >= Role::Publisher, "{role:?}");
    }
    let tokens = all_tokens(tokens::Arrival::First);
    for (id, revocable) in [("valid222", true), ("revoked2", false), ("deployment", false)] {
        assert_eq!(tokens.contains(&format!("href=\"/d/engagement/tokens/{id}\"")), revocable, "{id}");
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

#[test]
fn what_was_taken_out_of_a_text_is_said_with_the_receipt() {
    let consultation = consultation();
    let id = consultation.current().definition.questionnaire().questions()[0].id().clone();
    let page = |text: &str| said(&consultation, Lang::Cy, &[(id.clone(), Answer::FreeText(text.to_owned()))]);
    let words = Lang::Cy.page_strings().taken_out;
    assert!(page("Ffoniwch [tel]").contains(words));
    assert!(!page("Ffoniwch fi").contains(words));
}

#[test]
fn every_table_of_a_page_has_a_name_of_its_own_and_every_element_an_identifier() {
    let consultation = consultation();
    let page = reading(&consultation, Role::Analyst);
    let mut ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "{ids:?}");
    // Every chart says what it is and what it shows.
    assert_eq!(page.matches("<desc id=").count(), page.matches(r#"role="img""#).count());
    for data in department::data(&Summary::of(&Tally::new(), &consultation), &consultation, REACH) {
        assert!(page.contains(&format!("/data/{}.csv", data.name)), "{}", data.name);
    }
}
