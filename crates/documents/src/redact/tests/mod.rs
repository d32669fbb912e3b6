//! Proof that nothing under a box remains: a made paper that hides a word in every place known to us is redacted, and
//! the word is looked for in bytes, streams, text and pixels. See `paper` for how the PDFs are made.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod hostile;
mod paper;
mod pictures;
mod words;

use std::sync::LazyLock;

use lopdf::{Document, Object};

use super::*;
use crate::extract::extract_text;

/// No letter of it stands anywhere else on the made papers.
const SECRET: &str = "ZQXJKV";

static FONT: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/dist/fonts/NotoSerifSC-Regular.ttf");
    std::fs::read(path).unwrap()
});

static LIMITS: LazyLock<Limits> = LazyLock::new(Limits::default);

fn options() -> Options<'static> {
    Options { dpi: 150, font: &FONT, limits: &LIMITS }
}

fn area(page: u32, [x, y, w, h]: [f64; 4], ground: &str) -> RedactionBox {
    RedactionBox { page, x, y, w, h, ground: ground.to_owned() }
}

fn redact_pdf(bytes: &[u8], boxes: &[RedactionBox]) -> Redacted {
    redact(bytes, FileType::Pdf, boxes, &options()).unwrap()
}

fn text_of(pdf: &[u8]) -> String {
    let found = extract_text(pdf, FileType::Pdf, &LIMITS).unwrap();
    format!("{}{}", found.text, found.hidden_text)
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word))
}

/// The word as it may stand in a file: plain, in both orders of UTF-16, and each of these in hexadecimal digits.
fn spellings(word: &str) -> Vec<Vec<u8>> {
    let big: Vec<u8> = word.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let little: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let plain = [word.as_bytes().to_vec(), big, little];
    let digits = plain.iter().map(|bytes| hex::encode(bytes).into_bytes()).collect::<Vec<_>>();
    plain.into_iter().chain(digits).collect()
}

/// Raw bytes, every stream unpacked, and every object written out.
fn layers(pdf: &[u8]) -> Vec<Vec<u8>> {
    let document = Document::load_mem(pdf).unwrap();
    let mut layers = vec![pdf.to_vec()];
    for object in document.objects.values() {
        layers.push(format!("{object:?}").into_bytes());
        if let Object::Stream(stream) = object {
            layers.push(stream.decompressed_content().unwrap_or_else(|_| stream.content.clone()));
        }
    }
    layers
}

/// The word is nowhere, and no font of the result knows a character that only the word has.
fn assert_gone(pdf: &[u8], word: &str) {
    for (at, layer) in layers(pdf).iter().enumerate() {
        for spelling in spellings(word) {
            assert!(!contains(layer, &spelling), "{word} in layer {at}: {}", String::from_utf8_lossy(&spelling));
        }
        let table = String::from_utf8_lossy(layer);
        if table.contains("beginbfchar") {
            for unit in word.encode_utf16() {
                assert!(!table.contains(&format!("<{unit:04X}>")), "a font knows a character of {word}");
            }
        }
    }
    let text: String = text_of(pdf).split_whitespace().collect();
    assert!(!text.contains(word), "{word} in {text}");
    let source = source::Source::open(pdf, None, &LIMITS).unwrap();
    let reader = source.reader();
    for page in 1..=source.sizes().len() as u32 {
        for glyph in reader.glyphs(page).unwrap() {
            assert!(!word.contains(glyph.text.as_str()) || glyph.text.is_empty(), "{} of {word}", glyph.text);
        }
    }
}

/// The page as the renderer shows it, a pixel for each pixel of the picture in the file.
fn shown(pdf: &[u8], page: u32) -> canvas::Canvas {
    let source = source::Source::open(pdf, Some(&FONT), &LIMITS).unwrap();
    source.reader().draw(page, 150.0 / 72.0).unwrap()
}

/// Every pixel of the box, a pixel's width from its edge, is black.
fn assert_black(canvas: &canvas::Canvas, area: &RedactionBox) {
    let pixels = canvas.pixels_of(area);
    assert!(pixels.width() > 4 && pixels.height() > 4, "{pixels:?}");
    for y in pixels.top + 1..pixels.bottom - 1 {
        let row = &canvas.rgb[(y * canvas.width + pixels.left + 1) * 3..(y * canvas.width + pixels.right - 1) * 3];
        assert!(row.iter().all(|value| *value == 0), "light in row {y} of {area:?}");
    }
}
