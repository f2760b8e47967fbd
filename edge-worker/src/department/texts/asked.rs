//! What an address asks of the texts, and what is to be noted of one.

use crate::http::Fields;
use crate::objects::marks::{FALSE_ATTRIBUTION, Mark, NOTE, TAG};
use crate::texts::After;
use crate::texts::wire::{Ask, Order, Place, Within};
use contract::{Consultation, Kind, Lang, Question, QuestionId, SiteId};

/// Characters of a search.
const WORDS: usize = 200;

/// What an address asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Asked {
    pub(crate) question: QuestionId,
    pub(crate) words: String,
    pub(crate) site: Option<SiteId>,
    pub(crate) lang: Option<Lang>,
    pub(crate) tag: Option<String>,
    pub(crate) campaign: Option<Within>,
    pub(crate) order: Order,
    /// Where the page before ended.
    pub(crate) after: After,
}

impl Asked {
    /// Reads an address's parameters; what is blank is not asked. `None` where no question asks for words.
    ///
    /// # Errors
    /// Each parameter that cannot be asked, with a sentence.
    pub(crate) fn read(
        parameters: &Fields,
        record: &Consultation,
    ) -> Result<Option<Self>, Vec<(&'static str, String)>> {
        let one = |name: &str| {
            let found = parameters.iter().find(|(own, _)| own == name).map(|(_, value)| value.trim());
            found.filter(|value| !value.is_empty())
        };
        let mut faults = Vec::new();
        let mut fault = |name, words: &str| faults.push((name, words.to_owned()));
        let all = questions(record);
        let Some(first) = all.first() else { return Ok(None) };
        let question = match one("question") {
            None => Some(first.clone()),
            Some(name) => all.into_iter().find(|own| own.as_str() == name),
        };
        if question.is_none() {
            fault("question", "Name a question that is answered in words.");
        }
        let site = one("site").map(SiteId::parse);
        if site == Some(None) {
            fault("site", "Give the identifier of a site.");
        }
        let lang = one("lang").map(Lang::parse);
        if lang == Some(None) {
            fault("lang", "Give the code of a language that forms have.");
        }
        let campaign = match one("campaign") {
            None => None,
            Some("none") => Some(Within::None),
            Some(number) => match number.parse::<usize>().ok().and_then(|number| number.checked_sub(1)) {
                Some(number) => Some(Within::Campaign(number)),
                None => {
                    fault("campaign", "Give the number of a campaign, from 1, or none.");
                    None
                }
            },
        };
        let order = match one("order") {
            None | Some("newest") => Order::Newest,
            Some("representative") => Order::Representative,
            Some(_) => {
                fault("order", "Give newest or representative.");
                Order::Newest
            }
        };
        let after = one("cursor").map_or_else(|| Some(After::default()), After::parse);
        if after.is_none() {
            fault("cursor", "Give the member next of the page before.");
        }
        let words = one("q").unwrap_or_default().to_owned();
        if words.chars().count() > WORDS {
            fault("q", "Give at most 200 characters.");
        }
        let tag = one("tag").map(folded);
        match question.zip(after) {
            Some((question, after)) if faults.is_empty() => {
                let (site, lang) = (site.flatten(), lang.flatten());
                Ok(Some(Self { question, words, site, lang, tag, campaign, order, after }))
            }
            _ => Err(faults),
        }
    }

    /// The same as an address's parameters.
    pub(crate) fn parameters(&self) -> String {
        let campaign = self.campaign.map(|within| match within {
            Within::None => "none".to_owned(),
            Within::Campaign(number) => (number + 1).to_string(),
        });
        let texts = [
            ("question", Some(self.question.to_string())),
            ("q", Some(self.words.clone()).filter(|words| !words.is_empty())),
            ("site", self.site.as_ref().map(ToString::to_string)),
            ("lang", self.lang.map(|lang| lang.code().to_owned())),
            ("tag", self.tag.clone()),
            ("campaign", campaign),
            ("order", (self.order == Order::Representative).then(|| "representative".to_owned())),
            ("cursor", (self.after != After::default()).then(|| self.after.to_string())),
        ];
        let mut fields = worker::url::form_urlencoded::Serializer::new(String::new());
        fields.extend_pairs(texts.into_iter().filter_map(|(name, text)| Some((name, text?))));
        fields.finish()
    }

    /// Every text of the question, from the beginning.
    pub(crate) fn all(&self) -> Self {
        Self {
            question: self.question.clone(),
            words: String::new(),
            site: None,
            lang: None,
            tag: None,
            campaign: None,
            order: self.order,
            after: After::default(),
        }
    }

    /// As the consultation's object takes it. `only` are the responses with the tag.
    pub(super) fn ask(&self, only: Option<Vec<Place>>, limit: usize) -> Ask {
        Ask {
            question: self.question.to_string(),
            words: self.words.clone(),
            site: self.site.as_ref().map(ToString::to_string),
            lang: self.lang.map(|lang| lang.code().to_owned()),
            campaign: self.campaign,
            only,
            order: self.order,
            after: self.after.clone(),
            limit,
        }
    }
}

