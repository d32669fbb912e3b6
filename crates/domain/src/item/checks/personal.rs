//! Personal numbers in text: identity numbers, mobile phones, bank cards, however they are written, and their
//! masked forms. Not mistaken for them: credit codes, document numbers, landlines, amounts, long serials.

use super::bank_card::{CardLikeness, card_likeness, is_card_grouping};
use super::finding::{CheckFinding, FindingCode, Level, Place};
use super::identity_number;
use super::numerals::{Candidate, Cluster, candidates, clusters, digit_of};
use super::text::{ScannedText, is_invisible};
use crate::agency::Uscc;
use crate::text::half_width;

/// Longest number looked for: a bank card.
const MAX_DIGITS: usize = 19;
/// How far before a number its label is looked for, in characters.
const LABEL_REACH: usize = 16;

crate::code_enum! {
    /// What kind of personal number was found.
    pub enum PersonalNumberKind {
        /// 18 characters with the right check character (GB 11643).
        Identity = "identity", "居民身份证号码";
        /// 15 digits, of the form before 1999; without check character, hence only likely.
        OldIdentity = "old_identity", "疑似十五位身份证号码";
        /// 11 digits from 13 to 19, with or without +86.
        Mobile = "mobile", "手机号码";
        /// A card by issuer, length and check digit.
        BankCard = "bank_card", "银行卡号";
        /// A card by check digit in an issuer range that serials fall into as well.
        PossibleBankCard = "possible_bank_card", "疑似银行卡号";
    }
}

impl PersonalNumberKind {
    /// The kind of number that a finding is about; none for a finding about something else.
    #[must_use]
    pub fn of(code: FindingCode) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.finding_code() == code)
    }

    const fn finding_code(self) -> FindingCode {
        match self {
            Self::Identity => FindingCode::IdentityNumber,
            Self::OldIdentity => FindingCode::OldIdentityNumber,
            Self::Mobile => FindingCode::MobileNumber,
            Self::BankCard => FindingCode::BankCard,
            Self::PossibleBankCard => FindingCode::PossibleBankCard,
        }
    }
}

/// A personal number in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalNumber {
    /// What it is.
    pub kind: PersonalNumberKind,
    /// From and to (excluded) in characters.
    pub range: (usize, usize),
    /// Its digits in half width, without separators or country code; an identity number may end in `X`.
    pub number: String,
}

/// All personal numbers in a text, in order, without overlap. Linear in the text's length.
#[must_use]
pub fn find_personal_numbers(text: &str) -> Vec<PersonalNumber> {
    find_in(&ScannedText::new(text))
}

/// The form in which a number may be shown: first four and last four of an identity number or card, first three
/// and last four of a mobile number.
#[must_use]
pub fn mask(kind: PersonalNumberKind, number: &str) -> String {
    let (head, tail) = match kind {
        PersonalNumberKind::Identity => (4, 4),
        PersonalNumberKind::OldIdentity => (4, 3),
        PersonalNumberKind::Mobile => (3, 4),
        PersonalNumberKind::BankCard | PersonalNumberKind::PossibleBankCard => (4, 4),
    };
    let length = number.chars().count();
    number.chars().enumerate().map(|(index, c)| if index < head || index + tail >= length { c } else { '*' }).collect()
}

pub(super) fn check(place: Place, text: &ScannedText) -> Vec<CheckFinding> {
    find_in(text)
        .into_iter()
        .map(|found| {
            let masked = mask(found.kind, &found.number);
            CheckFinding::at(found.kind.finding_code(), place, found.range, text.slice(found.range))
                .proposing(masked)
                .with_level(level_of(found.kind))
        })
        .collect()
}

const fn level_of(kind: PersonalNumberKind) -> Level {
    kind.finding_code().default_level()
}

fn find_in(text: &ScannedText) -> Vec<PersonalNumber> {
    clusters(text).iter().flat_map(|cluster| find_in_cluster(text, cluster)).collect()
}

