//! Searches of one visitor over HTTP: one to three words, rare and common ones, under a filter, with total, counts and
//! extracts; words that stand in half of all items apart.

use super::city::City;
use super::texts::{Texts, WORDS};
use super::visitor::{Visitor, encode};
use super::{Figure, figure, quantile};
use crate::bench::program::Running;
use crate::failure::Failure;

/// Searches in one round.
const SEARCHES: usize = 200;
/// Rounds, of which the least disturbed one counts.
const ROUNDS: usize = 3;

/// The times of both kinds.
pub fn search(running: &Running, city: &City) -> Result<Vec<Figure>, Failure> {
    let mut visitor = Visitor::to(running.address())?;
    // The dictionary is loaded in the background after the start.
    for word in WORDS.iter().take(20) {
        visitor.get(&address(&[word], ""), "")?;
    }
    let mixed: Vec<String> = (0..SEARCHES).map(|n| address(&words(n), &format!("&year={}", 2015 + n % 10))).collect();
    let common: Vec<String> = Texts::common().iter().map(|word| address(&[word], "")).collect();
    let mut figures = Vec::new();
    for (what, addresses, target) in [
        ("searches of one to three words under a filter", &mixed, "p99 under 15 ms at 1,000,000 items"),
        ("searches for a word of half of all items", &common, "under 60 ms at 1,000,000 items"),
    ] {
        let mut best: Option<Vec<f64>> = None;
        for _ in 0..ROUNDS {
            let times = round(&mut visitor, addresses)?;
            if best.as_ref().is_none_or(|best| quantile(&times, 0.99) < quantile(best, 0.99)) {
                best = Some(times);
            }
        }
        let times = best.unwrap_or_default();
        let value = format!(
            "{:.2} ms at the median, {:.2} ms at p99, {:.2} ms at most, {} items",
            quantile(&times, 0.5),
            quantile(&times, 0.99),
            quantile(&times, 1.0),
            city.items
        );
        figures.push(figure(what, value, target));
    }
    Ok(figures)
}

/// The sorted times of one round in milliseconds.
fn round(visitor: &mut Visitor, addresses: &[String]) -> Result<Vec<f64>, Failure> {
    let mut times = Vec::with_capacity(addresses.len());
    let mut found = 0;
    for address in addresses {
        let answer = visitor.get(address, "Accept-Encoding: identity\r\n")?;
        if answer.status != 200 {
            return Err(Failure::found(format!("{address} answered {}", answer.status)));
        }
        found += usize::from(answer.text().contains("<mark>"));
        times.push(answer.took.as_secs_f64() * 1e3);
    }
    if found * 10 < addresses.len() * 9 {
        return Err(Failure::found(format!("only {found} of {} searches found something", addresses.len())));
    }
    times.sort_by(f64::total_cmp);
    Ok(times)
}

/// One to three words, in an order that mixes rare and common ones.
fn words(n: usize) -> Vec<&'static str> {
    (0..=n % 3).filter_map(|k| WORDS.get((n * 37 + k * 53) % WORDS.len()).copied()).collect()
}

fn address(words: &[&str], filter: &str) -> String {
    format!("/search?q={}{filter}", encode(&words.join(" ")))
}
