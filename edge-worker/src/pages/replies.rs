//! A department's official replies: where one is written, where another person approves it, what is then pasted into a thread,
//! and the keys that sign.

use super::controls::{TextArea, back, banner, error_message, error_summary, radios, text_area};
use super::department::clock;
use super::frame::{Department, frame};
use super::prose::prose;
use crate::access::Role;
use crate::objects::department::{Key, Official};
use crate::replies::{PRINCIPLES, Statement};
use contract::{Lang, Timestamp, limits};
use maud::{Markup, html};

/// A reply as the form was filled in.
#[derive(Default)]
pub(crate) struct Filled {
    pub(crate) text: String,
    pub(crate) lang: Option<Lang>,
    /// The names of the principles that were confirmed.
    pub(crate) confirmed: Vec<String>,
}

/// The page of all replies, with the form for a new one.
pub(crate) struct All<'a> {
    pub(crate) department: Department,
    /// The newest first.
    pub(crate) replies: &'a [Official],
    /// The code of the reply that the form makes.
    pub(crate) id: String,
    pub(crate) filled: Filled,
    /// What is wrong with the form, each with its field.
    pub(crate) faults: Vec<(String, String)>,
}

/// The page of one.
pub(crate) struct One<'a> {
    pub(crate) department: Department,
    pub(crate) reply: &'a Official,
    /// Whether the reader wrote it.
    pub(crate) own: bool,
    pub(crate) by: String,
    /// What was signed, once it is.
    pub(crate) statement: Option<Statement>,
    /// The form as it was filled in, where it came back.
    pub(crate) filled: Option<Filled>,
    pub(crate) faults: Vec<(String, String)>,
}

/// The page of all replies.
pub(crate) fn all(shown: &All<'_>, assets: &str) -> String {
    let home = format!("/d/{}/replies", shown.department.id);
    let main = html! {
        @if !shown.faults.is_empty() { (error_summary(&shown.faults)) }
        h1 { "Official replies" }
        p { "What the department says in somebody’s thread, with its signature. One person writes it, another approves it; then it is pasted, and whoever reads it can verify it." }
        @if shown.department.role >= Role::Analyst {
            ul.ways {
                li { a href="#write" { "Write a reply" } }
                @if shown.department.role >= Role::Admin { li { a href={ "/d/" (shown.department.id) "/keys" } { "Keys that sign" } } }
            }
        }
        // What was written, and waits for another person, before what may be written: but for a form that came back.
        @if shown.faults.is_empty() { (list(&home, shown.replies)) }
        @if shown.department.role >= Role::Analyst {
            h2 #write { "Write a reply" }
            (form(&home, (&shown.id, 0), &shown.filled, &shown.faults))
        }
        @if !shown.faults.is_empty() { (list(&home, shown.replies)) }
    };
    frame(&shown.department, &title("Official replies", &shown.department, &shown.faults), &[], main, assets)
}

fn list(home: &str, replies: &[Official]) -> Markup {
    html! {
        h2 { "All replies" }
        @if replies.is_empty() {
            p { "There are none yet." }
        } @else {
            ul.cards { @for one in replies { li { (card(home, one)) } } }
        }
    }
}

fn title(what: &str, department: &Department, faults: &[(String, String)]) -> String {
    format!("{}{what} – {}", if faults.is_empty() { "" } else { "Error: " }, department.name)
}

fn card(home: &str, one: &Official) -> Markup {
    let lang = Lang::parse(&one.lang).unwrap_or(Lang::En);
    let beginning: String = one.text.chars().take(120).collect();
    html! {
        h3 { a href={ (home) "/" (one.id) } { (one.id) } }
        p { (tag(one)) }
        p lang=(lang.code()) dir="auto" { (beginning) @if beginning.len() < one.text.len() { "…" } }
    }
}

fn tag(one: &Official) -> Markup {
    match (&one.signed, &one.withdrawn) {
        (_, Some(_)) => html! { strong.govuk-tag.govuk-tag--grey { "Withdrawn" } },
        (Some(_), None) => html! { strong.govuk-tag.govuk-tag--green { "Signed" } },
        (None, None) => html! { strong.govuk-tag.govuk-tag--yellow { "Waits for approval" } },
    }
}

