//! A definition: the document in which a department writes what it asks, where and when.

use crate::document::{Fault, Issue, Members, Place};
use crate::id::SiteId;
use crate::json::Value;
use crate::limits;
use crate::page::Origin;
use crate::questionnaire::{self, Questionnaire};
use crate::time::Timestamp;
use std::cell::RefCell;

mod licence;
mod protection;
mod release_rules;

pub use licence::Licence;
pub use protection::Protection;
pub use release_rules::ReleaseRules;

/// What is asked, on which sites, from when to when. Only a sound one exists.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Definition {
    questionnaire: Questionnaire,
    opens_at: Option<Timestamp>,
    closes_at: Option<Timestamp>,
    sites: Vec<Site>,
    release_rules: ReleaseRules,
    licence: Option<Licence>,
    protection: Protection,
}

/// A place that may embed the consultation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Site {
    id: SiteId,
    name: String,
    origins: Vec<Origin>,
}

impl Site {
    /// Its identifier.
    pub fn id(&self) -> &SiteId {
        &self.id
    }

    /// Its name, as people know it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its exact origins.
    pub fn origins(&self) -> &[Origin] {
        &self.origins
    }

    fn parse(place: &Place<'_>, earlier: &[Site]) -> Option<Self> {
        let members = place.members()?;
        members.only(&[&["id", "name", "origins"]]);
        let id = members.need("id").and_then(|member| {
            let id = member.identifier(SiteId::parse)?;
            // The name under which the hosted form counts is no one else's.
            if id.as_str() == Definition::HOSTED_SITE || earlier.iter().any(|site| site.id == id) {
                member.fault(Fault::Repeated);
            }
            Some(id)
        });
        let name = members.need("name").and_then(|member| member.text(limits::LABEL).map(str::to_owned));
        let origins = members.need("origins").and_then(|member| {
            let items = member.items(1, limits::ORIGINS)?;
            let what = "an exact origin, such as \"https://forum.example\"";
            let origins: Vec<_> = items.iter().map(|item| item.expect(Origin::parse(item.string()?), what)).collect();
            origins.into_iter().collect::<Option<Vec<_>>>()
        });
        Some(Self { id: id?, name: name?, origins: origins? })
    }

    fn to_value(&self) -> Value {
        let origins = self.origins.iter().map(|origin| origin.as_str().into()).collect();
        Value::object([
            ("id", self.id.as_str().into()),
            ("name", Value::string(&self.name)),
            ("origins", Value::Array(origins)),
        ])
    }
}

const MEMBERS: &[&str] = &["opens_at", "closes_at", "sites", "release", "licence", "protection"];

impl Definition {
    /// The site under which answers of the hosted form count when no site led there.
    pub const HOSTED_SITE: &str = "hosted";

    /// Parses a definition's document.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its JSON pointer.
    pub fn parse(document: &Value) -> Result<Self, Vec<Issue>> {
        let issues = RefCell::new(Vec::new());
        let read = Self::read(&Place::root(document, &issues));
        match read {
            Some(definition) if issues.borrow().is_empty() => Ok(definition),
            _ => Err(issues.into_inner()),
        }
    }

    fn read(place: &Place<'_>) -> Option<Self> {
        let members = place.members()?;
        members.only(&[questionnaire::MEMBERS, MEMBERS]);
        let questionnaire = Questionnaire::parse(&members);
        let (opens_at, closes_at) = (moment(&members, "opens_at"), moment(&members, "closes_at"));
        if let (Some(opens), Some(closes), Some(member)) = (opens_at, closes_at, members.get("closes_at"))
            && closes <= opens
        {
            member.fault(Fault::ClosesBeforeOpening);
        }
        let mut sites = Vec::new();
        if let Some(member) = members.get("sites") {
            for item in &member.items(0, limits::SITES).unwrap_or_default() {
                sites.extend(Site::parse(item, &sites));
            }
        }
        let release_rules = members.get("release").and_then(|member| ReleaseRules::parse(&member)).unwrap_or_default();
        let licence = members.get("licence").and_then(|member| Licence::parse(&member));
        let protection = members.get("protection").and_then(|member| Protection::parse(&member)).unwrap_or_default();
        Some(Self { questionnaire: questionnaire?, opens_at, closes_at, sites, release_rules, licence, protection })
    }

    /// The document again, as [`Self::parse`] reads it.
    pub fn to_value(&self) -> Value {
        let mut document = self.to_public_value();
        if let Value::Object(members) = &mut document {
            members.push(("sites".to_owned(), Value::Array(self.sites.iter().map(Site::to_value).collect())));
        }
        document
    }

    /// The document without its sites: what the public definition shows.
    pub fn to_public_value(&self) -> Value {
        let mut members = self.questionnaire.to_members();
        members.extend(self.opens_at.iter().map(|moment| ("opens_at", Value::string(moment.to_string()))));
        members.extend(self.closes_at.iter().map(|moment| ("closes_at", Value::string(moment.to_string()))));
        members.extend(self.release_rules.to_member());
        members.extend(self.licence.map(Licence::to_member));
        members.extend(self.protection.to_member());
        Value::object(members)
    }

    /// What it asks.
    pub fn questionnaire(&self) -> &Questionnaire {
        &self.questionnaire
    }

    /// From when answers are taken; from its opening by hand where `None`.
    pub fn opens_at(&self) -> Option<Timestamp> {
        self.opens_at
    }

    /// Until when, that moment excluded; until it is closed by hand where `None`.
    pub fn closes_at(&self) -> Option<Timestamp> {
        self.closes_at
    }

    /// When its figures are released, and how closely.
    pub fn release_rules(&self) -> ReleaseRules {
        self.release_rules
    }

    /// Under which licence its releases may be used; `None` where its department gives none.
    pub fn licence(&self) -> Option<Licence> {
        self.licence
    }

    /// When an answer needs a proof of work.
    pub fn protection(&self) -> Protection {
        self.protection
    }

    /// The sites that may embed it.
    pub fn sites(&self) -> &[Site] {
        &self.sites
    }

    /// The site of that identifier.
    pub fn site(&self, id: &SiteId) -> Option<&Site> {
        self.sites.iter().find(|site| site.id == *id)
    }
}

fn moment(members: &Members<'_>, name: &str) -> Option<Timestamp> {
    let member = members.get(name)?;
    member.expect(Timestamp::parse(member.string()?), "a moment in UTC, such as \"2026-01-31T09:30:00Z\"")
}

#[cfg(test)]
pub(crate) mod tests;
