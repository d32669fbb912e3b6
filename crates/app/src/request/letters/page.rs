//! A letter of a case as its page shows it, in the list and by itself, before it is issued and after; and as a file.

use bytes::Bytes;
use documents::sniff::FileType;
use documents::write::{Document, Seal, to_docx, to_pdf};
use domain::request::{Case, CaseState, Event};
use serde_json::json;
use store::letter::issued::{self, ABOUT_CASE, Key, LetterState, Model as LetterRow};

use super::case_file::{CaseFile, Sight};
use super::masked::masked;
use super::offers::{Offer, offers};
use super::values;
use crate::caller::Caller;
use crate::context::{App, Fonts};
use crate::error::AppError;
use crate::letter::{Frame, LetterCode, PaperKind, PaperText, Setting, frame, in_force, write};
use crate::request::personal::{self, OpenedFile};
use domain::identity::Action;

/// Which letter of a case, as it travels in addresses: `extension_notice.7`, `third_party_inquiry.5.0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    pub code: LetterCode,
    /// The event that it belongs to.
    pub seq: u32,
    /// The consultation that it is about.
    pub about: Option<u16>,
}

impl Wanted {
    /// Reads it from an address.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let code = LetterCode::parse(parts.next()?)?;
        let seq = parts.next()?.parse().ok()?;
        let about = parts.next().map(str::parse).transpose().ok()?;
        parts.next().is_none().then_some(Self { code, seq, about })
    }

    pub(super) fn key(self, request_id: i64) -> Key {
        Key {
            request_id,
            code: self.code.code(),
            about: self.about.map_or(ABOUT_CASE, i32::from),
            event_seq: i32::try_from(self.seq).unwrap_or(i32::MAX),
        }
    }

    fn of(row: &LetterRow) -> Option<Self> {
        Some(Self {
            code: LetterCode::parse(&row.code)?,
            seq: u32::try_from(row.event_seq).ok()?,
            about: u16::try_from(row.about).ok(),
        })
    }

    pub(super) fn purpose(self) -> String {
        format!("letter:{self}")
    }
}

impl std::fmt::Display for Wanted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.code.code(), self.seq)?;
        self.about.map_or(Ok(()), |about| write!(f, ".{about}"))
    }
}

/// A letter in the list of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterLine {
    pub wanted: Wanted,
    pub label: String,
    /// None while nobody has touched it.
    pub state: Option<LetterState>,
    pub number: Option<String>,
    pub dated_on: chrono::NaiveDate,
    pub issued_at: Option<domain::time::Moment>,
    /// Characters that its PDF could not show.
    pub missing: String,
}

impl LetterLine {
    /// Whether it tells somebody what the case already counts on, and has not gone out.
    #[must_use]
    pub fn waits(&self, case: &Case) -> bool {
        let sent = self.issued_at.is_some() || case.state() == CaseState::Archived;
        let tells = match self.wanted.code {
            LetterCode::Reply(_) => case.state().is_closed(),
            LetterCode::Paper(kind) => {
                !matches!(kind, PaperKind::Receipt | PaperKind::ProactiveProposal | PaperKind::HandoverList)
            }
        };
        tells && !sent
    }
}

/// Whether a letter's text may be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Editable {
    Yes,
    /// Issued: never again.
    Issued,
    /// A reply that was reviewed or signed.
    Signed,
    /// The caller may only look.
    Looking,
}

/// A letter.
#[derive(Debug, Clone)]
pub struct LetterPage {
    pub line: LetterLine,
    pub text: PaperText,
    pub document: Document,
    pub editable: Editable,
    /// Whether it may be issued now.
    pub issuable: bool,
    /// Characters that no font of the installation shows.
    pub missing: Vec<char>,
    pub request_number: String,
}

/// A form in which a letter is handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Pdf,
    Docx,
}

/// A case with the letter that is wanted.
pub(super) struct Opened {
    pub file: CaseFile,
    pub sight: Sight,
    pub offer: Option<Offer>,
    pub row: Option<LetterRow>,
    pub wanted: Wanted,
}

