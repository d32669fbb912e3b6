//! The desk: what is due today, overdue, near, waiting for others, not yet confirmed; filters, paged by key.

use std::collections::BTreeMap;

use app::identity::names;
use app::request::desk::{self, COUNT_BOUND, DeskPage, DeskQuery, Pile};
use axum::extract::State;
use axum::response::Response;
use chrono::NaiveDate;
use domain::identity::{Action, Role};
use domain::request::CaseState;
use minijinja::Value;

use super::rows::rows_of;
use crate::console::admin::asked::Asked;
use crate::console::admin::choices::{Agencies, agencies, choice};
use crate::console::item::rows::value_of;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::state::Web;
use crate::templates::context;

pub const PATH: &str = "/console/requests";

/// `GET /console/requests`
pub async fn show(State(web): State<Web>, signed: SignedIn, asked: Asked) -> Result<Response, WebError> {
    let app = web.app();
    let settings = app.settings();
    let size = u64::try_from(settings.number("display.page_size")).unwrap_or(20);
    let query = query_of(&asked, signed.account.id);
    let found = desk::page(app, &signed.caller, &query, size).await?;
    let names: BTreeMap<i64, String> = names(app, found.rows.iter().filter_map(|row| row.row.officer_id)).await?;
    let now = app.now();
    let handles = signed.caller.can_somewhere(Action::RequestHandle, now);
    let turn =
        if signed.caller.can_somewhere(Action::RequestView, now) { "轮到本机关的" } else { "轮到我承办的" };
    let filtered = asked.has_any(&["pile", "state", "agency", "mine"]);
    let values = context! {
        tiles_list => tiles(&asked, &found),
        rows => value_of(&rows_of(&found.rows, &names, settings.number("requests.near_days"))),
        title => query.pile.map_or(turn, |pile| pile.label()),
        turn,
        list_pager => context! {
            by_day => true,
            newer_url => query.after.map(|_| asked.address(PATH, "after", None)),
            older_url => found.next.map(|key| asked.address(PATH, "after", Some(&key_text(key)))),
            text => format!("本页 {} 件", found.rows.len()),
        },
        form => value_of(&asked.form()),
        filtered,
        piles => piles(),
        states => states(),
        agencies => agencies(app, Agencies::Acting),
        officers => officers(&web, &signed, handles).await?,
        may_assign => handles,
        may_watch => signed.caller.can_somewhere(Action::RequestReassign, now),
        may_register => signed.caller.can_somewhere(Action::RequestRegister, now),
        near_days => settings.number("requests.near_days"),
        register_url => "/requests/register",
    };
    let head = PageHead::new("依申请公开").lead("按最近的期限排列。申请人姓名已隐去，需要时在办理页查看并留下记录。");
    page(&web, &signed, "console/request/desk.html", &head, values)
}

fn query_of(asked: &Asked, account: i64) -> DeskQuery {
    let state = asked.code("state", CaseState::parse);
    DeskQuery {
        pile: asked.code("pile", Pile::parse).or_else(|| state.and_then(pile_of)),
        agency: asked.number("agency"),
        officer: asked.text("mine").map(|_| account),
        state: state.map(|state| state.code().to_string()),
        own_parts: false,
        after: asked.text("after").and_then(key_in),
    }
}

/// The pile on which all cases of a state lie, where it is not the office's turn.
const fn pile_of(state: CaseState) -> Option<Pile> {
    match state {
        CaseState::Supplement | CaseState::Reasons | CaseState::Fee | CaseState::Consulting => Some(Pile::Waiting),
        closed if closed.is_closed() => Some(Pile::Closed),
        _ => None,
    }
}

/// The piles with their counts; each leads to its list.
fn tiles(asked: &Asked, found: &DeskPage) -> Vec<Value> {
    let current = asked.text("pile");
    let count = |pile: Pile| found.counts.iter().find(|(one, _)| *one == pile).map_or(0, |(_, count)| *count);
    let order = [Pile::Today, Pile::Overdue, Pile::Near, Pile::Waiting, Pile::Later];
    let tile = |pile: Pile| {
        let number = count(pile);
        let tone = match pile {
            Pile::Overdue | Pile::Today if number > 0 => "error",
            Pile::Near if number > 0 => "warning",
            _ => "neutral",
        };
        context! {
            label => pile.label(),
            number => counted(number),
            url => format!("{PATH}?pile={}", pile.code()),
            note => if current == Some(pile.code()) { "正在查看" } else { "" },
            tone,
        }
    };
    let mut tiles: Vec<Value> = order.into_iter().map(tile).collect();
    tiles.extend(found.turns.iter().map(|(state, number)| {
        context! {
            label => state.label(),
            number => counted(*number),
            url => format!("{PATH}?state={}", state.code()),
            note => if asked.text("state") == Some(state.code()) { "正在查看" } else { "" },
            tone => if *number > 0 { "warning" } else { "neutral" },
        }
    }));
    tiles
}

/// Counts stop at a bound, so that a full desk opens as fast as an empty one.
fn counted(number: i64) -> String {
    let bound = i64::try_from(COUNT_BOUND).unwrap_or(i64::MAX);
    if number >= bound { format!("{}+", bound - 1) } else { number.to_string() }
}

fn piles() -> Vec<Value> {
    Pile::ALL.iter().map(|pile| choice(pile.code(), pile.label())).collect()
}

fn states() -> Vec<Value> {
    let known = CaseState::ALL.iter().filter(|state| **state != CaseState::Unknown);
    known.map(|state| choice(state.code(), state.label())).collect()
}

/// To whom ticked cases may be given: the officers where the signed-in person works.
async fn officers(web: &Web, signed: &SignedIn, handles: bool) -> Result<Vec<Value>, WebError> {
    let Some(agency) = signed.account.agency_id.filter(|_| handles) else { return Ok(Vec::new()) };
    let place = web.app().directory().agency_place(agency);
    if !signed.caller.can(Action::RequestHandle, &place, web.app().now()) {
        return Ok(Vec::new());
    }
    let people = app::request::people::people(web.app(), &signed.caller, agency, Role::RequestOfficer).await?;
    let others = people.into_iter().filter(|one| one.id != signed.account.id);
    Ok(others.map(|one| choice(one.id, format!("{}（{}）", one.name, one.agency))).collect())
}

/// The key of the next page as it stands in an address, `day,id`.
pub fn key_text(key: (NaiveDate, i64)) -> String {
    format!("{},{}", key.0, key.1)
}

/// The key in an address; anything else begins at the first page.
pub fn key_in(text: &str) -> Option<(NaiveDate, i64)> {
    let (day, id) = text.split_once(',')?;
    Some((day.parse().ok()?, id.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_key_comes_back_as_it_went() {
        let key = (NaiveDate::from_ymd_opt(2026, 3, 5).unwrap_or_default(), 42);
        assert_eq!(key_in(&key_text(key)), Some(key));
        assert_eq!(key_in("gestern,1"), None);
        assert_eq!(key_in(""), None);
    }

    #[test]
    fn a_bounded_count_says_so() {
        assert_eq!((counted(0).as_str(), counted(999).as_str(), counted(1000).as_str()), ("0", "999", "999+"));
    }
}
