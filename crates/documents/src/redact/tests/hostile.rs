//! Boxes that make no sense and files that mean harm are refused; nothing here ends the process.

use lopdf::{EncryptionState, EncryptionVersion, Permissions};
use proptest::prelude::*;

use super::*;

fn refused(boxes: &[RedactionBox]) -> RedactRefusal {
    redact(&paper::one_line(SECRET), FileType::Pdf, boxes, &options()).unwrap_err()
}

#[test]
fn boxes_that_are_none_are_refused() {
    assert_eq!(refused(&[]), RedactRefusal::NoBoxes);
    let bad = [
        [f64::NAN, 0.1, 0.1, 0.1],
        [0.1, 0.1, f64::INFINITY, 0.1],
        [0.1, f64::NEG_INFINITY, 0.1, 0.1],
        [-0.1, 0.1, 0.2, 0.2],
        [0.5, 0.5, 0.6, 0.1],
        [1.5, 0.5, 0.1, 0.1],
        [0.5, 0.5, 0.0, 0.1],
        [0.5, 0.5, 0.1, -0.1],
    ];
    let good = area(1, [0.0, 0.0, 1.0, 1.0], "");
    for place in bad {
        assert_eq!(refused(&[good.clone(), area(1, place, "")]), RedactRefusal::BadBox { number: 2 }, "{place:?}");
    }
    assert_eq!(refused(&[area(0, [0.1; 4], "")]), RedactRefusal::BadBox { number: 1 });
    for page in [2, u32::MAX] {
        let boxes = [area(page, [0.1; 4], "")];
        assert_eq!(refused(&boxes), RedactRefusal::NoSuchPage { page, pages: 1 });
    }
    let many = vec![good; MAX_BOXES + 1];
    assert_eq!(refused(&many), RedactRefusal::TooManyBoxes { limit: MAX_BOXES as u64 });
}

#[test]
fn grounds_that_cannot_be_printed_are_refused() {
    let with = |ground: &str| refused(&[area(1, [0.1; 4], ground)]);
    assert_eq!(with(&"长".repeat(MAX_GROUND + 1)), RedactRefusal::BadGround { number: 1 });
    assert_eq!(with("a\nb"), RedactRefusal::BadGround { number: 1 });
    assert_eq!(with("𠀋x"), RedactRefusal::MissingGlyphs { characters: "𠀋".into() });
    let boxes = [area(1, [0.1; 4], "")];
    let no_font = Options { font: b"no font", ..options() };
    let result = redact(&paper::one_line(SECRET), FileType::Pdf, &boxes, &no_font);
    assert_eq!(result.unwrap_err(), RedactRefusal::Font);
    let coarse = Options { dpi: 72, ..options() };
    let result = redact(&paper::one_line(SECRET), FileType::Pdf, &boxes, &coarse);
    assert_eq!(result.unwrap_err(), RedactRefusal::Resolution { dpi: 72 });
}

#[test]
fn files_of_other_kinds_and_empty_files_are_refused() {
    let boxes = [area(1, [0.1; 4], "")];
    let refusal = redact(b"PK", FileType::Docx, &boxes, &options()).unwrap_err();
    assert_eq!(refusal.code(), "redact_unsupported");
    for kind in [FileType::Pdf, FileType::Png, FileType::Jpeg] {
        for bytes in [b"".as_slice(), b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"] {
            assert!(redact(bytes, kind, &boxes, &options()).is_err(), "{kind:?} {bytes:?}");
        }
    }
}

#[test]
fn a_result_larger_than_allowed_is_refused() {
    let limits = Limits { max_unpacked_bytes: 100, ..Limits::default() };
    let boxes = [area(1, [0.1; 4], "")];
    let result = redact(&paper::one_line(SECRET), FileType::Pdf, &boxes, &Options { limits: &limits, ..options() });
    assert_eq!(result.unwrap_err(), RedactRefusal::ResultTooLarge { limit: 100 });
}

/// Locked with these passwords; an empty one opens the file for everybody.
fn locked(owner_password: &str, user_password: &str) -> Vec<u8> {
    let mut document = Document::load_mem(&paper::one_line(SECRET)).unwrap();
    let id = Object::string_literal("0123456789abcdef");
    document.trailer.set("ID", vec![id.clone(), id]);
    let version =
        EncryptionVersion::V1 { document: &document, owner_password, user_password, permissions: Permissions::all() };
    let state = EncryptionState::try_from(version).unwrap();
    document.encrypt(&state).unwrap();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn locked_files_are_refused_with_or_without_a_password_for_reading() {
    for user in ["reader", ""] {
        let result = redact(&locked("owner", user), FileType::Pdf, &[area(1, [0.1; 4], "")], &options());
        assert_eq!(result.unwrap_err().code(), "file_encrypted", "password {user:?}");
    }
}

fn with_media_box(values: [i64; 4]) -> Vec<u8> {
    let mut document = Document::load_mem(&paper::one_line(SECRET)).unwrap();
    let page = document.page_iter().next().unwrap();
    let values: Vec<Object> = values.into_iter().map(Object::Integer).collect();
    document.get_dictionary_mut(page).unwrap().set("MediaBox", values);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn a_page_as_large_as_a_house_is_refused_before_it_is_drawn() {
    let boxes = [area(1, [0.1; 4], "")];
    for size in [[0, 0, 14_000, 14_000], [0, 0, 2_000_000_000, 10], [0, 0, 2_000_000_000, 2_000_000_000]] {
        let result = redact(&with_media_box(size), FileType::Pdf, &boxes, &options());
        assert!(matches!(result, Err(RedactRefusal::PageTooLarge { page: 1, .. })), "{size:?} {:?}", result.err());
    }
    // Pages without room are shown in some other way or refused, never drawn past their edge.
    for size in [[0, 0, 0, 0], [600, 400, 0, 0], [0, 0, 1, 1]] {
        if let Ok(result) = redact(&with_media_box(size), FileType::Pdf, &boxes, &options()) {
            assert_eq!(result.log.pages, 1);
        }
    }
}

#[test]
fn a_picture_that_unpacks_to_too_much_is_refused() {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    png.extend(15_000u32.to_be_bytes());
    png.extend(15_000u32.to_be_bytes());
    png.extend([8, 2, 0, 0, 0]);
    let sum = crc(&png[12..]);
    png.extend(sum.to_be_bytes());
    png.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
    let result = redact(&png, FileType::Png, &[area(1, [0.1; 4], "")], &options());
    assert!(matches!(result, Err(RedactRefusal::PageTooLarge { page: 1, .. })), "{:?}", result.err());
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Cut anywhere or with bytes changed: a refusal, or a result that still hides the word's line.
    #[test]
    fn damaged_files_are_refused_or_redacted(cut in 0.0..1.0f64, at in 0.0..1.0f64, byte: u8) {
        let mut bytes = paper::one_line(SECRET);
        let at = (at * bytes.len() as f64) as usize;
        bytes[at] = byte;
        for length in [bytes.len(), (cut * bytes.len() as f64) as usize] {
            let whole = [area(1, [0.0, 0.0, 1.0, 1.0], "")];
            if let Ok(result) = redact(&bytes[..length], FileType::Pdf, &whole, &options()) {
                prop_assert!(!text_of(&result.bytes).contains(SECRET));
                assert_black(&shown(&result.bytes, 1), &whole[0]);
            }
        }
    }
}
