//! The officer's desk: piles by the nearest limit, bounded counts, page by key. Names are masked.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use domain::identity::permission::scopes_for;
use domain::identity::{Action, Scope};
use domain::request::CaseState;
use store::item::lists::Visible;
use store::request::Desk;
use store::request::desk::{self, Filter, Whose};

use super::case::{self, Card};
use super::seen;
use crate::caller::{Caller, Origin};
use crate::context::App;
use crate::error::AppError;

pub use store::request::desk::COUNT_BOUND;

domain::code_enum! {
    /// The piles of the desk.
    pub enum Pile {
        Overdue = "overdue", "已超期";
        Today = "today", "今日到期";
        Near = "near", "临期";
        Later = "later", "办理中";
        Waiting = "waiting", "等待他方";
        Closed = "closed", "已办结";
    }
}

/// What of the desk is wanted.
#[derive(Debug, Clone, Default)]
pub struct DeskQuery {
    pub pile: Option<Pile>,
    pub agency: Option<i64>,
    pub officer: Option<i64>,
    pub state: Option<String>,
    /// Only cases in which a part waits for the caller; who sees no other has them without asking.
    pub own_parts: bool,
    /// The key of the last row shown.
    pub after: Option<(NaiveDate, i64)>,
}

/// A row of the desk.
#[derive(Debug, Clone)]
pub struct DeskRow {
    pub row: store::request::Model,
    pub card: Card,
    pub agency: String,
    pub pile: Pile,
    /// The limit by which it lies here.
    pub until: NaiveDate,
    /// Whether that is the one set to the caller's unit, instead of the case's own.
    pub of_part: bool,
    /// Working days to it; negative when it has passed.
    pub days_left: i64,
    /// Whether something has happened that the caller has not marked as seen.
    pub is_new: bool,
}

/// A page of the desk with the counts of its piles, each up to [`COUNT_BOUND`].
#[derive(Debug, Clone)]
pub struct DeskPage {
    pub rows: Vec<DeskRow>,
    pub next: Option<(NaiveDate, i64)>,
    pub counts: Vec<(Pile, i64)>,
    /// How many stand where it is the caller's turn.
    pub turns: Vec<(CaseState, i64)>,
}

/// The agencies whose cases the caller may see; `None` for all.
pub(super) fn visible(app: &App, caller: &Caller, action: Action) -> Option<Vec<i64>> {
    let scopes = match caller.origin {
        Origin::Console => scopes_for(&caller.grants, action, app.now()),
        Origin::Command | Origin::System => vec![Scope::All],
    };
    let mut ids = Vec::new();
    for one in app.directory().expand(&scopes) {
        match one {
            Visible::Everything => return None,
            Visible::Agencies(some) => ids.extend(some),
            Visible::Sites(_) | Visible::Sections(_) => {}
        }
    }
    ids.sort_unstable();
    ids.dedup();
    Some(ids)
}

fn whose(app: &App, caller: &Caller, query: &DeskQuery) -> Result<Whose, AppError> {
    let now = app.now();
    if query.own_parts || !caller.can_somewhere(Action::RequestView, now) {
        caller.allow(Action::RequestContribute, &own_place(app, caller), now)?;
        return Ok(Whose::Parts(super::access::units(app, caller)));
    }
    let seen = visible(app, caller, Action::RequestView);
    Ok(match (seen, query.agency) {
        (None, None) => Whose::Everyone,
        (None, Some(agency)) => Whose::Agencies(vec![agency]),
        (Some(ids), None) => Whose::Agencies(ids),
        (Some(ids), Some(agency)) => Whose::Agencies(ids.into_iter().filter(|id| *id == agency).collect()),
    })
}

fn own_place(app: &App, caller: &Caller) -> domain::identity::Place {
    caller.agency_id.map(|agency| app.directory().agency_place(agency)).unwrap_or_default()
}

/// The bounds of a pile: from and until, both included.
fn bounds(app: &App, pile: Pile) -> (Desk, Option<NaiveDate>, Option<NaiveDate>) {
    let today = app.now().date();
    let near = u32::try_from(app.settings().number("requests.near_days")).unwrap_or(5);
    let near = app.settings().calendar().due(today, near).map_or(today, |due| due.date);
    let next = |day: NaiveDate| day.checked_add_days(Days::new(1));
    match pile {
        Pile::Overdue => (Desk::Working, None, today.pred_opt()),
        Pile::Today => (Desk::Working, Some(today), Some(today)),
        Pile::Near => (Desk::Working, next(today), Some(near)),
        Pile::Later => (Desk::Working, next(near), None),
        Pile::Waiting => (Desk::Waiting, None, None),
        Pile::Closed => (Desk::Closed, None, None),
    }
}

