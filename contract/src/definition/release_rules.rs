//! When figures are released: the member `release` of a definition's document.

use crate::document::Place;
use crate::json::Value;
use crate::limits;

/// How many people must be new in a release, and how long the one before stands at least.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ReleaseRules {
    changes: u32,
    every_hours: u32,
}

impl Default for ReleaseRules {
    fn default() -> Self {
        Self { changes: limits::RELEASE_CHANGES, every_hours: 24 }
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

    /// What is left out is as by default.
    pub(super) fn parse(place: &Place<'_>) -> Option<Self> {
        let members = place.members()?;
        members.only(&[&["changes", "every_hours"]]);
        let number = |name: &str, default: u32, least: u32, most: u32| match members.get(name) {
            None => Some(default),
            Some(member) => u32::try_from(member.integer(least.into(), most.into())?).ok(),
        };
        let Self { changes, every_hours } = Self::default();
        let changes = number("changes", changes, limits::RELEASE_CHANGES, limits::RELEASE_CHANGES_MAX);
        let every_hours = number("every_hours", every_hours, limits::RELEASE_HOURS, limits::RELEASE_HOURS_MAX);
        Some(Self { changes: changes?, every_hours: every_hours? })
    }

    /// The member again; none where it says what holds anyway.
    pub(super) fn to_member(self) -> Option<(&'static str, Value)> {
        let members = [("changes", self.changes.into()), ("every_hours", self.every_hours.into())];
        (self != Self::default()).then(|| ("release", Value::object(members)))
    }
}
