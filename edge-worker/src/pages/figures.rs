//! Each question's figures: a heading, how many answered, and a table with its bars.

use super::chart::{bar, percent, stack, thousands};
use aggregate::{Figures, OptionCount, OptionPlaces, QuestionSummary, StatementSummary};
use contract::question::{Choice, Stance};
use contract::{Consultation, Kind, Lang, OptionId, Question, QuestionId, Region, StatementId, Text};
use maud::{Markup, html};

/// The words of a consultation, over all of its revisions: the newest form of each.
pub(crate) struct Words<'a> {
    consultation: &'a Consultation,
    lang: Lang,
}

impl<'a> Words<'a> {
    pub(crate) fn new(consultation: &'a Consultation) -> Self {
        Self { consultation, lang: consultation.current().definition.questionnaire().languages()[0] }
    }

    /// The language in which the department reads: the definition's first.
    pub(crate) fn lang(&self) -> Lang {
        self.lang
    }

    pub(crate) fn text(&self, text: &'a Text) -> &'a str {
        text.in_language(self.lang).0
    }

    fn questions(&self, id: &QuestionId) -> impl Iterator<Item = &'a Question> {
        let revisions = self.consultation.revisions().iter().rev();
        revisions
            .filter_map(move |revision| revision.definition.questionnaire().question(id))
            .collect::<Vec<_>>()
            .into_iter()
    }

    pub(crate) fn question(&self, id: &QuestionId) -> &'a str {
        self.questions(id).next().map_or("", |question| self.text(question.text()))
    }

    /// Whether the current revision still asks it.
    pub(crate) fn asked_now(&self, id: &QuestionId) -> bool {
        self.consultation.current().definition.questionnaire().question(id).is_some()
    }

    fn option(&self, question: &QuestionId, option: &OptionId) -> &'a str {
        let found = self.questions(question).flat_map(|question| options_of(question.kind()));
        found.into_iter().find(|choice| choice.id() == option).map_or("", |choice| self.text(choice.text()))
    }

    fn statement(&self, question: &QuestionId, statement: &StatementId) -> &'a str {
        let mut found = self.questions(question).flat_map(|question| question.kind().statements());
        found.find(|one| one.id() == statement).map_or("", |one| self.text(one.text()))
    }

    /// The label of a point of an agreement's scale, or of a vote.
    fn judgement(&self, question: &QuestionId, point: &OptionId) -> &'a str {
        match self.questions(question).next().map(Question::kind) {
            Some(Kind::Vote(_)) => {
                Stance::parse(point.as_str()).map_or("", |vote| vote.label(self.lang.form_strings()))
            }
            _ => self.option(question, point),
        }
    }

    /// The label of a rating's point, from 1; blank for one between labelled ends.
    fn point(&self, question: &QuestionId, point: usize) -> &'a str {
        let label = self.questions(question).find_map(|question| match question.kind() {
            Kind::Rating(kind) => kind.labels().get(point - 1)?.as_ref(),
            _ => None,
        });
        label.map_or("", |label| self.text(label))
    }
}

fn options_of(kind: &Kind) -> &[Choice] {
    match kind {
        Kind::SingleChoice(kind) => kind.options(),
        Kind::MultipleChoice(kind) => kind.options(),
        Kind::Agreement(kind) => kind.scale(),
        Kind::Ranking(kind) => kind.options(),
        Kind::Rating(_) | Kind::FreeText(_) | Kind::Region | Kind::Vote(_) => &[],
    }
}

/// A question's table with its bars; nothing for words, which are listed elsewhere.
pub(crate) fn figures(question: &QuestionSummary, words: &Words<'_>) -> Markup {
    match &question.figures {
        Figures::Options(options) => choices(question, options, words),
        Figures::Points(points) => rating(question, points, words),
        Figures::Statements(statements) => judgements(question, statements, words),
        Figures::Places(options) => places(question, options, words),
        Figures::Regions(regions) => by_region(question, regions, words),
        Figures::Words => html! {},
    }
}

/// One row of a table of bars.
struct Row {
    label: Markup,
    count: i64,
}

