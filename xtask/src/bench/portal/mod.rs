//! Measures of the portal: a page at hand beside nginx serving the same bytes, a page that is not at hand, search, the
//! memory of all that. Server and client have a processor of their own each; what is compared is taken in one run, turn
//! and turn about.
//!
//! The city is made once for each scale and kept beside the build (`bench/portal-city-N`), since making it takes longest.

mod beside_nginx;
mod city;
mod nginx;
mod pages;
mod search;
mod shown;
mod texts;
mod visitor;
mod wrk;

use super::Figure;
use super::program::{Running, Workplace};
use crate::debian;
use crate::failure::Failure;
use crate::programs::find_in_path;

/// The processor of the servers, and that of their visitors.
const SERVER: &str = "0";
const VISITORS: &str = "1";

/// All measures of the portal.
pub fn portal(workplace: &Workplace) -> Result<Vec<Figure>, Failure> {
    prepare()?;
    let city = city::make(workplace)?;
    let mut running = city.place.serve_on(SERVER, &["serve"])?;
    running.wait_for("/readyz")?;
    let mut figures = Vec::new();
    figures.extend(pages::uncached(&running, &city)?);
    figures.extend(search::search(&running, &city)?);
    figures.extend(beside_nginx::compare(workplace, &running)?);
    figures.extend(shown::shown(&running, &city)?);
    figures.extend(pages::open_connections(&running)?);
    figures.push(pages::memory(&running));
    figures.push(city::size_of_index(&city)?);
    Ok(figures)
}

fn prepare() -> Result<(), Failure> {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    if processors < 2 {
        return Err(Failure::impossible(
            "the portal is measured with a processor each for server and client: two are needed",
        ));
    }
    if find_in_path(&["nginx"]).is_none() || find_in_path(&["wrk"]).is_none() {
        debian::install("nginx or wrk", &["nginx-light", "wrk"])?;
    }
    Ok(())
}

/// A figure with a target.
fn figure(what: impl Into<String>, value: String, target: &'static str) -> Figure {
    Figure { what: what.into().into(), value, target: target.into() }
}

/// The value that `share` of the sorted values do not exceed.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    let at = (last as f64 * share).ceil() as usize;
    sorted.get(at.min(last)).copied().unwrap_or(f64::NAN)
}

/// The middle value.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    quantile(&values, 0.5)
}

/// A path of the running server as a whole address.
fn whole_address(running: &Running, path: &str) -> String {
    format!("http://{}{path}", running.address())
}
