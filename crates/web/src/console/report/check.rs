//! The checker on an uploaded file, and taking over a published old report as its year's figures.

use app::report::{CheckedFile, check_file, import_report, note_sentence};
use app::{AppError, FieldFault};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::report::workflow::Coverage;
use minijinja::Value;

use super::PATH;
use super::edit::file_of;
use super::words::finding;
use crate::console::admin::choices::{Agencies, agencies, choice};
use crate::console::flash::Flash;
use crate::console::item::rows::value_of;
use crate::console::request::Posted;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::forms::FormView;
use crate::state::Web;
use crate::templates::context;

/// `GET /console/reports/check`
pub async fn show(State(web): State<Web>, signed: SignedIn) -> Result<Response, WebError> {
    render(&web, &signed, &FormView::new(), None, StatusCode::OK)
}

fn render(
    web: &Web,
    signed: &SignedIn,
    form: &FormView,
    checked: Option<(&str, &CheckedFile)>,
    status: StatusCode,
) -> Result<Response, WebError> {
    let result = checked.map(|(name, checked)| {
        let report = &checked.report;
        let findings: Vec<Value> = checked.findings.iter().map(|one| finding(0, one, None, report.format)).collect();
        context! {
            name,
            agency => report.agency,
            year => report.year,
            format => report.format.label(),
            findings,
            notes => report.notes.iter().map(|note| note_sentence(note, report.format)).collect::<Vec<_>>(),
        }
    });
    let values = context! { result, form => value_of(form) };
    let head = PageHead::new("检查报告文件")
        .lead("检查任何机关的年度报告：网页、Word、Excel、PDF、文本。文件只用于检查，不保存。")
        .under(&[("年度报告", PATH)]);
    let page = page(web, signed, "console/report/check.html", &head, values)?;
    Ok((status, page).into_response())
}

/// `POST /console/reports/check`
pub async fn take(State(web): State<Web>, signed: SignedIn, Posted(sent): Posted) -> Result<Response, WebError> {
    let year = sent.typed.filled("year").and_then(|year| year.parse().ok());
    let done = match file_of(&sent) {
        None => Err(AppError::field("file", "required")),
        Some(file) => check_file(web.app(), &signed.caller, &file, year).await.map(|checked| (file.name, checked)),
    };
    match done {
        Ok((name, checked)) => {
            let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
            render(&web, &signed, &sent.typed.view(), Some((name, &checked)), StatusCode::OK)
        }
        Err(error) => {
            let form = sent.typed.view().refused(error)?;
            render(&web, &signed, &form, None, StatusCode::UNPROCESSABLE_ENTITY)
        }
    }
}

/// `GET /console/reports/import`
pub async fn import_form(State(web): State<Web>, signed: SignedIn) -> Result<Response, WebError> {
    render_import(&web, &signed, &FormView::new(), StatusCode::OK)
}

fn render_import(web: &Web, signed: &SignedIn, form: &FormView, status: StatusCode) -> Result<Response, WebError> {
    let coverages: Vec<Value> = Coverage::ALL.iter().map(|one| choice(one.code(), one.label())).collect();
    let values = context! {
        agencies => agencies(web.app(), Agencies::Acting),
        coverages,
        form => value_of(form),
    };
    let head = PageHead::new("导入已发布的报告")
        .lead("把以前发布的报告作为该年度的数据，供以后的年度核对；报告原样保留，不作改动。")
        .under(&[("年度报告", PATH)]);
    let page = page(web, signed, "console/report/import.html", &head, values)?;
    Ok((status, page).into_response())
}

/// `POST /console/reports/import`
pub async fn import(State(web): State<Web>, signed: SignedIn, Posted(sent): Posted) -> Result<Response, WebError> {
    let done = match asked(&sent) {
        Err(error) => Err(error),
        Ok((agency, year, coverage, file)) => {
            import_report(web.app(), &signed.caller, agency, (year, coverage), &file).await
        }
    };
    match done {
        Ok(id) => Ok(Flash::ok("已导入。").redirect(&web, &format!("{PATH}/{id}"))),
        Err(error) if matches!(error.code(), "not_found" | "not_allowed" | "internal") => Err(error.into()),
        Err(error) => {
            let form = sent.typed.view().refused(error)?;
            render_import(&web, &signed, &form, StatusCode::UNPROCESSABLE_ENTITY)
        }
    }
}

/// What the form asks for, each fault at its field.
fn asked(sent: &crate::uploads::Sent) -> Result<(i64, i32, Coverage, app::report::Evidence), AppError> {
    let agency = sent.typed.filled("agency").and_then(|id| id.parse().ok());
    let year = sent.typed.filled("year").and_then(|year| year.parse().ok());
    let coverage = Coverage::parse(sent.typed.trimmed("coverage"));
    let file = file_of(sent);
    let missing = [
        ("agency", agency.is_none()),
        ("year", year.is_none()),
        ("coverage", coverage.is_none()),
        ("file", file.is_none()),
    ];
    let faults = missing.iter().filter(|(_, is)| *is).map(|(name, _)| FieldFault::new(*name, "required")).collect();
    match (agency, year, coverage, file) {
        (Some(agency), Some(year), Some(coverage), Some(file)) => Ok((agency, year, coverage, file)),
        _ => Err(AppError::fields(faults)),
    }
}
