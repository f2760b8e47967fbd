//! A consultation's life: draft, open, closed, archived; and its revisions.

use crate::definition::Definition;
use crate::document::{Fault, Issue};
use crate::id::{ConsultationId, DepartmentId};
use crate::limits;
use crate::problem::Problem;
use crate::question::Question;
use crate::time::Timestamp;

/// Where a consultation stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Being written; never asked yet.
    Draft,
    /// Taking answers, between its opening and closing times.
    Open,
    /// No longer taking answers. It may be opened again.
    Closed,
    /// Done with for good.
    Archived,
}

impl State {
    /// All states.
    pub const ALL: [State; 4] = [Self::Draft, Self::Open, Self::Closed, Self::Archived];

    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Archived => "archived",
        }
    }

    /// The state of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether answers are taken at `now` in this state, between these times.
    ///
    /// # Errors
    /// [`Problem::ConsultationNotOpen`] before, [`Problem::ConsultationClosed`] after.
    pub fn taking_answers(
        self,
        opens_at: Option<Timestamp>,
        closes_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), Problem> {
        match self {
            Self::Draft => Err(Problem::ConsultationNotOpen),
            Self::Closed | Self::Archived => Err(Problem::ConsultationClosed),
            Self::Open if opens_at.is_some_and(|opens| now < opens) => Err(Problem::ConsultationNotOpen),
            Self::Open if closes_at.is_some_and(|closes| now >= closes) => Err(Problem::ConsultationClosed),
            Self::Open => Ok(()),
        }
    }
}

/// A definition as people answered it: numbered from 1, never changed once it was open.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Revision {
    /// Its number.
    pub number: u32,
    /// What it asks.
    pub definition: Definition,
}

/// A consultation with all its revisions, the newest last.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Consultation {
    id: ConsultationId,
    department: DepartmentId,
    state: State,
    revisions: Vec<Revision>,
}

/// Why a step was not taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// The state does not allow it.
    State(State),
    /// The definition cannot be asked: these texts are missing, or these questions changed their kind.
    Definition(Vec<Issue>),
    /// It has [`limits::REVISIONS`] already.
    TooManyRevisions,
}

impl Consultation {
    /// A new draft.
    pub fn draft(id: ConsultationId, department: DepartmentId, definition: Definition) -> Self {
        Self { id, department, state: State::Draft, revisions: vec![Revision { number: 1, definition }] }
    }

    /// As a store kept it. `None` unless the revisions are numbered from 1 without a gap.
    pub fn restore(
        id: ConsultationId,
        department: DepartmentId,
        state: State,
        revisions: Vec<Revision>,
    ) -> Option<Self> {
        let numbered = revisions.iter().zip(1..).all(|(revision, number)| revision.number == number);
        (numbered && !revisions.is_empty()).then_some(Self { id, department, state, revisions })
    }

    /// Its identifier.
    pub fn id(&self) -> &ConsultationId {
        &self.id
    }

