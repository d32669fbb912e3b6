//! The sign-in form, and signing out. After signing in people are led back to the page they wanted.

use app::identity::{SignIn, Stage};
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::{StepPage, add_cookie, step_page};
use crate::console::flash::{Flash, Flashes};
use crate::console::session::{Address, COOKIE, PRE_COOKIE, Session, drop_cookie, page_of, safe_next, set_cookie};
use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::security::cookies::cookie;
use crate::security::csrf::token_before_session;
use crate::security::rate::Deed;
use crate::state::Web;
use crate::templates::context;

const HELP: &str = "忘记口令或者账号被停用，请联系本单位的安全管理员。";

/// Where to go on after signing in.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    next: String,
}

impl Wanted {
    /// The page wanted, if it is one of ours.
    #[must_use]
    pub fn next(&self) -> &str {
        safe_next(&self.next)
    }
}

/// `GET /console/login`
pub async fn show(
    State(web): State<Web>,
    Query(wanted): Query<Wanted>,
    session: Option<Extension<Session>>,
    Extension(flashes): Extension<Flashes>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let next = wanted.next();
    if let Some(Extension(session)) = session {
        let to = if session.stage == Stage::Full { next } else { page_of(session.stage) };
        return Ok(Redirect::to(to).into_response());
    }
    form_page(&web, &headers, &flashes, next, &FormView::new(), StatusCode::OK)
}

/// The form, with the cookie from which its token is derived.
fn form_page(
    web: &Web,
    headers: &HeaderMap,
    flashes: &Flashes,
    next: &str,
    form: &FormView,
    status: StatusCode,
) -> Result<Response, WebError> {
    let known = cookie(headers, PRE_COOKIE).filter(|value| value.len() == 64);
    let pre = known.map_or_else(|| web.app().random().token(), ToString::to_string);
    let csrf = token_before_session(&pre);
    let page = StepPage { status, csrf: &csrf, flashes, template: "console/login.html", title: "登录" };
    let values = context! { form, login_url => "/console/login", next, help_text => HELP };
    let mut response = step_page(web, &page, values)?;
    add_cookie(&mut response, set_cookie(web, PRE_COOKIE, &pre, None));
    Ok(response)
}

/// `POST /console/login`
pub async fn send(
    State(web): State<Web>,
    Address(address): Address,
    Extension(flashes): Extension<Flashes>,
    headers: HeaderMap,
    typed: Typed,
) -> Result<Response, WebError> {
    web.rates().count(Deed::Login, &address, web.app().now())?;
    let agent = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let input = SignIn {
        login: typed.trimmed("account").to_string(),
        password: typed.get("password").to_string(),
        address,
        agent: agent.to_string(),
    };
    let next = safe_next(typed.get("next"));
    match app::identity::sign_in(web.app(), input).await {
        Ok(signed) => {
            let to = if signed.stage == Stage::Full { next.to_string() } else { step_address(signed.stage, next) };
            let mut response = Redirect::to(&to).into_response();
            add_cookie(&mut response, set_cookie(&web, COOKIE, &signed.token, None));
            add_cookie(&mut response, drop_cookie(&web, PRE_COOKIE));
            Ok(response)
        }
        Err(error) => {
            let form = typed.view().refused(error)?;
            form_page(&web, &headers, &flashes, next, &form, StatusCode::UNPROCESSABLE_ENTITY)
        }
    }
}

/// The page of a stage, remembering where its owner wants to go.
pub fn step_address(stage: Stage, next: &str) -> String {
    if stage == Stage::Full {
        return safe_next(next).to_string();
    }
    let query = serde_urlencoded::to_string([("next", next)]).unwrap_or_default();
    format!("{}?{query}", page_of(stage))
}

/// `POST /console/logout`
pub async fn sign_out(
    State(web): State<Web>,
    Address(address): Address,
    session: Option<Extension<Session>>,
) -> Result<Response, WebError> {
    if let Some(Extension(session)) = session {
        app::identity::sign_out(web.app(), &session.token, &address).await?;
    }
    let mut response = Flash::ok("已退出登录。").redirect(&web, "/console/login");
    add_cookie(&mut response, drop_cookie(&web, COOKIE));
    Ok(response)
}
