//! A case opened in full for its letters: the form, the events with what was written beside them, the files.

use domain::request::application::Application;
use domain::request::{Case, Event, Happening};
use store::request::{self, Model, file};

use crate::agency::{Guide, guide_of};
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;
use crate::request::case::APPLICATION;
use crate::request::form::FilePurpose;
use crate::request::history::event_of;
use crate::request::look::Seen;
use crate::request::seal::{CaseKey, key_of};
use domain::identity::{Action, Place};

/// What of a person somebody may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    Full,
    Masked,
}

/// A file of the case with its name.
pub(super) struct Named {
    pub row: file::Model,
    pub name: String,
    pub purpose: Option<FilePurpose>,
}

/// The case.
pub(super) struct CaseFile {
    pub row: Model,
    pub place: Place,
    pub key: CaseKey,
    pub case: Case,
    pub seen: Vec<Seen>,
    pub form: Application,
    pub files: Vec<Named>,
    pub guide: Guide,
}

impl CaseFile {
    /// Opens it; who may is asked by the caller of this.
    ///
    /// # Errors
    /// `not_found`, `request_erased`.
    pub async fn open(app: &App, id: i64) -> Result<Self, AppError> {
        let db = app.store().read();
        let row = request::get(db, id).await?;
        let key = key_of(app, db, id).await?;
        let mut seen = Vec::new();
        let mut form = Application::default();
        for one in request::events(db, id).await? {
            let mut particulars = match &one.particulars {
                Some(sealed) => key.open_particulars(one.seq, sealed)?,
                None => Default::default(),
            };
            if let Some(text) = particulars.remove(APPLICATION) {
                form = serde_json::from_str(&text).map_err(store::StoreError::from)?;
            }
            seen.push(Seen { event: event_of(&one)?, particulars });
        }
        let events: Vec<Event> = seen.iter().map(|one| one.event.clone()).collect();
        let mut files = Vec::new();
        for row in request::files(db, id).await? {
            let name = key.open_text("file-name", &row.name)?;
            files.push(Named { name, purpose: FilePurpose::parse(&row.purpose), row });
        }
        Ok(Self {
            place: app.directory().agency_place(row.agency_id),
            case: Case::fold(&events),
            guide: guide_of(app, row.agency_id)?,
            row,
            key,
            seen,
            form,
            files,
        })
    }

    /// How much of the person the caller may see.
    ///
    /// # Errors
    /// `not_allowed` for one who may not see the case at all.
    pub fn sight(&self, app: &App, caller: &Caller) -> Result<Sight, AppError> {
        let now = app.now();
        if caller.can(Action::RequestPersonal, &self.place, now) {
            return Ok(Sight::Full);
        }
        caller.allow(Action::RequestView, &self.place, now).map(|_| Sight::Masked)
    }

    /// The last event of which this is true.
    pub fn last(&self, is: impl Fn(&Happening) -> bool) -> Option<&Seen> {
        self.seen.iter().rev().find(|one| is(&one.event.what))
    }

    /// What was written beside the last such event, by its field.
    pub fn written(&self, is: impl Fn(&Happening) -> bool, field: &str) -> Option<String> {
        self.last(is)?.particulars.get(field).cloned()
    }
}
