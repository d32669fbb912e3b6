//! What the fee of a case would be: counted by item over the applicant's calendar month, or by page. Whether a fee is
//! asked, and its notice, are commands of the case.

use domain::identity::Action;
use domain::request::fee::{Fee, FeeCount, FeeRefusal, fee, items_in_month};
use store::request;
use store::request::find::{self, Same};

use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// Most earlier cases of one applicant that are looked at.
const MOST: u64 = 1_000;

/// How many cases of the same applicant came before this one in the same calendar month; each is one item.
///
/// # Errors
/// `not_allowed`, `not_found`.
pub async fn earlier_items(app: &App, caller: &Caller, id: i64) -> Result<u32, AppError> {
    let db = app.store().read();
    let row = request::get(db, id).await?;
    caller.allow(Action::RequestHandle, &app.directory().agency_place(row.agency_id), app.now())?;
    let others = find::same(db, &row, Same::Person, MOST).await?;
    let before = others.iter().filter(|other| (other.arrived_on, other.id) < (row.arrived_on, row.id));
    let items: Vec<_> = before.map(|other| (other.arrived_on, 1)).collect();
    Ok(items_in_month(&items, row.arrived_on))
}

/// The fee of a count.
///
/// # Errors
/// `form_invalid` with the fault at its field: `items` or `pages`, `already_public`.
pub fn count(count: FeeCount) -> Result<Fee, AppError> {
    fee(count).map_err(|refusal| {
        let field = match (refusal, count) {
            (FeeRefusal::MorePublicThanPages, _) => "already_public",
            (_, FeeCount::Items { .. }) => "items",
            (_, FeeCount::Pages { .. }) => "pages",
        };
        AppError::field(field, refusal.code())
    })
}
