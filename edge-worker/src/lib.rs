//! The Cloudflare Worker: what anyone and what a department may ask, the ledger that records every answer exactly once,
//! and the pages that need no script.
//!
//! The way of a request: [`fetch`] reads its [`route`](Route), the gate holds it to the table of who may what, one handler
//! answers with a `Reply`, and that becomes the runtime's response in one place. What decides (routes, callers, the ledger's
//! steps, tables, trees) is plain Rust that knows no runtime and is tested natively; what does I/O is thin.
//!
//! What is not here: no cookie for those who answer, no browser's name is read, no address is kept (`protect::network` says
//! what is made of it), no log line carries an answer, an address, a token or a receipt.

mod about;
mod access;
mod answers;
mod approval;
mod archive;
mod assets;
mod cache;
mod clock;
mod config;
mod cors;
mod department;
#[cfg(test)]
mod deployment_tests;
mod docs;
mod draw;
mod embedding;
mod endpoint;
#[cfg(any(fuzzing, test))]
pub mod fuzzed;
mod headers;
mod http;
pub mod ledger;
mod log;
mod objects;
mod open;
mod openapi;
mod pages;
mod paging;
mod panics;
mod promise;
mod protect;
mod published;
mod reach;
mod render;
mod replies;
mod reply;
mod route;
mod subtle;
mod texts;
mod transparency;
mod tree;
mod uuid;

pub use objects::consultation::Consultation;
pub use objects::department::Department;
pub use objects::ledger::Ledger;
pub use objects::networks::Networks;

use access::Entered;
use answers::release::File;
use answers::{Call, hosted, proof, public, receipt, receipt_page, release};
use contract::{Lang, Origin, Problem};
use department::author::{self, Turn};
use department::export::Format;
use department::replies as official;
use department::{
    audit, draft_pages, drafts, embed, explore, export, figures, links, outcome, releases, sign_in, state, studio,
    texts as written, tokens, weighting,
};
use futures_util::FutureExt;
use http::Incoming;
use objects::Trouble;
use reply::{Body, Refused, Reply};
use route::{NoRoute, Route, canonical};
use std::panic::AssertUnwindSafe;
use wasm_bindgen::prelude::*;
use worker::Env;

/// Answers a request: by a response where nothing is waited for, else by the promise of one.
#[wasm_bindgen]
pub fn fetch(request: web_sys::Request, env: Env) -> JsValue {
    panics::keep_to_their_place();
    promise::at_once(async move { response(Incoming::new(request), env).await.map(JsValue::from) })
}

async fn response(request: Incoming, env: Env) -> Result<web_sys::Response, JsValue> {
    let (method, began) = (request.method(), clock::now_ms());
    protect::time_goes_on(began);
    let id = headers::request_id(|name| request.header(name), || request.new_name().to_owned());
    let own = config::public_origin(&env, request.url());
    let secure = own.as_ref().is_ok_and(|own| own.as_str().starts_with("https://"));
    let route = Route::parse(method, request.path());
    let endpoint = route.as_ref().ok().map(Route::endpoint);
    let reply = match route {
        Ok(route) => {
            let answered = AssertUnwindSafe(answer(&env, &request, own, route)).catch_unwind().await;
            let answered = answered.unwrap_or_else(|_| Err(Problem::Internal.into()));
            answered.unwrap_or_else(|refused| refusal(&request, &refused, &id))
        }
        Err(NoRoute { problem, allow }) => match canonical(method, request.path()) {
            Some(path) => Reply::empty(308).with("location", &format!("{path}{}", request.query_text())),
            None => {
                let reply = refusal(&request, &problem.into(), &id);
                allow.iter().fold(reply, |reply, methods| reply.with("allow", methods))
            }
        },
    };
    if log::tells(&reply) {
        log::write(&log::line(method, endpoint, reply.status, clock::now_ms() - began, &id));
    }
    reply.guarded(endpoint, secure, &id).into_response()
}

