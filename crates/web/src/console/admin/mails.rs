//! Mails: how many stand where; those that failed, or of which nobody knows whether they went out, decided by a person.
//! Neither recipient nor text is shown.

use app::AppError;
use app::mail::{MailRow, MailState, count_mails, decide_mail, list_mails, set_mail_password};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::identity::{Action, Place};
use domain::time::Moment;
use minijinja::Value;

use super::answer::after_button;
use super::asked::Asked;
use super::paging::cut;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::forms::Typed;
use crate::routes::{Access, Route, get, post};
use crate::state::Web;
use crate::templates::context;

const PATH: &str = "/console/mails";

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        get(PATH, Access::NeedsAny(&[Action::JobView, Action::MailDecide]), show),
        post("/console/mails/{id}/decide", Access::Needs(Action::MailDecide), decide),
        post("/console/mails/password", Access::Needs(Action::SettingsManage), password),
    ]
}

/// `GET /console/mails`
async fn show(State(web): State<Web>, signed: SignedIn, asked: Asked) -> Result<Response, WebError> {
    let (app, caller) = (web.app(), &signed.caller);
    let size = app.settings().size("display.page_size");
    let state = asked.code("state", MailState::parse);
    let counts = count_mails(app, caller).await?;
    let mut mails = list_mails(app, caller, state, asked.number("before"), size as u64 + 1).await?;
    let more = cut(&mut mails, size);
    let next = mails.last().filter(|_| more).map(|last| asked.address(PATH, "before", Some(&last.id.to_string())));
    let all = context! { label => "全部", url => PATH, current => state.is_none(), count => () };
    let tab = |one: &MailState| {
        context! { label => one.label(), url => url_of(*one), current => state == Some(*one), count => () }
    };
    let tiles = counts.iter().filter(|(state, _)| is_open(*state) || *state == MailState::Queued);
    let sending = app::mail::is_sending(app);
    let values = context! {
        rows => mails.iter().map(row).collect::<Vec<_>>(),
        tiles => tiles.map(|(state, count)| tile(*state, *count)).collect::<Vec<_>>(),
        tabs => std::iter::once(all).chain(MailState::ALL.iter().map(tab)).collect::<Vec<_>>(),
        next_url => next,
        first_url => asked.text("before").map(|_| asked.address(PATH, "before", None)),
        may_decide => caller.can_somewhere(Action::MailDecide, app.now()),
        may_set => caller.can(Action::SettingsManage, &Place::installation(), app.now()),
        sending,
        has_password => !app.settings().text("mail.password_sealed").is_empty(),
    };
    let head = PageHead::new("邮件")
        .lead("给申请人的邮件随办理步骤自动发送。发送途中断开、不知道是否送出的邮件不会自动重发，在这里由人决定。");
    page(&web, &signed, "console/admin/mails.html", &head, values)
}

const fn is_open(state: MailState) -> bool {
    matches!(state, MailState::Failed | MailState::InDoubt)
}

fn row(mail: &MailRow) -> Value {
    context! {
        id => mail.id,
        step => mail.step.map_or("", |step| step.label()),
        state => mail.state.map(|state| context! { label => state.label(), tone => tone(state) }),
        request => mail.request_id.map(|id| format!("/console/requests/{id}")),
        attempts => mail.attempts,
        error => mail.last_error,
        created_at => Moment(mail.created_at).display_minute(),
        sent_at => mail.sent_at.map(|at| Moment(at).display_minute()),
        open => mail.state.is_some_and(is_open),
        in_doubt => mail.state == Some(MailState::InDoubt),
    }
}

/// The tone of a state's badge.
#[must_use]
pub const fn tone(state: MailState) -> &'static str {
    match state {
        MailState::Queued | MailState::Sending => "info",
        MailState::Sent => "ok",
        MailState::Failed => "error",
        MailState::InDoubt => "warning",
        MailState::Dropped => "neutral",
    }
}

fn url_of(state: MailState) -> String {
    format!("{PATH}?state={}", state.code())
}

fn tile(state: MailState, count: i64) -> Value {
    let tone = if is_open(state) && count > 0 { "error" } else { "" };
    context! { label => state.label(), number => count, url => url_of(state), note => "", tone }
}

/// `POST /console/mails/{id}/decide`
async fn decide(
    State(web): State<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    typed: Typed,
) -> Result<Response, WebError> {
    let (to, told) = match typed.trimmed("to") {
        "queued" => (MailState::Queued, "邮件已重新排队。"),
        "sent" => (MailState::Sent, "已记为送达。"),
        "dropped" => (MailState::Dropped, "已记为不再发送。"),
        _ => return Err(AppError::problem("bad_request").into()),
    };
    let result = decide_mail(web.app(), &signed.caller, id, to).await;
    after_button(&web, result, told, PATH)
}

/// `POST /console/mails/password`
async fn password(State(web): State<Web>, signed: SignedIn, typed: Typed) -> Result<Response, WebError> {
    let result = set_mail_password(web.app(), &signed.caller, typed.get("password")).await;
    let told =
        if typed.get("password").is_empty() { "发信口令已清除。" } else { "发信口令已加密保存。" };
    after_button(&web, result, told, PATH)
}
