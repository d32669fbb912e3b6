//! The check of a form: every fault of it at once, each at its field. Lenient where people differ: foreign names, old
//! numbers, papers from outside the mainland; strict only where a check digit proves a slip of the pen.

use super::{Application, DeliveryWay, Person, Strictness};
use crate::item::checks::identity_number;
use crate::request::applicant::{IdPaper, IdRefusal, read_id};
use crate::request::contact::{read_email, read_telephone};

/// Longest texts, in characters. A name holds long foreign ones; a description several pages.
const MAX_NAME: usize = 100;
const MAX_SHORT: usize = 200;
const MAX_NUMBER: usize = 40;
const MAX_DESCRIPTION: usize = 5_000;
const MAX_NOTE: usize = 1_000;
/// Most joint applicants on one form.
const MAX_JOINT: usize = 50;

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ApplicationFault {
    Missing,
    /// None of the choices, of which one is wanted.
    NotChosen,
    /// None of the choices, of which several may be made.
    NoneChosen,
    TooLong {
        max: usize,
    },
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
    TooManyJoint {
        max: usize,
    },
}

impl ApplicationFault {
    /// Every fault, for the test that each has a sentence.
    pub const ALL: &'static [Self] = &[
        Self::Missing,
        Self::NotChosen,
        Self::NoneChosen,
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
            Self::NotChosen => "not_chosen",
            Self::NoneChosen => "none_chosen",
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
        faults.add("kind", ApplicationFault::NotChosen);
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
    if !body.code.is_empty() {
        let paper = body.paper.unwrap_or(IdPaper::CreditCode);
        faults.optional("organisation.code", check_number(paper, &body.code).err());
    }
    faults.needed("organisation.representative", &body.representative, MAX_NAME, strictness);
    faults.needed("organisation.contact_person", &body.contact_person, MAX_NAME, strictness);
}

fn identity(faults: &mut Faults, at: &str, person: &Person, strictness: Strictness) {
    let field = format!("{at}.number");
    if person.number.is_empty() {
        faults.needed(&field, "", MAX_NUMBER, strictness);
        return;
    }
    faults.optional(&field, check_number(person.paper.unwrap_or(IdPaper::IdentityCard), &person.number).err());
}

/// Checks the number of a paper. Only where a check character proves a slip it is told apart; cards of the first
/// generation, which old people still show, are taken when their day of birth can be.
///
/// # Errors
/// [`ApplicationFault::IdentityLength`], [`ApplicationFault::IdentityCheck`], [`ApplicationFault::DocumentNumber`],
/// [`ApplicationFault::OrganisationCode`].
pub fn check_number(paper: IdPaper, number: &str) -> Result<(), ApplicationFault> {
    match read_id(paper, number) {
        Ok(_) => Ok(()),
        Err(IdRefusal::Old) if identity_number::looks_like_old(number) => Ok(()),
        Err(IdRefusal::Length { .. } | IdRefusal::Empty) => Err(ApplicationFault::IdentityLength),
        Err(IdRefusal::Old | IdRefusal::Character | IdRefusal::PlaceOrBirthday | IdRefusal::Check) => {
            Err(ApplicationFault::IdentityCheck)
        }
        Err(IdRefusal::Form) => Err(ApplicationFault::DocumentNumber),
        Err(IdRefusal::CreditCode(_)) => Err(ApplicationFault::OrganisationCode),
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
    if !contact.email.is_empty() && read_email(&contact.email).is_err() {
        faults.add("contact.email", ApplicationFault::Email);
    }
}

fn phone_fault(phone: &str) -> Option<ApplicationFault> {
    if phone.is_empty() {
        return None;
    }
    read_telephone(phone).err().map(|_| ApplicationFault::Phone)
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
        faults.add("matter.name", ApplicationFault::NoMatter);
    }
    faults.longest("matter.name", &matter.name, MAX_SHORT);
    faults.longest("matter.document_number", &matter.document_number, MAX_SHORT);
    faults.longest("matter.description", &matter.description, MAX_DESCRIPTION);
}

fn wishes(faults: &mut Faults, form: &Application, strictness: Strictness) {
    if strictness == Strictness::Form && form.supply.is_empty() {
        faults.add("supply", ApplicationFault::NoneChosen);
    }
    if strictness == Strictness::Form && form.delivery.is_none() {
        faults.add("delivery", ApplicationFault::NotChosen);
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
