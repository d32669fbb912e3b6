//! The check of a form: every fault of it at once, each at its field. Lenient where people differ: foreign names, old
//! numbers, papers from outside the mainland; strict only where a check digit proves a slip of the pen.

use std::str::FromStr;

use super::{Application, DeliveryWay, IdentityKind, OrganisationCodeKind, Person, Strictness};
use crate::agency::uscc::{OrganisationCode, Uscc};
use crate::item::checks::{is_identity_number, is_old_identity_number};

/// Longest texts, in characters. A name holds long foreign ones; a description several pages.
const MAX_NAME: usize = 100;
const MAX_SHORT: usize = 200;
const MAX_NUMBER: usize = 40;
const MAX_PHONE: usize = 40;
const MAX_EMAIL: usize = 254;
const MAX_DESCRIPTION: usize = 5_000;
const MAX_NOTE: usize = 1_000;
/// Most joint applicants on one form.
const MAX_JOINT: usize = 50;

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ApplicationFault {
    Missing,
    TooLong { max: usize },
    /// An identity number that is not 18 (formerly 15) characters.
    IdentityLength,
    /// The check character or the day of birth does not fit.
    IdentityCheck,
    /// A number of another paper with signs that none has.
    DocumentNumber,
    OrganisationCode,
    Phone,
    Postcode,
    Email,
    /// Neither phone, address nor e-mail.
    NoContact,
    /// Neither name, number nor description of the information.
    NoMatter,
    /// The way of delivery needs an address, an e-mail address or a fax number.
    DeliveryNeedsAddress,
    DeliveryNeedsEmail,
    DeliveryNeedsFax,
    TooManyJoint { max: usize },
}

impl ApplicationFault {
    /// Every fault, for the test that each has a sentence.
    pub const ALL: &'static [Self] = &[
        Self::Missing,
        Self::TooLong { max: 1 },
        Self::IdentityLength,
        Self::IdentityCheck,
        Self::DocumentNumber,
        Self::OrganisationCode,
        Self::Phone,
        Self::Postcode,
        Self::Email,
        Self::NoContact,
        Self::NoMatter,
        Self::DeliveryNeedsAddress,
        Self::DeliveryNeedsEmail,
        Self::DeliveryNeedsFax,
        Self::TooManyJoint { max: 1 },
    ];

    /// Stable code for the table of sentences.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "required",
            Self::TooLong { .. } => "too_long",
            Self::IdentityLength => "application_identity_length",
            Self::IdentityCheck => "application_identity_check",
            Self::DocumentNumber => "application_document_number",
            Self::OrganisationCode => "application_organisation_code",
            Self::Phone => "application_phone",
            Self::Postcode => "application_postcode",
            Self::Email => "application_email",
            Self::NoContact => "application_no_contact",
            Self::NoMatter => "application_no_matter",
            Self::DeliveryNeedsAddress => "application_delivery_address",
            Self::DeliveryNeedsEmail => "application_delivery_email",
            Self::DeliveryNeedsFax => "application_delivery_fax",
            Self::TooManyJoint { .. } => "application_too_many_joint",
        }
    }

    /// The bound that the sentence names.
    #[must_use]
    pub const fn max(self) -> Option<usize> {
        match self {
            Self::TooLong { max } | Self::TooManyJoint { max } => Some(max),
            _ => None,
        }
    }
}

/// A fault at a field, named as in the form: `citizen.name`, `joint.0.name`, `matter.description`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    pub field: String,
    pub fault: ApplicationFault,
}

#[derive(Default)]
struct Faults(Vec<FieldFault>);

impl Faults {
    fn add(&mut self, field: &str, fault: ApplicationFault) {
        if !self.0.iter().any(|known| known.field == field) {
            self.0.push(FieldFault { field: field.to_string(), fault });
        }
    }

    fn longest(&mut self, field: &str, text: &str, max: usize) {
        if text.chars().count() > max {
            self.add(field, ApplicationFault::TooLong { max });
        }
    }

    fn needed(&mut self, field: &str, text: &str, max: usize, strictness: Strictness) {
        if text.is_empty() && strictness == Strictness::Form {
            self.add(field, ApplicationFault::Missing);
        }
        self.longest(field, text, max);
    }

