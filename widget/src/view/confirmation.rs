//! What stands in the form's place once the answers are recorded: the receipt, and what it allows.

use super::{Markup, button, container, title, written};
use contract::Lang;
use contract::locale::FormStrings;
use contract::showing::Others;
use yew::prelude::Html;

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
        /// What others said; where there is a release.
        others: Option<&'a Others>,
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
    written(|out| {
        container(out, lang);
        out.open("div part=confirmation tabindex=-1");
        title(out, model.heading).text(if model.changed { words.changed_title } else { words.sent_title }).close();
        out.leaf("p", words.sent_text).close();
        out.open("p").leaf("b", words.receipt).close();
        out.open("p class=receipt").leaf("code dir=ltr", receipt);
        let script = !matches!(model.steps, Steps::Links { copy: false, .. });
        if script {
            act(out, "copy", words.copy, words.copied);
        }
        out.close();
        out.leaf("p part=hint", words.receipt_hint);
        if script {
            out.open("p");
            act(out, "save", words.save, "");
            act(out, "print", words.print, "");
            act(out, "share", words.share, words.copied);
            out.close();
        }
        match model.steps {
            #[cfg_attr(
                not(feature = "ssr"),
                expect(unused_variables, reason = "only the server knows what others said")
            )]
            Steps::Links { change, withdraw, others, .. } => {
                out.open("p").open("a").set("href", change).text(words.change).close().text(" ");
                out.open("a").set("href", withdraw).text(words.withdraw).close().close();
                #[cfg(feature = "ssr")]
                if let Some(others) = others {
                    super::others::write(out, others, lang, words, model.heading + 1);
                }
            }
            Steps::Buttons(withdrawal) => buttons(out, words, withdrawal),
        }
        out.close();
    })
}

/// Writes a button that the loader's script answers (`press` in `loader/app.js`); `done` is said then.
fn act(out: &mut Markup, act: &str, label: &str, done: &str) {
    out.open("button part=button type=button").set("data-act", act).set("data-copied", done).text(label).close();
}

fn buttons(out: &mut Markup, words: &FormStrings, withdrawal: Withdrawal) {
    if withdrawal == Withdrawal::None {
        out.open("p");
        button(out, "change", words.change, false);
        button(out, "withdraw", words.withdraw, false);
    } else {
        let sending = withdrawal == Withdrawal::Sending;
        out.open("div part=error-summary tabindex=-1");
        if withdrawal == Withdrawal::Failed {
            out.leaf("p part=error", words.failed);
        }
        out.leaf("p", words.withdraw_ask);
        button(out, "yes", if sending { words.withdrawing } else { words.withdraw_yes }, sending);
        button(out, "no", words.withdraw_no, sending);
    }
    out.close();
}
