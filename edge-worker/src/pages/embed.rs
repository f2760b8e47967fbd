//! The page that makes the tag for a site: chosen by a form in its address, shown live, with recipes, the policy's directives and
//! a look at the colours.

use super::controls::{Attributes, Field, back, error_summary, radios, state_tag, text_field};
use super::explore::select;
use super::frame::{Department, frame};
use super::labels::Labels;
use crate::access::Role;
use crate::department::embed::Asked;
use crate::embedding::contrast::{COLOURS, Light, pairs};
use crate::embedding::needs;
use crate::embedding::recipes::{self, Recipe, Step};
use crate::embedding::tag::{Load, Tag, Theme};
use crate::published;
use contract::{Consultation, Definition, Lang, Origin, State};
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// What the page shows.
pub(crate) struct Embed<'a> {
    pub(crate) department: Department,
    pub(crate) consultation: &'a Consultation,
    pub(crate) edge: &'a Origin,
    pub(crate) asked: &'a Asked,
}

/// What is wrong with a colour that cannot be read.
const COLOUR: &str = "Write a colour as #175c8c";

/// The page.
pub(crate) fn embed(page: &Embed<'_>, assets: &str) -> String {
    let labels = Labels::new(page.consultation);
    let title = labels.title();
    let home = format!("/d/{}/{}", page.department.id, page.consultation.id());
    let definition = &page.consultation.current().definition;
    let faults: Vec<(String, String)> = page
        .asked
        .faults()
        .into_iter()
        .map(|name| (name.to_owned(), format!("{COLOUR}: {}", label(name).to_lowercase())))
        .collect();
    let main = html! {
        (back(&home, "All figures"))
        @if !faults.is_empty() { (error_summary(&faults)) }
        h1 { "Put it on a page" }
        p.quiet lang=(labels.lang.code()) dir=(labels.lang.direction()) { (title) }
        @if page.consultation.state() != State::Open {
            p.govuk-inset-text { (state_tag(page.consultation.state())) " The tag may be pasted now. Until the consultation is open, pages show that there is nothing to answer." }
        }
        @if definition.sites().is_empty() {
            p { "This consultation has no site yet. A site is a place that may show the form, with its exact origins." }
            @if page.department.role >= Role::Analyst && matches!(page.consultation.state(), State::Draft | State::Open) {
                p { a href={ "/d/" (page.department.id) "/studio/" (page.consultation.id()) "#sites" } { "Add a site in the studio" } ", under “Where it is asked”. Another person approves it." }
            } @else {
                p { "Whoever writes the consultation adds it, under “Where it is asked”." }
            }
            h2 { "The form’s own page" }
            p { a href={ "/f/" (page.consultation.id()) } { (page.edge) "/f/" (page.consultation.id()) } }
        } @else {
            (form(page, definition, &home))
            (made(page, &labels, &home))
        }
    };
    let title = format!("{}Put it on a page – {title}", if faults.is_empty() { "" } else { "Error: " });
    frame(&page.department, &title, &["copy.js"], main, assets)
}

fn label(name: &str) -> &'static str {
    COLOURS.iter().find(|(own, ..)| *own == name).map_or("", |(_, label, _)| label)
}

