//! The words of releases, for everyone: their pages and their spreadsheets. They stay on the server.

use super::{Packed, Packing, Places, kept, pack_text};

mod ar;
mod cy;
mod en;
mod pl;
mod ur;

strings! {
    /// The words of releases.
    ReleaseStrings {
        /// Heading of the page of a release
        results
        /// A release: `{n}`, `{date}`
        release_of
        /// Link and heading
        all_releases
        /// Before the first release
        none_yet
        /// Mark of the latest release
        latest
        /// How many answered: `{n}`
        people_answered
        /// Where that is not published
        people_untold
        /// Caveat
        self_selected
        /// Heading
        questions
        /// How many of those who were asked: `{n}`, `{total}`
        answered_of
        /// The same where no count tells who was asked: `{n}`
        answered_some
        /// Head of a table's column
        answer
        /// Head of a table's column
        people
        /// Head of a table's column
        share
        /// Head of a table's column
        statement
        /// What a mark in place of a count means
        left_out
        /// In place of a table of which nothing is published
        withheld
        /// In place of what people wrote
        in_words
        /// What is counted of a ranking
        first_places
        /// Where shares add up to more
        several
        /// Heading
        method
        /// When a release is made: `{n}` people, `{total}` hours
        method_when
        /// Which counts are published: from `{n}`, in steps of `{total}`
        method_counts
        /// What is hidden beside them: `{n}` values
        method_hidden
        /// Where counts have noise: its scale `{n}`
        method_noise
        /// When such a release is made: each `{n}` hours
        method_noise_when
        /// What it costs: `{n}`, `{total}`
        method_budget
        /// That a release stays
        frozen
        /// Heading
        licence
        /// Where there is none
        no_licence
        /// Heading
        downloads
        /// A download
        data_package
        /// A download
        catalogue
        /// A download
        feed
        /// The permanent address
        address
        /// The hash of the JSON
        hash
        /// Title of a sheet
        contents
        /// Head of a table's column
        sheet
        /// Head of a table's column
        question
        /// A table by its number: `{n}`
        table
    }
}

impl super::Lang {
    /// The words of releases.
    pub fn release_strings(self) -> &'static ReleaseStrings {
        match self {
            Self::En => &en::RELEASE,
            Self::Cy => &cy::RELEASE,
            Self::Pl => &pl::RELEASE,
            Self::Ur => &ur::RELEASE,
            Self::Ar => &ar::RELEASE,
        }
    }
}
