//! The supervisor's page: what is amiss with the cases of all agencies of his scope, and behind each number its cases.

use std::collections::BTreeMap;

use app::identity::names;
use app::request::watch;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::request::finding::CaseFinding;
use minijinja::Value;

use super::desk::{PATH, key_in, key_text};
use super::rows::rows_of;
use super::words::what_to_do;
use crate::console::admin::asked::Asked;
use crate::console::item::rows::value_of;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::state::Web;
use crate::templates::context;

const HERE: &str = "/console/requests/watch";

fn url(finding: CaseFinding, agency: Option<i64>) -> String {
    let own = format!("{HERE}/{}", finding.code());
    agency.map_or(own.clone(), |agency| format!("{own}?agency={agency}"))
}

const fn tone(finding: CaseFinding, count: i64) -> &'static str {
    match (finding, count) {
        (_, 0) => "neutral",
        (CaseFinding::Overdue | CaseFinding::Unconfirmed, _) => "error",
        _ => "warning",
    }
}

/// `GET /console/requests/watch`
pub async fn show(State(web): State<Web>, signed: SignedIn) -> Result<Response, WebError> {
    let found = watch::overview(web.app(), &signed.caller).await?;
    let findings = || CaseFinding::ALL.iter().copied();
    let tile = |(finding, count): (CaseFinding, &i64)| {
        context! { label => finding.label(), number => count, url => url(finding, None), note => "", tone => tone(finding, *count) }
    };
    let row = |row: &watch::AgencyFindings| {
        let cell = |(finding, count): (CaseFinding, &i64)| {
            (*count > 0).then(|| {
                let url = url(finding, Some(row.agency));
                context! { label => finding.label(), count, url, tone => tone(finding, *count) }
            })
        };
        context! {
            name => row.name.as_str(),
            open => row.open,
            open_url => format!("{PATH}?agency={}", row.agency),
            cells => findings().zip(&row.counts).filter_map(cell).collect::<Vec<_>>(),
        }
    };
    let values = context! {
        tiles_list => findings().zip(&found.totals).map(tile).collect::<Vec<Value>>(),
        open => found.open,
        rows => found.agencies.iter().map(row).collect::<Vec<_>>(),
        near_days => web.app().settings().number("requests.near_days"),
    };
    let head = PageHead::new("期限监督")
        .lead("监管范围内各机构正在办理的申请中需要过问的问题。点数字看是哪些申请。")
        .under(&[("依申请公开", PATH)]);
    page(&web, &signed, "console/request/watch.html", &head, values)
}

/// `GET /console/requests/watch/{finding}`
pub async fn list(
    State(web): State<Web>,
    signed: SignedIn,
    Path(code): Path<String>,
    asked: Asked,
) -> Result<Response, WebError> {
    let app = web.app();
    let finding = CaseFinding::parse(&code).ok_or_else(|| WebError::problem("not_found"))?;
    let settings = app.settings();
    let size = u64::try_from(settings.number("display.page_size")).unwrap_or(20);
    let (agency, after) = (asked.number("agency"), asked.text("after").and_then(key_in));
    let found = watch::behind(app, &signed.caller, finding, agency, after, size).await?;
    let names: BTreeMap<i64, String> = names(app, found.rows.iter().filter_map(|row| row.row.officer_id)).await?;
    let here = url(finding, None);
    let values = context! {
        rows => value_of(&rows_of(&found.rows, &names, settings.number("requests.near_days"))),
        what_to_do => what_to_do(finding),
        agency => agency.and_then(|id| app.directory().agency(id).map(|agency| agency.name.clone())),
        all_url => agency.map(|_| here.clone()),
        list_pager => context! {
            by_day => true,
            newer_url => after.map(|_| asked.address(&here, "after", None)),
            older_url => found.next.map(|key| asked.address(&here, "after", Some(&key_text(key)))),
            text => format!("本页 {} 件", found.rows.len()),
        },
    };
    let head = PageHead::new(finding.label()).under(&[("依申请公开", PATH), ("期限监督", HERE)]);
    page(&web, &signed, "console/request/watch_list.html", &head, values)
}
