//! A site's own look: drafts, what is applied, and the way back. The texts are checked by `domain::theme` before they are
//! applied; whether pages can be made of them is seen by who renders.

use std::collections::BTreeMap;

use domain::identity::Action;
use domain::theme::{Finding, ThemeFile, ThemeState, check};
use domain::time::Moment;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, Set};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::site::theme;
use store::{StoreError, Work, site};

use super::sites::place;
use crate::caller::Caller;
use crate::context::{App, tag};
use crate::error::{AppError, FieldFault};

/// Versions that a list shows.
const LISTED: u64 = 50;
/// Drafts a site may have at a time.
const MAX_DRAFTS: usize = 10;

/// The texts of a theme by name: only what differs from the built-in one.
pub type ThemeTexts = BTreeMap<ThemeFile, String>;

/// A version of a site's look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThemeVersion {
    pub id: i64,
    pub site_id: i64,
    pub number: i32,
    pub state: ThemeState,
    pub texts: ThemeTexts,
    pub created_by: Option<i64>,
    pub created_at: Moment,
    pub changed_at: Moment,
    /// Sent back with each change.
    pub edition: i32,
    pub applied_by: Option<i64>,
    pub applied_at: Option<Moment>,
}

/// The texts of a stored version. A name that this program does not know is passed over.
///
/// # Errors
/// When the stored JSON is unreadable.
pub fn theme_texts_of(row: &theme::Model) -> Result<ThemeTexts, AppError> {
    let texts: BTreeMap<String, String> = serde_json::from_str(&row.files).map_err(StoreError::from)?;
    Ok(texts.into_iter().filter_map(|(name, text)| Some((ThemeFile::parse(&name)?, text))).collect())
}

impl ThemeVersion {
    fn of(row: theme::Model) -> Result<Self, AppError> {
        let texts = theme_texts_of(&row)?;
        let state = ThemeState::parse(&row.state)
            .ok_or_else(|| AppError::Internal(format!("theme {}: state {}", row.id, row.state)))?;
        Ok(Self {
            id: row.id,
            site_id: row.site_id,
            number: row.number,
            state,
            texts,
            created_by: row.created_by,
            created_at: Moment(row.created_at),
            changed_at: Moment(row.changed_at),
            edition: row.edition,
            applied_by: row.applied_by,
            applied_at: row.applied_at.map(Moment),
        })
    }

    /// What is wrong with its texts, by file.
    #[must_use]
    pub fn findings(&self) -> Vec<(ThemeFile, Finding)> {
        self.texts.iter().flat_map(|(file, text)| check(*file, text).into_iter().map(|one| (*file, one))).collect()
    }
}

fn allow(app: &App, caller: &Caller, site: i64) -> Result<(), AppError> {
    app.directory().site(site).ok_or_else(|| AppError::problem("not_found"))?;
    caller.allow(Action::SiteManage, &place(app, site), app.now()).map(|_| ())
}

/// The versions of a site, newest first.
///
/// # Errors
/// `not_found`, `not_allowed`.
pub async fn list_themes(app: &App, caller: &Caller, site: i64) -> Result<Vec<ThemeVersion>, AppError> {
    allow(app, caller, site)?;
    theme::list(app.store().read(), site, LISTED).await?.into_iter().map(ThemeVersion::of).collect()
}

/// One version.
///
/// # Errors
/// `not_found`, `not_allowed`.
pub async fn get_theme(app: &App, caller: &Caller, id: i64) -> Result<ThemeVersion, AppError> {
    let row = theme::Entity::find_by_id(id).one(app.store().read()).await?;
    let version = ThemeVersion::of(row.ok_or_else(|| AppError::problem("not_found"))?)?;
    allow(app, caller, version.site_id)?;
    Ok(version)
}

/// Begins a draft from a version of the site, or from the built-in theme; its id.
///
/// # Errors
/// `not_found`, `not_allowed`; `theme_too_many` drafts.
pub async fn begin_theme(app: &App, caller: &Caller, site: i64, from: Option<i64>) -> Result<i64, AppError> {
    allow(app, caller, site)?;
    let now = app.now();
    let mut work = app.begin().await?;
    lock(&work, site).await?;
    let rows = theme::list(work.db(), site, u64::MAX >> 1).await?;
    if rows.iter().filter(|row| row.state == ThemeState::Draft.code()).count() >= MAX_DRAFTS {
        return Err(AppError::problem("theme_too_many").with("max", MAX_DRAFTS));
    }
    let source = match from {
        Some(id) => Some(rows.iter().find(|row| row.id == id).ok_or_else(|| AppError::problem("not_found"))?),
        None => None,
    };
    let row = theme::ActiveModel {
        site_id: Set(site),
        number: Set(rows.first().map_or(0, |row| row.number) + 1),
        state: Set(ThemeState::Draft.code().into()),
        files: Set(source.map_or_else(|| "{}".to_string(), |row| row.files.clone())),
        created_by: Set(caller.account_id),
        created_at: Set(now.0),
        changed_at: Set(now.0),
        edition: Set(1),
        ..Default::default()
    };
    let row = row.insert(work.db()).await?;
    let detail = json!({ "site": site, "number": row.number, "from": source.map(|row| row.number) });
    record(app, caller, &mut work, &row, "theme.begin", &detail);
    app.commit(work).await?;
    Ok(row.id)
}

/// Two people who begin or apply at once wait for each other at the site's row.
async fn lock(work: &Work, site: i64) -> Result<(), AppError> {
    site::Entity::find_by_id(site).lock_exclusive().one(work.db()).await?;
    Ok(())
}

