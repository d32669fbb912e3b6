//! The program under measure: started in a folder of its own, watched until it answers, ended by its own id.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::failure::Failure;
use crate::workspace;

/// How long a server may take to answer before the measure is given up.
const LIMIT: Duration = Duration::from_secs(1800);
/// How often a server is asked; the error of the measured time.
const STEP: Duration = Duration::from_millis(5);
/// How often a server at work is asked how far it is, so that the asking does not weigh on it.
const PAUSE: Duration = Duration::from_millis(50);

/// A data folder for the measures of one place, on the disk that builds use; removed afterwards.
pub struct Workplace {
    program: PathBuf,
    folder: PathBuf,
    scale: u32,
    afterwards: Afterwards,
}

/// What becomes of a folder after the measure.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Afterwards {
    Removed,
    Kept,
}

/// A server started by a measure.
pub struct Running {
    child: Child,
    address: SocketAddr,
    begun: Instant,
}

impl Workplace {
    pub fn create(program: &Path, name: &str, scale: u32) -> Result<Self, Failure> {
        let folder = workspace::build_folder()?.join("bench").join(format!("{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).map_err(|error| Failure::io("making a folder for the measure", &error))?;
        Ok(Self { program: program.to_path_buf(), folder, scale, afterwards: Afterwards::Removed })
    }

    /// A place for what takes long to make: kept for the measures of later runs.
    pub fn kept_beside(&self, name: &str) -> Result<Self, Failure> {
        let folder = workspace::build_folder()?.join("bench").join(name);
        fs::create_dir_all(&folder).map_err(|error| Failure::io("making a folder for the measure", &error))?;
        Ok(Self { program: self.program.clone(), folder, scale: self.scale, afterwards: Afterwards::Kept })
    }

    /// Takes away what an earlier run left unfinished.
    pub fn empty(&self) -> Result<(), Failure> {
        fs::remove_dir_all(&self.folder)
            .and_then(|()| fs::create_dir_all(&self.folder))
            .map_err(|error| Failure::io("emptying a folder of the measure", &error))
    }

    pub fn scale(&self) -> u32 {
        self.scale
    }

    /// A path beside the data folder.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Whether a data folder was made here before.
    pub fn has_data(&self) -> bool {
        self.folder.join("data").is_dir()
    }

    /// How long the bare program takes to start and say its version: the yardstick for a start.
    pub fn time_of_spawn(&self) -> Result<Duration, Failure> {
        let begun = Instant::now();
        let mut command = Command::new(&self.program);
        let status = command.arg("--version").stdout(Stdio::null()).status();
        status.map_err(|error| Failure::io("starting gongkai", &error))?;
        Ok(begun.elapsed())
    }

    /// `gongkai ARGUMENTS --data FOLDER`, silent.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(arguments).arg("--data").arg(self.folder.join("data"));
        command.current_dir(&self.folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::inherit());
        command
    }

    /// Runs a command to its end: the time that passed, and that of the processor.
    pub fn run(&self, arguments: &[&str]) -> Result<(Duration, Option<Duration>), Failure> {
        let before = processor_time("self", Whose::Children);
        let begun = Instant::now();
        let status = self.command(arguments).status().map_err(|error| Failure::io("starting gongkai", &error))?;
        let passed = begun.elapsed();
        if !status.success() {
            return Err(Failure::found(format!("gongkai {} ended with {status}", arguments.join(" "))));
        }
        let after = processor_time("self", Whose::Children);
        Ok((passed, after.zip(before).map(|(after, before)| after.saturating_sub(before))))
    }

    /// What a command that ends soon prints.
    pub fn told(&self, arguments: &[&str]) -> Result<String, Failure> {
        let output = self.command(arguments).stdout(Stdio::piped()).output();
        let output = output.map_err(|error| Failure::io("starting gongkai", &error))?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let failed = || Failure::found(format!("gongkai {} ended with {}", arguments.join(" "), output.status));
        if output.status.success() { Ok(text) } else { Err(failed()) }
    }

    /// Starts a serving command on a free loopback port.
    pub fn serve(&self, arguments: &[&str]) -> Result<Running, Failure> {
        self.start(self.command(arguments))
    }

    /// The same on one processor alone, behind a proxy that names the visitors' addresses.
    pub fn serve_on(&self, processor: &str, arguments: &[&str]) -> Result<Running, Failure> {
        let inner = self.command(arguments);
        let mut command = Command::new("taskset");
        command.args(["-c", processor]).arg(inner.get_program()).args(inner.get_args());
        command.current_dir(&self.folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.env("GONGKAI_PROXY", "trusted");
        self.start(command)
    }

    fn start(&self, mut command: Command) -> Result<Running, Failure> {
        let address = TcpListener::bind(("127.0.0.1", 0))
            .and_then(|listener| listener.local_addr())
            .map_err(|error| Failure::io("looking for a free port", &error))?;
        let begun = Instant::now();
        let child = command
            .args(["--listen", &address.to_string()])
            .spawn()
            .map_err(|error| Failure::io("starting gongkai", &error))?;
        Ok(Running { child, address, begun })
    }
}

impl Drop for Workplace {
    fn drop(&mut self) {
        if self.afterwards == Afterwards::Removed {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

impl Running {
    /// Scheme and host of its pages.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Time from the start of the process to the first `200` for this path.
    pub fn wait_for(&mut self, path: &str) -> Result<Duration, Failure> {
        while self.begun.elapsed() < LIMIT {
            if self.answers(path) {
                return Ok(self.begun.elapsed());
            }
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(Failure::found(format!("gongkai ended before it answered {path} ({status})")));
            }
            std::thread::sleep(STEP);
        }
        Err(Failure::found(format!("gongkai did not answer {path} in {} s", LIMIT.as_secs())))
    }

    /// Anonymous memory in bytes: what cannot be dropped and read again from disk. Known on Linux only.
    pub fn find_anonymous_memory(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
        let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(kilobytes * 1024)
    }

    /// The processor time it has used so far. Known on Linux only.
    pub fn find_processor_time(&self) -> Option<Duration> {
        processor_time(&self.child.id().to_string(), Whose::Own)
    }

    /// The whole answer to a GET.
    pub fn page(&self, path: &str) -> Result<String, Failure> {
        let mut answer = Vec::new();
        let asked = self.send(path).and_then(|mut stream| stream.read_to_end(&mut answer));
        asked.map_err(|error| Failure::io(&format!("reading {path}"), &error))?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }

    /// A moment before asking again how far it is.
    pub fn pause(&self) {
        std::thread::sleep(PAUSE);
    }

    fn answers(&self, path: &str) -> bool {
        self.ask(path).is_ok_and(|start| start.starts_with(b"HTTP/1.1 200"))
    }

    fn ask(&self, path: &str) -> std::io::Result<[u8; 12]> {
        let mut start = [0; 12];
        self.send(path)?.read_exact(&mut start)?;
        Ok(start)
    }

    fn send(&self, path: &str) -> std::io::Result<TcpStream> {
        let mut stream = TcpStream::connect(self.address)?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address)?;
        Ok(stream)
    }
}

/// Whose processor time is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    Own,
    /// Of the children that have ended.
    Children,
}

/// The processor time that a process has used so far. Known on Linux only.
pub fn processor_time_of(process: u32) -> Option<Duration> {
    processor_time(&process.to_string(), Whose::Own)
}

/// From the kernel's account of a process, in its ticks of a hundredth of a second. Unlike the time that passes, it
/// hardly depends on what else the machine is doing.
fn processor_time(process: &str, whose: Whose) -> Option<Duration> {
    let account = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The second field is a name in parentheses; user and system time are the 14th and 15th, the children's follow.
    let fields: Vec<&str> = account.rsplit(')').next()?.split_whitespace().collect();
    let first = if whose == Whose::Own { 11 } else { 13 };
    let ticks: u64 = fields.get(first..first + 2)?.iter().filter_map(|field| field.parse::<u64>().ok()).sum();
    Some(Duration::from_millis(ticks * 10))
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
