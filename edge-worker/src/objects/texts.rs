//! The consultation's texts in its object: read from the ledgers when somebody asks, kept in memory as long as they hold.

use super::Trouble;
use super::consultation::Object;
use super::tally::SliceKind;
use crate::clock;
use crate::ledger::{Order, Sequence};
use crate::promise::sleep;
use crate::texts::wire::{Ask, Told};
use crate::texts::{Builder, Index, Next};
use aggregate::campaign::Own;
use contract::json::Value;
use contract::{Consultation, ConsultationId, QuestionId, State};
use std::time::Duration;

/// How long a reader waits for texts before they are told how far these have come.
const PATIENCE_MS: f64 = 1_000.0;
/// Responses of one page of a ledger.
const PAGE: usize = 500;
/// Responses up to which they are read anew for each reader who comes after an answer: it takes less than their patience.
const AT_ONCE: usize = 5_000;
/// Seconds for which more than that are not read anew.
const HOLDS_SECONDS: i64 = 300;
/// Texts of all questions together that are kept.
const KEPT: usize = 100_000;

/// What is read and what is being read.
#[derive(Debug, Default)]
pub(super) struct Room {
    ready: Vec<Index>,
    building: Option<Builder>,
}

impl Room {
    /// The texts of a question, where they still hold: nothing was recorded since, or responses are many and it is not old.
    fn holds(&self, question: &QuestionId, now: &[Sequence]) -> Option<&Index> {
        let found = self.ready.iter().find(|index| index.question() == question)?;
        let age = clock::now().unix_seconds() - found.as_of().unix_seconds();
        (found.began() == now || (found.responses() > AT_ONCE && age < HOLDS_SECONDS)).then_some(found)
    }

    fn keep(&mut self, index: Index) {
        self.building = None;
        self.ready.retain(|own| own.question() != index.question());
        self.ready.push(index);
        while self.ready.len() > 1 && self.ready.iter().map(Index::texts).sum::<usize>() > KEPT {
            self.ready.remove(0);
        }
    }

    /// What is to be done next, after beginning to read where nobody does. Texts of one question are read at a time: who
    /// asks of another's helps to end these first, since two that take each other's place would never end.
    fn next(&mut self, begin: impl FnOnce() -> Builder) -> (QuestionId, Next) {
        let builder = self.building.get_or_insert_with(begin);
        (builder.question().clone(), builder.next())
    }

    /// The texts of a question that are being read.
    fn building(&mut self, question: &QuestionId) -> Option<&mut Builder> {
        self.building.as_mut().filter(|own| own.question() == question)
    }
}

impl Object {
    /// Answers what is asked of texts, or says how far they are read.
    pub(super) async fn texts(&self, id: &ConsultationId, ask: &Ask) -> Result<Told, Trouble> {
        let question = QuestionId::parse(&ask.question).ok_or(Trouble::Protocol("not a question"))?;
        let gathered = self.gather(id, &[] as &[SliceKind]).await?;
        let opened = self.with_record(|record| record.state() != State::Draft);
        // Before it was first opened it has no ledger, and nobody has answered.
        let now = if opened { gathered.sequences() } else { Vec::new() };
        let of = gathered.responses();
        let began = clock::now_ms();
        loop {
            if let Some(index) = self.room().borrow().holds(&question, &now) {
                return Ok(Told::Read(Box::new(index.find(ask))));
            }
            if clock::now_ms() - began > PATIENCE_MS {
                let room = self.room().borrow();
                // What was read before is better than nothing, and says how old it is.
                if let Some(index) = room.ready.iter().find(|index| *index.question() == question) {
                    return Ok(Told::Read(Box::new(index.find(ask))));
                }
                return Ok(Told::Reading { read: room.building.as_ref().map_or(0, Builder::read), of });
            }
            let begin = || Builder::new(question.clone(), self.with_record(own), now.clone(), clock::now());
            let (of_whom, next) = self.room().borrow_mut().next(begin);
            match next {
                Next::Page(shard, after) => {
                    let page = self.ledger(id, shard).list(Order::Oldest, after, PAGE).await?;
                    if let Some(builder) = self.room().borrow_mut().building(&of_whom) {
                        builder.take(shard, after, page);
                    }
                }
                Next::Work => {
                    sleep(Duration::ZERO).await;
                    let mut room = self.room().borrow_mut();
                    if let Some(index) = room.building(&of_whom).and_then(Builder::work) {
                        // Also where something was recorded meanwhile: the next reader reads anew.
                        let found = (of_whom == question).then(|| index.find(ask));
                        room.keep(index);
                        if let Some(found) = found {
                            return Ok(Told::Read(Box::new(found)));
                        }
                    }
                }
            }
        }
    }
}

/// All that the questionnaire says itself, in all languages and revisions.
fn own(record: &Consultation) -> Own {
    let mut texts = Vec::new();
    for revision in record.revisions() {
        said(&revision.definition.to_value(), &mut texts);
    }
    Own::of(texts.iter().map(String::as_str))
}

fn said(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| said(item, texts)),
        Value::Object(members) => members.iter().for_each(|(_, member)| said(member, texts)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
