//! XML, as far as a feed and a spreadsheet need it: elements, attributes and text, each escaped where it is written.

/// A document under writing.
pub(super) struct Xml(String);

impl Xml {
    /// With its declaration.
    pub(super) fn new() -> Self {
        Self(r#"<?xml version="1.0" encoding="UTF-8"?>"#.to_owned())
    }

    /// An element with what `inside` writes into it.
    pub(super) fn element(&mut self, name: &str, attributes: &[(&str, &str)], inside: impl FnOnce(&mut Self)) {
        self.open(name, attributes);
        let begun = self.0.len();
        inside(self);
        if self.0.len() == begun {
            self.0.pop();
            self.0.push_str("/>");
            return;
        }
        self.close(name);
    }

    /// Begins an element. What is written from here on is in it, until it is closed.
    pub(super) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.0.push('<');
        self.0.push_str(name);
        for (name, value) in attributes {
            self.0.push(' ');
            self.0.push_str(name);
            self.0.push_str("=\"");
            self.text(value);
            self.0.push('"');
        }
        self.0.push('>');
    }

    /// Ends an element.
    pub(super) fn close(&mut self, name: &str) {
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
    }

    /// What is written and was not taken yet.
    pub(super) fn take(&mut self) -> String {
        std::mem::take(&mut self.0)
    }

    /// An element with nothing in it.
    pub(super) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.element(name, attributes, |_| ());
    }

    /// An element with text alone in it.
    pub(super) fn leaf(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.element(name, attributes, |xml| xml.text(text));
    }

    /// Text. What XML 1.0 has no way to write becomes a replacement character.
    pub(super) fn text(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\t' | '\n' | '\r' => {
                    self.0.push_str("&#");
                    self.0.push_str(&u32::from(character).to_string());
                    self.0.push(';');
                }
                '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => self.0.push('\u{fffd}'),
                other => self.0.push(other),
            }
        }
    }

    /// All of it.
    pub(super) fn finish(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_written_is_text() {
        let mut xml = Xml::new();
        xml.element("a", &[("b", "\"<\n")], |xml| {
            xml.text("1 < 2 & \u{1}");
            xml.empty("c", &[]);
            xml.leaf("d", &[], "]]>");
        });
        assert_eq!(
            xml.finish(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><a b=\"&quot;&lt;&#10;\">1 &lt; 2 &amp; \u{fffd}<c/><d>]]&gt;</d></a>"
        );
    }
}
