//! The gate before every console route: session, stage, origin and token of forms, and the table's access. What the
//! table allows is only who may ask; where a role reaches is decided by the use case.

use app::identity::Stage;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::flash::{self, Flash, Flashes};
use super::kept;
use super::session::{self, PRE_COOKIE, Session};
use crate::errors::WebError;
use crate::routes::Access;
use crate::security::cookies::cookie;
use crate::security::rate::Deed;
use crate::security::{address, csrf, origin};
use crate::state::Web;

const SESSION_ENDED: &str =
    "登录已失效：长时间没有操作、在别处退出，或者账号有变动。请重新登录，登录后会回到刚才的页面。";

/// What the gate of one route knows.
#[derive(Debug, Clone)]
pub struct Gate {
    pub web: Web,
    pub access: Access,
}

/// Lets a request through, leads it to signing in, or refuses it.
pub async fn gate(State(gate): State<Gate>, mut request: Request, next: Next) -> Result<Response, WebError> {
    let Gate { web, access } = gate;
    if access == Access::Public {
        return Ok(next.run(request).await);
    }
    let address = address::of(request.headers(), request.extensions(), web.config().proxy);
    let sends = request.method() == Method::POST;
    if sends && !origin::is_own(request.headers(), web.config().public_origin.as_deref()) {
        return Err(WebError::problem("origin_refused"));
    }
    let session = session::find(&web, request.headers(), &address).await?;
    if sends && session.is_none() && access != Access::SignInStep {
        web.rates().count(Deed::Form, &address, web.app().now())?;
        return kept::keep(&web, request).await;
    }
    if !matches!(access, Access::SignInStep | Access::Public)
        && let Some(answer) = turn_away(&web, access, session.as_ref(), &request)
    {
        return answer;
    }
    if sends {
        // An office of many people can stand behind one address: whoever is signed in is counted alone.
        let sender = session.as_ref().map_or_else(|| address.clone(), |s| format!("account {}", s.account.id));
        web.rates().count(Deed::Form, &sender, web.app().now())?;
        let expected = expected_token(session.as_ref(), request.headers());
        request = csrf::check(request, &expected).await?;
    }
    let flashes = Flashes::read(&web, request.headers());
    let told = !flashes.0.is_empty();
    if let Some(session) = session {
        request.extensions_mut().insert(session);
    }
    request.extensions_mut().insert(flashes);
    let mut response = next.run(request).await;
    if told && response.status().is_success() {
        flash::clear(&web, &mut response);
    }
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    Ok(response)
}

/// The answer to who may not ask: to signing in, to the step that is missing, or a refusal.
fn turn_away(
    web: &Web,
    access: Access,
    session: Option<&Session>,
    request: &Request,
) -> Option<Result<Response, WebError>> {
    let Some(session) = session else {
        return Some(ask_to_sign_in(web, request));
    };
    if session.stage != Stage::Full {
        return Some(Ok(Redirect::to(session::page_of(session.stage)).into_response()));
    }
    let now = web.app().now();
    let may = |action| session.caller.can_somewhere(action, now);
    let (allowed, wanted) = match access {
        Access::Public | Access::SignInStep | Access::AnyStaff => (true, None),
        Access::Needs(action) => (may(action), Some(action)),
        Access::NeedsAny(actions) => (actions.iter().any(|a| may(*a)), actions.first().copied()),
    };
    let refused =
        || app::AppError::problem("not_allowed").with("action", wanted.map_or("", domain::identity::Action::label));
    (!allowed).then(|| Err(refused().into()))
}

/// A page is found again after signing in; a part of one that a script asked for is not. Whose session has ended is told
/// so, and not only asked for a password.
fn ask_to_sign_in(web: &Web, request: &Request) -> Result<Response, WebError> {
    if request.headers().contains_key("hx-request") {
        return Err(WebError::problem("sign_in_needed"));
    }
    let wanted = request.uri().path_and_query().map_or("/console", |p| p.as_str());
    let query = serde_urlencoded::to_string([("next", session::safe_next(wanted))]).unwrap_or_default();
    let to = if wanted == "/console" { "/console/login".to_string() } else { format!("/console/login?{query}") };
    if cookie(request.headers(), session::COOKIE).is_some() {
        return Ok(Flash::warning(SESSION_ENDED).redirect(web, &to));
    }
    Ok(Redirect::to(&to).into_response())
}

fn expected_token(session: Option<&Session>, headers: &HeaderMap) -> String {
    match session {
        Some(session) => session.csrf.clone(),
        None => cookie(headers, PRE_COOKIE).map(csrf::token_before_session).unwrap_or_default(),
    }
}