fn form(page: &Embed<'_>, definition: &Definition, home: &str) -> Markup {
    let asked = page.asked;
    let sites: Vec<(String, String)> = definition
        .sites()
        .iter()
        .map(|site| (site.id().to_string(), format!("{} ({})", site.name(), site.id())))
        .collect();
    let languages = definition.questionnaire().languages();
    let languages: Vec<(String, String)> =
        languages.iter().map(|lang| (lang.code().to_owned(), lang.name().to_owned())).collect();
    let levels: Vec<(String, String)> =
        [1, 3, 4, 5, 6].map(|level: u8| (level.to_string(), format!("Level {level}"))).to_vec();
    let versions: Vec<(String, String)> =
        published::all().map(|one| (one.version.to_owned(), format!("{}, and no other", one.version))).collect();
    let level = asked.level.map(|level| level.to_string());
    let usual = asked.lang.is_none()
        && level.is_none()
        && asked.version.is_none()
        && asked.theme == Theme::Auto
        && asked.load == Load::Lazy;
    html! {
        form.explore.roomy action={ (home) "/embed" } {
            div.govuk-form-group {
                label.govuk-label for="site" { "Site" }
                select.govuk-select #site name="site" {
                    @for (id, name) in &sites { option value=(id) selected[*id == asked.site] { (name) } }
                }
            }
            // Closed while they are as most pages want them: the tag stands in the first view.
            details.govuk-details open[!usual] {
                summary.govuk-details__summary { span.govuk-details__summary-text { "Language, look, loading and version" } }
                div.govuk-details__text {
                    div.fields {
                        (select("lang", "lang", "Language", "That of the page around it", &languages, asked.lang.map(Lang::code)))
                        (select("level", "level", "Heading", "Level 2", &levels, level.as_deref()))
                        (select("version", "version", "Version", "The newest, by itself", &versions, asked.version.map(|one| one.version)))
                    }
                    (radios("theme", "Colours", &[
                        ("auto", "As the page", "Light or dark, as the page’s color-scheme says"),
                        ("light", "Always light", ""),
                        ("dark", "Always dark", ""),
                    ], Some(asked.theme.word()), None))
                    (radios("load", "Loading", &[
                        ("lazy", "When it comes near the view", "For most pages: who does not scroll there loads nothing"),
                        ("eager", "At once", "Where the form is what the page is about"),
                        ("manual", "When the page asks for it", "By a call of its own script"),
                    ], Some(asked.load.word()), None))
                }
            }
            details.govuk-details open[!asked.colours.is_empty()] {
                summary.govuk-details__summary { span.govuk-details__summary-text { "Colours of your own" } }
                div.govuk-details__text {
                    p { "Each may stay blank. They hold in the light and in the dark, unless the colours above are always one of them." }
                    div.fields { @for (name, words, usual) in COLOURS { (colour(asked, name, words, usual)) } }
                }
            }
            button.govuk-button { "Show the tag" }
        }
    }
}

fn colour(asked: &Asked, name: &str, words: &str, [light, dark]: [&str; 2]) -> Markup {
    let value = asked.colours.iter().find(|(own, _)| *own == name).map_or("", |(_, text)| text);
    let wrong = asked.faults().contains(&name).then_some(COLOUR);
    let hint = format!("Blank: {light}, in the dark {dark}");
    text_field(&Field { name, label: words, hint: Some(&hint), value, error: wrong, width: None }, Attributes::TEXT)
}

/// What comes of the choice.
fn made(page: &Embed<'_>, labels: &Labels<'_>, home: &str) -> Markup {
    let (asked, edge) = (page.asked, page.edge);
    let tag = asked.tag(edge, page.consultation.id());
    let parameters = asked.parameters();
    html! {
        section aria-labelledby="tag" {
            h2 #tag { "The tag" }
            p { "Paste it where the form shall stand." }
            (code("the-tag", "Tag", &tag.placed()))
            @if let Some(styles) = asked.styles() {
                p { "And this into your style sheet:" }
                (code("the-styles", "Styles", &styles))
            }
            @if let Some(version) = asked.version {
                p.quiet { "A page with this tag runs version " (version.version) " and nothing else: its browser checks the script, and the script what it loads. It gets no repairs either, until you take a newer one from this page." }
            } @else {
                p.quiet { "The script updates itself. Choose a version where your rules ask for scripts that cannot change: the tag then has its hash." }
            }
        }
        section aria-labelledby="look" {
            h2 #look { "How it looks" }
            @if asked.load == Load::Manual {
                p { "It shows when a page calls " code { "soundings.render(element)" } ": until then people see the link alone, as here." }
            }
            p { "A page with exactly this tag. You can fill it in; it cannot be sent from here, and is not counted." }
            iframe.preview title="The form on a page" src={ (home) "/embed/preview?" (parameters) } {}
            (contrast(asked))
        }
        section aria-labelledby="systems" {
            h2 #systems { "In your system" }
            @for recipe in recipes::all(&tag) { (described(&recipe)) }
        }
        (print(page, &tag, labels, &format!("{home}/embed/qr.svg?{parameters}")))
        (policies(edge, home))
        section aria-labelledby="trouble" {
            h2 #trouble { "It does not show?" }
            ul {
                li { a href={ (home) "/check" } { "Look at the page" } ": paste its address, its HTML and its headers, and read what is wrong." }
                li { "Open the page with " code { "?soundings-debug" } " at the end of its address: a panel says what each element shows, and why." }
            }
        }
    }
}

/// A text to copy: selected as a whole by one press where scripts run, and by the keyboard's own keys where they do not.
fn code(id: &str, name: &str, text: &str) -> Markup {
    let rows = text.lines().count().clamp(2, 12);
    html! {
        div.govuk-form-group {
            label.govuk-label for=(id) { (name) }
            // A parser drops the first line's end of what follows.
            textarea.govuk-textarea.code #(id) rows=(rows) readonly spellcheck="false" autocomplete="off" dir="ltr" data-copy { "\n" (text) }
        }
    }
}

