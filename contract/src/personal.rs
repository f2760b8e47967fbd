//! Personal information in what a person writes: found while they type, so that the form can say so, and taken out before
//! an answer is kept. What is looked for, and how well it is found, stands in `docs/personal-information.md`.
//!
//! It goes into the widget's Wasm: one pass over bytes, no tables of characters, nothing that formats.

mod lettered;
mod number;
#[cfg(test)]
mod tests;

use lettered::{INWARD, ni_number, postcode};
use number::number;
use std::ops::Range;

/// A kind of personal information.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Personal {
    /// An e-mail address.
    Email,
    /// A National Insurance number: two letters, six digits, a letter from A to D.
    NiNumber,
    /// An NHS number, also Scotland's CHI and Northern Ireland's H&C number: ten digits, modulo 11.
    NhsNumber,
    /// A payment card's number: 13 to 19 digits, Luhn's sum.
    Card,
    /// A sort code, with the account's number where it follows.
    SortCode,
    /// A telephone number of a line in the United Kingdom that may be a person's: 01, 02 and 07.
    Phone,
    /// A full postcode. A district alone (SW1A) is nobody's address.
    Postcode,
}

/// A place in a text that holds personal information.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// What it looks like.
    pub kind: Personal,
    /// Its bytes.
    pub range: Range<usize>,
}

impl Personal {
    /// All kinds, in their order.
    pub const ALL: [Self; 7] =
        [Self::Email, Self::NiNumber, Self::NhsNumber, Self::Card, Self::SortCode, Self::Phone, Self::Postcode];

    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::NiNumber => "ni_number",
            Self::NhsNumber => "nhs_number",
            Self::Card => "card",
            Self::SortCode => "sort_code",
            Self::Phone => "phone",
            Self::Postcode => "postcode",
        }
    }

    /// What stands in its place: a short word that is read alike in every language of the form, and never longer than
    /// what it replaces, so that a text within its limit stays within it.
    pub fn marker(self) -> &'static str {
        match self {
            Self::Email => "[mail]",
            Self::NiNumber => "[NI]",
            Self::NhsNumber => "[NHS]",
            Self::Card => "[card]",
            Self::SortCode => "[bank]",
            Self::Phone => "[tel]",
            Self::Postcode => "[…]",
        }
    }
}

impl Found {
    /// The bytes to take out, and what to put there instead. Of a postcode the district stays: it says where, not who.
    pub fn replacement(&self) -> (Range<usize>, &'static str) {
        let Range { mut start, end } = self.range;
        if self.kind == Personal::Postcode {
            start = end - INWARD;
        }
        (start..end, self.kind.marker())
    }
}

