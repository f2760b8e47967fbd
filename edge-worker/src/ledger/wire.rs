//! A response's content between Worker and ledger (as JSON) and in the ledger's rows (as postcard).
//!
//! It says of each answer what it is, so that the ledger counts and shows it without the consultation's definition.

use aggregate::{Cell, Contribution};
use contract::json::Value;
use contract::question::Stance;
use contract::{Answer, Lang, OptionId, PageAddress, QuestionId, Region, SiteId, StatementId, Submission, Timestamp};
use serde::{Deserialize, Serialize};

/// What one person answered, and where.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
pub struct Content {
    /// The revision that was answered.
    pub revision: u32,
    /// The site where it was answered.
    pub site: SiteId,
    /// The language in which it was answered.
    pub lang: Lang,
    /// The page where it was answered.
    pub page: Option<PageAddress>,
    /// The answers, in the questions' order.
    pub answers: Vec<(QuestionId, Answer)>,
}

impl Content {
    /// What it counts as, first recorded at that moment.
    pub fn contribution(&self, recorded_at: Timestamp) -> Contribution {
        let cells = self.answers.iter().flat_map(|(id, answer)| Cell::of(id, answer)).collect();
        Contribution::of_cells(self.site.clone(), self.lang, recorded_at.day(), cells)
    }

    /// The answers as a response's member `answers` has them.
    pub fn answers_value(&self) -> Value {
        Value::object(self.answers.iter().map(|(id, answer)| (id.as_str(), answer.to_value())))
    }
}

impl From<&Submission> for Content {
    fn from(submission: &Submission) -> Self {
        Self {
            revision: submission.revision(),
            site: submission.site().clone(),
            lang: submission.lang(),
            page: submission.page().cloned(),
            answers: submission.answers().iter().map(|(id, answer)| (id.clone(), answer.clone())).collect(),
        }
    }
}

/// Not a content that this program wrote.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not a response's content")]
pub struct Unreadable;

/// The encoding. Postcard tells fields and variants by their order, and does not say how many there are: a variant may be
/// added behind the last one, and any other change is a new version of what is stored (`record.rs`).
#[derive(Serialize, Deserialize)]
struct Wire {
    revision: u32,
    site: String,
    lang: String,
    page: Option<String>,
    answers: Vec<(String, WireAnswer)>,
}

#[derive(Serialize, Deserialize)]
enum WireAnswer {
    Option(String),
    Options(Vec<String>),
    Point(u8),
    Placed(Vec<(String, String)>),
    Words(String),
    Ranked(Vec<String>),
    Region(String),
    Votes(Vec<(String, WireVote)>),
}

/// A vote in one byte: a response may have a thousand.
#[derive(Clone, Copy, Serialize, Deserialize)]
enum WireVote {
    Agree,
    Disagree,
    Pass,
}

impl From<Content> for Wire {
    fn from(content: Content) -> Self {
        Self {
            revision: content.revision,
            site: content.site.to_string(),
            lang: content.lang.code().to_owned(),
            page: content.page.map(|page| page.to_string()),
            answers: content.answers.into_iter().map(|(id, answer)| (id.to_string(), answer.into())).collect(),
        }
    }
}

impl TryFrom<Wire> for Content {
    type Error = Unreadable;

    fn try_from(wire: Wire) -> Result<Self, Unreadable> {
        let answer = |(id, answer): (String, WireAnswer)| Some((QuestionId::parse(&id)?, answer.read()?));
        let page = match wire.page {
            None => None,
            Some(page) => Some(PageAddress::parse(&page).ok_or(Unreadable)?),
        };
        Ok(Self {
            revision: wire.revision,
            site: SiteId::parse(&wire.site).ok_or(Unreadable)?,
            lang: Lang::parse(&wire.lang).ok_or(Unreadable)?,
            page,
            answers: wire.answers.into_iter().map(answer).collect::<Option<_>>().ok_or(Unreadable)?,
        })
    }
}

impl From<Answer> for WireAnswer {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::SingleChoice(option) => Self::Option(option.to_string()),
            Answer::MultipleChoice(options) => Self::Options(options.iter().map(OptionId::to_string).collect()),
            Answer::Rating(point) => Self::Point(point),
            Answer::Agreement(placed) => {
                Self::Placed(placed.iter().map(|(id, point)| (id.to_string(), point.to_string())).collect())
            }
            Answer::FreeText(text) => Self::Words(text),
            Answer::Ranking(ranked) => Self::Ranked(ranked.iter().map(OptionId::to_string).collect()),
            Answer::Region(region) => Self::Region(region.code().to_owned()),
            Answer::Vote(votes) => {
                Self::Votes(votes.iter().map(|(id, vote)| (id.to_string(), (*vote).into())).collect())
            }
        }
    }
}

impl WireAnswer {
    fn read(self) -> Option<Answer> {
        let pair = |(id, point): &(String, String)| Some((StatementId::parse(id)?, OptionId::parse(point)?));
        let ids = |ids: &[String]| ids.iter().map(|id| OptionId::parse(id)).collect::<Option<Vec<_>>>();
        let vote = |(id, vote): &(String, WireVote)| Some((StatementId::parse(id)?, (*vote).into()));
        Some(match self {
            Self::Option(option) => Answer::SingleChoice(OptionId::parse(&option)?),
            Self::Options(options) => Answer::MultipleChoice(ids(&options)?),
            Self::Point(point) => Answer::Rating(point),
            Self::Placed(placed) => Answer::Agreement(placed.iter().map(pair).collect::<Option<_>>()?),
            Self::Words(text) => Answer::FreeText(text),
            Self::Ranked(ranked) => Answer::Ranking(ids(&ranked)?),
            Self::Region(code) => Answer::Region(Region::parse(&code)?),
            Self::Votes(votes) => Answer::Vote(votes.iter().map(vote).collect::<Option<_>>()?),
        })
    }
}

impl From<Stance> for WireVote {
    fn from(stance: Stance) -> Self {
        match stance {
            Stance::Agree => Self::Agree,
            Stance::Disagree => Self::Disagree,
            Stance::Pass => Self::Pass,
        }
    }
}

impl From<WireVote> for Stance {
    fn from(vote: WireVote) -> Self {
        match vote {
            WireVote::Agree => Self::Agree,
            WireVote::Disagree => Self::Disagree,
            WireVote::Pass => Self::Pass,
        }
    }
}
