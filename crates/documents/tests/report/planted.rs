//! Contradictions planted in right reports: exactly those are found, with their cells, whatever the layout.

use std::collections::BTreeSet;

use domain::report::check::CheckId;
use domain::report::{CellKey, Column, FindingCode, Format, Row, Table};

use super::figures::{Dice, Figures};
use super::layout::{Style, Words, grids};
use super::pages::{PAGES, Page, page, page_with};
use super::reading::{checked, misread};

const COLUMNS: [Column; 7] = [Column::C1, Column::C2, Column::C3, Column::C4, Column::C5, Column::C6, Column::C7];

/// What does not add up, reckoned anew and another way than the checks do.
fn contradictions(figures: &Figures) -> BTreeSet<(CheckId, CellKey)> {
    let mut found = BTreeSet::new();
    let of = |row: Row, column: usize| figures.row(row)[column];
    for (at, column) in COLUMNS.iter().enumerate() {
        if of(Row::Received, at) + of(Row::CarriedIn, at) != of(Row::Closed, at) + of(Row::CarriedOut, at) {
            found.insert((CheckId::V1, CellKey::new(Row::Received, *column)));
        }
        let replies = figures.requests.iter().filter(|(row, _)| row.code().starts_with("r3.") && *row != Row::Closed);
        if replies.map(|(_, numbers)| numbers[at]).sum::<i64>() != of(Row::Closed, at) {
            found.insert((CheckId::V2, CellKey::new(Row::Closed, *column)));
        }
    }
    for (row, numbers) in &figures.requests {
        if numbers[..6].iter().sum::<i64>() != numbers[6] {
            found.insert((CheckId::V3, CellKey::new(*row, Column::C7)));
        }
    }
    let rows = [Row::Reconsideration, Row::LitigationDirect, Row::LitigationAfter];
    for (row, numbers) in rows.iter().zip(figures.disputes) {
        if numbers[..4].iter().sum::<i64>() != numbers[4] {
            found.insert((CheckId::V4, CellKey::new(*row, Column::C5)));
        }
    }
    found
}

#[test]
fn wrong_figures_are_found_and_nothing_else() {
    for layout in PAGES {
        for format in Format::ALL {
            for seed in 0..6 {
                let mut dice = Dice::new(seed * 101 + *layout as u64);
                let mut figures = Figures::random(*format, &mut dice);
                let style = Style::random(&mut dice, layout.is_tight());
                let style = Style { one_other_row: false, ..style };
                let words = Words {
                    overview: vec!["认真做好公开工作。".to_owned()],
                    other: vec!["没有收取信息处理费。".to_owned()],
                };
                for _ in 0..=dice.below(3) {
                    if dice.chance(70) {
                        let row = dice.below(figures.requests.len() as u64) as usize;
                        figures.requests[row].1[dice.below(7) as usize] += 1 + dice.below(9) as i64;
                    } else {
                        figures.disputes[dice.below(3) as usize][dice.below(5) as usize] += 3;
                    }
                }
                let text = page_with(&figures, &style, *layout, &words, |_, grid| grid, &mut dice);
                let checked = checked(text.as_bytes());
                let what = format!("{layout:?} {format} {seed} {style:?}");
                let wrong = misread(&checked, &figures, &style, &BTreeSet::new());
                assert!(wrong.is_empty(), "{what}\n{wrong:?}");
                let found: BTreeSet<(CheckId, CellKey)> =
                    checked.faults().into_iter().map(|(check, cell)| (check, cell.unwrap())).collect();
                assert_eq!(found, contradictions(&figures), "{what}");
            }
        }
    }
}

/// Layouts that keep the cells of a row together.
const ROWS: &[Page] = &[
    Page::Bars,
    Page::FramedBars,
    Page::ClosingBars,
    Page::CellBar,
    Page::Tabs,
    Page::FilledTabs,
    Page::Blanks,
    Page::Html,
    Page::HtmlFilled,
    Page::HtmlOnce,
    Page::HtmlWord,
    Page::CellALine,
    Page::HtmlBlocks,
];

