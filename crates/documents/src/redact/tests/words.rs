//! PDFs: the word is gone from every place, what was beside it stays, and the result does not depend on it.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::write::{Block, Document as Letter, Fonts, to_pdf};

const GROUND: &str = "第三方个人隐私 §15";

#[test]
fn the_word_is_gone_from_every_place_where_a_pdf_can_keep_it() {
    let original = paper::everywhere(SECRET);
    assert!(contains(&original, SECRET.as_bytes()), "the paper hides nothing");
    let result = redact_pdf(&original, &paper::boxes(""));
    assert_gone(&result.bytes, SECRET);
    assert!(text_of(&result.bytes).contains("public remains"), "{}", text_of(&result.bytes));
    let page = shown(&result.bytes, 1);
    for area in paper::boxes("") {
        assert_black(&page, &area);
    }
}

#[test]
fn words_under_an_earlier_bar_in_a_hidden_layer_or_elsewhere_go_without_a_box() {
    let original = paper::everywhere(SECRET);
    // The hidden layer and the black bar get no box. The layer is not even read.
    let result = redact_pdf(&original, &paper::boxes("")[..4]);
    assert_gone(&result.bytes, SECRET);
    assert_eq!(result.log.unseen_glyphs, SECRET.len() as u64, "{:?}", result.log);
}

#[test]
fn words_behind_a_picture_do_not_come_to_light() {
    // A drawing of many colours over the line: not blank, and yet nobody reads what is behind it.
    let mut content = format!("BT /F1 14 Tf 72 300 Td ({SECRET}) Tj ET\n");
    content.push_str(&paper::scan(292));
    content.push_str("BT /F1 14 Tf 72 295 Td (caption) Tj ET\n");
    let result = redact_pdf(&paper::plain(&[content]), &[area(1, [0.9, 0.9, 0.1, 0.1], "")]);
    assert_gone(&result.bytes, SECRET);
    assert!(text_of(&result.bytes).contains("caption"));
}

#[test]
fn text_read_from_a_scan_goes_as_a_whole_line_because_its_places_are_guesses() {
    // The line was read right and placed too far to the left: the box covers where the scan shows the word.
    let mut content = paper::scan(292) + &paper::scan(192);
    content.push_str(&format!("BT 3 Tr /F1 14 Tf 72 297 Td ({SECRET} and more of the line) Tj ET\n"));
    content.push_str("BT 3 Tr /F1 14 Tf 72 197 Td (public remains of the scan) Tj ET\n");
    let place = [130.0 / paper::WIDTH, 80.0 / paper::HEIGHT, 80.0 / paper::WIDTH, 30.0 / paper::HEIGHT];
    let result = redact_pdf(&paper::plain(&[content]), &[area(1, place, "")]);
    assert_gone(&result.bytes, SECRET);
    let text = text_of(&result.bytes);
    assert!(text.contains("public remains") && !text.contains("line"), "{text}");
}

#[test]
fn an_earlier_revision_does_not_come_along() {
    let original = paper::revised(SECRET);
    assert!(contains(&original, SECRET.as_bytes()));
    let result = redact_pdf(&original, &[paper::line_box(1, 300.0, "")]);
    assert_gone(&result.bytes, SECRET);
    assert!(!text_of(&result.bytes).contains("replaced"));
    assert!(text_of(&result.bytes).contains("public remains"));
}

#[test]
fn the_log_tells_what_was_done() {
    let original = paper::one_line(SECRET);
    let boxes = [paper::line_box(1, 300.0, GROUND), area(1, [0.9, 0.9, 0.05, 0.005], GROUND)];
    let result = redact_pdf(&original, &boxes);
    let [over_text, over_nothing] = result.log.boxes.as_slice() else { panic!("{:?}", result.log) };
    assert_eq!((over_text.removed_glyphs, over_text.printed), (SECRET.len() as u32, GroundPrint::Full));
    assert_eq!((over_nothing.removed_glyphs, over_nothing.printed), (0, GroundPrint::Nothing));
    assert_eq!((result.log.pages, result.kind), (1, FileType::Pdf));
    assert_eq!(result.log.original_sha256, hex::encode(Sha256::digest(&original)));
    assert_eq!(result.log.result_sha256, hex::encode(Sha256::digest(&result.bytes)));
    assert!(result.log.incomplete_pages.is_empty());
}

#[test]
fn the_ground_is_printed_in_white_on_black() {
    let boxes = [paper::line_box(1, 300.0, GROUND)];
    let page = shown(&redact_pdf(&paper::one_line(SECRET), &boxes).bytes, 1);
    let pixels = page.pixels_of(&boxes[0]);
    let (mut light, mut dark) = (0, 0);
    for y in pixels.top + 1..pixels.bottom - 1 {
        for x in pixels.left + 1..pixels.right - 1 {
            match page.rgb[(y * page.width + x) * 3] {
                200.. => light += 1,
                0 => dark += 1,
                _ => {}
            }
        }
    }
    assert!(light > 200 && dark > 10 * light, "{light} light and {dark} dark pixels");
}

