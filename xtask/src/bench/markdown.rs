//! What reports have in common.

use anyhow::{Context as _, Result};

/// 59224 as 59,224.
pub(crate) fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

const END: &str = "<!-- End of what is written -->\n";

/// A place in a document that a command writes anew, between two marks.
pub(crate) struct Place {
    begin: &'static str,
}

impl Place {
    /// The place that begins with this line.
    pub(crate) const fn written_by(begin: &'static str) -> Self {
        Self { begin }
    }

    /// The document with `content` in this place.
    ///
    /// # Errors
    /// It has no such place.
    pub(crate) fn put(&self, document: &str, content: &str) -> Result<String> {
        let begin = self.begin;
        let (before, rest) = document.split_once(begin).with_context(|| format!("there is no {}", begin.trim_end()))?;
        let (_, after) = rest.split_once(END).with_context(|| format!("there is no end of {}", begin.trim_end()))?;
        Ok(format!("{before}{begin}{content}{END}{after}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_take_the_place_of_the_last_ones() -> Result<()> {
        let place = Place::written_by("<!-- here -->\n");
        let text = format!("a\n<!-- here -->\nold\n{END}b\n");
        let once = place.put(&text, "new\n")?;
        assert_eq!(once, format!("a\n<!-- here -->\nnew\n{END}b\n"));
        assert_eq!(place.put(&once, "new\n")?, once);
        assert!(place.put("no marks", "new").is_err());
        Ok(())
    }

    #[test]
    fn thousands_are_set_apart() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(thousands(number), text);
        }
    }
}
