//! The words of what stands elsewhere: links, cards and frames. They stay on the server.

use super::{Packed, Packing, Places, kept, pack_text};

mod words;

strings! {
    /// The words of links, cards and frames.
    EmbedStrings {
        /// The link to the form
        have_your_say
        /// On a card: until when answers are taken; `{date}`
        open_until
        /// On a card: the same where no day is set
        open_now
        /// On a card: since when no answers are taken; `{date}`
        closed_on
        /// On a card: the same where the day is not known
        closed
        /// On a card: before answers are taken
        not_open
    }
}

impl super::Lang {
    /// The words of links, cards and frames.
    pub fn embed_strings(self) -> &'static EmbedStrings {
        match self {
            Self::En => &words::EN,
            Self::Cy => &words::CY,
            Self::Pl => &words::PL,
            Self::Ur => &words::UR,
            Self::Ar => &words::AR,
        }
    }
}
