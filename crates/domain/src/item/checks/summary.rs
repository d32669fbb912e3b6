//! Whether findings still stop a submission: an error always does, a warning until a reason is given.
//! Not here: keeping the reasons.

use std::collections::BTreeMap;

use super::finding::{CheckFinding, FindingCode, Level};

/// Shortest reason that is taken as one, in characters.
const MIN_REASON: usize = 2;

/// A finding that still stops the submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle<'a> {
    /// Must be mended.
    MustMend(&'a CheckFinding),
    /// Must be mended, or a reason given.
    WantsReason(&'a CheckFinding),
}

/// The outcome of the checks for one draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckSummary<'a> {
    /// What still stops the submission, in the order of the findings.
    pub obstacles: Vec<Obstacle<'a>>,
    /// Warnings passed over, with the reason given.
    pub excused: Vec<(&'a CheckFinding, &'a str)>,
}

impl<'a> CheckSummary<'a> {
    /// Weighs the findings against the reasons, which are kept under [`CheckFinding::key`].
    #[must_use]
    pub fn weigh(findings: &'a [CheckFinding], reasons: &'a BTreeMap<String, String>) -> Self {
        let mut summary = Self { obstacles: Vec::new(), excused: Vec::new() };
        for finding in findings {
            match (finding.level, reason_for(finding, reasons)) {
                (Level::Error, _) => summary.obstacles.push(Obstacle::MustMend(finding)),
                (Level::Warning, None) => summary.obstacles.push(Obstacle::WantsReason(finding)),
                (Level::Warning, Some(reason)) => summary.excused.push((finding, reason)),
            }
        }
        summary
    }

    /// The findings that still stop the submission.
    #[must_use]
    pub fn blocks(findings: &'a [CheckFinding], reasons: &'a BTreeMap<String, String>) -> Vec<&'a CheckFinding> {
        Self::weigh(findings, reasons)
            .obstacles
            .into_iter()
            .map(|obstacle| match obstacle {
                Obstacle::MustMend(finding) | Obstacle::WantsReason(finding) => finding,
            })
            .collect()
    }

    /// Whether the draft may be submitted.
    #[must_use]
    pub const fn may_submit(&self) -> bool {
        self.obstacles.is_empty()
    }

    /// How many findings of a code stop the submission.
    #[must_use]
    pub fn count(&self, code: FindingCode) -> usize {
        self.obstacles
            .iter()
            .filter(|obstacle| match obstacle {
                Obstacle::MustMend(finding) | Obstacle::WantsReason(finding) => finding.code == code,
            })
            .count()
    }
}

fn reason_for<'a>(finding: &CheckFinding, reasons: &'a BTreeMap<String, String>) -> Option<&'a str> {
    reasons.get(&finding.key()).map(|reason| reason.trim()).filter(|reason| reason.chars().count() >= MIN_REASON)
}

#[cfg(test)]
mod tests {
    use super::super::finding::Place;
    use super::*;

    fn finding(code: FindingCode, found: &str) -> CheckFinding {
        CheckFinding::whole(code, Place::Body, found)
    }

    #[test]
    fn errors_stop_and_warnings_want_a_reason() {
        let findings = [
            finding(FindingCode::IdentityNumber, "x"),
            finding(FindingCode::MobileNumber, "13800138000"),
            finding(FindingCode::ErrorProneWord, "其它"),
        ];
        let mut reasons = BTreeMap::from([
            ("identity_number|body|x".to_owned(), "已核对".to_owned()),
            ("mobile_number|body|13800138000".to_owned(), "办公电话".to_owned()),
            ("error_prone_word|body|其它".to_owned(), "  ".to_owned()),
        ]);
        let codes = |reasons: &BTreeMap<String, String>| -> Vec<FindingCode> {
            CheckSummary::blocks(&findings, reasons).iter().map(|finding| finding.code).collect()
        };
        assert_eq!(codes(&reasons), [FindingCode::IdentityNumber, FindingCode::ErrorProneWord]);
        reasons.insert("error_prone_word|body|其它".to_owned(), "引用原文".to_owned());
        assert_eq!(codes(&reasons), [FindingCode::IdentityNumber]);
        let summary = CheckSummary::weigh(&findings, &reasons);
        assert!(!summary.may_submit());
        assert_eq!(summary.excused.len(), 2);
    }

    #[test]
    fn a_reason_holds_for_the_same_words_in_the_same_place_only() {
        let elsewhere = CheckFinding::whole(FindingCode::MobileNumber, Place::Attachment(0), "13800138000");
        let reasons = BTreeMap::from([("mobile_number|body|13800138000".to_owned(), "办公电话".to_owned())]);
        assert_eq!(CheckSummary::blocks(std::slice::from_ref(&elsewhere), &reasons).len(), 1);
    }
}