/// The questions that are answered in words, of all revisions, those of the newest first.
pub(crate) fn questions(record: &Consultation) -> Vec<QuestionId> {
    let mut all: Vec<QuestionId> = Vec::new();
    for revision in record.revisions().iter().rev() {
        let own = revision.definition.questionnaire().questions().iter();
        let in_words = own.filter(|question| matches!(question.kind(), Kind::FreeText(_))).map(Question::id);
        for id in in_words {
            if !all.contains(id) {
                all.push(id.clone());
            }
        }
    }
    all
}

/// A tag as it is kept: in lower case, with single spaces, so that one tag is not two.
fn folded(tag: &str) -> String {
    tag.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Reads a tag with its note.
///
/// # Errors
/// The member that is wrong, with a sentence.
pub(super) fn mark(tag: &str, note: &str, by: &str, at: i64) -> Result<Mark, (&'static str, String)> {
    let (tag, note) = (folded(tag), note.trim().to_owned());
    if tag.is_empty() || tag.chars().count() > TAG || tag.chars().any(char::is_control) {
        return Err(("tag", format!("Give a tag of 1 to {TAG} characters.")));
    }
    if note.chars().count() > NOTE {
        return Err(("note", format!("Give a note of at most {NOTE} characters.")));
    }
    if tag == FALSE_ATTRIBUTION && note.is_empty() {
        return Err(("note", "Say whom the text claims to be from, and how you know that it is not.".to_owned()));
    }
    Ok(Mark { tag, note, by: by.to_owned(), at })
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::{ConsultationId, Definition, DepartmentId};

    fn record(questions: &str) -> Consultation {
        let text = format!(r#"{{"title": {{"en": "T"}}, "languages": ["en"], "questions": [{questions}]}}"#);
        let definition = Definition::parse(&serde_json::from_str(&text).unwrap()).unwrap();
        Consultation::draft(ConsultationId::parse("c").unwrap(), DepartmentId::parse("d").unwrap(), definition)
    }

    const RATED: &str = r#"{"id": "ease", "kind": "rating", "text": {"en": "E"}, "points": 5, "low": {"en": "l"}, "high": {"en": "h"}}"#;
    const SAID: &str = r#"{"id": "why", "kind": "free_text", "text": {"en": "W"}}, {"id": "more", "kind": "free_text", "text": {"en": "M"}}"#;

    fn read(address: &str) -> Result<Option<Asked>, Vec<&'static str>> {
        let fields = worker::url::form_urlencoded::parse(address.as_bytes()).into_owned().collect();
        let record = record(&format!("{RATED}, {SAID}"));
        Asked::read(&fields, &record).map_err(|faults| faults.into_iter().map(|(name, _)| name).collect())
    }

    #[test]
    fn addresses_are_read_and_written() {
        for (address, same) in [
            ("", "question=why"),
            ("q=&site=&tag=&campaign=&order=newest&cursor=", "question=why"),
            (
                "order=representative&question=more&q=night+bus&site=forum&lang=cy&tag=Cost++of%20Living&campaign=2&cursor=MgAA",
                "question=more&q=night+bus&site=forum&lang=cy&tag=cost+of+living&campaign=2&order=representative&cursor=MgAA",
            ),
            ("campaign=none", "question=why&campaign=none"),
        ] {
            let asked = read(address).unwrap().unwrap();
            assert_eq!(asked.parameters(), same, "{address}");
            assert_eq!(read(same).unwrap().unwrap(), asked);
        }
        for (address, faults) in [
            ("question=ease", vec!["question"]),
            ("site=No site&lang=xx&campaign=0&order=x&cursor=x", vec!["site", "lang", "campaign", "order", "cursor"]),
            (&format!("q={}", "x".repeat(201)), vec!["q"]),
        ] {
            assert_eq!(read(address), Err(faults), "{address}");
        }
        assert_eq!(Asked::read(&Vec::new(), &record(RATED)), Ok(None));
    }

    #[test]
    fn tags_are_read() {
        let read = |tag: &str, note: &str| {
            mark(tag, note, "Jo", 5).map(|mark| (mark.tag, mark.note)).map_err(|(member, _)| member)
        };
        let (long, very) = ("x".repeat(TAG + 1), "x".repeat(NOTE + 1));
        for (tag, note, expected) in [
            (" Cost  of LIVING ", " see p. 2 ", Ok(("cost of living", "see p. 2"))),
            ("costs", "", Ok(("costs", ""))),
            ("", "", Err("tag")),
            (&long, "", Err("tag")),
            ("a\u{7}b", "", Err("tag")),
            ("costs", &very, Err("note")),
            ("False attribution", "", Err("note")),
            (
                "False attribution",
                "Claims to be the union; they wrote to us.",
                Ok(("false attribution", "Claims to be the union; they wrote to us.")),
            ),
        ] {
            assert_eq!(
                read(tag, note),
                expected.map(|(tag, note): (&str, &str)| (tag.to_owned(), note.to_owned())),
                "{tag}"
            );
        }
    }
}
