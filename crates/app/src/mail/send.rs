//! The job that sends a mail. The row says `sending` before the server is spoken to: found so by another worker, the
//! first was killed in between, and a person decides what to do.

use chrono::{DateTime, Utc};
use store::mail::{self, MailState};

use super::queue::{Content, job, purpose};
use super::smtp::{Delivery, Security, Server, deliver};
use crate::context::App;
use crate::error::AppError;

/// Where the sealed password is kept among the settings; it is none that a person reads.
pub(crate) const PASSWORD_KEY: &str = "mail.password_sealed";

/// Sends a mail once.
pub(crate) async fn send_mail(app: &App, id: i64) -> Result<(), AppError> {
    let row = mail::get(app.store().read(), id).await?;
    match MailState::parse(&row.state) {
        Some(MailState::Queued) => {}
        Some(MailState::Sending) => {
            return move_to(app, id, MailState::Sending, MailState::InDoubt, "发送途中中断").await.map(|_| ());
        }
        _ => return Ok(()),
    }
    if put_off(app, id).await? || !move_to(app, id, MailState::Queued, MailState::Sending, "").await? {
        return Ok(());
    }
    let delivery = match open(app, &row) {
        Ok((server, content)) => {
            let at = DateTime::<Utc>::from_timestamp_millis(app.now().0).unwrap_or_default();
            deliver(&server, &row.message_id, at, &content).await
        }
        Err(error) => Delivery::Refused(error.to_string()),
    };
    settle(app, id, delivery).await
}

/// Whether the quiet hours have begun since it was queued; then another job comes after them.
async fn put_off(app: &App, id: i64) -> Result<bool, AppError> {
    let later = job(app, id);
    if later.not_before.is_none_or(|then| then <= app.now()) {
        return Ok(false);
    }
    let mut work = app.begin().await?;
    work.enqueue(later);
    app.commit(work).await?;
    Ok(true)
}

async fn settle(app: &App, id: i64, delivery: Delivery) -> Result<(), AppError> {
    let (to, note) = match delivery {
        Delivery::Taken => (MailState::Sent, String::new()),
        Delivery::Refused(note) => (MailState::Failed, note),
        Delivery::InDoubt(note) => (MailState::InDoubt, note),
        Delivery::Later(note) => (MailState::Queued, note),
    };
    let moved = move_to(app, id, MailState::Sending, to, &note).await?;
    // Another worker took this one for dead meanwhile; now it is known after all.
    if !moved && to == MailState::Sent {
        move_to(app, id, MailState::InDoubt, to, &note).await?;
    }
    if to == MailState::Queued { Err(AppError::Internal(format!("mail {id} not taken: {note}"))) } else { Ok(()) }
}

async fn move_to(app: &App, id: i64, from: MailState, to: MailState, note: &str) -> Result<bool, AppError> {
    let work = app.begin().await?;
    let moved = mail::change(work.db(), id, from, to, note, app.now()).await?;
    app.commit(work).await?;
    Ok(moved)
}

fn open(app: &App, row: &mail::Model) -> Result<(Server, Content), AppError> {
    let plain = app.keys().open(&purpose(&row.message_id), &row.sealed)?;
    let content = serde_json::from_slice(&plain).map_err(|error| AppError::Internal(error.to_string()))?;
    Ok((server(app)?, content))
}

fn server(app: &App) -> Result<Server, AppError> {
    let settings = app.settings();
    let text = |key| settings.text(key).to_string();
    let security = match settings.text("mail.security") {
        "none" => Security::None,
        "starttls" => Security::StartTls,
        _ => Security::Tls,
    };
    let credentials = match (text("mail.user"), text(PASSWORD_KEY)) {
        (user, _) if user.is_empty() => None,
        (user, sealed) => {
            let password = if sealed.is_empty() { Vec::new() } else { app.keys().open(PASSWORD_KEY, &sealed)? };
            Some((user, String::from_utf8_lossy(&password).into_owned()))
        }
    };
    Ok(Server {
        host: text("mail.host"),
        port: u16::try_from(settings.number("mail.port")).unwrap_or(465),
        security,
        sender: text("mail.sender"),
        sender_name: text("mail.sender_name"),
        credentials,
    })
}