fn form(action: &str, (id, version): (&str, u32), filled: &Filled, faults: &[(String, String)]) -> Markup {
    let error = |name: &str| faults.iter().find(|(field, _)| field == name).map(|(_, words)| words.as_str());
    let languages: Vec<(&str, &str, &str)> = Lang::ALL.iter().map(|lang| (lang.code(), lang.name(), "")).collect();
    let wrong = error("principles-credible");
    html! {
        form.narrow method="post" action=(action) {
            input type="hidden" name="id" value=(id);
            input type="hidden" name="seen" value=(version);
            (text_area(&TextArea {
                name: "text", label: "What the department says", value: &filled.text, error: error("text"),
                hint: Some(&format!("At most {} characters. Below it the department’s name, the date and the address to verify it are added", limits::REPLY_TEXT)),
                lang: filled.lang.unwrap_or(Lang::En), rows: 8,
            }))
            (radios("lang", "In which language?", &languages, Some(filled.lang.unwrap_or(Lang::En).code()), error("lang")))
            div.govuk-form-group.govuk-form-group--error[wrong.is_some()] {
                fieldset.govuk-fieldset {
                    legend.govuk-fieldset__legend { "The five principles for civil servants online: confirm each" }
                    @if let Some(words) = wrong { (error_message("principles-error", words)) }
                    div.govuk-checkboxes.govuk-checkboxes--small {
                        @for (name, principle, asks) in PRINCIPLES {
                            @let id = format!("principles-{name}");
                            div.govuk-checkboxes__item {
                                input.govuk-checkboxes__input #(id) type="checkbox" name="principles" value=(name)
                                    checked[filled.confirmed.iter().any(|own| own == name)] aria-describedby={ (id) "-hint" };
                                label.govuk-label.govuk-checkboxes__label for=(id) { (principle) }
                                div.govuk-hint.govuk-checkboxes__hint #{ (id) "-hint" } { (asks) }
                            }
                        }
                    }
                }
            }
            button.govuk-button { @if version == 0 { "Save, to be approved" } @else { "Save another version" } }
        }
    }
}

/// The page of one reply.
pub(crate) fn one(shown: &One<'_>, assets: &str) -> String {
    let home = format!("/d/{}/replies", shown.department.id);
    let reply = shown.reply;
    let lang = Lang::parse(&reply.lang).unwrap_or(Lang::En);
    let address = format!("{home}/{}", reply.id);
    let main = html! {
        (back(&home, "All replies"))
        @if !shown.faults.is_empty() { (error_summary(&shown.faults)) }
        h1 { "Reply " (reply.id) }
        p { (tag(reply)) }
        p.quiet {
            "Version " (reply.version) ", written by " (shown.by) ", " (clock(Timestamp::from_unix_seconds(reply.written_at)))
            @if let Some(signed) = &reply.signed { br; "Approved by " (signed.by) ", " (clock(Timestamp::from_unix_seconds(signed.at))) }
            @if let Some((at, by)) = &reply.withdrawn { br; "Withdrawn by " (by) ", " (clock(Timestamp::from_unix_seconds(*at))) }
        }
        blockquote.reply lang=(lang.code()) dir=(lang.direction()) { (prose(&reply.text)) }
        @match &shown.statement {
            Some(statement) => (signed(shown, statement, &address)),
            None => (waits(shown, &address)),
        }
    };
    frame(
        &shown.department,
        &title(&format!("Reply {}", reply.id), &shown.department, &shown.faults),
        &[],
        main,
        assets,
    )
}

