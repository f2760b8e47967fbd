//! Plural forms.

use super::{Lang, digits, fill};

/// The form of `forms` that goes with `count`, with `{n}` filled in. `forms` has the six categories of CLDR in this order,
/// separated by `|`: zero, one, two, few, many, other. A blank one stands for other.
///
/// Rules: Unicode CLDR, "Language Plural Rules", cardinals of whole numbers. Polish has `other` for fractions alone, which
/// are never counted here; its tables fill it in all the same, since a blank form would be nobody's.
pub fn plural(lang: Lang, forms: &str, count: usize) -> String {
    let form = forms.split('|').nth(category(lang, count)).filter(|form| !form.is_empty());
    let form = form.or_else(|| forms.split('|').nth(5)).unwrap_or(forms);
    fill(form, &[("{n}", &digits(count))])
}

fn category(lang: Lang, count: usize) -> usize {
    const ZERO: usize = 0;
    const ONE: usize = 1;
    const TWO: usize = 2;
    const FEW: usize = 3;
    const MANY: usize = 4;
    const OTHER: usize = 5;
    match (lang, count, count % 10, count % 100) {
        (Lang::Cy | Lang::Ar, 0, ..) => ZERO,
        (_, 1, ..) => ONE,
        (Lang::Cy | Lang::Ar, 2, ..) => TWO,
        (Lang::Cy, 3, ..) => FEW,
        (Lang::Cy, 6, ..) => MANY,
        (Lang::Pl, _, 2..=4, tens) if !(12..=14).contains(&tens) => FEW,
        (Lang::Pl, ..) => MANY,
        (Lang::Ar, _, _, 3..=10) => FEW,
        (Lang::Ar, _, _, 11..) => MANY,
        (Lang::En | Lang::Cy | Lang::Ur | Lang::Ar, ..) => OTHER,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::json::Value;

    /// What another program, ICU as browsers have it, says of each language. `tests/browser/languages.spec.ts` holds the
    /// rows against it.
    pub(in crate::locale) fn rows() -> Vec<(Lang, Value)> {
        let rows = serde_json::from_str(include_str!("../../../tests/languages.json")).unwrap();
        let Value::Object(rows) = rows else { panic!("not an object") };
        let rows: Vec<_> = rows.into_iter().map(|(tag, row)| (Lang::parse(&tag).unwrap(), row)).collect();
        assert_eq!(rows.iter().map(|(lang, _)| *lang).collect::<Vec<_>>(), Lang::ALL);
        rows
    }

    #[test]
    fn categories_are_those_of_another_program() {
        const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];
        for (lang, row) in rows() {
            let Some(Value::Object(plurals)) = row.get("plurals") else { panic!("{lang:?} has no plurals") };
            for (count, expected) in plurals {
                let said = plural(lang, &CATEGORIES.join("|"), count.parse().unwrap());
                assert_eq!(Some(said.as_str()), expected.as_str(), "{lang:?} {count}");
            }
        }
    }

    #[test]
    fn a_blank_form_stands_for_other() {
        assert_eq!(plural(Lang::En, "|one||||many {n}", 0), "many 0");
        assert_eq!(plural(Lang::Ur, "|one||||many {n}", 2), "many 2");
    }

    #[test]
    fn tables_give_every_form_that_the_language_has() {
        for (lang, row) in rows() {
            for forms in [lang.form_strings().characters_left, lang.form_strings().characters_over] {
                assert_eq!(forms.split('|').count(), 6, "{lang:?}: {forms}");
                assert!(!forms.ends_with('|'), "{lang:?}: {forms}");
                let Some(Value::Object(plurals)) = row.get("plurals") else { panic!("{lang:?} has no plurals") };
                for (count, _) in plurals {
                    let count = count.parse().unwrap();
                    let form = forms.split('|').nth(category(lang, count)).unwrap();
                    // English and Urdu say 0 as they say 2.
                    assert!(!form.is_empty(), "{lang:?} {count}: {forms}");
                }
            }
        }
    }
}