fn table(caption: &str, rows: Vec<Row>, base: i64) -> Markup {
    let most = rows.iter().map(|row| row.count).max().unwrap_or(0).max(base);
    html! {
        table.bars {
            caption.quiet { (caption) }
            thead { tr { th scope="col" { "Answer" } th.number scope="col" { "Answers" } th.number scope="col" { "Share" } } }
            tbody {
                @for row in &rows {
                    tr {
                        th scope="row" { (row.label) (bar(row.count, most)) }
                        td.number { (thousands(row.count)) }
                        td.number { (percent(row.count, base)) }
                    }
                }
            }
        }
    }
}

fn choices(question: &QuestionSummary, options: &[OptionCount], words: &Words<'_>) -> Markup {
    let row = |one: &OptionCount| Row { label: html! { (words.option(&question.id, &one.id)) }, count: one.count };
    let caption = if question.kind == "multiple_choice" {
        "Shares are of the people who answered; they may add up to more than 100%."
    } else {
        "Shares are of the people who answered."
    };
    table(caption, options.iter().map(row).collect(), question.answered)
}

fn rating(question: &QuestionSummary, points: &[i64], words: &Words<'_>) -> Markup {
    let row = |(index, count): (usize, &i64)| {
        let label = words.point(&question.id, index + 1);
        Row { label: html! { (index + 1) @if !label.is_empty() { " – " (label) } }, count: *count }
    };
    html! {
        (table("Shares are of the people who answered.", points.iter().enumerate().map(row).collect(), question.answered))
        @if let Some(mean) = question.figures.mean() {
            p { "On average " strong { (format!("{mean:.1}")) } " of " (points.len()) "." }
        }
    }
}

fn by_region(question: &QuestionSummary, regions: &[(Region, i64)], words: &Words<'_>) -> Markup {
    let row = |(region, count): &(Region, i64)| Row {
        label: html! { (region.name(words.lang.form_strings())) },
        count: *count,
    };
    table("Shares are of the people who answered.", regions.iter().map(row).collect(), question.answered)
}

fn places(question: &QuestionSummary, options: &[OptionPlaces], words: &Words<'_>) -> Markup {
    let most = options.first().map_or(0, |one| one.places.len());
    html! {
        // A wide table scrolls within itself, by keyboard too.
        div.scroll tabindex="0" role="region" aria-label=(words.question(&question.id)) {
            table.statements {
                caption.quiet { "How many gave each place, 1 being the first. The mean is over those who placed the option: the lower, the higher they put it." }
                thead { tr {
                    th scope="col" { "Option" }
                    @for place in 1..=most { th.number scope="col" { (place) } }
                    th.number scope="col" { "Placed" }
                    th.number scope="col" { "Mean place" }
                } }
                tbody {
                    @for one in options {
                        tr {
                            th scope="row" { (words.option(&question.id, &one.id)) (bar(one.placed(), question.answered)) }
                            @for count in &one.places { td.number { (thousands(*count)) } }
                            td.number { (thousands(one.placed())) " " span.share { (percent(one.placed(), question.answered)) } }
                            td.number { @match one.mean() { Some(mean) => (format!("{mean:.1}")), None => "–" } }
                        }
                    }
                }
            }
        }
    }
}

fn judgements(question: &QuestionSummary, statements: &[StatementSummary], words: &Words<'_>) -> Markup {
    let scale: &[OptionCount] = statements.first().map_or(&[], |one| &one.points);
    let title = words.question(&question.id);
    html! {
        ul.key aria-hidden="true" {
            @for (index, point) in scale.iter().enumerate() {
                li { svg.swatch viewBox="0 0 10 10" focusable="false" { rect class={ "series-" (index % 6) } width="10" height="10" {} }
                    (words.judgement(&question.id, &point.id)) }
            }
        }
        // A wide table scrolls within itself, by keyboard too.
        div.scroll tabindex="0" role="region" aria-label=(title) {
            table.statements {
                caption.quiet { "Shares are of those who answered about the statement." }
                thead { tr {
                    th scope="col" { "Statement" }
                    @for point in scale { th.number scope="col" { (words.judgement(&question.id, &point.id)) } }
                    th.number scope="col" { "Answers" }
                } }
                tbody {
                    @for one in statements {
                        @let counts: Vec<i64> = one.points.iter().map(|point| point.count).collect();
                        tr {
                            th scope="row" { (words.statement(&question.id, &one.id)) (stack(&counts, one.answered)) }
                            @for point in &one.points {
                                td.number { (thousands(point.count)) " " span.share { (percent(point.count, one.answered)) } }
                            }
                            td.number { (thousands(one.answered)) }
                        }
                    }
                }
            }
        }
    }
}