    fn optional(&mut self, field: &str, found: Option<ApplicationFault>) {
        if let Some(fault) = found {
            self.add(field, fault);
        }
    }
}

/// Every fault of a tidied form; empty when it can be taken (art. 29). A name is always needed, also on paper: a case
/// without any applicant can't be registered.
#[must_use]
pub fn check(form: &Application, strictness: Strictness) -> Vec<FieldFault> {
    let mut faults = Faults::default();
    if form.kind.is_none() {
        faults.add("kind", ApplicationFault::Missing);
    }
    applicant(&mut faults, form, strictness);
    contact(&mut faults, form, strictness);
    agent(&mut faults, form, strictness);
    joint(&mut faults, form, strictness);
    matter(&mut faults, form, strictness);
    wishes(&mut faults, form, strictness);
    faults.0
}

fn applicant(faults: &mut Faults, form: &Application, strictness: Strictness) {
    if form.is_citizen() {
        faults.needed("citizen.name", &form.citizen.name, MAX_NAME, Strictness::Form);
        identity(faults, "citizen", &form.citizen, strictness);
        faults.longest("employer", &form.employer, MAX_SHORT);
        return;
    }
    let body = &form.organisation;
    faults.needed("organisation.name", &body.name, MAX_SHORT, Strictness::Form);
    faults.needed("organisation.code", &body.code, MAX_NUMBER, strictness);
    if !body.code.is_empty() && !organisation_code_fits(body.code_kind, &body.code) {
        faults.add("organisation.code", ApplicationFault::OrganisationCode);
    }
    faults.needed("organisation.representative", &body.representative, MAX_NAME, strictness);
    faults.needed("organisation.contact_person", &body.contact_person, MAX_NAME, strictness);
}

fn organisation_code_fits(kind: Option<OrganisationCodeKind>, code: &str) -> bool {
    match kind.unwrap_or(OrganisationCodeKind::Uscc) {
        OrganisationCodeKind::Uscc => Uscc::from_str(code).is_ok(),
        OrganisationCodeKind::OrganisationCode => OrganisationCode::from_str(code).is_ok(),
        OrganisationCodeKind::Other => true,
    }
}

fn identity(faults: &mut Faults, at: &str, person: &Person, strictness: Strictness) {
    let field = format!("{at}.identity_number");
    if person.identity_number.is_empty() {
        faults.needed(&field, "", MAX_NUMBER, strictness);
        return;
    }
    let kind = person.identity_kind.unwrap_or(IdentityKind::IdentityCard);
    faults.optional(&field, check_identity(kind, &person.identity_number).err());
}

/// Checks the number of a paper. Only numbers with a check character are computed; of the others only what no such
/// paper can bear is refused.
///
/// # Errors
/// [`ApplicationFault::IdentityLength`], [`ApplicationFault::IdentityCheck`], [`ApplicationFault::DocumentNumber`].
pub fn check_identity(kind: IdentityKind, number: &str) -> Result<(), ApplicationFault> {
    match kind {
        IdentityKind::IdentityCard | IdentityKind::HouseholdRegister | IdentityKind::ResidencePermit => {
            resident_number(number)
        }
        _ => {
            let length = number.chars().count();
            let plain = number.chars().all(|c| c.is_alphanumeric() || matches!(c, '(' | ')' | '/' | '号' | '字' | '第'));
            if plain && (3..=MAX_NUMBER).contains(&length) { Ok(()) } else { Err(ApplicationFault::DocumentNumber) }
        }
    }
}

fn resident_number(number: &str) -> Result<(), ApplicationFault> {
    match number.chars().count() {
        18 if is_identity_number(number) => Ok(()),
        15 if is_old_identity_number(number) => Ok(()),
        15 | 18 => Err(ApplicationFault::IdentityCheck),
        _ => Err(ApplicationFault::IdentityLength),
    }
}