fn contrast(asked: &Asked) -> Markup {
    let lights: &[(Light, &str)] = match asked.theme {
        Theme::Auto => &[(Light::Light, "In the light"), (Light::Dark, "In the dark")],
        Theme::Light => &[(Light::Light, "In the light")],
        Theme::Dark => &[(Light::Dark, "In the dark")],
    };
    let found: Vec<_> = lights.iter().map(|(light, words)| (words, pairs(*light, |name| asked.colour(name)))).collect();
    let poor = found.iter().flat_map(|(_, pairs)| pairs).filter(|pair| !pair.holds()).count();
    html! {
        h3 { "Can it be read?" }
        @if poor == 0 {
            p { strong.govuk-tag.govuk-tag--green { "Yes" } " Every pair of colours has the contrast that WCAG 2.2 (AA) asks for." }
        } @else {
            p { strong.govuk-tag.govuk-tag--red { "No" } " Below what WCAG 2.2 (AA) asks for: " (poor) @if poor == 1 { " pair" } @else { " pairs" } " of colours. Some people cannot read or find this." }
        }
        @for (words, pairs) in &found {
            table {
                caption.quiet { (words) ", on the background" }
                thead { tr { th scope="col" { "What" } th scope="col" { "Contrast" } } }
                tbody {
                    @for pair in pairs {
                        tr {
                            th scope="row" { (pair.what) br; span.quiet { "at least " (pair.least) ":1" } }
                            // Cut, not rounded: 4.499 is not 4.5.
                            td {
                                (format!("{:.2}", (pair.ratio * 100.0).floor() / 100.0)) ":1"
                                @if pair.holds() { ", enough" } @else { ", " strong { "too low" } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn described(recipe: &Recipe) -> Markup {
    html! {
        details.govuk-details #(recipe.id) {
            summary.govuk-details__summary { span.govuk-details__summary-text { (recipe.title) } }
            div.govuk-details__text {
                ol {
                    @for (place, step) in recipe.steps.iter().enumerate() { li { (step_of(recipe.id, place, step)) } }
                }
            }
        }
    }
}

fn step_of(id: &str, place: usize, step: &Step) -> Markup {
    html! {
        p { (step.words) }
        @if let Some(own) = &step.code { (code(&format!("{id}-{place}"), own.name, &own.text)) }
    }
}

fn print(page: &Embed<'_>, tag: &Tag<'_>, labels: &Labels<'_>, address: &str) -> Markup {
    html! {
        section aria-labelledby="print" {
            h2 #print { "On paper" }
            p { "A code that leads to the form’s own page, for posters, letters and leaflets. Print the address beside it, for people who cannot use a code." }
            p { img.qr src=(address) width="220" height="220" alt={ "QR code of " (tag.address()) }; }
            p { a href=(address) download={ (page.consultation.id()) "-" (tag.site) ".svg" } { "The code as a drawing (SVG)" } }
            p.quiet { (labels.title()) ": " span.address dir="ltr" { (tag.address()) } }
        }
    }
}

fn policies(edge: &Origin, home: &str) -> Markup {
    html! {
        section aria-labelledby="policy" {
            h2 #policy { "The page’s content policy" }
            p { "A page without a " code { "Content-Security-Policy" } " needs nothing. One that has it allows:" }
            (code("the-policy", "Directives", &needs::lines(edge.as_str())))
            ul {
                @for need in &needs::NEEDS {
                    li {
                        code { (need.directive) } " is for " (need.why) ". Without it " (need.effect.words()) "."
                    }
                }
            }
            p { "Nothing is needed for styles, pictures, fonts, frames or Trusted Types. Where your policy works by nonces, give the script yours." }
            form method="post" action={ (home) "/check" } {
                div.govuk-form-group {
                    label.govuk-label for="headers" { "Your policy" }
                    div.govuk-hint #headers-hint { "As the header has it, or all headers of the page. It is read and not kept." }
                    textarea.govuk-textarea.code #headers name="headers" rows="4" spellcheck="false" autocomplete="off" dir="ltr" aria-describedby="headers-hint" {}
                }
                button.govuk-button { "What would be blocked?" }
            }
        }
    }
}

/// A page of nobody's with the tag on it, and the styles that go with it.
pub(crate) fn preview(tag: &Tag<'_>, styles: &str) -> String {
    html! {
        (DOCTYPE)
        html lang=(tag.lang.unwrap_or(Lang::En).code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { "The form on a page" }
                style { (PreEscaped(styles)) }
            }
            body { main aria-label="The page around it" { (PreEscaped(tag.placed())) } }
        }
    }
    .into_string()
}
