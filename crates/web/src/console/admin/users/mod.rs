//! Users: the list, one account with its roles, deputies and sessions, and the forms that change it.

mod card;
mod deeds;
mod deputies;
mod form;
mod grants;
mod list;

use app::Directory;
use axum::response::Response;
use domain::identity::Action;

use crate::console::shell::PageHead;
use crate::routes::{Access, Route, get, post};

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<Route> {
    const SEE: Access = Access::Needs(Action::UserView);
    const MANAGE: Access = Access::Needs(Action::UserManage);
    const GRANT: Access = Access::Needs(Action::RoleGrant);
    const RESET: Access = Access::Needs(Action::CredentialReset);
    vec![
        get("/console/users", SEE, list::show),
        get("/console/users/new", MANAGE, form::show_new),
        post("/console/users/new", MANAGE, form::send_new),
        get("/console/users/{id}", SEE, card::show),
        get("/console/users/{id}/edit", MANAGE, form::show_edit),
        post("/console/users/{id}/edit", MANAGE, form::send_edit),
        post("/console/users/{id}/disable", MANAGE, deeds::disable),
        post("/console/users/{id}/enable", MANAGE, deeds::enable),
        post("/console/users/{id}/reset", RESET, deeds::reset),
        post("/console/users/{id}/unlock", RESET, deeds::unlock),
        post("/console/users/{id}/unbind", RESET, deeds::unbind_factor),
        post("/console/users/{id}/sessions/{session}/end", RESET, deeds::end_session),
        get("/console/users/{id}/grants/new", GRANT, grants::show),
        post("/console/users/{id}/grants/new", GRANT, grants::send),
        post("/console/users/{id}/grants/{grant}/revoke", GRANT, grants::revoke),
        get("/console/users/{id}/deputies/new", MANAGE, deputies::show),
        post("/console/users/{id}/deputies/new", MANAGE, deputies::send),
        post("/console/users/{id}/deputies/{deputy}/end", MANAGE, deputies::end),
    ]
}

fn url_of(id: i64) -> String {
    format!("/console/users/{id}")
}

fn head_under(title: &str, name: &str, id: i64) -> PageHead {
    PageHead::new(title).under(&[("用户", "/console/users"), (name, &url_of(id))])
}

fn agency_name(directory: &Directory, id: Option<i64>) -> String {
    id.and_then(|id| directory.agency(id)).map_or_else(|| "不属于机构".to_string(), |agency| agency.name.clone())
}

/// The answer of a page that shows a secret must not be kept anywhere.
fn unkept(mut response: Response) -> Response {
    let value = axum::http::HeaderValue::from_static("no-store");
    response.headers_mut().insert(axum::http::header::CACHE_CONTROL, value);
    response
}
