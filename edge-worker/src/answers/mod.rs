//! What anyone may ask: the definition, the form, an answer and its receipt, releases, as calls and as pages without script.

pub(crate) mod card;
pub(crate) mod framed;
pub(crate) mod hosted;
pub(crate) mod oembed;
mod others;
pub(crate) mod outcome;
mod part;
pub(crate) mod preview;
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
pub(crate) mod transparency;
mod views;

pub(crate) use send::{preflight, respond};
pub(crate) use submission::field;

use crate::cache::{self, Known};
use crate::clock;
use crate::cors::{Caller, NO_ORIGIN, all_origins, caller};
use crate::http::Incoming;
use crate::pages::share::Shared;
use crate::protect::framed as signed;
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

impl Call<'_> {
    /// Who calls, where these origins are registered.
    pub(crate) fn caller<'o>(&self, registered: impl IntoIterator<Item = &'o Origin>) -> Caller {
        caller(self.request.header("origin").as_deref(), &self.own, registered)
    }

    /// Who calls for a site of a consultation, which a form of ours in a frame names with its signature.
    fn caller_for<'o>(&self, known: &Known, site: &str, registered: impl IntoIterator<Item = &'o Origin>) -> Caller {
        let without = self.request.header("origin").as_deref() == Some(NO_ORIGIN);
        match without && signed::holds(&known.guard, site, clock::now().day()) {
            true => Caller::Framed,
            false => self.caller(registered),
        }
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

    /// That, and the language that is asked for where we know it and the definition does not have it.
    fn languages(&self, definition: &Definition) -> (Lang, Option<Lang>) {
        let (asked, questionnaire) = (self.asked(), definition.questionnaire());
        (questionnaire.language_for(asked), questionnaire.lacking(asked))
    }

    fn asked(&self) -> Option<Lang> {
        self.request.query("lang").and_then(|tag| Lang::parse(&tag))
    }
}

/// What a page of a consultation tells those who show a link to it.
fn shared<'a>(call: &'a Call<'_>, known: &'a Known, lang: Lang, path: &'a str) -> Shared<'a> {
    let asked = known.record.current().definition.questionnaire();
    let (title, _) = asked.title().in_language(lang);
    let description = asked.summary().map_or(lang.embed_strings().have_your_say, |text| text.in_language(lang).0);
    Shared { own: &call.own, id: known.record.id(), lang, title, description, path }
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
