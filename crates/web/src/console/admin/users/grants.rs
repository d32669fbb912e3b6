//! Granting a role at a scope, and taking it back.

use app::identity::{get_account, grant_role, revoke_role};
use app::{AppError, FieldFault};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::identity::permission::actions_of;
use domain::identity::{Role, Scope};
use minijinja::Value;

use super::{agency_name, head_under, url_of};
use crate::console::admin::answer::{after_button, form_page, refused};
use crate::console::admin::choices::{Agencies, agencies, choice, roles, sections, sites};
use crate::console::admin::reader::Reader;
use crate::console::flash::Flash;
use crate::console::session::SignedIn;
use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::state::Web;
use crate::templates::context;

/// The kinds of scopes, by the field in which the place itself is chosen.
const SCOPES: [(&str, &str); 5] = [
    ("agency", "一个机构"),
    ("agency_tree", "一个机构及全部下级"),
    ("section", "一个栏目及下级栏目"),
    ("site", "一个站点"),
    ("all", "全部"),
];

/// `GET /console/users/{id}/grants/new`
pub async fn show(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    let account = get_account(web.app(), &signed.caller, id).await?.account;
    let agency = account.agency_id.map(|id| id.to_string()).unwrap_or_default();
    grant_page(&web, &signed, id, &FormView::new().with("scope_kind", "agency").with("agency_id", agency)).await
}

async fn grant_page(web: &Web, signed: &SignedIn, id: i64, form: &FormView) -> Result<Response, WebError> {
    let account = get_account(web.app(), &signed.caller, id).await?.account;
    let directory = web.app().directory();
    let values = context! {
        url => format!("/console/users/{id}/grants/new"),
        cancel_url => url_of(id),
        roles => roles(),
        scopes => SCOPES.iter().map(|(code, label)| choice(*code, *label)).collect::<Vec<_>>(),
        agencies => agencies(web.app(), Agencies::Acting),
        sites => sites(&directory),
        sections => sections(&directory, None),
        powers => powers(),
    };
    let head = head_under("授予角色", &account.name, id);
    let head = head.lead(format!(
        "{}，{}。授予后立即生效，并记入审计日志。",
        account.name,
        agency_name(&directory, account.agency_id)
    ));
    form_page(web, signed, "console/admin/grant_form.html", &head, form, values)
}

/// What each role may do, for the table beside the form.
fn powers() -> Vec<Value> {
    Role::ALL
        .iter()
        .map(|role| {
            let labels: Vec<&str> = actions_of(*role).iter().map(|action| action.label()).collect();
            context! { role => role.label(), may => labels.join("、") }
        })
        .collect()
}

/// `POST /console/users/{id}/grants/new`
pub async fn send(
    State(web): State<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    typed: Typed,
) -> Result<Response, WebError> {
    let result = match read(&typed) {
        Ok((role, scope)) => {
            grant_role(web.app(), &signed.caller, id, role, scope).await.map_err(|error| at_place(error, &typed))
        }
        Err(error) => Err(error),
    };
    match result {
        Ok(_) => Ok(Flash::ok("角色已授予，立即生效。").redirect(&web, &url_of(id))),
        Err(error) => grant_page(&web, &signed, id, &refused(typed.view(), error)?).await,
    }
}

fn read(typed: &Typed) -> Result<(Role, Scope), AppError> {
    let mut reader = Reader::new(typed);
    let role = reader.code("role", Role::parse, Role::Editor);
    let known = |code: &str| SCOPES.iter().find(|(known, _)| *known == code).map(|(known, _)| *known);
    let kind = reader.code("scope_kind", known, "all");
    let scope = match field_of(kind) {
        Some(field) => Scope::from_parts(kind, Some(reader.id(field))),
        None => Some(Scope::All),
    };
    reader.finish()?;
    Ok((role, scope.unwrap_or(Scope::Agency(0))))
}

/// The field in which the place of a kind of scope is chosen.
fn field_of(kind: &str) -> Option<&'static str> {
    match kind {
        "agency" | "agency_tree" => Some("agency_id"),
        "section" => Some("section_id"),
        "site" => Some("site_id"),
        _ => None,
    }
}

/// A fault of the scope stands at the field in which it was chosen.
fn at_place(error: AppError, typed: &Typed) -> AppError {
    let AppError::Refused(mut problem) = error else { return error };
    let field = field_of(typed.trimmed("scope_kind")).unwrap_or("scope_kind");
    problem.fields = problem.fields.into_iter().map(|fault| FieldFault { field: field.to_string(), ..fault }).collect();
    AppError::Refused(problem)
}

/// `POST /console/users/{id}/grants/{grant}/revoke`
pub async fn revoke(
    State(web): State<Web>,
    signed: SignedIn,
    Path((id, grant)): Path<(i64, i64)>,
) -> Result<Response, WebError> {
    let result = revoke_role(web.app(), &signed.caller, grant).await;
    after_button(&web, result, "角色已收回，立即生效。", &url_of(id))
}
