//! 卷宗: the whole case as one packed folder, its list of contents (卷内目录) first. What it holds is read from the case;
//! the sentences of the record come from where they are worded.

use std::collections::BTreeMap;

use bytes::Bytes;
use chrono::NaiveDate;
use documents::write::letter::chinese_date;
use documents::write::{Align, Block, Document, Grid, GridCell, to_pdf};
use domain::identity::Action;
use domain::time::Moment;
use serde_json::json;
use store::letter::issued::{self, LetterState};
use tokio::sync::mpsc::Receiver;

use super::case_file::CaseFile;
use super::offers::Offer;
use super::packing::{Content, pack};
use super::values;
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;
use crate::letter::{LetterCode, PaperKind, frame, in_force, write};

/// A line of the list of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderLine {
    /// From 1.
    pub no: usize,
    /// 文号; empty where it has none.
    pub number: String,
    /// 责任者: who made it.
    pub author: String,
    pub title: String,
    pub on: NaiveDate,
    pub note: String,
    /// The file of the case; none for what is written when the folder is packed.
    pub file: Option<i64>,
    extension: String,
}

/// A line of the record of what happened, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    pub at: Moment,
    pub who: String,
    pub title: String,
    pub text: String,
}

/// The list of contents of a closed case, in the order of what happened.
///
/// # Errors
/// `not_allowed`, `not_found`, `request_erased`, `folder_not_closed`.
pub async fn contents(app: &App, caller: &Caller, id: i64) -> Result<Vec<FolderLine>, AppError> {
    let file = opened(app, caller, id).await?;
    let lines = lines(app, &file).await?;
    note_view(app, caller, &file, &json!({ "what": "contents" })).await?;
    Ok(lines)
}

async fn note_view(app: &App, caller: &Caller, file: &CaseFile, detail: &serde_json::Value) -> Result<(), AppError> {
    let mut work = app.begin().await?;
    let subject = ("request", file.row.id.to_string());
    work.record(caller.entry(app.now(), Some(file.row.agency_id), "request.view_personal", subject, detail));
    app.commit(work).await
}

async fn opened(app: &App, caller: &Caller, id: i64) -> Result<CaseFile, AppError> {
    let file = CaseFile::open(app, id).await?;
    caller.allow(Action::RequestPersonal, &file.place, app.now())?;
    if file.case.state().is_closed() { Ok(file) } else { Err(AppError::problem("folder_not_closed")) }
}

async fn lines(app: &App, file: &CaseFile) -> Result<Vec<FolderLine>, AppError> {
    let letters = issued::list_of_request(app.store().read(), file.row.id).await?;
    let by_file: BTreeMap<i64, &issued::Model> = letters
        .iter()
        .filter(|row| row.state == LetterState::Issued.code())
        .flat_map(|row| row.pdf_file.into_iter().chain(row.docx_file).map(move |id| (id, row)))
        .collect();
    let agency = app.directory().agency(file.row.agency_id).map(|a| a.name.clone()).unwrap_or_default();
    let applicant = file.form.applicant_name();
    let made = |title: &str, author: &str, on| FolderLine {
        no: 0,
        number: String::new(),
        author: author.to_string(),
        title: title.to_string(),
        on,
        note: String::new(),
        file: None,
        extension: "pdf".to_string(),
    };
    let mut lines = vec![made(APPLICATION, applicant, file.row.arrived_on)];
    let mut files: Vec<_> = file.files.iter().collect();
    files.sort_by_key(|one| (one.row.event_seq, one.row.id));
    for one in files {
        let letter = by_file.get(&one.row.id);
        let by_applicant = one.row.uploaded_by.is_none();
        let title = one.name.rsplit_once('.').map_or(one.name.as_str(), |(stem, _)| stem);
        lines.push(FolderLine {
            number: letter.and_then(|row| row.number.clone()).unwrap_or_default(),
            on: letter.map_or_else(|| Moment(one.row.created_at).date(), |row| row.dated_on),
            note: one.purpose.map_or("", |purpose| purpose.label()).to_string(),
            file: Some(one.row.id),
            extension: one.row.file_type.clone(),
            ..made(title, if by_applicant { applicant } else { &agency }, file.row.arrived_on)
        });
    }
    lines.push(made(RECORD, &agency, app.now().date()));
    Ok((1..).zip(lines).map(|(no, line)| FolderLine { no, ..line }).collect())
}

const APPLICATION: &str = "政府信息公开申请表";
const RECORD: &str = "办理过程记录";

/// The case on its way out as one file.
pub struct Packed {
    pub name: String,
    /// The bytes as they are made; an error breaks it off.
    pub chunks: Receiver<Result<Bytes, std::io::Error>>,
}

