//! The font that comes with the program, and whether fonts can show what disclosure needs.

use ttf_parser::Face;

/// Noto Serif SC, put beside the console's files by the build.
pub const BUNDLED: &[u8] = include_bytes!("../../../assets/dist/fonts/NotoSerifSC-Regular.ttf");

/// Characters that a font for official papers must have.
const NEEDED: &str = "公开政府信息〔2026〕年号第条、。《》";

/// Whether these bytes are a font with the needed characters; otherwise what is wrong.
pub fn examine(bytes: &[u8]) -> Result<(), String> {
    let face = Face::parse(bytes, 0).map_err(|error| format!("不是可用的字体（{error}）"))?;
    let missing: String = NEEDED.chars().filter(|c| face.glyph_index(*c).is_none()).collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("缺少“{missing}”等字")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_font_has_what_is_needed_and_rubbish_has_not() {
        assert_eq!(examine(BUNDLED), Ok(()));
        assert!(examine(b"not a font").is_err());
    }
}
