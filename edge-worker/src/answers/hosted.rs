//! The form on its own page: `GET` and `POST /f/{id}`, without any script.

use super::part::{Next, Shows};
use super::send::{again, filling, revision, send};
use super::submission::{self, Fault, field};
use super::views::{self, Filling, Shown};
use super::{Call, notice, outcome, shared};
use crate::cache::{self, Known};
use crate::cors::{Caller, form_is_ours};
use crate::http::{Fields, Sent};
use crate::ledger::Outcome;
use crate::pages;
use crate::pages::form::Arrival;
use crate::pages::outcome::Level;
use crate::pages::share;
use crate::protect::{self, Note, Proof, framed};
use crate::reach::{self, Reach};
use crate::reply::{Refused, Reply};
use crate::{assets, clock, uuid};
use contract::Notice;
use contract::{ConsultationId, Lang, Problem, State, limits};

/// `GET /f/{id}?lang=&site=`.
pub(crate) async fn form(call: &Call<'_>, id: &ConsultationId) -> Result<Reply, Refused> {
    let framed = call.request.header("sec-fetch-dest").is_some_and(|place| place.ends_with("frame"));
    if framed { elsewhere(call, id).await } else { alone(call, id).await }
}

/// In somebody's frame, where a form could be laid under something else: where it stands by itself. A sandbox may forbid
/// the link, and then the address can be copied.
async fn elsewhere(call: &Call<'_>, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = cache::judge(call.env, id, |known| match known.record.state() {
        State::Draft => Err(Refused::from(Problem::UnknownConsultation)),
        _ => Ok(()),
    });
    let (known, ()) = known.await.map_err(|(_, refused)| refused)?;
    let definition = &known.record.current().definition;
    let lang = call.language(definition);
    let site = call.request.query("site").and_then(|wanted| super::public::site(definition, &wanted));
    let site = site.map(|site| format!("&site={site}")).unwrap_or_default();
    let address = format!("{}/f/{id}?lang={}{site}", call.own, lang.code());
    Ok(Reply::framed_page(200, lang, pages::form::elsewhere(definition, lang, &address, &assets::folder())))
}

async fn alone(call: &Call<'_>, id: &ConsultationId) -> Result<Reply, Refused> {
    let wanted = call.request.query("site").unwrap_or_default();
    // A site that there is not, in a link that somebody wrote, costs nobody the form.
    let judged = cache::judge(call.env, id, |known| match notice(&known.record) {
        None => Ok(()),
        // Its department's own business: not even its title is told.
        Some(_) if known.record.state() == State::Draft => Err(Shut::Refused(Problem::UnknownConsultation.into())),
        Some(notice) => Err(Shut::Notice(notice)),
    });
    match judged.await {
        Ok((known, ())) => {
            let current = known.record.current();
            let site = super::public::site(&current.definition, &wanted).unwrap_or(hosted_site());
            reach::count(call.env, id, Some(&site), Reach::SEEN).await;
            let (lang, asked) = call.languages(&current.definition);
            let filling = Filling {
                definition: &current.definition,
                revision: current.number,
                lang,
                asked,
                // A key of its own for each showing: sent twice, it counts once.
                key: &uuid::random(),
                site: site.as_str(),
                page: "",
                note: "",
                fields: &[],
                part: Shows::Page.first(current.definition.questionnaire()),
                checked: false,
            };
            show(call, &known, &filling, Arrival::First, 200)
        }
        Err((Some(known), Shut::Notice(notice))) => closed(call, &known, notice, 200),
        Err((None, Shut::Notice(_))) => Err(Problem::Internal.into()),
        Err((_, Shut::Refused(refused))) => Err(refused),
    }
}

enum Shut {
    Notice(Notice),
    Refused(Refused),
}

