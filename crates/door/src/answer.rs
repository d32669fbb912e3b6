//! One request: from the shelf, or through the router.

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::Router;
use axum::extract::ConnectInfo;
use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};
use tower::Service;

use crate::asking::Asking;
use crate::body::Body;
use crate::shelf::{Found, Place, Shelf};

/// A router with the shelf before it. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Door {
    router: Router,
    shelf: Option<Arc<Shelf>>,
}

/// An answer that is ready or on its way.
pub enum Answering {
    Ready(Option<Response<Body>>),
    Routed(Pin<Box<dyn Future<Output = Response<Body>> + Send>>),
}

impl Door {
    /// A door that hands everything to the router.
    #[must_use]
    pub const fn new(router: Router) -> Self {
        Self { router, shelf: None }
    }

    /// The same with a shelf; what the router puts there, it has to take away in time.
    #[must_use]
    pub fn with_shelf(self, shelf: Arc<Shelf>) -> Self {
        Self { shelf: Some(shelf), ..self }
    }

    /// Where the answer to a request has its place, and the answer if it lies there.
    pub(crate) fn look_up(&self, asking: &Asking<'_>) -> Option<(Place, Option<Found>)> {
        let shelf = self.shelf.as_ref()?;
        let place = shelf.place(asking)?;
        let found = shelf.find(&place, asking);
        Some((place, found))
    }

    /// Answers a request; `peer` is the address that the connection comes from.
    pub fn answer<B>(&self, mut request: Request<B>, peer: Option<SocketAddr>) -> Answering
    where
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<axum::BoxError>,
    {
        match Asking::of(&request).and_then(|asking| self.look_up(&asking)) {
            Some((_, Some(found))) => return Answering::Ready(Some(found.response())),
            Some((place, None)) => {
                request.extensions_mut().insert(place);
            }
            None => {}
        }
        if let Some(peer) = peer {
            request.extensions_mut().insert(ConnectInfo(peer));
        }
        let mut router = self.router.clone();
        Answering::Routed(Box::pin(async move {
            let Ok(response) = router.call(request.map(axum::body::Body::new)).await;
            response.map(Body::Made)
        }))
    }
}

impl Answering {
    /// The answer to a request that is none, after which the connection ends.
    pub(crate) fn refused() -> Self {
        let mut response = Response::new(Body::ready(Bytes::new()));
        *response.status_mut() = StatusCode::BAD_REQUEST;
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        Self::Ready(Some(response))
    }
}

impl Future for Answering {
    type Output = Result<Response<Body>, Infallible>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.get_mut() {
            // Taken once; whoever asks an answered future again waits for nothing.
            Self::Ready(response) => response.take().map_or(Poll::Pending, |response| Poll::Ready(Ok(response))),
            Self::Routed(answer) => answer.as_mut().poll(cx).map(Ok),
        }
    }
}
