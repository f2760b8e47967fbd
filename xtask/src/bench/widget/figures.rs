//! Medians, out of what was seen in the browser.

use serde::Serialize;

use super::browser::{Scene, Visit};
use crate::bench::spread::Spread;

/// What a scene came to. Times in milliseconds, sizes in bytes.
#[derive(Serialize, Debug)]
pub(super) struct Figures<'a> {
    pub(super) name: &'a str,
    pub(super) note: &'a str,
    /// The page's own first paint.
    pub(super) first_paint: Option<Spread>,
    /// The form's.
    pub(super) painted: Option<Spread>,
    /// The form's, in terms of the bare page's first paint.
    pub(super) painted_ratio: Option<f64>,
    /// From the finger to the application.
    pub(super) tap_to_ready: Option<Spread>,
    /// The application without a touch, in idle time.
    pub(super) ready: Option<Spread>,
    /// The longest task before the first answer; 0 where none took more than 50 ms.
    pub(super) longest: Option<Spread>,
    pub(super) shift: Option<Spread>,
    pub(super) bytes_painted: Option<Spread>,
}

/// Of every scene; the first one is the bare page.
pub(super) fn of_all(scenes: &[Scene]) -> Vec<Figures<'_>> {
    let bare = scenes.first().and_then(|bare| over(&bare.runs, |visit| Some(visit.fcp)));
    scenes.iter().map(|scene| of(scene, bare)).collect()
}

fn of(scene: &Scene, bare: Option<Spread>) -> Figures<'_> {
    let spread = |figure: fn(&Visit) -> Option<f64>| over(&scene.runs, figure);
    let painted = spread(|visit| visit.painted);
    Figures {
        name: &scene.name,
        note: &scene.note,
        first_paint: spread(|visit| Some(visit.fcp)),
        painted,
        painted_ratio: painted.zip(bare).map(|(painted, bare)| painted.median / bare.median),
        tap_to_ready: spread(tap_to_ready),
        ready: spread(|visit| visit.ready.filter(|_| tap_to_ready(visit) == Some(0.0))),
        longest: spread(longest_before_answer),
        shift: spread(|visit| Some(visit.shift)),
        bytes_painted: spread(|visit| visit.bytes_painted.map(|bytes| bytes as f64)),
    }
}

/// Of those visits for which `figure` gives one; `None` where it gives none.
pub(super) fn over(runs: &[Visit], figure: impl Fn(&Visit) -> Option<f64>) -> Option<Spread> {
    Spread::of(runs.iter().filter_map(figure))
}

/// Nothing where the application was there before the finger.
pub(super) fn tap_to_ready(visit: &Visit) -> Option<f64> {
    Some((visit.ready? - visit.tap?).max(0.0))
}

fn longest_before_answer(visit: &Visit) -> Option<f64> {
    let answered = visit.answered.unwrap_or(f64::INFINITY);
    Some(longest(visit, |start| start < answered))
}

/// The longest of the tasks that begin when `counts` says; 0 where there is none.
pub(super) fn longest(visit: &Visit, counts: impl Fn(f64) -> bool) -> f64 {
    let counted = visit.tasks.iter().filter(|task| counts(task.start));
    counted.map(|task| task.duration).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::super::browser::Task;
    use super::*;

    fn visit(painted: f64, tap: f64, ready: f64) -> Visit {
        let tasks = [(10.0, 60.0), (tap + 100.0, 90.0)];
        let tasks = tasks.map(|(start, duration)| Task { start, duration }).to_vec();
        let [painted, tap, ready, answered] = [painted, tap, ready, tap + 20.0].map(Some);
        Visit { fcp: 200.0, painted, tap, ready, answered, tasks, ..Visit::default() }
    }

    #[test]
    fn a_form_is_held_against_the_bare_page_and_the_finger() {
        let scene = |name: &str, runs| Scene { name: name.to_owned(), note: String::new(), runs };
        let bare = scene("bare", vec![Visit { fcp: 250.0, ..Visit::default() }]);
        let scenes =
            [bare, scene("late", vec![visit(500.0, 600.0, 1_000.0)]), scene("early", vec![visit(0.0, 600.0, 550.0)])];
        let figures = of_all(&scenes);
        assert_eq!(figures[1].painted_ratio, Some(2.0));
        assert_eq!(figures[1].tap_to_ready.map(|all| all.median), Some(400.0));
        assert_eq!(figures[1].ready, None, "it came with the finger");
        assert_eq!(figures[1].longest.map(|all| all.median), Some(60.0), "what follows the answer is another matter");
        assert_eq!(figures[2].tap_to_ready.map(|all| all.median), Some(0.0), "it was there before");
        assert_eq!(figures[2].ready.map(|all| all.median), Some(550.0));
    }
}
