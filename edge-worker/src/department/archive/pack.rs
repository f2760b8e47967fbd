//! A whole consultation as one file: read and sent part by part.

use crate::access::Pass;
use crate::archive::{Head, MEDIA, Packing};
use crate::cache::Known;
use crate::clock;
use crate::department::export::{Progress, broken, total};
use crate::department::own;
use crate::ledger::Position;
use crate::objects::Trouble;
use crate::objects::consultation;
use crate::objects::department::{Client, Did, Part};
use crate::objects::ledger;
use crate::reply::{Body, Refused, Reply};
use aggregate::Tally;
use contract::audit::Action;
use contract::{ConsultationId, DepartmentId, Problem, State, limits};
use futures_util::stream;
use std::io;
use std::rc::Rc;
use worker::Env;

/// Where the packing is.
enum Stage {
    Release(usize),
    Responses { shard: u16, after: Option<Position>, tally: Tally },
    EarlierLog(usize),
    OwnLog(u64),
}

struct Pack {
    env: Env,
    known: Rc<Known>,
    department: DepartmentId,
    packing: Packing,
    head: Head,
    logs: Vec<(u32, u32)>,
    /// The last entry of the department's log that goes along.
    log_end: u64,
    stage: Stage,
    progress: Progress,
}

/// `GET /v1/departments/{department}/consultations/{id}/archive.tar.gz`: of one that takes no answers now. Also from the page,
/// by its cookie: it only reads.
pub(crate) async fn archive(env: &Env, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let (department, now) = (pass.department(), clock::now());
    let known = own(env, department, id).await?;
    if known.record.state() != State::Draft && known.record.taking_answers(now).is_ok() {
        let detail =
            "Close it first: answers that come in afterwards would be lost with the installation that is left.";
        return Err(Refused { detail: Some(detail.into()), ..Problem::StateForbids.into() });
    }
    let total = total(env, id).await?;
    let copied = consultation::Client { env, id }.copy().await?;
    let Some(consultation::Copied { mut head, documents, outcomes, logs }) = copied else {
        let detail = "It is getting more shards: try again in a moment.";
        return Err(Refused { detail: Some(detail.into()), ..Problem::StateForbids.into() });
    };
    // Before the first byte goes out: no archive without its entry, which is in it.
    let register = Client { env, id: department };
    register.log(Did::new(pass.actor(), Action::ArchiveMade, id.as_str(), format!("{total} responses"))).await?;
    let log = register.read_log(Part::After(1 << 52), 1).await?;
    head.logs.push(format!("{}:{}", log.count, log.hash));
    let mut packing = Packing::begin(id, department, now).map_err(unwritten)?;
    add(&mut packing, "consultation.json", &head).map_err(unwritten)?;
    for (document, number) in documents.iter().zip(1..) {
        packing.add(&format!("revisions/{number:04}.json"), document.as_bytes()).map_err(unwritten)?;
    }
    for version in &outcomes {
        add(&mut packing, &format!("outcomes/{:04}.json", version.number), version).map_err(unwritten)?;
    }
    let progress = Progress::begin(env, id, pass.actor(), "archive", total).await?;
    let pack = Pack {
        env: env.clone(),
        known,
        department: department.clone(),
        packing,
        head,
        logs,
        log_end: log.count,
        stage: Stage::Release(0),
        progress,
    };
    let parts = stream::try_unfold(Some(pack), |pack| async {
        let Some(pack) = pack else { return Ok(None) };
        pack.part().await.map(Some).map_err(broken)
    });
    Ok(Reply::new(200, MEDIA, Body::Stream(Box::pin(parts)))
        .with("content-disposition", &format!("attachment; filename=\"{id}.soundings.tar.gz\""))
        .with("x-total-count", &total.to_string())
        .with("cache-control", "private, no-store"))
}

impl Pack {
    /// Goes on until there is something to send.
    async fn part(mut self) -> Result<(Vec<u8>, Option<Self>), Trouble> {
        loop {
            let Some(next) = self.go_on().await? else {
                let id = self.known.record.id();
                self.progress.tell(&self.env, id, true).await;
                return Ok((self.packing.finish().map_err(unwritten)?, None));
            };
            self.stage = next;
            self.progress.tell(&self.env, self.known.record.id(), false).await;
            let part = self.packing.take();
            if !part.is_empty() {
                return Ok((part, Some(self)));
            }
        }
    }

