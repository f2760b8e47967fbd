//! Lists, page by page. Every list has the same form: its items under its own name, and `next`, the cursor of the page
//! behind, `null` at the end; the header `Link` has the address of that page. A cursor names a place in the list and not a
//! number of items, so that what is added or withdrawn meanwhile shows nothing twice and loses nothing.

use crate::http::Incoming;
use crate::reply::Reply;
use contract::Problem;
use contract::json::Value;

/// Items on one page, where the reader does not say: about what a screen shows.
pub(crate) const PAGE: usize = 50;
/// Items on one page at most; the ledger ends it earlier where they are long.
pub(crate) const PAGE_MOST: usize = 500;

/// The number of items of `?limit=`.
pub(crate) fn limit(asked: Option<&str>) -> Result<usize, Problem> {
    match asked {
        None => Ok(PAGE),
        Some(text) => {
            // One spelling: `+5` is no number here.
            let number = text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten();
            number.filter(|limit| (1..=PAGE_MOST).contains(limit)).ok_or(Problem::MalformedRequest)
        }
    }
}

/// A page of a list.
pub(crate) fn page(request: &Incoming, name: &'static str, items: Vec<Value>, next: Option<String>) -> Reply {
    written(request.path(), request.query("limit").as_deref(), name, items, next)
}

fn written(path: &str, limit: Option<&str>, name: &'static str, items: Vec<Value>, next: Option<String>) -> Reply {
    let link = next.as_ref().map(|cursor| {
        let limit = limit.map(|limit| format!("limit={limit}&")).unwrap_or_default();
        format!("<{path}?{limit}cursor={cursor}>; rel=\"next\"")
    });
    let body = Value::object([(name, Value::Array(items)), ("next", next.map_or(Value::Null, Value::String))]);
    link.iter().fold(Reply::json(200, &body), |reply, link| reply.with("link", link))
}

/// The items behind a cursor that is the name of the last item of the page before, and the cursor behind them; no place
/// where the list has no such item.
pub(crate) fn behind<T>(
    all: Vec<T>,
    cursor: Option<&str>,
    limit: usize,
    name: impl Fn(&T) -> String,
) -> Result<(Vec<T>, Option<String>), Problem> {
    let start = match cursor {
        None => 0,
        Some(cursor) => {
            all.iter().position(|item| name(item) == cursor).ok_or(Problem::MalformedRequest)?.saturating_add(1)
        }
    };
    let more = all.len() > start.saturating_add(limit);
    let items: Vec<T> = all.into_iter().skip(start).take(limit).collect();
    let next = items.last().filter(|_| more).map(name);
    Ok((items, next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits() {
        for (asked, expected) in [
            (None, Ok(PAGE)),
            (Some("1"), Ok(1)),
            (Some("500"), Ok(500)),
            (Some("0"), Err(Problem::MalformedRequest)),
            (Some("501"), Err(Problem::MalformedRequest)),
            (Some("+5"), Err(Problem::MalformedRequest)),
            (Some(""), Err(Problem::MalformedRequest)),
        ] {
            assert_eq!(limit(asked), expected, "{asked:?}");
        }
    }

    #[test]
    fn pages_follow_on_from_each_other_while_items_come_in() {
        let name = |item: &u32| item.to_string();
        let (first, next) = behind(vec![3, 2, 1], None, 2, name).unwrap();
        assert_eq!((first, next.as_deref()), (vec![3, 2], Some("2")));
        let (second, next) = behind(vec![4, 3, 2, 1], next.as_deref(), 2, name).unwrap();
        assert_eq!((second, next), (vec![1], None));
        assert_eq!(behind(vec![1], Some("7"), 2, name), Err(Problem::MalformedRequest));
        assert_eq!(behind(Vec::new(), None, 2, name), Ok((Vec::new(), None)));
    }

    #[test]
    fn the_address_of_the_next_page() {
        for (limit, next, expected) in [
            (None, None, None),
            (None, Some("3.0"), Some("</v1/x?cursor=3.0>; rel=\"next\"")),
            (Some("2"), Some("3.0"), Some("</v1/x?limit=2&cursor=3.0>; rel=\"next\"")),
        ] {
            let reply = written("/v1/x", limit, "items", Vec::new(), next.map(str::to_owned));
            assert_eq!(reply.header("link"), expected);
        }
    }
}
