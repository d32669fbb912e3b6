//! Bytes and texts that are no reports, or spoilt ones: a refusal or a finding, never a crash, never without end.

use documents::Limits;
use documents::report::{Reading, read, source_of_text};
use domain::report::Format;
use domain::report::check::check;
use domain::report::recognise::recognise;
use proptest::prelude::*;

use super::figures::{Dice, Figures};
use super::layout::Style;
use super::pages::{PAGES, page};

/// Goes the whole way that the checker goes in this process. Whatever came in, no more comes out than the form holds.
fn run(bytes: &[u8]) -> bool {
    let Ok(Reading::Source(source)) = read(bytes, &Limits::default()) else {
        return true;
    };
    let Ok(recognised) = recognise(&source, Some(2023)) else {
        return true;
    };
    let (findings, _) = check(&recognised.report);
    recognised.report.cells.len() <= 230 && findings.len() + recognised.findings.len() <= 500
}

fn sample(seed: u64) -> String {
    let mut dice = Dice::new(seed);
    let figures = Figures::random(Format::ALL[(seed % 2) as usize], &mut dice);
    let layout = dice.pick(PAGES);
    page(&figures, &Style::random(&mut dice, layout.is_tight()), layout, &mut dice)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn spoilt_pages_do_no_harm(seed in 0u64..1000, places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..40), cut in any::<prop::sample::Index>()) {
        let mut bytes = sample(seed).into_bytes();
        for (place, byte) in places {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len()).max(bytes.len() / 2));
        prop_assert!(run(&bytes));
    }

    #[test]
    fn shuffled_lines_do_no_harm(seed in 0u64..1000, order in prop::collection::vec(any::<prop::sample::Index>(), 1..400)) {
        let text = sample(seed);
        let lines: Vec<&str> = text.split_inclusive(['\n', '>']).collect();
        let mixed: String = order.iter().map(|at| lines[at.index(lines.len())]).collect();
        prop_assert!(run(mixed.as_bytes()));
    }

    #[test]
    fn any_text_does_no_harm(text in "(\\PC|[0-9]|[|\t\n ]|总计|其他|本年新收政府信息公开申请数量|行政许可|第二十条第（一）项|一、总体情况|<td>|<tr>|<table>){0,300}") {
        prop_assert!(run(text.as_bytes()));
        prop_assert!(recognise(&source_of_text(&text), None).map_or(0, |read| read.report.cells.len()) <= 230);
    }

    #[test]
    fn any_bytes_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        prop_assert!(run(&bytes));
    }
}

#[test]
fn monstrous_tables_end() {
    let deep = "<table><tr><td>".repeat(20_000);
    let wide = format!("<table><tr>{}</tr></table>", "<td colspan=1000000000 rowspan=1000000000>1</td>".repeat(50_000));
    let long = "本年新收政府信息公开申请数量\n".repeat(50_000);
    let figures = format!("一、本年新收政府信息公开申请数量\n{}", "1\n".repeat(300_000));
    let blanks = format!("一、本年新收政府信息公开申请数量{}", " ".repeat(300_000));
    let bars = "|".repeat(300_000);
    let digits = format!("一、总体情况\n收到申请{}件。", "1".repeat(300_000));
    let label = "属于国家秘密".repeat(50_000);
    let sentence = format!("一、总体情况\n{}", "收到政府信息公开申请1件，".repeat(20_000));
    for text in [deep, wide, long, figures, blanks, bars, digits, label, sentence] {
        assert!(run(text.as_bytes()), "{}", text.chars().take(40).collect::<String>());
    }
}
