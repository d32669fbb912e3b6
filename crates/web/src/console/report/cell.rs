//! What lies behind one figure: the records that it counts, the agencies that it sums up, or who entered it from where.

use app::report::{Behind, BehindRows, behind, cell_name, evidence_file};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::dispute::{Outcome, Track};
use domain::report::CellKey;
use domain::request::CaseState;
use domain::request::applicant::ApplicantKind;
use domain::request::reply::ReplyKind;
use domain::time::Moment;
use minijinja::Value;

use super::page::file_answer;
use super::{PATH, tables};
use crate::console::admin::asked::Asked;
use crate::console::dispute::PATH as DISPUTES;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::state::Web;
use crate::templates::context;
use domain::identity::Action;

/// `GET /console/reports/{id}/cells/{cell}`
pub async fn show(
    State(web): State<Web>,
    signed: SignedIn,
    Path((id, cell)): Path<(i64, String)>,
    asked: Asked,
) -> Result<Response, WebError> {
    let key: CellKey = cell.parse().map_err(|_| WebError::not_found())?;
    let found = behind(web.app(), &signed.caller, id, key, asked.number("after")).await?;
    let now = web.app().now();
    let sees_cases = signed.caller.can_somewhere(Action::RequestView, now);
    let path = format!("{PATH}/{id}/cells/{key}");
    let stored = found.loaded.cells.get(&key);
    let values = context! {
        id,
        figure => tables::shown(&found.loaded, key),
        key => key.to_string(),
        provenance => found.provenance(),
        query => found.query(),
        at => stored.map(|stored| Moment(stored.at).display_minute()),
        evidence => found.evidence.as_ref().map(|file| context! {
            name => file.name,
            url => format!("{PATH}/{id}/evidence/{}", file.id),
            note => crate::templates::functions::file_size(file.size),
        }),
        parts => found.parts.iter().map(|(_, name, count)| context! { name, count }).collect::<Vec<_>>(),
        cases => cases(&found, sees_cases),
        disputes => disputes(&web, &signed, &found),
        next_url => found.next.map(|next| asked.address(&path, "after", Some(&next.to_string()))),
        first_url => asked.number("after").map(|_| path.clone()),
    };
    let title = cell_name(found.loaded.report.format, key);
    let row = &found.loaded.row;
    let report = format!("{}{}年报告", row.agency_name, row.year);
    let above = format!("{PATH}/{id}");
    let head = PageHead::new(title).under(&[("年度报告", PATH), (&report, &above)]);
    page(&web, &signed, "console/report/cell.html", &head, values)
}

fn cases(found: &Behind, sees_cases: bool) -> Vec<Value> {
    let BehindRows::Cases(cases) = &found.rows else { return Vec::new() };
    let view = |one: &app::request::RequestRow| {
        context! {
            number => one.number,
            url => sees_cases.then(|| format!("/console/requests/{}", one.id)),
            applicant => ApplicantKind::parse(&one.applicant_kind).map_or("", |kind| kind.label()),
            arrived_on => one.arrived_on.to_string(),
            closed_on => one.closed_on.map(|on| on.to_string()),
            state => CaseState::parse(&one.state).map_or("", |state| state.label()),
            reply => one.reply_kind.as_deref().map(reply_words),
        }
    };
    cases.iter().map(view).collect()
}

/// The reply in words; a code that is none of ours as it stands.
fn reply_words(code: &str) -> String {
    ReplyKind::parse(code).map_or_else(|| code.to_owned(), |kind| kind.label().to_owned())
}

fn disputes(web: &Web, signed: &SignedIn, found: &Behind) -> Vec<Value> {
    let BehindRows::Disputes(disputes) = &found.rows else { return Vec::new() };
    let directory = web.app().directory();
    let may_open = |agency| signed.caller.can(Action::DisputeView, &directory.agency_place(agency), web.app().now());
    let view = |one: &app::report::DisputeRow| {
        context! {
            url => may_open(one.agency_id).then(|| format!("{DISPUTES}/{}", one.id)),
            organ => one.organ,
            case_number => one.case_number,
            track => Track::parse(&one.track).map_or("", |track| track.label()),
            outcome => Outcome::parse(&one.outcome).map_or("", |outcome| outcome.label()),
            filed_on => one.filed_on.to_string(),
            decided_on => one.decided_on.map(|on| on.to_string()),
        }
    };
    disputes.iter().map(view).collect()
}

/// `GET /console/reports/{id}/evidence/{file}`
pub async fn evidence(
    State(web): State<Web>,
    signed: SignedIn,
    Path((id, file)): Path<(i64, i64)>,
) -> Result<Response, WebError> {
    let (row, bytes) = evidence_file(web.app(), &signed.caller, id, file).await?;
    Ok(file_answer(&row.media_type, &row.name, bytes))
}
