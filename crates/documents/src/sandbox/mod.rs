//! Parsing and redaction in a child process with limits of its own: what overflows, hangs or crashes there harms
//! nobody. The parent half, here, starts `<exe> parse …`; the child half is what that hidden command calls.

mod child;
mod redaction;

#[cfg(test)]
mod tests;

use std::path::Path;
use std::process::{ExitStatus, Stdio};

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};

use crate::extract::Extracted;
use crate::sniff::FileType;
use crate::{Limits, Refusal};

pub use child::child_main;
pub use redaction::{
    find_personal_in_child, find_text_in_child, pages_in_child, redact_in_child, render_page_in_child,
};

/// Exit code of a child whose parser panicked, as of any Rust program that does.
const CRASHED: u8 = 101;
/// Most bytes of the child's complaints that are read.
const MAX_COMPLAINT: u64 = 8 * 1024;

/// What the child says, as one line of JSON.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Text(Extracted),
    Refused(Refusal),
}

/// Takes the text out of a file in a child process.
///
/// `exe` is the program whose `parse` command calls [`child_main`]; an absolute path. The child gets
/// no environment, the bytes on its standard input, and is killed when [`Limits::wall`] has passed or
/// the future is dropped.
///
/// # Errors
/// What [`extract_text`] refuses; [`Refusal::Timeout`], [`Refusal::OutOfMemory`],
/// [`Refusal::ParserCrashed`] for what the child did not survive; [`Refusal::ParserUnavailable`] if
/// it could not be started or its answer is no answer.
pub async fn extract_in_child(
    exe: &Path,
    bytes: Vec<u8>,
    kind: FileType,
    limits: Limits,
) -> Result<Extracted, Refusal> {
    let args = ["extract", "--type", kind.extension()];
    let output = ask(exe, &args, &[&bytes], max_answer(&limits), &limits).await?;
    match serde_json::from_slice(&output) {
        Ok(Answer::Text(extracted)) => Ok(extracted),
        Ok(Answer::Refused(refusal)) => Err(refusal),
        Err(_) => Err(unavailable(&"no answer")),
    }
}

/// Starts a child with these arguments behind `parse`, hands it the input, and returns the first bytes it says.
async fn ask(exe: &Path, args: &[&str], input: &[&[u8]], most: u64, limits: &Limits) -> Result<Vec<u8>, Refusal> {
    let limits_json = serde_json::to_string(limits).map_err(|error| unavailable(&error))?;
    let mut command = Command::new(exe);
    command
        .arg("parse")
        .args(args)
        .args(["--limits", &limits_json])
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    let mut child = command.spawn().map_err(|error| unavailable(&error))?;
    match tokio::time::timeout(limits.wall, talk(&mut child, input, most)).await {
        Ok(answer) => answer,
        Err(_) => {
            // Waited for, so that no dead process stays in the table.
            let _ = child.kill().await;
            Err(Refusal::Timeout)
        }
    }
}

async fn talk(child: &mut Child, input: &[&[u8]], most: u64) -> Result<Vec<u8>, Refusal> {
    let (Some(mut stdin), Some(stdout), Some(stderr)) = (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Err(unavailable(&"no pipes"));
    };
    let write = async move {
        for bytes in input {
            // A child that refuses early stops reading; its answer tells why.
            if stdin.write_all(bytes).await.is_err() {
                break;
            }
        }
        drop(stdin);
    };
    let (_, output, complaint) = tokio::join!(write, read_all(stdout, most), read_all(stderr, MAX_COMPLAINT));
    let status = child.wait().await.map_err(|error| unavailable(&error))?;
    if status.success() { Ok(output) } else { Err(cause_of_death(status, &complaint)) }
}

/// Reads to the end and keeps the first bytes, so that the child never blocks on a full pipe.
async fn read_all(mut source: impl AsyncRead + Unpin, keep: u64) -> Vec<u8> {
    let mut kept = Vec::new();
    let _ = (&mut source).take(keep).read_to_end(&mut kept).await;
    let _ = tokio::io::copy(&mut source, &mut tokio::io::sink()).await;
    kept
}

/// Two texts of at most four bytes a character, twice as much for escapes, and the parts' names.
fn max_answer(limits: &Limits) -> u64 {
    limits.max_text_chars.saturating_mul(16).saturating_add(1024 * 1024)
}

fn unavailable(reason: &dyn std::fmt::Display) -> Refusal {
    Refusal::ParserUnavailable { reason: reason.to_string() }
}

fn cause_of_death(status: ExitStatus, complaint: &[u8]) -> Refusal {
    let complaint = String::from_utf8_lossy(complaint);
    if complaint.contains("memory allocation of") || complaint.contains("out of memory") {
        return Refusal::OutOfMemory;
    }
    match signal(status) {
        // SIGXCPU, and SIGKILL that follows it at the hard limit.
        Some(24 | 9) => Refusal::Timeout,
        Some(_) => Refusal::ParserCrashed,
        None if status.code() == Some(i32::from(CRASHED)) => Refusal::ParserCrashed,
        None => unavailable(&format!("{status}: {}", complaint.chars().take(300).collect::<String>().trim())),
    }
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<i32> {
    None
}
