//! The child's half: confines itself, does one piece of work and says how it went. Nothing of it runs in the server.

use std::io::{Read, Write};

use super::{Answer, CRASHED, redaction};
use crate::Limits;
use crate::extract::extract_text;
use crate::sniff::FileType;

/// Stack of the thread that parses, in bytes: some parsers recurse as deep as the file says.
const STACK: usize = 64 * 1024 * 1024;

/// `args` are those behind `parse`. Call it before anything else in the process,
/// without an async runtime. Reads the input from standard input, writes the answer to standard
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

/// Reads the input, works, writes the answer.
fn serve(task: &Task) -> Result<(), Failure> {
    let mut input = Vec::new();
    let most = task.limits.max_bytes.saturating_add(task.work.beside());
    std::io::stdin().lock().take(most.saturating_add(1)).read_to_end(&mut input)?;
    let (mut line, bytes) = match task.work {
        Work::Extract(kind) => (serde_json::to_vec(&answer(&input, kind, &task.limits))?, Vec::new()),
        Work::Redact => {
            let (answer, bytes) = redaction::answer(&input, &task.limits)?;
            (serde_json::to_vec(&answer)?, bytes)
        }
    };
    line.push(b'\n');
    let mut out = std::io::stdout().lock();
    out.write_all(&line)?;
    out.write_all(&bytes)?;
    out.flush()?;
    Ok(())
}

/// What the child is asked to do.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Work {
    /// The file stands on standard input.
    Extract(FileType),
    /// On standard input stand a job, a font and the file: see [`redaction`].
    Redact,
}

impl Work {
    /// Bytes that the input may have beside the file.
    fn beside(&self) -> u64 {
        match self {
            Self::Extract(_) => 0,
            Self::Redact => redaction::MAX_BESIDE,
        }
    }
}

pub(super) struct Task {
    pub work: Work,
    pub limits: Limits,
}

impl Task {
    pub fn read(args: &[String]) -> Result<Self, String> {
        let value = |name: &str| {
            let at = args.iter().position(|arg| arg == name)?;
            args.get(at + 1)
        };
        let work = match args.first().map(String::as_str) {
            Some("extract") => {
                let kind = value("--type").and_then(|name| FileType::from_extension(name));
                Work::Extract(kind.ok_or("unknown --type")?)
            }
            Some("redact") => Work::Redact,
            _ => return Err("usage: parse extract --type TYPE [--limits JSON] | parse redact [--limits JSON]".into()),
        };
        let limits = match value("--limits") {
            Some(json) => serde_json::from_str(json).map_err(|error| error.to_string())?,
            None => Limits::default(),
        };
        Ok(Self { work, limits })
    }
}

pub(super) fn answer(bytes: &[u8], kind: FileType, limits: &Limits) -> Answer {
    match extract_text(bytes, kind, limits) {
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
