//! A citizen tells of an error. The answer is given when the message is on disk; the same form sent twice makes one.

use chrono::NaiveDate;
use domain::request::contact::names_a_contact;
use domain::time::Moment;
use domain::voice::page_address::names_own_page;
use domain::voice::site_error::{ErrorKind, State, Step, due_on};
use sea_orm::{ActiveModelTrait, Set};
use serde_json::json;
use store::voice::{self, step};

use super::place::{Responsible, responsible};
use crate::caller::Caller;
use crate::context::App;
use crate::error::{AppError, FieldFault};
use crate::form::Form;
use crate::request::Taken;
use crate::request::seal::Finder;
use crate::request::submit::{CODE_LENGTH, given_out};

/// What is sealed as a sender's contact opens only as such.
pub(crate) const CONTACT: &str = "site-error.contact";

/// Longest texts, in characters.
pub const MAX_PAGE: usize = 500;
pub const MAX_DESCRIPTION: usize = 1_000;
pub const MAX_CONTACT: usize = 100;

/// What a citizen fills in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteErrorForm {
    /// The site whose form it was.
    pub site: i64,
    /// The address of the page.
    pub page: String,
    /// The hosts under which the visitor reaches the sites, beside those that the sites have of their own.
    pub hosts: Vec<String>,
    pub kind: Option<ErrorKind>,
    pub description: String,
    /// Telephone or e-mail; may be empty.
    pub contact: String,
    /// The token that the form was shown with.
    pub form_token: String,
    /// The network address, for the audit log.
    pub address: String,
}

/// What the sender is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteErrorReceipt {
    pub number: String,
    /// With the number it opens the answer; shown once, kept as a hash.
    pub code: String,
    pub agency: String,
    pub page: String,
    pub kind: ErrorKind,
    pub description: String,
    pub due_on: NaiveDate,
    pub submitted_at: Moment,
    pub taken: Taken,
}

/// Takes a message. When this returns, it is on disk.
///
/// # Errors
/// `form_invalid` with a fault at each field; `bad_request` for a token that was never given out; `site_error_sent` for
/// a form that was sent before with other words.
pub async fn send(app: &App, sent: SiteErrorForm) -> Result<SiteErrorReceipt, AppError> {
    given_out(&sent.form_token)?;
    let checked = checked(app, &sent)?;
    let finder = Finder::of(app).await?;
    let code = finder.code("site-error-code", &sent.form_token, CODE_LENGTH);
    let form_hash = finder.hash("site-error-form", &sent.form_token);
    if let Some(row) = voice::find_by_form(app.store().read(), &form_hash).await? {
        return sent_before(app, &row, &checked, code);
    }
    let to = responsible(app, sent.site, &checked.page).await?;
    let hashes = (finder.hash("site-error-code-of", &code), form_hash.clone());
    match write(app, &sent.address, &checked, to, hashes).await {
        Ok(row) => Ok(receipt(app, &row, code, Taken::Now)),
        // Two posts of one form at the same moment: the other one was first.
        Err(error) => match voice::find_by_form(app.store().read(), &form_hash).await? {
            Some(row) => sent_before(app, &row, &checked, code),
            None => Err(error),
        },
    }
}

/// The receipt of a form that was sent before; other words than then are not taken for the same message.
fn sent_before(app: &App, row: &voice::Model, now: &Checked, code: String) -> Result<SiteErrorReceipt, AppError> {
    let contact = match &row.contact {
        Some(sealed) => app.keys().open(CONTACT, sealed)? == now.contact.as_bytes(),
        // It was forgotten some months after the end.
        None => now.contact.is_empty() || row.closed_on.is_some(),
    };
    let same = row.page == now.page && row.kind == now.kind.code() && row.description == now.description;
    if same && contact {
        return Ok(receipt(app, row, code, Taken::Before));
    }
    Err(AppError::problem("site_error_sent").with("number", &row.number))
}

struct Checked {
    page: String,
    kind: ErrorKind,
    description: String,
    contact: String,
}

