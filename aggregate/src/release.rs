//! The release: what everyone may read of a tally. Disclosure control alone makes one; from then on it is a text that is
//! stored and never made again, so that an answer which comes later changes nothing in it.
//!
//! There is one table for each question, and of statements one for each: the question's own counts and no others. Free text
//! has none, and no answer is broken down by another. Where a question was asked on a condition, its table tells of another
//! question's counts as well; it is published only where nothing is left out of either.

use crate::asked::{Asked, Shape};
use crate::cell::Cell;
use crate::counts::Counts;
use crate::disclosure::{Controlled, control, rounded};
use crate::tally::{Slice, Tally};
use contract::json::Value;
use contract::{Consultation, OptionId, Region, ReleaseRules, StatementId, Timestamp};

/// The version of the text of a release.
const FORMAT: u32 = 1;
const HOUR_SECONDS: i64 = 3_600;

/// Frozen figures for everyone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Release {
    number: u32,
    at: Timestamp,
    revision: u32,
    responses: Option<i64>,
    tables: Vec<Table>,
}

/// The published counts of a question, or of one statement of it. `None` stands for a count that is not published; whether
/// there was nobody, or few, or it would have told another such count, looks the same.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Table {
    /// Which question.
    pub question: String,
    /// Its kind; a ranking's counts are those of the first place.
    pub kind: String,
    /// Which statement of it.
    pub statement: Option<String>,
    /// How many answered.
    pub answered: Option<i64>,
    /// Each option, point (from `1`), vote or region by its identifier, with its count.
    pub cells: Vec<(String, Option<i64>)>,
}

/// Where the last release stands: what it was made from. For the store of releases alone, since its counts are exact.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mark {
    number: u32,
    at: Timestamp,
    counts: Counts,
}

impl Table {
    /// The share of a count in hundredths, made of rounded numbers and no others. Where each person is in one cell the
    /// shares are of the cells together: rounded one by one, they may be more than all.
    pub fn percent(&self, count: i64) -> Option<i64> {
        let (answered, cells): (i64, i64) = (self.answered?, self.cells.iter().filter_map(|(_, count)| *count).sum());
        let whole = self.cells.iter().all(|(_, count)| count.is_some());
        let base = match self.kind.as_str() {
            "multiple_choice" => answered,
            _ if whole => cells,
            _ => answered.max(cells),
        };
        (base > 0).then(|| (count * 200 + base) / (base * 2))
    }
}

impl Mark {
    /// Whether the time for the next release has come, however many answers there are.
    pub fn is_past(&self, rules: ReleaseRules, now: Timestamp) -> bool {
        now.unix_seconds() - self.at.unix_seconds() >= i64::from(rules.every_hours()) * HOUR_SECONDS
    }

    /// For a store.
    pub fn to_value(&self) -> Value {
        Value::object([
            ("format", FORMAT.into()),
            ("number", self.number.into()),
            ("at", Value::string(self.at.to_string())),
            ("counts", self.counts.to_value()),
        ])
    }

    /// Reads what [`Self::to_value`] wrote.
    pub fn from_value(value: &Value) -> Option<Self> {
        let (number, at) = head(value)?;
        Some(Self { number, at, counts: Counts::from_value(value.get("counts")?)? })
    }
}

impl Release {
    /// The release after `last`, with the mark to keep beside it; `None` where none is due. The first one waits for enough
    /// answers, and for no time.
    pub fn next(
        consultation: &Consultation,
        tally: &Tally,
        last: Option<&Mark>,
        now: Timestamp,
    ) -> Option<(Self, Mark)> {
        let (current, nothing) = (consultation.current(), Counts::default());
        let rules = current.definition.release_rules();
        let counts = tally.get(&Slice::All).unwrap_or(&nothing);
        let before = last.map_or(&nothing, |mark| &mark.counts);
        let waits = last.is_some_and(|mark| !mark.is_past(rules, now));
        if waits || counts.differs_by(before) < i64::from(rules.changes()) {
            return None;
        }
        let number = last.map_or(0, |mark| mark.number) + 1;
        let release = Self {
            number,
            at: now,
            revision: current.number,
            responses: rounded(counts.responses()),
            tables: tables(consultation, counts),
        };
        Some((release, Mark { number, at: now, counts: counts.clone() }))
    }

    /// Its number, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// When it was made.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// The newest revision at that moment.
    pub fn revision(&self) -> u32 {
        self.revision
    }

