//! 申请人: citizen or organisation, as the annual report counts them, and the papers that prove who it is (art. 29).
//! Not the whole form, and not whether a number was ever given out.

use crate::agency::{Uscc, UsccRefusal};
use crate::item::checks::identity_number;

crate::code_enum! {
    /// Who asks. The code is the column of the report's table 3 in which the application counts.
    pub enum ApplicantKind {
        Citizen = "c1", "自然人";
        Business = "c2", "商业企业";
        Research = "c3", "科研机构";
        Welfare = "c4", "社会公益组织";
        LegalService = "c5", "法律服务机构";
        OtherOrganisation = "c6", "其他";
    }
}

crate::code_enum! {
    /// The two halves of the form (art. 27: 公民、法人或者其他组织).
    pub enum ApplicantClass {
        Citizen = "citizen", "公民";
        Organisation = "organisation", "法人或者其他组织";
    }
}

impl ApplicantKind {
    /// The half of the form that is filled in.
    #[must_use]
    pub const fn class(self) -> ApplicantClass {
        match self {
            Self::Citizen => ApplicantClass::Citizen,
            _ => ApplicantClass::Organisation,
        }
    }

    /// The kinds of organisation, in the order of the form.
    pub fn organisations() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|kind| kind.class() == ApplicantClass::Organisation)
    }
}

crate::code_enum! {
    /// The paper that proves who the applicant is (身份证明, art. 29).
    pub enum IdPaper {
        IdentityCard = "identity_card", "居民身份证";
        /// For residents from Hong Kong, Macao and Taiwan; numbered like an identity card.
        ResidencePermit = "residence_permit", "港澳台居民居住证";
        HongKongMacaoPermit = "hong_kong_macao_permit", "港澳居民来往内地通行证";
        TaiwanPermit = "taiwan_permit", "台湾居民来往大陆通行证";
        ForeignerCard = "foreigner_card", "外国人永久居留身份证";
        Passport = "passport", "护照";
        Officer = "officer", "军人身份证件";
        CreditCode = "credit_code", "统一社会信用代码";
        /// Organisations without a credit code: bodies abroad, some mass organisations.
        Registration = "registration", "其他登记证书";
    }
}

impl IdPaper {
    /// Which half of the form offers it.
    #[must_use]
    pub const fn class(self) -> ApplicantClass {
        match self {
            Self::CreditCode | Self::Registration => ApplicantClass::Organisation,
            _ => ApplicantClass::Citizen,
        }
    }

    /// The papers of one half of the form.
    pub fn of(class: ApplicantClass) -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(move |paper| paper.class() == class)
    }
}

/// Why a number is not that of the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum IdRefusal {
    #[error("no number")]
    Empty,
    /// Not 18 characters.
    #[error("{found} characters instead of 18")]
    Length { found: usize },
    /// 15 digits: identity cards of the first generation have not been valid since 2013.
    #[error("a number of the first generation")]
    Old,
    #[error("a character that such a number does not have")]
    Character,
    /// Province or day of birth cannot be.
    #[error("no such place or day of birth")]
    PlaceOrBirthday,
    /// The last character does not fit the others.
    #[error("wrong check character")]
    Check,
    /// Not as numbers of this paper look.
    #[error("not the form of this paper's numbers")]
    Form,
    #[error(transparent)]
    CreditCode(UsccRefusal),
}

impl IdRefusal {
    /// Stable code for the table of messages.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "id_empty",
            Self::Length { .. } => "id_length",
            Self::Old => "id_old",
            Self::Character => "id_character",
            Self::PlaceOrBirthday => "id_place_or_birthday",
            Self::Check => "id_check",
            Self::Form => "id_form",
            Self::CreditCode(refusal) => refusal.code(),
        }
    }
}

/// Reads the number of a paper as people type it (full width, lower case, with spaces or hyphens) and gives it in the
/// form in which it is kept and compared.
///
/// # Errors
/// The first fault.
pub fn read_id(paper: IdPaper, typed: &str) -> Result<String, IdRefusal> {
    let number = normalise(typed);
    if number.is_empty() {
        return Err(IdRefusal::Empty);
    }
    match paper {
        IdPaper::IdentityCard => check_identity(&number)?,
        IdPaper::ResidencePermit => {
            check_identity(&number)?;
            let residents = ["81", "82", "83"].iter().any(|place| number.starts_with(place));
            residents.then_some(()).ok_or(IdRefusal::Form)?;
        }
        IdPaper::HongKongMacaoPermit => check_form(is_hong_kong_macao(&number))?,
        IdPaper::TaiwanPermit => check_form(is_digits(&number, &[8, 10]))?,
        IdPaper::ForeignerCard => check_foreigner(&number)?,
        IdPaper::Passport => check_form(is_serial(&number, 5, 17))?,
        IdPaper::Officer => check_form((4..=20).contains(&number.chars().count()))?,
        IdPaper::CreditCode => {
            return Uscc::parse(&number).map(|code| code.as_str().to_owned()).map_err(IdRefusal::CreditCode);
        }
        IdPaper::Registration => check_form((4..=40).contains(&number.chars().count()))?,
    }
    Ok(number)
}

