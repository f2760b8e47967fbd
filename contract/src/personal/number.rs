//! What is made of digits: payment cards, NHS numbers, telephone numbers and sort codes.

use super::{OTHER, Personal, TAIL, is_hyphen, is_separator, is_word, sign};
use std::ops::Range;

/// More digits than any number here has, so that a longer one is seen to be longer.
const MOST: usize = 20;

/// A number as people write it: digits with spaces, hyphens, dots or brackets between groups of them.
pub(super) struct Number {
    digits: [u8; MOST],
    /// The place behind each digit.
    ends: [usize; MOST],
    pub(super) count: usize,
    /// Bit n is set where a group ends after n digits, and a number can.
    groups: u32,
}

impl Number {
    pub(super) fn read(signs: &[u8], mut at: usize) -> Self {
        let mut number = Self { digits: [0; MOST], ends: [0; MOST], count: 0, groups: 0 };
        let mut gap = 0;
        while number.count < MOST {
            let sign = sign(signs, at);
            at += 1;
            if sign.is_ascii_digit() {
                if gap > 0 {
                    number.groups |= 1 << number.count;
                }
                gap = 0;
                number.digits[number.count] = sign - b'0';
                number.ends[number.count] = at;
                number.count += 1;
            } else if sign == TAIL {
                number.ends[number.count - 1] = at;
            } else if is_separator(sign) && gap < 3 {
                // " - " and ") (" are the longest gaps; a hyphen may be of three bytes.
                gap += 1;
            } else {
                if gap > 0 || sign != b'@' && !is_word(sign) {
                    number.groups |= 1 << number.count;
                }
                break;
            }
        }
        number
    }

    /// The place behind `count` digits.
    pub(super) fn end(&self, count: usize) -> usize {
        self.ends.get(count.wrapping_sub(1)).copied().unwrap_or(0)
    }

    /// Whether the number can end after `count` digits.
    fn ends_after(&self, count: usize) -> bool {
        self.groups >> count & 1 == 1
    }

    /// Whether, of the digits before the last of `count`, groups end only where `allowed` has its bits.
    pub(super) fn grouped(&self, count: usize, allowed: u32) -> bool {
        self.groups & ((1 << count) - 1) & !allowed == 0
    }

    /// The two digits from `at` on as a number.
    fn pair(&self, at: usize) -> u8 {
        sign(&self.digits, at) * 10 + sign(&self.digits, at + 1)
    }

    /// The digits of a payment card.
    fn card(&self) -> Option<usize> {
        let least = match self.digits[0] {
            // Mastercard's from 2221 on; 19 and 20 begin years.
            2 if self.digits[1] > 1 => 16,
            3 => 14,
            4 => 13,
            5 | 6 => 16,
            _ => return None,
        };
        let written = |count: usize| {
            // In one, in fours, or as 4 6 5: a row of years or points is grouped otherwise.
            self.grouped(count, 1 << 4 | 1 << 8 | 1 << 12 | 1 << 16) || self.grouped(count, 1 << 4 | 1 << 10)
        };
        (least..MOST).rev().find(|count| self.ends_after(*count) && written(*count) && self.passes_luhn(*count))
    }

    /// ISO/IEC 7812-1, annex B: every second digit from the right is doubled, its digits added; the sum ends in 0.
    fn passes_luhn(&self, count: usize) -> bool {
        let mut sum = 0;
        for (index, digit) in self.digits.iter().take(count).enumerate() {
            let doubled = (count - index).is_multiple_of(2);
            sum += match digit * 2 {
                twice if doubled => twice % 10 + twice / 10,
                _ => *digit,
            };
        }
        sum % 10 == 0
    }

    /// Whether the first ten digits are an NHS number, written in one, as 3 3 4, or, as in Scotland, 6 4.
    fn is_nhs_number(&self) -> bool {
        let sum: u32 = (0..10).map(|index| u32::from(self.digits[index]) * (10 - index as u32)).sum();
        // Scotland's begin with a day and month, Northern Ireland's with 32 to 39, England's and Wales's with 4, 6 or 7,
        // the NHS's own examples with 9. ISBN-10, which has the same check digit, mostly begins otherwise.
        let issued = match self.pair(0) {
            1..=31 => matches!(self.pair(2), 1..=12),
            0 | 50..=59 | 80..=89 => false,
            _ => true,
        };
        issued && sum.is_multiple_of(11) && self.ends_after(10) && self.grouped(10, 1 << 3 | 1 << 6)
    }

