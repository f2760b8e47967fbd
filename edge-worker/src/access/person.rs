//! People whom Cloudflare Access let in, and which role they have. Off where the deployment does not name a team.

use super::Role;
use super::jwt::{Trust, Unproven};
use super::keys;
use crate::clock;
use crate::objects::Trouble;
use crate::reply::Refused;
use contract::{DepartmentId, Origin, Problem};
use std::collections::BTreeMap;
use worker::Env;

/// What the deployment says of Access.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Access {
    trust: Trust,
    /// By department, and there by address or, after an `@`, by domain.
    roles: BTreeMap<String, BTreeMap<String, Role>>,
}

impl Access {
    /// The bindings `ACCESS_TEAM`, `ACCESS_AUDIENCE` and `ACCESS_ROLES`; `None` where no team is named.
    ///
    /// # Errors
    /// A team is named, and what is said of it cannot be read: better no page than one that is open by mistake.
    pub(super) fn of(env: &Env) -> Result<Option<Self>, Trouble> {
        let text = |name: &str| env.var(name).map(|text| text.to_string()).unwrap_or_default();
        let team = text("ACCESS_TEAM");
        if team.is_empty() {
            return Ok(None);
        }
        let access = Self::read(&team, &text("ACCESS_AUDIENCE"), &text("ACCESS_ROLES"));
        access.map(Some).ok_or(Trouble::Protocol("the bindings ACCESS_TEAM, _AUDIENCE and _ROLES cannot be read"))
    }

    fn read(team: &str, audience: &str, roles: &str) -> Option<Self> {
        let issuer = Origin::parse(team).filter(|team| {
            // Keys that come over plain HTTP are anybody's; on this machine they are a test's.
            team.as_str().starts_with("https://") || team.as_str().starts_with("http://127.0.0.1:")
        })?;
        let named: BTreeMap<String, BTreeMap<String, String>> = serde_json::from_str(roles).ok()?;
        let role = |(who, role): (String, String)| {
            let role = Role::parse(&role)?;
            // Not a pattern: one `@`, and something behind it.
            let (_, domain) = who.split_once('@')?;
            (!domain.is_empty() && !domain.contains('@')).then(|| (who.to_lowercase(), role))
        };
        let department = |(department, people): (String, BTreeMap<String, String>)| {
            DepartmentId::parse(&department)?;
            Some((department, people.into_iter().map(role).collect::<Option<_>>()?))
        };
        let roles = named.into_iter().map(department).collect::<Option<_>>()?;
        let trust = Trust { issuer, audience: audience.to_owned() };
        (!audience.is_empty()).then_some(Self { trust, roles })
    }

    /// The role of an address in lower case: its own, else its domain's.
    pub(super) fn role(&self, department: &DepartmentId, email: &str) -> Option<Role> {
        let people = self.roles.get(department.as_str())?;
        let (_, domain) = email.rsplit_once('@')?;
        people.get(email).or_else(|| people.get(&format!("@{domain}"))).copied()
    }

    /// The address of the person for whom an assertion was made.
    ///
    /// # Errors
    /// [`Problem::AssertionInvalid`] for one that does not hold, [`Problem::NoRole`] for one that names no person.
    pub(super) async fn person(&self, assertion: &str) -> Result<String, Refused> {
        let unproven = Unproven::parse(assertion).ok_or(Problem::AssertionInvalid)?;
        // Before its key is looked for: what does not hold anyway fetches nothing.
        if !unproven.holds(&self.trust, clock::now()) || !keys::signed(&unproven, &self.trust.issuer).await? {
            return Err(Problem::AssertionInvalid.into());
        }
        unproven.email().ok_or(Problem::NoRole.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLES: &str = r#"{"engagement": {"Jo@Dept.example": "admin", "@dept.example": "viewer"}, "another": {}}"#;

    #[test]
    fn an_address_comes_before_its_domain() {
        let access = Access::read("https://team.example", "ours", ROLES).unwrap();
        let department = |id| DepartmentId::parse(id).unwrap();
        for (id, email, role) in [
            ("engagement", "jo@dept.example", Some(Role::Admin)),
            ("engagement", "al@dept.example", Some(Role::Viewer)),
            ("engagement", "al@sub.dept.example", None),
            ("engagement", "al@dept.example.evil.example", None),
            ("engagement", "dept.example", None),
            ("engagement", "x@evil@dept.example", Some(Role::Viewer)),
            ("another", "jo@dept.example", None),
            ("third", "jo@dept.example", None),
        ] {
            assert_eq!(access.role(&department(id), email), role, "{id} {email}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_no_access() {
        for (team, audience, roles) in [
            ("http://team.example", "ours", ROLES),
            ("https://team.example/", "ours", ROLES),
            ("team.example", "ours", ROLES),
            ("https://team.example", "", ROLES),
            ("https://team.example", "ours", ""),
            ("https://team.example", "ours", r#"{"engagement": {"jo@dept.example": "owner"}}"#),
            ("https://team.example", "ours", r#"{"engagement": {"dept.example": "viewer"}}"#),
            ("https://team.example", "ours", r#"{"engagement": {"@": "viewer"}}"#),
            ("https://team.example", "ours", r#"{"Engagement!": {}}"#),
        ] {
            assert_eq!(Access::read(team, audience, roles), None, "{team} {audience} {roles}");
        }
        assert!(Access::read("http://127.0.0.1:1234", "ours", "{}").is_some());
    }
}
