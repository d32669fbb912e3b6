//! 转主动公开 (art. 44): a reply that may interest all is proposed for publication. Which replies can be, and the removal
//! of the persons of a case from a text. Not the way to publication: that is every item's.

use super::application::{Application, Person};
use super::reply::ReplyKind;
use crate::item::checks::{find_personal_numbers, mask};

crate::code_enum! {
    /// What became of the question whether the public should have the reply.
    pub enum Publication {
        /// By the applicant (art. 44 paragraph 2).
        Suggested = "suggested", "申请人建议转为主动公开";
        /// A draft lies in the publish path.
        Proposed = "proposed", "已拟稿转为主动公开";
        /// The office found it unfit, with its reason.
        Declined = "declined", "不转为主动公开";
    }
}

/// Whether a reply of this kind gave something that could be published: A1 is public already, all others but A2 and
/// B1 gave nothing.
#[must_use]
pub const fn gives_information(kind: ReplyKind) -> bool {
    matches!(kind, ReplyKind::A2 | ReplyKind::B1)
}

/// Shorter names say nothing about who it is, and would take apart every text.
const SHORTEST_NAME: usize = 2;

/// What stands in the place of a person's particulars.
const LEFT_OUT: &str = "（略）";

/// Every text by which somebody of the case could be known, with what takes its place, the longest first.
fn traces(form: &Application) -> Vec<(String, &'static str)> {
    let mut all: Vec<(&str, &'static str)> = Vec::new();
    let people = [Some(&form.citizen), form.agent.as_ref().map(|agent| &agent.person)];
    for person in people.into_iter().flatten().chain(&form.joint) {
        let Person { name, number, phone, .. } = person;
        all.extend([(name.as_str(), "某人"), (number, LEFT_OUT), (phone, LEFT_OUT)]);
    }
    let body = &form.organisation;
    all.extend([
        (body.name.as_str(), "某单位"),
        (&body.code, LEFT_OUT),
        (&body.representative, "某人"),
        (&body.contact_person, "某人"),
    ]);
    let contact = &form.contact;
    all.extend([&contact.phone, &contact.address, &contact.email, &contact.fax].map(|text| (text.as_str(), LEFT_OUT)));
    all.push((&form.employer, "某单位"));
    let mut kept: Vec<(String, &'static str)> = all
        .into_iter()
        .map(|(text, instead)| (text.trim().to_string(), instead))
        .filter(|(text, _)| text.chars().count() >= SHORTEST_NAME)
        .collect();
    kept.sort_by_key(|(text, _)| std::cmp::Reverse(text.chars().count()));
    kept
}

/// Digits and letters in half width, so that a number is found however it was typed; punctuation stays as it is.
fn plain_sign(c: char) -> char {
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
            u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c)
        }
        _ => c,
    }
}

/// The text without the persons of the case, and with every identity, telephone and card number in it masked.
#[must_use]
pub fn without_persons(text: &str, form: &Application) -> String {
    let plain: String = text.chars().map(plain_sign).collect();
    let named = traces(form).iter().fold(plain, |text, (trace, instead)| text.replace(trace, instead));
    let mut kept: Vec<char> = named.chars().collect();
    for found in find_personal_numbers(&named) {
        let (from, until) = found.range;
        if let Some(place) = kept.get_mut(from..until) {
            // The number may be written with spaces: each of its characters is hidden, its length stays.
            place.fill('*');
        }
        for (at, shown) in mask(found.kind, &found.number).chars().enumerate() {
            if found.number.chars().count() == until - from
                && let Some(place) = kept.get_mut(from + at)
            {
                *place = shown;
            }
        }
    }
    kept.into_iter().collect()
}

/// What of the case's persons still stands in a text: it must not be published.
#[must_use]
pub fn persons_in(text: &str, form: &Application) -> Vec<String> {
    let plain: String = text.chars().map(plain_sign).collect();
    traces(form).into_iter().map(|(trace, _)| trace).filter(|trace| plain.contains(trace.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::applicant::ApplicantKind;
    use crate::request::application::{Agent, Contact};

    fn form() -> Application {
        let person =
            |name: &str, number: &str| Person { name: name.into(), number: number.into(), ..Person::default() };
        Application {
            kind: Some(ApplicantKind::Citizen),
            citizen: person("李小明", "11010519491231002X"),
            employer: "新街镇中心小学".into(),
            agent: Some(Agent { person: person("李小", ""), authority: String::new() }),
            joint: vec![person("王", "E12345678")],
            contact: Contact {
                phone: "13812345678".into(), address: "新街镇东路12号".into(), ..Contact::default()
            },
            ..Application::default()
        }
    }

    #[test]
    fn nobody_of_the_case_is_named_any_more() {
        let text =
            "李小明（11010519491231002X，１３８１２３４５６７８）住新街镇东路12号，托李小申请王家村2025年补助明细。";
        let bare = without_persons(text, &form());
        assert_eq!(bare, "某人（（略），（略））住（略），托某人申请王家村2025年补助明细。");
        assert_eq!(persons_in(&bare, &form()), Vec::<String>::new());
        assert_eq!(persons_in("发给李小明", &form()), ["李小明", "李小"]);
    }

    #[test]
    fn numbers_of_others_are_masked() {
        let bare = without_persons("联系人电话13900001234，身份证362201199003071237", &form());
        assert!(bare.contains("139****1234") && !bare.contains("13900001234"), "{bare}");
        assert!(find_personal_numbers(&bare).is_empty(), "{bare}");
    }

    #[test]
    fn only_what_was_given_can_be_published() {
        let fit: Vec<&str> =
            ReplyKind::ALL.iter().filter(|kind| gives_information(**kind)).map(|kind| kind.code()).collect();
        assert_eq!(fit, ["A2", "B1"]);
    }
}
