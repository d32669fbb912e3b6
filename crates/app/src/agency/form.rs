//! What is typed about an agency, and its checks: codes, prefixes, slug, parents.

use domain::agency::change::{MAX_NAME, check_name};
use domain::agency::{AgencyKind, Uscc, UsccRefusal};
use domain::item::index_number::{PrefixRefusal, check_prefix};
use domain::site::is_slug;

use crate::context::App;
use crate::error::FieldFault;
use crate::form::Form;

/// What may be changed about an agency without a step in its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyForm {
    /// Stands in addresses.
    pub slug: String,
    pub short_name: String,
    pub kind: AgencyKind,
    /// 统一社会信用代码; may be empty.
    pub credit_code: String,
    /// 机关代字; may be empty.
    pub document_prefix: String,
    /// Heads index numbers; empty for the credit code.
    pub index_prefix: String,
    /// The superior of the line where it is outside this city, in words; may be empty.
    pub vertical_parent_name: String,
    pub sort: i32,
}

/// An agency to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAgency {
    /// The full legal name.
    pub name: String,
    pub territorial_parent: Option<i64>,
    pub vertical_parent: Option<i64>,
    pub form: AgencyForm,
}

/// The values of a form that passed.
pub(super) struct Checked {
    pub(super) slug: String,
    pub(super) short_name: String,
    pub(super) credit_code: Option<String>,
    pub(super) document_prefix: String,
    pub(super) index_prefix: String,
    pub(super) vertical_parent_name: String,
}

const MAX_SHORT_NAME: usize = 30;
const MAX_DOCUMENT_PREFIX: usize = 20;

/// Checks what was typed; faults go to `faults`. `own` is the agency itself where it exists.
pub(super) fn check(app: &App, faults: &mut Form, form: &AgencyForm, own: Option<i64>) -> Checked {
    let credit_code = check_credit_code(faults, &form.credit_code);
    let typed = form.index_prefix.trim();
    let index_prefix = match (&credit_code, typed.is_empty()) {
        (Some(code), true) => code.clone(),
        _ => typed.to_string(),
    };
    if let Err(refusal) = check_prefix(&index_prefix) {
        faults.fault(prefix_fault(refusal));
    }
    let slug = form.slug.trim().to_string();
    faults.check(is_slug(&slug), FieldFault::new("slug", "slug_bad"));
    check_unique(app, faults, own, &slug, credit_code.as_deref(), &index_prefix);
    Checked {
        short_name: faults.required("short_name", &form.short_name, MAX_SHORT_NAME),
        document_prefix: faults.optional("document_prefix", &form.document_prefix, MAX_DOCUMENT_PREFIX),
        vertical_parent_name: faults.optional("vertical_parent_name", &form.vertical_parent_name, MAX_NAME),
        slug,
        credit_code,
        index_prefix,
    }
}

/// Checks a legal name that is to be borne from now on.
pub(super) fn check_new_name(app: &App, faults: &mut Form, typed: &str) -> String {
    let name = typed.trim().to_string();
    match check_name(&name) {
        Err(refusal) => faults.fault(FieldFault::new("name", refusal.code()).with("max", MAX_NAME)),
        Ok(()) => {
            let directory = app.directory();
            let taken = directory.agencies.iter().any(|agency| agency.status == "active" && agency.name == name);
            faults.check(!taken, FieldFault::new("name", "agency_name_taken"));
        }
    }
    name
}

fn check_credit_code(faults: &mut Form, typed: &str) -> Option<String> {
    if typed.trim().is_empty() {
        return None;
    }
    match Uscc::parse(typed) {
        Ok(code) => Some(code.as_str().to_string()),
        Err(refusal) => {
            let fault = FieldFault::new("credit_code", refusal.code());
            faults.fault(match refusal {
                UsccRefusal::Length { wanted, found } => fault.with("wanted", wanted).with("found", found),
                UsccRefusal::Character { position, found } => fault.with("position", position).with("found", found),
                UsccRefusal::OrganisationCheck { expected } | UsccRefusal::Check { expected } => {
                    fault.with("expected", expected)
                }
                UsccRefusal::Division => fault,
            });
            None
        }
    }
}

fn prefix_fault(refusal: PrefixRefusal) -> FieldFault {
    match refusal {
        PrefixRefusal::Empty => FieldFault::new("index_prefix", "index_prefix_missing"),
        PrefixRefusal::TooLong | PrefixRefusal::BadCharacter => FieldFault::new("index_prefix", "index_prefix_bad"),
    }
}

fn check_unique(app: &App, faults: &mut Form, own: Option<i64>, slug: &str, code: Option<&str>, prefix: &str) {
    for other in app.directory().agencies.iter().filter(|agency| Some(agency.id) != own) {
        faults.check(other.slug != slug, FieldFault::new("slug", "slug_taken"));
        let same_code = code.is_some() && other.credit_code.as_deref() == code;
        faults.check(!same_code, FieldFault::new("credit_code", "credit_code_taken").with("name", &other.name));
        faults.check(
            other.index_prefix != prefix,
            FieldFault::new("index_prefix", "index_prefix_taken").with("name", &other.name),
        );
    }
}
