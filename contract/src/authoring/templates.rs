//! Definitions to begin with, in English and Welsh. What is still to be filled in stands in square brackets.
//!
//! The Welsh of `page` is GOV.UK’s own but for its title. That of the others is machine-drafted, not yet read by a Welsh speaker:
//! the docs say so, and so does whoever offers them (`WELSH`).

/// A definition to begin with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Template {
    /// Its name in addresses and forms.
    pub id: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// What it asks, and when it fits.
    pub description: &'static str,
    /// Whose words they are.
    pub source: &'static str,
    /// The definition's document, as JSON: sound as it stands, and complete in each language that it declares.
    pub text: &'static str,
}

/// All of them, those that ask least first.
pub const TEMPLATES: [Template; 5] = [
    Template {
        id: "page",
        title: "Feedback on a page",
        description: "Whether a page is useful, and what went wrong where it is not. Keep it off pages where people \
            are in distress, and do not judge a page by its clicks alone.",
        source: "The words of GOV.UK’s own feedback form, in English and Welsh; its title is ours.",
        text: include_str!("templates/page.json"),
    },
    Template {
        id: "service",
        title: "Satisfaction with a service",
        description: "How people felt about a service, on five points, and how it could be better. Its summary has the share of those \
            who are satisfied.",
        source: "The words of the pages with which services on GOV.UK end.",
        text: include_str!("templates/service.json"),
    },
    Template {
        id: "trust",
        title: "Trust after a service (United States)",
        description: "Trust in an agency, what went well and what did not, by the drivers that agencies of the United States report.",
        source: "After OMB Circular A-11, section 280, and the form that federal agencies share for it. Hold the words against the \
            circular of the year before you ask.",
        text: include_str!("templates/trust.json"),
    },
    Template {
        id: "policy",
        title: "Consultation on a proposal",
        description: "How far people agree with each part of a proposal, why, and whom it would affect, with the department’s message \
            that says what becomes of the answers.",
        source: "Our words, after the consultation principles of 2018 and the usual questions of public consultations.",
        text: include_str!("templates/policy.json"),
    },
    Template {
        id: "statements",
        title: "Statements to vote on",
        description: "Short statements, often of other people, to agree with, disagree with or pass on; for subjects on which nobody \
            knows yet where people agree.",
        source: "Our words.",
        text: include_str!("templates/statements.json"),
    },
];

/// What is to be known of their languages before one is begun with.
pub const WELSH: &str = "Each is in English and Welsh. The Welsh of the first is GOV.UK’s; that of the others was drafted by a machine, and no Welsh \
    speaker has read it yet: have one read it before you ask. A language that you do not need is taken out with its texts.";

/// The template of that name.
pub fn template(id: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| template.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Definition, Lang, id};

    #[test]
    fn each_is_sound_and_complete_and_can_be_opened() {
        for template in TEMPLATES {
            let document = serde_json::from_str(template.text).unwrap();
            let definition =
                Definition::parse(&document).unwrap_or_else(|issues| panic!("{}: {issues:?}", template.id));
            assert_eq!(definition.questionnaire().translations_missing(), [], "{}", template.id);
            assert_eq!(definition.questionnaire().languages(), [Lang::En, Lang::Cy], "{}", template.id);
            assert!(id::is_identifier(template.id));
            assert_eq!(
                super::template(template.id).map(|found| found.title),
                Some(template.title),
                "names are distinct"
            );
        }
    }
}
