//! One mail over SMTP, step by step, so that it is known whether the server has taken it, has not, or may have.

use std::time::Duration;

use chrono::{DateTime, Utc};
use lettre::message::{Mailbox, header::ContentType};
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, Message};

use super::queue::Content;

/// Longest wait for one answer of the server.
const ANSWER: Duration = Duration::from_secs(30);
/// Longest for a whole mail; far shorter than a worker's lease.
const WHOLE: Duration = Duration::from_secs(150);

/// The server and how to speak to it.
#[derive(Debug, Clone)]
pub(super) struct Server {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub sender: String,
    pub sender_name: String,
    pub credentials: Option<(String, String)>,
}

/// How the connection is kept secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Security {
    None,
    StartTls,
    Tls,
}

/// What became of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Delivery {
    Taken,
    /// Surely not taken; trying again may help.
    Later(String),
    /// Surely not taken, and for good.
    Refused(String),
    /// The text was handed over and no answer came.
    InDoubt(String),
}

/// Sends a mail.
pub(super) async fn deliver(server: &Server, message_id: &str, at: DateTime<Utc>, content: &Content) -> Delivery {
    let message = match message(server, message_id, at, content) {
        Ok(message) => message,
        Err(error) => return Delivery::Refused(error),
    };
    let mut handed_over = false;
    match tokio::time::timeout(WHOLE, talk(server, &message, &mut handed_over)).await {
        Ok(Ok(())) => Delivery::Taken,
        Ok(Err(error)) if error.status().is_none() && handed_over => Delivery::InDoubt(error.to_string()),
        Ok(Err(error)) if error.is_permanent() => Delivery::Refused(error.to_string()),
        Ok(Err(error)) => Delivery::Later(error.to_string()),
        Err(_) if handed_over => Delivery::InDoubt("no answer in time".to_string()),
        Err(_) => Delivery::Later("no answer in time".to_string()),
    }
}

/// Header injection is impossible: addresses are parsed, the subject is encoded, the id is of our own making.
fn message(server: &Server, message_id: &str, at: DateTime<Utc>, content: &Content) -> Result<Message, String> {
    let address = |text: &str| text.parse::<Address>().map_err(|error| error.to_string());
    Message::builder()
        .from(Mailbox::new(Some(server.sender_name.clone()), address(&server.sender)?))
        .to(Mailbox::new(None, address(&content.to)?))
        .date(at.into())
        .message_id(Some(message_id.to_string()))
        .subject(content.subject.clone())
        .header(ContentType::TEXT_PLAIN)
        .body(content.body.clone())
        .map_err(|error| error.to_string())
}

async fn talk(
    server: &Server,
    message: &Message,
    handed_over: &mut bool,
) -> Result<(), lettre::transport::smtp::Error> {
    let hello = ClientId::Domain(server.sender.split_once('@').map_or("localhost", |(_, host)| host).to_string());
    let tls = || TlsParameters::new(server.host.clone());
    let at_once = if server.security == Security::Tls { Some(tls()?) } else { None };
    let place = (server.host.as_str(), server.port);
    let mut line = AsyncSmtpConnection::connect_tokio1(place, Some(ANSWER), &hello, at_once, None).await?;
    if server.security == Security::StartTls {
        line.starttls(tls()?, &hello).await?;
    }
    if let Some((user, password)) = &server.credentials {
        line.auth(&[Mechanism::Plain, Mechanism::Login], &Credentials::new(user.clone(), password.clone())).await?;
    }
    let envelope = message.envelope();
    line.command(Mail::new(envelope.from().cloned(), vec![])).await?;
    for to in envelope.to() {
        line.command(Rcpt::new(to.clone(), vec![])).await?;
    }
    line.command(Data).await?;
    *handed_over = true;
    line.message(&message.formatted()).await?;
    line.abort().await;
    Ok(())
}