fn find_in_cluster(text: &ScannedText, cluster: &Cluster) -> Vec<PersonalNumber> {
    let mut found = Vec::new();
    let mut first = 0;
    while first < cluster.len() {
        let numbers = candidates(cluster, first, MAX_DIGITS);
        match best(text, &numbers) {
            Some((last, number))
                if number.kind == PersonalNumberKind::Identity || !identity_within(text, cluster, first, last) =>
            {
                found.push(number);
                first = last + 1;
            }
            _ => first += 1,
        }
    }
    found
}

/// Whether an identity number, which is surer than any other, begins after the first of these groups.
fn identity_within(text: &ScannedText, cluster: &Cluster, first: usize, last: usize) -> bool {
    (first + 1..=last).any(|from| {
        candidates(cluster, from, MAX_DIGITS).iter().any(|candidate| read_identity(text, candidate).is_some())
    })
}

/// The surest reading of the numbers that begin at one place: identity number before card before the rest.
fn best(text: &ScannedText, numbers: &[Candidate]) -> Option<(usize, PersonalNumber)> {
    let readings: [fn(&ScannedText, &Candidate) -> Option<PersonalNumber>; 4] =
        [read_identity, read_card, read_mobile, read_old_identity];
    readings
        .iter()
        .find_map(|read| numbers.iter().rev().find_map(|candidate| Some((candidate.last, read(text, candidate)?))))
}

fn read_identity(text: &ScannedText, candidate: &Candidate) -> Option<PersonalNumber> {
    let (seventeen, check, end) = match candidate.digits.len() {
        18 => {
            let (seventeen, check) = candidate.digits.split_at_checked(17)?;
            (seventeen, check.chars().next()?, candidate.range.1)
        }
        17 => (candidate.digits.as_str(), 'X', end_with_x(text, candidate.range.1)?),
        _ => return None,
    };
    if !identity_number::is_valid(seventeen, check) || is_credit_code(text, candidate) {
        return None;
    }
    Some(PersonalNumber {
        kind: PersonalNumberKind::Identity,
        range: (candidate.range.0, end),
        number: format!("{seventeen}{check}"),
    })
}

/// Where the number ends if an X follows the 17 digits, at once or after a gap as between the groups.
fn end_with_x(text: &ScannedText, end: usize) -> Option<usize> {
    let mut at = end;
    while at < end + 3 && text.at(at).is_some_and(|c| is_invisible(c) || matches!(c, ' ' | '-' | '－' | '\u{3000}')) {
        at += 1;
    }
    let c = text.at(at).map(half_width)?;
    matches!(c, 'X' | 'x' | 'Ⅹ' | 'ⅹ' | 'Х' | 'х').then_some(at + 1)
}

/// A credit code of digits only can have the right check character of an identity number by chance;
/// it counts as a credit code where it is labelled as one.
fn is_credit_code(text: &ScannedText, candidate: &Candidate) -> bool {
    Uscc::parse(&candidate.digits).is_ok() && labelled(text, candidate.range.0, &["信用代码", "机构代码"])
}

fn read_card(text: &ScannedText, candidate: &Candidate) -> Option<PersonalNumber> {
    let likeness = card_likeness(&candidate.digits)?;
    let apart = is_card_grouping(&candidate.lengths) && stands_alone(text, candidate.range);
    let failed_identity = candidate.digits.len() == 18 && identity_number::looks_like(&candidate.digits);
    if !apart || failed_identity || is_credit_code(text, candidate) {
        return None;
    }
    let labels = ["银行卡", "信用卡", "借记卡", "储蓄卡", "卡号", "一卡通", "社保卡"];
    let kind = match likeness {
        CardLikeness::Card => PersonalNumberKind::BankCard,
        CardLikeness::Possible if labelled(text, candidate.range.0, &labels) => PersonalNumberKind::BankCard,
        CardLikeness::Possible => PersonalNumberKind::PossibleBankCard,
    };
    Some(PersonalNumber { kind, range: candidate.range, number: candidate.digits.clone() })
}

