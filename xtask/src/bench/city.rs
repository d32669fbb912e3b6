//! Measures of the demo city as a whole: making it, starting on it, the memory it takes.

use std::time::Duration;

use super::Figure;
use super::program::{Running, Workplace};
use crate::failure::Failure;

const HEALTH: &str = "/healthz";
const READY: &str = "/readyz";

/// What is read before the memory is looked at again.
const PAGES: [&str; 6] =
    ["/", "/gov-info", "/gov-info/catalogue", "/gov-info/annual-reports", "/sections/shiqing", "/sitemap.xml"];
const ROUNDS: u32 = 50;
const ITEMS_A_ROUND: u32 = 20;
/// 政府、规划、财政、教育、通知、公告、2019、项目, as an address spells them.
const WORDS: [&str; 8] = [
    "%E6%94%BF%E5%BA%9C",
    "%E8%A7%84%E5%88%92",
    "%E8%B4%A2%E6%94%BF",
    "%E6%95%99%E8%82%B2",
    "%E9%80%9A%E7%9F%A5",
    "%E5%85%AC%E5%91%8A",
    "2019",
    "%E9%A1%B9%E7%9B%AE",
];

/// From an empty folder to a served city.
pub fn demo(workplace: &Workplace) -> Result<Vec<Figure>, Failure> {
    let mut running = workplace.serve(&["demo", "--scale", &workplace.scale().to_string()])?;
    let ready = running.wait_for(READY)?;
    let target = if workplace.scale() == 1 { "under 60 s on 2 cores" } else { "none at this scale" };
    Ok(vec![
        Figure { what: "ready after".into(), value: format!("{:.2} s", ready.as_secs_f64()), target: target.into() },
        memory("anonymous memory", &running),
    ])
}

/// From starting the server on a city made before to its first answer, and to its first portal page.
pub fn start(workplace: &Workplace) -> Result<Vec<Figure>, Failure> {
    make(workplace)?;
    let bare = workplace.time_of_spawn()?;
    let mut running = workplace.serve(&["serve"])?;
    let answered = running.wait_for(HEALTH)?;
    let page = running.wait_for("/")?;
    let times = |time: Duration| {
        let ratio = time.as_secs_f64() / bare.as_secs_f64();
        format!("{:.3} s ({ratio:.1} times `gongkai --version`)", time.as_secs_f64())
    };
    Ok(vec![
        Figure { what: "first answer after".into(), value: times(answered), target: "1 s".into() },
        Figure { what: "first portal page after".into(), value: times(page), target: "none".into() },
        memory("anonymous memory", &running),
    ])
}

/// The serving process's memory, fresh and after pages, lists and searches were read.
pub fn memory_at_work(workplace: &Workplace) -> Result<Vec<Figure>, Failure> {
    make(workplace)?;
    let mut running = workplace.serve(&["serve"])?;
    running.wait_for("/")?;
    let mut figures = vec![memory("anonymous memory after the start", &running)];
    for round in 0..ROUNDS {
        for path in PAGES {
            running.page(path)?;
        }
        for item in 0..ITEMS_A_ROUND {
            running.page(&format!("/items/{}", 1 + round * ITEMS_A_ROUND + item))?;
        }
        running.page(&format!("/gov-info/catalogue?page={}", round + 1))?;
        // Below the limit of searches that one address may make in a minute.
        if let Some(word) = WORDS.get(round as usize) {
            running.page(&format!("/search?q={word}"))?;
        }
    }
    figures.push(memory("anonymous memory after reading", &running));
    Ok(figures)
}

/// Makes the city that is measured, unless a measure before has made it.
fn make(workplace: &Workplace) -> Result<(), Failure> {
    if workplace.has_data() {
        return Ok(());
    }
    let mut making = workplace.serve(&["demo", "--scale", &workplace.scale().to_string()])?;
    making.wait_for(READY).map(|_| ())
}

fn memory(what: &'static str, running: &Running) -> Figure {
    let value = running
        .find_anonymous_memory()
        .map_or_else(|| "unknown on this system".to_owned(), |bytes| format!("{:.0} MB", bytes as f64 / 1_000_000.0));
    Figure { what: what.into(), value, target: "under 250 MB".into() }
}
