//! The table of settings, by what they are for. Adding a row to one of the files is all that a new setting needs.

mod mail;
mod publishing;
mod reports;
mod requests;
mod running;
mod voice;

use super::{Group, Kind, Setting, Source};

const fn days(max: i64) -> Kind {
    Kind::Number { min: 1, max, unit: "天" }
}

const fn working_days(min: i64, max: i64) -> Kind {
    Kind::Number { min, max, unit: "个工作日" }
}

const fn number(min: i64, max: i64, unit: &'static str) -> Kind {
    Kind::Number { min, max, unit }
}

/// Every setting, in the order shown.
pub fn registry() -> impl Iterator<Item = &'static Setting> {
    let parts =
        [publishing::PUBLISHING, requests::REQUESTS, reports::REPORTS, voice::VOICE, mail::MAIL, running::RUNNING];
    parts.into_iter().flatten()
}