/// The personal information in a text, in its order; no two overlap.
pub fn find(text: &str) -> Vec<Found> {
    let mut signs = signs(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < signs.len() {
        let Some((kind, range)) = look(&signs, at) else {
            at += 1;
            continue;
        };
        at = range.end;
        // What follows stands at a boundary, as it will behind the marker.
        signs[at - 1] = OTHER;
        found.push(Found { kind, range });
    }
    found
}

/// The text with a marker in place of all that [`find`] finds in it; in the result it finds nothing.
pub fn remove(text: &str) -> String {
    let mut kept = String::new();
    let mut from = 0;
    for found in find(text) {
        let (cut, marker) = found.replacement();
        kept.push_str(&text[from..cut.start]);
        kept.push_str(marker);
        from = cut.end;
    }
    kept.push_str(&text[from..]);
    kept
}

/// Whether something was taken out of a text: whether a marker stands in it.
pub fn is_marked(text: &str) -> bool {
    Personal::ALL.iter().any(|kind| text.contains(kind.marker()))
}

/// A letter of a Latin script beyond ASCII: part of a word.
const LATIN: u8 = 0x80;
/// A letter of another script. It may stand in an address; a number beside it is still a number, since particles are
/// written to what follows (Arabic) and words without spaces (Chinese).
const FOREIGN: u8 = 0x81;
/// The bytes of a digit beyond ASCII after its first.
const TAIL: u8 = 0x82;
/// A hyphen or dash beyond ASCII: between digits as good as a hyphen, in an address none.
const DASH: u8 = 0x83;
/// A sign that is part of nothing.
const OTHER: u8 = 0;

/// One sign for each byte of the text: ASCII as it is, digits, spaces and hyphens of all kinds as ASCII's, letters by
/// their kind. So a place among the signs is a place in the text.
fn signs(text: &str) -> Vec<u8> {
    let mut signs = Vec::with_capacity(text.len());
    for character in text.chars() {
        let code = u32::from(character);
        let sign = match code {
            0..=0x7F => code as u8,
            // Arabic's, Urdu's and full-width digits: phones' keyboards type them.
            0x660..=0x669 | 0x6F0..=0x6F9 => b'0' + (code as u8 & 15),
            0xFF10..=0xFF19 => code as u8 + b' ',
            0xA0 | 0x202F => b' ',
            0x2010..=0x2013 => DASH,
            // Signs of Latin-1, Arabic's comma, semicolon, question mark and full stop, punctuation, symbols, emoji.
            0x81..=0xBF | 0x60C | 0x61B | 0x61F | 0x6D4 | 0x2000..=0x2BFF | 0x3000..=0x303F | 0x10000.. => OTHER,
            0xC0..=0x24F => LATIN,
            _ => FOREIGN,
        };
        for byte in 0..character.len_utf8() {
            signs.push(if byte > 0 && sign.is_ascii_digit() { TAIL } else { sign });
        }
    }
    signs
}

/// The sign at a place; before the text and behind it is nothing.
///
/// One function for all places that look: inlined into each, it was measured at 270 bytes of Wasm more.
#[inline(never)]
fn sign(signs: &[u8], at: usize) -> u8 {
    signs.get(at).copied().unwrap_or(OTHER)
}

fn is_word(sign: u8) -> bool {
    sign.is_ascii_alphanumeric() || sign == LATIN || sign == TAIL
}

fn is_letter_or_digit(sign: u8) -> bool {
    is_word(sign) || sign == FOREIGN
}

fn is_hyphen(sign: u8) -> bool {
    sign == b'-' || sign == DASH
}

fn is_separator(sign: u8) -> bool {
    matches!(sign, b' ' | b'.' | b'(' | b')') || is_hyphen(sign)
}

/// What begins at this place.
fn look(signs: &[u8], at: usize) -> Option<(Personal, Range<usize>)> {
    let first = sign(signs, at);
    let before = sign(signs, at.wrapping_sub(1));
    if !is_letter_or_digit(first) || is_word(before) {
        return None;
    }
    if before != FOREIGN
        && let Some(end) = email(signs, at)
    {
        return Some((Personal::Email, at..end));
    }
    // Not within an identifier, an address's path, a longer number; but "Tel.07700 900123".
    let earlier = sign(signs, at.wrapping_sub(2));
    let bound = match before {
        b'.' => earlier.is_ascii_digit() || earlier == TAIL,
        b'-' | b'/' | b'_' | b'=' | b'&' | b'%' | b'#' | b'@' | b'?' | b'+' => is_word(earlier),
        _ => false,
    };
    if bound {
        None
    } else if first.is_ascii_digit() {
        number(signs, at, before == b'+')
    } else if let Some(end) = ni_number(signs, at) {
        Some((Personal::NiNumber, at..end))
    } else {
        postcode(signs, at).map(|end| (Personal::Postcode, at..end))
    }
}

/// The end of an e-mail address that begins here.
fn email(signs: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    let of_name = |sign| is_letter_or_digit(sign) || matches!(sign, b'.' | b'_' | b'%' | b'+' | b'-' | b'\'');
    // RFC 5321, 4.5.3.1.1: no name is longer than 64 bytes.
    while at - start < 64 && of_name(sign(signs, at)) {
        at += 1;
    }
    if sign(signs, at) != b'@' {
        return None;
    }
    let host = at + 1;
    let (mut end, mut label) = (host, host);
    loop {
        let next = sign(signs, end + 1);
        match sign(signs, end) {
            b'.' if is_letter_or_digit(next) => label = end + 1,
            // Two hyphens stand in the ASCII form of a name in another script.
            b'-' if is_letter_or_digit(next) || next == b'-' => {}
            other if is_letter_or_digit(other) => {}
            _ => break,
        }
        end += 1;
    }
    // "a@b.uk": a host with a dot in it, and a last label of letters: two at least, which have two bytes or more each in
    // other scripts.
    let last = sign(signs, label);
    let least = if last.is_ascii() { 2 } else { 4 };
    (label > host + 1 && end >= label + least && !last.is_ascii_digit()).then_some(end)
}
