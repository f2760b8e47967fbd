//! The page of the texts, and the form that tags one.

use super::super::own;
use super::super::pages::{department, shown};
use super::{Asked, Read, asked, mark, read};
use crate::access::Pass;
use crate::assets;
use crate::cache::Known;
use crate::clock;
use crate::http::{Fields, Incoming};
use crate::objects::marks::{Marked, Marking};
use crate::pages::texts::{self as page, Typed};
use crate::reply::{Refused, Reply};
use crate::texts::wire::Place;
use contract::ConsultationId;
use contract::Problem;
use worker::Env;
use worker::url::form_urlencoded;

/// Texts of one page.
const PAGE: usize = 25;
/// Bytes of the form that tags a text: a note, a tag, and where to go back to.
const BYTES: usize = 8 * 1024;

/// `GET /d/{department}/{id}/texts`.
pub(crate) async fn shown_page(
    env: &Env,
    request: &Incoming,
    pass: &Pass,
    id: &ConsultationId,
) -> Result<Reply, Refused> {
    let known = own(env, pass.department(), id).await?;
    let (asked, faults) = match Asked::read(&request.parameters(), &known.record) {
        Ok(asked) => (asked, Vec::new()),
        Err(faults) => (Asked::read(&Vec::new(), &known.record).unwrap_or_default(), faults),
    };
    let faults = faults.into_iter().map(|(name, words)| (name.to_owned(), words)).collect();
    written(env, pass, &known, asked.as_ref(), (faults, None), 400).await
}

/// `POST /d/{department}/{id}/texts`: a tag is put on a text or taken away, and the page is shown again.
pub(crate) async fn sent(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = own(env, pass.department(), id).await?;
    let fields = request.form(BYTES).await?;
    let field = |name: &str| fields.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.as_str());
    let back: Fields = form_urlencoded::parse(field("back").as_bytes()).into_owned().collect();
    let asked = Asked::read(&back, &known.record).ok().flatten().ok_or(Problem::MalformedRequest)?;
    let place = Place::parse(field("response")).ok_or(Problem::UnknownResponse)?;
    let typed = Typed { place, tag: field("tag").to_owned(), note: field("note").to_owned() };
    let marking = if field("remove").is_empty() {
        match asked::mark(field("tag"), field("note"), &who(pass), clock::now().unix_seconds()) {
            Ok(mark) => Marking::Put(mark),
            Err((name, words)) => {
                let faults = vec![(format!("{name}-{place}"), words)];
                return written(env, pass, &known, Some(&asked), (faults, Some(typed)), 422).await;
            }
        }
    } else {
        Marking::Remove(field("remove").to_owned())
    };
    match mark(env, &known, place, marking).await? {
        Marked::Done(_) => {
            let query = asked.parameters();
            Ok(Reply::see_other(&format!("/d/{}/{id}/texts?{query}#text-{place}", pass.department())))
        }
        Marked::Unknown => Err(Problem::UnknownResponse.into()),
        Marked::Full => {
            let faults = vec![(format!("tag-{place}"), "There are as many tags as there may be.".to_owned())];
            written(env, pass, &known, Some(&asked), (faults, Some(typed)), 422).await
        }
    }
}

/// Who puts a tag on a text: a token's name, or an address, as the page's head says it.
pub(super) fn who(pass: &Pass) -> String {
    pass.actor().to_string()
}

async fn written(
    env: &Env,
    pass: &Pass,
    known: &Known,
    asked: Option<&Asked>,
    (faults, typed): (Vec<(String, String)>, Option<Typed>),
    status: u16,
) -> Result<Reply, Refused> {
    let read = match asked {
        Some(asked) => Some(read(env, known, asked, PAGE).await?),
        None => None,
    };
    let texts = page::Texts {
        department: department(env, pass)?,
        consultation: &known.record,
        asked,
        read: read.as_ref(),
        faults: &faults,
        typed: typed.as_ref(),
    };
    let reply = shown(page::texts(&texts, &assets::folder()));
    let reply = Reply { status: if faults.is_empty() { 200 } else { status }, ..reply };
    // It goes on by itself, without a script.
    Ok(if matches!(read, Some(Read::Reading { .. })) { reply.with("refresh", "1") } else { reply })
}
