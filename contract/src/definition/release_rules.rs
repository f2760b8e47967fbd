//! When figures are released, and how closely: the member `release` of a definition's document.

use crate::document::{Fault, Place};
use crate::json::Value;
use crate::limits;

/// How many people must be new in a release, how long the one before stands at least, and what is told of the counts. No
/// number is weaker than its default.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ReleaseRules {
    changes: u32,
    every_hours: u32,
    threshold: u32,
    base: u32,
    possible: u32,
    epsilon_tenths: Option<u32>,
}

impl Default for ReleaseRules {
    fn default() -> Self {
        Self {
            changes: limits::RELEASE_CHANGES,
            every_hours: 24,
            threshold: limits::RELEASE_THRESHOLD,
            base: limits::RELEASE_BASES[0],
            possible: limits::RELEASE_POSSIBLE,
            epsilon_tenths: None,
        }
    }
}

impl ReleaseRules {
    /// Responses in which a release differs from the one before, at least.
    pub fn changes(self) -> u32 {
        self.changes
    }

    /// Hours between two releases, at least.
    pub fn every_hours(self) -> u32 {
        self.every_hours
    }

    /// Counts below this are not published. A multiple of [`Self::base`], so that no count is published as less.
    pub fn threshold(self) -> u32 {
        self.threshold
    }

    /// The others are rounded to a multiple of this.
    pub fn base(self) -> u32 {
        self.base
    }

    /// The values that a count which is not published must still be able to have, at least.
    pub fn possible(self) -> u32 {
        self.possible
    }

    /// Tenths of the privacy budget (epsilon) that a response spends in a release, where counts are published with noise.
    pub fn epsilon_tenths(self) -> Option<u32> {
        self.epsilon_tenths
    }

    /// What is left out is as by default.
    pub(super) fn parse(place: &Place<'_>) -> Option<Self> {
        let members = place.members()?;
        members.only(&[&["changes", "every_hours", "threshold", "base", "possible", "privacy"]]);
        let number = |name: &str, default: u32, least: u32, most: u32| match members.get(name) {
            None => Some(default),
            Some(member) => u32::try_from(member.integer(least.into(), most.into())?).ok(),
        };
        let usual = Self::default();
        let changes = number("changes", usual.changes, limits::RELEASE_CHANGES, limits::RELEASE_CHANGES_MAX);
        let every_hours = number("every_hours", usual.every_hours, limits::RELEASE_HOURS, limits::RELEASE_HOURS_MAX);
        let possible = number("possible", usual.possible, limits::RELEASE_POSSIBLE, limits::RELEASE_POSSIBLE_MAX);
        let threshold = number("threshold", usual.threshold, limits::RELEASE_THRESHOLD, limits::RELEASE_THRESHOLD_MAX);
        let base = match members.get("base") {
            None => Some(usual.base),
            Some(member) => {
                let known = |number: &i64| limits::RELEASE_BASES.iter().any(|base| i64::from(*base) == *number);
                let found = member.value().as_integer().filter(known).and_then(|number| u32::try_from(number).ok());
                member.expect(found, "5 or 10")
            }
        };
        let epsilon_tenths = match members.get("privacy") {
            None => Some(None),
            Some(member) => parse_privacy(&member).map(Some),
        };
        let (threshold, base) = (threshold?, base?);
        if !threshold.is_multiple_of(base)
            && let Some(member) = members.get("threshold").or_else(|| members.get("base"))
        {
            member.fault(Fault::Expected("such that \"threshold\" is a multiple of \"base\""));
        }
        Some(Self {
            changes: changes?,
            every_hours: every_hours?,
            threshold,
            base,
            possible: possible?,
            epsilon_tenths: epsilon_tenths?,
        })
    }

    /// All of it, for a store.
    pub fn to_value(self) -> Value {
        let epsilon_tenths = self.epsilon_tenths.map_or(Value::Null, Into::into);
        Value::object([
            ("changes", self.changes.into()),
            ("every_hours", self.every_hours.into()),
            ("threshold", self.threshold.into()),
            ("base", self.base.into()),
            ("possible", self.possible.into()),
            ("epsilon_tenths", epsilon_tenths),
        ])
    }

    /// Reads what [`Self::to_value`] wrote.
    pub fn from_value(value: &Value) -> Option<Self> {
        let number = |name: &str| u32::try_from(value.get(name)?.as_integer()?).ok();
        Some(Self {
            changes: number("changes")?,
            every_hours: number("every_hours")?,
            threshold: number("threshold")?,
            base: number("base")?,
            possible: number("possible")?,
            epsilon_tenths: number("epsilon_tenths"),
        })
    }

    /// The member again; none where it says what holds anyway.
    pub(super) fn to_member(self) -> Option<(&'static str, Value)> {
        let usual = Self::default();
        let mut members = vec![("changes", self.changes.into()), ("every_hours", self.every_hours.into())];
        let closer = [
            ("threshold", self.threshold, usual.threshold),
            ("base", self.base, usual.base),
            ("possible", self.possible, usual.possible),
        ];
        members
            .extend(closer.into_iter().filter(|(_, own, usual)| own != usual).map(|(name, own, _)| (name, own.into())));
        let privacy = |tenths: u32| ("privacy", Value::object([("epsilon_tenths", tenths.into())]));
        members.extend(self.epsilon_tenths.map(privacy));
        (self != usual).then(|| ("release", Value::object(members)))
    }
}

fn parse_privacy(place: &Place<'_>) -> Option<u32> {
    let members = place.members()?;
    members.only(&[&["epsilon_tenths"]]);
    let number = members.need("epsilon_tenths")?.integer(1, limits::RELEASE_EPSILON_TENTHS_MAX.into())?;
    u32::try_from(number).ok()
}
