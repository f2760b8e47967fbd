//! The one component. Its events come in through the loader's listener, not Yew's: Yew never removes those, and a page that
//! shows and removes the element many times would keep every form that it ever had.

use super::host::{Host, sleep};
use super::state::{Reply, State};
use super::{convert, dom, send, take_over};
use crate::view::{self, Confirmation, Control, Form, Notice, Purpose, Stage, Steps, Withdrawal};
use contract::json::Value;
use contract::{AnswerIssue, Answers, Questionnaire, Reading, Start};
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, HtmlTextAreaElement, SubmitEvent};
use yew::html::Scope;
use yew::prelude::{Component, Context, Html, Properties};

/// After so long without a stroke the count is read out.
const PAUSE_MILLISECONDS: i32 = 1_000;

/// What the application starts with.
#[derive(Properties)]
pub(super) struct Setup {
    pub(super) host: Host,
    /// Where Yew renders.
    pub(super) root: Element,
    pub(super) start: Start,
}

impl Setup {
    /// Whether the form that holds these fields asks what is known here.
    pub(super) fn fits(&self, fields: &[(String, String)]) -> bool {
        let Start { revision, lang, .. } = &self.start;
        dom::field(fields, "revision") == revision.to_string() && dom::field(fields, "lang") == lang.code()
    }
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
    fields: Vec<(String, String)>,
    /// What it held when it was recorded, last.
    recorded: Vec<(String, String)>,
    /// For each question whether it shows.
    shown: Vec<bool>,
    /// What is wrong, of what was reported.
    issues: Vec<AnswerIssue>,
    /// Where something was wrong when the person last sent: what is checked again while they type.
    reported: Vec<String>,
    /// A question in which the person was when the application took over, though its condition is not met.
    kept: Option<usize>,
    key: String,
    page: String,
    /// Whether there is something to bring to the person after rendering.
    news: bool,
    /// Whether the form is to be filled in after rendering.
    refill: bool,
    /// Counts what was typed, to know when the person pauses.
    strokes: u32,
    act: Option<Closure<dyn FnMut(Event)>>,
}

pub(super) enum Message {
    /// Something was chosen, or typed into the field of this name.
    Edited(Option<String>),
    /// The person paused after so many strokes in the field of this name.
    Paused(u32, String),
    /// The form is to be sent.
    Submitted,
    /// The edge replied.
    Replied(Reply),
    /// A button was pressed that is not the form's.
    Pressed(String),
    /// The answers are withdrawn, or not.
    Withdrawn(bool),
}

impl Component for App {
    type Message = Message;
    type Properties = Setup;

    fn create(context: &Context<Self>) -> Self {
        let Setup { host, start: Start { questionnaire, .. }, .. } = context.props();
        let sent = || host.sent().map(|sent| convert::fields(&sent));
        let fields = dom::fields_of(&host.place()).or_else(sent).unwrap_or_default();
        let find = |selector| host.place().query_selector(selector).ok().flatten();
        let stage = if find("#failed:not([hidden])").is_some() { Stage::Failed } else { Stage::Filling };
        let state = match host.receipt() {
            Some(receipt) => State::Sent { receipt, purpose: Purpose::Answer, withdrawal: Withdrawal::None },
            None => State::Form { stage, receipt: None },
        };
        let mut app = Self {
            state,
            key: dom::field(&fields, "key"),
            page: dom::field(&fields, "page"),
            recorded: fields.clone(),
            fields,
            shown: Vec::new(),
            issues: Vec::new(),
            reported: Vec::new(),
            kept: take_over::focused_question(host, questionnaire.questions()),
            news: false,
            refill: false,
            strokes: 0,
            act: None,
        };
        let reading = app.read(questionnaire);
        // Errors that the edge found stay in sight.
        if find("#summary").is_some() {
            app.report(reading.issues);
        }
        app
    }

