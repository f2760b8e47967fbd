//! An official reply as everyone reads it: whose it is, whether it is verified, and whether what somebody read is the very
//! text.

use super::controls::error_message;
use super::layout::{Page, document};
use super::prose::prose;
use crate::answers::reply::{Public, Verdict};
use crate::replies::ReplyId;
use crate::replies::compare::{Change, Compared};
use contract::locale::fill;
use contract::{Lang, Timestamp};
use maud::{Markup, html};

/// The page's content.
pub(crate) struct Shown<'a> {
    pub(crate) public: &'a Public,
    /// A text that somebody read, and what came of comparing it.
    pub(crate) compared: Option<(Compared, String)>,
}

/// The page.
pub(crate) fn page(shown: &Shown<'_>, assets: &str) -> String {
    let public = shown.public;
    let statement = &public.statement;
    let words = statement.lang.page_strings();
    let address = format!("/v1/replies/{}", statement.id);
    let read = shown.compared.as_ref().map_or("", |(_, read)| read.as_str());
    let main = html! {
        h1 { (words.reply_title) }
        (verdict(public))
        p { strong { (by(public)) } }
        blockquote.reply { (prose(&statement.text)) }
        p.quiet { (words.reply_code) ": " bdi dir="ltr" { code { (statement.id) } } }
        h2 #compare { (words.reply_compare_title) }
        @if let Some((compared, _)) = &shown.compared { (result(compared, words)) }
        form.narrow method="post" action={ (address) "#compare" } {
            div.govuk-form-group {
                label.govuk-label for="text" { (words.reply_compare_label) }
                textarea.govuk-textarea #text name="text" rows="6" dir="auto" { "\n" (read) }
            }
            button.govuk-button { (words.reply_compare) }
        }
        p.quiet { a href="/.well-known/jwks.json" { "JWK Set" } " · " a href={ (address) ".json" } { "JSON (JWS, Ed25519)" } }
    };
    let title = format!("{} – {}", words.reply_title, statement.department_name);
    let header = html! {};
    let styles: &[&str] = &["department.css"];
    document(Page { lang: statement.lang, title: &title, styles, scripts: &[], indexed: true, header, main }, assets)
}

fn by(public: &Public) -> String {
    let statement = &public.statement;
    let words = statement.lang.page_strings();
    let date = words.date(statement.at.day());
    fill(words.reply_by, &[("{department}", &statement.department_name), ("{date}", &date)])
}

/// How the reply stands, in words.
fn verdict(public: &Public) -> Markup {
    let words = public.statement.lang.page_strings();
    let dated = |template: &str, at: Timestamp| fill(template, &[("{date}", &words.date(at.day()))]);
    html! {
        @match public.verdict {
            Verdict::Verified => p.verdict { strong.govuk-tag.govuk-tag--green { "✓ " (words.reply_verified) } },
            Verdict::Revoked(at) => p.verdict role="alert" { strong.govuk-tag.govuk-tag--red { (dated(words.reply_revoked, at)) } },
            Verdict::Broken => p.verdict role="alert" { strong.govuk-tag.govuk-tag--red { (words.reply_broken) } },
        }
        @if let Some(at) = public.withdrawn { p.govuk-inset-text { (dated(words.reply_withdrawn, at)) } }
    }
}

fn result(compared: &Compared, words: &contract::locale::PageStrings) -> Markup {
    html! {
        @match compared {
            Compared::Same => p.govuk-inset-text role="status" { strong { "✓ " (words.reply_same) } },
            Compared::TooLong => (error_message("compared", words.reply_longer)),
            Compared::Differs(changes) => {
                (error_message("compared", words.reply_differs))
                p.compared dir="auto" {
                    @for change in changes {
                        @match change {
                            Change::Kept(words) => (words),
                            Change::TakenOut(words) => del { (words) },
                            Change::Added(words) => ins { (words) },
                        }
                        " "
                    }
                }
            }
        }
    }
}

/// In the widget: no form, and the way to the page.
pub(crate) fn embedded(public: &Public) -> Markup {
    let statement = &public.statement;
    let words = statement.lang.page_strings();
    html! {
        div.soundings part="container" lang=(statement.lang.code()) dir=(statement.lang.direction()) {
            div part="confirmation" tabindex="-1" {
                h2 part="heading" { (words.reply_title) }
                p { b { (by(public)) } }
                blockquote { (prose(&statement.text)) }
                p {
                    @match public.verdict {
                        Verdict::Verified => { "✓ " (words.reply_verified) },
                        Verdict::Revoked(at) => b { (fill(words.reply_revoked, &[("{date}", &words.date(at.day()))])) },
                        Verdict::Broken => b { (words.reply_broken) },
                    }
                    " "
                    a href=(statement.address()) { (words.reply_code) " " (statement.id) }
                }
                @if let Some(at) = public.withdrawn { p { b { (fill(words.reply_withdrawn, &[("{date}", &words.date(at.day()))])) } } }
            }
        }
    }
}

/// A code that nobody was given.
pub(crate) fn unknown(id: &ReplyId, lang: Lang, assets: &str) -> String {
    let words = lang.page_strings();
    let main = html! {
        h1 { (words.reply_unknown_title) }
        p { (words.reply_unknown_text) }
        p { bdi dir="ltr" { code { (id) } } }
    };
    let (title, header) = (words.reply_unknown_title, html! {});
    document(Page { lang, title, styles: &[], scripts: &[], indexed: false, header, main }, assets)
}
