//! A PDF made anew: each page is its picture with the boxes painted over, under it the surviving text. No object of
//! the old file is copied, so that neither metadata, attachments, comments, layers, old revisions nor fonts survive.

use std::collections::HashSet;

use hayro::kurbo::Rect;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use super::canvas::Canvas;
use super::label::Lettering;
use super::source::{Glyph, Reader, Source};
use super::text_layer::TextLayer;
use super::{BoxLog, Done, GroundPrint, Options, PageSize, RedactRefusal, RedactionBox, check_boxes};
use crate::Limits;

/// Room around each box within which no character survives, in points.
const MARGIN: f64 = 0.1;
/// A picture that packs worse than this part of its pixels is a scan or a photograph.
const WELL_PACKED: usize = 8;
/// Of the pictures of scanned pages.
const JPEG_QUALITY: u8 = 88;

pub(super) fn preview(
    bytes: &[u8],
    page: u32,
    width: u32,
    font: &[u8],
    limits: &Limits,
) -> Result<Vec<u8>, RedactRefusal> {
    let source = Source::open(bytes, Some(font), limits)?;
    let sizes = source.sizes();
    let size = (page as usize).checked_sub(1).and_then(|at| sizes.get(at));
    let size = size.ok_or(RedactRefusal::NoSuchPage { page, pages: sizes.len() as u32 })?;
    source.reader().draw(page, f64::from(width) / size.width)?.png()
}

pub(super) fn redact(
    bytes: &[u8],
    boxes: &[RedactionBox],
    lettering: &Lettering<'_>,
    options: &Options<'_>,
) -> Result<Done, RedactRefusal> {
    let source = Source::open(bytes, Some(options.font), options.limits)?;
    let sizes = source.sizes();
    check_boxes(boxes, sizes.len())?;
    let reader = source.reader();
    let mut build = Build {
        document: Document::with_version("1.7"),
        text: TextLayer::default(),
        pages: Vec::new(),
        logs: boxes
            .iter()
            .map(|area| BoxLog { area: area.clone(), removed_glyphs: 0, printed: GroundPrint::Nothing })
            .collect(),
        unseen: 0,
        incomplete: Vec::new(),
        packed: 0,
    };
    for (number, size) in (1u32..).zip(&sizes) {
        build.page(&reader, number, *size, lettering, options)?;
    }
    build.finish()
}

struct Build {
    document: Document,
    text: TextLayer,
    pages: Vec<BuiltPage>,
    logs: Vec<BoxLog>,
    unseen: u64,
    incomplete: Vec<u32>,
    /// Bytes of all pictures so far.
    packed: u64,
}

struct BuiltPage {
    size: PageSize,
    picture: ObjectId,
    content: ObjectId,
}

impl Build {
    fn page(
        &mut self,
        reader: &Reader<'_>,
        number: u32,
        size: PageSize,
        lettering: &Lettering<'_>,
        options: &Options<'_>,
    ) -> Result<(), RedactRefusal> {
        let mut canvas = reader.draw(number, resolution(size, options.dpi) / 72.0)?;
        let glyphs = reader.glyphs(number)?;
        if reader.take_incomplete() {
            self.incomplete.push(number);
        }
        let surviving = self.survivors(&glyphs, &canvas, number, size);
        let point = canvas.width as f64 / size.width;
        // All boxes first, so that none paints over the ground of another.
        let own = |log: &&mut BoxLog| log.area.page == number;
        for log in self.logs.iter_mut().filter(own) {
            canvas.blacken(canvas.pixels_of(&log.area));
        }
        for log in self.logs.iter_mut().filter(own) {
            let area = canvas.pixels_of(&log.area);
            log.printed = lettering.print(&mut canvas, area, &log.area.ground, point);
        }
        let mut content = format!("q {:.2} 0 0 {:.2} 0 0 cm /P Do Q\n", size.width, size.height);
        content.push_str(&self.text.write(&surviving, size.height));
        let content = self.document.add_object(packed(Stream::new(Dictionary::new(), content.into_bytes())));
        let picture = picture(&canvas)?;
        self.packed = self.packed.saturating_add(picture.content.len() as u64);
        let limit = options.limits.max_unpacked_bytes;
        if self.packed > limit {
            return Err(RedactRefusal::ResultTooLarge { limit });
        }
        let picture = self.document.add_object(picture);
        self.pages.push(BuiltPage { size, picture, content });
        Ok(())
    }

