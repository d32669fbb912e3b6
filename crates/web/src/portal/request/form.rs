//! The public form between what was typed and an `Application`, both ways. Only the translation; what is wrong with it
//! says the domain.

use app::request::draft::Draft;
use domain::request::applicant::ApplicantKind;
use domain::request::application::{Application, Organisation, Person};

use crate::forms::{FormView, Typed};
use crate::request_form::{self, MOST_JOINT, joint_filled};

/// Rows for further applicants that the form shows at first.
const FIRST_JOINT: usize = 1;

/// The application that was typed: citizen or organisation is chosen before the kind of the latter, and what stands in
/// the block of the other is left out.
pub fn application_of(typed: &Typed) -> Application {
    let (kind, organisation) = match typed.get("who") {
        "organisation" => {
            (ApplicantKind::parse(typed.get("kind")).filter(|kind| *kind != ApplicantKind::Citizen), true)
        }
        "citizen" => (Some(ApplicantKind::Citizen), false),
        _ => (None, false),
    };
    let written = request_form::application_of(typed, kind);
    if organisation {
        Application { citizen: Person::default(), ..written }
    } else {
        Application { organisation: Organisation::default(), ..written }
    }
}

/// The fields in the order of the page; the rows of further applicants follow each other at `joint`.
const ORDER: [&str; 35] = [
    "agency",
    "matter.name",
    "matter.document_number",
    "matter.description",
    "files",
    "who",
    "citizen.name",
    "citizen.paper",
    "citizen.number",
    "employer",
    "kind",
    "organisation.name",
    "organisation.paper",
    "organisation.code",
    "organisation.representative",
    "organisation.contact_person",
    "contact.phone",
    "contact.email",
    "contact.address",
    "contact.postcode",
    "contact.fax",
    "identity_files",
    "supply",
    "delivery",
    "agent.name",
    "agent.paper",
    "agent.number",
    "agent.phone",
    "agent.authority",
    "authority_files",
    "joint",
    "fee_reduction",
    "fee_files",
    "assistance",
    "assistance_note",
];

/// Where the page has a field: a summary of faults follows it from the top down. A fault of the whole form comes first.
pub fn place_of(field: &str) -> (usize, usize, usize) {
    let place = |name: &str| ORDER.iter().position(|known| *known == name).map_or(ORDER.len(), |at| at + 1);
    if field.is_empty() {
        return (0, 0, 0);
    }
    match field.strip_prefix("joint.").and_then(|rest| rest.split_once('.')) {
        Some((row, part)) => {
            let part = ["name", "paper", "number"].iter().position(|known| *known == part);
            (place("joint"), row.parse().unwrap_or_default(), part.unwrap_or(3))
        }
        None => (place(field), 0, 0),
    }
}

/// How many rows for further applicants the form shows: those filled in, and one more when it was asked for.
pub fn joint_rows(typed: &Typed) -> usize {
    let more = usize::from(typed.get("do") == "more_joint");
    (joint_filled(typed) + more).clamp(FIRST_JOINT, MOST_JOINT)
}

/// The form of a draft that is taken up again, and the same as it would be typed, for what the page makes of that.
pub fn view_of(kept: &Draft) -> (FormView, Typed) {
    let application = &kept.application;
    let mut form = FormView::new();
    let mut set = |name: &str, value: &str| {
        if !value.is_empty() {
            form.values.insert(name.to_string(), value.to_string().into());
        }
    };
    set("agency", &kept.agency.map(|id| id.to_string()).unwrap_or_default());
    set("who", if application.is_citizen() { "citizen" } else { "organisation" });
    set("kind", application.kind.map_or("", |kind| kind.code()));
    set_person(&mut set, "citizen", &application.citizen);
    set("employer", &application.employer);
    let organisation = &application.organisation;
    set("organisation.name", &organisation.name);
    set("organisation.paper", organisation.paper.map_or("", |paper| paper.code()));
    set("organisation.code", &organisation.code);
    set("organisation.representative", &organisation.representative);
    set("organisation.contact_person", &organisation.contact_person);
    let contact = &application.contact;
    set("contact.phone", &contact.phone);
    set("contact.address", &contact.address);
    set("contact.postcode", &contact.postcode);
    set("contact.email", &contact.email);
    set("contact.fax", &contact.fax);
    if let Some(agent) = &application.agent {
        set_person(&mut set, "agent", &agent.person);
        set("agent.authority", &agent.authority);
    }
    for (n, person) in application.joint.iter().enumerate() {
        set_person(&mut set, &format!("joint.{n}"), person);
    }
    set("matter.name", &application.matter.name);
    set("matter.document_number", &application.matter.document_number);
    set("matter.description", &application.matter.description);
    set("delivery", application.delivery.map_or("", |way| way.code()));
    set("fee_reduction", &application.fee_reduction);
    set("assistance_note", &application.assistance_note);
    let codes = |list: Vec<&'static str>| minijinja::value::Value::from_iter(list);
    form.values.insert("supply".into(), codes(application.supply.iter().map(|s| s.code()).collect()));
    form.values.insert("assistance".into(), codes(application.assistance.iter().map(|a| a.code()).collect()));
    let typed = form.values.iter().filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_string())));
    let typed = Typed(typed.collect());
    (form, typed)
}

fn set_person(set: &mut impl FnMut(&str, &str), prefix: &str, person: &Person) {
    set(&format!("{prefix}.name"), &person.name);
    set(&format!("{prefix}.paper"), person.paper.map_or("", |paper| paper.code()));
    set(&format!("{prefix}.number"), &person.number);
    set(&format!("{prefix}.phone"), &person.phone);
}