#[test]
fn a_row_with_a_cell_too_few_or_too_many_is_told_with_its_place() {
    for layout in ROWS {
        for seed in 0..8u64 {
            let mut dice = Dice::new(seed * 17 + *layout as u64);
            let figures = Figures::random(Format::Current2021, &mut dice);
            let words = Words::of(&figures, &mut dice);
            let row = dice.pick(&[
                Row::Received,
                Row::StateSecret,
                Row::NotReady,
                Row::Repeated,
                Row::Closed,
                Row::CarriedOut,
                Row::PartlyDisclosed,
            ]);
            let line = 3 + figures.requests.iter().position(|(other, _)| *other == row).unwrap();
            let too_few = dice.chance(50);
            let at = 1 + dice.below(6) as usize;
            let filled = matches!(layout, Page::FramedBars | Page::FilledTabs | Page::HtmlFilled);
            let text = page_with(
                &figures,
                &Style::PLAIN,
                *layout,
                &words,
                |table, mut grid| {
                    // Where merged cells are filled up, a cell more or less would change the whole grid here.
                    if table == Table::Requests && !filled {
                        let place = grid[line].len() - at;
                        if too_few {
                            grid[line].remove(place);
                        } else {
                            let extra = grid[line][place].clone();
                            grid[line].insert(place, extra);
                        }
                    }
                    grid
                },
                &mut dice,
            );
            let text = if filled { spoil(&text, *layout, &figures, row, too_few) } else { text };
            let checked = checked(text.as_bytes());
            let what = format!("{layout:?} {seed} {row} {too_few} {at}");
            let wrong = misread(&checked, &figures, &Style::PLAIN, &BTreeSet::from([row]));
            assert!(wrong.is_empty(), "{what} {wrong:?} {:?}", checked.findings);
            let told = checked.of(CheckId::F2);
            assert_eq!(told.len(), 1, "{what} {:?}", checked.findings);
            assert!(told[0].cells.iter().all(|key| key.row == row), "{what} {told:?}");
            let code = if too_few { FindingCode::CellMissing } else { FindingCode::CellExtra };
            assert_eq!(told[0].code, code, "{what} {told:?}");
            assert!(
                checked.report.value(CellKey::new(row, Column::C1)).is_none(),
                "{what}: nothing is shifted in silence"
            );
        }
    }
}

#[test]
fn rows_of_which_a_converter_dropped_the_blank_cells_are_told_and_never_shifted() {
    for layout in [Page::ClosingBars, Page::CellBar, Page::BarredRows, Page::BarALine] {
        for seed in 0..6 {
            let mut dice = Dice::new(seed * 19 + layout as u64);
            let figures = Figures::random(Format::Current2021, &mut dice);
            let words = Words { overview: Vec::new(), other: vec!["没有收取信息处理费。".to_owned()] };
            let text = page_with(
                &figures,
                &Style { zero: "", ..Style::PLAIN },
                layout,
                &words,
                |table, mut grid| {
                    if table == Table::Requests {
                        grid.iter_mut().skip(3).for_each(|row| row.retain(|cell| !cell.text.is_empty()));
                    }
                    grid
                },
                &mut dice,
            );
            let checked = checked(text.as_bytes());
            let spoilt: BTreeSet<Row> = figures
                .requests
                .iter()
                .filter(|(_, numbers)| numbers.contains(&0) && numbers.iter().any(|number| *number != 0))
                .map(|(row, _)| *row)
                .collect();
            let told: BTreeSet<Row> = checked.of(CheckId::F2).iter().map(|finding| finding.cells[0].row).collect();
            assert_eq!(told, spoilt, "{layout:?} {seed}");
            let wrong = misread(&checked, &figures, &Style::PLAIN, &spoilt);
            assert!(wrong.is_empty(), "{layout:?} {seed} {wrong:?}");
            assert!(spoilt.iter().all(|row| checked.report.value(CellKey::new(*row, Column::C1)).is_none()));
        }
    }
}

