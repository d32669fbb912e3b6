//! What an item of the demo city consists of, as plain data. Not a row and not a revision: the loader makes those.

use super::figures::CategoryFigures;
use chrono::{NaiveDate, NaiveDateTime};
use domain::item::category::DisclosureCategory;
use domain::item::genre::Genre;
use domain::item::subject::Subject;
use domain::item::validity::Validity;

/// The nine categories of the 2019 report, and the three groups counted beside them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FigureCategory {
    Overview,
    Plans,
    News,
    Statistics,
    KeyFields,
    Finance,
    Emergency,
    Enforcement,
    AnnualReports,
    NormativeDocuments,
    Interpretations,
    Proposals,
}

impl FigureCategory {
    pub const ALL: [Self; 12] = [
        Self::Overview,
        Self::Plans,
        Self::News,
        Self::Statistics,
        Self::KeyFields,
        Self::Finance,
        Self::Emergency,
        Self::Enforcement,
        Self::AnnualReports,
        Self::NormativeDocuments,
        Self::Interpretations,
        Self::Proposals,
    ];

    /// The name in the published report.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Overview => "概况信息",
            Self::Plans => "发展规划",
            Self::News => "工作动态",
            Self::Statistics => "统计信息",
            Self::KeyFields => "重点领域信息",
            Self::Finance => "财政信息",
            Self::Emergency => "应急管理信息",
            Self::Enforcement => "执法公开信息",
            Self::AnnualReports => "年度报告",
            Self::NormativeDocuments => "规范性文件",
            Self::Interpretations => "政策解读",
            Self::Proposals => "建议提案公开",
        }
    }

    /// How many of the nine the year has; none for the three groups beside them.
    pub const fn count_in(self, figures: &CategoryFigures) -> Option<u32> {
        match self {
            Self::Overview => Some(figures.overview),
            Self::Plans => Some(figures.plans),
            Self::News => Some(figures.news),
            Self::Statistics => Some(figures.statistics),
            Self::KeyFields => Some(figures.key_fields),
            Self::Finance => Some(figures.finance),
            Self::Emergency => Some(figures.emergency),
            Self::Enforcement => Some(figures.enforcement),
            Self::AnnualReports => Some(figures.annual_reports),
            Self::NormativeDocuments | Self::Interpretations | Self::Proposals => None,
        }
    }

    /// A small number of its own, part of an item's key.
    pub(super) const fn number(self) -> u64 {
        self as u64 + 1
    }
}

/// A table whose first column names the rows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DemoTable {
    pub caption: String,
    pub headers: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// What kind of item it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DemoKind {
    Article,
    Policy(DemoPolicy),
    Interpretation {
        /// 解读形式, one of the kind's choices.
        form: &'static str,
        /// Keys of the documents it explains: always items that the stream gave before.
        explains: Vec<u64>,
    },
    DataTable {
        period: String,
        unit: &'static str,
        table: DemoTable,
    },
    PictureStory,
}

impl DemoKind {
    /// The code of the built-in kind.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Policy(_) => "policy",
            Self::Interpretation { .. } => "interpretation",
            Self::DataTable { .. } => "data_table",
            Self::PictureStory => "picture_story",
        }
    }
}

/// Whether a normative document was made in the year or is an older one published now (the report counts both).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PolicyOrigin {
    MadeInYear,
    NewlyPublished,
}

/// The fields of a normative document. Its 成文日期 is the item's `formed_on`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DemoPolicy {
    pub document_number: String,
    pub effective_on: NaiveDate,
    pub expires_on: Option<NaiveDate>,
    pub validity: Validity,
    /// What amended or repealed it, in words; empty while in force.
    pub validity_note: String,
    /// Key of the document that amended or repealed it. It comes later in the stream.
    pub changed_by: Option<u64>,
    pub origin: PolicyOrigin,
    /// The name within the title, in book-title marks when quoted.
    pub name: String,
}

/// A drawing to be made by [`super::picture::draw`]. In the body it stands as `<img src="demo-picture:N" …>`,
/// N counting from 0 in the item's own list; the loader puts the stored file's address there.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DemoPicture {
    pub seed: u64,
    pub scene: PictureScene,
    pub width: u32,
    pub height: u32,
    pub alt: String,
    pub caption: String,
}

/// What the drawing shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PictureScene {
    Hills,
    Fields,
    River,
    Town,
    Porcelain,
}

/// An attachment as data; the bytes are made by the `documents` crate.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DemoAttachment {
    Docx { file_name: String, title: String, paragraphs: Vec<String>, table: Option<DemoTable> },
    Xlsx { file_name: String, sheet: String, table: DemoTable },
    Csv { file_name: String, table: DemoTable },
    Txt { file_name: String, text: String },
}

impl DemoAttachment {
    pub fn file_name(&self) -> &str {
        match self {
            Self::Docx { file_name, .. }
            | Self::Xlsx { file_name, .. }
            | Self::Csv { file_name, .. }
            | Self::Txt { file_name, .. } => file_name,
        }
    }
}

/// One item, ready to be written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DemoItem {
    /// Stable over runs with the same seed and scale; unique within the city.
    pub key: u64,
    pub kind: DemoKind,
    pub figure: FigureCategory,
    pub title: String,
    /// 内容概述, at most 100 characters.
    pub summary: String,
    pub body_html: String,
    pub keywords: Vec<String>,
    /// 来源: the publishing agency's full name.
    pub source: String,
    /// Slug of the lead agency.
    pub agency: String,
    pub co_agencies: Vec<String>,
    /// Slug of the site of the main section.
    pub site: &'static str,
    pub section: String,
    pub extra_sections: Vec<String>,
    pub topics: Vec<String>,
    pub category: Option<DisclosureCategory>,
    pub subject: Option<Subject>,
    pub genre: Option<Genre>,
    pub formed_on: NaiveDate,
    /// On the wall clock in China.
    pub published_at: NaiveDateTime,
    pub pictures: Vec<DemoPicture>,
    pub attachments: Vec<DemoAttachment>,
    /// Login of the editor.
    pub author: String,
}