impl Opened {
    /// Opens it for a caller.
    ///
    /// # Errors
    /// `not_allowed`, `not_found`, `request_erased`, `letter_not_here`.
    pub async fn open(app: &App, caller: &Caller, id: i64, wanted: Wanted) -> Result<Self, AppError> {
        let file = CaseFile::open(app, id).await?;
        let sight = file.sight(app, caller)?;
        let row = issued::find(app.store().read(), &wanted.key(id)).await?;
        let is_it = |offer: &Offer| (offer.code, offer.seq, offer.about) == (wanted.code, wanted.seq, wanted.about);
        let offer = offers(&file.case, &events(&file), app.now().date()).into_iter().find(is_it);
        let opened = Self { file, sight, offer, row, wanted };
        if opened.offer.is_none() && !opened.is_issued() {
            return Err(AppError::problem("letter_not_here"));
        }
        Ok(opened)
    }

    pub fn is_issued(&self) -> bool {
        self.row.as_ref().is_some_and(|row| row.state == LetterState::Issued.code())
    }

    /// The text: as issued, as somebody changed it, or as the wording in force makes it.
    pub async fn text(&self, app: &App) -> Result<PaperText, AppError> {
        if let Some(row) = self.row.as_ref().filter(|row| !row.sealed.is_empty()) {
            let plain = self.file.key.open_text(&self.wanted.purpose(), &row.sealed)?;
            return Ok(serde_json::from_str(&plain).map_err(store::StoreError::from)?);
        }
        let offer = self.offer.as_ref().ok_or_else(|| AppError::problem("letter_not_here"))?;
        let wording = in_force(app.store().read(), offer.code).await?;
        let sheet = values::sheet(app, &self.file, offer, String::new());
        let text = write(app, offer.code, &wording, &sheet)?;
        // Whom to ask is said once.
        let telephone = self.file.guide.telephone.as_str();
        let said = text.is_form() || (!telephone.is_empty() && text.body.contains(telephone));
        let contact = if said { String::new() } else { values::contact(&self.file) };
        Ok(PaperText { contact, ..text })
    }

    /// Number, date and agency. A form bears the case's number; a letter that has none yet a place for it.
    pub fn frame(&self, app: &App) -> Result<Frame, AppError> {
        let number = match (self.wanted.code.setting(), self.row.as_ref().and_then(|row| row.number.clone())) {
            (Setting::Form, _) => self.file.row.number.clone(),
            (Setting::Letter, Some(number)) => number,
            (Setting::Letter, None) => "（发出时编号）".to_string(),
        };
        let date = match (&self.offer, &self.row) {
            (_, Some(row)) if self.is_issued() => row.dated_on,
            (Some(offer), _) => offer.on,
            (None, row) => row.as_ref().map_or(app.now().date(), |row| row.dated_on),
        };
        let seal = if self.is_issued() { Seal::Clear } else { Seal::Marked };
        let sheet = crate::letter::Sheet {
            agency_id: self.file.row.agency_id,
            number,
            addressee: String::new(),
            date,
            attachments: Vec::new(),
            values: Default::default(),
        };
        frame(app, &sheet, seal)
    }

    /// Whether its text may be changed by the caller.
    pub fn editable(&self, app: &App, caller: &Caller) -> Editable {
        let handles = caller.can(Action::RequestHandle, &self.file.place, app.now());
        if self.is_issued() {
            Editable::Issued
        } else if !handles || self.sight != Sight::Full {
            Editable::Looking
        } else if self.is_signed() {
            Editable::Signed
        } else {
            Editable::Yes
        }
    }

    /// A reply whose words somebody has reviewed or signed is not changed behind his back.
    fn is_signed(&self) -> bool {
        let LetterCode::Reply(kind) = self.wanted.code else { return false };
        let rules = &self.file.case.rules;
        match self.file.case.draft {
            Some(draft) => draft.legal_passed || draft.signed_on.is_some(),
            None => rules.legal_review.contains(kind) || rules.signature.contains(kind),
        }
    }

