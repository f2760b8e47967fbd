//! How a ledger's object gives its responses away whole, and takes in those of another. A ledger that takes some in is no
//! ledger of anybody's yet: it names its import, and only calls of that import reach it.

use super::Trouble;
use super::ledger::{Call, Client, Object};
use super::marks::{self, Mark};
use crate::archive::Line;
use crate::ledger::{
    Imported, Input, Position, Record, ResponseId, Responses, Rows as _, Sequence, Standing, Store as _,
};
use aggregate::{Counts, Slice, Tally};
use contract::Timestamp;
use contract::json::Value;
use data_encoding::BASE64;
use serde::{Deserialize, Serialize};

/// Responses that are read at once, at most: their bytes bound them first.
const AT_ONCE: usize = 1_024;
/// The value that names the import.
const IMPORT: &str = "import";

/// Responses on their way: postcard in base64.
type Packed = String;
/// A tally on its way: each slice by its name.
type Slices = Vec<(String, Value)>;

/// A part of a ledger on its way.
#[derive(Serialize, Deserialize)]
pub(super) struct Copied {
    responses: Packed,
    tags: Vec<(Position, Mark)>,
    next: Option<Position>,
    /// How it stands, with the last part.
    standing: Option<StandingWire>,
}

/// How a ledger stands, on its way.
#[derive(Serialize, Deserialize)]
pub(super) struct StandingWire {
    sequence: Sequence,
    swept: Option<Position>,
    /// In seconds since 1970.
    deleted_at: Option<i64>,
    tally: Slices,
    deleted: Slices,
}

/// A step of an import.
#[derive(Serialize, Deserialize)]
pub(super) enum Step {
    /// It begins, and whatever another import left behind goes.
    Begin,
    Responses {
        responses: Packed,
        tags: Vec<(Position, Mark)>,
    },
    /// All are there.
    End {
        standing: StandingWire,
    },
    /// The consultation can be seen: the ledger is one from now on.
    Keep,
    /// It goes, and leaves nothing.
    Drop,
}

/// What became of a step of an import.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum Taken {
    /// It is done.
    Done,
    /// Another import has begun since, or this is a ledger already.
    Another,
    /// This response lies before one that is there, or its key is there.
    Misplaced(Position),
    /// The rows count something else than the original did.
    Differs,
}

impl From<Imported> for Taken {
    fn from(imported: Imported) -> Self {
        match imported {
            Imported::Done => Self::Done,
            Imported::Misplaced(place) => Self::Misplaced(place),
            Imported::Differs => Self::Differs,
        }
    }
}

impl StandingWire {
    fn of(standing: &Standing) -> Self {
        let slices = |tally: &Tally| {
            tally.slices().map(|(slice, counts)| (slice.to_string(), counts.to_value())).collect::<Slices>()
        };
        Self {
            sequence: standing.sequence,
            swept: standing.swept,
            deleted_at: standing.deleted_at.map(Timestamp::unix_seconds),
            tally: slices(&standing.tally),
            deleted: slices(&standing.deleted),
        }
    }

    fn read(&self) -> Result<Standing, Trouble> {
        let tally = |slices: &Slices| {
            let slice = |(name, counts): &(String, Value)| Some((Slice::parse(name)?, Counts::from_value(counts)?));
            let slices: Option<Vec<_>> = slices.iter().map(slice).collect();
            slices.map(Tally::from_slices).ok_or(Trouble::Protocol("a tally cannot be read"))
        };
        let (sequence, swept) = (self.sequence, self.swept);
        let deleted_at = self.deleted_at.map(Timestamp::from_unix_seconds);
        Ok(Standing { sequence, swept, deleted_at, tally: tally(&self.tally)?, deleted: tally(&self.deleted)? })
    }
}

fn pack(responses: &Responses) -> Result<Packed, Trouble> {
    let rows: Vec<(Position, [u8; 16], Vec<u8>)> =
        responses.iter().map(|(place, id, record)| (*place, *id.bytes(), record.encode())).collect();
    let bytes = postcard::to_allocvec(&rows).map_err(|_| Trouble::Protocol("responses cannot be written"))?;
    Ok(BASE64.encode(&bytes))
}

fn unpack(packed: &Packed) -> Result<Responses, Trouble> {
    let unreadable = || Trouble::Protocol("responses cannot be read");
    let bytes = BASE64.decode(packed.as_bytes()).map_err(|_| unreadable())?;
    let rows: Vec<(Position, [u8; 16], Vec<u8>)> = postcard::from_bytes(&bytes).map_err(|_| unreadable())?;
    let row = |(place, id, record): (Position, [u8; 16], Vec<u8>)| {
        Ok((place, ResponseId::from_bytes(id), Record::decode(&record)?))
    };
    rows.into_iter().map(row).collect()
}

