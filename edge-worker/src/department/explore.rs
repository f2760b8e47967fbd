//! Figures of some responses, and how two questions go together: filters and cross-tables, in the address, as a call, as a
//! file and as a page.

use super::own;
use super::pages::{department, shown, table_file};
use crate::access::Pass;
use crate::http::{Fields, Incoming};
use crate::objects::Trouble;
use crate::objects::consultation::Client;
use crate::objects::count::Count;
use crate::pages::explore as page;
use crate::pages::figures::{Words, data as table_of};
use crate::reply::{Body, Refused, Reply, Wrong};
use crate::{assets, clock};
use aggregate::cross::{Dimension, Divided, Query, Unfit};
use aggregate::{Cell, Group};
use contract::json::Value;
use contract::{Consultation, ConsultationId, Day, Lang, Problem, SiteId, Timestamp};
use worker::Env;

/// How long a reader waits for counts before they are told how far these have come.
const PATIENCE_MS: f64 = 2_500.0;
/// Filters of one address: more cannot be explained in a sentence.
const ANSWERS: usize = 8;

/// What an address asks for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Asked {
    pub(crate) site: Option<SiteId>,
    pub(crate) lang: Option<Lang>,
    pub(crate) from: Option<Day>,
    pub(crate) until: Option<Day>,
    /// Each as `question:value`.
    pub(crate) answers: Vec<String>,
    /// Rows and columns of a cross-table.
    pub(crate) cross: Option<[Dimension; 2]>,
    pub(crate) query: Query,
}