fn contact(faults: &mut Faults, form: &Application, strictness: Strictness) {
    let contact = &form.contact;
    if strictness == Strictness::Form
        && [&contact.phone, &contact.address, &contact.email].iter().all(|text| text.is_empty())
    {
        faults.add("contact.phone", ApplicationFault::NoContact);
    }
    faults.optional("contact.phone", phone_fault(&contact.phone));
    faults.optional("contact.fax", phone_fault(&contact.fax));
    faults.longest("contact.address", &contact.address, MAX_SHORT);
    // Abroad postcodes have letters and other lengths: only what holds no digit at all is a slip.
    let postcode_fits = contact.postcode.chars().count() <= 12 && contact.postcode.chars().any(|c| c.is_ascii_digit());
    if !contact.postcode.is_empty() && !postcode_fits {
        faults.add("contact.postcode", ApplicationFault::Postcode);
    }
    if !contact.email.is_empty() && !is_email(&contact.email) {
        faults.add("contact.email", ApplicationFault::Email);
    }
}

fn phone_fault(phone: &str) -> Option<ApplicationFault> {
    if phone.is_empty() {
        return None;
    }
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    (!(5..=MAX_PHONE).contains(&digits) || phone.chars().count() > MAX_PHONE).then_some(ApplicationFault::Phone)
}

fn is_email(text: &str) -> bool {
    let Some((user, host)) = text.rsplit_once('@') else { return false };
    let whole = !user.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.');
    whole && text.chars().count() <= MAX_EMAIL && !text.chars().any(|c| c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>'))
}

fn agent(faults: &mut Faults, form: &Application, strictness: Strictness) {
    let Some(agent) = &form.agent else { return };
    faults.needed("agent.name", &agent.person.name, MAX_NAME, strictness);
    identity(faults, "agent", &agent.person, strictness);
    faults.optional("agent.phone", phone_fault(&agent.person.phone));
    faults.needed("agent.authority", &agent.authority, MAX_NOTE, strictness);
}

fn joint(faults: &mut Faults, form: &Application, strictness: Strictness) {
    if form.joint.len() > MAX_JOINT {
        faults.add("joint", ApplicationFault::TooManyJoint { max: MAX_JOINT });
    }
    for (at, person) in form.joint.iter().enumerate().take(MAX_JOINT) {
        let place = format!("joint.{at}");
        faults.needed(&format!("{place}.name"), &person.name, MAX_NAME, strictness);
        identity(faults, &place, person, strictness);
        faults.optional(&format!("{place}.phone"), phone_fault(&person.phone));
    }
}

fn matter(faults: &mut Faults, form: &Application, strictness: Strictness) {
    let matter = &form.matter;
    let empty = [&matter.name, &matter.document_number, &matter.description].iter().all(|text| text.is_empty());
    if empty && strictness == Strictness::Form {
        faults.add("matter.description", ApplicationFault::NoMatter);
    }
    faults.longest("matter.name", &matter.name, MAX_SHORT);
    faults.longest("matter.document_number", &matter.document_number, MAX_SHORT);
    faults.longest("matter.description", &matter.description, MAX_DESCRIPTION);
}

fn wishes(faults: &mut Faults, form: &Application, strictness: Strictness) {
    if strictness == Strictness::Form && form.supply.is_empty() {
        faults.add("supply", ApplicationFault::Missing);
    }
    if strictness == Strictness::Form && form.delivery.is_none() {
        faults.add("delivery", ApplicationFault::Missing);
    }
    let contact = &form.contact;
    let lacking = match form.delivery {
        Some(DeliveryWay::Post) if contact.address.is_empty() => {
            Some(("contact.address", ApplicationFault::DeliveryNeedsAddress))
        }
        Some(DeliveryWay::Email) if contact.email.is_empty() => {
            Some(("contact.email", ApplicationFault::DeliveryNeedsEmail))
        }
        Some(DeliveryWay::Fax) if contact.fax.is_empty() => Some(("contact.fax", ApplicationFault::DeliveryNeedsFax)),
        _ => None,
    };
    if let (Some((field, fault)), Strictness::Form) = (lacking, strictness) {
        faults.add(field, fault);
    }
    faults.longest("fee_reduction", &form.fee_reduction, MAX_NOTE);
    faults.longest("assistance_note", &form.assistance_note, MAX_NOTE);
    faults.longest("filled_in_by", &form.filled_in_by, MAX_NAME);
}
