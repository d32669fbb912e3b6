//! Queuing a mail with the change that causes it: both are kept or neither.

use domain::request::contact::read_email;
use serde::{Deserialize, Serialize};
use store::Work;
use store::job::NewJob;
use store::mail::NewMail;

use super::MailStep;
use super::quiet::not_before;
use crate::context::App;
use crate::error::AppError;
use crate::job_kinds::SEND_MAIL;
use crate::wording::{Values, Wording, render};

/// A mail to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    pub step: MailStep,
    pub to: String,
    pub agency_id: Option<i64>,
    pub request_id: Option<i64>,
    pub values: Values,
}

/// What of a mail is sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Content {
    pub to: String,
    pub subject: String,
    pub body: String,
}

/// The purpose that a mail's content is sealed for: it opens only in its own row.
pub(crate) fn purpose(message_id: &str) -> String {
    format!("mail:{message_id}")
}

/// Whether a mail server is set.
#[must_use]
pub fn is_sending(app: &App) -> bool {
    let settings = app.settings();
    !settings.text("mail.host").is_empty() && !settings.text("mail.sender").is_empty()
}

/// Queues a mail in the transaction of its cause; its id, or nothing where no server is set.
///
/// # Errors
/// `bad_email`; when the records cannot be written.
pub async fn queue(app: &App, work: &mut Work, mail: &Outgoing) -> Result<Option<i64>, AppError> {
    if !is_sending(app) {
        return Ok(None);
    }
    let to = read_email(&mail.to).map_err(|refusal| AppError::problem(refusal.code()))?;
    let wording = match store::letter::find_mail(work.db(), mail.step.code()).await? {
        Some(own) => Wording { title: own.title, body: own.body },
        None => mail.step.default_wording(),
    };
    let content = content(mail.step, &wording, to, &mail.values)?;
    let message_id = message_id(app);
    let plain = serde_json::to_vec(&content).map_err(|error| AppError::Internal(error.to_string()))?;
    let sealed = app.keys().seal(app.random(), &purpose(&message_id), &plain)?;
    let row = NewMail {
        message_id,
        step: mail.step.code().to_string(),
        agency_id: mail.agency_id,
        request_id: mail.request_id,
        sealed,
    };
    let id = store::mail::insert(work.db(), row, app.now()).await?;
    work.enqueue(job(app, id));
    Ok(Some(id))
}

/// The job that sends a mail, not before the quiet hours end.
pub(super) fn job(app: &App, id: i64) -> NewJob {
    let settings = app.settings();
    let hour = |key| u32::try_from(settings.number(key)).unwrap_or_default();
    let then = not_before(app.now(), hour("mail.quiet_from"), hour("mail.quiet_until"));
    NewJob { kind: SEND_MAIL.to_string(), payload: id.to_string(), not_before: Some(then) }
}

/// The mail in its wording. A subject is one line whatever the values hold.
pub(super) fn content(step: MailStep, wording: &Wording, to: String, values: &Values) -> Result<Content, AppError> {
    let mut values = values.clone();
    for placeholder in step.placeholders() {
        values.entry(placeholder.key.to_string()).or_default();
    }
    let subject = render(&wording.title, &values)?.split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(Content { to, subject, body: render(&wording.body, &values)? })
}

fn message_id(app: &App) -> String {
    let host = app.settings().text("mail.sender").split_once('@').map_or("localhost", |(_, host)| host).to_string();
    format!("<{}@{host}>", app.random().token())
}
