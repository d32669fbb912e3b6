//! A report as it leaves the house: web page, Word file, PDF, workbook, JSON, with charts over the years. The layout is
//! `documents::report::layout`.

use documents::report::layout::{Imprint, document, title_of, workbook};
use documents::write::chart::Chart;
use documents::write::letter::chinese_date;
use documents::write::{to_docx, to_html, to_pdf};
use domain::report::workflow::Coverage;
use domain::report::{AnnualReport, CellKey, Column, Row, Section, Table, to_json};
use domain::time::Moment;
use serde_json::{Value, json};

use super::build;
use super::examine;
use super::record::{self, Loaded};
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;
use domain::report::draft::{draft, figures};
use domain::report::reference::fill;

domain::code_enum! {
    /// A form in which a report leaves the house; the code is the ending of its file.
    pub enum OutputForm {
        Html = "html", "网页";
        Docx = "docx", "Word 文档";
        Pdf = "pdf", "PDF";
        Xlsx = "xlsx", "Excel 工作簿";
        Json = "json", "数据（JSON）";
    }
}

impl OutputForm {
    /// The media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Html => "text/html; charset=utf-8",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Pdf => "application/pdf",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Json => "application/json",
        }
    }
}

/// The charts of a report.
pub type Charts = Vec<Chart>;

/// A report ready to be printed in any form.
#[derive(Debug, Clone)]
pub struct Printed {
    pub report: AnnualReport,
    pub imprint: Imprint,
    pub charts: Charts,
}

impl Printed {
    /// Its title.
    #[must_use]
    pub fn title(&self) -> String {
        title_of(&self.report)
    }

    /// The body as a fragment of a page: title, sections, tables.
    #[must_use]
    pub fn fragment(&self) -> String {
        to_html(&document(&self.report, &self.imprint))
    }

    /// The report in a form. Takes the processor for a while as PDF: call it where that blocks nobody.
    ///
    /// # Errors
    /// When the form cannot hold it.
    pub fn to_bytes(&self, app: &App, form: OutputForm) -> Result<Vec<u8>, AppError> {
        let failed = |error: documents::write::WriteError| AppError::Internal(error.to_string());
        let drawn = || Imprint { charts: self.charts.clone(), ..self.imprint.clone() };
        let document = || document(&self.report, &drawn());
        match form {
            OutputForm::Html => Ok(self.page().into_bytes()),
            OutputForm::Docx => to_docx(&document()).map_err(failed),
            OutputForm::Pdf => to_pdf(&document(), app.fonts()).map_err(failed),
            OutputForm::Xlsx => workbook(&self.report, &self.imprint).map_err(failed),
            OutputForm::Json => Ok(self.json().to_string().into_bytes()),
        }
    }

    /// The report as a page of its own, for a file.
    fn page(&self) -> String {
        let charts: String = self.charts.iter().map(Chart::to_svg).collect();
        format!(
            "<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n\
             <style>{PAGE_STYLE}</style>\n</head>\n<body>\n{}{charts}\n</body>\n</html>\n",
            self.title(),
            self.fragment()
        )
    }

    /// The figures under the form's keys, and the text by section.
    #[must_use]
    pub fn json(&self) -> Value {
        let mut object = to_json(&self.report);
        object.insert("title".into(), json!(self.title()));
        let text = |section: Section| {
            let own = self.report.prose.iter().filter(|prose| prose.section == Some(section));
            own.map(|prose| prose.text.as_str()).collect::<Vec<_>>().join("\n")
        };
        let prose = Section::ALL.iter().map(|section| (section.code().to_string(), text(*section)));
        let prose = prose.filter(|(_, text)| !text.is_empty()).map(|(code, text)| (code, json!(text)));
        object.insert("prose".into(), Value::Object(prose.collect()));
        object.insert("notes".into(), json!(self.imprint.notes));
        Value::Object(object)
    }
}

const PAGE_STYLE: &str = "body{max-width:60rem;margin:1rem auto;padding:0 1rem;font-family:serif;line-height:1.7}\
h1{text-align:center;font-size:1.5rem}h2{font-size:1.15rem}table{border-collapse:collapse;width:100%;font-size:.9rem}\
th,td{border:1px solid #666;padding:.3rem;font-weight:normal}td.number{text-align:center}\
.signature{text-align:right}.center{text-align:center}svg{max-width:40rem;display:block;margin:1rem 0}";

/// A stored report, for whoever may see it.
///
/// # Errors
/// `not_allowed`, `not_found`.
pub async fn print_stored(app: &App, caller: &Caller, id: i64) -> Result<Printed, AppError> {
    let (loaded, _) = examine::examine(app, caller, id).await?;
    printed(app, loaded).await
}