    /// Whose it is.
    pub fn department(&self) -> &DepartmentId {
        &self.department
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// The newest revision: that which is asked while open.
    pub fn current(&self) -> &Revision {
        &self.revisions[self.revisions.len() - 1]
    }

    /// The revision of that number.
    pub fn revision(&self, number: u32) -> Option<&Revision> {
        self.revisions.get(usize::try_from(number).ok()?.checked_sub(1)?)
    }

    /// All revisions, the newest last.
    pub fn revisions(&self) -> &[Revision] {
        &self.revisions
    }

    /// Puts a changed definition: a draft's is replaced; an open one's becomes a new revision (none where nothing
    /// changed), and answers to earlier ones are still taken.
    ///
    /// # Errors
    /// [`Refusal::State`] when closed or archived; [`Refusal::Definition`] when open and a translation is missing, or a
    /// question that was asked before comes back under its identifier in another kind, or releases would have noise that
    /// had none, or other noise; [`Refusal::TooManyRevisions`].
    pub fn put(&mut self, definition: Definition) -> Result<(), Refusal> {
        match self.state {
            State::Draft => {
                self.revisions[0].definition = definition;
                Ok(())
            }
            State::Open if definition == self.current().definition => Ok(()),
            State::Open => {
                complete(&definition)?;
                self.keeps_kinds(&definition)?;
                self.keeps_privacy(&definition)?;
                let number = self.current().number + 1;
                if number > limits::REVISIONS {
                    return Err(Refusal::TooManyRevisions);
                }
                self.revisions.push(Revision { number, definition });
                Ok(())
            }
            State::Closed | State::Archived => Err(Refusal::State(self.state)),
        }
    }

    /// What [`Self::put`] would refuse of a definition while it is open, besides texts that are missing.
    pub fn incompatible(&self, definition: &Definition) -> Vec<Issue> {
        let kept = [self.keeps_kinds(definition), self.keeps_privacy(definition)];
        let issues = kept.into_iter().filter_map(Result::err).flat_map(|refusal| match refusal {
            Refusal::Definition(issues) => issues,
            Refusal::State(_) | Refusal::TooManyRevisions => Vec::new(),
        });
        if self.state == State::Draft { Vec::new() } else { issues.collect() }
    }

    fn keeps_kinds(&self, definition: &Definition) -> Result<(), Refusal> {
        let changed = |question: &Question| {
            let before = self
                .revisions
                .iter()
                .filter_map(|revision| revision.definition.questionnaire().question(question.id()));
            before.map(Question::kind).any(|kind| !kind.counts_with(question.kind()))
        };
        let issues: Vec<Issue> = definition
            .questionnaire()
            .questions()
            .iter()
            .enumerate()
            .filter(|(_, question)| changed(question))
            .map(|(index, _)| Issue { pointer: format!("/questions/{index}/kind"), fault: Fault::KindChanged })
            .collect();
        if issues.is_empty() { Ok(()) } else { Err(Refusal::Definition(issues)) }
    }

    fn keeps_privacy(&self, definition: &Definition) -> Result<(), Refusal> {
        let epsilon = |definition: &Definition| definition.release_rules().epsilon_tenths();
        if epsilon(definition) == epsilon(&self.current().definition) {
            return Ok(());
        }
        Err(Refusal::Definition(vec![Issue { pointer: "/release/privacy".to_owned(), fault: Fault::PrivacyChanged }]))
    }

    /// Opens a draft, or a closed one again. Opening an open one changes nothing.
    ///
    /// # Errors
    /// [`Refusal::Definition`], [`Refusal::State`] when archived.
    pub fn open(&mut self) -> Result<(), Refusal> {
        match self.state {
            State::Draft | State::Closed => {
                complete(&self.current().definition)?;
                self.state = State::Open;
                Ok(())
            }
            State::Open => Ok(()),
            State::Archived => Err(Refusal::State(self.state)),
        }
    }

    /// Closes an open one. Closing a closed one changes nothing.
    ///
    /// # Errors
    /// [`Refusal::State`] when it was never open, or is archived.
    pub fn close(&mut self) -> Result<(), Refusal> {
        match self.state {
            State::Open | State::Closed => {
                self.state = State::Closed;
                Ok(())
            }
            State::Draft | State::Archived => Err(Refusal::State(self.state)),
        }
    }

    /// Archives a closed one: it never opens again, and stays to be read. Archiving an archived one changes nothing.
    ///
    /// # Errors
    /// [`Refusal::State`] when it is not closed.
    pub fn archive(&mut self) -> Result<(), Refusal> {
        match self.state {
            State::Closed | State::Archived => {
                self.state = State::Archived;
                Ok(())
            }
            State::Draft | State::Open => Err(Refusal::State(self.state)),
        }
    }

    /// Whether answers are taken at `now`.
    ///
    /// # Errors
    /// [`Problem::ConsultationNotOpen`] before, [`Problem::ConsultationClosed`] after.
    pub fn taking_answers(&self, now: Timestamp) -> Result<(), Problem> {
        let definition = &self.current().definition;
        self.state.taking_answers(definition.opens_at(), definition.closes_at(), now)
    }
}

fn complete(definition: &Definition) -> Result<(), Refusal> {
    let missing = definition.questionnaire().translations_missing();
    if missing.is_empty() { Ok(()) } else { Err(Refusal::Definition(missing)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Value;

    fn definition(kind: &str, languages: &str) -> Definition {
        let text = format!(
            r#"{{"title": {{"en": "T"}}, "languages": {languages},
                 "opens_at": "2026-01-01T00:00:00Z", "closes_at": "2026-02-01T00:00:00Z",
                 "questions": [{{"id": "q", "text": {{"en": "Q"}}, {kind}}}]}}"#
        );
        let document: Value = serde_json::from_str(&text).unwrap();
        Definition::parse(&document).unwrap()
    }

    const WORDS: &str = r#""kind": "free_text""#;
    const RATING: &str = r#""kind": "rating", "points": 5, "low": {"en": "l"}, "high": {"en": "h"}"#;
    const CHOICE: &str =
        r#""kind": "single_choice", "options": [{"id": "a", "text": {"en": "a"}}, {"id": "b", "text": {"en": "b"}}]"#;
    const RANKING: &str =
        r#""kind": "ranking", "options": [{"id": "a", "text": {"en": "a"}}, {"id": "b", "text": {"en": "b"}}]"#;
    const SHORTER: &str = r#""kind": "ranking", "max_ranked": 1, "options": [{"id": "a", "text": {"en": "a"}}, {"id": "c", "text": {"en": "c"}}]"#;
    const REGION: &str = r#""kind": "region""#;
    const VOTE: &str = r#""kind": "vote", "statements": [{"id": "s", "text": {"en": "s"}}]"#;
    const OTHER_VOTE: &str = r#""kind": "vote", "statements": [{"id": "t", "text": {"en": "t"}}]"#;
    const WIDER: &str = r#""kind": "rating", "points": 7, "low": {"en": "l"}, "high": {"en": "h"}"#;

    fn consultation(kind: &str) -> Consultation {
        let id = ConsultationId::parse("c").unwrap();
        Consultation::draft(id, DepartmentId::parse("d").unwrap(), definition(kind, r#"["en"]"#))
    }

    #[test]
    fn a_life() {
        let mut life = consultation(RATING);
        let moment = |text| Timestamp::parse(text).unwrap();
        let (before, during, after) =
            (moment("2025-12-31T23:59:59Z"), moment("2026-01-01T00:00:00Z"), moment("2026-02-01T00:00:00Z"));
        assert_eq!(life.taking_answers(during), Err(Problem::ConsultationNotOpen));
        assert_eq!(life.close(), Err(Refusal::State(State::Draft)));
        life.put(definition(WORDS, r#"["en"]"#)).unwrap();
        assert_eq!(life.current().number, 1, "a draft has one revision however often it is written");
        life.open().unwrap();
        assert_eq!(life.taking_answers(before), Err(Problem::ConsultationNotOpen));
        assert_eq!(life.taking_answers(during), Ok(()));
        assert_eq!(life.taking_answers(after), Err(Problem::ConsultationClosed));
        life.close().unwrap();
        assert_eq!(life.taking_answers(during), Err(Problem::ConsultationClosed));
        assert_eq!(life.put(definition(WORDS, r#"["en"]"#)), Err(Refusal::State(State::Closed)));
        life.open().unwrap();
        assert_eq!(life.taking_answers(during), Ok(()));
        assert_eq!(life.archive(), Err(Refusal::State(State::Open)));
        life.close().unwrap();
        life.archive().unwrap();
        life.archive().unwrap();
        assert_eq!(life.open(), Err(Refusal::State(State::Archived)));
        assert_eq!(life.close(), Err(Refusal::State(State::Archived)));
        assert_eq!(life.taking_answers(during), Err(Problem::ConsultationClosed));
    }

    #[test]
    fn an_open_one_gets_revisions_and_keeps_its_kinds() {
        let mut open = consultation(RATING);
        open.open().unwrap();
        open.put(definition(RATING, r#"["en"]"#)).unwrap();
        assert_eq!(open.current().number, 1, "nothing changed");
        for kind in [WORDS, WIDER] {
            let Err(Refusal::Definition(issues)) = open.put(definition(kind, r#"["en"]"#)) else { panic!("{kind}") };
            assert_eq!((issues[0].pointer.as_str(), &issues[0].fault), ("/questions/0/kind", &Fault::KindChanged));
        }
        let other = definition(&format!(r#""hint": {{"en": "new"}}, {RATING}"#), r#"["en"]"#);
        open.put(other).unwrap();
        assert_eq!(open.current().number, 2);
        assert!(open.revision(1).is_some() && open.revision(0).is_none() && open.revision(3).is_none());
    }

    #[test]
    fn noise_stays_as_it_was_once_open() {
        let with = |member: &str| {
            let text = format!(
                r#"{{"title": {{"en": "T"}}, "languages": ["en"], {member}
                     "questions": [{{"id": "q", "text": {{"en": "Q"}}, {WORDS}}}]}}"#
            );
            Definition::parse(&serde_json::from_str::<Value>(&text).unwrap()).unwrap()
        };
        let noise = |tenths: u32| with(&format!(r#""release": {{"privacy": {{"epsilon_tenths": {tenths}}}}},"#));
        for (before, after, allowed) in [
            (noise(10), noise(10), true),
            (noise(10), noise(5), false),
            (noise(10), with(""), false),
            (with(""), noise(10), false),
        ] {
            let id = ConsultationId::parse("c").unwrap();
            let mut open = Consultation::draft(id, DepartmentId::parse("d").unwrap(), with(""));
            open.put(before).unwrap();
            open.open().unwrap();
            assert_eq!(open.put(after.clone()).is_ok(), allowed, "{:?}", after.to_value());
        }
    }

    #[test]
    fn what_counts_together_may_change_and_nothing_else() {
        for (before, after, allowed) in [
            (CHOICE, RANKING, false),
            (RANKING, CHOICE, false),
            (RANKING, SHORTER, true),
            (REGION, CHOICE, false),
            (VOTE, OTHER_VOTE, true),
            (VOTE, REGION, false),
        ] {
            let mut open = consultation(before);
            open.open().unwrap();
            assert_eq!(open.put(definition(after, r#"["en"]"#)).is_ok(), allowed, "{before} {after}");
        }
    }

    #[test]
    fn a_promised_language_must_be_there_to_open() {
        let id = ConsultationId::parse("c").unwrap();
        let mut draft =
            Consultation::draft(id, DepartmentId::parse("d").unwrap(), definition(RATING, r#"["en", "cy"]"#));
        let Err(Refusal::Definition(issues)) = draft.open() else { panic!() };
        let places: Vec<&str> = issues.iter().map(|issue| issue.pointer.as_str()).collect();
        assert_eq!(places, ["/title", "/questions/0/text", "/questions/0/low", "/questions/0/high"]);
        assert_eq!(draft.state(), State::Draft);
    }
}
