//! Opening a number: the records that a cell counted, or the reports that it sums up, or who entered it from where.

use domain::dispute::{Cell, Outcome, Track};
use domain::identity::Action;
use domain::report::workflow::Coverage;
use domain::report::{CellKey, Column, Format, Provenance, Row, Table};
use domain::request::applicant::ApplicantKind;
use domain::request::reply::ReportRow;
use store::report::contents::file;
use store::request::cells as cases;

use super::build::Year;
use super::counted::{column_of, row_of};
use super::record::{self, Loaded};
use super::scope;
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// Records of one page.
const PAGE: u64 = 50;

/// What lies behind a cell.
#[derive(Debug, Clone)]
pub struct Behind {
    pub loaded: Loaded,
    pub key: CellKey,
    pub rows: BehindRows,
    /// The cell agency by agency, where the report covers several: name, figure.
    pub parts: Vec<(i64, String, i64)>,
    /// The evidence file of a typed figure.
    pub evidence: Option<file::Model>,
    /// Where the list goes on.
    pub next: Option<i64>,
}

/// The records of a cell.
#[derive(Debug, Clone)]
pub enum BehindRows {
    Cases(Vec<store::request::Model>),
    Disputes(Vec<store::dispute::Model>),
    /// From outside: there are no records here.
    None,
}

/// Opens a cell of a stored report; `after` is the last record of the page before.
///
/// # Errors
/// `not_allowed`, `not_found`.
pub async fn behind(app: &App, caller: &Caller, id: i64, key: CellKey, after: Option<i64>) -> Result<Behind, AppError> {
    let row = store::report::get(app.store().read(), id).await?;
    let directory = app.directory();
    caller.allow(Action::ReportView, &directory.agency_place(row.agency_id), app.now())?;
    let loaded = record::load(app, row).await?;
    if !loaded.report.format.columns(key.row).contains(&key.column) {
        return Err(AppError::problem("not_found"));
    }
    let covered = scope::covered(&directory, loaded.row.agency_id, loaded.coverage);
    let is_ours = loaded.row.origin == "built";
    let rows = match key.row.table() {
        Table::Requests if is_ours => case_rows(app, &loaded, &covered, key, after).await?,
        Table::Disputes if is_ours => dispute_rows(app, &loaded, &covered, key).await?,
        _ => BehindRows::None,
    };
    let next = match &rows {
        BehindRows::Cases(cases) if cases.len() as u64 == PAGE => cases.last().map(|one| one.id),
        _ => None,
    };
    let parts = if is_ours { parts_of(app, &loaded, key).await? } else { Vec::new() };
    let file = loaded.cells.get(&key).and_then(|cell| cell.file_id);
    let evidence = loaded.files.iter().find(|one| Some(one.id) == file).cloned();
    Ok(Behind { loaded, key, rows, parts, evidence, next })
}

async fn case_rows(
    app: &App,
    loaded: &Loaded,
    agencies: &[i64],
    key: CellKey,
    after: Option<i64>,
) -> Result<BehindRows, AppError> {
    let rows: Vec<cases::Row> = match key.row {
        Row::Received => vec![cases::Row::New],
        Row::CarriedIn => vec![cases::Row::CarriedIn],
        Row::CarriedOut => vec![cases::Row::CarriedOut],
        Row::Closed => vec![cases::Row::EndedAll],
        Row::OtherHandling => ReportRow::ALL
            .iter()
            .filter(|row| row.code().starts_with("r3.6"))
            .map(|row| cases::Row::Ended(row.code().to_string()))
            .collect(),
        row => vec![cases::Row::Ended(row.code().to_string())],
    };
    // The total is no kind of applicant.
    let kind = ApplicantKind::parse(key.column.code());
    let scope = cases::Scope { agencies: agencies.to_vec(), year: loaded.row.year };
    let mut found = Vec::new();
    for row in rows {
        let kind = kind.map(ApplicantKind::code);
        found.extend(cases::list(app.store().read(), &scope, &row, kind, after, PAGE).await?);
    }
    found.sort_by_key(|one| one.id);
    found.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    Ok(BehindRows::Cases(found))
}

async fn dispute_rows(app: &App, loaded: &Loaded, agencies: &[i64], key: CellKey) -> Result<BehindRows, AppError> {
    let Some(track) = Track::ALL.iter().copied().find(|track| row_of(*track) == key.row) else {
        return Ok(BehindRows::None);
    };
    let outcomes =
        Outcome::ALL.iter().copied().filter(|outcome| key.column == Column::C5 || column_of(*outcome) == key.column);
    let mut found = Vec::new();
    for outcome in outcomes {
        let cell = Cell { track, outcome };
        found.extend(store::dispute::table_4_records(app.store().read(), agencies, loaded.row.year, cell).await?);
    }
    found.sort_by_key(|one| one.id);
    Ok(BehindRows::Disputes(found))
}

/// The figure agency by agency, those with none left out.
async fn parts_of(app: &App, loaded: &Loaded, key: CellKey) -> Result<Vec<(i64, String, i64)>, AppError> {
    let directory = app.directory();
    if loaded.coverage == Coverage::Own || key.row.table() == Table::Published {
        return Ok(Vec::new());
    }
    let year = Year::load(app, loaded.row.year).await?;
    let agency = loaded.row.agency_id;
    let all = std::iter::once(agency).chain(scope::below(&directory, agency));
    let part = |id: i64| {
        let count = year.figure(&directory, id, key)?;
        (count != 0).then(|| (id, directory.agency(id).map(|one| one.name.clone()).unwrap_or_default(), count))
    };
    Ok(all.filter_map(part).collect())
}

/// An evidence file of a report.
///
/// # Errors
/// `not_allowed`, `not_found`.
pub async fn evidence_file(
    app: &App,
    caller: &Caller,
    id: i64,
    file: i64,
) -> Result<(file::Model, bytes::Bytes), AppError> {
    let row = store::report::get(app.store().read(), id).await?;
    caller.allow(Action::ReportView, &app.directory().agency_place(row.agency_id), app.now())?;
    let files = store::report::contents::files(app.store().read(), id).await?;
    let found = files.into_iter().find(|one| one.id == file).ok_or_else(|| AppError::problem("not_found"))?;
    let bytes = app.files().get(&found.file_hash).await?;
    Ok((found, bytes))
}

/// How a cell came to its figure, in words for its page.
#[must_use]
pub(super) fn provenance_words(provenance: &Provenance, format: Format) -> String {
    match provenance {
        Provenance::Query { .. } => format!("由系统记录自动统计（{}）。", format.basis()),
        Provenance::Typed { source, .. } if source.is_empty() => "还没有填写。".to_string(),
        Provenance::Typed { by, source } => format!("{by}填写，来源：{source}。"),
        Provenance::Imported { place } => format!("从文件读入：{place}。"),
        Provenance::RolledUp { agencies } => format!("由{}个机关的报告汇总。", agencies.len()),
    }
}

impl Behind {
    /// The name of the query that counted the cell.
    #[must_use]
    pub fn query(&self) -> Option<&str> {
        match &self.loaded.report.cells.get(&self.key)?.provenance {
            Provenance::Query { name } => Some(name),
            _ => None,
        }
    }

    /// How the cell came to its figure.
    #[must_use]
    pub fn provenance(&self) -> String {
        let cell = self.loaded.report.cells.get(&self.key);
        cell.map_or_else(
            || "还没有填写。".to_string(),
            |cell| provenance_words(&cell.provenance, self.loaded.report.format),
        )
    }
}
