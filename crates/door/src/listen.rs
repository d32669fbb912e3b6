//! Connections: taken one after the other, each served in a task of its own, all ended in order when told to stop.

use std::future::Future;
use std::io::{self, Cursor};
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use bytes::BytesMut;
use http::{Request, Version, header};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::answer::{Answering, Door};
use crate::lane;

/// How long a visitor may take to send a request's head, and a connection may lie idle between two requests.
const HEAD_PATIENCE: Duration = Duration::from_secs(60);
/// A pause after the system refused a connection for lack of something, mostly of open files.
const BREATH: Duration = Duration::from_millis(200);

/// Serves until `stop` is ready, then ends when the answers under way are out.
pub async fn serve(listener: TcpListener, door: Door, stop: impl Future<Output = ()>) {
    let (stopper, stopped) = watch::channel(false);
    let mut connections = JoinSet::new();
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            taken = listener.accept() => match taken {
                Ok((stream, peer)) => {
                    connections.spawn(connection(stream, peer, door.clone(), stopped.clone()));
                }
                Err(error) => after(&error).await,
            },
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
        }
    }
    drop(listener);
    let _ = stopper.send(true);
    while connections.join_next().await.is_some() {}
}

async fn connection(stream: TcpStream, peer: SocketAddr, door: Door, mut stopped: watch::Receiver<bool>) {
    // Small answers go out at once.
    let _ = stream.set_nodelay(true);
    let stop = async move {
        let _ = stopped.wait_for(|stopped| *stopped).await;
    };
    let mut stop = pin!(stop);
    let ended = match lane::serve(stream, &door, stop.as_mut()).await {
        Ok(Some((stream, begun))) => Box::pin(by_library(stream, begun, peer, door, stop)).await,
        Ok(None) => Ok(()),
        Err(error) => Err(error.to_string()),
    };
    if let Err(error) = ended {
        tracing::debug!("a connection broke off: {error}");
    }
}

/// Serves the rest of a connection, of which `begun` has been read.
async fn by_library(
    stream: TcpStream,
    begun: BytesMut,
    peer: SocketAddr,
    door: Door,
    stop: impl Future<Output = ()>,
) -> Result<(), String> {
    let (reader, writer) = stream.into_split();
    let stream = tokio::io::join(Cursor::new(begun).chain(reader), writer);
    let service =
        service_fn(
            move |request| {
                if names_one_host(&request) { door.answer(request, Some(peer)) } else { Answering::refused() }
            },
        );
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(HEAD_PATIENCE);
    let mut served = pin!(server.serve_connection(TokioIo::new(stream), service));
    let ended = tokio::select! {
        ended = served.as_mut() => ended,
        () = stop => {
            served.as_mut().graceful_shutdown();
            served.await
        }
    };
    ended.map_err(|error| error.to_string())
}

/// RFC 9112, 3.2: a request that names its host not at all or more than once is refused, since whoever stands between
/// may have read another one.
fn names_one_host<B>(request: &Request<B>) -> bool {
    match request.headers().get_all(header::HOST).iter().count() {
        0 => request.version() < Version::HTTP_11,
        count => count == 1,
    }
}

/// What concerns one visitor only is passed over; what concerns the machine wants a pause before the next try.
async fn after(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        tracing::error!("taking a connection: {error}");
        tokio::time::sleep(BREATH).await;
    }
}
