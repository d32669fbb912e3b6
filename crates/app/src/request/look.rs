//! A case as its page shows it to the office: where it stands, its clock and how that came about, what may be done next,
//! what happened, its files. Persons are masked here; in full they are only in `personal`.

use domain::identity::{Action, Place, Role};
use domain::request::application::{Application, masked_name};
use domain::request::explain::Line;
use domain::request::{Capability, Case, ClockView, Event, Possible, mask};
use store::identity::accounts;
use store::request::{self, Model, keys};

use super::act::capabilities;
use super::case::{self, APPLICATION, Card};
use super::form::FilePurpose;
use super::history::event_of;
use super::seal::{CaseKey, Particulars};
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// An event with what was written beside it; the application itself is left out.
#[derive(Debug, Clone)]
pub struct Seen {
    pub event: Event,
    pub particulars: Particulars,
}

/// A file of the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileSeen {
    pub id: i64,
    /// Empty once the case was erased.
    pub name: String,
    pub purpose: Option<FilePurpose>,
    pub file_type: String,
    pub size: i64,
}

/// A case.
#[derive(Debug, Clone)]
pub struct Look {
    pub row: Model,
    pub agency: String,
    pub card: Card,
    /// With persons masked; none once the case was erased.
    pub application: Option<Application>,
    pub case: Case,
    pub clock: ClockView,
    pub lines: Vec<Line>,
    pub possible: Vec<Possible>,
    pub events: Vec<Seen>,
    pub files: Vec<FileSeen>,
    /// Whether the caller may see the person in full.
    pub may_see_person: bool,
    pub may_handle: bool,
}

/// The case for its page: for the office, and for a unit that has a part in it.
///
/// # Errors
/// `not_allowed`, `not_found`.
pub async fn look(app: &App, caller: &Caller, id: i64) -> Result<Look, AppError> {
    let db = app.store().read();
    let row = request::get(db, id).await?;
    let wrapped = keys::find(db, id).await?;
    let key = wrapped.as_ref().map(|row| CaseKey::unwrap(app.keys(), id, &row.wrapped)).transpose()?;
    let stored = request::events(db, id).await?;
    let mut events = Vec::with_capacity(stored.len());
    let mut application = None;
    for one in &stored {
        let mut particulars = match (&key, &one.particulars) {
            (Some(key), Some(sealed)) => key.open_particulars(one.seq, sealed)?,
            _ => Particulars::new(),
        };
        if let Some(text) = particulars.remove(APPLICATION) {
            let form: Application = serde_json::from_str(&text).map_err(store::StoreError::from)?;
            application = Some(masked(form));
        }
        events.push(Seen { event: event_of(one)?, particulars });
    }
    let all: Vec<Event> = events.iter().map(|seen| seen.event.clone()).collect();
    let case = Case::fold(&all);
    let place = app.directory().agency_place(row.agency_id);
    allow(app, caller, &case, &place)?;
    let (now, calendar) = (app.now(), app.settings().calendar());
    let may = capabilities(app, caller, &place);
    Ok(Look {
        agency: app.directory().agency(row.agency_id).map(|a| a.name.clone()).unwrap_or_default(),
        card: case::open_card(app, &row, wrapped.as_ref())?,
        application,
        clock: case.clock(&calendar, now.date()),
        lines: case.explain(&calendar),
        possible: case.next(&may, now, &calendar),
        files: files(app, &key, id).await?,
        may_see_person: key.is_some() && caller.can(Action::RequestPersonal, &place, now),
        may_handle: may.contains(&Capability::RequestOfficer),
        events,
        case,
        row,
    })
}

/// Who may look: the office, and the unit's people who have a part in the case.
fn allow(app: &App, caller: &Caller, case: &Case, place: &Place) -> Result<(), AppError> {
    let now = app.now();
    let has_part = caller.account_id.is_some_and(|own| case.parts.iter().any(|part| part.unit == own));
    if has_part && caller.can_somewhere(Action::RequestContribute, now) {
        return Ok(());
    }
    caller.allow(Action::RequestView, place, now).map(|_| ())
}

async fn files(app: &App, key: &Option<CaseKey>, id: i64) -> Result<Vec<FileSeen>, AppError> {
    let rows = request::files(app.store().read(), id).await?;
    let seen = |row: request::file::Model| {
        let name = match key {
            Some(key) => key.open_text("file-name", &row.name)?,
            None => String::new(),
        };
        let purpose = FilePurpose::parse(&row.purpose);
        Ok(FileSeen { id: row.id, name, purpose, file_type: row.file_type, size: row.size })
    };
    rows.into_iter().map(seen).collect()
}

/// The form with every person so far masked that the office can work with it and nobody can be found by it.
fn masked(mut form: Application) -> Application {
    let people = std::iter::once(&mut form.citizen).chain(form.joint.iter_mut());
    for person in people.chain(form.agent.iter_mut().map(|agent| &mut agent.person)) {
        person.name = masked_name(&person.name);
        hide(&mut person.number, mask::id_number);
        hide(&mut person.phone, mask::telephone);
    }
    let body = &mut form.organisation;
    body.representative = masked_name(&body.representative);
    body.contact_person = masked_name(&body.contact_person);
    let contact = &mut form.contact;
    hide(&mut contact.phone, mask::telephone);
    hide(&mut contact.fax, mask::telephone);
    hide(&mut contact.email, mask::email);
    hide(&mut contact.address, mask::address);
    contact.postcode.clear();
    form
}

fn hide(text: &mut String, how: fn(&str) -> String) {
    if !text.is_empty() {
        *text = how(text);
    }
}

/// Somebody to whom work may be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: i64,
    pub name: String,
    pub agency: String,
}

/// Most people of one list.
const MOST_PEOPLE: u64 = 500;

/// The active accounts that hold a role and belong to the agency or to one below it.
///
/// # Errors
/// `not_allowed` for one who may give out no work there.
pub async fn people(app: &App, caller: &Caller, agency: i64, role: Role) -> Result<Vec<Person>, AppError> {
    let (directory, now) = (app.directory(), app.now());
    let place = directory.agency_place(agency);
    if !caller.can(Action::RequestHandle, &place, now) {
        caller.allow(Action::RequestReassign, &place, now)?;
    }
    let filter = accounts::Filter {
        agency_ids: Some(directory.agency_tree(agency)),
        status: Some(domain::identity::account::AccountStatus::Active.code().to_string()),
        role: Some(role.code().to_string()),
        ..accounts::Filter::default()
    };
    let rows = accounts::list(app.store().read(), &filter, MOST_PEOPLE).await?;
    let name = |id: i64| directory.agency(id).map(|agency| agency.short_name.clone()).unwrap_or_default();
    Ok(rows.into_iter().map(|row| Person { id: row.id, name: row.name, agency: name(row.agency_id) }).collect())
}
