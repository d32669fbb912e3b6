//! A saved draft: sealed under a key that only its code gives, so that nobody else opens it, not even with the records
//! and the master key. Dropped when it was not saved again for some days.

use domain::request::application::Application;
use sea_orm::EntityTrait;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::request::citizens::{self, draft};

use super::seal::{as_typed, typed};
use crate::context::App;
use crate::error::AppError;
use crate::keys::MasterKey;

/// What is kept of a form that is not sent yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Whom it will be sent to, once that is chosen.
    pub agency: Option<i64>,
    #[serde(flatten)]
    pub application: Application,
}

/// 30^18 is more than 2^88: a code cannot be guessed, even by who holds the records.
const CODE_LENGTH: usize = 18;
const PURPOSE: &str = "request-draft";

fn digest(purpose: &str, code: &str) -> [u8; 32] {
    Sha256::new().chain_update(purpose).chain_update([0]).chain_update(code).finalize().into()
}

fn name_of(code: &str) -> String {
    hex::encode(digest("gongkai draft name", code))
}

fn key_of(code: &str) -> MasterKey {
    MasterKey::new(digest("gongkai draft key", code))
}

/// Saves a draft, under its code or a new one; returns the code.
///
/// # Errors
/// `request_draft_too_long`; `request_draft_gone` for a code that opens nothing.
pub async fn save(app: &App, code: Option<&str>, written: &Draft) -> Result<String, AppError> {
    let code = match code {
        Some(code) => {
            open(app, code).await?;
            as_typed(code)
        }
        None => typed(&app.random().bytes::<CODE_LENGTH>(), CODE_LENGTH),
    };
    let text = serde_json::to_string(written).map_err(store::StoreError::from)?;
    if text.len() > 200_000 {
        return Err(AppError::problem("request_draft_too_long"));
    }
    let now = app.now();
    let kept = draft::Model {
        code_hash: name_of(&code),
        sealed: key_of(&code).seal(app.random(), PURPOSE, text.as_bytes())?,
        saved_at: now.0,
        expires_at: now.plus_minutes(app.settings().number("requests.draft_days") * 24 * 60).0,
    };
    let work = app.begin().await?;
    citizens::save_draft(work.db(), kept).await?;
    app.commit(work).await?;
    Ok(code)
}

/// Opens a draft by its code, as it was typed.
///
/// # Errors
/// `request_draft_gone`.
pub async fn open(app: &App, code: &str) -> Result<Draft, AppError> {
    let code = as_typed(code);
    let row = draft::Entity::find_by_id(name_of(&code)).one(app.store().read()).await?;
    let row = row.filter(|row| row.expires_at > app.now().0).ok_or_else(|| AppError::problem("request_draft_gone"))?;
    let text = key_of(&code).open(PURPOSE, &row.sealed)?;
    Ok(serde_json::from_slice(&text).map_err(store::StoreError::from)?)
}

/// Drops a draft: it was submitted, or its writer wants it gone.
///
/// # Errors
/// When the records cannot be written.
pub async fn drop_draft(app: &App, code: &str) -> Result<(), AppError> {
    let work = app.begin().await?;
    draft::Entity::delete_by_id(name_of(&as_typed(code))).exec(work.db()).await?;
    app.commit(work).await
}
