//! Fields of the index, and how a document fills them. A change here raises `SCHEMA_VERSION`.

use std::path::Path;

use tantivy::directory::MmapDirectory;
use tantivy::schema::{
    Field, IndexRecordOption, NumericOptions, STORED, Schema, SchemaBuilder, TextFieldIndexing, TextOptions,
};
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use tantivy::{Index, IndexSettings, TantivyDocument};

use super::shown::pack;
use crate::analysis::fold::fold;
use crate::analysis::indexing::{TOKEN_END, Tokens, head};
use crate::analysis::numbers;
use crate::document::SearchDoc;
use crate::error::SearchError;

pub(super) const ID: &str = "id";
pub(super) const PUBLISHED_AT: &str = "published_at";
pub(super) const AGENCIES: &str = "agencies";
pub(super) const CATEGORY: &str = "category";
pub(super) const SUBJECT: &str = "subject";
pub(super) const YEAR: &str = "year";
pub(super) const VALIDITY: &str = "validity";
pub(super) const KIND: &str = "kind";

/// Name of the tokenizer that parts joined tokens.
const JOINED: &str = "joined";

/// Bytes of text compressed together: larger is smaller on disk and slower to show.
const STORE_BLOCK: usize = 8 * 1024;
const STORE_LEVEL: i32 = 9;
/// Characters kept of each text for extracts.
const SHOWN_BODY: usize = 20_000;
const SHOWN_ATTACHMENTS: usize = 10_000;

#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    pub id: Field,
    pub sites: Field,
    pub sections: Field,
    pub agencies: Field,
    pub category: Field,
    pub subject: Field,
    pub year: Field,
    pub validity: Field,
    pub kind: Field,
    pub published_at: Field,
    /// Characters, pairs and long words of the title.
    pub title: Field,
    /// Words of body and keywords.
    pub body: Field,
    pub attachments: Field,
    /// Characters and pairs of body and attachments that are not words of two characters.
    pub grams: Field,
    /// Exact keys of document and index numbers.
    pub numbers: Field,
    /// `folded keyword, TOKEN_END, keyword`, for suggestions.
    pub keywords: Field,
    pub shown_title: Field,
    pub shown_body: Field,
    pub shown_attachments: Field,
}

impl Fields {
    fn declare(schema: &mut SchemaBuilder) -> Self {
        let filter = || NumericOptions::default().set_indexed().set_fast();
        let exact = || TextOptions::default().set_indexing_options(indexing("raw", IndexRecordOption::Basic));
        let code = || exact().set_fast("raw");
        let words = || {
            let indexing = indexing(JOINED, IndexRecordOption::WithFreqs).set_fieldnorms(true);
            TextOptions::default().set_indexing_options(indexing)
        };
        let grams = TextOptions::default().set_indexing_options(indexing(JOINED, IndexRecordOption::Basic));
        Self {
            id: schema.add_i64_field(ID, filter()),
            sites: schema.add_i64_field("sites", NumericOptions::default().set_indexed()),
            sections: schema.add_i64_field("sections", NumericOptions::default().set_indexed()),
            agencies: schema.add_i64_field(AGENCIES, filter()),
            category: schema.add_text_field(CATEGORY, code()),
            subject: schema.add_text_field(SUBJECT, code()),
            year: schema.add_i64_field(YEAR, filter()),
            validity: schema.add_text_field(VALIDITY, code()),
            kind: schema.add_text_field(KIND, code()),
            published_at: schema.add_i64_field(PUBLISHED_AT, NumericOptions::default().set_fast()),
            title: schema.add_text_field("title", words()),
            body: schema.add_text_field("body", words()),
            attachments: schema.add_text_field("attachments", words()),
            grams: schema.add_text_field("grams", grams),
            numbers: schema.add_text_field("numbers", exact()),
            keywords: schema.add_text_field("keywords", exact()),
            shown_title: schema.add_bytes_field("shown_title", STORED),
            shown_body: schema.add_bytes_field("shown_body", STORED),
            shown_attachments: schema.add_bytes_field("shown_attachments", STORED),
        }
    }

    /// The fields of an index made by `create`: declaring is deterministic.
    pub fn of(schema: &Schema) -> Self {
        let mut builder = Schema::builder();
        let fields = Self::declare(&mut builder);
        debug_assert_eq!(&builder.build(), schema);
        fields
    }

