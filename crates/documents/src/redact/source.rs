//! The PDF that is to be redacted: its pages, their pictures, and the characters on them with their places.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hayro::hayro_interpret::font::{FontData, FontQuery, Glyph as PdfGlyph, GlyphRun};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, InterpreterWarning, SoftMask, TransformExt, interpret_page,
};
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use hayro::kurbo::{Affine, BezPath, Point, Rect, Shape};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use lopdf::{Document, LoadOptions};

use super::canvas::{Canvas, MAX_PIXELS};
use super::{PageSize, RedactRefusal};
use crate::{Limits, Refusal};

/// Most pages of a file.
const MAX_PAGES: usize = 2_000;
/// Most characters taken of one page.
const MAX_GLYPHS: usize = 500_000;
/// Most characters that one glyph says.
const MAX_MEANING: usize = 4;
/// Largest stream unpacked before the renderer sees the file.
const MAX_STREAM: usize = 64 * 1024 * 1024;

/// A character on a page. Places are in points from the top left corner of the page as shown.
#[derive(Debug, Clone)]
pub(super) struct Glyph {
    /// What it says; empty if the font does not tell.
    pub text: String,
    /// From the glyph's units, a thousand to its size, to the page.
    pub place: Affine,
    /// Width in thousandths of its size.
    pub advance: f64,
    /// What it blackens; without ink the room that it takes.
    pub bounds: Rect,
    /// Says nothing but space, so that nothing needs to be seen at its place.
    pub is_space: bool,
    /// Whether something was painted over all of it later, such as a black bar or a picture.
    pub is_covered: bool,
    /// The number of its run if it is written invisibly, as over a scan: its place is a guess of the program that read
    /// the scan.
    pub guessed: Option<u32>,
}

impl Glyph {
    /// The room of the character on its line: its ink, its width and its usual height.
    pub fn room(&self) -> Rect {
        let em = Rect::new(0.0, -120.0, self.advance.max(1.0), 880.0);
        self.bounds.union(self.place.transform_rect_bbox(em))
    }

    /// Height of the letters in points.
    pub fn size(&self) -> f64 {
        let [_, _, c, d, _, _] = self.place.as_coeffs();
        c.hypot(d) * 1000.0
    }

    pub fn origin(&self) -> Point {
        let [.., e, f] = self.place.as_coeffs();
        Point::new(e, f)
    }
}

pub(super) struct Source {
    pdf: Pdf,
    settings: InterpreterSettings,
    /// Raised by the interpreter when something of a page could not be drawn.
    incomplete: Arc<AtomicBool>,
}

impl Source {
    /// `font` stands in for Chinese fonts that the file does not hold.
    pub fn open(bytes: &[u8], font: Option<&[u8]>, limits: &Limits) -> Result<Self, RedactRefusal> {
        check(bytes, limits)?;
        let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
            LoadPdfError::Decryption(_) => RedactRefusal::from(Refusal::Encrypted),
            LoadPdfError::Invalid => RedactRefusal::broken("pdf"),
        })?;
        match pdf.pages().len() {
            0 => return Err(RedactRefusal::broken("pages")),
            count if count > MAX_PAGES => return Err(RedactRefusal::TooManyPages { limit: MAX_PAGES as u64 }),
            _ => {}
        }
        let incomplete = Arc::new(AtomicBool::new(false));
        let settings = settings(font, Arc::clone(&incomplete));
        Ok(Self { pdf, settings, incomplete })
    }

    pub fn sizes(&self) -> Vec<PageSize> {
        self.pdf.pages().iter().map(size).collect()
    }

    /// A drawing board for the pages, which shares fonts between them.
    pub fn reader(&self) -> Reader<'_> {
        Reader { source: self, drawing: RenderCache::new(), reading: InterpreterCache::new() }
    }
}

