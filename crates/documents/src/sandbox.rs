//! Parsing in a child process with limits of its own: what overflows, hangs or crashes there harms
//! nobody. The parent half starts `<exe> parse …`; the child half is what that hidden command calls.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{ExitStatus, Stdio};

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};

use crate::extract::{Extracted, extract_text};
use crate::sniff::FileType;
use crate::{Limits, Refusal};

/// Stack of the thread that parses, in bytes: some parsers recurse as deep as the file says.
const STACK: usize = 64 * 1024 * 1024;
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
    let limits_json = serde_json::to_string(&limits).map_err(|error| unavailable(&error))?;
    let mut command = Command::new(exe);
    command
        .args(["parse", "extract", "--type", kind.extension(), "--limits", &limits_json])
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    let mut child = command.spawn().map_err(|error| unavailable(&error))?;
    match tokio::time::timeout(limits.wall, talk(&mut child, bytes, &limits)).await {
        Ok(answer) => answer,
        Err(_) => {
            // Waited for, so that no dead process stays in the table.
            let _ = child.kill().await;
            Err(Refusal::Timeout)
        }
    }
}

async fn talk(child: &mut Child, bytes: Vec<u8>, limits: &Limits) -> Result<Extracted, Refusal> {
    let (Some(mut stdin), Some(stdout), Some(stderr)) = (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Err(unavailable(&"no pipes"));
    };
    let write = async move {
        // A child that refuses early stops reading; its answer tells why.
        let _ = stdin.write_all(&bytes).await;
        drop(stdin);
    };
    let (_, output, complaint) =
        tokio::join!(write, read_all(stdout, max_answer(limits)), read_all(stderr, MAX_COMPLAINT));
    let status = child.wait().await.map_err(|error| unavailable(&error))?;
    if !status.success() {
        return Err(cause_of_death(status, &complaint));
    }
    match serde_json::from_slice(&output) {
        Ok(Answer::Text(extracted)) => Ok(extracted),
        Ok(Answer::Refused(refusal)) => Err(refusal),
        Err(_) => Err(unavailable(&"no answer")),
    }
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

/// The child's half: `args` are those behind `parse`. Call it before anything else in the process,
/// without an async runtime. Reads the file from standard input, writes the answer to standard
/// output, and returns the exit code: 0 with an answer (a refusal is one), 2 if it could not work.
pub fn child_main(args: impl IntoIterator<Item = String>) -> u8 {
    let args: Vec<String> = args.into_iter().collect();
    match run_child(&args) {
        Ok(()) => 0,
        Err(Failure::Crashed) => CRASHED,
        Err(Failure::Unable(reason)) => {
            let _ = writeln!(std::io::stderr(), "{reason}");
            2
        }
    }
}

/// Exit code of a child whose parser panicked, as of any Rust program that does.
const CRASHED: u8 = 101;

/// Why the child has no answer.
enum Failure {
    /// A panic, which the runtime has reported on standard error.
    Crashed,
    Unable(String),
}

impl<E: std::fmt::Display> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Unable(error.to_string())
    }
}

fn run_child(args: &[String]) -> Result<(), Failure> {
    let task = Task::read(args)?;
    confine(&task.limits)?;
    let worker = std::thread::Builder::new().stack_size(STACK).spawn(move || serve(&task))?;
    worker.join().unwrap_or(Err(Failure::Crashed))
}

/// Reads the file, parses it, writes the answer.
fn serve(task: &Task) -> Result<(), Failure> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(task.limits.max_bytes.saturating_add(1)).read_to_end(&mut bytes)?;
    let mut line = serde_json::to_vec(&answer(&bytes, task))?;
    line.push(b'\n');
    std::io::stdout().lock().write_all(&line)?;
    Ok(())
}

/// What the child is asked to do.
struct Task {
    kind: FileType,
    limits: Limits,
}

impl Task {
    fn read(args: &[String]) -> Result<Self, String> {
        let value = |name: &str| {
            let at = args.iter().position(|arg| arg == name)?;
            args.get(at + 1)
        };
        if args.first().map(String::as_str) != Some("extract") {
            return Err("usage: parse extract --type TYPE [--limits JSON]".to_owned());
        }
        let kind = value("--type").and_then(|name| FileType::from_extension(name)).ok_or("unknown --type")?;
        let limits = match value("--limits") {
            Some(json) => serde_json::from_str(json).map_err(|error| error.to_string())?,
            None => Limits::default(),
        };
        Ok(Self { kind, limits })
    }
}