    /// The characters that touch no box, that someone sees, and whose meaning is told.
    fn survivors<'g>(&mut self, glyphs: &'g [Glyph], canvas: &Canvas, page: u32, size: PageSize) -> Vec<&'g Glyph> {
        let (scale_x, scale_y) = (canvas.width as f64 / size.width, canvas.height as f64 / size.height);
        let own = self.logs.iter().filter(|log| log.area.page == page).map(|log| in_points(&log.area, size));
        let areas: Vec<(Rect, HashSet<u32>)> = own.map(|area| (area, guessed_runs(glyphs, area))).collect();
        let mut surviving = Vec::new();
        // A space goes with the character before it: alone it would tell where hidden words end.
        let mut before = false;
        for glyph in glyphs {
            let mut touched = false;
            for (log, (area, hits)) in self.logs.iter_mut().filter(|log| log.area.page == page).zip(&areas) {
                if touches(glyph, *area, MARGIN) || glyph.guessed.is_some_and(|run| hits.contains(&run)) {
                    log.removed_glyphs = log.removed_glyphs.saturating_add(1);
                    touched = true;
                }
            }
            let Rect { x0, y0, x1, y1 } = glyph.bounds;
            let area = canvas.pixels(x0 * scale_x, y0 * scale_y, x1 * scale_x, y1 * scale_y);
            let on_page = area.width() > 0 && area.height() > 0;
            // Text under a black bar, white on white or beyond the edge was hidden and must not come to light.
            let is_seen = on_page && if glyph.is_space { before } else { !canvas.is_blank(area) };
            before = !touched && is_seen && !glyph.is_covered && !glyph.text.is_empty();
            if before {
                surviving.push(glyph);
            } else if !touched {
                self.unseen = self.unseen.saturating_add(1);
            }
        }
        surviving
    }

    fn finish(mut self) -> Result<Done, RedactRefusal> {
        let fonts = self.text.fonts(&mut self.document);
        let fonts = self.document.add_object(fonts);
        let tree = self.document.new_object_id();
        let mut kids = Vec::new();
        for BuiltPage { size, picture, content } in &self.pages {
            let page = dictionary! {
                "Type" => "Page",
                "Parent" => tree,
                "MediaBox" => vec![0.into(), 0.into(), real(size.width), real(size.height)],
                "Resources" => dictionary! { "XObject" => dictionary! { "P" => *picture }, "Font" => fonts },
                "Contents" => *content,
            };
            kids.push(Object::Reference(self.document.add_object(page)));
        }
        let count = kids.len() as u32;
        self.document.set_object(tree, dictionary! { "Type" => "Pages", "Count" => i64::from(count), "Kids" => kids });
        let catalog = self.document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
        self.document.trailer.set("Root", catalog);
        let mut bytes = Vec::new();
        self.document.save_to(&mut bytes).map_err(|_| RedactRefusal::broken("result"))?;
        Ok(Done { bytes, pages: count, boxes: self.logs, unseen: self.unseen, incomplete: self.incomplete })
    }
}

/// Dots an inch for a page: as asked, less for a poster, and the drawing refuses what is still too large.
fn resolution(size: PageSize, dpi: u16) -> f64 {
    let pixels = |dpi: f64| size.width * size.height * (dpi / 72.0).powi(2);
    let asked = f64::from(dpi);
    if pixels(asked) <= super::canvas::MAX_PIXELS as f64 { asked } else { asked.min(150.0) }
}

/// The runs at guessed places that come near the box: they go as a whole.
fn guessed_runs(glyphs: &[Glyph], area: Rect) -> HashSet<u32> {
    let near = glyphs.iter().filter(|glyph| glyph.guessed.is_some() && touches(glyph, area, 0.5 * glyph.size()));
    near.filter_map(|glyph| glyph.guessed).collect()
}

fn touches(glyph: &Glyph, area: Rect, margin: f64) -> bool {
    let bounds = glyph.bounds.inflate(margin, margin);
    bounds.x0 < area.x1 && area.x0 < bounds.x1 && bounds.y0 < area.y1 && area.y0 < bounds.y1
}

fn in_points(area: &RedactionBox, size: PageSize) -> Rect {
    let (x, y) = (area.x * size.width, area.y * size.height);
    Rect::new(x, y, area.w.mul_add(size.width, x), area.h.mul_add(size.height, y))
}

fn real(value: f64) -> Object {
    Object::Real(value as f32)
}

fn packed(mut stream: Stream) -> Stream {
    // A stream that could not be packed is written as it is.
    let _ = stream.compress();
    stream
}

/// Without loss for pages of text; as JPEG where that would be many times larger.
fn picture(canvas: &Canvas) -> Result<Stream, RedactRefusal> {
    let gray = canvas.gray();
    let space = if gray.is_some() { "DeviceGray" } else { "DeviceRGB" };
    let head = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Image",
        "Width" => canvas.width as i64,
        "Height" => canvas.height as i64,
        "ColorSpace" => space,
        "BitsPerComponent" => 8,
    };
    let pixels = gray.unwrap_or_else(|| canvas.rgb.clone());
    let raw = pixels.len();
    let plain = packed(Stream::new(head.clone(), pixels));
    if plain.content.len() <= raw / WELL_PACKED {
        return Ok(plain);
    }
    let mut photograph = Stream::new(head, canvas.jpeg(JPEG_QUALITY)?).with_compression(false);
    photograph.dict.set("Filter", "DCTDecode");
    Ok(if photograph.content.len() < plain.content.len() { photograph } else { plain })
}
