//! Releases, for everyone: `GET /v1/consultations/{id}/releases`, `/releases/latest` and `/releases/{number}`. The body is
//! what the consultation's object froze, byte for byte, and its tag is the hash of these bytes. The page and the files of a
//! release are made of it, each time alike.

use super::public::published;
use super::{Call, others, shared, told_to_all};
use crate::cache::{Known, Told};
use crate::config;
use crate::department::releases::listed;
use crate::objects::consultation::Client;
use crate::objects::department::{self, Official};
use crate::objects::releases::{Frozen, Listed};
use crate::open::{Published, book, catalogue, feed, package, sheet, table};
use crate::pages::share;
use crate::paging;
use crate::reply::{Body, Refused, Reply};
use crate::{assets, pages};
use aggregate::Release;
use contract::json::Value;
use contract::showing::Others;
use contract::{ConsultationId, Lang, Problem, Timestamp};

/// How long a name is kept that may stand for something else soon.
const SHORT: &str = "public, max-age=5";
/// How long something is kept that never changes.
const PERMANENT: &str = "public, max-age=31536000, immutable";

/// `GET /v1/consultations/{id}/releases/latest`.
pub(crate) async fn latest(call: &Call<'_>, id: &ConsultationId) -> Reply {
    told_to_all(try_latest(call, id).await).readable_by_all()
}

async fn try_latest(call: &Call<'_>, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = published(call, id).await?;
    let frozen = known.latest_release(call.env).await?.ok_or(Problem::UnknownRelease)?;
    Ok(told(call, &frozen, SHORT))
}

/// `GET /v1/consultations/{id}/releases/{number}`: permanent.
pub(crate) async fn one(call: &Call<'_>, id: &ConsultationId, number: u32) -> Reply {
    told_to_all(try_one(call, id, number).await).readable_by_all()
}

async fn try_one(call: &Call<'_>, id: &ConsultationId, number: u32) -> Result<Reply, Refused> {
    published(call, id).await?;
    let frozen = Client { env: call.env, id }.release(Some(number)).await?.ok_or(Problem::UnknownRelease)?;
    Ok(told(call, &frozen, PERMANENT))
}

fn told(call: &Call<'_>, frozen: &Frozen, cached: &str) -> Reply {
    Reply::new(200, "application/json", Body::Text(frozen.body.clone()))
        .with("cache-control", cached)
        .tagged(&format!("\"{}\"", frozen.sha256), call.request.header("if-none-match").as_deref())
}

/// `GET /v1/consultations/{id}/releases?limit=&cursor=`: all of them, the latest first.
pub(crate) async fn list(call: &Call<'_>, id: &ConsultationId) -> Reply {
    told_to_all(try_list(call, id).await).readable_by_all()
}

async fn try_list(call: &Call<'_>, id: &ConsultationId) -> Result<Reply, Refused> {
    published(call, id).await?;
    let limit = paging::limit(call.request.query("limit").as_deref())?;
    let all = Client { env: call.env, id }.releases().await?;
    let number = |release: &Listed| release.number.to_string();
    let (releases, next) = paging::behind(all, call.request.query("cursor").as_deref(), limit, number)?;
    let one = |release: &Listed| {
        Value::object([
            ("number", Value::Number(release.number as f64)),
            ("at", Value::string(&release.at)),
            ("sha256", Value::string(&release.sha256)),
        ])
    };
    Ok(paging::page(call.request, "releases", releases.iter().map(one).collect(), next)
        .with("cache-control", "public, max-age=5")
        .tagged_by_content(call.request.header("if-none-match").as_deref()))
}

/// A file that is made of a release.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum File {
    /// The release itself.
    Json,
    /// Its counts as a table.
    Csv,
    /// Its tables as a spreadsheet.
    Ods,
    /// What describes the table.
    Package,
}

/// `GET /v1/consultations/{id}/releases/{release}.json`, `.csv`, `.ods` and `/datapackage.json`; `None` is the latest.
pub(crate) async fn file(call: &Call<'_>, id: &ConsultationId, number: Option<u32>, file: File) -> Reply {
    told_to_all(try_file(call, id, number, file).await).readable_by_all()
}