fn answer(bytes: &[u8], task: &Task) -> Answer {
    match extract_text(bytes, task.kind, &task.limits) {
        Ok(extracted) => Answer::Text(extracted),
        Err(refusal) => Answer::Refused(refusal),
    }
}

/// Gives this process its limits for good: memory, processor time, no files written, no core dump.
fn confine(limits: &Limits) -> std::io::Result<()> {
    use rlimit::{Resource, setrlimit};
    setrlimit(Resource::CORE, 0, 0)?;
    setrlimit(Resource::FSIZE, 0, 0)?;
    setrlimit(Resource::NOFILE, 16, 16)?;
    setrlimit(Resource::CPU, limits.cpu_seconds, limits.cpu_seconds.saturating_add(1))?;
    let memory = setrlimit(Resource::AS, limits.memory_bytes, limits.memory_bytes);
    // Not every system can bound the address space.
    if cfg!(target_os = "linux") { memory } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use std::os::unix::fs::PermissionsExt;
    use std::time::Duration;

    use super::*;

    fn args(list: &[&str]) -> Vec<String> {
        list.iter().map(|arg| (*arg).to_owned()).collect()
    }

    #[test]
    fn the_child_answers_with_text_or_refusal() {
        let task = Task::read(&args(&["extract", "--type", "txt"])).unwrap();
        let Answer::Text(extracted) = answer("公开".as_bytes(), &task) else {
            panic!("refused");
        };
        assert_eq!(extracted.text, "公开");
        let json = serde_json::to_string(&answer(b"a\0b", &task)).unwrap();
        assert_eq!(json, r#"{"refused":{"code":"encoding"}}"#);
    }

    #[test]
    fn the_command_line_carries_the_limits() {
        let limits = Limits { max_text_chars: 3, ..Limits::default() };
        let json = serde_json::to_string(&limits).unwrap();
        let task = Task::read(&args(&["extract", "--type", "docx", "--limits", &json])).unwrap();
        assert_eq!((task.kind, task.limits), (FileType::Docx, limits));
        assert!(Task::read(&args(&["extract", "--type", "exe"])).is_err());
        assert!(Task::read(&args(&["run"])).is_err());
    }

    /// A stand-in for a parser that misbehaves: a real process, spoken to in the real way.
    async fn ask_script(script: &str, wall: Duration) -> Result<Extracted, Refusal> {
        let folder = tempfile::tempdir().unwrap();
        let exe = folder.path().join("parser");
        std::fs::write(&exe, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&exe, std::fs::Permissions::from_mode(0o755)).unwrap();
        let limits = Limits { wall, ..Limits::default() };
        extract_in_child(&exe, vec![b'x'; 300_000], FileType::Txt, limits).await
    }

    const PATIENT: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn what_the_child_does_not_survive_is_told_apart() {
        assert_eq!(ask_script("while :; do :; done", Duration::from_millis(200)).await, Err(Refusal::Timeout));
        assert_eq!(ask_script("kill -SEGV $$", PATIENT).await, Err(Refusal::ParserCrashed));
        assert_eq!(ask_script("kill -XCPU $$", PATIENT).await, Err(Refusal::Timeout));
        assert_eq!(ask_script("exit 101", PATIENT).await, Err(Refusal::ParserCrashed));
        let oom = "echo 'memory allocation of 99 bytes failed' >&2; kill -ABRT $$";
        assert_eq!(ask_script(oom, PATIENT).await, Err(Refusal::OutOfMemory));
        for nonsense in ["echo hello", "exit 2", "true"] {
            let Err(Refusal::ParserUnavailable { .. }) = ask_script(nonsense, PATIENT).await else {
                panic!("{nonsense} was taken for an answer");
            };
        }
    }

    #[tokio::test]
    async fn an_early_refusal_is_heard_though_the_bytes_were_not_read() {
        let refusal = ask_script(r#"echo '{"refused":{"code":"encrypted"}}'"#, PATIENT).await;
        assert_eq!(refusal, Err(Refusal::Encrypted));
    }

    #[tokio::test]
    async fn the_child_sees_no_environment() {
        let text = r#"{"text":{"text":"%s","truncated":false,"hidden":[],"hidden_text":""}}"#;
        let extracted = ask_script(&format!("printf '{text}\\n' \"$HOME$CARGO_MANIFEST_DIR\""), PATIENT).await;
        assert_eq!(extracted.unwrap().text, "");
    }

    #[tokio::test]
    async fn a_missing_program_is_a_fault_of_the_installation() {
        let result = extract_in_child(Path::new("/nonexistent"), vec![], FileType::Txt, Limits::default()).await;
        assert!(matches!(&result, Err(refusal) if !refusal.is_final()), "{result:?}");
    }
}
