//! The form as a whole.

use super::{Markup, button, check, container, error_summary, heading, question, say, title, value, written};
use contract::locale::{FormStrings, digits, fill};
use contract::{AnswerIssue, Answers, Condition, Lang, Questionnaire};
use yew::prelude::Html;

/// What the form shows.
#[derive(Clone, Copy)]
pub struct Form<'a> {
    /// What is asked.
    pub questionnaire: &'a Questionnaire,
    /// In which language.
    pub lang: Lang,
    /// That language's words.
    pub words: &'a FormStrings,
    /// The language asked for, where the form does not have it, and that language's `only_in`.
    pub asked: Option<(Lang, &'a str)>,
    /// Level of the title.
    pub heading: u8,
    /// Where a browser without script sends it: an absolute address on the edge.
    pub action: &'a str,
    /// What is sent along.
    pub control: Control<'a>,
    /// What is filled in, as form fields. In the application inputs keep what they hold; only counts read it.
    pub fields: &'a [(String, String)],
    /// What is filled in, as answers.
    pub answers: &'a Answers,
    /// What is wrong.
    pub issues: &'a [AnswerIssue],
    /// For each question whether its condition is met.
    pub shown: &'a [bool],
    /// Whether it is a first answer or a change.
    pub purpose: Purpose,
    /// How far sending is.
    pub stage: Stage,
    /// Who shows it.
    pub setting: Setting,
    /// Which part shows (`contract::turn`); `None` for all at once.
    pub at: Option<usize>,
    /// Whether what is filled in was kept in the browser from before.
    pub restored: bool,
    /// The table of `contract::region`, in the application and where a region is asked for; else blank.
    pub areas: &'a str,
    /// What is typed into the postcode beside the regions.
    pub postcode: &'a str,
    /// The address of the page that says what the form loads, stores and sends; blank where a page of ours leads there itself.
    pub about: &'a str,
}

/// Fields that the person does not see.
#[derive(Clone, Copy)]
pub struct Control<'a> {
    /// The idempotency key; blank where the loader fills it in.
    pub key: &'a str,
    /// The revision that is answered.
    pub revision: u32,
    /// The site where it is answered.
    pub site: &'a str,
    /// The page where it is answered; blank where the loader fills it in.
    pub page: &'a str,
    /// That the person waited, on a page of ours where they were asked to; else blank.
    pub note: &'a str,
}

/// What sending does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Records a first answer.
    Answer,
    /// Changes an answer that is recorded.
    Change,
}

/// How far sending is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Being filled in.
    Filling,
    /// On its way.
    Sending,
    /// Kept in the browser until there is a connection.
    Waiting,
    /// Did not get through.
    Failed,
}

/// Who shows the form: what it can leave to a script.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// The loader, in somebody's page.
    Embedded,
    /// A page of the edge's own, without any script.
    Hosted,
    /// The application: it never sets an input.
    Live,
}

impl<'a> Form<'a> {
    /// Whether the application in the browser shows it: then inputs are never set from here. Its own build shows nothing
    /// else, so that what only the server writes is left out of it.
    pub(super) fn live(&self) -> bool {
        !cfg!(feature = "ssr") || self.setting == Setting::Live
    }

    /// Whether the field `name` holds `value`, for forms that are filled in on the server.
    pub(super) fn holds(&self, name: &str, value: &str) -> bool {
        !self.live() && self.fields.iter().any(|(own, held)| own == name && held == value)
    }

    /// What the field `name` holds.
    pub(super) fn value(&self, name: &str) -> &'a str {
        value(self.fields, name)
    }
}