fn filter(app: &App, query: &DeskQuery, whose: &Whose, pile: Option<Pile>) -> Filter {
    let (desk, from, until) = pile.map_or((Desk::Working, None, None), |pile| bounds(app, pile));
    Filter { whose: whose.clone(), desk, from, until, state: query.state.clone(), officer: query.officer, after: None }
}

/// The states in which a case waits for what the caller does: the officer confirms, the reviewer reviews, the signatory
/// signs. Whoever does none of it sees what is not confirmed.
fn turns_of(app: &App, caller: &Caller) -> Vec<CaseState> {
    let works = [
        (Action::RequestHandle, CaseState::Registered),
        (Action::RequestReview, CaseState::LegalReview),
        (Action::RequestSign, CaseState::Signature),
    ];
    let now = app.now();
    let own: Vec<_> =
        works.into_iter().filter(|(does, _)| caller.can_somewhere(*does, now)).map(|(_, state)| state).collect();
    if own.is_empty() { vec![CaseState::Registered] } else { own }
}

/// The desk's page: without a pile, all that is the agency's turn.
///
/// # Errors
/// `not_allowed`.
pub async fn page(app: &App, caller: &Caller, query: &DeskQuery, limit: u64) -> Result<DeskPage, AppError> {
    let whose = whose(app, caller, query)?;
    let db = app.store().read();
    let wanted = Filter { after: query.after, ..filter(app, query, &whose, query.pile) };
    let mut rows = desk::page(db, &wanted, limit + 1).await?;
    let more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let own = match &whose {
        Whose::Parts(accounts) => desk::own_limits(db, accounts, rows.iter().map(|row| row.id)).await?,
        _ => BTreeMap::new(),
    };
    let next = rows.last().filter(|_| more);
    let next = next.map(|row| (own.get(&row.id).copied().unwrap_or(row.next_on), row.id));
    let mut counts = Vec::new();
    for pile in Pile::ALL.iter().copied().filter(|pile| *pile != Pile::Closed) {
        counts.push((pile, desk::count(db, &filter(app, query, &whose, Some(pile))).await?));
    }
    let mut turns = Vec::new();
    for state in turns_of(app, caller) {
        let open = Filter { state: Some(state.code().to_string()), ..filter(app, query, &whose, None) };
        turns.push((state, desk::count(db, &open).await?));
    }
    let mut cards = case::open_cards(app, &rows).await?;
    let known = seen::known(app, caller, &rows.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
    let is_new = |row: &store::request::Model| {
        known.as_ref().is_some_and(|known| known.get(&row.id).is_none_or(|version| *version < row.version))
    };
    let row = |row: store::request::Model| DeskRow {
        is_new: is_new(&row),
        ..desk_row(app, cards.remove(&row.id).unwrap_or_default(), own.get(&row.id).copied(), row)
    };
    let rows = rows.into_iter().map(row).collect();
    Ok(DeskPage { rows, next, counts, turns })
}

/// How many cases the query asks for, up to [`COUNT_BOUND`].
///
/// # Errors
/// `not_allowed`.
pub async fn count(app: &App, caller: &Caller, query: &DeskQuery) -> Result<i64, AppError> {
    let whose = whose(app, caller, query)?;
    Ok(desk::count(app.store().read(), &filter(app, query, &whose, query.pile)).await?)
}

pub(super) fn desk_row(app: &App, card: Card, own: Option<NaiveDate>, row: store::request::Model) -> DeskRow {
    let today = app.now().date();
    let calendar = app.settings().calendar();
    let until = own.unwrap_or(row.next_on);
    let days_left = if until >= today {
        i64::from(calendar.working_days_between(today, until))
    } else {
        -i64::from(calendar.working_days_between(until, today).max(1))
    };
    let pile = pile_of(app, &row, until);
    let agency = app.directory().agency(row.agency_id).map(|a| a.short_name.clone()).unwrap_or_default();
    DeskRow { row, card, agency, pile, until, of_part: own.is_some(), days_left, is_new: false }
}

fn pile_of(app: &App, row: &store::request::Model, until: NaiveDate) -> Pile {
    let within = |pile: &Pile| {
        let (desk, first, last) = bounds(app, *pile);
        row.desk == desk.code() && first.is_none_or(|day| until >= day) && last.is_none_or(|day| until <= day)
    };
    Pile::ALL.iter().copied().find(within).unwrap_or(Pile::Later)
}
