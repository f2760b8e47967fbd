//! What every page of a department has around its content, and the pages before one is in: signing in, and being told
//! that a page is not for one's role.

use super::controls::{Attributes, Field, error_summary, text_field};
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
    styled_frame(department, title, (STYLES, scripts), main, assets)
}

/// The same, with other styles besides those of every page.
pub(super) fn styled_frame(
    department: &Department,
    title: &str,
    (styles, scripts): (&[&str], &[&str]),
    main: Markup,
    assets: &str,
) -> String {
    let home = format!("/d/{}", department.id);
    let link = |address: &str, words: &str| html! { li.govuk-service-navigation__item { a.govuk-service-navigation__link href={ (home) (address) } { (words) } } };
    let items = html! {
        (link("", "Consultations"))
        (link("/drafts", "Drafts"))
        (link("/replies", "Replies"))
        @if department.role >= Role::Admin {
            (link("/tokens", "Tokens"))
            (link("/log", "Audit log"))
        }
        li.govuk-service-navigation__item.govuk-service-navigation__item--end {
            span.quiet { (department.who) " (" (department.role.name()) ")" }
            @match department.sign_out {
                SignOut::Ours => form method="post" action={ (home) "/sign-out" } { button.plain { "Sign out" } },
                SignOut::Access => a.govuk-service-navigation__link href="/cdn-cgi/access/logout" { "Sign out" },
                SignOut::Nowhere => {}
            }
        }
    };
    let header = navigation(html! { a.govuk-service-navigation__link href=(home) { (department.name) } }, &items);
    document(Page { lang: Lang::En, title, styles, scripts, indexed: false, header, main }, assets)
}

/// The department's name and what it has.
fn navigation(name: Markup, items: &Markup) -> Markup {
    html! {
        section.govuk-service-navigation aria-label="Department" {
            div.govuk-width-container {
                div.govuk-service-navigation__container {
                    span.govuk-service-navigation__service-name { (name) }
                    @if !items.0.is_empty() {
                        nav.govuk-service-navigation__wrapper aria-label="Menu" { ul.govuk-service-navigation__list { (items) } }
                    }
                }
            }
        }
    }
}

/// The page that asks for the token of a department, by its identifier and its name. `next` is where to go afterwards; `wrong`
/// says why a token was refused.
pub(crate) fn sign_in(
    (department, name): (&DepartmentId, &str),
    next: &str,
    wrong: Option<NotSignedIn>,
    assets: &str,
) -> String {
    let title = format!("{}Sign in – {name}", if wrong.is_some() { "Error: " } else { "" });
    let token = Field {
        name: "token",
        label: "Token",
        hint: Some(
            "A token of this department begins with “snd_”. It stays on this device until you sign out or close the browser.",
        ),
        value: "",
        error: wrong.map(why),
        width: None,
    };
    let password = Attributes { kind: "password", autocomplete: "current-password", ..Attributes::TEXT };
    let main = html! {
        @if let Some(wrong) = wrong { (error_summary(&[("token".to_owned(), why(wrong).to_owned())])) }
        h1 { "Sign in" }
        form.narrow method="post" action={ "/d/" (department) "/sign-in" } {
            input type="hidden" name="next" value=(next);
            (text_field(&token, password))
            button.govuk-button { "Sign in" }
        }
    };
    let header = navigation(html! { span.govuk-service-navigation__text { (name) } }, &html! {});
    document(Page { lang: Lang::En, title: &title, styles: STYLES, scripts: &[], indexed: false, header, main }, assets)
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
