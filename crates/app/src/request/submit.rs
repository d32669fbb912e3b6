//! A citizen submits, or an officer registers what came in by counter, post, fax or e-mail. The answer is given when the
//! case is on disk; the same form sent twice makes one case.

use chrono::NaiveDate;
use domain::identity::Action;
use domain::request::application::{self, Application, Strictness};
use domain::request::channel::Matter;
use domain::request::{ReceiptChannel, Rules};
use domain::time::Moment;
use store::request::find;

use super::case::{self, Prepared};
use super::form::{self, CheckedFile, FileIn};
use super::queue::Queue;
use super::seal::{CaseKey, Finder, Particulars};
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// Length of a query code: 30^10, too many to be guessed through the rate limit.
pub(crate) const CODE_LENGTH: usize = 10;

/// A form sent by a citizen.
#[derive(Debug, Clone)]
pub struct Submission {
    pub agency: i64,
    pub application: Application,
    /// The token that the form was shown with ([`new_form_token`]): a second post of it makes no second case.
    pub form_token: String,
    pub files: Vec<FileIn>,
    /// The network address, for the audit log.
    pub address: String,
}

/// What an officer registers.
#[derive(Debug, Clone)]
pub struct Registration {
    pub agency: i64,
    pub channel: ReceiptChannel,
    /// The day it reached the agency.
    pub arrived_on: NaiveDate,
    pub application: Application,
    pub form_token: String,
    /// The scans.
    pub files: Vec<FileIn>,
}

/// What else an officer registers with an application.
#[derive(Debug, Clone)]
pub struct Also {
    /// Information or a correction (art. 41).
    pub matter: Matter,
    /// Further matters of the same letter: each becomes a case of its own (一事一申请), linked with the first.
    pub further: Vec<application::Matter>,
}

impl Default for Also {
    fn default() -> Self {
        Self { matter: Matter::Information, further: Vec::new() }
    }
}

/// Most matters that one letter is split into, beside the first.
pub const MOST_FURTHER: usize = 9;

/// Whether a form made a case now or had made one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    Now,
    Before,
}

/// 接收回执: what the applicant is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    pub id: i64,
    pub number: String,
    /// With the number it opens the tracking page; shown once, kept as a hash.
    pub code: String,
    pub agency: String,
    pub submitted_at: Moment,
    pub subject: String,
    pub taken: Taken,
}

/// A token for a form about to be shown.
#[must_use]
pub fn new_form_token(app: &App) -> String {
    app.random().token()
}

/// Takes a citizen's application. When this returns, it is on disk.
///
/// # Errors
/// `form_invalid` with a fault at each field; `request_agency_closed`; a `file_…` refusal; `bad_request` for a token
/// that was never given out.
pub async fn submit(app: &App, submission: Submission) -> Result<Receipt, AppError> {
    let papers = form::missing_papers(&submission.application, &submission.files);
    let application = form::checked(submission.application, Strictness::Form, papers)?;
    let files = form::checked_files(app, submission.files)?;
    let now = app.now();
    let caller = Caller::applicant(&submission.address);
    let coming = Coming {
        agency: submission.agency,
        channel: ReceiptChannel::Online,
        arrived_on: now.date(),
        application,
        files,
        token: submission.form_token,
        matter: Matter::Information,
        origin: None,
    };
    take(app, caller, coming).await
}

/// Registers what came in another way, with its scans.
///
/// # Errors
/// As [`submit`]; `not_allowed`; `request_arrival_ahead` for a day that has not come.
pub async fn register(app: &App, caller: &Caller, registration: Registration) -> Result<Receipt, AppError> {
    let receipts = register_several(app, caller, registration, Also::default()).await?;
    receipts.into_iter().next().ok_or_else(|| AppError::Internal("nothing was registered".into()))
}

/// As [`register`], where one letter asks for several matters: one case and one receipt each, the first one first, all
/// in one transaction.
///
/// # Errors
/// As [`register`], faults of a further matter at `further.N.…`.
pub async fn register_several(
    app: &App,
    caller: &Caller,
    registration: Registration,
    also: Also,
) -> Result<Vec<Receipt>, AppError> {
    let now = app.now();
    caller.allow(Action::RequestRegister, &app.directory().agency_place(registration.agency), now)?;
    if registration.arrived_on > now.date() {
        return Err(AppError::field("arrived_on", "request_arrival_ahead"));
    }
    let application = form::checked(registration.application, Strictness::Paper, Vec::new())?;
    let files = form::checked_files(app, registration.files)?;
    let first = Coming {
        agency: registration.agency,
        channel: registration.channel,
        arrived_on: registration.arrived_on,
        application,
        files,
        token: registration.form_token,
        matter: also.matter,
        origin: None,
    };
    let mut all = further(&first, also.further, Origin::First)?;
    all.insert(0, first);
    take_several(app, caller, all).await
}

/// The cases of further matters: the same applicant, way and files as `first`.
pub(super) fn further(
    first: &Coming,
    matters: Vec<application::Matter>,
    origin: Origin,
) -> Result<Vec<Coming>, AppError> {
    if matters.len() > MOST_FURTHER {
        return Err(AppError::problem("request_too_many_matters").with("max", MOST_FURTHER));
    }
    let one = |(at, matter): (usize, application::Matter)| {
        let application = Application { matter, ..first.application.clone() };
        let application =
            form::checked(application, Strictness::Paper, Vec::new()).map_err(|error| form::moved(error, at))?;
        let token = format!("{}x{}", first.token, at + 1);
        Ok(Coming { application, token, origin: Some(origin), ..first.clone() })
    };
    matters.into_iter().enumerate().map(one).collect()
}

