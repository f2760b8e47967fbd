//! The words of the interface, one table a language. A language is a module beside this one, a variant of [`Lang`] and its
//! rows in the matches below; a string that a table lacks does not compile.
//!
//! [`FormStrings`] travel to the browser, one language's with what the application starts with: the widget's Wasm holds no
//! words. [`PageStrings`], [`ReleaseStrings`], [`EmbedStrings`] and
//! [`TransparencyStrings`] stay on the server.
//!
//! Numbers have Western digits in every language: the government's own pages in Arabic and Urdu do, and a number then looks
//! as it does in a date, an address or a receipt. In a language written from right to left, a value that comes from elsewhere
//! and may be in another script stands between U+2068 and U+2069 in the table: its neighbours then keep their places, and
//! the Wasm needs to know nothing of it.

mod ar;
mod cy;
mod en;
mod pl;
mod plural;
mod ur;

use crate::packed::{Packed, Packing, Places, pack_text};
pub use plural::plural;
use std::cell::RefCell;

/// A language of the interface.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Lang {
    /// English
    En,
    /// Welsh
    Cy,
    /// Polish
    Pl,
    /// Urdu
    Ur,
    /// Arabic
    Ar,
}

impl Lang {
    /// All languages.
    pub const ALL: [Lang; 5] = [Lang::En, Lang::Cy, Lang::Pl, Lang::Ur, Lang::Ar];

    /// The language of a BCP 47 tag, by its primary subtag: `cy`, `cy-GB`.
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next()?;
        Self::ALL.into_iter().find(|lang| primary.eq_ignore_ascii_case(lang.code()))
    }

    /// Its BCP 47 tag.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Cy => "cy",
            Self::Pl => "pl",
            Self::Ur => "ur",
            Self::Ar => "ar",
        }
    }

    /// Its name in itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Cy => "Cymraeg",
            Self::Pl => "polski",
            Self::Ur => "اردو",
            Self::Ar => "العربية",
        }
    }

    /// The direction in which it is written: a value of HTML's `dir`.
    pub fn direction(self) -> &'static str {
        match self {
            Self::En | Self::Cy | Self::Pl => "ltr",
            Self::Ur | Self::Ar => "rtl",
        }
    }

    /// The words of form and confirmation.
    pub fn form_strings(self) -> &'static FormStrings {
        match self {
            Self::En => &en::FORM,
            Self::Cy => &cy::FORM,
            Self::Pl => &pl::FORM,
            Self::Ur => &ur::FORM,
            Self::Ar => &ar::FORM,
        }
    }

    /// The words of the pages that only the server makes.
    pub fn page_strings(self) -> &'static PageStrings {
        match self {
            Self::En => &en::PAGE,
            Self::Cy => &cy::PAGE,
            Self::Pl => &pl::PAGE,
            Self::Ur => &ur::PAGE,
            Self::Ar => &ar::PAGE,
        }
    }
}

macro_rules! strings {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub struct $name { $($(#[$field_doc])* pub $field: &'static str,)* }

        #[cfg(test)]
        impl $name {
            pub(crate) fn all(&self) -> Vec<&'static str> {
                vec![$(self.$field),*]
            }
        }

        impl Packed for $name {
            fn pack(&self, out: &mut Packing) {
                pack_text(&[$(self.$field),*].join("\0"), out);
            }

            fn unpack(places: &mut Places<'_>) -> Self {
                let mut list = kept(places.text()).split('\0');
                // Through an array: a loop is a twentieth of the Wasm that one expression a field makes.
                let mut words = [$({ let _ = stringify!($field); "" }),*];
                for word in &mut words {
                    *word = list.next().unwrap_or_default();
                }
                let [$($field),*] = words;
                Self { $($field),* }
            }
        }
    };
}

mod embed;
mod release;
mod transparency;

pub use embed::EmbedStrings;
pub use release::ReleaseStrings;
pub use transparency::TransparencyStrings;

/// The words of a language for the life of the program: one copy, however often they are unpacked.
fn kept(words: &str) -> &'static str {
    thread_local!(static KEPT: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) });
    KEPT.with_borrow_mut(|kept| {
        if let Some(own) = kept.iter().find(|own| **own == words) {
            return *own;
        }
        let own: &'static str = Box::leak(words.into());
        kept.push(own);
        own
    })
}

impl Packed for Lang {
    fn pack(&self, out: &mut Packing) {
        pack_text(self.code(), out);
    }

    fn unpack(places: &mut Places<'_>) -> Self {
        Self::parse(places.text()).unwrap_or_else(|| {
            places.fail::<()>();
            Self::En
        })
    }
}

