//! What public pages are checked and measured with: the Nu checker with its Java, and Lighthouse. Fetched for the tests
//! in a browser and for the measures only; neither the demo nor the program needs them.

use std::path::PathBuf;

use crate::assets;
use crate::debian;
use crate::failure::Failure;
use crate::programs;
use crate::workspace;

/// What is wanted of the folder.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    Checker,
    /// The checker, too: it is small.
    Lighthouse,
}

/// Makes sure that the packages of `assets/checks` are there, and Java for the checker; the folder.
pub fn prepare(wanted: Wanted) -> Result<PathBuf, Failure> {
    if wanted == Wanted::Checker && programs::find_output("java", &["-version"]).is_none() {
        debian::install("Java", &["default-jre-headless"])?;
    }
    assets::check_node()?;
    let folder = workspace::root().join("assets").join("checks");
    let (without, name): (&[&str], &str) = match wanted {
        Wanted::Checker => (&["--omit=optional"], "checks"),
        Wanted::Lighthouse => (&[], "lighthouse"),
    };
    assets::install(&folder, name, without)?;
    Ok(folder)
}
