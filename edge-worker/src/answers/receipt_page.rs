//! A receipt's page: `/r/{receipt}`, to see, change and withdraw an answer without script.

use super::receipt::{NotChanged, changed, consultation, open, withdrawn};
use super::submission::field;
use super::views::{self, Filling, Shown};
use super::{Call, notice, outcome, release};
use crate::assets;
use crate::cache::{self, Known};
use crate::cors::form_is_ours;
use crate::http::{Fields, Sent};
use crate::pages;
use crate::pages::outcome::Level;
use crate::pages::receipt::{Arrival, Recorded};
use crate::reply::{Refused, Reply};
use contract::{Answers, Definition, Lang, Problem, Receipt, limits};

/// `GET /r/{receipt}`, with `?change` for the form and `?withdraw` for the question before it.
pub(crate) async fn show(call: &Call<'_>, receipt: &Receipt) -> Result<Reply, Refused> {
    let known = consultation(call.env, receipt).await?;
    let opened = match open(call.env, receipt).await {
        Ok(opened) => opened,
        Err(refused) => match Left::of(&refused) {
            Some(left) => return Ok(gone(call, receipt, &known, left, 410)),
            None => return Err(refused),
        },
    };
    let content = &opened.content;
    // What is remembered may be older than the revision that was answered.
    let known = match known.record.revision(content.revision) {
        Some(_) => known,
        None => cache::newest(call.env, receipt.consultation()).await?,
    };
    let revision = known.record.revision(content.revision).ok_or(Problem::Internal)?;
    let definition = &revision.definition;
    let asked = call.request.query("lang").and_then(|tag| Lang::parse(&tag));
    let lang = definition.questionnaire().language_for(asked.or(Some(content.lang)));
    let has = |name: &str| call.request.query(name).is_some();
    let taking = notice(&known.record).is_none();
    if has("withdraw") {
        return Ok(Reply::page(200, lang, pages::receipt::withdraw(receipt, definition, lang, &assets::folder())));
    }
    if has("change") && taking {
        let answers =
            Answers::parse(definition.questionnaire(), &content.answers_value()).map_err(|_| Problem::Internal)?;
        let filling = Filling {
            definition,
            revision: revision.number,
            lang,
            asked: None,
            key: "",
            site: content.site.as_str(),
            page: "",
            note: "",
            fields: &answers.to_fields(),
            part: None,
            checked: false,
        };
        return change_page(call, receipt, &filling, 200);
    }
    let arrivals = [("sent", Arrival::Sent), ("changed", Arrival::Changed), ("too-late", Arrival::TooLate)];
    let arrival = arrivals.into_iter().find(|(name, _)| has(name)).map_or(Arrival::Later, |(_, arrival)| arrival);
    let others = match arrival {
        Arrival::Sent | Arrival::Changed => release::others(call, &known, lang).await,
        Arrival::Later | Arrival::TooLate => None,
    };
    let others = match others {
        Some(others) => Some(views::others(others, lang)?),
        None => None,
    };
    let shown = Recorded {
        receipt,
        definition,
        lang,
        answers: &content.answers,
        recorded: opened.recorded_at,
        changed: opened.changed_at,
        kept_until: opened.kept_until,
        arrival,
        open: taking,
        others: others.as_deref(),
        outcome: outcome::section(&known, lang, Level::Second),
    };
    Ok(Reply::page(200, lang, pages::receipt::recorded(&shown, &assets::folder())))
}

/// `POST /r/{receipt}`: the changed form.
pub(crate) async fn send(call: &Call<'_>, receipt: &Receipt) -> Result<Reply, Refused> {
    let sent = Sent::Form(own_form(call).await?);
    let Sent::Form(fields) = &sent else { return Err(Problem::Internal.into()) };
    consultation(call.env, receipt).await?;
    let back = |how: &str| Ok(Reply::see_other(&format!("/r/{receipt}?{how}{}", lang_query(field(fields, "lang")))));
    match changed(call.env, receipt, &sent).await {
        Ok(_) => back("changed"),
        Err(NotChanged::Refused(refused)) => match refused.problem {
            // The receipt's page says so, and what was answered.
            Problem::ReceiptWithdrawn | Problem::ReceiptDeleted => back("withdrawn"),
            Problem::ConsultationClosed | Problem::ConsultationNotOpen => back("too-late"),
            _ => Err(refused),
        },
        Err(NotChanged::Answers { revision, .. }) => {
            let lang = revision.definition.questionnaire().language_for(Lang::parse(field(fields, "lang")));
            let filling = super::send::filling(fields, &revision, lang, None, true);
            change_page(call, receipt, &filling, 422)
        }
    }
}

/// `POST /r/{receipt}/withdraw`.
pub(crate) async fn withdraw(call: &Call<'_>, receipt: &Receipt) -> Result<Reply, Refused> {
    own_form(call).await?;
    let known = consultation(call.env, receipt).await?;
    match withdrawn(call.env, receipt).await {
        Ok(()) => Ok(gone(call, receipt, &known, Left::Withdrawn, 200)),
        Err(refused) => match Left::of(&refused) {
            Some(Left::Withdrawn) => Ok(gone(call, receipt, &known, Left::Withdrawn, 200)),
            Some(Left::Deleted) => Ok(gone(call, receipt, &known, Left::Deleted, 410)),
            None => Err(refused),
        },
    }
}

/// A form that was posted from our own page.
async fn own_form(call: &Call<'_>) -> Result<Fields, Refused> {
    let caller = call.caller(&[]);
    if !form_is_ours(&caller, call.request.header("sec-fetch-site").as_deref()) {
        return Err(Problem::OriginNotRegistered.into());
    }
    call.request.form(limits::BODY_BYTES).await
}

fn change_page(call: &Call<'_>, receipt: &Receipt, filling: &Filling<'_>, status: u16) -> Result<Reply, Refused> {
    let view = views::change_form(&call.own, receipt, filling, Shown::Hosted)?;
    let wrong = filling.checked;
    let page = pages::receipt::change(receipt, filling.definition, filling.lang, &view, wrong, &assets::folder());
    Ok(Reply::page(status, filling.lang, page))
}

/// Why nothing is left to see.
#[derive(Clone, Copy)]
enum Left {
    Withdrawn,
    Deleted,
}

impl Left {
    fn of(refused: &Refused) -> Option<Self> {
        match refused.problem {
            Problem::ReceiptWithdrawn => Some(Self::Withdrawn),
            Problem::ReceiptDeleted => Some(Self::Deleted),
            _ => None,
        }
    }
}

fn gone(call: &Call<'_>, receipt: &Receipt, known: &Known, left: Left, status: u16) -> Reply {
    let definition: &Definition = &known.record.current().definition;
    let lang = call.language(definition);
    let page = match left {
        Left::Withdrawn => pages::receipt::withdrawn(receipt, definition, lang, &assets::folder()),
        Left::Deleted => pages::receipt::deleted(receipt, definition, lang, &assets::folder()),
    };
    Reply::page(status, lang, page)
}

fn lang_query(lang: &str) -> String {
    Lang::parse(lang).map(|lang| format!("&lang={}", lang.code())).unwrap_or_default()
}
