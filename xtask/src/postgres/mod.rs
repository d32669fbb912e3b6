//! Private PostgreSQL servers for the time of a test run: made in a temporary folder, on a free loopback port,
//! and gone afterwards, even if this process is killed.
//!
//! For the one, durability is switched off: its records live for minutes. The other is there to be crashed, and keeps what
//! it has acknowledged. Nothing here configures a server for real use.

mod installed;

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use crate::failure::Failure;
use crate::programs::say;

use installed::{Account, as_account, find_account, get_programs, give};

/// The variable that names the server to the tests; set beforehand, it names one of the person's choice.
pub const VARIABLE: &str = "GONGKAI_TEST_POSTGRES";

/// The variable that names a server which a test may crash.
pub const VICTIM: &str = "GONGKAI_TEST_POSTGRES_VICTIM";

const USER: &str = "gongkai";
const START_LIMIT: Duration = Duration::from_secs(60);
/// A port can be taken between finding it free and using it.
const ATTEMPTS: u32 = 3;

/// Runs the server until standard input closes, which the end of xtask does in any case: normal, panic or kill.
const GUARD: &str = r#"
server=$1; folder=$2; shift 2
"$server" "$@" </dev/null >&2 &
pid=$!
exec >/dev/null 2>&1
cat
kill -INT "$pid"
wait "$pid"
cd / && rm -rf "$folder"
"#;

const SETTINGS: [&str; 6] = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=200",
    "lc_messages=C",
    "timezone=UTC",
    "log_timezone=UTC",
];

/// Quicker, for records that a crash may take.
const CARELESS: &[&str] = &["fsync=off", "synchronous_commit=off", "full_page_writes=off"];

/// What a commit says is written when it answers. Only processes are killed, never the machine, so what the system was
/// given is on its way to the disk: to wait for that would make each recovery take seconds and show nothing more.
const CAREFUL: &[&str] = &["fsync=off"];

/// A running server, or the one that the person named. Ends its own server when dropped.
pub struct Server {
    url: String,
    guard: Option<Child>,
}

impl Server {
    /// Finds or installs PostgreSQL, makes a cluster and starts it.
    pub fn start() -> Result<Self, Failure> {
        Self::named(VARIABLE).map_or_else(|| Self::start_with(CARELESS), Ok)
    }

    /// The same for the one that a test may crash.
    pub fn start_victim() -> Result<Self, Failure> {
        Self::named(VICTIM).map_or_else(|| Self::start_with(CAREFUL), Ok)
    }

    fn named(variable: &str) -> Option<Self> {
        let url = std::env::var(variable).ok()?;
        say(&format!("using the PostgreSQL server that {variable} names"));
        Some(Self { url, guard: None })
    }

    fn start_with(more: &[&str]) -> Result<Self, Failure> {
        let programs = get_programs()?;
        let account = find_account()?;
        let mut last = None;
        for _ in 0..ATTEMPTS {
            match start_private(&programs, account, more) {
                Ok(server) => return Ok(server),
                Err(failure) => last = Some(failure),
            }
        }
        Err(last.unwrap_or_else(|| Failure::impossible("PostgreSQL was not started")))
    }

    /// Address of the maintenance database; the tests make their own databases from there.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut guard) = self.guard.take() {
            drop(guard.stdin.take());
            if guard.wait().is_err() {
                say("the private PostgreSQL server could not be waited for");
            }
        }
    }
}

fn start_private(programs: &Path, account: Option<Account>, more: &[&str]) -> Result<Server, Failure> {
    let folder = create_folder(account)?;
    let started = initialise(programs, &folder, account).and_then(|password| {
        let port = find_free_port()?;
        let guard = launch(programs, &folder, port, account, more)?;
        Ok(Server { url: format!("postgres://{USER}:{password}@127.0.0.1:{port}/postgres"), guard: Some(guard) })
    });
    if started.is_err() {
        // The guard removes the folder too; whichever comes second finds nothing left to do.
        let _ = fs::remove_dir_all(&folder);
    }
    started
}

fn create_folder(account: Option<Account>) -> Result<PathBuf, Failure> {
    // Root's own temporary folder may be closed to the account that runs the server.
    let parent = if account.is_some() { PathBuf::from("/tmp") } else { std::env::temp_dir() };
    let folder = parent.join(format!("gongkai-test-{}", random_word()?));
    fs::create_dir(&folder)
        .and_then(|()| fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)))
        .and_then(|()| give(&folder, account))
        .map_err(|error| Failure::io("making a temporary folder for PostgreSQL", &error))?;
    Ok(folder)
}