    /// How many responses, rounded.
    pub fn responses(&self) -> Option<i64> {
        self.responses
    }

    /// The questions' tables, in the order of the questions.
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// As it is stored and published.
    pub fn to_value(&self) -> Value {
        let table = |table: &Table| {
            let cell = |(id, count): &(String, Option<i64>)| {
                let percent = count.and_then(|count| table.percent(count));
                Value::object([("id", id.as_str().into()), ("count", number(*count)), ("percent", number(percent))])
            };
            let statement = table.statement.iter().map(|id| ("statement", id.as_str().into()));
            let head = [("question", table.question.as_str().into()), ("kind", table.kind.as_str().into())];
            let cells = Value::Array(table.cells.iter().map(cell).collect());
            Value::object(
                head.into_iter().chain(statement).chain([("answered", number(table.answered)), ("cells", cells)]),
            )
        };
        Value::object([
            ("format", FORMAT.into()),
            ("number", self.number.into()),
            ("at", Value::string(self.at.to_string())),
            ("revision", self.revision.into()),
            ("responses", number(self.responses)),
            ("tables", Value::Array(self.tables.iter().map(table).collect())),
        ])
    }

    /// Reads what [`Self::to_value`] wrote, from where releases are stored.
    pub fn from_value(value: &Value) -> Option<Self> {
        let (number, at) = head(value)?;
        let Value::Array(tables) = value.get("tables")? else { return None };
        Some(Self {
            number,
            at,
            revision: u32::try_from(value.get("revision")?.as_integer()?).ok()?,
            responses: value.get("responses")?.as_integer(),
            tables: tables.iter().map(read_table).collect::<Option<_>>()?,
        })
    }
}

fn head(value: &Value) -> Option<(u32, Timestamp)> {
    let known = value.get("format")?.as_integer()? == i64::from(FORMAT);
    let number = u32::try_from(value.get("number")?.as_integer()?).ok()?;
    known.then_some((number, Timestamp::parse(value.get("at")?.as_str()?)?))
}

fn read_table(value: &Value) -> Option<Table> {
    let Value::Array(cells) = value.get("cells")? else { return None };
    let text = |value: &Value| value.as_str().map(str::to_owned);
    Some(Table {
        question: text(value.get("question")?)?,
        kind: text(value.get("kind")?)?,
        statement: value.get("statement").and_then(text),
        answered: value.get("answered")?.as_integer(),
        cells: cells
            .iter()
            .map(|cell| Some((text(cell.get("id")?)?, cell.get("count")?.as_integer())))
            .collect::<Option<_>>()?,
    })
}

fn number(count: Option<i64>) -> Value {
    count.map_or(Value::Null, |count| Value::Number(count as f64))
}

/// A table before it is published.
struct Made<'a> {
    statement: Option<&'a StatementId>,
    ids: Vec<String>,
    controlled: Controlled,
}

