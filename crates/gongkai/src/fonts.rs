//! The font that comes with the program, those of the operator's folder, and whether fonts can show what disclosure
//! needs. Not the setting of papers in them.

use std::path::{Path, PathBuf};

use app::Fonts;
use ttf_parser::Face;

use crate::config::Config;
use crate::failure::Failure;
use crate::folder::Folder;

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

/// The fonts of the process: the program's, then the operator's. What cannot be read is left out and logged; the doctor
/// says more.
pub fn load(folder: &Folder, config: &Config) -> Result<Fonts, Failure> {
    let read = |path: PathBuf| match std::fs::read(&path) {
        Ok(bytes) => Some(bytes),
        Err(error) => {
            tracing::warn!("the font {} cannot be read: {error}", path.display());
            None
        }
    };
    let own: Vec<Vec<u8>> = own(folder, config).into_iter().filter_map(read).collect();
    Fonts::from_bytes(BUNDLED, own)
        .map_err(|error| Failure::new(format!("程序自带的字体不能使用（{error}），请重新安装。")))
}

/// The operator's font files by name, so that the same folder gives the same papers.
pub fn own(folder: &Folder, config: &Config) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder.resolve(&config.fonts)) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| is_font(path)).collect();
    paths.sort();
    paths
}

fn is_font(path: &Path) -> bool {
    let end = path.extension().map(|end| end.to_string_lossy().to_lowercase());
    end.is_some_and(|end| ["ttf", "otf", "ttc"].contains(&end.as_str()))
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
