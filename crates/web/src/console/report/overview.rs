//! The reports of a year: of an agency its own, for the supervisor all with who is late; opening one, reminding.

use app::report::{Line, due_sentence, overview};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use domain::report::workflow::{Coverage, ReportState};
use domain::time::Moment;
use minijinja::Value;

use super::PATH;
use super::words::{due_badge, state_badge};
use crate::console::admin::asked::Asked;
use crate::console::admin::choices::choice;
use crate::console::flash::Flash;
use crate::console::item::rows::value_of;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::forms::Typed;
use crate::state::Web;
use crate::templates::context;
use domain::identity::Action;

/// `GET /console/reports`
pub async fn show(State(web): State<Web>, signed: SignedIn, asked: Asked) -> Result<Response, WebError> {
    let year = asked.number("year").and_then(|year| i32::try_from(year).ok());
    let found = overview(web.app(), &signed.caller, year).await?;
    let state = asked.text("state");
    let lines: Vec<&Line> = found.lines.iter().filter(|line| is_shown(line, state)).collect();
    let years: Vec<Value> = found.years.iter().map(|year| choice(*year, format!("{year} 年"))).collect();
    let form = asked.form().with("year", found.year);
    let root = found.lines.iter().find(|line| line.coverage == Coverage::Whole).map(|line| line.agency);
    let values = context! {
        year => found.year,
        years,
        states => states(),
        tiles_list => tiles(&found.lines, found.year),
        rows => lines.iter().map(|line| row(line, found.year)).collect::<Vec<_>>(),
        filtered => state.is_some(),
        remind => root.filter(|_| found.may_review && found.not_handed_in() > 0),
        may_import => signed.caller.can_somewhere(Action::ReportEdit, web.app().now()),
        form => value_of(&form),
    };
    let lead = due_sentence(&web.app().settings().report_days(), "发布");
    let head = PageHead::new(format!("{}年度报告", found.year)).lead(lead);
    page(&web, &signed, "console/report/overview.html", &head, values)
}

fn is_shown(line: &Line, state: Option<&str>) -> bool {
    match state {
        None => true,
        Some("missing") => !line.state.is_some_and(ReportState::is_handed_in),
        Some("late") => line.is_late,
        Some(code) => line.state.map(ReportState::code) == Some(code),
    }
}

fn states() -> Vec<Value> {
    let mut states = vec![choice("missing", "没有上报"), choice("late", "逾期没有发布")];
    states.extend(ReportState::ALL.iter().map(|state| choice(state.code(), state.label())));
    states
}

fn tiles(lines: &[Line], year: i32) -> Vec<Value> {
    let tile = |label: &str, code: &str, tone: &str| {
        let number = lines.iter().filter(|line| is_shown(line, Some(code))).count();
        let tone = if number > 0 { tone } else { "neutral" };
        context! { label, number, url => format!("{PATH}?year={year}&state={code}"), note => "", tone }
    };
    vec![
        tile("没有上报", "missing", "warning"),
        tile("待审核", "handed_in", "info"),
        tile("退回修改", "sent_back", "error"),
        tile("已发布", "published", "ok"),
        tile("逾期没有发布", "late", "error"),
    ]
}

fn row(line: &Line, year: i32) -> Value {
    context! {
        name => line.name,
        coverage => line.coverage.label(),
        coverage_code => line.coverage.code(),
        agency => line.agency,
        year,
        url => line.report.as_ref().map(|report| format!("{PATH}/{}", report.id)),
        version => line.report.as_ref().map(|report| report.version),
        state => state_badge(line.state),
        due => due_badge(line),
        reminded => line.reminded_at.map(|at| Moment(at).display_minute()),
        may_open => line.may_edit && line.report.is_none(),
    }
}

/// `POST /console/reports/open`
pub async fn open(State(web): State<Web>, signed: SignedIn, typed: Typed) -> Result<Response, WebError> {
    let (agency, year) = asked_for(&typed)?;
    let coverage = Coverage::parse(typed.trimmed("coverage")).ok_or_else(|| WebError::problem("bad_request"))?;
    let id = app::report::open(web.app(), &signed.caller, agency, year, coverage).await?;
    Ok(Redirect::to(&format!("{PATH}/{id}")).into_response())
}

/// `POST /console/reports/remind`
pub async fn remind(State(web): State<Web>, signed: SignedIn, typed: Typed) -> Result<Response, WebError> {
    let (agency, year) = asked_for(&typed)?;
    let count = app::report::remind(web.app(), &signed.caller, agency, year).await?;
    Ok(Flash::ok(format!("已向 {count} 个没有上报的机关发出催报提示。")).redirect(&web, &format!("{PATH}?year={year}")))
}

/// Agency and year of a form.
pub fn asked_for(typed: &Typed) -> Result<(i64, i32), WebError> {
    let agency = typed.filled("agency").and_then(|id| id.parse().ok());
    let year = typed.filled("year").and_then(|year| year.parse().ok());
    agency.zip(year).ok_or_else(|| WebError::problem("bad_request"))
}
