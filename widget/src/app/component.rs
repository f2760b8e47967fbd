//! The one component. Its events come in through the loader's listener, not Yew's: Yew never removes those, and a page that
//! shows and removes the element many times would keep every form that it ever had.

use super::host::Host;
use super::moves::{Fields, Moved, carry_out};
use super::state::State;
use crate::view::{self, Confirmation, Control, Form, Purpose, Setting, Stage, Steps, Withdrawal};
use contract::locale::{digits, fill};
use contract::turn::{Turn, turn};
use contract::{AnswerIssue, Kind, Question, Questionnaire, Reading, Start};
use wasm_bindgen::prelude::*;
use yew::prelude::{Component, Context, Html, Properties};

/// What the application starts with.
#[derive(Properties)]
pub(super) struct Setup {
    pub(super) host: Host,
    pub(super) start: Start,
    pub(super) fields: Fields,
    pub(super) action: String,
    pub(super) about: String,
    pub(super) level: u8,
    pub(super) state: State,
    pub(super) shows: String,
    pub(super) focused: String,
}

impl PartialEq for Setup {
    // It is given once and never changes.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

pub(super) struct App {
    state: State,
    /// What the form holds.
    fields: Fields,
    /// What it held when it was recorded, last.
    recorded: Fields,
    /// What that says.
    reading: Reading,
    /// Which part of the form shows.
    at: usize,
    /// What is wrong, of what was reported.
    issues: Vec<AnswerIssue>,
    /// Where something was wrong when the person last sent: what is checked again while they type.
    reported: Vec<String>,
    /// A question in which the person was when the application took over, though its condition is not met.
    kept: Option<usize>,
    /// What is typed into the postcode beside the regions.
    postcode: String,
    /// Whether what is filled in was kept in the browser from before.
    restored: bool,
    /// Whether there is something to bring to the person after rendering.
    news: bool,
    /// Whether the form is to be filled in after rendering.
    refill: bool,
    /// Kept for as long as the page may call it.
    _tell: Closure<dyn FnMut(String)>,
}

/// What the page tells, with U+0000 between: what happened, a detail of it, and the form's fields.
pub(super) struct Told(String);

/// Fields as the page hands them over: names and values in turn.
pub(super) fn fields(words: &mut dyn Iterator<Item = String>) -> Fields {
    std::iter::from_fn(|| Some((words.next()?, words.next()?))).collect()
}

impl Component for App {
    type Message = Told;
    type Properties = Setup;

    fn create(context: &Context<Self>) -> Self {
        let Setup { host, start: Start { questionnaire, .. }, fields, state, shows, focused, .. } = context.props();
        let link = context.link().clone();
        let tell = Closure::new(move |told| link.send_message(Told(told)));
        host.set_tell(tell.as_ref());
        let kept = questionnaire.questions().iter().position(|question| question.has_field(focused));
        let parts = questionnaire.parts(false);
        let mut app = Self {
            state: state.clone(),
            fields: fields.clone(),
            recorded: fields.clone(),
            reading: Reading::default(),
            at: kept.and_then(|kept| parts.iter().position(|part| part.contains(&kept))).unwrap_or(0),
            issues: Vec::new(),
            reported: Vec::new(),
            kept,
            postcode: String::new(),
            restored: shows == "draft",
            news: false,
            refill: false,
            _tell: tell,
        };
        app.read(questionnaire);
        // Errors that the edge found stay in sight.
        if shows == "wrong" {
            app.report(app.reading.issues.clone());
        }
        app
    }

