//! What stands in the form's place once the answers are recorded: the receipt, and what it allows.

use super::{container, heading};
use contract::Lang;
use contract::locale::FormStrings;
use yew::prelude::*;

/// What the confirmation shows.
#[derive(Clone, Copy)]
pub struct Confirmation<'a> {
    /// In which language.
    pub lang: Lang,
    /// That language's words.
    pub words: &'a FormStrings,
    /// Level of the heading.
    pub heading: u8,
    /// The receipt.
    pub receipt: &'a str,
    /// Whether a recorded answer was changed.
    pub changed: bool,
    /// How the person goes on.
    pub steps: Steps<'a>,
}

/// How the person changes or withdraws.
#[derive(Clone, Copy)]
pub enum Steps<'a> {
    /// On pages of the edge.
    Links {
        /// The page where the answers are changed.
        change: &'a str,
        /// The page where they are withdrawn.
        withdraw: &'a str,
        /// Whether a script is there that can copy the receipt.
        copy: bool,
    },
    /// In place.
    Buttons(Withdrawal),
}

/// How far a withdrawal in place is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Withdrawal {
    /// Not asked for.
    None,
    /// Asked for, not yet confirmed.
    Asked,
    /// On its way.
    Sending,
    /// Did not get through.
    Failed,
}

/// The confirmation.
pub fn confirmation(model: &Confirmation<'_>) -> Html {
    let Confirmation { lang, words, receipt, .. } = *model;
    let title = if model.changed { words.changed_title } else { words.sent_title };
    let copy = !matches!(model.steps, Steps::Links { copy: false, .. });
    let steps = match model.steps {
        Steps::Links { change, withdraw, .. } => html! {
            <p>
                <a href={change.to_owned()}>{ words.change }</a>{ " " }
                <a href={withdraw.to_owned()}>{ words.withdraw }</a>
            </p>
        },
        Steps::Buttons(withdrawal) => buttons(words, withdrawal),
    };
    container(
        lang,
        html! {
            <>
                <div part="confirmation" tabindex="-1">
                    { heading(model.heading, "heading", title.into()) }
                    <p>{ words.sent_text }</p>
                </div>
                <p><b>{ words.receipt }</b></p>
                <p class="receipt">
                    <code>{ receipt.to_owned() }</code>
                    if copy {
                        <button part="button" type="button" data-copied={words.copied}>{ words.copy }</button>
                    }
                </p>
                <p part="hint">{ words.receipt_hint }</p>
                { steps }
            </>
        },
    )
}

fn buttons(words: &FormStrings, withdrawal: Withdrawal) -> Html {
    if withdrawal == Withdrawal::None {
        return html! {
            <p>
                <button part="button" type="button" value="change">{ words.change }</button>
                <button part="button" type="button" value="withdraw">{ words.withdraw }</button>
            </p>
        };
    }
    let sending = withdrawal == Withdrawal::Sending;
    let disabled = sending.then_some("true");
    html! {
        <div part="error-summary" tabindex="-1">
            if withdrawal == Withdrawal::Failed { <p part="error">{ words.failed }</p> }
            <p>{ words.withdraw_ask }</p>
            <button part="button" type="button" value="yes" aria-disabled={disabled}>
                { if sending { words.withdrawing } else { words.withdraw_yes } }
            </button>
            <button part="button" type="button" value="no" aria-disabled={disabled}>{ words.withdraw_no }</button>
        </div>
    }
}
