//! Who may what: every route of `docs/access.md`, called by every role, by nobody, and with tokens that do not hold.

use serde_json::{Value, json};
use soundings_tests::{Edge, FORUM, Reply, key, sound_body};

const TABLE: &str = include_str!("../../docs/access.md");

const HTML: (&str, &str) = ("accept", "text/html");

/// Who calls.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Who {
    Nobody,
    Malformed,
    OtherDepartment,
    Expired,
    Revoked,
    Viewer,
    Analyst,
    Publisher,
    Admin,
    Deployment,
}

const ALL: [Who; 10] = [
    Who::Nobody,
    Who::Malformed,
    Who::OtherDepartment,
    Who::Expired,
    Who::Revoked,
    Who::Viewer,
    Who::Analyst,
    Who::Publisher,
    Who::Admin,
    Who::Deployment,
];

/// A row of the table.
#[derive(Debug)]
struct Row {
    method: &'static str,
    path: &'static str,
    least: &'static str,
    how: &'static str,
}

fn rows() -> Vec<Row> {
    let rows = TABLE.lines().filter_map(|line| line.strip_prefix("| `")).filter_map(|line| {
        let mut cells = line.split('|').map(|cell| cell.trim().trim_matches('`'));
        let (method, path) = cells.next()?.split_once(' ')?;
        Some(Row { method, path, least: cells.next()?, how: cells.next()? })
    });
    rows.collect()
}

/// How high a role is; 0 for none.
fn rank(role: &str) -> usize {
    ["anyone", "viewer", "analyst", "publisher", "admin"].iter().position(|own| *own == role).expect("a role")
}

impl Who {
    fn rank(self) -> usize {
        match self {
            Self::Nobody | Self::Malformed | Self::OtherDepartment | Self::Expired | Self::Revoked => 0,
            Self::Viewer => 1,
            Self::Analyst => 2,
            Self::Publisher => 3,
            Self::Admin | Self::Deployment => 4,
        }
    }

    /// The problem with which a call of a department is refused.
    fn problem(self) -> (u16, &'static str) {
        match self {
            Self::Nobody => (401, "token-missing"),
            Self::Malformed => (401, "token-invalid"),
            Self::OtherDepartment => (403, "token-of-another-department"),
            Self::Expired => (401, "token-expired"),
            Self::Revoked => (401, "token-revoked"),
            Self::Viewer | Self::Analyst | Self::Publisher | Self::Admin | Self::Deployment => (403, "role-too-low"),
        }
    }
}

/// A reply to be written.
fn order(text: &str) -> Value {
    let principles = ["credible", "consistent", "responsive", "integrated", "civil-servant"];
    json!({"text": text, "lang": "en", "principles": principles})
}

/// An outcome of a sample.
fn outcome() -> Value {
    json!({"asked": {"en": "a"}, "said": {"en": "s"}, "did": {"en": "d"}})
}

struct World {
    edge: Edge,
    tokens: Vec<(Who, String)>,
    /// A token that only writes what others approve.
    writer: String,
    /// One that only approves what that one wrote.
    signer: String,
    number: std::cell::Cell<u32>,
}

impl World {
    fn new() -> Self {
        let mut edge = Edge::start_with(vec![
            ("SOUNDINGS_SECURITY_CONTACT", "mailto:security@dept.example".to_owned()),
            ("SOUNDINGS_SECURITY_EXPIRES", "2100-01-01T00:00:00Z".to_owned()),
        ]);
        edge.open_samples();
        let (_, expired) = edge.make_token("Expired", "admin");
        let (revoked_id, revoked) = edge.make_token("Revoked", "admin");
        assert_eq!(edge.call_with(edge.token(), "DELETE", &format!("tokens/{revoked_id}"), "").0, 204);
        let mut tokens = vec![
            (Who::Malformed, "snd_no".to_owned()),
            (Who::OtherDepartment, edge.other_token().to_owned()),
            (Who::Expired, expired),
            (Who::Revoked, revoked),
            (Who::Deployment, edge.token().to_owned()),
        ];
        for (who, role) in
            [(Who::Viewer, "viewer"), (Who::Analyst, "analyst"), (Who::Publisher, "publisher"), (Who::Admin, "admin")]
        {
            tokens.push((who, edge.make_token(role, role).1));
        }
        edge.tamper("UPDATE access_token SET expires_at = made_at WHERE name = 'Expired'").unwrap();
        let (_, writer) = edge.make_token("Writer", "analyst");
        let (_, signer) = edge.make_token("Signer", "publisher");
        Self { edge, tokens, writer, signer, number: std::cell::Cell::new(0) }
    }

