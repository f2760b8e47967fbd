//! The one component. What happens comes in as texts from the page's one listener, and is an action, a press of the studio's own,
//! or news of a request.

use super::host::Host;
use crate::model::attention::Attention;
use crate::model::exchange;
use crate::model::history::{Next, With};
use crate::model::languages::first_language;
use crate::model::problems::{anchor, problems, progress};
use crate::model::saving::{Effect, Event, Why};
use crate::model::{Action, Draft, History, Imported, Problem, Progress, Saving, Stage, Theirs, make};
use crate::view::{self, Preview, Standing, Theme, Width};
use contract::Lang;
use contract::json::Value;
use std::collections::BTreeSet;
use wasm_bindgen::prelude::*;
use yew::prelude::{Component, Context, Html, Properties};

/// What the studio starts with.
#[derive(Properties)]
pub(super) struct Setup {
    pub(super) host: Host,
    pub(super) id: String,
    pub(super) frame: String,
    pub(super) draft: String,
    pub(super) live: String,
    pub(super) saved: String,
    pub(super) home: String,
    pub(super) revisions: String,
}

impl PartialEq for Setup {
    // It is given once and never changes.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

pub(super) struct Studio {
    draft: Draft,
    problems: Vec<Problem>,
    progress: Vec<Progress>,
    checked: bool,
    open: BTreeSet<u32>,
    saving: Saving,
    stage: Stage,
    theirs: Option<Theirs>,
    open_once: bool,
    refused: Vec<String>,
    preview: Preview,
    imported: Imported,
    history: History,
    /// The kind that is chosen for the next question.
    kind: String,
    /// What takes focus once the page shows what became of an action.
    focus: Option<String>,
    /// Kept for as long as the page may call it.
    _tell: Closure<dyn FnMut(String)>,
}

/// What the page tells, with U+0000 between: what happened, and what belongs to it.
pub(super) struct Told(String);

impl Component for Studio {
    type Message = Told;
    type Properties = Setup;

    fn create(context: &Context<Self>) -> Self {
        let Setup { host, frame, draft, live, saved, revisions, .. } = context.props();
        let link = context.link().clone();
        let tell = Closure::new(move |told| link.send_message(Told(told)));
        host.set_tell(tell.as_ref());
        let read = |text: &str| serde_json::from_str::<Value>(text).ok();
        let live = read(live);
        let stored = read(draft).unwrap_or(Value::Null);
        let written = stored.get("definition").cloned();
        let document = written.or_else(|| live.clone()).unwrap_or_else(make::blank);
        let saving = if saved.is_empty() { Saving::New } else { Saving::Saved(saved.clone()) };
        let mut studio = Self {
            draft: Draft::new(document, live),
            problems: Vec::new(),
            progress: Vec::new(),
            checked: false,
            open: BTreeSet::new(),
            saving,
            stage: Stage::read(&stored),
            theirs: None,
            open_once: true,
            refused: Vec::new(),
            preview: Preview { address: frame.clone(), ..Preview::default() },
            imported: Imported::default(),
            history: History::new(&read(revisions).unwrap_or(Value::Null)),
            kind: make::KINDS[0].name.to_owned(),
            focus: None,
            _tell: tell,
        };
        studio.look(context);
        studio
    }

    fn update(&mut self, context: &Context<Self>, Told(told): Told) -> bool {
        let mut told = told.split('\0');
        let (what, name, held) =
            (told.next().unwrap_or_default(), told.next().unwrap_or_default(), told.next().unwrap_or_default());
        match what {
            "input" | "press" if name.starts_with("ui-") => return self.pressed(context, name, held),
            "input" | "press" => match Action::parse(name, held) {
                Some(action) => self.act(context, &action),
                None => return false,
            },
            "drop" => {
                let (Ok(from), Ok(to)) = (name.parse(), held.parse()) else { return false };
                self.act(context, &Action::MoveQuestion(from, to));
            }
            "due" => self.saves(context, Event::Due),
            "saved" => {
                self.stage = Stage::read(&serde_json::from_str(held).unwrap_or(Value::Null));
                self.theirs = None;
                self.saves(context, Event::Done(name.to_owned()));
            }
            "unsaved" => self.saves(
                context,
                Event::NotDone(match name {
                    "signed-out" => Why::SignedOut,
                    "refused" => Why::Refused,
                    _ => Why::Connection,
                }),
            ),
            "overtaken" => {
                let at = told.next().unwrap_or_default().to_owned();
                let document = serde_json::from_str(held).ok();
                self.theirs = Some(Theirs { by: name.to_owned(), at, document });
                self.saves(context, Event::Overtaken);
                self.focus = Some("conflict".to_owned());
            }
            "submitted" => {
                self.stage = Stage::read(&serde_json::from_str(name).unwrap_or(Value::Null));
                self.refused.clear();
                self.focus = Some("submit".to_owned());
                context.props().host.say("Submitted for approval");
            }
            "refused" => {
                self.refused = name.lines().map(str::to_owned).collect();
                self.focus = Some("refused".to_owned());
            }
            "previewed" => {
                let standing = if name == "shown" { Standing::Current } else { Standing::Lost };
                if self.preview.standing == Standing::Behind || self.preview.standing == standing {
                    return false;
                }
                self.preview.standing = standing;
            }
            "imported" => self.import(context, name),
            "unwritten" => {
                self.imported = Imported::unwritten();
                self.focus = Some("unwritten".to_owned());
            }
            "revision" => {
                let Ok(number) = name.parse() else { return false };
                let next = self.history.arrived(number, serde_json::from_str(held).ok());
                self.look_back(context, next);
            }
            _ => return false,
        }
        true
    }

