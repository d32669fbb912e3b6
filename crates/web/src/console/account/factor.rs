//! The second factor: asked for when signing in, bound when it is required or wished for.

use app::identity::{Binding, Stage};
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::own::own_page;
use super::sign_in::{Wanted, step_address};
use super::{StepPage, step_page};
use crate::console::flash::{Flash, Flashes};
use crate::console::session::{Session, SignedIn, page_of};
use crate::console::shell::{PageHead, page, refused_page};
use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::state::Web;
use crate::templates::context;

/// The session at the stage that a page is for, or the answer that leads to the right page.
pub(super) fn at_stage(session: Option<Extension<Session>>, stage: Stage) -> Result<Session, Box<Response>> {
    match session {
        Some(Extension(session)) if session.stage == stage => Ok(session),
        Some(Extension(session)) => Err(Box::new(Redirect::to(page_of(session.stage)).into_response())),
        None => Err(Box::new(Redirect::to("/console/login").into_response())),
    }
}

/// `GET /console/login/code`
pub async fn show_code(
    State(web): State<Web>,
    Query(wanted): Query<Wanted>,
    session: Option<Extension<Session>>,
    Extension(flashes): Extension<Flashes>,
) -> Result<Response, WebError> {
    match at_stage(session, Stage::SecondFactor) {
        Ok(session) => code_page(&web, &session, &flashes, wanted.next(), &FormView::new(), StatusCode::OK),
        Err(other) => Ok(*other),
    }
}

fn code_page(
    web: &Web,
    session: &Session,
    flashes: &Flashes,
    next: &str,
    form: &FormView,
    status: StatusCode,
) -> Result<Response, WebError> {
    let page =
        StepPage {
            status, csrf: &session.csrf, flashes, template: "console/account/code.html", title: "输入动态码"
        };
    step_page(web, &page, context! { form, next, url => "/console/login/code", logout_url => "/console/logout" })
}

/// `POST /console/login/code`
pub async fn send_code(
    State(web): State<Web>,
    session: Option<Extension<Session>>,
    Extension(flashes): Extension<Flashes>,
    typed: Typed,
) -> Result<Response, WebError> {
    let session = match at_stage(session, Stage::SecondFactor) {
        Ok(session) => session,
        Err(other) => return Ok(*other),
    };
    let next = typed.get("next");
    match app::identity::second_factor(web.app(), &session.token, typed.trimmed("code")).await {
        Ok(stage) => Ok(Redirect::to(&step_address(stage, next)).into_response()),
        Err(error) => {
            let form = FormView::new().refused(error)?;
            code_page(&web, &session, &flashes, next, &form, StatusCode::UNPROCESSABLE_ENTITY)
        }
    }
}

/// `GET /console/login/bind`: binding that is required before anything else.
pub async fn show_bind(
    State(web): State<Web>,
    Query(wanted): Query<Wanted>,
    session: Option<Extension<Session>>,
    Extension(flashes): Extension<Flashes>,
) -> Result<Response, WebError> {
    match at_stage(session, Stage::BindSecondFactor) {
        Ok(session) => {
            let binding = app::identity::begin_binding(web.app(), &session.caller).await?;
            bind_page(&web, &session, &flashes, wanted.next(), &FormView::new(), &binding)
        }
        Err(other) => Ok(*other),
    }
}

fn bind_page(
    web: &Web,
    session: &Session,
    flashes: &Flashes,
    next: &str,
    form: &FormView,
    binding: &Binding,
) -> Result<Response, WebError> {
    let status = if form.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page =
        StepPage {
            status, csrf: &session.csrf, flashes, template: "console/account/bind.html", title: "绑定动态码"
        };
    step_page(
        web,
        &page,
        context! { form, next, binding, url => "/console/login/bind", logout_url => "/console/logout" },
    )
}

/// `POST /console/login/bind`
pub async fn send_bind(
    State(web): State<Web>,
    session: Option<Extension<Session>>,
    Extension(flashes): Extension<Flashes>,
    typed: Typed,
) -> Result<Response, WebError> {
    let session = match at_stage(session, Stage::BindSecondFactor) {
        Ok(session) => session,
        Err(other) => return Ok(*other),
    };
    let next = typed.get("next");
    let done =
        app::identity::finish_binding(web.app(), &session.caller, typed.get("ticket"), typed.trimmed("code")).await;
    match done {
        Ok(stage) => Ok(Redirect::to(&step_address(stage, next)).into_response()),
        Err(error) => {
            let form = FormView::new().refused(error)?;
            let binding = app::identity::continue_binding(web.app(), &session.caller, typed.get("ticket")).await?;
            bind_page(&web, &session, &flashes, next, &form, &binding)
        }
    }
}

fn own_head() -> PageHead {
    PageHead::new("绑定动态码")
        .lead("绑定后，登录时除口令外还要输入手机上的动态码。")
        .under(&[("我的账号", "/console/account")])
}

/// `GET /console/account/factor`: binding of one's own wish.
pub async fn show_own(State(web): State<Web>, signed: SignedIn) -> Result<Response, WebError> {
    let binding = app::identity::begin_binding(web.app(), &signed.caller).await?;
    page(&web, &signed, "console/account/factor.html", &own_head(), context! { form => FormView::new(), binding })
}

/// `POST /console/account/factor`
pub async fn send_own(State(web): State<Web>, signed: SignedIn, typed: Typed) -> Result<Response, WebError> {
    let done =
        app::identity::finish_binding(web.app(), &signed.caller, typed.get("ticket"), typed.trimmed("code")).await;
    match done {
        Ok(_) => Ok(Flash::ok("动态码已绑定，下次登录时需要输入。").redirect(&web, "/console/account")),
        Err(error) => {
            let form = FormView::new().refused(error)?;
            let binding = app::identity::continue_binding(web.app(), &signed.caller, typed.get("ticket")).await?;
            refused_page(&web, &signed, "console/account/factor.html", &own_head(), context! { form, binding })
        }
    }
}

/// `POST /console/account/factor/unbind`
pub async fn unbind_own(State(web): State<Web>, signed: SignedIn, typed: Typed) -> Result<Response, WebError> {
    match app::identity::unbind_own(web.app(), &signed.caller, typed.get("password")).await {
        Ok(()) => Ok(Flash::ok("动态码已解除绑定。").redirect(&web, "/console/account")),
        Err(error) => own_page(&web, &signed, FormView::new().refused(error)?).await,
    }
}
