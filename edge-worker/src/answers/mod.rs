//! What anyone may ask: the definition, the form, an answer and its receipt, releases, as calls and as pages without script.

pub(crate) mod hosted;
mod others;
pub(crate) mod outcome;
mod part;
pub(crate) mod proof;
pub(crate) mod public;
pub(crate) mod receipt;
pub(crate) mod receipt_page;
pub(crate) mod release;
pub(crate) mod reply;
pub(crate) mod revisions;
mod send;
pub(crate) mod site;
mod submission;
mod views;

pub(crate) use send::{preflight, respond};
pub(crate) use submission::field;

use crate::cache::{self, Known};
use crate::clock;
use crate::config;
use crate::cors::{Caller, all_origins, caller};
use crate::http::Incoming;
use crate::reply::{Refused, Reply};
use contract::Notice;
use contract::{ConsultationId, Definition, Lang, Origin, Problem};
use std::rc::Rc;
use worker::Env;

/// A request with what answering it needs.
pub(crate) struct Call<'a> {
    pub(crate) env: &'a Env,
    pub(crate) request: &'a Incoming,
    /// Our own origin, as people see it.
    pub(crate) own: Origin,
}

impl<'a> Call<'a> {
    pub(crate) fn new(env: &'a Env, request: &'a Incoming) -> Result<Self, Refused> {
        Ok(Self { env, request, own: config::public_origin(env, request.url())? })
    }

    /// Who calls, where these origins are registered.
    pub(crate) fn caller<'o>(&self, registered: impl IntoIterator<Item = &'o Origin>) -> Caller {
        caller(self.request.header("origin").as_deref(), &self.own, registered)
    }

    /// Who calls a consultation, from whichever of its sites.
    async fn caller_of(&self, id: &ConsultationId) -> Result<(Rc<Known>, Caller), Refused> {
        let judged =
            cache::judge(self.env, id, |known| match self.caller(all_origins(&known.record.current().definition)) {
                Caller::Stranger => Err(Refused::from(Problem::OriginNotRegistered)),
                caller => Ok(caller),
            });
        judged.await.map_err(|(_, refused)| refused)
    }

    /// The language that is asked for by `?lang=` where the definition has it, else the definition's first.
    fn language(&self, definition: &Definition) -> Lang {
        definition.questionnaire().language_for(self.asked())
    }

    /// The language that is asked for, where we know it and the definition does not have it.
    fn lacking(&self, definition: &Definition) -> Option<Lang> {
        definition.questionnaire().lacking(self.asked())
    }

    fn asked(&self) -> Option<Lang> {
        self.request.query("lang").and_then(|tag| Lang::parse(&tag))
    }
}

/// Why there is nothing to answer; `None` while answers are taken.
fn notice(record: &contract::Consultation) -> Option<Notice> {
    match record.taking_answers(clock::now()) {
        Ok(()) => None,
        Err(Problem::ConsultationNotOpen) => Some(Notice::NotOpen),
        Err(_) => Some(Notice::Closed),
    }
}

/// A reply to a call from any page: a problem that nobody's page was told of yet can be read by all of them, so that the
/// owner of a site that is not registered learns that it is not.
pub(crate) fn told_to_all(result: Result<Reply, Refused>) -> Reply {
    result.unwrap_or_else(|refused| refused.reply().readable_by_all())
}