/// From which case a matter was split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// The first of those written with it.
    First,
    /// A case that is there already, with the day on which it was received, if it was.
    Case { id: i64, received_on: Option<NaiveDate> },
}

/// A case about to be written.
#[derive(Clone)]
pub(super) struct Coming {
    pub agency: i64,
    pub channel: ReceiptChannel,
    pub arrived_on: NaiveDate,
    pub application: Application,
    pub files: Vec<CheckedFile>,
    pub token: String,
    pub matter: Matter,
    pub origin: Option<Origin>,
}

/// The name of the agency, which must be taking applications, for a token that we gave out.
fn checked_agency(app: &App, coming: &Coming) -> Result<String, AppError> {
    let directory = app.directory();
    let agency = directory.agency(coming.agency).filter(|agency| agency.status == "active");
    let agency = agency.ok_or_else(|| AppError::problem("request_agency_closed"))?.name.clone();
    given_out(&coming.token)?;
    Ok(agency)
}

/// Whether a form's token can be one that we gave out.
///
/// # Errors
/// `bad_request`.
pub(crate) fn given_out(token: &str) -> Result<(), AppError> {
    let ours = token.len() >= 32 && token.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if ours { Ok(()) } else { Err(AppError::problem("bad_request")) }
}

/// Writes several cases in one transaction of their own.
async fn take_several(app: &App, caller: &Caller, all: Vec<Coming>) -> Result<Vec<Receipt>, AppError> {
    let (prepared, tellings) = prepare_several(app, caller, all).await?;
    let rows = case::write_new(app, &prepared).await?;
    Ok(receipts(rows, tellings))
}

/// What a receipt tells beside the row.
pub(super) struct Telling {
    agency: String,
    code: String,
    subject: String,
}

/// Seals several cases; with each what its receipt will tell.
pub(super) async fn prepare_several(
    app: &App,
    caller: &Caller,
    all: Vec<Coming>,
) -> Result<(Vec<Prepared>, Vec<Telling>), AppError> {
    let finder = Finder::of(app).await?;
    let (mut prepared, mut tellings) = (Vec::with_capacity(all.len()), Vec::with_capacity(all.len()));
    for coming in all {
        let agency = checked_agency(app, &coming)?;
        let code = finder.code("query-code", &coming.token, CODE_LENGTH);
        let form_hash = finder.hash("form", &coming.token);
        tellings.push(Telling { agency, code: code.clone(), subject: coming.application.subject() });
        prepared.push(prepare(app, &finder, caller.clone(), coming, &code, form_hash).await?);
    }
    Ok((prepared, tellings))
}

/// The receipts of written cases.
pub(super) fn receipts(rows: Vec<(store::request::Model, Taken)>, tellings: Vec<Telling>) -> Vec<Receipt> {
    let receipt = |((row, taken), told): ((store::request::Model, Taken), Telling)| {
        receipt_of(&row, taken, told.code, told.agency, told.subject)
    };
    rows.into_iter().zip(tellings).map(receipt).collect()
}

async fn take(app: &App, caller: Caller, coming: Coming) -> Result<Receipt, AppError> {
    let agency = checked_agency(app, &coming)?;
    let finder = Finder::of(app).await?;
    let code = finder.code("query-code", &coming.token, CODE_LENGTH);
    let form_hash = finder.hash("form", &coming.token);
    let before = find::by_forms(app.store().read(), std::slice::from_ref(&form_hash)).await?.remove(&form_hash);
    let subject = coming.application.subject();
    if let Some(row) = before {
        let receipt = receipt_of(&row, Taken::Before, code, agency, subject);
        return Ok(receipt);
    }
    let prepared = prepare(app, &finder, caller, coming, &code, form_hash).await?;
    let (row, taken) = app.shared::<Queue>().take(app, prepared).await?;
    Ok(receipt_of(&row, taken, code, agency, subject))
}

fn receipt_of(row: &store::request::Model, taken: Taken, code: String, agency: String, subject: String) -> Receipt {
    Receipt {
        id: row.id,
        number: row.number.clone(),
        code,
        agency,
        submitted_at: Moment(row.created_at),
        subject,
        taken,
    }
}

/// Seals everything and puts the files on disk: what remains is one short transaction.
pub(super) async fn prepare(
    app: &App,
    finder: &Finder,
    caller: Caller,
    coming: Coming,
    code: &str,
    form_hash: String,
) -> Result<Prepared, AppError> {
    let key = CaseKey::new(app.random());
    let form = &coming.application;
    let text = serde_json::to_string(form).map_err(store::StoreError::from)?;
    let particulars = Particulars::from([(case::APPLICATION.to_string(), text)]);
    let mut files = Vec::with_capacity(coming.files.len());
    for file in &coming.files {
        files.push(case::seal_file(app, &key, file).await?);
    }
    Ok(Prepared {
        particulars: key.seal_particulars(app.random(), 1, &particulars)?,
        card: case::seal_card(app, &key, form)?,
        person_hash: finder.person(form),
        matter_hash: finder.matter(form),
        shingles: super::similar::values(finder, &form.matter_text()),
        code_hash: finder.hash("code", code),
        kind: form.kind,
        email: form.contact.email.clone(),
        channel: coming.channel,
        agency: coming.agency,
        arrived_on: coming.arrived_on,
        at: app.now(),
        rules: rules(app),
        matter: coming.matter,
        origin: coming.origin,
        form_hash,
        caller,
        files,
        key,
    })
}

/// The rules under which a case is opened now; it keeps them.
fn rules(app: &App) -> Rules {
    let settings = app.settings();
    Rules::from_settings(|key| settings.number(key), |key| settings.text(key).to_owned())
}
