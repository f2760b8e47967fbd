//! A consultation of another installation, taken in as its archive comes. Nobody sees anything of it before all of it is
//! there and sound; where anything is wrong, nothing of it stays.

use crate::access::Pass;
use crate::archive::{Fault, Head, Intake, MEDIA, Piece, Whole};
use crate::cache;
use crate::department::author::standing;
use crate::http::{Incoming, Parts};
use crate::ledger::Sequence;
use crate::objects::Trouble;
use crate::objects::consultation::{Client, Taken};
use crate::objects::department::{self, Did};
use crate::objects::ledger;
use crate::reply::{Refused, Reply, Wrong};
use crate::uuid;
use contract::audit::Action;
use contract::json::Value;
use contract::{Consultation, ConsultationId, DepartmentId, Problem, limits};
use worker::Env;

/// What archives are sent as.
const MEDIA_TYPES: [&str; 3] = [MEDIA, "application/x-gzip", "application/octet-stream"];

struct Import<'a> {
    env: &'a Env,
    id: &'a ConsultationId,
    department: &'a DepartmentId,
    /// Names this import: another of the same consultation ends it.
    import: String,
    /// Whether anything was written.
    begun: bool,
    /// The number of each shard's last commit.
    commits: Vec<Sequence>,
}

/// `POST /v1/departments/{department}/consultations/{id}/import`.
pub(crate) async fn import(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    if !MEDIA_TYPES.contains(&request.media_type().as_str()) {
        return Err(Problem::UnsupportedMediaType.into());
    }
    let department = pass.department();
    let register = department::Client { env, id: department };
    if register.list().await?.len() >= limits::CONSULTATIONS {
        return Err(Problem::TooManyConsultations.into());
    }
    if cache::is_anyones(env, id).await? {
        return Err(Problem::IdentifierTaken.into());
    }
    let mut body = request.parts();
    let mut import = Import { env, id, department, import: uuid::random(), begun: false, commits: Vec::new() };
    let taken = match import.take_in(&mut body).await {
        Ok(whole) => import.end(whole, pass).await,
        Err(refused) => {
            // Who is still sending hears why only once they have sent all of it.
            while let Ok(Some(_)) = body.next().await {}
            Err(refused)
        }
    };
    match taken {
        Ok((record, responses)) => {
            cache::forget(id);
            let mut members = standing(&record);
            members.push(("responses", Value::Number(responses as f64)));
            let location = format!("/v1/departments/{department}/consultations/{id}");
            Ok(Reply::json(201, &Value::object(members)).with("location", &location).with("cache-control", "no-store"))
        }
        Err(refused) => {
            if import.begun
                && let Err(trouble) = (Client { env, id }).drop_import(&import.import).await
            {
                // Its alarm takes it away.
                worker::console_error!("import: what was begun waits to be taken away: {trouble}");
            }
            Err(refused)
        }
    }
}

