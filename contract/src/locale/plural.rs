//! Plural forms.

use super::{Lang, fill};

/// The form of `forms` that goes with `count`, with `{n}` filled in. `forms` has the six categories of CLDR in this order,
/// separated by `|`: zero, one, two, few, many, other. A blank one stands for other.
///
/// Rules: Unicode CLDR, "Language Plural Rules", cardinals of whole numbers.
pub fn plural(lang: Lang, forms: &str, count: usize) -> String {
    let category = match (lang, count) {
        (Lang::En, 1) => 1,
        (Lang::En, _) => 5,
        (Lang::Cy, 0) => 0,
        (Lang::Cy, 1) => 1,
        (Lang::Cy, 2) => 2,
        (Lang::Cy, 3) => 3,
        (Lang::Cy, 6) => 4,
        (Lang::Cy, _) => 5,
    };
    let form = forms.split('|').nth(category).filter(|form| !form.is_empty());
    let form = form.or_else(|| forms.split('|').nth(5)).unwrap_or(forms);
    fill(form, &[("{n}", &count.to_string())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_category_is_reached() {
        let forms = "z{n}|o{n}|t{n}|f{n}|m{n}|x{n}";
        for (lang, expected) in
            [(Lang::En, ["x0", "o1", "x2", "x3", "x6", "x7"]), (Lang::Cy, ["z0", "o1", "t2", "f3", "m6", "x7"])]
        {
            assert_eq!([0, 1, 2, 3, 6, 7].map(|count| plural(lang, forms, count)), expected);
        }
        assert_eq!(plural(Lang::En, "|one||||many {n}", 0), "many 0");
    }

    #[test]
    fn tables_give_six_forms() {
        for lang in Lang::ALL {
            for forms in [lang.form_strings().characters_left, lang.form_strings().characters_over] {
                assert_eq!(forms.split('|').count(), 6, "{lang:?}: {forms}");
            }
        }
    }
}
