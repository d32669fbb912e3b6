//! The load of many visitors: `wrk` on the visitors' processor, and what it tells.

use std::process::Command;
use std::time::Duration;

use super::VISITORS;
use crate::failure::Failure;

const CONNECTIONS: u32 = 64;
const SECONDS: u32 = 5;
/// Visits of browsers are counted, those of programs are not: the load is to cost what visitors cost.
const AGENT: &str = "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36";

/// What one load did.
pub struct Load {
    pub requests: f64,
    pub a_second: f64,
    pub p99: Duration,
}

/// Asks for one address as often as the server answers.
pub fn load(address: &str, form: &str) -> Result<Load, Failure> {
    let mut command = Command::new("taskset");
    command.args(["-c", VISITORS, "wrk", "-t1", &format!("-c{CONNECTIONS}"), &format!("-d{SECONDS}s"), "--latency"]);
    let output = command.args(["-H", AGENT, "-H", &format!("Accept-Encoding: {form}"), address]).output();
    let output = output.map_err(|error| Failure::io("starting wrk", &error))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let told = read(&text).filter(|_| output.status.success() && !text.contains("Non-2xx"));
    told.ok_or_else(|| Failure::found(format!("wrk told something else than expected:\n{text}")))
}

fn read(text: &str) -> Option<Load> {
    let line = |part: &str| text.lines().find(|line| line.contains(part)).map(str::trim);
    let requests = line(" requests in ")?.split(' ').next()?.parse().ok()?;
    let a_second = line("Requests/sec:")?.rsplit(' ').next()?.parse().ok()?;
    let p99 = text.lines().find_map(|line| line.trim().strip_prefix("99%"))?.trim();
    Some(Load { requests, a_second, p99: duration(p99)? })
}

fn duration(text: &str) -> Option<Duration> {
    let units = [("us", 1e-6), ("ms", 1e-3), ("s", 1.0)];
    units.iter().find_map(|(unit, size)| {
        let number: f64 = text.strip_suffix(unit)?.parse().ok()?;
        Some(Duration::from_secs_f64(number * size))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_wrk_prints_is_read() {
        let text = "    Latency   706.67us  486.11us  11.24ms   98.99%\n  Latency Distribution\n     50%  784.00us\n     99%   14.47ms\n  47212 requests in 3.00s, 430.20MB read\n\
                    Requests/sec:  15732.52\nTransfer/sec:    143.36MB\n";
        let load = read(text);
        assert!(load.is_some_and(|l| l.requests == 47_212.0 && l.a_second == 15_732.52 && l.p99.as_micros() == 14_470));
        assert_eq!(duration("1.20s"), Some(Duration::from_millis(1_200)));
        assert_eq!(duration("784.00us"), Some(Duration::from_micros(784)));
    }
}
