//! What the applicant is told by mail when something happens to his case: queued with the events, so that both are kept or
//! neither. A mail says the number, that something happened and where to look; nothing of the matter or the person.

use documents::write::letter::chinese_date;
use domain::calendar::WorkCalendar;
use domain::request::contact::read_email;
use domain::request::fee::yuan;
use domain::request::reply::ReplyClass;
use domain::request::{Case, Happening as H};
use store::Work;
use store::request::Model;

use crate::agency::guide_of;
use crate::context::App;
use crate::error::AppError;
use crate::mail::{MailStep, Outgoing, is_sending, queue};
use crate::wording::Values;

/// Queues what has to be told of these happenings, which have just been decided. An address that no mail can be sent
/// to, or no mail server, holds nothing up: everything stands on the tracking page, too.
pub(super) async fn tell(
    app: &App,
    work: &mut Work,
    row: &Model,
    email: &str,
    case: &Case,
    happened: &[H],
) -> Result<(), AppError> {
    if email.is_empty() || !is_sending(app) || read_email(email).is_err() {
        return Ok(());
    }
    let calendar = app.settings().calendar();
    let steps: Vec<(MailStep, &H)> = happened.iter().filter_map(|what| Some((step(what, case)?, what))).collect();
    // What is received on arrival is told once, with its dates.
    let confirmed = steps.iter().any(|(step, _)| *step == MailStep::Confirmed);
    for (step, what) in steps.into_iter().filter(|(step, _)| !confirmed || *step != MailStep::Received) {
        let mail = Outgoing {
            step,
            to: email.to_string(),
            agency_id: Some(row.agency_id),
            request_id: Some(row.id),
            values: values(app, row, case, &calendar, what)?,
        };
        queue(app, work, &mail).await?;
    }
    Ok(())
}

/// Whether anything of this is told by mail: the address is only opened then.
pub(super) fn is_told(happened: &[H], case: &Case) -> bool {
    happened.iter().any(|what| step(what, case).is_some())
}

/// The step that a happening is told as. What only concerns the office's own work is not told.
fn step(what: &H, case: &Case) -> Option<MailStep> {
    Some(match what {
        H::Registered { .. } => MailStep::Received,
        H::Received { .. } => MailStep::Confirmed,
        H::SplitOff { .. } => MailStep::SplitOff,
        H::SupplementAsked { .. } => MailStep::SupplementAsked,
        H::SupplementProlonged { .. } => MailStep::SupplementProlonged,
        H::SupplementArrived { .. } => MailStep::SupplementReceived,
        H::ReasonsAsked { .. } => MailStep::ReasonsAsked,
        H::ReasonsWeighed { .. } => MailStep::ReasonsWeighed,
        H::LimitDelayed { .. } => MailStep::Delayed,
        H::ExtensionApproved { .. } => MailStep::Extended,
        // Several letters at once stop the clock once.
        H::ConsultationSent { .. } if case.consultations.iter().filter(|c| c.ended_on.is_none()).count() > 1 => {
            return None;
        }
        H::ConsultationSent { .. } => MailStep::Consulted,
        H::FeeNoticed { .. } => MailStep::FeeNotice,
        H::FeePaid { .. } => MailStep::Paid,
        H::FeeCancelled { .. } => MailStep::FeeCancelled,
        H::FeeRefunded { .. } => MailStep::Refunded,
        H::Replied { reply, .. } if reply.class() == ReplyClass::Other => MailStep::Closed,
        H::Replied { .. } => MailStep::Replied,
        // What somebody signed for he has in his hands.
        H::Served { received_on: None, .. } => MailStep::Served,
        H::Withdrawn { .. } => MailStep::Withdrawn,
        H::Annulled { .. } => MailStep::Reopened,
        H::CalendarChanged { to: Some(_), limit: None, .. } if !case.state().is_closed() => MailStep::DueMoved,
        _ => return None,
    })
}

fn values(app: &App, row: &Model, case: &Case, calendar: &WorkCalendar, what: &H) -> Result<Values, AppError> {
    let directory = app.directory();
    let agency = directory.agency(row.agency_id).map(|agency| agency.name.clone()).unwrap_or_default();
    let until = match what {
        H::SupplementAsked { until, .. }
        | H::SupplementProlonged { until, .. }
        | H::ReasonsAsked { until, .. }
        | H::LimitDelayed { until, .. } => Some(*until),
        _ => case.clock(calendar, app.now().date()).due.map(|due| due.date),
    };
    let received = match what {
        H::SupplementArrived { on } => Some(*on),
        _ => case.received_on,
    };
    let mut values = Values::from([
        ("agency".to_string(), agency),
        ("number".to_string(), row.number.clone()),
        ("link".to_string(), link(app)),
        ("contact".to_string(), guide_of(app, row.agency_id)?.telephone),
    ]);
    values.extend(until.map(|on| ("due_on".to_string(), chinese_date(on))));
    values.extend(received.map(|on| ("received_on".to_string(), chinese_date(on))));
    if let H::FeeNoticed { fen, .. } | H::FeeRefunded { fen, .. } = what {
        values.insert("amount".to_string(), yuan(*fen));
    }
    Ok(values)
}

/// Where to look: the address of the portal, or the words for it where none is set.
fn link(app: &App) -> String {
    match app.settings().text("mail.portal").trim_end_matches('/') {
        "" => "本机关网站“依申请公开—查询办理情况”栏目".to_string(),
        portal => format!("{portal}/requests/track"),
    }
}