/// The form with the department's message above it and its privacy notice below.
pub fn form(form: &Form<'_>) -> Html {
    let Form { questionnaire, lang, words, control, .. } = *form;
    let questions = questionnaire.questions();
    let parts = questionnaire.parts(form.setting == Setting::Hosted);
    let at = form.at.map(|at| at.min(parts.len()));
    let part = match at {
        None => 0..questions.len(),
        // Behind the last one all answers are shown.
        Some(at) => parts.get(at).cloned().unwrap_or_default(),
    };
    written(|out| {
        container(out, lang);
        if let Some((asked, sentence)) = form.asked {
            only_in(out, asked, sentence, questionnaire);
        }
        title(out, form.heading);
        say(out, "", questionnaire.title(), lang);
        out.close().group();
        if let Some(summary) = questionnaire.summary() {
            say(out, "p", summary, lang);
        }
        out.close();
        out.open("form method=post accept-charset=utf-8").set("action", form.action);
        hidden(out, "key", control.key);
        hidden(out, "revision", &digits(control.revision as usize));
        hidden(out, "site", control.site);
        hidden(out, "lang", lang.code());
        hidden(out, "page", control.page);
        if !form.live() && !control.note.is_empty() {
            hidden(out, "note", control.note);
        }
        if let Some((asked, _)) = form.asked {
            // So that the form says it also when it comes back.
            hidden(out, "asked", asked.code());
        }
        if let (Some(at), false) = (at, form.live()) {
            carried(out, form, at, part.clone());
        }
        out.group();
        if let (Some(at), true) = (at, parts.len() > 1) {
            out.open("div id=part tabindex=-1");
            let progress = [("{n}", &*digits(at + 1)), ("{total}", &*digits(parts.len() + 1))];
            out.leaf("p part=hint", &fill(words.part_of, &progress));
            match questions.get(part.start).and_then(|first| first.part()) {
                _ if at == parts.len() => {
                    heading(out, form.heading + 1).text(words.check_title).close();
                }
                Some(text) => {
                    heading(out, form.heading + 1);
                    say(out, "", text, lang);
                    out.close();
                }
                None => {}
            }
            out.close();
        }
        out.close();
        if form.restored {
            out.open("div").leaf("p part=hint", words.draft_back);
            button(out, "clear", words.draft_clear, false);
        } else {
            out.group();
        }
        out.close();
        error_summary::error_summary(out, form);
        for (index, question) in questions.iter().enumerate() {
            // Where it stands beside a question that decides on it, and no script would show it then, it always stands.
            let decided =
                |condition: &Condition| questions[part.clone()].iter().any(|by| condition.depends_on(by.id()));
            let open = !form.live() && question.show_if().is_some_and(decided);
            let shown = part.contains(&index) && (open || form.shown.get(index) == Some(&true));
            if shown || form.live() {
                question::question(out, form, question, shown, open);
            }
        }
        out.group();
        if at == Some(parts.len()) {
            check::check(out, form);
        }
        out.close();
        if form.setting != Setting::Hosted {
            failed(out, form);
        }
        let last = at.is_none_or(|at| at == parts.len() || parts.len() == 1);
        send(out, form, last, at.is_some_and(|at| at > 0));
        out.close();
        out.open("details part=footer").leaf("summary", words.privacy);
        if let Some(privacy) = questionnaire.privacy() {
            say(out, "p", privacy, lang);
        }
        let days = digits(questionnaire.retention_days() as usize);
        out.leaf("p", &fill(words.kept_days, &[("{n}", &days)]));
        if form.live() || !form.about.is_empty() {
            out.open("a target=_blank").set("href", form.about).text(words.about).close();
        }
        out.close();
        out.close();
    })
}

/// Says, in the language asked for, that the form is not there in it, and in which it is. It comes first: whoever hears the
/// page learns why what follows is in another language.
fn only_in(out: &mut Markup, asked: Lang, sentence: &str, questionnaire: &Questionnaire) {
    let (before, rest) = sentence.split_once('{').unwrap_or((sentence, ""));
    let (_, after) = rest.split_once('}').unwrap_or_default();
    out.open("p part=hint").set("lang", asked.code()).set("dir", asked.direction()).text(before);
    for (index, lang) in questionnaire.languages().iter().enumerate() {
        out.text(if index > 0 { " · " } else { "" });
        out.open("bdi").set("lang", lang.code()).text(lang.name()).close();
    }
    out.text(after).close();
}

fn hidden(out: &mut Markup, name: &str, value: &str) {
    out.open("input type=hidden").set("name", name);
    // A form travels before anybody can answer: a blank value is no value.
    if !cfg!(feature = "ssr") || !value.is_empty() {
        out.set("value", value);
    }
    out.close();
}

/// Which part it is, and what the other parts hold: without a script the page itself carries it along.
fn carried(out: &mut Markup, form: &Form<'_>, at: usize, part: std::ops::Range<usize>) {
    hidden(out, if form.setting == Setting::Hosted { "part" } else { "step" }, &digits(at));
    let here = &form.questionnaire.questions()[part];
    let stands_here = |name: &str| here.iter().any(|question| question.has_field(name));
    for (name, value) in form.fields.iter().filter(|(name, _)| name.starts_with(contract::question::FIELD_PREFIX)) {
        if !stands_here(name) {
            hidden(out, name, value);
        }
    }
}

/// The buttons that go on, or send, and back. What sends stays in reach while it does (`aria-disabled`, not `disabled`):
/// focus is not lost. Enter in a field presses the first of them.
fn send(out: &mut Markup, form: &Form<'_>, last: bool, back: bool) {
    let words = form.words;
    let sending = form.stage == Stage::Sending;
    out.open("p");
    if last {
        out.open("button part=button").set("data-busy", words.sending).when(sending, "aria-disabled");
        out.text(match form.purpose {
            _ if sending => words.sending,
            Purpose::Answer => words.send,
            Purpose::Change => words.send_change,
        });
    } else {
        out.open("button part=button name=go value=next").set("data-busy", words.next).text(words.next);
    }
    out.close().group();
    if back {
        out.leaf("button part=button name=go value=back", words.back);
    }
    out.close();
    if form.live() && form.purpose == Purpose::Change && !sending {
        button(out, "keep", words.keep, false);
    }
    out.close();
}

/// Shown when sending failed: try again, or carry the answers over to the hosted form.
fn failed(out: &mut Markup, form: &Form<'_>) {
    let words = form.words;
    let shows = matches!(form.stage, Stage::Failed | Stage::Waiting);
    out.open("div part=error-summary id=failed tabindex=-1").when(!shows, "hidden");
    if form.stage == Stage::Waiting {
        out.open("p").leaf("b", words.waiting_title).close().leaf("p", words.waiting_text);
    } else {
        out.leaf("p", words.send_failed).group().close();
    }
    out.leaf("button part=button", words.try_again);
    // A change goes to its receipt, which the hosted form knows nothing of.
    if form.purpose == Purpose::Answer {
        out.leaf("button part=button formtarget=_blank", words.own_page);
    }
    out.close();
}
