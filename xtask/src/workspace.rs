//! Where things are: the checkout, cargo, and the program it builds.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::programs;

/// The folder of the checkout.
pub fn root() -> PathBuf {
    let own =
        std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    own.parent().map_or_else(|| own.clone(), Path::to_path_buf)
}

/// The cargo that runs this chore, working in the checkout.
///
/// What `cargo run` tells this chore about its own package is not handed on: build scripts that look at it (`ring`)
/// would run again, and all that stands on them be compiled again, each time a plain `cargo` and a chore take turns.
pub fn cargo() -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.current_dir(root());
    for (name, _) in std::env::vars_os() {
        let of_this_package =
            name.to_str().is_some_and(|n| n.starts_with("CARGO_PKG_") || n.starts_with("CARGO_MANIFEST_"));
        if of_this_package {
            command.env_remove(name);
        }
    }
    command
}

/// The folder that this chore was built into; with the one profile of this workspace, the program's folder too.
pub fn build_folder() -> Result<PathBuf, Failure> {
    let own = std::env::current_exe().map_err(|error| Failure::io("looking up the folder of xtask", &error))?;
    own.parent().map(Path::to_path_buf).ok_or_else(|| Failure::impossible("xtask stands in no folder"))
}

/// Builds the program and returns its path.
///
/// `--workspace` makes cargo choose the features of the dependencies as it does for the tests, so that
/// neither the demo nor the tests compile a dependency that the other has compiled already.
pub fn build_program() -> Result<PathBuf, Failure> {
    programs::run(cargo().args(["build", "--workspace", "--bin", "gongkai"]))?;
    program()
}

/// The path of the program, which must have been built before.
pub fn program() -> Result<PathBuf, Failure> {
    let path = build_folder()?.join("gongkai");
    if path.is_file() {
        Ok(path)
    } else {
        Err(Failure::impossible("cargo built gongkai, but it does not stand beside xtask"))
    }
}
