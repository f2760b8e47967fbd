//! What is wrong with a draft, in words that name the place; and what each language still lacks.

use super::json;
use super::languages::{first_language, languages_of};
use contract::document::Fault;
use contract::json::Value;
use contract::{Definition, Issue, Lang};

/// One thing to do before the draft can be asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// Where in the document: a JSON pointer.
    pub pointer: String,
    /// Where, in words: "Question 2, option 1, in Welsh".
    pub place: String,
    /// What to do.
    pub words: String,
    /// Whether something is only still to be entered, which is no mistake.
    pub empty: bool,
    /// The language that lacks the text, where that is all.
    pub untranslated: Option<Lang>,
}

impl Problem {
    /// The identifier of the control to which it leads; where the page has none of that name, the nearest around it.
    pub fn anchor(&self) -> String {
        anchor(&self.pointer)
    }
}

/// The identifier of the control for a place.
pub fn anchor(pointer: &str) -> String {
    format!("at{}", pointer.replace('/', "."))
}

/// How far a language is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
    /// Which.
    pub lang: Lang,
    /// Texts that it has.
    pub written: usize,
    /// Texts that there are.
    pub all: usize,
}

/// Everything that keeps a draft from being asked, in the order of the page.
pub fn problems(document: &Value) -> Vec<Problem> {
    let mut found: Vec<Problem> = match Definition::parse(document) {
        Ok(_) => Vec::new(),
        Err(issues) => issues.iter().map(|issue| told(document, issue)).collect(),
    };
    let first = first_language(document);
    for lang in languages_of(document).into_iter().filter(|lang| *lang != first) {
        for pointer in
            texts(document).into_iter().filter(|at| json::text(document, &format!("{at}/{}", lang.code())).is_empty())
        {
            // Where nothing is written in any language, one problem is enough.
            if !json::text(document, &format!("{pointer}/{}", first.code())).is_empty() {
                let issue = Issue { pointer, fault: Fault::TranslationMissing { lang: lang.code() } };
                found.push(told(document, &issue));
            }
        }
    }
    found
}

/// Texts in which something stands in square brackets: of a template that is to be filled in. It may belong there, so that it keeps
/// nothing from being asked.
pub fn unfilled(document: &Value) -> Vec<Problem> {
    let texts = texts(document);
    let pointers = languages_of(document)
        .into_iter()
        .flat_map(|lang| texts.iter().map(move |at| format!("{at}/{}", lang.code())).collect::<Vec<_>>());
    let bracketed = |text: &str| text.split_once('[').is_some_and(|(_, rest)| rest.contains(']'));
    let found = pointers.filter(|pointer| bracketed(json::text(document, pointer)));
    found
        .map(|pointer| Problem {
            place: place(document, &pointer),
            words: "Fill in what stands in square brackets".to_owned(),
            empty: false,
            untranslated: None,
            pointer,
        })
        .collect()
}

/// How many of the texts each language has.
pub fn progress(document: &Value) -> Vec<Progress> {
    let texts = texts(document);
    let has = |at: &str, lang: Lang| !json::text(document, &format!("{at}/{}", lang.code())).trim().is_empty();
    let of = |lang: Lang| Progress { lang, written: texts.iter().filter(|at| has(at, lang)).count(), all: texts.len() };
    languages_of(document).into_iter().map(of).collect()
}

/// The places of all texts that are to be there in each language.
fn texts(document: &Value) -> Vec<String> {
    let mut texts = vec!["/title".to_owned()];
    let mut also = |at: String| {
        if json::at(document, &at).is_some() {
            texts.push(at);
        }
    };
    also("/summary".to_owned());
    also("/privacy".to_owned());
    for (index, question) in json::items(document, "/questions").iter().enumerate() {
        for name in ["part", "text", "hint", "low", "high"] {
            also(format!("/questions/{index}/{name}"));
        }
        for (item, _) in json::items(question, "/labels").iter().enumerate() {
            also(format!("/questions/{index}/labels/{item}"));
        }
        for list in ["options", "scale", "statements"] {
            for (item, _) in json::items(question, &format!("/{list}")).iter().enumerate() {
                also(format!("/questions/{index}/{list}/{item}/text"));
            }
        }
    }
    texts
}

/// An issue of the contract's parser as its author reads it.
pub fn told(document: &Value, issue: &Issue) -> Problem {
    let mut pointer = issue.pointer.clone();
    let mut untranslated = None;
    if let Fault::TranslationMissing { lang } = issue.fault {
        pointer = format!("{pointer}/{lang}");
        untranslated = Lang::parse(lang);
    } else if issue.fault == Fault::Missing && is_text(&pointer) {
        pointer = format!("{pointer}/{}", first_language(document).code());
    }
    let empty = matches!(issue.fault, Fault::Missing | Fault::TranslationMissing { .. } | Fault::TooFew { .. })
        || matches!(issue.fault, Fault::Blank if json::text(document, &pointer).is_empty());
    Problem { place: place(document, &pointer), words: words(&issue.fault, &pointer), pointer, empty, untranslated }
}

