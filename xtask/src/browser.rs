//! The Chromium that the browser tests drive: found, or installed where that can be done.

use std::path::PathBuf;

use crate::debian;
use crate::failure::Failure;
use crate::programs;

/// The variable that names the browser to the tests; set beforehand, it names one of the person's choice.
pub const VARIABLE: &str = "GONGKAI_TEST_CHROMIUM";

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const ELSEWHERE: [&str; 2] = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// The path of a Chromium; installs one if there is none and it can. So it does with the Python by which the browser
/// tests set the records of a session back.
pub fn get() -> Result<PathBuf, Failure> {
    if programs::find_in_path(&["python3"]).is_none() {
        debian::install("Python 3", &["python3"])?;
    }
    if let Some(path) = find() {
        return Ok(path);
    }
    debian::install("Chromium", &["chromium", "fonts-noto-cjk"])?;
    find().ok_or_else(|| Failure::impossible("apt installed Chromium, but it is not in PATH"))
}

fn find() -> Option<PathBuf> {
    let chosen = std::env::var_os(VARIABLE).map(PathBuf::from);
    chosen
        .or_else(|| programs::find_in_path(&NAMES))
        .or_else(|| ELSEWHERE.iter().map(PathBuf::from).find(|path| path.is_file()))
}
