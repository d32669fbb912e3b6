//! 救济途径: what an applicant may do against a reply, by the kind of the reply and its date, and until when.
//! Not the sentences: a letter makes them from these codes. Not the keeping of disputes either.

use chrono::{Months, NaiveDate};

use super::article::{Article, Law};
use super::reply::{ReplyClass, ReplyKind};
use crate::agency::AgencyKind;
use crate::calendar::{CalendarError, DueDate, WorkCalendar};

/// The first day of the revised 行政复议法, which sends refusals to disclose to reconsideration first (art. 23).
pub const RECONSIDERATION_FIRST_SINCE: NaiveDate = match NaiveDate::from_ymd_opt(2024, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

crate::code_enum! {
    /// In which order reconsideration and litigation stand open.
    pub enum RemedyRoute {
        /// 复议前置: no suit before a reconsideration.
        ReconsiderationFirst = "reconsideration_first", "应当先申请行政复议";
        Either = "either", "可以申请行政复议，也可以直接起诉";
    }
}

/// What the law leaves open and the local legal staff decides, and the limits. Defaults are the law's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RemedyRules {
    /// The withheld part of a partial disclosure rests on the same articles as a refusal; the law does not say.
    pub partial: RemedyRoute,
    /// C8 rests on art. 36(7), not on arts 14 to 16.
    pub special_query: RemedyRoute,
    /// 行政复议法 art. 20.
    pub reconsideration_days: u32,
    /// 行政诉讼法 art. 46.
    pub litigation_months: u32,
    /// 行政诉讼法 art. 45.
    pub after_reconsideration_days: u32,
}

impl Default for RemedyRules {
    fn default() -> Self {
        Self {
            partial: RemedyRoute::Either,
            special_query: RemedyRoute::Either,
            reconsideration_days: 60,
            litigation_months: 6,
            after_reconsideration_days: 15,
        }
    }
}

/// The order in which the remedies against a reply of that kind and day stand open.
#[must_use]
pub fn route(kind: ReplyKind, replied_on: NaiveDate, rules: &RemedyRules) -> RemedyRoute {
    if replied_on < RECONSIDERATION_FIRST_SINCE {
        return RemedyRoute::Either;
    }
    match (kind, kind.class()) {
        (ReplyKind::C8, _) => rules.special_query,
        (_, ReplyClass::Refused) => RemedyRoute::ReconsiderationFirst,
        (_, ReplyClass::Partial) => rules.partial,
        _ => RemedyRoute::Either,
    }
}

/// A stretch of time in which a remedy must be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Calendar days.
    Days(u32),
    /// Calendar months.
    Months(u32),
}

impl Limit {
    /// The last day of a limit that runs from `from` (not counted); a last day that is a rest day moves to the next
    /// working day (民法典 arts 201 to 203, 民事诉讼法 art. 85).
    ///
    /// # Errors
    /// As for [`WorkCalendar::due_in_calendar_days`].
    pub fn last_day(self, from: NaiveDate, calendar: &WorkCalendar) -> Result<DueDate, CalendarError> {
        match self {
            Self::Days(days) => calendar.due_in_calendar_days(from, days),
            Self::Months(months) => {
                let end = from.checked_add_months(Months::new(months)).ok_or(CalendarError::AfterLastDay)?;
                let days = u32::try_from((end - from).num_days()).map_err(|_| CalendarError::AfterLastDay)?;
                calendar.due_in_calendar_days(from, days)
            }
        }
    }
}

crate::code_enum! {
    /// One thing that the applicant may do.
    pub enum RemedyKind {
        /// Apply for reconsideration, which must come first; the letter must say so (行政复议法 art. 23 last paragraph).
        MandatoryReconsideration = "mandatory_reconsideration", "先申请行政复议";
        Reconsideration = "reconsideration", "申请行政复议";
        DirectLitigation = "direct_litigation", "直接提起行政诉讼";
        LitigationAfterReconsideration = "litigation_after", "对复议决定不服再提起行政诉讼";
    }
}

/// One remedy with its limit and the articles it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    pub kind: RemedyKind,
    pub limit: Limit,
    pub articles: Vec<Article>,
}

/// The remedies against a reply, in the order in which the letter names them.
#[must_use]
pub fn remedies(kind: ReplyKind, replied_on: NaiveDate, rules: &RemedyRules) -> Vec<Remedy> {
    let days = Limit::Days(rules.reconsideration_days);
    let apply = apply_article(replied_on);
    match route(kind, replied_on, rules) {
        RemedyRoute::ReconsiderationFirst => vec![
            Remedy {
                kind: RemedyKind::MandatoryReconsideration,
                limit: days,
                articles: vec![apply, Article::of(Law::ReconsiderationLaw, 23).paragraph(1).item(4)],
            },
            Remedy {
                kind: RemedyKind::LitigationAfterReconsideration,
                limit: Limit::Days(rules.after_reconsideration_days),
                articles: vec![Article::of(Law::LitigationLaw, 45)],
            },
        ],
        RemedyRoute::Either => vec![
            Remedy { kind: RemedyKind::Reconsideration, limit: days, articles: vec![apply] },
            Remedy {
                kind: RemedyKind::DirectLitigation,
                limit: Limit::Months(rules.litigation_months),
                articles: vec![Article::of(Law::LitigationLaw, 46)],
            },
        ],
    }
}

