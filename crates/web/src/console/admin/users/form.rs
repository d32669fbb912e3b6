//! A new account, whose password is shown once, and correcting the name and agency of one.

use app::AppError;
use app::identity::{Issued, NewAccount, create_account, get_account, move_account, rename_account};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::identity::Action;

use super::{head_under, unkept, url_of};
use crate::console::admin::answer::{form_page, refused};
use crate::console::admin::asked::Asked;
use crate::console::admin::choices::{Agencies, agencies};
use crate::console::admin::reader::Reader;
use crate::console::flash::Flash;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::state::Web;
use crate::templates::context;

const TEMPLATE: &str = "console/admin/user_form.html";

/// `GET /console/users/new`; `?agency=` proposes where the account belongs.
pub async fn show_new(State(web): State<Web>, signed: SignedIn, asked: Asked) -> Result<Response, WebError> {
    new_page(&web, &signed, &FormView::new().with("agency_id", asked.text("agency").unwrap_or_default()))
}

fn new_page(web: &Web, signed: &SignedIn, form: &FormView) -> Result<Response, WebError> {
    let head = PageHead::new("新建用户")
        .lead("系统会生成初始口令，只显示一次；本人首次登录时必须修改。")
        .under(&[("用户", "/console/users")]);
    let values = context! {
        url => "/console/users/new",
        cancel_url => "/console/users",
        is_new => true,
        agencies => agencies(web.app(), Agencies::Acting),
    };
    form_page(web, signed, TEMPLATE, &head, form, values)
}

/// `POST /console/users/new`
pub async fn send_new(State(web): State<Web>, signed: SignedIn, typed: Typed) -> Result<Response, WebError> {
    match create(&web, &signed, &typed).await {
        Ok(issued) => issued_page(&web, &signed, "账号已建立", &issued),
        Err(error) => new_page(&web, &signed, &refused(typed.view(), error)?),
    }
}

async fn create(web: &Web, signed: &SignedIn, typed: &Typed) -> Result<Issued, AppError> {
    let mut reader = Reader::new(typed);
    let new = NewAccount { login: reader.text("login"), name: reader.text("name"), agency_id: reader.id("agency_id") };
    reader.finish()?;
    create_account(web.app(), &signed.caller, new).await
}

/// The page with an issued password. It answers the form itself: a redirect would have to carry the secret.
pub(super) fn issued_page(web: &Web, signed: &SignedIn, title: &str, issued: &Issued) -> Result<Response, WebError> {
    let may_grant = signed.caller.can_somewhere(Action::RoleGrant, web.app().now());
    let values = context! {
        login => issued.login,
        password => issued.password,
        card_url => url_of(issued.account_id),
        may_grant,
    };
    let head = PageHead::new(title).under(&[("用户", "/console/users"), (&issued.login, &url_of(issued.account_id))]);
    Ok(unkept(page(web, signed, "console/admin/user_issued.html", &head, values)?))
}

/// `GET /console/users/{id}/edit`
pub async fn show_edit(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    let account = get_account(web.app(), &signed.caller, id).await?.account;
    let agency = account.agency_id.map(|id| id.to_string()).unwrap_or_default();
    let form = FormView::new().with("name", account.name.as_str()).with("agency_id", agency);
    edit_page(&web, &signed, id, &account.name, &form)
}

fn edit_page(web: &Web, signed: &SignedIn, id: i64, name: &str, form: &FormView) -> Result<Response, WebError> {
    let values = context! {
        url => format!("/console/users/{id}/edit"),
        cancel_url => url_of(id),
        is_new => false,
        agencies => agencies(web.app(), Agencies::Acting),
    };
    form_page(web, signed, TEMPLATE, &head_under("修改资料", name, id), form, values)
}

/// `POST /console/users/{id}/edit`
pub async fn send_edit(
    State(web): State<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    typed: Typed,
) -> Result<Response, WebError> {
    let account = get_account(web.app(), &signed.caller, id).await?.account;
    let mut reader = Reader::new(&typed);
    let (name, agency) = (reader.text("name"), reader.optional_id("agency_id"));
    let result = match reader.finish() {
        Ok(()) => correct(&web, &signed, id, &name, agency.filter(|agency| Some(*agency) != account.agency_id)).await,
        Err(error) => Err(error),
    };
    match result {
        Ok(()) => Ok(Flash::ok("用户资料已保存。调动后请安全管理员核对其角色。").redirect(&web, &url_of(id))),
        Err(error) => edit_page(&web, &signed, id, &account.name, &refused(typed.view(), error)?),
    }
}

async fn correct(web: &Web, signed: &SignedIn, id: i64, name: &str, agency: Option<i64>) -> Result<(), AppError> {
    rename_account(web.app(), &signed.caller, id, name).await?;
    match agency {
        Some(agency) => move_account(web.app(), &signed.caller, id, agency).await,
        None => Ok(()),
    }
}
