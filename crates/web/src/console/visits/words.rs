//! What people looked for: words that were looked for often enough, and how often nothing had all of it.

use app::visits::words;
use axum::extract::State;
use axum::response::Response;
use documents::write::{Cell, Table, to_csv};
use minijinja::Value;

use super::{PATH, span};
use crate::console::admin::asked::Asked;
use crate::console::item::rows::value_of;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::downloads::saved;
use crate::errors::WebError;
use crate::state::Web;
use crate::templates::context;

/// `GET /console/visits/words`
pub async fn show(State(web): State<Web>, signed: SignedIn, asked: Asked) -> Result<Response, WebError> {
    let (from, until) = span(web.app(), &asked);
    let found = words(web.app(), &signed.caller, from, until).await?;
    let row = |(word, times, missing): &(String, i64, i64)| context! { word, times, missing };
    let form = asked.form().with("from", from.to_string()).with("until", until.to_string());
    let values = context! {
        rows => found.rows.iter().map(row).collect::<Vec<Value>>(),
        least => found.least,
        form => value_of(&form),
        csv_url => asked.address("/console/visits/words.csv", "", None),
        filtered => asked.has_any(&["from", "until"]),
    };
    let head = PageHead::new("检索词")
        .lead("网民在站内检索的词，不记录是谁检索的；证件号码、电话、姓名一类的不保存。")
        .under(&[("访问统计", PATH)]);
    page(&web, &signed, "console/visits/words.html", &head, values)
}

/// `GET /console/visits/words.csv`
pub async fn csv(State(web): State<Web>, signed: SignedIn, asked: Asked) -> Result<Response, WebError> {
    let (from, until) = span(web.app(), &asked);
    let found = words(web.app(), &signed.caller, from, until).await?;
    let rows = found.rows.into_iter().map(|(word, times, missing)| {
        vec![Cell::Text(word), Cell::Text(times.to_string()), Cell::Text(missing.to_string())]
    });
    let sheet = Table {
        name: "检索词".to_string(),
        head: ["检索词", "检索次数", "没有结果的次数"].map(str::to_string).to_vec(),
        rows: rows.collect(),
    };
    Ok(saved(&format!("检索词 {from} 至 {until}.csv"), "text/csv; charset=utf-8", to_csv(&sheet)))
}
