//! The supervisor's page: messages that are late, by agency, and behind each number the messages.

use app::voice::watch;
use axum::extract::{Path, State as Given};
use axum::response::Response;
use domain::voice::site_error::ErrorFinding;
use minijinja::Value;

use super::{PATH, rows_of};
use crate::console::admin::asked::Asked;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::state::Web;
use crate::templates::context;

const HERE: &str = "/console/site-errors/watch";

fn url(finding: ErrorFinding, agency: Option<i64>) -> String {
    let own = format!("{HERE}/{}", finding.code());
    agency.map_or(own.clone(), |agency| format!("{own}?agency={agency}"))
}

const fn tone(finding: ErrorFinding, count: i64) -> &'static str {
    match (finding, count) {
        (_, 0) => "neutral",
        (ErrorFinding::Overdue, _) => "error",
        (ErrorFinding::Unclosed | ErrorFinding::PassedAround, _) => "warning",
    }
}

const fn what_to_do(finding: ErrorFinding) -> &'static str {
    match finding {
        ErrorFinding::Overdue => "请督促办理机构答复；不归它办理的，可以直接转给有关机构。",
        ErrorFinding::Unclosed => "答复后迟迟没有办结，请核对是否已经改正。",
        ErrorFinding::PassedAround => "几个机构相互转办，请确定由谁办理。",
    }
}

/// `GET /console/site-errors/watch`
pub async fn show(Given(web): Given<Web>, signed: SignedIn) -> Result<Response, WebError> {
    let found = watch::overview(web.app(), &signed.caller).await?;
    let findings = || ErrorFinding::ALL.iter().copied();
    let tile = |(finding, count): (ErrorFinding, &i64)| {
        context! { label => finding.label(), number => count, url => url(finding, None), note => "", tone => tone(finding, *count) }
    };
    let row = |row: &watch::AgencyFindings| {
        let cell = |(finding, count): (ErrorFinding, &i64)| {
            (*count > 0).then(|| {
                let url = url(finding, Some(row.agency));
                context! { label => finding.label(), count, url, tone => tone(finding, *count) }
            })
        };
        context! { name => row.name, cells => findings().zip(&row.counts).filter_map(cell).collect::<Vec<_>>() }
    };
    let settings = web.app().settings();
    let values = context! {
        tiles_list => findings().zip(&found.totals).map(tile).collect::<Vec<Value>>(),
        rows => found.agencies.iter().map(row).collect::<Vec<_>>(),
        answer_days => settings.number("voice.answer_days"),
        close_days => settings.number("voice.close_days"),
    };
    let head = PageHead::new("找错监督")
        .lead("监管范围内各机构办理网站找错留言中需要过问的问题。点数字看是哪些找错留言。")
        .under(&[("网站找错", PATH)]);
    page(&web, &signed, "console/voice/watch.html", &head, values)
}

/// `GET /console/site-errors/watch/{finding}`
pub async fn list(
    Given(web): Given<Web>,
    signed: SignedIn,
    Path(code): Path<String>,
    asked: Asked,
) -> Result<Response, WebError> {
    let app = web.app();
    let finding = ErrorFinding::parse(&code).ok_or_else(|| WebError::problem("not_found"))?;
    let (agency, after) = (asked.number("agency"), asked.number("after"));
    let size = app.settings().size("display.page_size") as u64;
    let (rows, next) = watch::behind(app, &signed.caller, finding, agency, after, size).await?;
    let here = url(finding, None);
    let values = context! {
        rows => rows_of(&web, &rows),
        what_to_do => what_to_do(finding),
        agency => agency.and_then(|id| app.directory().agency(id).map(|agency| agency.name.clone())),
        all_url => agency.map(|_| here.clone()),
        list_pager => context! {
            by_day => true,
            newer_url => after.map(|_| asked.address(&here, "after", None)),
            older_url => next.map(|id| asked.address(&here, "after", Some(&id.to_string()))),
            text => format!("本页 {} 件", rows.len()),
        },
    };
    let head = PageHead::new(finding.label()).under(&[("网站找错", PATH), ("找错监督", HERE)]);
    page(&web, &signed, "console/voice/watch_list.html", &head, values)
}
