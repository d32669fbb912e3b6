//! The checkout as the tests see it: tracked files, their text, and what cargo says of the workspace.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;

/// A file that is tracked or about to be, with its path from the root in `/` form.
pub struct File {
    pub path: String,
}

impl File {
    /// The text; `None` for a picture or another file that is not UTF-8.
    pub fn find_text(&self) -> Option<String> {
        std::fs::read_to_string(root().join(&self.path)).ok()
    }

    pub fn text(&self) -> String {
        self.find_text().unwrap_or_else(|| panic!("{} is not UTF-8 text", self.path))
    }

    pub fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }
}

/// As cargo says while the test runs: what was compiled for another checkout may serve this one.
pub fn root() -> &'static Path {
    static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
        let folder = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        Path::new(&folder).parent().unwrap().to_path_buf()
    });
    &ROOT
}

/// Tracked files and new ones that are not ignored.
pub fn files() -> Vec<File> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
        .current_dir(root())
        .output()
        .expect("the tidy tests ask git for the files of the project");
    assert!(output.status.success(), "git ls-files: {}", String::from_utf8_lossy(&output.stderr));
    let files: Vec<File> = String::from_utf8(output.stdout)
        .unwrap()
        .split('\0')
        .filter(|path| !path.is_empty() && root().join(path).is_file())
        .map(|path| File { path: path.to_owned() })
        .collect();
    assert!(files.len() > 50, "only {} files were found", files.len());
    files
}

pub fn rust_files() -> Vec<File> {
    files().into_iter().filter(File::is_rust).collect()
}

pub fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The packages of the workspace as `cargo metadata` tells them.
pub fn packages() -> Vec<Value> {
    let text = cargo(&["metadata", "--no-deps", "--offline", "--format-version", "1"]);
    let metadata: Value = serde_json::from_str(&text).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

/// The folder of a package's manifest.
pub fn folder_of(package: &Value) -> PathBuf {
    let manifest = PathBuf::from(package["manifest_path"].as_str().unwrap());
    manifest.parent().unwrap().to_path_buf()
}

/// What cargo prints on standard output.
pub fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(arguments)
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "cargo {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
