//! What is to be known of a draft before it is submitted or approved: what is wrong with it, how it differs from what its
//! consultation asks now, and what that means for answers that were given.

use crate::answers::revisions::asked;
use crate::cache::{self, Known};
use crate::objects::department::{Draft, digest};
use crate::reply::Refused;
use contract::authoring::{Change, difference};
use contract::json::Value;
use contract::{ConsultationId, Definition, DepartmentId, Issue, Problem, State};
use std::rc::Rc;
use worker::Env;

/// A draft, read.
pub(crate) struct Review {
    pub(crate) document: Value,
    /// What its text is approved by.
    pub(crate) digest: String,
    /// What it says, where that is sound.
    pub(crate) definition: Option<Definition>,
    /// What is not sound.
    pub(crate) problems: Vec<Issue>,
    /// Texts that keep it from being open.
    pub(crate) untranslated: Vec<Issue>,
    /// What its consultation would refuse.
    pub(crate) refused: Vec<Issue>,
    /// Its consultation, where there is one.
    pub(crate) live: Option<Rc<Known>>,
    /// How it differs from that.
    pub(crate) changes: Vec<Change>,
}

impl Review {
    /// Reads a draft of this department.
    pub(crate) async fn of(env: &Env, department: &DepartmentId, draft: &Draft) -> Result<Self, Refused> {
        let id = ConsultationId::parse(&draft.id).ok_or(Problem::Internal)?;
        let live = live(env, department, &id).await?;
        let document: Value = serde_json::from_str(&draft.document).map_err(|_| Problem::Internal)?;
        Ok(Self::new(document, digest(&draft.document), live))
    }

    fn new(document: Value, digest: String, live: Option<Rc<Known>>) -> Self {
        let (definition, problems) = match Definition::parse(&document) {
            Ok(definition) => (Some(definition), Vec::new()),
            Err(problems) => (None, problems),
        };
        let record = live.as_ref().map(|known| &known.record);
        let untranslated = definition.as_ref().map(|own| own.questionnaire().translations_missing());
        let refused = definition.as_ref().zip(record).map(|(own, record)| record.incompatible(own));
        let changes = record.map(|record| difference(&record.current().definition.to_value(), &document));
        Self {
            untranslated: untranslated.unwrap_or_default(),
            refused: refused.unwrap_or_default(),
            changes: changes.unwrap_or_default(),
            document,
            digest,
            definition,
            problems,
            live,
        }
    }

    /// Where its consultation stands.
    pub(crate) fn state(&self) -> Option<State> {
        self.live.as_ref().map(|known| known.record.state())
    }

    /// Whether there may be answers.
    pub(crate) fn is_asked(&self) -> bool {
        self.live.as_ref().is_some_and(|known| asked(&known.record))
    }

    /// Why it cannot be submitted: a state that takes no change, or faults with their places. `open`: whether its
    /// consultation is to be opened with it.
    pub(crate) fn obstacle(&self, open: bool) -> Option<Result<Vec<&Issue>, Problem>> {
        if matches!(self.state(), Some(State::Closed | State::Archived)) {
            return Some(Err(Problem::StateForbids));
        }
        let shown = open || self.state() == Some(State::Open);
        let untranslated = self.untranslated.iter().filter(|_| shown);
        let faults: Vec<&Issue> = self.problems.iter().chain(&self.refused).chain(untranslated).collect();
        (!faults.is_empty()).then_some(Ok(faults))
    }

    /// As it travels.
    pub(crate) fn to_value(&self, draft: &Draft) -> Value {
        let list = |issues: &[Issue]| Value::Array(issues.iter().map(issue).collect());
        let changes = self.changes.iter().map(|change| change.to_value(self.is_asked()));
        Value::object([
            ("id", Value::string(&draft.id)),
            ("version", draft.version.into()),
            ("state", state(draft).into()),
            ("digest", Value::string(&self.digest)),
            ("problems", list(&self.problems)),
            ("untranslated", list(&self.untranslated)),
            ("refused", list(&self.refused)),
            ("live", self.live.as_deref().map_or(Value::Null, standing)),
            ("changes", Value::Array(changes.collect())),
        ])
    }
}

fn issue(issue: &Issue) -> Value {
    Value::object([("pointer", Value::string(&issue.pointer)), ("detail", Value::string(issue.fault.to_string()))])
}

/// Where a draft stands.
pub(crate) fn state(draft: &Draft) -> &'static str {
    match (&draft.submitted, &draft.returned) {
        (Some(_), _) => "submitted",
        (None, Some(_)) => "returned",
        (None, None) => "writing",
    }
}

/// Where the consultation of a draft stands.
pub(crate) fn standing(known: &Known) -> Value {
    let record = &known.record;
    Value::object([("state", record.state().name().into()), ("revision", record.current().number.into())])
}

/// The consultation of a draft, where there is one already.
///
/// # Errors
/// It is another department's.
pub(crate) async fn live(
    env: &Env,
    department: &DepartmentId,
    id: &ConsultationId,
) -> Result<Option<Rc<Known>>, Refused> {
    match cache::newest(env, id).await {
        Ok(known) if known.record.department() == department => Ok(Some(known)),
        Ok(_) => Err(Problem::IdentifierTaken.into()),
        Err(refused) if refused.problem == Problem::UnknownConsultation => Ok(None),
        Err(refused) => Err(refused),
    }
}
