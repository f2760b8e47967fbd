//! What stands elsewhere in the place of a link: oEmbed replies, cards, and the form in a frame.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha384};
use soundings_tests::{Edge, FORUM, Reply, key, sound_body};
use std::path::{Path, PathBuf};
use std::process::Command;
use xtask::repo::Repo;
use xtask::toolchain;

const NULL: (&str, &str) = ("origin", "null");
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests are in the repository").to_owned()
}

fn edge() -> Edge {
    let edge = Edge::start();
    edge.open_samples();
    edge
}

/// What stands between two texts.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}"));
    rest.split_once(after).unwrap_or_else(|| panic!("no {after} behind {before}")).0
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

fn oembed(edge: &Edge, address: &str, more: &str) -> Reply {
    edge.reply("GET", &format!("/oembed?url={}{more}", encoded(address)), &[], "")
}

fn told(reply: &Reply) -> Value {
    serde_json::from_str(&reply.text).unwrap_or_else(|_| panic!("{reply:?}"))
}

/// The site as the page of a frame signs it.
fn signed(edge: &Edge, id: &str) -> String {
    let page = edge.reply("GET", &format!("/f/{id}/frame?site=forum"), &[], "");
    assert_eq!(page.status, 200, "{page:?}");
    let element = between(&page.text, "<take-soundings ", ">");
    between(element, "site=\"", "\"").to_owned()
}

fn answer(site: &str, key: &str) -> String {
    format!(
        "key={key}&revision=1&site={site}&lang=en&page=https%3A%2F%2Fe.example%2Ff%2Fsample%2Fframe&answers.stage=before"
    )
}

#[test]
fn a_frame_is_for_the_registered_origins_alone() {
    let edge = edge();
    for (path, ancestors) in [
        ("/f/sample/frame?site=forum", FORUM),
        ("/f/sample/frame", FORUM),
        ("/f/sample/frame?site=unknown", FORUM),
        ("/f/closed/frame?site=forum", FORUM),
    ] {
        let page = edge.reply("GET", path, &[("sec-fetch-dest", "iframe")], "");
        assert_eq!(page.status, 200, "{path}");
        let policy = &page.headers["content-security-policy"];
        assert!(policy.ends_with(&format!("; frame-ancestors {ancestors}")), "{path}: {policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'self'") && !policy.contains('*'), "{policy}");
        assert_eq!(page.headers["cross-origin-resource-policy"], "cross-origin");
        assert_eq!(page.headers.get("access-control-allow-origin"), None, "no other page reads its signature");
        // Without script there is the link.
        assert!(page.text.contains("/f/") && page.text.contains("Have your say"), "{}", page.text);
    }
    let draft = edge.reply("GET", "/f/drafted/frame?site=forum", &[("accept", "text/html")], "");
    assert_eq!(draft.status, 404);
    assert!(draft.headers["content-security-policy"].contains("frame-ancestors 'none'"));
    // The form's own page stands in no frame as a form.
    let page = edge.reply("GET", "/f/sample?site=forum", &[("sec-fetch-dest", "iframe")], "");
    assert!(!page.text.contains("<form"), "{}", page.text);
}

