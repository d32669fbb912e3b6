//! Visits by day, agency, section or item.

use app::visits::{By, Table as Visits, VisitQuery, VisitRow, table};
use axum::extract::State;
use axum::response::Response;
use documents::write::{Cell, Table, to_csv};
use minijinja::Value;

use super::span;
use crate::console::admin::asked::Asked;
use crate::console::admin::choices::{Agencies, agencies, choice, sections};
use crate::console::item::rows::value_of;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::downloads::saved;
use crate::errors::WebError;
use crate::state::Web;
use crate::templates::context;

/// By what the table can be grouped.
const BY: [(By, &str, &str); 4] = [
    (By::Day, "day", "日期"),
    (By::Agency, "agency", "机构"),
    (By::Section, "section", "栏目"),
    (By::Item, "item", "信息"),
];

fn query_of(web: &Web, asked: &Asked) -> (VisitQuery, &'static str) {
    let (from, until) = span(web.app(), asked);
    let wanted = asked.text("by").unwrap_or("day");
    let (by, _, label) = BY.into_iter().find(|(_, code, _)| *code == wanted).unwrap_or((By::Day, "day", "日期"));
    (VisitQuery { from, until, by, agency: asked.number("agency"), section: asked.number("section") }, label)
}

/// `GET /console/visits`
pub async fn show(State(web): State<Web>, signed: SignedIn, asked: Asked) -> Result<Response, WebError> {
    let app = web.app();
    let (query, label) = query_of(&web, &asked);
    let found: Visits = table(app, &signed.caller, query).await?;
    let most = found.rows.iter().map(|row| row.visits).max().unwrap_or_default().max(1);
    let row = |row: &VisitRow| {
        let url = row.id.filter(|_| query.by == By::Item).map(|id| format!("/console/items/{id}"));
        context! { label => row.label, url, visits => row.visits, of => row.visits, most }
    };
    let form = asked.form().with("from", query.from.to_string()).with("until", query.until.to_string());
    let values = context! {
        rows => found.rows.iter().map(row).collect::<Vec<Value>>(),
        total => found.total,
        label,
        form => value_of(&form),
        by_choices => BY.map(|(_, code, label)| choice(code, label)).to_vec(),
        agencies => agencies(app, Agencies::Ever),
        sections => sections(&app.directory(), None),
        csv_url => asked.address("/console/visits.csv", "", None),
        filtered => asked.has_any(&["agency", "section", "from", "until"]),
    };
    let head = PageHead::new("访问统计")
        .lead("在服务器上计数，不用 Cookie，不记录访问者；搜索引擎等程序的访问不计。每分钟汇总一次。");
    page(&web, &signed, "console/visits/table.html", &head, values)
}

/// `GET /console/visits.csv`
pub async fn csv(State(web): State<Web>, signed: SignedIn, asked: Asked) -> Result<Response, WebError> {
    let (query, label) = query_of(&web, &asked);
    let found = table(web.app(), &signed.caller, query).await?;
    let rows = found.rows.into_iter().map(|row| vec![Cell::Text(row.label), Cell::Text(row.visits.to_string())]);
    let sheet = Table {
        name: "访问统计".to_string(),
        head: vec![label.to_string(), "访问次数".to_string()],
        rows: rows.collect(),
    };
    let name = format!("访问统计 {} 至 {}.csv", query.from, query.until);
    Ok(saved(&name, "text/csv; charset=utf-8", to_csv(&sheet)))
}
