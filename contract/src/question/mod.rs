//! Questions: what every kind has in common, and the closed list of kinds.
//!
//! A kind is one file beside this one. [`Kind`] is matched exhaustively, here and in `aggregate`, `widget` and
//! `edge-worker`, so that the compiler lists what a new kind still needs.

mod agreement;
mod choice;
mod condition;
mod free_text;
mod multiple_choice;
mod ranking;
mod rating;
mod region;
mod single_choice;
mod statement;
mod vote;

pub use agreement::Agreement;
pub use choice::Choice;
pub use condition::{Condition, Demand, Test};
pub use free_text::FreeText;
pub use multiple_choice::MultipleChoice;
pub use ranking::Ranking;
pub use rating::{Measure, Rating};
pub use single_choice::SingleChoice;
pub use statement::Statement;
pub use vote::{Stance, Vote};

use crate::answer::{Answer, AnswerFault};
use crate::document::{Fault, Members, Place, optional};
use crate::id::QuestionId;
use crate::json::Value;
use crate::limits;
use crate::locale::Lang;
use crate::packed::{packed, packed_enum};
use crate::text::Text;

/// One question of a consultation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    id: QuestionId,
    text: Text,
    hint: Option<Text>,
    part: Option<Text>,
    required: bool,
    show_if: Option<Condition>,
    kind: Kind,
}

/// What is asked for, and in which form it is answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Kind {
    /// One option of several.
    SingleChoice(SingleChoice),
    /// Any of several options.
    MultipleChoice(MultipleChoice),
    /// A point on a labelled scale.
    Rating(Rating),
    /// Statements, each placed on one Likert scale.
    Agreement(Agreement),
    /// Words.
    FreeText(FreeText),
    /// Options in order.
    Ranking(Ranking),
    /// Where in the UK.
    Region,
    /// Statements, each agreed with, disagreed with or passed.
    Vote(Vote),
}

packed!(Question { id, text, hint, part, required, show_if, kind });
packed_enum!(Kind {
    0 = SingleChoice(kind),
    1 = MultipleChoice(kind),
    2 = Rating(kind),
    3 = Agreement(kind),
    4 = FreeText(kind),
    5 = Ranking(kind),
    6 = Region,
    7 = Vote(kind),
});

/// What a definition's parser knows when it comes to a question.
pub(crate) struct Context<'a> {
    pub(crate) languages: &'a [Lang],
    pub(crate) earlier: &'a [Question],
    /// Identifiers of earlier questions that are at fault themselves: what refers to them is not at fault for that.
    pub(crate) faulty: &'a [&'a str],
}

/// Where the faults of one answer are noted: at the answer itself, or at one of its statements.
pub(crate) struct Faults<'a>(pub(crate) &'a mut Vec<(Option<crate::StatementId>, AnswerFault)>);

impl Faults<'_> {
    pub(crate) fn add(&mut self, fault: AnswerFault) {
        self.0.push((None, fault));
    }

    pub(crate) fn add_at(&mut self, statement: &crate::StatementId, fault: AnswerFault) {
        self.0.push((Some(statement.clone()), fault));
    }
}

/// Form fields as the browser sends them: names without the prefix of their question, and values, in the form's order.
pub(crate) type Fields<'a> = [(&'a str, &'a str)];

impl Question {
    /// Its identifier.
    pub fn id(&self) -> &QuestionId {
        &self.id
    }

    /// What is asked.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// Help with answering.
    pub fn hint(&self) -> Option<&Text> {
        self.hint.as_ref()
    }

    /// The title of the part of the form that begins with it, where one does.
    pub fn part(&self) -> Option<&Text> {
        self.part.as_ref()
    }

    /// Whether a response must answer it (each of its statements) where it is shown.
    pub fn required(&self) -> bool {
        self.required
    }

    /// On which earlier answers it is shown; always where `None`.
    pub fn show_if(&self) -> Option<&Condition> {
        self.show_if.as_ref()
    }

    /// Its kind.
    pub fn kind(&self) -> &Kind {
        &self.kind
    }

    /// The name of its form field; that of a statement or of an option to place has `.STATEMENT` or `.OPTION` behind it.
    pub fn field_name(&self) -> String {
        [FIELD_PREFIX, self.id.as_str()].concat()
    }

