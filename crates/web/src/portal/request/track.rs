//! Following a case by number and query code. The code is never part of an address.

use app::sentence;
use axum::http::StatusCode;
use axum::response::Response;

use super::sent::{self, SmallForm};
use super::{case, head, private};
use crate::errors::WebError;
use crate::forms::FormView;
use crate::portal::frame::Portal;
use crate::security::rate::Deed;
use crate::templates::context;

/// `GET /requests/track`
pub async fn show(portal: Portal) -> Result<Response, WebError> {
    render(&portal, FormView::new(), StatusCode::OK)
}

/// `POST /requests/track`
pub async fn send(portal: Portal, SmallForm(typed): SmallForm) -> Result<Response, WebError> {
    sent::from_our_page(&portal)?;
    // Codes can't be guessed at the pace of sign-ins.
    sent::count(&portal, Deed::Login)?;
    match app::request::track::track(portal.web.app(), typed.trimmed("number"), typed.trimmed("code")).await {
        Ok(tracked) => case::show(&portal, &tracked, typed.trimmed("code")).await,
        Err(error) => {
            let status = StatusCode::from_u16(sentence(&error).status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            render(&portal, typed.view().refused(error)?.at("number"), status)
        }
    }
}

fn render(portal: &Portal, form: FormView, status: StatusCode) -> Result<Response, WebError> {
    let track = context! {
        action => portal.url("/requests/track"),
        guide_url => portal.url("/gov-info/requests#contacts"),
    };
    let head = head(portal, "查询申请进度", "凭编号和查询码查询申请进度。");
    let form = minijinja::Value::from(minijinja::value::Serde(&form));
    private(portal, "request_track.html", &head, context! { track, form }, status)
}
