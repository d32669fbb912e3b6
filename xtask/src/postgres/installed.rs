//! What the machine has of PostgreSQL, and the account that may run it.

use std::fs;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::debian;
use crate::failure::Failure;
use crate::programs;

/// The account that the server runs as; `None` for the account of this process.
#[derive(Clone, Copy)]
pub struct Account {
    user: u32,
    group: u32,
}

/// The folder that holds `initdb` and `postgres`; installs PostgreSQL if there is none and it can.
pub fn get_programs() -> Result<PathBuf, Failure> {
    if let Some(folder) = find_programs() {
        return Ok(folder);
    }
    debian::install("The PostgreSQL server", &["postgresql"])?;
    find_programs().ok_or_else(|| Failure::impossible("apt installed PostgreSQL, but initdb was not found"))
}

pub fn find_programs() -> Option<PathBuf> {
    let by_config = programs::find_output("pg_config", &["--bindir"]).map(PathBuf::from);
    programs::path_folders()
        .into_iter()
        .chain(packaged_folders())
        .chain(by_config)
        .find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
}

/// Where Debian keeps the server's programs, newest version first: they are not in `PATH` there.
fn packaged_folders() -> Vec<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_string_lossy().parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    versions.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    versions.into_iter().map(|(_, folder)| folder).collect()
}

/// PostgreSQL refuses to run as root, so root lends it another account.
pub fn find_account() -> Result<Option<Account>, Failure> {
    if !programs::is_root() {
        return Ok(None);
    }
    ["postgres", "nobody"]
        .iter()
        .find_map(|name| {
            let user = programs::find_output("id", &["-u", name])?.parse().ok()?;
            let group = programs::find_output("id", &["-g", name])?.parse().ok()?;
            Some(Some(Account { user, group }))
        })
        .ok_or_else(|| {
            Failure::impossible(
                "PostgreSQL does not run as root, and there is neither an account `postgres` nor `nobody`: \
                 run `cargo xtask test` as an ordinary user.",
            )
        })
}

/// Gives a file or folder to the account.
pub fn give(path: &Path, account: Option<Account>) -> std::io::Result<()> {
    account.map_or(Ok(()), |account| chown(path, Some(account.user), Some(account.group)))
}

/// A program that works in `folder` as the account.
pub fn as_account(program: &Path, folder: &Path, account: Option<Account>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).env("LC_ALL", "C");
    if let Some(account) = account {
        command.uid(account.user).gid(account.group);
    }
    command
}