    fn update(&mut self, context: &Context<Self>, Told(told): Told) -> bool {
        let Setup { host, start, .. } = context.props();
        let mut told = told.split('\0').map(str::to_owned);
        let (what, detail) = (told.next().unwrap_or_default(), told.next().unwrap_or_default());
        let mut held = || fields(&mut told);
        match &*what {
            "input" => return self.edited(&start.questionnaire, held(), !detail.is_empty()),
            "postcode" => self.typed_postcode(context, detail, &told.next().unwrap_or_default()),
            "submit" => self.submitted(context, &detail, held()),
            "press" => return self.pressed(context, &detail),
            _ => {
                let Some(next) = self.state.after(&what, &detail) else { return false };
                if what == "sent" {
                    self.recorded = self.fields.clone();
                }
                self.state = next;
                self.news = true;
                host.say("");
            }
        }
        true
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let Setup { start, action, about, level: heading, .. } = context.props();
        let Start { questionnaire, words, lang, revision, areas, asked } = start;
        let (lang, heading) = (*lang, *heading);
        let field = |name: &str| view::value(&self.fields, name);
        match &self.state {
            State::Form { stage, receipt } => view::form(&Form {
                questionnaire,
                lang,
                words,
                asked: asked.as_ref().map(|(asked, sentence)| (*asked, sentence.as_str())),
                heading,
                action,
                control: Control {
                    key: field("key"),
                    revision: *revision,
                    site: field("site"),
                    page: field("page"),
                    note: "",
                },
                fields: &self.fields,
                answers: self.reading.answers(),
                issues: &self.issues,
                shown: &self.reading.shown,
                purpose: if receipt.is_some() { Purpose::Change } else { Purpose::Answer },
                stage: *stage,
                setting: Setting::Live,
                at: Some(self.at),
                restored: self.restored,
                areas,
                postcode: &self.postcode,
                about,
            }),
            State::Sent { receipt, purpose, withdrawal } => view::confirmation(&Confirmation {
                lang,
                words,
                heading,
                receipt,
                changed: *purpose == Purpose::Change,
                steps: Steps::Buttons(*withdrawal),
            }),
            State::Over(notice) => view::notice(*notice, lang, words, heading),
        }
    }

    fn rendered(&mut self, context: &Context<Self>, _: bool) {
        let mut held = String::new();
        if std::mem::take(&mut self.refill) {
            let words: Vec<&str> = self.fields.iter().flat_map(|(name, value)| [&**name, &**value]).collect();
            held = words.join("\0");
        }
        context.props().host.rendered(&held, std::mem::take(&mut self.news));
    }
}

impl App {
    /// Reads what the form holds: which questions show, and what is wrong.
    fn read(&mut self, questionnaire: &Questionnaire) {
        self.reading = Reading::of(questionnaire, &questionnaire.answers_from_fields(&self.fields));
        if let Some(shown) = self.kept.and_then(|kept| self.reading.shown.get_mut(kept)) {
            *shown = true;
        }
    }

    fn report(&mut self, issues: Vec<AnswerIssue>) {
        self.reported = issues.iter().map(|issue| issue.pointer.clone()).collect();
        self.issues = issues;
    }

    fn edited(&mut self, questionnaire: &Questionnaire, held: Fields, typed: bool) -> bool {
        let State::Form { stage, .. } = &mut self.state else { return false };
        // What is on its way stays what it was: that is what is recorded.
        if *stage == Stage::Sending {
            return false;
        }
        // What waited for a connection waits no longer: it is edited, and sent when the person says so.
        let waited = *stage == Stage::Waiting;
        if waited {
            *stage = Stage::Failed;
        }
        self.fields = held;
        let shown = self.reading.shown.clone();
        self.read(questionnaire);
        let mut issues = self.reading.issues.clone();
        issues.retain(|issue| self.reported.contains(&issue.pointer));
        // Most of what is chosen changes nothing else on the page.
        let changed = typed || waited || self.reading.shown != shown || self.issues != issues;
        self.issues = issues;
        changed
    }

    fn submitted(&mut self, context: &Context<Self>, go: &str, held: Fields) {
        let Setup { host, start: Start { questionnaire, words, .. }, .. } = context.props();
        let State::Form { stage, .. } = &mut self.state else { return };
        if std::mem::replace(stage, Stage::Filling) == Stage::Sending {
            *stage = Stage::Sending;
            return;
        }
        self.fields = held;
        self.kept = None;
        self.restored = false;
        self.read(questionnaire);
        match turn(questionnaire, &self.reading, false, self.at, go) {
            Turn::Part(at) => {
                self.at = at;
                self.report(Vec::new());
                host.told("step", at + 1);
            }
            Turn::Wrong(at, issues) => {
                self.at = at;
                self.report(issues);
                host.told("invalid", 0);
            }
            Turn::Send if self.reading.issues.is_empty() => {
                if let State::Form { stage, .. } = &mut self.state {
                    *stage = Stage::Sending;
                }
                self.report(Vec::new());
                host.say(words.sending);
                host.told("submit", 0);
                return host.send();
            }
            Turn::Send => {
                self.at = contract::turn::first_wrong(questionnaire, &self.reading, false);
                self.report(contract::turn::issues_at(questionnaire, &self.reading, false, self.at));
                host.told("invalid", 0);
            }
        }
        self.news = true;
    }

