//! All that typst may see while it lays out one document: the template, the data, the fonts. No files
//! of the machine, no packages, no clock.

use std::path::Path;
use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, Source, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use super::Fonts;

/// Name under which the template reads the document.
const DATA: &str = "document.json";

static TEMPLATE: LazyLock<Source> = LazyLock::new(|| Source::detached(include_str!("official.typ")));
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(<Library as LibraryExt>::default()));

/// One document on its way to paper.
pub(super) struct Desk<'a> {
    fonts: &'a Fonts,
    data: Bytes,
}

impl<'a> Desk<'a> {
    pub fn new(fonts: &'a Fonts, data: String) -> Self {
        Self { fonts, data: Bytes::from_string(data) }
    }
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        TEMPLATE.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == TEMPLATE.id() { Ok(TEMPLATE.clone()) } else { Err(refused(id)) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let is_data = *id.get().root() == VirtualRoot::Project && id.get().vpath().get_without_slash() == DATA;
        if is_data { Ok(self.data.clone()) } else { Err(refused(id)) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.face(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn refused(id: FileId) -> FileError {
    FileError::NotFound(Path::new(id.get().vpath().get_without_slash()).to_path_buf())
}