async fn try_file(call: &Call<'_>, id: &ConsultationId, number: Option<u32>, file: File) -> Result<Reply, Refused> {
    let known = published(call, id).await?;
    let frozen = frozen(call, &known, number).await?;
    let cached = if number.is_some() { PERMANENT } else { SHORT };
    if file == File::Json {
        return Ok(told(call, &frozen, cached));
    }
    let release = in_words(call, &known, &frozen)?;
    let broken = |what: &dyn std::fmt::Display| {
        worker::console_error!("a file of a release: {what}");
        Refused::from(Problem::Internal)
    };
    let csv = || table::csv(&release).map_err(|error| broken(&error));
    let reply = match file {
        File::Package => Reply::json(200, &package::document(&release, &csv()?)),
        File::Ods => Reply::new(200, book::MEDIA, Body::Bytes(sheet::ods(&release))),
        File::Csv | File::Json => Reply::new(200, "text/csv; charset=utf-8; header=present", Body::Bytes(csv()?)),
    };
    let reply = match file {
        File::Csv | File::Ods => {
            let ending = if file == File::Csv { "csv" } else { "ods" };
            let name = format!("attachment; filename=\"{id}-release-{}.{ending}\"", release.release.number());
            reply.with("content-disposition", &name)
        }
        File::Package | File::Json => reply,
    };
    Ok(reply.with("cache-control", cached).tagged_by_content(call.request.header("if-none-match").as_deref()))
}

async fn frozen(call: &Call<'_>, known: &Known, number: Option<u32>) -> Result<Frozen, Refused> {
    let id = known.record.id();
    Ok(Client { env: call.env, id }.release(number).await?.ok_or(Problem::UnknownRelease)?)
}

/// A frozen release with its words.
fn in_words<'a>(call: &Call<'_>, known: &'a Known, frozen: &Frozen) -> Result<Published<'a>, Refused> {
    let value = serde_json::from_str(&frozen.body).map_err(|_| Problem::Internal)?;
    let release = Release::from_value(&value).ok_or(Problem::Internal)?;
    let record = &known.record;
    let revision = record.revision(release.revision()).unwrap_or_else(|| record.current());
    Ok(Published {
        consultation: record,
        department: config::department_name(call.env, record.department())?,
        lang: call.language(&revision.definition),
        release,
        sha256: frozen.sha256.clone(),
        base: base(call, record.id()),
    })
}

/// The address of all releases of a consultation.
fn base(call: &Call<'_>, id: &ConsultationId) -> String {
    format!("{}/v1/consultations/{id}/releases", call.own)
}

/// `GET /v1/consultations/{id}/releases/{release}.html?lang=`.
pub(crate) async fn page(call: &Call<'_>, id: &ConsultationId, number: Option<u32>) -> Result<Reply, Refused> {
    let known = published(call, id).await?;
    let frozen = frozen(call, &known, number).await?;
    let release = in_words(call, &known, &frozen)?;
    // Of the latest too the address that stays.
    let path = format!("/v1/consultations/{id}/releases/{}.html", release.release.number());
    let head = share::head(&shared(call, &known, release.lang, &path));
    let html = pages::release::release(&release, head, &assets::folder());
    Ok(shown(call, release.lang, html))
}

/// `GET /v1/consultations/{id}/releases.html?lang=`.
pub(crate) async fn list_page(call: &Call<'_>, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = published(call, id).await?;
    let lang = call.language(&known.record.current().definition);
    let all = Client { env: call.env, id }.releases().await?;
    let all: Vec<_> = all.into_iter().filter_map(listed).collect();
    let path = format!("/v1/consultations/{id}/releases.html");
    let head = share::head(&shared(call, &known, lang, &path));
    Ok(shown(call, lang, pages::release::list(&known.record, &all, &base(call, id), lang, head, &assets::folder())))
}

/// A page for everyone: kept for a moment, since its links to styles change with each build.
fn shown(call: &Call<'_>, lang: Lang, html: String) -> Reply {
    Reply::page(200, lang, html)
        .with("cache-control", SHORT)
        .tagged_by_content(call.request.header("if-none-match").as_deref())
}

/// `GET /v1/consultations/{id}/releases.jsonld`.
pub(crate) async fn dcat(call: &Call<'_>, id: &ConsultationId) -> Reply {
    told_to_all(try_dcat(call, id).await).readable_by_all()
}

async fn try_dcat(call: &Call<'_>, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = published(call, id).await?;
    let releases = Client { env: call.env, id }.releases().await?;
    let (department, base) = (config::department_name(call.env, known.record.department())?, base(call, id));
    let series =
        catalogue::Series { consultation: &known.record, department: &department, releases: &releases, base: &base };
    Ok(Reply::new(200, "application/ld+json", Body::Text(catalogue::document(&series).to_string()))
        .with("cache-control", SHORT)
        .tagged_by_content(call.request.header("if-none-match").as_deref()))
}