#[test]
fn a_form_in_a_sandboxed_frame_sends_for_the_site_that_its_page_signed_and_for_no_other() {
    let edge = edge();
    let site = signed(&edge, "sample");
    let form = |site: &str, headers: &[(&str, &str)]| {
        edge.reply("GET", &format!("/v1/consultations/sample/form?lang=en&site={site}"), headers, "")
    };
    let reply = form(&site, &[NULL]);
    assert_eq!((reply.status, reply.headers["access-control-allow-origin"].as_str()), (200, "null"));
    assert!(reply.text.contains(&site), "the form sends it along: {}", reply.text);
    assert_eq!(form("forum", &[NULL]).status, 403, "unsigned");

    let send = |id: &str, site: &str, key: &str, origin: &str| {
        let path = format!("/v1/consultations/{id}/responses");
        edge.reply("POST", &path, &[("origin", origin), FORM], &answer(site, key))
    };
    assert_eq!(edge.put("other", &edge.sample_document()).0, 201);
    assert_eq!(edge.department_call("POST", "other/open", "").0, 200);
    let other = signed(&edge, "other");
    let (whole, last) = site.split_at(site.len() - 1);
    let broken = format!("{whole}{}", if last == "0" { '1' } else { '0' });
    for (site, origin) in [
        ("forum", "null"),
        (other.as_str(), "null"),
        (broken.as_str(), "null"),
        (site.as_str(), "https://elsewhere.example"),
    ] {
        let reply = send("sample", site, &key(), origin);
        assert_eq!(told(&reply)["type"], "/problems/origin-not-registered", "{site} {origin}");
    }
    assert_eq!(edge.summary("sample")["responses"], 0);

    // However often it arrives it counts once, for its site, and says of no page where it was given.
    let one = key();
    let receipts: Vec<Value> = (0..3)
        .map(|_| {
            let reply = send("sample", &site, &one, "null");
            assert_eq!(
                (reply.status, reply.headers["access-control-allow-origin"].as_str()),
                (201, "null"),
                "{reply:?}"
            );
            told(&reply)["receipt"].clone()
        })
        .collect();
    assert!(receipts.iter().all(|receipt| *receipt == receipts[0]), "{receipts:?}");
    let all = edge.responses("sample");
    assert_eq!(all.len(), 1);
    assert_eq!((&all[0]["site"], &all[0]["page"]), (&json!("forum"), &json!(null)), "{all:?}");

    // What is wrong comes back with the form, which still names the site as it did.
    let wrong = edge.reply(
        "POST",
        "/v1/consultations/sample/responses",
        &[NULL, FORM],
        &answer(&site, &key()).replace("stage=before", "stage=later"),
    );
    assert_eq!((wrong.status, wrong.text.contains(&site)), (422, true), "{wrong:?}");

    let receipt = receipts[0].as_str().unwrap();
    let path = format!("/v1/receipts/{receipt}");
    let preflight = edge.reply("OPTIONS", &path, &[NULL, ("access-control-request-method", "DELETE")], "");
    assert_eq!((preflight.status, preflight.headers["access-control-allow-origin"].as_str()), (204, "null"));
    assert_eq!(edge.reply("DELETE", &path, &[("origin", "https://elsewhere.example")], "").status, 403);
    assert_eq!(edge.reply("DELETE", &path, &[NULL], "").status, 204);
    assert_eq!(edge.summary("sample")["responses"], 0);
}

#[test]
fn a_pasted_link_is_a_frame_or_a_link() {
    let edge = edge();
    let own = edge.api().base();
    let reply = oembed(&edge, &format!("{own}/f/sample?site=forum"), "");
    assert_eq!((reply.status, reply.headers["content-type"].as_str()), (200, "application/json"));
    assert_eq!(reply.headers["access-control-allow-origin"], "*");
    let rich = told(&reply);
    assert_eq!(
        (&rich["type"], &rich["version"], &rich["width"], &rich["height"]),
        (&json!("rich"), &json!("1.0"), &json!(600), &json!(700))
    );
    let frame = between(rich["html"].as_str().unwrap(), "<iframe src=\"", "\"").replace("&amp;", "&");
    assert_eq!(frame, format!("{own}/f/sample/frame?lang=en&site=forum"));
    assert_eq!(edge.reply("GET", frame.strip_prefix(own).unwrap(), &[], "").status, 200);

    for (address, kind) in [
        (format!("{own}/f/sample"), "rich"),
        (format!("{own}/f/sample/outcome"), "link"),
        (format!("{own}/v1/consultations/sample/releases.html"), "link"),
        // Nobody can answer it any more: what is there to read is behind the link.
        (format!("{own}/f/closed"), "link"),
    ] {
        let reply = told(&oembed(&edge, &address, ""));
        assert_eq!(reply["type"], kind, "{address}");
        let card = reply["thumbnail_url"].as_str().unwrap().strip_prefix(own).unwrap().to_owned();
        assert_eq!(edge.reply("GET", &card, &[], "").headers["content-type"], "image/png");
    }
    for (address, more, status, problem) in [
        (format!("{own}/f/gone"), "", 404, "unknown-consultation"),
        (format!("{own}/f/drafted"), "", 404, "unknown-consultation"),
        (format!("{own}/nothing"), "", 404, "not-found"),
        ("https://elsewhere.example/f/sample".to_owned(), "", 404, "not-found"),
        (String::new(), "", 404, "not-found"),
        (format!("{own}/d/engagement/sample"), "", 401, "not-public"),
        (format!("{own}/f/sample"), "&format=yaml", 501, "format-not-offered"),
        (format!("{own}/f/sample"), "&maxwidth=wide", 400, "malformed-request"),
    ] {
        let reply = oembed(&edge, &address, more);
        let expected = format!("/problems/{problem}");
        assert_eq!(
            (reply.status, told(&reply)["type"].as_str()),
            (status, Some(expected.as_str())),
            "{address} {more}"
        );
    }
    for (more, size, card) in [
        ("&maxwidth=320", (320, 700), None),
        ("&maxwidth=800&maxheight=400", (600, 400), Some(600)),
        ("&maxwidth=1200", (600, 700), Some(1200)),
        ("&maxwidth=0&maxheight=", (600, 700), Some(1200)),
    ] {
        let reply = told(&oembed(&edge, &format!("{own}/f/sample"), more));
        assert_eq!((&reply["width"], &reply["height"]), (&json!(size.0), &json!(size.1)), "{more}");
        assert_eq!(reply["thumbnail_width"], card.map_or(Value::Null, Value::from), "{more}");
    }
}

