//! A mail server for tests: speaks SMTP on a port of this machine, keeps what it is given, and can be told to refuse or
//! to fall silent at the worst moment. Delivers nothing.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// How the server behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Temper {
    /// Takes every mail.
    Takes,
    /// `550` to every recipient.
    Refuses,
    /// `451` to every recipient.
    Defers,
    /// Keeps the mail and hangs up without an answer: the sender can't know.
    HangsUp,
}

/// A mail as it came over the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub from: String,
    pub to: Vec<String>,
    pub data: String,
}

impl Mail {
    /// A header's value, its folded lines joined.
    pub fn header(&self, name: &str) -> Option<String> {
        let head = self.data.split("\r\n\r\n").next()?.replace("\r\n ", " ");
        let prefix = format!("{}:", name.to_lowercase());
        let mut values = head.lines().filter(|line| line.to_lowercase().starts_with(&prefix));
        let value = values.next()?[prefix.len()..].trim().to_string();
        assert_eq!(values.next(), None, "{name} stands once");
        Some(value)
    }

    /// The subject as people read it.
    pub fn subject(&self) -> String {
        let header = self.header("Subject").unwrap_or_default();
        let word = |word: &str| match word.strip_prefix("=?utf-8?b?").and_then(|word| word.strip_suffix("?=")) {
            Some(encoded) => utf8(STANDARD.decode(encoded).unwrap()),
            None => word.to_string(),
        };
        header.split_whitespace().map(word).collect()
    }

    /// The text as people read it.
    pub fn text(&self) -> String {
        let body = self.data.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        match self.header("Content-Transfer-Encoding").unwrap_or_default().as_str() {
            "base64" => utf8(STANDARD.decode(body.split_whitespace().collect::<String>()).unwrap()),
            "quoted-printable" => unquoted(body),
            _ => body.to_string(),
        }
    }
}

fn utf8(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

fn unquoted(body: &str) -> String {
    let joined = body.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut pieces = joined.split('=');
    bytes.extend(pieces.next().unwrap_or_default().bytes());
    for piece in pieces {
        let (code, rest) = piece.split_at(2);
        bytes.push(u8::from_str_radix(code, 16).unwrap());
        bytes.extend(rest.bytes());
    }
    utf8(bytes)
}

/// The running server; ends when dropped.
#[derive(Debug)]
pub struct SmtpSink {
    pub address: SocketAddr,
    mails: Arc<Mutex<Vec<Mail>>>,
    temper: Arc<Mutex<Temper>>,
    task: JoinHandle<()>,
}

impl SmtpSink {
    /// Starts one on a free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mails = Arc::new(Mutex::new(Vec::new()));
        let temper = Arc::new(Mutex::new(Temper::Takes));
        let (kept, mood) = (mails.clone(), temper.clone());
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let now = *mood.lock().unwrap();
                // A sender that hangs up ends its conversation, not the server.
                let _ = converse(stream, now, &kept).await;
            }
        });
        Self { address, mails, temper, task }
    }

    /// Changes how it behaves from the next connection on.
    pub fn set(&self, temper: Temper) {
        *self.temper.lock().unwrap() = temper;
    }

    /// What it has taken, in order.
    pub fn mails(&self) -> Vec<Mail> {
        self.mails.lock().unwrap().clone()
    }
}

impl Drop for SmtpSink {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn converse(stream: TcpStream, temper: Temper, mails: &Mutex<Vec<Mail>>) -> std::io::Result<()> {
    let mut line = BufReader::new(stream);
    let mut mail = Mail { from: String::new(), to: Vec::new(), data: String::new() };
    say(&mut line, "220 sink").await?;
    loop {
        let mut command = String::new();
        if line.read_line(&mut command).await? == 0 {
            return Ok(());
        }
        let verb = command.trim_end().to_uppercase();
        if verb.starts_with("MAIL FROM:") {
            mail.from = address_in(&command);
            say(&mut line, "250 ok").await?;
        } else if verb.starts_with("RCPT TO:") {
            mail.to.push(address_in(&command));
            let answer = match temper {
                Temper::Refuses => "550 no such user",
                Temper::Defers => "451 try again later",
                Temper::Takes | Temper::HangsUp => "250 ok",
            };
            say(&mut line, answer).await?;
        } else if verb == "DATA" {
            say(&mut line, "354 go on").await?;
            mail.data = read_data(&mut line).await?;
            mails.lock().unwrap().push(mail.clone());
            if temper == Temper::HangsUp {
                return Ok(());
            }
            say(&mut line, "250 taken").await?;
        } else if verb == "QUIT" {
            return say(&mut line, "221 bye").await;
        } else {
            say(&mut line, "250 ok").await?;
        }
    }
}

async fn read_data(line: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut data = String::new();
    loop {
        let mut text = String::new();
        if line.read_line(&mut text).await? == 0 {
            // A mail whose end never came was not taken.
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if text == ".\r\n" {
            return Ok(data);
        }
        data.push_str(text.strip_prefix('.').unwrap_or(&text));
    }
}

async fn say(line: &mut BufReader<TcpStream>, text: &str) -> std::io::Result<()> {
    line.get_mut().write_all(format!("{text}\r\n").as_bytes()).await
}

fn address_in(command: &str) -> String {
    command.split(['<', '>']).nth(1).unwrap_or_default().to_string()
}
