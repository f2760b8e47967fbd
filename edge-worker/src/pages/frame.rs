//! What every page of a department has around its content, and the pages before one is in: signing in, and being told
//! that a page is not for one's role.

use super::layout::{Page, document};
use crate::access::Role;
use contract::{DepartmentId, Lang};
use maud::{Markup, html};

/// Whose pages these are, and who reads them.
pub(crate) struct Department {
    pub(crate) id: DepartmentId,
    pub(crate) name: String,
    /// What the reader may do.
    pub(crate) role: Role,
    /// Who the reader is: a token's name, or an address.
    pub(crate) who: String,
    pub(crate) sign_out: SignOut,
}

/// Where one signs out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum SignOut {
    /// Here: the cookie goes.
    Ours,
    /// At Cloudflare Access, which answers that address of every application behind it.
    Access,
    /// Nowhere: the request brought its token along.
    Nowhere,
}

/// Why a token did not sign in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum NotSignedIn {
    /// It is none of this department's.
    Invalid,
    /// Its time is over.
    Expired,
    /// It was revoked.
    Revoked,
}

const STYLES: &[&str] = &["department.css"];

/// A page of a department.
pub(super) fn frame(department: &Department, title: &str, scripts: &[&str], main: Markup, assets: &str) -> String {
    let home = format!("/d/{}", department.id);
    let header = html! {
        nav aria-label="Department" {
            a href=(home) { (department.name) }
            @if department.role >= Role::Admin {
                a href={ (home) "/tokens" } { "Tokens" }
                a href={ (home) "/log" } { "Audit log" }
            }
            span.quiet { (department.who) " (" (department.role.name()) ")" }
            @match department.sign_out {
                SignOut::Ours => form method="post" action={ (home) "/sign-out" } { button.plain { "Sign out" } },
                SignOut::Access => a href="/cdn-cgi/access/logout" { "Sign out" },
                SignOut::Nowhere => {}
            }
        }
    };
    document(Page { lang: Lang::En, title, styles: STYLES, scripts, indexed: false, header, main }, assets)
}

/// The page that asks for the token. `next` is where to go afterwards; `wrong` says why a token was refused.
pub(crate) fn sign_in(department: &DepartmentId, next: &str, wrong: Option<NotSignedIn>, assets: &str) -> String {
    let title = if wrong.is_some() { "Error: Sign in" } else { "Sign in" };
    let main = html! {
        h1 { "Sign in" }
        @if let Some(wrong) = wrong {
            div.problem role="alert" {
                h2 { "There is a problem" }
                p { a href="#token" { (why(wrong)) } }
            }
        }
        form.narrow method="post" action={ "/d/" (department) "/sign-in" } {
            input type="hidden" name="next" value=(next);
            label for="token" { "Token" }
            p.hint #token-hint { "A token of this department begins with “snd_”. It stays on this device until you sign out or close the browser." }
            input #token type="password" name="token" autocomplete="current-password" spellcheck="false" aria-describedby="token-hint";
            button { "Sign in" }
        }
    };
    let header = html! { nav { span { (department) } } };
    document(Page { lang: Lang::En, title, styles: STYLES, scripts: &[], indexed: false, header, main }, assets)
}

fn why(wrong: NotSignedIn) -> &'static str {
    match wrong {
        NotSignedIn::Invalid => "Enter a token that is valid for this department",
        NotSignedIn::Expired => "This token has expired: enter another one",
        NotSignedIn::Revoked => "This token was revoked: enter another one",
    }
}

/// The page in place of one that needs another role.
pub(crate) fn forbidden(department: &Department, needed: Role, assets: &str) -> String {
    let main = html! {
        h1 { "This page needs the role “" (needed.name()) "”" }
        p { "You are signed in as " strong { (department.who) } " with the role “" (department.role.name()) "”. Ask an administrator of "
            (department.name) " for a token with the role “" (needed.name()) "”." }
        p { a href={ "/d/" (department.id) } { "All consultations" } }
    };
    frame(department, &format!("Not for your role – {}", department.name), &[], main, assets)
}