    /// Whether its time has come: a reply's letter goes out when the reply was given.
    pub fn is_ripe(&self) -> bool {
        !self.is_issued()
            && self.offer.is_some()
            && (!matches!(self.wanted.code, LetterCode::Reply(_)) || self.file.case.draft.is_none())
    }

    pub fn line(&self) -> LetterLine {
        line(&self.file, self.wanted, self.offer.as_ref(), self.row.as_ref())
    }
}

fn line(file: &CaseFile, wanted: Wanted, offer: Option<&Offer>, row: Option<&LetterRow>) -> LetterLine {
    let several = file.case.consultations.len() > 1;
    let label = match wanted.about {
        Some(about) if several => format!("{}（第 {} 份）", wanted.code.label(), u32::from(about) + 1),
        _ => wanted.code.label(),
    };
    let issued = row.filter(|row| row.state == LetterState::Issued.code());
    LetterLine {
        wanted,
        label,
        state: row.and_then(|row| LetterState::parse(&row.state)),
        number: row.and_then(|row| row.number.clone()),
        dated_on: issued.map(|row| row.dated_on).or(offer.map(|offer| offer.on)).unwrap_or_default(),
        issued_at: issued.and_then(|row| row.issued_at).map(domain::time::Moment),
        missing: issued.map(|row| row.missing.clone()).unwrap_or_default(),
    }
}

pub(super) fn events(file: &CaseFile) -> Vec<Event> {
    file.seen.iter().map(|one| one.event.clone()).collect()
}

/// The letters of a case: those that fit it now, and those issued before. Empty once the case was erased.
///
/// # Errors
/// `not_allowed`, `not_found`.
pub async fn list(app: &App, caller: &Caller, id: i64) -> Result<Vec<LetterLine>, AppError> {
    let file = match CaseFile::open(app, id).await {
        Err(error) if error.code() == "request_erased" => return Ok(Vec::new()),
        opened => opened?,
    };
    file.sight(app, caller)?;
    let rows = issued::list_of_request(app.store().read(), id).await?;
    let mut lines = Vec::new();
    for offer in offers(&file.case, &events(&file), app.now().date()) {
        let wanted = Wanted { code: offer.code, seq: offer.seq, about: offer.about };
        let row = rows.iter().find(|row| Wanted::of(row) == Some(wanted));
        lines.push(line(&file, wanted, Some(&offer), row));
    }
    let known = |wanted: Wanted, lines: &[LetterLine]| lines.iter().any(|one| one.wanted == wanted);
    for row in rows.iter().filter(|row| row.state == LetterState::Issued.code()) {
        if let Some(wanted) = Wanted::of(row).filter(|wanted| !known(*wanted, &lines)) {
            lines.push(line(&file, wanted, None, Some(row)));
        }
    }
    Ok(lines)
}

/// A letter. A look at one with the person in full is in the audit log.
///
/// # Errors
/// `not_allowed`, `not_found`, `request_erased`, `letter_not_here`.
pub async fn show(app: &App, caller: &Caller, id: i64, wanted: Wanted) -> Result<LetterPage, AppError> {
    let opened = Opened::open(app, caller, id, wanted).await?;
    note_view(app, caller, &opened, "page").await?;
    let text = opened.text(app).await?;
    page(app, caller, opened, text)
}

/// A letter with the text that somebody has typed and not yet kept.
///
/// # Errors
/// As [`show`]; faults of the fields.
pub async fn preview(
    app: &App,
    caller: &Caller,
    id: i64,
    wanted: Wanted,
    text: PaperText,
) -> Result<LetterPage, AppError> {
    let opened = Opened::open(app, caller, id, wanted).await?;
    page(app, caller, opened, text.checked()?)
}

