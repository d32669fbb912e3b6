//! Whether an item helped: taken without knowing from whom, counted, and looked at where a reader says why not.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::NaiveDate;
use domain::identity::Action;
use domain::voice::opinion::{MAX_WORDS, Verdict, without_numbers};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, Set};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::voice::opinion::{self, Model};

pub use store::voice::opinion::Standing;

use super::desk::allowed_somewhere;
use crate::caller::Caller;
use crate::context::App;
use crate::error::{AppError, FieldFault};
use crate::item::list::visible;

/// Opinions of one item from one address on one day that are counted: an office of several people may stand behind it.
const MOST_A_DAY: u32 = 5;
/// Addresses remembered; beyond them nobody is kept out.
const REMEMBERED: usize = 100_000;

/// Who has said something today, in memory alone and not by the address itself: it is mixed with a secret of this
/// process that nothing keeps.
#[derive(Debug, Default)]
struct Today(Mutex<Option<Said>>);

#[derive(Debug)]
struct Said {
    day: NaiveDate,
    secret: [u8; 32],
    times: HashMap<[u8; 16], u32>,
}

impl Today {
    /// Whether an opinion of this address still counts.
    fn counts(&self, app: &App, address: &str, item: i64) -> bool {
        let day = app.now().date();
        let mut today = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if today.as_ref().is_none_or(|said| said.day != day) {
            *today = Some(Said { day, secret: app.random().bytes::<32>(), times: HashMap::new() });
        }
        let Some(said) = today.as_mut() else { return true };
        let hash = Sha256::new().chain_update(said.secret).chain_update(item.to_be_bytes()).chain_update(address);
        let hash: [u8; 32] = hash.finalize().into();
        let Some(key) = hash.first_chunk::<16>().copied() else { return true };
        if said.times.len() >= REMEMBERED && !said.times.contains_key(&key) {
            return true;
        }
        let times = said.times.entry(key).or_default();
        *times += 1;
        *times <= MOST_A_DAY
    }
}

/// What a reader says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opinion {
    pub item: i64,
    pub verdict: Option<Verdict>,
    pub words: String,
    /// The network address, for the limit of a day alone.
    pub address: String,
}

/// Whether an opinion was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    Now,
    /// This address has said enough of this item today.
    Enough,
}

/// Takes an opinion of a public item.
///
/// # Errors
/// `not_found` where no such item is public; a fault of `verdict` or `words`.
pub async fn say(app: &App, said: &Opinion) -> Result<Counted, AppError> {
    let row = store::item::Entity::find_by_id(said.item).one(app.store().read()).await?;
    let row = row.filter(|row| row.public_state == domain::item::PublicState::Live.code());
    let row = row.ok_or_else(|| AppError::problem("not_found"))?;
    let verdict = said.verdict.ok_or_else(|| AppError::field("verdict", "bad_choice"))?;
    let words = without_numbers(&said.words);
    if words.chars().count() > MAX_WORDS {
        return Err(AppError::fields(vec![FieldFault::new("words", "too_long").with("max", MAX_WORDS)]));
    }
    if !app.shared::<Today>().counts(app, &said.address, said.item) {
        return Ok(Counted::Enough);
    }
    let now = app.now();
    let work = app.begin().await?;
    opinion::add(work.db(), said.item, verdict).await?;
    if !words.is_empty() {
        let kept = opinion::ActiveModel {
            item_id: Set(row.id),
            agency_id: Set(row.agency_id),
            site_id: Set(row.site_id),
            section_id: Set(row.main_section_id),
            verdict: Set(verdict.code().into()),
            words: Set(words),
            at: Set(now.0),
            done_by: Set(None),
            done_at: Set(None),
            note: Set(None),
            ..Default::default()
        };
        kept.insert(work.db()).await?;
    }
    // No audit row: nobody stands behind an opinion, and its address is not kept.
    work.commit(now).await?;
    Ok(Counted::Now)
}

/// Sentences of readers whom an item did not help, with the titles of the items.
#[derive(Debug, Clone, Default)]
pub struct OpinionPage {
    pub rows: Vec<(Model, String)>,
    pub waiting: u64,
    pub next: Option<i64>,
}

/// A page of them within the caller's places.
///
/// # Errors
/// `not_allowed`.
pub async fn list(
    app: &App,
    caller: &Caller,
    standing: Standing,
    after: Option<i64>,
    limit: u64,
) -> Result<OpinionPage, AppError> {
    use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};
    use store::item::Column as I;
    allowed_somewhere(app, caller, Action::VoiceView)?;
    let db = app.store().read();
    let visible = visible(app, caller, Action::VoiceView);
    let mut rows = opinion::list(db, &visible, standing, after, limit + 1).await?;
    let more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = rows.last().filter(|_| more).map(|row| row.id);
    let ids: Vec<i64> = rows.iter().map(|row| row.item_id).collect();
    let titles = store::item::Entity::find().select_only().columns([I::Id, I::Title]).filter(I::Id.is_in(ids));
    let titles: HashMap<i64, String> = titles.into_tuple::<(i64, String)>().all(db).await?.into_iter().collect();
    let with_title = |row: Model| {
        let title = titles.get(&row.item_id).cloned().unwrap_or_default();
        (row, title)
    };
    Ok(OpinionPage {
        rows: rows.into_iter().map(with_title).collect(),
        waiting: opinion::count_waiting(db, &visible).await?,
        next,
    })
}

/// How many sentences wait for who handles them.
///
/// # Errors
/// When the records cannot be read.
pub async fn waiting(app: &App, caller: &Caller) -> Result<u64, AppError> {
    Ok(opinion::count_waiting(app.store().read(), &visible(app, caller, Action::VoiceHandle)).await?)
}

/// Longest note, in characters.
const MAX_NOTE: usize = 300;

/// Notes what was done about a sentence.
///
/// # Errors
/// `not_found`, `not_allowed`, `opinion_done`; a fault of `note`.
pub async fn settle(app: &App, caller: &Caller, id: i64, note: &str) -> Result<(), AppError> {
    let now = app.now();
    let mut work = app.begin().await?;
    let row = opinion::lock(work.db(), id).await?;
    caller.allow(Action::VoiceHandle, &app.directory().place(row.agency_id, row.section_id), now)?;
    if row.done_at.is_some() {
        return Err(AppError::problem("opinion_done"));
    }
    let mut form = crate::form::Form::default();
    let note = form.required("note", note, MAX_NOTE);
    form.finish()?;
    let (agency, item) = (row.agency_id, row.item_id);
    let mut row = row.into_active_model();
    row.done_by = Set(caller.account_id);
    row.done_at = Set(Some(now.0));
    row.note = Set(Some(note));
    row.update(work.db()).await?;
    let detail = json!({ "item": item });
    work.record(caller.entry(now, Some(agency), "opinion.settle", ("opinion", id.to_string()), &detail));
    app.commit(work).await
}
