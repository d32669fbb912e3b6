//! Packing files into one zip while it is being sent: only the file at hand is in memory, and nothing opened lies on disk.
//! What is packed, and who may have it, is decided before.

use std::io::{Error, ErrorKind, Write};

use bytes::Bytes;
use documents::write::Bundler;
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::context::App;
use crate::error::AppError;
use crate::request::seal::CaseKey;

/// Bytes that are sent together.
const CHUNK: usize = 64 * 1024;
/// Chunks that wait for a slow receiver.
const WAITING: usize = 8;

/// What a part of the zip holds.
pub(super) enum Content {
    Made(Bytes),
    /// A sealed file of the case, by its hash.
    Kept(String),
}

/// Packs the parts in this order into the chunks that come. One that cannot be opened breaks the whole off: the receiver
/// sees that the file is not complete.
pub(super) fn pack(app: &App, key: CaseKey, parts: Vec<(String, Content)>) -> Receiver<Result<Bytes, Error>> {
    let (send, receive) = channel(WAITING);
    let (app, runtime) = (app.clone(), Handle::current());
    tokio::task::spawn_blocking(move || {
        if let Err(error) = write(&app, &key, parts, &runtime, send.clone()) {
            tracing::error!("packing the folder of a case: {error}");
            // Whoever has gone away need not be told.
            let _ = send.blocking_send(Err(Error::other(error.to_string())));
        }
    });
    receive
}

fn write(
    app: &App,
    key: &CaseKey,
    parts: Vec<(String, Content)>,
    runtime: &Handle,
    send: Sender<Result<Bytes, Error>>,
) -> Result<(), AppError> {
    let told = |error: documents::write::WriteError| AppError::Internal(error.to_string());
    let mut zip = Bundler::new(Chunks { send, held: Vec::with_capacity(CHUNK) });
    for (name, content) in parts {
        let bytes = match content {
            Content::Made(bytes) => bytes,
            Content::Kept(hash) => key.open_file(&runtime.block_on(app.files().get(&hash))?)?,
        };
        zip.add(&name, &bytes).map_err(told)?;
    }
    zip.finish().map_err(told)
}

/// Gathers what is written into chunks and hands them on.
struct Chunks {
    send: Sender<Result<Bytes, Error>>,
    held: Vec<u8>,
}

impl Write for Chunks {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.held.extend_from_slice(bytes);
        if self.held.len() >= CHUNK {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        if self.held.is_empty() {
            return Ok(());
        }
        let chunk = std::mem::replace(&mut self.held, Vec::with_capacity(CHUNK));
        self.send.blocking_send(Ok(chunk.into())).map_err(|_| Error::from(ErrorKind::BrokenPipe))
    }
}
