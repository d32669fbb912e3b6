//! Figures of real reports: the one that contradicts itself, and one of each format that adds up. And years that follow.

use domain::report::check::{CheckId, Standing, across_years};
use domain::report::{CellKey, Column, Format, Row, Table, to_json};

use super::figures::{Dice, Figures};
use super::layout::{Style, Words};
use super::pages::{PAGES, Page, page_with};
use super::reading::checked;

/// A provincial capital's report on 2025: rows r1 to r4 without r3's sums in other tables.
const LARGE: &str = "13612 252 0 45 128 32 14069|535 6 0 1 18 0 560|5345 129 0 41 19 14 5548|2120 39 0 1 6 2 2168|\
13 0 0 0 0 0 13|30 0 0 0 0 0 30|11 0 0 0 0 0 11|49 2 0 0 0 0 51|103 1 0 0 0 0 104|84 1 0 0 0 0 85|282 4 0 0 0 0 286|\
147 0 0 0 1 2 150|3075 50 0 0 89 8 3222|177 3 0 0 0 0 180|19 0 0 0 0 0 19|199 1 0 0 3 0 203|147 1 0 0 0 0 148|\
0 0 0 0 0 0 0|100 1 0 0 0 0 101|5 0 0 0 0 0 5|315 3 0 0 0 0 318|202 0 0 1 0 0 203|941 17 0 1 3 3 965|\
13364 252 0 44 121 29 13810|783 6 0 2 25 3 819";

fn large() -> Figures {
    let rows = Format::Current2021.rows(Table::Requests).iter().zip(LARGE.split('|'));
    let numbers = |text: &str| -> Vec<i64> { text.split(' ').map(|number| number.parse().unwrap()).collect() };
    let published =
        [vec![3, 5, 74], vec![564, 984, 4185], vec![11_398_889], vec![6_937_489], vec![166_105], vec![316_441]];
    Figures {
        format: Format::Current2021,
        year: 2025,
        agency: "某某市人民政府".to_owned(),
        published: Format::Current2021.rows(Table::Published).iter().map(|row| row.row).zip(published).collect(),
        requests: rows.map(|(row, text)| (row.row, numbers(text).try_into().unwrap())).collect(),
        disputes: [[376, 97, 196, 121, 790], [16, 1, 12, 27, 56], [74, 1, 30, 51, 156]],
        categories: Vec::new(),
    }
}

/// A county-level city's report on 2019.
fn contradictory() -> Figures {
    let one = [1, 0, 0, 0, 0, 0, 1];
    let figures =
        |row: Row| if matches!(row, Row::Received | Row::PartlyDisclosed | Row::Closed) { one } else { [0; 7] };
    let published: [&[i64]; 8] = [
        &[0, 0, 0],
        &[23, 2, 25],
        &[807, 5, 15_787],
        &[102, 17, 352],
        &[596, -26, 5678],
        &[81, -7, 623],
        &[24, -6],
        &[88, 4],
    ];
    Figures {
        format: Format::Trial2019,
        year: 2019,
        agency: "高安市人民政府".to_owned(),
        published: Format::Trial2019
            .rows(Table::Published)
            .iter()
            .map(|row| row.row)
            .zip(published.map(<[i64]>::to_vec))
            .collect(),
        requests: Format::Trial2019.rows(Table::Requests).iter().map(|row| (row.row, figures(row.row))).collect(),
        disputes: [[5, 4, 24, 3, 36], [0, 0, 13, 2, 15], [0, 1, 0, 2, 3]],
        categories: Vec::new(),
    }
}

fn words(overview: &str) -> Words {
    Words { overview: vec![overview.to_owned()], other: vec!["全年收取信息处理费0元。".to_owned()] }
}

#[test]
fn a_large_report_that_adds_up_has_no_findings() {
    for layout in PAGES {
        let text = page_with(
            &large(),
            &Style::PLAIN,
            *layout,
            &words("2025年，新收政府信息公开申请14069件。"),
            |_, grid| grid,
            &mut Dice::new(1),
        );
        let checked = checked(text.as_bytes());
        assert!(checked.findings.is_empty(), "{layout:?} {:?}", checked.findings);
        let json = to_json(&checked.report);
        assert_eq!(json["table_2"]["charges"]["amount"], "3164410000");
        assert_eq!(json["table_2"]["normative_documents"]["in_force"], 4185);
        assert_eq!(json["table_3"]["r3.4.1"], serde_json::json!([3075, 50, 0, 0, 89, 8, 3222]));
        assert_eq!(json["table_4"]["litigation_after"], serde_json::json!([74, 1, 30, 51, 156]));
    }
}

