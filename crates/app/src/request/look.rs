//! A case as its page shows it to the office: where it stands, its clock and how that came about, what may be done next,
//! what happened, its files. Persons are masked here; in full they are only in `personal`.

use chrono::NaiveDate;
use domain::request::application::{Application, SupplyForm, masked_name};
use domain::request::explain::Line;
use domain::request::finding::CaseFinding;
use domain::request::reply::ReplyKind;
use domain::request::{Capability, Case, ClockView, Event, Happening, Possible, mask};
use store::request::{self, Model, find, keys};

use super::access::Standing;
use super::case::{self, APPLICATION, Card};
use super::form::FilePurpose;
use super::history::event_of;
use super::seal::{CaseKey, Particulars};
use super::watch;
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
    /// Whether the caller may open it.
    pub may_open: bool,
}

/// Another case that belongs to this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    pub id: i64,
    pub number: String,
    pub link: Link,
}

/// How it belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// This case was split from it.
    SplitFrom,
    /// It was split from this case.
    SplitOff,
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
    /// The day on which was looked.
    pub today: NaiveDate,
    pub possible: Vec<Possible>,
    pub events: Vec<Seen>,
    pub files: Vec<FileSeen>,
    /// Whether the caller may see the person in full.
    pub may_see_person: bool,
    pub may_handle: bool,
    /// What is amiss, the gravest first.
    pub findings: Vec<CaseFinding>,
    /// The cases that this one was split from or into.
    pub linked: Vec<Linked>,
    /// Whether the caller sees no more than his unit's part needs.
    pub only_unit: bool,
    /// The accounts in whose name the caller works on parts.
    pub units: Vec<i64>,
}

impl Look {
    /// Whether the reply under way gives information as a file, and no file was chosen for it.
    #[must_use]
    pub fn lacks_files(&self) -> bool {
        let gives = self.case.draft.is_some_and(|draft| matches!(draft.reply, ReplyKind::A2 | ReplyKind::B1));
        let electronic = |form: &Application| form.supply.contains(&SupplyForm::Electronic);
        let chosen = self.files.iter().any(|file| file.purpose == Some(FilePurpose::Supplied));
        gives && self.application.as_ref().is_some_and(electronic) && !chosen
    }
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
    let standing = Standing::of(app, caller, &case, &place);
    standing.allow_look(caller, &place, app)?;
    if standing.only_unit() {
        application = application.map(without_contact);
        events
            .iter_mut()
            .filter(|seen| !of_unit(&seen.event, &case, &standing))
            .for_each(|seen| seen.particulars.clear());
    }
    let (now, calendar) = (app.now(), app.settings().calendar());
    Ok(Look {
        agency: app.directory().agency(row.agency_id).map(|a| a.name.clone()).unwrap_or_default(),
        card: case::open_card(app, &row, wrapped.as_ref())?,
        application,
        clock: case.clock(&calendar, now.date()),
        lines: case.explain(&calendar),
        today: now.date(),
        possible: case.next(&standing.actor(caller.account_id), now, &calendar),
        files: files(app, &key, id, &standing).await?,
        may_see_person: key.is_some() && standing.personal,
        may_handle: standing.may.contains(&Capability::RequestOfficer),
        findings: case.findings(&calendar, &watch::today(app), row.officer_id.is_some()),
        linked: if standing.only_unit() { Vec::new() } else { linked(app, &all).await? },
        only_unit: standing.only_unit(),
        units: standing.units,
        events,
        case,
        row,
    })
}

async fn linked(app: &App, events: &[Event]) -> Result<Vec<Linked>, AppError> {
    let named: Vec<(i64, Link)> = events
        .iter()
        .filter_map(|event| match event.what {
            Happening::Registered { split_from, .. } => split_from.map(|id| (id, Link::SplitFrom)),
            Happening::SplitOff { request } => Some((request, Link::SplitOff)),
            _ => None,
        })
        .collect();
    let rows = find::by_ids(app.store().read(), &named.iter().map(|(id, _)| *id).collect::<Vec<_>>()).await?;
    let number = |id: i64| rows.iter().find(|row| row.id == id).map(|row| row.number.clone());
    Ok(named.into_iter().filter_map(|(id, link)| number(id).map(|number| Linked { id, number, link })).collect())
}

/// Whether an event is about a part of the unit, or tells what is asked for.
fn of_unit(event: &Event, case: &Case, standing: &Standing) -> bool {
    match event.what {
        Happening::PartAssigned { part, .. }
        | Happening::PartTaken { part }
        | Happening::PartRefused { part }
        | Happening::PartReassigned { part, .. }
        | Happening::PartDone { part, .. } => {
            case.parts.get(usize::from(part)).is_some_and(|part| standing.units.contains(&part.unit))
        }
        Happening::SupplementArrived { .. } => true,
        _ => false,
    }
}

/// The form as a unit needs it: what is asked for, and nobody to be reached.
fn without_contact(form: Application) -> Application {
    Application { contact: Default::default(), agent: None, joint: Vec::new(), ..form }
}

async fn files(app: &App, key: &Option<CaseKey>, id: i64, standing: &Standing) -> Result<Vec<FileSeen>, AppError> {
    let rows = request::files(app.store().read(), id).await?;
    let seen = |row: request::file::Model| {
        let name = match key {
            Some(key) => key.open_text("file-name", &row.name)?,
            None => String::new(),
        };
        let may_open = key.is_some() && standing.may_open(&row);
        let purpose = FilePurpose::parse(&row.purpose);
        Ok(FileSeen { id: row.id, name, may_open, purpose, file_type: row.file_type, size: row.size })
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
