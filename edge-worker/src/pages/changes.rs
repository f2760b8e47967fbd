//! How one definition differs from another, and what each change means for answers that were given.

use contract::authoring::{Change, Effect, consequence};
use maud::{Markup, html};

/// The changes, the gravest first. `asked`: whether there may be answers.
pub(crate) fn changes(all: &[Change], asked: bool) -> Markup {
    if all.is_empty() {
        return html! { p { "Nothing changes." } };
    }
    if !asked {
        return html! {
            p { "Nobody has been asked yet: no answer is touched." }
            (list(all.iter(), false))
        };
    }
    html! {
        @for effect in Effect::ALL.into_iter().rev() {
            @let mut own = all.iter().filter(|change| consequence(change).effect == effect).peekable();
            @if own.peek().is_some() {
                h3 { (tag(effect)) " " (effect.title()) }
                (list(own, true))
            }
        }
    }
}

fn tag(effect: Effect) -> Markup {
    let (class, words) = match effect {
        Effect::Refused => ("govuk-tag govuk-tag--red", "Refused"),
        Effect::NotComparable => ("govuk-tag govuk-tag--orange", "With care"),
        Effect::NoLongerShown | Effect::NewOnly => ("govuk-tag govuk-tag--yellow", "From now on"),
        Effect::Kept => ("govuk-tag govuk-tag--blue", "Kept"),
        Effect::None => ("govuk-tag govuk-tag--grey", "Nothing"),
    };
    html! { strong class=(class) { (words) } }
}

fn list<'a>(changes: impl Iterator<Item = &'a Change>, asked: bool) -> Markup {
    html! {
        ul.changes {
            @for change in changes {
                li {
                    p { (change.words) }
                    @if change.before.is_some() || change.after.is_some() {
                        dl.compared {
                            @if let Some(before) = &change.before { div { dt { "Before" } dd dir="auto" { (before) } } }
                            @if let Some(after) = &change.after { div { dt { "After" } dd dir="auto" { (after) } } }
                        }
                    }
                    @if asked { p.quiet { (consequence(change).words) } }
                }
            }
        }
    }
}
