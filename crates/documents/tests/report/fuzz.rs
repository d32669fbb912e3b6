//! Files of every kind spoilt at random, again and again: whatever comes in, the checker ends without a panic and with no
//! more than the form holds. A test runs a fixed number from fixed seeds; `cargo xtask fuzz` runs as long as it is told
//! to, from a seed of its own, and names the seed that did harm.

use std::io::{Cursor, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use documents::Limits;
use documents::extract::extract_text;
use documents::report::{Reading, read, source_of_text};
use domain::report::Format;
use domain::report::check::check;
use domain::report::recognise::recognise;

use super::figures::{Dice, Figures};
use super::layout::Style;
use super::office::{Sheets, docx, pdf, xlsx};
use super::pages::{PAGES, page};

/// Spoilt files of a test run.
const FILES: u64 = 1_500;
/// Set by `cargo xtask fuzz`: how many minutes, and the first seed.
const MINUTES: &str = "GONGKAI_FUZZ_MINUTES";
const SEED: &str = "GONGKAI_FUZZ_SEED";

/// Words that steer the reading.
const WORDS: &[&str] = &[
    "一、本年新收政府信息公开申请数量",
    "（七）总计",
    "3.其他",
    "（六）其他处理",
    "四、结转下年度继续办理",
    "行政许可",
    "第二十条第（一）项",
    "二、主动公开政府信息情况",
    "未经复议直接起诉",
    "收到政府信息公开申请99999999999999999999件",
    "9223372036854775807",
    "-9223372036854775808",
    "1e999",
    "亿元",
    "|",
    "|||||||",
    "\t",
    "\n",
    "\u{a0}",
    "<table>",
    "</table>",
    "<td colspan=4294967295 rowspan=99999>",
    "<tr>",
    "<pre>",
    "&#x110000;",
    "&nbsp;",
    "<!--",
    "<w:gridSpan w:val=\"2000000000\"/>",
    "<w:vMerge/>",
    "<w:tbl>",
    "<mergeCell ref=\"A1:XFD1048576\"/>",
    "<c r=\"ZZZZZZ999999999\"><v>1</v></c>",
    "{\"table_3\":{\"r1\":[",
    "二〇二三年政府信息公开工作年度报告",
    "\u{202e}",
    "Tj ET BT",
];

/// A right file of some kind.
fn sample(dice: &mut Dice) -> Vec<u8> {
    let figures = Figures::random(dice.pick(Format::ALL), dice);
    match dice.below(10) {
        0 => docx(&figures, &Style::random(dice, false)),
        1 => xlsx(&figures, &Style::random(dice, false), dice.pick(&[Sheets::One, Sheets::Each, Sheets::Unmerged])),
        2 => pdf(&figures, &Style { split_heads: false, ..Style::random(dice, true) }),
        3 => {
            let layout = dice.pick(PAGES);
            let text = page(&figures, &Style::random(dice, layout.is_tight()), layout, dice);
            encoding_rs::GB18030.encode(&text).0.into_owned()
        }
        _ => {
            let layout = dice.pick(PAGES);
            page(&figures, &Style::random(dice, layout.is_tight()), layout, dice).into_bytes()
        }
    }
}

fn place(bytes: &[u8], dice: &mut Dice) -> usize {
    dice.below(bytes.len() as u64 + 1) as usize
}

fn span(bytes: &[u8], dice: &mut Dice) -> (usize, usize) {
    let from = place(bytes, dice);
    (from, (from + 1 + dice.below(200) as usize).min(bytes.len()))
}

/// One change: a bit, a piece taken out, doubled, moved or put in, the end cut off.
fn spoil_once(bytes: &mut Vec<u8>, dice: &mut Dice) {
    let (from, to) = span(bytes, dice);
    match dice.below(7) {
        0 if from < bytes.len() => bytes[from] ^= 1 << dice.below(8),
        1 if from < bytes.len() => bytes[from] = dice.below(256) as u8,
        2 => drop(bytes.drain(from.min(to)..to)),
        3 => {
            let piece = bytes[from.min(to)..to].to_vec();
            let at = place(bytes, dice);
            let times = 1 + dice.below(20) as usize;
            bytes.splice(at..at, piece.repeat(times));
        }
        4 => bytes.truncate(from.max(bytes.len() / 2)),
        _ => {
            let word = dice.pick(WORDS).as_bytes().to_vec();
            bytes.splice(from..from, word);
        }
    }
}

fn spoil(bytes: &mut Vec<u8>, dice: &mut Dice) {
    for _ in 0..=dice.below(12) {
        spoil_once(bytes, dice);
    }
}

/// A packed file whose parts are spoilt and packed again: spoilt as a whole, its sums alone would turn it away.
fn spoil_parts(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut packed = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let mut part = Vec::new();
        file.read_to_end(&mut part).unwrap();
        if dice.chance(60) {
            spoil(&mut part, dice);
        }
        packed.start_file(file.name().unwrap(), zip::write::SimpleFileOptions::default()).unwrap();
        packed.write_all(&part).unwrap();
    }
    packed.finish().unwrap().into_inner()
}

/// The whole way of the checker. False if more comes out than the form holds.
fn run(bytes: &[u8]) -> bool {
    let limits = Limits { max_text_chars: 2_000_000, ..Limits::default() };
    let source = match read(bytes, &limits) {
        Err(_) => return true,
        Ok(Reading::Report(report)) => return check(&report).0.len() <= 500,
        Ok(Reading::Source(source)) => source,
        Ok(Reading::NeedsChild(kind)) => match extract_text(bytes, kind, &limits) {
            Ok(extracted) => source_of_text(&extracted.text),
            Err(_) => return true,
        },
    };
    let Ok(recognised) = recognise(&source, None) else { return true };
    let (findings, _) = check(&recognised.report);
    recognised.report.cells.len() <= 230 && findings.len() + recognised.findings.len() <= 500
}

/// One spoilt file from its seed; how long it took.
fn once(seed: u64) -> Duration {
    let mut dice = Dice::new(seed);
    let mut bytes = sample(&mut dice);
    if bytes.starts_with(b"PK") && dice.chance(80) {
        bytes = spoil_parts(&bytes, &mut dice);
    } else {
        spoil(&mut bytes, &mut dice);
    }
    let begun = Instant::now();
    let ended = catch_unwind(AssertUnwindSafe(|| run(&bytes)));
    assert!(ended.is_ok_and(|is_bounded| is_bounded), "seed {seed} does harm; run it by {SEED}={seed}");
    begun.elapsed()
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn spoilt_files_of_every_kind_do_no_harm() {
    let first = number(SEED).unwrap_or(1_000_000);
    let Some(minutes) = number(MINUTES) else {
        (first..first + FILES).for_each(|seed| {
            once(seed);
        });
        return;
    };
    let (begun, mut seed, mut slowest) = (Instant::now(), first, (Duration::ZERO, first));
    while begun.elapsed() < Duration::from_secs(60 * minutes) {
        slowest = slowest.max((once(seed), seed));
        seed += 1;
    }
    let (time, of) = slowest;
    eprintln!("{} spoilt files, none did harm; the slowest took {} ms (seed {of})", seed - first, time.as_millis());
}
