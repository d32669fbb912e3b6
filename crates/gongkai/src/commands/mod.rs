//! One module a command. Each reads what it needs, calls the use cases, and says what came of it.

mod audit;
mod backup;
mod calendar;
mod config;
mod demo;
mod doctor;
mod export;
mod import;
mod init;
mod keys;
mod migrate;
mod report;
mod restore;
mod search;
mod serve;
mod surroundings;
mod user;
mod workers;

use crate::arguments::{Arguments, Command, Place};
use crate::config::Config;
use crate::failure::{Ended, Failure};
use crate::folder::Folder;
use crate::logging;

/// Runs what was asked for.
pub fn run(arguments: Arguments) -> Result<Ended, Failure> {
    let place = &arguments.place;
    match arguments.command {
        Command::Demo(demo) => demo::run(place, demo),
        Command::Serve(addresses) => serve::run(place, addresses),
        Command::Init(init) => init::run(place, init),
        Command::Migrate => migrate::run(place),
        Command::Doctor { full, answer } => doctor::run(place, full, answer),
        Command::User(command) => user::run(place, command),
        Command::Import(crate::arguments::ImportCommand::Items(arguments)) => import::items(place, arguments),
        Command::Export(crate::arguments::ExportCommand::Static(arguments)) => export::run(place, &arguments),
        Command::Search(_) => search::rebuild(place),
        Command::Calendar(command) => calendar::run(place, command),
        Command::Report(crate::arguments::ReportCommand::Check(arguments)) => report::check(&arguments),
        Command::Report(crate::arguments::ReportCommand::Build(arguments)) => report::build(place, &arguments),
        Command::Report(crate::arguments::ReportCommand::Export(arguments)) => report::export(place, &arguments),
        Command::Audit(crate::arguments::AuditCommand::Verify { answer }) => audit::verify(place, answer),
        Command::Backup { to, with_key } => backup::run(place, &to, with_key),
        Command::Restore(arguments) => restore::run(place, arguments),
        Command::Keys(crate::arguments::KeysCommand::Rotate) => keys::rotate(place),
        Command::Config(crate::arguments::ConfigCommand::Print { default }) => config::print(place, default),
    }
}

/// The folder and configuration of an installation that is there; logging begins.
fn installation(place: &Place) -> Result<(Folder, Config), Failure> {
    let folder = Folder::open(&place.folder())?;
    let config = Config::read(&folder.config_file())?;
    logging::start(&config)?;
    Ok((folder, config))
}
