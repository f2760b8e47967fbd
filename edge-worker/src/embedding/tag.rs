//! The tag that a page pastes, as its site wants it.

use crate::published::Published;
use contract::{ConsultationId, Lang, Origin};
use std::fmt::Write as _;

/// The colours that the widget takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Theme {
    /// The page's own.
    #[default]
    Auto,
    Light,
    Dark,
}

/// When the form loads.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Load {
    /// When it comes near the view.
    #[default]
    Lazy,
    /// At once.
    Eager,
    /// When the page asks for it.
    Manual,
}

macro_rules! words {
    ($name:ident, $($variant:ident, $word:literal;)*) => {
        impl $name {
            /// All of them.
            pub(crate) const ALL: &[Self] = &[$(Self::$variant),*];

            /// As the attribute has it.
            pub(crate) fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// Reads it.
            pub(crate) fn parse(text: &str) -> Option<Self> {
                match text { $($word => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

words! { Theme, Auto, "auto"; Light, "light"; Dark, "dark"; }
words! { Load, Lazy, "lazy"; Eager, "eager"; Manual, "manual"; }

/// Levels of the form's title.
pub(crate) const LEVELS: std::ops::RangeInclusive<u8> = 1..=6;
/// The level without the attribute.
pub(crate) const LEVEL: u8 = 2;

/// A tag. Every part of it is of a kind that needs no escaping in an attribute's value.
#[derive(Clone)]
pub(crate) struct Tag<'a> {
    pub(crate) edge: &'a Origin,
    pub(crate) consultation: &'a ConsultationId,
    /// The site's name; blank for the hosted form's own.
    pub(crate) site: &'a str,
    /// The language; without one it is that of the page around it.
    pub(crate) lang: Option<Lang>,
    pub(crate) theme: Theme,
    pub(crate) load: Load,
    pub(crate) level: u8,
    /// The version that it stays with; without one it updates itself.
    pub(crate) version: Option<&'static Published>,
}

impl Tag<'_> {
    /// What differs from what holds without an attribute, each with its name.
    fn attributes(&self) -> Vec<(&'static str, String)> {
        let mut all = vec![("consultation", self.consultation.to_string()), ("site", self.site.to_owned())];
        all.extend(self.lang.map(|lang| ("lang", lang.code().to_owned())));
        if self.theme != Theme::default() {
            all.push(("theme", self.theme.word().to_owned()));
        }
        if self.load != Load::default() {
            all.push(("load", self.load.word().to_owned()));
        }
        if self.level != LEVEL {
            all.push(("heading-level", self.level.to_string()));
        }
        all
    }

    /// The address of the script.
    pub(crate) fn source(&self) -> String {
        let path = self.version.map_or_else(|| "/v1/embed.js".to_owned(), Published::path);
        format!("{}{path}", self.edge)
    }

    /// The hash by which a version is pinned, and what a browser needs to check it.
    pub(crate) fn integrity(&self) -> Option<(&'static str, &'static str)> {
        self.version.map(|version| (version.integrity, "anonymous"))
    }

    fn opened(&self, names: &str) -> String {
        let mut tag = format!("<script async src=\"{}\"", self.source());
        if let Some((hash, origin)) = self.integrity() {
            // Writing to a String does not fail.
            let _ = write!(tag, " integrity=\"{hash}\" crossorigin=\"{origin}\"");
        }
        tag + names + "></script>"
    }

    /// The script alone, for elements that stand elsewhere on the page.
    pub(crate) fn script(&self) -> String {
        self.opened("")
    }

    /// The script that places the form where it stands.
    pub(crate) fn placed(&self) -> String {
        let names = self.attributes().into_iter().fold(String::new(), |mut names, (name, value)| {
            let _ = write!(names, " data-{name}=\"{value}\"");
            names
        });
        self.opened(&names)
    }

    /// The element with its link, to be written where the form shall stand.
    pub(crate) fn element(&self) -> String {
        let names = self.attributes().into_iter().fold(String::new(), |mut names, (name, value)| {
            let _ = write!(names, " {name}=\"{value}\"");
            names
        });
        format!(
            "<take-soundings{names}>\n  <a href=\"{}\">{}</a>\n</take-soundings>",
            escaped(&self.address()),
            self.words()
        )
    }

    /// The element and the script.
    pub(crate) fn both(&self) -> String {
        format!("{}\n{}", self.element(), self.script())
    }

    /// Where the form has a page of its own.
    pub(crate) fn address(&self) -> String {
        let lang = self.lang.map_or_else(String::new, |lang| format!("&lang={}", lang.code()));
        format!("{}/f/{}?site={}{lang}", self.edge, self.consultation, self.site)
    }

    /// Where it has a page to stand in a frame.
    pub(crate) fn frame_address(&self) -> String {
        let theme = if self.theme == Theme::Auto { String::new() } else { format!("&theme={}", self.theme.word()) };
        self.address().replacen('?', "/frame?", 1) + &theme
    }

    /// The link's words: as the loader writes them where a page has none.
    pub(crate) fn words(&self) -> &'static str {
        if self.lang == Some(Lang::Cy) { "Dweud eich dweud" } else { "Have your say" }
    }
}

/// An address in an attribute's value.
pub(crate) fn escaped(address: &str) -> String {
    address.replace('&', "&amp;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOADER: &str = include_str!("../../../widget/loader/embed.js");

    #[test]
    fn tags_say_what_differs_and_no_more() {
        let (edge, id) = (Origin::parse("https://e.example").unwrap(), ConsultationId::parse("maps").unwrap());
        let plain = Tag {
            edge: &edge,
            consultation: &id,
            site: "forum",
            lang: None,
            theme: Theme::Auto,
            load: Load::Lazy,
            level: LEVEL,
            version: None,
        };
        assert_eq!(
            plain.placed(),
            "<script async src=\"https://e.example/v1/embed.js\" data-consultation=\"maps\" data-site=\"forum\"></script>"
        );
        assert_eq!(
            plain.element(),
            "<take-soundings consultation=\"maps\" site=\"forum\">\n  <a href=\"https://e.example/f/maps?site=forum\">Have your \
             say</a>\n</take-soundings>"
        );
        let full = Tag { lang: Some(Lang::Cy), theme: Theme::Dark, load: Load::Manual, level: 3, ..plain };
        assert_eq!(
            full.element(),
            "<take-soundings consultation=\"maps\" site=\"forum\" lang=\"cy\" theme=\"dark\" load=\"manual\" \
             heading-level=\"3\">\n  <a href=\"https://e.example/f/maps?site=forum&amp;lang=cy\">Dweud eich \
             dweud</a>\n</take-soundings>"
        );
        let pinned = crate::published::all().next().unwrap();
        let script = Tag { version: Some(pinned), ..full }.script();
        assert_eq!(
            script,
            format!(
                "<script async src=\"https://e.example/v1/embed-{}.js\" integrity=\"{}\" crossorigin=\"anonymous\"></script>",
                pinned.version, pinned.integrity
            )
        );
    }

    #[test]
    fn the_links_words_are_the_loaders() {
        assert!(LOADER.contains("\"Dweud eich dweud\" : \"Have your say\""));
    }
}
