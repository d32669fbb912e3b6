//! The list of all items one may see, with filters, paged by key.

use std::collections::{BTreeMap, HashMap};

use app::item::list::{ItemQuery, Urgent, list};
use axum::extract::{Query, State};
use axum::response::Response;
use domain::identity::Action;
use domain::item::{PublicState, WorkState};
use minijinja::Value;

use super::choices;
use super::rows::{key_in, key_text, rows_of, value_of};
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::forms::FormView;
use crate::state::Web;
use crate::templates::context;

/// The filters, in the order of the address.
const FILTERS: &[&str] = &["title", "state", "public", "section", "agency", "kind", "mine", "urgent"];

/// `GET /console/items`
pub async fn show(
    State(web): State<Web>,
    signed: SignedIn,
    Query(asked): Query<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let app = web.app();
    let size = u64::try_from(app.settings().number("display.page_size")).unwrap_or(20);
    let query = query_of(&asked, signed.account.id);
    let found = list(app, &signed.caller, &query, size).await?;
    let directory = app.directory();
    let filtered = FILTERS.iter().any(|name| asked.get(*name).is_some_and(|v| !v.trim().is_empty()));
    let pager = context! {
        newer_url => query.before.map(|_| address(&asked, None)),
        older_url => found.next.map(|key| address(&asked, Some(key))),
        text => format!("本页 {} 条", found.items.len()),
    };
    let work: Vec<Value> = WorkState::ALL
        .iter()
        .filter(|s| s.is_editable() || s.is_under_way())
        .map(|s| choices::option(s.code(), s.label()))
        .collect();
    let values = context! {
        rows => value_of(&rows_of(&directory, &found.items, &BTreeMap::new())),
        list_pager => pager,
        form => value_of(&form_of(&asked)),
        filtered,
        work_states => work,
        public_states => PublicState::ALL.iter().map(|s| choices::option(s.code(), s.label())).collect::<Vec<_>>(),
        sections => choices::all_sections(&directory),
        agencies => choices::agencies(&directory),
        kinds => choices::kinds(&directory),
        may_create => signed.caller.can_somewhere(Action::ItemEdit, app.now()),
    };
    page(&web, &signed, "console/item/list.html", &PageHead::new("信息管理"), values)
}

fn query_of(asked: &HashMap<String, String>, account: i64) -> ItemQuery {
    let text = |name: &str| asked.get(name).map(|v| v.trim()).filter(|v| !v.is_empty());
    let id = |name: &str| text(name).and_then(|v| v.parse().ok());
    ItemQuery {
        work_state: text("state").and_then(WorkState::parse),
        public_state: text("public").and_then(PublicState::parse),
        section: id("section"),
        agency: id("agency"),
        site: id("site"),
        kind: text("kind").map(str::to_string),
        title: text("title").map(str::to_string),
        mine: text("mine").map(|_| account),
        urgent: if text("urgent").is_some() { Urgent::Unconfirmed } else { Urgent::Any },
        before: text("before").and_then(key_in),
    }
}

fn form_of(asked: &HashMap<String, String>) -> FormView {
    FILTERS.iter().fold(FormView::new(), |form, name| match asked.get(*name) {
        Some(value) => form.with(name, value.as_str()),
        None => form,
    })
}

/// The address of a page of the same list.
fn address(asked: &HashMap<String, String>, before: Option<(i64, i64)>) -> String {
    let kept = FILTERS
        .iter()
        .filter_map(|name| asked.get(*name).filter(|v| !v.is_empty()).map(|v| ((*name).to_string(), v.clone())));
    let key = before.map(|key| ("before".to_string(), key_text(key)));
    let query = serde_urlencoded::to_string(kept.chain(key).collect::<Vec<_>>()).unwrap_or_default();
    if query.is_empty() { "/console/items".to_string() } else { format!("/console/items?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_further_page_keeps_the_filters() {
        let asked: HashMap<String, String> = [("title", "通知"), ("state", "draft"), ("before", "9,9")]
            .map(|(k, v)| (k.to_string(), v.to_string()))
            .into();
        let next = address(&asked, Some((5, 3)));
        assert_eq!(next, "/console/items?title=%E9%80%9A%E7%9F%A5&state=draft&before=5%2C3");
        let query = query_of(&asked, 7);
        assert_eq!((query.work_state, query.mine, query.before), (Some(WorkState::Draft), None, Some((9, 9))));
    }
}