fn normalise(typed: &str) -> String {
    typed
        .chars()
        .map(super::contact::half_width)
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '—' | '\u{200b}' | '\u{feff}'))
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

fn check_identity(number: &str) -> Result<(), IdRefusal> {
    let length = number.chars().count();
    if length == 15 && number.bytes().all(|b| b.is_ascii_digit()) {
        return Err(IdRefusal::Old);
    }
    if length != 18 {
        return Err(IdRefusal::Length { found: length });
    }
    let (seventeen, check) = number.split_at_checked(17).ok_or(IdRefusal::Character)?;
    let check = check.chars().next().filter(|c| c.is_ascii_digit() || *c == 'X');
    if !seventeen.bytes().all(|b| b.is_ascii_digit()) || check.is_none() {
        return Err(IdRefusal::Character);
    }
    if !identity_number::looks_like(seventeen) {
        return Err(IdRefusal::PlaceOrBirthday);
    }
    if identity_number::check_character(seventeen) == check { Ok(()) } else { Err(IdRefusal::Check) }
}

fn check_form(good: bool) -> Result<(), IdRefusal> {
    if good { Ok(()) } else { Err(IdRefusal::Form) }
}

/// H or M, then 8 digits, with two more for the number of times the card was renewed on older cards.
fn is_hong_kong_macao(number: &str) -> bool {
    number.strip_prefix(['H', 'M']).is_some_and(|digits| is_digits(digits, &[8, 10]))
}

fn is_digits(text: &str, lengths: &[usize]) -> bool {
    lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_serial(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// Three letters and 12 digits on cards before December 2023; since then 18 characters beginning with 9, with the
/// check character of identity cards.
fn check_foreigner(number: &str) -> Result<(), IdRefusal> {
    let old = number
        .split_at_checked(3)
        .is_some_and(|(letters, digits)| letters.bytes().all(|b| b.is_ascii_uppercase()) && is_digits(digits, &[12]));
    if old {
        return Ok(());
    }
    let (seventeen, check) = number.split_at_checked(17).ok_or(IdRefusal::Form)?;
    check_form(number.starts_with('9') && number.len() == 18 && is_digits(seventeen, &[17]))?;
    if identity_number::check_character(seventeen) == check.chars().next() { Ok(()) } else { Err(IdRefusal::Check) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_the_columns_of_the_report() {
        let codes: Vec<&str> = ApplicantKind::ALL.iter().map(|kind| kind.code()).collect();
        assert_eq!(codes, ["c1", "c2", "c3", "c4", "c5", "c6"]);
        assert_eq!(ApplicantKind::organisations().count(), 5);
        assert_eq!(ApplicantKind::Citizen.class(), ApplicantClass::Citizen);
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        let cases = [
            (IdPaper::IdentityCard, "３６２２０１ 19900307-1237", "362201199003071237"),
            (IdPaper::IdentityCard, "11010519491231002x", "11010519491231002X"),
            (IdPaper::HongKongMacaoPermit, "h12345678", "H12345678"),
            (IdPaper::TaiwanPermit, "12345678", "12345678"),
            (IdPaper::ForeignerCard, "abc123456789012", "ABC123456789012"),
            (IdPaper::Passport, "E12345678", "E12345678"),
            (IdPaper::Officer, "军字第123456号", "军字第123456号"),
            (IdPaper::Registration, "赣宜社证字第00123号", "赣宜社证字第00123号"),
        ];
        for (paper, typed, kept) in cases {
            assert_eq!(read_id(paper, typed).as_deref(), Ok(kept), "{typed}");
        }
    }

    #[test]
    fn faults_are_told_apart() {
        let cases = [
            ("", IdRefusal::Empty),
            ("362201680315123", IdRefusal::Old),
            ("36220119900307123", IdRefusal::Length { found: 17 }),
            ("36220119900307123A", IdRefusal::Character),
            ("3622011990030712张7", IdRefusal::Character),
            ("362201199013071237", IdRefusal::PlaceOrBirthday),
            ("992201199003071237", IdRefusal::PlaceOrBirthday),
            ("362201199003071238", IdRefusal::Check),
        ];
        for (typed, refusal) in cases {
            assert_eq!(read_id(IdPaper::IdentityCard, typed), Err(refusal), "{typed}");
        }
        assert_eq!(read_id(IdPaper::HongKongMacaoPermit, "X12345678"), Err(IdRefusal::Form));
        assert_eq!(read_id(IdPaper::ResidencePermit, "362201199003071237"), Err(IdRefusal::Form));
        assert_eq!(read_id(IdPaper::ForeignerCard, "张张张123456789012"), Err(IdRefusal::Form));
        assert!(matches!(read_id(IdPaper::CreditCode, "123"), Err(IdRefusal::CreditCode(_))));
    }

    #[test]
    fn a_credit_code_is_checked_by_both_check_characters() {
        let Ok(code) = Uscc::compose("91", "360983", "MA35JU6H") else { panic!("a well-formed body") };
        assert_eq!(read_id(IdPaper::CreditCode, &code.as_str().to_lowercase()).as_deref(), Ok(code.as_str()));
    }
}
