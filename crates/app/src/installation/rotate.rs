//! A new master key: everything that is sealed with the old one is sealed with the new one, in batches. A mark among the
//! records keeps everybody else out until it is done; a change that was broken off is finished by doing it again, since
//! what the new key opens already is left alone.
//!
//! What is sealed with a key of its own (cases, drafts) stays as it is; only the keys of cases are wrapped anew.

use sea_orm::ConnectionTrait;
use serde_json::json;
use store::request::keys as case_keys;
use store::sealed::{self, ADDRESSES, CONTACTS, FACTORS, MAILS, MATTERS, NOTES, Place, Sealed};
use store::{Work, settings};

use super::key::{PROBE_KEY, probe_opens, seal_probe};
use crate::caller::Caller;
use crate::context::{App, tag};
use crate::error::AppError;
use crate::in_force::KEY_VERSION_KEY;
use crate::keys::MasterKey;
use crate::request::FINDING_KEY;
use crate::{dispute, identity, mail, reminder, request, voice};

/// Not a setting that a person changes: there while a change of the key is under way.
const ROTATION_KEY: &str = "installation.key_rotation";

/// Texts of one transaction.
const BATCH: u64 = 500;

/// Each place with what its texts are sealed for.
type Purpose = fn(&str) -> String;
const PLACES: &[(Place, Purpose)] = &[
    (FACTORS, |account| identity::factor_purpose(account)),
    (ADDRESSES, |account| reminder::purpose(account)),
    (MAILS, |message| mail::purpose(message)),
    (MATTERS, |_| dispute::MATTER.to_string()),
    (NOTES, |_| dispute::NOTE.to_string()),
    (CONTACTS, |_| voice::CONTACT.to_string()),
];

/// Settings that are sealed under their own names.
const SETTINGS: &[&str] = &[FINDING_KEY, mail::PASSWORD_KEY];

/// What a change of the key did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rotated {
    /// Texts and keys sealed anew.
    pub sealed: u64,
    /// What neither key opens, by table and id: it was unreadable before, too.
    pub unreadable: Vec<String>,
}

/// Whether a change of the key was begun and not finished.
pub(super) async fn is_under_way(db: &impl ConnectionTrait) -> Result<bool, AppError> {
    Ok(settings::all(db).await?.contains_key(ROTATION_KEY))
}

/// Seals everything with `next`. Nobody else may be at work on the records.
///
/// # Errors
/// `master_key_differs` where neither key is the one of these records; when they cannot be read or written.
pub async fn rotate_key(app: &App, next: &MasterKey, hear: &mut (dyn FnMut(u64) + Send)) -> Result<Rotated, AppError> {
    let mut done = Rotated::default();
    let stored = settings::all(app.store().read()).await?;
    let probe = stored.get(PROBE_KEY).map_or("", String::as_str);
    if probe_opens(next, probe) && !stored.contains_key(ROTATION_KEY) {
        return Ok(done);
    }
    if !probe_opens(app.keys(), probe) {
        return Err(AppError::problem("master_key_differs"));
    }
    begin(app, stored.contains_key(ROTATION_KEY)).await?;
    let version = app.settings().key_version() + 1;
    wrapped_keys(app, next, version, &mut done, hear).await?;
    for (place, purpose) in PLACES {
        texts(app, next, place, *purpose, &mut done, hear).await?;
    }
    finish(app, next, version, &mut done).await?;
    Ok(done)
}

async fn begin(app: &App, again: bool) -> Result<(), AppError> {
    let now = app.now();
    let mut work = app.begin().await?;
    settings::set(work.db(), ROTATION_KEY, "begun", None, now).await?;
    let detail = json!({ "again": again });
    work.record(Caller::command().entry(now, None, "keys.rotate_begin", ("installation", "keys".into()), &detail));
    work.purge(tag::SETTINGS);
    app.commit(work).await
}

/// The text sealed anew; none where the new key opens it already.
fn anew(app: &App, next: &MasterKey, purpose: &str, sealed: &str) -> Result<Option<String>, AppError> {
    if next.open(purpose, sealed).is_ok() {
        return Ok(None);
    }
    let plain = app.keys().open(purpose, sealed)?;
    next.seal(app.random(), purpose, &plain).map(Some)
}

async fn wrapped_keys(
    app: &App,
    next: &MasterKey,
    version: i32,
    done: &mut Rotated,
    hear: &mut (dyn FnMut(u64) + Send),
) -> Result<(), AppError> {
    let mut after = 0;
    loop {
        let rows = case_keys::list_older(app.store().read(), version, after, BATCH).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.request_id;
        let mut fresh = Vec::with_capacity(rows.len());
        for row in rows {
            match anew(app, next, &request::wrap_purpose(row.request_id), &row.wrapped) {
                Ok(wrapped) => {
                    done.sealed += u64::from(wrapped.is_some());
                    fresh.push(case_keys::Model {
                        wrapped: wrapped.unwrap_or(row.wrapped),
                        key_version: version,
                        ..row
                    });
                }
                Err(_) => done.unreadable.push(format!("request_key {}", row.request_id)),
            }
        }
        let work = app.begin().await?;
        case_keys::rewrap(work.db(), fresh).await?;
        app.commit(work).await?;
        hear(done.sealed);
    }
}

async fn texts(
    app: &App,
    next: &MasterKey,
    place: &Place,
    purpose: Purpose,
    done: &mut Rotated,
    hear: &mut (dyn FnMut(u64) + Send),
) -> Result<(), AppError> {
    let mut after = 0;
    loop {
        let rows = sealed::page(app.store().read(), place, after, BATCH.cast_signed()).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.id;
        let mut fresh = Vec::new();
        for Sealed { id, about, sealed } in rows {
            match anew(app, next, &purpose(&about), &sealed) {
                Ok(text) => fresh.extend(text.map(|text| (id, text))),
                Err(_) => done.unreadable.push(format!("{} {id}", place.table)),
            }
        }
        if fresh.is_empty() {
            continue;
        }
        let work = app.begin().await?;
        sealed::replace(work.db(), place, &fresh).await?;
        app.commit(work).await?;
        done.sealed += fresh.len() as u64;
        hear(done.sealed);
    }
}

/// The settings, the probe and the number of the key, with the record of it: from here on the new key is the one.
async fn finish(app: &App, next: &MasterKey, version: i32, done: &mut Rotated) -> Result<(), AppError> {
    let now = app.now();
    let mut work = app.begin().await?;
    sealed_settings(app, &work, next, done).await?;
    settings::set(work.db(), PROBE_KEY, &seal_probe(next, app.random())?, None, now).await?;
    settings::set(work.db(), KEY_VERSION_KEY, &version.to_string(), None, now).await?;
    settings::remove(work.db(), ROTATION_KEY).await?;
    let detail = json!({ "version": version, "unreadable": done.unreadable });
    work.record(Caller::command().entry(now, None, "keys.rotate", ("installation", "keys".into()), &detail));
    work.purge(tag::SETTINGS);
    app.commit(work).await
}

async fn sealed_settings(app: &App, work: &Work, next: &MasterKey, done: &mut Rotated) -> Result<(), AppError> {
    let stored = settings::all(work.db()).await?;
    for key in SETTINGS {
        let Some(sealed) = stored.get(*key).filter(|sealed| !sealed.is_empty()) else { continue };
        match anew(app, next, key, sealed) {
            Ok(Some(text)) => {
                settings::set(work.db(), key, &text, None, app.now()).await?;
                done.sealed += 1;
            }
            Ok(None) => {}
            Err(_) => done.unreadable.push(format!("setting {key}")),
        }
    }
    Ok(())
}
