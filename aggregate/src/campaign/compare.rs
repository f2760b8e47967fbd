//! In what a text differs from its campaign's sample.

use crate::words::{Word, words};
use std::ops::Range;

/// The parts of a text that are not the sample's: its words outside the longest sequence of words that both have in this
/// order. Words that follow each other are one part, with what stands between them.
pub fn differences(sample: &str, text: &str) -> Vec<Range<usize>> {
    let (sample, words): (Vec<Word<'_>>, Vec<Word<'_>>) = (words(sample).collect(), words(text).collect());
    let shared = shared(&sample, &words);
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut before = true;
    for (word, shared) in words.iter().zip(shared) {
        match parts.last_mut() {
            Some(last) if !shared && !before => last.end = word.range.end,
            _ if !shared => parts.push(word.range.clone()),
            _ => {}
        }
        before = shared;
    }
    parts
}

/// Which words of a text are in the longest common sequence. Texts have a thousand words at most, so that the table of all
/// pairs is some megabytes, for as long as one text is looked at.
fn shared(sample: &[Word<'_>], text: &[Word<'_>]) -> Vec<bool> {
    let columns = text.len() + 1;
    // The length for each pair of ends: what is behind word i of the sample and word j of the text.
    let mut longest = vec![0u16; (sample.len() + 1) * columns];
    for i in (0..sample.len()).rev() {
        for j in (0..text.len()).rev() {
            longest[i * columns + j] = if sample[i].plain == text[j].plain {
                longest[(i + 1) * columns + j + 1] + 1
            } else {
                longest[(i + 1) * columns + j].max(longest[i * columns + j + 1])
            };
        }
    }
    let mut shared = vec![false; text.len()];
    let (mut i, mut j) = (0, 0);
    while i < sample.len() && j < text.len() {
        if sample[i].plain == text[j].plain {
            shared[j] = true;
            (i, j) = (i + 1, j + 1);
        } else if longest[(i + 1) * columns + j] >= longest[i * columns + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    shared
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::plain;
    use proptest::prelude::*;

    fn marked(sample: &str, text: &str) -> String {
        let (mut all, mut from) = (String::new(), 0);
        for part in differences(sample, text) {
            all += &format!("{}<{}>", &text[from..part.start], &text[part.clone()]);
            from = part.end;
        }
        all + &text[from..]
    }

    #[test]
    fn what_differs_is_marked() {
        for (sample, text, expected) in [
            ("Save our buses now.", "save our BUSES, now!", "save our BUSES, now!"),
            ("Save our buses now.", "Save our last buses now. Please do.", "Save our <last> buses now. <Please do>."),
            ("Save our buses now.", "Save their trains now.", "Save <their trains> now."),
            ("", "Save our buses", "<Save our buses>"),
            ("Save our buses", "", ""),
            ("a b c d", "b a c d", "b <a> c d"),
        ] {
            assert_eq!(marked(sample, text), expected);
        }
    }

    proptest! {
        #[test]
        fn without_what_differs_a_text_is_a_part_of_the_sample(sample in "[abc ]{0,40}", text in "[abc ]{0,40}") {
            let mut kept = text.clone();
            for part in differences(&sample, &text).into_iter().rev() {
                kept.replace_range(part, "");
            }
            let sample = plain(&sample);
            let mut rest = sample.split(' ');
            prop_assert!(plain(&kept).split(' ').filter(|word| !word.is_empty()).all(|word| rest.any(|own| own == word)));
        }

        #[test]
        fn a_text_with_words_put_in_differs_by_those_alone(
            words in prop::collection::vec("[a-f]{1,3}", 1..12), place in 0..12usize,
        ) {
            let mut more = words.clone();
            more.insert(place.min(words.len()), "zzz".to_owned());
            let text = more.join(" ");
            let parts = differences(&words.join(" "), &text);
            prop_assert_eq!(parts.into_iter().map(|part| &text[part]).collect::<Vec<_>>(), ["zzz"]);
        }
    }
}