#[test]
fn a_turned_and_cut_page_is_blacked_out_where_it_is_shown() {
    let mut document = Document::load_mem(&paper::one_line(SECRET)).unwrap();
    let page = document.page_iter().next().unwrap();
    let page = document.get_dictionary_mut(page).unwrap();
    page.set("Rotate", 90);
    page.set("CropBox", vec![50.into(), 50.into(), 550.into(), 400.into()]);
    let mut turned = Vec::new();
    document.save_to(&mut turned).unwrap();
    let size = pages(&turned, FileType::Pdf, &LIMITS).unwrap()[0];
    assert_eq!((size.width, size.height), (350.0, 500.0));
    let found = find_text(&turned, SECRET, &LIMITS).unwrap();
    assert_eq!(found.len(), 1);
    assert!(found[0].h > found[0].w, "the line stands upright: {found:?}");
    let result = redact_pdf(&turned, &found);
    assert_gone(&result.bytes, SECRET);
    assert_black(&shown(&result.bytes, 1), &found[0]);
    let text = text_of(&result.bytes);
    assert!(text.split_whitespace().collect::<String>().contains("publicremains"), "{text}");
}

#[test]
fn pages_without_boxes_are_built_anew_too() {
    let line = |word: &str| format!("BT /F1 14 Tf 72 300 Td ({word}) Tj ET");
    let original = paper::plain(&[line(SECRET), line("second page")]);
    let result = redact_pdf(&original, &[paper::line_box(1, 300.0, "")]);
    assert_eq!(result.log.pages, 2);
    assert_gone(&result.bytes, SECRET);
    assert!(text_of(&result.bytes).contains("second page"));
}

fn letter() -> Vec<u8> {
    static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::from_bytes(FONT.clone(), []).unwrap());
    let lines = ["申请人王小明，身份证号11010519491231002X。", "本机关决定予以公开。", "附件共三页。"];
    let blocks = lines.iter().map(|line| Block::paragraph(*line)).collect();
    to_pdf(&Letter { title: "答复书".into(), blocks, ..Letter::default() }, &FONTS).unwrap()
}

#[test]
fn chinese_names_and_numbers_are_found_and_removed_and_the_rest_stays() {
    let original = letter();
    let mut boxes = find_text(&original, "王小明", &LIMITS).unwrap();
    let numbers = find_personal(&original, &LIMITS).unwrap();
    assert_eq!((boxes.len(), numbers.len()), (1, 1));
    boxes.extend(numbers);
    for area in &mut boxes {
        area.ground = "§15".into();
    }
    let result = redact_pdf(&original, &boxes);
    assert_gone(&result.bytes, "王小明");
    let text: String = text_of(&result.bytes).split_whitespace().collect();
    assert!(!text.contains("11010519491231002X") && !text.contains("19491231"), "{text}");
    for kept in ["答复书", "申请人", "身份证号", "本机关决定予以公开。", "附件共三页。"] {
        assert!(text.contains(kept), "{kept} in {text}");
    }
    let removed: u32 = result.log.boxes.iter().map(|log| log.removed_glyphs).sum();
    assert_eq!(removed, 3 + 18);
    assert_eq!(text.matches("答复书").count(), 1, "{text}");
}

#[test]
fn a_page_is_shown_as_asked() {
    let png = render_page(&letter(), FileType::Pdf, 1, 300, &FONT, &LIMITS).unwrap();
    let picture = image::load_from_memory(&png).unwrap();
    assert_eq!((picture.width(), picture.height()), (300, 424));
    assert_eq!(
        render_page(&letter(), FileType::Pdf, 2, 300, &FONT, &LIMITS),
        Err(RedactRefusal::NoSuchPage { page: 2, pages: 1 })
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Whatever stands under the box, the result is the same to the byte: so nothing of it is in there.
    #[test]
    fn the_result_does_not_depend_on_what_was_covered(one in "[A-Za-z0-9]{1,18}", other in "[A-Za-z0-9]{1,18}") {
        let boxes = [paper::line_box(1, 300.0, GROUND)];
        let (first, second) = (paper::one_line(&one), paper::one_line(&other));
        prop_assert_eq!(redact_pdf(&first, &boxes).bytes, redact_pdf(&second, &boxes).bytes);
    }

    /// A box anywhere: inside it all is black, and no character survives whose ink it touches.
    #[test]
    fn any_box_is_black_and_has_no_text(x in 0.0..0.8f64, y in 0.0..0.8f64, w in 0.05..0.2f64, h in 0.05..0.2f64) {
        let content: String = (0..12)
            .map(|line| format!("BT /F1 16 Tf 20 {} Td (abcdefghijklmnopqrstuvwxyz 0123456789 ABCDEFG) Tj ET\n", 20 + line * 32))
            .collect();
        let boxes = [area(1, [x, y, w, h], "")];
        let result = redact_pdf(&paper::plain(&[content]), &boxes);
        assert_black(&shown(&result.bytes, 1), &boxes[0]);
        let source = source::Source::open(&result.bytes, None, &LIMITS).unwrap();
        let (left, right) = (x * paper::WIDTH, (x + w) * paper::WIDTH);
        let (top, bottom) = (y * paper::HEIGHT, (y + h) * paper::HEIGHT);
        for glyph in source.reader().glyphs(1).unwrap() {
            // The middle of the letter, by its place on the baseline.
            let middle = glyph.place * hayro::kurbo::Point::new(glyph.advance / 2.0, 250.0);
            let within = left < middle.x && middle.x < right && top < middle.y && middle.y < bottom;
            prop_assert!(!within, "{} at {middle:?} under {boxes:?}", glyph.text);
        }
    }
}