    fn view(&self, context: &Context<Self>) -> Html {
        view::studio(&view::Studio {
            home: &context.props().home,
            id: &context.props().id,
            draft: &self.draft,
            problems: &self.problems,
            progress: &self.progress,
            checked: self.checked,
            open: &self.open,
            saving: &self.saving,
            kind: &self.kind,
            stage: &self.stage,
            theirs: self.theirs.as_ref(),
            open_once: self.open_once,
            refused: &self.refused,
            preview: &self.preview,
            imported: &self.imported,
            history: &self.history,
        })
    }

    fn rendered(&mut self, context: &Context<Self>, _: bool) {
        context.props().host.rendered();
        if let Some(id) = self.focus.take() {
            context.props().host.focus(&id);
        }
    }
}

impl Studio {
    /// Does an edit, and brings its author to where it shows.
    fn act(&mut self, context: &Context<Self>, action: &Action) {
        let before = self.draft.document().clone();
        self.draft.act(action);
        if *self.draft.document() == before {
            return;
        }
        let Attention { focus, said, opens } = Attention::of(action, self.draft.document());
        self.focus = focus;
        self.open.extend(opens.and_then(|index| self.draft.keys().get(index)).copied());
        self.changed(context);
        if !said.is_empty() {
            context.props().host.say(&said);
        }
    }

    /// A press of the studio's own. Says whether anything is to be shown.
    fn pressed(&mut self, context: &Context<Self>, name: &str, held: &str) -> bool {
        let host = &context.props().host;
        let mut words = name.split(' ');
        let (verb, detail) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        match verb {
            "ui-open" => {
                let Ok(key) = detail.parse() else { return false };
                if !self.open.remove(&key) {
                    self.open.insert(key);
                }
            }
            "ui-goto" => {
                // Its question has to be open before its field can take focus.
                let index =
                    detail.strip_prefix("at.questions.").and_then(|rest| rest.split('.').next()?.parse::<usize>().ok());
                self.open.extend(index.and_then(|index| self.draft.keys().get(index)).copied());
                self.checked = true;
                self.focus = Some(detail.to_owned());
            }
            "ui-undo" if self.draft.can_undo() => {
                self.draft.undo();
                self.changed(context);
                host.say("Undone");
            }
            "ui-redo" if self.draft.can_redo() => {
                self.draft.redo();
                self.changed(context);
                host.say("Done again");
            }
            "ui-save" => self.saves(context, Event::Decided),
            "ui-check" => {
                self.checked = true;
                self.focus = Some("problems".to_owned());
            }
            "ui-kind" => held.clone_into(&mut self.kind),
            "ui-add-question" => {
                let kind = self.kind.clone();
                self.act(context, &Action::AddQuestion(kind));
            }
            "ui-lines" => {
                self.act(context, &Action::AddLines(detail.to_owned(), held.to_owned()));
                self.focus = Some(anchor(detail));
            }
            "ui-export" => {
                let (name, document) = (format!("{}.{detail}", context.props().id), self.draft.document());
                self.imported = Imported::default();
                if detail == "yaml" {
                    host.download_yaml(&name, &document.to_string());
                } else {
                    host.download(&name, &serde_json::to_string_pretty(document).unwrap_or_default());
                }
            }
            "ui-open-once" => self.open_once = !held.is_empty(),
            "ui-submit" => {
                self.refused.clear();
                host.submit(self.open_once);
            }
            "ui-keep-mine" => {
                self.saves(context, Event::Decided);
                self.focus = Some("about".to_owned());
            }
            "ui-take-theirs" => {
                if let Some(document) = self.theirs.take().and_then(|theirs| theirs.document) {
                    self.draft.replace(document);
                    self.look(context);
                    self.saves(context, Event::Decided);
                    self.focus = Some("about".to_owned());
                }
            }
            "ui-template" => {
                if let Some(document) =
                    contract::authoring::template(detail).and_then(|one| serde_json::from_str(one.text).ok())
                {
                    self.focus = Some("about".to_owned());
                    self.put(context, document, "The template is in place");
                }
            }
            "ui-compare" => {
                let Ok(number) = detail.parse() else { return false };
                let with = if words.next() == Some("before") { With::Before } else { With::Draft };
                let next = self.history.compare(number, with);
                self.look_back(context, next);
            }
            "ui-begin" => {
                let Ok(number) = detail.parse() else { return false };
                let next = self.history.begin(number);
                self.look_back(context, next);
            }
            "ui-width" => self.preview.width = if held == "desktop" { Width::Desktop } else { Width::Phone },
            "ui-theme" => {
                self.preview.theme = if held == "dark" { Theme::Dark } else { Theme::Light };
                self.show(context);
            }
            "ui-lang" => {
                self.preview.lang = Lang::parse(held);
                self.show(context);
            }
            _ => return false,
        }
        true
    }

