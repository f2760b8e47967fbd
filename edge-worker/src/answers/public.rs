//! What a page reads before anybody answers: the definition and the form.

use super::part::Shows;
use super::views::{self, Filling, Shown};
use super::{Call, notice, outcome, told_to_all};
use crate::assets;
use crate::cache::{self, Known};
use crate::cors::{Caller, origins_of};
use crate::pages::outcome::Level;
use crate::protect::framed;
use crate::reach::{self, Reach};
use crate::reply::{Body, Refused, Reply};
use contract::Notice;
use contract::json::Value;
use contract::{ConsultationId, Definition, Kind, Lang, Problem, Revision, SiteId, Start, State, region};
use std::rc::Rc;

/// `GET /v1/consultations/{id}`: the definition as anyone may read it. A draft is its department's own business.
pub(crate) async fn definition(call: &Call<'_>, id: &ConsultationId) -> Reply {
    told_to_all(try_definition(call, id).await).readable_by_all()
}

async fn try_definition(call: &Call<'_>, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = published(call, id).await?;
    // No form has this name: one begins with an address.
    const NAME: &str = "definition";
    let body = known.body(NAME).unwrap_or_else(|| {
        let record = &known.record;
        let value = Value::object([
            ("id", record.id().as_str().into()),
            ("department", record.department().as_str().into()),
            ("revision", record.current().number.into()),
            ("state", record.state().name().into()),
            ("definition", record.current().definition.to_public_value()),
        ]);
        known.remember(NAME.to_owned(), value.to_string())
    });
    Ok(tagged(call, Reply::new(200, "application/json", Body::Kept(body)), &format!(".{}", known.version)))
}

/// `GET /v1/consultations/{id}/start?lang=`: what the application in the browser starts with.
pub(crate) async fn start(call: &Call<'_>, id: &ConsultationId) -> Reply {
    told_to_all(try_start(call, id).await).readable_by_all()
}

async fn try_start(call: &Call<'_>, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = published(call, id).await?;
    let current = known.record.current();
    let (lang, lacking) = call.languages(&current.definition);
    let start = begin(current, lang, lacking);
    let wanted = call.request.query("site").unwrap_or_default();
    if !is_preview(call, &wanted) {
        let site = site(&current.definition, &wanted);
        reach::count(call.env, id, site.as_ref(), Reach::STARTED).await;
    }
    let body = Reply::new(200, "text/plain; charset=utf-8", Body::Text(start.pack()));
    Ok(tagged(call, body, &format!(".{}.{}", known.version, tongues(lang, lacking))))
}

/// What the application starts with, in a language, where another may have been asked for.
pub(super) fn begin(current: &Revision, lang: Lang, lacking: Option<Lang>) -> Start {
    let questionnaire = current.definition.questionnaire().clone();
    let regions = questionnaire.questions().iter().any(|question| *question.kind() == Kind::Region);
    let areas = if regions { region::AREAS.to_owned() } else { String::new() };
    let asked = lacking.map(|asked| (asked, asked.form_strings().only_in.to_owned()));
    Start { revision: current.number, lang, words: *lang.form_strings(), questionnaire, areas, asked }
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
        match call.caller_for(known, &wanted, origins_of(definition, &site)) {
            Caller::Stranger => Err(Refused::from(Problem::OriginNotRegistered)),
            caller => Ok((site, caller)),
        }
    };
    let (known, (site, caller)) = cache::judge(call.env, id, may).await.map_err(|(_, refused)| refused)?;
    // As the frame names it, so that the form sends it along.
    let named = if caller == Caller::Framed { wanted.as_str() } else { site.as_str() };
    let definition = &known.record.current().definition;
    let (lang, asked) = call.languages(definition);
    let notice = notice(&known.record);
    let state = match notice {
        None => "open",
        Some(Notice::NotOpen) => "not-open",
        Some(Notice::Closed | Notice::Withdrawn) => "closed",
    };
    let day = if notice == Some(Notice::Closed) { outcome::tag(&known) } else { String::new() };
    let tongues = tongues(lang, asked);
    if notice.is_none() && !is_preview(call, &wanted) {
        reach::count(call.env, id, Some(&site), Reach::SEEN).await;
    }
    // Rendered once for each version, and what is due on some day once for each day.
    let name = format!("{}/{tongues}/{named}/{state}{day}", call.own);
    let body = match known.body(&name) {
        Some(body) => body,
        None => {
            let tree = match notice {
                None => views::tree(&rendered(call, &known, (lang, asked), named)?)?,
                Some(notice) => {
                    let mut tree = views::tree(&views::notice(notice, lang, Shown::Embedded)?)?;
                    if let (Value::Array(nodes), Some(html)) = (&mut tree, outcome::section(&known, lang, Level::Third))
                    {
                        nodes.push(views::tree(&html)?);
                    }
                    tree
                }
            };
            let (revision, code, dir) = (known.record.current().number, lang.code(), lang.direction());
            let body =
                format!(r#"{{"revision":{revision},"lang":"{code}","dir":"{dir}","state":"{state}","tree":{tree}}}"#);
            known.remember(name, body)
        }
    };
    let tag = assets::tag(&format!(".{}.{tongues}.{named}.{state}{day}", known.version));
    Ok(Reply::new(200, "application/json", Body::Kept(body))
        .with("cache-control", "public, max-age=5")
        .readable_by(&caller)
        .tagged(&tag, call.request.header("if-none-match").as_deref()))
}

/// Whether a page of ours shows the widget to a department, which looks at it before others do. A frame is a page of ours too,
/// and names its site with a signature.
fn is_preview(call: &Call<'_>, wanted: &str) -> bool {
    call.request.header("sec-fetch-site").as_deref() == Some("same-origin") && framed::site_of(wanted) == wanted
}

/// What a reply's language depends on, for its name: the language that it is in, and the one that it lacks.
fn tongues(lang: Lang, asked: Option<Lang>) -> String {
    format!("{}{}", lang.code(), asked.map_or("", Lang::code))
}

/// The form of a site in a language, where another may have been asked for.
fn rendered(
    call: &Call<'_>,
    known: &Known,
    (lang, asked): (Lang, Option<Lang>),
    site: &str,
) -> Result<String, Refused> {
    let current = known.record.current();
    let filling = Filling {
        definition: &current.definition,
        revision: current.number,
        lang,
        asked,
        key: "",
        site,
        page: "",
        note: "",
        fields: &[],
        part: Shows::Loader.first(current.definition.questionnaire()),
        checked: false,
    };
    Ok(views::answer_form(&call.own, &known.record, &filling, Shown::Embedded)?)
}

/// The site that is named, by a frame with its signature, or the hosted form's own where none is.
pub(super) fn site(definition: &Definition, wanted: &str) -> Option<SiteId> {
    let wanted = framed::site_of(wanted);
    if wanted.is_empty() {
        return SiteId::parse(Definition::HOSTED_SITE);
    }
    SiteId::parse(wanted).filter(|site| wanted == Definition::HOSTED_SITE || definition.site(site).is_some())
}
