//! What a site consists of, and how a page becomes HTML.

/// Stands in pages and headers for the edge's origin, which is known when a site is served.
const EDGE: &str = "{{edge}}";

/// A place that embeds consultations.
#[derive(Debug)]
pub struct Site {
    /// The id under which departments register it.
    pub id: &'static str,
    /// Its name as readers know it.
    pub name: &'static str,
    /// The loopback port of `cargo xtask dev`.
    pub default_port: u16,
    /// Language of its pages.
    pub lang: &'static str,
    /// Headers sent with every page; may hold the edge's placeholder.
    pub(crate) headers: &'static [(&'static str, &'static str)],
    /// What stands around the main part of each page.
    pub(crate) layout: &'static str,
    pub(crate) not_found: Page,
    /// Its pages.
    pub pages: &'static [Page],
    /// Its stylesheet, scripts and icon.
    pub assets: &'static [Asset],
}

/// One page of a site.
#[derive(Debug)]
pub struct Page {
    /// Where it is, from the root.
    pub path: &'static str,
    /// Its title, without the site's name.
    pub title: &'static str,
    /// The consultation that it embeds.
    pub consultation: Option<&'static str>,
    /// The part of the HTML that only this page has.
    pub(crate) main: &'static str,
}

/// A file that pages refer to.
#[derive(Debug)]
pub struct Asset {
    /// Where it is, from the root.
    pub path: &'static str,
    /// Its media type.
    pub content_type: &'static str,
    /// Its content.
    pub text: &'static str,
}

impl Site {
    /// The pages that embed a consultation, each with its id.
    pub fn embedding_pages(&self) -> impl Iterator<Item = (&Page, &'static str)> {
        self.pages.iter().filter_map(|page| page.consultation.map(|consultation| (page, consultation)))
    }

    /// The page for every path that is not there.
    pub fn not_found(&self) -> &Page {
        &self.not_found
    }

    /// The whole HTML of one of this site's pages.
    pub fn render(&self, page: &Page, edge_origin: &str) -> String {
        // A navigation marks the page that one is on. Only the layout is looked through:
        // a link in the text to the page itself is an ordinary link.
        let link = format!("<a href=\"{}\"", page.path);
        let here = format!("{link} aria-current=\"page\"");
        self.layout
            .replace(&link, &here)
            .replace("{{title}}", page.title)
            .replace("{{main}}", page.main.trim_end())
            .replace(EDGE, edge_origin)
    }

    /// The headers of this site's pages.
    pub fn headers(&self, edge_origin: &str) -> impl Iterator<Item = (&'static str, String)> {
        self.headers.iter().map(move |(name, value)| (*name, value.replace(EDGE, edge_origin)))
    }
}
