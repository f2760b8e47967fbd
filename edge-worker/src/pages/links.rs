//! The page of the links by which site owners read their own figures.

use super::controls::{back, banner, error_summary};
use super::explore::sites;
use super::frame::{Department, frame};
use super::labels::Labels;
use super::origins::site_name;
use crate::access::TokenId;
use crate::objects::links::Listed;
use contract::{Consultation, Lang, SiteId, Timestamp};
use maud::{Markup, html};

/// What the page shows.
pub(crate) struct Links<'a> {
    pub(crate) department: Department,
    pub(crate) consultation: &'a Consultation,
    /// The newest first.
    pub(crate) links: &'a [Listed],
    pub(crate) arrival: Arrival,
    /// The name that the next one gets.
    pub(crate) id: TokenId,
}

/// How somebody came to the page.
pub(crate) enum Arrival {
    /// To read.
    First,
    /// From making a link, which is shown this once.
    Made { site: SiteId, address: String },
    /// From sending the form once more.
    MadeBefore,
    /// From a form that cannot be done, and why.
    Wrong(&'static str),
}

/// The page.
pub(crate) fn links(page: &Links<'_>, assets: &str) -> String {
    let labels = Labels::new(page.consultation);
    let title = labels.title();
    let home = format!("/d/{}/{}", page.department.id, page.consultation.id());
    let definition = &page.consultation.current().definition;
    let wrong = match page.arrival {
        Arrival::Wrong(words) => Some(words),
        Arrival::First | Arrival::Made { .. } | Arrival::MadeBefore => None,
    };
    let main = html! {
        (back(&home, "All figures"))
        @if let Some(words) = wrong { (error_summary(&[("site".to_owned(), words.to_owned())])) }
        h1 { "Figures for site owners" }
        p.quiet lang=(labels.lang.code()) dir=(labels.lang.direction()) { (title) }
        @match &page.arrival {
            Arrival::First | Arrival::Wrong(_) => {}
            Arrival::Made { site, address } => (made(site_name(definition, site), address)),
            Arrival::MadeBefore => {
                p.govuk-inset-text role="status" { "The link was made when you sent the form the first time, and was shown then. If you do not have it, revoke it and make another one." }
            }
        }
        p { "Whoever has a link reads how often the form was seen, begun and sent on that one site, day by day. Small counts are not told, the others are rounded, and nothing that anybody answered is there." }
        h2 { "Make a link" }
        form.narrow method="post" action={ (home) "/links" } {
            input type="hidden" name="id" value=(page.id);
            div.govuk-form-group.govuk-form-group--error[wrong.is_some()] {
                label.govuk-label for="site" { "Site" }
                @if let Some(words) = wrong { p.govuk-error-message #site-error { span.govuk-visually-hidden { "Error: " } (words) } }
                select.govuk-select #site name="site" aria-describedby=[wrong.map(|_| "site-error")] {
                    @for (id, name) in sites(definition, None) { option value=(id) { (name) } }
                }
            }
            button.govuk-button { "Make the link" }
        }
        h2 { "All links" }
        @if page.links.is_empty() { p { "There are none yet." } } @else {
            ul.cards { @for one in page.links { li { (card(one, page, &home)) } } }
        }
    };
    let title = format!("{}Figures for site owners – {title}", if wrong.is_some() { "Error: " } else { "" });
    frame(&page.department, &title, &["copy.js"], main, assets)
}

fn made(site: &str, address: &str) -> Markup {
    let content = html! {
        p { "Copy it now, and give it to the site’s owner. It is shown this once: only its hash is kept." }
        label.govuk-label for="new-link" { "New link" }
        textarea #new-link.govuk-textarea.receipt readonly rows="3" spellcheck="false" autocomplete="off" data-copy { (address) }
    };
    banner("made", &format!("The link for {site} is made"), true, content)
}

fn card(one: &Listed, page: &Links<'_>, home: &str) -> Markup {
    let date = |seconds: i64| Lang::En.page_strings().date(Timestamp::from_unix_seconds(seconds).day());
    let definition = &page.consultation.current().definition;
    let name = SiteId::parse(&one.site).map_or_else(|| one.site.clone(), |id| site_name(definition, &id).to_owned());
    html! {
        h3 { (name) }
        p {
            @if one.revoked_at.is_some() { strong.govuk-tag.govuk-tag--red { "Revoked" } } @else { strong.govuk-tag.govuk-tag--green { "Valid" } }
        }
        p.quiet {
            code { (page.consultation.id()) "." (one.id) ".…" } br;
            "Made on " (date(one.made_at)) " by " (one.made_by)
            @if let Some(revoked) = one.revoked_at { br; "Revoked on " (date(revoked)) " by " (one.revoked_by.as_deref().unwrap_or_default()) }
        }
        @if one.revoked_at.is_none() {
            details.govuk-details {
                summary.govuk-details__summary { span.govuk-details__summary-text { "Revoke" span.govuk-visually-hidden { " the link " (one.id) " for " (name) } } }
                form.govuk-details__text method="post" action={ (home) "/links/" (one.id) } {
                    p { "Whoever has it reads nothing from then on. It cannot be made valid again." }
                    button.govuk-button { "Yes, revoke it" }
                }
            }
        }
    }
}
