//! Duplicates and repeat requests: the same person, the same matter, nearly the same words (art. 36 (6), art. 44).

use domain::identity::Action;
use store::request::find::{self, Same};
use store::request::{self, Model};

use super::{case, similar};
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// Most cases told of each sort.
const MOST: u64 = 20;

/// Cases that resemble one.
#[derive(Debug, Clone, Default)]
pub struct Twins {
    pub same_person: Vec<Model>,
    pub same_matter: Vec<Model>,
    /// With the share of the words in common, in hundredths; likest first.
    pub alike: Vec<(Model, u8)>,
}

/// Finds them within the agency.
///
/// # Errors
/// `not_allowed`, `not_found`, `request_erased`.
pub async fn find_twins(app: &App, caller: &Caller, id: i64) -> Result<Twins, AppError> {
    let db = app.store().read();
    let row = request::get(db, id).await?;
    caller.allow(Action::RequestHandle, &app.directory().agency_place(row.agency_id), app.now())?;
    let text = case::application_of(app, id).await?.matter_text();
    let mut alike = Vec::new();
    for other in find::alike(db, &row, MOST).await? {
        let likeness = similar::likeness(&text, &case::application_of(app, other.id).await?.matter_text());
        if likeness >= similar::NEAR {
            alike.push((other, hundredths(likeness)));
        }
    }
    alike.sort_by_key(|(row, share)| (std::cmp::Reverse(*share), row.id));
    Ok(Twins {
        same_person: find::same(db, &row, Same::Person, MOST).await?,
        same_matter: find::same(db, &row, Same::Matter, MOST).await?,
        alike,
    })
}

/// A share from 0 to 1 in hundredths.
fn hundredths(share: f64) -> u8 {
    (0..=100_u8).rev().find(|n| f64::from(*n) <= share * 100.0).unwrap_or(0)
}
