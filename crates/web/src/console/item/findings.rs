//! The findings of the checks as pages show them: equal ones together, each with its place, what was found, the
//! proposal, the rule behind it and the reason given; and the marks in the text.

use std::collections::BTreeMap;

use app::FieldFault;
use app::item::check::Checked;
use app::item::view::ItemDetail;
use app::problems::field_sentence;
use documents::html::{Mark, mark, to_text};
use domain::item::KindSpec;
use domain::item::checks::{CheckFinding, FindingCode, Level, PersonalNumberKind, Place, mask};
use domain::item::genre::Genre;
use minijinja::Value;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::form::addresses;
use super::rows::value_of;
use crate::forms::{FormView, Typed};
use crate::templates::context;

/// Longest reason, in characters.
const MAX_REASON: usize = 200;

/// One line of the list, errors first: every finding of the same words in the same place, which share a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FindingView {
    pub id: String,
    pub level: &'static str,
    pub place: String,
    pub message: String,
    pub found: String,
    pub proposal: Option<String>,
    pub replacement: Option<String>,
    pub reason: String,
    pub basis: String,
    pub note: Option<String>,
    /// Where it is marked in the body shown, if it is.
    pub mark: Option<usize>,
}

/// What the editor marks in the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Marked {
    id: String,
    level: &'static str,
    message: String,
    found: String,
    replacement: Option<String>,
    field: &'static str,
    occurrence: usize,
}

/// Short and stable: what a reason's field is named after.
fn id_of(finding: &CheckFinding) -> String {
    hex::encode(Sha256::digest(finding.key())).chars().take(12).collect()
}

/// List and marks for a template.
#[must_use]
pub fn view(detail: &ItemDetail, kind: &KindSpec) -> Value {
    let list = list_of(detail);
    let errors = list.iter().filter(|f| f.level == Level::Error.code()).count();
    let faults: Vec<Value> = detail
        .field_faults
        .iter()
        .map(|fault| {
            let label =
                kind.fields.iter().find(|f| format!("field_{}", f.key) == fault.field).map_or("", |f| f.label.as_str());
            context! { field => fault.field.as_str(), label, message => field_sentence(fault).text }
        })
        .collect();
    context! {
        checked_at => detail.checked.checked_at.map(domain::time::Moment::display_minute),
        errors,
        warnings => list.len() - errors,
        open => detail.checked.open() + detail.field_faults.len(),
        data => value_of(&marked_in(&detail.checked, &detail.content.body_html)),
        list => value_of(&list),
        faults,
    }
}

fn list_of(detail: &ItemDetail) -> Vec<FindingView> {
    let mut views: Vec<(FindingView, usize)> = Vec::new();
    let mut next_mark = 0;
    for finding in &detail.checked.findings {
        let mark = is_in_body(finding).then(|| {
            next_mark += 1;
            next_mark - 1
        });
        let id = id_of(finding);
        match views.iter_mut().find(|(known, _)| known.id == id) {
            Some((_, times)) => *times += 1,
            None => views.push((one(detail, finding, id, mark), 1)),
        }
    }
    let told = |(mut view, times): (FindingView, usize)| {
        if times > 1 {
            view.place = format!("{}，共 {times} 处", view.place);
        }
        view
    };
    views.sort_by_key(|(view, _)| view.level != Level::Error.code());
    views.into_iter().map(told).collect()
}

fn one(detail: &ItemDetail, finding: &CheckFinding, id: String, mark: Option<usize>) -> FindingView {
    FindingView {
        id,
        level: finding.level.code(),
        place: place_text(detail, finding.place),
        message: message(finding),
        found: shown(finding),
        proposal: proposal(finding),
        replacement: replacement(finding),
        reason: detail.checked.reasons.get(&finding.key()).cloned().unwrap_or_default(),
        basis: finding.basis.to_string(),
        note: finding.note.clone().filter(|n| !n.is_empty()),
        mark,
    }
}

