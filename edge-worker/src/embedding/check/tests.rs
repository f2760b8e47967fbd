//! Pages that show no form, each with what is told of it.

use super::*;
use contract::{ConsultationId, DepartmentId};

const EDGE: &str = "https://edge.example";
const GOOD: &str =
    r#"<script async src="https://edge.example/v1/embed.js" data-consultation="maps" data-site="forum"></script>"#;

fn record(open: bool) -> Consultation {
    let text = serde_json::json!({
        "languages": ["en", "cy"], "title": {"en": "Maps", "cy": "Mapiau"},
        "sites": [
            {"id": "forum", "name": "The forum", "origins": ["https://forum.example"]},
            {"id": "blog", "name": "The blog", "origins": ["https://blog.example"]},
        ],
        "questions": [{"id": "say", "kind": "free_text", "text": {"en": "Say?", "cy": "Dweud?"}}],
    });
    let definition = Definition::parse(&serde_json::from_value(text).unwrap()).unwrap();
    let department = DepartmentId::parse("engagement").unwrap();
    let mut record = Consultation::draft(ConsultationId::parse("maps").unwrap(), department, definition);
    if open {
        record.open().unwrap();
    }
    record
}

fn found(address: &str, html: &str, headers: &str) -> Vec<Finding> {
    let (record, edge) = (record(true), Origin::parse(EDGE).unwrap());
    let pasted = Pasted { address: address.to_owned(), html: html.to_owned(), headers: headers.to_owned() };
    check(&pasted, &Known { record: &record, edge: &edge, now: Timestamp::from_unix_seconds(1_780_000_000) })
}

/// What is not as it should be.
fn faults(html: &str) -> Vec<Finding> {
    let all = found("https://forum.example/thread?page=2", html, "");
    all.into_iter().filter(|one| one.level != Level::Good).collect()
}

#[test]
fn a_page_as_it_should_be_has_no_fault() {
    for html in [
        GOOD.to_owned(),
        format!("<!doctype html><html><head><title>T</title></head><body><main>{GOOD}</main></body></html>"),
        "<take-soundings consultation=maps site=forum lang=cy theme=dark heading-level=3 class=x data-x=1 aria-label=y>\
         <a href=f>Have your say</a></take-soundings><script src='//edge.example/v1/embed.js?v=1' async></script>"
            .to_owned(),
        format!("<script type=module src='{EDGE}/v1/embed.js' data-consultation=maps data-site=forum data-target='#x'></script>"),
        pinned(|hash| format!("integrity='{hash}' crossorigin")),
    ] {
        assert_eq!(faults(&html), vec![], "{html}");
    }
}

fn pinned(attributes: impl Fn(&str) -> String) -> String {
    let one = crate::published::all().next().unwrap();
    let own = attributes(one.integrity);
    format!("<script async src='{EDGE}{}' data-consultation=maps data-site=forum {own}></script>", one.path())
}

#[test]
fn each_fault_is_told_with_what_to_do() {
    let element = |attributes: &str| {
        format!("<take-soundings {attributes}></take-soundings><script async src={EDGE}/v1/embed.js></script>")
    };
    for (html, told, mend) in [
        ("<p>Nothing here</p>".to_owned(), "does not have the script", "ask whoever runs the site"),
        (format!("<!-- {GOOD} -->"), "stands in a comment", "<!-- and -->"),
        (GOOD.replace('<', "&lt;"), "written out as text", "HTML"),
        (format!("<template>{GOOD}</template>"), "stands in <template>", "Take it out"),
        (format!("<noscript>{GOOD}</noscript>"), "stands in <noscript>", "Take it out"),
        (GOOD.replace("/v1/embed.js", "/embed.js"), "at which there is no script", "as it is here"),
        (GOOD.replace("edge.example", "other.example"), "comes from elsewhere", EDGE),
        (GOOD.replace("async", "type=text/plain"), "type “text/plain”", "sets no cookie"),
        (
            GOOD.replace("data-consultation", "data-consulation"),
            "data-consulation means nothing",
            "Write data-consultation.",
        ),
        (GOOD.replace("data-site", "data-sites"), "data-sites means nothing", "Write data-site."),
        (GOOD.replace("\"maps\"", "\"map\""), "names another consultation: map", "write maps"),
        (GOOD.replace("\"forum\"", "\"fourm\""), "does not have: fourm", "It has forum, blog."),
        (GOOD.replace("\"forum\"", "\"blog\""), "is registered for forum", "data-site"),
        (GOOD.replace(" data-site=\"forum\"", ""), "names no site", "one of forum, blog"),
        (format!("<script async src={EDGE}/v1/embed.js></script>"), "where the form shall stand", "data-consultation"),
        (format!("{GOOD}{GOOD}"), "2 of them place a form", "Leave one"),
        (format!("<html><head>{GOOD}</head><body></body></html>"), "in the page’s head", "data-target"),
        (element("consultation=maps site=forum /"), "closed by a slash", "</take-soundings>"),
        (element("site=forum"), "names no consultation", "consultation=\"maps\""),
        (element("consultation=maps site=forum headinglevel=2"), "headinglevel means nothing", "Write heading-level."),
        (element("consultation=maps site=forum colour=red"), "colour means nothing", ""),
        (element("data-consultation=maps site=forum"), "has data-consultation", "On the element write consultation."),
        (element("consultation=maps site=forum theme=blue"), "theme=\"blue\" means nothing", "auto, light, dark"),
        (element("consultation=maps site=forum heading-level=9"), "heading-level=\"9\"", "1 to 6"),
        (element("consultation=maps site=forum load=manual"), "soundings.render()", "by itself"),
        (element("consultation=maps site=forum lang=fr"), "not asked in “fr”: people get it in English", "en, cy"),
        (
            element("consultation=maps site=forum").replace("take-soundings", "take-sounding"),
            "<take-sounding>",
            "with a hyphen",
        ),
        (GOOD.replace("async", "integrity=sha384-x crossorigin"), "updates itself", "Take integrity away"),
        (pinned(|_| "integrity=sha384-x crossorigin".to_owned()), "not that of its version", "Write this one"),
        (pinned(|hash| format!("integrity='{hash}'")), "no crossorigin", "anonymous"),
        (pinned(|_| String::new()).replace("/v1/embed-", "/v1/embed-9"), "is not served", "Take the newest"),
        (
            format!("{GOOD}<iframe src='{EDGE}/f/maps' sandbox='allow-scripts'></iframe>"),
            "lets no link open",
            "allow-popups",
        ),
        (
            format!("<meta http-equiv=content-security-policy content=\"connect-src 'self'\">{GOOD}"),
            "connect-src blocks fetching the form",
            "Add https://edge.example to connect-src.",
        ),
    ] {
        let all = faults(&html);
        let one = all.iter().find(|one| one.what.contains(told));
        assert!(one.is_some_and(|one| one.mend.contains(mend)), "{html}\n{told}\n{all:#?}");
    }
}

