//! Agencies: the trees, one agency with its history, and the forms that change it.

mod card;
mod form;
mod guide;
mod steps;

use std::iter::Peekable;

use app::agency::AgencyBranch;
use axum::extract::State;
use axum::response::Response;
use domain::agency::{AgencyKind, ParentKind};
use domain::identity::Action;
use minijinja::Value;

use super::asked::Asked;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::routes::{Access, Route, get, post};
use crate::state::Web;
use crate::templates::context;

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<Route> {
    const NEEDS: Access = Access::Needs(Action::AgencyManage);
    vec![
        get("/console/agencies", NEEDS, show),
        get("/console/agencies/new", NEEDS, form::show_new),
        post("/console/agencies/new", NEEDS, form::send_new),
        get("/console/agencies/{id}", NEEDS, card::show),
        get("/console/agencies/{id}/edit", NEEDS, form::show_edit),
        post("/console/agencies/{id}/edit", NEEDS, form::send_edit),
        get("/console/agencies/{id}/guide", NEEDS, guide::show),
        post("/console/agencies/{id}/guide", NEEDS, guide::send),
        get("/console/agencies/{id}/{step}", NEEDS, steps::show),
        post("/console/agencies/{id}/{step}", NEEDS, steps::send),
    ]
}

/// `GET /console/agencies`
async fn show(State(web): State<Web>, signed: SignedIn, asked: Asked) -> Result<Response, WebError> {
    let kind = asked.code("tree", ParentKind::parse).unwrap_or(ParentKind::Territorial);
    let branches = app::agency::tree(web.app(), kind);
    let total = branches.len();
    let acting = branches.iter().filter(|branch| branch.agency.status == "active").count();
    let found = asked.text("q").map(|text| find(&web, &branches, text));
    let roots = nest(&web, &mut branches.into_iter().peekable(), 0);
    let tabs: Vec<Value> = ParentKind::ALL
        .iter()
        .map(|one| {
            let url = asked.address("/console/agencies", "tree", Some(one.code()));
            context! { label => tree_label(*one), url, current => *one == kind, count => () }
        })
        .collect();
    let head = PageHead::new("机构").lead(format!("共 {total} 个机构，其中 {acting} 个现行。"));
    let values = context! { roots, trees => tabs, found, form => asked.form() };
    page(&web, &signed, "console/admin/agencies.html", &head, values)
}

const fn tree_label(kind: ParentKind) -> &'static str {
    match kind {
        ParentKind::Territorial => "按属地（块）",
        ParentKind::Vertical => "按条线（条）",
    }
}

/// The agencies of the list that stand at `depth` and below, as nested nodes.
fn nest(web: &Web, branches: &mut Peekable<impl Iterator<Item = AgencyBranch>>, depth: usize) -> Vec<Value> {
    let mut nodes = Vec::new();
    while branches.peek().is_some_and(|branch| branch.depth >= depth) {
        let Some(branch) = branches.next() else { break };
        let below = nest(web, branches, depth + 1);
        nodes.push(context! { below, ..node(web, &branch) });
    }
    nodes
}

fn node(web: &Web, branch: &AgencyBranch) -> Value {
    let agency = &branch.agency;
    context! {
        url => url_of(agency.id),
        name => agency.name,
        kind => AgencyKind::parse(&agency.kind).map_or("", AgencyKind::label),
        code => agency.credit_code,
        vertical => vertical_name(web, agency.vertical_parent, &agency.vertical_parent_name),
        state => state(web, &agency.status, agency.merged_into),
    }
}

/// The agencies whose present or former name, short name or code contains the text.
fn find(web: &Web, branches: &[AgencyBranch], text: &str) -> Vec<Value> {
    let directory = web.app().directory();
    let former = |id| directory.former_names.iter().filter(move |former| former.agency_id == id);
    let fits = |branch: &&AgencyBranch| {
        let agency = &branch.agency;
        let code = agency.credit_code.as_deref().unwrap_or_default();
        agency.name.contains(text)
            || agency.short_name.contains(text)
            || code.contains(text)
            || agency.index_prefix.contains(text)
            || former(agency.id).any(|former| former.name.contains(text))
    };
    branches.iter().filter(fits).map(|branch| node(web, branch)).collect()
}

/// Whose line an agency belongs to, in words.
fn vertical_name(web: &Web, parent: Option<i64>, outside: &str) -> Option<String> {
    let directory = web.app().directory();
    let inside = parent.and_then(|id| directory.agency(id)).map(|agency| agency.name.clone());
    inside.or_else(|| (!outside.is_empty()).then(|| outside.to_string()))
}

/// The state of an agency that no longer acts.
fn state(web: &Web, status: &str, merged_into: Option<i64>) -> Option<Value> {
    match status {
        "active" => None,
        "merged" => {
            let directory = web.app().directory();
            let into = merged_into
                .and_then(|id| directory.agency(id))
                .map_or("其他机构", |agency| agency.short_name.as_str());
            Some(context! { label => format!("已并入{into}"), tone => "neutral" })
        }
        _ => Some(context! { label => "已撤销", tone => "neutral" }),
    }
}

fn url_of(id: i64) -> String {
    format!("/console/agencies/{id}")
}

/// The agency of a page; not found where there is none.
fn agency_of(web: &Web, id: i64) -> Result<AgencyBranch, WebError> {
    let directory = web.app().directory();
    let agency = directory.agency(id).cloned().ok_or_else(WebError::not_found)?;
    Ok(AgencyBranch { agency, depth: 0 })
}

/// The head of a page about one agency.
fn head_under(title: &str, name: &str, id: i64) -> PageHead {
    PageHead::new(title).under(&[("机构", "/console/agencies"), (name, &url_of(id))])
}
