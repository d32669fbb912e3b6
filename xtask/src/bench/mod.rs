//! `cargo xtask bench`: measures of the whole program, printed as one line each.
//!
//! For comparing before and after on one machine, in one run; no test depends on a time measured here.

mod city;
mod import;
mod lighthouse;
mod mirror;
mod portal;
mod program;
mod report;
mod requests;

use std::borrow::Cow;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::assets;
use crate::failure::Failure;
use crate::programs::say;
use crate::workspace;

use program::Workplace;

const USAGE: &str = "Usage: cargo xtask bench [NAME…] [--scale N]";

/// One measure: a name to ask for it by, what it tells, and how it is taken.
struct Measure {
    name: &'static str,
    /// Measures of one place share what was made there before: a large city is made once.
    place: &'static str,
    about: &'static str,
    take: fn(&Workplace) -> Result<Vec<Figure>, Failure>,
}

/// One measured figure with its unit and, where the project has set one, the target.
struct Figure {
    what: Cow<'static, str>,
    value: String,
    target: Cow<'static, str>,
}

const MEASURES: &[Measure] = &[
    Measure {
        name: "demo",
        place: "demo",
        about: "from an empty folder to a ready demo city, and the memory of the process then",
        take: city::demo,
    },
    Measure {
        name: "start",
        place: "city",
        about: "from starting the server on an existing city to its first answer",
        take: city::start,
    },
    Measure {
        name: "memory",
        place: "city",
        about: "the serving process's anonymous memory, fresh and after reading",
        take: city::memory_at_work,
    },
    Measure {
        name: "import",
        place: "import",
        about: "items a second of `gongkai import items`, with audit and index",
        take: import::import,
    },
    Measure {
        name: "lighthouse",
        place: "lighthouse",
        about: "what Lighthouse says of home, list, item and search: four scores each",
        take: lighthouse::lighthouse,
    },
    Measure {
        name: "mirror",
        place: "mirror",
        about: "pages a second of `gongkai export static`, and a second run after ten changes",
        take: mirror::mirror,
    },
    Measure {
        name: "portal",
        place: "portal",
        about: "pages beside nginx, pages not at hand, searches over 100,000 items, open connections, memory",
        take: portal::portal,
    },
    Measure {
        name: "report",
        place: "report",
        about: "the annual reports of 1,000 agencies over 1,000,000 cases, one as PDF, the checker over 10,000 files",
        take: report::report,
    },
    Measure {
        name: "requests",
        place: "requests",
        about: "limits of all open cases computed anew, the desk with 100,000 of them, submissions beside raw commits",
        take: requests::requests,
    },
];

/// Takes the measures asked for, or lists them all.
pub fn run(arguments: &[String]) -> Result<(), Failure> {
    let (names, scale) = parse(arguments)?;
    if names.is_empty() {
        println!("{USAGE}\n\nMeasures:");
        for measure in MEASURES {
            println!("  {:<12}{}", measure.name, measure.about);
        }
        return Ok(());
    }
    let chosen = names.iter().map(|name| get_measure(name)).collect::<Result<Vec<_>, _>>()?;
    assets::prepare()?;
    let program = workspace::build_program()?;
    let mut places = BTreeMap::new();
    for measure in chosen {
        say(&format!("measuring {} at scale {scale}, load of the machine {}", measure.name, load()));
        let workplace = match places.entry(measure.place) {
            Entry::Occupied(place) => place.into_mut(),
            Entry::Vacant(place) => place.insert(Workplace::create(&program, measure.place, scale)?),
        };
        for figure in (measure.take)(workplace)? {
            println!("{} {}: {} (target: {})", measure.name, figure.what, figure.value, figure.target);
        }
    }
    Ok(())
}

/// How many processes wanted a processor in the last minute: a figure taken on a busy machine says less.
fn load() -> String {
    let told = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    told.split(' ').next().filter(|load| !load.is_empty()).unwrap_or("unknown").to_owned()
}

fn parse(arguments: &[String]) -> Result<(Vec<&str>, u32), Failure> {
    let mut names = Vec::new();
    let mut scale = 1;
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--scale" => {
                scale = rest
                    .next()
                    .and_then(|number| number.parse().ok())
                    .filter(|number| *number > 0)
                    .ok_or_else(|| Failure::usage("--scale wants a whole number above 0", USAGE))?;
            }
            flag if flag.starts_with('-') => {
                return Err(Failure::usage(&format!("`cargo xtask bench` has no option `{flag}`"), USAGE));
            }
            name => names.push(name),
        }
    }
    Ok((names, scale))
}

fn get_measure(name: &str) -> Result<&'static Measure, Failure> {
    MEASURES
        .iter()
        .find(|measure| measure.name == name)
        .ok_or_else(|| Failure::usage(&format!("there is no measure `{name}`; `cargo xtask bench` lists them"), USAGE))
}