fn signed(shown: &One<'_>, statement: &Statement, address: &str) -> Markup {
    if shown.reply.withdrawn.is_some() {
        return html! { p.govuk-inset-text { "Its page says that it is withdrawn. Ask whoever pasted it to take it out." } };
    }
    let element = format!(
        "<take-soundings reply=\"{}\"><a href=\"{}\">{}</a></take-soundings>",
        statement.id,
        statement.address(),
        statement.lang.page_strings().reply_title
    );
    html! {
        h2 { "Take it to the thread" }
        div.govuk-form-group {
            label.govuk-label for="paste" { "Text to paste" }
            textarea.govuk-textarea #paste readonly rows="8" lang=(statement.lang.code()) dir=(statement.lang.direction()) { "\n" (statement.to_paste()) }
        }
        p { "Where it is verified: " a href={ "/v1/replies/" (statement.id) } { (statement.address()) } }
        div.govuk-form-group {
            label.govuk-label for="element" { "For a page that has the script of Soundings" }
            textarea.govuk-textarea #element readonly rows="3" spellcheck="false" { (element) }
        }
        @if shown.department.role >= Role::Publisher {
            h2 { "Withdraw it" }
            p { "Its page then says so. What was pasted stays where it is." }
            form method="post" action={ (address) "/withdraw" } { button.govuk-button.govuk-button--secondary { "Withdraw the reply" } }
        }
    }
}

fn waits(shown: &One<'_>, address: &str) -> Markup {
    let reply = shown.reply;
    let default = Filled { text: reply.text.clone(), lang: Lang::parse(&reply.lang), confirmed: Vec::new() };
    html! {
        @if shown.own {
            p.govuk-inset-text { "You wrote this version. Another person with the role “publisher” approves it." }
        } @else if shown.department.role < Role::Publisher {
            p.govuk-inset-text { "A person with the role “publisher” approves it." }
        } @else {
            h2 #version { "Approve it" }
            p { "With your approval the department signs it. It cannot be changed from then on. Is it so?" }
            ul { @for (_, principle, asks) in PRINCIPLES { li { strong { (principle) ": " } (asks) "." } } }
            form method="post" action={ (address) "/approve" } {
                input type="hidden" name="version" value=(reply.version);
                button.govuk-button { "Approve and sign version " (reply.version) }
            }
        }
        @if shown.department.role >= Role::Analyst {
            h2 { "Write another version" }
            (form(address, (&reply.id, reply.version), shown.filled.as_ref().unwrap_or(&default), &shown.faults))
        }
    }
}

/// The page of the keys that sign. `made`: one was made just now.
pub(crate) fn keys(department: &Department, keys: &[Key], made: bool, assets: &str) -> String {
    let home = format!("/d/{}", department.id);
    let at = |seconds: i64| clock(Timestamp::from_unix_seconds(seconds));
    let main = html! {
        (back(&format!("{home}/replies"), "Official replies"))
        @if made { (banner("made", "A new key signs from now on", true, html! { p { "What earlier keys signed stays verified." } })) }
        h1 { "Keys that sign" }
        p { "The first approval of a reply makes the first key. Make another one once a year, or when somebody leaves who could get at this edge’s store. Revoke a key only where somebody else may have used it: no reply that it signed is verified any more." }
        p { "The public halves are at " a href="/.well-known/jwks.json" { "/.well-known/jwks.json" } "." }
        form method="post" action={ (home) "/keys" } { button.govuk-button { "Make a new key" } }
        ul.cards {
            @for key in keys {
                li {
                    h2 { code { (key.kid) } }
                    p {
                        @match (&key.revoked, key.retired_at) {
                            (Some(_), _) => strong.govuk-tag.govuk-tag--red { "Revoked" },
                            (None, Some(_)) => strong.govuk-tag.govuk-tag--grey { "Verifies, signs no more" },
                            (None, None) => strong.govuk-tag.govuk-tag--green { "Signs" },
                        }
                    }
                    p.quiet {
                        "Made by " (key.made_by) ", " (at(key.made_at))
                        @if let Some(retired) = key.retired_at { br; "Signs no more since " (at(retired)) }
                        @if let Some((when, by)) = &key.revoked { br; "Revoked by " (by) ", " (at(*when)) }
                    }
                    @if key.revoked.is_none() {
                        details.govuk-details {
                            summary.govuk-details__summary { span.govuk-details__summary-text { "Revoke" span.govuk-visually-hidden { " " (key.kid) } } }
                            form.govuk-details__text method="post" action={ (home) "/keys/" (key.kid) } {
                                p { "No reply that this key signed is verified from then on. It cannot be undone." }
                                button.govuk-button.govuk-button--secondary { "Yes, revoke it" }
                            }
                        }
                    }
                }
            }
        }
    };
    frame(department, &format!("Keys that sign – {}", department.name), &[], main, assets)
}
