//! Chinese full-text search of public items: one index behind one facade, embedded in the program.
//!
//! # A tour by concept
//!
//! **Facade.** [`SearchIndex`] is all that other floors see. It is concrete and cheap to clone; behind it
//! stands a closed set of engines. Today there is one, tantivy on a folder of this machine. A cluster engine
//! is to become a second variant that is given the same [`SearchDoc`]s, analysed here in the same way.
//!
//! **Documents and changes.** A [`SearchDoc`] is what a search needs of one public item. [`Change`]s bring
//! the index in line with the records; [`SearchIndex::apply`] returns when they are on disk and visible. The
//! index knows nothing of permission, drafts or time: what is in it is public.
//!
//! **Folding.** Letters that readers take for the same become the same (full width, capitals, accents,
//! ligatures, traditional characters), character by character, so that what is true of a text is true of its pieces
//! (`analysis::fold`).
//!
//! **Words and pairs.** A dictionary cuts Chinese text into words, which are good for ranking but never cut
//! everywhere alike. So beside them stand single characters and neighbouring pairs, and every pair of a text
//! can be looked up as one or the other (`analysis::words`, `analysis::indexing`). Names, abbreviations and
//! quoted phrases are found as conjunctions of their pairs, however the dictionary cut them. No positions
//! are kept: pairs answer phrases without regard to how a text was cut, and cost less than positions. The
//! price: a quoted phrase is taken as found when all its pairs are there, which in long texts may, rarely,
//! be by chance.
//!
//! **Numbers.** Document numbers (文号) and index numbers (索引号) are kept as exact keys with all brackets
//! alike. A query that has the shape of a number is answered by that number and what mentions it, or with
//! [`Found::no_such`]; one that may hold a number brings that document first (`analysis::numbers`,
//! `embedded::number`).
//!
//! **Reading a query.** `asked` turns whatever was typed into clauses, within fixed bounds; it cannot fail.
//!
//! **Stages.** Every word must be there; failing that, the characters of every word together; failing that,
//! half of the words at least, and then [`Found::matching`] says so and another spelling may be proposed
//! (`embedded::plan`, `embedded::loosen`, `embedded::suggest`).
//!
//! **Ranking.** BM25 with title over body over attachments, a little more for what is newer; then the best
//! hundred, and the best policies whose titles have every word, are looked at again: for characters that stand
//! together, and for policies in force (`embedded::rank`, `embedded::standing`).
//!
//! **Extracts.** [`Span`]s of text, marked or not, cut between characters; the caller makes HTML of them
//! (`extract`).
//!
//! **Generations.** On disk an index is a folder with numbered generations and a pointer to the current one.
//! A [`Rebuild`] makes the next generation beside it, catches up with what was changed meanwhile, and moves
//! the pointer; open indexes, in whatever process, follow at their next search (`embedded::place`).
//!
//! # Invariants
//!
//! - No query fails, panics or grows in cost because of what was typed.
//! - Nothing is found, suggested or proposed that is not in a document of the index at that moment.
//! - Searching needs no lock on the folder's contents; one process at a time writes.
//! - What is on disk carries [`SCHEMA_VERSION`]; any other version is refused, never guessed at.

mod analysis;
mod asked;
mod document;
mod embedded;
mod error;
mod extract;
mod query;
mod spelling;

#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::Arc;

pub use document::{Change, SearchDoc};
pub use embedded::{Rebuild, SCHEMA_VERSION};
pub use error::SearchError;
pub use query::{Facets, Found, Hit, Matching, NumberKind, Policies, Query, ShortName, Sort, Span};

/// The index of public items. Clones share one index. All calls block: use them where blocking is allowed.
#[derive(Clone)]
pub struct SearchIndex {
    engine: Arc<Engine>,
}

/// The engines an index can stand on.
enum Engine {
    Embedded(embedded::Embedded),
}

impl std::fmt::Debug for SearchIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SearchIndex").finish_non_exhaustive()
    }
}

