//! A letter for those who judge it without needing the person: names, numbers and addresses of the applicant are masked
//! wherever they stand. Not the letter that goes out.

use domain::request::application::{Application, masked_name};
use domain::request::mask;

use crate::letter::PaperText;

/// The same text with the applicant masked.
pub(super) fn masked(text: PaperText, form: &Application) -> PaperText {
    let pairs = pairs(form);
    let hide = |text: String| pairs.iter().fold(text, |text, (full, shown)| text.replace(full.as_str(), shown));
    let hide_all = |texts: Vec<String>| texts.into_iter().map(hide).collect::<Vec<_>>();
    PaperText {
        title: hide(text.title),
        addressee: hide(text.addressee),
        body: hide(text.body),
        rows: text.rows.into_iter().map(hide_all).collect(),
        notes: hide_all(text.notes),
        attachments: hide_all(text.attachments),
        contact: text.contact,
        copies_to: text.copies_to,
    }
}

/// What is personal, as it is and as it is shown, longest first: a name may be part of an address.
fn pairs(form: &Application) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut add = |full: &str, shown: fn(&str) -> String| {
        if full.chars().count() > 1 {
            pairs.push((full.to_string(), shown(full)));
        }
    };
    let agent = form.agent.iter().map(|agent| &agent.person);
    for person in std::iter::once(&form.citizen).chain(&form.joint).chain(agent) {
        add(&person.name, masked_name);
        add(&person.number, mask::id_number);
        add(&person.phone, mask::telephone);
    }
    add(&form.organisation.representative, masked_name);
    add(&form.organisation.contact_person, masked_name);
    let contact = &form.contact;
    add(&contact.phone, mask::telephone);
    add(&contact.fax, mask::telephone);
    add(&contact.email, mask::email);
    add(&contact.address, mask::address);
    pairs.sort_by_key(|(full, _)| std::cmp::Reverse(full.chars().count()));
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_applicant_is_masked_wherever_he_stands() {
        let mut form = Application::default();
        form.citizen.name = "李小明".into();
        form.citizen.number = "11010519491231002X".into();
        form.contact.address = "某某市李小明路1号".into();
        let text = PaperText {
            addressee: "李小明".into(),
            body: "李小明，11010519491231002X，某某市李小明路1号".into(),
            rows: vec![vec!["申请人".into(), "李小明".into()]],
            ..PaperText::default()
        };
        let shown = masked(text, &form);
        assert_eq!(shown.addressee, "李**");
        assert!(!format!("{shown:?}").contains("小明") && !shown.body.contains("19491231"), "{shown:?}");
    }
}
