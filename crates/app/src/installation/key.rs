//! Whether the master key at hand is the one that the records were written with. A known text, sealed with the key,
//! is kept among the records; the wrong key does not open it.

use store::settings;

use super::rotate::is_under_way;
use crate::context::App;
use crate::error::AppError;
use crate::keys::MasterKey;
use crate::random::Random;

/// Not a setting that a person changes.
pub(super) const PROBE_KEY: &str = "installation.key_probe";
const PURPOSE: &str = "installation.key_probe";
const TEXT: &[u8] = b"gongkai";

pub(super) fn seal_probe(keys: &MasterKey, random: &Random) -> Result<String, AppError> {
    keys.seal(random, PURPOSE, TEXT)
}

pub(super) fn probe_opens(keys: &MasterKey, probe: &str) -> bool {
    keys.open(PURPOSE, probe).is_ok_and(|text| text == TEXT)
}

/// Refuses a key that is not the one of these records.
///
/// # Errors
/// `key_rotation_unfinished`, `master_key_differs`; when the records cannot be read.
pub async fn check_key(app: &App) -> Result<(), AppError> {
    if is_under_way(app.store().read()).await? {
        return Err(AppError::problem("key_rotation_unfinished"));
    }
    let stored = settings::all(app.store().read()).await?;
    match stored.get(PROBE_KEY) {
        Some(probe) if !probe_opens(app.keys(), probe) => Err(AppError::problem("master_key_differs")),
        _ => Ok(()),
    }
}

/// Keeps the probe of this key among the records, unless one is there.
///
/// # Errors
/// When the records cannot be written.
pub async fn keep_probe(app: &App) -> Result<(), AppError> {
    let now = app.now();
    let work = app.begin().await?;
    if !settings::all(work.db()).await?.contains_key(PROBE_KEY) {
        let probe = seal_probe(app.keys(), app.random())?;
        settings::set(work.db(), PROBE_KEY, &probe, None, now).await?;
    }
    app.commit(work).await
}
