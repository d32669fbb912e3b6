//! The fonts that documents are set in: the one that comes with the program, and those of the
//! operator's folder, which take the parts that GB/T 9704 gives them. Where they lie is not known here.

use std::sync::Arc;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

use crate::write::{Document, WriteError};

/// Fonts in memory, read once and shared; cheap to clone.
#[derive(Clone)]
pub struct Fonts(Arc<Shelf>);

struct Shelf {
    book: LazyHash<FontBook>,
    faces: Vec<Font>,
    /// The family that comes with the program.
    bundled: String,
}

/// The part of a document that a font is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// 仿宋: text.
    Text,
    /// 小标宋: agency's name and title.
    Title,
    /// 黑体: headings of the first level, heads of tables.
    Strong,
    /// 楷体: headings of the second level.
    Hand,
    /// 宋体: page numbers.
    Number,
}

impl Part {
    const ALL: [Self; 5] = [Self::Text, Self::Title, Self::Strong, Self::Hand, Self::Number];

    const fn label(self) -> &'static str {
        match self {
            Self::Text => "仿宋",
            Self::Title => "小标宋",
            Self::Strong => "黑体",
            Self::Hand => "楷体",
            Self::Number => "宋体",
        }
    }

    /// What the names of such fonts contain, in small letters and without spaces. The best comes first.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Text => &["仿宋_gb2312", "fangsong_gb2312", "仿宋", "fangsong"],
            Self::Title => &["小标宋", "xiaobiaosong", "xbsong"],
            Self::Strong => &["simhei", "黑体", "heiti", "notosanssc", "notosanscjksc", "sourcehansanssc"],
            Self::Hand => &["楷体_gb2312", "kaiti_gb2312", "楷体", "kaiti"],
            Self::Number => &["simsun", "宋体"],
        }
    }
}

impl Fonts {
    /// Fonts out of the bytes of font files (TTF, OTF, TTC): first the one that comes with the program, then the
    /// operator's. Of the operator's, what cannot be read is left out.
    ///
    /// # Errors
    /// [`WriteError`] if the program's own font cannot be read.
    pub fn from_bytes(
        bundled: impl AsRef<[u8]> + Send + Sync + 'static,
        own: impl IntoIterator<Item = Vec<u8>>,
    ) -> Result<Self, WriteError> {
        let mut faces: Vec<Font> = Font::iter(Bytes::new(bundled)).collect();
        let family = faces.first().map(|face| face.info().family.clone());
        let bundled = family.ok_or_else(|| WriteError("the program's font is broken".to_owned()))?;
        faces.extend(own.into_iter().flat_map(|bytes| Font::iter(Bytes::new(bytes))));
        let book = LazyHash::new(FontBook::from_fonts(&faces));
        Ok(Self(Arc::new(Shelf { book, faces, bundled })))
    }

    /// The parts of official papers for which the operator has given no font of their own (GB/T 9704-2012, 5.2.1),
    /// by their names.
    #[must_use]
    pub fn lacking(&self) -> Vec<&'static str> {
        Part::ALL.into_iter().filter(|part| self.makes_do(*part)).map(Part::label).collect()
    }

    /// The characters of a document that no font has a picture for: on paper each would be an empty box. In the order
    /// of the document, each once.
    #[must_use]
    pub fn missing_in(&self, document: &Document) -> Vec<char> {
        let mut missing = Vec::new();
        let shown = |c: char| !c.is_whitespace() && !c.is_control();
        let known = |c: char| self.0.faces.iter().any(|face| face.info().coverage.contains(u32::from(c)));
        super::data::texts(document, &mut |text| {
            for c in text.chars().filter(|c| shown(*c)) {
                if !missing.contains(&c) && !known(c) {
                    missing.push(c);
                }
            }
        });
        missing
    }

    pub(super) fn book(&self) -> &LazyHash<FontBook> {
        &self.0.book
    }

    pub(super) fn face(&self, index: usize) -> Option<Font> {
        self.0.faces.get(index).cloned()
    }

    /// The operator's family for a part of a document, if there is one.
    fn own(&self, part: Part) -> Option<&str> {
        let families = || self.0.faces.iter().map(|face| face.info().family.as_str());
        part.names().iter().find_map(|wanted| {
            families().find(|family| {
                let plain: String = family.to_lowercase().split_whitespace().collect();
                plain.contains(wanted) && (plain.contains("仿") == wanted.contains('仿'))
            })
        })
    }

    /// The families to set a part in, the wanted one first.
    pub(super) fn families(&self, part: Part) -> Vec<&str> {
        self.own(part).into_iter().chain([self.0.bundled.as_str()]).collect()
    }

    /// Whether a part has to make do with the program's font.
    pub(super) fn makes_do(&self, part: Part) -> bool {
        self.own(part).is_none()
    }
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.faces.iter().map(|face| &face.info().family)).finish()
    }
}
