//! The list of disputes, newest first, with the days that come next.

use app::dispute::{DisputeRow, list_disputes, list_due};
use axum::extract::State;
use axum::response::Response;
use chrono::Days;
use domain::dispute::{Outcome, Party};
use domain::identity::Action;
use minijinja::Value;

use super::{PATH, outcome_badge};
use crate::console::admin::asked::Asked;
use crate::console::admin::choices::codes;
use crate::console::admin::paging::cut;
use crate::console::item::rows::value_of;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::state::Web;
use crate::templates::context;

/// So far ahead hearings and limits are shown above the list.
const AHEAD_DAYS: u64 = 30;

/// `GET /console/disputes`
pub async fn show(State(web): State<Web>, signed: SignedIn, asked: Asked) -> Result<Response, WebError> {
    let app = web.app();
    let now = app.now();
    let size = app.settings().size("display.page_size");
    let (outcome, before) = (asked.code("outcome", Outcome::parse), asked.number("before"));
    let mut rows = list_disputes(app, &signed.caller, outcome, before, size as u64 + 1).await?;
    let more = cut(&mut rows, size);
    let until = now.date().checked_add_days(Days::new(AHEAD_DAYS)).unwrap_or(now.date());
    let due = list_due(app, &signed.caller, until).await?;
    let older = rows.last().filter(|_| more).map(|row| row.id.to_string());
    let agency = |id: i64| app.directory().agency(id).map(|one| one.short_name.clone()).unwrap_or_default();
    let row = |one: &DisputeRow| {
        context! {
            url => format!("{PATH}/{}", one.id),
            name => name_of(one),
            track => one.track.label(),
            agency => agency(one.agency_id),
            organ => one.organ,
            filed_on => one.filed_on.to_string(),
            outcome => outcome_badge(one.outcome),
            decided_on => one.decided_on.map(|on| on.to_string()),
            next_on => one.next_on.filter(|on| *on >= now.date()).map(|on| on.to_string()),
            next => one.next.map(|kind| kind.label()),
            co_defendant => one.party == Party::CoDefendant,
        }
    };
    let values = context! {
        rows => rows.iter().map(row).collect::<Vec<Value>>(),
        due => due.iter().map(row).collect::<Vec<Value>>(),
        ahead => AHEAD_DAYS,
        list_pager => context! {
            newer_url => before.map(|_| asked.address(PATH, "before", None)),
            older_url => older.map(|id| asked.address(PATH, "before", Some(&id))),
            text => format!("本页 {} 件", rows.len()),
        },
        form => value_of(&asked.form()),
        filtered => asked.has_any(&["outcome"]),
        outcomes => codes(Outcome::ALL, Outcome::code, Outcome::label),
        may_register => signed.caller.can_somewhere(Action::DisputeManage, now),
    };
    let head = PageHead::new("复议和诉讼").lead("因政府信息公开引起的行政复议和行政诉讼，计入年度报告第四表。");
    page(&web, &signed, "console/dispute/list.html", &head, values)
}

/// Without the matter, which names persons: the number of the organ's case, else its kind and day.
pub(in crate::console) fn name_of(row: &DisputeRow) -> String {
    if row.case_number.is_empty() {
        format!("{}（{}）", row.track.label(), row.filed_on)
    } else {
        row.case_number.clone()
    }
}