    fn token(&self, who: Who) -> Option<&str> {
        self.tokens.iter().find(|(own, _)| *own == who).map(|(_, token)| token.as_str())
    }

    /// A consultation of its own, in the state that a step needs.
    fn consultation(&self, path: &str) -> String {
        self.number.set(self.number.get() + 1);
        let id = format!("own-{}", self.number.get());
        assert_eq!(self.edge.put(&id, &self.edge.sample_document()).0, 201);
        let steps: &[&str] = match path.rsplit('/').next() {
            Some("open" | "{id}") if path.starts_with("/v1/departments") => &[],
            Some("archive" | "approve") => &["open", "close"],
            _ => &["open"],
        };
        for step in steps {
            assert_eq!(self.edge.department_call("POST", &format!("{id}/{step}"), "").0, 200);
        }
        if path.ends_with("/outcome/approve") {
            // By somebody who is none of those who call: nobody approves what is their own.
            let path = format!("consultations/{id}/outcome");
            assert_eq!(self.edge.call_with(&self.writer, "PUT", &path, &outcome().to_string()).0, 200);
        }
        id
    }

    /// The path of a row, filled in with what is there.
    fn path(&self, row: &Row) -> String {
        // Who only looks changes nothing, and a department has not room for one for each.
        let id = match (row.path.contains("{id}"), row.method) {
            (true, "GET") => "sample".to_owned(),
            (true, _) => self.consultation(row.path),
            (false, _) => String::new(),
        };
        let mut path =
            row.path.replace("{dept}", self.edge.department()).replace("{id}", &id).replace("{site}", "forum");
        if path.contains("{receipt}") {
            let (status, recorded) = self.edge.post("sample", &key(), &sound_body());
            assert_eq!(status, 201);
            path = path.replace("{receipt}", recorded["receipt"].as_str().unwrap());
        }
        if path.contains("{token}") {
            path = path.replace("{token}", &self.edge.make_token("To revoke", "viewer").0);
        }
        let link = if row.path.contains("{link}") || row.path.contains("{site_link}") {
            self.link(&id)
        } else {
            String::new()
        };
        if path.contains("{site_link}") {
            path = path.replace("{site_link}", &link);
        }
        let link = link.split('.').nth(1).unwrap_or_default().to_owned();
        if path.contains("{reply}") {
            path = path.replace("{reply}", &self.reply(&path));
        }
        if path.contains("{draft}") {
            path = path.replace("{draft}", &self.draft(row));
        }
        if path.contains("{key}") {
            let (status, made) = self.edge.call_with(self.edge.token(), "POST", "keys", "");
            assert_eq!(status, 201, "{made}");
            path = path.replace("{key}", made["kid"].as_str().unwrap());
        }
        let loader = self.edge.reply("GET", "/v1/embed.js", &[], "").text;
        let hash = &loader.split_once("/v1/assets/").unwrap().1[..16];
        path = path.replace("{hash}", hash).replace("{name}", "pages.css");
        path.replace("{response}", "0-1025")
            .replace("{number}", "1")
            .replace("{release}", "latest")
            .replace("{table}", "days")
            .replace("{problem}", "not-json")
            .replace("{page}", "api")
            .replace("{picture}", "form.avif")
            .replace("{version}", "0.1.0")
            .replace("{link}", &link)
    }