    /// Whether the form field `name` is its, or one of its statements'.
    pub fn has_field(&self, name: &str) -> bool {
        name.strip_prefix(FIELD_PREFIX).and_then(|name| name.split('.').next()) == Some(self.id.as_str())
    }

    pub(crate) fn parse(place: &Place<'_>, context: &Context<'_>) -> Option<Self> {
        let members = place.members()?;
        let text_of = |member: Place<'_>| Text::parse(&member, context.languages, limits::LABEL);
        // Every member is read before the first `?`, so that all issues are found at once.
        let id = members.need("id").and_then(|member| {
            let id = member.identifier(QuestionId::parse)?;
            if context.earlier.iter().any(|earlier| earlier.id == id) || context.faulty.contains(&id.as_str()) {
                member.fault(Fault::Repeated);
                return None;
            }
            Some(id)
        });
        let text = members.need("text").and_then(text_of);
        let hint = members.get("hint").map(text_of);
        let part = members.get("part").map(text_of);
        let required = members.get("required").map_or(Some(false), |member| member.flag());
        let show_if = members.get("show_if").map(|member| Condition::parse(&member, context));
        let kind = Kind::parse(&members, context);
        Some(Self {
            id: id?,
            text: text?,
            hint: optional(hint)?,
            part: optional(part)?,
            required: required?,
            show_if: optional(show_if)?,
            kind: kind?,
        })
    }

    pub(crate) fn to_value(&self) -> Value {
        let mut members = vec![
            ("id".to_owned(), self.id.as_str().into()),
            ("kind".to_owned(), self.kind.name().into()),
            ("text".to_owned(), self.text.to_value()),
        ];
        if let Some(hint) = &self.hint {
            members.push(("hint".to_owned(), hint.to_value()));
        }
        if let Some(part) = &self.part {
            members.push(("part".to_owned(), part.to_value()));
        }
        if self.required {
            members.push(("required".to_owned(), true.into()));
        }
        if let Some(condition) = &self.show_if {
            members.push(("show_if".to_owned(), condition.to_value()));
        }
        self.kind.write(&mut members);
        Value::Object(members)
    }

    /// All texts with their JSON pointers, relative to the question.
    pub(crate) fn texts(&self) -> Vec<(String, &Text)> {
        let mut texts = vec![("/text".to_owned(), &self.text)];
        texts.extend(self.hint.iter().map(|hint| ("/hint".to_owned(), hint)));
        texts.extend(self.part.iter().map(|part| ("/part".to_owned(), part)));
        match &self.kind {
            Kind::SingleChoice(kind) => choice::texts(kind.options(), "options", &mut texts),
            Kind::MultipleChoice(kind) => choice::texts(kind.options(), "options", &mut texts),
            Kind::Rating(kind) => kind.texts(&mut texts),
            Kind::Agreement(kind) => kind.texts(&mut texts),
            Kind::Ranking(kind) => choice::texts(kind.options(), "options", &mut texts),
            Kind::Vote(kind) => kind.texts(&mut texts),
            Kind::FreeText(_) | Kind::Region => {}
        }
        texts
    }
}

/// What the name of every answer's form field begins with.
pub const FIELD_PREFIX: &str = "answers.";

const COMMON_MEMBERS: &[&str] = &["id", "kind", "text", "hint", "part", "required", "show_if"];

