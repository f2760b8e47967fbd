//! The form in a frame of a registered page: `GET /f/{id}/frame?site=&lang=&theme=`.

use super::{Call, public};
use crate::cache;
use crate::cors::{all_origins, origins_of};
use crate::pages::framed::{self as page, Framed};
use crate::protect::framed;
use crate::reply::{Refused, Reply};
use crate::{assets, clock};
use contract::{ConsultationId, Definition, Origin, Problem, SiteId, State};

/// The page. Only the origins of its site may frame it; those of all sites where its address names none.
pub(crate) async fn show(call: &Call<'_>, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = cache::judge(call.env, id, |known| match known.record.state() {
        State::Draft => Err(Refused::from(Problem::UnknownConsultation)),
        _ => Ok(()),
    });
    let (known, ()) = known.await.map_err(|(_, refused)| refused)?;
    let definition = &known.record.current().definition;
    let lang = call.language(definition);
    let wanted = call.request.query("site").unwrap_or_default();
    let (site, origins) = stands(definition, &wanted, call.request.header("referer").as_deref());
    let theme = call.request.query("theme").filter(|theme| matches!(theme.as_str(), "light" | "dark"));
    let shown = Framed {
        own: &call.own,
        id,
        definition,
        lang,
        site: &site,
        signed: &framed::write(&known.guard, &site, clock::now().day()),
        theme: theme.as_deref(),
        origins: &origins,
    };
    let reply = Reply::page(200, lang, page::framed(&shown, &assets::folder()));
    Ok(reply
        .with("content-security-policy", &policy(&call.own, &origins))
        // A page that isolates itself may frame it too.
        .with("cross-origin-resource-policy", "cross-origin")
        .with("cross-origin-embedder-policy", "require-corp"))
}

/// The site at which a frame stands, and the origins that may frame it. Its address names the site; where it does not, the
/// page around it tells its origin, unless it keeps it to itself: then the answers count as the hosted form's.
fn stands(definition: &Definition, wanted: &str, referer: Option<&str>) -> (SiteId, Vec<Origin>) {
    let hosted = || SiteId::parse(Definition::HOSTED_SITE).expect("the hosted form's site is an identifier");
    let named = public::site(definition, wanted).filter(|_| !wanted.is_empty());
    match named.filter(|site| site.as_str() != Definition::HOSTED_SITE) {
        Some(site) => {
            let origins = origins_of(definition, &site).to_vec();
            (site, origins)
        }
        None => {
            let around = definition.sites().iter().find(|site| {
                site.origins().iter().any(|origin| {
                    let rest = referer.and_then(|address| address.strip_prefix(origin.as_str()));
                    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                })
            });
            (around.map_or_else(hosted, |site| site.id().clone()), all_origins(definition).cloned().collect())
        }
    }
}

/// By name and not `'self'`: in a sandbox the page has no origin of its own.
fn policy(own: &Origin, origins: &[Origin]) -> String {
    let ancestors: Vec<&str> = origins.iter().map(Origin::as_str).collect();
    let ancestors = if ancestors.is_empty() { "'none'".to_owned() } else { ancestors.join(" ") };
    format!(
        "default-src 'none'; style-src {own}; script-src {own} 'wasm-unsafe-eval'; connect-src {own}; img-src {own}; \
         form-action {own}; base-uri 'none'; frame-ancestors {ancestors}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_stands_where_its_address_or_the_page_around_it_says() {
        let text = r#"{
            "title": {"en": "T"}, "languages": ["en"],
            "sites": [
                {"id": "forum", "name": "Forum", "origins": ["https://forum.example", "https://www.forum.example"]},
                {"id": "blog", "name": "Blog", "origins": ["https://blog.example"]}
            ],
            "questions": [{"id": "say", "kind": "free_text", "text": {"en": "3"}}]}"#;
        let definition = Definition::parse(&serde_json::from_str(text).unwrap()).unwrap();
        let (forum, blog) = ("https://forum.example https://www.forum.example", "https://blog.example");
        let all = format!("{forum} {blog}");
        for (wanted, referer, site, ancestors) in [
            ("forum", None, "forum", forum),
            ("forum", Some("https://blog.example/a"), "forum", forum),
            ("blog", None, "blog", blog),
            ("", Some("https://blog.example/"), "blog", &all),
            ("", Some("https://www.forum.example"), "forum", &all),
            ("", Some("https://blog.example.evil.example/"), "hosted", &all),
            ("", None, "hosted", &all),
            ("hosted", None, "hosted", &all),
            ("unknown", None, "hosted", &all),
        ] {
            let (own_site, origins) = stands(&definition, wanted, referer);
            assert_eq!(own_site.as_str(), site, "{wanted} {referer:?}");
            let policy = policy(&Origin::parse("https://edge.example").unwrap(), &origins);
            assert!(policy.ends_with(&format!("; frame-ancestors {ancestors}")), "{policy}");
        }
        let policy = policy(&Origin::parse("https://edge.example").unwrap(), &[]);
        assert!(policy.ends_with("; frame-ancestors 'none'") && !policy.contains("'self'"), "{policy}");
    }
}