    /// The token of a link for a site's owner; of the sample where no consultation is named.
    fn link(&self, id: &str) -> String {
        let id = if id.is_empty() { "sample" } else { id };
        let (status, made) =
            self.edge.department_call("POST", &format!("{id}/links"), &json!({"site": "forum"}).to_string());
        assert_eq!(status, 201, "{made}");
        made["link"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()
    }

    /// A draft by somebody who is none of those who call, as far on its way as the route needs it. Whoever only looks gets the
    /// same one each time.
    fn draft(&self, row: &Row) -> String {
        self.number.set(self.number.get() + 1);
        let id = if row.method == "GET" { "looked-at".to_owned() } else { format!("draft-{}", self.number.get()) };
        if row.method == "PUT" {
            return id;
        }
        let steps = ["/approve", "/return"];
        let text = self.edge.sample_document().to_string();
        let (status, saved) = self.edge.call_with(&self.writer, "PUT", &format!("drafts/{id}"), &text);
        assert!(status == 201 || row.method == "GET" && status == 428, "{saved}");
        if steps.iter().any(|step| row.path.ends_with(step)) {
            let body = json!({"version": 1}).to_string();
            let (status, submitted) = self.edge.call_with(&self.writer, "POST", &format!("drafts/{id}/submit"), &body);
            assert_eq!(status, 200, "{submitted}");
        }
        id
    }

    /// The hash of the text of [`Self::draft`], by which it is approved.
    fn digest(&self) -> String {
        let id = "looked-at";
        self.edge.call_with(&self.writer, "PUT", &format!("drafts/{id}"), &self.edge.sample_document().to_string());
        let (_, review) = self.edge.call_with(&self.writer, "GET", &format!("drafts/{id}/review"), "");
        review["digest"].as_str().unwrap().to_owned()
    }

    /// A reply by somebody who is none of those who call; signed where the route is for those.
    fn reply(&self, path: &str) -> String {
        let (status, made) = self.edge.call_with(&self.writer, "POST", "replies", &order("a").to_string());
        assert_eq!(status, 201, "{made}");
        let id = made["id"].as_str().unwrap().to_owned();
        if path.starts_with("/v1/replies/")
            || path.ends_with("/withdraw")
            || path.starts_with("/v1/departments") && path.ends_with("{reply}")
        {
            let approval = json!({"version": 1}).to_string();
            let signed = self.edge.call_with(&self.signer, "POST", &format!("replies/{id}/approve"), &approval);
            assert_eq!(signed.0, 200, "{}", signed.1);
        }
        id
    }

    /// The body that a route takes.
    fn body(&self, row: &Row) -> (&'static str, String) {
        const JSON: &str = "application/json";
        const FORM: &str = "application/x-www-form-urlencoded";
        let answers = format!("key={}&revision=1&site=forum&lang=en&answers.stage=before", key());
        match (row.method, row.path) {
            ("POST", "/v1/departments/{dept}/consultations/{id}/shards") => (JSON, json!({"shards": 2}).to_string()),
            ("PUT", "/v1/departments/{dept}/consultations/{id}/margins") => {
                let margin = json!({"question": "stage", "shares": {"before": 1, "after": 1}});
                (JSON, json!({"source": "S", "margins": [margin]}).to_string())
            }
            ("PUT", "/v1/departments/{dept}/consultations/{id}/outcome") => (JSON, outcome().to_string()),
            ("POST", "/v1/departments/{dept}/consultations/{id}/outcome/approve") => {
                (JSON, json!({"version": 1}).to_string())
            }
            ("POST", "/d/{dept}/{id}/outcome") => (FORM, "after=0&asked.en=a&said.en=s&did.en=d".to_owned()),
            ("POST", "/d/{dept}/{id}/outcome/approve") => (FORM, "version=1".to_owned()),
            ("PUT", "/v1/departments/{dept}/drafts/{draft}")
            | ("POST", "/d/{dept}/studio/_preview" | "/d/{dept}/studio/_yaml") => {
                (JSON, self.edge.sample_document().to_string())
            }
            ("POST", "/d/{dept}/studio/_import") => (JSON, json!({"file": "title: {}"}).to_string()),
            ("POST", "/v1/departments/{dept}/drafts/{draft}/submit") => (JSON, json!({"version": 1}).to_string()),
            ("POST", "/v1/departments/{dept}/drafts/{draft}/approve") => {
                (JSON, json!({"digest": self.digest()}).to_string())
            }
            ("POST", "/v1/departments/{dept}/drafts/{draft}/return") => (JSON, json!({"reason": "R"}).to_string()),
            ("POST", "/d/{dept}/drafts") => (FORM, format!("id=begun-{}&from=blank", self.number.get())),
            ("POST", "/d/{dept}/drafts/{draft}/submit") => (FORM, "version=1".to_owned()),
            ("POST", "/d/{dept}/drafts/{draft}/approve") => (FORM, format!("digest={}", self.digest())),
            ("POST", "/d/{dept}/drafts/{draft}/return") => (FORM, "reason=R".to_owned()),
            ("POST", "/d/{dept}/drafts/{draft}/delete") => (FORM, "version=*".to_owned()),
            ("POST", "/v1/departments/{dept}/replies") => (JSON, order("b").to_string()),
            // The very text: a signed reply takes no other.
            ("PUT", "/v1/departments/{dept}/replies/{reply}") => (JSON, order("a").to_string()),
            ("POST", "/v1/departments/{dept}/replies/{reply}/approve") => (JSON, json!({"version": 1}).to_string()),
            ("POST", "/v1/departments/{dept}/keys") => (JSON, String::new()),
            ("POST", "/v1/departments/{dept}/consultations/{id}/links") => (JSON, json!({"site": "forum"}).to_string()),
            ("POST", "/d/{dept}/{id}/links") => (FORM, "site=forum".to_owned()),
            ("POST", "/d/{dept}/replies" | "/d/{dept}/replies/{reply}") => {
                let principles =
                    "principles=credible&principles=consistent&principles=responsive&principles=integrated";
                (FORM, format!("seen=1&text=b&lang=en&{principles}&principles=civil-servant"))
            }
            ("POST", "/d/{dept}/replies/{reply}/approve") => (FORM, "version=1".to_owned()),
            ("PUT", "/v1/departments/{dept}/consultations/{id}") => (JSON, self.edge.sample_document().to_string()),
            ("POST", "/v1/departments/{dept}/tokens") => (JSON, json!({"name": "N", "role": "viewer"}).to_string()),
            ("POST", "/v1/consultations/{id}/responses") | ("PUT", "/v1/receipts/{receipt}") => {
                (JSON, sound_body().to_string())
            }
            ("POST", "/f/{id}" | "/r/{receipt}") => (FORM, answers),
            ("PUT", "/v1/departments/{dept}/consultations/{id}/responses/{response}/tags") => {
                (JSON, json!({"tags": [{"tag": "costs"}]}).to_string())
            }
            ("POST", "/d/{dept}/{id}/texts") => (FORM, "response=0-1025&tag=costs".to_owned()),
            ("POST", "/d/{dept}/{id}/state") => (FORM, "turn=close".to_owned()),
            ("POST", "/d/{dept}/tokens") => (FORM, "name=N&role=viewer&days=1".to_owned()),
            ("POST", "/d/{dept}/sign-in") => (FORM, "token=x".to_owned()),
            ("POST", _) => (FORM, String::new()),
            _ => (JSON, String::new()),
        }
    }

    fn call(&self, row: &Row, credential: Option<(&str, String)>, origin: Option<&str>, accept: (&str, &str)) -> Reply {
        let path = self.path(row);
        let (kind, body) = self.body(row);
        let quoted = format!("\"{}\"", key());
        let mut headers = vec![("content-type", kind), ("idempotency-key", quoted.as_str()), accept];
        // Receipts' pages are ours; the form is a site's.
        let ours = ["our form", "token or our page"].contains(&row.how) || path.starts_with("/r/");
        let from = if ours { origin } else { Some(FORUM) };
        let query = match path.rsplit('/').next() {
            Some("form") => "?site=forum".to_owned(),
            Some("oembed") => format!("?url={}/f/sample", self.edge.api().base()),
            Some("cross.csv") => "?cross=stage,ease".to_owned(),
            Some("challenge") => format!("?site=forum&for={}", "0".repeat(64)),
            _ => String::new(),
        };
        let path = format!("{path}{query}");
        headers.extend(from.map(|origin| ("origin", origin)));
        headers.extend(credential.as_ref().map(|(name, value)| (*name, value.as_str())));
        self.edge.reply(row.method, &path, &headers, &body)
    }
}

/// The status with which a route answers whoever may call it, or leads on.
fn granted(row: &Row) -> u16 {
    match (row.method, row.path) {
        ("OPTIONS" | "DELETE", _) => 204,
        ("POST", "/v1/departments/{dept}/tokens" | "/v1/consultations/{id}/responses") => 201,
        ("POST", "/v1/departments/{dept}/replies" | "/v1/departments/{dept}/keys") => 201,
        ("POST", "/v1/departments/{dept}/consultations/{id}/links") => 201,
        ("POST", "/d/{dept}/{id}/links/{link}") => 303,
        ("PUT", "/v1/departments/{dept}/drafts/{draft}") => 201,
        ("POST", "/d/{dept}/sign-in") => 422,
        (
            "POST",
            "/f/{id}" | "/r/{receipt}" | "/d/{dept}/sign-out" | "/d/{dept}/tokens/{token}" | "/d/{dept}/{id}/weighting",
        ) => 303,
        ("POST", "/d/{dept}/{id}/outcome" | "/d/{dept}/{id}/outcome/approve" | "/d/{dept}/{id}/state") => 303,
        ("POST", path) if path.starts_with("/d/{dept}/drafts") => 303,
        ("POST", path) if path.starts_with("/d/{dept}/replies") || path.starts_with("/d/{dept}/keys") => 303,
        // It takes answers; and no form is an archive.
        ("GET", path) if path.ends_with("/archive.tar.gz") => 409,
        ("POST", path) if path.ends_with("/import") => 415,
        // Nobody has answered yet: there is no release.
        ("GET", path) if path.starts_with("/v1/consultations/{id}/releases/") => 404,
        ("POST", path) if path.ends_with("/{id}/releases") => 409,
        // And no response that could have a tag.
        ("PUT", "/v1/departments/{dept}/consultations/{id}/responses/{response}/tags") => 404,
        ("POST", "/d/{dept}/{id}/texts") => 404,
        _ => 200,
    }
}

/// The problem of what is not there.
fn missing(row: &Row) -> &'static str {
    match granted(row) {
        404 if row.method == "GET" => "unknown-release",
        404 => "unknown-response",
        409 if row.path.ends_with("/archive.tar.gz") => "state-forbids",
        415 => "unsupported-media-type",
        409 if !row.path.starts_with("/d/") => "release-not-due",
        _ => "",
    }
}