/// The case packed into one file while it is sent, the list of contents first. It stands in the audit log as a look at
/// the person.
///
/// # Errors
/// As [`contents`]; when a file of the case is not there.
pub async fn packed(app: &App, caller: &Caller, id: i64, record: &[Recorded]) -> Result<Packed, AppError> {
    let file = opened(app, caller, id).await?;
    let lines = lines(app, &file).await?;
    let mut parts = vec![("00 卷内目录.pdf".to_string(), Content::Made(pdf(app, table_of(&file, &lines)).await?))];
    for line in &lines {
        let content = match line.file {
            Some(kept) => Content::Kept(kept_as(app, &file, kept).await?),
            None if line.title == APPLICATION => Content::Made(application(app, &file).await?),
            None => Content::Made(pdf(app, record_of(&file, record)).await?),
        };
        parts.push((format!("{:02} {}.{}", line.no, safe(&line.title), line.extension), content));
    }
    note_view(app, caller, &file, &json!({ "what": "folder", "parts": parts.len() })).await?;
    let name = format!("卷宗 {}.zip", file.row.number);
    Ok(Packed { name, chunks: pack(app, file.key, parts) })
}

/// The hash of a file of the case, which is there: what is missing is told before the first byte goes out.
async fn kept_as(app: &App, file: &CaseFile, kept: i64) -> Result<String, AppError> {
    let one = file.files.iter().find(|one| one.row.id == kept).ok_or_else(|| AppError::problem("not_found"))?;
    let hash = &one.row.file_hash;
    if app.files().has(hash).await { Ok(hash.clone()) } else { Err(AppError::Internal(format!("file {hash} is gone"))) }
}

/// The application form as it was filled in, in the wording in force.
async fn application(app: &App, file: &CaseFile) -> Result<Bytes, AppError> {
    let code = LetterCode::Paper(PaperKind::ApplicationForm);
    let offer = Offer { code, about: None, seq: 1, on: file.row.arrived_on };
    let sheet = values::sheet(app, file, &offer, file.row.number.clone());
    let text = write(app, code, &in_force(app.store().read(), code).await?, &sheet)?;
    let document = text.document(&frame(app, &sheet, documents::write::Seal::Clear)?);
    pdf(app, document).await
}

async fn pdf(app: &App, document: Document) -> Result<Bytes, AppError> {
    let fonts = app.fonts().clone();
    let written = tokio::task::spawn_blocking(move || to_pdf(&document, &fonts)).await;
    let written = written.map_err(|error| AppError::Internal(error.to_string()))?;
    Ok(written.map_err(|error| AppError::Internal(error.to_string()))?.into())
}

fn table_of(file: &CaseFile, lines: &[FolderLine]) -> Document {
    let row = |line: &FolderLine| {
        let texts = [
            line.no.to_string(),
            line.author.clone(),
            line.number.clone(),
            line.title.clone(),
            line.on.format("%Y%m%d").to_string(),
            line.note.clone(),
        ];
        texts.into_iter().map(GridCell::value).collect()
    };
    let head = ["顺序号", "责任者", "文号", "题名", "日期", "备注"].into_iter().map(GridCell::label).collect();
    let grid = Grid {
        widths: vec![2, 5, 5, 9, 3, 4],
        head: vec![head],
        rows: lines.iter().map(row).collect(),
        ..Grid::default()
    };
    sheet("卷内目录", file, vec![Block::Grid(grid)])
}

fn record_of(file: &CaseFile, record: &[Recorded]) -> Document {
    let row = |one: &Recorded| {
        let told = if one.text.is_empty() { one.title.clone() } else { format!("{}：{}", one.title, one.text) };
        [one.at.display_minute(), one.who.clone(), told].into_iter().map(GridCell::value).collect()
    };
    let head = ["时间", "办理人", "事项"].into_iter().map(GridCell::label).collect();
    let grid =
        Grid { widths: vec![4, 3, 12], head: vec![head], rows: record.iter().map(row).collect(), ..Grid::default() };
    sheet(RECORD, file, vec![Block::Grid(grid)])
}

fn sheet(title: &str, file: &CaseFile, mut blocks: Vec<Block>) -> Document {
    let archived = file.case.reply.map_or_else(String::new, |(_, on)| format!("　办结日期：{}", chinese_date(on)));
    let text = format!("登记号：{}{archived}", file.row.number);
    blocks.insert(0, Block::Paragraph { text, align: Align::Right });
    Document { title: title.to_string(), letterhead: None, blocks }
}

/// A title as the name of a file: no separators of folders, not too long.
fn safe(title: &str) -> String {
    let plain = title.chars().filter(|c| !c.is_control()).map(|c| if "/\\:*?\"<>|".contains(c) { '_' } else { c });
    plain.take(80).collect()
}