/// What the renderer must not be troubled with: locked files and streams that unpack to far too much.
fn check(bytes: &[u8], limits: &Limits) -> Result<(), RedactRefusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty.into());
    }
    if bytes.len() as u64 > limits.max_bytes {
        return Err(Refusal::TooLarge { bytes: bytes.len() as u64, limit: limits.max_bytes }.into());
    }
    let loaded = Document::load_mem_with_options(bytes, LoadOptions::with_max_decompressed_size(MAX_STREAM));
    let document = loaded.map_err(|error| crate::extract::pdf_refusal(&error))?;
    if document.is_encrypted() || document.was_encrypted() {
        return Err(Refusal::Encrypted.into());
    }
    for page in document.page_iter().take(MAX_PAGES) {
        if let Err(error) = document.get_page_content_with_limit(page, MAX_STREAM)
            && let refusal @ Refusal::ZipBomb { .. } = crate::extract::pdf_refusal(&error)
        {
            return Err(refusal.into());
        }
    }
    Ok(())
}

fn settings(font: Option<&[u8]>, incomplete: Arc<AtomicBool>) -> InterpreterSettings {
    let usual = InterpreterSettings::default();
    let chinese: Option<FontData> = font.map(|font| Arc::new(font.to_vec()) as FontData);
    let resolver = Arc::clone(&usual.font_resolver);
    InterpreterSettings {
        font_resolver: Arc::new(move |query| match (query, &chinese) {
            (FontQuery::Fallback(asked), Some(font)) if asked.character_collection.is_some() => {
                Some((Arc::clone(font), 0))
            }
            _ => resolver(query),
        }),
        warning_sink: Arc::new(move |warning| {
            if matches!(warning, InterpreterWarning::UnsupportedFont | InterpreterWarning::ImageDecodeFailure) {
                incomplete.store(true, Ordering::Relaxed);
            }
        }),
        ..usual
    }
}

fn size(page: &Page<'_>) -> PageSize {
    let (width, height) = page.render_dimensions();
    PageSize { width: f64::from(width), height: f64::from(height) }
}

pub(super) struct Reader<'a> {
    source: &'a Source,
    drawing: RenderCache<'a>,
    reading: InterpreterCache<'a>,
}

impl<'a> Reader<'a> {
    fn page(&self, number: u32) -> Result<&'a Page<'a>, RedactRefusal> {
        let pages = self.source.pdf.pages();
        let at = (number as usize).checked_sub(1);
        at.and_then(|at| pages.get(at)).ok_or(RedactRefusal::NoSuchPage { page: number, pages: pages.len() as u32 })
    }

    /// The picture of a page, so many pixels a point.
    pub fn draw(&self, number: u32, scale: f64) -> Result<Canvas, RedactRefusal> {
        let page = self.page(number)?;
        let size = size(page);
        let (width, height) = ((size.width * scale).round().max(1.0), (size.height * scale).round().max(1.0));
        let fits = width <= 16_000.0 && height <= 16_000.0 && width * height <= MAX_PIXELS as f64;
        if !fits {
            return Err(RedactRefusal::PageTooLarge { page: number, limit: MAX_PIXELS });
        }
        let pixmap = hayro::render(
            page,
            &self.drawing,
            &self.source.settings,
            &RenderSettings::default(),
            &PixmapSettings {
                // The renderer cuts what is left of the last pixel.
                x_scale: ((width + 0.01) / size.width) as f32,
                y_scale: ((height + 0.01) / size.height) as f32,
                bg_color: WHITE,
            },
        );
        let (width, height) = (usize::from(pixmap.width()), usize::from(pixmap.height()));
        let rgb = pixmap.data().iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b]).collect();
        Ok(Canvas { width, height, rgb })
    }

    /// The characters of a page in the order of the file.
    pub fn glyphs(&self, number: u32) -> Result<Vec<Glyph>, RedactRefusal> {
        let page = self.page(number)?;
        let size = size(page);
        let mut context = Context::new(
            page.initial_transform(true).to_kurbo(),
            Rect::new(0.0, 0.0, size.width, size.height),
            &self.reading,
            page.xref(),
            self.source.settings.clone(),
        );
        let mut collector = Collector::default();
        interpret_page(page, &mut context, &mut collector);
        Ok(collector.glyphs)
    }

    /// Whether something was not drawn since it was last asked.
    pub fn take_incomplete(&self) -> bool {
        self.source.incomplete.swap(false, Ordering::Relaxed)
    }
}