impl Kind {
    /// Its name on the wire.
    pub fn name(&self) -> &'static str {
        match self {
            Self::SingleChoice(_) => "single_choice",
            Self::MultipleChoice(_) => "multiple_choice",
            Self::Rating(_) => "rating",
            Self::Agreement(_) => "agreement",
            Self::FreeText(_) => "free_text",
            Self::Ranking(_) => "ranking",
            Self::Region => "region",
            Self::Vote(_) => "vote",
        }
    }

    /// The statements of a kind that has some.
    pub fn statements(&self) -> &[Statement] {
        match self {
            Self::Agreement(kind) => kind.statements(),
            Self::Vote(kind) => kind.statements(),
            Self::SingleChoice(_)
            | Self::MultipleChoice(_)
            | Self::Rating(_)
            | Self::FreeText(_)
            | Self::Ranking(_)
            | Self::Region => &[],
        }
    }

    /// What can be chosen of a kind that offers such: its options, or the points of its scale that have names.
    pub fn options(&self) -> &[Choice] {
        match self {
            Self::SingleChoice(kind) => kind.options(),
            Self::MultipleChoice(kind) => kind.options(),
            Self::Agreement(kind) => kind.scale(),
            Self::Ranking(kind) => kind.options(),
            Self::Rating(_) | Self::FreeText(_) | Self::Region | Self::Vote(_) => &[],
        }
    }

    fn parse(members: &Members<'_>, context: &Context<'_>) -> Option<Self> {
        let kind = members.need("kind")?;
        let (read, own): (Option<Self>, &[&str]) = match kind.string()? {
            "single_choice" => (SingleChoice::parse(members, context).map(Self::SingleChoice), SingleChoice::MEMBERS),
            "multiple_choice" => {
                (MultipleChoice::parse(members, context).map(Self::MultipleChoice), MultipleChoice::MEMBERS)
            }
            "rating" => (Rating::parse(members, context).map(Self::Rating), Rating::MEMBERS),
            "agreement" => (Agreement::parse(members, context).map(Self::Agreement), Agreement::MEMBERS),
            "free_text" => (FreeText::parse(members).map(Self::FreeText), FreeText::MEMBERS),
            "ranking" => (Ranking::parse(members, context).map(Self::Ranking), Ranking::MEMBERS),
            "region" => (Some(Self::Region), &[]),
            "vote" => (Vote::parse(members, context).map(Self::Vote), Vote::MEMBERS),
            _ => {
                kind.fault(Fault::Expected(
                    "one of single_choice, multiple_choice, rating, agreement, free_text, ranking, region and vote",
                ));
                return None;
            }
        };
        members.only(&[COMMON_MEMBERS, own]);
        read
    }

    fn write(&self, members: &mut Vec<(String, Value)>) {
        match self {
            Self::SingleChoice(kind) => kind.write(members),
            Self::MultipleChoice(kind) => kind.write(members),
            Self::Rating(kind) => kind.write(members),
            Self::Agreement(kind) => kind.write(members),
            Self::FreeText(kind) => kind.write(members),
            Self::Ranking(kind) => kind.write(members),
            Self::Region => {}
            Self::Vote(kind) => kind.write(members),
        }
    }

    /// Reads an answer's value; `None` where it is blank or faults were noted.
    pub(crate) fn answer(&self, value: &Value, faults: &mut Faults<'_>) -> Option<Answer> {
        match self {
            Self::SingleChoice(kind) => kind.answer(value, faults).map(Answer::SingleChoice),
            Self::MultipleChoice(kind) => kind.answer(value, faults).map(Answer::MultipleChoice),
            Self::Rating(kind) => kind.answer(value, faults).map(Answer::Rating),
            Self::Agreement(kind) => kind.answer(value, faults).map(Answer::Agreement),
            Self::FreeText(kind) => kind.answer(value, faults).map(Answer::FreeText),
            Self::Ranking(kind) => kind.answer(value, faults).map(Answer::Ranking),
            Self::Region => region::answer(value, faults).map(Answer::Region),
            Self::Vote(kind) => kind.answer(value, faults).map(Answer::Vote),
        }
    }

    /// Whether answers to both can be added up in one count: the same kind, and for a rating the same points.
    pub(crate) fn counts_with(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Rating(one), Self::Rating(other)) => one.points() == other.points(),
            (one, other) => one.name() == other.name(),
        }
    }

    /// Notes what a required question still lacks.
    pub(crate) fn demand(&self, answer: Option<&Answer>, faults: &mut Faults<'_>) {
        match (self, answer) {
            (Self::Agreement(kind), answer) => kind.demand(answer, faults),
            (_, None) => faults.add(AnswerFault::Required),
            (_, Some(_)) => {}
        }
    }

    /// The answer's value out of a form's fields; `None` where the person left them blank.
    pub(crate) fn value_from_fields(&self, fields: &Fields<'_>) -> Option<Value> {
        match self {
            Self::SingleChoice(_) | Self::FreeText(_) | Self::Region => last_filled(fields).map(Value::string),
            Self::MultipleChoice(_) => multiple_choice::value_from_fields(fields),
            Self::Rating(_) => rating::value_from_fields(fields),
            Self::Agreement(_) | Self::Vote(_) => statement::value_from_fields(fields),
            Self::Ranking(_) => ranking::value_from_fields(fields),
        }
    }
}

fn last_filled<'a>(fields: &Fields<'a>) -> Option<&'a str> {
    fields.iter().rev().map(|(_, value)| *value).find(|value| !value.is_empty())
}
