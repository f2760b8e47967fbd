//! The page of what people wrote: a search, key phrases, campaigns, and the texts with their tags.

use super::chart::{percent, thousands};
use super::controls::{back, error_summary, pager};
use super::department::clock;
use super::explore::{select, short, sites};
use super::frame::{Department, frame};
use super::labels::Labels;
use super::origins::site_name;
use crate::department::texts::{Asked, Quote, Read, Shown, questions};
use crate::objects::marks::{FALSE_ATTRIBUTION, Mark};
use crate::texts::After;
use crate::texts::wire::{Order, Place, Theme, Within};
use aggregate::campaign::differences;
use aggregate::cross::Dimension;
use contract::{Consultation, Lang, QuestionId, SiteId, Timestamp};
use maud::{Markup, html};

/// What the page shows.
pub(crate) struct Texts<'a> {
    pub(crate) department: Department,
    pub(crate) consultation: &'a Consultation,
    /// `None` where no question asks for words.
    pub(crate) asked: Option<&'a Asked>,
    pub(crate) read: Option<&'a Read>,
    /// What is wrong, each with the identifier of its field.
    pub(crate) faults: &'a [(String, String)],
    /// What was typed into a form that was refused.
    pub(crate) typed: Option<&'a Typed>,
}

/// A tag as somebody typed it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Typed {
    /// Of which text.
    pub(crate) place: Place,
    pub(crate) tag: String,
    pub(crate) note: String,
}

/// What several parts of the page need.
struct Around<'a> {
    page: &'a Texts<'a>,
    labels: Labels<'a>,
    asked: &'a Asked,
    /// The page's address, without a query.
    address: String,
}

/// The page.
pub(crate) fn texts(page: &Texts<'_>, assets: &str) -> String {
    let labels = Labels::new(page.consultation);
    let title = labels.title();
    let home = format!("/d/{}/{}", page.department.id, page.consultation.id());
    let (lang, dir) = (labels.lang.code(), labels.lang.direction());
    let main = html! {
        (back(&home, "All figures"))
        @if !page.faults.is_empty() { (error_summary(page.faults)) }
        h1 { "What people wrote" }
        p.quiet lang=(lang) dir=(dir) { (title) }
        @match page.asked {
            None => p { "No question of this consultation is answered in words." },
            Some(asked) => {
                @let around = Around { page, labels, asked, address: format!("{home}/texts") };
                (around.question())
                @match page.read {
                    Some(Read::Reading { read, of }) => (reading(*read, *of)),
                    Some(Read::Shown(shown)) => (around.shown(shown)),
                    None => {}
                }
            }
        }
    };
    let error = if page.faults.is_empty() { "" } else { "Error: " };
    frame(
        &page.department,
        &format!("{error}What people wrote – {title} – {}", page.department.name),
        &[],
        main,
        assets,
    )
}

fn reading(read: usize, of: usize) -> Markup {
    html! {
        div.counting role="status" {
            p { strong { "Reading: " (count(read)) " of " (count(of)) " responses so far." } " The page goes on by itself." }
            progress max=(of.max(1)) value=(read) aria-label="Responses read" {}
        }
    }
}