    /// What the engine is given for a document, and its size in bytes.
    pub fn document(&self, doc: &SearchDoc) -> (TantivyDocument, usize) {
        let tokens = Tokens::new(&doc.title, &[&doc.body, &doc.keywords], &doc.attachments);
        let shown_body = head(&doc.body, SHOWN_BODY);
        let shown_attachments = head(&doc.attachments, SHOWN_ATTACHMENTS);
        let size = tokens.len() + doc.title.len() + shown_body.len() + shown_attachments.len();
        let mut out = TantivyDocument::new();
        self.add_filters(doc, &mut out);
        for number in numbers::keys_of(doc.document_number.as_deref(), doc.index_number.as_deref()) {
            out.add_text(self.numbers, number);
        }
        for keyword in keywords(&doc.keywords) {
            out.add_text(self.keywords, format!("{}{TOKEN_END}{keyword}", fold(keyword)));
        }
        out.add_text(self.title, tokens.title);
        out.add_text(self.body, tokens.body);
        out.add_text(self.attachments, tokens.attachments);
        out.add_text(self.grams, tokens.grams);
        out.add_bytes(self.shown_title, &pack(&doc.title));
        out.add_bytes(self.shown_body, &pack(shown_body));
        if !shown_attachments.is_empty() {
            out.add_bytes(self.shown_attachments, &pack(shown_attachments));
        }
        (out, size)
    }

    fn add_filters(&self, doc: &SearchDoc, out: &mut TantivyDocument) {
        out.add_i64(self.id, doc.id);
        out.add_i64(self.year, i64::from(doc.year));
        out.add_i64(self.published_at, doc.published_at);
        let lists = [(self.sites, &doc.site_ids), (self.sections, &doc.section_ids), (self.agencies, &doc.agency_ids)];
        for (field, ids) in lists {
            ids.iter().for_each(|id| out.add_i64(field, *id));
        }
        let codes = [(self.category, &doc.category), (self.subject, &doc.subject), (self.validity, &doc.validity)];
        for (field, code) in codes {
            code.iter().for_each(|code| out.add_text(field, code));
        }
        if !doc.kind.is_empty() {
            out.add_text(self.kind, &doc.kind);
        }
    }
}

fn indexing(tokenizer: &str, option: IndexRecordOption) -> TextFieldIndexing {
    TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(option).set_fieldnorms(false)
}

fn keywords(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(|c: char| c.is_whitespace() || ",，;；、|".contains(c));
    parts.filter(|keyword| !keyword.is_empty() && keyword.chars().count() <= 30)
}

/// Makes an empty index in a folder that does not exist yet.
pub(super) fn create(folder: &Path) -> Result<Index, SearchError> {
    std::fs::create_dir_all(folder)?;
    let directory = MmapDirectory::open(folder).map_err(|error| SearchError::Damaged(error.to_string()))?;
    let index = builder().open_or_create(directory)?;
    prepare(&index);
    Ok(index)
}

pub(super) fn create_in_memory() -> Result<Index, SearchError> {
    let index = builder().create_in_ram()?;
    prepare(&index);
    Ok(index)
}

fn builder() -> tantivy::IndexBuilder {
    let mut schema = Schema::builder();
    Fields::declare(&mut schema);
    let settings = IndexSettings {
        docstore_compression: Compressor::Zstd(ZstdCompressor { compression_level: Some(STORE_LEVEL) }),
        docstore_blocksize: STORE_BLOCK,
        docstore_compress_dedicated_thread: false,
        ..IndexSettings::default()
    };
    Index::builder().schema(schema.build()).settings(settings)
}

/// What every opened index needs before it is used.
pub(super) fn prepare(index: &Index) {
    index.tokenizers().register(JOINED, Joined::default());
}

/// Parts tokens that the analysis has joined.
#[derive(Debug, Clone, Default)]
struct Joined {
    token: Token,
}

struct JoinedStream<'a> {
    tokens: std::str::Split<'a, char>,
    token: &'a mut Token,
}

impl Tokenizer for Joined {
    type TokenStream<'a> = JoinedStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> JoinedStream<'a> {
        self.token.reset();
        JoinedStream { tokens: text.split(TOKEN_END), token: &mut self.token }
    }
}

impl TokenStream for JoinedStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(next) = self.tokens.find(|token| !token.is_empty()) else { return false };
        self.token.text.clear();
        self.token.text.push_str(next);
        self.token.position = self.token.position.wrapping_add(1);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}
