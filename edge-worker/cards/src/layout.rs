//! Where everything stands on a card.

use crate::text::{Fonts, Line, Style};
use crate::{Card, HEIGHT, WIDTH};
use zeno::{Command, PathBuilder, Transform};

/// From the card's edge to what stands on it, in pixels.
const MARGIN: f32 = 80.0;
/// Base line of the department's name.
const DEPARTMENT: f32 = 128.0;
/// Between these the title stands.
const TITLE: (f32, f32) = (170.0, 490.0);
/// Base line of the facts.
const FACTS: f32 = 552.0;
/// Sizes of a title, the largest that fits; the smallest is still read where a card is shown at a third of its width.
const SIZES: [f32; 7] = [84.0, 74.0, 64.0, 56.0, 48.0, 42.0, 36.0];
/// Size of what is not the title.
const SMALL: f32 = 36.0;

/// A card's shapes, in its own pixels.
pub(crate) struct Placed {
    /// What is brightest.
    pub(crate) strong: Vec<Command>,
    /// What is less so.
    pub(crate) quiet: Vec<Command>,
    /// By how much all of it is made smaller.
    pub(crate) scale: f32,
}

/// From one line to the next, in ems: letters of Arabic reach further up and down.
fn leading(card: &Card) -> f32 {
    if card.right_to_left { 1.5 } else { 1.2 }
}

/// Places everything. Without its fonts, which are in the binary, nothing but the mark would stand there.
pub(crate) fn place(card: &Card) -> Placed {
    let scale = if card.small { 0.5 } else { 1.0 };
    let mut placed = Placed { strong: Vec::new(), quiet: Vec::new(), scale };
    let start = if card.right_to_left { WIDTH as f32 - MARGIN } else { MARGIN };
    let inward = if card.right_to_left { -1.0 } else { 1.0 };
    mark(&mut placed.quiet, start, inward);
    let Some(fonts) = Fonts::own() else { return placed };
    let style = |size| Style { size, lang: &card.lang, right_to_left: card.right_to_left };
    let width = WIDTH as f32 - 2.0 * MARGIN;

    // Beside the mark.
    let name = shortened(&fonts, &card.department, width - 64.0, style(SMALL));
    put(&mut placed.quiet, &name, start + inward * 64.0, DEPARTMENT, inward);

    let room = TITLE.1 - TITLE.0;
    let fits = |size: f32, lines: usize| lines as f32 * size * leading(card) <= room;
    let words = fonts.words(&card.title, style(1.0));
    let mut size = SIZES[0];
    let mut lines = Vec::new();
    for tried in SIZES {
        size = tried;
        lines = fonts.lines(&card.title, &words, width, style(size));
        if fits(size, lines.len()) && lines.iter().all(|line| is_whole(&card.title, line.end)) {
            break;
        }
    }
    let most = (room / (size * leading(card))) as usize;
    let cut = lines.len() > most;
    lines.truncate(most);
    let mut base = TITLE.0 + size * 0.95;
    let last = lines.len();
    for (line, number) in lines.into_iter().zip(1..) {
        let shaped = match cut && number == last {
            // The rest of it, as far as there is room.
            true => shortened(&fonts, &card.title[line.start..], width, style(size)),
            false => fonts.line(&card.title, line, style(size)),
        };
        put(&mut placed.strong, &shaped, start, base, inward);
        base += size * leading(card);
    }

    let facts = card.facts.join("  ·  ");
    let facts = shortened(&fonts, &facts, width, style(SMALL));
    put(&mut placed.strong, &facts, start, FACTS, inward);
    rule(&mut placed.quiet);
    placed
}

/// Whether no word ends in the middle there.
fn is_whole(text: &str, end: usize) -> bool {
    text[end..].chars().next().is_none_or(char::is_whitespace)
}

/// A text on one line: where it is wider than that, as much of it as there is room for, and an ellipsis.
fn shortened(fonts: &Fonts<'_>, text: &str, width: f32, style: Style<'_>) -> Line {
    let whole = fonts.line(text, 0..text.len(), style);
    if whole.width <= width {
        return whole;
    }
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let cut = |end: usize| format!("{}…", text[..end].trim_end());
    let fits = ends.partition_point(|end| {
        let text = cut(*end);
        fonts.line(&text, 0..text.len(), style).width <= width
    });
    let text = cut(ends[fits.saturating_sub(1)]);
    fonts.line(&text, 0..text.len(), style)
}

/// Puts a line where its beginning is at `start`, which is its right end where `inward` is negative.
fn put(onto: &mut Vec<Command>, line: &Line, start: f32, base: f32, inward: f32) {
    let left = if inward < 0.0 { start - line.width } else { start };
    let moved = Transform::translation(left, base);
    onto.extend(line.path.iter().map(|command| command.transform(&moved)));
}

/// The mark of the pages: a sounding line that reaches the bottom.
fn mark(onto: &mut Vec<Command>, start: f32, inward: f32) {
    let left = if inward < 0.0 { start - 44.0 } else { start };
    let mut bar = |x: f32, y: f32, wide: f32, high: f32| {
        onto.move_to([left + x, y])
            .line_to([left + x + wide, y])
            .line_to([left + x + wide, y + high])
            .line_to([left + x, y + high])
            .close();
    };
    bar(20.0, 86.0, 4.0, 24.0);
    bar(2.0, 130.0, 40.0, 4.0);
    onto.move_to([left + 14.0, 108.0]).line_to([left + 30.0, 108.0]).line_to([left + 22.0, 122.0]).close();
}

/// The line at the bottom.
fn rule(onto: &mut Vec<Command>) {
    let (top, bottom, right) = (HEIGHT as f32 - 14.0, HEIGHT as f32, WIDTH as f32);
    onto.move_to([0.0, top]).line_to([right, top]).line_to([right, bottom]).line_to([0.0, bottom]).close();
}
