//! Bytes of each page of ours: its HTML, and the styles and scripts that it names, each as brotli, by itself. Pages are those that
//! the API's description lists, so that a new one is measured from the day on which it is described; what they show is the
//! demonstration's, with a few answers, a release, a draft and an official reply.

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::api::Try;
use crate::repo::Repo;
use crate::stack::{DEPARTMENT, Stack};
use crate::{compress, files};

/// Bytes of a page for everyone, brotli 11: less than a tenth of a second on slow 4G (1.6 Mbit/s), of which styles are most, and
/// come once.
const PUBLIC: usize = 18_000;
/// Bytes of a department's page, brotli 11.
const DEPARTMENTS: usize = 22_000;
/// Pages that may have more: that of the studio has its script, whose Wasm has a budget of its own.
const LARGER: [(&str, usize); 1] = [("/d/{department}/studio/{consultation}", 30_000)];

/// The consultation that is looked at, a copy of this sample: the sample itself counts strangers' answers.
const MEASURED: (&str, &str) = ("measured", "maternity-benefits");
/// Answers of it: enough for a release.
const ANSWERS: usize = 24;

/// One page.
pub(super) struct Page {
    /// Its address, with a name in braces for each part that varies.
    path: String,
    html: usize,
    styles: usize,
    scripts: usize,
    budget: usize,
}

impl Page {
    fn whole(&self) -> usize {
        self.html + self.styles + self.scripts
    }

    pub(super) fn within(&self) -> bool {
        self.whole() <= self.budget
    }

    pub(super) fn to_json(&self) -> Value {
        json!({
            "name": format!("page {}", self.path), "html": self.html, "styles": self.styles, "scripts": self.scripts,
            "counted": self.whole(), "budget": self.budget, "within": self.within(),
        })
    }
}

/// The pages as a table.
pub(super) fn table(pages: &[Page]) -> String {
    let longest = pages.iter().map(|page| page.path.len()).max().unwrap_or_default();
    let mut out = format!(
        "{:<longest$}{:>9}{:>9}{:>9}{:>9}{:>10}\n",
        "pages, brotli", "HTML", "styles", "scripts", "whole", "budget"
    );
    for page in pages {
        let verdict = if page.within() { "kept" } else { "OVER" };
        // Writing to a String does not fail.
        let _ = writeln!(
            out,
            "{:<longest$}{:>9}{:>9}{:>9}{:>9}{:>10}  {verdict}",
            page.path,
            page.html,
            page.styles,
            page.scripts,
            page.whole(),
            page.budget
        );
    }
    out
}

/// Measures all of them.
pub(super) fn measure(repo: &Repo, stack: &Stack) -> Result<Vec<Page>> {
    let names = Stage { stack }.set()?;
    let description: Value = serde_json::from_slice(&files::read(&repo.path("edge-worker/openapi.json"))?)?;
    let mut assets = BTreeMap::new();
    described(&description).into_iter().map(|path| page(stack, &names, path, &mut assets)).collect()
}

/// The addresses at which the description has pages.
fn described(description: &Value) -> BTreeSet<String> {
    let paths = description["paths"].as_object().into_iter().flatten();
    let is_page = |operations: &Value| {
        let content = &operations["get"]["responses"]["200"]["content"];
        content.as_object().is_some_and(|types| types.keys().any(|media| media.starts_with("text/html")))
    };
    paths.filter(|(_, operations)| is_page(operations)).map(|(path, _)| path.clone()).collect()
}

fn page(stack: &Stack, names: &Names, path: String, assets: &mut BTreeMap<String, usize>) -> Result<Page> {
    let address = filled(&path, names)?;
    let department = path.starts_with("/d/");
    let bearer = format!("Bearer {}", stack.token());
    let headers = [("accept", "text/html"), ("authorization", bearer.as_str())];
    let html = stack.api().body(&address, if department { &headers } else { &headers[..1] })?;
    let text = std::str::from_utf8(&html).with_context(|| format!("{address} is no text"))?;
    let (mut styles, mut scripts) = (0, 0);
    for (name, is_script) in loaded(text) {
        let length = match assets.get(&name) {
            Some(length) => *length,
            None => {
                let path = name.strip_prefix(stack.api().base()).unwrap_or(&name);
                let length = stack.api().body(path, &[("accept-encoding", "br")])?.len();
                assets.insert(name, length);
                length
            }
        };
        *(if is_script { &mut scripts } else { &mut styles }) += length;
    }
    let usual = if department { DEPARTMENTS } else { PUBLIC };
    let budget = LARGER.iter().find(|(own, _)| *own == path).map_or(usual, |(_, budget)| *budget);
    Ok(Page { html: compress::brotli(&html)?.len(), styles, scripts, budget, path })
}