fn checked(app: &App, sent: &SiteErrorForm) -> Result<Checked, AppError> {
    let mut form = Form::default();
    let page = form.required("page", &sent.page, MAX_PAGE);
    let directory = app.directory();
    let named = directory.sites.iter().filter_map(|site| site.host.clone());
    let hosts: Vec<String> = named.chain(sent.hosts.iter().cloned()).collect();
    form.check(names_own_page(&page, &hosts), FieldFault::new("page", "site_error_page"));
    form.check(sent.kind.is_some(), FieldFault::new("kind", "bad_choice"));
    let description = form.required("description", &sent.description, MAX_DESCRIPTION);
    let contact = form.optional("contact", &sent.contact, MAX_CONTACT);
    form.check(contact.is_empty() || names_a_contact(&contact), FieldFault::new("contact", "site_error_contact"));
    form.finish()?;
    Ok(Checked { page, kind: sent.kind.unwrap_or(ErrorKind::Other), description, contact })
}

async fn write(
    app: &App,
    address: &str,
    checked: &Checked,
    to: Responsible,
    (code_hash, form_hash): (String, String),
) -> Result<voice::Model, AppError> {
    let (now, settings) = (app.now(), app.settings());
    let today = now.date();
    let days = u32::try_from(settings.number("voice.answer_days")).unwrap_or(3);
    let contact = if checked.contact.is_empty() {
        None
    } else {
        Some(app.keys().seal(app.random(), CONTACT, checked.contact.as_bytes())?)
    };
    let mut work = app.begin().await?;
    let row = voice::ActiveModel {
        number: Set(super::track::next_number(work.db(), today).await?),
        code_hash: Set(code_hash),
        form_hash: Set(form_hash),
        agency_id: Set(to.agency),
        site_id: Set(to.site),
        section_id: Set(to.section),
        item_id: Set(to.item),
        page: Set(checked.page.clone()),
        kind: Set(checked.kind.code().into()),
        description: Set(checked.description.clone()),
        contact: Set(contact),
        state: Set(State::Open.code().into()),
        outcome: Set(None),
        answer: Set(None),
        received_on: Set(today),
        transferred_on: Set(today),
        due_on: Set(due_on(&settings.calendar(), today, days)),
        answered_on: Set(None),
        closed_on: Set(None),
        transfers: Set(0),
        created_at: Set(now.0),
        version: Set(1),
        ..Default::default()
    };
    let row = row.insert(work.db()).await?;
    add_step(&work, row.id, (Step::Received, Some(to.agency), ""), None, now).await?;
    let detail = json!({ "number": row.number, "kind": checked.kind, "item": to.item, "section": to.section });
    let subject = ("site_error", row.id.to_string());
    let sender = Caller { name: "网民".to_string(), ..Caller::applicant(address) };
    work.record(sender.entry(now, Some(to.agency), "site_error.send", subject, &detail));
    app.commit(work).await?;
    Ok(row)
}

/// Notes what happened to a message.
pub(super) async fn add_step(
    work: &store::Work,
    id: i64,
    (what, to, note): (Step, Option<i64>, &str),
    by: Option<i64>,
    now: Moment,
) -> Result<(), AppError> {
    let row = step::ActiveModel {
        site_error_id: Set(id),
        step: Set(what.code().into()),
        to_agency_id: Set(to),
        note: Set(note.into()),
        by_id: Set(by),
        at: Set(now.0),
        ..Default::default()
    };
    row.insert(work.db()).await?;
    Ok(())
}

fn receipt(app: &App, row: &voice::Model, code: String, taken: Taken) -> SiteErrorReceipt {
    SiteErrorReceipt {
        number: row.number.clone(),
        code,
        agency: app.directory().agency(row.agency_id).map(|agency| agency.name.clone()).unwrap_or_default(),
        page: row.page.clone(),
        kind: ErrorKind::parse(&row.kind).unwrap_or(ErrorKind::Other),
        description: row.description.clone(),
        due_on: row.due_on,
        submitted_at: Moment(row.created_at),
        taken,
    }
}
