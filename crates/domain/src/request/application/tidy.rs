//! Tidying what people type: spaces, full-width digits, separators inside numbers. Changes no meaning.

use super::{Agent, Application, Contact, Organisation, Person};
use crate::request::contact::half_width;

pub(super) fn tidied(mut form: Application) -> Application {
    let citizen = form.is_citizen();
    if citizen {
        form.organisation = Organisation::default();
        person(&mut form.citizen);
    } else {
        form.citizen = Person::default();
        organisation(&mut form.organisation);
    }
    contact(&mut form.contact);
    form.agent = form.agent.take().map(agent).filter(|agent| *agent != Agent::default());
    form.joint.iter_mut().for_each(person);
    form.joint.retain(|joint| !joint.name.is_empty() || !joint.number.is_empty());
    for text in [
        &mut form.employer,
        &mut form.matter.name,
        &mut form.matter.document_number,
        &mut form.matter.description,
        &mut form.fee_reduction,
        &mut form.assistance_note,
        &mut form.filled_in_by,
    ] {
        trim(text);
    }
    form.supply.sort_unstable();
    form.supply.dedup();
    form.assistance.sort_unstable();
    form.assistance.dedup();
    form
}

fn person(person: &mut Person) {
    trim(&mut person.name);
    person.number = number(&person.number);
    person.phone = line(&person.phone);
}

fn organisation(organisation: &mut Organisation) {
    trim(&mut organisation.name);
    trim(&mut organisation.representative);
    trim(&mut organisation.contact_person);
    organisation.code = number(&organisation.code);
}

fn agent(mut agent: Agent) -> Agent {
    person(&mut agent.person);
    trim(&mut agent.authority);
    agent
}

fn contact(contact: &mut Contact) {
    contact.phone = line(&contact.phone);
    contact.fax = line(&contact.fax);
    contact.postcode = number(&contact.postcode);
    contact.email = line(&contact.email).replace(' ', "");
    trim(&mut contact.address);
}

fn trim(text: &mut String) {
    // PostgreSQL takes no NUL in text; other control characters but line ends say nothing either.
    let plain: String = text.chars().filter(|c| !c.is_control() || *c == '\n').collect();
    *text = plain.trim().to_string();
}

/// One line in half width, without spaces around.
fn line(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !c.is_control()).map(half_width).collect();
    plain.trim().to_string()
}

/// A number without the spaces and hyphens that people write for legibility, in half width and capitals.
fn number(text: &str) -> String {
    let plain = text.chars().map(half_width).filter(|c| !c.is_control() && !c.is_whitespace());
    plain.filter(|c| !matches!(c, '-' | '–' | '—' | '\u{200b}' | '\u{feff}')).map(|c| c.to_ascii_uppercase()).collect()
}
