//! The differences between two revisions: fields before and after, and the body with insertions and deletions marked.

use std::collections::HashMap;

use app::item::history;
use app::item::view::{self, difference, get_revision_of};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use minijinja::Value;

use super::form::addresses;
use super::rows;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::state::Web;
use crate::templates::context;

/// `GET /console/items/{id}/diff?from=&to=`: by default from what is live to what is in progress; where nothing is
/// live, from the revision before.
pub async fn show(
    State(web): State<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    Query(asked): Query<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let app = web.app();
    let detail = view::get(app, &signed.caller, id).await?;
    let revisions = history::revisions(app, &detail).await?;
    let wanted = |name: &str| asked.get(name).and_then(|v| v.parse::<i64>().ok());
    let to = wanted("to").unwrap_or(detail.revision.id);
    let older = revisions.iter().skip_while(|r| r.id != to).nth(1).map(|r| r.id);
    let live = detail.live.as_ref().map(|r| r.id).filter(|live| *live != to);
    let from = wanted("from").or(live).or(older);
    let label = |id: i64| {
        let known = revisions.iter().find(|r| r.id == id);
        known.map_or_else(String::new, |r| {
            format!("第 {} 版（{}，{}）", r.number, r.created_at.display_minute(), r.state.label())
        })
    };
    let (fields, body_html) = match from {
        Some(from) => {
            let (_, _, before) = get_revision_of(app, &signed.caller, id, from).await?;
            let (_, _, after) = get_revision_of(app, &signed.caller, id, to).await?;
            let found = difference(app, &before, &after);
            let fields: Vec<Value> = found
                .fields
                .iter()
                .map(|f| context! { label => f.label, before => f.before.as_str(), after => f.after.as_str() })
                .collect();
            (fields, addresses::for_console(&found.body_html))
        }
        None => (Vec::new(), String::new()),
    };
    let options: Vec<Value> = revisions.iter().map(|r| context! { value => r.id, label => label(r.id) }).collect();
    let url = format!("/console/items/{id}");
    let values = context! {
        url => url.as_str(),
        options,
        form => rows::value_of(&crate::forms::FormView::new().with("from", from.unwrap_or_default()).with("to", to)),
        comparable => from.is_some(),
        from_label => from.map(label).unwrap_or_default(),
        to_label => label(to),
        changed_body => body_html.contains("<ins") || body_html.contains("<del"),
        fields,
        body_html,
        item_badges => rows::badges_of(&detail.item),
    };
    let head = PageHead::new("版本比较").under(&[("信息管理", "/console/items"), (&detail.item.title, &url)]);
    page(&web, &signed, "console/item/diff.html", &head, values)
}
