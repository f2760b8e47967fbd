//! Two people stand behind what a department publishes: one writes a version, another one approves that very version.

use contract::Problem;
use contract::audit::Actor;

/// Whether somebody may approve the newest version.
///
/// `seen`: the version that they read and mean.
///
/// # Errors
/// Another version was written meanwhile; or it is their own.
pub(crate) fn may_approve(newest: u32, seen: u32, writer: &Actor, approver: &Actor) -> Result<(), Problem> {
    if seen != newest {
        return Err(Problem::VersionSuperseded);
    }
    if same(writer, approver) { Err(Problem::ApprovalOfOwn) } else { Ok(()) }
}

/// Whether two are one: the names of tokens may be alike, and a token's may change.
pub(crate) fn same(one: &Actor, other: &Actor) -> bool {
    let ([kind, id, _], [other_kind, other_id, _]) = (one.texts(), other.texts());
    (kind, id) == (other_kind, other_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(id: &str, name: &str) -> Actor {
        Actor::Token { id: id.to_owned(), name: name.to_owned() }
    }

    #[test]
    fn nobody_approves_what_is_their_own_or_what_they_have_not_read() {
        let person = |email: &str| Actor::Person { email: email.to_owned() };
        for (what, seen, writer, approver, expected) in [
            ("two tokens", 2, token("a", "Jo"), token("b", "Al"), Ok(())),
            ("two tokens of one name", 2, token("a", "Jo"), token("b", "Jo"), Ok(())),
            ("one token", 2, token("a", "Jo"), token("a", "Jo"), Err(Problem::ApprovalOfOwn)),
            ("one token under two names", 2, token("a", "Jo"), token("a", "Al"), Err(Problem::ApprovalOfOwn)),
            ("one person", 2, person("a@d.example"), person("a@d.example"), Err(Problem::ApprovalOfOwn)),
            ("two people", 2, person("a@d.example"), person("b@d.example"), Ok(())),
            ("a person and a token", 2, person("a"), token("a", ""), Ok(())),
            ("an older version", 1, token("a", "Jo"), token("b", "Al"), Err(Problem::VersionSuperseded)),
            ("one to come", 3, token("a", "Jo"), token("b", "Al"), Err(Problem::VersionSuperseded)),
        ] {
            assert_eq!(may_approve(2, seen, &writer, &approver), expected, "{what}");
        }
    }
}