#[test]
fn xml_is_what_the_standard_says_and_says_what_json_says() {
    let programs = toolchain::python(&Repo::find().expect("the tests are in the repository"), "embedding");
    let python = programs.expect("what this test needs can be installed from PyPI").join("python");
    let edge = Edge::start();
    let mut document = edge.sample_document();
    document["title"] = json!({"en": "Sample & <more> \"]]>\" \u{2014} 後"});
    assert_eq!(edge.put("sample", &document).0, 201);
    assert_eq!(edge.department_call("POST", "sample/open", "").0, 200);
    let read = "import json, sys, xmlschema; schema = xmlschema.XMLSchema11(sys.argv[1]); schema.validate(sys.argv[2]); \
                print(json.dumps({child.tag: child.text for child in xmlschema.XMLResource(sys.argv[2]).root}))";
    for path in ["/f/sample?site=forum", "/f/sample/outcome"] {
        let address = format!("{}{path}", edge.api().base());
        let reply = oembed(&edge, &address, "&format=xml");
        assert_eq!(reply.headers["content-type"], "text/xml; charset=utf-8");
        let file = edge.folder().join("oembed.xml");
        std::fs::write(&file, &reply.bytes).unwrap();
        let run =
            Command::new(&python).args(["-c", read]).arg(root().join("tests/embedding/oembed.xsd")).arg(&file).output();
        let run = run.expect("Python starts");
        assert!(run.status.success(), "{}\n{}", reply.text, String::from_utf8_lossy(&run.stderr));
        let xml: Value = serde_json::from_slice(&run.stdout).unwrap();
        let json = told(&oembed(&edge, &address, "&format=json"));
        let texts = |value: &Value| {
            let members = value.as_object().unwrap().iter();
            members
                .map(|(name, value)| (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
                .collect::<std::collections::BTreeMap<_, _>>()
        };
        assert_eq!(texts(&xml), texts(&json));
    }
}

#[test]
fn pages_tell_where_their_replies_and_cards_are() {
    let edge = edge();
    let own = edge.api().base();
    for path in [
        "/f/sample?site=forum",
        "/f/sample",
        "/f/closed",
        "/f/sample/outcome",
        "/v1/consultations/sample/releases.html",
    ] {
        let page = edge.reply("GET", path, &[("accept", "text/html")], "").text;
        for format in ["json", "xml"] {
            let link = between(
                &page,
                &format!("type=\"{}/{format}+oembed\" href=\"", if format == "json" { "application" } else { "text" }),
                "\"",
            );
            let reply = edge.reply("GET", &link.replace("&amp;", "&").replace(own, ""), &[], "");
            assert_eq!(reply.status, 200, "{path} {link}");
            assert!(reply.headers["content-type"].contains(format));
        }
        // WordPress looks at no more of a page than that, and Discourse shows no card without these.
        assert!(page.find("</head>").unwrap() < 150 * 1024);
        for property in ["og:title", "og:description", "og:url", "og:image", "og:image:alt", "og:type", "og:site_name"]
        {
            assert!(
                !between(&page, &format!("<meta property=\"{property}\" content=\""), "\"").is_empty(),
                "{path} {property}"
            );
        }
        assert!(page.contains("<meta name=\"twitter:card\" content=\"summary_large_image\">"));
    }
}

/// As Subresource Integrity writes it.
fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

#[test]
fn a_published_version_comes_unpacked_to_who_takes_no_brotli() {
    let edge = Edge::start();
    for version in std::fs::read_dir(root().join("published")).unwrap() {
        let folder = version.unwrap().path();
        let version = folder.file_name().unwrap().to_str().unwrap();
        let loader = edge.reply("GET", &format!("/v1/embed-{version}.js"), &[], "");
        assert_eq!(integrity(&loader.bytes), std::fs::read_to_string(folder.join("INTEGRITY")).unwrap());
        let files = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path());
        let files = files.filter(|path| path.extension().is_some_and(|end| end == "br"));
        for path in files {
            let name = path.file_stem().unwrap().to_str().unwrap();
            let address = format!("/v1/assets/{version}/{name}");
            let packed = edge.reply("GET", &address, &[("accept-encoding", "gzip, br")], "");
            assert_eq!((packed.status, packed.headers["content-encoding"].as_str()), (200, "br"), "{name}");
            assert_eq!(packed.bytes, std::fs::read(&path).unwrap(), "{name}");
            for accepted in [None, Some("gzip, deflate"), Some("br;q=0"), Some("identity")] {
                let headers: Vec<_> = accepted.map(|accepted| ("accept-encoding", accepted)).into_iter().collect();
                let reply = edge.reply("GET", &address, &headers, "");
                assert_eq!((reply.status, reply.headers.get("content-encoding")), (200, None), "{name} {accepted:?}");
                for header in ["content-type", "cache-control", "access-control-allow-origin", "vary"] {
                    assert_eq!(reply.headers[header], packed.headers[header], "{name} {accepted:?}");
                }
                // The loader has the hashes of all others in it.
                let own = if name == "embed.js" {
                    reply.bytes == loader.bytes
                } else {
                    loader.text.contains(&integrity(&reply.bytes))
                };
                assert!(own, "{name} {accepted:?}");
            }
        }
    }
}

#[test]
fn a_card_is_a_picture_of_what_everyone_may_know() {
    let edge = edge();
    let card =
        |query: &str, headers: &[(&str, &str)]| edge.reply("GET", &format!("/v1/consultations/{query}"), headers, "");
    let size = |reply: &Reply| {
        assert_eq!((reply.status, &reply.bytes[..8]), (200, b"\x89PNG\r\n\x1a\n".as_slice()));
        let number = |at: usize| u32::from_be_bytes(reply.bytes[at..at + 4].try_into().unwrap());
        (number(16), number(20))
    };
    let first = card("sample/card.png?lang=en", &[]);
    assert_eq!(size(&first), (1200, 630));
    assert_eq!(first.headers["access-control-allow-origin"], "*");
    assert_eq!(size(&card("sample/card.png?size=small", &[])), (600, 315));
    let again = card("sample/card.png", &[("if-none-match", &first.headers["etag"])]);
    assert_eq!((again.status, again.bytes.len()), (304, 0));
    assert_eq!(card("sample/card.png", &[]).bytes, first.bytes, "drawn once");
    // Answers that no release tells of change nothing on it.
    assert_eq!(edge.post("sample", &key(), &sound_body()).0, 201);
    assert_eq!(card("sample/card.png", &[]).bytes, first.bytes);
    // That it is closed does.
    edge.close("sample");
    std::thread::sleep(std::time::Duration::from_secs(6));
    assert_ne!(card("sample/card.png", &[]).headers["etag"], first.headers["etag"]);
    assert_eq!(card("drafted/card.png", &[]).status, 404);
    assert_eq!(card("gone/card.png", &[]).status, 404);
}