fn is_in_body(finding: &CheckFinding) -> bool {
    finding.place == Place::Body && finding.range.is_some_and(|(from, to)| from < to)
}

/// The proposal in words: a code by its name, a day with what it is the last day of, a number of a person by how to
/// cover it.
fn proposal(finding: &CheckFinding) -> Option<String> {
    let text = finding.proposal.as_deref()?;
    if PersonalNumberKind::of(finding.code).is_some() {
        return Some(match finding.place {
            Place::Attachment(_) => format!("遮盖成 {text}，重新上传文件；不需要公开的，去掉这个附件"),
            _ => format!("遮盖中间几位，写成 {text}；不需要的，删去"),
        });
    }
    Some(match finding.code {
        FindingCode::GenreMissing => {
            Genre::parse(text).map_or_else(|| text.to_string(), |genre| genre.label().to_string())
        }
        FindingCode::PublishedLate => format!("应在 {text} 前公开"),
        FindingCode::InterpretationMissing => format!("在 {text} 前配发解读"),
        _ => text.to_string(),
    })
}

/// A proposal for a stretch of the body can be put in its place.
fn replacement(finding: &CheckFinding) -> Option<String> {
    finding.proposal.clone().filter(|_| is_in_body(finding))
}

fn message(finding: &CheckFinding) -> String {
    let label = finding.code.label();
    match (finding.code, finding.count) {
        (FindingCode::PublishedLate, Some(days)) => format!("{label}（已晚 {days} 个工作日）"),
        (FindingCode::SummaryTooLong, Some(more)) => format!("{label}（多 {more} 字）"),
        (FindingCode::MoreFindings, Some(more)) => format!("{label}（另有 {more} 处）"),
        _ => label.to_string(),
    }
}

/// Numbers of persons are not written out a second time: their middle is covered with another sign than is proposed.
fn shown(finding: &CheckFinding) -> String {
    PersonalNumberKind::of(finding.code)
        .map_or_else(|| finding.found.clone(), |kind| mask(kind, &finding.found).replace('*', "•"))
}

fn place_text(detail: &ItemDetail, place: Place) -> String {
    let attachment = |at: usize| {
        detail.content.attachments.get(at).map_or_else(|| (at + 1).to_string(), |a| format!("“{}”", a.title))
    };
    match place {
        Place::Title => "标题".to_string(),
        Place::Body => "正文".to_string(),
        Place::Field(field) => field.label().to_string(),
        Place::Attachment(at) => format!("附件{}", attachment(at)),
        Place::AttachmentName(at) => format!("附件{}的名称", attachment(at)),
    }
}

/// Every place of the body, for the editor; it finds them by the words and their occurrence.
fn marked_in(checked: &Checked, body: &str) -> Vec<Marked> {
    let text: Vec<char> = to_text(body).chars().collect();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let found = checked.findings.iter().filter(|f| is_in_body(f)).map(|finding| {
        let id = id_of(finding);
        let times = seen.entry(id.clone()).and_modify(|n| *n += 1).or_insert(1);
        Marked {
            id: if *times == 1 { id } else { format!("{id}-{times}") },
            level: finding.level.code(),
            message: message(finding),
            found: finding.found.clone(),
            replacement: replacement(finding),
            field: "body_html",
            occurrence: occurrence(&text, finding),
        }
    });
    found.collect()
}

/// Which of the equal texts it is, counted from 1.
fn occurrence(text: &[char], finding: &CheckFinding) -> usize {
    let start = finding.range.map_or(0, |(from, _)| from);
    let wanted: Vec<char> = finding.found.chars().collect();
    if wanted.is_empty() {
        return 1;
    }
    let head = text.get(..(start + wanted.len()).min(text.len())).unwrap_or_default();
    head.windows(wanted.len()).filter(|window| *window == wanted.as_slice()).count().max(1)
}