const FRAME: &str = r#"<iframe src="https://edge.example/f/maps/frame?site=forum&amp;lang=cy" title="Maps" width="600" height="700"></iframe>"#;
const RESIZER: &str = r#"<script async src="https://edge.example/v1/frame.js"></script>"#;

#[test]
fn a_page_with_a_frame_needs_no_tag() {
    let oembed = |html: &str| serde_json::json!({"version": "1.0", "type": "rich", "html": html}).to_string();
    let escaped = FRAME.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    for html in [
        format!("{FRAME}{RESIZER}"),
        // As WordPress writes it, whose own script gives it its height.
        FRAME.replace("cy\"", "cy#?secret=abc\" sandbox=\"allow-scripts allow-same-origin allow-popups\""),
        format!("{GOOD}{FRAME}{RESIZER}"),
        oembed(&format!("<blockquote><a href=x>Maps</a></blockquote>{FRAME}")),
        format!("<?xml version=\"1.0\"?><oembed><type>rich</type><html>{escaped}</html></oembed>"),
    ] {
        assert_eq!(faults(&html), vec![], "{html}");
        let all = found("https://forum.example/", &html, "");
        assert!(all.iter().any(|one| one.what == "The frame counts its answers for The forum."), "{html}\n{all:#?}");
    }
}

#[test]
fn each_fault_of_a_frame_is_told_with_what_to_do() {
    let framed = |from: &str, to: &str| format!("{}{RESIZER}", FRAME.replace(from, to));
    for (html, level, told, mend) in [
        (framed("/frame?", "?"), Level::Wrong, "own page, which shows a link there and no form.", "for frames"),
        (framed("/maps/", "/map/"), Level::Wrong, "shows another consultation: map", "write maps"),
        (framed("/frame?", "/fram?"), Level::Wrong, "at which there is no form: /f/maps/fram", "as it is here"),
        (framed("edge.example", "other.example"), Level::Wrong, "comes from elsewhere: https://other.example", EDGE),
        (
            framed("site=forum", "site=blog"),
            Level::Wrong,
            "names the site blog, and https://forum.example",
            "Write site=forum",
        ),
        (framed("site=forum", "site=fourm"), Level::Less, "does not have (fourm)", "one of forum, blog"),
        (framed("site=forum&amp;", ""), Level::Less, "whose page says its origin", "?site="),
        (
            framed("site=forum&amp;", "").replace("title", "referrerpolicy=no-referrer title"),
            Level::Less,
            "(referrerpolicy)",
            "?site=",
        ),
        (framed("title=\"Maps\"", ""), Level::Less, "has no title", "Add title"),
        (framed("title", "sandbox=allow-popups title"), Level::Wrong, "lets no script run", "Add allow-scripts"),
        (
            framed("title", "sandbox=\"allow-scripts allow-popups\" title"),
            Level::Less,
            "keeps no draft",
            "allow-same-origin",
        ),
        (
            framed("title", "sandbox=\"allow-scripts allow-same-origin\" title"),
            Level::Less,
            "lets no link open",
            "allow-popups",
        ),
        (framed("src", "data-src"), Level::Wrong, "its address in data-src", "sets no cookie"),
        (format!("<template>{FRAME}</template>{RESIZER}"), Level::Wrong, "stands in <template>", "Take it out"),
        (FRAME.to_owned(), Level::Less, "Nothing gives the frame its height", "Paste this once"),
        (FRAME.replace('<', "&lt;"), Level::Wrong, "written out as text", "HTML"),
        (
            r#"{"type": "link", "version": "1.0", "url": "https://edge.example/f/maps"}"#.to_owned(),
            Level::Wrong,
            "The oEmbed reply is a link",
            "https://edge.example/f/maps?site=",
        ),
        (
            format!("<meta http-equiv=content-security-policy content=\"default-src 'self'\">{FRAME}{RESIZER}"),
            Level::Wrong,
            "default-src blocks the frame with the form: the frame stays empty.",
            "Add https://edge.example to frame-src.",
        ),
    ] {
        let all = faults(&html);
        let one = all.iter().find(|one| one.what.contains(told));
        assert!(one.is_some_and(|one| one.level == level && one.mend.contains(mend)), "{html}\n{told}\n{all:#?}");
        assert!(!all.iter().any(|one| one.what.contains("does not have the script")), "{html}\n{all:#?}");
    }
    let elsewhere = found("https://www.forum.example/", &framed("", ""), "");
    assert!(
        elsewhere.iter().any(|one| one.level == Level::Wrong && one.what.contains("may not frame the form")),
        "{elsewhere:#?}"
    );
}