    /// The digits of a telephone number. 03, 08 and 09 are organisations' numbers, and what is said of them is wanted.
    fn phone(&self, plus: bool) -> Option<usize> {
        let mut trunk = match self.digits {
            [0, 0, 4, 4, ..] => 4,
            [4, 4, ..] => 2,
            _ => 0,
        };
        if sign(&self.digits, trunk) == 0 {
            trunk += 1;
        }
        // A date and a time begin with a group of two.
        if trunk == 0 || !plus && !self.grouped(3, 0) {
            return None;
        }
        let count = match sign(&self.digits, trunk) {
            // A few places have numbers of nine digits.
            1 if !self.ends_after(trunk + 10) => trunk + 9,
            1 | 2 | 7 => trunk + 10,
            _ => return None,
        };
        self.ends_after(count).then_some(count)
    }

    /// The digits of a sort code, with those of an account that follow it.
    ///
    /// 12-03-24 is a date as well. What could be one is a sort code only where the words before say so or an account's
    /// number follows; on its own it is a branch of a bank, and a date that is taken out is lost.
    fn sort_code(&self, signs: &[u8], at: usize) -> Option<usize> {
        if !self.ends_after(6) || !self.grouped(6, 1 << 2 | 1 << 4) {
            return None;
        }
        if self.ends_after(14) && self.grouped(14, 1 << 2 | 1 << 4 | 1 << 6) {
            return Some(14);
        }
        let hyphen = |count| is_hyphen(sign(signs, self.end(count)));
        let in_month = |day| matches!(self.pair(day), 1..=31);
        let date = matches!(self.pair(2), 1..=12) && (in_month(0) || in_month(4));
        let plain = !date && hyphen(2) && hyphen(4) && (self.count == 6 || !hyphen(6));
        (plain || told_of_sort_code(signs, at)).then_some(6)
    }
}

/// The most specific number that begins here.
pub(super) fn number(signs: &[u8], at: usize, plus: bool) -> Option<(Personal, Range<usize>)> {
    let number = Number::read(signs, at);
    let card = if plus { None } else { number.card() };
    let (kind, count) = if let Some(count) = card {
        (Personal::Card, count)
    } else if !plus && number.is_nhs_number() {
        (Personal::NhsNumber, 10)
    } else if let Some(count) = number.phone(plus) {
        (Personal::Phone, count)
    } else {
        (Personal::SortCode, number.sort_code(signs, at)?)
    };
    let end = number.end(count);
    let mut start = at - usize::from(plus);
    // "(020) 7946 0958", but not the bracket of "(07700 900123)".
    if sign(signs, start.wrapping_sub(1)) == b'(' && (start..end).any(|place| sign(signs, place) == b')') {
        start -= 1;
    }
    Some((kind, start..end))
}

/// Whether the words just before speak of a sort code, in English or Welsh; the other languages borrow the English.
fn told_of_sort_code(signs: &[u8], at: usize) -> bool {
    const SORT: u32 = u32::from_be_bytes(*b"sort");
    const DIDOLI: u32 = u32::from_be_bytes(*b"dido");
    let lower = |place| sign(signs, place) | 0x20;
    for place in (at.saturating_sub(24)..at).rev() {
        match (0..4).fold(0, |word, next| word << 8 | u32::from(lower(place + next))) {
            // "sortcode", "sort code", "sort-code"
            SORT if lower(place + 4) == b'c' || lower(place + 5) == b'c' => return true,
            DIDOLI => return true,
            _ => {}
        }
        // Not beyond a marker or what one will replace: the distance would change with it.
        if matches!(sign(signs, place), OTHER | b']') {
            return false;
        }
    }
    false
}
