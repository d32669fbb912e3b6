//! The log as a table for a spreadsheet program, by the filter of the page and up to a bound.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use documents::write::{Cell, Table, to_csv};

use super::{chain_name, filter, second, words};
use crate::console::admin::asked::Asked;
use crate::console::session::SignedIn;
use crate::errors::WebError;
use crate::forms::Typed;
use crate::state::Web;

/// Most rows of one export: what a spreadsheet program opens at ease, and some ten megabytes of memory.
pub const LIMIT: usize = 10_000;

/// `POST /console/audit/export`: a form, since it leaves a row in the log.
pub async fn send(State(web): State<Web>, signed: SignedIn, typed: Typed) -> Result<Response, WebError> {
    let asked = Asked::from(&typed);
    let (wanted, _) = filter::read(&web, &signed, &asked).await?;
    let rows = app::audit::export(web.app(), &signed.caller, &wanted, LIMIT).await?;
    let directory = web.app().directory();
    let head = ["机构", "序号", "时间", "姓名", "操作", "操作代码", "对象", "编号", "详情", "地址", "散列值"];
    let table = Table {
        name: "审计日志".to_string(),
        head: head.iter().map(ToString::to_string).collect(),
        rows: rows
            .into_iter()
            .map(|row| {
                let cells = [
                    chain_name(&directory, row.chain),
                    row.seq.to_string(),
                    second(row.at),
                    row.actor_name,
                    words::action(&row.action).to_string(),
                    row.action,
                    words::subject(&row.subject_kind).to_string(),
                    row.subject_id,
                    row.detail,
                    row.address,
                    row.hash,
                ];
                cells.into_iter().map(Cell::Text).collect()
            })
            .collect(),
    };
    let name = format!("attachment; filename=\"audit-{}.csv\"", web.app().now().date());
    let mut response = to_csv(&table).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    if let Ok(value) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}
