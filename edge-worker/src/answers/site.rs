//! A site owner's own figures, by a link with a token: how often the form was seen, begun and sent there, day by day. Small
//! counts are not told, and the others are rounded, as in a release.

use super::Call;
use crate::access::SiteLink;
use crate::cache;
use crate::clock;
use crate::department::explore;
use crate::objects::consultation::Client;
use crate::objects::links::{Ask, Told};
use crate::pages::site as page;
use crate::reach::OfSite;
use crate::reply::{Refused, Reply};
use crate::{assets, reach};
use aggregate::cross::Query;
use contract::json::Value;
use contract::{Consultation, Day, Lang, Problem, ReleaseRules, SiteId, Timestamp};
use std::collections::BTreeMap;

/// Days that are told, the last ones.
const DAYS: i32 = 90;

/// Counts of one day, or of all; `None` where they are small.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) seen: Option<i64>,
    pub(crate) started: Option<i64>,
    pub(crate) answers: Option<i64>,
}

/// What a link opens.
pub(crate) struct Figures {
    pub(crate) site: SiteId,
    pub(crate) all: Counts,
    /// Each day to today, the latest first.
    pub(crate) days: Vec<(Day, Counts)>,
    pub(crate) rules: ReleaseRules,
    pub(crate) now: Timestamp,
    /// Whether the answers are counted to the end; else how many of how many are.
    pub(crate) whole: Result<(), (i64, i64)>,
}

/// `GET /s/{link}`.
pub(crate) async fn page(call: &Call<'_>, link: &SiteLink) -> Result<Reply, Refused> {
    let (known, figures) = figures(call, link).await?;
    let html = page::site(&known.record, &figures, link, &assets::folder());
    let reply = guarded(Reply::page(200, Lang::En, html));
    // The page asks again, as long as answers are being counted.
    Ok(if figures.whole.is_ok() { reply } else { reply.with("refresh", "1") })
}

/// `GET /v1/sites/{link}`: the same as JSON.
pub(crate) async fn read(call: &Call<'_>, link: &SiteLink) -> Result<Reply, Refused> {
    let (known, figures) = figures(call, link).await?;
    let number = |count: i64| Value::Number(count as f64);
    if let Err((counted, of)) = figures.whole {
        let members = [("counted", number(counted)), ("of", number(of))];
        return Ok(guarded(Reply::json(202, &Value::object(members)).with("retry-after", "1")));
    }
    let count = |count: Option<i64>| count.map_or(Value::Null, number);
    let counts =
        |own: &Counts| [("seen", count(own.seen)), ("started", count(own.started)), ("answers", count(own.answers))];
    let day = |(day, own): &(Day, Counts)| {
        Value::object([("day", Value::String(day.to_string()))].into_iter().chain(counts(own)))
    };
    let body = Value::object([
        ("consultation", known.record.id().as_str().into()),
        ("site", figures.site.as_str().into()),
        ("at", Value::String(figures.now.to_string())),
        ("threshold", figures.rules.threshold().into()),
        ("base", figures.rules.base().into()),
        ("all", Value::object(counts(&figures.all))),
        ("days", Value::Array(figures.days.iter().map(day).collect())),
    ]);
    Ok(guarded(Reply::json(200, &body)))
}

/// The address holds the token: it is told to no other site, kept by nobody, and found by no search engine.
fn guarded(reply: Reply) -> Reply {
    reply
        .with("cache-control", "private, no-store")
        .with("referrer-policy", "no-referrer")
        .with("x-robots-tag", "noindex, nofollow")
}

