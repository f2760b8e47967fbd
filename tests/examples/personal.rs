//! What the personal-information guard finds, as JSON: for each line of the standard input, which is an object with the
//! member `text`, a list of `[KIND, START, END]` in characters. For `tests/personal/compare.py`.

use serde_json::{Value, json};
use std::io;

fn main() -> io::Result<()> {
    for line in io::stdin().lines() {
        let line: Value = serde_json::from_str(&line?)?;
        let text = line["text"].as_str().unwrap_or_default();
        let characters = |end: usize| text[..end].chars().count();
        let found = contract::personal::find(text)
            .into_iter()
            .map(|found| json!([found.kind.name(), characters(found.range.start), characters(found.range.end)]));
        println!("{}", Value::from_iter(found));
    }
    Ok(())
}