impl SearchIndex {
    /// Opens the index in a folder, making both where they are missing.
    ///
    /// # Errors
    /// [`SearchError::IndexOutdated`] when another version wrote it, [`SearchError::Damaged`] when its files
    /// are missing or unreadable: both are mended by [`SearchIndex::rebuild`].
    pub fn open(dir: &Path) -> Result<Self, SearchError> {
        Ok(Self::on(Engine::Embedded(embedded::Embedded::open(dir)?)))
    }

    /// An empty index that lives as long as the process.
    ///
    /// # Errors
    /// Only when the engine itself cannot start.
    pub fn in_memory() -> Result<Self, SearchError> {
        Ok(Self::on(Engine::Embedded(embedded::Embedded::in_memory()?)))
    }

    fn on(engine: Engine) -> Self {
        Self { engine: Arc::new(engine) }
    }

    /// Loads the dictionary now, so that the first search need not wait for it (some tenths of a second).
    pub fn warm_up() {
        analysis::words::load();
    }

    /// Applies changes in order. When it returns they are on disk and every later search sees them. A long
    /// list may become visible in parts on the way; applying it again does no harm.
    ///
    /// # Errors
    /// [`SearchError::WriterBusy`] when another process writes; otherwise when the folder cannot be written.
    /// After an error part of the changes may be in; apply them again.
    #[expect(clippy::needless_pass_by_value, reason = "a cluster engine will hand the changes on")]
    pub fn apply(&self, changes: Vec<Change>) -> Result<(), SearchError> {
        if changes.is_empty() {
            return Ok(());
        }
        match &*self.engine {
            Engine::Embedded(engine) => engine.apply(&changes),
        }
    }

    /// Answers a query, whatever was typed.
    ///
    /// # Errors
    /// Only when the index itself is unreadable.
    pub fn find(&self, query: &Query) -> Result<Found, SearchError> {
        match &*self.engine {
            Engine::Embedded(engine) => engine.find(query),
        }
    }

    /// Completions for what has been typed so far: names of policies in force, document numbers, keywords, then titles; 20 at
    /// most. Of one site only its titles: numbers and keywords are those of all sites, and what is offered must be found
    /// there.
    ///
    /// # Errors
    /// Only when the index itself is unreadable.
    pub fn suggest(
        &self,
        prefix: &str,
        site_id: Option<i64>,
        policies: Policies,
        limit: usize,
    ) -> Result<Vec<String>, SearchError> {
        match &*self.engine {
            Engine::Embedded(engine) => engine.suggest(prefix, (site_id, policies), limit),
        }
    }

    /// Number of documents.
    ///
    /// # Errors
    /// Only when the index itself is unreadable.
    pub fn count(&self) -> Result<u64, SearchError> {
        match &*self.engine {
            Engine::Embedded(engine) => engine.count(),
        }
    }

    /// Ids of all documents, ascending: to compare the index with the records.
    ///
    /// # Errors
    /// Only when the index itself is unreadable.
    pub fn ids(&self) -> Result<Vec<i64>, SearchError> {
        match &*self.engine {
            Engine::Embedded(engine) => engine.ids(),
        }
    }

    /// Whether the index may lack what was published before it was made: nothing is in it, or a rebuild of it was broken
    /// off by the end of its process.
    ///
    /// # Errors
    /// Only when the index itself is unreadable.
    pub fn wants_rebuild(&self) -> Result<bool, SearchError> {
        match &*self.engine {
            Engine::Embedded(engine) => engine.wants_rebuild(),
        }
    }

    /// Begins to build a new index beside the one in the folder, whatever state that is in.
    ///
    /// # Errors
    /// [`SearchError::RebuildRunning`] when one is under way already; otherwise when the folder cannot be
    /// written.
    pub fn rebuild(dir: &Path) -> Result<Rebuild, SearchError> {
        Rebuild::begin(dir)
    }
}