impl From<Refused> for Shut {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

fn hosted_site() -> contract::SiteId {
    contract::SiteId::parse(contract::Definition::HOSTED_SITE).expect("the hosted form's site is an identifier")
}

/// `POST /f/{id}`: the form, sent without script; or by the loader, from a page whose policy lets it fetch nothing.
pub(crate) async fn sent(call: &Call<'_>, id: &ConsultationId) -> Result<Reply, Refused> {
    let mut fields = call.request.form(limits::BODY_BYTES).await?;
    // A form without a key is from a page that could not make one: it is sent once, as far as anybody can tell.
    if field(&fields, "key").trim().is_empty() {
        fields.retain(|(name, _)| name != "key");
        fields.push(("key".to_owned(), uuid::random()));
    }
    let sent = Sent::Form(fields);
    let key = submission::key(None, &sent)?;
    let Sent::Form(fields) = &sent else { return Err(Problem::Internal.into()) };
    let fetch_site = call.request.header("sec-fetch-site");
    let judged = cache::judge(call.env, id, |known| {
        let body = submission::body(&sent, &known.record);
        submission::parse(&body, &known.record, |registered| {
            let caller = call.caller(registered);
            // Our own page may send for every site: it is where a site's link leads.
            if form_is_ours(&caller, fetch_site.as_deref()) { Caller::Own } else { Caller::Stranger }
        })
    });
    let (known, submission) = match judged.await {
        Ok((known, (submission, _))) => (known, Some(submission)),
        Err((Some(known), Fault::Answers(..))) => (known, None),
        Err((Some(known), Fault::Refused(refused)))
            if refused.problem == Problem::OriginNotRegistered && notice(&known.record).is_none() =>
        {
            // To be sent from here: under some policies a browser does not say from which page a form was posted
            // (`Origin: null`), and nobody else's page may send in a person's name.
            let part = Shows::Page.first_wrong(revision(&known, fields).definition.questionnaire(), fields);
            return refilled(call, &known, fields, part, Arrival::Review).await;
        }
        Err((_, Fault::Refused(refused))) => return Err(refused),
        Err((None, Fault::Answers(..))) => return Err(Problem::Internal.into()),
    };
    let asked = revision(&known, fields).definition.questionnaire();
    if let Some(next) = Shows::Page.next(asked, fields) {
        return another_part(call, &known, fields, next).await;
    }
    let Some(submission) = submission else {
        return refilled(call, &known, fields, Shows::Page.first_wrong(asked, fields), Arrival::Wrong).await;
    };
    let proof = Proof::of(&sent).with_note(field(fields, "note"));
    let admitted = protect::judge(call, &known, &submission, &key, proof).await?;
    let (receipt, outcome) = send(call, &known, &key, &submission, &admitted).await?;
    let arrived = |how: &str| Reply::see_other(&format!("/r/{receipt}?{how}&lang={}", submission.lang().code()));
    Ok(match outcome {
        Outcome::Recorded { .. } | Outcome::Repeated { .. } => arrived("sent"),
        // The person went back to the form and sent other answers from the same showing: they change what they said.
        Outcome::Conflict => match again(call.env, &receipt, &submission).await? {
            Outcome::Changed { .. } => arrived("changed"),
            Outcome::Closed => closed(call, &known, Notice::Closed, 409)?,
            _ => arrived("sent"),
        },
        Outcome::Closed => closed(call, &known, Notice::Closed, 409)?,
        Outcome::NotOpen => closed(call, &known, Notice::NotOpen, 409)?,
        Outcome::ProofNeeded | Outcome::ProofRefused => {
            let wait = admitted.pressure.wait_seconds();
            let fields = with_note(fields, Note::write(&known.guard, &key, admitted.pressure, clock::now()));
            let part = Shows::Page.first_wrong(asked, &fields);
            refilled(call, &known, &fields, part, Arrival::Wait(wait)).await?
        }
        Outcome::Changed { .. }
        | Outcome::Withdrawn
        | Outcome::Gone
        | Outcome::Deleted
        | Outcome::Unknown
        | Outcome::Moved => {
            return Err(Problem::Internal.into());
        }
    })
}

/// The form, with a note that lets it in once its sender has waited.
fn with_note(fields: &Fields, note: String) -> Fields {
    let others = fields.iter().filter(|(name, _)| name != "note").cloned();
    others.chain([("note".to_owned(), note)]).collect()
}

/// The next part of a form in parts, or the same again where something is wrong in it.
async fn another_part(call: &Call<'_>, known: &Known, fields: &Fields, next: Next) -> Result<Reply, Refused> {
    if let Some(notice) = notice(&known.record) {
        return closed(call, known, notice, 409);
    }
    let arrival = if next.wrong.is_empty() { Arrival::First } else { Arrival::Wrong };
    refilled(call, known, fields, Some(next.at), arrival).await
}

/// The form again, as it was filled in.
async fn refilled(
    call: &Call<'_>,
    known: &Known,
    fields: &Fields,
    part: Option<usize>,
    arrival: Arrival,
) -> Result<Reply, Refused> {
    let revision = revision(known, fields);
    let lang = revision.definition.questionnaire().language_for(Lang::parse(field(fields, "lang")));
    let status = match arrival {
        Arrival::First => 200,
        Arrival::Wrong => 422,
        Arrival::Review => 403,
        Arrival::Wait(_) => 429,
    };
    show(call, known, &filling(fields, revision, lang, part, arrival == Arrival::Wrong), arrival, status)
}

fn show(
    call: &Call<'_>,
    known: &Known,
    filling: &Filling<'_>,
    arrival: Arrival,
    status: u16,
) -> Result<Reply, Refused> {
    let view = views::answer_form(&call.own, &known.record, filling, Shown::Hosted)?;
    Ok(page(call, known, filling.lang, framed::site_of(filling.site), &view, arrival, status))
}

fn closed(call: &Call<'_>, known: &Known, notice: Notice, status: u16) -> Result<Reply, Refused> {
    let lang = call.language(&known.record.current().definition);
    let mut view = views::notice(notice, lang, Shown::Hosted)?;
    view.extend(outcome::section(known, lang, Level::Second));
    Ok(page(call, known, lang, contract::Definition::HOSTED_SITE, &view, Arrival::First, status))
}

fn page(call: &Call<'_>, known: &Known, lang: Lang, site: &str, view: &str, arrival: Arrival, status: u16) -> Reply {
    let address = match site {
        contract::Definition::HOSTED_SITE => format!("/f/{}", known.record.id()),
        site => format!("/f/{}?site={site}", known.record.id()),
    };
    let definition = &known.record.current().definition;
    let head = share::head(&shared(call, known, lang, &address));
    let about = share::about(known.record.id(), site, lang);
    let hosted = pages::form::Hosted { definition, lang, view, arrival, address: &address, head, about };
    Reply::page(status, lang, pages::form::hosted(hosted, &assets::folder()))
}
