//! The application form: what was typed as an `Application`, and an `Application` as the form's values. Only the
//! translation; what is wrong with it says the domain.

use domain::request::applicant::{ApplicantKind, IdPaper};
use domain::request::application::{
    Agent, Application, Assistance, Contact, DeliveryWay, Matter, Organisation, Person, SupplyForm,
};

use crate::forms::{FormView, Typed};

/// Rows for further applicants that the form shows at first.
const FIRST_JOINT: usize = 1;
/// Most rows it shows.
const MOST_JOINT: usize = 20;

/// The application that was typed; fields nobody filled in stay empty.
pub fn application_of(typed: &Typed) -> Application {
    let text = |name: &str| typed.trimmed(name).to_string();
    let organisation = typed.get("who") == "organisation";
    let kind = if organisation { ApplicantKind::parse(typed.get("kind")) } else { Some(ApplicantKind::Citizen) };
    Application {
        kind: if typed.get("who").is_empty() { None } else { kind },
        citizen: if organisation { Person::default() } else { person_of(typed, "citizen") },
        employer: text("employer"),
        organisation: Organisation {
            name: text("organisation.name"),
            paper: parsed(typed, "organisation.paper"),
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
        supply: typed.all("supply").into_iter().filter_map(FromCode::from_code).collect(),
        delivery: parsed(typed, "delivery"),
        fee_reduction: text("fee_reduction"),
        assistance: typed.all("assistance").into_iter().filter_map(FromCode::from_code).collect(),
        assistance_note: text("assistance_note"),
        filled_in_by: String::new(),
    }
}

/// A code of a form as its value.
trait FromCode: Sized {
    fn from_code(code: &str) -> Option<Self>;
}

macro_rules! from_code {
    ($($kind:ty),+) => {
        $(impl FromCode for $kind {
            fn from_code(code: &str) -> Option<Self> {
                Self::parse(code)
            }
        })+
    };
}

from_code!(IdPaper, SupplyForm, DeliveryWay, Assistance);

fn parsed<T: FromCode>(typed: &Typed, name: &str) -> Option<T> {
    T::from_code(typed.trimmed(name))
}

fn person_of(typed: &Typed, prefix: &str) -> Person {
    let text = |name: &str| typed.trimmed(&format!("{prefix}.{name}")).to_string();
    Person {
        name: text("name"),
        paper: parsed(typed, &format!("{prefix}.paper")),
        number: text("number"),
        phone: text("phone"),
    }
}

fn is_named(person: &Person) -> bool {
    !person.name.is_empty() || !person.number.is_empty()
}

fn agent_of(typed: &Typed) -> Option<Agent> {
    let agent = Agent { person: person_of(typed, "agent"), authority: typed.trimmed("agent.authority").to_string() };
    (is_named(&agent.person) || !agent.authority.is_empty()).then_some(agent)
}

/// How many rows for further applicants the form shows: those filled in, and one more when it was asked for.
pub fn joint_rows(typed: &Typed) -> usize {
    let filled =
        (0..MOST_JOINT).rev().find(|n| is_named(&person_of(typed, &format!("joint.{n}")))).map_or(0, |n| n + 1);
    let more = usize::from(typed.get("do") == "more_joint");
    (filled + more).clamp(FIRST_JOINT, MOST_JOINT)
}

/// The form's values of an application, for a draft that is taken up again.
pub fn view_of(application: &Application) -> FormView {
    let mut form = FormView::new();
    let mut set = |name: &str, value: &str| {
        if !value.is_empty() {
            form.values.insert(name.to_string(), value.to_string().into());
        }
    };
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
    form
}

fn set_person(set: &mut impl FnMut(&str, &str), prefix: &str, person: &Person) {
    set(&format!("{prefix}.name"), &person.name);
    set(&format!("{prefix}.paper"), person.paper.map_or("", |paper| paper.code()));
    set(&format!("{prefix}.number"), &person.number);
    set(&format!("{prefix}.phone"), &person.phone);
}
