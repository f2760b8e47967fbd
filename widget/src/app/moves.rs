//! What the buttons of rankings, votes and texts do to the form's fields. A button's value is a verb and the name of a field:
//! `up answers.QUESTION.OPTION`.

use contract::locale::digits;

/// A form's fields.
pub(super) type Fields = Vec<(String, String)>;

/// What became of a move.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Moved {
    /// The option stands in this place now, of so many.
    Place(usize, usize),
    /// It has no place any more.
    Out,
    /// A vote was given or taken back.
    Vote,
    /// Personal information was taken out of a text.
    Cleaned,
}

/// Carries out `verb` on the field `name`: `rank`, `up`, `down`, `out` or the number of a place for the option of a ranking;
/// a stance for a statement; `undo` for the question whose last vote is taken back; `clean` for a
/// text. `None` for anything else.
pub(super) fn carry_out(fields: &mut Fields, verb: &str, name: &str) -> Option<Moved> {
    match verb {
        "agree" | "disagree" | "pass" => {
            fields.retain(|(own, _)| own != name);
            fields.push((name.to_owned(), verb.to_owned()));
            return Some(Moved::Vote);
        }
        "clean" => {
            let (_, text) = fields.iter_mut().find(|(own, _)| own == name)?;
            *text = contract::personal::remove(text);
            return Some(Moved::Cleaned);
        }
        "undo" => {
            let last = fields.iter().rposition(|(own, _)| of_question(own, name))?;
            fields.remove(last);
            return Some(Moved::Vote);
        }
        _ => {}
    }
    let (question, _) = name.rsplit_once('.')?;
    let mut placed: Vec<(usize, String)> = Vec::new();
    for (own, place) in fields.iter().filter(|(own, _)| of_question(own, question)) {
        if let Ok(place) = place.parse() {
            // Two that a person gave one place on the server's form stand one after the other.
            let index = placed.partition_point(|(other, _)| *other <= place);
            placed.insert(index, (place, own.clone()));
        }
    }
    let mut names: Vec<String> = placed.into_iter().map(|(_, name)| name).collect();
    let at = names.iter().position(|own| own == name);
    let to = match (verb, at) {
        ("rank", None) => names.len(),
        ("up", Some(at)) => at.saturating_sub(1),
        ("down", Some(at)) => at + 1,
        ("out", Some(_)) => usize::MAX,
        (place, Some(_)) => place.parse::<usize>().ok()?.saturating_sub(1),
        _ => return None,
    };
    names.retain(|own| own != name);
    if to < usize::MAX {
        names.insert(to.min(names.len()), name.to_owned());
    }
    fields.retain(|(own, _)| !of_question(own, question));
    let numbered = names.iter().enumerate().map(|(index, name)| (name.clone(), digits(index + 1)));
    fields.extend(numbered);
    Some(match names.iter().position(|own| own == name) {
        Some(at) => Moved::Place(at + 1, names.len()),
        None => Moved::Out,
    })
}

fn of_question(name: &str, question: &str) -> bool {
    name.strip_prefix(question).is_some_and(|rest| rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_find_their_places() {
        let mut fields: Fields = vec![("key".into(), "k".into()), ("answers.q.c".into(), "7".into())];
        let order = |fields: &Fields| -> String {
            let mut placed: Vec<_> = fields.iter().filter(|(name, _)| name.starts_with("answers.q.")).collect();
            placed.sort_by_key(|(_, place)| place.clone());
            placed.iter().map(|(name, _)| &name[10..]).collect()
        };
        for (verb, option, moved, expected) in [
            ("rank", "a", Some(Moved::Place(2, 2)), "ca"),
            ("rank", "b", Some(Moved::Place(3, 3)), "cab"),
            ("rank", "b", None, "cab"),
            ("up", "b", Some(Moved::Place(2, 3)), "cba"),
            ("up", "c", Some(Moved::Place(1, 3)), "cba"),
            ("down", "c", Some(Moved::Place(2, 3)), "bca"),
            ("down", "a", Some(Moved::Place(3, 3)), "bca"),
            ("1", "a", Some(Moved::Place(1, 3)), "abc"),
            ("9", "a", Some(Moved::Place(3, 3)), "bca"),
            ("out", "c", Some(Moved::Out), "ba"),
            ("down", "c", None, "ba"),
            ("jump", "b", None, "ba"),
        ] {
            let name = ["answers.q.", option].concat();
            assert_eq!(carry_out(&mut fields, verb, &name), moved, "{verb} {option}");
            assert_eq!(order(&fields), expected, "{verb} {option}");
        }
        assert_eq!(fields[0].0, "key");
    }

    #[test]
    fn votes_are_given_and_taken_back() {
        let mut fields: Fields = vec![("answers.qq.s".into(), "pass".into())];
        for (verb, name, count) in [
            ("agree", "answers.q.s", 2),
            ("pass", "answers.q.t", 3),
            ("disagree", "answers.q.s", 3),
            ("undo", "answers.q", 2),
            ("undo", "answers.q", 1),
        ] {
            assert_eq!(carry_out(&mut fields, verb, name), Some(Moved::Vote));
            assert_eq!(fields.len(), count, "{verb} {name}");
        }
        assert_eq!(carry_out(&mut fields, "undo", "answers.q"), None);
        assert_eq!(fields, [("answers.qq.s".to_owned(), "pass".to_owned())]);
    }
}
