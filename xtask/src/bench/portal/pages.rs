//! Pages that are not at hand, connections that lie open, and the memory of the server.

use super::city::City;
use super::visitor::Visitor;
use super::{Figure, figure, quantile};
use crate::bench::program::Running;
use crate::failure::Failure;

/// Pages read, none of them twice.
const PAGES: u64 = 400;
/// The first of them are for warming up.
const WARM: u64 = 50;
/// Connections held open.
const CONNECTIONS: usize = 256;
/// A header that the quick lane does not read, so that the connection costs what it costs at most.
const BY_LIBRARY: &str = "TE: trailers\r\n";

/// Time to the last byte of item pages that nobody has asked for: right after the start, while all items are walked for
/// the sitemap, and when that is done.
pub fn uncached(running: &Running, city: &City) -> Result<Vec<Figure>, Failure> {
    let begun = render(running, city, 0)?;
    // The first sitemap is answered when the walk is over.
    running.page("/sitemap.xml")?;
    let steady = render(running, city, 1)?;
    Ok(vec![
        figure("an item page that is not at hand, right after the start", begun, "none"),
        figure("an item page that is not at hand", steady, "median under 3 ms"),
    ])
}

/// `shift` tells the pages of one turn from those of another.
fn render(running: &Running, city: &City, shift: u64) -> Result<String, Failure> {
    let mut visitor = Visitor::to(running.address())?;
    let mut times = Vec::new();
    // Spread over the further items, which come after those of the demo city.
    for round in 0..PAGES {
        let id = 10_000 + shift + round * (city.items - 10_001) / PAGES;
        let answer = visitor.get(&format!("/items/{id}"), "Accept-Encoding: gzip\r\n")?;
        if answer.status != 200 {
            return Err(Failure::found(format!("/items/{id} answered {}", answer.status)));
        }
        if round >= WARM {
            times.push(answer.took.as_secs_f64() * 1e3);
        }
    }
    times.sort_by(f64::total_cmp);
    Ok(format!("{:.2} ms at the median, {:.2} ms at p99", quantile(&times, 0.5), quantile(&times, 0.99)))
}

/// What connections cost that lie open after an answer each.
pub fn open_connections(running: &Running) -> Result<Vec<Figure>, Failure> {
    let mut figures = Vec::new();
    for (what, lines) in [("in the quick lane", ""), ("served by the library", BY_LIBRARY)] {
        Visitor::to(running.address())?.get("/", lines)?;
        let before = running.find_anonymous_memory();
        let mut visitors = Vec::with_capacity(CONNECTIONS);
        for _ in 0..CONNECTIONS {
            let mut visitor = Visitor::to(running.address())?;
            visitor.get("/", lines)?;
            visitors.push(visitor);
        }
        let after = running.find_anonymous_memory();
        let value = match before.zip(after) {
            Some((before, after)) => format!("{:.1} MB", after.saturating_sub(before) as f64 / 1e6),
            None => "unknown on this system".into(),
        };
        figures.push(figure(format!("{CONNECTIONS} connections held open, {what}"), value, "under 10 MB"));
    }
    Ok(figures)
}

/// The server's memory after all that.
pub fn memory(running: &Running) -> Figure {
    let value = running
        .find_anonymous_memory()
        .map_or_else(|| "unknown on this system".to_owned(), |bytes| format!("{:.0} MB", bytes as f64 / 1e6));
    figure("anonymous memory after all of this", value, "under 300 MB")
}