/// Makes the cluster and returns the password of its only account.
fn initialise(programs: &Path, folder: &Path, account: Option<Account>) -> Result<String, Failure> {
    let password = random_word()?;
    let secret = folder.join("password");
    fs::write(&secret, &password)
        .and_then(|()| give(&secret, account))
        .map_err(|error| Failure::io("writing the password of the test server", &error))?;
    let output = as_account(&programs.join("initdb"), folder, account)
        .args(["--encoding=UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256", "--no-sync"])
        .arg(format!("--username={USER}"))
        .arg(format!("--pwfile={}", secret.display()))
        .arg(format!("--pgdata={}", folder.join("cluster").display()))
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Failure::io("starting initdb", &error))?;
    if output.status.success() {
        Ok(password)
    } else {
        let reason = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Err(Failure::impossible(format!("initdb failed: {reason}")))
    }
}

fn launch(
    programs: &Path,
    folder: &Path,
    port: u16,
    account: Option<Account>,
    more: &[&str],
) -> Result<Child, Failure> {
    let mut command = as_account(Path::new("sh"), folder, account);
    command.args(["-c", GUARD, "guard"]).arg(programs.join("postgres")).arg(folder);
    command.arg("-D").arg(folder.join("cluster")).arg("-p").arg(port.to_string());
    for setting in SETTINGS.iter().chain(more) {
        command.args(["-c", setting]);
    }
    // Its own process group: Ctrl-C in the terminal must first end the tests, then the server.
    let mut guard = command
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| Failure::io("starting PostgreSQL", &error))?;
    let ready = match guard.stderr.take() {
        Some(stderr) => wait_until_ready(&follow(stderr)),
        None => Err(Failure::impossible("the messages of PostgreSQL cannot be read")),
    };
    if let Err(failure) = ready {
        drop(guard.stdin.take());
        let _ = guard.wait();
        return Err(failure);
    }
    say(&format!("private PostgreSQL server on port {port}"));
    Ok(guard)
}

/// Reads the server's messages for as long as it lives, so that it never blocks on a full pipe.
fn follow(stderr: ChildStderr) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            // Nobody listens any more once the server is ready; the pipe is still emptied.
            let _ = sender.send(line);
        }
    });
    receiver
}

fn wait_until_ready(messages: &Receiver<String>) -> Result<(), Failure> {
    let mut seen = Vec::new();
    loop {
        match messages.recv_timeout(START_LIMIT) {
            Ok(line) if line.contains("ready to accept connections") => return Ok(()),
            Ok(line) => seen.push(line),
            Err(RecvTimeoutError::Timeout) => {
                return Err(Failure::impossible(format!(
                    "PostgreSQL is not ready after a minute: {}",
                    seen.join("; ")
                )));
            }
            Err(RecvTimeoutError::Disconnected) => {
                return Err(Failure::impossible(format!("PostgreSQL ended while starting: {}", seen.join("; "))));
            }
        }
    }
}

fn find_free_port() -> Result<u16, Failure> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| Failure::io("looking for a free port", &error))
}

fn random_word() -> Result<String, Failure> {
    let mut bytes = [0_u8; 12];
    fs::File::open("/dev/urandom")
        .and_then(|mut source| source.read_exact(&mut bytes))
        .map_err(|error| Failure::io("reading random bytes", &error))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use std::net::TcpStream;

    use super::installed::find_programs;
    use super::*;

    #[test]
    fn a_dropped_server_leaves_neither_port_nor_folder() {
        let programs = find_programs().expect("PostgreSQL is missing: run `cargo xtask test`");
        let account = find_account().unwrap();
        let folder = create_folder(account).unwrap();
        initialise(&programs, &folder, account).unwrap();
        let port = find_free_port().unwrap();
        let guard = launch(&programs, &folder, port, account, CARELESS).unwrap();
        TcpStream::connect(("127.0.0.1", port)).unwrap();

        drop(Server { url: String::new(), guard: Some(guard) });

        assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
        assert!(!folder.exists());
    }

    #[test]
    fn a_server_that_cannot_start_says_why() {
        let programs = find_programs().expect("PostgreSQL is missing: run `cargo xtask test`");
        let account = find_account().unwrap();
        let folder = create_folder(account).unwrap();
        let port = find_free_port().unwrap();

        let failure = launch(&programs, &folder, port, account, CARELESS).unwrap_err();

        assert!(failure.to_string().contains("cluster"), "{failure}");
        assert!(!folder.exists());
    }
}
