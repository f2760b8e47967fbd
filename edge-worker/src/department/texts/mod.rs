//! What people wrote: found, read in order, tagged; with key phrases and campaigns. As calls and as a page.

mod asked;
mod calls;
mod page;

pub(crate) use asked::{Asked, questions};
pub(crate) use calls::{campaigns, put_tags, texts};
pub(crate) use page::{sent, shown_page};

use crate::cache::Known;
use crate::ledger::{Item, Position};
use crate::objects::Trouble;
use crate::objects::consultation;
use crate::objects::ledger::Client;
use crate::objects::marks::{Mark, Marked, Marking};
use crate::texts::wire::{Found, Place, Told};
use contract::{Answer, Lang, QuestionId, SiteId, State};
use std::collections::BTreeMap;
use worker::Env;

/// A text as it is now, with what is known of it.
#[derive(Clone, Debug)]
pub(crate) struct Quote {
    pub(crate) place: Place,
    pub(crate) text: String,
    pub(crate) site: SiteId,
    pub(crate) lang: Lang,
    /// In seconds since 1970.
    pub(crate) recorded: i64,
    pub(crate) changed: Option<i64>,
    /// The number of its campaign, from 0.
    pub(crate) campaign: Option<usize>,
    pub(crate) marks: Vec<Mark>,
}

/// What was asked for.
pub(crate) enum Read {
    /// The texts are being read.
    Reading { read: usize, of: usize },
    /// They are read.
    Shown(Box<Shown>),
}

/// Texts and what was found in all of them.
pub(crate) struct Shown {
    pub(crate) found: Found,
    /// Texts of this page.
    pub(crate) quotes: Vec<Quote>,
    /// Of each campaign its sample and some others.
    pub(crate) samples: Vec<Vec<Quote>>,
    /// The department's tags, each with how many responses have it.
    pub(crate) tags: Vec<(String, usize)>,
}

/// Reads what is asked for, with at most so many texts.
pub(super) async fn read(env: &Env, known: &Known, asked: &Asked, limit: usize) -> Result<Read, Trouble> {
    let opened = known.record.state() != State::Draft;
    let shards = || 0..if opened { known.shards.count() } else { 0 };
    let client = |shard| Client { env, consultation: known.record.id(), shard };
    let marks = shards().map(async |shard| Ok((shard, client(shard).marks().await?)));
    let marks = futures_util::future::join_all(marks).await.into_iter().collect::<Result<Vec<_>, Trouble>>()?;
    let (mut tags, mut only) = (BTreeMap::<String, usize>::new(), Vec::new());
    for (shard, marks) in marks {
        for (place, tag) in marks {
            if asked.tag.as_ref() == Some(&tag) {
                only.push(Place(shard, place));
            }
            *tags.entry(tag).or_default() += 1;
        }
    }
    let ask = asked.ask(asked.tag.is_some().then_some(only), limit);
    let found = match (consultation::Client { env, id: known.record.id() }).texts(&ask).await? {
        Told::Reading { read, of } => return Ok(Read::Reading { read, of }),
        Told::Read(found) => *found,
    };
    let campaigns = found.campaigns.iter().enumerate();
    let samples = campaigns.flat_map(|(number, one)| one.places.iter().map(move |place| (*place, Some(number))));
    let wanted: Vec<(Place, Option<usize>)> = found.hits.iter().copied().chain(samples).collect();
    let now = at(env, known, &wanted, &asked.question).await?;
    let of = |places: &mut dyn Iterator<Item = &Place>| places.filter_map(|place| now.get(place).cloned()).collect();
    Ok(Read::Shown(Box::new(Shown {
        quotes: of(&mut found.hits.iter().map(|(place, _)| place)),
        samples: found.campaigns.iter().map(|one| of(&mut one.places.iter())).collect(),
        tags: tags.into_iter().collect(),
        found,
    })))
}

/// The texts at some places, as they are now.
async fn at(
    env: &Env,
    known: &Known,
    wanted: &[(Place, Option<usize>)],
    question: &QuestionId,
) -> Result<BTreeMap<Place, Quote>, Trouble> {
    let mut shards = BTreeMap::<u16, Vec<Position>>::new();
    wanted.iter().for_each(|(place, _)| shards.entry(place.0).or_default().push(place.1));
    let calls = shards.into_iter().map(async |(shard, places)| {
        Ok((shard, Client { env, consultation: known.record.id(), shard }.at(places).await?))
    });
    let found = futures_util::future::join_all(calls).await.into_iter().collect::<Result<Vec<_>, Trouble>>()?;
    let campaigns: BTreeMap<Place, Option<usize>> = wanted.iter().copied().collect();
    let all = found.into_iter().flat_map(|(shard, items)| items.into_iter().map(move |one| (shard, one)));
    Ok(all
        .filter_map(|(shard, (item, marks))| {
            let place = Place(shard, item.position);
            let text = text(&item, question)?;
            Some((
                place,
                Quote {
                    place,
                    text,
                    site: item.content.site,
                    lang: item.content.lang,
                    recorded: item.recorded,
                    changed: item.changed,
                    campaign: campaigns.get(&place).copied().flatten(),
                    marks,
                },
            ))
        })
        .collect())
}

fn text(item: &Item, question: &QuestionId) -> Option<String> {
    item.content.answers.iter().find_map(|(own, answer)| match answer {
        Answer::FreeText(text) if own == question => Some(text.clone()),
        _ => None,
    })
}

/// Changes a response's tags.
pub(super) async fn mark(env: &Env, known: &Known, place: Place, marking: Marking) -> Result<Marked, Trouble> {
    // Before it was first opened it has no ledger; a shard that it does not have would be made by a call.
    if known.record.state() == State::Draft || place.0 >= known.shards.count() {
        return Ok(Marked::Unknown);
    }
    Client { env, consultation: known.record.id(), shard: place.0 }.mark(place.1, marking).await
}
