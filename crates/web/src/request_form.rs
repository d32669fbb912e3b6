//! The fields of an application, the same on the public form and at registration in the office: what was typed as an
//! `Application`, and the choices that the form offers. What is wrong with it says the domain.

use app::request::FilePurpose;
use domain::request::applicant::{ApplicantClass, ApplicantKind, IdPaper};
use domain::request::application::{
    Agent, Application, Assistance, Contact, DeliveryWay, Matter, Organisation, Person, SupplyForm,
};
use minijinja::Value;

use crate::forms::Typed;
use crate::templates::context;

/// Most further applicants that a form shows.
pub const MOST_JOINT: usize = 20;

/// The application that was typed; fields nobody filled in stay empty.
#[must_use]
pub fn application_of(typed: &Typed, kind: Option<ApplicantKind>) -> Application {
    let text = |name: &str| typed.trimmed(name).to_string();
    Application {
        kind,
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
        agent: agent_of(typed),
        joint: (0..MOST_JOINT).map(|n| person_of(typed, &format!("joint.{n}"))).filter(is_named).collect(),
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
        filled_in_by: String::new(),
    }
}

fn person_of(typed: &Typed, prefix: &str) -> Person {
    let text = |name: &str| typed.trimmed(&format!("{prefix}.{name}")).to_string();
    let paper = IdPaper::parse(typed.trimmed(&format!("{prefix}.paper")));
    Person { name: text("name"), paper, number: text("number"), phone: text("phone") }
}

fn is_named(person: &Person) -> bool {
    !person.name.is_empty() || !person.number.is_empty()
}

fn agent_of(typed: &Typed) -> Option<Agent> {
    let agent = Agent { person: person_of(typed, "agent"), authority: typed.trimmed("agent.authority").to_string() };
    (is_named(&agent.person) || !agent.authority.is_empty()).then_some(agent)
}

/// How many rows for further applicants were filled in, up to the last one.
#[must_use]
pub fn joint_filled(typed: &Typed) -> usize {
    let named = |n: &usize| is_named(&person_of(typed, &format!("joint.{n}")));
    (0..MOST_JOINT).rev().find(named).map_or(0, |n| n + 1)
}

/// The form with its further applicants moved up over empty rows: a fault is told of the row that the application
/// counts, and has to stand where that one is shown.
#[must_use]
pub fn without_gaps(typed: Typed) -> Typed {
    let filled: Vec<usize> = (0..MOST_JOINT).filter(|n| is_named(&person_of(&typed, &format!("joint.{n}")))).collect();
    let moved = typed.0.into_iter().filter_map(|(name, value)| {
        let Some((row, field)) = name.strip_prefix("joint.").and_then(|rest| rest.split_once('.')) else {
            return Some((name, value));
        };
        let at = filled.iter().position(|n| row.parse() == Ok(*n))?;
        Some((format!("joint.{at}.{field}"), value))
    });
    Typed(moved.collect())
}

/// What the files of a field of the form are; none for the field of all others.
#[must_use]
pub fn purpose_of(field: &str) -> Option<FilePurpose> {
    match field {
        "identity_files" => Some(FilePurpose::Identity),
        "authority_files" => Some(FilePurpose::Authority),
        "fee_files" => Some(FilePurpose::FeeReduction),
        _ => None,
    }
}

/// The choices of the form; each template takes those that it shows.
#[must_use]
pub fn choices() -> Value {
    let papers = |class: ApplicantClass| options(IdPaper::of(class).map(|paper| (paper.code(), paper.label())));
    context! {
        citizen_papers => papers(ApplicantClass::Citizen),
        organisation_papers => papers(ApplicantClass::Organisation),
        citizen_kinds => options([ApplicantKind::Citizen].iter().map(|kind| (kind.code(), kind.label()))),
        organisation_kinds => options(ApplicantKind::organisations().map(|kind| (kind.code(), kind.label()))),
        supply => options(SupplyForm::ALL.iter().map(|one| (one.code(), one.label()))),
        delivery => options(DeliveryWay::ALL.iter().map(|one| (one.code(), one.label()))),
        assistance => options(Assistance::ALL.iter().map(|one| (one.code(), one.label()))),
    }
}

fn options(pairs: impl Iterator<Item = (&'static str, &'static str)>) -> Vec<Value> {
    pairs.map(|(value, label)| context! { value, label }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        Typed(pairs.iter().map(|(name, value)| ((*name).to_string(), (*value).to_string())).collect())
    }

    #[test]
    fn a_fault_of_a_further_applicant_stands_at_his_own_row() {
        let typed =
            typed(&[("joint.0.name", ""), ("joint.2.name", "李四"), ("joint.2.number", "1"), ("matter.name", "甲")]);
        assert_eq!(joint_filled(&typed), 3);
        assert_eq!(application_of(&typed, None).joint.len(), 1);
        let moved = without_gaps(typed);
        assert_eq!((moved.get("joint.0.name"), moved.get("joint.0.number")), ("李四", "1"));
        assert_eq!((joint_filled(&moved), moved.get("matter.name")), (1, "甲"));
    }

    #[test]
    fn nobody_signs_for_the_office_from_outside() {
        let form = application_of(&typed(&[("filled_in_by", "张三"), ("agent.authority", " ")]), None);
        assert_eq!((form.filled_in_by.as_str(), form.agent), ("", None));
    }
}
