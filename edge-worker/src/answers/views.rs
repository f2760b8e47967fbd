//! The widget's views, rendered here: for pages as HTML, for the loader as a tree.

use crate::objects::Trouble;
use crate::{render, tree};
use contract::json::Value;
use contract::showing::{self, Showing, View};
use contract::{Consultation, Definition, Lang, Notice, Origin, Receipt};

/// Who shows a view: what differs is the level of its heading, and what a person without script can reach.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shown {
    /// The loader, in somebody's page.
    Embedded,
    /// A page of ours.
    Hosted,
}

impl Shown {
    fn heading(self) -> u8 {
        match self {
            // The loader shifts it to the level that the page asks for.
            Self::Embedded => 2,
            Self::Hosted => 1,
        }
    }

    fn render(self, lang: Lang, asked: Option<Lang>, view: View) -> Result<String, Trouble> {
        let showing = Showing { lang, asked, heading: self.heading(), hosted: self == Self::Hosted, view };
        render::html(&showing)
    }
}

/// A form to fill in, or filled in.
pub(super) struct Filling<'a> {
    pub(super) definition: &'a Definition,
    pub(super) revision: u32,
    pub(super) lang: Lang,
    /// The language asked for, where the form does not have it.
    pub(super) asked: Option<Lang>,
    pub(super) key: &'a str,
    pub(super) site: &'a str,
    pub(super) page: &'a str,
    /// That its sender waited, where they were asked to; else blank.
    pub(super) note: &'a str,
    pub(super) fields: &'a [(String, String)],
    /// Which part shows; `None` for all at once.
    pub(super) part: Option<usize>,
    /// Whether it says what is wrong.
    pub(super) checked: bool,
}

/// The form that sends a first answer to a consultation.
pub(super) fn answer_form(
    own: &Origin,
    record: &Consultation,
    filling: &Filling<'_>,
    shown: Shown,
) -> Result<String, Trouble> {
    form(filling, shown, false, format!("{own}/f/{}", record.id()))
}

/// The form that changes the answer of a receipt.
pub(super) fn change_form(
    own: &Origin,
    receipt: &Receipt,
    filling: &Filling<'_>,
    shown: Shown,
) -> Result<String, Trouble> {
    form(filling, shown, true, receipt_address(own, receipt))
}

fn form(filling: &Filling<'_>, shown: Shown, change: bool, action: String) -> Result<String, Trouble> {
    let Filling { definition, revision, lang, asked, key, site, page, note, fields, part, checked } = *filling;
    let view = View::Form(showing::Filling {
        questionnaire: definition.questionnaire().clone(),
        revision,
        action,
        key: key.to_owned(),
        site: site.to_owned(),
        page: page.to_owned(),
        note: note.to_owned(),
        fields: fields.to_vec(),
        part,
        checked,
        change,
    });
    shown.render(lang, asked, view)
}

/// What is said, in somebody's page, once an answer is recorded or changed.
pub(super) fn confirmation(
    own: &Origin,
    receipt: &Receipt,
    lang: Lang,
    changed: bool,
    others: Option<showing::Others>,
) -> Result<String, Trouble> {
    let address = receipt_address(own, receipt);
    let view = View::Confirmation(showing::Recorded {
        receipt: receipt.to_string(),
        changed,
        change: format!("{address}?change&lang={}", lang.code()),
        withdraw: format!("{address}?withdraw&lang={}", lang.code()),
        others,
    });
    Shown::Embedded.render(lang, None, view)
}

/// What others said, on a page of ours.
pub(super) fn others(others: showing::Others, lang: Lang) -> Result<String, Trouble> {
    Shown::Hosted.render(lang, None, View::Others(others))
}

/// What is said where there is nothing to answer.
pub(super) fn notice(notice: Notice, lang: Lang, shown: Shown) -> Result<String, Trouble> {
    shown.render(lang, None, View::Notice(notice))
}

/// A view as the loader takes it.
pub(super) fn tree(html: &str) -> Result<Value, Trouble> {
    tree::of(html).ok_or(Trouble::Protocol("a view wrote HTML that is not a tree"))
}

fn receipt_address(own: &Origin, receipt: &Receipt) -> String {
    format!("{own}/r/{receipt}")
}
