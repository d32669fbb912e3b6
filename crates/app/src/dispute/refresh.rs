//! The day to be reminded of next, brought up to date: days pass, and the calendar moves limits. Also whether the rows
//! of disputes are as their events say.

use store::dispute::{self, Filter};

use super::change::next_of;
use super::read::fold;
use crate::context::App;
use crate::error::AppError;

/// Disputes read at once.
const PAGE: u64 = 200;

/// Brings the next day of every dispute up to date. Returns how many moved.
///
/// # Errors
/// When the records cannot be read or written.
pub async fn refresh(app: &App) -> Result<u64, AppError> {
    let (mut moved, mut before_id) = (0, None);
    loop {
        let rows = dispute::list(app.store().read(), &Filter { before_id, ..Filter::default() }, PAGE).await?;
        let Some(last) = rows.last() else { return Ok(moved) };
        before_id = Some(last.id);
        let mut changed = Vec::new();
        for row in rows {
            let events = dispute::events(app.store().read(), row.id).await?;
            let next = next_of(app, &fold(&row, &events)?)?;
            if next != row.next_on.zip(row.next_kind.clone()) {
                changed.push((row.id, row.version, next));
            }
        }
        if changed.is_empty() {
            continue;
        }
        let work = app.begin().await?;
        for (id, version, next) in changed {
            moved += u64::from(dispute::set_next(work.db(), id, version, next).await?);
        }
        app.commit(work).await?;
    }
}

/// How many disputes there are, and those whose rows are not as their events say.
pub(crate) async fn compare(app: &App) -> Result<(u64, Vec<i64>), AppError> {
    let (mut seen, mut differing, mut before_id) = (0, Vec::new(), None);
    loop {
        let rows = dispute::list(app.store().read(), &Filter { before_id, ..Filter::default() }, PAGE).await?;
        let Some(last) = rows.last() else { return Ok((seen, differing)) };
        before_id = Some(last.id);
        for row in rows {
            seen += 1;
            let events = dispute::events(app.store().read(), row.id).await?;
            let state = fold(&row, &events)?;
            let as_folded = row.outcome == state.outcome().code()
                && row.decided_on == state.decided.map(|(day, _)| day)
                && state.filed_on == Some(row.filed_on);
            differing.extend(Some(row.id).filter(|_| !as_folded));
        }
    }
}
