//! Every layout, both formats, right figures: all cells come back as they were, and nothing is found wrong.

use std::collections::BTreeSet;

use domain::report::{Format, to_json};

use super::figures::{Dice, Figures};
use super::layout::Style;
use super::pages::{PAGES, Page, page};
use super::reading::{Checked, checked, json_shown, misread};

/// Reports drawn of each layout and format.
const SEEDS: u64 = 10;

pub fn assert_right(checked: &Checked, figures: &Figures, style: &Style, what: &str) {
    let wrong = misread(checked, figures, style, &BTreeSet::new());
    assert!(wrong.is_empty(), "{what} {style:?}\n{wrong:?}\n{:?}", checked.findings);
    assert!(checked.faults().is_empty(), "{what} {style:?}\n{:?}", checked.findings);
    let json = to_json(&checked.report);
    for (place, shown) in json_shown(figures, style) {
        assert_eq!(json[place.0][&place.1], shown, "{what} {style:?} {place:?}");
    }
    assert_eq!(checked.report.format, figures.format, "{what}");
    assert_eq!(checked.report.year, Some(figures.year), "{what}");
    assert_eq!(checked.report.agency.as_deref(), Some(figures.agency.as_str()), "{what}");
}

#[test]
fn pages_are_read_back_as_they_are() {
    for layout in PAGES {
        for format in Format::ALL {
            for seed in 0..SEEDS {
                let mut dice = Dice::new(seed * 31 + *layout as u64 * 7 + u64::from(*format == Format::Trial2019));
                let figures = Figures::random(*format, &mut dice);
                let style = if seed == 0 { Style::PLAIN } else { Style::random(&mut dice, layout.is_tight()) };
                let may_split = !matches!(
                    layout,
                    Page::FramedBars | Page::ClosingBars | Page::FramedClosingBars | Page::FilledTabs | Page::Blanks
                );
                let style = Style { split_labels: may_split && seed % 4 == 1, ..style };
                let text = page(&figures, &style, *layout, &mut dice);
                assert_right(&checked(text.as_bytes()), &figures, &style, &format!("{layout:?} {format} {seed}"));
            }
        }
    }
}

#[test]
fn encodings_and_traditional_characters_change_nothing() {
    for layout in PAGES {
        let mut dice = Dice::new(77 + *layout as u64);
        let figures = Figures::random(Format::Current2021, &mut dice);
        let text = page(&figures, &Style::PLAIN, *layout, &mut dice);
        let (gb, _, _) = encoding_rs::GB18030.encode(&text);
        assert_right(&checked(&gb), &figures, &Style::PLAIN, &format!("GB18030 {layout:?}"));
        let traditional = checked(traditional(&text).as_bytes());
        let wrong = misread(&traditional, &figures, &Style::PLAIN, &BTreeSet::new());
        assert!(wrong.is_empty() && traditional.faults().is_empty(), "{layout:?} {wrong:?} {:?}", traditional.findings);
    }
}

/// The words of the form in traditional characters.
fn traditional(text: &str) -> String {
    const PAIRS: &str = "总總体體况況动動开開规規范範许許处處罚罰强強费費购購项項数數对對请請关關与與个個务務执執内內讯訊资資权權护護属屬机機构構统統计計结結转轉维維纠糾审審诉訴讼訟复復议議经經后後见見题題问問进進报報应應据據条條业業区區办辦员員会會联聯团團学學环環电電类類别別补補缴繳图圖长長";
    let pairs: Vec<char> = PAIRS.chars().collect();
    let swap = |c: char| pairs.chunks(2).find(|pair| pair[0] == c).map_or(c, |pair| pair[1]);
    text.chars().map(swap).collect()
}
