//! Chinese sentences for what the report checks find. The checks themselves are in `domain::report`.

use documents::Refusal;
use domain::report::recognise::NoReport;
use domain::report::workflow::ReportDays;
use domain::report::{CellKey, Figure, Finding, FindingCode, Format, Note, Row, Table};

/// By when reports are published, in one sentence; the article is named where the days are those of the law (art. 49).
#[must_use]
pub fn due_sentence(days: &ReportDays, verb: &str) -> String {
    let day = |(month, day): (u32, u32)| format!("{month} 月 {day} 日");
    let article = if *days == ReportDays::default() { "（条例第四十九条）" } else { "" };
    format!("每年 {}前由各机关{verb}，{}前由本级政府{verb}{article}。", day(days.agency), day(days.government))
}

/// Most cells that a sentence names one by one.
const MAX_NAMED: usize = 6;

/// A row as the form prints it, with the heading above it where its own label does not tell.
fn row_name(format: Format, row: Row) -> String {
    let form =
        format.find_row(row).or_else(|| Format::Trial2019.find_row(row)).or_else(|| Format::Current2021.find_row(row));
    let Some(form) = form else {
        return row.label().to_owned();
    };
    match row.table() {
        Table::Requests if form.number.ends_with('.') => format!("{}{}{}", form.group, form.number, row.label()),
        Table::Requests => format!("{}{}", form.number, row.label()),
        Table::Published | Table::Disputes => row.label().to_owned(),
    }
}

/// A cell by its row and column in words.
#[must_use]
pub fn cell_name(format: Format, key: CellKey) -> String {
    let table = key.row.table();
    let column = match format.find_row(key.row) {
        Some(form) if table == Table::Published => {
            let at = form.columns.iter().position(|column| *column == key.column);
            at.and_then(|at| form.titles.get(at)).copied().unwrap_or_else(|| key.column.title(table))
        }
        _ => key.column.title(table),
    };
    format!("“{}”的“{column}”", row_name(format, key.row))
}

/// The names of some cells; of many only the first.
fn cell_names(format: Format, cells: &[CellKey]) -> String {
    let named: Vec<String> = cells.iter().take(MAX_NAMED).map(|key| cell_name(format, *key)).collect();
    let rest = if cells.len() > MAX_NAMED { format!("等{}个单元格", cells.len()) } else { String::new() };
    format!("{}{rest}", named.join("、"))
}

fn rows_named(format: Format, cells: &[CellKey]) -> String {
    let mut rows: Vec<Row> = Vec::new();
    for key in cells {
        if !rows.contains(&key.row) {
            rows.push(key.row);
        }
    }
    let named: Vec<String> = rows.iter().take(3).map(|row| format!("“{}”", row_name(format, *row))).collect();
    let rest = if rows.len() > 3 { format!("等{}行", rows.len()) } else { String::new() };
    format!("{}{rest}", named.join("、"))
}

/// The sentence for a finding.
#[must_use]
pub fn finding_sentence(finding: &Finding, format: Format) -> String {
    let (expected, found) = (&finding.expected, &finding.found);
    let first = finding.cells.first().copied();
    let column = first.map_or("", |key| key.column.title(key.row.table()));
    let row = first.map(|key| row_name(format, key.row)).unwrap_or_default();
    let cell = first.map(|key| cell_name(format, key)).unwrap_or_default();
    match finding.code {
        FindingCode::ColumnUnbalanced => {
            format!("表三“{column}”列：第一项加第二项等于{expected}，第三项总计加第四项等于{found}，两者应当相等。")
        }
        FindingCode::ClosedSum => format!("表三“{column}”列：各项办理结果之和是{expected}，（七）总计填的是{found}。"),
        FindingCode::RowSum => format!("表三“{row}”：各列之和是{expected}，总计填的是{found}。"),
        FindingCode::OutcomeSum => format!("表四“{row}”：各种结果之和是{expected}，总计填的是{found}。"),
        FindingCode::CarriedOver => format!(
            "{cell}填的是{found}，{}年报告结转下年度的是{expected}；机构改革、更正造成的应当说明。",
            finding.detail
        ),
        FindingCode::StockInForce => format!(
            "{cell}填的是{found}，按{}年报告的现行有效件数加本年制发减本年废止应当是{expected}；清理、移交、失效造成的应当说明。",
            finding.detail
        ),
        FindingCode::ItemsBefore => {
            format!("{cell}填的是{found}，按{}年报告的项目数量和增减应当是{expected}。", finding.detail)
        }
        FindingCode::ProseAgainstTable => format!(
            "文字写的是{found}（“{}”），表格中是{expected}（{}）。",
            finding.detail,
            cell_names(format, &finding.cells)
        ),
        FindingCode::ProseAgainstProse => {
            format!("文字前后不一致，一处是{expected}，一处是{found}：“{}”。", finding.detail)
        }
        FindingCode::ProseSum => format!("文字写总数是{found}（“{}”），所列各类之和是{expected}。", finding.detail),
        FindingCode::RollUp => format!("{cell}填的是{found}，本级与各单位之和是{expected}。"),
        FindingCode::Blank => format!("{}空白；没有的应当填0。", cell_names(format, &finding.cells)),
        FindingCode::NoNumber => format!("{cell}填的是“{found}”，应当是{expected}。"),
        FindingCode::Negative => format!("{cell}填的是{found}，不能小于0。"),
        FindingCode::Fraction => format!("{cell}填的是“{found}”，应当是整数。"),
        FindingCode::NoUnit => format!("{cell}填的是“{found}”，没有写单位，按元计算。"),
        FindingCode::Records => format!("{cell}填的是{found}，系统中的办件是{expected}件。"),
        FindingCode::FeeNotReported => match first {
            Some(_) => format!("{cell}是{found}，第六部分没有报告信息处理费的收取情况。"),
            None => format!("文字提到“{found}”，第六部分没有报告信息处理费的收取情况。"),
        },
        FindingCode::SuitWithoutReconsideration => {
            "不予公开的案件未经行政复议直接起诉：不予公开应当先申请行政复议，请核对。".to_owned()
        }
        FindingCode::WrongFormat => wrong_format(finding),
        FindingCode::CellMissing | FindingCode::CellExtra => misfit(finding, format),
        FindingCode::TableMissing => format!("没有找到“{expected}”的表格。"),
        FindingCode::RowMissing => format!("没有找到“{}”这一行。", row),
        FindingCode::LawTitle => format!("{found}的名称不对，应当是{expected}。"),
    }
}