/// The tables of all questions.
fn tables(consultation: &Consultation, counts: &Counts) -> Vec<Table> {
    let asked = Asked::all(consultation);
    let mut made: Vec<Vec<Made<'_>>> = asked.iter().map(|one| make(one, counts)).collect();
    let is_whole = |tables: &[Made<'_>]| tables.iter().all(|table| table.controlled.is_whole());
    // Questions of which something is left out, and with them those that depend on one: a revision may have asked them in
    // another order, so that it takes as many rounds as there are.
    let mut lacking: Vec<bool> = made.iter().map(|tables| !is_whole(tables)).collect();
    for _ in 0..asked.len() {
        for index in 0..asked.len() {
            let on = |other: usize| asked[index].conditions.iter().any(|test| test.depends_on(asked[other].id));
            lacking[index] |= (0..asked.len()).any(|other| lacking[other] && on(other));
        }
    }
    let told = asked.iter().zip(&mut made).zip(lacking).flat_map(|((one, tables), lacking)| {
        let withheld = lacking && !one.conditions.is_empty();
        tables.drain(..).map(move |table| publish(one, table, withheld)).collect::<Vec<_>>()
    });
    told.collect()
}

fn publish(asked: &Asked<'_>, made: Made<'_>, withheld: bool) -> Table {
    let Made { statement, ids, controlled } = made;
    let Controlled { total, cells } = if withheld { Controlled::nothing(ids.len()) } else { controlled };
    Table {
        question: asked.id.to_string(),
        kind: asked.kind.to_owned(),
        statement: statement.map(StatementId::to_string),
        answered: total,
        cells: ids.into_iter().zip(cells).collect(),
    }
}

/// The tables of a question: a new kind says here what is published of it.
fn make<'a>(asked: &Asked<'a>, counts: &Counts) -> Vec<Made<'a>> {
    let id = asked.id;
    let parts = |statement, cells: Vec<(String, Cell)>| {
        let (ids, own): (Vec<_>, Vec<_>) = cells.into_iter().map(|(id, cell)| (id, counts.get(&cell))).unzip();
        let controlled = control(own.iter().sum(), &own, 1);
        Made { statement, ids, controlled }
    };
    let options = |ids: &[OptionId], cell: &dyn Fn(OptionId) -> Cell| -> Vec<(String, Cell)> {
        ids.iter().map(|option| (option.to_string(), cell(option.clone()))).collect()
    };
    match &asked.shape {
        Shape::Options(ids, most) => {
            let cells = options(ids, &|option| Cell::Chosen(id.clone(), option));
            if *most == 1 {
                return vec![parts(None, cells)];
            }
            let (ids, own): (Vec<_>, Vec<_>) = cells.into_iter().map(|(id, cell)| (id, counts.get(&cell))).unzip();
            let answered = counts.get(&Cell::Answered(id.clone()));
            vec![Made { statement: None, ids, controlled: control(answered, &own, *most as i64) }]
        }
        Shape::Points(most) => {
            let points = (1..=*most).map(|point| (point.to_string(), Cell::Rated(id.clone(), point)));
            vec![parts(None, points.collect())]
        }
        Shape::Statements(statements, points) => {
            let table = |statement: &&'a StatementId| {
                let placed = |point| Cell::Placed(id.clone(), (*statement).clone(), point);
                parts(Some(*statement), options(points, &placed))
            };
            statements.iter().map(table).collect()
        }
        // Whoever ranked anything has a first place.
        Shape::Places(ids, _) => vec![parts(None, options(ids, &|option| Cell::Ranked(id.clone(), option, 1)))],
        Shape::Regions => {
            let regions = Region::all().map(|region| (region.code().to_owned(), Cell::In(id.clone(), region)));
            vec![parts(None, regions.collect())]
        }
        Shape::Words => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contribution::Contribution;
    use contract::{Answers, ConsultationId, Day, Definition, DepartmentId, Lang, SiteId};
    use proptest::prelude::*;

    const HOUR: i64 = 3_600;

    fn consultation(rules: &str) -> Consultation {
        let text = r#"{
            "title": {"en": "T"}, "languages": ["en"], RULES
            "questions": [
                {"id": "one", "kind": "single_choice", "text": {"en": "1"}, "required": true,
                 "options": [{"id": "a", "text": {"en": "a"}}, {"id": "b", "text": {"en": "b"}}, {"id": "c", "text": {"en": "c"}}]},
                {"id": "many", "kind": "multiple_choice", "text": {"en": "2"}, "max_chosen": 2,
                 "options": [{"id": "a", "text": {"en": "a"}}, {"id": "b", "text": {"en": "b"}}, {"id": "c", "text": {"en": "c"}}]},
                {"id": "rate", "kind": "rating", "text": {"en": "3"}, "points": 3, "low": {"en": "l"}, "high": {"en": "h"},
                 "show_if": {"question": "one", "any_of": ["a"]}},
                {"id": "agree", "kind": "agreement", "text": {"en": "4"},
                 "scale": [{"id": "yes", "text": {"en": "y"}}, {"id": "no", "text": {"en": "n"}}],
                 "statements": [{"id": "s", "text": {"en": "s"}}, {"id": "t", "text": {"en": "t"}}]},
                {"id": "say", "kind": "free_text", "text": {"en": "5"}},
                {"id": "rank", "kind": "ranking", "text": {"en": "6"},
                 "options": [{"id": "a", "text": {"en": "a"}}, {"id": "b", "text": {"en": "b"}}]},
                {"id": "home", "kind": "region", "text": {"en": "7"}}
            ]}"#;
        let text = text.replace("RULES", rules);
        let definition = Definition::parse(&serde_json::from_str(&text).unwrap()).unwrap();
        let (id, department) = (ConsultationId::parse("c").unwrap(), DepartmentId::parse("d").unwrap());
        Consultation::draft(id, department, definition)
    }

    fn response(consultation: &Consultation, answers: &str) -> Contribution {
        let questionnaire = consultation.current().definition.questionnaire();
        let answers = Answers::parse(questionnaire, &serde_json::from_str(answers).unwrap()).unwrap();
        Contribution::of(SiteId::parse("forum").unwrap(), Lang::En, Day::from_days(20_000), &answers)
    }

    fn tally(responses: &[Contribution]) -> Tally {
        let mut tally = Tally::new();
        responses.iter().for_each(|response| tally.record(response));
        tally
    }

    /// So many responses with these answers.
    fn times(consultation: &Consultation, groups: &[(usize, &str)]) -> Vec<Contribution> {
        groups.iter().flat_map(|(times, answers)| vec![response(consultation, answers); *times]).collect()
    }

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_unix_seconds(1_767_225_600 + hours * HOUR)
    }

    fn first(consultation: &Consultation, groups: &[(usize, &str)]) -> Option<(Release, Mark)> {
        Release::next(consultation, &tally(&times(consultation, groups)), None, at(0))
    }

    #[test]
    fn a_release_in_bytes() {
        let consultation = consultation("");
        let groups: &[(usize, &str)] = &[
            (13, r#"{"one": "a", "many": ["a", "b"], "agree": {"s": "yes"}, "rank": ["b"], "home": "TLC"}"#),
            (12, r#"{"one": "b", "many": ["a"], "agree": {"s": "no"}, "rank": ["a", "b"], "say": "x"}"#),
            (21, r#"{"one": "c", "many": ["c"], "rank": ["b", "a"]}"#),
        ];
        let (release, mark) = first(&consultation, groups).unwrap();
        let text = release.to_value().to_string();
        let (head, home) = text.split_once(r#",{"question":"home""#).unwrap();
        assert_eq!(
            head,
            concat!(
                r#"{"format":1,"number":1,"at":"2026-01-01T00:00:00Z","revision":1,"responses":45,"tables":["#,
                r#"{"question":"one","kind":"single_choice","answered":45,"cells":[{"id":"a","count":15,"percent":33},{"id":"b","count":10,"percent":22},{"id":"c","count":20,"percent":44}]},"#,
                r#"{"question":"many","kind":"multiple_choice","answered":45,"cells":[{"id":"a","count":25,"percent":56},{"id":"b","count":15,"percent":33},{"id":"c","count":20,"percent":44}]},"#,
                r#"{"question":"rate","kind":"rating","answered":null,"cells":[{"id":"1","count":null,"percent":null},{"id":"2","count":null,"percent":null},{"id":"3","count":null,"percent":null}]},"#,
                r#"{"question":"agree","kind":"agreement","statement":"s","answered":25,"cells":[{"id":"yes","count":15,"percent":60},{"id":"no","count":10,"percent":40}]},"#,
                r#"{"question":"agree","kind":"agreement","statement":"t","answered":null,"cells":[{"id":"yes","count":null,"percent":null},{"id":"no","count":null,"percent":null}]},"#,
                r#"{"question":"rank","kind":"ranking","answered":45,"cells":[{"id":"a","count":10,"percent":22},{"id":"b","count":35,"percent":78}]}"#,
            )
        );
        // The total less the one that is published leaves each of the eleven others from none to four.
        assert!(
            home.starts_with(r#","kind":"region","answered":15,"cells":[{"id":"TLC","count":15,"percent":100}"#),
            "{home}"
        );
        let read = |text: &str| Release::from_value(&serde_json::from_str(text).unwrap());
        assert_eq!(read(&text), Some(release));
        assert_eq!(read(&text.replace(r#""format":1"#, r#""format":2"#)), None);
        assert_eq!(Mark::from_value(&mark.to_value()), Some(mark));
    }

    #[test]
    fn a_question_on_a_condition_is_published_where_nothing_is_left_out() {
        let consultation = consultation("");
        let rate = |release: &Release| release.tables[2].answered;
        for (groups, expected) in [
            // Both questions in full.
            ([10, 10, 10, 10, 20], Some(30)),
            // A count of the question itself is left out; one of the question it depends on is.
            ([10, 10, 9, 10, 20], None),
            ([10, 10, 10, 9, 20], None),
        ] {
            let answers = [
                r#"{"one": "a", "rate": 1}"#,
                r#"{"one": "a", "rate": 2}"#,
                r#"{"one": "a", "rate": 3}"#,
                r#"{"one": "b"}"#,
                r#"{"one": "c"}"#,
            ];
            let groups: Vec<(usize, &str)> = groups.into_iter().zip(answers).collect();
            assert_eq!(rate(&first(&consultation, &groups).unwrap().0), expected, "{groups:?}");
        }
    }

    #[test]
    fn when_a_release_is_due() {
        let usual = consultation("");
        let rarer = consultation(r#""release": {"changes": 30, "every_hours": 2},"#);
        let (a, b) = (r#"{"one": "a"}"#, r#"{"one": "b"}"#);
        assert!(first(&usual, &[(19, a)]).is_none());
        let (_, mark) = first(&usual, &[(20, a)]).unwrap();
        for (consultation, groups, hours, due) in [
            (&usual, vec![(40, a)], 24, true),
            (&usual, vec![(40, a)], 23, false),
            (&usual, vec![(39, a)], 99, false),
            // Twenty who changed, or took their answers away; nineteen of them.
            (&usual, vec![(20, b)], 24, true),
            (&usual, vec![(1, a), (19, b)], 24, false),
            (&usual, vec![], 24, true),
            // Twenty who came and ten who went.
            (&usual, vec![(10, a), (20, b)], 24, true),
            (&rarer, vec![(50, a)], 2, true),
            (&rarer, vec![(50, a)], 1, false),
            (&rarer, vec![(49, a)], 2, false),
        ] {
            let tally = tally(&times(consultation, &groups));
            let next = Release::next(consultation, &tally, Some(&mark), at(hours));
            assert_eq!(next.map(|(release, _)| release.number), due.then_some(2), "{groups:?} {hours}");
        }
    }

    fn any_responses() -> impl Strategy<Value = Vec<Contribution>> {
        let consultation = consultation("");
        let answers = [
            r#"{"one": "a", "many": ["a", "c"], "rate": 1, "rank": ["a"]}"#,
            r#"{"one": "a", "rate": 3, "agree": {"s": "yes", "t": "no"}}"#,
            r#"{"one": "b", "many": ["b"], "agree": {"s": "no"}, "home": "TLC"}"#,
            r#"{"one": "c", "rank": ["b", "a"], "home": "TLN", "say": "words"}"#,
        ];
        let responses = answers.map(|answers| response(&consultation, answers));
        prop::collection::vec(prop::sample::select(responses.to_vec()), 20..90)
    }

    proptest! {
        #[test]
        fn the_order_of_answers_changes_no_byte((before, after) in any_responses()
            .prop_flat_map(|responses| (Just(responses.clone()), Just(responses).prop_shuffle())))
        {
            let consultation = consultation("");
            let text = |responses: &[Contribution]| {
                let next = Release::next(&consultation, &tally(responses), None, at(0));
                next.map(|(release, mark)| (release.to_value().to_string(), mark.to_value().to_string()))
            };
            prop_assert_eq!(text(&before), text(&after));
        }

        /// What a batch holds is all that a release can tell of it: who came when, and who changed their mind on the way, is
        /// in no byte.
        #[test]
        fn who_waits_changes_nothing_until_twenty_do(first in any_responses(), waiting in any_responses()) {
            let consultation = consultation("");
            let Some((_, mark)) = Release::next(&consultation, &tally(&first), None, at(0)) else { return Ok(()) };
            let mut tally = tally(&first);
            for response in &waiting[..19] {
                tally.record(response);
                prop_assert_eq!(Release::next(&consultation, &tally, Some(&mark), at(1_000)), None);
            }
            tally.record(&waiting[19]);
            prop_assert!(Release::next(&consultation, &tally, Some(&mark), at(1_000)).is_some());
        }

        #[test]
        fn no_count_is_small_or_exact(responses in any_responses()) {
            let consultation = consultation("");
            let Some((release, _)) = Release::next(&consultation, &tally(&responses), None, at(0)) else { return Ok(()) };
            let counts = release.tables.iter().flat_map(|table| table.cells.iter().map(|(_, count)| *count).chain([table.answered]));
            for count in counts.chain([release.responses]).flatten() {
                prop_assert!(count >= 10 && count % 5 == 0, "{}", count);
            }
            for table in &release.tables {
                let shares: Vec<i64> = table.cells.iter().filter_map(|(_, count)| table.percent((*count)?)).collect();
                prop_assert!(shares.iter().all(|share| (0..=100).contains(share)), "{:?}", shares);
                // Each is rounded by itself once more.
                let parts = table.kind != "multiple_choice";
                prop_assert!(!parts || shares.iter().sum::<i64>() <= 100 + shares.len() as i64 / 2, "{:?}", shares);
            }
        }
    }
}
