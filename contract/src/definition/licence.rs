//! Under which licence releases may be used: the member `licence` of a definition's document.

use crate::document::Place;
use crate::json::Value;

/// A licence of open data. Which one is the department's choice; without one none is given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Licence {
    /// The Open Government Licence v3.0, of most public bodies of the United Kingdom.
    OglUk3,
    /// Creative Commons Attribution 4.0 International.
    CcBy4,
}

impl Licence {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::OglUk3, Self::CcBy4];

    /// Its name in a document: that of the SPDX list.
    pub fn name(self) -> &'static str {
        match self {
            Self::OglUk3 => "OGL-UK-3.0",
            Self::CcBy4 => "CC-BY-4.0",
        }
    }

    /// The licence of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// Its title, as its author writes it.
    pub fn title(self) -> &'static str {
        match self {
            Self::OglUk3 => "Open Government Licence v3.0",
            Self::CcBy4 => "Creative Commons Attribution 4.0 International",
        }
    }

    /// Where it can be read.
    pub fn address(self) -> &'static str {
        match self {
            Self::OglUk3 => "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
            Self::CcBy4 => "https://creativecommons.org/licenses/by/4.0/",
        }
    }

    pub(super) fn parse(place: &Place<'_>) -> Option<Self> {
        place.expect(Self::named(place.string()?), "\"OGL-UK-3.0\" or \"CC-BY-4.0\"")
    }

    pub(super) fn to_member(self) -> (&'static str, Value) {
        ("licence", self.name().into())
    }
}
