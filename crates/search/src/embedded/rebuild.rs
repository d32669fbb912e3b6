//! Building a whole index beside the one in use, and putting it in its place in one step.

use std::collections::HashSet;
use std::fs::File;
use std::path::Path;

use super::place::Place;
use super::schema::{self, Fields};
use super::writing::{REBUILD_HEAP, Writing};
use crate::document::SearchDoc;
use crate::error::SearchError;

/// A rebuild under way. Searches and changes go on meanwhile, in this process and others; changes applied
/// since the rebuild began are in the new index too. Dropped unfinished, it leaves the old index as it is.
pub struct Rebuild {
    place: Place,
    name: String,
    writing: Writing,
    index: tantivy::Index,
    fields: Fields,
    added: HashSet<i64>,
    _lock: File,
}

impl Rebuild {
    pub(crate) fn begin(dir: &Path) -> Result<Self, SearchError> {
        let place = Place::new(dir)?;
        let lock = place.lock_rebuild()?;
        let _gate = place.lock_writes()?;
        if let Ok(Some(current)) = place.current() {
            place.clear_all_but(Some(&current));
        }
        let name = place.next_generation()?;
        let index = schema::create(&place.generation(&name))?;
        let fields = Fields::of(&index.schema());
        let writing = Writing::open(&index, fields, &name, REBUILD_HEAP)?;
        place.begin_journal()?;
        Ok(Self { place, name, writing, index, fields, added: HashSet::new(), _lock: lock })
    }

    /// Adds documents; of two with the same id the later one stays.
    ///
    /// # Errors
    /// When the index cannot be written; the rebuild is then lost and the old index stays.
    pub fn add(&mut self, docs: Vec<SearchDoc>) -> Result<(), SearchError> {
        for doc in docs {
            if !self.added.insert(doc.id) {
                self.writing.remove(doc.id);
            }
            self.writing.add(&doc)?;
        }
        Ok(())
    }

    /// Documents added so far, each id once.
    pub fn added(&self) -> usize {
        self.added.len()
    }

    /// Puts the new index in the place of the old one. Processes that have the old one open go over to the
    /// new one with their next search.
    ///
    /// # Errors
    /// When the index cannot be written; the old index then stays.
    pub fn finish(self) -> Result<(), SearchError> {
        let Self { place, name, writing, index, fields, .. } = self;
        writing.close()?;
        let gate = place.lock_writes()?;
        if place.has_journal() {
            let mut writing = Writing::open(&index, fields, &name, REBUILD_HEAP)?;
            place.read_journal(|changes| writing.apply(changes))?;
            writing.close()?;
        }
        place.point_to(&name)?;
        place.end_journal()?;
        drop(gate);
        place.clear_all_but(Some(&name));
        Ok(())
    }
}