/// Draws nothing and notes characters.
#[derive(Default)]
struct Collector {
    glyphs: Vec<Glyph>,
    /// What stands where: text, and the place of its origin to the bit.
    spots: HashMap<(String, u64, u64), usize>,
    /// Runs so far.
    runs: u32,
    /// Of the groups around, whether what is under each shines through.
    see_through: Vec<bool>,
}

impl Collector {
    fn add(&mut self, glyph: &PdfGlyph<'_>, place: Affine, guessed: Option<u32>) {
        let text = match glyph.as_unicode() {
            Some(BfString::Char(c)) => c.to_string(),
            Some(BfString::String(text)) => text,
            None => String::new(),
        };
        // A ligature says a few characters; more would be a hiding place behind a dot.
        let text = if text.chars().count() <= MAX_MEANING { text } else { String::new() };
        let (advance, ink) = match glyph {
            PdfGlyph::Outline(outline) => (outline.advance_width(), Some(outline.outline().bounding_box())),
            PdfGlyph::Type3(drawn) => (drawn.advance_width(), None),
        };
        let advance = f64::from(advance.unwrap_or(500.0)).clamp(0.0, 10_000.0);
        let ink = ink.filter(|ink| ink.width() > 0.0 || ink.height() > 0.0);
        // How far a glyph drawn by instructions reaches is not told: its usual room.
        let own = ink.unwrap_or(Rect::new(0.0, -200.0, advance.max(200.0), 900.0));
        let bounds = place.transform_rect_bbox(own);
        let is_space = text.chars().all(char::is_whitespace) && !text.is_empty();
        // Text that is filled and then drawn along its edge comes twice.
        let origin = place.translation();
        let spot = (text.clone(), origin.x.to_bits(), origin.y.to_bits());
        if let Some(again) = self.spots.get(&spot).and_then(|at| self.glyphs.get_mut(*at)) {
            again.is_covered = false;
        } else if bounds.is_finite() && self.glyphs.len() < MAX_GLYPHS {
            self.spots.insert(spot, self.glyphs.len());
            self.glyphs.push(Glyph { text, place, advance, bounds, is_space, is_covered: false, guessed });
        }
    }

    /// A picture with transparent parts counts as one without: rather a character too few than one that nobody saw.
    fn cover(&mut self, area: Rect) {
        if self.see_through.contains(&true) {
            return;
        }
        for glyph in &mut self.glyphs {
            let Rect { x0, y0, x1, y1 } = glyph.bounds;
            glyph.is_covered |= area.x0 <= x0 && x1 <= area.x1 && area.y0 <= y0 && y1 <= area.y1;
        }
    }
}

impl<'a> Device<'a> for Collector {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        self.runs = self.runs.wrapping_add(1);
        let guessed = matches!(mode, DrawMode::Invisible).then_some(self.runs);
        for glyph in run.glyphs() {
            self.add(glyph, props.transform * glyph.transform(), guessed);
        }
    }

    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        let fills = matches!(mode, DrawMode::Fill(_) | DrawMode::FillAndStroke(..));
        let shape = props.transform * path;
        let bounds = shape.bounding_box();
        // A frame or a drawing leaves most of its room free.
        if fills && props.blend_mode == BlendMode::Normal && shape.area().abs() >= 0.5 * bounds.area() {
            self.cover(bounds);
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        if matches!(image, Image::Raster(_)) {
            let whole = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
            self.cover(props.transform.transform_rect_bbox(whole));
        }
    }

    fn push_transparency_group(&mut self, opacity: f32, _: Option<SoftMask<'a>>, mode: BlendMode) {
        self.see_through.push(opacity < 0.95 || mode != BlendMode::Normal);
    }

    fn pop_transparency_group(&mut self) {
        self.see_through.pop();
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn pop_clip(&mut self) {}
}
