//! Moments and days, in UTC. No clock: "now" is an argument everywhere.

use std::fmt;

const DAY_SECONDS: i64 = 86_400;

/// A moment: seconds since 1970-01-01T00:00:00Z, leap seconds not counted. Written as RFC 3339 in UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Timestamp(i64);

/// A calendar day in UTC: days since 1970-01-01. Written `2026-01-31`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Day(i32);

impl Timestamp {
    /// From seconds since 1970; held within the years 1970 to 9999, which RFC 3339 can write.
    pub fn from_unix_seconds(seconds: i64) -> Self {
        Self(seconds.clamp(0, 253_402_300_799))
    }

    /// Seconds since 1970.
    pub fn unix_seconds(self) -> i64 {
        self.0
    }

    /// The UTC day it falls on.
    pub fn day(self) -> Day {
        // In range: the clamp bounds it to about three million days.
        Day((self.0 / DAY_SECONDS) as i32)
    }

    /// Reads `2026-01-31T09:30:00Z`: RFC 3339, whole seconds, the offset `Z` alone, so that a document has one reading.
    pub fn parse(text: &str) -> Option<Self> {
        let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
        let day = Day::parse(date)?;
        let [hour, minute, second] = numbers::<3>(time, ':', [2, 2, 2])?;
        (hour < 24 && minute < 60 && second < 60)
            .then(|| Self(i64::from(day.0) * DAY_SECONDS + i64::from(hour * 3600 + minute * 60 + second)))
    }
}

impl Day {
    /// From days since 1970-01-01.
    pub fn from_days(days: i32) -> Self {
        Self(days)
    }

    /// Days since 1970-01-01.
    pub fn days(self) -> i32 {
        self.0
    }

    /// Reads `2026-01-31`, from 1970 on.
    pub fn parse(text: &str) -> Option<Self> {
        let [year, month, day] = numbers::<3>(text, '-', [4, 2, 2])?;
        let days = days_from_civil(year, month, day);
        // A date that does not exist (30 February) comes back as another one.
        (days >= 0 && civil_from_days(days) == (year, month, day)).then_some(Self(days))
    }

    /// Year, month (1 to 12) and day of the month.
    pub fn civil(self) -> (i32, i32, i32) {
        civil_from_days(self.0)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(out, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let second = self.0 % DAY_SECONDS;
        write!(out, "{}T{:02}:{:02}:{:02}Z", self.day(), second / 3600, second / 60 % 60, second % 60)
    }
}

fn numbers<const N: usize>(text: &str, separator: char, widths: [usize; N]) -> Option<[i32; N]> {
    let mut parts = text.split(separator);
    let mut found = [0; N];
    for (slot, width) in found.iter_mut().zip(widths) {
        let part = parts.next()?;
        if part.len() != width || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *slot = part.parse().ok()?;
    }
    parts.next().is_none().then_some(found)
}

/// Days since 1970-01-01 of a proleptic Gregorian date. Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
fn days_from_civil(year: i32, month: i32, day: i32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The inverse of [`days_from_civil`], from the same source.
fn civil_from_days(days: i32) -> (i32, i32, i32) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i32::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::time::{OffsetDateTime, format_description::well_known::Rfc3339};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn moments_agree_with_the_time_crate(seconds in 0i64..253_402_300_799) {
            let ours = Timestamp::from_unix_seconds(seconds);
            let theirs = OffsetDateTime::from_unix_timestamp(seconds).unwrap();
            prop_assert_eq!(ours.to_string(), theirs.format(&Rfc3339).unwrap());
            prop_assert_eq!(Timestamp::parse(&ours.to_string()), Some(ours));
            prop_assert_eq!(Day::parse(&ours.day().to_string()), Some(ours.day()));
        }
    }

    #[test]
    fn what_is_not_a_moment() {
        for text in [
            "",
            "2026-01-31",
            "2026-02-30T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:00:00+01:00",
            "2026-1-1T00:00:00Z",
            "1969-12-31T23:59:59Z",
            "2026-01-01T00:00:00.5Z",
        ] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
    }
}