/// What stands for the names in braces.
type Names = BTreeMap<&'static str, String>;

/// An address with its names filled in, and the query without which it would show less.
fn filled(path: &str, names: &Names) -> Result<String> {
    let mut address = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').with_context(|| format!("{path} has a brace that nothing closes"))?;
        let value = names.get(name).with_context(|| {
            format!("nothing stands for {{{name}}} of {path}: `Stage` in xtask/src/size/pages.rs has to make one")
        })?;
        address.push_str(before);
        address.push_str(value);
        rest = after;
    }
    address.push_str(rest);
    let query = match path {
        "/docs/search" => "?q=token",
        "/f/{consultation}" | "/f/{consultation}/frame" => "?site=parents-forum",
        "/about/{site}" => "?consultation=measured",
        _ => "",
    };
    Ok(address + query)
}

/// The styles and scripts that a page of ours names, and which of the two each is.
fn loaded(html: &str) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    for tag in html.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
        let value = |name: &str| {
            let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
            Some(rest.split_once('"')?.0.to_owned())
        };
        match tag.split([' ', '>']).next() {
            Some("link") if value("rel").as_deref() == Some("stylesheet") => {
                found.extend(value("href").map(|address| (address, false)));
            }
            Some("script") => found.extend(value("src").map(|address| (address, true))),
            _ => {}
        }
    }
    found
}

/// Makes what the pages show.
struct Stage<'a> {
    stack: &'a Stack,
}

impl Stage<'_> {
    fn set(&self) -> Result<Names> {
        let (measured, sample) = MEASURED;
        let mut document = self.stack.api().consultation(sample)?["definition"].take();
        document["protection"] = "off".into();
        self.stack.api().put_consultation(measured, &serde_json::from_value(document.clone())?)?;
        self.stack.api().open_consultation(measured)?;
        let receipt = self.answer(&document)?;
        let own = format!("consultations/{measured}");
        self.call("POST", &format!("{own}/releases"), &json!({}))?;
        let link = self.call("POST", &format!("{own}/links"), &json!({"site": "parents-forum"}))?;
        let link = text(&link, "link")?;
        let site_link = link.rsplit('/').next().unwrap_or_default().to_owned();
        let publisher = self.call("POST", "tokens", &json!({"name": "A publisher", "role": "publisher", "days": 1}))?;
        self.call("PUT", &format!("drafts/{measured}"), &document)?;
        let principles = ["credible", "consistent", "responsive", "integrated", "civil-servant"];
        let order = json!({"text": "Rates change in April.", "lang": "en", "principles": principles});
        let reply = text(&self.call("POST", "replies", &order)?, "id")?;
        self.call_as(&text(&publisher, "token")?, "POST", &format!("replies/{reply}/approve"), &json!({"version": 1}))?;
        Ok(BTreeMap::from([
            ("department", DEPARTMENT.to_owned()),
            ("consultation", measured.to_owned()),
            ("draft", measured.to_owned()),
            ("site", "parents-forum".to_owned()),
            ("site_link", site_link),
            ("receipt", receipt),
            ("release", "1".to_owned()),
            ("reply", reply),
            ("token", text(&publisher, "id")?),
            ("problem", "not-json".to_owned()),
            // The longest.
            ("page", "api".to_owned()),
        ]))
    }

    /// Answers it, and gives a receipt.
    fn answer(&self, document: &Value) -> Result<String> {
        let (_, origin) = self.stack.sites().iter().find(|(site, _)| site.id == "parents-forum").context("no forum")?;
        let mut answers = serde_json::Map::new();
        for question in document["questions"].as_array().into_iter().flatten() {
            let first = question["options"][0]["id"].clone();
            let answer = match question["kind"].as_str() {
                Some("single_choice") => first,
                Some("multiple_choice" | "ranking") => json!([first]),
                Some("rating") => json!(1),
                Some("free_text") => json!("The forms are long, and the office is far."),
                _ => continue,
            };
            answers.insert(question["id"].as_str().unwrap_or_default().to_owned(), answer);
        }
        let body = json!({"revision": 1, "site": "parents-forum", "lang": "en", "answers": answers}).to_string();
        let path = format!("/v1/consultations/{}/responses", MEASURED.0);
        let mut receipt = None;
        for number in 0..ANSWERS {
            let key = format!("00000000-0000-4000-8000-{number:012}");
            match self.stack.api().post_response(&path, origin, &key, &body) {
                Try::Answered(201, told) => receipt = Some(text(&told, "receipt")?),
                other => bail!("an answer was not recorded: {other:?}"),
            }
        }
        receipt.context("nothing was answered")
    }

    fn call(&self, method: &str, path: &str, body: &Value) -> Result<Value> {
        self.call_as(self.stack.token(), method, path, body)
    }

    fn call_as(&self, token: &str, method: &str, path: &str, body: &Value) -> Result<Value> {
        let bearer = format!("Bearer {token}");
        let headers =
            [("authorization", bearer.as_str()), ("content-type", "application/json"), ("if-none-match", "*")];
        // Only what is written over takes a condition.
        let headers = if method == "PUT" { &headers[..] } else { &headers[..2] };
        let path = format!("/v1/departments/{DEPARTMENT}/{path}");
        match self.stack.api().call(method, &path, headers, Some(&body.to_string())) {
            Try::Answered(200..=299, told) => Ok(told),
            other => bail!("{method} {path}: {other:?}"),
        }
    }
}