    fn import(&mut self, context: &Context<Self>, text: &str) {
        let told = serde_json::from_str(text).ok();
        let (document, said) = exchange::imported(told.as_ref(), problems);
        // Where there is something to read, that is read next.
        self.focus = Some(if said == Imported::default() { "about" } else { "imported" }.to_owned());
        self.imported = said;
        if let Some(document) = document {
            self.checked = true;
            self.put(context, document, "Imported");
        }
    }

    /// Puts another document in the place of what is written.
    fn put(&mut self, context: &Context<Self>, document: Value, what: &str) {
        self.draft.replace(document);
        self.open.clear();
        self.changed(context);
        context.props().host.say(&format!("{what}. “Undo” brings back what was here"));
    }

    /// Goes on with a revision that somebody asked for.
    fn look_back(&mut self, context: &Context<Self>, next: Next) {
        match next {
            Next::Ask(number) => context.props().host.revision(number),
            Next::Show(number) => {
                let shown = self.history.compared().is_some();
                self.focus = Some(if shown { "compared".to_owned() } else { format!("revision.{number}") });
            }
            Next::Begin(number, document) => {
                self.focus = Some("about".to_owned());
                self.put(context, document, &format!("Revision {number} is in place"));
            }
            Next::Nothing => {}
        }
    }

    /// After every change of the document.
    fn changed(&mut self, context: &Context<Self>) {
        self.look(context);
        self.saves(context, Event::Edited);
    }

    /// Finds what is wrong, and shows the draft where nothing is.
    fn look(&mut self, context: &Context<Self>) {
        self.problems = problems(self.draft.document());
        self.progress = progress(self.draft.document());
        if self.is_sound() {
            self.preview.standing = Standing::Nothing;
            self.show(context);
        } else if matches!(self.preview.standing, Standing::Current | Standing::Lost) {
            self.preview.standing = Standing::Behind;
        }
    }

    fn is_sound(&self) -> bool {
        self.problems.iter().all(|problem| problem.untranslated.is_some())
    }

    fn show(&self, context: &Context<Self>) {
        let document = if self.is_sound() { self.draft.document().to_string() } else { String::new() };
        let lang = self.preview.lang.unwrap_or_else(|| first_language(self.draft.document()));
        context.props().host.preview(&document, lang.code(), self.preview.theme.name());
    }

    fn saves(&mut self, context: &Context<Self>, event: Event) {
        let host = &context.props().host;
        let before = std::mem::replace(&mut self.saving, Saving::New);
        let words = view::saving(&before);
        let (now, effect) = before.after(event);
        self.saving = now;
        let document = self.draft.document().to_string();
        host.keep(&document, self.saving.unsaved());
        match effect {
            Effect::Nothing => {}
            Effect::Send => host.save(&document),
            Effect::Wait(milliseconds) => host.wait(milliseconds),
        }
        let now = view::saving(&self.saving);
        // Not each stroke's "Saving…": what is heard is that it is saved, or is not.
        if now != words && !matches!(self.saving, Saving::Changed | Saving::Sending { .. }) {
            host.say(&now);
        }
    }
}
