//! Running the program in a test: a folder of its own, what it says, and a server that ends with the test.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// What a command said and how it ended.
#[derive(Debug)]
pub struct Answer {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Answer {
    /// It was done.
    #[track_caller]
    pub fn done(self) -> String {
        assert_eq!(self.code, 0, "{self:?}");
        self.out
    }

    /// It could not be done, and one Chinese sentence says why.
    #[track_caller]
    pub fn refused(self) -> String {
        assert_eq!(self.code, 2, "{self:?}");
        assert_eq!(self.err.lines().count(), 1, "{self:?}");
        assert!(self.err.trim_end().ends_with('。') && self.out.is_empty(), "{self:?}");
        self.err
    }
}

/// A command without the environment's own settings.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("GONGKAI_") {
            command.env_remove(name);
        }
    }
    command.args(arguments).stdin(Stdio::null());
    command
}

/// Runs a command to its end.
pub fn run(arguments: &[&str]) -> Answer {
    let output = command(arguments).output().unwrap();
    Answer {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A data folder that goes with the test.
#[derive(Debug)]
pub struct City {
    pub folder: tempfile::TempDir,
}

impl City {
    /// Made by `init`.
    pub fn new() -> Self {
        let city = Self { folder: tempfile::tempdir().unwrap() };
        city.run(&["init", "--admin", "admin:张管理"]).done();
        city
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn beside(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    pub fn run(&self, arguments: &[&str]) -> Answer {
        run_at(&self.data(), arguments)
    }

    /// Runs SQL on the records behind the program's back.
    pub fn tamper(&self, sql: &str) {
        let path = self.data().join("gongkai.db");
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            use store::Connection;
            let store = store::Store::open_sqlite(&path).await.unwrap();
            store.read().execute_unprepared(sql).await.unwrap();
            store.close().await.unwrap();
        });
    }

    /// Starts a server on a free port.
    pub fn serve(&self) -> Server {
        serve_at(&self.data())
    }
}

/// Starts a server on a data folder and a free port, and waits until it listens.
pub fn serve_at(data: &Path) -> Server {
    let data = data.display().to_string();
    let mut command = command(&["serve", "--listen", "127.0.0.1:0", "--data", &data]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let address = loop {
        let line = lines.next().expect("the server ended").unwrap();
        if let Some(address) = line.strip_prefix("listening http://") {
            break address.to_string();
        }
    };
    Server { child, address, _out: lines }
}

/// Runs a command on a data folder.
pub fn run_at(data: &Path, arguments: &[&str]) -> Answer {
    let data = data.display().to_string();
    run(&[arguments, &["--data", &data]].concat())
}

/// A server of the test; killed when the test ends.
pub struct Server {
    child: Child,
    pub address: String,
    /// Kept open: a server that cannot print must not matter, but this is not that test.
    _out: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Server {
    /// The answer to a plain GET.
    pub fn get(&self, path: &str) -> String {
        self.get_as(path, "")
    }

    /// The answer to a GET of a program that gives itself a name.
    pub fn get_as(&self, path: &str, agent: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let named = if agent.is_empty() { String::new() } else { format!("User-Agent: {agent}\r\n") };
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\n{named}Connection: close\r\n\r\n", self.address).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Tells it to stop and waits for its exit code.
    pub fn stop(mut self) -> i32 {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
        self.child.wait().unwrap().code().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
