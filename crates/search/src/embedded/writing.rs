//! Writing documents, with bounded memory. One writer in one process at a time: the engine's lock.

use tantivy::indexer::{IndexWriterOptions, LogMergePolicy, UserOperation};
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
        after_a_crash(&writer)?;
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

/// A process that was killed may have left the engine two traps.
fn after_a_crash(writer: &IndexWriter) -> Result<(), SearchError> {
    // Its first operation gets the number of the last commit. A merge that begins before the next commit takes such a
    // removal for one that some of its segments have seen, and loses it. So that number goes to nothing.
    writer.run(Vec::<UserOperation>::new())?;
    // A commit that was broken off has written its list of removals under a name that the next one wants.
    writer.garbage_collect_files().wait()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use tantivy::indexer::NoMergePolicy;

    use super::*;
    use crate::embedded::{ids_of, schema};

    fn doc(id: i64) -> SearchDoc {
        SearchDoc { id, title: format!("第{id}号公告"), ..SearchDoc::default() }
    }

    fn ids(index: &Index) -> Vec<i64> {
        ids_of(&index.reader().unwrap().searcher()).unwrap()
    }

    /// Segments as a process leaves them that is killed before it has merged any: the last commit took `gone` out of the
    /// last of them.
    fn left_unmerged(index: &Index, segments: &[&[i64]], gone: i64) {
        let fields = Fields::of(&index.schema());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, SERVING_HEAP).unwrap();
        writer.set_merge_policy(Box::new(NoMergePolicy));
        for segment in segments {
            for id in *segment {
                writer.add_document(fields.document(&doc(*id)).0).unwrap();
            }
            writer.commit().unwrap();
        }
        writer.delete_term(Term::from_field_i64(fields.id, gone));
        writer.commit().unwrap();
    }

    #[test]
    fn the_first_removal_after_a_start_is_not_lost_in_a_merge() {
        let index = schema::create_in_memory().unwrap();
        let segments: [&[i64]; 6] = [&[1, 2, 3, 4], &[5, 6], &[7, 8], &[9, 10], &[11, 12], &[13, 14, 15]];
        left_unmerged(&index, &segments, 15);
        let mut writing = Writing::open(&index, Fields::of(&index.schema()), "", SERVING_HEAP).unwrap();
        writing.apply(&[Change::Remove(13), Change::Upsert(Box::new(doc(16)))]).unwrap();
        writing.close().unwrap();
        assert_eq!(ids(&index), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16]);
    }

    #[test]
    fn what_a_killed_commit_left_does_not_stand_in_the_way() {
        let folder = tempfile::tempdir().unwrap();
        let index = schema::create(folder.path()).unwrap();
        left_unmerged(&index, &[&[1, 2, 3, 4]], 4);
        let is_removal = |name: &str| std::path::Path::new(name).extension().is_some_and(|end| end == "del");
        let names = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
        let removal = names.map(|name| name.into_string().unwrap()).find(|name| is_removal(name)).unwrap();
        let (segment, stamp) = removal.trim_end_matches(".del").split_once('.').unwrap();
        let stamp: u64 = stamp.parse().unwrap();
        // The list that the engine keeps of its own files names what it was about to write.
        let managed = folder.path().join(".managed.json");
        let mut list: Vec<String> = serde_json::from_slice(&std::fs::read(&managed).unwrap()).unwrap();
        for ahead in 1..20 {
            let name = format!("{segment}.{}.del", stamp + ahead);
            std::fs::write(folder.path().join(&name), "").unwrap();
            list.push(name);
        }
        std::fs::write(&managed, serde_json::to_vec(&list).unwrap()).unwrap();
        let index = Index::open_in_dir(folder.path()).unwrap();
        schema::prepare(&index);
        let mut writing = Writing::open(&index, Fields::of(&index.schema()), "", SERVING_HEAP).unwrap();
        writing.apply(&[Change::Remove(1)]).unwrap();
        writing.close().unwrap();
        assert_eq!(ids(&index), [2, 3]);
    }
}