fn wrong_format(finding: &Finding) -> String {
    let label = |figure: &Figure| {
        let format = Format::parse(&figure.to_string());
        format.map_or_else(String::new, |format| format!("{}（{}）", format.label(), format.basis()))
    };
    format!("{}年的报告应当使用{}，这份报告用的是{}。", finding.detail, label(&finding.expected), label(&finding.found))
}

fn misfit(finding: &Finding, format: Format) -> String {
    let (line, written) = finding.detail.split_once('\t').unwrap_or((&finding.detail, ""));
    let what = if finding.code == FindingCode::CellMissing { "缺少" } else { "多出" };
    let written = if written.is_empty() { String::new() } else { format!("，填的是“{written}”") };
    let rows = rows_named(format, &finding.cells);
    let (expected, found) = (&finding.expected, &finding.found);
    let kept = match finding.level {
        domain::item::checks::Level::Error => "，不能确定各属于哪一列，没有采用",
        domain::item::checks::Level::Warning => "，多出的是空白",
    };
    format!("{rows}{what}单元格：应当有{expected}个，实际有{found}个{written}{kept}（原文第{line}行）。")
}

/// The sentence for a note.
#[must_use]
pub fn note_sentence(note: &Note, format: Format) -> String {
    let place = match (note.cell, note.row) {
        (Some(cell), _) => format!("{}：", cell_name(format, cell)),
        (None, Some(row)) => format!("“{}”：", row_name(format, row)),
        (None, None) => String::new(),
    };
    let written = if note.text.is_empty() {
        String::new()
    } else {
        format!("（原文“{}”）", note.text.replace('\n', " "))
    };
    format!("{place}{}{written}。", note.kind.label())
}

/// What was looked for in a text that is no report, and what of it was there.
#[must_use]
pub fn no_report_sentence(missing: &NoReport) -> String {
    let part =
        |is_there: bool, name: &str| if is_there { format!("找到了{name}") } else { format!("没有找到{name}") };
    let tables: Vec<String> = Table::ALL
        .iter()
        .map(|table| part(missing.tables_found.contains(table), &format!("“{}”的表格", table.label())))
        .collect();
    format!(
        "不是可以辨认的政府信息公开工作年度报告：{}，{}，{}。",
        part(missing.has_title, "带年度的标题"),
        part(missing.has_headings, "六个部分的小标题"),
        tables.join("，")
    )
}

/// Why a file cannot be read as a report.
#[must_use]
pub fn unreadable_sentence(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Empty => "文件是空的。",
        Refusal::TooLarge { .. } => "文件太大，不像一份年度报告。",
        Refusal::Encrypted => "文件有密码，不能检查；请去掉密码后再检查。",
        Refusal::Unsupported { media_type } if media_type.starts_with("image/") => {
            "文件是图片，不能检查；可以检查网页、Word、Excel、PDF、文本和 JSON。"
        }
        Refusal::Unsupported { .. }
        | Refusal::Unknown
        | Refusal::Executable
        | Refusal::Script { .. }
        | Refusal::Svg => "不是可以检查的文件；可以检查网页、Word、Excel、PDF、文本和 JSON。",
        Refusal::Broken { .. } | Refusal::ParserCrashed | Refusal::Encoding => "文件已损坏或者不完整，不能读取。",
        Refusal::Timeout | Refusal::OutOfMemory => "文件过于复杂，在限定的时间和内存内没有读完。",
        Refusal::ParserUnavailable { .. } => "现在不能读取这种文件；请稍后再试，仍然出错请告诉系统管理员。",
        Refusal::Macros { .. }
        | Refusal::NameMismatch { .. }
        | Refusal::UnsafeName
        | Refusal::ZipBomb { .. }
        | Refusal::TooManyEntries { .. }
        | Refusal::TooDeep { .. }
        | Refusal::UnsafePath { .. }
        | Refusal::Dtd { .. } => "文件的内部结构异常，可能有害，没有读取；请用原来的软件重新生成。",
    }
}