    fn update(&mut self, context: &Context<Self>, message: Message) -> bool {
        let host = &context.props().host;
        match message {
            Message::Edited(typed) => self.edited(context, typed),
            Message::Paused(strokes, name) => {
                if strokes == self.strokes
                    && let Some(count) = dom::count(&context.props().root, &name)
                {
                    host.say(&count);
                }
                false
            }
            Message::Submitted => {
                self.submitted(context);
                true
            }
            Message::Replied(reply) => {
                let State::Form { receipt, .. } = &mut self.state else { return false };
                if let Reply::Recorded(_) = reply {
                    self.recorded = self.fields.clone();
                }
                let (state, event, code) = State::after(reply, receipt.take());
                self.state = state;
                self.news = true;
                host.say("");
                host.emit(event, &code.map_or(JsValue::UNDEFINED, take_over::code));
                true
            }
            Message::Pressed(name) => self.pressed(context, &name),
            Message::Withdrawn(done) => {
                host.say("");
                self.news = true;
                match &mut self.state {
                    _ if done => self.state = State::Over(Notice::Withdrawn),
                    State::Sent { withdrawal, .. } => *withdrawal = Withdrawal::Failed,
                    _ => {}
                }
                true
            }
        }
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let Setup { host, start, .. } = context.props();
        let Start { questionnaire, words, lang, revision } = start;
        let (lang, heading) = (*lang, host.level());
        match &self.state {
            State::Form { stage, receipt } => view::form(&Form {
                questionnaire,
                lang,
                words,
                heading,
                action: &[&host.edge(), "/f/", &host.consultation()].concat(),
                control: Control { key: &self.key, revision: *revision, site: &host.site(), page: &self.page },
                fields: &self.fields,
                issues: &self.issues,
                shown: Some(&self.shown),
                purpose: if receipt.is_some() { Purpose::Change } else { Purpose::Answer },
                stage: *stage,
                hosted: false,
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

    fn rendered(&mut self, context: &Context<Self>, first: bool) {
        let Setup { host, root, .. } = context.props();
        if first {
            let link = context.link().clone();
            let act = Closure::new(move |event: Event| listen(&link, &event));
            host.set_act(act.as_ref());
            self.act = Some(act);
            take_over::change_places(host, root, &self.fields);
        }
        if std::mem::take(&mut self.refill) {
            dom::fill_in(root, &self.fields);
        }
        if std::mem::take(&mut self.news) {
            dom::focus_news(root);
        }
    }
}

/// One listener for the whole form, called by the loader's.
fn listen(link: &Scope<App>, event: &Event) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    link.send_message(match event.type_().as_str() {
        "input" => Message::Edited(target.dyn_ref::<HtmlTextAreaElement>().map(HtmlTextAreaElement::name)),
        "submit" => {
            let submitter = event.unchecked_ref::<SubmitEvent>().submitter();
            if submitter.is_some_and(|button| button.has_attribute("formtarget")) {
                // To the hosted form, as plain HTML does.
                return;
            }
            event.prevent_default();
            Message::Submitted
        }
        _ => match target.closest("button[value]") {
            Ok(Some(button)) => Message::Pressed(button.get_attribute("value").unwrap_or_default()),
            _ => return,
        },
    });
}

impl App {
    /// Reads what the form holds: which questions show, and what is wrong.
    fn read(&mut self, questionnaire: &Questionnaire) -> Reading {
        let reading = Reading::of(questionnaire, &questionnaire.answers_from_fields(&self.fields));
        self.shown = reading.shown.clone();
        if let Some(shown) = self.kept.and_then(|kept| self.shown.get_mut(kept)) {
            *shown = true;
        }
        reading
    }

    fn report(&mut self, issues: Vec<AnswerIssue>) {
        self.reported = issues.iter().map(|issue| issue.pointer.clone()).collect();
        self.issues = issues;
    }

    fn take_fields(&mut self, root: &Element) -> bool {
        let fields = dom::fields_of(root);
        let there = fields.is_some();
        self.fields = fields.unwrap_or_default();
        there
    }

    fn edited(&mut self, context: &Context<Self>, typed: Option<String>) -> bool {
        let Setup { root, start: Start { questionnaire, .. }, .. } = context.props();
        // What is on its way stays what it was: that is what is recorded.
        if matches!(self.state, State::Form { stage: Stage::Sending, .. }) {
            return false;
        }
        if !self.take_fields(root) {
            return false;
        }
        let shown = self.shown.clone();
        let mut issues = self.read(questionnaire).issues;
        issues.retain(|issue| self.reported.contains(&issue.pointer));
        // Most of what is chosen changes nothing else on the page.
        let changed = typed.is_some() || self.shown != shown || self.issues != issues;
        self.issues = issues;
        if let Some(name) = typed {
            self.strokes += 1;
            let strokes = self.strokes;
            context.link().send_future(async move {
                sleep(PAUSE_MILLISECONDS).await;
                Message::Paused(strokes, name)
            });
        }
        changed
    }

    fn submitted(&mut self, context: &Context<Self>) {
        let Setup { host, root, start } = context.props();
        let Start { questionnaire, words, lang, revision } = start;
        if !self.take_fields(root) {
            return;
        }
        let State::Form { stage, receipt } = &mut self.state else { return };
        if *stage == Stage::Sending {
            return;
        }
        let answers = match Answers::parse(questionnaire, &questionnaire.answers_from_fields(&self.fields)) {
            Ok(answers) => answers,
            Err(issues) => {
                *stage = Stage::Filling;
                self.report(issues);
                self.news = true;
                return host.emit("invalid", &JsValue::UNDEFINED);
            }
        };
        *stage = Stage::Sending;
        let receipt = receipt.clone();
        self.report(Vec::new());
        host.say(words.sending);
        host.emit("submit", &JsValue::UNDEFINED);
        let mut body = vec![
            ("revision", (*revision).into()),
            ("site", Value::String(host.site())),
            ("lang", lang.code().into()),
            ("answers", answers.to_value()),
        ];
        if !self.page.is_empty() {
            body.push(("page", Value::string(&*self.page)));
        }
        let body = Value::object(body).to_string();
        let (edge, id, key) = (host.edge(), host.consultation(), self.key.clone());
        context.link().send_future(async move {
            Message::Replied(match receipt {
                Some(receipt) => send::change(&edge, &receipt, body).await,
                None => send::record(&edge, &id, &key, body).await,
            })
        });
    }

    fn pressed(&mut self, context: &Context<Self>, name: &str) -> bool {
        let Setup { host, start: Start { questionnaire, words, .. }, .. } = context.props();
        let (receipt, withdrawal) = match &mut self.state {
            State::Sent { receipt, withdrawal, .. } => (receipt, withdrawal),
            // Leaves the change and goes back to the confirmation.
            State::Form { receipt: Some(receipt), .. } if name == "keep" => {
                let receipt = std::mem::take(receipt);
                self.state = State::Sent { receipt, purpose: Purpose::Answer, withdrawal: Withdrawal::None };
                self.news = true;
                return true;
            }
            _ => return false,
        };
        if *withdrawal == Withdrawal::Sending {
            return false;
        }
        match name {
            "change" => {
                let receipt = Some(std::mem::take(receipt));
                self.state = State::Form { stage: Stage::Filling, receipt };
                self.fields = self.recorded.clone();
                self.read(questionnaire);
                self.report(Vec::new());
                self.refill = true;
            }
            "withdraw" => *withdrawal = Withdrawal::Asked,
            "no" => *withdrawal = Withdrawal::None,
            "yes" => {
                *withdrawal = Withdrawal::Sending;
                let (edge, receipt) = (host.edge(), receipt.clone());
                host.say(words.withdrawing);
                context.link().send_future(async move { Message::Withdrawn(send::withdraw(&edge, &receipt).await) });
                return true;
            }
            _ => return false,
        }
        self.news = true;
        true
    }
}
