//! Taking a form in: its faults as sentences, its files by content. Not keeping it.

use bytes::Bytes;
use documents::sniff::{FileType, sniff_within};
use domain::request::application::{self, Application, Strictness};

use super::seal::CaseKey;
use crate::context::App;
use crate::error::{AppError, FieldFault};

domain::code_enum! {
    /// What a file of a case is.
    pub enum FilePurpose {
        Identity = "identity", "身份证明";
        Authority = "authority", "授权委托材料";
        FeeReduction = "fee_reduction", "减免费用的证明";
        Evidence = "evidence", "其他附件";
        Scan = "scan", "来件扫描件";
        Supplement = "supplement", "补正材料";
        Opinion = "opinion", "征求意见材料";
        Reply = "reply", "答复书";
        Supplied = "supplied", "提供的信息";
        Proof = "proof", "送达凭证";
        /// What a file looked like before it was blacked out: kept apart, never handed to anybody outside the office.
        Original = "original", "原件（已锁定）";
        /// A blacked out copy, not yet chosen for a reply.
        Redacted = "redacted", "涂黑后的文件";
        Letter = "letter", "发出的文书";
    }
}

impl FilePurpose {
    /// Whether the applicant gets it with the reply: all else in the case is the office's, or his own already.
    #[must_use]
    pub const fn is_for_applicant(self) -> bool {
        matches!(self, Self::Reply | Self::Supplied)
    }
}

/// A file as it comes in.
#[derive(Debug, Clone)]
pub struct FileIn {
    pub name: String,
    pub bytes: Bytes,
    pub purpose: FilePurpose,
}

/// A file whose content is known.
#[derive(Debug, Clone)]
pub(super) struct CheckedFile {
    pub name: String,
    pub bytes: Bytes,
    pub purpose: FilePurpose,
    pub kind: FileType,
}

impl CheckedFile {
    /// A kept file, opened to be sealed anew for another case.
    pub(super) async fn reopened(
        app: &App,
        key: &CaseKey,
        kept: &store::request::file::Model,
    ) -> Result<Self, AppError> {
        let bytes = key.open_file(&app.files().get(&kept.file_hash).await?)?;
        let name = key.open_text("file-name", &kept.name)?;
        let purpose = FilePurpose::parse(&kept.purpose).unwrap_or(FilePurpose::Evidence);
        let kind = sniff_within(&bytes, &name, &crate::item::attach::limits(app))
            .map_err(|refusal| crate::item::attach::refused(&refusal, &name))?;
        Ok(Self { name, bytes, purpose, kind })
    }
}

/// What an agent has to show: on our own form the authority comes with the application, on paper it is asked for.
pub(super) fn missing_papers(application: &Application, files: &[FileIn]) -> Vec<FieldFault> {
    let shown = files.iter().any(|file| file.purpose == FilePurpose::Authority);
    let needed = application.agent.is_some() && !shown;
    needed.then(|| FieldFault::new("authority_files", "application_authority_file")).into_iter().collect()
}

/// The tidied form, or all its faults at their fields, those of its papers among them.
pub(super) fn checked(
    application: Application,
    strictness: Strictness,
    papers: Vec<FieldFault>,
) -> Result<Application, AppError> {
    let tidied = application.tidied();
    let faults = application::check(&tidied, strictness);
    if faults.is_empty() && papers.is_empty() {
        return Ok(tidied);
    }
    let told = faults.into_iter().map(|found| {
        let fault = FieldFault::new(found.field, found.fault.code());
        match found.fault.max() {
            Some(max) => fault.with("max", max),
            None => fault,
        }
    });
    Err(AppError::fields(told.chain(papers).collect()))
}

/// The faults of a matter, at the fields of the `at`th further one.
pub(super) fn moved(error: AppError, at: usize) -> AppError {
    let AppError::Refused(mut problem) = error else { return error };
    for fault in &mut problem.fields {
        if let Some(field) = fault.field.strip_prefix("matter.") {
            fault.field = format!("further.{at}.{field}");
        }
    }
    AppError::Refused(problem)
}

/// The files, each known by its content.
pub(super) fn checked_files(app: &App, files: Vec<FileIn>) -> Result<Vec<CheckedFile>, AppError> {
    let most = app.settings().size("requests.max_files");
    if files.len() > most {
        return Err(AppError::problem("request_too_many_files").with("max", most));
    }
    let limits = crate::item::attach::limits(app);
    let check = |file: FileIn| {
        let kind = sniff_within(&file.bytes, &file.name, &limits)
            .map_err(|refusal| crate::item::attach::refused(&refusal, &file.name))?;
        let name = crate::item::attach::clean_name(&file.name);
        Ok(CheckedFile { name, bytes: file.bytes, purpose: file.purpose, kind })
    };
    files.into_iter().map(check).collect()
}
