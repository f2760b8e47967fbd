//! What became of a file that was to take the place of a draft. The edge reads it (JSON, YAML, and what GOV.UK publishes of a
//! consultation), since what reads YAML would be a third of the application; what it tells is put into words here.

use super::json;
use super::problems::Problem;
use contract::json::Value;

/// What became of files, in words.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Imported {
    /// Why nothing was taken over.
    pub refused: Vec<String>,
    /// What is to be known of what was taken over.
    pub notes: Vec<String>,
    /// Whether a file that was asked for did not come.
    pub unwritten: bool,
}

impl Imported {
    /// Of a file that was asked for and did not come.
    pub fn unwritten() -> Self {
        Self { unwritten: true, ..Self::default() }
    }
}

/// The document to go on with, where there is one, and what is to be known of it. `told` is the edge's reply or, where none came,
/// nothing; `problems` finds what is wrong with a document.
pub fn imported(told: Option<&Value>, problems: impl FnOnce(&Value) -> Vec<Problem>) -> (Option<Value>, Imported) {
    let refused = |refused: Vec<String>| (None, Imported { refused, ..Imported::default() });
    let Some(told) = told else {
        let words = "It was not read, since there is no connection, or you are signed out. Nothing has changed.";
        return refused(vec![words.to_owned()]);
    };
    let Some(document) = told.get("definition") else {
        let errors: Vec<String> =
            json::items(told, "/errors").iter().map(|error| json::text(error, "/detail").to_owned()).collect();
        return refused(if errors.is_empty() { vec![json::text(told, "/title").to_owned()] } else { errors });
    };
    let line = |pointer: &str| {
        let known = json::items(told, "/lines").iter().find(|one| json::text(one, "/pointer") == pointer);
        known.and_then(|one| one.get("line")?.as_integer())
    };
    let mut notes: Vec<String> =
        json::items(told, "/notes").iter().filter_map(|note| Some(note.as_str()?.to_owned())).collect();
    // What is still to be written is no mistake of the file.
    let wrong = problems(document).into_iter().filter(|problem| !problem.empty && problem.untranslated.is_none());
    notes.extend(wrong.map(|Problem { pointer, place, words, .. }| match line(&pointer) {
        Some(line) => format!("Line {line}: {place}: {words}"),
        None => format!("{place}: {words}"),
    }));
    (Some(document.clone()), Imported { notes, ..Imported::default() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::problems::problems;

    #[test]
    fn what_the_edge_tells_of_a_file_is_put_into_words() {
        let faulty = r#"{"definition":{"title":{"en":"T"},"languages":["en"],"colour":1,"questions":[{"id":"q","kind":"guess","text":{}}]},
            "lines":[{"pointer":"/questions/0/kind","line":6}],"notes":["Its outcome is not taken over."]}"#;
        for (told, taken, refused, notes) in [
            (
                Some(faulty),
                true,
                &[][..],
                &["Its outcome is not taken over.", "Line 6: Question 1, kind: ", "The document: “colour” is nothing"]
                    [..],
            ),
            (Some(r#"{"definition":{"title":{},"languages":["en","cy"]},"lines":[],"notes":[]}"#), true, &[], &[]),
            (
                Some(
                    r#"{"title":"Faults.","errors":[{"pointer":"","detail":"Line 2, character 4: it ends too early."}]}"#,
                ),
                false,
                &["Line 2, character 4: it ends too early."],
                &[],
            ),
            (Some(r#"{"title":"The body is too large."}"#), false, &["The body is too large."], &[]),
            (None, false, &["It was not read, since"], &[]),
        ] {
            let value = told.map(|told| serde_json::from_str::<Value>(told).unwrap());
            let (document, imported) = imported(value.as_ref(), problems);
            assert_eq!(document.is_some(), taken, "{told:?}");
            for (found, expected) in [(&imported.refused, refused), (&imported.notes, notes)] {
                assert_eq!(found.len(), expected.len(), "{told:?}: {imported:?}");
                let all = expected.iter().all(|start| found.iter().any(|own| own.starts_with(start)));
                assert!(all, "{told:?}: {imported:?}");
            }
        }
    }
}