fn page(app: &App, caller: &Caller, opened: Opened, text: PaperText) -> Result<LetterPage, AppError> {
    let text = match opened.sight {
        Sight::Full => text,
        Sight::Masked => masked(text, &opened.file.form),
    };
    let document = text.document(&opened.frame(app)?);
    let editable = opened.editable(app, caller);
    let handles = matches!(editable, Editable::Yes | Editable::Signed);
    Ok(LetterPage {
        issuable: opened.is_ripe() && handles,
        missing: app.fonts().missing_in(&document),
        line: opened.line(),
        request_number: opened.file.row.number,
        editable,
        text,
        document,
    })
}

/// A letter as a file: the bytes that were issued, or a draft with the place of the seal marked.
///
/// # Errors
/// As [`show`]; `not_allowed` for those who may not see the person in full.
pub async fn export(
    app: &App,
    caller: &Caller,
    id: i64,
    wanted: Wanted,
    format: Format,
) -> Result<OpenedFile, AppError> {
    let opened = Opened::open(app, caller, id, wanted).await?;
    caller.allow(Action::RequestPersonal, &opened.file.place, app.now())?;
    if let Some(row) = opened.row.as_ref().filter(|_| opened.is_issued()) {
        let file = if format == Format::Pdf { row.pdf_file } else { row.docx_file };
        return personal::file(app, caller, file.ok_or_else(|| AppError::problem("not_found"))?).await;
    }
    let text = opened.text(app).await?;
    let document = text.document(&opened.frame(app)?);
    note_view(app, caller, &opened, "draft").await?;
    let (pdf, docx) = rendered(document, app.fonts().clone()).await?;
    let name = format!("{}（草稿）", text.title);
    Ok(match format {
        Format::Pdf => opened_file(format!("{name}.pdf"), FileType::Pdf.media_type(), pdf),
        Format::Docx => opened_file(format!("{name}.docx"), FileType::Docx.media_type(), docx),
    })
}

fn opened_file(name: String, media_type: &str, bytes: Bytes) -> OpenedFile {
    OpenedFile { name, media_type: media_type.to_string(), bytes }
}

/// A document as PDF and as DOCX, made where it blocks nobody.
pub(super) async fn rendered(document: Document, fonts: Fonts) -> Result<(Bytes, Bytes), AppError> {
    let failed = |error: &dyn std::fmt::Display| AppError::Internal(format!("a letter was not rendered: {error}"));
    let both = tokio::task::spawn_blocking(move || Ok((to_pdf(&document, &fonts)?, to_docx(&document)?)));
    let both: Result<(Vec<u8>, Vec<u8>), documents::write::WriteError> = both.await.map_err(|error| failed(&error))?;
    let (pdf, docx) = both.map_err(|error| failed(&error))?;
    Ok((Bytes::from(pdf), Bytes::from(docx)))
}

async fn note_view(app: &App, caller: &Caller, opened: &Opened, what: &str) -> Result<(), AppError> {
    if opened.sight != Sight::Full {
        return Ok(());
    }
    let row = &opened.file.row;
    let mut work = app.begin().await?;
    let detail = json!({ "what": "letter", "letter": opened.wanted.to_string(), "as": what });
    let subject = ("request", row.id.to_string());
    work.record(caller.entry(app.now(), Some(row.agency_id), "request.view_personal", subject, &detail));
    app.commit(work).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letter::PaperKind;

    #[test]
    fn a_letter_is_found_again_by_its_address() {
        for text in ["extension_notice.7", "third_party_inquiry.5.0", "reply_D1a.12"] {
            assert_eq!(Wanted::parse(text).map(|wanted| wanted.to_string()).as_deref(), Some(text));
        }
        let wanted = Wanted { code: LetterCode::Paper(PaperKind::Receipt), seq: 2, about: None };
        assert_eq!(Wanted::parse("receipt.2"), Some(wanted));
        for text in ["", "receipt", "receipt.x", "receipt.2.y", "receipt.2.0.1", "nothing.2"] {
            assert_eq!(Wanted::parse(text), None, "{text}");
        }
    }
}