strings! {
    /// What form, errors and confirmation say. `{n}`, `{question}` and the like are filled in by [`fill`]; fields that
    /// name six forms separated by `|` go through [`plural`].
    FormStrings {
        /// Behind the text of a question that may stay unanswered.
        optional
        /// Hint of a multiple choice without a limit.
        select_all
        /// Hint of a multiple choice with a limit; `{n}`.
        select_up_to
        /// Hint of a question that shows on a condition, where no script hides it.
        if_it_applies
        /// Under a free text; six forms; `{n}`.
        characters_left
        /// Under a free text that is too long; six forms; `{n}`.
        characters_over
        /// Under a free text before anything counts as it is typed; `{n}`.
        character_limit
        /// Before an error's words, and before a page's title where the form has errors.
        error_prefix
        /// Heading of the error summary.
        error_title
        /// Error: a question without its answer; `{question}`.
        error_required
        /// Error: a statement without its answer; `{statement}`.
        error_required_statement
        /// Error: a text over its limit; `{n}`, `{question}`.
        error_too_long
        /// Error: more options than allowed; `{n}`, `{question}`.
        error_too_many
        /// Error: an answer that is not among those offered, or cannot be read; `{question}`.
        error_not_offered
        /// Error: nothing is answered at all.
        error_nothing
        /// The button that sends.
        send
        /// Said while it sends.
        sending
        /// The button that sends a change.
        send_change
        /// The button that leaves the answers unchanged.
        keep
        /// Said when sending failed.
        send_failed
        /// The button that tries once more.
        try_again
        /// The link or button to the page of the form.
        own_page
        /// Heading after sending.
        sent_title
        /// What happens next, after sending.
        sent_text
        /// Heading after a change.
        changed_title
        /// Label of the receipt.
        receipt
        /// What the receipt is for.
        receipt_hint
        /// The button that copies the receipt.
        copy
        /// Said when it is copied.
        copied
        /// The button that goes back to the answers.
        change
        /// The button that withdraws.
        withdraw
        /// Asked before it withdraws.
        withdraw_ask
        /// Confirms the withdrawal.
        withdraw_yes
        /// Keeps the answers.
        withdraw_no
        /// Said while it withdraws.
        withdrawing
        /// Said when the answers could not be withdrawn or fetched.
        failed
        /// Heading after a withdrawal.
        withdrawn_title
        /// Text after a withdrawal.
        withdrawn_text
        /// Heading where the consultation is closed.
        closed_title
        /// Text where the consultation is closed.
        closed_text
        /// Heading where it is not open yet.
        not_open_title
        /// Text where it is not open yet.
        not_open_text
        /// Title of the privacy notice.
        privacy
        /// For how long answers are kept; `{n}` days.
        kept_days
        /// Above a form in parts; `{n}`, `{total}`.
        part_of
        /// The button to the next part of a form.
        next
        /// The button to the part before.
        back
        /// Heading of the last part, where all answers are shown before they are sent.
        check_title
        /// The button beside an answer that goes back to its question.
        check_change
        /// Stands for a question without an answer.
        not_answered
        /// The blank line of a list to choose from.
        choose
        /// The regions and nations of ITL level 1 in the order of their codes (TLC to TLN), separated by `|`.
        regions
        /// Label of the postcode beside a list of regions.
        postcode
        /// What happens to the postcode.
        postcode_hint
        /// Said of a postcode that is not one.
        postcode_unknown
        /// Said of a postcode in one region; `{region}`.
        postcode_found
        /// Said of a postcode area in several regions; `{regions}`.
        postcode_several
        /// Hint of a ranking.
        rank_hint
        /// Hint of a ranking with a limit; `{n}`.
        rank_up_to
        /// The place of what is not ranked.
        rank_none
        /// The button that gives an option the next place; `{option}`.
        rank_add
        /// The button that moves an option up; `{option}`.
        rank_up
        /// The button that moves an option down; `{option}`.
        rank_down
        /// The button that takes an option’s place away; `{option}`.
        rank_remove
        /// Said when an option has moved; `{option}`, `{n}`, `{total}`.
        rank_moved
        /// Hint of statements to vote on.
        vote_hint
        /// A vote.
        vote_agree
        /// A vote.
        vote_disagree
        /// A vote.
        vote_pass
        /// How far the votes are; `{n}`, `{total}`.
        vote_progress
        /// The button to the statement before.
        vote_back
        /// Where all statements have a vote.
        vote_done
        /// Error: two options in one place of a ranking; `{question}`.
        error_placed_twice
        /// Said of personal information in a text; `{kind}`, `{text}`.
        personal_found
        /// Kinds of personal information, separated by `|`: e-mail address, National Insurance number, NHS number, card, sort code, telephone number, postcode.
        personal_kinds
        /// The button that takes personal information out of a text.
        personal_remove
        /// Heading where answers wait for a connection.
        waiting_title
        /// What happens to answers that wait for a connection.
        waiting_text
        /// Said where a draft was put back into the form.
        draft_back
        /// The button that empties a form filled in from a draft.
        draft_clear
        /// The button that saves the receipt as a file.
        save
        /// The button that prints the receipt.
        print
        /// The button or link that shares the consultation.
        share
        /// Heading of what others said.
        others_title
        /// How the figures of what others said are made; `{n}`, `{date}`.
        others_text
        /// Above a form that is not there in the language asked for, which is this one; `{language}`, the names of those
        /// that it is there in, each an element.
        only_in
        /// The link to what an embedded form loads, stores and sends. Behind all others: an application of an earlier version
        /// reads as many as it knows.
        about
    }
}

