//! The hidden command that reads strangers' files, spoken to as the server does and under its real limits.

use std::path::Path;

use documents::redact::{Options, RedactRefusal};
use documents::sandbox::{
    extract_in_child, find_personal_in_child, find_text_in_child, pages_in_child, redact_in_child, render_page_in_child,
};
use documents::sniff::FileType;
use documents::write::{Block, Document, Fonts, to_pdf};
use documents::{Limits, Refusal};

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_gongkai"))
}

fn font() -> Vec<u8> {
    std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/dist/fonts/NotoSerifSC-Regular.ttf")).unwrap()
}

fn letter(font: &[u8]) -> Vec<u8> {
    let lines = ["申请人王小明，手机号码13800138000。", "本机关决定予以公开。"];
    let blocks = lines.iter().map(|line| Block::paragraph(*line)).collect();
    let fonts = Fonts::from_bytes(font.to_vec(), []).unwrap();
    to_pdf(&Document { title: "答复书".into(), blocks, ..Document::default() }, &fonts).unwrap()
}

#[tokio::test]
async fn a_paper_is_looked_at_and_redacted_by_the_child() {
    let (font, limits) = (font(), Limits::default());
    let original = letter(&font);
    let sizes = pages_in_child(program(), &original, FileType::Pdf, &limits).await.unwrap();
    assert_eq!(sizes.len(), 1);
    let picture = render_page_in_child(program(), &original, FileType::Pdf, (1, 200), &font, &limits).await.unwrap();
    assert!(picture.starts_with(b"\x89PNG"));
    let mut boxes = find_text_in_child(program(), &original, "王小明", &limits).await.unwrap();
    boxes.extend(find_personal_in_child(program(), &original, &limits).await.unwrap());
    assert_eq!(boxes.len(), 2);
    let options = Options { dpi: 200, font: &font, limits: &limits };
    let result = redact_in_child(program(), &original, FileType::Pdf, boxes, &options).await.unwrap();
    assert_eq!(result.log.boxes.iter().map(|log| log.removed_glyphs).sum::<u32>(), 3 + 11);
    let text = extract_in_child(program(), result.bytes, FileType::Pdf, limits).await.unwrap().text;
    assert!(text.contains("本机关决定予以公开。"), "{text}");
    assert!(!text.contains('王') && !text.contains("138"), "{text}");
}

#[tokio::test]
async fn what_the_child_refuses_the_server_hears() {
    let limits = Limits::default();
    let broken = pages_in_child(program(), b"%PDF-1.7\nnothing", FileType::Pdf, &limits).await;
    assert_eq!(broken, Err(RedactRefusal::File { refusal: Refusal::Broken { part: "pdf".into() } }));
    let other = pages_in_child(program(), b"PK", FileType::Docx, &limits).await;
    assert_eq!(other.unwrap_err().code(), "redact_unsupported");
}