#[test]
fn the_policy_that_is_mended_lets_the_frame_show() {
    let page = format!("{FRAME}{RESIZER}");
    let all = found("https://forum.example/", &page, "content-security-policy: default-src 'self'; frame-src 'none'");
    let mended = all.iter().find_map(|one| one.code.as_deref()).unwrap();
    assert_eq!(mended, "default-src 'self'; frame-src https://edge.example; script-src 'self' https://edge.example");
    let again = found("https://forum.example/", &page, mended);
    assert!(again.iter().all(|one| one.level == Level::Good), "{again:#?}");
    let proxied = found("", "", "x-request-id: 1\netag: 2\nx-frame-options: DENY\naccess-control-allow-origin: *");
    assert!(proxied[0].what.contains("a proxy between adds it"), "{proxied:#?}");
}

#[test]
fn addresses() {
    for (address, level, told) in [
        ("https://forum.example", Level::Good, "is registered for The forum (forum)"),
        ("HTTPS://Forum.example:443/a#b", Level::Good, "is registered for The forum (forum)"),
        ("https://www.forum.example/", Level::Wrong, "https://www.forum.example is registered for no site"),
        ("http://forum.example/", Level::Less, "not on https"),
        ("forum.example", Level::Wrong, "cannot be read"),
        ("javascript:alert(1)", Level::Wrong, "cannot be read"),
    ] {
        let all = found(address, "", "");
        assert!(all.iter().any(|one| one.level == level && one.what.contains(told)), "{address} {all:#?}");
    }
    let near = found("https://www.forum.example/", "", "");
    assert!(near[0].mend.starts_with("https://forum.example is:"), "{near:#?}");
}

#[test]
fn headers_are_read_with_or_without_their_names() {
    let first = |headers: &str| found("", "", headers).into_iter().map(|one| (one.level, one.what)).next().unwrap();
    let (level, what) =
        first("HTTP/2 200\r\ncontent-type: text/html\r\nContent-Security-Policy: default-src 'self'\r\n");
    assert_eq!(
        (level, what.as_str()),
        (Level::Wrong, "default-src blocks the script itself: people see the plain link alone.")
    );
    assert_eq!(first("default-src 'self'").0, Level::Wrong);
    assert_eq!(first("content-security-policy-report-only: default-src 'none'").0, Level::Good);
    assert!(first("content-type: text/plain").1.contains("sent as text/plain"));
    assert!(first("content-security-policy: sandbox allow-scripts").1.contains("lacks allow-same-origin"));
    let all = found("", "", "default-src 'self'");
    let mended = all.iter().find_map(|one| one.code.as_deref()).unwrap();
    assert_eq!(
        mended,
        "default-src 'self'; script-src 'self' https://edge.example 'wasm-unsafe-eval'; connect-src 'self' https://edge.example"
    );
    assert!(found("", "", mended).iter().all(|one| one.level == Level::Good));
}

#[test]
fn a_consultation_that_is_not_open_is_told_first() {
    let (draft, edge) = (record(false), Origin::parse(EDGE).unwrap());
    let known = Known { record: &draft, edge: &edge, now: Timestamp::from_unix_seconds(1_780_000_000) };
    let all = check(&Pasted::default(), &known);
    assert_eq!((all[0].level, all[0].mend.as_str()), (Level::Wrong, "Open it."));
}

#[test]
fn whatever_is_pasted_is_read() {
    for html in
        ["<", "<script", "<take-soundings consultation", "\u{0}\u{ffff}<!--", "<a href='", &"<div>".repeat(5_000)]
    {
        let _ = found("https://forum.example", html, html);
    }
}
