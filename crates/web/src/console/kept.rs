//! What was typed into a form whose sender's session had ended: kept for half an hour, for the same account alone, and
//! offered to be sent again after signing in. It is held in memory: a restart loses it. Uploads are not kept; neither
//! are passwords.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};

use super::flash::Flash;
use super::session::{self, SignedIn, set_cookie};
use super::shell::{PageHead, page};
use crate::errors::WebError;
use crate::forms::Typed;
use crate::security::cookies::cookie;
use crate::security::csrf;
use crate::state::Web;
use crate::templates::context;

/// The name of the cookie that leads to what is kept.
const COOKIE: &str = "gk_kept";
/// Where it is offered.
pub const PAGE: &str = "/console/kept";
const SECONDS: u64 = 30 * 60;
/// Memory for all forms kept, in bytes.
const MOST: u64 = 64 * 1024 * 1024;
/// A value shown on the page is cut to so many characters; it is sent whole.
const SHOWN: usize = 300;

const TOLD: &str = "登录已失效，刚才填写的内容没有提交，但已经保留。请在半小时内重新登录，登录后可以接着提交。";

/// A form that could not be taken.
#[derive(Debug)]
struct Kept {
    account: i64,
    to: String,
    typed: Typed,
}

/// The forms of all whose sessions ended.
#[derive(Debug, Clone)]
pub struct KeptForms(moka::sync::Cache<String, Arc<Kept>>);

impl Default for KeptForms {
    fn default() -> Self {
        let weight = |token: &String, kept: &Arc<Kept>| {
            let texts: usize = kept.typed.0.iter().map(|(name, value)| name.len() + value.len() + 64).sum();
            u32::try_from(token.len() + kept.to.len() + texts).unwrap_or(u32::MAX)
        };
        let cache = moka::sync::Cache::builder().weigher(weight).max_capacity(MOST);
        Self(cache.time_to_live(Duration::from_secs(SECONDS)).build())
    }
}

/// Answers a form that came without an open session: where it is known whose it was, the form is kept and its sender
/// led to signing in; otherwise he is told to sign in.
///
/// # Errors
/// `sign_in_needed`, `token_expired`; `body_too_large` for more than a form may hold.
pub async fn keep(web: &Web, request: Request) -> Result<Response, WebError> {
    let needed = || WebError::problem("sign_in_needed");
    let headers = request.headers();
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if headers.contains_key("hx-request") || !kind.starts_with("application/x-www-form-urlencoded") {
        return Err(needed());
    }
    let token = cookie(headers, session::COOKIE).ok_or_else(needed)?.to_string();
    let ended = app::identity::ended_session(web.app(), &token).await?.ok_or_else(needed)?;
    let to = request.uri().path_and_query().map_or("", |p| p.as_str()).to_string();
    let request = csrf::check(request, &ended.csrf).await?;
    let typed = Typed::from_request(request, web).await?.without_secrets();
    let key = web.app().random().token();
    web.kept_forms().0.insert(key.clone(), Arc::new(Kept { account: ended.account, to, typed }));
    let next = serde_urlencoded::to_string([("next", PAGE)]).unwrap_or_default();
    let mut response = Flash::warning(TOLD).redirect(web, &format!("/console/login?{next}"));
    let lifetime = i64::try_from(SECONDS).ok();
    if let Some(value) = set_cookie(web, COOKIE, &key, lifetime) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
}

/// `GET /console/kept`
pub async fn show(State(web): State<Web>, signed: SignedIn, headers: HeaderMap) -> Result<Response, WebError> {
    let kept = cookie(&headers, COOKIE).and_then(|key| web.kept_forms().0.get(key));
    let Some(kept) = kept.filter(|kept| kept.account == signed.account.id) else {
        return Ok(Redirect::to("/console").into_response());
    };
    let head = PageHead::new("接着提交").lead("登录失效时，下面的内容还没有提交。请核对后接着提交，或者放弃。");
    let texts: Vec<String> = kept.typed.0.iter().filter_map(|(_, value)| readable(value)).collect();
    let fields = kept.typed.0.iter().map(|(name, value)| context! { name, value }).collect::<Vec<_>>();
    page(&web, &signed, "console/kept.html", &head, context! { to => kept.to, fields, texts })
}

/// What a person typed, as text: codes, numbers of rows and dates of the form mean nothing to him.
fn readable(value: &str) -> Option<String> {
    let text = if value.contains('<') { documents::html::to_text(value) } else { value.to_string() };
    let words = !text.is_ascii() || text.split_whitespace().count() > 1;
    words.then(|| {
        let cut: String = text.chars().take(SHOWN).collect();
        if cut.len() < text.len() { cut + "……" } else { cut }
    })
}
