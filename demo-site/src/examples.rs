//! The examples: every kind of question and every state of a form, from one list (`examples.json`) that the review page
//! and the browser's tests share.

use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::{Page, Site};

/// The site that shows them.
const SITE: &str = "benefits-guide";

/// One example.
#[derive(Debug)]
pub struct Example {
    value: Value,
}

/// Every example, in the order of the review page.
pub fn examples() -> &'static [Example] {
    static EXAMPLES: LazyLock<Vec<Example>> = LazyLock::new(|| {
        let list: Vec<Value> =
            serde_json::from_str(include_str!("../examples.json")).expect("the examples are a list: a test reads it");
        list.into_iter().map(|value| Example { value }).collect()
    });
    &EXAMPLES
}

impl Example {
    fn text(&self, member: &str) -> &str {
        self.value[member].as_str().unwrap_or_default()
    }

    /// The id of its consultation.
    pub fn consultation(&self) -> String {
        format!("example-{}", self.text("name"))
    }

    /// Its consultation's JSON document, open to the site that shows it, which is at `origin`.
    pub fn document(&self, origin_of: impl Fn(&str) -> String) -> String {
        let mut document = self.value["definition"].clone();
        let name = crate::site(SITE).map_or(SITE, |site| site.name);
        document["sites"] = json!([{ "id": SITE, "name": name, "origins": [origin_of(SITE)] }]);
        document.to_string()
    }

    /// Whether it shows what stands there when answers are no longer taken.
    pub fn is_closed(&self) -> bool {
        self.text("state") == "closed"
    }

    fn section(&self) -> String {
        let [name, shows, state] = ["name", "shows", "state"].map(|member| escape(self.text(member)));
        let fields = match &self.value["fields"] {
            Value::Null => String::new(),
            fields => format!(" data-fields=\"{}\"", escape(&fields.to_string())),
        };
        format!(
            "<section aria-labelledby=\"{name}\">\n<h2 id=\"{name}\">{shows}</h2>\n<p><code>{name}</code>, {state}</p>\n\
             <take-soundings consultation=\"example-{name}\" site=\"{SITE}\" heading-level=\"3\" data-state=\"{state}\"\
             {fields}><a href=\"{{{{edge}}}}/f/example-{name}?site={SITE}\">Answer on its own page: {name}</a>\
             </take-soundings>\n</section>\n"
        )
    }
}

/// The page that shows every example; only one site has it.
pub fn review(site: &Site) -> Option<Page> {
    static MAIN: LazyLock<String> = LazyLock::new(|| {
        let sections: String = examples().iter().map(Example::section).collect();
        format!(
            "<main id=\"main\">\n<div class=\"title-band\"><div class=\"width\"><h1>Every kind and state</h1></div></div>\n\
             <script src=\"/review.js\"></script>\n<div class=\"width main-single\"><div class=\"content\">\n{sections}\
             <script async src=\"{{{{edge}}}}/v1/embed.js\"></script>\n</div></div>\n</main>"
        )
    });
    (site.id == SITE).then(|| Page { path: "/review", title: "Every kind and state", consultation: None, main: &MAIN })
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
