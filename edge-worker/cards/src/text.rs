//! Text to outlines: direction (Unicode's bidirectional algorithm), font by script, shaping, and breaking into lines.

use rustybuzz::{Direction, Face, UnicodeBuffer, ttf_parser};
use std::ops::Range;
use unicode_bidi::{BidiInfo, Level};
use zeno::{Command, PathBuilder, Vector};

static LATIN: &[u8] = include_bytes!("../fonts/latin.ttf");
static ARABIC: &[u8] = include_bytes!("../fonts/arabic.ttf");

/// The fonts, read.
pub(crate) struct Fonts<'a> {
    latin: Face<'a>,
    arabic: Face<'a>,
}

impl Fonts<'static> {
    /// Those that this crate carries.
    pub(crate) fn own() -> Option<Self> {
        Some(Self { latin: Face::from_slice(LATIN, 0)?, arabic: Face::from_slice(ARABIC, 0)? })
    }
}

/// How a text is set.
#[derive(Clone, Copy)]
pub(crate) struct Style<'a> {
    /// Pixels of an em.
    pub(crate) size: f32,
    /// BCP 47.
    pub(crate) lang: &'a str,
    pub(crate) right_to_left: bool,
}

/// One line of a text, shaped: outlines from its left end at the base line, and how wide it is.
pub(crate) struct Line {
    pub(crate) path: Vec<Command>,
    pub(crate) width: f32,
}

/// A part of a line that one font draws in one direction, as it stands from left to right.
struct Run {
    range: Range<usize>,
    level: Level,
    arabic: bool,
}

fn is_arabic(character: char) -> bool {
    matches!(character, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}')
}

impl Fonts<'_> {
    fn face(&self, arabic: bool) -> &Face<'_> {
        if arabic { &self.arabic } else { &self.latin }
    }

    /// Whether the font for Arabic draws each character. What both fonts have, and joiners and marks, follow what is before.
    fn by_font(&self, text: &str, range: Range<usize>) -> Vec<(Range<usize>, bool)> {
        let mut parts: Vec<(Range<usize>, bool)> = Vec::new();
        for (at, character) in text[range.clone()].char_indices() {
            let (start, end) = (range.start + at, range.start + at + character.len_utf8());
            let before = parts.last().is_some_and(|(_, arabic)| *arabic);
            let arabic = match (is_arabic(character), character.is_alphabetic()) {
                (true, _) => true,
                (false, true) => false,
                (false, false) => before && self.arabic.glyph_index(character).is_some(),
            };
            match parts.last_mut() {
                Some((own, same)) if *same == arabic => own.end = end,
                _ => parts.push((start..end, arabic)),
            }
        }
        parts
    }

    /// The parts of a line, from left to right.
    fn runs(&self, text: &str, line: Range<usize>, style: Style<'_>) -> Vec<Run> {
        let base = if style.right_to_left { Level::rtl() } else { Level::ltr() };
        let info = BidiInfo::new(text, Some(base));
        let Some(paragraph) =
            info.paragraphs.iter().find(|own| own.range.start <= line.start && line.end <= own.range.end)
        else {
            return Vec::new();
        };
        let (levels, runs) = info.visual_runs(paragraph, line);
        let mut all = Vec::new();
        for range in runs {
            let level = levels[range.start];
            let mut parts = self.by_font(text, range);
            if level.is_rtl() {
                parts.reverse();
            }
            all.extend(parts.into_iter().map(|(range, arabic)| Run { range, level, arabic }));
        }
        all
    }

    /// Shapes a line of `text`.
    pub(crate) fn line(&self, text: &str, line: Range<usize>, style: Style<'_>) -> Line {
        let mut pen = Pen { path: Vec::new(), x: 0.0, y: 0.0, scale: 1.0 };
        let mut x = 0.0;
        for run in self.runs(text, line, style) {
            let face = self.face(run.arabic);
            let mut buffer = UnicodeBuffer::new();
            buffer.push_str(&text[run.range]);
            buffer.set_direction(if run.level.is_rtl() { Direction::RightToLeft } else { Direction::LeftToRight });
            if let Ok(lang) = style.lang.parse() {
                buffer.set_language(lang);
            }
            buffer.guess_segment_properties();
            let shaped = rustybuzz::shape(face, &[], buffer);
            pen.scale = style.size / face.units_per_em() as f32;
            for (glyph, position) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()) {
                pen.x = x + position.x_offset as f32 * pen.scale;
                pen.y = -(position.y_offset as f32) * pen.scale;
                let id = u16::try_from(glyph.glyph_id).unwrap_or_default();
                face.outline_glyph(ttf_parser::GlyphId(id), &mut pen);
                x += position.x_advance as f32 * pen.scale;
            }
        }
        Line { path: pen.path, width: x }
    }

    /// The words of a text, each with its width in ems: measured once, for whatever size it is set in.
    pub(crate) fn words(&self, text: &str, style: Style<'_>) -> Vec<Word> {
        let em = Style { size: 1.0, ..style };
        let word = |range: Range<usize>| Word { width: self.line(text, range.clone(), em).width, range };
        words(text).map(word).collect()
    }

    /// Breaks a text into lines no wider than `width`, between its words; a word that is wider is broken where it must be.
    pub(crate) fn lines(&self, text: &str, words: &[Word], width: f32, style: Style<'_>) -> Vec<Range<usize>> {
        let space = self.line(" ", 0..1, style).width;
        let mut lines: Vec<Range<usize>> = Vec::new();
        let mut filled = 0.0;
        for Word { range, width: ems } in words {
            let wide = ems * style.size;
            match lines.last_mut() {
                Some(line) if filled + space + wide <= width => {
                    line.end = range.end;
                    filled += space + wide;
                    continue;
                }
                _ => filled = wide,
            }
            let mut rest = range.clone();
            while filled > width {
                let end = self.fitting(text, &rest, width, style);
                if end == rest.end {
                    break;
                }
                lines.push(rest.start..end);
                rest.start = end;
                filled = self.line(text, rest.clone(), style).width;
            }
            lines.push(rest);
        }
        lines
    }

    /// Where a word is broken so that what is before has room; behind its first letter at least.
    fn fitting(&self, text: &str, word: &Range<usize>, width: f32, style: Style<'_>) -> usize {
        let ends: Vec<usize> =
            text[word.clone()].char_indices().skip(1).map(|(at, _)| word.start + at).chain([word.end]).collect();
        let fits = ends.partition_point(|end| self.line(text, word.start..*end, style).width <= width);
        ends[fits.saturating_sub(1)]
    }
}

/// A word of a text.
pub(crate) struct Word {
    range: Range<usize>,
    /// In ems.
    width: f32,
}

/// What stands between white space.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.split_whitespace().map(|word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        start..start + word.len()
    })
}

/// Takes a glyph's outline, in its font's units and with its y upwards, to where it stands on the line.
struct Pen {
    path: Vec<Command>,
    x: f32,
    y: f32,
    scale: f32,
}

impl Pen {
    fn at(&self, x: f32, y: f32) -> Vector {
        Vector::new(self.x + x * self.scale, self.y - y * self.scale)
    }
}

impl ttf_parser::OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        let to = self.at(x, y);
        self.path.move_to(to);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let to = self.at(x, y);
        self.path.line_to(to);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (control, to) = (self.at(x1, y1), self.at(x, y));
        self.path.quad_to(control, to);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let (first, second, to) = (self.at(x1, y1), self.at(x2, y2), self.at(x, y));
        self.path.curve_to(first, second, to);
    }

    fn close(&mut self) {
        self.path.close();
    }
}
