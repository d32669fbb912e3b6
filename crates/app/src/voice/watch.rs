//! The supervisor's look over the messages of his scope: what is late, where, each number with the messages behind it.

use std::collections::BTreeMap;

use chrono::Days as Span;
use domain::identity::Action;
use domain::voice::site_error::ErrorFinding;
use store::voice::{self, Days, Model};

use super::desk::allowed_somewhere;
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;
use crate::item::list::visible;

/// The findings of one agency, in the order of [`ErrorFinding::ALL`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyFindings {
    pub agency: i64,
    pub name: String,
    pub counts: Vec<i64>,
}

/// All agencies with findings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overview {
    pub agencies: Vec<AgencyFindings>,
    /// Sums over the agencies, in the order of [`ErrorFinding::ALL`].
    pub totals: Vec<i64>,
}

fn days(app: &App) -> Days {
    let today = app.now().date();
    let within = u64::try_from(app.settings().number("voice.close_days")).unwrap_or(30);
    Days { today, closed: today.checked_sub_days(Span::new(within)).unwrap_or(today) }
}

/// What is amiss, by agency and finding.
///
/// # Errors
/// `not_allowed`.
pub async fn overview(app: &App, caller: &Caller) -> Result<Overview, AppError> {
    allowed_somewhere(app, caller, Action::VoiceSupervise)?;
    let visible = visible(app, caller, Action::VoiceSupervise);
    let directory = app.directory();
    let mut rows: BTreeMap<i64, AgencyFindings> = BTreeMap::new();
    for (at, finding) in ErrorFinding::ALL.iter().enumerate() {
        for (agency, count) in voice::count_finding(app.store().read(), &visible, *finding, days(app)).await? {
            let row = rows.entry(agency).or_insert_with(|| AgencyFindings {
                agency,
                name: directory.agency(agency).map(|row| row.short_name.clone()).unwrap_or_default(),
                counts: vec![0; ErrorFinding::ALL.len()],
            });
            if let Some(cell) = row.counts.get_mut(at) {
                *cell = count;
            }
        }
    }
    let agencies: Vec<AgencyFindings> = rows.into_values().collect();
    let total = |at: usize| agencies.iter().filter_map(|row| row.counts.get(at)).sum();
    Ok(Overview { totals: (0..ErrorFinding::ALL.len()).map(total).collect(), agencies })
}

/// The messages that show a finding, of one agency or of all that the caller watches, with the key of the next page.
///
/// # Errors
/// `not_allowed`.
pub async fn behind(
    app: &App,
    caller: &Caller,
    finding: ErrorFinding,
    agency: Option<i64>,
    after: Option<i64>,
    limit: u64,
) -> Result<(Vec<Model>, Option<i64>), AppError> {
    allowed_somewhere(app, caller, Action::VoiceSupervise)?;
    let visible = visible(app, caller, Action::VoiceSupervise);
    let db = app.store().read();
    let mut rows = voice::list_finding(db, &visible, finding, days(app), agency, after, limit + 1).await?;
    let more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = rows.last().filter(|_| more).map(|row| row.id);
    Ok((rows, next))
}
