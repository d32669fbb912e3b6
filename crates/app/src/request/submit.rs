//! A citizen submits, or an officer registers what came in by counter, post, fax or e-mail. The answer is given when the
//! case is on disk; the same form sent twice makes one case.

use chrono::NaiveDate;
use domain::identity::Action;
use domain::request::application::{Application, Strictness};
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
const CODE_LENGTH: usize = 10;

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
    let application = form::checked(submission.application, Strictness::Form)?;
    let files = form::checked_files(app, submission.files)?;
    let now = app.now();
    let caller = Caller { name: "申请人".into(), address: submission.address, ..Caller::system() };
    let coming = Coming {
        agency: submission.agency,
        channel: ReceiptChannel::Online,
        arrived_on: now.date(),
        application,
        files,
        token: submission.form_token,
    };
    take(app, caller, coming).await
}

/// Registers what came in another way, with its scans.
///
/// # Errors
/// As [`submit`]; `not_allowed`; `request_arrival_ahead` for a day that has not come.
pub async fn register(app: &App, caller: &Caller, registration: Registration) -> Result<Receipt, AppError> {
    let now = app.now();
    caller.allow(Action::RequestRegister, &app.directory().agency_place(registration.agency), now)?;
    if registration.arrived_on > now.date() {
        return Err(AppError::field("arrived_on", "request_arrival_ahead"));
    }
    let application = form::checked(registration.application, Strictness::Paper)?;
    let files = form::checked_files(app, registration.files)?;
    let coming = Coming {
        agency: registration.agency,
        channel: registration.channel,
        arrived_on: registration.arrived_on,
        application,
        files,
        token: registration.form_token,
    };
    take(app, caller.clone(), coming).await
}

/// What comes in, checked.
pub(super) struct Coming {
    pub agency: i64,
    pub channel: ReceiptChannel,
    pub arrived_on: NaiveDate,
    pub application: Application,
    pub files: Vec<CheckedFile>,
    pub token: String,
}

async fn take(app: &App, caller: Caller, coming: Coming) -> Result<Receipt, AppError> {
    let directory = app.directory();
    let agency = directory.agency(coming.agency).filter(|agency| agency.status == "active");
    let agency = agency.ok_or_else(|| AppError::problem("request_agency_closed"))?.name.clone();
    if coming.token.len() < 32 || !coming.token.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(AppError::problem("bad_request"));
    }
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
        channel: coming.channel,
        agency: coming.agency,
        arrived_on: coming.arrived_on,
        at: app.now(),
        rules: rules(app),
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
