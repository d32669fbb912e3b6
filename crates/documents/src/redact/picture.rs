//! PNG and JPEG: decoded, turned upright, painted and encoded anew. Nothing but pixels goes over; what was said about
//! them (place, camera, small previews, colour profiles, transparency) does not.

use std::io::Cursor;

use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::{DynamicImage, ImageDecoder};

use super::canvas::{Canvas, MAX_PIXELS};
use super::label::Lettering;
use super::{BoxLog, Done, GroundPrint, Options, PageSize, RedactRefusal, RedactionBox, check_boxes};
use crate::sniff::FileType;
use crate::{Limits, Refusal};

/// Of the result, where the original was a JPEG.
const JPEG_QUALITY: u8 = 92;
/// The longer side of a sheet of A4 in points: the measure for letters on a picture, which has no size on paper.
const SHEET: f64 = 842.0;

pub(super) fn pages(bytes: &[u8], kind: FileType, limits: &Limits) -> Result<Vec<PageSize>, RedactRefusal> {
    let canvas = read(bytes, kind, limits)?;
    Ok(vec![PageSize { width: canvas.width as f64, height: canvas.height as f64 }])
}

pub(super) fn preview(
    bytes: &[u8],
    kind: FileType,
    page: u32,
    width: u32,
    limits: &Limits,
) -> Result<Vec<u8>, RedactRefusal> {
    if page != 1 {
        return Err(RedactRefusal::NoSuchPage { page, pages: 1 });
    }
    let canvas = read(bytes, kind, limits)?;
    let height = (f64::from(width) * canvas.height as f64 / canvas.width as f64).round().clamp(1.0, 16_000.0);
    let (old_width, old_height) = (canvas.width as u32, canvas.height as u32);
    let whole = image::RgbImage::from_raw(old_width, old_height, canvas.rgb).ok_or(RedactRefusal::Unreadable)?;
    let small = DynamicImage::from(whole).resize_exact(width, height as u32, image::imageops::FilterType::Triangle);
    of_image(&small).png()
}

pub(super) fn redact(
    bytes: &[u8],
    kind: FileType,
    boxes: &[RedactionBox],
    lettering: &Lettering<'_>,
    options: &Options<'_>,
) -> Result<Done, RedactRefusal> {
    check_boxes(boxes, 1)?;
    let mut canvas = read(bytes, kind, options.limits)?;
    let point = canvas.width.max(canvas.height) as f64 / SHEET;
    for area in boxes {
        canvas.blacken(canvas.pixels_of(area));
    }
    let mut logs = Vec::new();
    for area in boxes {
        let pixels = canvas.pixels_of(area);
        // In a small picture letters of the usual size would be a few pixels high.
        let printed = match lettering.print(&mut canvas, pixels, &area.ground, point.max(2.0)) {
            GroundPrint::Full => GroundPrint::Full,
            _ => lettering.print(&mut canvas, pixels, &area.ground, point.max(1.6)),
        };
        logs.push(BoxLog { area: area.clone(), removed_glyphs: 0, printed });
    }
    let bytes = match kind {
        FileType::Jpeg => canvas.jpeg(JPEG_QUALITY)?,
        _ => canvas.png()?,
    };
    Ok(Done { bytes, pages: 1, boxes: logs, unseen: 0, incomplete: Vec::new() })
}

fn read(bytes: &[u8], kind: FileType, limits: &Limits) -> Result<Canvas, RedactRefusal> {
    if bytes.len() as u64 > limits.max_bytes {
        return Err(Refusal::TooLarge { bytes: bytes.len() as u64, limit: limits.max_bytes }.into());
    }
    match kind {
        FileType::Png => decode(PngDecoder::new(Cursor::new(bytes)).map_err(broken)?),
        _ => decode(JpegDecoder::new(Cursor::new(bytes)).map_err(broken)?),
    }
}

fn decode(mut decoder: impl ImageDecoder) -> Result<Canvas, RedactRefusal> {
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS || width > 16_000 || height > 16_000 {
        return Err(RedactRefusal::PageTooLarge { page: 1, limit: MAX_PIXELS });
    }
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(MAX_PIXELS * 8);
    decoder.set_limits(limits).map_err(broken)?;
    // Unreadable remarks about the picture are no reason to refuse it; they go anyway.
    let turn = decoder.orientation().ok();
    let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    if let Some(turn) = turn {
        picture.apply_orientation(turn);
    }
    Ok(of_image(&picture))
}

/// On white: transparent pixels have colours too, which could tell what nobody sees.
fn of_image(picture: &DynamicImage) -> Canvas {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let rgb = match picture.color().has_alpha() {
        false => picture.to_rgb8().into_raw(),
        true => picture.to_rgba8().pixels().flat_map(|pixel| on_white(pixel.0)).collect(),
    };
    Canvas { width, height, rgb }
}

fn on_white([red, green, blue, alpha]: [u8; 4]) -> [u8; 3] {
    let alpha = u32::from(alpha);
    [red, green, blue].map(|value| ((u32::from(value) * alpha + 255 * (255 - alpha) + 127) / 255) as u8)
}

fn broken(_: image::ImageError) -> RedactRefusal {
    RedactRefusal::broken("picture")
}
