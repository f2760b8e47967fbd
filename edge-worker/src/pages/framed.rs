//! The form in a frame: the widget itself, on a page that holds nothing else.

use super::share;
use contract::{ConsultationId, Definition, Lang, Origin, SiteId};
use maud::{DOCTYPE, html};

/// What the page is made of.
pub(crate) struct Framed<'a> {
    /// Our own origin.
    pub(crate) own: &'a Origin,
    pub(crate) id: &'a ConsultationId,
    pub(crate) definition: &'a Definition,
    pub(crate) lang: Lang,
    pub(crate) site: &'a SiteId,
    /// The site with its signature, as the form sends it.
    pub(crate) signed: &'a str,
    /// `light` or `dark`; the reader's own where `None`.
    pub(crate) theme: Option<&'a str>,
    /// The origins that may frame it, which are told its height.
    pub(crate) origins: &'a [Origin],
}

/// The whole document. Without script the link in the element stands there, as anywhere.
pub(crate) fn framed(shown: &Framed<'_>, assets: &str) -> String {
    let Framed { own, id, definition, lang, site, signed, theme, origins } = shown;
    let (title, title_lang) = definition.questionnaire().title().in_language(*lang);
    let origins: Vec<&str> = origins.iter().map(Origin::as_str).collect();
    html! {
        (DOCTYPE)
        html lang=(lang.code()) dir=(lang.direction()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content=(theme.unwrap_or("light dark"));
                meta name="robots" content="noindex";
                title { (title) }
                // A page of ours stands in no frame but this one: links lead out of it.
                base target="_blank";
                link rel="canonical" href={ (own) "/f/" (id) };
                link rel="stylesheet" href={ (own) (assets) "frame.css" };
                script async src={ (own) "/v1/embed.js" } {}
                script type="module" src={ (own) (assets) "frame.js" } {}
            }
            body {
                main data-origins=(origins.join(" ")) {
                    take-soundings consultation=(id) site=(signed) load="eager" heading-level="1" theme=[theme] {
                        p lang=(title_lang.code()) dir=(title_lang.direction()) { (title) }
                        p { a href={ (own) "/f/" (id) "?site=" (site) "&lang=" (lang.code()) } { (lang.embed_strings().have_your_say) } }
                    }
                    (share::about(id, site.as_str(), *lang))
                }
            }
        }
    }
    .into_string()
}
