//! One's own sessions: where one is signed in, and ending what one does not know.

use app::identity::SessionView;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::time::Moment;
use minijinja::Value;

use crate::console::flash::Flash;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::state::Web;
use crate::templates::context;

/// `POST /console/session/keep`: being asked is enough, the gate has noted it.
pub async fn keep(_signed: SignedIn) -> StatusCode {
    StatusCode::NO_CONTENT
}

/// `GET /console/account/sessions`
pub async fn show(State(web): State<Web>, signed: SignedIn) -> Result<Response, WebError> {
    let found = app::identity::list_sessions(web.app(), &signed.caller, signed.account.id).await?;
    let sessions: Vec<Value> = found.iter().map(|one| row(one, &signed)).collect();
    let head = PageHead::new("登录记录")
        .lead("不认识的登录请立即退出，并修改口令。")
        .under(&[("我的账号", "/console/account")]);
    page(&web, &signed, "console/account/sessions.html", &head, context! { sessions })
}

fn row(one: &SessionView, signed: &SignedIn) -> Value {
    let current = signed.caller.session_id == Some(one.id);
    let (label, tone) = match (one.ended_at, current) {
        (None, true) => ("当前登录", "ok"),
        (None, false) => ("登录中", "info"),
        (Some(_), _) => (one.end_reason.map_or("已退出", app::identity::EndReason::label), "neutral"),
    };
    context! {
        id => one.id,
        created_at => one.created_at.display_minute(),
        last_seen_at => one.last_seen_at.display_minute(),
        ended_at => one.ended_at.map(Moment::display_minute),
        address => one.address,
        agent => browser(&one.agent),
        state => context! { label, tone },
        can_end => one.ended_at.is_none() && !current,
    }
}

/// The browser in a word or two; the whole line means nothing to most people.
fn browser(agent: &str) -> &'static str {
    let names = [
        ("MicroMessenger", "微信"),
        ("Edg/", "Edge"),
        ("QQBrowser", "QQ 浏览器"),
        ("360", "360 浏览器"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    names.iter().find(|(mark, _)| agent.contains(mark)).map_or("其他浏览器", |(_, name)| name)
}

/// `POST /console/account/sessions/{id}/end`
pub async fn end(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    app::identity::end_session(web.app(), &signed.caller, id).await?;
    Ok(Flash::ok("已退出这次登录。").redirect(&web, "/console/account/sessions"))
}
