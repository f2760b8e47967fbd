//! The gate: who somebody is, and whether the table lets them pass.

use super::person::Access;
use super::rules::{Door, Rule, rule};
use super::{Role, Token, cookie};
use crate::answers::Call;
use crate::config;
use crate::cors::{caller, is_our_form};
use crate::department::pages;
use crate::department::sign_in;
use crate::objects::department::{Checked, Client};
use crate::reply::{Refused, Reply};
use crate::route::Route;
use contract::audit::Actor;
use contract::{DepartmentId, Problem};
use sha2::{Digest, Sha256};
use worker::Env;

/// Leave to act for a department: what every handler of a department's route takes, and this gate alone makes.
#[derive(Clone, Debug)]
pub(crate) struct Pass {
    department: DepartmentId,
    role: Role,
    actor: Actor,
    by: By,
}

/// By what somebody came in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum By {
    /// A token that the request carries itself.
    Bearer,
    /// The cookie of the pages.
    Cookie,
    /// Cloudflare Access, in front of this Worker.
    Access,
}

/// What came of a request at the gate.
pub(crate) enum Entered {
    /// Its route is anyone's.
    Anyone,
    /// Somebody who may act.
    With(Pass),
    /// Something else is answered: where to sign in, or why not.
    Instead(Reply),
}

impl Pass {
    /// For which department.
    pub(crate) fn department(&self) -> &DepartmentId {
        &self.department
    }

    /// With which role.
    pub(crate) fn role(&self) -> Role {
        self.role
    }

    /// Who, as the audit log has it.
    pub(crate) fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Tells one reader of a page from another, for its tag: a part of a hash, since a tag takes not every letter.
    pub(crate) fn tag(&self) -> String {
        let [kind, id, name] = self.actor.texts();
        let digest = Sha256::digest(format!("{}\n{kind}\n{id}\n{name}", self.role.name()));
        digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    /// By what.
    pub(crate) fn by(&self) -> By {
        self.by
    }
}

impl Entered {
    /// The pass. A route of a department for which the table asks none is a fault of ours, and ends here.
    pub(crate) fn pass(&self) -> Result<&Pass, Refused> {
        match self {
            Self::With(pass) => Ok(pass),
            Self::Anyone | Self::Instead(_) => Err(Problem::Internal.into()),
        }
    }
}

/// Holds a request to the table.
pub(crate) async fn enter(call: &Call<'_>, route: &Route) -> Result<Entered, Refused> {
    let (department, least, door) = match rule(route) {
        Rule::Anyone => return Ok(Entered::Anyone),
        Rule::OurForm => return our_form(call).map(|()| Entered::Anyone),
        Rule::Role(department, least, door) => (department, least, door),
    };
    if door == Door::Form {
        our_form(call)?;
    }
    // A program brings its token along; what a browser adds by itself counts where a page of ours sent it.
    if door == Door::Ours && call.request.header("authorization").is_none() && our_form(call).is_err() {
        return Err(Problem::TokenMissing.into());
    }
    let is_page = matches!(door, Door::Page | Door::Form);
    match pass(call, department, door).await {
        Ok(pass) if pass.role >= least => Ok(Entered::With(pass)),
        Ok(pass) if is_page && pass.by != By::Bearer => pages::forbidden(call.env, &pass, least).map(Entered::Instead),
        Ok(_) => Err(Problem::RoleTooLow.into()),
        // A script that follows the figures is told the problem.
        Err(refused)
            if is_page
                && matches!(refused.problem.status(), 401 | 403)
                && call.request.header("authorization").is_none() =>
        {
            Ok(Entered::Instead(sign_in::way(department, call.request.path())))
        }
        Err(refused) => Err(refused),
    }
}

fn our_form(call: &Call<'_>) -> Result<(), Refused> {
    let caller = caller(call.request.header("origin").as_deref(), &call.own, &[]);
    if is_our_form(&caller, call.request.header("sec-fetch-site").as_deref()) {
        Ok(())
    } else {
        Err(Problem::OriginNotRegistered.into())
    }
}

async fn pass(call: &Call<'_>, department: &DepartmentId, door: Door) -> Result<Pass, Refused> {
    let request = call.request;
    if let Some(header) = request.header("authorization") {
        let token = bearer_of(&header).and_then(Token::parse).ok_or(Problem::TokenInvalid)?;
        return of_token(call.env, department, &token, By::Bearer).await;
    }
    if door == Door::Call {
        return Err(Problem::TokenMissing.into());
    }
    // Who signed in with a token chose to be its holder, also behind Access.
    let cookies = request.header("cookie").unwrap_or_default();
    let by_cookie = match cookie::value(&cookies, &call.own) {
        None => Err(Problem::TokenMissing.into()),
        Some(text) => match Token::parse(text) {
            None => Err(Problem::TokenInvalid.into()),
            Some(token) => of_token(call.env, department, &token, By::Cookie).await,
        },
    };
    match by_cookie {
        Err(refused) if matches!(refused.problem.status(), 401 | 403) => match of_person(call, department).await? {
            Some(pass) => Ok(pass),
            None => Err(refused),
        },
        by_cookie => by_cookie,
    }
}

async fn of_token(env: &Env, department: &DepartmentId, token: &Token, by: By) -> Result<Pass, Refused> {
    let (role, actor) = check(env, department, token).await?;
    Ok(Pass { department: department.clone(), role, actor, by })
}

/// Checks a token: whose it is, and which role it has.
pub(crate) async fn check(env: &Env, department: &DepartmentId, token: &Token) -> Result<(Role, Actor), Refused> {
    // Only those that the deployment names are asked, few: a call would make any other one's object, a file on disk.
    let mut others = Vec::new();
    for one in config::departments(env)? {
        if one.id != *department {
            others.push(one.id);
            continue;
        }
        match (Client { env, id: department }).check(token).await? {
            Checked::Valid { id, name, role } => {
                let role = Role::parse(&role).ok_or(Problem::Internal)?;
                return Ok((role, Actor::Token { id, name }));
            }
            Checked::Expired => return Err(Problem::TokenExpired.into()),
            Checked::Revoked => return Err(Problem::TokenRevoked.into()),
            Checked::Unknown => {}
        }
    }
    // Its owner is told that it is the wrong one of several.
    for other in others {
        if (Client { env, id: &other }).knows(token).await? {
            return Err(Problem::TokenOfAnotherDepartment.into());
        }
    }
    Err(Problem::TokenInvalid.into())
}

/// The person whom Access let in; `None` where Access is off or says nothing.
async fn of_person(call: &Call<'_>, department: &DepartmentId) -> Result<Option<Pass>, Refused> {
    let Some(assertion) = call.request.header("cf-access-jwt-assertion") else { return Ok(None) };
    let Some(access) = Access::of(call.env)? else { return Ok(None) };
    let email = access.person(&assertion).await?;
    let known = config::departments(call.env)?.iter().any(|one| one.id == *department);
    let role = access.role(department, &email).filter(|_| known).ok_or(Problem::NoRole)?;
    let (department, actor) = (department.clone(), Actor::Person { email });
    Ok(Some(Pass { department, role, actor, by: By::Access }))
}

fn bearer_of(header: &str) -> Option<&str> {
    let (scheme, token) = header.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers() {
        for (header, token) in [("Bearer x", Some("x")), ("bearer  x ", Some("x")), ("Basic x", None), ("Bearer", None)]
        {
            assert_eq!(bearer_of(header), token, "{header}");
        }
    }
}
