//! The calendar of limits for the programs people keep their days in. Its address holds a secret, shown once.

use app::request::feed;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::desk::PATH;
use crate::console::admin::asked::Asked;
use crate::console::flash::Flash;
use crate::console::session::{Address, SignedIn};
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::security::rate::Deed;
use crate::state::Web;
use crate::templates::context;

/// `GET /console/requests/calendar.ics?token=`
pub async fn calendar(State(web): State<Web>, Address(address): Address, asked: Asked) -> Result<Response, WebError> {
    web.rates().count(Deed::Form, &address, web.app().now())?;
    let text = feed::calendar(web.app(), asked.text("token").unwrap_or_default()).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, text).into_response())
}

/// `POST /console/requests/calendar`: a new address, shown this once; an older one stops working.
pub async fn renew(State(web): State<Web>, signed: SignedIn) -> Result<Response, WebError> {
    let token = feed::renew(web.app(), &signed.caller).await?;
    let values = context! {
        path => format!("{PATH}/calendar.ics?token={token}"),
        origin => web.config().public_origin.clone().unwrap_or_default(),
    };
    let head = PageHead::new("期限日历").under(&[("依申请公开", PATH)]);
    page(&web, &signed, "console/request/feed.html", &head, values)
}

/// `POST /console/requests/calendar/revoke`
pub async fn revoke(State(web): State<Web>, signed: SignedIn) -> Result<Response, WebError> {
    feed::revoke(web.app(), &signed.caller).await?;
    Ok(Flash::ok("期限日历的地址已停用。").redirect(&web, PATH))
}
