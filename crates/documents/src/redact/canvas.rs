//! The pixels of a page: painting boxes over them and encoding them. Nothing is known here of files or text.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};

use super::{RedactRefusal, RedactionBox};

/// Most pixels of one page: 200 dots an inch of A1, and some more.
pub(super) const MAX_PIXELS: u64 = 40_000_000;

/// A rectangle of pixels: from the first to before the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pixels {
    pub left: usize,
    pub top: usize,
    pub right: usize,
    pub bottom: usize,
}

impl Pixels {
    pub fn width(&self) -> usize {
        self.right.saturating_sub(self.left)
    }

    pub fn height(&self) -> usize {
        self.bottom.saturating_sub(self.top)
    }
}

/// Three bytes a pixel, row by row.
pub(super) struct Canvas {
    pub width: usize,
    pub height: usize,
    pub rgb: Vec<u8>,
}

impl Canvas {
    /// All pixels that the box touches, however little.
    pub fn pixels_of(&self, area: &RedactionBox) -> Pixels {
        let (width, height) = (self.width as f64, self.height as f64);
        self.pixels(area.x * width, area.y * height, (area.x + area.w) * width, (area.y + area.h) * height)
    }

    /// All pixels that the rectangle touches, within the page.
    pub fn pixels(&self, left: f64, top: f64, right: f64, bottom: f64) -> Pixels {
        let bound = |value: f64, end: usize| value.clamp(0.0, end as f64) as usize;
        Pixels {
            left: bound(left.floor(), self.width),
            top: bound(top.floor(), self.height),
            right: bound(right.ceil(), self.width),
            bottom: bound(bottom.ceil(), self.height),
        }
    }

    fn rows_of(&self, area: Pixels) -> impl Iterator<Item = &[u8]> {
        let rows = self.rgb.chunks(self.width.max(1) * 3).skip(area.top).take(area.height());
        rows.filter_map(move |row| row.get(area.left * 3..area.right * 3))
    }

    pub fn rows_mut(&mut self, area: Pixels) -> impl Iterator<Item = &mut [u8]> {
        let rows = self.rgb.chunks_mut(self.width.max(1) * 3).skip(area.top).take(area.height());
        rows.filter_map(move |row| row.get_mut(area.left * 3..area.right * 3))
    }

    pub fn blacken(&mut self, area: Pixels) {
        for row in self.rows_mut(area) {
            row.fill(0);
        }
    }

    /// Whether all pixels look alike, so that nobody reads anything there.
    pub fn is_blank(&self, area: Pixels) -> bool {
        const TELLS_APART: u8 = 10;
        let (mut least, mut most) = ([u8::MAX; 3], [0; 3]);
        for pixel in self.rows_of(area).flat_map(|row| row.chunks(3)) {
            for ((least, most), value) in least.iter_mut().zip(most.iter_mut()).zip(pixel) {
                (*least, *most) = ((*least).min(*value), (*most).max(*value));
            }
        }
        least.iter().zip(&most).all(|(least, most)| most.saturating_sub(*least) < TELLS_APART)
    }

    /// One byte a pixel if the page has no colour.
    pub fn gray(&self) -> Option<Vec<u8>> {
        let pixels = self.rgb.chunks(3);
        pixels.map(|pixel| pixel.first().filter(|first| pixel.iter().all(|value| value == *first)).copied()).collect()
    }

    pub fn png(&self) -> Result<Vec<u8>, RedactRefusal> {
        let mut bytes = Vec::new();
        let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Adaptive);
        self.write(encoder)?;
        Ok(bytes)
    }

    /// `quality` from 1 to 100.
    pub fn jpeg(&self, quality: u8) -> Result<Vec<u8>, RedactRefusal> {
        let mut bytes = Vec::new();
        self.write(JpegEncoder::new_with_quality(Cursor::new(&mut bytes), quality))?;
        Ok(bytes)
    }

    fn write(&self, encoder: impl ImageEncoder) -> Result<(), RedactRefusal> {
        let (width, height) = (self.width as u32, self.height as u32);
        let written = match self.gray() {
            Some(gray) => encoder.write_image(&gray, width, height, ExtendedColorType::L8),
            None => encoder.write_image(&self.rgb, width, height, ExtendedColorType::Rgb8),
        };
        written.map_err(|_| RedactRefusal::broken("pixels"))
    }
}
