//! All responses as a file, read and sent part by part: no number of them has to be held at once. The page from which it is
//! asked for shows how far each export is.

mod page;
mod rows;
mod sheets;

pub(crate) use page::page;

use super::own;
use super::table::{Table, Value};
use crate::access::Pass;
use crate::cache::Known;
use crate::ledger::Item;
use crate::objects::Trouble;
use crate::objects::consultation;
use crate::objects::department::{Client, Did};
use crate::objects::exports::Export as Told;
use crate::open::table::write;
use crate::reply::{Body, Refused, Reply};
use crate::{clock, uuid};
use contract::audit::{Action, Actor};
use contract::{ConsultationId, Timestamp};
use futures_util::{StreamExt, stream};
use rows::Rows;
use sheets::{About, Sheets};
use std::rc::Rc;
use worker::Env;

/// Responses in one part: some 100 KB of a usual consultation, which JavaScript's collector gives back soon. What is larger goes
/// where it collects seldom: parts of 2,000 took 97 MB more. A million are 4,000 calls of a ledger.
const PART: usize = 250;
/// How often it is told how far an export is, in milliseconds.
const TOLD_MS: f64 = 1_000.0;
/// Seconds of silence after which one broke off: who reads it went away, or a part could not be read.
const SILENCE: i64 = 30;

/// As what responses are exported.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Format {
    /// RFC 4180.
    Csv,
    /// OpenDocument.
    Ods,
}

impl Format {
    fn name(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::Ods => "ODS",
        }
    }

    fn media(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Ods => sheets::MEDIA,
        }
    }

    fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ods => "ods",
        }
    }
}

/// What makes the file.
enum Writer {
    Csv(Table),
    // Several times as large.
    Ods(Box<Sheets>),
}

struct Export {
    env: Env,
    known: Rc<Known>,
    rows: Rows,
    /// `None` once the last part is out.
    writer: Option<Writer>,
    begun: bool,
    progress: Progress,
}

/// `GET .../export.csv` and `.../export.ods`: the oldest first. Also from the page, by its cookie: it only reads.
///
/// `x-total-count` says how many there are as it begins; what fits one part has its length, too.
pub(crate) async fn export(env: &Env, pass: &Pass, id: &ConsultationId, format: Format) -> Result<Reply, Refused> {
    let department = pass.department();
    let known = own(env, department, id).await?;
    let total = total(env, id).await?;
    // Before the first row goes out: no export without its entry.
    let did = Did::new(pass.actor(), Action::ResponsesExported, id.as_str(), format.name());
    Client { env, id: department }.log(did).await?;
    let table = Table::of(&known.record);
    let writer = match format {
        Format::Csv => Writer::Csv(table),
        Format::Ods => Writer::Ods(Box::new(Sheets::begin(
            table,
            &About {
                record: &known.record,
                department: super::pages::department(env, pass)?.name,
                now: clock::now(),
                responses: total,
            },
        ))),
    };
    let progress = Progress::begin(env, id, pass.actor(), format.name(), total).await?;
    let export =
        Export { env: env.clone(), rows: Rows::of(&known), known, writer: Some(writer), begun: false, progress };
    // The first part is made before anything is answered: what fails at once is a problem, and not half a file.
    let body = match export.part().await? {
        None => Body::Empty,
        Some((part, export)) if export.writer.is_none() => Body::Bytes(part),
        Some((part, export)) => {
            let rest = stream::try_unfold(export, |export| async { export.part().await.map_err(broken) });
            Body::Stream(Box::pin(stream::once(async { Ok(part) }).chain(rest)))
        }
    };
    Ok(Reply::new(200, format.media(), body)
        .with("content-disposition", &format!("attachment; filename=\"{id}.{}\"", format.ending()))
        .with("x-total-count", &total.to_string())
        .with("cache-control", "private, no-store"))
}

/// How many responses say something still.
pub(in crate::department) async fn total(env: &Env, id: &ConsultationId) -> Result<u64, Trouble> {
    let gathered = consultation::Client { env, id }.gathered(&[]).await?;
    Ok((gathered.responses() as u64).saturating_sub(gathered.deleted().unsigned_abs()))
}

