//! 发布前检查 (DraftCheck): what is wrong with a draft before it is submitted, each finding with its place in the
//! text, a proposed mend and the rule behind it. Pure. Not here: reading attachments, testing links, who may
//! submit, and the sentences that a person reads.

mod bank_card;
mod confusable;
mod default_words;
mod finding;
pub mod identity_number;
mod law_titles;
mod laws;
mod links;
mod metadata;
mod numerals;
mod personal;
mod punctuation;
mod summary;
mod text;
mod words;

#[cfg(test)]
mod tests;

use chrono::NaiveDate;

use crate::calendar::WorkCalendar;

pub use default_words::default_words;
pub use finding::{CheckFinding, FindingCode, Level, MetadataField, Place, UnknownPlace};
pub use law_titles::{LawTitleFault, law_title_faults};
pub use links::{LinkHealth, LinkState, PictureState};
pub use metadata::{CheckLimits, Interpretations, MetadataView, PlatformPlace};
pub use personal::{PersonalNumber, PersonalNumberKind, find_personal_numbers, mask};
pub use summary::{CheckSummary, Obstacle};
pub use words::{WordKind, WordListError, WordRule};

use text::ScannedText;
use words::WordMatcher;

/// Most findings kept for one place; what lies beyond is counted in one finding of its own.
const MAX_FINDINGS_PER_PLACE: usize = 200;

/// The text that could be read from an attachment.
#[derive(Debug, Clone, Copy)]
pub struct AttachmentText<'a> {
    /// The name that visitors see.
    pub name: &'a str,
    /// Its text; `None` while it is not read yet or where it cannot be (a scan, a locked file).
    pub text: Option<&'a str>,
}

/// A draft as the checks see it.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'a> {
    /// The title.
    pub title: &'a str,
    /// The visible text of the body, without markup; a line end between blocks.
    pub body: &'a str,
    /// The attachments in order.
    pub attachments: &'a [AttachmentText<'a>],
    /// The other fields.
    pub metadata: MetadataView<'a>,
    /// The internal links of the body, tested before.
    pub links: &'a [LinkState],
    /// The pictures of the body.
    pub pictures: &'a [PictureState],
}

/// When and by which calendar a draft is checked.
#[derive(Debug, Clone, Copy)]
pub struct CheckTime<'a> {
    /// The legal date of today.
    pub today: NaiveDate,
    /// The city's working days.
    pub calendar: &'a WorkCalendar,
    /// The limits in force, from the settings.
    pub limits: CheckLimits,
}

/// The checks, made ready once from the office's word lists and then used for many drafts.
#[derive(Debug, Clone)]
pub struct DraftCheck {
    words: WordMatcher,
}

impl DraftCheck {
    /// Makes the checks ready.
    ///
    /// # Errors
    /// A word list with an empty word, or too large to search for.
    pub fn new(rules: &[WordRule]) -> Result<Self, WordListError> {
        Ok(Self { words: WordMatcher::new(rules)? })
    }

    /// Everything found in the draft, by place: fields, title, body, attachments; within a text by position.
    #[must_use]
    pub fn check(&self, draft: &Draft<'_>, time: CheckTime<'_>) -> Vec<CheckFinding> {
        let mut findings = metadata::check(&draft.metadata, draft.title, time);
        self.check_field(Place::Title, draft.title, &mut findings);
        self.check_field(Place::Field(MetadataField::Summary), draft.metadata.summary, &mut findings);
        self.check_field(Place::Body, draft.body, &mut findings);
        links::check(draft.links, draft.pictures, &mut findings);
        for (index, attachment) in draft.attachments.iter().enumerate() {
            self.check_attachment(index, attachment, &mut findings);
        }
        findings
    }

    /// Everything found in a text alone, as if it were a body.
    #[must_use]
    pub fn check_text(&self, content: &str) -> Vec<CheckFinding> {
        let mut findings = Vec::new();
        self.check_field(Place::Body, content, &mut findings);
        findings
    }

    /// Checks one text that an editor can mend here and now.
    fn check_field(&self, place: Place, content: &str, findings: &mut Vec<CheckFinding>) {
        let text = ScannedText::new(content);
        let mut found = self.check_content(place, &text);
        found.extend(punctuation::check(place, &text));
        keep(place, found, findings);
    }

    /// The layout of an attachment is not checked: its text comes without it.
    fn check_attachment(&self, index: usize, attachment: &AttachmentText<'_>, findings: &mut Vec<CheckFinding>) {
        let name = ScannedText::new(attachment.name);
        findings.extend(personal::check(Place::AttachmentName(index), &name));
        let place = Place::Attachment(index);
        match attachment.text {
            Some(content) => keep(place, self.check_content(place, &ScannedText::new(content)), findings),
            None => findings.push(CheckFinding::whole(FindingCode::AttachmentUnread, place, attachment.name)),
        }
    }

    fn check_content(&self, place: Place, text: &ScannedText) -> Vec<CheckFinding> {
        let mut found = personal::check(place, text);
        found.extend(self.words.check(place, text));
        found.extend(law_titles::check(place, text));
        found
    }
}

fn keep(place: Place, mut found: Vec<CheckFinding>, findings: &mut Vec<CheckFinding>) {
    found.sort_by_key(|finding| finding.range);
    if found.len() > MAX_FINDINGS_PER_PLACE {
        let rest = found.split_off(MAX_FINDINGS_PER_PLACE);
        found.push(CheckFinding::more(place, &rest));
    }
    findings.append(&mut found);
}