strings! {
    /// What the server's own pages say.
    PageStrings {
        /// The link to the content, for those who tab.
        skip_to_content
        /// Above a form whose answers came along from another page and are not sent yet.
        review
        /// In a frame, before the address of the form's own page.
        elsewhere
        /// Label of the choice of languages.
        languages
        /// Title of a receipt's page.
        your_answers
        /// When the answers were recorded; `{date}`.
        recorded_on
        /// When they were last changed; `{date}`.
        changed_on
        /// Until when they are kept; `{date}`.
        kept_until
        /// Where personal information was taken out of a text, and a marker stands in its place.
        taken_out
        /// Heading where they were deleted after their time.
        deleted_title
        /// What that means.
        deleted_text
        /// Where a change came after the closing.
        change_too_late
        /// The page that does not exist, or a receipt that nobody holds.
        not_found_title
        /// What to do about it.
        not_found_text
        /// Said while the browser solves a challenge, before it sends the answers again.
        proving
        /// Above a form that came back because many answers come in; `{n}` seconds, of 15, 30 and 60.
        wait
        /// Heading of what became of a consultation.
        outcome_title
        /// Heading of what was asked.
        outcome_asked
        /// Heading of what people said.
        outcome_said
        /// Heading of what is done about it.
        outcome_did
        /// On the page of an outcome while answers are still taken.
        outcome_later
        /// When an outcome was published; `{date}`.
        outcome_published
        /// When it was last changed; `{date}`.
        outcome_changed
        /// By when it is due; `{date}`.
        outcome_due
        /// How long that is; six forms; `{n}` days.
        outcome_left
        /// Where that is today.
        outcome_today
        /// Where that day is over; six forms; `{n}` days.
        outcome_overdue
        /// Heading of an official reply.
        reply_title
        /// Whose it is and of when; `{department}`, `{date}`.
        reply_by
        /// Where its signature holds.
        reply_verified
        /// Where its key was revoked; `{date}`.
        reply_revoked
        /// Where its signature does not hold.
        reply_broken
        /// Where it was withdrawn; `{date}`.
        reply_withdrawn
        /// Before its code.
        reply_code
        /// Heading of the comparison.
        reply_compare_title
        /// Label of the text that somebody read.
        reply_compare_label
        /// The button that compares.
        reply_compare
        /// Where it is the very text.
        reply_same
        /// Where it is another.
        reply_differs
        /// Where it is much longer.
        reply_longer
        /// Where no reply has this code.
        reply_unknown_title
        /// What to do about it.
        reply_unknown_text
        /// The twelve months as they stand in a date, separated by `|`.
        months
        /// A date; `{day}`, `{month}`, `{year}`.
        date
    }
}

impl PageStrings {
    /// A day as people of the language write it: `3 March 2026`.
    pub fn date(&self, day: crate::Day) -> String {
        let (year, month, date) = day.civil();
        let name = self.months.split('|').nth(usize::try_from(month - 1).unwrap_or(0)).unwrap_or_default();
        let (day, year) = (date.to_string(), year.to_string());
        fill(self.date, &[("{day}", &day), ("{month}", name), ("{year}", &year)])
    }
}

/// A number in digits. `to_string` would bring all of `core::fmt` into the widget's Wasm, which nothing else there needs.
pub fn digits(mut number: usize) -> String {
    let mut digits = String::new();
    loop {
        digits.insert(0, char::from(b'0' + (number % 10) as u8));
        number /= 10;
        if number == 0 {
            return digits;
        }
    }
}

/// Puts values in the places of a template: `fill("{n} left", &[("{n}", "3")])`.
pub fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    let mut rest = template;
    // In one pass, so that a value is never searched for places itself.
    while let Some(start) = rest.find('{') {
        filled.push_str(&rest[..start]);
        rest = &rest[start..];
        let known = values.iter().find(|(place, _)| rest.starts_with(place));
        let (text, taken) = known.map_or(("{", 1), |(place, value)| (*value, place.len()));
        filled.push_str(text);
        rest = &rest[taken..];
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests;
