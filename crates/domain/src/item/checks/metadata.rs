//! The fields of a draft: what is missing, malformed, contradictory or late. Not here: the texts.

use chrono::{Datelike, NaiveDate};

use super::CheckTime;
use super::finding::{CheckFinding, FindingCode, MetadataField, Place};
use crate::agency::AgencyKind;
use crate::calendar::{CalendarError, DueDate};
use crate::item::category::DisclosureCategory;
use crate::item::document_number::DocumentNumber;
use crate::item::genre::Genre;
use crate::item::kind::DocumentFields;
use crate::item::openness::{Openness, OpennessRefusal, WithholdingGround, check_openness};
use crate::item::subject::Subject;

/// Days after approval within which budgets and accounts are published (预算法 a.14): calendar days.
const BUDGET_DAYS: u32 = 20;

crate::code_enum! {
    /// Whether the draft stands in the disclosure platform, which holds statutory content only (国办公开办函〔2019〕61号).
    pub enum PlatformPlace {
        Inside = "inside", "政府信息公开平台";
        Outside = "outside", "平台以外的栏目";
    }
}

crate::code_enum! {
    /// Whether an interpretation goes with the paper.
    pub enum Interpretations {
        Linked = "linked", "已关联解读";
        Missing = "missing", "未关联解读";
        NotNeeded = "not_needed", "不需要解读";
    }
}

/// The fields of a draft as the checks see them.
#[derive(Debug, Clone, Copy)]
pub struct MetadataView<'a> {
    /// Whether the kind carries the fields of official papers.
    pub document: DocumentFields,
    /// Inside or outside the platform.
    pub platform: PlatformPlace,
    /// Kind of the lead agency, for the categories of a.21.
    pub agency_kind: Option<AgencyKind>,
    /// 来源.
    pub source: &'a str,
    /// Statutory category.
    pub category: Option<DisclosureCategory>,
    /// 公开方式.
    pub openness: Openness,
    /// The ground where it is not proactive.
    pub ground: Option<WithholdingGround>,
    /// 主题分类.
    pub subject: Option<Subject>,
    /// 体裁.
    pub genre: Option<Genre>,
    /// 文号 as typed; `None` or empty where there is none.
    pub document_number: Option<&'a str>,
    /// 成文/形成日期.
    pub formed_on: Option<NaiveDate>,
    /// The day it is or was first published; `None` where that will be today.
    pub published_on: Option<NaiveDate>,
    /// 实施日期.
    pub effective_on: Option<NaiveDate>,
    /// 废止日期.
    pub expires_on: Option<NaiveDate>,
    /// 内容概述.
    pub summary: &'a str,
    /// 关键词, separated by spaces.
    pub keywords: &'a str,
    /// Whether an interpretation is linked.
    pub interpretation: Interpretations,
}

/// Limits that the settings may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckLimits {
    /// Working days from forming to publishing (条例 a.26).
    pub publish_days: u32,
    /// Working days from publishing a paper to its interpretation.
    pub interpretation_days: u32,
    /// Characters of the 内容概述.
    pub summary_chars: usize,
}

impl Default for CheckLimits {
    /// 20 by the Regulation; 3 and 100 by practice.
    fn default() -> Self {
        Self { publish_days: 20, interpretation_days: 3, summary_chars: 100 }
    }
}

pub(super) fn check(view: &MetadataView<'_>, title: &str, time: CheckTime<'_>) -> Vec<CheckFinding> {
    let mut found = Vec::new();
    check_texts(view, title, time, &mut found);
    check_classes(view, title, &mut found);
    check_openness_ground(view, &mut found);
    found.extend(check_document_number(view));
    check_dates(view, time, &mut found);
    found.extend(check_interpretation(view, time));
    found
}

fn field(code: FindingCode, field: MetadataField, found: &str) -> CheckFinding {
    CheckFinding::whole(code, Place::Field(field), found)
}

fn check_texts(view: &MetadataView<'_>, title: &str, time: CheckTime<'_>, found: &mut Vec<CheckFinding>) {
    let trimmed = title.trim();
    if trimmed.is_empty() {
        found.push(CheckFinding::whole(FindingCode::TitleMissing, Place::Title, ""));
    } else if let Some(proposal) = trimmed.strip_suffix(['。', '，', '；', '：', '、', '.', ',', ';', ':']) {
        found.push(CheckFinding::whole(FindingCode::TitleEnding, Place::Title, title).proposing(proposal));
    }
    if view.source.trim().is_empty() {
        found.push(field(FindingCode::SourceMissing, MetadataField::Source, ""));
    }
    if view.keywords.trim().is_empty() {
        found.push(field(FindingCode::KeywordsMissing, MetadataField::Keywords, ""));
    }
    let length = view.summary.trim().chars().count();
    if length > time.limits.summary_chars {
        let over = u32::try_from(length - time.limits.summary_chars).unwrap_or(u32::MAX);
        let finding = field(FindingCode::SummaryTooLong, MetadataField::Summary, view.summary);
        found.push(finding.counting(over));
    }
}

