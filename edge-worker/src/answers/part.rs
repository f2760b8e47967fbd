//! A form in parts without a script: each part is sent, and comes back as the next one, with all that was filled in.

use super::submission::field;
use crate::http::Fields;
use contract::turn::{Turn, first_wrong, turn};
use contract::{AnswerIssue, Questionnaire, Reading};

/// Who shows a form: what decides where its parts begin, and in which field it says which part it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shows {
    /// The loader, until the application takes over, which has the same parts.
    Loader,
    /// A page of ours.
    Page,
}

/// The part to show next, and what is wrong in it.
pub(super) struct Next {
    pub(super) at: usize,
    pub(super) wrong: Vec<AnswerIssue>,
}

impl Shows {
    fn unscripted(self) -> bool {
        self == Self::Page
    }

    /// The part with which a form begins; `None` where it is shown all at once.
    pub(super) fn first(self, asked: &Questionnaire) -> Option<usize> {
        (asked.parts(self.unscripted()).len() > 1).then_some(0)
    }

    /// The part in which answers that were sent are shown to be wrong; behind the last one where they are right.
    pub(super) fn first_wrong(self, asked: &Questionnaire, fields: &Fields) -> Option<usize> {
        self.first(asked).map(|_| first_wrong(asked, &read(asked, fields), self.unscripted()))
    }

    /// Where the form that holds `fields` goes next; `None` where its answers are to be recorded.
    pub(super) fn next(self, asked: &Questionnaire, fields: &Fields) -> Option<Next> {
        let named = |name| field(fields, name).parse::<usize>().ok();
        let at = match self {
            Self::Loader => named("step")?,
            Self::Page => match named("part") {
                Some(at) => at,
                // From the loader's form, which goes on here where it was.
                None => {
                    let first = asked.parts(false).get(named("step")?).map_or(usize::MAX, |part| part.start);
                    let parts = asked.parts(true);
                    let at = parts.iter().position(|part| part.contains(&first)).unwrap_or(parts.len());
                    return Some(Next { at, wrong: Vec::new() });
                }
            },
        };
        match turn(asked, &read(asked, fields), self.unscripted(), at, field(fields, "go")) {
            Turn::Part(at) => Some(Next { at, wrong: Vec::new() }),
            Turn::Wrong(at, wrong) => Some(Next { at, wrong }),
            Turn::Send => None,
        }
    }
}

fn read(asked: &Questionnaire, fields: &Fields) -> Reading {
    Reading::of(asked, &asked.answers_from_fields(fields))
}
