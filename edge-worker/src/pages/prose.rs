//! A department's longer texts: paragraphs, lines and addresses, and nothing else. No markup is read from them.

use maud::{Markup, html};

/// Paragraphs where a blank line is, lines where one ends, links where an `https` address stands.
pub(crate) fn prose(text: &str) -> Markup {
    let mut paragraphs: Vec<Vec<&str>> = vec![Vec::new()];
    for line in text.lines().map(str::trim) {
        match paragraphs.last_mut() {
            Some(paragraph) if !line.is_empty() => paragraph.push(line),
            _ => paragraphs.push(Vec::new()),
        }
    }
    html! {
        @for paragraph in paragraphs.iter().filter(|paragraph| !paragraph.is_empty()) {
            p {
                @for (number, line) in paragraph.iter().enumerate() {
                    @if number > 0 { br; }
                    @for piece in pieces(line) {
                        @match piece {
                            Piece::Words(words) => (words),
                            Piece::Address(address) => a href=(address) { (address) },
                        }
                    }
                }
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Piece<'a> {
    Words(&'a str),
    Address(&'a str),
}

fn pieces(line: &str) -> Vec<Piece<'_>> {
    let (mut pieces, mut rest) = (Vec::new(), line);
    while let Some(start) = rest.find("https://") {
        let (before, from) = rest.split_at(start);
        let end = from.find(|letter: char| letter.is_whitespace() || "<>\"“”".contains(letter)).unwrap_or(from.len());
        // What ends a sentence does not end an address, and brackets around one are not a part of it.
        let address = from[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '’', '\'']);
        pieces.extend(
            [Piece::Words(before), Piece::Address(address)].into_iter().filter(|piece| *piece != Piece::Words("")),
        );
        rest = &from[address.len()..];
    }
    pieces.push(Piece::Words(rest));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_lines_and_addresses() {
        for (text, expected) in [
            ("One\ntwo\n\n\nThree", "<p>One<br>two</p><p>Three</p>"),
            ("\n \nOne\r\n\r\nTwo\n", "<p>One</p><p>Two</p>"),
            (
                "See (https://a.example/x?y=1&z). Then https://b.example.",
                "<p>See (<a href=\"https://a.example/x?y=1&amp;z\">https://a.example/x?y=1&amp;z</a>). \
                 Then <a href=\"https://b.example\">https://b.example</a>.</p>",
            ),
            (
                "<b>javascript:alert(1)</b> http://a.example",
                "<p>&lt;b&gt;javascript:alert(1)&lt;/b&gt; http://a.example</p>",
            ),
            ("https://a.example\"onload", "<p><a href=\"https://a.example\">https://a.example</a>&quot;onload</p>"),
            ("", ""),
        ] {
            assert_eq!(prose(text).into_string(), expected, "{text}");
        }
    }
}
