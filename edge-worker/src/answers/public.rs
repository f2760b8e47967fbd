//! What a page reads before anybody answers: the definition and the form.

use super::part::Shows;
use super::views::{self, Filling, Shown};
use super::{Call, notice, outcome, told_to_all};
use crate::assets;
use crate::cache::{self, Known};
use crate::cors::{Caller, origins_of};
use crate::pages::outcome::Level;
use crate::reach::{self, Reach};
use crate::reply::{Body, Refused, Reply};
use contract::Notice;
use contract::json::Value;
use contract::{ConsultationId, Definition, Kind, Lang, Problem, SiteId, Start, State, region};
use std::rc::Rc;

/// `GET /v1/consultations/{id}`: the definition as anyone may read it. A draft is its department's own business.
pub(crate) async fn definition(call: &Call<'_>, id: &ConsultationId) -> Reply {
    told_to_all(try_definition(call, id).await).readable_by_all()
}

async fn try_definition(call: &Call<'_>, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = published(call, id).await?;
    let record = &known.record;
    let body = Value::object([
        ("id", record.id().as_str().into()),
        ("department", record.department().as_str().into()),
        ("revision", record.current().number.into()),
        ("state", record.state().name().into()),
        ("definition", record.current().definition.to_public_value()),
    ]);
    Ok(tagged(call, Reply::json(200, &body), &format!(".{}", known.version)))
}

/// `GET /v1/consultations/{id}/start?lang=`: what the application in the browser starts with.
pub(crate) async fn start(call: &Call<'_>, id: &ConsultationId) -> Reply {
    told_to_all(try_start(call, id).await).readable_by_all()
}

async fn try_start(call: &Call<'_>, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = published(call, id).await?;
    let current = known.record.current();
    let lang = call.language(&current.definition);
    let questionnaire = current.definition.questionnaire().clone();
    let regions = questionnaire.questions().iter().any(|question| *question.kind() == Kind::Region);
    let areas = if regions { region::AREAS.to_owned() } else { String::new() };
    let lacking = call.lacking(&current.definition);
    let asked = lacking.map(|asked| (asked, asked.form_strings().only_in.to_owned()));
    if !is_preview(call) {
        let site = site(&current.definition, &call.request.query("site").unwrap_or_default());
        reach::count(call.env, id, site.as_ref(), Reach::STARTED).await;
    }
    let words = *lang.form_strings();
    let start = Start { revision: current.number, lang, words, questionnaire, areas, asked };
    let body = Reply::new(200, "text/plain; charset=utf-8", Body::Text(start.pack()));
    Ok(tagged(call, body, &format!(".{}.{}", known.version, tongues(lang, lacking))))
}

/// A consultation that is no longer its department's own business.
pub(super) async fn published(call: &Call<'_>, id: &ConsultationId) -> Result<Rc<Known>, Refused> {
    let published = |known: &Known| match known.record.state() {
        State::Draft => Err(Refused::from(Problem::UnknownConsultation)),
        State::Open | State::Closed | State::Archived => Ok(()),
    };
    let (known, ()) = cache::judge(call.env, id, published).await.map_err(|(_, refused)| refused)?;
    Ok(known)
}

pub(super) fn tagged(call: &Call<'_>, reply: Reply, tag: &str) -> Reply {
    reply
        .with("cache-control", "public, max-age=5")
        .tagged(&assets::tag(tag), call.request.header("if-none-match").as_deref())
}

/// `GET /v1/consultations/{id}/form?lang=&site=`: the form as a tree, or the notice that there is nothing to answer.
pub(crate) async fn form(call: &Call<'_>, id: &ConsultationId) -> Reply {
    told_to_all(try_form(call, id).await)
}

async fn try_form(call: &Call<'_>, id: &ConsultationId) -> Result<Reply, Refused> {
    let wanted = call.request.query("site").unwrap_or_default();
    let may = |known: &Known| {
        let definition = &known.record.current().definition;
        let site = site(definition, &wanted).ok_or(Problem::UnknownSite)?;
        match call.caller(origins_of(definition, &site)) {
            Caller::Stranger => Err(Refused::from(Problem::OriginNotRegistered)),
            caller => Ok((site, caller)),
        }
    };
    let (known, (site, caller)) = cache::judge(call.env, id, may).await.map_err(|(_, refused)| refused)?;
    let current = known.record.current();
    let lang = call.language(&current.definition);
    let asked = call.lacking(&current.definition);
    let notice = notice(&known.record);
    let state = match notice {
        None => "open",
        Some(Notice::NotOpen) => "not-open",
        Some(Notice::Closed | Notice::Withdrawn) => "closed",
    };
    let tree = match notice {
        None => {
            if !is_preview(call) {
                reach::count(call.env, id, Some(&site), Reach::SEEN).await;
            }
            rendered(call, &known, (lang, asked), &site).await?
        }
        Some(notice) => {
            let mut tree = views::tree(&views::notice(notice, lang, Shown::Embedded).await?)?;
            if let (Value::Array(nodes), Some(html)) = (&mut tree, outcome::section(&known, lang, Level::Third)) {
                nodes.push(views::tree(&html)?);
            }
            Rc::new(tree)
        }
    };
    let day = if notice == Some(Notice::Closed) { outcome::tag(&known) } else { String::new() };
    let body = format!(
        r#"{{"revision":{},"lang":"{}","dir":"{}","state":"{state}","tree":{tree}}}"#,
        current.number,
        lang.code(),
        lang.direction(),
    );
    let tag = assets::tag(&format!(".{}.{}.{site}.{state}{day}", known.version, tongues(lang, asked)));
    Ok(Reply::new(200, "application/json", Body::Text(body))
        .with("cache-control", "public, max-age=5")
        .readable_by(&caller)
        .tagged(&tag, call.request.header("if-none-match").as_deref()))
}

/// Whether a page of ours shows the widget: to a department, which looks at it before others do.
fn is_preview(call: &Call<'_>) -> bool {
    call.request.header("sec-fetch-site").as_deref() == Some("same-origin")
}

/// What a reply's language depends on, for its name: the language that it is in, and the one that it lacks.
fn tongues(lang: Lang, asked: Option<Lang>) -> String {
    format!("{}{}", lang.code(), asked.map_or("", Lang::code))
}

/// The form of a site in a language, where another may have been asked for, rendered once for each version.
async fn rendered(
    call: &Call<'_>,
    known: &Known,
    (lang, asked): (Lang, Option<Lang>),
    site: &SiteId,
) -> Result<Rc<Value>, Refused> {
    let name = format!("{}/{}/{site}", call.own, tongues(lang, asked));
    if let Some(tree) = known.form(&name) {
        return Ok(tree);
    }
    let current = known.record.current();
    let filling = Filling {
        definition: &current.definition,
        revision: current.number,
        lang,
        asked,
        key: "",
        site: site.as_str(),
        page: "",
        note: "",
        fields: &[],
        part: Shows::Loader.first(current.definition.questionnaire()),
        checked: false,
    };
    let html = views::answer_form(&call.own, &known.record, &filling, Shown::Embedded).await?;
    Ok(known.remember_form(name, views::tree(&html)?))
}

/// The site that is named, or the hosted form's own where none is.
pub(super) fn site(definition: &Definition, wanted: &str) -> Option<SiteId> {
    if wanted.is_empty() {
        return SiteId::parse(Definition::HOSTED_SITE);
    }
    SiteId::parse(wanted).filter(|site| wanted == Definition::HOSTED_SITE || definition.site(site).is_some())
}
