//! The fonts of the tests: the program's own, read once for all cities of a process.

use std::sync::LazyLock;

use app::Fonts;

static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/dist/fonts/NotoSerifSC-Regular.ttf");
    Fonts::from_bytes(std::fs::read(path).expect("the bundled font; `cargo xtask assets` makes it"), []).unwrap()
});

/// The fonts.
pub fn fonts() -> Fonts {
    FONTS.clone()
}
