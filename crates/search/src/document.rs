//! What is put into the index: one `SearchDoc` for each public item, and the changes made to the set.
//! Not the record itself: only what a search, a filter or an extract needs.

use serde::{Deserialize, Serialize};

/// One item as the index knows it. Texts are plain text: no markup, paragraphs parted by line breaks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchDoc {
    /// The item's identity; a second document of the same id replaces the first.
    pub id: i64,
    /// Sites on which the item is shown.
    pub site_ids: Vec<i64>,
    /// Sections in which the item is placed, the main one among them.
    pub section_ids: Vec<i64>,
    /// Publishing agencies, the lead one first.
    pub agency_ids: Vec<i64>,
    /// Kind of item (article, policy document, …) as the caller spells it; matched exactly.
    pub kind: String,
    pub title: String,
    pub body: String,
    /// Text extracted from the attachments, all of them joined.
    pub attachments: String,
    /// Keywords parted by spaces, commas, semicolons or the Chinese forms of these.
    pub keywords: String,
    /// 文号, in any spelling of its brackets.
    pub document_number: Option<String>,
    /// 索引号.
    pub index_number: Option<String>,
    /// Statutory category, as a code of the caller's; matched exactly.
    pub category: Option<String>,
    /// 主题分类, as a code of the caller's; matched exactly.
    pub subject: Option<String>,
    /// 有效性, as a code of the caller's; matched exactly.
    pub validity: Option<String>,
    /// Year by which the item is filtered.
    pub year: i32,
    /// Time of publishing, in seconds since 1970-01-01 UTC.
    pub published_at: i64,
}

/// One step of bringing the index in line with the records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// Adds the document or replaces the one with its id.
    Upsert(Box<SearchDoc>),
    /// Takes the document of this id out; nothing happens where there is none.
    Remove(i64),
}
