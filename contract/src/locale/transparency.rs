//! The words of the page that says what an embedded form loads, stores and sends. They stay on the server.

use super::{Lang, Packed, Packing, Places, kept, pack_text};

mod cy;
mod en;

strings! {
    /// The words of that page.
    TransparencyStrings {
        /// Title
        title
        /// Whose form it is and where; `{title}`, `{site}`
        about
        /// The same of no consultation in particular; `{site}`
        about_any
        /// How the page is made
        made
        /// Heading
        loads
        /// From where; `{host}`
        loads_text
        /// Head of a table's column
        file
        /// Head of a table's column
        when
        /// Head of a table's column
        bytes
        /// Head of a table's column
        bytes_sent
        /// Always
        always
        /// When the form comes near
        near
        /// When somebody begins
        begin
        /// Under pressure
        pressure
        /// For a developer
        diagnosis
        /// In a frame
        frame
        /// On the page around a frame
        around
        /// When an answer is sent
        send
        /// When one is withdrawn
        withdraw
        /// Heading
        stores
        /// What is never stored
        stores_not
        /// Whose storage it is
        stores_text
        /// In a sandbox
        stores_sandbox
        /// Head of a table's column
        place
        /// Head of a table's column
        key
        /// Head of a table's column
        holds
        /// Head of a table's column
        until
        /// What is typed
        draft
        /// Until when; `{n}` days
        draft_until
        /// What waits
        unsent
        /// Until when; `{n}` days
        unsent_until
        /// Heading
        sends
        /// To whom; `{host}`
        sends_text
        /// Head of a table's column
        field
        /// Head of a table's column
        example
        /// Head of a table's column
        meaning
        /// Head of a table's column
        retention
        /// Where a request has no field
        no_fields
        /// A field
        field_lang
        /// A field
        field_site
        /// A field
        field_key
        /// A field
        field_revision
        /// A field
        field_page
        /// A field
        field_asked
        /// A field
        field_step
        /// A field
        field_go
        /// A field
        field_answer
        /// A field; `{question}`
        field_answer_to
        /// A field
        field_altcha
        /// A field
        field_for
        /// A field
        field_receipt
        /// Whether a field may be left out
        maybe
        /// How long: not at all
        kept_not
        /// How long; `{n}` days
        kept_days
        /// How long: as the form says
        kept_as_said
        /// How long: a hash, for good
        kept_hash
        /// Heading
        connection
        /// What any request tells
        connection_text
        /// What is counted of networks
        connection_network
        /// The link to the same for programs
        program
        /// The link back to the form
        form
    }
}

impl Lang {
    /// The words of the page that says what an embedded form does, in this language or in English; and which it is.
    pub fn transparency_strings(self) -> (&'static TransparencyStrings, Lang) {
        match self {
            Self::Cy => (&cy::TRANSPARENCY, Self::Cy),
            Self::En | Self::Pl | Self::Ur | Self::Ar => (&en::TRANSPARENCY, Self::En),
        }
    }
}
