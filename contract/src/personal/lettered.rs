//! What begins with letters: National Insurance numbers and postcodes.

use super::number::Number;
use super::{is_separator, is_word, sign};

/// Letters as a set.
const fn letters(of: &[u8]) -> u32 {
    let mut set = 0;
    let mut index = 0;
    while index < of.len() {
        set |= 1 << (of[index] - b'A');
        index += 1;
    }
    set
}

/// Whether the sign is one of the letters, in either case.
fn is_of(set: u32, sign: u8) -> bool {
    let index = (sign | 0x20).wrapping_sub(b'a');
    index < 26 && set >> index & 1 == 1
}

/// The end of a National Insurance number that begins here (HMRC's manual, NIM39110).
pub(super) fn ni_number(signs: &[u8], start: usize) -> Option<usize> {
    // Q is not issued: official examples begin with it, and who tries this out types those.
    const FIRST: u32 = letters(b"ABCEGHJKLMNOPQRSTWXYZ");
    const SECOND: u32 = letters(b"ABCEGHJKLMNPQRSTWXYZ");
    let digits = start + 2 + usize::from(is_separator(sign(signs, start + 2)));
    if !is_of(FIRST, sign(signs, start))
        || !is_of(SECOND, sign(signs, start + 1))
        || !sign(signs, digits).is_ascii_digit()
    {
        return None;
    }
    let number = Number::read(signs, digits);
    if number.count != 6 || !number.grouped(6, 1 << 2 | 1 << 4) {
        return None;
    }
    let end = number.end(6);
    let last = end + usize::from(is_separator(sign(signs, end)));
    // "by 202425 a" is none.
    let words = last > end && number.grouped(6, 0) && sign(signs, last).is_ascii_lowercase();
    (is_of(letters(b"ABCD"), sign(signs, last)) && !is_word(sign(signs, last + 1)) && !words).then_some(last + 1)
}

/// The signs of a postcode's second half.
pub(super) const INWARD: usize = 3;

/// The end of a full postcode that begins here (BS 7666; Royal Mail's Programmer's Guide to the PAF).
pub(super) fn postcode(signs: &[u8], start: usize) -> Option<usize> {
    // Areas of one letter, and the letters that areas of two have.
    const ALONE: u32 = letters(b"BEGLMNSW");
    const FIRST: u32 = letters(b"ABCDEFGHIJKLMNOPRSTUWYZ");
    const SECOND: u32 = letters(b"ABCDEFGHKLMNOPQRSTUVWXY");
    const LAST: u32 = letters(b"ABDEFGHJLNPQRSTUWXYZ");
    let mut behind = start;
    while sign(signs, behind).is_ascii_alphanumeric() {
        behind += 1;
    }
    let spaced = behind < start + 5;
    if !spaced {
        behind -= INWARD;
    }
    let mut unit = behind;
    while sign(signs, unit) == b' ' {
        unit += 1;
    }
    let (first, second) = (sign(signs, start), sign(signs, start + 1));
    let area = if second.is_ascii_digit() { 1 } else { 2 };
    let known = if area == 1 { is_of(ALONE, first) } else { is_of(FIRST, first) && is_of(SECOND, second) };
    let (fourth, last) = (sign(signs, unit + 1), sign(signs, unit + 2));
    if !known
        // A space of more than two is a table's.
        || spaced != matches!(unit - behind, 1 | 2)
        || !matches!(behind - start - area, 1 | 2)
        || !sign(signs, start + area).is_ascii_digit()
        || !sign(signs, unit).is_ascii_digit()
        || !is_of(LAST, fourth)
        || !is_of(LAST, last)
        || is_word(sign(signs, unit + INWARD))
    {
        return None;
    }
    // "the M25 2hr delay", "m1 2nd exit".
    let words = spaced
        && last.is_ascii_lowercase()
        && (!(start..behind).any(|place| sign(signs, place).is_ascii_lowercase())
            || matches!([fourth, last], [b's', b't'] | [b'n', b'd'] | [b'r', b'd'] | [b't', b'h']));
    (!words).then_some(unit + INWARD)
}