/// A stored report whose text is filled in.
pub(super) async fn printed(app: &App, loaded: Loaded) -> Result<Printed, AppError> {
    let row = &loaded.row;
    let mut notes = Vec::new();
    if !row.public_note.is_empty() {
        notes.push(format!("（第{}版，更正说明：{}）", row.version, row.public_note));
    }
    let signature = row.published_at.map(|at| (row.agency_name.clone(), chinese_date(Moment(at).date())));
    let charts = charts(app, &loaded.report, row.agency_id, &row.coverage).await?;
    Ok(Printed { report: loaded.report, imprint: Imprint { notes, signature, charts: Vec::new() }, charts })
}

/// The report of an agency on a year: the stored one, else computed from the records with its drafted text.
///
/// # Errors
/// `not_allowed`, `not_found`, `report_year_unknown`.
pub async fn print(
    app: &App,
    caller: &Caller,
    agency: i64,
    year: i32,
    coverage: Coverage,
) -> Result<Printed, AppError> {
    let place = app.directory().agency_place(agency);
    caller.allow(domain::identity::Action::ReportView, &place, app.now())?;
    if let Some(row) = store::report::find_newest(app.store().read(), agency, year, coverage.code()).await? {
        let loaded = record::load(app, row).await?;
        let (loaded, _) = examine::run(app, loaded).await?;
        return printed(app, loaded).await;
    }
    let records = build::Year::load(app, year).await?;
    let mut report = records.build(&app.directory(), agency, coverage).report;
    let counts = build::counts(app, &records, agency, coverage).await?;
    let known = figures(&report, None, &counts);
    let texts: Vec<_> = draft(&report, coverage, &counts, &known)
        .into_iter()
        .map(|(part, text)| (part, fill(&text, &known).unwrap_or(text)))
        .collect();
    report.prose = record::prose_of(&texts, &[], &known);
    let charts = charts(app, &report, agency, coverage.code()).await?;
    Ok(Printed { report, imprint: Imprint::default(), charts })
}

/// Years that the trend shows.
const TREND: i32 = 3;

async fn charts(app: &App, report: &AnnualReport, agency: i64, coverage: &str) -> Result<Charts, AppError> {
    let Some(year) = report.year else { return Ok(Vec::new()) };
    let mut rows = Vec::new();
    for before in (1..TREND).rev() {
        rows.extend(store::report::find_newest(app.store().read(), agency, year - before, coverage).await?);
    }
    let earlier = record::cells_of(app, &rows).await?;
    let total = |report: &AnnualReport, row: Row| report.number(row, Column::C7);
    let point = |year: i32| {
        let of_year = rows.iter().find(|row| row.year == year).and_then(|row| earlier.get(&row.id));
        let from = if Some(year) == report.year { Some(report) } else { of_year };
        let numbers = [Row::Received, Row::Closed, Row::CarriedOut].map(|row| from.and_then(|from| total(from, row)));
        (format!("{year}年"), numbers.to_vec())
    };
    let trend = Chart {
        title: "近三年政府信息公开申请".into(),
        unit: "件".into(),
        series: ["新收", "办结", "结转下年度"].map(String::from).to_vec(),
        points: (year - TREND + 1..=year).map(point).collect(),
    };
    let mut charts = vec![trend];
    charts.extend(shares(report));
    Ok(charts)
}

/// Shares by kind of reply and by applicant, where there is anything to share.
fn shares(report: &AnnualReport) -> Vec<Chart> {
    const KINDS: [(&str, &str); 6] = [
        ("予以公开", "r3.1"),
        ("部分公开", "r3.2"),
        ("不予公开", "r3.3."),
        ("无法提供", "r3.4."),
        ("不予处理", "r3.5."),
        ("其他处理", "r3.6"),
    ];
    let sum = |prefix: &str| -> i64 {
        let keys = report.cells.keys().filter(|key| key.column == Column::C7 && key.row.code().starts_with(prefix));
        keys.filter_map(|key| report.number(key.row, key.column)).sum()
    };
    let replies = KINDS.iter().map(|(label, prefix)| ((*label).to_string(), vec![Some(sum(prefix))])).collect();
    let columns = report.format.columns(Row::Received);
    let applicants = columns
        .iter()
        .filter(|column| **column != Column::C7)
        .map(|column| {
            let number = report.value(CellKey::new(Row::Received, *column)).and(report.number(Row::Received, *column));
            (column.title(Table::Requests).to_string(), vec![number])
        })
        .collect();
    let chart = |title: &str, points| Chart {
        title: title.to_string(),
        unit: "件".into(),
        series: vec!["件数".into()],
        points,
    };
    [chart("办理结果", replies), chart("新收申请的申请人", applicants)]
        .into_iter()
        .filter(|chart: &Chart| chart.points.iter().any(|(_, numbers)| numbers.iter().flatten().any(|n| *n > 0)))
        .collect()
}
