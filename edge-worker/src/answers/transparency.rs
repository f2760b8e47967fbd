//! What an embedded form loads, stores and sends: `GET /about/{site}?consultation=&lang=`, and `/about/{site}.json`.

use super::public::{published, site as known_site};
use super::{Call, told_to_all};
use crate::assets;
use crate::cache::Known;
use crate::pages::origins::site_name;
use crate::pages::transparency as page;
use crate::reply::{Refused, Reply};
use crate::transparency::Told;
use contract::{ConsultationId, Definition, Lang, Problem, SiteId};
use std::rc::Rc;

/// How long either is kept.
const SHORT: &str = "public, max-age=60";

/// What is asked: the consultation where one is named, which then has to have that site.
struct Asked {
    known: Option<Rc<Known>>,
    lang: Lang,
}

async fn asked(call: &Call<'_>, site: &SiteId) -> Result<Asked, Refused> {
    let lang = call.asked().unwrap_or(Lang::En);
    let Some(name) = call.request.query("consultation") else { return Ok(Asked { known: None, lang }) };
    let id = ConsultationId::parse(&name).ok_or(Problem::UnknownConsultation)?;
    let known = published(call, &id).await?;
    let definition = &known.record.current().definition;
    known_site(definition, site.as_str()).ok_or(Problem::NotFound)?;
    let lang = call.language(definition);
    Ok(Asked { known: Some(known), lang })
}

/// The page.
pub(crate) async fn show(call: &Call<'_>, site: &SiteId) -> Result<Reply, Refused> {
    let Asked { known, lang } = asked(call, site).await?;
    let of = known.as_ref().map(|known| (known.record.id().as_str(), &known.record.current().definition));
    // In Welsh where it is asked for or the form has it; in English always.
    let languages: Vec<Lang> = [Lang::En, Lang::Cy]
        .into_iter()
        .filter(|lang| {
            of.is_none_or(|(_, definition)| *lang == Lang::En || definition.questionnaire().languages().contains(lang))
        })
        .collect();
    let told = Told { own: &call.own, site, of, lang };
    let (_, shown) = lang.transparency_strings();
    let host = call.own.as_str().split_once("://").map_or(call.own.as_str(), |(_, host)| host);
    let name = match of {
        // Our own pages are no site that a definition names.
        _ if site.as_str() == Definition::HOSTED_SITE => host,
        Some((_, definition)) => site_name(definition, site),
        None => site.as_str(),
    };
    Ok(Reply::page(200, shown, page::page(&told, name, &languages, &assets::folder()))
        .with("cache-control", SHORT)
        .tagged_by_content(call.request.header("if-none-match").as_deref()))
}

/// The same for programs.
pub(crate) async fn file(call: &Call<'_>, site: &SiteId) -> Reply {
    told_to_all(tried(call, site).await).readable_by_all()
}

async fn tried(call: &Call<'_>, site: &SiteId) -> Result<Reply, Refused> {
    let Asked { known, lang } = asked(call, site).await?;
    let of = known.as_ref().map(|known| (known.record.id().as_str(), &known.record.current().definition));
    let told = Told { own: &call.own, site, of, lang };
    Ok(Reply::json(200, &told.to_value())
        .with("cache-control", SHORT)
        .tagged_by_content(call.request.header("if-none-match").as_deref()))
}
