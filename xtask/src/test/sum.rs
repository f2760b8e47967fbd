//! How many tests passed, out of what the runners print.

use std::fmt;
use std::ops::AddAssign;

/// Counts of tests.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sum {
    /// Those that passed.
    pub passed: u64,
    /// Those that failed.
    pub failed: u64,
    /// Those that were not run.
    pub skipped: u64,
}

impl Sum {
    /// The counts in a line of `cargo test`; nothing for other lines.
    pub fn of_cargo(line: &str) -> Self {
        let mut sum = Self::default();
        let Some(counts) = line.strip_prefix("test result: ") else { return sum };
        for part in counts.split(['.', ';']) {
            let mut words = part.split_whitespace();
            let count = words.next().and_then(|count| count.parse().ok());
            match (count, words.next()) {
                (Some(count), Some("passed")) => sum.passed = count,
                (Some(count), Some("failed")) => sum.failed = count,
                (Some(count), Some("ignored")) => sum.skipped = count,
                _ => {}
            }
        }
        sum
    }

    /// The counts of Playwright's JSON report. A test that passed only when it was tried again has failed.
    pub fn of_playwright(report: &str) -> Option<Self> {
        let report: serde_json::Value = serde_json::from_str(report).ok()?;
        let count = |name: &str| report["stats"][name].as_u64();
        Some(Self {
            passed: count("expected")?,
            failed: count("unexpected")? + count("flaky")?,
            skipped: count("skipped")?,
        })
    }
}

impl AddAssign for Sum {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_from_what_runners_print() {
        let line = "test result: FAILED. 25 passed; 1 failed; 2 ignored; 0 measured; 3 filtered out; finished in 0.15s";
        assert_eq!(Sum::of_cargo(line), Sum { passed: 25, failed: 1, skipped: 2 });
        assert_eq!(Sum::of_cargo("test a_test_that_passed ... ok"), Sum::default());
        let report = r#"{"stats": {"expected": 7, "unexpected": 1, "flaky": 1, "skipped": 3}}"#;
        let mut sum = Sum::of_playwright(report).unwrap();
        assert_eq!(sum, Sum { passed: 7, failed: 2, skipped: 3 });
        assert_eq!(Sum::of_playwright("{}"), None);
        sum += Sum::of_cargo(line);
        assert_eq!(sum.to_string(), "32 passed, 3 failed, 5 skipped");
    }
}