fn is_text(pointer: &str) -> bool {
    matches!(
        pointer.rsplit('/').next(),
        Some("title" | "summary" | "privacy" | "text" | "hint" | "part" | "low" | "high")
    )
}

fn words(fault: &Fault, pointer: &str) -> String {
    let list = pointer.rsplit('/').next().unwrap_or_default();
    match fault {
        Fault::Missing => match list {
            "questions" => "Add a question".to_owned(),
            "languages" => "Choose a language".to_owned(),
            _ => "Enter this".to_owned(),
        },
        Fault::Blank => "Enter this".to_owned(),
        Fault::TranslationMissing { .. } => "Translate this".to_owned(),
        Fault::UnknownMember => {
            format!("“{list}” is nothing that the format knows: it came with an import, and can be taken out there")
        }
        Fault::Expected(what) => format!("This should be {what}"),
        Fault::TooLong { limit } => format!("Shorten this to {limit} characters"),
        Fault::TooMany { limit } => format!("Remove some: at most {limit} are allowed"),
        Fault::TooFew { least } => match (list, least) {
            ("questions", _) => "Add a question".to_owned(),
            ("any_of", _) => "Tick at least one answer".to_owned(),
            ("origins", _) => "Enter at least one origin".to_owned(),
            (_, 1) => "Add at least one".to_owned(),
            (_, least) => format!("Add more: at least {least} are needed"),
        },
        Fault::OutOfRange { min, max } => format!("Enter a number from {min} to {max}"),
        Fault::Repeated => "Choose another one: this stands earlier in the same list".to_owned(),
        Fault::LanguageUnknown => "The form has no words in this language".to_owned(),
        Fault::LanguageNotDeclared => "Add this language, or remove the text".to_owned(),
        Fault::ClosesBeforeOpening => "Choose a closing time after the opening time".to_owned(),
        Fault::NotAnEarlierQuestion => "Choose a question that is asked earlier".to_owned(),
        Fault::ConditionDoesNotFit => "Choose something that this kind of question can be asked for".to_owned(),
        Fault::NeverMet => "No answer meets this: the lowest point is above the highest".to_owned(),
        Fault::NotOffered => "Choose among the answers that the question has now".to_owned(),
        Fault::PrivacyChanged | Fault::KindChanged => fault.to_string().trim_end_matches('.').to_owned(),
    }
}

/// The English name of a language: the studio's own words are English.
pub fn language_name(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "English",
        Lang::Cy => "Welsh",
        Lang::Pl => "Polish",
        Lang::Ur => "Urdu",
        Lang::Ar => "Arabic",
    }
}

fn place(document: &Value, pointer: &str) -> String {
    let several = languages_of(document).len() > 1;
    let mut words: Vec<String> = Vec::new();
    let mut list = "";
    for segment in pointer.split('/').skip(1) {
        if let Ok(index) = segment.parse::<usize>() {
            let item = match list {
                "questions" => "question",
                "options" => "option",
                "scale" => "point",
                "statements" => "statement",
                "labels" => "label",
                "sites" => "site",
                "origins" => "line",
                "languages" => "language",
                _ => continue,
            };
            words.push(format!("{item} {}", index + 1));
            continue;
        }
        list = segment;
        let word = match segment {
            "title" => "title",
            "summary" => "message",
            "privacy" if pointer.starts_with("/release") => "noise",
            "privacy" => "privacy notice",
            "retention" => "days for which answers are kept",
            "languages" if !pointer.ends_with("languages") => continue,
            "opens_at" => "opening time",
            "closes_at" => "closing time",
            "release" => "results",
            "changes" => "new answers between releases",
            "every_hours" => "hours between releases",
            "threshold" => "smallest count",
            "base" => "rounding",
            "possible" => "possible values",
            "licence" => "licence",
            "protection" => "protection",
            "name" => "name",
            "origins" if pointer.ends_with("origins") => "origins",
            "id" => "identifier",
            "hint" => "hint",
            "part" => "title of the part",
            "low" => "label of the lowest point",
            "high" => "label of the highest point",
            "points" => "number of points",
            "max_chosen" => "most that can be chosen",
            "max_ranked" => "most that can be ranked",
            "max_length" => "most characters",
            "measure" => "what it measures",
            "kind" => "kind",
            "show_if" => "condition",
            "scale" if pointer.ends_with("scale") => "points of the scale",
            "options" if pointer.ends_with("options") => "options",
            "statements" if pointer.ends_with("statements") => "statements",
            "labels" if pointer.ends_with("labels") => "labels",
            "questions" if pointer.ends_with("questions") => "questions",
            other => match Lang::ALL.into_iter().find(|lang| lang.code() == other) {
                Some(lang) if several => {
                    words.push(format!("in {}", language_name(lang)));
                    continue;
                }
                _ => continue,
            },
        };
        words.push(word.to_owned());
    }
    let mut text = words.join(", ");
    if let Some(first) = text.get(..1) {
        let first = first.to_uppercase();
        text.replace_range(..1, &first);
    }
    if text.is_empty() { "The document".to_owned() } else { text }
}