fn check_classes(view: &MetadataView<'_>, title: &str, found: &mut Vec<CheckFinding>) {
    let inside = view.platform == PlatformPlace::Inside;
    let is_document = view.document == DocumentFields::Document;
    match (view.category, view.agency_kind) {
        (None, _) if inside => found.push(field(FindingCode::CategoryMissing, MetadataField::Category, "")),
        (Some(category), Some(kind)) if !category.applies_to(kind) => {
            found.push(field(FindingCode::CategoryNotForAgency, MetadataField::Category, category.code()));
        }
        _ => {}
    }
    if view.subject.is_none() && (inside || is_document) {
        found.push(field(FindingCode::SubjectMissing, MetadataField::Subject, ""));
    }
    if view.genre.is_none() && is_document {
        let mut finding = field(FindingCode::GenreMissing, MetadataField::Genre, "");
        finding.proposal = Genre::find_in_title(title).map(|genre| genre.code().to_owned());
        found.push(finding);
    }
}

fn check_openness_ground(view: &MetadataView<'_>, found: &mut Vec<CheckFinding>) {
    let code = match check_openness(view.openness, view.ground) {
        Ok(()) => return,
        Err(OpennessRefusal::GroundMissing) => FindingCode::GroundMissing,
        Err(OpennessRefusal::GroundWithoutNeed) => FindingCode::GroundWithoutNeed,
    };
    found.push(field(code, MetadataField::Openness, view.openness.code()));
}

fn check_document_number(view: &MetadataView<'_>) -> Option<CheckFinding> {
    let place = MetadataField::DocumentNumber;
    let typed = view.document_number.unwrap_or_default();
    if typed.trim().is_empty() {
        let wanted = view.document == DocumentFields::Document;
        return wanted.then(|| field(FindingCode::DocumentNumberMissing, place, ""));
    }
    let Ok(number) = DocumentNumber::parse(typed) else {
        return Some(field(FindingCode::DocumentNumberMalformed, place, typed));
    };
    let years = (number.year().map(i32::from), view.formed_on.map(|day| day.year()));
    match years {
        (Some(year), Some(formed)) if year != formed => Some(field(FindingCode::DocumentNumberYear, place, typed)),
        _ => None,
    }
}

fn check_dates(view: &MetadataView<'_>, time: CheckTime<'_>, found: &mut Vec<CheckFinding>) {
    match view.formed_on {
        None if view.platform == PlatformPlace::Inside || view.document == DocumentFields::Document => {
            found.push(field(FindingCode::FormedOnMissing, MetadataField::FormedOn, ""));
        }
        None => {}
        Some(formed) if formed > publishing_day(view, time) => {
            found.push(dated(FindingCode::FormedAfterPublishing, MetadataField::FormedOn, formed));
        }
        Some(formed) => found.extend(check_limit(view, formed, time)),
    }
    if let (Some(formed), Some(effective)) = (view.formed_on, view.effective_on)
        && effective < formed
    {
        found.push(dated(FindingCode::EffectiveBeforeFormed, MetadataField::EffectiveOn, effective));
    }
    let begins = view.effective_on.or(view.formed_on);
    if let (Some(begins), Some(expires)) = (begins, view.expires_on)
        && expires < begins
    {
        found.push(dated(FindingCode::ExpiresBeforeEffective, MetadataField::ExpiresOn, expires));
    }
}

fn dated(code: FindingCode, place: MetadataField, day: NaiveDate) -> CheckFinding {
    field(code, place, &day.to_string())
}

fn publishing_day(view: &MetadataView<'_>, time: CheckTime<'_>) -> NaiveDate {
    view.published_on.unwrap_or(time.today)
}

/// The last day to publish: 20 working days from forming (条例 a.26); budgets and accounts 20 days from approval
/// (预算法 a.14). The proposal names that day; the count is the working days that have passed since.
fn check_limit(view: &MetadataView<'_>, formed: NaiveDate, time: CheckTime<'_>) -> Option<CheckFinding> {
    if view.openness != Openness::Proactive {
        return None;
    }
    let is_budget = view.category == Some(DisclosureCategory::Budget);
    let due = publish_limit(is_budget, formed, time).ok()?.date;
    let late = time.calendar.working_days_between(due, publishing_day(view, time));
    let mut finding =
        dated(FindingCode::PublishedLate, MetadataField::FormedOn, formed).counting(late).proposing(due.to_string());
    if is_budget {
        finding.basis = "《预算法》第十四条（批准后二十日内）".into();
    }
    (late > 0).then_some(finding)
}

fn publish_limit(is_budget: bool, formed: NaiveDate, time: CheckTime<'_>) -> Result<DueDate, CalendarError> {
    if is_budget {
        time.calendar.due_in_calendar_days(formed, BUDGET_DAYS)
    } else {
        time.calendar.due(formed, time.limits.publish_days)
    }
}

/// A policy paper without interpretation: a warning at once, with the last day for it, and the days late after that.
fn check_interpretation(view: &MetadataView<'_>, time: CheckTime<'_>) -> Option<CheckFinding> {
    let wanted = view.document == DocumentFields::Document
        && view.openness == Openness::Proactive
        && view.interpretation == Interpretations::Missing;
    if !wanted {
        return None;
    }
    let published = publishing_day(view, time);
    let due = time.calendar.due(published, time.limits.interpretation_days).ok()?.date;
    let late = time.calendar.working_days_between(due, time.today);
    let finding = field(FindingCode::InterpretationMissing, MetadataField::Interpretation, "");
    Some(finding.proposing(due.to_string()).counting(late))
}
