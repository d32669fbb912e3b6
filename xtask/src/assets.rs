//! Browser code and styles: npm packages fetched and bundled, each only when its inputs have changed.
//!
//! What the bundle holds is decided in `assets/`; here is only when to make it.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::programs::{self, say};
use crate::workspace;

const OLDEST_NODE: u32 = 20;
/// Folders of `assets/` that are made or that the bundle does not read.
const NOT_SOURCES: [&str; 5] = ["node_modules", "dist", ".stamp", "tests", "checks"];

/// Makes sure that `assets/dist` is there and matches its sources.
pub fn prepare() -> Result<(), Failure> {
    let folder = workspace::root().join("assets");
    let stamps = folder.join(".stamp");
    let packages = packages_of(&folder)?;
    let sources = fingerprint(&folder, &list_sources(&folder)?)?;
    let installed = folder.join("node_modules").is_dir() && stamp_is(&stamps, "packages", &packages);
    let bundled = folder.join("dist").is_dir() && stamp_is(&stamps, "bundle", &sources);
    if installed && bundled {
        say("console assets are up to date");
        return Ok(());
    }
    check_node()?;
    if !installed {
        programs::run(npm(&folder).args(["ci", "--no-audit", "--no-fund"]))?;
        write_stamp(&stamps, "packages", &packages)?;
    }
    programs::run(npm(&folder).args(["run", "build", "--silent"]))?;
    write_stamp(&stamps, "bundle", &sources)
}

/// The packages that the lock file of a folder names, fetched anew when it has changed. `name` is that of the stamp.
pub fn install(folder: &Path, name: &str, without: &[&str]) -> Result<(), Failure> {
    let stamps = workspace::root().join("assets").join(".stamp");
    let packages = packages_of(folder)?;
    if folder.join("node_modules").is_dir() && stamp_is(&stamps, name, &packages) {
        return Ok(());
    }
    programs::run(npm(folder).args(["ci", "--no-audit", "--no-fund"]).args(without))?;
    write_stamp(&stamps, name, &packages)
}

fn packages_of(folder: &Path) -> Result<String, Failure> {
    fingerprint(folder, &[folder.join("package.json"), folder.join("package-lock.json")])
}

/// Refuses, with what to do, when Node.js or npm is missing or too old.
pub fn check_node() -> Result<(), Failure> {
    let version = programs::find_output("node", &["--version"]);
    let Some(version) = version else {
        return Err(node_failure("Node.js was not found"));
    };
    let major = version.trim_start_matches('v').split('.').next().and_then(|number| number.parse::<u32>().ok());
    if major.is_none_or(|major| major < OLDEST_NODE) {
        return Err(node_failure(&format!("Node.js {version} is too old")));
    }
    if programs::find_output("npm", &["--version"]).is_none() {
        return Err(node_failure("npm, which comes with Node.js, was not found"));
    }
    Ok(())
}

fn node_failure(what: &str) -> Failure {
    Failure::impossible(format!(
        "{what}: the console's browser code needs Node.js {OLDEST_NODE} or newer with npm. Install it and run this again.\n\
         未找到可用的 Node.js：编译后台页面资源需要 Node.js {OLDEST_NODE} 或更高版本（含 npm），请先安装，再重新运行本命令。"
    ))
}

fn npm(folder: &Path) -> Command {
    let mut command = Command::new("npm");
    command.current_dir(folder);
    command
}

fn list_sources(assets: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    let mut folders = vec![assets.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).map_err(|error| Failure::io("reading assets/", &error))?;
        for entry in entries {
            let path = entry.map_err(|error| Failure::io("reading assets/", &error))?.path();
            let made = NOT_SOURCES.iter().any(|name| path == assets.join(name));
            match (made, path.is_dir()) {
                (true, _) => {}
                (false, true) => folders.push(path),
                (false, false) => found.push(path),
            }
        }
    }
    found.sort();
    Ok(found)
}

/// A hash over names and contents; it only has to notice changes on this machine.
fn fingerprint(base: &Path, files: &[PathBuf]) -> Result<String, Failure> {
    let mut hasher = DefaultHasher::new();
    for file in files {
        let shown = file.strip_prefix(base).unwrap_or(file);
        shown.hash(&mut hasher);
        fs::read(file)
            .map_err(|error| Failure::io(&format!("reading assets/{}", shown.display()), &error))?
            .hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn stamp_is(stamps: &Path, name: &str, expected: &str) -> bool {
    fs::read_to_string(stamps.join(name)).is_ok_and(|content| content == expected)
}

fn write_stamp(stamps: &Path, name: &str, content: &str) -> Result<(), Failure> {
    fs::create_dir_all(stamps)
        .and_then(|()| fs::write(stamps.join(name), content))
        .map_err(|error| Failure::io("writing the stamp of assets/", &error))
}