async fn figures(call: &Call<'_>, link: &SiteLink) -> Result<(std::rc::Rc<cache::Known>, Figures), Refused> {
    let id = link.consultation();
    let unknown = || Refused::from(Problem::UnknownLink);
    // Whether there is such a consultation is not told either.
    let known = cache::consultation(call.env, id).await.map_err(|refused| match refused.problem {
        Problem::UnknownConsultation => unknown(),
        _ => refused,
    })?;
    let client = Client { env: call.env, id };
    // What this isolate counted is told first, so that its own readers see it.
    reach::tell(call.env, id).await?;
    let ask = Ask::Open { id: link.id().to_string(), sha256: link.hash().as_str().to_owned() };
    let Told::Opened(Some((site, counted))) = client.links(ask).await? else { return Err(unknown()) };
    let site = SiteId::parse(&site).ok_or(Problem::Internal)?;
    let now = clock::now();
    let count = explore::count(call.env, id, &Query::default().at_site(site.clone()).by_day()).await?;
    let rules = known.record.current().definition.release_rules();
    let answers: BTreeMap<Day, i64> = count.cross.days().collect();
    let whole = if count.whole { Ok(()) } else { Err((count.cross.seen(), count.of)) };
    let (all, days) = made(&counted, &answers, rules, now.day());
    Ok((known, Figures { site, all, days, rules, now, whole }))
}

/// The figures of all and of each day, the latest first: as they may be told.
fn made(
    counted: &[OfSite],
    answers: &BTreeMap<Day, i64>,
    rules: ReleaseRules,
    today: Day,
) -> (Counts, Vec<(Day, Counts)>) {
    let told = |seen: u64, started: u64, answers: i64| {
        let small = |count: i64| told(rules, count);
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        Counts { seen: small(number(seen)), started: small(number(started)), answers: small(answers) }
    };
    let sum = |count: fn(&OfSite) -> u64| counted.iter().map(count).sum();
    let all = told(sum(|one| one.seen), sum(|one| one.started), answers.values().sum());
    let first =
        counted.iter().filter_map(|one| i32::try_from(one.day).ok()).chain(answers.keys().map(|day| day.days()));
    let Some(first) = first.min() else { return (all, Vec::new()) };
    let day = |day: i32| {
        let own = counted.iter().find(|one| i32::try_from(one.day) == Ok(day));
        let (seen, started) = own.map_or((0, 0), |one| (one.seen, one.started));
        let day = Day::from_days(day);
        (day, told(seen, started, answers.get(&day).copied().unwrap_or_default()))
    };
    let days = (first.max(today.days() + 1 - DAYS)..=today.days()).rev().map(day).collect();
    (all, days)
}

/// A count as it may be told: none below the threshold, the others rounded, by the rules of the consultation's releases.
fn told(rules: ReleaseRules, count: i64) -> Option<i64> {
    let (least, base) = (i64::from(rules.threshold()), i64::from(rules.base()));
    (count >= least).then(|| (count + base / 2) / base * base)
}

/// A consultation's site by its name.
pub(crate) fn site_name(record: &Consultation, site: &SiteId) -> String {
    record.current().definition.site(site).map_or_else(|| site.to_string(), |own| own.name().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_counts_are_not_told_and_others_are_rounded() {
        let rules = ReleaseRules::default();
        let cases = [(0, None), (9, None), (10, Some(10)), (12, Some(10)), (13, Some(15)), (1_002, Some(1_000))];
        for (count, expected) in cases {
            assert_eq!(told(rules, count), expected, "{count}");
        }
    }

    #[test]
    fn every_day_to_today_is_there_and_zero_looks_like_small() {
        let of = |day, seen| OfSite { site: "forum".to_owned(), day, seen, started: seen / 2 };
        let day = Day::from_days;
        let answers = BTreeMap::from([(day(20_000), 7), (day(20_003), 11)]);
        let (all, days) = made(&[of(20_001, 100), of(20_003, 12)], &answers, ReleaseRules::default(), day(20_004));
        assert_eq!(all, Counts { seen: Some(110), started: Some(55), answers: Some(20) });
        let told: Vec<_> = days.iter().map(|(day, own)| (day.days(), own.seen, own.started, own.answers)).collect();
        assert_eq!(
            told,
            [
                (20_004, None, None, None),
                (20_003, Some(10), None, Some(10)),
                (20_002, None, None, None),
                (20_001, Some(100), Some(50), None),
                (20_000, None, None, None),
            ]
        );
        assert_eq!(made(&[], &BTreeMap::new(), ReleaseRules::default(), day(1)), (Counts::default(), vec![]));
        let old = made(&[of(10, 50)], &BTreeMap::new(), ReleaseRules::default(), day(20_000));
        assert_eq!((old.0.seen, old.1.len()), (Some(50), DAYS as usize));
    }
}
