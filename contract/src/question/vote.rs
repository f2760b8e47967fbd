//! `vote`: many statements, often of other people's; agree, disagree or pass on each. Answer: `{"statement": "agree"}`, in
//! the statements' order.

use super::{Context, Faults, Statement, statement};
use crate::document::Members;
use crate::id::{OptionId, StatementId};
use crate::json::Value;
use crate::limits;
use crate::locale::FormStrings;
use crate::packed::packed;
use crate::text::Text;

/// Statements to vote on. Nobody has to vote on all of them: a required one wants one vote.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Vote {
    statements: Vec<Statement>,
}

packed!(Vote { statements });

/// What a vote says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stance {
    /// The person agrees.
    Agree,
    /// The person disagrees.
    Disagree,
    /// The person has seen it and takes no side.
    Pass,
}

impl Stance {
    /// All of them, as they are offered.
    pub const ALL: [Stance; 3] = [Self::Agree, Self::Disagree, Self::Pass];

    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Agree => "agree",
            Self::Disagree => "disagree",
            Self::Pass => "pass",
        }
    }

    /// The stance of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stance| stance.name() == name)
    }

    /// Its name as that of an option: a vote counts as the point of an agreement does.
    pub fn id(self) -> OptionId {
        OptionId::parse(self.name()).expect("the name of a stance is an identifier")
    }

    /// Its label.
    pub fn label(self, words: &FormStrings) -> &'static str {
        match self {
            Self::Agree => words.vote_agree,
            Self::Disagree => words.vote_disagree,
            Self::Pass => words.vote_pass,
        }
    }
}

impl Vote {
    pub(super) const MEMBERS: &'static [&'static str] = &["statements"];

    /// The statements, in order.
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    pub(super) fn parse(members: &Members<'_>, context: &Context<'_>) -> Option<Self> {
        Some(Self { statements: statement::parse_list(members, context, limits::VOTE_STATEMENTS)? })
    }

    pub(super) fn write(&self, members: &mut Vec<(String, Value)>) {
        statement::write(&self.statements, members);
    }

    pub(super) fn texts<'a>(&'a self, texts: &mut Vec<(String, &'a Text)>) {
        statement::texts(&self.statements, texts);
    }

    pub(super) fn answer(&self, value: &Value, faults: &mut Faults<'_>) -> Option<Vec<(StatementId, Stance)>> {
        statement::answer(&self.statements, Stance::parse, value, faults)
    }
}
