//! Changing one's own password: of one's own will, or because an issued or aged one must be changed first.

use app::identity::Stage;
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::Value;

use super::factor::at_stage;
use super::sign_in::{Wanted, step_address};
use super::{StepPage, step_page};
use crate::console::flash::{Flash, Flashes};
use crate::console::session::{Session, SignedIn};
use crate::console::shell::{PageHead, page, refused_page};
use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::state::Web;
use crate::templates::context;

/// What a new password must be, in words.
fn rules_text(web: &Web) -> String {
    let rules = web.app().settings().password_rules();
    format!(
        "至少 {} 个字符，大写字母、小写字母、数字、其他字符中至少有 {} 种；不要用姓名、账号和常见口令。",
        rules.min_length, rules.min_classes
    )
}

/// Two fields must agree before the use case is asked.
fn new_password(typed: &Typed) -> Result<&str, app::AppError> {
    let new = typed.get("new");
    if new == typed.get("repeat") { Ok(new) } else { Err(app::AppError::field("repeat", "password_repeat_differs")) }
}

async fn change(web: &Web, caller: &app::Caller, typed: &Typed) -> Result<Stage, app::AppError> {
    let new = new_password(typed)?;
    app::identity::change_password(web.app(), caller, typed.get("old"), new).await
}

/// `GET /console/login/password`
pub async fn show_forced(
    State(web): State<Web>,
    Query(wanted): Query<Wanted>,
    session: Option<Extension<Session>>,
    Extension(flashes): Extension<Flashes>,
) -> Result<Response, WebError> {
    match at_stage(session, Stage::ChangePassword) {
        Ok(session) => forced_page(&web, &session, &flashes, wanted.next(), &FormView::new(), StatusCode::OK),
        Err(other) => Ok(*other),
    }
}

fn forced_page(
    web: &Web,
    session: &Session,
    flashes: &Flashes,
    next: &str,
    form: &FormView,
    status: StatusCode,
) -> Result<Response, WebError> {
    let page = StepPage {
        status,
        csrf: &session.csrf,
        flashes,
        template: "console/account/forced_password.html",
        title: "设置新口令",
    };
    let values = context! { form, next, rules => rules_text(web), url => "/console/login/password", logout_url => "/console/logout" };
    step_page(web, &page, values)
}

/// `POST /console/login/password`
pub async fn send_forced(
    State(web): State<Web>,
    session: Option<Extension<Session>>,
    Extension(flashes): Extension<Flashes>,
    typed: Typed,
) -> Result<Response, WebError> {
    let session = match at_stage(session, Stage::ChangePassword) {
        Ok(session) => session,
        Err(other) => return Ok(*other),
    };
    let next = typed.get("next");
    match change(&web, &session.caller, &typed).await {
        Ok(stage) => Ok(Redirect::to(&step_address(stage, next)).into_response()),
        Err(error) => {
            let form = FormView::new().refused(error)?;
            forced_page(&web, &session, &flashes, next, &form, StatusCode::UNPROCESSABLE_ENTITY)
        }
    }
}

fn head() -> PageHead {
    PageHead::new("修改口令").lead("修改后，其他地方的登录会全部退出。").under(&[("我的账号", "/console/account")])
}

fn values(web: &Web, form: &FormView) -> Value {
    context! { form, rules => rules_text(web), url => "/console/account/password" }
}

/// `GET /console/account/password`
pub async fn show(State(web): State<Web>, signed: SignedIn) -> Result<Response, WebError> {
    page(&web, &signed, "console/account/password.html", &head(), values(&web, &FormView::new()))
}

/// `POST /console/account/password`
pub async fn send(State(web): State<Web>, signed: SignedIn, typed: Typed) -> Result<Response, WebError> {
    match change(&web, &signed.caller, &typed).await {
        Ok(_) => Ok(Flash::ok("口令已修改。").redirect(&web, "/console/account")),
        Err(error) => {
            let form = FormView::new().refused(error)?;
            refused_page(&web, &signed, "console/account/password.html", &head(), values(&web, &form))
        }
    }
}
