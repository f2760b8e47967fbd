//! All responses as CSV, read and sent part by part: no number of them has to be held at once.

use super::list::{self, Cursor};
use super::own;
use super::table::Table;
use crate::access::Pass;
use crate::cache::Known;
use crate::ledger::Order;
use crate::objects::department::{Client, Did};
use crate::open::table::write;
use crate::reply::{Body, Refused, Reply};
use contract::ConsultationId;
use contract::audit::Action;
use futures_util::stream;
use std::rc::Rc;
use worker::Env;

/// Responses in one part: some 200 KB of a usual consultation.
const PART: usize = 500;

struct Export {
    env: Env,
    known: Rc<Known>,
    table: Table,
    /// `None` once the last part is out.
    cursor: Option<Cursor>,
    begun: bool,
}

/// `GET .../export.csv`: the oldest first. Also from the page, by its cookie: it only reads.
pub(crate) async fn export(env: &Env, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let department = pass.department();
    let known = own(env, department, id).await?;
    // Before the first row goes out: no export without its entry.
    let did = Did::new(pass.actor(), Action::ResponsesExported, id.as_str(), "CSV");
    Client { env, id: department }.log(did).await?;
    let export = Export {
        env: env.clone(),
        table: Table::of(&known.record),
        cursor: Some(Cursor::beginning(known.shards.count())),
        known,
        begun: false,
    };
    let parts = stream::try_unfold(export, Export::part);
    Ok(Reply::new(200, "text/csv; charset=utf-8; header=present", Body::Stream(Box::pin(parts)))
        .with("content-disposition", &format!("attachment; filename=\"{id}.csv\""))
        .with("cache-control", "private, no-store"))
}

impl Export {
    async fn part(mut self) -> Result<Option<(Vec<u8>, Self)>, worker::Error> {
        let Some(cursor) = self.cursor.take() else { return Ok(None) };
        let (items, next) = list::page(&self.env, &self.known, Order::Oldest, &cursor, PART).await.map_err(broken)?;
        let header = (!std::mem::replace(&mut self.begun, true)).then(|| self.table.header());
        let rows = header.into_iter().chain(items.iter().map(|item| self.table.row(item)));
        let part = write(rows).map_err(|error| broken(error.to_string()))?;
        self.cursor = next;
        Ok(Some((part, self)))
    }
}

/// A part that cannot be read breaks the download off: half a table must not look whole.
fn broken(error: impl std::fmt::Display) -> worker::Error {
    worker::console_error!("export: {error}");
    worker::Error::RustError("the export broke off".to_owned())
}