#[test]
fn a_form_left_blank_is_read_as_blank() {
    for layout in [Page::CellALine, Page::Html, Page::CellBar, Page::ClosingBars] {
        for format in Format::ALL {
            let figures = Figures::random(*format, &mut Dice::new(31));
            let words = Words { overview: vec!["未收到申请。".to_owned()], other: vec!["无。".to_owned()] };
            let blank = |table: Table, mut grid: super::layout::Grid| {
                let heads = if table == Table::Published { 0 } else { 3 };
                for cell in grid.iter_mut().skip(heads).flatten() {
                    let is_figure = cell.text.chars().any(|c| c.is_ascii_digit()) && !cell.text.contains('.');
                    if is_figure || cell.text.contains("亿元") {
                        cell.text.clear();
                    }
                }
                grid
            };
            let text = page_with(&figures, &Style::PLAIN, layout, &words, blank, &mut Dice::new(3));
            // A browser does not even keep the lines of blank cells.
            let text = if layout == Page::CellALine { text.replace("\n\n", "\n") } else { text };
            let checked = checked(text.as_bytes());
            let codes: BTreeSet<FindingCode> = checked.findings.iter().map(|finding| finding.code).collect();
            assert_eq!(codes, BTreeSet::from([FindingCode::Blank]), "{layout:?} {format} {:?}", checked.findings);
            let json = domain::report::to_json(&checked.report);
            assert!(json["table_3"]["r1"][0].is_null() && json["table_4"]["litigation_after"][4].is_null());
        }
    }
}

/// Takes a cell out of a row of a page in which merged cells are filled up, or puts one in.
fn spoil(text: &str, layout: Page, figures: &Figures, row: Row, too_few: bool) -> String {
    let form = figures.format.find_row(row).unwrap();
    let label = format!("{}{}", form.number, form.label);
    let (cell, gap) = match layout {
        Page::FramedBars => (" | ", " | 4 | "),
        Page::FilledTabs => ("\t", "\t4\t"),
        _ => ("</p></td><td><p>", "</p></td><td><p>4</p></td><td><p>"),
    };
    let start = text.rfind(&label).unwrap();
    let (before, behind) = text.split_at(start);
    // The figures: the last seven cells of the row.
    let end = behind.find(if layout == Page::HtmlFilled { "</tr>" } else { "\n" }).unwrap();
    let (line, rest) = behind.split_at(end);
    let joints: Vec<usize> = line.match_indices(cell).map(|(at, _)| at).collect();
    let joint = joints[joints.len() - 3];
    let next = joint + cell.len() + line[joint + cell.len()..].find(cell).unwrap();
    let line = if too_few {
        format!("{}{}", &line[..joint], &line[next..])
    } else {
        format!("{}{gap}{}", &line[..joint], &line[joint + cell.len()..])
    };
    format!("{before}{line}{rest}")
}

#[test]
fn prose_that_contradicts_the_tables_is_found() {
    let mut dice = Dice::new(5);
    let figures = Figures::random(Format::Current2021, &mut dice);
    let year = figures.year;
    let received = figures.row(Row::Received)[6];
    let [reviewed, direct, after] = figures.disputes.map(|block| block[4]);
    let wrong: Vec<(String, Row, i64, i64)> = vec![
        (format!("{year}年，共收到政府信息公开申请{}件。", received + 40), Row::Received, received, received + 40),
        (format!("全年收到{}件政府信息公开申请。", received + 40), Row::Received, received, received + 40),
        (format!("依申请公开方面，上年结转申请{}件。", 77), Row::CarriedIn, figures.row(Row::CarriedIn)[6], 77),
        ("申请均已处理，结转下年度继续办理九十九件。".to_owned(), Row::CarriedOut, figures.row(Row::CarriedOut)[6], 99),
        (format!("对申请依法答复，其中不予公开{}件。", 5000), Row::StateSecret, figures.total("r3.3."), 5000),
        (format!("政府信息公开申请办结{}件。", 99_999), Row::Closed, figures.row(Row::Closed)[6], 99_999),
        (format!("因政府信息公开发生行政复议{}件。", reviewed + 5), Row::Reconsideration, reviewed, reviewed + 5),
        (
            format!("因政府信息公开被提起行政诉讼{}件。", direct + after + 5),
            Row::LitigationDirect,
            direct + after,
            direct + after + 5,
        ),
    ];
    for (sentence, row, expected, found) in wrong {
        let words =
            Words { overview: vec![sentence.clone()], other: vec!["没有收取信息处理费。".to_owned()] };
        let text = page_with(&figures, &Style::PLAIN, Page::Html, &words, |_, grid| grid, &mut dice);
        let checked = checked(text.as_bytes());
        let told = checked.of(CheckId::V6);
        assert_eq!(told.len(), 1, "{sentence} {:?}", checked.findings);
        assert_eq!(told[0].cells[0].row, row, "{sentence}");
        assert_eq!(
            (told[0].expected.to_string(), told[0].found.to_string()),
            (expected.to_string(), found.to_string()),
            "{sentence}"
        );
        assert_eq!(checked.faults().len(), 1, "{sentence} {:?}", checked.findings);
    }
}

