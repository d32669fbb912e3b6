//! A router that numbers its answers and puts each on the shelf, behind a door.

use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Extension, Request};
use axum::routing::any;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use http_body_util::BodyExt;

use crate::{Body, Door, Given, Place, Ready, Shelf};

#[derive(Default)]
pub(super) struct Counted(pub AtomicUsize);

impl Given for Counted {
    fn given(&self, _: StatusCode, _: &str) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

type Happening = Option<Box<dyn FnOnce() + Send>>;

pub(super) struct House {
    pub door: Door,
    pub shelf: Arc<Shelf>,
    pub clock: Arc<AtomicI64>,
    pub counted: Arc<Counted>,
    /// What happens in the handler before it puts its answer on the shelf.
    pub meanwhile: Arc<Mutex<Happening>>,
}

impl House {
    pub fn new() -> Self {
        let clock = Arc::new(AtomicI64::new(1_000));
        let (told, made) = (clock.clone(), AtomicUsize::new(0));
        let shelf = Arc::new(Shelf::new(move || told.load(Ordering::SeqCst)));
        let counted = Arc::new(Counted::default());
        let meanwhile: Arc<Mutex<Happening>> = Arc::default();
        let (kept, count, between) = (shelf.clone(), counted.clone(), meanwhile.clone());
        let handler = move |place: Option<Extension<Place>>, _: Request| {
            let text = format!("answer {}", made.fetch_add(1, Ordering::SeqCst));
            if let Some(happens) = between.lock().unwrap().take() {
                happens();
            }
            let mut headers = HeaderMap::new();
            headers.insert(header::ETAG, HeaderValue::from_str(&format!("\"{text}\"")).unwrap());
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            if let Some(Extension(place)) = place {
                let body = text.clone().into();
                kept.put(&place, Ready { headers: headers.clone(), body, until: 2_000, counted: count.clone() });
            }
            std::future::ready((headers, text))
        };
        let handler = Arc::new(handler);
        let route = any(move |place: Option<Extension<Place>>, request: Request| handler(place, request));
        let router = Router::new().fallback_service(route);
        Self { door: Door::new(router).with_shelf(shelf.clone()), shelf, clock, counted, meanwhile }
    }

    pub async fn ask(&self, path: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap, String) {
        let mut request = http::Request::builder().uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = self.door.answer(request.body(axum::body::Body::empty()).unwrap(), None).await;
        let (head, body): (_, Body) = answer.unwrap().into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        (head.status, head.headers, String::from_utf8(bytes.to_vec()).unwrap())
    }

    pub async fn text(&self, path: &str, headers: &[(&str, &str)]) -> String {
        self.ask(path, headers).await.2
    }
}

pub(super) const HOST: (&str, &str) = ("host", "city.example");