impl Export {
    async fn part(mut self) -> Result<Option<(Vec<u8>, Self)>, Trouble> {
        let Some(mut writer) = self.writer.take() else { return Ok(None) };
        let mut part = Vec::new();
        // A part has something in it: of a shard of which much was withdrawn a page may be empty.
        while part.is_empty() && !self.rows.at_end() {
            let items = self.rows.next(&self.env, &self.known, PART).await?;
            self.progress.sent += items.len() as u64;
            let header = !std::mem::replace(&mut self.begun, true);
            part = writer.rows(&items, header)?;
        }
        if self.rows.at_end() {
            if !self.begun {
                part = writer.rows(&[], true)?;
            }
            part.extend(writer.finish()?);
            self.progress.tell(&self.env, self.known.record.id(), true).await;
        } else {
            self.writer = Some(writer);
            self.progress.tell(&self.env, self.known.record.id(), false).await;
        }
        Ok(Some((part, self)))
    }
}

impl Writer {
    fn rows(&mut self, items: &[Item], header: bool) -> Result<Vec<u8>, Trouble> {
        match self {
            Self::Csv(table) => csv(table, items, header),
            Self::Ods(sheets) => {
                sheets.rows(items).map_err(unwritten)?;
                Ok(sheets.take())
            }
        }
    }

    fn finish(self) -> Result<Vec<u8>, Trouble> {
        match self {
            Self::Csv(_) => Ok(Vec::new()),
            Self::Ods(sheets) => sheets.finish().map_err(unwritten),
        }
    }
}

/// Responses as rows of CSV, with or without the header's.
fn csv(table: &Table, items: &[Item], header: bool) -> Result<Vec<u8>, Trouble> {
    let header = header.then(|| table.header());
    let row = |item: &Item| table.row(item).into_iter().map(Value::into_text).collect();
    write(header.into_iter().chain(items.iter().map(row))).map_err(unwritten)
}

pub(super) fn unwritten(_: impl std::error::Error) -> Trouble {
    Trouble::Protocol("a part of an export cannot be written")
}

/// A part that cannot be read breaks the download off: half a table must not look whole.
pub(in crate::department) fn broken(trouble: Trouble) -> worker::Error {
    worker::console_error!("export: {trouble}");
    worker::Error::RustError("the export broke off".to_owned())
}

/// Whether an export that is not done was not heard of for a while.
pub(super) fn broken_off(told: &Told, now: Timestamp) -> bool {
    now.unix_seconds() - told.told > SILENCE
}

/// How far an export is, as its consultation's object is told now and then.
pub(in crate::department) struct Progress {
    told: Told,
    told_ms: f64,
    /// Responses that are out.
    pub(in crate::department) sent: u64,
}

impl Progress {
    /// Tells that one begins.
    pub(in crate::department) async fn begin(
        env: &Env,
        id: &ConsultationId,
        by: &Actor,
        format: &str,
        of: u64,
    ) -> Result<Self, Trouble> {
        let now = clock::now().unix_seconds();
        let told = Told {
            id: uuid::random(),
            format: format.to_owned(),
            by: by.to_string(),
            began: now,
            told: now,
            sent: 0,
            of,
            done: false,
        };
        consultation::Client { env, id }.exporting(&told).await?;
        Ok(Self { told, told_ms: clock::now_ms(), sent: 0 })
    }

    /// Tells how far it is, where that was not told a moment ago. An export does not end because nobody could be told.
    pub(in crate::department) async fn tell(&mut self, env: &Env, id: &ConsultationId, done: bool) {
        let now = clock::now_ms();
        if !done && now < self.told_ms + TOLD_MS {
            return;
        }
        self.told_ms = now;
        (self.told.sent, self.told.told, self.told.done) = (self.sent, clock::now().unix_seconds(), done);
        if let Err(trouble) = (consultation::Client { env, id }).exporting(&self.told).await {
            worker::console_error!("export: how far it is could not be told: {trouble}");
        }
    }
}