/// As offices write them, with the figures of the tables: nothing to find. With one figure changed: that, and no more.
#[test]
fn sentences_of_offices_are_understood() {
    let mut dice = Dice::new(41);
    let mut figures = Figures::random(Format::Current2021, &mut dice);
    "青石县人民政府".clone_into(&mut figures.agency);
    let (year, of) = (figures.year, |row: Row| figures.row(row)[6]);
    let [reviewed, direct, after] = figures.disputes.map(|block| block[4]);
    let (received, closed, suits) = (of(Row::Received), of(Row::Closed), direct + after);
    let (open, some, refused) = (of(Row::Disclosed), of(Row::PartlyDisclosed), figures.total("r3.3."));
    let requests = "政府信息公开申请";
    let sentences = [
        format!(
            "{year}年，全县受理依申请公开件{received}件，办结{closed}件，其中予以公开{open}件、部分公开{some}件、不予公开{refused}件。"
        ),
        format!(
            "我县全年共收到依申请公开{received}件，不予公开{refused}件，因政府信息依申请公开引起行政复议{reviewed}件，行政诉讼{suits}件。"
        ),
        format!(
            "受理公民、法人和其他组织向县政府及县政府办公室提出的{requests}{received}件，均在法定时限内予以答复。信息公开类行政复议{reviewed}起，均已办结。"
        ),
        format!(
            "{year}年，县政府共收到{received}份{requests}。其中，予以公开{open}件，部分公开{some}件，属于四类过程性信息1件，其他1件（申请人自行撤销）。"
        ),
        format!("收到依申请公开信息{received}条，答复率100%。"),
        format!("通过各类符合规定的方式，受理{requests}{received}件，其中，告知申请人查询方法的6件。"),
        format!("收到{requests}{received}件，上年结转{}件，均按期答复。", of(Row::CarriedIn)),
    ];
    let told = |sentence: &str| {
        let words =
            Words { overview: vec![sentence.to_owned()], other: vec!["没有收取信息处理费。".to_owned()] };
        let text = page_with(&figures, &Style::PLAIN, Page::Html, &words, |_, grid| grid, &mut Dice::new(1));
        checked(text.as_bytes())
    };
    for sentence in &sentences {
        assert!(told(sentence).faults().is_empty(), "{sentence} {:?}", told(sentence).findings);
        let wrong = sentence.replacen(&format!("{received}"), "98765", 1);
        let faults = told(&wrong).faults();
        assert_eq!(faults, [(CheckId::V6, Some(CellKey::new(Row::Received, Column::C7)))], "{wrong}");
    }
    for sentence in [
        format!("办理因{}年度{requests}引发行政复议{}件、引发行政诉讼{}件，均维持结果。", year - 1, reviewed + 9, suits + 9),
        "全年主动公开政府信息141条，其中：机构职能类16条、规划计划类40条、其他信息85条。其中主动公开政府信息17条，作为依申请公开信息数28条，不予公开信息数8条。".to_owned(),
        "累计公示政务信息135条，处理行政决定数量2910个，开展政务公开培训12次，累计接待群众5320人次，共回答各类问题1536个。".to_owned(),
        "全年制发公文707件，主动公开673件，平均主动公开率为95.19%。".to_owned(),
        "全年主动公开政府信息总数171条：基层政务公开领域信息124条，工作动态34条，预算决算4条，应急预案3条，政策文件2条，其他政府信息4条。".to_owned(),
    ] {
        assert!(told(&sentence).faults().is_empty(), "{sentence} {:?}", told(&sentence).findings);
    }
}

