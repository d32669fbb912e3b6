//! The drafted text itself. Each sentence says only what the records show; the rest is asked of the writer in 【】.

use super::{Counts, Part};
use crate::report::annual::AnnualReport;
use crate::report::check::HANDLED;
use crate::report::form::{CellKey, Column, Row};
use crate::report::items::ItemGroup;
use crate::report::reference::Figures;
use crate::report::workflow::Coverage;

/// How many a ranking names.
const RANKED: usize = 5;

/// Drafts every part. `figures` are the names that may be referred to.
#[must_use]
pub fn draft(report: &AnnualReport, coverage: Coverage, counts: &Counts, figures: &Figures) -> Vec<(Part, String)> {
    let own = match coverage {
        Coverage::Own => "本机关",
        Coverage::Whole => "全市各级行政机关",
    };
    vec![
        (Part::Publishing, publishing(report, counts, figures)),
        (Part::Requests, requests(report, counts, figures)),
        (Part::Management, format!("{own}落实信息发布审核和保密审查制度，信息公开前逐条审查；对行政规范性文件标注有效性，实行动态管理。【请补充政府信息管理的其他情况】")),
        (Part::Platform, "通过政府门户网站政府信息公开专栏公布政府信息公开指南、制度、法定主动公开内容和年度报告，并提供在线申请和进度查询。【请补充平台建设的其他情况】".to_string()),
        (Part::Supervision, supervision(coverage)),
        (Part::Problems, "【请写明存在的主要问题和改进情况】".to_string()),
        (Part::Other, other(counts)),
    ]
}

fn publishing(report: &AnnualReport, counts: &Counts, figures: &Figures) -> String {
    let mut text = String::from("{{year}}年，主动公开政府信息{{items}}条");
    let parts: Vec<String> = ItemGroup::CATEGORIES
        .iter()
        .filter(|group| counts.of(**group) > 0)
        .map(|group| format!("{}{{{{items.{group}}}}}条", group.label()))
        .collect();
    if parts.len() > 1 {
        text.push_str(&format!("，其中{}", parts.join("、")));
    }
    text.push('。');
    if figures.contains_key("change.items") {
        text.push_str("公开总数比上年{{change.items}}。");
    }
    let beside = [(ItemGroup::Normative, "规范性文件", "件"), (ItemGroup::Interpretations, "政策解读", "篇")];
    for (group, name, unit) in beside.into_iter().filter(|(group, ..)| counts.of(*group) > 0) {
        text.push_str(&format!("另在专门栏目发布{name}{{{{items.{group}}}}}{unit}。"));
    }
    if report.number(Row::NormativeDocuments, Column::Issued).is_some() {
        text.push_str("现行有效行政规范性文件{{normative_documents.in_force}}件，均已公开并标明有效性。");
    }
    text
}

fn requests(report: &AnnualReport, counts: &Counts, figures: &Figures) -> String {
    let mut text = String::from(
        "{{year}}年，新收政府信息公开申请{{r1.c7}}件，上年结转{{r2.c7}}件；办结{{r3.7.c7}}件，结转下年度继续办理{{r4.c7}}件。",
    );
    if figures.contains_key("change.r1.c7") {
        text.push_str("新收申请数量比上年{{change.r1.c7}}。");
    }
    let mut outcomes: Vec<(i64, Row)> = HANDLED
        .iter()
        .filter_map(|row| Some((report.number(*row, Column::C7)?, *row)))
        .filter(|(count, _)| *count > 0)
        .collect();
    outcomes.sort_by_key(|(count, row)| (std::cmp::Reverse(*count), *row));
    if outcomes.len() > 1 {
        let named: Vec<String> = outcomes
            .iter()
            .take(RANKED)
            .map(|(_, row)| format!("{}{{{{{}}}}}件", row.label(), CellKey::new(*row, Column::C7)))
            .collect();
        text.push_str(&format!("办理结果中数量居前的分别是：{}。", named.join("，")));
    }
    if counts.most_received.len() > 1 {
        let named: Vec<String> =
            counts.most_received.iter().take(RANKED).map(|(name, count)| format!("{name}（{count}件）")).collect();
        text.push_str(&format!("各单位中申请较多的分别是：{}。", named.join("、")));
    }
    text.push_str("因政府信息公开发生行政复议{{reconsideration.c5}}件、行政诉讼{{suits}}件。");
    text
}

fn supervision(coverage: Coverage) -> String {
    match coverage {
        Coverage::Own => "【请写明监督保障情况：机构和人员、培训、接受监督】".to_string(),
        Coverage::Whole => {
            "本报告汇总{{agencies}}个行政机关的数据。【请写明工作考核、社会评议和责任追究结果情况】".to_string()
        }
    }
}

fn other(counts: &Counts) -> String {
    let fee = if counts.fee_fen == 0 {
        "本年度没有收取政府信息公开信息处理费。"
    } else {
        "本年度依照《政府信息公开信息处理费管理办法》收取信息处理费{{fee}}元。"
    };
    fee.to_string()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::figures;
    use super::*;
    use crate::report::annual::{Cell, CellValue, Prose, Provenance};
    use crate::report::check::check;
    use crate::report::form::Format;
    use crate::report::reference::fill;

    fn report(year: i32, received: i64) -> AnnualReport {
        let format = Format::for_year(year).unwrap();
        let value = |key: CellKey| match (key.row, key.column) {
            (Row::Received | Row::Closed | Row::PartlyDisclosed, Column::C1 | Column::C7) => {
                CellValue::Number(received)
            }
            (Row::Reconsideration, Column::C1 | Column::C5) => CellValue::Number(5),
            (_, Column::Amount) => CellValue::Money(crate::report::Amount::ZERO),
            _ => CellValue::Number(0),
        };
        let cell = |key| (key, Cell { value: value(key), provenance: Provenance::Query { name: "test".into() } });
        AnnualReport {
            format,
            year: Some(year),
            agency: Some("云溪市人民政府".into()),
            cells: format.cells().map(cell).collect(),
            prose: Vec::new(),
            notes: Vec::new(),
        }
    }

    #[test]
    fn a_drafted_report_agrees_with_itself_in_both_formats() {
        for year in [2019, 2025] {
            let mut report = report(year, 7);
            let before = self::report(year - 1 + i32::from(year == 2019), 4);
            let counts = Counts {
                items: ItemGroup::CATEGORIES.iter().map(|group| (*group, 10)).collect(),
                items_before: Some(95),
                most_received: vec![("甲局".into(), 5), ("乙局".into(), 2)],
                agencies: 3,
                ..Counts::default()
            };
            let figures = figures(&report, Some(&before), &counts);
            let parts = draft(&report, Coverage::Whole, &counts, &figures);
            for (part, text) in parts {
                let text = fill(&text, &figures).unwrap();
                report.prose.push(Prose { section: Some(part.section()), text });
            }
            let all: String = report.prose.iter().map(|prose| prose.text.as_str()).collect();
            assert!(
                all.contains("主动公开政府信息90条") && all.contains("比上年增加3件") && all.contains("减少5条"),
                "{all}"
            );
            assert_eq!(check(&report).0, Vec::new(), "{all}");
        }
    }

    #[test]
    fn a_text_that_contradicts_a_cell_is_found() {
        let mut report = report(2025, 7);
        report
            .prose
            .push(Prose {
                section: Some(Part::Requests.section()), text: "2025年，新收政府信息公开申请8件。".into()
            });
        assert_eq!(check(&report).0.len(), 1);
    }
}
