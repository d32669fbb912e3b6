//! Tests of differences: what a reviewer reads.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use proptest::prelude::*;

use super::*;
use crate::html::to_text;

fn span(kind: DiffKind, text: &str) -> DiffSpan {
    DiffSpan { kind, text: text.to_owned() }
}

#[test]
fn numbers_change_whole_and_chinese_by_character() {
    use DiffKind::{Deleted, Inserted, Same};
    assert_eq!(
        diff_text("2018年主动公开4578条", "2019年主动公示4578条"),
        [
            span(Deleted, "2018"),
            span(Inserted, "2019"),
            span(Same, "年主动公"),
            span(Deleted, "开"),
            span(Inserted, "示"),
            span(Same, "4578条"),
        ]
    );
    assert_eq!(diff_text("同", "同"), [span(Same, "同")]);
    assert_eq!(diff_text("", ""), []);
}

#[test]
fn blocks_are_aligned_before_words() {
    let old = "<h2>标题</h2><p>第一段说的是公开。</p><p>要删去的一段。</p><p>最后一段。</p>";
    let new = "<h2>标题</h2><p>第一段说的是不公开。</p><p>最后一段。</p><p>新加的内容。</p>";
    assert_eq!(
        diff_html(old, new),
        "<h2 class=\"diff-same\">标题</h2><p class=\"diff-changed\">第一段说的是<ins>不</ins>公开。</p>\
         <p class=\"diff-removed\"><del>要删去的一段。</del></p><p class=\"diff-same\">最后一段。</p>\
         <p class=\"diff-added\"><ins>新加的内容。</ins></p>"
    );
}

#[test]
fn a_changed_link_or_format_is_a_change() {
    let diff = diff_html("<p>见<a href=\"/a\">全文</a></p>", "<p>见<a href=\"/b\">全文</a></p>");
    assert!(diff.contains("<del><a href=\"/a\"") && diff.contains("<ins><a href=\"/b\""), "{diff}");
    let diff = diff_html("<p>不得公开</p>", "<p><strong>不得</strong>公开</p>");
    assert!(diff.contains("<del>不得</del><ins><strong>不得</strong></ins>公开"), "{diff}");
}

#[test]
fn table_rows_are_compared_as_rows() {
    let old = "<table><tr><td>甲</td><td>12</td></tr><tr><td>乙</td><td>3</td></tr></table>";
    let new = "<table><tr><td>甲</td><td>15</td></tr><tr><td>乙</td><td>3</td></tr></table>";
    assert_eq!(
        diff_html(old, new),
        "<p class=\"diff-changed diff-row\">甲<span class=\"diff-cell\"> | </span><del>12</del><ins>15</ins></p>\
         <p class=\"diff-same diff-row\">乙<span class=\"diff-cell\"> | </span>3</p>"
    );
}

#[test]
fn what_is_shown_is_harmless() {
    let diff = diff_html("<p>a</p>", "<p>a<a href=\"javascript:x\">b</a><script>x</script>&lt;script&gt;</p>");
    assert!(!diff.contains("javascript") && !diff.contains("<script"), "{diff}");
}

#[test]
fn two_long_bodies_without_likeness_end_soon() {
    let body = |seed: u32| -> String {
        let word = |i: u32| char::from_u32(0x4E00 + i.wrapping_mul(seed) % 20_000).unwrap();
        (0..3_000).map(|p| format!("<p>{}</p>", (0..60).map(|i| word(p * 60 + i)).collect::<String>())).collect()
    };
    let diff = diff_html(&body(7_919), &body(104_729));
    assert!(diff.contains("<ins>") && diff.contains("<del>"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spans_give_back_both_texts(old in "[ab公开12 ]{0,40}", new in "[ab公开12 ]{0,40}") {
        let spans = diff_text(&old, &new);
        let side = |without: DiffKind| -> String {
            spans.iter().filter(|span| span.kind != without).map(|span| span.text.as_str()).collect()
        };
        prop_assert_eq!(side(DiffKind::Inserted), old);
        prop_assert_eq!(side(DiffKind::Deleted), new);
    }

    #[test]
    fn a_body_is_the_same_as_itself(text in "\\PC{0,80}") {
        let html = format!("<p>{}</p>", text.replace(['<', '&'], ""));
        let diff = diff_html(&html, &html);
        prop_assert!(!diff.contains("<ins>") && !diff.contains("<del>"));
        diff_html(&text, &html);
        to_text(&diff);
    }
}
