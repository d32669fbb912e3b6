//! The round of reminders: begun again and again by the serving process, it tells each person at most once a working day.
//! That he was told stands in the same transaction as his mail.

use chrono::Timelike;
use documents::write::letter::chinese_date;
use domain::time::Moment;
use store::identity::reminders;

use super::{address, digest};
use crate::context::App;
use crate::error::AppError;
use crate::identity::on_behalf;
use crate::mail::{MailStep, Outgoing, is_sending, queue};
use crate::wording::Values;

/// Tells everybody who has not been told today; how many mails were queued. Nothing happens on days of rest, before the
/// hour of the settings, and where no mail server is set.
///
/// # Errors
/// When the records cannot be read; what fails for one person is logged, and the others are told.
pub async fn remind(app: &App) -> Result<u64, AppError> {
    let now = app.now();
    if !is_sending(app) || !is_time(app, now) {
        return Ok(0);
    }
    let mut told = 0;
    for row in reminders::list_untold(app.store().read(), now.date()).await? {
        match remind_one(app, &row).await {
            Ok(sent) => told += u64::from(sent),
            Err(error) => tracing::error!(account = row.account_id, "reminding by mail: {error}"),
        }
    }
    Ok(told)
}

fn is_time(app: &App, now: Moment) -> bool {
    let settings = app.settings();
    let hour = i64::from(now.local().hour());
    settings.calendar().is_working(now.date()) && hour >= settings.number("mail.reminder_hour")
}

async fn remind_one(app: &App, row: &reminders::Model) -> Result<bool, AppError> {
    let Some(caller) = on_behalf(app, row.account_id).await? else { return Ok(false) };
    let (today, lines) = (app.now().date(), digest::lines(app, &caller).await?);
    let to = address::opened(app, row)?;
    let mut work = app.begin().await?;
    if !reminders::note_told(work.db(), row.account_id, today).await? {
        return Ok(false);
    }
    if !lines.is_empty() {
        let mail = Outgoing {
            step: MailStep::Reminder,
            to,
            agency_id: caller.agency_id,
            request_id: None,
            values: Values::from([
                ("date".to_string(), chinese_date(today)),
                ("lines".to_string(), lines.join("\n")),
                ("console".to_string(), app.settings().text("mail.console").to_string()),
            ]),
        };
        queue(app, &mut work, &mail).await?;
    }
    app.commit(work).await?;
    Ok(!lines.is_empty())
}
