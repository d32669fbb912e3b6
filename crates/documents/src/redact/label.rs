//! The ground in white on its black box, in a size that can be read. If it finds no room its short form is tried.

use hayro::kurbo::{Affine, BezPath};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::{Pixmap, RenderContext, Resources};
use ttf_parser::{Face, OutlineBuilder};

use super::canvas::{Canvas, Pixels};
use super::{GroundPrint, RedactRefusal, RedactionBox};

/// Smallest and largest size of the letters, in points.
const SMALLEST: f64 = 5.0;
const LARGEST: f64 = 10.5;
/// Room left free at each side, in sizes of the letters.
const PADDING: f64 = 0.25;
/// From baseline to baseline, in sizes of the letters.
const LINE: f64 = 1.3;

/// A font that has all characters of the grounds.
pub(super) struct Lettering<'a> {
    face: Face<'a>,
}

impl<'a> Lettering<'a> {
    pub fn new(font: &'a [u8], boxes: &[RedactionBox]) -> Result<Self, RedactRefusal> {
        let face = Face::parse(font, 0).map_err(|_| RedactRefusal::Font)?;
        let mut characters: String = boxes.iter().flat_map(|area| area.ground.chars()).collect();
        characters.retain(|c| !c.is_whitespace() && face.glyph_index(c).is_none());
        if !characters.is_empty() {
            let characters = characters.chars().take(20).collect();
            return Err(RedactRefusal::MissingGlyphs { characters });
        }
        Ok(Self { face })
    }

    /// Prints the ground on a box that is black already. `point` is the size of a point in pixels.
    pub fn print(&self, canvas: &mut Canvas, area: Pixels, ground: &str, point: f64) -> GroundPrint {
        let ground = ground.trim();
        let short = ground.rsplit(char::is_whitespace).next().unwrap_or_default();
        let room = (area.width() as f64, area.height() as f64);
        for (text, printed) in [(ground, GroundPrint::Full), (short, GroundPrint::Short)] {
            if text.is_empty() {
                break;
            }
            if let Some((size, lines)) = self.fit(text, room, point) {
                self.draw(canvas, area, &lines, size);
                return printed;
            }
        }
        GroundPrint::Nothing
    }

    /// The largest size, with its lines, in which the text has room.
    fn fit(&self, text: &str, (width, height): (f64, f64), point: f64) -> Option<(f64, Vec<String>)> {
        let steps = ((LARGEST - SMALLEST) * 2.0) as u32;
        (0..=steps).map(|step| (LARGEST - f64::from(step) / 2.0) * point).find_map(|size| {
            let lines = self.wrap(text, width - 2.0 * PADDING * size, size)?;
            let needed = (lines.len() as f64 - 1.0).mul_add(LINE, 1.1) * size;
            (needed <= height).then_some((size, lines))
        })
    }

    /// Breaks between any two characters, as Chinese does, but not within a word of letters and digits.
    fn wrap(&self, text: &str, width: f64, size: f64) -> Option<Vec<String>> {
        let (mut lines, mut line) = (Vec::new(), String::new());
        for word in words(text) {
            let longer = format!("{line}{word}");
            if self.width(longer.trim(), size) <= width {
                line = longer;
                continue;
            }
            if !line.trim().is_empty() {
                lines.push(line.trim().to_owned());
            }
            word.trim().clone_into(&mut line);
            if self.width(&line, size) > width {
                return None;
            }
        }
        lines.push(line.trim().to_owned());
        Some(lines)
    }

    fn width(&self, text: &str, size: f64) -> f64 {
        text.chars().map(|c| self.advance(c)).sum::<f64>() * size
    }

    fn advance(&self, c: char) -> f64 {
        let glyph = self.face.glyph_index(c);
        let advance = glyph.and_then(|glyph| self.face.glyph_hor_advance(glyph));
        advance.map_or(0.3, |advance| f64::from(advance) / f64::from(self.face.units_per_em()))
    }

    fn draw(&self, canvas: &mut Canvas, area: Pixels, lines: &[String], size: f64) {
        let (Ok(width), Ok(height)) = (u16::try_from(area.width()), u16::try_from(area.height())) else {
            return;
        };
        let mut context = RenderContext::new(width, height);
        context.set_paint(WHITE);
        let scale = size / f64::from(self.face.units_per_em());
        // Chinese characters reach from about 0.12 below the baseline to 0.88 above.
        let block = (lines.len() as f64 - 1.0).mul_add(LINE, 1.0) * size;
        let mut baseline = (f64::from(height) - block).mul_add(0.5, 0.88 * size);
        for line in lines {
            let mut x = (f64::from(width) - self.width(line, size)) / 2.0;
            for c in line.chars() {
                let mut outline = Outline(BezPath::new());
                if let Some(glyph) = self.face.glyph_index(c) {
                    self.face.outline_glyph(glyph, &mut outline);
                }
                context.set_transform(Affine::new([scale, 0.0, 0.0, -scale, x, baseline.round()]));
                context.fill_path(&outline.0);
                x += self.advance(c) * size;
            }
            baseline += LINE * size;
        }
        context.flush();
        let mut pixmap = Pixmap::new(width, height);
        context.render(&mut pixmap, &mut Resources::default());
        // White on black: what the letters cover is what shines.
        let rows = pixmap.data_as_u8_slice().chunks(usize::from(width) * 4);
        for (target, source) in canvas.rows_mut(area).zip(rows) {
            for (target, source) in target.chunks_mut(3).zip(source.chunks(4)) {
                target.fill(source.last().copied().unwrap_or(0));
            }
        }
    }
}

/// Chinese characters alone, letters and digits together; a space clings to what stands before it.
fn words(text: &str) -> Vec<String> {
    let is_latin = |c: char| c.is_ascii_alphanumeric() || matches!(c, '§' | '.' | '-');
    let mut words: Vec<String> = Vec::new();
    for c in text.chars() {
        match words.last_mut() {
            Some(word) if c.is_whitespace() || (is_latin(c) && word.chars().all(is_latin)) => word.push(c),
            _ => words.push(c.to_string()),
        }
    }
    words
}

struct Outline(BezPath);

impl OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to((f64::from(x), f64::from(y)));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to((f64::from(x), f64::from(y)));
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0.quad_to((f64::from(x1), f64::from(y1)), (f64::from(x), f64::from(y)));
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let point = |x, y| (f64::from(x), f64::from(y));
        self.0.curve_to(point(x1, y1), point(x2, y2), point(x, y));
    }

    fn close(&mut self) {
        self.0.close_path();
    }
}
