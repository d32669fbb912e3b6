//! Static files under `/assets/…`: the bundle of the console, and the theme's files under `/assets/theme/…`.
//! Each address carries the content's hash as `?v=`, so that browsers may keep it for good.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use app::AppError;
use bytes::Bytes;
use libdeflater::{CompressionLvl, Compressor};
use rust_embed::Embed;
use sha2::{Digest, Sha256};

#[derive(Embed)]
#[folder = "../../assets/dist"]
#[exclude = "fonts/*"]
struct Bundle;

#[derive(Embed)]
#[folder = "../../themes/porcelain"]
#[exclude = "*.html"]
#[exclude = "*.md"]
struct Theme;

/// What fits into a packet or two of the network is there no sooner for being compressed, and takes a block of a disk
/// less where both forms are kept.
const COMPRESS_FROM: usize = 1_400;

/// One file.
#[derive(Debug)]
pub struct StaticFile {
    pub(crate) bytes: Bytes,
    gzip: OnceLock<Option<Bytes>>,
    pub(crate) media_type: &'static str,
    hash: String,
}

/// Every file by its address below `/assets/`.
#[derive(Debug, Default)]
pub struct Assets {
    pub(crate) files: BTreeMap<String, StaticFile>,
}

impl Assets {
    /// Takes the embedded files; those of `theme_folder` go before the embedded theme's.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn load(theme_folder: Option<&Path>) -> Result<Self, AppError> {
        let mut files = BTreeMap::new();
        let mut take =
            |name: String, data: Cow<'static, [u8]>| files.insert(name.clone(), StaticFile::new(&name, data));
        for name in Bundle::iter() {
            if let Some(file) = Bundle::get(&name) {
                take(name.to_string(), file.data);
            }
        }
        for name in Theme::iter() {
            if let Some(file) = Theme::get(&name) {
                take(format!("theme/{name}"), file.data);
            }
        }
        for (name, data) in theme_folder.map(own_files).transpose()?.unwrap_or_default() {
            take(format!("theme/{name}"), Cow::Owned(data));
        }
        Ok(Self { files })
    }

    /// The theme's files, named from `/assets/`.
    pub fn theme_files(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str).filter(|name| name.starts_with("theme/"))
    }

    /// Media type and bytes of a file.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<(&'static str, Bytes)> {
        self.files.get(name).map(|file| (file.media_type, file.bytes.clone()))
    }

    /// Changes with every file.
    pub(crate) fn versions(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(name, file)| (name.as_str(), file.version()))
    }

    /// The address of a file with its version; without one when there is no such file, so that the mistake shows.
    #[must_use]
    pub fn address(&self, name: &str) -> String {
        match self.files.get(name) {
            Some(file) => format!("/assets/{name}?v={}", file.version()),
            None => format!("/assets/{name}"),
        }
    }
}

/// The files directly in the folder that are neither templates nor papers.
fn own_files(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, AppError> {
    let broken = |error: std::io::Error| AppError::Internal(format!("theme folder: {error}"));
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(broken)? {
        let entry = entry.map_err(broken)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let wanted = !name.ends_with(".html") && !name.ends_with(".md") && !name.starts_with('.');
        if wanted && entry.path().is_file() {
            found.push((name, std::fs::read(entry.path()).map_err(broken)?));
        }
    }
    Ok(found)
}

impl StaticFile {
    fn new(name: &str, data: Cow<'static, [u8]>) -> Self {
        let bytes = match data {
            Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            Cow::Owned(bytes) => Bytes::from(bytes),
        };
        let hash = hex::encode(Sha256::digest(&bytes));
        Self { bytes, gzip: OnceLock::new(), media_type: media_type(name), hash }
    }

    pub(crate) fn version(&self) -> &str {
        self.hash.get(..12).unwrap_or(&self.hash)
    }

    pub(crate) fn gzip(&self) -> Option<&Bytes> {
        self.gzip.get_or_init(|| compress(self.media_type, &self.bytes)).as_ref()
    }
}

/// The gzip form, where the type gains by it.
#[must_use]
pub fn compress(media_type: &str, bytes: &[u8]) -> Option<Bytes> {
    let text = media_type.starts_with("text/") || media_type.contains("xml") || media_type.contains("json");
    if bytes.len() < COMPRESS_FROM || !text {
        return None;
    }
    let packed = COMPRESSOR.with_borrow_mut(|compressor| gzip(compressor, bytes))?;
    (packed.len() < bytes.len()).then_some(packed)
}

thread_local! {
    /// Level 6, as web servers pack. Its tables are large: to make them anew takes as long as to pack a short page.
    static COMPRESSOR: RefCell<Compressor> = RefCell::new(Compressor::new(CompressionLvl::default()));
}

/// The packed bytes, in no more memory than they take.
fn gzip(compressor: &mut Compressor, bytes: &[u8]) -> Option<Bytes> {
    let mut room = vec![0; compressor.gzip_compress_bound(bytes.len())];
    let length = compressor.gzip_compress(bytes, &mut room).ok()?;
    room.get(..length).map(Bytes::copy_from_slice)
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, end)| end) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        "json" => "application/json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn what_is_packed_is_unpacked_as_it_was() {
        use std::io::Read;
        let unlike: Vec<u8> = (0_u32..300_000).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        let pages = "政务公开".repeat(500).into_bytes();
        // One after the other by the same tables.
        for text in [&pages[..], &[], &unlike[..], b"a", &pages[..]] {
            let packed = COMPRESSOR.with_borrow_mut(|compressor| gzip(compressor, text)).unwrap();
            let mut plain = Vec::new();
            flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut plain).unwrap();
            assert!(plain == text, "{} bytes", text.len());
        }
        assert!(compress("text/html", &unlike).is_none() && compress("image/png", &pages).is_none());
    }

    #[test]
    fn what_pages_name_is_embedded_and_dated() {
        let assets = Assets::load(None).unwrap();
        for name in [
            "console.css",
            "console.js",
            "editor.js",
            "icons.svg",
            "mark.svg",
            "theme/portal.css",
            "theme/portal.js",
            "theme/logo.svg",
        ] {
            assert!(assets.address(name).contains("?v="), "{name} is missing");
        }
        assert!(!assets.files.keys().any(|name| name.starts_with("fonts/") || name.contains(".html")));
    }
}
