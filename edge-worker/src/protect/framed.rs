//! The site of a form that stands in a frame, as its fields and its calls name it: `SITE.DAY.MAC`.
//!
//! A frame that its host sandboxes without `allow-same-origin`, as WordPress does, calls with the origin `null`, which any
//! page can make a frame call with. The page of the frame therefore signs for which site it stands there: only registered
//! origins may frame it, and nobody else's page can read it. Like an origin it says what was declared: outside a browser a
//! page can be fetched and its signature passed on. It gives no right but to send answers for that site.

use super::derive;
use crate::ledger::Secret;
use contract::{Day, SiteId};
use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// How long a form may stand open, in days: as long as an answer without a connection is kept in the browser.
const DAYS: i32 = 7;

/// The site, signed until seven days after `today`. Alike all day, so that a form in a frame is rendered once.
pub(crate) fn write(guard: &Secret, site: &SiteId, today: Day) -> String {
    let until = today.days().saturating_add(DAYS);
    format!("{site}.{until}.{}", HEXLOWER.encode(&mac(guard, site.as_str(), until).finalize().into_bytes()))
}

/// The site that is named, signed or not.
pub(crate) fn site_of(text: &str) -> &str {
    text.split_once('.').map_or(text, |(site, _)| site)
}

/// Whether it is signed, by us, for a day that is not over.
pub(crate) fn holds(guard: &Secret, text: &str, today: Day) -> bool {
    let read = || {
        let (site, rest) = text.split_once('.')?;
        let (until, signature) = rest.split_once('.')?;
        let until: i32 = until.parse().ok()?;
        let signature = HEXLOWER.decode(signature.as_bytes()).ok()?;
        // In constant time.
        mac(guard, site, until).verify_slice(&signature).ok().map(|()| until)
    };
    read().is_some_and(|until| until >= today.days())
}

fn mac(guard: &Secret, site: &str, until: i32) -> Hmac<Sha256> {
    let mut mac = Hmac::new_from_slice(&derive(guard, "framed form")).expect("HMAC takes a key of any length");
    mac.update(&until.to_be_bytes());
    mac.update(site.as_bytes());
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_signed_for_some_days_by_one_consultation() {
        let (guard, today) = ([7; 32], Day::from_days(20_000));
        let site = SiteId::parse("a-forum").unwrap();
        let signed = write(&guard, &site, today);
        assert_eq!(site_of(&signed), "a-forum");
        for (days, expected) in [(0, true), (7, true), (8, false)] {
            assert_eq!(holds(&guard, &signed, Day::from_days(20_000 + days)), expected, "{days}");
        }
        assert!(!holds(&[8; 32], &signed, today));
        for text in [
            "a-forum",
            "a-forum.",
            "a-forum.20007",
            "a-forum.20007.",
            "a-forum.20007.00",
            &signed.replace("a-forum", "b-forum"),
            &signed.replace("20007", "20008"),
            &signed[..signed.len() - 2],
        ] {
            assert!(!holds(&guard, text, today), "{text}");
            assert!(site_of(text).ends_with("-forum"), "{text}");
        }
    }
}
