//! What a person can do to a draft. An action's name is what the page's controls carry, so that a control needs no code of its
//! own: `text /questions/0/text en` is the name of a field, `add-item /questions/0/options` the value of a button.

use contract::Lang;

/// An edit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Action {
    /// A text in one language; blank takes it away.
    Text(String, Lang, String),
    /// A member that is a string; blank takes it away, but for an item of a list. Of what is pasted as the address of a site's
    /// page the origin is kept.
    Word(String, String),
    /// A member that is a number; what is no number is kept as it was typed, and told to be wrong.
    Number(String, String),
    /// A moment in UTC, as a browser's field gives it (`2026-01-31T09:30`).
    Moment(String, String),
    /// A member that is there, and true, or not there.
    Flag(String, bool),
    /// A new name for a question, option, point, statement or site, which conditions follow.
    Rename(String, String),
    /// A question of this kind, after the last one.
    AddQuestion(String),
    /// A copy of a question, after it.
    CopyQuestion(usize),
    /// A question goes.
    RemoveQuestion(usize),
    /// A question moves to another place.
    MoveQuestion(usize, usize),
    /// A question becomes one of another kind; what both kinds have stays.
    Kind(usize, String),
    /// An item more, at the end of a list.
    AddItem(String),
    /// Items, one for each line of a text, at the end of a list; those without words go first.
    AddLines(String, String),
    /// An item goes.
    RemoveItem(String, usize),
    /// An item moves to another place.
    MoveItem(String, usize, usize),
    /// A rating has a label for each point, or for its ends alone.
    EveryPoint(usize, bool),
    /// A language is promised, or no longer: its texts then go.
    Language(Lang, bool),
    /// The language that every text has.
    First(Lang),
    /// A test more in a question's condition.
    AddTest(usize),
    /// A test of a question's condition goes.
    RemoveTest(usize, usize),
    /// Whether all tests have to hold, or any.
    Join(usize, String),
    /// Which question a test is about.
    About(usize, usize, String),
    /// What a test asks of it: `answered`, `any_of`, `within`.
    Demand(usize, usize, String),
    /// Whether an answer meets a test.
    Meets(usize, usize, String, bool),
    /// Which statement a test is about.
    Statement(usize, usize, String),
    /// The end of a range that meets a test: `at_least` or `at_most`.
    End(usize, usize, String, String),
}

impl Action {
    /// The action of a control: its name, and what it holds (`on` for a box that is ticked, nothing for one that is not).
    pub fn parse(name: &str, held: &str) -> Option<Self> {
        let mut words = name.split(' ');
        let verb = words.next()?;
        let mut word = || words.next();
        let index = |word: Option<&str>| word?.parse::<usize>().ok();
        let held_text = held.to_owned();
        Some(match verb {
            "text" => Self::Text(word()?.to_owned(), Lang::parse(word()?)?, held_text),
            "word" => Self::Word(word()?.to_owned(), held_text),
            "number" => Self::Number(word()?.to_owned(), held_text),
            "moment" => Self::Moment(word()?.to_owned(), held_text),
            "flag" => Self::Flag(word()?.to_owned(), !held.is_empty()),
            "rename" => Self::Rename(word()?.to_owned(), held_text),
            "add-question" => Self::AddQuestion(word()?.to_owned()),
            "copy-question" => Self::CopyQuestion(index(word())?),
            "remove-question" => Self::RemoveQuestion(index(word())?),
            "move-question" => Self::MoveQuestion(index(word())?, index(word())?),
            "kind" => Self::Kind(index(word())?, held_text),
            "add-item" => Self::AddItem(word()?.to_owned()),
            "remove-item" => Self::RemoveItem(word()?.to_owned(), index(word())?),
            "move-item" => Self::MoveItem(word()?.to_owned(), index(word())?, index(word())?),
            "every-point" => Self::EveryPoint(index(word())?, held == "every"),
            "language" => Self::Language(Lang::parse(word()?)?, !held.is_empty()),
            "first" => Self::First(Lang::parse(held)?),
            "add-test" => Self::AddTest(index(word())?),
            "remove-test" => Self::RemoveTest(index(word())?, index(word())?),
            "join" => Self::Join(index(word())?, held_text),
            "about" => Self::About(index(word())?, index(word())?, held_text),
            "demand" => Self::Demand(index(word())?, index(word())?, held_text),
            "meets" => Self::Meets(index(word())?, index(word())?, word()?.to_owned(), !held.is_empty()),
            "statement" => Self::Statement(index(word())?, index(word())?, held_text),
            "end" => Self::End(index(word())?, index(word())?, word()?.to_owned(), held_text),
            _ => return None,
        })
    }

    /// What one goes on with while typing in one field: those edits are undone together.
    pub(super) fn field(&self) -> Option<String> {
        match self {
            Self::Text(at, lang, _) => Some(format!("{at} {}", lang.code())),
            Self::Word(at, _) | Self::Number(at, _) | Self::Moment(at, _) | Self::Rename(at, _) => Some(at.clone()),
            _ => None,
        }
    }
}