impl Client<'_> {
    /// The responses behind a place, the place behind which more follow, and, at the end, how the ledger stands.
    pub(crate) async fn copy(
        &self,
        after: Option<Position>,
    ) -> Result<(Vec<Line>, Option<Position>, Option<Standing>), Trouble> {
        let copied: Copied = self.call(&Call::Copy { after }).await?;
        let mut tags = copied.tags.into_iter().peekable();
        let lines = unpack(&copied.responses)?.into_iter().map(|(place, id, record)| {
            let own = std::iter::from_fn(|| tags.next_if(|(of, _)| *of == place)).map(|(_, mark)| mark).collect();
            Line { place, id, record, tags: own }
        });
        let lines = lines.collect();
        Ok((lines, copied.next, copied.standing.map(|standing| standing.read()).transpose()?))
    }

    async fn import(&self, import: &str, step: Step) -> Result<Taken, Trouble> {
        self.call(&Call::Import { import: import.to_owned(), step }).await
    }

    /// Begins to take in a ledger.
    pub(crate) async fn begin_import(&self, import: &str) -> Result<Taken, Trouble> {
        self.import(import, Step::Begin).await
    }

    /// Takes in responses.
    pub(crate) async fn import_responses(&self, import: &str, lines: Vec<Line>) -> Result<Taken, Trouble> {
        let tags = lines.iter().flat_map(|line| line.tags.iter().map(|mark| (line.place, mark.clone()))).collect();
        let responses: Responses = lines.into_iter().map(|line| (line.place, line.id, line.record)).collect();
        self.import(import, Step::Responses { responses: pack(&responses)?, tags }).await
    }

    /// Says that all responses are there.
    pub(crate) async fn end_import(&self, import: &str, standing: &Standing) -> Result<Taken, Trouble> {
        self.import(import, Step::End { standing: StandingWire::of(standing) }).await
    }

    /// Has what was taken in for good.
    pub(super) async fn keep_import(&self, import: &str) -> Result<Taken, Trouble> {
        self.import(import, Step::Keep).await
    }

    /// Takes away what an import left.
    pub(super) async fn drop_import(&self, import: &str) -> Result<Taken, Trouble> {
        self.import(import, Step::Drop).await
    }
}

impl Object {
    pub(super) fn copy(&self, after: Option<Position>) -> Result<Copied, Trouble> {
        let desk = self.desk.borrow();
        let books = desk.books().ok_or(Trouble::Damaged)?;
        let (responses, next) = books.copy(&self.storage, after, AT_ONCE)?;
        let tags = match (responses.first(), responses.last()) {
            (Some((first, ..)), Some((last, ..))) => marks::between(&self.storage, *first, *last)?,
            _ => Vec::new(),
        };
        let standing = next.is_none().then(|| StandingWire::of(&books.standing()));
        Ok(Copied { responses: pack(&responses)?, tags, next, standing })
    }

    pub(super) async fn import(&self, import: &str, step: Step) -> Result<Taken, Trouble> {
        let own = match self.storage.is_made()? {
            true => self.storage.value(IMPORT)?,
            false => None,
        };
        if matches!(step, Step::Begin) {
            if own.is_none() && self.desk.borrow().books().is_some() {
                return Ok(Taken::Another);
            }
            self.leave_nothing().await?;
            crate::ledger::Store::transaction(&self.storage, || {
                self.storage.make()?;
                Ok(self.storage.put_value(IMPORT, import)?)
            })?;
            self.step(Input::Wake)?;
            return Ok(Taken::Done);
        }
        if own.as_deref() != Some(import) {
            return Ok(Taken::Another);
        }
        Ok(match step {
            Step::Begin => Taken::Done,
            Step::Responses { responses, tags } => {
                let imported = self.desk.borrow_mut().import(&self.storage, &unpack(&responses)?)?;
                marks::restore(&self.storage, &tags)?;
                imported.into()
            }
            Step::End { standing } => self.desk.borrow_mut().end_import(&self.storage, &standing.read()?)?.into(),
            Step::Keep => {
                self.storage.run("DELETE FROM value WHERE name = ?", vec![IMPORT.into()])?;
                Taken::Done
            }
            Step::Drop => {
                self.leave_nothing().await?;
                Taken::Done
            }
        })
    }

    /// Deletes all that there is, file and all.
    async fn leave_nothing(&self) -> Result<(), Trouble> {
        self.desk.borrow_mut().forget();
        self.storage.object().delete_alarm().await?;
        self.storage.object().delete_all().await?;
        Ok(())
    }
}
