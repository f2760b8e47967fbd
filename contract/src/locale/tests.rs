use super::*;
use crate::json::Value;
use crate::packed::{packed_text, unpack_text};

/// Every string of a language.
fn all(lang: Lang) -> impl Iterator<Item = &'static str> {
    // What a language lacks is said in English.
    let (transparency, own) = lang.transparency_strings();
    let transparency = if own == lang { transparency.all() } else { Vec::new() };
    [
        lang.form_strings().all(),
        lang.page_strings().all(),
        lang.release_strings().all(),
        lang.embed_strings().all(),
        transparency,
    ]
    .into_iter()
    .flatten()
}

#[test]
fn every_language_has_words_and_comes_back_from_its_list() {
    for lang in Lang::ALL {
        assert_eq!(Lang::parse(lang.code()), Some(lang));
        let words = all(lang);
        assert!({ words }.all(|word| !word.trim().is_empty()));
        let packed = packed_text(lang.form_strings());
        assert_eq!(unpack_text::<FormStrings>(&packed).as_ref(), Some(lang.form_strings()));
        let words = lang.form_strings();
        for (list, items) in [(lang.page_strings().months, 12), (words.regions, 12), (words.personal_kinds, 7)] {
            assert_eq!(list.split('|').filter(|item| !item.trim().is_empty()).count(), items, "{lang:?}: {list}");
            assert_eq!(list.split('|').count(), items, "{lang:?}: {list}");
        }
    }
}

#[test]
fn translations_keep_the_places_to_fill() {
    let places = |words: Vec<&str>| -> Vec<Vec<String>> {
        let of = |word: &str| {
            let mut found: Vec<String> =
                word.split('{').skip(1).filter_map(|part| part.split('}').next()).map(str::to_owned).collect();
            found.sort();
            found.dedup();
            found
        };
        words.into_iter().map(of).collect()
    };
    for lang in Lang::ALL {
        assert_eq!(places(lang.form_strings().all()), places(Lang::En.form_strings().all()), "{lang:?}");
        assert_eq!(places(lang.page_strings().all()), places(Lang::En.page_strings().all()), "{lang:?}");
        assert_eq!(places(lang.release_strings().all()), places(Lang::En.release_strings().all()), "{lang:?}");
        assert_eq!(places(lang.embed_strings().all()), places(Lang::En.embed_strings().all()), "{lang:?}");
        let (words, english) = (lang.transparency_strings().0, Lang::En.transparency_strings().0);
        assert_eq!(places(words.all()), places(english.all()), "{lang:?}");
    }
}

#[test]
fn values_from_elsewhere_are_isolated_where_words_run_from_right_to_left() {
    /// Numbers, dates and words of the table itself: they are of the sentence's own script, or of none. The names of
    /// languages are elements of their own.
    const AT_HOME: [&str; 10] = ["n", "total", "date", "kind", "region", "regions", "day", "month", "year", "language"];
    for lang in Lang::ALL {
        let words = all(lang);
        for word in words {
            let isolated = |(start, _): (usize, &str)| {
                let name = word[start + 1..].split('}').next().unwrap();
                let end = start + name.len() + 2;
                let inside = word[..start].ends_with('\u{2068}') && word[end..].starts_with('\u{2069}');
                assert_eq!(inside, lang.direction() == "rtl" && !AT_HOME.contains(&name), "{lang:?}: {word}");
                usize::from(inside)
            };
            let count: usize = word.match_indices('{').map(isolated).sum();
            assert_eq!(word.matches(['\u{2068}', '\u{2069}']).count(), 2 * count, "{lang:?}: {word}");
        }
    }
}

#[test]
fn dates_are_those_of_another_program() {
    for (lang, row) in plural::tests::rows() {
        let Some(Value::Array(dates)) = row.get("dates") else { panic!("{lang:?} has no dates") };
        assert_eq!(dates.len(), 12);
        for (month, date) in (1..).zip(dates) {
            let day = crate::Day::parse(&format!("2026-{month:02}-04")).unwrap();
            assert_eq!(lang.page_strings().date(day), date.as_str().unwrap(), "{lang:?}");
        }
    }
}

#[test]
fn numbers_in_digits() {
    for number in [0, 7, 10, 90, 101, 12_345, usize::MAX] {
        assert_eq!(digits(number), number.to_string());
    }
}

#[test]
fn filling_never_reads_what_it_filled_in() {
    assert_eq!(fill("“{question}”: {n}", &[("{question}", "{n} {x}"), ("{n}", "3")]), "“{n} {x}”: 3");
}
