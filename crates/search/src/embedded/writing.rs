//! Writing documents, with bounded memory. One writer in one process at a time: the engine's lock.

use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::{Index, IndexWriter, Term};

use super::schema::Fields;
use crate::document::{Change, SearchDoc};
use crate::error::SearchError;

/// Bytes a serving process collects before it writes a segment.
pub(super) const SERVING_HEAP: usize = 32 << 20;
/// The same for a rebuild, which has a process of its own: fewer, larger segments.
pub(super) const REBUILD_HEAP: usize = 64 << 20;

/// Bytes of documents handed to the engine between two commits: its queue counts documents, not bytes, and
/// would hold a gigabyte of long attachments.
const QUEUE: usize = 24 << 20;
/// Segments of like size that are merged into one.
const MERGED: usize = 6;
/// Below this many documents all segments are of like size: merging them takes milliseconds.
const SMALL: u32 = 200;
/// Segments up to this many doublings apart are of like size.
const LIKE_SIZE: f64 = 2.5;

pub(super) struct Writing {
    pub generation: String,
    writer: IndexWriter,
    fields: Fields,
    queued: usize,
}

impl Writing {
    pub fn open(index: &Index, fields: Fields, generation: &str, heap: usize) -> Result<Self, SearchError> {
        let options = IndexWriterOptions::builder().memory_budget_per_thread(heap).num_worker_threads(1);
        let writer: IndexWriter = index.writer_with_options(options.num_merge_threads(1).build())?;
        let mut policy = LogMergePolicy::default();
        policy.set_min_num_segments(MERGED);
        policy.set_min_layer_size(SMALL);
        policy.set_level_log_size(LIKE_SIZE);
        policy.set_del_docs_ratio_before_merge(0.3);
        writer.set_merge_policy(Box::new(policy));
        Ok(Self { generation: generation.to_owned(), writer, fields, queued: 0 })
    }

    pub fn apply(&mut self, changes: &[Change]) -> Result<(), SearchError> {
        for change in changes {
            match change {
                Change::Upsert(doc) => {
                    self.remove(doc.id);
                    self.add(doc)?;
                }
                Change::Remove(id) => self.remove(*id),
            }
        }
        Ok(())
    }

    /// Adds a document whose id is not in the index.
    pub fn add(&mut self, doc: &SearchDoc) -> Result<(), SearchError> {
        let (document, size) = self.fields.document(doc);
        self.writer.add_document(document)?;
        self.queued += size;
        if self.queued >= QUEUE {
            self.commit()?;
        }
        Ok(())
    }

    pub fn remove(&mut self, id: i64) {
        self.writer.delete_term(Term::from_field_i64(self.fields.id, id));
    }

    pub fn commit(&mut self) -> Result<(), SearchError> {
        self.writer.commit()?;
        self.queued = 0;
        Ok(())
    }

    /// Commits and waits until merges under way are done.
    pub fn close(mut self) -> Result<(), SearchError> {
        self.commit()?;
        self.writer.wait_merging_threads()?;
        Ok(())
    }
}