async fn answer(env: &Env, request: &Incoming, own: Result<Origin, Trouble>, route: Route) -> Result<Reply, Refused> {
    let call = Call { env, request, own: own? };
    let entered = access::gate::enter(&call, &route).await?;
    if let Entered::Instead(reply) = entered {
        return Ok(reply);
    }
    Ok(match route {
        Route::Home => about::home(request),
        Route::OpenApi => about::described(request),
        Route::Health => about::health(env, request).await?,
        Route::Security => about::security(env)?,
        Route::Robots => about::robots(),
        Route::Loader => assets::entry(assets::LOADER, request).await?,
        Route::PinnedLoader(version) => {
            published::loader(&version, request.header("accept-encoding").as_deref()).await?
        }
        Route::Resizer => assets::entry(assets::RESIZER, request).await?,
        Route::OEmbed => answers::oembed::oembed(&call).await,
        Route::Framed(id) => answers::framed::show(&call, &id).await?,
        Route::Transparency(site) => answers::transparency::show(&call, &site).await?,
        Route::TransparencyFile(site) => answers::transparency::file(&call, &site).await,
        Route::Card(id) => answers::card::card(&call, &id).await,
        Route::Asset(hash, name) => assets::file(&hash, &name, request.header("accept-encoding").as_deref()).await?,
        Route::Icon => Reply::new(200, "image/svg+xml", Body::Text(pages::layout::icon()))
            .with("cache-control", "public, max-age=86400"),
        Route::Problems => Reply::page(200, Lang::En, pages::problems::problems(&assets::folder())),
        Route::ProblemPage(problem) => {
            Reply::page(200, Lang::En, pages::problems::one(problem, None, &assets::folder()))
        }
        Route::Docs => docs::page(request, "")?,
        Route::DocsPage(name) => docs::page(request, &name)?,
        Route::DocsSearch => docs::search(request),
        Route::DocsPicture(name) => docs::picture(request, &name)?,

        Route::Definition(id) => public::definition(&call, &id).await,
        Route::Form(id) => public::form(&call, &id).await,
        Route::Start(id) => public::start(&call, &id).await,
        Route::Challenge(id) => proof::challenge(&call, &id).await,
        Route::Releases(id) => release::list(&call, &id).await,
        Route::LatestRelease(id) => release::latest(&call, &id).await,
        Route::Release(id, number) => release::one(&call, &id, number).await,
        Route::Outcome(id) => answers::outcome::read(&call, &id).await,
        Route::OutcomePage(id) => answers::outcome::page(&call, &id).await?,
        Route::Reply(id) => answers::reply::read(&call, &id).await?,
        Route::ReplyPage(id) => answers::reply::page(&call, &id).await?,
        Route::ReplyFile(id) => answers::reply::file(&call, &id).await,
        Route::ReplyCompare(id) => answers::reply::compared(&call, &id).await?,
        Route::ReplyForm(id) => answers::reply::form(&call, &id).await,
        Route::ReplyKeys => answers::reply::keys(env).await?,
        Route::ReleasesPage(id) => release::list_page(&call, &id).await?,
        Route::ReleasesFeed(id) => release::atom(&call, &id).await,
        Route::ReleasesCatalogue(id) => release::dcat(&call, &id).await,
        Route::ReleasePage(id, number) => release::page(&call, &id, number).await?,
        Route::ReleaseJson(id, number) => release::file(&call, &id, number, File::Json).await,
        Route::ReleaseCsv(id, number) => release::file(&call, &id, number, File::Csv).await,
        Route::ReleaseOds(id, number) => release::file(&call, &id, number, File::Ods).await,
        Route::ReleasePackage(id, number) => release::file(&call, &id, number, File::Package).await,
        Route::Respond(id) => answers::respond(&call, &id).await,
        Route::PreflightRespond(id) => answers::preflight(&call, &id).await,
        Route::ReadReceipt(receipt) => receipt::read(&call, &receipt).await,
        Route::ChangeReceipt(receipt) => receipt::change(&call, &receipt).await,
        Route::WithdrawReceipt(receipt) => receipt::withdraw(&call, &receipt).await,
        Route::PreflightReceipt(receipt) => receipt::preflight(&call, &receipt).await,
        Route::HostedForm(id) => hosted::form(&call, &id).await?,
        Route::HostedSend(id) => hosted::sent(&call, &id).await?,
        Route::ReceiptPage(receipt) => receipt_page::show(&call, &receipt).await?,
        Route::ReceiptSend(receipt) => receipt_page::send(&call, &receipt).await?,
        Route::ReceiptWithdraw(receipt) => receipt_page::withdraw(&call, &receipt).await?,

        Route::Consultations(_) => figures::consultations(env, request, entered.pass()?).await?,
        Route::Put(_, id) => author::put(env, request, entered.pass()?, &id).await?,
        Route::Read(_, id) => figures::read(env, request, entered.pass()?, &id).await?,
        Route::Open(_, id) => author::turn(env, entered.pass()?, &id, Turn::Open).await?,
        Route::Close(_, id) => author::turn(env, entered.pass()?, &id, Turn::Close).await?,
        Route::Archive(_, id) => author::turn(env, entered.pass()?, &id, Turn::Archive).await?,
        Route::Shards(_, id) => figures::shards(env, entered.pass()?, &id).await?,
        Route::Raise(_, id) => author::raise(env, request, entered.pass()?, &id).await?,
        Route::Recount(_, id) => figures::recount(env, entered.pass()?, &id).await?,
        Route::MakeRelease(_, id) => releases::make(env, entered.pass()?, &id).await?,
        Route::Summary(_, id) => figures::summary(env, request, entered.pass()?, &id).await?,
        Route::CrossTable(_, id) => explore::file(env, request, entered.pass()?, &id).await?,
        Route::Margins(_, id) => weighting::read(env, entered.pass()?, &id).await?,
        Route::PutMargins(_, id) => weighting::put(env, request, entered.pass()?, &id).await?,
        Route::RemoveMargins(_, id) => weighting::remove(env, entered.pass()?, &id).await?,
        Route::Weighted(_, id) => weighting::weighted(env, request, entered.pass()?, &id).await?,
        Route::Responses(_, id) => figures::responses(env, request, entered.pass()?, &id).await?,
        Route::Texts(_, id) => written::texts(env, request, entered.pass()?, &id).await?,
        Route::Campaigns(_, id) => written::campaigns(env, request, entered.pass()?, &id).await?,
        Route::PutTags(_, id, response) => written::put_tags(env, request, entered.pass()?, &id, response).await?,
        Route::Export(_, id) => export::export(env, entered.pass()?, &id, Format::Csv).await?,
        Route::ExportOds(_, id) => export::export(env, entered.pass()?, &id, Format::Ods).await?,
        Route::ReadOutcome(_, id) => outcome::read(env, request, entered.pass()?, &id).await?,
        Route::WriteOutcome(_, id) => outcome::put(env, request, entered.pass()?, &id).await?,
        Route::ApproveOutcome(_, id) => outcome::approve(env, request, entered.pass()?, &id).await?,
        Route::OutcomeDraft(_, id) => outcome::page(env, request, entered.pass()?, &id).await?,
        Route::OutcomeSend(_, id) => outcome::send(env, request, entered.pass()?, &id).await?,
        Route::OutcomeApprove(_, id) => outcome::approve_sent(env, request, entered.pass()?, &id).await?,
        Route::Data(_, id, name) => department::pages::data(env, request, entered.pass()?, &id, &name).await?,
        Route::DepartmentPage(_) => department::pages::list(env, entered.pass()?).await?,
        Route::FiguresPage(_, id) => department::pages::reading(env, request, entered.pass()?, &id).await?,
        Route::ExplorePage(_, id) => explore::page(env, request, entered.pass()?, &id).await?,
        Route::TextsPage(_, id) => written::shown_page(env, request, entered.pass()?, &id).await?,
        Route::TextsSend(_, id) => written::sent(env, request, entered.pass()?, &id).await?,
        Route::WeightingPage(_, id) => weighting::page(env, request, entered.pass()?, &id).await?,
        Route::WeightingSend(_, id) => weighting::send(env, request, entered.pass()?, &id).await?,
        Route::ArchiveFile(_, id) => department::archive::archive(env, entered.pass()?, &id).await?,
        Route::Import(_, id) => department::archive::import(env, request, entered.pass()?, &id).await?,
        Route::EmbedPage(_, id) => embed::page(env, request, entered.pass()?, &id).await?,
        Route::EmbedPreview(_, id) => embed::preview(env, request, entered.pass()?, &id).await?,
        Route::EmbedCode(_, id) => embed::code(env, request, entered.pass()?, &id).await?,
        Route::CheckPage(_, id) => embed::check(env, request, entered.pass()?, &id).await?,
        Route::CheckSend(_, id) => embed::check_sent(env, request, entered.pass()?, &id).await?,
        Route::LinksPage(_, id) => links::page(env, entered.pass()?, &id).await?,
        Route::LinksSend(_, id) => links::send(env, request, entered.pass()?, &id).await?,
        Route::LinkSend(_, id, name) => links::revoke_sent(env, entered.pass()?, &id, &name).await?,
        Route::Links(_, id) => links::list(env, entered.pass()?, &id).await?,
        Route::MakeLink(_, id) => links::make(env, request, entered.pass()?, &id).await?,
        Route::RevokeLink(_, id, name) => links::revoke(env, entered.pass()?, &id, &name).await?,
        Route::SitePage(link) => answers::site::page(&call, &link).await?,
        Route::SiteFigures(link) => answers::site::read(&call, &link).await?,
        Route::ExportsPage(_, id) => export::page(env, entered.pass()?, &id).await?,
        Route::OwnReleasesPage(_, id) => releases::page(env, entered.pass()?, &id).await?,
        Route::StatePage(_, id) => state::page(env, entered.pass()?, &id).await?,
        Route::StateSend(_, id) => state::send(env, request, entered.pass()?, &id).await?,
        Route::OwnReleasesSend(_, id) => releases::send(env, entered.pass()?, &id).await?,
        Route::SignInPage(department) => sign_in::page(&call, &department)?,
        Route::SignIn(department) => sign_in::sign_in(&call, &department).await?,
        Route::SignOut(department) => sign_in::sign_out(&call, &department),
        Route::Tokens(_) => tokens::list(env, entered.pass()?).await?,
        Route::MakeToken(_) => tokens::make(env, request, entered.pass()?).await?,
        Route::RevokeToken(_, id) => tokens::revoke(env, entered.pass()?, &id).await?,
        Route::TokensPage(_) => tokens::page(env, entered.pass()?).await?,
        Route::TokensSend(_) => tokens::send(env, request, entered.pass()?).await?,
        Route::TokenPage(_, id) => tokens::ask(env, entered.pass()?, &id).await?,
        Route::TokenSend(_, id) => tokens::revoke_sent(env, entered.pass()?, &id).await?,
        Route::Revisions(id) => answers::revisions::list(&call, &id).await,
        Route::Revision(id, number) => answers::revisions::one(&call, &id, number).await,
        Route::DraftsPage(_) => draft_pages::all(env, entered.pass()?).await?,
        Route::DraftsSend(_) => draft_pages::begin(env, request, entered.pass()?).await?,
        Route::DraftPage(_, id) => draft_pages::one(env, request, entered.pass()?, &id).await?,
        Route::DraftSubmitSend(_, id) => draft_pages::submit(env, request, entered.pass()?, &id).await?,
        Route::DraftApproveSend(_, id) => draft_pages::approve(env, request, entered.pass()?, &id).await?,
        Route::DraftReturnSend(_, id) => draft_pages::give_back(env, request, entered.pass()?, &id).await?,
        Route::DraftRemoveSend(_, id) => draft_pages::remove(env, request, entered.pass()?, &id).await?,
        Route::RevisionsPage(_, id) => department::revisions::page(env, request, entered.pass()?, &id).await?,
        Route::OwnRevision(_, id, number) => {
            department::revisions::one(env, request, entered.pass()?, &id, number).await?
        }
        Route::Drafts(_) => drafts::list(env, request, entered.pass()?).await?,
        Route::ReadDraft(_, id) => drafts::read(env, request, entered.pass()?, &id).await?,
        Route::WriteDraft(_, id) => drafts::put(env, request, entered.pass()?, &id).await?,
        Route::RemoveDraft(_, id) => drafts::remove(env, request, entered.pass()?, &id).await?,
        Route::ReviewDraft(_, id) => drafts::review(env, request, entered.pass()?, &id).await?,
        Route::SubmitDraft(_, id) => drafts::submit(env, request, entered.pass()?, &id).await?,
        Route::ApproveDraft(_, id) => drafts::approve(env, request, entered.pass()?, &id).await?,
        Route::ReturnDraft(_, id) => drafts::give_back(env, request, entered.pass()?, &id).await?,
        Route::Replies(_) => official::list(env, request, entered.pass()?).await?,
        Route::MakeReply(_) => official::make(env, request, entered.pass()?).await?,
        Route::ReadReply(_, id) => official::read(env, request, entered.pass()?, &id).await?,
        Route::WriteReply(_, id) => official::put(env, request, entered.pass()?, &id).await?,
        Route::ApproveReply(_, id) => official::approve(&call, entered.pass()?, &id).await?,
        Route::WithdrawReply(_, id) => official::withdraw(env, entered.pass()?, &id).await?,
        Route::Keys(_) => official::keys(env, entered.pass()?).await?,
        Route::RotateKey(_) => official::rotate(env, entered.pass()?).await?,
        Route::RevokeKey(_, kid) => official::revoke(env, entered.pass()?, &kid).await?,
        Route::RepliesPage(_) => official::page(env, entered.pass()?).await?,
        Route::RepliesSend(_) => official::send(env, request, entered.pass()?).await?,
        Route::ReplyDraft(_, id) => official::one(env, entered.pass()?, &id).await?,
        Route::ReplySend(_, id) => official::change(env, request, entered.pass()?, &id).await?,
        Route::ReplyApprove(_, id) => official::approve_sent(&call, entered.pass()?, &id).await?,
        Route::ReplyWithdraw(_, id) => official::withdraw_sent(env, entered.pass()?, &id).await?,
        Route::KeysPage(_) => official::keys_page(env, request, entered.pass()?).await?,
        Route::KeysSend(_) => official::rotate_sent(env, entered.pass()?).await?,
        Route::KeySend(_, kid) => official::revoke_sent(env, entered.pass()?, &kid).await?,
        Route::Audit(_) => audit::read(env, request, entered.pass()?).await?,
        Route::AuditFile(_) => audit::file(env, entered.pass()?)?,
        Route::AuditPage(_) => audit::page(env, request, entered.pass()?).await?,
        Route::StudioPage(_) => studio::ask(env, request, entered.pass()?).await?,
        Route::StudioDraft(_, id) => studio::write(env, entered.pass()?, &id).await?,
        Route::PreviewFrame(_) => studio::frame(&call),
        Route::Preview(_) => studio::preview(&call).await?,
        Route::StudioImport(_) => department::files::import(&call).await?,
        Route::StudioYaml(_) => department::files::yaml(&call).await?,
    })
}

/// A refusal in the form in which it is read: a page for a person, a problem for a program.
fn refusal(request: &Incoming, refused: &Refused, id: &str) -> Reply {
    let program = request.path().starts_with("/v1/") && !request.path().ends_with(".html");
    if program || !request.header("accept").is_some_and(|types| types.contains("text/html")) {
        // There is nothing secret in a problem, and a page that cannot read it cannot say what is wrong.
        return refused.reply().readable_by_all();
    }
    let lang = request.query("lang").and_then(|tag| Lang::parse(&tag)).unwrap_or(Lang::En);
    let page = match refused.problem {
        Problem::NotFound | Problem::UnknownConsultation | Problem::ReceiptUnknown | Problem::ReceiptMalformed => {
            pages::receipt::not_found(lang, &assets::folder())
        }
        problem => pages::problems::one(problem, Some(id), &assets::folder()),
    };
    Reply::page(refused.problem.status(), lang, page)
}
