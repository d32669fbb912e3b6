//! Writing the planned city into the records: the house through its use cases, the items in batches, the live sample
//! step by step through review. Marks the records as a demo's.

mod cases;
mod crowd;
mod files;
mod house;
mod live;
mod open;
mod records;
mod report;
#[cfg(test)]
mod tests;
mod voice;

use chrono::NaiveDate;
use serde_json::json;

pub use crowd::open_cases;

use super::{CityPlan, DEFAULT_SEED};
use crate::caller::Caller;
use crate::context::{App, tag};
use crate::error::AppError;
use crate::in_force::DATA_KEY;

/// How large and how lively the city is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoadOptions {
    pub seed: u64,
    /// Multiplies the volume, for measuring.
    pub scale: u32,
    /// How many items around today are put on the desks; 0 for none.
    pub live: u32,
    /// How many further applications in all states are made, around today; 0 for none.
    pub cases: u32,
    /// Whether accounts are made: measuring needs none, and each password takes its time.
    pub accounts: Accounts,
}

/// Whether the staff of the demo city get accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accounts {
    Make,
    Omit,
}

impl Default for LoadOptions {
    fn default() -> Self {
        Self { seed: DEFAULT_SEED, scale: 1, live: 0, cases: 0, accounts: Accounts::Make }
    }
}

/// An account of the demo with its password, to be shown once.
#[derive(Clone, PartialEq, Eq)]
pub struct DemoAccount {
    pub login: String,
    pub name: String,
    pub post: String,
    pub roles: Vec<&'static str>,
    pub password: String,
}

impl std::fmt::Debug for DemoAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DemoAccount").field("login", &self.login).finish_non_exhaustive()
    }
}

/// What was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loaded {
    pub agencies: usize,
    pub sections: usize,
    pub items: u64,
    pub live_items: u32,
    /// Further applications beside the year's own: the open ones on the desks, and the crowd.
    pub cases: u64,
    pub accounts: Vec<DemoAccount>,
}

/// Makes the demo city in empty records. `progress` hears how many of how many items are in.
///
/// # Errors
/// `demo_not_empty` where there are agencies already.
pub async fn load(app: &App, options: LoadOptions, mut progress: impl FnMut(u64, u64)) -> Result<Loaded, AppError> {
    if !app.directory().agencies.is_empty() {
        return Err(AppError::problem("demo_not_empty"));
    }
    let plan = CityPlan::new().map_err(|e| AppError::Internal(e.to_string()))?;
    let caller = Caller::system();
    mark(app, &caller, options).await?;
    let mut made = house::build(app, &caller, &plan).await?;
    let accounts = match options.accounts {
        Accounts::Make => house::accounts(app, &caller, &plan, &mut made).await?,
        Accounts::Omit => Vec::new(),
    };
    let total = super::items::item_count(&plan, options.scale);
    let items = records::write(app, &caller, &plan, &made, options, |done| progress(done, total)).await?;
    let today: NaiveDate = app.now().date();
    let live = if options.live > 0 { live::write(app, &plan, &made, options, today).await? } else { 0 };
    cases::write(app, &made).await?;
    let open = open::write(app, &caller, &made, options.seed).await?;
    let cases = open + crowd::write(app, &caller, &made, options.seed, options.cases).await?;
    report::write(app, &plan, &made).await?;
    if options.live > 0 {
        voice::write(app, &made, options.seed).await?;
    }
    let (agencies, sections) = (made.agencies.len(), made.sections.len());
    Ok(Loaded { agencies, sections, items, live_items: live, cases, accounts })
}

async fn mark(app: &App, caller: &Caller, options: LoadOptions) -> Result<(), AppError> {
    let now = app.now();
    let mut work = app.begin().await?;
    store::settings::set(work.db(), DATA_KEY, "demo", None, now).await?;
    let detail = json!({ "seed": options.seed, "scale": options.scale });
    work.record(caller.entry(now, None, "demo.load", ("installation", "demo".to_string()), &detail));
    work.purge(tag::SETTINGS);
    app.commit(work).await
}