impl Asked {
    /// Reads an address's parameters; what is blank is not asked.
    ///
    /// # Errors
    /// Each parameter that cannot be asked, with a sentence.
    pub(crate) fn read(parameters: &Fields, record: &Consultation) -> Result<Self, Vec<(&'static str, String)>> {
        let mut faults = Vec::new();
        let all = |wanted: &str| {
            let own = parameters.iter().filter(|(name, value)| name == wanted && !value.is_empty());
            own.map(|(_, value)| value.as_str()).collect::<Vec<_>>()
        };
        fn read<T>(
            name: &'static str,
            found: &[&str],
            parse: impl Fn(&str) -> Option<T>,
            what: &str,
            faults: &mut Vec<(&'static str, String)>,
        ) -> Option<T> {
            let read = found.first().map(|text| parse(text))?;
            if read.is_none() {
                faults.push((name, what.to_owned()));
            }
            read
        }
        let day = "Give a day as 2026-01-31.";
        let mut asked = Self {
            site: read("site", &all("site"), SiteId::parse, "Give the identifier of a site.", &mut faults),
            lang: read("lang", &all("lang"), Lang::parse, "Give the code of a language that forms have.", &mut faults),
            from: read("from", &all("from"), Day::parse, day, &mut faults),
            until: read("until", &all("until"), Day::parse, day, &mut faults),
            answers: all("where").into_iter().map(str::to_owned).collect(),
            ..Self::default()
        };
        let mut query = Query::default();
        query = asked.site.iter().fold(query, |query, site| query.at_site(site.clone()));
        query = asked.lang.iter().fold(query, |query, lang| query.in_lang(*lang));
        query = asked.from.iter().fold(query, |query, day| query.from_day(*day));
        query = asked.until.iter().fold(query, |query, day| query.until_day(*day));
        if asked.answers.len() > ANSWERS {
            faults.push(("where", format!("Give at most {ANSWERS} answers.")));
            asked.answers.truncate(ANSWERS);
        }
        for answer in &asked.answers {
            match query.clone().answering(answer, record) {
                Ok(narrower) => query = narrower,
                Err(unfit) => faults.push(("where", told(unfit))),
            }
        }
        // `cross=a,b`, as people write it, or `cross=a&cross=b`, as a form sends it.
        let named: Vec<&str> = all("cross").into_iter().flat_map(|text| text.split(',')).collect();
        match &named[..] {
            [] => {}
            [rows, columns] => match query.clone().divided(&[rows], columns, record) {
                Ok(divided) => {
                    query = divided;
                    // Both were just read.
                    asked.cross = Dimension::parse(rows).zip(Dimension::parse(columns)).map(|(one, two)| [one, two]);
                }
                Err(unfit) => faults.push(("cross", told(unfit))),
            },
            _ => faults.push(("cross", "Choose two questions, one for the rows and one for the columns.".to_owned())),
        }
        asked.query = query;
        if faults.is_empty() { Ok(asked) } else { Err(faults) }
    }

    /// Whether it asks for anything that the tally does not know.
    pub(crate) fn is_plain(&self) -> bool {
        self.cross.is_none() && self.query.chooses_all()
    }

    /// The same as an address's parameters.
    pub(crate) fn parameters(&self) -> String {
        let texts = [
            ("site", self.site.as_ref().map(ToString::to_string)),
            ("lang", self.lang.map(|lang| lang.code().to_owned())),
            ("from", self.from.as_ref().map(ToString::to_string)),
            ("until", self.until.as_ref().map(ToString::to_string)),
        ];
        let texts = texts.into_iter().filter_map(|(name, text)| Some((name, text?)));
        let answers = self.answers.iter().map(|answer| ("where", answer.clone()));
        let cross = self.cross.iter().flatten().map(|dimension| ("cross", dimension.to_string()));
        let mut fields = worker::url::form_urlencoded::Serializer::new(String::new());
        fields.extend_pairs(texts.chain(answers).chain(cross));
        fields.finish()
    }
}

fn told(unfit: Unfit) -> String {
    match unfit {
        Unfit::Question => {
            "Name a question, or a statement of one as question/statement, that is not answered in words."
        }
        Unfit::Answer => "Name something that this question offered, as question:value.",
        Unfit::TooMany => "These questions have too many answers to be put together.",
    }
    .to_owned()
}

/// Counts until they are whole, or until the reader has waited long enough.
pub(crate) async fn count(env: &Env, id: &ConsultationId, query: &Query) -> Result<Count, Trouble> {
    let began = clock::now_ms();
    loop {
        let count = Client { env, id }.count(query).await?;
        if count.whole || clock::now_ms() - began > PATIENCE_MS {
            return Ok(count);
        }
    }
}

impl Count {
    /// How many were deleted after their time and are in none of these counts, and when the last of them were.
    pub(super) fn deleted(&self) -> [(&'static str, Value); 2] {
        let at = self.deleted.at.map_or(Value::Null, |at| Value::String(Timestamp::from_unix_seconds(at).to_string()));
        [("deleted", Value::Number(self.deleted.count as f64)), ("deleted_at", at)]
    }

    /// What a program gets while these are not whole.
    pub(super) fn under_way(&self) -> Reply {
        under_way(self.cross.seen(), self.of)
    }
}

/// What a program gets whose counts are not whole yet: how far they are, and no figure that might pass for one of all.
pub(super) fn under_way(counted: i64, of: i64) -> Reply {
    let number = |count: i64| Value::Number(count as f64);
    let members = [("counted", number(counted)), ("of", number(of))];
    Reply::json(202, &Value::object(members)).with("cache-control", "no-store").with("retry-after", "1")
}

/// Whether an address asks for anything that the tally does not know.
pub(super) fn is_closer(request: &Incoming) -> bool {
    const NAMES: [&str; 6] = ["site", "lang", "from", "until", "where", "cross"];
    request.parameters().iter().any(|(name, value)| NAMES.contains(&name.as_str()) && !value.is_empty())
}

/// What the address asks for, or the refusal that says what is wrong with it.
pub(super) fn asked(request: &Incoming, record: &Consultation) -> Result<Asked, Refused> {
    Asked::read(&request.parameters(), record).map_err(|faults| {
        let wrong = |(name, detail)| Wrong { problem: None, pointer: format!("/{name}"), detail };
        Refused { errors: faults.into_iter().map(wrong).collect(), ..Problem::MalformedRequest.into() }
    })
}

/// The figures of an address's responses, and its cross-table, as members of the summary.
pub(super) fn figures(asked: &Asked, count: &Count, record: &Consultation) -> Vec<(&'static str, Value)> {
    let mut members = count.deleted().to_vec();
    members.extend(Group::of_counts(count.cross.whole(), record).to_members());
    let Some(table) = CrossTable::of(asked, count, record) else { return members };
    let number = |count: i64| Value::Number(count as f64);
    let name = |cell: &Option<Cell>| cell.as_ref().map_or(Value::Null, |cell| Value::String(cell.value()));
    let row = |row: &Row| {
        let option = |(cell, count): (&Cell, &i64)| {
            Value::object([("id", Value::String(cell.value())), ("count", number(*count))])
        };
        Value::object([
            ("id", name(&row.cell)),
            ("responses", number(row.responses)),
            ("answered", number(row.answered)),
            ("options", Value::Array(table.columns.cells.iter().zip(&row.counts).map(option).collect())),
        ])
    };
    members.push((
        "cross",
        Value::object([
            ("rows", Value::string(table.rows_of.dimension.to_string())),
            ("columns", Value::string(table.columns.dimension.to_string())),
            ("groups", Value::Array(table.rows.iter().map(row).collect())),
        ]),
    ));
    members
}

/// A cross-table: each answer to one question with its answers to another.
pub(crate) struct CrossTable {
    pub(crate) rows_of: Divided,
    pub(crate) columns: Divided,
    pub(crate) rows: Vec<Row>,
}

/// One of its rows.
pub(crate) struct Row {
    /// `None` for those who did not answer the rows' question.
    pub(crate) cell: Option<Cell>,
    pub(crate) responses: i64,
    /// Those of them who answered the columns' question: the base of shares.
    pub(crate) answered: i64,
    /// In the order of the columns.
    pub(crate) counts: Vec<i64>,
}

impl CrossTable {
    pub(crate) fn of(asked: &Asked, count: &Count, record: &Consultation) -> Option<Self> {
        let [rows_of, columns] = asked.cross.as_ref()?;
        let all = Dimension::all(record);
        let find = |wanted: &Dimension| all.iter().find(|one| one.dimension == *wanted).cloned();
        let (rows_of, columns) = (find(rows_of)?, find(columns)?);
        let keys = rows_of.cells.iter().cloned().map(Some).chain([None]);
        let row = |cell: Option<Cell>| {
            let group = count.cross.group(std::slice::from_ref(&cell));
            let counts: Vec<i64> =
                columns.cells.iter().map(|column| group.map_or(0, |counts| counts.get(column))).collect();
            let answered = if columns.several {
                let all = Cell::Answered(columns.dimension.question().clone());
                group.map_or(0, |counts| counts.get(&all))
            } else {
                counts.iter().sum()
            };
            Row { cell, responses: group.map_or(0, aggregate::Counts::responses), answered, counts }
        };
        Some(Self { rows: keys.map(row).collect(), rows_of, columns })
    }
}

/// `GET .../cross.csv?cross=a,b` and filters: the cross-table by its identifiers.
pub(crate) async fn file(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = own(env, pass.department(), id).await?;
    let asked = asked(request, &known.record)?;
    if asked.cross.is_none() {
        let wrong = Wrong { problem: None, pointer: "/cross".to_owned(), detail: "Name two questions.".to_owned() };
        return Err(Refused { errors: vec![wrong], ..Problem::MalformedRequest.into() });
    }
    let count = count(env, id, &asked.query).await?;
    let table = CrossTable::of(&asked, &count, &known.record).ok_or(Problem::Internal)?;
    if !count.whole {
        return Ok(count.under_way());
    }
    let names = table.columns.cells.iter().map(|cell| format!("{}:{}", table.columns.dimension, cell.value()));
    let head = [table.rows_of.dimension.to_string(), "responses".to_owned(), "answered".to_owned()];
    let row = |row: &Row| {
        let name = row.cell.as_ref().map_or_else(String::new, Cell::value);
        let numbers = [row.responses, row.answered].into_iter().chain(row.counts.iter().copied());
        [name].into_iter().chain(numbers.map(|number| number.to_string())).collect()
    };
    let rows = [head.into_iter().chain(names).collect()].into_iter().chain(table.rows.iter().map(row));
    let csv = crate::open::table::write(rows).map_err(|_| Problem::Internal)?;
    let csv = String::from_utf8(csv).map_err(|_| Problem::Internal)?;
    Ok(Reply::new(200, "text/csv; charset=utf-8; header=present", Body::Text(csv))
        .with("content-disposition", &format!("attachment; filename=\"{id}-cross.csv\""))
        .with("cache-control", "private, no-store"))
}

/// `GET .../data/{name}.csv` with filters: the answers to one question among the responses that they leave.
pub(super) async fn question_file(
    env: &Env,
    request: &Incoming,
    pass: &Pass,
    id: &ConsultationId,
    name: &str,
) -> Result<Reply, Refused> {
    let known = own(env, pass.department(), id).await?;
    let asked = asked(request, &known.record)?;
    let words = Words::new(&known.record);
    let count = count(env, id, &asked.query).await?;
    let group = Group::of_counts(count.cross.whole(), &known.record);
    let mut tables = group.questions.iter().filter_map(|question| table_of(question, &words));
    let table = tables.find(|table| table.name == name).ok_or(Problem::NotFound)?;
    if count.whole { table_file(id, &table) } else { Ok(count.under_way()) }
}

/// `GET /d/{department}/{id}/explore`: the form, and what it asks for.
pub(crate) async fn page(env: &Env, request: &Incoming, pass: &Pass, id: &ConsultationId) -> Result<Reply, Refused> {
    let known = own(env, pass.department(), id).await?;
    let (asked, faults) = match Asked::read(&request.parameters(), &known.record) {
        Ok(asked) => (asked, Vec::new()),
        Err(faults) => (Asked::default(), faults),
    };
    let count = if asked.is_plain() { None } else { Some(count(env, id, &asked.query).await?) };
    let explored = page::Explored {
        department: department(env, pass)?,
        consultation: &known.record,
        asked: &asked,
        faults: &faults,
        count: count.as_ref(),
        now: clock::now(),
    };
    let reply = shown(page::explored(&explored, &assets::folder()));
    let reply = Reply { status: if faults.is_empty() { 200 } else { 400 }, ..reply };
    // The counts go on by themselves, without a script: the browser asks again, until they are whole.
    Ok(if count.is_some_and(|count| !count.whole) { reply.with("refresh", "1") } else { reply })
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::{Definition, DepartmentId};

    fn record() -> Consultation {
        let text = r#"{"title": {"en": "T"}, "languages": ["en"], "questions": [
            {"id": "stage", "kind": "single_choice", "text": {"en": "S"},
             "options": [{"id": "before", "text": {"en": "b"}}, {"id": "after", "text": {"en": "a"}}]},
            {"id": "ease", "kind": "rating", "text": {"en": "E"}, "points": 5, "low": {"en": "l"}, "high": {"en": "h"}},
            {"id": "say", "kind": "free_text", "text": {"en": "W"}}]}"#;
        let definition = Definition::parse(&serde_json::from_str(text).unwrap()).unwrap();
        Consultation::draft(ConsultationId::parse("c").unwrap(), DepartmentId::parse("d").unwrap(), definition)
    }

