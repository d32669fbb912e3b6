//! Table 3 of the annual report out of the cases: each cell a named query, each with the list of what it counted.

use domain::identity::Action;
use domain::request::applicant::ApplicantKind;
use domain::request::reply::ReportRow;
use store::request::Model;
use store::request::cells::{self, Row, Scope};

use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// One row of the table: its key and the cells c1 to c6 with their sum c7.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableRow {
    pub key: String,
    pub label: String,
    pub cells: [i64; 7],
}

/// The key of the sum of all results.
const ALL_ENDED: &str = "r3.7";

fn row_of(key: &str) -> Option<Row> {
    match key {
        "r1" => Some(Row::New),
        "r2" => Some(Row::CarriedIn),
        "r4" => Some(Row::CarriedOut),
        ALL_ENDED => Some(Row::EndedAll),
        _ => ReportRow::parse(key).map(|row| Row::Ended(row.code().to_string())),
    }
}

fn table_row(key: &str, label: &str, counted: impl IntoIterator<Item = (String, i64)>) -> TableRow {
    let mut cells = [0; 7];
    for (kind, count) in counted {
        let column = ApplicantKind::ALL.iter().position(|k| k.code() == kind);
        if let Some(cell) = column.and_then(|at| cells.get_mut(at)) {
            *cell += count;
        }
    }
    let sum = cells.iter().sum();
    if let Some(last) = cells.last_mut() {
        *last = sum;
    }
    TableRow { key: key.to_string(), label: label.to_string(), cells }
}

fn scope(app: &App, caller: &Caller, agency: i64, year: i32) -> Result<Scope, AppError> {
    caller.allow(Action::StatisticsView, &app.directory().agency_place(agency), app.now())?;
    Ok(Scope { agencies: app.directory().agency_tree(agency), year })
}

/// The 25 rows of table 3 for an agency and all below it.
///
/// # Errors
/// `not_allowed`.
pub async fn table_3(app: &App, caller: &Caller, agency: i64, year: i32) -> Result<Vec<TableRow>, AppError> {
    let scope = scope(app, caller, agency, year)?;
    let db = app.store().read();
    let ended = cells::count_ended(db, &scope).await?;
    let mut rows = vec![
        table_row("r1", "一、本年新收政府信息公开申请数量", cells::count(db, &scope, &Row::New).await?),
        table_row("r2", "二、上年结转政府信息公开申请数量", cells::count(db, &scope, &Row::CarriedIn).await?),
    ];
    for row in ReportRow::ALL {
        let own = ended.iter().filter(|(key, _, _)| key == row.code());
        rows.push(table_row(row.code(), row.label(), own.map(|(_, kind, count)| (kind.clone(), *count))));
    }
    rows.push(table_row(ALL_ENDED, "（七）总计", cells::count(db, &scope, &Row::EndedAll).await?));
    rows.push(table_row("r4", "四、结转下年度继续办理", cells::count(db, &scope, &Row::CarriedOut).await?));
    Ok(rows)
}

/// The cases behind a cell: `row` is a key of the table, `kind` one of its columns or none for the sum.
///
/// # Errors
/// `not_allowed`; `not_found` for an unknown row.
pub async fn behind(
    app: &App,
    caller: &Caller,
    of: (i64, i32),
    row: &str,
    kind: Option<ApplicantKind>,
    after: Option<i64>,
    limit: u64,
) -> Result<Vec<Model>, AppError> {
    let (agency, year) = of;
    let scope = scope(app, caller, agency, year)?;
    let row = row_of(row).ok_or_else(|| AppError::problem("not_found"))?;
    Ok(cells::list(app.store().read(), &scope, &row, kind.map(ApplicantKind::code), after, limit).await?)
}
