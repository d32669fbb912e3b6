//! Installing what tests and measures miss, where that can be done without asking: as root, with apt.
//!
//! Only tests and measures install anything; the demo never does.

use std::process::Command;

use crate::failure::Failure;
use crate::programs::{self, say};

/// A fresh machine often updates itself just then.
const WAIT_FOR_OTHERS: &str = "-oDPkg::Lock::Timeout=300";

/// Installs Debian packages, or says in one sentence what a person has to install.
pub fn install(what: &str, packages: &[&str]) -> Result<(), Failure> {
    let names = packages.join(" ");
    if !programs::is_root() || programs::find_in_path(&["apt-get"]).is_none() {
        return Err(Failure::impossible(format!(
            "{what} was not found, and this chore needs it. Install it (on Debian or Ubuntu: apt-get install {names}) \
             and run the same command again."
        )));
    }
    say(&format!("{what} was not found: installing it with apt"));
    programs::run(apt().arg("update").arg("-qq"))?;
    programs::run(apt().args(["install", "-y", "-qq", "--no-install-recommends", WAIT_FOR_OTHERS]).args(packages))
}

fn apt() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").stdin(std::process::Stdio::null());
    command
}