/// Entries of a feed: those who follow it come more often than that.
const ENTRIES: usize = 50;

/// `GET /v1/consultations/{id}/releases.atom?lang=`.
pub(crate) async fn atom(call: &Call<'_>, id: &ConsultationId) -> Reply {
    told_to_all(try_atom(call, id).await).readable_by_all()
}

async fn try_atom(call: &Call<'_>, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = published(call, id).await?;
    let definition = &known.record.current().definition;
    let lang = call.language(definition);
    let (words, base) = (lang.release_strings(), base(call, id));
    let (title, _) = definition.questionnaire().title().in_language(lang);
    let releases = Client { env: call.env, id }.releases().await?;
    let entry = |one: pages::release::Listed| {
        let entry = feed::Entry {
            title: pages::release::named(one.number, one.at, lang),
            address: format!("{base}/{}.html", one.number),
            at: one.at.to_string(),
            summary: words.self_selected.to_owned(),
            lang: None,
        };
        (one.at, entry)
    };
    let mut entries: Vec<_> = releases.into_iter().take(ENTRIES).filter_map(listed).map(entry).collect();
    entries.extend(known.outcome.as_ref().map(|told| (told.at, outcome(call, id, told, lang))));
    entries.extend(replies(call, &known, lang).await?);
    entries.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    entries.truncate(ENTRIES);
    let entries: Vec<_> = entries.into_iter().map(|(_, entry)| entry).collect();
    // A feed of nothing changed when it could first have something.
    let since = definition.opens_at().map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), |at| at.to_string());
    let feed = feed::Feed {
        lang: lang.code(),
        title: &format!("{title} – {}", words.results),
        author: &config::department_name(call.env, known.record.department())?,
        address: &format!("{base}.atom"),
        page: &format!("{base}.html"),
        since: &since,
        entries: &entries,
    };
    Ok(Reply::new(200, "application/atom+xml; charset=utf-8", Body::Text(feed::atom(&feed)))
        .with("cache-control", SHORT)
        .tagged_by_content(call.request.header("if-none-match").as_deref()))
}

/// What became of the consultation, as an entry.
fn outcome(call: &Call<'_>, id: &ConsultationId, told: &Told, lang: Lang) -> feed::Entry {
    let [.., (_, did)] = told.outcome.parts();
    let (summary, own) = did.in_language(lang);
    feed::Entry {
        title: lang.page_strings().outcome_title.to_owned(),
        address: format!("{}/f/{id}/outcome", call.own),
        at: told.at.to_string(),
        summary: summary.to_owned(),
        lang: (own != lang).then(|| own.code()),
    }
}

/// What its department replied officially since the consultation could first be answered, as entries: whoever pastes a reply
/// into a thread, the reply is the department's. Neither those that were withdrawn nor those whose key was revoked.
async fn replies(call: &Call<'_>, known: &Known, lang: Lang) -> Result<Vec<(Timestamp, feed::Entry)>, Refused> {
    let client = department::Client { env: call.env, id: known.record.department() };
    let (all, keys) = futures_util::future::join(client.replies(), client.keys()).await;
    let (all, keys) = (all?, keys?);
    let opened = known.record.current().definition.opens_at();
    let holds = |kid: &str| keys.iter().any(|key| key.kid == kid && key.revoked.is_none());
    let entry = |one: Official| {
        let signed = one.signed.filter(|signed| one.withdrawn.is_none() && holds(&signed.kid))?;
        let at = Timestamp::from_unix_seconds(signed.at);
        let since = opened.is_none_or(|opened| at.unix_seconds() >= opened.unix_seconds());
        let entry = feed::Entry {
            title: format!("{} {}", lang.page_strings().reply_title, one.id),
            address: format!("{}/v1/replies/{}", call.own, one.id),
            at: at.to_string(),
            summary: one.text,
            lang: Lang::parse(&one.lang).filter(|own| *own != lang).map(Lang::code),
        };
        since.then_some((at, entry))
    };
    Ok(all.into_iter().filter_map(entry).take(ENTRIES).collect())
}

/// What others said, for somebody who has just answered. Their answer is recorded: nothing that goes wrong here may say
/// otherwise.
pub(super) async fn others(call: &Call<'_>, known: &Known, lang: Lang) -> Option<Others> {
    let frozen = known.latest_release(call.env).await.unwrap_or_else(|trouble| {
        worker::console_error!("the latest release: {trouble}");
        None
    })?;
    let release = Release::from_value(&serde_json::from_str(&frozen.body).ok()?)?;
    others::of(&release, known.record.current().definition.questionnaire(), lang)
}
