//! Forms as real people fill them in, and each fault at its field.

use super::*;

fn citizen() -> Application {
    Application {
        kind: Some(ApplicantKind::Citizen),
        citizen: Person {
            name: "张三".into(),
            paper: Some(IdPaper::IdentityCard),
            number: "110105 19491231 002x".into(),
            phone: String::new(),
        },
        contact: Contact { phone: "１３８ ００１３ ８０００".into(), ..Contact::default() },
        matter: Matter { name: " 高安市2025年征地批复 ".into(), ..Matter::default() },
        supply: vec![SupplyForm::Paper, SupplyForm::Paper],
        delivery: Some(DeliveryWay::Collect),
        ..Application::default()
    }
}

fn faults(form: Application) -> Vec<(String, &'static str)> {
    check(&form.tidied(), Strictness::Form).into_iter().map(|f| (f.field, f.fault.code())).collect()
}

#[test]
fn a_form_as_people_type_it_is_taken_and_tidied() {
    assert_eq!(faults(citizen()), []);
    let form = citizen().tidied();
    assert_eq!(form.citizen.number, "11010519491231002X");
    assert_eq!(form.contact.phone, "138 0013 8000");
    assert_eq!((form.subject().as_str(), form.supply.len()), ("高安市2025年征地批复", 1));
}

#[test]
fn people_with_other_papers_are_taken() {
    let cases = [
        (IdPaper::IdentityCard, "362201680315123"),
        (IdPaper::Passport, "E12345678"),
        (IdPaper::HongKongMacaoPermit, "H12345678"),
        (IdPaper::TaiwanPermit, "12345678"),
        (IdPaper::Officer, "军字第123456号"),
    ];
    for (paper, number) in cases {
        let mut form = citizen();
        form.citizen.name = "Müller-Łukasz O’Brien Jr.".into();
        form.citizen.paper = Some(paper);
        form.citizen.number = number.into();
        assert_eq!(faults(form), [], "{number}");
    }
}

#[test]
fn each_fault_stands_at_its_field() {
    let empty = faults(Application::default());
    let fields: Vec<&str> = empty.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(
        fields,
        ["kind", "citizen.name", "citizen.number", "contact.phone", "matter.name", "supply", "delivery"]
    );
    #[allow(clippy::type_complexity, reason = "a table reads best as one literal")]
    let table: [(fn(&mut Application), &str, &str); 8] = [
        (|f| f.citizen.number = "110105194912310021".into(), "citizen.number", "application_identity_check"),
        (|f| f.citizen.number = "1234".into(), "citizen.number", "application_identity_length"),
        (|f| f.contact.phone = "没有".into(), "contact.phone", "application_phone"),
        (|f| f.contact.email = "a@b".into(), "contact.email", "application_email"),
        (|f| f.delivery = Some(DeliveryWay::Post), "contact.address", "application_delivery_address"),
        (|f| f.delivery = Some(DeliveryWay::Fax), "contact.fax", "application_delivery_fax"),
        (|f| f.matter.description = "长".repeat(5_001), "matter.description", "too_long"),
        (|f| f.joint = vec![Person { name: "李四".into(), ..Person::default() }], "joint.0.number", "required"),
    ];
    for (spoil, field, code) in table {
        let mut form = citizen();
        spoil(&mut form);
        assert_eq!(faults(form), [(field.to_string(), code)]);
    }
}

#[test]
fn a_letter_may_lack_what_is_asked_for_later() {
    let mut form = Application { kind: Some(ApplicantKind::Citizen), ..Application::default() };
    form.citizen.name = "王五".into();
    assert_eq!(check(&form.clone().tidied(), Strictness::Paper), []);
    form.citizen.name.clear();
    assert_eq!(check(&form.tidied(), Strictness::Paper).len(), 1);
}

#[test]
fn an_organisation_needs_its_code_and_people() {
    let mut form = citizen();
    form.kind = Some(ApplicantKind::LegalService);
    let found = faults(form.clone());
    let fields: Vec<&str> = found.iter().map(|(field, _)| field.as_str()).collect();
    let organisation = ["organisation.name", "organisation.code", "organisation.representative"];
    assert!(organisation.iter().all(|field| fields.contains(field)), "{fields:?}");
    form.organisation.code = "123".into();
    assert!(faults(form).contains(&("organisation.code".to_string(), "application_organisation_code")));
}

#[test]
fn an_organisation_that_has_not_said_its_kind_is_asked_as_one() {
    let mut form = citizen();
    form.kind = None;
    form.citizen = Person::default();
    form.organisation.paper = Some(IdPaper::CreditCode);
    let found = faults(form);
    let fields: Vec<&str> = found.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields[..2], ["kind", "organisation.name"]);
    assert!(fields.iter().all(|field| !field.starts_with("citizen.")), "{fields:?}");
}

#[test]
fn names_are_masked() {
    assert_eq!(["张", "张三", "欧阳娜娜", ""].map(masked_name), ["张", "张*", "欧**", ""]);
}
