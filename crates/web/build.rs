//! Tells cargo which embedded files make this crate stale. It builds nothing itself: `cargo xtask` bundles the assets.

fn main() {
    for folder in ["templates", "../../themes", "../../assets/dist"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
