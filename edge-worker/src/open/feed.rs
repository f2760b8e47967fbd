//! What a consultation published, for whoever follows it (Atom, RFC 4287).

use super::xml::Xml;

/// An entry of a feed.
pub(crate) struct Entry {
    pub(crate) title: String,
    /// Its page, by which it is known for good.
    pub(crate) address: String,
    /// When it was published: RFC 3339.
    pub(crate) at: String,
    /// What it says: in a sentence, or as a whole.
    pub(crate) summary: String,
    /// The language of that, where it is not the feed's.
    pub(crate) lang: Option<&'static str>,
}

/// A feed.
pub(crate) struct Feed<'a> {
    pub(crate) lang: &'a str,
    pub(crate) title: &'a str,
    /// Who publishes.
    pub(crate) author: &'a str,
    /// The feed's own address.
    pub(crate) address: &'a str,
    /// The page of what it tells of.
    pub(crate) page: &'a str,
    /// When it last changed, where nothing is in it.
    pub(crate) since: &'a str,
    /// The latest first.
    pub(crate) entries: &'a [Entry],
}

/// The whole document.
pub(crate) fn atom(feed: &Feed<'_>) -> String {
    let mut xml = Xml::new();
    xml.element("feed", &[("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", feed.lang)], |xml| {
        xml.leaf("id", &[], feed.address);
        xml.leaf("title", &[], feed.title);
        xml.leaf("updated", &[], feed.entries.first().map_or(feed.since, |entry| &entry.at));
        xml.element("author", &[], |xml| xml.leaf("name", &[], feed.author));
        xml.empty("link", &[("rel", "self"), ("type", "application/atom+xml"), ("href", feed.address)]);
        xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", feed.page)]);
        for entry in feed.entries {
            xml.element("entry", &[], |xml| {
                xml.leaf("id", &[], &entry.address);
                xml.leaf("title", &[], &entry.title);
                xml.leaf("updated", &[], &entry.at);
                let lang = entry.lang.map(|lang| ("xml:lang", lang));
                xml.leaf("summary", lang.as_slice(), &entry.summary);
                xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &entry.address)]);
            });
        }
    });
    xml.finish()
}
