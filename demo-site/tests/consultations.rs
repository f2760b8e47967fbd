//! The sample consultations are sound, and agree with the pages that ask for them.

use contract::{Definition, Lang};
use demo_site::{consultations, examples, site, sites};
use std::collections::BTreeSet;

fn definition(id: &str) -> Definition {
    let sample = consultations().iter().find(|sample| sample.id == id).unwrap();
    let document = sample.document(|site| format!("https://{site}.example"));
    let value = serde_json::from_str(&document).unwrap();
    Definition::parse(&value).unwrap_or_else(|issues| panic!("{id}: {issues:#?}"))
}

#[test]
fn samples_are_sound_and_name_their_sites() {
    for sample in consultations() {
        for asked in definition(sample.id).sites() {
            let site = site(asked.id().as_str()).unwrap();
            assert_eq!(asked.name(), site.name, "{}", sample.id);
            let origins: Vec<_> = asked.origins().iter().map(|origin| origin.as_str()).collect();
            assert_eq!(origins, [format!("https://{}.example", site.id)], "{}", sample.id);
        }
    }
}

#[test]
fn pages_embed_only_what_their_site_may_in_a_language_it_has() {
    for site in sites() {
        for (page, consultation) in site.embedding_pages() {
            let definition = definition(consultation);
            let place = format!("{}{}", site.id, page.path);
            assert!(definition.sites().iter().any(|asked| asked.id().as_str() == site.id), "{place}");
            assert!(definition.questionnaire().languages().contains(&Lang::parse(site.lang).unwrap()), "{place}");
        }
    }
}

#[test]
fn local_buses_asks_every_kind_in_english_and_welsh() {
    let definition = definition("local-buses");
    let asked = definition.questionnaire();
    let kinds: BTreeSet<&str> = asked.questions().iter().map(|question| question.kind().name()).collect();
    let all = ["agreement", "free_text", "multiple_choice", "ranking", "rating", "region", "single_choice", "vote"];
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), all);
    assert_eq!(asked.languages(), [Lang::En, Lang::Cy]);
    assert_eq!(asked.translations_missing(), []);
}

#[test]
fn every_sample_is_embedded_somewhere() {
    for sample in consultations() {
        let mut embedded = sites().iter().flat_map(|site| site.embedding_pages());
        assert!(embedded.any(|(_, consultation)| consultation == sample.id), "{}", sample.id);
    }
}

#[test]
fn examples_are_sound_and_none_stands_twice() {
    let mut names = BTreeSet::new();
    for example in examples() {
        let document = serde_json::from_str(&example.document(|site| format!("https://{site}.example"))).unwrap();
        let read = Definition::parse(&document);
        assert!(read.is_ok(), "{}: {:#?}", example.consultation(), read.err());
        assert!(names.insert(example.consultation()), "{} stands twice", example.consultation());
    }
    assert!(!names.is_empty());
}