fn text(value: &Value, member: &str) -> Result<String> {
    Ok(value[member].as_str().with_context(|| format!("a reply has no {member}"))?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_those_that_are_described() {
        let html = json!({"content": {"text/html; charset=utf-8": {}}});
        let described = described(&json!({"paths": {
            "/": {"get": {"responses": {"200": html}}},
            "/d/{department}": {"get": {"responses": {"200": html}}, "post": {"responses": {"303": {}}}},
            "/sent": {"post": {"responses": {"200": html}}},
            "/refused": {"get": {"responses": {"200": {"content": {"text/csv": {}}}, "404": html}}},
        }}));
        assert_eq!(described.into_iter().collect::<Vec<_>>(), ["/", "/d/{department}"]);
    }

    #[test]
    fn what_a_page_loads_is_read_in_it() {
        let html = "<!DOCTYPE html><html><head><link rel=\"icon\" href=\"/icon.svg\"><link rel=\"stylesheet\" href=\"/a.css\">\
                    <script type=\"module\" src=\"/b.js\"></script><script type=\"application/json\">{}</script></head>\
                    <body>&lt;script src=\"/c.js\"></body></html>";
        assert_eq!(loaded(html), [("/a.css".to_owned(), false), ("/b.js".to_owned(), true)]);
    }

    #[test]
    fn names_stand_for_themselves_or_are_told() {
        let names = BTreeMap::from([("department", "d".to_owned()), ("consultation", "c".to_owned())]);
        assert_eq!(filled("/d/{department}/{consultation}/state", &names).unwrap(), "/d/d/c/state");
        assert_eq!(filled("/f/{consultation}", &names).unwrap(), "/f/c?site=parents-forum");
        assert!(format!("{:#}", filled("/r/{receipt}", &names).unwrap_err()).contains("{receipt} of /r/{receipt}"));
    }

    #[test]
    fn a_page_over_its_budget_is_told() {
        let page = |html| Page { path: "/".to_owned(), html, styles: 20, scripts: 0, budget: 100 };
        assert!(page(80).within() && !page(81).within());
        assert!(table(&[page(81)]).contains("OVER") && !table(&[page(80)]).contains("OVER"));
        assert_eq!(page(81).to_json()["within"], false);
    }
}
