//! `gongkai config print`: the configuration in force, or the documented default file.

use crate::arguments::Place;
use crate::config::Config;
use crate::failure::{Ended, Failure};
use crate::folder::Folder;
use crate::terminal::say;

pub fn print(place: &Place, default: bool) -> Result<Ended, Failure> {
    let config = if default { Config::default() } else { in_force(place)? };
    say(config.without_secrets().document().trim_end());
    Ok(Ended::Done)
}

/// Without a data folder: the defaults under the environment.
fn in_force(place: &Place) -> Result<Config, Failure> {
    if let Some(named) = place.named() {
        return Config::read(&Folder::open(&named)?.config_file());
    }
    Config::read(&Folder::at(&place.folder()).config_file())
}
