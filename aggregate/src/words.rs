//! A text as words that can be compared, whoever typed them and on whatever keyboard: without case, accents, vowel marks
//! and punctuation, and without the markers that stand where personal information was taken out.

use contract::personal::Personal;
use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;
use std::borrow::Cow;
use std::ops::Range;

/// A word of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Word<'a> {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// What it is compared by: lower case, without accents; never empty.
    pub plain: Cow<'a, str>,
}

/// The words of a text, in their order. An apostrophe is a part of its word (`don't` is `dont`).
pub fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    Words { text, at: 0 }
}

/// The words with one space between each two: what a search looks in.
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for word in words(text) {
        if !plain.is_empty() {
            plain.push(' ');
        }
        plain.push_str(&word.plain);
    }
    plain
}

struct Words<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Words<'a> {
    type Item = Word<'a>;

    fn next(&mut self) -> Option<Word<'a>> {
        loop {
            let start = self.start()?;
            let own = &self.text[start..];
            let length = own.char_indices().find(|(_, sign)| !continues(*sign)).map_or(own.len(), |(at, _)| at);
            self.at = start + length;
            let plain = fold(&own[..length]);
            if !plain.is_empty() {
                return Some(Word { range: start..self.at, plain });
            }
        }
    }
}

impl Words<'_> {
    /// Where the next word begins, behind markers of personal information.
    fn start(&mut self) -> Option<usize> {
        loop {
            let rest = &self.text[self.at..];
            let (found, sign) = rest.char_indices().find(|(_, sign)| *sign == '[' || sign.is_alphanumeric())?;
            let start = self.at + found;
            if sign != '[' {
                return Some(start);
            }
            let rest = &self.text[start..];
            let marker = Personal::ALL.iter().map(|kind| kind.marker()).find(|marker| rest.starts_with(marker));
            self.at = start + marker.map_or(1, str::len);
        }
    }
}

fn continues(sign: char) -> bool {
    sign.is_alphanumeric() || is_dropped(sign)
}

/// Signs inside a word that make no other word of it.
fn is_dropped(sign: char) -> bool {
    match sign {
        '\'' | '\u{2019}' | '\u{2bc}' | '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{640}' => true,
        _ if sign.is_ascii() => false,
        _ => is_mark(sign),
    }
}

/// An accent, a vowel mark: a sign above or below another.
fn is_mark(sign: char) -> bool {
    CanonicalCombiningClassMapBorrowed::new().get_u8(sign) != 0
}

fn fold(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return Cow::Borrowed(word);
    }
    if word.is_ascii() {
        let kept = word.bytes().filter(|byte| *byte != b'\'').map(|byte| char::from(byte.to_ascii_lowercase()));
        return Cow::Owned(kept.collect());
    }
    let apart = DecomposingNormalizerBorrowed::new_nfkd().normalize(word);
    let kept = apart.chars().flat_map(char::to_lowercase).filter(|sign| continues(*sign) && !is_dropped(*sign));
    let mut plain = String::with_capacity(word.len());
    for sign in kept {
        match alike(sign) {
            Ok(sign) => plain.push(sign),
            Err(two) => plain.push_str(two),
        }
    }
    Cow::Owned(plain)
}

/// What Unicode does not take apart, and keyboards write in several ways.
fn alike(sign: char) -> Result<char, &'static str> {
    Ok(match sign {
        'ł' => 'l',
        'ø' => 'o',
        'đ' => 'd',
        'ı' => 'i',
        'ß' => return Err("ss"),
        'æ' => return Err("ae"),
        'œ' => return Err("oe"),
        // Arabic and Urdu keyboards have different signs for the same letter.
        'ي' | 'ى' => 'ی',
        'ك' => 'ک',
        'ة' | 'ہ' | 'ۃ' => 'ه',
        '\u{660}'..='\u{669}' => char::from(b'0' + (sign as u32 - 0x660) as u8),
        '\u{6f0}'..='\u{6f9}' => char::from(b'0' + (sign as u32 - 0x6f0) as u8),
        _ => sign,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_compared() {
        for (text, expected) in [
            ("Don't stop -- DON\u{2019}T!", "dont stop dont"),
            ("Mae'r tŷ'n oer; Ŷ", "maer tyn oer y"),
            ("Zażółć gęślą jaźń, ŁÓDŹ", "zazolc gesla jazn lodz"),
            ("Straße ﬁne \u{ff21}\u{ff22}", "strasse fine ab"),
            ("e\u{301}te\u{301} = été", "ete ete"),
            ("مُدَرِّسة مدرسة مـدرسة", "مدرسه مدرسه مدرسه"),
            ("أكثر اكثر", "اکثر اکثر"),
            ("یہ ي\u{647} ۱۲ ٣", "یه یه 12 3"),
            ("mail me at [mail] or [tel], SW1A [\u{2026}] now [sic]", "mail me at or sw1a now sic"),
            ("", ""),
            ("?! -- [", ""),
            ("''' a'b'", "ab"),
            ("10,000 £5.50", "10 000 5 50"),
        ] {
            assert_eq!(plain(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn words_lie_in_their_text_and_folding_again_changes_nothing(text in "\\PC{0,60}") {
            let mut end = 0;
            for word in words(&text) {
                prop_assert!(word.range.start >= end && word.range.end > word.range.start);
                end = word.range.end;
                prop_assert!(text.is_char_boundary(word.range.start) && text.is_char_boundary(end));
            }
            let once = plain(&text);
            prop_assert_eq!(plain(&once), once.clone());
            prop_assert_eq!(plain(&text.replace('.', "!")), once);
        }
    }
}
