//! What a page tells those who show a link to it: Open Graph, the same for X (Twitter), where its oEmbed reply is, and the
//! HTML of that reply.

use contract::{ConsultationId, Lang, Origin};
use maud::{Markup, html};
use worker::url::form_urlencoded;

/// How large a card is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Size {
    /// What Open Graph's readers show across a column.
    Large,
    /// Half of it each way.
    Small,
}

impl Size {
    /// The largest first.
    pub(crate) const ALL: [Size; 2] = [Size::Large, Size::Small];

    /// Width and height.
    pub(crate) fn pixels(self) -> (u32, u32) {
        match self {
            Self::Large => (1200, 630),
            Self::Small => (600, 315),
        }
    }
}

/// The address of a consultation's card.
pub(crate) fn card_address(own: &Origin, id: &ConsultationId, lang: Lang, size: Size) -> String {
    let small = if size == Size::Small { "&size=small" } else { "" };
    format!("{own}/v1/consultations/{id}/card.png?lang={}{small}", lang.code())
}

/// What is told of a page.
pub(crate) struct Shared<'a> {
    pub(crate) own: &'a Origin,
    pub(crate) id: &'a ConsultationId,
    pub(crate) lang: Lang,
    pub(crate) title: &'a str,
    pub(crate) description: &'a str,
    /// The page's own address, from the first slash, for good.
    pub(crate) path: &'a str,
}

/// For the head of the page.
pub(crate) fn head(shared: &Shared<'_>) -> Markup {
    let Shared { own, id, lang, title, description, path } = shared;
    let address = format!("{own}{path}");
    let separator = if path.contains('?') { '&' } else { '?' };
    let tongue = format!("{address}{separator}lang={}", lang.code());
    let query: String = form_urlencoded::Serializer::new(String::new()).append_pair("url", &tongue).finish();
    let card = card_address(own, id, *lang, Size::Large);
    let (width, height) = Size::Large.pixels();
    let (width, height) = (width.to_string(), height.to_string());
    html! {
        link rel="canonical" href=(address);
        @for (media, format) in [("application/json+oembed", "json"), ("text/xml+oembed", "xml")] {
            link rel="alternate" type=(media) href={ (own) "/oembed?format=" (format) "&" (query) } title=(title);
        }
        meta name="description" content=(description);
        @for (property, content) in [
            ("og:type", "website"),
            ("og:site_name", "Soundings"),
            ("og:title", *title),
            ("og:description", *description),
            ("og:url", address.as_str()),
            ("og:locale", locale(*lang)),
            ("og:image", card.as_str()),
            ("og:image:type", "image/png"),
            ("og:image:width", width.as_str()),
            ("og:image:height", height.as_str()),
            ("og:image:alt", *title),
        ] {
            meta property=(property) content=(content);
        }
        // The rest its readers take from the properties above.
        meta name="twitter:card" content="summary_large_image";
    }
}

/// The way to what a form loads, stores and sends.
pub(crate) fn about(id: &ConsultationId, site: &str, lang: Lang) -> Markup {
    html! {
        p { a href={ "/about/" (site) "?consultation=" (id) "&lang=" (lang.code()) } { (lang.form_strings().about) } }
    }
}

/// As Open Graph writes a language: with a territory.
fn locale(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "en_GB",
        Lang::Cy => "cy_GB",
        Lang::Pl => "pl_PL",
        Lang::Ur => "ur_PK",
        Lang::Ar => "ar_AR",
    }
}

/// What a reader of oEmbed puts into its page: the form in a frame, and a link for whoever takes frames out. WordPress
/// keeps no attribute of either but those that are here, puts a sandbox of its own in the place of this one, and takes the
/// quotation away once the frame has told its height.
pub(crate) fn frame(frame: &str, page: &str, title: &str, (width, height): (u32, u32)) -> String {
    html! {
        blockquote { a href=(page) { (title) } }
        iframe src=(frame) width=(width) height=(height) title=(title) frameborder="0"
            sandbox="allow-scripts allow-forms allow-same-origin allow-popups allow-popups-to-escape-sandbox" {}
    }
    .into_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_title_holds_stays_text() {
        let html =
            frame("https://e.example/f/a/frame?lang=en&site=b", "https://e.example/f/a", "\"><script>", (600, 700));
        assert!(html.starts_with("<blockquote><a href=\"https://e.example/f/a\">&quot;&gt;&lt;script&gt;</a></blockquote><iframe src=\"https://e.example/f/a/frame?lang=en&amp;site=b\" width=\"600\" height=\"700\" title=\"&quot;&gt;&lt;script&gt;\""), "{html}");
        // Discourse takes no more of it.
        assert!(html.len() < 4_000 && !html.contains("<script"));
    }
}
