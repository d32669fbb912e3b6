//! Measures of the demo city as a whole: making it, starting on it, the memory it takes.

use super::Figure;
use super::program::{Running, Workplace};
use crate::failure::Failure;

const HEALTH: &str = "/healthz";
const READY: &str = "/readyz";

/// From an empty folder to a served city.
pub fn demo(workplace: &Workplace) -> Result<Vec<Figure>, Failure> {
    let mut running = workplace.serve(&["demo", "--scale", &workplace.scale().to_string()])?;
    let ready = running.wait_for(READY)?;
    let target = if workplace.scale() == 1 { "under 60 s on 2 cores" } else { "none at this scale" };
    Ok(vec![Figure { what: "ready after", value: format!("{:.2} s", ready.as_secs_f64()), target }, memory(&running)])
}

/// From starting the server on a city made before to its first answer, and to its first portal page.
pub fn start(workplace: &Workplace) -> Result<Vec<Figure>, Failure> {
    let mut making = workplace.serve(&["demo", "--scale", &workplace.scale().to_string()])?;
    making.wait_for(READY)?;
    drop(making);
    let mut running = workplace.serve(&["serve"])?;
    let answered = running.wait_for(HEALTH)?;
    let page = running.wait_for("/")?;
    Ok(vec![
        Figure { what: "first answer after", value: format!("{:.3} s", answered.as_secs_f64()), target: "1 s" },
        Figure { what: "first portal page after", value: format!("{:.3} s", page.as_secs_f64()), target: "none" },
        memory(&running),
    ])
}

fn memory(running: &Running) -> Figure {
    let value = running
        .find_anonymous_memory()
        .map_or_else(|| "unknown on this system".to_owned(), |bytes| format!("{:.0} MB", bytes as f64 / 1_000_000.0));
    Figure { what: "anonymous memory", value, target: "under 250 MB" }
}