/// The limit of 60 days stands in art. 20 since the revision and stood in art. 9 before.
fn apply_article(replied_on: NaiveDate) -> Article {
    let article = if replied_on < RECONSIDERATION_FIRST_SINCE { 9 } else { 20 };
    Article::of(Law::ReconsiderationLaw, article).paragraph(1)
}

crate::code_enum! {
    /// Who reconsiders what an agency has decided (行政复议法 arts 24, 27).
    pub enum ReconsiderationOrgan {
        /// The government whose department the agency is.
        SameLevelGovernment = "same_level", "本级人民政府";
        /// The government above the one that decided.
        SuperiorGovernment = "superior", "上一级人民政府";
        /// The organ above in a system led vertically (art. 27).
        SystemSuperior = "system", "上一级主管部门";
    }
}

/// Who reconsiders the decisions of an agency of that kind; the name is found in the agency's record.
#[must_use]
pub const fn reconsideration_organ(kind: AgencyKind) -> ReconsiderationOrgan {
    match kind {
        AgencyKind::Government | AgencyKind::Town | AgencyKind::Township => ReconsiderationOrgan::SuperiorGovernment,
        AgencyKind::VerticalOrgan => ReconsiderationOrgan::SystemSuperior,
        AgencyKind::GeneralOffice
        | AgencyKind::Department
        | AgencyKind::DirectBody
        | AgencyKind::DirectInstitution
        | AgencyKind::DispatchedBody
        | AgencyKind::DevelopmentZone
        | AgencyKind::SubDistrict
        | AgencyKind::Farm
        | AgencyKind::PublicUtility => ReconsiderationOrgan::SameLevelGovernment,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn refusals_go_to_reconsideration_first_since_2024() {
        let rules = RemedyRules::default();
        for kind in ReplyKind::ALL {
            let first = ["C1", "C2", "C3", "C4", "C5", "C6", "C7"].contains(&kind.code());
            let wanted = if first { RemedyRoute::ReconsiderationFirst } else { RemedyRoute::Either };
            assert_eq!(route(*kind, day("2024-01-01"), &rules), wanted, "{kind}");
            assert_eq!(route(*kind, day("2023-12-31"), &rules), RemedyRoute::Either, "{kind}");
        }
    }

    #[test]
    fn partial_disclosure_and_special_query_follow_the_local_decision() {
        let first = RemedyRoute::ReconsiderationFirst;
        let rules = RemedyRules { partial: first, special_query: first, ..RemedyRules::default() };
        for kind in [ReplyKind::B1, ReplyKind::C8] {
            assert_eq!(route(kind, day("2026-05-06"), &rules), first);
            assert_eq!(route(kind, day("2023-05-06"), &rules), RemedyRoute::Either);
        }
        assert_eq!(route(ReplyKind::D1a, day("2026-05-06"), &rules), RemedyRoute::Either);
    }

    #[test]
    fn limits_and_articles_are_those_of_the_day() {
        let rules = RemedyRules::default();
        let told = |kind, on| -> Vec<(RemedyKind, Limit, String)> {
            let places = |r: &Remedy| r.articles.iter().map(|a| a.place()).collect::<Vec<_>>().join(" ");
            remedies(kind, day(on), &rules).iter().map(|r| (r.kind, r.limit, places(r))).collect()
        };
        assert_eq!(
            told(ReplyKind::C7, "2026-03-02"),
            [
                (
                    RemedyKind::MandatoryReconsideration,
                    Limit::Days(60),
                    "第二十条第一款 第二十三条第一款第（四）项".into()
                ),
                (RemedyKind::LitigationAfterReconsideration, Limit::Days(15), "第四十五条".into()),
            ]
        );
        assert_eq!(
            told(ReplyKind::C7, "2023-03-02"),
            [
                (RemedyKind::Reconsideration, Limit::Days(60), "第九条第一款".into()),
                (RemedyKind::DirectLitigation, Limit::Months(6), "第四十六条".into()),
            ]
        );
    }

    /// 2025-08-02 + 60 days = 2025-10-01, in the holiday 10-01..10-08, so 2025-10-09. 2025-03-31 + 6 months: September
    /// has 30 days, 2025-09-30, a Tuesday. 2025-04-05 + 6 months = 2025-10-05, in the holiday, so 2025-10-09.
    #[test]
    fn a_last_day_in_a_holiday_moves_behind_it() {
        let calendar = WorkCalendar::official();
        let last = |limit: Limit, from| limit.last_day(day(from), &calendar).unwrap().date;
        assert_eq!(last(Limit::Days(60), "2025-08-02"), day("2025-10-09"));
        assert_eq!(last(Limit::Months(6), "2025-03-31"), day("2025-09-30"));
        assert_eq!(last(Limit::Months(6), "2025-04-05"), day("2025-10-09"));
        assert_eq!(last(Limit::Days(15), "2026-03-02"), day("2026-03-17"));
    }

    #[test]
    fn a_department_is_reconsidered_by_its_government() {
        use ReconsiderationOrgan as O;
        assert_eq!(reconsideration_organ(AgencyKind::Department), O::SameLevelGovernment);
        assert_eq!(reconsideration_organ(AgencyKind::Town), O::SuperiorGovernment);
        assert_eq!(reconsideration_organ(AgencyKind::VerticalOrgan), O::SystemSuperior);
    }
}
