//! PNG and JPEG: pixels are painted before they are packed, and nothing that was said about the picture goes over.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder, RgbImage, RgbaImage};

use super::*;

const WIDTH: u32 = 320;
const HEIGHT: u32 = 200;

/// A picture of coloured stripes; in the middle, from a quarter to three quarters, it shows something else.
fn stripes(secret: u8) -> RgbImage {
    RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
        let inside = (80..240).contains(&x) && (50..150).contains(&y);
        if inside {
            image::Rgb([secret, (x * 7 + y) as u8 ^ secret, 200])
        } else {
            image::Rgb([240, (x % 50) as u8, 30])
        }
    })
}

/// EXIF that says the word, and that the picture is to be turned by a quarter if asked.
fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"MM\0*\0\0\0\x08\0\x02".to_vec();
    exif.extend([0x01, 0x0E, 0, 2, 0, 0, 0, 7, 0, 0, 0, 38]);
    exif.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    exif.extend([0; 4]);
    exif.extend(SECRET.as_bytes());
    exif.push(0);
    exif
}

fn png(secret: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = PngEncoder::new(&mut bytes);
    encoder.set_exif_metadata(exif(1)).unwrap();
    encoder.write_image(&stripes(secret), WIDTH, HEIGHT, ExtendedColorType::Rgb8).unwrap();
    // What some programs leave behind the end.
    bytes.extend(SECRET.as_bytes());
    bytes
}

fn jpeg(secret: u8, orientation: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(Cursor::new(&mut bytes), 90);
    encoder.set_exif_metadata(exif(orientation)).unwrap();
    encoder.write_image(&stripes(secret), WIDTH, HEIGHT, ExtendedColorType::Rgb8).unwrap();
    bytes.extend(SECRET.as_bytes());
    bytes
}

fn middle(ground: &str) -> [RedactionBox; 1] {
    [area(1, [0.25, 0.25, 0.5, 0.5], ground)]
}

fn redact_picture(bytes: &[u8], kind: FileType, boxes: &[RedactionBox]) -> Redacted {
    redact(bytes, kind, boxes, &options()).unwrap()
}

fn pixels(bytes: &[u8]) -> RgbImage {
    image::load_from_memory(bytes).unwrap().to_rgb8()
}

#[test]
fn a_png_keeps_its_pixels_outside_the_box_and_nothing_else() {
    let original = png(90);
    assert!(contains(&original, SECRET.as_bytes()));
    let result = redact_picture(&original, FileType::Png, &middle(""));
    assert!(!contains(&result.bytes, SECRET.as_bytes()));
    assert!(!contains(&result.bytes, b"eXIf"));
    let (before, after) = (stripes(90), pixels(&result.bytes));
    for (x, y, pixel) in after.enumerate_pixels() {
        let inside = (80..240).contains(&x) && (50..150).contains(&y);
        let expected = if inside { image::Rgb([0, 0, 0]) } else { *before.get_pixel(x, y) };
        assert_eq!(*pixel, expected, "at {x}, {y}");
    }
}

#[test]
fn pictures_do_not_depend_on_what_was_covered() {
    let boxes = middle("国家秘密 §14");
    let first = redact_picture(&png(90), FileType::Png, &boxes);
    let second = redact_picture(&png(17), FileType::Png, &boxes);
    assert_eq!(first.bytes, second.bytes);
    assert_eq!(first.log.boxes[0].printed, GroundPrint::Full);
    // A JPEG that was packed before carries a little of the middle over its edge; a margin of its blocks is clear of it.
    let boxes = [area(1, [0.2, 0.16, 0.6, 0.68], "")];
    let first = redact_picture(&jpeg(90, 1), FileType::Jpeg, &boxes);
    let second = redact_picture(&jpeg(17, 1), FileType::Jpeg, &boxes);
    assert_eq!(first.bytes, second.bytes);
}

#[test]
fn a_photograph_is_turned_upright_and_loses_its_data() {
    let original = jpeg(90, 6);
    let size = pages(&original, FileType::Jpeg, &LIMITS).unwrap()[0];
    assert_eq!((size.width, size.height), (f64::from(HEIGHT), f64::from(WIDTH)));
    let result = redact_picture(&original, FileType::Jpeg, &middle(""));
    assert!(!contains(&result.bytes, SECRET.as_bytes()) && !contains(&result.bytes, b"Exif"));
    let after = pixels(&result.bytes);
    assert_eq!((after.width(), after.height()), (HEIGHT, WIDTH));
    for y in 90..230 {
        for x in 60..140 {
            let pixel = after.get_pixel(x, y);
            assert!(pixel.0.iter().all(|value| *value < 4), "{pixel:?} at {x}, {y}");
        }
    }
}

#[test]
fn colours_of_transparent_pixels_do_not_go_over() {
    let hidden = RgbaImage::from_fn(60, 60, |x, _| image::Rgba([x as u8 * 4, 10, 10, 0]));
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes).write_image(&hidden, 60, 60, ExtendedColorType::Rgba8).unwrap();
    let result = redact_picture(&bytes, FileType::Png, &[area(1, [0.0, 0.0, 0.5, 0.5], "")]);
    for (x, y, pixel) in pixels(&result.bytes).enumerate_pixels() {
        let expected = if x < 30 && y < 30 { [0; 3] } else { [255; 3] };
        assert_eq!(pixel.0, expected, "at {x}, {y}");
    }
}

#[test]
fn a_picture_is_shown_as_wide_as_asked() {
    let preview = render_page(&png(90), FileType::Png, 1, 80, &FONT, &LIMITS).unwrap();
    let picture = image::load_from_memory(&preview).unwrap();
    assert_eq!((picture.width(), picture.height()), (80, 50));
}
