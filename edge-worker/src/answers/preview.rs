//! A definition that nobody can answer yet, rendered as it would be if they could.

use super::Call;
use super::part::Shows;
use super::public::begin;
use super::views::{self, Filling, Shown};
use crate::reply::Refused;
use contract::json::Value;
use contract::{Consultation, ConsultationId, Definition, DepartmentId, Problem, Receipt};

/// The name under which the frame's widget asks for it; as that of a consultation it means nothing.
const NAME: &str = "preview";

/// `{form, start, receipt, confirmation}`: what the widget would be told of it, in the language that is asked for.
pub(crate) async fn rendered(call: &Call<'_>, definition: &Definition) -> Result<Value, Refused> {
    let id = ConsultationId::parse(NAME).ok_or(Problem::Internal)?;
    let department = DepartmentId::parse(NAME).ok_or(Problem::Internal)?;
    // Nobody's: no ledger has an answer under it.
    let receipt = Receipt::new(id.clone(), 0, [0; 16]);
    let record = Consultation::draft(id, department, definition.clone());
    let (lang, asked) = call.languages(definition);
    let filling = Filling {
        definition,
        revision: record.current().number,
        lang,
        asked,
        key: "",
        site: Definition::HOSTED_SITE,
        page: "",
        note: "",
        fields: &[],
        part: Shows::Loader.first(definition.questionnaire()),
        checked: false,
    };
    let form = views::answer_form(&call.own, &record, &filling, Shown::Embedded)?;
    let confirmation = views::confirmation(&call.own, &receipt, lang, false, None)?;
    Ok(Value::object([
        (
            "form",
            Value::object([
                ("revision", record.current().number.into()),
                ("lang", lang.code().into()),
                ("dir", lang.direction().into()),
                ("state", "open".into()),
                ("tree", views::tree(&form)?),
            ]),
        ),
        ("start", Value::String(begin(record.current(), lang, asked).pack())),
        ("receipt", Value::string(receipt.to_string())),
        ("confirmation", views::tree(&confirmation)?),
    ]))
}
