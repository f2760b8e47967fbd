//! Signing in to the department's pages: the token, once, for a cookie that no script reads.

use crate::access::gate::check;
use crate::access::{Token, cookie};
use crate::answers::Call;
use crate::assets;
use crate::config;
use crate::objects::department::{Client, Did};
use crate::pages;
use crate::pages::frame::NotSignedIn;
use crate::reply::{Refused, Reply};
use contract::audit::Action;
use contract::{DepartmentId, Lang, Problem};

/// Bytes of a form with a token and an address in it.
const FORM_BYTES: usize = 4 * 1024;

/// `GET /d/{department}/sign-in`.
pub(crate) fn page(call: &Call<'_>, department: &DepartmentId) -> Result<Reply, Refused> {
    if config::departments(call.env)?.iter().all(|one| one.id != *department) {
        return Err(Problem::NotFound.into());
    }
    let next = next(department, &call.request.query("next").unwrap_or_default());
    shown(call, department, &next, None, 200)
}

/// `POST /d/{department}/sign-in`.
pub(crate) async fn sign_in(call: &Call<'_>, department: &DepartmentId) -> Result<Reply, Refused> {
    let fields = call.request.form(FORM_BYTES).await?;
    let field = |name: &str| fields.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.trim());
    let next = next(department, field("next"));
    let again = |why| shown(call, department, &next, Some(why), 422);
    let Some(token) = Token::parse(field("token")) else { return again(NotSignedIn::Invalid) };
    let actor = match check(call.env, department, &token).await {
        Ok((_, actor)) => actor,
        Err(refused) => match refused.problem {
            Problem::TokenInvalid | Problem::TokenOfAnotherDepartment => return again(NotSignedIn::Invalid),
            Problem::TokenExpired => return again(NotSignedIn::Expired),
            Problem::TokenRevoked => return again(NotSignedIn::Revoked),
            _ => return Err(refused),
        },
    };
    Client { env: call.env, id: department }.log(Did::new(&actor, Action::SignedIn, "", "")).await?;
    Ok(Reply::see_other(&next).with("set-cookie", &cookie::sign_in(&call.own, &token)))
}

/// `POST /d/{department}/sign-out`.
pub(crate) fn sign_out(call: &Call<'_>, department: &DepartmentId) -> Reply {
    let page = Reply::see_other(&format!("/d/{department}/sign-in"));
    page.with("set-cookie", &cookie::sign_out(&call.own))
}

/// The way to sign in, and back to where somebody wanted to be.
pub(crate) fn way(department: &DepartmentId, wanted: &str) -> Reply {
    Reply::see_other(&format!("/d/{department}/sign-in?next={}", next(department, wanted)))
}

/// Where to go afterwards: a page of the same department, and no other place that a link could name.
fn next(department: &DepartmentId, wanted: &str) -> String {
    let home = format!("/d/{department}");
    let rest = wanted.strip_prefix(&home).and_then(|rest| rest.strip_prefix('/'));
    match rest.filter(|rest| rest.split('/').all(contract::id::is_identifier)) {
        Some(rest) => format!("{home}/{rest}"),
        None => home,
    }
}

fn shown(
    call: &Call<'_>,
    department: &DepartmentId,
    next: &str,
    wrong: Option<NotSignedIn>,
    status: u16,
) -> Result<Reply, Refused> {
    let name = config::department_name(call.env, department)?;
    Ok(Reply::page(status, Lang::En, pages::frame::sign_in((department, &name), next, wrong, &assets::folder())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_stays_within_the_department() {
        let department = DepartmentId::parse("engagement").unwrap();
        for (wanted, expected) in [
            ("/d/engagement", "/d/engagement"),
            ("/d/engagement/mapping-data", "/d/engagement/mapping-data"),
            ("/d/engagement/mapping-data/outcome", "/d/engagement/mapping-data/outcome"),
            ("/d/engagement//evil.example", "/d/engagement"),
            ("/d/engagement/../x", "/d/engagement"),
            ("/d/engagements", "/d/engagement"),
            ("/d/other/mapping-data", "/d/engagement"),
            ("https://evil.example/", "/d/engagement"),
            ("//evil.example", "/d/engagement"),
            ("", "/d/engagement"),
        ] {
            assert_eq!(next(&department, wanted), expected, "{wanted}");
        }
    }
}