/// What stands on a page and leads nowhere.
fn is_picture(row: &Row) -> bool {
    row.path.ends_with(".svg")
}

fn problem(reply: &Reply) -> String {
    let value: Value = serde_json::from_str(&reply.text).unwrap_or_default();
    value["type"].as_str().and_then(|kind| kind.strip_prefix("/problems/")).unwrap_or_default().to_owned()
}

#[test]
fn every_route_answers_every_role_as_the_table_says() {
    let world = World::new();
    let own = world.edge.api().base().to_owned();
    let rows = rows();
    assert!(rows.len() > 40, "the table is read: {}", rows.len());
    let mut wrong = Vec::new();
    for row in &rows {
        for who in ALL {
            let credential = world.token(who).map(|token| ("authorization", format!("Bearer {token}")));
            let reply = world.call(row, credential, Some(&own), ("accept", "application/json"));
            let found = (reply.status, problem(&reply));
            let page = row.path.starts_with("/d/") && !is_picture(row);
            let allowed = who.rank() >= rank(row.least);
            let expected = if allowed {
                (granted(row), missing(row).to_owned())
            } else if page && who == Who::Nobody {
                // A page leads there where one signs in.
                (303, String::new())
            } else {
                let (status, slug) = who.problem();
                (status, slug.to_owned())
            };
            if found != expected {
                wrong.push(format!("{} {} by {who:?}: {found:?}, not {expected:?}", row.method, row.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_cookie_opens_what_the_table_says_and_nothing_else() {
    let world = World::new();
    let own = world.edge.api().base().to_owned();
    let mut wrong = Vec::new();
    for row in rows().iter().filter(|row| row.least != "anyone") {
        for who in ALL.into_iter().filter(|who| *who != Who::Nobody) {
            let cookie = ("cookie", format!("soundings={}", world.token(who).unwrap()));
            let reply = world.call(row, Some(cookie), Some(&own), HTML);
            let allowed = who.rank() >= rank(row.least);
            let signed_in = who.rank() > 0;
            let expected = match row.how {
                "token" => 401,
                "token or page" | "token or our page" if !allowed => who.problem().0,
                // Signed in with too low a role one is told; else one is led there where one signs in.
                "page" | "our form" if !allowed => {
                    if signed_in {
                        403
                    } else {
                        303
                    }
                }
                _ => granted(row),
            };
            if reply.status != expected {
                wrong.push(format!("{} {} by {who:?}: {}, not {expected}", row.method, row.path, reply.status));
            }
            let location = reply.headers.get("location").cloned().unwrap_or_default();
            if expected == 303 && !allowed && !location.starts_with("/d/engagement/sign-in?next=") {
                wrong.push(format!("{} {} by {who:?} leads to {location}", row.method, row.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_form_that_no_page_of_ours_posted_does_nothing() {
    let world = World::new();
    let own = world.edge.api().base().to_owned();
    let cookie = ("cookie", format!("soundings={}", world.token(Who::Admin).unwrap()));
    for row in rows().iter().filter(|row| ["our form", "token or our page"].contains(&row.how)) {
        // A call is refused as one without a token, which is what a program lacks.
        let (refusal, slug) =
            if row.how == "our form" { (403, "origin-not-registered") } else { (401, "token-missing") };
        for (origin, site, expected) in [
            (Some("https://elsewhere.example"), None, refusal),
            (Some("null"), None, refusal),
            (None, Some("cross-site"), refusal),
            (None, Some("same-site"), refusal),
            (None, None, refusal),
            (Some(own.as_str()), Some("cross-site"), refusal),
            (Some(own.as_str()), None, granted(row)),
            (None, Some("same-origin"), granted(row)),
        ] {
            let path = world.path(row);
            let (kind, body) = world.body(row);
            let mut headers = vec![("content-type", kind), (cookie.0, cookie.1.as_str())];
            headers.extend(origin.map(|origin| ("origin", origin)));
            headers.extend(site.map(|site| ("sec-fetch-site", site)));
            let before = world.edge.call_with(world.edge.token(), "GET", "tokens", "").1;
            let reply = world.edge.reply(row.method, &path, &headers, &body);
            assert_eq!(reply.status, expected, "{} {path} from {origin:?} {site:?}", row.method);
            if expected == refusal {
                assert_eq!(problem(&reply), slug);
                let after = world.edge.call_with(world.edge.token(), "GET", "tokens", "").1;
                // The token that the path names was made before; nothing came or went since.
                assert_eq!(before, after, "{path}");
                assert!(!reply.headers.contains_key("set-cookie"));
            }
        }
    }
}

#[test]
fn a_page_shows_what_its_readers_role_may() {
    let world = World::new();
    let mut body = sound_body();
    body["answers"]["more"] = json!("Somebody’s own words");
    world.edge.post("sample", &key(), &body);
    for who in [Who::Viewer, Who::Analyst, Who::Publisher, Who::Admin] {
        let cookie = format!("soundings={}", world.token(who).unwrap());
        let page = |path: &str| world.edge.reply("GET", path, &[("cookie", cookie.as_str()), HTML], "");
        let figures = page("/d/engagement/sample");
        assert_eq!(figures.status, 200, "{who:?}");
        assert!(figures.text.contains("data-figure=\"responses\">1<"), "{who:?} sees figures");
        for words in ["Somebody’s own words", "/exports\""] {
            assert_eq!(figures.text.contains(words), who != Who::Viewer, "{words} for {who:?}");
        }
        for link in ["/d/engagement/tokens", "/d/engagement/log"] {
            assert_eq!(figures.text.contains(link), who == Who::Admin, "{link} for {who:?}");
        }
    }
    // What one reader's browser keeps is no other reader's page.
    let tag = |who: Who| {
        let cookie = format!("soundings={}", world.token(who).unwrap());
        let reply = world.edge.reply("GET", "/d/engagement/sample", &[("cookie", cookie.as_str()), HTML], "");
        reply.headers["etag"].clone()
    };
    assert_ne!(tag(Who::Viewer), tag(Who::Analyst));
    assert_eq!(tag(Who::Viewer), tag(Who::Viewer));
}

#[test]
fn signing_in_and_out() {
    let world = World::new();
    let edge = &world.edge;
    let own = edge.api().base().to_owned();
    let form = |path: &str, cookie: &str, body: &str| {
        let headers =
            [("origin", own.as_str()), ("content-type", "application/x-www-form-urlencoded"), ("cookie", cookie), HTML];
        edge.reply("POST", path, &headers, body)
    };
    for (who, words) in [
        (Who::Malformed, "Enter a token that is valid for this department"),
        (Who::OtherDepartment, "Enter a token that is valid for this department"),
        (Who::Expired, "This token has expired"),
        (Who::Revoked, "This token was revoked"),
    ] {
        let reply = form("/d/engagement/sign-in", "", &format!("token={}", world.token(who).unwrap()));
        assert!(reply.status == 422 && reply.text.contains(words), "{who:?}: {} {}", reply.status, reply.text);
        assert!(!reply.headers.contains_key("set-cookie"), "{who:?}");
    }
    let token = world.token(Who::Viewer).unwrap();
    let reply = form("/d/engagement/sign-in", "", &format!("token={token}&next=/d/engagement/sample"));
    assert_eq!((reply.status, reply.headers["location"].as_str()), (303, "/d/engagement/sample"));
    let cookie = &reply.headers["set-cookie"];
    assert_eq!(cookie, &format!("soundings={token}; Path=/; HttpOnly; SameSite=Strict"));
    let reply = form("/d/engagement/sign-out", &format!("soundings={token}"), "");
    assert_eq!((reply.status, reply.headers["location"].as_str()), (303, "/d/engagement/sign-in"));
    assert!(reply.headers["set-cookie"].contains("soundings=; ") && reply.headers["set-cookie"].contains("Max-Age=0"));
}
