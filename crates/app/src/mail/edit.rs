//! The office's own wording of mails, and the password of the mail server.

use domain::identity::{Action, Place};
use domain::time::Moment;
use serde_json::json;
use store::Work;
use store::letter::log::{self, Entry};
use store::letter::mail_template;

use super::MailStep;
use super::queue::content;
use super::send::PASSWORD_KEY;
use crate::caller::Caller;
use crate::context::{App, tag};
use crate::error::AppError;
use crate::form::Form;
use crate::wording::{Origin, PastWording, Placeholder, Wording, check, samples};

/// Longest subject.
const MAX_SUBJECT: usize = 80;

/// Under this kind its wordings stand in the log.
const KIND: &str = "mail";
/// Most wordings of one history.
const MOST_PAST: u64 = 50;

/// A mail in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MailTemplateRow {
    pub step: MailStep,
    pub origin: Origin,
}

/// A mail to be edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailTemplateView {
    pub step: MailStep,
    pub origin: Origin,
    pub wording: Wording,
    pub default: Wording,
    pub placeholders: Vec<Placeholder>,
    /// Newest first; empty where the program's own was never changed.
    pub history: Vec<PastWording>,
}

/// Every mail, and whose wording is in force.
///
/// # Errors
/// `not_allowed`.
pub async fn list_mail_templates(app: &App, caller: &Caller) -> Result<Vec<MailTemplateRow>, AppError> {
    allow(app, caller)?;
    let own = store::letter::list_mails(app.store().read()).await?;
    let origin = |step: &MailStep| {
        if own.iter().any(|row| row.code == step.code()) { Origin::Own } else { Origin::Default }
    };
    Ok(MailStep::ALL.iter().map(|step| MailTemplateRow { step: *step, origin: origin(step) }).collect())
}

/// A mail with its wording in force.
///
/// # Errors
/// `not_allowed`.
pub async fn get_mail_template(app: &App, caller: &Caller, step: MailStep) -> Result<MailTemplateView, AppError> {
    allow(app, caller)?;
    let own = store::letter::find_mail(app.store().read(), step.code()).await?;
    let default = step.default_wording();
    let origin = if own.is_some() { Origin::Own } else { Origin::Default };
    let wording = own.map_or_else(|| default.clone(), |row| Wording { title: row.title, body: row.body });
    let past = log::list(app.store().read(), KIND, step.code(), MOST_PAST).await?;
    let history = past.into_iter().map(PastWording::of).collect();
    Ok(MailTemplateView { step, origin, wording, default, placeholders: step.placeholders(), history })
}

/// Keeps the office's own wording.
///
/// # Errors
/// `not_allowed`; faults of `title` and `body`.
pub async fn save_mail_template(app: &App, caller: &Caller, step: MailStep, typed: &Wording) -> Result<(), AppError> {
    allow(app, caller)?;
    let wording = checked(step, typed)?;
    let now = app.now();
    let detail = json!({ "title": wording.title, "body": wording.body });
    let row = mail_template::Model {
        code: step.code().to_string(),
        title: wording.title,
        body: wording.body,
        changed_by: caller.account_id,
        changed_at: now.0,
    };
    let mut work = app.begin().await?;
    note(&work, caller, step, "own", &Wording { title: row.title.clone(), body: row.body.clone() }, now).await?;
    store::letter::set_mail(work.db(), row).await?;
    work.record(caller.entry(now, None, "mail.wording", ("mail_template", step.code().into()), &detail));
    app.commit(work).await
}

/// Goes back to the program's own wording.
///
/// # Errors
/// `not_allowed`.
pub async fn reset_mail_template(app: &App, caller: &Caller, step: MailStep) -> Result<(), AppError> {
    allow(app, caller)?;
    let now = app.now();
    let mut work = app.begin().await?;
    note(&work, caller, step, "default", &step.default_wording(), now).await?;
    store::letter::drop_mail(work.db(), step.code()).await?;
    work.record(caller.entry(now, None, "mail.wording_reset", ("mail_template", step.code().into()), &json!({})));
    app.commit(work).await
}

async fn note(
    work: &Work,
    caller: &Caller,
    step: MailStep,
    origin: &'static str,
    wording: &Wording,
    now: Moment,
) -> Result<(), AppError> {
    let (title, body) = (wording.title.clone(), wording.body.clone());
    let entry = Entry { kind: KIND, code: step.code().into(), origin, title, body, by: caller.account_id };
    Ok(log::note(work.db(), entry, now).await?)
}

/// Subject and text as the receiver would read them, with sample values.
///
/// # Errors
/// `not_allowed`; faults of `title` and `body`.
pub fn preview_mail_template(app: &App, caller: &Caller, step: MailStep, typed: &Wording) -> Result<Wording, AppError> {
    allow(app, caller)?;
    let wording = checked(step, typed)?;
    let mail = content(step, &wording, String::new(), &samples(&step.placeholders()))?;
    Ok(Wording { title: mail.subject, body: mail.body })
}

/// Sets the password of the mail server; an empty one takes it away. It is kept sealed and never shown again.
///
/// # Errors
/// `not_allowed`.
pub async fn set_mail_password(app: &App, caller: &Caller, password: &str) -> Result<(), AppError> {
    let now = app.now();
    caller.allow(Action::SettingsManage, &Place::installation(), now)?;
    let sealed = match password {
        "" => String::new(),
        given => app.keys().seal(app.random(), PASSWORD_KEY, given.as_bytes())?,
    };
    let mut work = app.begin().await?;
    store::settings::set(work.db(), PASSWORD_KEY, &sealed, caller.account_id, now).await?;
    work.record(caller.entry(now, None, "mail.password", ("setting", PASSWORD_KEY.into()), &json!({})));
    work.purge(tag::SETTINGS);
    app.commit(work).await
}

fn allow(app: &App, caller: &Caller) -> Result<(), AppError> {
    caller.allow(Action::WordingManage, &Place::installation(), app.now()).map(|_| ())
}

fn checked(step: MailStep, typed: &Wording) -> Result<Wording, AppError> {
    let known = step.placeholders();
    let body = typed.body.replace("\r\n", "\n");
    let mut faults = Form::default();
    let title = faults.required("title", &typed.title, MAX_SUBJECT);
    for result in [check("title", &title, &known), check("body", &body, &known)] {
        if let Err(fault) = result {
            faults.fault(fault);
        }
    }
    faults.finish()?;
    Ok(Wording { title, body })
}