#[test]
fn the_report_that_contradicts_itself_is_caught() {
    let prose = "2019年，主动公开政府信息4578条，其中概况信息155条、发展规划78条、工作动态3933条、统计信息5条、重点领域信息15条、\
        财政信息375条、应急管理信息3条、执法公开信息13条、年度报告1条。收到政府信息公开申请1件。被申请行政复议和提起行政诉讼39件。";
    for layout in PAGES {
        let text =
            page_with(&contradictory(), &Style::PLAIN, *layout, &words(prose), |_, grid| grid, &mut Dice::new(2));
        let checked = checked(text.as_bytes());
        assert_eq!(checked.findings.len(), 1, "{layout:?} {:?}", checked.findings);
        let finding = &checked.findings[0];
        assert_eq!(
            (finding.check, finding.expected.to_string(), finding.found.to_string()),
            (CheckId::V6, "54".into(), "39".into())
        );
        assert_eq!(finding.cells.len(), 3);
        let json = to_json(&checked.report);
        assert_eq!(json["table_2"]["procurement"]["amount"], "448000000");
        assert_eq!(json["table_2"]["penalties"]["change"], -26);
    }
}

#[test]
fn an_office_of_2019_adds_up_by_its_main_rows() {
    let mut figures = contradictory();
    let rows =
        [(Row::Received, 859), (Row::CarriedIn, 18), (Row::Closed, 805), (Row::CarriedOut, 72), (Row::Disclosed, 804)];
    for (row, number) in rows {
        let place = figures.requests.iter().position(|(other, _)| *other == row).unwrap();
        figures.requests[place].1 = [number, 0, 0, 0, 0, 0, number];
    }
    let text = page_with(
        &figures,
        &Style::PLAIN,
        Page::Html,
        &words("收到政府信息公开申请859件。"),
        |_, grid| grid,
        &mut Dice::new(3),
    );
    assert!(checked(text.as_bytes()).findings.is_empty());
}

#[test]
fn our_own_json_is_read_back() {
    let text = page_with(&large(), &Style::PLAIN, Page::Html, &words("无"), |_, grid| grid, &mut Dice::new(1));
    let first = checked(text.as_bytes()).report;
    let again = checked(serde_json::to_string(&to_json(&first)).unwrap().as_bytes()).report;
    assert_eq!(to_json(&first), to_json(&again));
}

#[test]
fn years_that_follow_are_held_against_each_other() {
    let report = |figures: &Figures| {
        let text = page_with(figures, &Style::PLAIN, Page::Html, &words("无"), |_, grid| grid, &mut Dice::new(1));
        Standing::of(&checked(text.as_bytes()).report).unwrap()
    };
    let this = large();
    let mut before = large();
    before.year = 2024;
    // Carried out of the year before: what this year carried in, but for one column.
    let carried = this.row(Row::CarriedIn);
    let place = before.requests.iter().position(|(row, _)| *row == Row::CarriedOut).unwrap();
    before.requests[place].1 = carried;
    before.requests[place].1[0] += 2;
    before.published[0].1 = vec![0, 0, 76];
    before.published[1].1 = vec![0, 0, 4000];
    let found = across_years(&report(&before), &report(&this));
    let told: Vec<(CheckId, CellKey, String, String)> =
        found.iter().map(|f| (f.check, f.cells[0], f.expected.to_string(), f.found.to_string())).collect();
    assert_eq!(
        told,
        [
            (CheckId::V5, CellKey::new(Row::CarriedIn, Column::C1), "537".into(), "535".into()),
            (CheckId::V7, CellKey::new(Row::NormativeDocuments, Column::InForce), "3580".into(), "4185".into()),
        ]
    );
    assert!(
        across_years(&report(&this), &report(&before)).is_empty(),
        "only the year after is held against the year before"
    );
    let (first, mut second) = (contradictory(), contradictory());
    second.year = 2020;
    let found = across_years(&report(&first), &report(&second));
    let cells: Vec<String> = found.iter().filter(|f| f.check == CheckId::V7).map(|f| f.cells[0].to_string()).collect();
    assert_eq!(
        cells,
        [
            "licences.items_before",
            "other_services.items_before",
            "penalties.items_before",
            "coercive_measures.items_before",
            "charges.items_before"
        ]
    );
}
