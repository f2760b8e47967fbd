//! Signing in to the department's pages: the token, once, for a cookie that no script reads.

use crate::assets;
use crate::auth::{Token, check, sign_in_cookie, sign_out_cookie};
use crate::config;
use crate::cors::{caller, form_is_ours};
use crate::http::Incoming;
use crate::pages;
use crate::reply::{Refused, Reply};
use contract::{DepartmentId, Lang, Origin, Problem};
use worker::Env;

/// Bytes of a form with a token and an address in it.
const FORM_BYTES: usize = 4 * 1024;

/// `GET /d/{department}/sign-in`.
pub(crate) fn page(env: &Env, request: &Incoming, department: &DepartmentId) -> Result<Reply, Refused> {
    if config::departments(env)?.iter().all(|one| one.id != *department) {
        return Err(Problem::NotFound.into());
    }
    let next = next(department, &request.query("next").unwrap_or_default());
    Ok(shown(department, &next, false, 200))
}

/// `POST /d/{department}/sign-in`.
pub(crate) async fn sign_in(env: &Env, request: &Incoming, department: &DepartmentId) -> Result<Reply, Refused> {
    let own = guard_form(env, request)?;
    let fields = request.form(FORM_BYTES).await?;
    let field = |name: &str| fields.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.trim());
    let next = next(department, field("next"));
    let Some(token) = Token::parse(field("token")) else { return Ok(shown(department, &next, true, 422)) };
    match check(env, department, &token).await {
        Ok(()) => Ok(Reply::see_other(&next).with("set-cookie", &sign_in_cookie(&own, &token))),
        Err(refused) if matches!(refused.problem, Problem::TokenInvalid | Problem::TokenOfAnotherDepartment) => {
            Ok(shown(department, &next, true, 422))
        }
        Err(refused) => Err(refused),
    }
}

/// `POST /d/{department}/sign-out`.
pub(crate) fn sign_out(env: &Env, request: &Incoming, department: &DepartmentId) -> Result<Reply, Refused> {
    let own = guard_form(env, request)?;
    let page = Reply::see_other(&format!("/d/{department}/sign-in"));
    Ok(page.with("set-cookie", &sign_out_cookie(&own)))
}

/// The way to sign in, and back to where somebody wanted to be.
pub(super) fn way(department: &DepartmentId, wanted: &str) -> Reply {
    Reply::see_other(&format!("/d/{department}/sign-in?next={}", next(department, wanted)))
}

/// Our own origin, where the form was posted from there.
fn guard_form(env: &Env, request: &Incoming) -> Result<Origin, Refused> {
    let own = config::public_origin(env, request.url())?;
    let caller = caller(request.header("origin").as_deref(), &own, &[]);
    if form_is_ours(&caller, request.header("sec-fetch-site").as_deref()) {
        Ok(own)
    } else {
        Err(Problem::OriginNotRegistered.into())
    }
}

/// Where to go afterwards: a page of the same department, and no other place that a link could name.
fn next(department: &DepartmentId, wanted: &str) -> String {
    let home = format!("/d/{department}");
    let rest = wanted.strip_prefix(&home).and_then(|rest| rest.strip_prefix('/'));
    match rest.filter(|rest| contract::id::is_identifier(rest)) {
        Some(id) => format!("{home}/{id}"),
        None => home,
    }
}

fn shown(department: &DepartmentId, next: &str, wrong: bool, status: u16) -> Reply {
    Reply::page(status, Lang::En, pages::department::sign_in(department, next, wrong, &assets::folder()))
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
