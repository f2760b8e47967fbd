//! The card that stands for a consultation where a link to it is shown: `GET /v1/consultations/{id}/card.png?lang=&size=`.

use super::public::published;
use super::{Call, told_to_all};
use crate::cache::Known;
use crate::config;
use crate::draw::{self, Card};
use crate::pages::chart::thousands;
use crate::reply::{Body, Refused, Reply};
use crate::{assets, clock};
use aggregate::Release;
use contract::locale::fill;
use contract::{ConsultationId, Day, Lang, Problem, Timestamp};
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Cards remembered, of some 50 KB each. Their number has a bound by itself: consultations, languages and two sizes.
const CARDS: usize = 64;

thread_local! {
    /// Drawn ones, by the hash of what stands on them.
    static DRAWN: RefCell<BTreeMap<[u8; 16], Vec<u8>>> = const { RefCell::new(BTreeMap::new()) };
}

/// The picture.
pub(crate) async fn card(call: &Call<'_>, id: &ConsultationId) -> Reply {
    told_to_all(tried(call, id).await).readable_by_all()
}

async fn tried(call: &Call<'_>, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = published(call, id).await?;
    let definition = &known.record.current().definition;
    let lang = call.language(definition);
    let (title, title_lang) = definition.questionnaire().title().in_language(lang);
    let mut facts = vec![standing(&known, lang)];
    facts.extend(answered(call, &known, lang).await);
    let text = Card {
        lang: title_lang.code().to_owned(),
        right_to_left: lang.direction() == "rtl",
        small: call.request.query("size").as_deref() == Some("small"),
        department: config::department_name(call.env, known.record.department())?,
        title: title.to_owned(),
        facts,
    }
    .pack();
    let whole: [u8; 32] = Sha256::digest(text.as_bytes()).into();
    let hash: [u8; 16] = std::array::from_fn(|index| whole[index]);
    let tag = assets::tag(&format!(".{}", data_encoding::HEXLOWER.encode(&hash)));
    let reply = Reply::new(200, "image/png", Body::Empty).with("cache-control", "public, max-age=300");
    let reply = reply.tagged(&tag, call.request.header("if-none-match").as_deref());
    if reply.status == 304 {
        return Ok(reply);
    }
    if let Some(drawn) = DRAWN.with_borrow(|all| all.get(&hash).cloned()) {
        return Ok(Reply { body: Body::Bytes(drawn), ..reply });
    }
    let drawn = draw::png(&text).ok_or(Problem::Internal)?;
    DRAWN.with_borrow_mut(|all| {
        if all.len() >= CARDS {
            all.clear();
        }
        all.insert(hash, drawn.clone());
    });
    Ok(Reply { body: Body::Bytes(drawn), ..reply })
}

/// Until when answers are taken, or that they are not.
fn standing(known: &Known, lang: Lang) -> String {
    let (words, now) = (lang.embed_strings(), clock::now());
    let dated = |template: &str, day: Day| fill(template, &[("{date}", &lang.page_strings().date(day))]);
    match known.record.taking_answers(now) {
        Ok(()) => match known.record.current().definition.closes_at() {
            Some(closes) => dated(words.open_until, last_day(closes)),
            None => words.open_now.to_owned(),
        },
        Err(Problem::ConsultationNotOpen) => words.not_open.to_owned(),
        Err(_) => match known.closed_at(now) {
            Some(closed) => dated(words.closed_on, last_day(closed)),
            None => words.closed.to_owned(),
        },
    }
}

/// The day of the last moment before: what closes at midnight is open on the day that ends then.
fn last_day(closes: Timestamp) -> Day {
    Timestamp::from_unix_seconds(closes.unix_seconds() - 1).day()
}

/// How many answered, as the latest release tells everyone; nothing where none does. A card is drawn without it, too.
async fn answered(call: &Call<'_>, known: &Known, lang: Lang) -> Option<String> {
    let frozen = known.latest_release(call.env).await.unwrap_or_else(|trouble| {
        worker::console_error!("the latest release: {trouble}");
        None
    })?;
    let release = Release::from_value(&serde_json::from_str(&frozen.body).ok()?)?;
    let count = thousands(release.responses()?);
    Some(fill(lang.release_strings().people_answered, &[("{n}", &count)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_is_the_one_that_ends_at_midnight() {
        for (closes, expected) in [
            ("2027-04-01T00:00:00Z", "2027-03-31"),
            ("2027-03-31T23:00:00Z", "2027-03-31"),
            ("2027-03-31T00:00:01Z", "2027-03-31"),
        ] {
            assert_eq!(last_day(Timestamp::parse(closes).unwrap()).to_string(), expected, "{closes}");
        }
    }
}
