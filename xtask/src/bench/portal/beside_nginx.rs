//! A page at hand, from us and from nginx, turn and turn about on the same processor.

use std::time::Duration;

use super::nginx::Nginx;
use super::visitor::Visitor;
use super::wrk::{self, Load};
use super::{Figure, figure, median, whole_address};
use crate::bench::program::{Running, Workplace};
use crate::failure::Failure;

/// Turns; the middle one counts.
const TURNS: usize = 3;
/// The item that is read.
const PAGE: &str = "/items/770";

/// One load with the share of the processor that the server had.
struct Turn {
    load: Load,
    /// Requests for each second of the server's processor time: hardly depends on what else the machine does.
    for_processor: f64,
    busy: f64,
}

/// Requests a second and latency beside nginx, with and without compression.
pub fn compare(workplace: &Workplace, running: &Running) -> Result<Vec<Figure>, Failure> {
    let get = |form: &str| Visitor::to(running.address())?.get(PAGE, &format!("Accept-Encoding: {form}\r\n"));
    let (plain, packed) = (get("identity")?, get("gzip")?);
    if plain.status != 200 || packed.status != 200 {
        return Err(Failure::found(format!("{PAGE} answered {}", plain.status)));
    }
    let nginx = Nginx::serve(&workplace.beside("nginx"), PAGE, &plain.body, &packed.body)?;
    let (ours, theirs) = (whole_address(running, PAGE), format!("http://{}{PAGE}", nginx.address()));
    let mut figures = Vec::new();
    for (form, bytes) in [("gzip", packed.body.len()), ("identity", plain.body.len())] {
        let mut turns = Vec::new();
        for _ in 0..TURNS {
            let theirs = turn(&theirs, form, || nginx.processor_time())?;
            let ours = turn(&ours, form, || running.find_processor_time())?;
            turns.push((ours, theirs));
        }
        figures.extend(told(form, bytes, &turns));
    }
    Ok(figures)
}

fn turn(address: &str, form: &str, time: impl Fn() -> Option<Duration>) -> Result<Turn, Failure> {
    let before = time().unwrap_or_default();
    let load = wrk::load(address, form)?;
    let used = time().unwrap_or_default().saturating_sub(before).as_secs_f64();
    let passed = load.requests / load.a_second;
    Ok(Turn { for_processor: load.requests / used, busy: used / passed, load })
}

fn told(form: &str, bytes: usize, turns: &[(Turn, Turn)]) -> Vec<Figure> {
    let of = |value: &dyn Fn(&(Turn, Turn)) -> f64| median(turns.iter().map(value).collect());
    let ratio = of(&|(ours, theirs)| ours.load.a_second / theirs.load.a_second);
    let for_processor = of(&|(ours, theirs)| ours.for_processor / theirs.for_processor);
    let p99 = of(&|(ours, theirs)| ours.load.p99.as_secs_f64() / theirs.load.p99.as_secs_f64());
    let (ours, theirs) = (of(&|(ours, _)| ours.load.a_second), of(&|(_, theirs)| theirs.load.a_second));
    let (our_busy, busy) = (of(&|(ours, _)| ours.busy * 100.0), of(&|(_, theirs)| theirs.busy * 100.0));
    let note = if busy < 95.0 { "; TOO BUSY A MACHINE: nginx's processor was not nginx's alone" } else { "" };
    let what = |of: &str| format!("a page at hand, {form}, {bytes} bytes: {of} beside nginx");
    vec![
        figure(
            what("requests a second"),
            format!(
                "{ratio:.2} ({ours:.0} and {theirs:.0}; processor {our_busy:.0} % and {busy:.0} % busy; \
                 {for_processor:.2} for the same processor time{note})"
            ),
            "at least 1.0, nginx's processor at least 95 % busy",
        ),
        figure(what("p99"), format!("{p99:.2}"), "no more than 1.0"),
    ]
}