fn record(app: &App, caller: &Caller, work: &mut Work, row: &theme::Model, action: &str, detail: &serde_json::Value) {
    let agency = app.directory().site(row.site_id).map(|site| site.agency_id);
    work.record(caller.entry(app.now(), agency, action, ("theme", row.id.to_string()), detail));
}

/// A version within a transaction, as it was when the person saw it.
async fn held(
    app: &App,
    caller: &Caller,
    work: &Work,
    id: i64,
    edition: Option<i32>,
) -> Result<theme::Model, AppError> {
    let row = theme::Entity::find_by_id(id).lock_exclusive().one(work.db()).await?;
    let row = row.ok_or_else(|| AppError::problem("not_found"))?;
    allow(app, caller, row.site_id)?;
    if edition.is_some_and(|edition| edition != row.edition) {
        return Err(AppError::problem("changed_meanwhile"));
    }
    Ok(row)
}

fn is_draft(row: &theme::Model) -> Result<(), AppError> {
    if row.state == ThemeState::Draft.code() { Ok(()) } else { Err(AppError::problem("theme_not_draft")) }
}

/// Writes a file of a draft; without a text the built-in one stands again. Faults do not hinder: a draft may be half done.
///
/// # Errors
/// `not_found`, `not_allowed`, `changed_meanwhile`, `theme_not_draft`; a text that is too long.
pub async fn save_theme_file(
    app: &App,
    caller: &Caller,
    id: i64,
    edition: i32,
    file: ThemeFile,
    text: Option<&str>,
) -> Result<(), AppError> {
    if text.is_some_and(|text| text.len() > domain::theme::LONGEST_FILE) {
        let fault = FieldFault::new("text", "theme_file_too_long").with("max", domain::theme::LONGEST_FILE / 1024);
        return Err(AppError::fields(vec![fault]));
    }
    let mut work = app.begin().await?;
    let row = held(app, caller, &work, id, Some(edition)).await?;
    is_draft(&row)?;
    let mut files: BTreeMap<String, String> = serde_json::from_str(&row.files).map_err(StoreError::from)?;
    match text {
        Some(text) => files.insert(file.code().to_string(), text.replace("\r\n", "\n")),
        None => files.remove(file.code()),
    };
    let hash = text.map(|text| hex::encode(Sha256::digest(text)));
    let detail = json!({ "number": row.number, "file": file.code(), "sha256": hash });
    record(app, caller, &mut work, &row, "theme.change", &detail);
    let mut active = row.into_active_model();
    active.files = Set(serde_json::to_string(&files).map_err(StoreError::from)?);
    active.changed_at = Set(app.now().0);
    active.edition = Set(edition + 1);
    active.update(work.db()).await?;
    app.commit(work).await
}

/// Puts a version in force: a draft, or one that was in force before.
///
/// # Errors
/// `not_found`, `not_allowed`, `changed_meanwhile`; `theme_faulty` when a text breaks a rule.
pub async fn apply_theme(app: &App, caller: &Caller, id: i64, edition: i32) -> Result<(), AppError> {
    let mut work = app.begin().await?;
    let row = held(app, caller, &work, id, Some(edition)).await?;
    lock(&work, row.site_id).await?;
    let faults = ThemeVersion::of(row.clone())?.findings().len();
    if faults > 0 {
        return Err(AppError::problem("theme_faulty").with("count", faults));
    }
    retire(&work, row.site_id).await?;
    record(app, caller, &mut work, &row, "theme.apply", &json!({ "site": row.site_id, "number": row.number }));
    let mut active = row.into_active_model();
    active.state = Set(ThemeState::Applied.code().into());
    active.applied_by = Set(caller.account_id);
    active.applied_at = Set(Some(app.now().0));
    active.edition = Set(edition + 1);
    active.update(work.db()).await?;
    work.purge(tag::DIRECTORY);
    app.commit(work).await
}

async fn retire(work: &Work, site: i64) -> Result<(), AppError> {
    theme::Entity::update_many()
        .col_expr(theme::Column::State, Expr::value(ThemeState::Former.code()))
        .filter(theme::Column::SiteId.eq(site))
        .filter(theme::Column::State.eq(ThemeState::Applied.code()))
        .exec(work.db())
        .await?;
    Ok(())
}

/// Takes the site back to the built-in theme. Its own versions are kept.
///
/// # Errors
/// `not_found`, `not_allowed`.
pub async fn use_built_in_theme(app: &App, caller: &Caller, site: i64) -> Result<(), AppError> {
    allow(app, caller, site)?;
    let mut work = app.begin().await?;
    lock(&work, site).await?;
    retire(&work, site).await?;
    let agency = app.directory().site(site).map(|site| site.agency_id);
    work.record(caller.entry(app.now(), agency, "theme.built_in", ("site", site.to_string()), &json!({})));
    work.purge(tag::DIRECTORY);
    app.commit(work).await
}

/// Drops a draft.
///
/// # Errors
/// `not_found`, `not_allowed`, `theme_not_draft`.
pub async fn discard_theme(app: &App, caller: &Caller, id: i64) -> Result<(), AppError> {
    let mut work = app.begin().await?;
    let row = held(app, caller, &work, id, None).await?;
    is_draft(&row)?;
    record(app, caller, &mut work, &row, "theme.discard", &json!({ "site": row.site_id, "number": row.number }));
    theme::Entity::delete_by_id(id).exec(work.db()).await?;
    app.commit(work).await
}
