//! The page from which all responses are taken, and which shows how far each export is.

use super::sheets::{About, Sheets};
use super::{broken_off, csv, total};
use crate::access::{Pass, Role};
use crate::department::archive::estimate;
use crate::department::list::{self, Cursor};
use crate::department::own;
use crate::department::pages::department;
use crate::department::table::Table;
use crate::ledger::Order;
use crate::objects::Trouble;
use crate::objects::consultation::Client;
use crate::pages::exports::{self as shown, Sizes, Standing, Taken};
use crate::reply::{Refused, Reply};
use crate::{assets, clock};
use contract::{ConsultationId, Lang, State, Timestamp};
use worker::Env;

/// Responses from which the size of a file is estimated: the latest.
const SAMPLE: usize = 100;

/// `GET /d/{department}/{id}/exports`: once a second anew while one is under way.
pub(crate) async fn page(env: &Env, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = own(env, pass.department(), id).await?;
    let total = total(env, id).await?;
    let now = clock::now();
    let beginning = Cursor::beginning(known.shards.count());
    let (sample, _) = list::page(env, &known, Order::Newest, &beginning, SAMPLE).await?;
    let begin = |responses| {
        let about = About { record: &known.record, department: pass.department().to_string(), now, responses };
        Sheets::begin(Table::of(&known.record), &about)
    };
    let written = |sheets: Sheets| sheets.finish().map(|bytes| bytes.len() as u64).map_err(super::unwritten);
    let table = Table::of(&known.record);
    let mut full = begin(total);
    full.rows(&sample).map_err(super::unwritten)?;
    let (with, without) = (full.take().len() as u64 + written(full)?, written(begin(total))?);
    let sizes = (!sample.is_empty()).then(|| {
        let of_all = |bytes: u64| bytes * total / sample.len() as u64;
        Ok::<_, Trouble>(Sizes {
            csv: of_all(csv(&table, &sample, false)?.len() as u64) + csv(&table, &[], true)?.len() as u64,
            ods: of_all(with.saturating_sub(without)) + without,
        })
    });
    let taken: Vec<Taken> = Client { env, id }
        .exports()
        .await?
        .into_iter()
        .map(|one| Taken {
            standing: match (one.done, broken_off(&one, now)) {
                (true, _) => Standing::Done,
                (false, true) => Standing::BrokeOff,
                (false, false) => Standing::UnderWay,
            },
            format: one.format,
            by: one.by,
            began: Timestamp::from_unix_seconds(one.began),
            sent: one.sent,
            of: one.of,
        })
        .collect();
    let under_way = taken.iter().any(|one| one.standing == Standing::UnderWay);
    let open = known.record.state() != State::Draft && known.record.taking_answers(now).is_ok();
    let exports = shown::Exports {
        department: department(env, pass)?,
        consultation: &known.record,
        archive: match pass.role() {
            Role::Admin if !open => estimate(env, pass, &known, &sample, total).await?,
            _ => None,
        },
        open,
        responses: total,
        sizes: sizes.transpose()?,
        taken: &taken,
    };
    let reply = Reply::page(200, Lang::En, shown::exports(&exports, &assets::folder()));
    Ok(if under_way { reply.with("refresh", "1") } else { reply })
}
