//! The messages of an agency, as its staff see them: by state, and one by one with what happened and what may be done.

use chrono::NaiveDate;
use domain::identity::{Action, Place};
use domain::time::Moment;
use domain::voice::site_error::{Command, Outcome, Standing, State, decide};
use store::voice::{self, Model, step};

use super::place::place_of;
use super::send::CONTACT;
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;
use crate::item::list::visible;

/// A page of messages with how many stand in each state.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    pub rows: Vec<Model>,
    /// In the order of [`State::ALL`].
    pub counts: Vec<i64>,
    pub next: Option<i64>,
}

/// Refused to who may nowhere.
pub(super) fn allowed_somewhere(app: &App, caller: &Caller, action: Action) -> Result<(), AppError> {
    if caller.can_somewhere(action, app.now()) {
        return Ok(());
    }
    caller.allow(action, &Place::installation(), app.now()).map(drop)
}

/// The messages in a state within the caller's places, after a key.
///
/// # Errors
/// `not_allowed`.
pub async fn list(app: &App, caller: &Caller, state: State, after: Option<i64>, limit: u64) -> Result<Desk, AppError> {
    allowed_somewhere(app, caller, Action::VoiceView)?;
    let db = app.store().read();
    let visible = visible(app, caller, Action::VoiceView);
    let counted = voice::count(db, &visible).await?;
    let of = |state: &State| counted.iter().find(|(code, _)| code == state.code()).map_or(0, |(_, n)| *n);
    let counts = State::ALL.iter().map(of).collect();
    let mut rows = voice::list(db, &visible, state, after, limit + 1).await?;
    let more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = rows.last().filter(|_| more).map(|row| row.id);
    Ok(Desk { rows, counts, next })
}

/// How many messages wait for who handles them: not answered, and answered but not closed.
///
/// # Errors
/// When the records cannot be read.
pub async fn waiting(app: &App, caller: &Caller) -> Result<Option<(i64, i64)>, AppError> {
    if !caller.can_somewhere(Action::VoiceHandle, app.now()) {
        return Ok(None);
    }
    let counted = voice::count(app.store().read(), &visible(app, caller, Action::VoiceHandle)).await?;
    let of = |state: State| counted.iter().find(|(code, _)| code == state.code()).map_or(0, |(_, n)| *n);
    Ok(Some((of(State::Open), of(State::Answered))))
}

/// What the caller may do with a message now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct May {
    pub transfer: bool,
    pub answer: bool,
    pub close: bool,
    pub see_contact: bool,
}

/// One message.
#[derive(Debug, Clone)]
pub struct SiteError {
    pub row: Model,
    pub steps: Vec<step::Model>,
    pub late: bool,
    pub may: May,
    /// The contact with most of it hidden; none where there is none, or it was forgotten.
    pub contact: Option<String>,
}

pub(super) fn standing(row: &Model) -> Standing {
    Standing {
        state: State::parse(&row.state).unwrap_or(State::Open),
        agency: row.agency_id,
        outcome: row.outcome.as_deref().and_then(Outcome::parse),
    }
}

/// Whether its answer is late on a day.
#[must_use]
pub fn is_late(row: &Model, today: NaiveDate) -> bool {
    row.state == State::Open.code() && row.due_on < today
}

/// A message with what happened to it.
///
/// # Errors
/// `not_found`, `not_allowed`.
pub async fn get(app: &App, caller: &Caller, id: i64) -> Result<SiteError, AppError> {
    let now = app.now();
    let db = app.store().read();
    let row = voice::get(db, id).await?;
    let place = place_of(app, &row);
    caller.allow(Action::VoiceView, &place, now)?;
    let handles = caller.can(Action::VoiceHandle, &place, now);
    let supervises = caller.can(Action::VoiceSupervise, &place, now);
    let fits = |command| decide(standing(&row), command).is_ok();
    let may = May {
        // No agency has this id: whether any other may be named.
        transfer: (handles || supervises) && fits(Command::Transfer { to: 0 }),
        answer: handles && fits(Command::Answer { outcome: Outcome::Corrected }),
        close: handles && fits(Command::Close),
        see_contact: row.contact.is_some() && caller.can(Action::VoiceContact, &place, now),
    };
    let contact = match &row.contact {
        Some(sealed) => Some(masked(&opened(app, sealed)?)),
        None => None,
    };
    Ok(SiteError { steps: voice::steps(db, id).await?, late: is_late(&row, now.date()), may, contact, row })
}

fn masked(contact: &str) -> String {
    use domain::request::mask;
    if contact.contains('@') { mask::email(contact) } else { mask::telephone(contact) }
}

fn opened(app: &App, sealed: &str) -> Result<String, AppError> {
    let plain = app.keys().open(CONTACT, sealed)?;
    String::from_utf8(plain).map_err(|_| AppError::Internal("a sealed contact is no text".into()))
}

/// How the sender can be reached, in full. Each look is an audit row.
///
/// # Errors
/// `not_found`, `not_allowed`, `site_error_contact_gone`.
pub async fn contact(app: &App, caller: &Caller, id: i64) -> Result<(Model, String), AppError> {
    let now: Moment = app.now();
    let mut work = app.begin().await?;
    let row = voice::get(work.db(), id).await?;
    caller.allow(Action::VoiceContact, &place_of(app, &row), now)?;
    let sealed = row.contact.clone().ok_or_else(|| AppError::problem("site_error_contact_gone"))?;
    let contact = opened(app, &sealed)?;
    let subject = ("site_error", id.to_string());
    let detail = serde_json::json!({ "number": row.number });
    work.record(caller.entry(now, Some(row.agency_id), "site_error.view_contact", subject, &detail));
    app.commit(work).await?;
    Ok((row, contact))
}
