//! What may be asked of the index and what it answers. Plain values: nothing of the engine shows here.

use std::sync::Arc;

use crate::analysis::fold::fold;

/// A search. `Query::default()` with a `text` is the plain search box: every filter open, 20 hits by relevance.
#[derive(Debug, Clone)]
pub struct Query {
    /// What the visitor typed. Anything is allowed; text beyond the first 256 characters is not looked at.
    /// Blank text browses: all documents that pass the filters.
    pub text: String,
    pub site_id: Option<i64>,
    pub section_id: Option<i64>,
    pub agency_id: Option<i64>,
    pub category: Option<String>,
    pub subject: Option<String>,
    pub year: Option<i32>,
    /// One of these; none lets all through.
    pub validity: Vec<String>,
    pub kind: Option<String>,
    pub sort: Sort,
    /// Hits to pass over. Hits beyond the first 10,000 are counted but not listed.
    pub offset: usize,
    /// Hits to list, 200 at most.
    pub limit: usize,
    /// Whether `Found::facets` is filled; counting costs time on broad searches.
    pub facets: bool,
    /// Short names with the full ones that are looked for beside them.
    pub names: Arc<[ShortName]>,
    /// Which documents are policies: of those that answer alike, a policy in force is shown first.
    pub policies: Policies,
}

/// How policies (政策文件) are told from other documents, by the caller's codes. The default tells none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Policies {
    /// Kind of a policy.
    pub kind: &'static str,
    /// Validities of policies that are in force, in part at least.
    pub in_force: &'static [&'static str],
    /// Kind of what explains policies.
    pub explains: &'static str,
}

impl Default for Query {
    fn default() -> Self {
        Self {
            text: String::new(),
            site_id: None,
            section_id: None,
            agency_id: None,
            category: None,
            subject: None,
            year: None,
            validity: Vec::new(),
            kind: None,
            sort: Sort::Relevance,
            offset: 0,
            limit: 20,
            facets: false,
            names: Arc::default(),
            policies: Policies::default(),
        }
    }
}

/// A short name that people type for what papers call by its full name, as 教体局 for 教育体育局; both in the spelling that
/// is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortName {
    pub(crate) short: String,
    pub(crate) full: String,
}

impl ShortName {
    /// From both as they are written.
    #[must_use]
    pub fn new(short: &str, full: &str) -> Self {
        Self { short: fold(short), full: fold(full) }
    }
}

/// Order of the hits. Where two are equal, the newer comes first, then the higher id.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// Best match first. Browsing (blank text) has no best match and falls back to `Newest`.
    #[default]
    Relevance,
    Newest,
    Oldest,
}

/// A piece of text, marked where it answers the query. The caller escapes and dresses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub text: String,
    pub marked: bool,
}

/// One document found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub id: i64,
    /// The whole title.
    pub title: Vec<Span>,
    /// About 120 characters of body or attachment around what was found, `…` where text was left out.
    pub extract: Vec<Span>,
    /// Seconds since 1970-01-01 UTC.
    pub published_at: i64,
}

/// How far the words of the query had to be loosened before something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matching {
    /// Every word of the query stands in each hit.
    All,
    /// No document has every word; each hit has a part of them. Worth telling the visitor.
    Part,
}

/// Counts for each value of a filter field among all documents found (under all filters of the query),
/// most frequent first, at most 200 values a field; years newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    pub agencies: Vec<(i64, usize)>,
    pub categories: Vec<(String, usize)>,
    pub subjects: Vec<(String, usize)>,
    pub years: Vec<(i32, usize)>,
    pub validities: Vec<(String, usize)>,
    pub kinds: Vec<(String, usize)>,
}

/// The answer to a `Query`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Documents found, listed or not.
    pub total: usize,
    pub hits: Vec<Hit>,
    /// Empty unless asked for.
    pub facets: Facets,
    pub matching: Matching,
    /// Words that stand in documents, those of a title first, proposed when the query as typed found nothing whole.
    pub did_you_mean: Option<String>,
    /// The query is a number, and no document has it. What was found then only mentions it.
    pub no_such: Option<NumberKind>,
}

/// The numbers that are found exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberKind {
    /// 文号
    Document,
    /// 索引号
    Index,
}

impl Found {
    pub(crate) fn nothing() -> Self {
        Self {
            total: 0,
            hits: Vec::new(),
            facets: Facets::default(),
            matching: Matching::All,
            did_you_mean: None,
            no_such: None,
        }
    }
}
