//! Redaction and the pictures of pages by a child process: one line of JSON with the job, the font and the file go in;
//! one line of JSON, and behind it the bytes of a file or picture if there are any, come out.

use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{ask, unavailable};
use crate::redact::{
    Options, PageSize, RedactRefusal, Redacted, RedactionBox, RedactionLog, check_shapes, find_personal, find_text,
    pages, redact, render_page,
};
use crate::sniff::FileType;
use crate::{Limits, Refusal};

/// Most bytes of the job and the font together.
pub(super) const MAX_BESIDE: u64 = 96 * 1024 * 1024;
/// Most bytes of the line before the file in an answer.
const MAX_LINE: u64 = 4 * 1024 * 1024;

#[derive(Debug, Serialize, Deserialize)]
struct Job {
    kind: FileType,
    /// Bytes of the font behind the line; 0 if the work needs none.
    font: u64,
    task: Task,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Task {
    Pages,
    Picture { page: u32, width: u32 },
    FindText { needle: String },
    FindPersonal,
    Redact { boxes: Vec<RedactionBox>, dpi: u16 },
}

/// What the child says. Behind a picture and a redacted file stand their bytes.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Answer {
    Pages(Vec<PageSize>),
    Picture { bytes: u64 },
    Boxes(Vec<RedactionBox>),
    Redacted(RedactionLog),
    Refused(RedactRefusal),
}

/// [`pages`] in a child process; `exe` as for [`super::extract_in_child`].
///
/// # Errors
/// Those of [`pages`], and those of the child as a refusal of the file.
pub async fn pages_in_child(
    exe: &Path,
    bytes: &[u8],
    kind: FileType,
    limits: &Limits,
) -> Result<Vec<PageSize>, RedactRefusal> {
    match order(exe, bytes, kind, &[], Task::Pages, limits).await? {
        (Answer::Pages(sizes), _) => Ok(sizes),
        _ => Err(no_answer()),
    }
}

/// [`render_page`] in a child process.
///
/// # Errors
/// Those of [`render_page`], and those of the child as a refusal of the file.
pub async fn render_page_in_child(
    exe: &Path,
    bytes: &[u8],
    kind: FileType,
    (page, width): (u32, u32),
    font: &[u8],
    limits: &Limits,
) -> Result<Vec<u8>, RedactRefusal> {
    match order(exe, bytes, kind, font, Task::Picture { page, width }, limits).await? {
        (Answer::Picture { bytes }, picture) if bytes == picture.len() as u64 => Ok(picture),
        _ => Err(no_answer()),
    }
}

/// [`find_text`] in a child process.
///
/// # Errors
/// Those of [`find_text`], and those of the child as a refusal of the file.
pub async fn find_text_in_child(
    exe: &Path,
    bytes: &[u8],
    needle: &str,
    limits: &Limits,
) -> Result<Vec<RedactionBox>, RedactRefusal> {
    let task = Task::FindText { needle: needle.to_owned() };
    boxes_of(order(exe, bytes, FileType::Pdf, &[], task, limits).await?)
}

/// [`find_personal`] in a child process.
///
/// # Errors
/// Those of [`find_personal`], and those of the child as a refusal of the file.
pub async fn find_personal_in_child(
    exe: &Path,
    bytes: &[u8],
    limits: &Limits,
) -> Result<Vec<RedactionBox>, RedactRefusal> {
    boxes_of(order(exe, bytes, FileType::Pdf, &[], Task::FindPersonal, limits).await?)
}

/// [`redact`] in a child process. Give it more time than the reading of text gets: each page takes about a second.
///
/// # Errors
/// Those of [`redact`], and those of the child as a refusal of the file.
pub async fn redact_in_child(
    exe: &Path,
    bytes: &[u8],
    kind: FileType,
    boxes: Vec<RedactionBox>,
    options: &Options<'_>,
) -> Result<Redacted, RedactRefusal> {
    // JSON has no word for places that are no numbers.
    check_shapes(&boxes)?;
    let task = Task::Redact { boxes, dpi: options.dpi };
    match order(exe, bytes, kind, options.font, task, options.limits).await? {
        (Answer::Redacted(log), bytes) if hex::encode(Sha256::digest(&bytes)) == log.result_sha256 => {
            Ok(Redacted { bytes, kind, log })
        }
        _ => Err(no_answer()),
    }
}

async fn order(
    exe: &Path,
    bytes: &[u8],
    kind: FileType,
    font: &[u8],
    task: Task,
    limits: &Limits,
) -> Result<(Answer, Vec<u8>), RedactRefusal> {
    if bytes.len() as u64 > limits.max_bytes {
        return Err(Refusal::TooLarge { bytes: bytes.len() as u64, limit: limits.max_bytes }.into());
    }
    let job = Job { kind, font: font.len() as u64, task };
    let mut line = serde_json::to_vec(&job).map_err(|error| unavailable(&error))?;
    line.push(b'\n');
    let most = limits.max_unpacked_bytes.saturating_add(MAX_LINE);
    let output = ask(exe, &["redact"], &[&line, font, bytes], most, limits).await?;
    let (line, behind) = split_line(&output).ok_or_else(no_answer)?;
    match serde_json::from_slice(line).map_err(|_| no_answer())? {
        Answer::Refused(refusal) => Err(refusal),
        answer => Ok((answer, behind.to_vec())),
    }
}

fn boxes_of((answer, _): (Answer, Vec<u8>)) -> Result<Vec<RedactionBox>, RedactRefusal> {
    match answer {
        Answer::Boxes(boxes) => Ok(boxes),
        _ => Err(no_answer()),
    }
}

fn no_answer() -> RedactRefusal {
    unavailable(&"no answer").into()
}

fn split_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    Some((bytes.get(..end)?, bytes.get(end + 1..)?))
}

/// The child's half: what is to be said, and the bytes behind it. An error is a job that is none.
pub(super) fn answer(input: &[u8], limits: &Limits) -> Result<(Answer, Vec<u8>), String> {
    let (line, behind) = split_line(input).ok_or("no job")?;
    let job: Job = serde_json::from_slice(line).map_err(|error| error.to_string())?;
    let font = usize::try_from(job.font).map_err(|error| error.to_string())?;
    let (font, file) = behind.split_at_checked(font).ok_or("no font")?;
    Ok(carry_out(job, font, file, limits).unwrap_or_else(|refusal| (Answer::Refused(refusal), Vec::new())))
}

fn carry_out(job: Job, font: &[u8], file: &[u8], limits: &Limits) -> Result<(Answer, Vec<u8>), RedactRefusal> {
    let alone = |answer| Ok((answer, Vec::new()));
    match job.task {
        Task::Pages => alone(Answer::Pages(pages(file, job.kind, limits)?)),
        Task::FindText { needle } => alone(Answer::Boxes(find_text(file, &needle, limits)?)),
        Task::FindPersonal => alone(Answer::Boxes(find_personal(file, limits)?)),
        Task::Picture { page, width } => {
            let picture = render_page(file, job.kind, page, width, font, limits)?;
            Ok((Answer::Picture { bytes: picture.len() as u64 }, picture))
        }
        Task::Redact { boxes, dpi } => {
            let result = redact(file, job.kind, &boxes, &Options { dpi, font, limits })?;
            Ok((Answer::Redacted(result.log), result.bytes))
        }
    }
}