/// The body with its findings marked, for the console.
#[must_use]
pub fn marked_body(detail: &ItemDetail) -> String {
    let marks: Vec<Mark> = detail
        .checked
        .findings
        .iter()
        .filter(|f| is_in_body(f))
        .filter_map(|f| {
            let (from, to) = f.range?;
            let class = if f.level == Level::Error {
                "finding-mark finding-mark-error"
            } else {
                "finding-mark finding-mark-warning"
            };
            let proposal = f.proposal.as_deref().map(|p| format!("，建议：{p}")).unwrap_or_default();
            Some(Mark::new(from, to, class, &format!("{}{proposal}", message(f))))
        })
        .collect();
    let body = &detail.content.body_html;
    addresses::for_console(&if marks.is_empty() { body.clone() } else { mark(body, &marks) })
}

/// The reasons given so far, where the form does not hold what was typed.
#[must_use]
pub fn with_reasons(mut form: FormView, checked: &Checked) -> FormView {
    for finding in &checked.findings {
        if let Some(reason) = checked.reasons.get(&finding.key()) {
            form.values.entry(format!("reason_{}", id_of(finding))).or_insert_with(|| Value::from(reason.as_str()));
        }
    }
    form
}

/// The reasons in a form by the ids of their findings; empty ones, too: they take a reason back.
#[must_use]
pub fn typed_reasons(typed: &Typed) -> Vec<(String, String)> {
    let reasons = typed
        .0
        .iter()
        .filter_map(|(name, value)| Some((name.strip_prefix("reason_")?.to_string(), value.trim().to_string())));
    reasons.collect()
}

/// Reasons that are too long, each at its field.
#[must_use]
pub fn long_reasons(typed: &Typed) -> Vec<FieldFault> {
    let long = typed_reasons(typed).into_iter().filter(|(_, reason)| reason.chars().count() > MAX_REASON);
    long.map(|(id, _)| FieldFault::new(format!("reason_{id}"), "too_long").with("max", MAX_REASON)).collect()
}

/// The same by the keys under which they are kept; those of findings that are gone are left out.
#[must_use]
pub fn reasons_by_key(checked: &Checked, reasons: &[(String, String)]) -> BTreeMap<String, String> {
    let key_of =
        |id: &str| checked.findings.iter().find(|f| f.level == Level::Warning && id_of(f) == id).map(CheckFinding::key);
    reasons.iter().filter_map(|(id, reason)| Some((key_of(id)?, reason.clone()))).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn finding(code: &str, found: &str, range: (usize, usize)) -> CheckFinding {
        serde_json::from_value(serde_json::json!({
            "code": code, "level": "warning", "place": "body", "range": range, "found": found,
            "proposal": null, "count": null, "rule": null, "note": null, "basis": "本单位词库",
        }))
        .unwrap()
    }

    #[test]
    fn the_editor_is_told_which_of_equal_texts_is_meant() {
        let text: Vec<char> = "甲乙甲乙甲乙".chars().collect();
        for (range, nth) in [((0, 2), 1), ((2, 4), 2), ((4, 6), 3)] {
            assert_eq!(occurrence(&text, &finding("error_prone_word", "甲乙", range)), nth);
        }
    }

    #[test]
    fn a_reason_finds_its_finding_again_and_others_are_dropped() {
        let checked = Checked { findings: vec![finding("error_prone_word", "甲乙", (0, 2))], ..Checked::default() };
        let id = id_of(&checked.findings[0]);
        let typed = Typed(vec![
            (format!("reason_{id}"), " 原文如此 ".into()),
            ("reason_gone".into(), "x".into()),
            ("title".into(), "y".into()),
        ]);
        let by_key = reasons_by_key(&checked, &typed_reasons(&typed));
        assert_eq!(by_key, [(checked.findings[0].key(), "原文如此".to_string())].into());
    }

    #[test]
    fn a_number_of_a_person_is_masked_in_the_list() {
        let found = finding("mobile_number", "13800001234", (0, 11));
        assert_eq!(shown(&found), "138••••1234");
    }
}