#[test]
fn numbers_of_other_things_are_left_alone() {
    let mut dice = Dice::new(6);
    let figures = Figures::random(Format::Current2021, &mut dice);
    let year = figures.year;
    for sentence in [
        format!("{}年收到政府信息公开申请4321件。", year - 1),
        "申请量比上年增长4321件，增幅12%。".to_owned(),
        "其中网上收到申请4321件，信函收到申请17件。".to_owned(),
        "收到约4321件申请，答复率100%。".to_owned(),
        "办理人大建议4321件，答复政协提案17件。".to_owned(),
        "全年受理行政许可申请4321件，办结率100%。".to_owned(),
        "公开行政复议决定书4321件、行政诉讼判决书17件。".to_owned(),
        "去年发生行政复议4321件、行政诉讼17件。".to_owned(),
        "按照第二十条第4321件次的规定。".to_owned(),
        "制发公文主动公开500件，依申请公开20件，不予公开4321件。".to_owned(),
        "各部门共收到政府信息公开申请4321件。".to_owned(),
        "主动公开政府信息4321条，其中规范性文件23条、财政信息375条。".to_owned(),
        "主动公开政府信息100条，其中甲类10条、乙类20条、丙类5条、丁类7条等。".to_owned(),
    ] {
        let words =
            Words { overview: vec![sentence.clone()], other: vec!["没有收取信息处理费。".to_owned()] };
        let text = page_with(&figures, &Style::PLAIN, Page::CellALine, &words, |_, grid| grid, &mut dice);
        let checked = checked(text.as_bytes());
        assert!(checked.faults().is_empty(), "{sentence} {:?}", checked.findings);
    }
}

#[test]
fn parts_that_do_not_make_the_stated_sum_and_wrong_titles_are_found() {
    let mut dice = Dice::new(8);
    let figures = Figures::random(Format::Current2021, &mut dice);
    let overview = vec![
        "全年主动公开政府信息130条。其中概况信息10条、发展规划20条、工作动态30条、财政信息40条。".to_owned(),
        "贯彻《中华人民共和国政府信息公开条列》。".to_owned(),
    ];
    let words = Words { overview, other: vec!["无。没有收取信息处理费。".to_owned()] };
    let text = page_with(&figures, &Style::PLAIN, Page::Html, &words, |_, grid| grid, &mut dice);
    let checked = checked(text.as_bytes());
    let told: Vec<(CheckId, String, String)> =
        checked.findings.iter().map(|f| (f.check, f.expected.to_string(), f.found.to_string())).collect();
    let right = "《中华人民共和国政府信息公开条例》".to_owned();
    let wrong = "《中华人民共和国政府信息公开条列》".to_owned();
    assert_eq!(told, [(CheckId::V6, "100".into(), "130".into()), (CheckId::F4, right, wrong)]);
}

#[test]
fn the_form_of_another_year_is_told_and_still_read() {
    let forms = [(Format::Trial2019, 2022), (Format::Current2021, 2020)];
    for (layout, (format, year)) in PAGES.iter().flat_map(|page| forms.map(|form| (page, form))) {
        let mut dice = Dice::new(9);
        let mut figures = Figures::random(format, &mut dice);
        figures.year = year;
        let text = page(&figures, &Style::PLAIN, *layout, &mut dice);
        let checked = checked(text.as_bytes());
        assert!(misread(&checked, &figures, &Style::PLAIN, &BTreeSet::new()).is_empty(), "{layout:?}");
        let faults: Vec<CheckId> = checked.faults().into_iter().map(|(check, _)| check).collect();
        assert_eq!(faults, [CheckId::F1], "{layout:?} {:?}", checked.findings);
    }
}

#[test]
fn the_field_of_a_page_says_whose_report_it_is() {
    let mut dice = Dice::new(52);
    let figures = Figures::random(Format::Current2021, &mut dice);
    let title = format!("{}{}年政府信息公开工作年度报告", figures.agency, figures.year);
    let text = page(&figures, &Style::PLAIN, Page::Html, &mut dice);
    let text = text.replace(&title, "年度报告").replace(
        "<head>",
        &format!("<head><meta name=\"ArticleTitle\" content=\"{title}\"><meta name=\"SiteName\" content=\"青石县\">"),
    );
    let report = checked(text.as_bytes()).report;
    assert_eq!((report.year, report.agency.as_deref()), (Some(figures.year), Some(figures.agency.as_str())));
}

