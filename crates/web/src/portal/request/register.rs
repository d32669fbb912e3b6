//! The public register: numbers of applications and replies by year, without persons.

use app::request::public;
use axum::extract::Query;
use axum::response::Response;
use chrono::Datelike;
use minijinja::Value;
use serde::Deserialize;

use super::{ENTRY, head};
use crate::errors::WebError;
use crate::portal::frame::Portal;
use crate::portal::pages::platform;
use crate::portal::views::Link;
use crate::templates::context;

/// Years that the page offers, none before the Regulation in its present form.
const YEARS: i32 = 10;
const FIRST_YEAR: i32 = 2019;

/// What may be asked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    year: String,
}

/// Whose figures: of an agency's own site that agency's; of the main site, whoever keeps it, the whole government's.
fn counted_agency(portal: &Portal) -> Option<i64> {
    portal.own_agency().or_else(|| {
        let site = portal.asked.site_id.and_then(|id| portal.directory.site(id))?;
        portal.directory.agency_path(site.agency_id).last().copied()
    })
}

/// `GET /requests/register?year=`
pub async fn show(portal: Portal, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    let this = portal.today.year();
    let year = if asked.year.is_empty() { this } else { asked.year.parse().map_err(|_| WebError::not_found())? };
    if !(FIRST_YEAR..=this).contains(&year) {
        return Err(WebError::not_found());
    }
    let agency = counted_agency(&portal).ok_or_else(WebError::not_found)?;
    let figures = public::figures(portal.web.app(), agency, year).await?;
    let total: i64 = figures.new.iter().map(|(_, n)| n).sum();
    let row = |label: &str, count: i64| context! { label, cells => [count] };
    let mut rows: Vec<Value> = Vec::new();
    if total > 0 || figures.ended_all > 0 {
        rows.push(row("新收申请", total));
        rows.extend(
            figures.new.iter().filter(|(_, n)| *n > 0).map(|(kind, n)| row(&format!("其中：{}", kind.label()), *n)),
        );
        rows.push(row("办结申请", figures.ended_all));
        rows.extend(figures.ended.iter().map(|(kind, n)| row(&format!("其中：{}", kind.label()), *n)));
    }
    let years: Vec<Link> = (0..YEARS)
        .map(|back| this - back)
        .filter(|y| *y >= FIRST_YEAR)
        .map(|y| Link::new(format!("{y} 年"), portal.url(&format!("/requests/register?year={y}"))).current(y == year))
        .collect();
    let register = context! {
        lead => "按年度公布收到和办理政府信息公开申请的数量，不含申请人的任何信息。",
        caption => format!("{}及所属机构 {year} 年办理情况", portal.agency_name(agency)),
        heads => ["项目", "件数"],
        rows,
        years,
    };
    let mut head = head(&portal, "依申请公开办理情况", "收到和办理政府信息公开申请的数量。");
    head.hidden = false;
    head.canonical = format!("/requests/register?year={year}");
    let values = context! { gov_info => platform::platform(&portal, ENTRY), register };
    let page = portal.page("request_register.html", &head, values, Vec::new())?.once();
    Ok(page.answer(&portal.headers, 0))
}
