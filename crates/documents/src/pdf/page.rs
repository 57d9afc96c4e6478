use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::kurbo::{BezPath, Point, Vec2};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask};

use crate::collector::Collector;
use crate::stop::Stop;

/// How far, in sizes of the letters, a letter may stand from where the last one ended and belong to the same word.
const LETTER_GAP: f64 = 0.15;
/// How far, in sizes of the letters, it may stand above or below and belong to the same line: as an index does.
const SAME_LINE: f64 = 0.6;
/// How far a letter may move, in its size, and be the same letter.
const SAME_PLACE: f64 = 0.05;
/// How wide a letter is, in its size, whose font does not say so.
const USUAL_WIDTH: f64 = 0.5;
/// How many units of a letter's own space its size has.
const UNITS_PER_EM: f64 = 1000.0;

/// Puts the letters of a page together to words and lines, by their places.
pub(super) struct PageText<'a> {
    out: &'a mut Collector,
    /// The line so far: a hyphen at its end may join it with the next.
    line: String,
    last: Option<Last>,
    run: Option<Run>,
    result: Result<(), Stop>,
}

/// The run of letters before.
struct Run {
    origin: Point,
    letters: usize,
    /// Of the first letter.
    code: u32,
}

/// The letter before.
struct Last {
    origin: Point,
    /// Where the next letter of the word is expected.
    end: Point,
    /// The direction of writing, as long as the letters are large.
    along: Vec2,
}

impl<'a> PageText<'a> {
    pub(super) fn new(out: &'a mut Collector) -> Self {
        Self { out, line: String::new(), last: None, run: None, result: Ok(()) }
    }

    pub(super) fn finish(mut self) -> Result<(), Stop> {
        self.end_line();
        self.out.end_line();
        self.result
    }

    /// Whether these letters are those before once more: filled, then outlined, or moved a little to look bold.
    fn is_drawn_again(&mut self, run: &GlyphRun<'_, '_>, props: &DrawProps<'_>) -> bool {
        let Some(first) = run.glyphs().first() else { return true };
        let place = props.transform * first.transform();
        let origin = place * Point::ZERO;
        let size = (place * Point::new(UNITS_PER_EM, 0.0) - origin).hypot();
        let this = Run { origin, letters: run.glyphs().len(), code: first.char_code() };
        let again = self.run.as_ref().is_some_and(|before| {
            (before.letters, before.code) == (this.letters, this.code)
                && (before.origin - origin).hypot() < SAME_PLACE * size
        });
        self.run = Some(this);
        again
    }

    fn letter(&mut self, text: &str, origin: Point, along: Vec2, width: f64) {
        let size = along.hypot();
        if let Some(last) = &self.last
            && size > 0.0
        {
            let scale = size.max(last.along.hypot());
            let moved = origin - last.end;
            let (forward, aside) = (moved.dot(along) / size, moved.cross(along) / size);
            if aside.abs() > SAME_LINE * scale || forward < -2.0 * scale {
                self.end_line();
            } else if forward.abs() > LETTER_GAP * scale
                && (origin - last.origin).hypot() > SAME_PLACE * scale
            {
                self.line.push(' ');
            }
        }
        self.line.extend(text.chars().filter(|&c| c != '\u{ad}'));
        self.last = Some(Last { origin, end: origin + along * width, along });
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        if self.result.is_ok() && !line.trim().is_empty() {
            self.result = self.put(&line);
        }
        self.line = line;
        self.line.clear();
    }

    fn put(&mut self, line: &str) -> Result<(), Stop> {
        // "exam-" and "ple" are one word.
        let divided = line.trim_end().strip_suffix('-').filter(|word| word.ends_with(char::is_lowercase));
        if let Some(beginning) = divided {
            return self.out.words(beginning);
        }
        self.out.words(line)?;
        self.out.end_line();
        Ok(())
    }
}

impl<'a> Device<'a> for PageText<'_> {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        if self.result.is_err() || self.is_drawn_again(run, &props) {
            return;
        }
        for glyph in run.glyphs() {
            let Some(unicode) = glyph.as_unicode() else { continue };
            let place = props.transform * glyph.transform();
            let origin = place * Point::ZERO;
            let along = place * Point::new(UNITS_PER_EM, 0.0) - origin;
            let width = width(glyph).unwrap_or(USUAL_WIDTH);
            match unicode {
                BfString::Char(c) => self.letter(c.encode_utf8(&mut [0; 4]), origin, along, width),
                BfString::String(s) => self.letter(&s, origin, along, width),
            }
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// How wide a letter is, in its size.
fn width(glyph: &Glyph<'_>) -> Option<f64> {
    let width = match glyph {
        Glyph::Outline(outline) => outline.advance_width(),
        Glyph::Type3(drawn) => drawn.advance_width(),
    };
    width.map(|width| f64::from(width) / UNITS_PER_EM).filter(|width| (0.0..8.0).contains(width))
}
