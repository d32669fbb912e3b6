//! The registration form: what was typed as an application, and the choices of its fields. What is wrong with it says
//! the domain.

use app::request::{Also, FileIn, MOST_FURTHER};
use app::{App, AppError, FieldFault};
use chrono::NaiveDate;
use domain::request::ReceiptChannel;
use domain::request::applicant::{ApplicantClass, ApplicantKind, IdPaper};
use domain::request::application::{
    Agent, Application, Assistance, Contact, DeliveryWay, Matter, Organisation, Person, SupplyForm,
};
use domain::request::channel::Matter as CaseMatter;
use minijinja::Value;

use crate::console::admin::choices::{Agencies, agencies, choice, codes};
use crate::forms::{Typed, date_in};
use crate::templates::context;

/// Rows for further applicants.
pub const JOINT_ROWS: usize = 3;

/// A registration as it was typed.
pub struct Read {
    pub agency: i64,
    pub channel: ReceiptChannel,
    pub arrived_on: NaiveDate,
    pub application: Application,
    pub files: Vec<FileIn>,
}

/// Where it came from and when.
///
/// # Errors
/// A fault at each field.
pub fn read(typed: &Typed, files: Vec<FileIn>) -> Result<Read, Vec<FieldFault>> {
    let mut faults = Vec::new();
    let channel = ReceiptChannel::parse(typed.trimmed("channel")).filter(|c| *c != ReceiptChannel::Online);
    if channel.is_none() {
        faults.push(FieldFault::new("channel", "bad_choice"));
    }
    let agency = typed.filled("agency").and_then(|id| id.parse().ok());
    if agency.is_none() {
        faults.push(FieldFault::new("agency", "bad_choice"));
    }
    let arrived_on = date_in(typed.trimmed("arrived_on"));
    if arrived_on.is_none() {
        let code = if typed.filled("arrived_on").is_none() { "required" } else { "bad_date" };
        faults.push(FieldFault::new("arrived_on", code));
    }
    match (agency, channel, arrived_on) {
        (Some(agency), Some(channel), Some(arrived_on)) => {
            Ok(Read { agency, channel, arrived_on, application: application_of(typed), files })
        }
        _ => Err(faults),
    }
}

/// Rows for further matters of the same letter.
pub const FURTHER_ROWS: usize = 4;

/// Of what sort it is, and the further matters that become cases of their own.
///
/// # Errors
/// `bad_choice` at `matter_kind`.
pub fn also(typed: &Typed) -> Result<Also, AppError> {
    let matter = match typed.filled("matter_kind") {
        None => CaseMatter::Information,
        Some(code) => CaseMatter::parse(code).ok_or_else(|| AppError::field("matter_kind", "bad_choice"))?,
    };
    Ok(Also { matter, further: further_of(typed) })
}

/// The further matters that were typed; rows left empty are none.
#[must_use]
pub fn further_of(typed: &Typed) -> Vec<Matter> {
    let text = |row: usize, name: &str| typed.trimmed(&format!("further.{row}.{name}")).to_string();
    (0..=MOST_FURTHER)
        .map(|row| Matter {
            name: text(row, "name"),
            document_number: text(row, "document_number"),
            description: text(row, "description"),
        })
        .filter(|matter| *matter != Matter::default())
        .collect()
}

/// The application that was typed; fields nobody filled in stay empty.
#[must_use]
pub fn application_of(typed: &Typed) -> Application {
    let text = |name: &str| typed.trimmed(name).to_string();
    Application {
        kind: ApplicantKind::parse(typed.trimmed("kind")),
        citizen: person_of(typed, "citizen"),
        employer: text("employer"),
        organisation: Organisation {
            name: text("organisation.name"),
            paper: IdPaper::parse(typed.trimmed("organisation.paper")),
            code: text("organisation.code"),
            representative: text("organisation.representative"),
            contact_person: text("organisation.contact_person"),
        },
        contact: Contact {
            phone: text("contact.phone"),
            address: text("contact.address"),
            postcode: text("contact.postcode"),
            email: text("contact.email"),
            fax: text("contact.fax"),
        },
        agent: Some(Agent { person: person_of(typed, "agent"), authority: text("agent.authority") }),
        joint: (0..JOINT_ROWS).map(|n| person_of(typed, &format!("joint.{n}"))).collect(),
        matter: Matter {
            name: text("matter.name"),
            document_number: text("matter.document_number"),
            description: text("matter.description"),
        },
        supply: typed.all("supply").into_iter().filter_map(SupplyForm::parse).collect(),
        delivery: DeliveryWay::parse(typed.trimmed("delivery")),
        fee_reduction: text("fee_reduction"),
        assistance: typed.all("assistance").into_iter().filter_map(Assistance::parse).collect(),
        assistance_note: text("assistance_note"),
        filled_in_by: text("filled_in_by"),
    }
}

fn person_of(typed: &Typed, prefix: &str) -> Person {
    let text = |name: &str| typed.trimmed(&format!("{prefix}.{name}")).to_string();
    let paper = IdPaper::parse(typed.trimmed(&format!("{prefix}.paper")));
    Person { name: text("name"), paper, number: text("number"), phone: text("phone") }
}

/// The choices of the form.
#[must_use]
pub fn choices(app: &App) -> Value {
    let channels = ReceiptChannel::ALL.iter().filter(|channel| **channel != ReceiptChannel::Online);
    let papers = |class: ApplicantClass| -> Vec<Value> {
        IdPaper::of(class).map(|paper| choice(paper.code(), paper.label())).collect()
    };
    let organisations: Vec<Value> =
        ApplicantKind::organisations().map(|kind| choice(kind.code(), kind.label())).collect();
    context! {
        agencies => agencies(app, Agencies::Acting),
        matters => codes(CaseMatter::ALL, CaseMatter::code, CaseMatter::label),
        channels => channels.map(|channel| choice(channel.code(), channel.label())).collect::<Vec<_>>(),
        kinds => vec![
            context! { label => "公民", options => vec![choice(ApplicantKind::Citizen.code(), ApplicantKind::Citizen.label())] },
            context! { label => "法人或者其他组织", options => organisations },
        ],
        citizen_papers => papers(ApplicantClass::Citizen),
        organisation_papers => papers(ApplicantClass::Organisation),
        supply => codes(SupplyForm::ALL, SupplyForm::code, SupplyForm::label),
        delivery => codes(DeliveryWay::ALL, DeliveryWay::code, DeliveryWay::label),
        assistance => codes(Assistance::ALL, Assistance::code, Assistance::label),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_and_when_it_came_is_asked_for_at_each_field() {
        let faults = read(&Typed(vec![("channel".into(), "online".into())]), Vec::new()).err().unwrap_or_default();
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["channel", "agency", "arrived_on"]);
    }
}