fn read_mobile(text: &ScannedText, candidate: &Candidate) -> Option<PersonalNumber> {
    let (digits, grouped) = match candidate.lengths.split_first() {
        Some((length, [])) => (without_country(&candidate.digits), *length >= 11),
        Some((2, rest)) if candidate.digits.starts_with("86") => {
            (without_country(&candidate.digits), is_phone_grouping(rest))
        }
        Some((4, rest)) if candidate.digits.starts_with("0086") => {
            (without_country(&candidate.digits), is_phone_grouping(rest))
        }
        _ => (candidate.digits.as_str(), is_phone_grouping(&candidate.lengths)),
    };
    if !grouped || !is_mobile(digits) || !stands_alone(text, candidate.range) || is_amount(text, candidate.range.1) {
        return None;
    }
    Some(PersonalNumber {
        kind: PersonalNumberKind::Mobile,
        range: (with_plus(text, candidate.range.0), candidate.range.1),
        number: digits.to_owned(),
    })
}

fn without_country(digits: &str) -> &str {
    let long = |rest: &&str| rest.len() == 11;
    digits.strip_prefix("0086").filter(long).or_else(|| digits.strip_prefix("86").filter(long)).unwrap_or(digits)
}

fn is_mobile(digits: &str) -> bool {
    let mut chars = digits.chars();
    digits.len() == 11 && chars.next() == Some('1') && matches!(chars.next(), Some('3'..='9'))
}

/// How people group a mobile number. `[4, 7]` is not among them: it would take a year and a landline for one.
fn is_phone_grouping(lengths: &[usize]) -> bool {
    matches!(lengths, [11] | [3, 4, 4] | [3, 8] | [7, 4] | [3, 3, 5] | [4, 4, 3] | [5, 6] | [3, 5, 3])
        || (lengths.len() == 11 && lengths.iter().all(|length| *length == 1))
}

fn with_plus(text: &ScannedText, start: usize) -> usize {
    match text.before(start).map(half_width) {
        Some('+') => start - 1,
        _ => start,
    }
}

fn read_old_identity(text: &ScannedText, candidate: &Candidate) -> Option<PersonalNumber> {
    let grouped = candidate.lengths.len() == 1 || candidate.lengths == [6, 6, 3];
    let fits = grouped && identity_number::looks_like_old(&candidate.digits);
    if !fits || !stands_alone(text, candidate.range) || is_amount(text, candidate.range.1) {
        return None;
    }
    Some(PersonalNumber {
        kind: PersonalNumberKind::OldIdentity,
        range: candidate.range,
        number: candidate.digits.clone(),
    })
}

/// No letter touches the number, and it is no part of a decimal or of a number with slashes. Such neighbours make
/// it a serial; an identity number, which has a check character, is found in spite of them.
fn stands_alone(text: &ScannedText, range: (usize, usize)) -> bool {
    let before = text.before(range.0).map(half_width);
    let after = text.at(range.1).map(half_width);
    let touches = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic() || c == '*');
    let point_before = matches!(before, Some('.' | '/'))
        && range.0.checked_sub(1).and_then(|at| text.before(at)).and_then(digit_of).is_some();
    let point_after = matches!(after, Some('.' | '/')) && text.at(range.1 + 1).and_then(digit_of).is_some();
    !touches(before) && !touches(after) && !point_before && !point_after
}

/// A unit after the digits makes them an amount.
fn is_amount(text: &ScannedText, end: usize) -> bool {
    matches!(
        text.at(end),
        Some('元' | '万' | '亿' | '吨' | '亩' | '户' | '人' | '件' | '千' | '克' | '米' | '平' | '立' | '%' | '％')
    )
}

