//! A change of a definition, and what it means for answers that were given.

use crate::json::Value;

macro_rules! changes {
    ($($(#[$doc:meta])* $variant:ident, $name:literal, $effect:ident, $words:literal;)*) => {
        /// What changed.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum What { $($(#[$doc])* $variant,)* }

        impl What {
            /// All of them.
            pub const ALL: &[What] = &[$(Self::$variant),*];

            /// Its name on the wire.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What it means for answers that were given, once a consultation has been open.
            pub fn consequence(self) -> Consequence {
                match self { $(Self::$variant => Consequence { effect: Effect::$effect, words: $words },)* }
            }
        }
    };
}

changes! {
    /// The title's words.
    TitleReworded, "title-reworded", None, "Answers given stay and are counted as before.";
    /// The department's message above the questions.
    MessageReworded, "message-reworded", None, "Answers given stay and are counted as before. Who answered had read the earlier message.";
    /// The privacy notice.
    PrivacyReworded, "privacy-reworded", None, "Answers given stay. Who gave them had read the earlier notice: what it promised still holds for them.";
    /// A language more.
    LanguageAdded, "language-added", None, "Answers given stay and are counted as before.";
    /// A language less.
    LanguageRemoved, "language-removed", Kept, "Answers given in this language stay and are counted. Nobody can answer in it any more.";
    /// Another language is the first: that which is shown where the reader's own is not there.
    FirstLanguageChanged, "first-language-changed", None, "Answers given stay and are counted as before.";
    /// When it begins to take answers.
    OpeningChanged, "opening-changed", None, "Answers given stay and are counted as before.";
    /// Until when it takes answers.
    ClosingChanged, "closing-changed", None, "Answers given stay and are counted as before. Who has a receipt can change an answer until it closes.";
    /// A site more.
    SiteAdded, "site-added", None, "Answers given stay and are counted as before.";
    /// A site less.
    SiteRemoved, "site-removed", Kept, "Answers given there stay and are counted under its identifier. The site cannot show the form any more.";
    /// A site's name.
    SiteRenamed, "site-renamed", None, "Answers given there stay and are counted, under the new name.";
    /// An origin of a site more.
    OriginAdded, "origin-added", None, "Answers given stay and are counted as before.";
    /// An origin of a site less.
    OriginRemoved, "origin-removed", Kept, "Answers given there stay and are counted. Pages of this origin cannot show the form any more.";
    /// What answers say is deleted sooner.
    RetentionShortened, "retention-shortened", Kept, "Holds for answers given as well: what they say is deleted sooner. The counts stay.";
    /// What answers say is deleted later.
    RetentionLengthened, "retention-lengthened", Kept, "Holds for answers given as well: what they say is kept longer than those people were told.";
    /// When releases are made and how closely they tell.
    ReleaseChanged, "release-changed", None, "Answers given stay. Releases that were made stand; the next ones follow the new settings.";
    /// Whether releases have noise, and how much.
    ReleasePrivacyChanged, "release-privacy-changed", Refused, "Once people have answered this is refused: each kind of release would tell what the other hides.";
    /// Under which licence releases may be used.
    LicenceChanged, "licence-changed", None, "Answers given stay. Releases are offered under the new licence; who used one under the earlier licence may go on.";
    /// When an answer needs a proof of work.
    ProtectionChanged, "protection-changed", None, "Answers given stay and are counted as before.";
    /// A question more.
    QuestionAdded, "question-added", NewOnly, "Only people who answer from now on are asked it. Who answered before counts as not having been asked.";
    /// A question less.
    QuestionRemoved, "question-removed", NoLongerShown, "Answers given to it stay and stand in the figures. Nobody is asked it any more.";
    /// A question elsewhere in the order.
    QuestionMoved, "question-moved", Kept, "Answers given stay and are counted together with new ones. What is asked before a question can colour its answers.";
    /// A question's words.
    QuestionReworded, "question-reworded", NotComparable, "Answers given stay and are counted together with new ones, though people were asked in other words. Give it a new identifier to count them apart.";
    /// A question's words in a language that had none, or no longer has any.
    QuestionTranslated, "question-translated", None, "Answers given stay and are counted as before.";
    /// Help with answering.
    HintChanged, "hint-changed", Kept, "Answers given stay and are counted together with new ones.";
    /// Where a part of the form begins, or its title.
    PartChanged, "part-changed", None, "Answers given stay and are counted as before.";
    /// It must be answered now.
    NowRequired, "now-required", Kept, "Answers without it stay. Who changes such an answer has to answer it.";
    /// It may be left out now.
    NowOptional, "now-optional", Kept, "Answers given stay and are counted together with new ones.";
    /// On which answers it is shown.
    ConditionChanged, "condition-changed", NotComparable, "Answers given stay and are counted together with new ones, though others are asked it now: no share of those asked can be told any more.";
    /// Its kind.
    KindChanged, "kind-changed", Refused, "Once people have answered this is refused: its counts could not be added up. Give the changed question a new identifier.";
    /// The number of points of a rating.
    PointsChanged, "points-changed", Refused, "Once people have answered this is refused: points of two scales cannot be added up. Give the changed question a new identifier.";
    /// The label of a point, or of an end, of a rating.
    LabelReworded, "label-reworded", NotComparable, "Answers given stay and are counted together with new ones, though the point was called otherwise.";
    /// What a rating measures.
    MeasureChanged, "measure-changed", Kept, "Answers given stay. The figure of this name is reckoned from all of them.";
    /// An option, or a point of an agreement's scale, more.
    OptionAdded, "option-added", NotComparable, "Answers given stay and are counted together with new ones, though who answered before could not choose it.";
    /// An option, or a point of an agreement's scale, less.
    OptionRemoved, "option-removed", NoLongerShown, "Answers that chose it stay and are counted. Nobody can choose it any more; who changes such an answer chooses anew.";
    /// An option's words, or those of a point of an agreement's scale.
    OptionReworded, "option-reworded", NotComparable, "Answers that chose it stay and are counted together with new ones, under the new words.";
    /// Options in another order.
    OptionsMoved, "options-moved", Kept, "Answers given stay and are counted together with new ones. The first option is chosen a little more often.";
    /// A statement more.
    StatementAdded, "statement-added", NewOnly, "Only people who answer from now on judge it.";
    /// A statement less.
    StatementRemoved, "statement-removed", NoLongerShown, "Judgements of it stay and are counted. Nobody is asked for one any more.";
    /// A statement's words.
    StatementReworded, "statement-reworded", NotComparable, "Judgements given stay and are counted together with new ones, though people judged other words. Give it a new identifier to count them apart.";
    /// Statements in another order.
    StatementsMoved, "statements-moved", Kept, "Judgements given stay and are counted together with new ones.";
    /// A text may be longer, or more may be chosen or placed.
    LimitRaised, "limit-raised", Kept, "Answers given stay and are counted together with new ones.";
    /// A text may be less long, or less may be chosen or placed.
    LimitLowered, "limit-lowered", Kept, "Answers given stay as they are and are counted, also those above the limit. Who changes such an answer has to keep to it.";
}

/// What a change does to answers that were given.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Effect {
    /// Nothing.
    None,
    /// They stay and are counted as before; what is to be known of it stands in the words.
    Kept,
    /// Only answers from now on have this.
    NewOnly,
    /// They stay and are counted; nobody is asked for more of them.
    NoLongerShown,
    /// They stay and are counted with new ones, though people answered something else.
    NotComparable,
    /// The edge takes no such change of a consultation that has been open.
    Refused,
}

impl Effect {
    /// All of them, the gravest last.
    pub const ALL: [Self; 6] =
        [Self::None, Self::Kept, Self::NewOnly, Self::NoLongerShown, Self::NotComparable, Self::Refused];

    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Kept => "kept",
            Self::NewOnly => "new-only",
            Self::NoLongerShown => "no-longer-shown",
            Self::NotComparable => "not-comparable",
            Self::Refused => "refused",
        }
    }

    /// What it is, in a few words.
    pub fn title(self) -> &'static str {
        match self {
            Self::None => "Nothing changes for answers given",
            Self::Kept => "Answers given stay and are counted",
            Self::NewOnly => "Only new answers have it",
            Self::NoLongerShown => "No longer asked; answers given stay",
            Self::NotComparable => "Answers given stay, but compare with care",
            Self::Refused => "Refused once people have answered",
        }
    }
}

