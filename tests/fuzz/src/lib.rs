//! What the targets share.

use contract::json::Value;
use contract::{Consultation, ConsultationId, Definition, DepartmentId};

/// An open consultation with every kind of question, a condition and two languages.
pub fn consultation() -> Consultation {
    let document: Value = serde_json::from_str(include_str!("../every-kind.json")).expect("the sample is JSON");
    let definition = Definition::parse(&document).expect("the sample can be asked");
    let id = ConsultationId::parse("sample").expect("an identifier");
    let department = DepartmentId::parse("engagement").expect("an identifier");
    let mut consultation = Consultation::draft(id, department, definition);
    consultation.open().expect("the sample is whole");
    consultation
}
