//! Each request gets an id, a line in the log and its place in the metrics. Paths are logged as the route table
//! writes them: what a visitor typed, and who he is, reaches neither. Answers that lie ready at the door are counted, not
//! logged: writing a line takes longer than such an answer.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use door::Given;
use tracing::Instrument;

use crate::state::Web;

/// Upper bounds of the latency classes, in milliseconds.
const BOUNDS: [u64; 9] = [1, 5, 10, 25, 50, 100, 250, 1_000, 5_000];

/// The id of a request, shown on error pages so that the log line can be found.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// The route that answered, left by the layers inside the router for the log.
#[derive(Debug, Clone)]
struct Route(String);

#[derive(Debug, Clone, Default)]
struct Series {
    count: u64,
    total_ms: u64,
    classes: [u64; BOUNDS.len()],
}

/// Answers of one route that lay ready at the door: each took less than the shortest class of latency.
#[derive(Debug, Default)]
pub struct ReadyCount {
    whole: AtomicU64,
    unchanged: AtomicU64,
}

impl Given for ReadyCount {
    fn given(&self, status: StatusCode, _: &str) {
        let count = if status == StatusCode::NOT_MODIFIED { &self.unchanged } else { &self.whole };
        count.fetch_add(1, Ordering::Relaxed);
    }
}

type AllSeries = BTreeMap<(String, &'static str, u16), Series>;

/// What is counted.
#[derive(Debug, Default)]
pub struct Metrics {
    series: Mutex<AllSeries>,
    ready: Mutex<BTreeMap<String, Arc<ReadyCount>>>,
}

impl Metrics {
    /// The counter of a route's answers from the shelf.
    #[must_use]
    pub fn ready(&self, route: &str) -> Arc<ReadyCount> {
        let mut all = self.ready.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry(route.to_string()).or_default())
    }

    /// Answers that the door gave by itself.
    #[must_use]
    pub fn given_ready(&self) -> u64 {
        let all = self.ready.lock().unwrap_or_else(PoisonError::into_inner);
        let counts = all.values().flat_map(|count| [&count.whole, &count.unchanged]);
        counts.map(|count| count.load(Ordering::Relaxed)).sum()
    }

    fn all(&self) -> AllSeries {
        let mut all = self.series.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for (route, ready) in self.ready.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            for (status, count) in [(200, &ready.whole), (304, &ready.unchanged)] {
                let count = count.load(Ordering::Relaxed);
                if count > 0 {
                    let series = all.entry((route.clone(), "GET", status)).or_default();
                    series.count += count;
                    series.classes.iter_mut().for_each(|class| *class += count);
                }
            }
        }
        all
    }

    fn add(&self, route: &str, method: &'static str, status: u16, ms: u64) {
        let mut all = self.series.lock().unwrap_or_else(PoisonError::into_inner);
        let series = all.entry((route.to_string(), method, status)).or_default();
        series.count += 1;
        series.total_ms += ms;
        for (class, bound) in series.classes.iter_mut().zip(BOUNDS) {
            *class += u64::from(ms <= bound);
        }
    }

    /// Requests and latencies in the text form of Prometheus.
    #[must_use]
    pub fn text(&self) -> String {
        let all = self.all();
        let mut out = String::from("# TYPE gongkai_http_requests_total counter\n");
        for ((route, method, status), series) in &all {
            let _ = writeln!(
                out,
                "gongkai_http_requests_total{{route=\"{route}\",method=\"{method}\",status=\"{status}\"}} {}",
                series.count
            );
        }
        out.push_str("# TYPE gongkai_http_request_seconds histogram\n");
        for ((route, method, status), series) in &all {
            let labels = format!("route=\"{route}\",method=\"{method}\",status=\"{status}\"");
            for (count, bound) in series.classes.iter().zip(BOUNDS) {
                let _ =
                    writeln!(out, "gongkai_http_request_seconds_bucket{{{labels},le=\"{}\"}} {count}", seconds(bound));
            }
            let _ = writeln!(out, "gongkai_http_request_seconds_bucket{{{labels},le=\"+Inf\"}} {}", series.count);
            let _ = writeln!(out, "gongkai_http_request_seconds_sum{{{labels}}} {}", seconds(series.total_ms));
            let _ = writeln!(out, "gongkai_http_request_seconds_count{{{labels}}} {}", series.count);
        }
        out
    }
}

fn seconds(ms: u64) -> String {
    format!("{}.{:03}", ms / 1_000, ms % 1_000)
}

/// The outermost layer.
pub async fn observe(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let id = web.app().random().bytes::<6>().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = known_method(request.method());
    let began = Instant::now();
    let span = tracing::info_span!("request", id = %id);
    let mut response = next.run(request).instrument(span).await;
    let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let status = response.status().as_u16();
    let route = response.extensions().get::<Route>().map_or("other", |r| r.0.as_str()).to_string();
    web.metrics().add(&route, method, status, ms);
    tracing::info!(target: "gongkai::http", id = %id, method, route = %route, status, ms, "answered");
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    response
}

/// The layer inside a router, where it is known which route answers.
pub async fn name_route(path: Option<MatchedPath>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if let Some(path) = path {
        response.extensions_mut().insert(Route(path.as_str().to_string()));
    }
    response
}

const fn known_method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "other",
    }
}

/// The cache's counters in the text form of Prometheus.
#[must_use]
pub fn cache_text(web: &Web) -> String {
    let tally = web.cache().tally();
    let (bytes, pages) = web.cache().size();
    let counters = [
        ("gongkai_page_cache_hits_total", tally.hits.load(Ordering::Relaxed) + web.metrics().given_ready()),
        ("gongkai_page_cache_misses_total", tally.misses.load(Ordering::Relaxed)),
        ("gongkai_page_cache_purged_total", tally.purged.load(Ordering::Relaxed)),
    ];
    let gauges = [("gongkai_page_cache_bytes", bytes), ("gongkai_page_cache_pages", pages)];
    let mut out = String::new();
    for (name, value) in counters {
        let _ = writeln!(out, "# TYPE {name} counter\n{name} {value}");
    }
    for (name, value) in gauges {
        let _ = writeln!(out, "# TYPE {name} gauge\n{name} {value}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latencies_are_counted_in_growing_classes() {
        let metrics = Metrics::default();
        metrics.add("/items/{id}", "GET", 200, 7);
        metrics.add("/items/{id}", "GET", 200, 60);
        let text = metrics.text();
        let line = |le: &str, n: u32| {
            format!("bucket{{route=\"/items/{{id}}\",method=\"GET\",status=\"200\",le=\"{le}\"}} {n}\n")
        };
        assert!(
            text.contains(&line("0.005", 0)) && text.contains(&line("0.010", 1)) && text.contains(&line("0.100", 2)),
            "{text}"
        );
        metrics.ready("/items/{id}").given(StatusCode::OK, "");
        assert!(metrics.text().contains(&line("0.005", 1)) && metrics.text().contains(&line("0.100", 3)));
        assert!(text.contains("seconds_sum{route=\"/items/{id}\",method=\"GET\",status=\"200\"} 0.067"));
    }
}
