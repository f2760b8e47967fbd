//! When a proof of work is asked for: the member `protection` of a definition's document.

use crate::document::Place;
use crate::json::Value;

/// When whoever sends an answer has to show a proof of work.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Protection {
    /// While more answers come in than people usually send.
    #[default]
    Adaptive,
    /// With each answer.
    Always,
    /// Never.
    Off,
}

impl Protection {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Adaptive, Self::Always, Self::Off];

    /// Its name in a document.
    pub fn name(self) -> &'static str {
        match self {
            Self::Adaptive => "adaptive",
            Self::Always => "always",
            Self::Off => "off",
        }
    }

    pub(super) fn parse(place: &Place<'_>) -> Option<Self> {
        let name = place.string()?;
        let found = Self::ALL.into_iter().find(|one| one.name() == name);
        place.expect(found, "\"adaptive\", \"always\" or \"off\"")
    }

    /// The member again; none where it says what holds anyway.
    pub(super) fn to_member(self) -> Option<(&'static str, Value)> {
        (self != Self::default()).then(|| ("protection", self.name().into()))
    }
}
