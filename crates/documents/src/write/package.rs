//! The zip around office parts, and XML text. Files of equal content are equal byte for byte:
//! entries carry no time of writing.

use std::io::{Cursor, Write};

use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::WriteError;

pub(super) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// Packs parts, given as name and content, in this order.
pub(super) fn pack(parts: &[(String, String)]) -> Result<Vec<u8>, WriteError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name.as_str(), options())?;
        zip.write_all(DECLARATION.as_bytes())?;
        zip.write_all(content.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// A zip that goes out while it is written, to whatever takes bytes: no more than the part at hand is in memory.
pub struct Bundler<W: Write>(ZipWriter<StreamWriter<W>>);

impl<W: Write> Bundler<W> {
    /// An empty one.
    #[must_use]
    pub fn new(out: W) -> Self {
        Self(ZipWriter::new_stream(out))
    }

    /// Adds a file under a name.
    ///
    /// # Errors
    /// [`WriteError`] if what takes the bytes fails, or the file is more than the format can hold.
    pub fn add(&mut self, name: &str, content: &[u8]) -> Result<(), WriteError> {
        self.0.start_file(name, options())?;
        Ok(self.0.write_all(content)?)
    }

    /// Writes the end.
    ///
    /// # Errors
    /// [`WriteError`] if what takes the bytes fails.
    pub fn finish(self) -> Result<(), WriteError> {
        Ok(self.0.finish()?.into_inner().flush()?)
    }
}

fn options() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(DateTime::default())
}

/// Escapes text for XML and drops characters that XML has no way to write.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(c),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c < ' ' => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::io::Read;

    use super::*;

    #[test]
    fn what_goes_out_part_by_part_opens_as_one() {
        let big = vec![7_u8; 300_000];
        let mut out = Vec::new();
        let mut zip = Bundler::new(&mut out);
        zip.add("00 卷内目录.pdf", b"one").unwrap();
        zip.add("01 大文件.bin", &big).unwrap();
        zip.finish().unwrap();
        let mut archive = zip::ZipArchive::new(Cursor::new(out)).unwrap();
        let mut read = |name: &str| {
            let mut bytes = Vec::new();
            archive.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
            bytes
        };
        assert_eq!(read("00 卷内目录.pdf"), b"one");
        assert_eq!(read("01 大文件.bin"), big);
    }
}