impl Around<'_> {
    fn link(&self, asked: &Asked) -> String {
        format!("{}?{}", self.address, asked.parameters())
    }

    fn question_text(&self, id: &QuestionId) -> String {
        Dimension::parse(id.as_str()).map_or_else(String::new, |question| self.labels.dimension(&question))
    }

    /// Which question, and the way to the others.
    fn question(&self) -> Markup {
        let others: Vec<QuestionId> = questions(self.page.consultation);
        let (lang, dir) = (self.labels.lang.code(), self.labels.lang.direction());
        html! {
            h2 lang=(lang) dir=(dir) { (self.question_text(&self.asked.question)) }
            @if others.len() > 1 {
                nav aria-label="Other questions answered in words" {
                    ul.plain-list {
                        @for other in others.iter().filter(|other| **other != self.asked.question) {
                            li { a href={ (self.address) "?question=" (other) } lang=(lang) dir=(dir) { (short(&self.question_text(other))) } }
                        }
                    }
                }
            }
        }
    }

    fn shown(&self, shown: &Shown) -> Markup {
        let found = &shown.found;
        html! {
            div.headline {
                p { strong.figure data-figure="texts" { (count(found.all)) } " " @if found.all == 1 { "text" } @else { "texts" } }
                p {
                    strong data-figure="distinct" { (count(found.distinct)) } " differ in their words. "
                    strong data-figure="outside" { (count(found.outside)) } " are outside campaigns."
                }
                p.quiet {
                    "As of " (clock(Timestamp::from_unix_seconds(found.as_of))) ". "
                    @if found.more { "There are more: the first " (count(found.all)) " are looked at here, and all are in the export." }
                }
            }
            (self.form(shown))
            (super::chosen::of_texts(self.asked, self.page.consultation))
            @if found.all > 0 {
                (self.themes(&found.themes))
                (self.campaigns(shown))
                (self.list(shown))
            }
        }
    }

    fn form(&self, shown: &Shown) -> Markup {
        let (definition, asked) = (&self.page.consultation.current().definition, self.asked);
        let languages = definition.questionnaire().languages();
        let tags: Vec<_> = shown.tags.iter().map(|(tag, count)| (tag.clone(), format!("{tag} ({count})"))).collect();
        let none = ("none".to_owned(), "Outside campaigns".to_owned());
        let numbers =
            shown.found.campaigns.iter().zip(1..).map(|(one, number): (_, usize)| {
                (number.to_string(), format!("Campaign {number} ({})", count(one.texts)))
            });
        let campaigns: Vec<_> = numbers.chain([none]).collect();
        let chosen = asked.campaign.map(|within| match within {
            Within::None => "none".to_owned(),
            Within::Campaign(number) => (number + 1).to_string(),
        });
        let orders = [("representative".to_owned(), "Representative first".to_owned())];
        let order = (asked.order == Order::Representative).then_some("representative");
        html! {
            form.explore role="search" action=(self.address) {
                input type="hidden" name="question" value=(asked.question);
                div.govuk-form-group {
                    label.govuk-label for="q" { "Words" }
                    div.govuk-hint #q-hint { "Texts with all of these words, whatever their case and accents. Words in quotation marks follow each other." }
                    input.govuk-input #q type="search" name="q" value=[(!asked.words.is_empty()).then_some(&asked.words)] autocomplete="off" aria-describedby="q-hint";
                }
                div.fields {
                    (select("site", "site", "Site", "All sites", &sites(definition, asked.site.as_ref()), asked.site.as_ref().map(SiteId::as_str)))
                    @if languages.len() > 1 || asked.lang.is_some() {
                        @let languages: Vec<_> = languages.iter().map(|lang| (lang.code().to_owned(), lang.name().to_owned())).collect();
                        (select("lang", "lang", "Language", "All languages", &languages, asked.lang.map(Lang::code)))
                    }
                    @if !tags.is_empty() || asked.tag.is_some() { (select("tag", "tag", "Tag", "With or without", &tags, asked.tag.as_deref())) }
                    (select("campaign", "campaign", "Campaign", "In or outside", &campaigns, chosen.as_deref()))
                    (select("order", "order", "Order", "Newest first", &orders, order))
                }
                button.govuk-button { "Find" }
            }
        }
    }

    fn themes(&self, themes: &[Theme]) -> Markup {
        const AT_FIRST: usize = 20;
        let item = |theme: &Theme| {
            let asked = Asked { words: format!("\"{}\"", theme.plain), ..self.asked.all() };
            html! { li { a href=(self.link(&asked)) dir="auto" { (theme.shown) } " " span.quiet { (count(theme.texts)) span.govuk-visually-hidden { " texts" } } } }
        };
        html! {
            section.question aria-labelledby="phrases" {
                h2 #phrases { "Key phrases" }
                @if themes.is_empty() { p.quiet { "No phrase stands in three texts." } } @else {
                    ol.phrases { @for theme in themes.iter().take(AT_FIRST) { (item(theme)) } }
                    @if themes.len() > AT_FIRST {
                        details.govuk-details {
                            summary.govuk-details__summary { span.govuk-details__summary-text { "More phrases" } }
                            div.govuk-details__text { ol.phrases start=(AT_FIRST + 1) { @for theme in themes.iter().skip(AT_FIRST) { (item(theme)) } } }
                        }
                    }
                }
                details.govuk-details {
                    summary.govuk-details__summary { span.govuk-details__summary-text { "How these are found" } }
                    div.govuk-details__text {
                        p { "A phrase is one to three words that follow each other in a text. Neither the first nor the last is a word such as “the” or “because”, a number or a letter. It is shown where at least one in 200 texts has it, and at least three that count by themselves: of a campaign, and of texts with the same words, one does. A phrase that hardly stands but within a longer one is left out." }
                        p { "The number is how many texts have the phrase, and its link finds them. The order is by how many of these count by themselves, times the words of the phrase." }
                    }
                }
            }
        }
    }

    fn campaigns(&self, shown: &Shown) -> Markup {
        let found = &shown.found;
        html! {
            section.question aria-labelledby="campaigns" {
                h2 #campaigns { "Campaigns" }
                p { "Everybody who answered is counted. Texts that share much of their words are told as one here, so that they can be read once; nothing is deleted." }
                @if found.campaigns.is_empty() { p { "No text was sent by " (count(found.threshold)) " people or more." } }
                @for (number, (one, samples)) in (1..).zip(found.campaigns.iter().zip(&shown.samples)) {
                    @let heading = format!("campaign-{number}");
                    section.campaign aria-labelledby=(heading) {
                        h3 #(heading) { "One text, " (count(one.texts)) " responses" }
                        p.quiet { "Campaign " (number) ", " (percent(one.texts as i64, found.all as i64)) " of all texts. " (count(one.distinct)) " differ in their words." }
                        @if let Some((sample, others)) = samples.split_first() {
                            blockquote lang=(sample.lang.code()) dir="auto" { (sample.text) }
                            @if !others.is_empty() {
                                details.govuk-details {
                                    summary.govuk-details__summary { span.govuk-details__summary-text { "How others differ" } }
                                    div.govuk-details__text {
                                        p.quiet { "Marked is what the text above does not have." }
                                        @for other in others { blockquote lang=(other.lang.code()) dir="auto" { (marked(&sample.text, &other.text)) } }
                                    }
                                }
                            }
                        }
                        p { a href=(self.link(&Asked { campaign: Some(Within::Campaign(number - 1)), ..self.asked.all() })) { "Read these texts" } }
                    }
                }
                (super::campaigns::figures(shown, self.page.consultation, &self.labels))
                (super::campaigns::others(shown, self.page.consultation))
            }
        }
    }

    fn list(&self, shown: &Shown) -> Markup {
        let (asked, found) = (self.asked, &shown.found);
        let (before, behind) = (&asked.after, |after| self.link(&Asked { after, ..asked.clone() }));
        let chosen = *asked != Asked { after: before.clone(), ..asked.all() };
        let newest = (before.count > 0).then(|| behind(After::default()));
        let older = found.next.clone().map(behind);
        html! {
            section.question aria-labelledby="texts" {
                h2 #texts { "Texts" }
                p {
                    strong data-figure="matched" { (count(found.matched)) }
                    @if chosen { " found. " a href=(self.link(&asked.all())) { "All texts" } } @else { " in all." }
                }
                @if asked.order == Order::Representative {
                    p.quiet { "First come texts that together have most of what all have in common: always the one whose key phrases, of those not read yet, the most texts share; of equal ones the shortest. Of a campaign one stands there. Then the others, the newest first." }
                }
                datalist #tags { option value=(FALSE_ATTRIBUTION) {} @for (tag, _) in shown.tags.iter().filter(|(tag, _)| tag != FALSE_ATTRIBUTION) { option value=(tag) {} } }
                ol.texts start=(before.count + 1) { @for quote in &shown.quotes { (self.quote(quote)) } }
                (pager("Texts", newest.as_deref(), older.as_deref()))
            }
        }
    }

    fn quote(&self, quote: &Quote) -> Markup {
        let definition = &self.page.consultation.current().definition;
        let day = |seconds| Lang::En.page_strings().date(Timestamp::from_unix_seconds(seconds).day());
        let id = format!("text-{}", quote.place);
        html! {
            li #(id) {
                blockquote lang=(quote.lang.code()) dir="auto" { (quote.text) }
                p.quiet {
                    (day(quote.recorded)) ", " (site_name(definition, &quote.site)) ", " span lang=(quote.lang.code()) { (quote.lang.name()) }
                    @if let Some(changed) = quote.changed { ", changed on " (day(changed)) }
                    @if let Some(number) = quote.campaign { ", " a href={ "#campaign-" (number + 1) } { "campaign " (number + 1) } }
                }
                @if !quote.marks.is_empty() { ul.marks { @for mark in &quote.marks { (self.mark(quote, mark)) } } }
                (self.tagging(quote))
            }
        }
    }

    fn mark(&self, quote: &Quote, mark: &Mark) -> Markup {
        let class =
            if mark.tag == FALSE_ATTRIBUTION { "govuk-tag govuk-tag--red" } else { "govuk-tag govuk-tag--grey" };
        html! {
            li {
                strong class=(class) dir="auto" { (mark.tag) }
                @if !mark.note.is_empty() { " " span dir="auto" { (mark.note) } }
                " " span.quiet { (mark.by) ", " (clock(Timestamp::from_unix_seconds(mark.at))) }
                form method="post" action=(self.address) {
                    (self.hidden(quote))
                    button.plain name="remove" value=(mark.tag) { "Remove" span.govuk-visually-hidden { " the tag " (mark.tag) } }
                }
            }
        }
    }

    fn hidden(&self, quote: &Quote) -> Markup {
        html! {
            input type="hidden" name="response" value=(quote.place);
            input type="hidden" name="back" value=(self.asked.parameters());
        }
    }

    fn tagging(&self, quote: &Quote) -> Markup {
        let place = quote.place.to_string();
        let (tag, note) = (format!("tag-{place}"), format!("note-{place}"));
        let fault = |id: &str| self.page.faults.iter().find(|(own, _)| own == id).map(|(_, words)| words.as_str());
        let open = fault(&tag).is_some() || fault(&note).is_some();
        let typed = self.page.typed.filter(|typed| typed.place == quote.place);
        let field = |id: &str, name: &str, label: &str, value: Option<&str>, list: Option<&str>| {
            let (error, error_id) = (fault(id), format!("{id}-error"));
            html! {
                div.govuk-form-group.govuk-form-group--error[error.is_some()] {
                    label.govuk-label for=(id) { (label) }
                    @if let Some(words) = error { (super::controls::error_message(&error_id, words)) }
                    input.govuk-input.govuk-input--error[error.is_some()] #(id) name=(name) type="text" value=[value] list=[list] autocomplete="off" aria-describedby=[error.map(|_| &error_id)];
                }
            }
        };
        html! {
            details.govuk-details.tagging open[open] {
                summary.govuk-details__summary { span.govuk-details__summary-text { "Tag this text" } }
                form.govuk-details__text method="post" action=(self.address) {
                    (self.hidden(quote))
                    p.quiet { "Tags are seen by this department alone. Where a text claims to be from somebody and is not, the tag is “" (FALSE_ATTRIBUTION) "”, and the note says who that is and how you know." }
                    (field(&tag, "tag", "Tag", typed.map(|typed| typed.tag.as_str()), Some("tags")))
                    (field(&note, "note", "Note (optional)", typed.map(|typed| typed.note.as_str()), None))
                    button.govuk-button.govuk-button--secondary { "Add" }
                }
            }
        }
    }
}

/// A text in which the words are marked that a sample does not have.
fn marked(sample: &str, text: &str) -> Markup {
    let mut from = 0;
    let parts = differences(sample, text);
    html! {
        @for part in &parts {
            (&text[std::mem::replace(&mut from, part.end)..part.start]) mark { (&text[part.clone()]) }
        }
        (&text[from..])
    }
}

pub(super) fn count(count: usize) -> String {
    thousands(i64::try_from(count).unwrap_or(i64::MAX))
}
