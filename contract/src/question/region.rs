//! `region`: where in the UK the person lives. Answer: an ITL1 code, `"TLC"`. It has no members of its own.

use super::Faults;
use crate::answer::AnswerFault;
use crate::json::Value;
use crate::region::Region;

pub(super) fn answer(value: &Value, faults: &mut Faults<'_>) -> Option<Region> {
    let Some(code) = value.as_str() else {
        faults.add(AnswerFault::WrongType);
        return None;
    };
    let found = Region::parse(code);
    if found.is_none() {
        faults.add(AnswerFault::NotOffered);
    }
    found
}