    fn pressed(&mut self, context: &Context<Self>, verb: &str) -> bool {
        let Setup { host, start, .. } = context.props();
        let Start { questionnaire, words, .. } = start;
        match &mut self.state {
            // Leaves the change and goes back to the confirmation.
            State::Form { receipt: Some(receipt), .. } if verb == "keep" => {
                let receipt = std::mem::take(receipt);
                self.state = State::Sent { receipt, purpose: Purpose::Answer, withdrawal: Withdrawal::None };
            }
            State::Form { stage, .. } if *stage != Stage::Sending && verb.contains(' ') => {
                let Some((verb, name)) = verb.split_once(' ') else { return false };
                let Some(moved) = carry_out(&mut self.fields, verb, name) else { return false };
                self.refill = moved == Moved::Cleaned;
                self.read(questionnaire);
                let question = questionnaire.questions().iter().find(|question| question.has_field(name));
                if let Some(question) = question {
                    host.say(&after_move(question, start, &self.fields, name, moved));
                }
                return true;
            }
            State::Form { .. } if verb == "clear" => {
                self.fields.retain(|(name, _)| !name.starts_with(contract::question::FIELD_PREFIX));
                self.restored = false;
                self.at = 0;
                self.show_again(questionnaire);
            }
            State::Sent { withdrawal: Withdrawal::Sending, .. } => return false,
            State::Sent { receipt, withdrawal, .. } => match verb {
                "change" => {
                    let receipt = Some(std::mem::take(receipt));
                    self.state = State::Form { stage: Stage::Filling, receipt };
                    self.fields = self.recorded.clone();
                    self.at = 0;
                    self.show_again(questionnaire);
                }
                "withdraw" => *withdrawal = Withdrawal::Asked,
                "no" => *withdrawal = Withdrawal::None,
                "yes" => {
                    *withdrawal = Withdrawal::Sending;
                    host.say(words.withdrawing);
                    host.withdraw(receipt);
                    return true;
                }
                _ => return false,
            },
            _ => return false,
        }
        self.news = true;
        true
    }

    /// Chooses the region of a postcode, where it lies in one alone, for the question whose postcode `id` is.
    fn typed_postcode(&mut self, context: &Context<Self>, typed: String, id: &str) {
        let Setup { start: Start { questionnaire, areas, .. }, .. } = context.props();
        let regions = contract::region::find(areas, &typed);
        self.postcode = typed;
        if let ([region], Some((_, question))) = (&*regions, id.split_once('.')) {
            let name = [contract::question::FIELD_PREFIX, question].concat();
            self.fields.retain(|(own, _)| *own != name);
            self.fields.push((name, region.code().to_owned()));
            self.read(questionnaire);
            self.refill = true;
        }
    }

    /// Shows the form with other fields than its inputs hold.
    fn show_again(&mut self, questionnaire: &Questionnaire) {
        self.read(questionnaire);
        self.report(Vec::new());
        self.refill = true;
    }
}

/// What is said after a move: where the option stands now, or which statement comes next.
fn after_move(question: &Question, start: &Start, fields: &Fields, name: &str, moved: Moved) -> String {
    let (words, lang) = (start.words, start.lang);
    let field = |id: &str| [&question.field_name(), ".", id].concat();
    match (question.kind(), moved) {
        (Kind::Ranking(kind), Moved::Place(place, total)) => {
            let option = kind.options().iter().find(|option| field(option.id().as_str()) == name);
            let text = option.map_or("", |option| option.text().in_language(lang).0);
            let places = [("{option}", text), ("{n}", &digits(place)), ("{total}", &digits(total))];
            fill(words.rank_moved, &places)
        }
        (Kind::Vote(kind), _) => {
            let key = view::value(fields, "key");
            let next =
                view::next_statement(kind, key, |own| !view::value(fields, &field(own.id().as_str())).is_empty());
            next.map_or(words.vote_done, |next| next.text().in_language(lang).0).to_owned()
        }
        _ => String::new(),
    }
}