fn labelled(text: &ScannedText, start: usize, labels: &[&str]) -> bool {
    let before = text.leading_up_to(start, LABEL_REACH);
    labels.iter().any(|label| before.contains(label))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::PersonalNumberKind as K;
    use super::*;

    fn found(text: &str) -> Vec<(K, String)> {
        find_personal_numbers(text).into_iter().map(|number| (number.kind, number.number)).collect()
    }

    #[test]
    fn numbers_are_found_however_they_are_written() {
        let identity = "362201199003071237";
        let with_x = "11010519491231002X";
        let cases = [
            ("身份证362201199003071237。", K::Identity, identity),
            ("３６２２０１１９９００３０７１２３７", K::Identity, identity),
            ("362201 19900307 1237", K::Identity, identity),
            ("362201-1990-0307-1237", K::Identity, identity),
            ("3 6 2 2 0 1 1 9 9 0 0 3 0 7 1 2 3 7", K::Identity, identity),
            ("3622\u{200b}0119900307\u{feff}1237", K::Identity, identity),
            ("号11010519491231002X，", K::Identity, with_x),
            ("11010519491231002x", K::Identity, with_x),
            ("11010519491231002Ｘ", K::Identity, with_x),
            ("110105 19491231 002 X", K::Identity, with_x),
            ("ID362201199003071237END", K::Identity, identity),
            ("5 362201199003071237 6", K::Identity, identity),
            ("9\u{200b}449289197311175505", K::Identity, "449289197311175505"),
            ("旧证362201680315123，", K::OldIdentity, "362201680315123"),
            ("13800138000", K::Mobile, "13800138000"),
            ("电话：138-0013-8000", K::Mobile, "13800138000"),
            ("+86 138 0013 8000", K::Mobile, "13800138000"),
            ("+8613800138000", K::Mobile, "13800138000"),
            ("008613800138000", K::Mobile, "13800138000"),
            ("１３８００１３８０００", K::Mobile, "13800138000"),
            ("1380013 8000", K::Mobile, "13800138000"),
            ("138\u{200b}0013\u{200b}8000", K::Mobile, "13800138000"),
            ("卡6222021234567890128", K::BankCard, "6222021234567890128"),
            ("6222 0212 3456 7890 128", K::BankCard, "6222021234567890128"),
            ("银行卡号：4111 1111 1111 1111", K::BankCard, "4111111111111111"),
            ("编号4111111111111111", K::PossibleBankCard, "4111111111111111"),
        ];
        for (text, kind, number) in cases {
            assert_eq!(found(text), [(kind, number.to_owned())], "{text:?}");
        }
    }

    #[test]
    fn what_only_looks_like_one_is_left_alone() {
        let cases = [
            "362201199003071238",
            "990105194912310021",
            "362201199013071237",
            "统一社会信用代码11441700007280420Y",
            "11341702486344515H/202110-00013",
            "电话0795-5280012",
            "（010）88888888",
            "010-88888888转8001",
            "高府发〔2019〕12号",
            "投资13800138000元",
            "13800138000.50",
            "SN13800138000",
            "3622*********1237",
            "订单201903150000138001380001",
            "2019-03-15 10:20:30",
            "12345678901234567890123",
            "1949 5280012",
            "经度115.375301 纬度28.417261",
            "邮编330800",
            "12345",
        ];
        for text in cases {
            assert_eq!(found(text), [], "{text:?}");
        }
    }

    #[test]
    fn a_labelled_credit_code_is_not_an_identity_number() {
        let both = both_codes();
        assert_eq!(found(&format!("统一社会信用代码：{both}")), []);
        assert_eq!(found(&format!("号码{both}")).len(), 1);
    }

    /// A number that is right both as a credit code and as an identity number: the division 360119 ends in the
    /// century of birth, so that the organisation's digits read as the rest of a birthday.
    fn both_codes() -> String {
        (0..5_000)
            .filter_map(|n| Uscc::compose("11", "360119", &format!("{:02}0115{:02}", 50 + n % 50, n / 50)).ok())
            .map(|code| code.as_str().to_owned())
            .find(|code| {
                code.get(..17)
                    .zip(code.chars().last())
                    .is_some_and(|(body, check)| identity_number::is_valid(body, check))
            })
            .unwrap()
    }

    #[test]
    fn several_numbers_in_one_row_are_told_apart() {
        let row = "张三 362201199003071237 13800138000 6222021234567890128";
        let kinds: Vec<_> = found(row).into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(kinds, [K::Identity, K::Mobile, K::BankCard]);
        assert_eq!(found("13800138000 13900139000").len(), 2);
    }

    #[test]
    fn masked_forms_are_not_found_again() {
        let cases = [
            (K::Identity, "362201199003071237", "3622**********1237"),
            (K::OldIdentity, "362201680315123", "3622********123"),
            (K::Mobile, "13800138000", "138****8000"),
            (K::BankCard, "6222021234567890128", "6222***********0128"),
        ];
        for (kind, number, masked) in cases {
            assert_eq!(mask(kind, number), masked);
            assert_eq!(found(masked), []);
        }
    }
}