/// What a change means for answers that were given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Consequence {
    /// In short.
    pub effect: Effect,
    /// In words.
    pub words: &'static str,
}

/// One change from one definition to another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// Where: a JSON pointer into the new document; into the old one for what is not in the new.
    pub pointer: String,
    /// What.
    pub what: What,
    /// A sentence that says it.
    pub words: String,
    /// How it was, where that is a text or a value.
    pub before: Option<String>,
    /// How it is.
    pub after: Option<String>,
}

/// What a change means for answers that were given, once the consultation has been open.
pub fn consequence(change: &Change) -> Consequence {
    change.what.consequence()
}

impl Change {
    /// As it travels. `asked`: whether the consultation has been open, so that there may be answers.
    pub fn to_value(&self, asked: bool) -> Value {
        let text = |text: &Option<String>| text.as_ref().map_or(Value::Null, Value::string);
        let means = consequence(self);
        let (effect, words) = match asked {
            true => (means.effect, means.words),
            false => (Effect::None, "Nobody has been asked yet."),
        };
        Value::object([
            ("pointer", Value::string(&self.pointer)),
            ("what", self.what.name().into()),
            ("words", Value::string(&self.words)),
            ("before", text(&self.before)),
            ("after", text(&self.after)),
            ("effect", effect.name().into()),
            ("consequence", words.into()),
        ])
    }
}
