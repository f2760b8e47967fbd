//! A reading order in which few texts say much of what all say.

use std::cmp::Reverse;

/// The numbers of the first `most` texts to read. The next one is always that whose key phrases, of those that no text before
/// it in this round had, are had by the most texts together; of equal ones the shorter, then the earlier. When no text has a
/// phrase left that was not read, a new round begins. Texts without any phrase have no place in it.
///
/// `has` says for each text which phrases it has, a bit each; `weights` how many texts have each phrase; `lengths` how long
/// each text is, in whatever unit.
pub fn reading_order(has: &[u64], weights: &[usize], lengths: &[usize], most: usize) -> Vec<usize> {
    let mut order = Vec::new();
    let mut left: Vec<usize> = (0..has.len()).filter(|text| has[*text] != 0).collect();
    let mut unread = u64::MAX;
    while order.len() < most && !left.is_empty() {
        let gain = |text: usize| weighs(has[text] & unread, weights);
        let next = (0..left.len()).max_by_key(|at| {
            let text = left[*at];
            (gain(text), Reverse((lengths[text], text)))
        });
        let Some(next) = next else { break };
        if has[left[next]] & unread == 0 {
            unread = u64::MAX;
            continue;
        }
        let text = left.remove(next);
        unread &= !has[text];
        order.push(text);
    }
    order
}

fn weighs(mut phrases: u64, weights: &[usize]) -> usize {
    let mut sum = 0;
    while phrases != 0 {
        sum += weights.get(phrases.trailing_zeros() as usize).copied().unwrap_or(0);
        phrases &= phrases - 1;
    }
    sum
}