    /// One step: the stage behind it, or `None` at the end.
    async fn go_on(&mut self) -> Result<Option<Stage>, Trouble> {
        let (env, id) = (&self.env, self.known.record.id());
        let client = consultation::Client { env, id };
        match &mut self.stage {
            Stage::Release(at) => {
                let Some(listed) = self.head.releases.get(*at) else {
                    // A draft has no ledger.
                    let drafted = self.known.record.state() == State::Draft;
                    return Ok(Some(if drafted { Stage::EarlierLog(0) } else { responses(0) }));
                };
                let number = u32::try_from(listed.number).map_err(|_| Trouble::Protocol("too many releases"))?;
                let frozen = client.release(Some(number)).await?.ok_or(Trouble::Protocol("a release is gone"))?;
                let name = format!("releases/{number:04}.json");
                self.packing.add(&name, frozen.body.as_bytes()).map_err(unwritten)?;
                Ok(Some(Stage::Release(*at + 1)))
            }
            Stage::Responses { shard, after, tally } => {
                let shard = *shard;
                let (lines, next, standing) = ledger::Client { env, consultation: id, shard }.copy(*after).await?;
                let folder = format!("responses/{shard:02}");
                for line in &lines {
                    self.packing.line(&folder, &line.write()).map_err(unwritten)?;
                    if let Some(contribution) = line.record.contribution() {
                        tally.record(&contribution);
                        self.progress.sent += 1;
                    }
                }
                let Some(standing) = standing else {
                    return Ok(Some(Stage::Responses { shard, after: next, tally: std::mem::take(tally) }));
                };
                tally.merge(&standing.deleted);
                if *tally != standing.tally {
                    // Somebody withdrew an answer behind the reading, or the store does not hold what it counts.
                    return Err(Trouble::Protocol(
                        "a ledger changed while it was copied: the archive has to be made again",
                    ));
                }
                let folder = format!("tallies/{shard:02}");
                for line in crate::archive::standing(&standing) {
                    self.packing.line(&folder, &line).map_err(unwritten)?;
                }
                let more = shard + 1 < self.known.shards.count();
                Ok(Some(if more { responses(shard + 1) } else { Stage::EarlierLog(0) }))
            }
            Stage::EarlierLog(at) => {
                let Some((log, part)) = self.logs.get(*at) else { return Ok(Some(Stage::OwnLog(0))) };
                let text = client.earlier_log(*log, *part).await?.ok_or(Trouble::Protocol("a log is gone"))?;
                self.packing.add(&format!("log/{log:02}/{part:06}.jsonl"), text.as_bytes()).map_err(unwritten)?;
                Ok(Some(Stage::EarlierLog(*at + 1)))
            }
            Stage::OwnLog(after) => {
                let register = Client { env, id: &self.department };
                let page = register.read_log(Part::After(*after), limits::AUDIT_PAGE_MOST).await?;
                let left = usize::try_from(self.log_end - *after).unwrap_or(usize::MAX);
                let links = &page.links[..page.links.len().min(left)];
                let folder = format!("log/{:02}", self.head.logs.len());
                for link in links {
                    self.packing.line(&folder, link).map_err(unwritten)?;
                }
                let reached = *after + links.len() as u64;
                Ok((reached < self.log_end && !links.is_empty()).then_some(Stage::OwnLog(reached)))
            }
        }
    }
}

fn responses(shard: u16) -> Stage {
    Stage::Responses { shard, after: None, tally: Tally::new() }
}

fn add(packing: &mut Packing, name: &str, value: &impl serde::Serialize) -> io::Result<()> {
    packing.add(name, serde_json::to_string(value).map_err(io::Error::other)?.as_bytes())
}

pub(super) fn unwritten(_: io::Error) -> Trouble {
    Trouble::Protocol("a part of an archive cannot be written")
}