impl Import<'_> {
    async fn take_in(&mut self, body: &mut Parts) -> Result<Whole, Refused> {
        let mut intake = Intake::new(self.id.clone(), self.department.clone());
        while let Some(bytes) = body.next().await? {
            let pieces = intake.feed(&bytes).map_err(faulty)?;
            if intake.unpacked() > limits::ARCHIVE_BYTES {
                let most = limits::ARCHIVE_BYTES >> 30;
                let detail = format!("An archive that is taken in has at most {most} GB when it is unpacked.");
                return Err(Refused { detail: Some(detail.into()), ..Problem::BodyTooLarge.into() });
            }
            for piece in pieces {
                self.store(piece).await?;
            }
        }
        let (pieces, whole) = intake.end().map_err(faulty)?;
        for piece in pieces {
            self.store(piece).await?;
        }
        Ok(whole)
    }

    async fn store(&mut self, piece: Piece) -> Result<(), Refused> {
        let (client, import) = (Client { env: self.env, id: self.id }, self.import.as_str());
        let ledger = |shard| ledger::Client { env: self.env, consultation: self.id, shard };
        let (taken, place) = match piece {
            Piece::Begin { shards } => {
                let taken = client.begin_import(import, self.department, shards).await?;
                if taken == Taken::Another {
                    return Err(Problem::IdentifierTaken.into());
                }
                self.begun = true;
                self.commits = vec![0; shards.into()];
                for shard in 0..shards {
                    done(ledger(shard).begin_import(import).await?, "consultation.json")?;
                }
                (Taken::Done, String::new())
            }
            Piece::Outcome(version) => (client.import_outcome(import, version).await?, String::new()),
            Piece::Release(listed, body) => (client.import_release(import, listed, body).await?, String::new()),
            Piece::Log { log, part, text } => (client.import_log(import, log, part, text).await?, String::new()),
            Piece::Responses { shard, lines } => {
                (ledger(shard).import_responses(import, lines).await?, format!("responses/{shard:02}"))
            }
            Piece::Ledger { shard, standing } => {
                self.commits[usize::from(shard)] = standing.sequence;
                (ledger(shard).end_import(import, &standing).await?, format!("tallies/{shard:02}"))
            }
        };
        done(taken, &place)
    }

    /// Makes the consultation, counts what was written once more, and has its department list it.
    async fn end(&self, whole: Whole, pass: &Pass) -> Result<(Consultation, u64), Refused> {
        let (client, import) = (Client { env: self.env, id: self.id }, self.import.as_str());
        let Whole { head, documents, responses } = whole;
        let record = self.made(client, import, head, documents).await?;
        for (recounted, shard) in client.recount().await?.into_iter().zip(0..) {
            if !recounted.agrees {
                let shard: u16 = shard;
                return Err(Trouble::Protocol("an import does not count what it wrote").into())
                    .inspect_err(|_: &Refused| worker::console_error!("import: shard {shard} differs"));
            }
        }
        let did = Did::new(pass.actor(), Action::ArchiveImported, self.id.as_str(), format!("{responses} responses"));
        let register = department::Client { env: self.env, id: self.department };
        register.note(department::entry(self.id, &record), did, true).await?;
        // It is there. What still names the import its alarm takes away, where this cannot.
        if let Err(trouble) = client.keep_import(import).await {
            worker::console_error!("import: what names it waits to be taken away: {trouble}");
        }
        Ok((record, responses))
    }

    async fn made(
        &self,
        client: Client<'_>,
        import: &str,
        head: Head,
        documents: Vec<String>,
    ) -> Result<Consultation, Refused> {
        done(client.end_import(import, head, documents, self.commits.clone()).await?, "")?;
        match client.read(None).await? {
            crate::objects::consultation::Reading::Newest(snapshot) => Ok(snapshot.read(self.id)?),
            _ => Err(Trouble::Protocol("an import made no consultation").into()),
        }
    }
}

/// What a step of an import came to. `member`: where its fault lies, if it has one.
fn done(taken: Taken, member: &str) -> Result<(), Refused> {
    let what = match taken {
        Taken::Done => return Ok(()),
        Taken::Another => {
            let detail = "Another import of this consultation began while this one was under way.";
            return Err(Refused { detail: Some(detail.into()), ..Problem::IdentifierTaken.into() });
        }
        Taken::Misplaced(place) => {
            format!("the key of the response at [{}, {}] stands twice, or its place is taken", place.0, place.1)
        }
        Taken::Differs => "the shard counts something else than its responses do".to_owned(),
    };
    Err(faulty(Fault { member: member.to_owned(), line: None, what }))
}

fn faulty(fault: Fault) -> Refused {
    let line = fault.line.map(|line| format!("/{line}")).unwrap_or_default();
    let wrong = Wrong { problem: None, pointer: format!("/{}{line}", fault.member), detail: fault.to_string() };
    Refused { errors: vec![wrong], ..Problem::InvalidArchive.into() }
}