    fn read(address: &str) -> Result<Asked, Vec<&'static str>> {
        let fields = worker::url::form_urlencoded::parse(address.as_bytes()).into_owned().collect();
        Asked::read(&fields, &record()).map_err(|faults| faults.into_iter().map(|(name, _)| name).collect())
    }

    #[test]
    fn addresses_are_read_and_written() {
        for (address, same) in [
            ("", ""),
            ("site=&lang=&from=&until=&where=&cross=&cross=", ""),
            ("cross=stage,ease", "cross=stage&cross=ease"),
            (
                "until=2026-02-01&site=forum&lang=cy&from=2026-01-01&where=ease%3A4&where=stage:after&cross=stage&cross=ease",
                "site=forum&lang=cy&from=2026-01-01&until=2026-02-01&where=ease%3A4&where=stage%3Aafter&cross=stage&cross=ease",
            ),
        ] {
            let asked = read(address).unwrap();
            assert_eq!(asked.parameters(), same, "{address}");
            assert_eq!(read(same).unwrap(), asked);
            assert_eq!(asked.is_plain(), same.is_empty());
        }
        for (address, faults) in [
            ("site=No site", vec!["site"]),
            ("lang=xx&from=yesterday&until=2026-02-30", vec!["lang", "from", "until"]),
            ("where=stage", vec!["where"]),
            ("where=stage:later&where=say:x", vec!["where", "where"]),
            ("cross=stage", vec!["cross"]),
            ("cross=stage,say", vec!["cross"]),
            ("cross=stage,ease,stage", vec!["cross"]),
        ] {
            assert_eq!(read(address), Err(faults), "{address}");
        }
    }
}