#[test]
fn a_form_mixed_of_both_years_loses_no_row() {
    let mut dice = Dice::new(51);
    let (trial, current) =
        (Figures::random(Format::Trial2019, &mut dice), Figures::random(Format::Current2021, &mut dice));
    let words = Words { overview: Vec::new(), other: vec!["没有收取信息处理费。".to_owned()] };
    let mixed = |table, grid| match table {
        Table::Requests => super::layout::requests(&current, &Style::PLAIN),
        _ => grid,
    };
    let text = page_with(&trial, &Style::PLAIN, Page::Html, &words, mixed, &mut dice);
    let checked = checked(text.as_bytes());
    assert_eq!((checked.report.format, checked.faults()), (Format::Trial2019, Vec::new()), "{:?}", checked.findings);
    let json = domain::report::to_json(&checked.report);
    for (row, numbers) in &current.requests {
        assert_eq!(json["table_3"][row.code()], serde_json::json!(numbers), "{row}");
    }
    let again = domain::report::from_json(&serde_json::Value::Object(json)).unwrap();
    assert!(current.requests.iter().all(|(row, numbers)| again.number(*row, Column::C1) == Some(numbers[0])));
}

#[test]
fn what_is_no_number_keeps_its_text_and_is_told() {
    let mut dice = Dice::new(10);
    let figures = Figures::random(Format::Current2021, &mut dice);
    let words = Words { overview: Vec::new(), other: vec!["没有收取信息处理费。".to_owned()] };
    for layout in [Page::Html, Page::Tabs, Page::Bars, Page::CellALine] {
        let text = page_with(
            &figures,
            &Style::PLAIN,
            layout,
            &words,
            |table, mut grid| {
                if table == Table::Requests {
                    grid[3][2].text = "若干".to_owned();
                }
                grid
            },
            &mut dice,
        );
        let checked = checked(text.as_bytes());
        let key = CellKey::new(Row::Received, Column::C2);
        let told = checked.of(CheckId::V9);
        assert_eq!(told.len(), 1, "{layout:?} {:?}", checked.findings);
        assert_eq!((told[0].code, told[0].cells.as_slice()), (FindingCode::NoNumber, &[key][..]));
        let json = domain::report::to_json(&checked.report);
        assert_eq!(json["texts"]["r1.c2"], "若干");
        assert!(json["table_3"]["r1"][1].is_null());
    }
}

#[test]
fn a_table_that_is_not_there_is_told() {
    let mut dice = Dice::new(11);
    let figures = Figures::random(Format::Current2021, &mut dice);
    let words = Words { overview: Vec::new(), other: vec!["没有收取信息处理费。".to_owned()] };
    let text = page_with(
        &figures,
        &Style::PLAIN,
        Page::Html,
        &words,
        |table, grid| if table == Table::Disputes { Vec::new() } else { grid },
        &mut dice,
    );
    let checked = checked(text.as_bytes());
    let told: Vec<FindingCode> = checked.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(told, [FindingCode::TableMissing]);
    assert_eq!(grids(&figures, &Style::PLAIN).len(), 3);
}

#[test]
fn a_fee_that_was_asked_for_must_be_reported_and_blank_cells_are_named() {
    let mut dice = Dice::new(12);
    let mut figures = Figures::random(Format::Current2021, &mut dice);
    let place = figures.requests.iter().position(|(row, _)| *row == Row::FeeUnpaid).unwrap();
    for (row, numbers) in &mut figures.requests {
        let more = i64::from(matches!(row, Row::FeeUnpaid | Row::Closed | Row::Received));
        numbers[1] += 3 * more;
        numbers[6] += 3 * more;
    }
    let unpaid = figures.requests[place].1[6];
    figures.requests[place].1[3] = 0;
    figures.disputes = [[1, 2, 3, 4, 10]; 3];
    figures.disputes[1] = [0, 1, 0, 0, 1];
    let style = Style { zero: "", ..Style::PLAIN };
    let others = [("无其他需要报告的事项。", true), ("发出收费通知3件，收取信息处理费0元。", false)];
    for (other, is_told) in others.repeat(4) {
        let words = Words { overview: Vec::new(), other: vec![other.to_owned()] };
        let text = page_with(&figures, &style, Page::Tabs, &words, |_, grid| grid, &mut dice);
        let checked = checked(text.as_bytes());
        let fees = checked.of(CheckId::V11);
        // Some of these pages have a table of fees, which tells of them too.
        let told = usize::from(is_told && !text.contains("收费项目"));
        assert_eq!(fees.len(), told, "{other} {:?}", checked.findings);
        assert!(fees.iter().all(|finding| finding.found.to_string() == unpaid.to_string()));
        let blank = checked.of(CheckId::V9);
        let cell = CellKey::new(Row::LitigationDirect, Column::C1);
        assert!(blank.iter().any(|finding| finding.code == FindingCode::Blank && finding.cells.contains(&cell)));
    }
}
