//! "My tasks": what waits for the signed-in person over all sites, queue by queue, and which limits are near.

use std::collections::HashMap;

use app::item::due;
use app::item::list::{self, TaskQueue};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::identity::Action;
use minijinja::Value;

use super::rows::{key_in, key_text, row_of, rows_of, value_of};
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::state::Web;
use crate::templates::context;

/// How many items of each queue stand on the first page.
const EACH: u64 = 5;
/// How many near limits stand on the first page.
const DUE_SHOWN: u64 = 8;

/// `GET /console/tasks`
pub async fn show(State(web): State<Web>, signed: SignedIn) -> Result<Response, WebError> {
    let app = web.app();
    let queues = list::tasks(app, &signed.caller, EACH).await?;
    let due = due::list_due(app, &signed.caller, DUE_SHOWN).await?;
    let directory = app.directory();
    let mut tiles: Vec<Value> = queues.iter().map(tile).collect();
    tiles.extend(from_the_public(&web, &signed).await?);
    let shown: Vec<Value> = queues
        .iter()
        .filter(|q| q.count > 0)
        .map(|q| {
            context! {
                label => q.kind.label,
                count => q.count,
                url => queue_url(q),
                more => q.page.next.is_some(),
                rows => value_of(&rows_of(&directory, &q.page.items, &due::limits_of(app, &q.page.items))),
            }
        })
        .collect();
    let due_rows: Vec<_> = due.first.iter().map(|d| row_of(&directory, &d.item, Some(&d.due))).collect();
    let values = context! {
        queue_tiles => tiles,
        queues => shown,
        due => value_of(&due_rows),
        due_count => due.count,
        late => due.late,
        limit_days => app.settings().number("publish.limit_days"),
        may_create => signed.caller.can_somewhere(Action::ItemEdit, app.now()),
    };
    let head = PageHead::new("我的任务").lead("各站点、各栏目中等您处理的信息。");
    page(&web, &signed, "console/item/tasks.html", &head, values)
}

fn queue_url(queue: &TaskQueue) -> String {
    format!("/console/tasks/{}", queue.kind.code)
}

fn tile(queue: &TaskQueue) -> Value {
    let tone = match queue.kind.code {
        "returned" | "urgent" if queue.count > 0 => "warning",
        _ => "",
    };
    context! { label => queue.kind.label, number => queue.count, url => queue_url(queue), tone }
}

/// What the public says and somebody has to look at, for those who handle it.
async fn from_the_public(web: &Web, signed: &SignedIn) -> Result<Vec<Value>, WebError> {
    let Some((open, answered)) = app::voice::desk::waiting(web.app(), &signed.caller).await? else {
        return Ok(Vec::new());
    };
    let opinions = app::voice::opinion::waiting(web.app(), &signed.caller).await?;
    let tile = |label: &str, number: i64, url: &str| {
        context! { label, number, url, tone => if number > 0 { "warning" } else { "" } }
    };
    Ok(vec![
        tile("找错待答复", open, "/console/site-errors"),
        tile("找错待办结", answered, "/console/site-errors?state=answered"),
        tile("评价待处理", i64::try_from(opinions).unwrap_or(i64::MAX), "/console/opinions"),
    ])
}

/// `GET /console/tasks/{queue}`
pub async fn show_queue(
    State(web): State<Web>,
    signed: SignedIn,
    Path(code): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let app = web.app();
    let before = query.get("before").and_then(|key| key_in(key));
    let size = u64::try_from(app.settings().number("display.page_size")).unwrap_or(20);
    let queue = list::task_page(app, &signed.caller, &code, before, size).await?;
    let limits = due::limits_of(app, &queue.page.items);
    let url = queue_url(&queue);
    let pager = context! {
        newer_url => before.is_some().then(|| url.clone()),
        older_url => queue.page.next.map(|key| format!("{url}?before={}", key_text(key))),
        text => format!("共 {} 条", queue.count),
    };
    let values =
        context! { rows => value_of(&rows_of(&app.directory(), &queue.page.items, &limits)), queue_pager => pager };
    let head = PageHead::new(queue.kind.label).under(&[("我的任务", "/console/tasks")]);
    page(&web, &signed, "console/item/queue.html", &head, values)
}
