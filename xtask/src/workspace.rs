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
pub fn cargo() -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.current_dir(root());
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
