//! From the ledgers' rows to an index, in bounded steps: rows are read page by page, then the texts are gone through twice
//! more. In between the caller lets others in.

use super::index::{About, Index, Text};
use super::wire::Place;
use crate::ledger::{Page, Position, Sequence};
use aggregate::Cell;
use aggregate::campaign::{Bursts, Campaigns, Counting, Marking, Own, Vectors};
use aggregate::phrases::{Choosing, Gathering, Phrases};
use contract::{Answer, QuestionId, Timestamp};
use std::collections::BTreeMap;

/// Texts of one question that are looked at, the earliest: some 60 MB, of the 128 that an object has. Those beyond it are
/// counted as all responses are, and their texts are in the export.
pub(crate) const MOST: usize = 100_000;
/// Texts that are gone through at once: some ten milliseconds.
const AT_ONCE: usize = 1_000;

/// An index that is being made.
#[derive(Debug)]
pub(crate) struct Builder {
    question: QuestionId,
    /// The last commit of each shard when it was begun.
    began: Vec<Sequence>,
    as_of: Timestamp,
    /// How far each shard was read; `None` at its end.
    reached: Vec<Option<Option<Position>>>,
    responses: usize,
    texts: Vec<Text>,
    cells: BTreeMap<Cell, u32>,
    vectors: Vectors,
    bursts: Bursts,
    pass: Pass,
    /// Texts that this pass is through with.
    done: usize,
}

#[derive(Debug)]
enum Pass {
    /// While rows are read.
    First(Box<(Counting, Gathering)>),
    Marking(Box<(Marking, Gathering)>),
    Choosing(Box<(Campaigns, Choosing)>),
    /// Never seen from outside: a pass ends and the next begins in one step.
    Between,
}

/// What is to be done next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Next {
    /// Read the page of a shard behind a place.
    Page(u16, Option<Position>),
    /// Let others in, then [`Builder::work`].
    Work,
}

impl Builder {
    /// Before the first row. `own` is what the questionnaire says itself.
    pub(crate) fn new(question: QuestionId, own: Own, began: Vec<Sequence>, as_of: Timestamp) -> Self {
        let reached = vec![Some(None); began.len()];
        let pass = Pass::First(Box::new((Counting::new(own), Gathering::default())));
        Self {
            question,
            began,
            as_of,
            reached,
            responses: 0,
            texts: Vec::new(),
            cells: BTreeMap::new(),
            vectors: Vectors::default(),
            bursts: Bursts::default(),
            pass,
            done: 0,
        }
    }

    /// Of which question.
    pub(crate) fn question(&self) -> &QuestionId {
        &self.question
    }

    /// Responses that were read, or, in the second pass, all of them.
    pub(crate) fn read(&self) -> usize {
        self.responses
    }

    /// What is to be done next.
    pub(crate) fn next(&self) -> Next {
        let unread = self.reached.iter().zip(0..).find_map(|(reached, shard)| reached.map(|after| (shard, after)));
        match unread {
            Some((shard, after)) if self.texts.len() < MOST => Next::Page(shard, after),
            _ => Next::Work,
        }
    }

    /// Takes a page. One that is not next is dropped: another reader has brought it.
    pub(crate) fn take(&mut self, shard: u16, after: Option<Position>, page: Page) {
        if self.next() != Next::Page(shard, after) {
            return;
        }
        let Pass::First(pass) = &mut self.pass else { return };
        self.reached[usize::from(shard)] = page.next.map(Some);
        for item in page.items {
            self.responses += 1;
            let content = item.content;
            let cells: Vec<Cell> = content.answers.iter().flat_map(|(id, answer)| Cell::of(id, answer)).collect();
            self.vectors.add(&cells);
            self.bursts.add(&content.site, item.recorded);
            let own = content.answers.into_iter().find(|(question, _)| *question == self.question);
            let Some((_, Answer::FreeText(text))) = own else { continue };
            if self.texts.len() >= MOST {
                continue;
            }
            pass.0.count(&text);
            pass.1.gather(&text);
            let numbers = cells.into_iter().map(|cell| {
                let next = self.cells.len() as u32;
                *self.cells.entry(cell).or_insert(next)
            });
            self.texts.push(Text {
                place: Place(shard, item.position),
                recorded: item.recorded,
                cells: numbers.collect(),
                site: content.site,
                lang: content.lang,
                text: text.into(),
                has: 0,
            });
        }
    }

    /// Goes through some texts more; the index, when all are gone through.
    pub(crate) fn work(&mut self) -> Option<Index> {
        let (texts, done) = (&self.texts, &mut self.done);
        let end = (*done + AT_ONCE).min(texts.len());
        let part = *done..end;
        let ended = end == texts.len();
        *done = if ended { 0 } else { end };
        match std::mem::replace(&mut self.pass, Pass::Between) {
            // Whoever called has seen that the last row was read.
            Pass::First(pass) => {
                *done = 0;
                self.pass = Pass::Marking(Box::new((pass.0.finish(), pass.1)));
            }
            Pass::Marking(mut pass) => {
                part.for_each(|at| pass.0.mark(&texts[at].text));
                self.pass = if ended {
                    Pass::Choosing(Box::new((pass.0.finish(), pass.1.finish())))
                } else {
                    Pass::Marking(pass)
                };
            }
            Pass::Choosing(mut pass) => {
                part.for_each(|at| pass.1.choose(&texts[at].text, pass.0.counts_alone(at)));
                if ended {
                    return Some(self.end(pass.0, pass.1.finish()));
                }
                self.pass = Pass::Choosing(pass);
            }
            Pass::Between => {}
        }
        None
    }

    fn end(&mut self, campaigns: Campaigns, phrases: Phrases) -> Index {
        let mut cells: Vec<(Cell, u32)> = std::mem::take(&mut self.cells).into_iter().collect();
        cells.sort_unstable_by_key(|(_, number)| *number);
        let cells = cells.into_iter().map(|(cell, _)| cell).collect();
        let about = About {
            question: self.question.clone(),
            began: std::mem::take(&mut self.began),
            as_of: self.as_of,
            responses: self.responses,
            more: self.reached.iter().any(Option::is_some),
            same: self.vectors.found(),
            bursts: self.bursts.found(),
        };
        Index::new(about, std::mem::take(&mut self.texts), cells, campaigns, phrases)
    }
}
