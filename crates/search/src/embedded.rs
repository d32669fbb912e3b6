//! The embedded engine: tantivy on a folder of this machine, or in memory for tests.
//! Here is how its parts are opened, searched and written; what is searched for is decided in `asked`.

mod any_of;
mod columns;
mod counting;
mod filter;
mod gather;
mod loosen;
mod number;
mod pages;
mod place;
mod plan;
mod rank;
mod rebuild;
mod schema;
mod shown;
mod sounding;
mod standing;
mod suggest;
mod writing;

use std::borrow::Cow;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tantivy::directory::MmapDirectory;
use tantivy::schema::{Field, Value};
use tantivy::{Index, IndexReader, ReloadPolicy, Searcher, TantivyDocument};

use self::columns::AllColumns;
use self::filter::Filters;
use self::place::{Place, Stamp};
use self::schema::Fields;
use self::writing::Writing;
use crate::document::Change;
use crate::error::SearchError;
use crate::query::{Found, Policies, Query};

pub use self::rebuild::Rebuild;

/// Version of everything on disk: fields, analysis and their settings. Raise it with any change to these;
/// an index of another version is refused and has to be rebuilt.
pub const SCHEMA_VERSION: u32 = 2;

/// Decompressed blocks of stored text kept for each segment: one page of hits.
const STORE_BLOCKS: usize = 10;

/// One index, shared by all searches of this process and written by one of them at a time.
pub(crate) struct Embedded {
    /// None for an index in memory.
    place: Option<Place>,
    fields: Fields,
    filters: Filters,
    columns: AllColumns,
    live: RwLock<Arc<Live>>,
    writing: Mutex<Option<Writing>>,
}

/// One state of the index, and what it takes to read it.
struct Snapshot<'a> {
    searcher: Searcher,
    fields: &'a Fields,
    filters: &'a Filters,
    columns: &'a AllColumns,
}

/// The generation being searched. A rebuild, here or in another process, puts a new one in its place.
struct Live {
    generation: String,
    index: Index,
    reader: IndexReader,
    seen: Mutex<Stamp>,
}

impl Live {
    fn new(generation: String, index: Index, seen: Stamp) -> Result<Self, SearchError> {
        let builder = index.reader_builder().reload_policy(ReloadPolicy::Manual);
        let reader = builder.doc_store_cache_num_blocks(STORE_BLOCKS).try_into()?;
        Ok(Self { generation, index, reader, seen: Mutex::new(seen) })
    }

    fn open(place: &Place, generation: &str) -> Result<Self, SearchError> {
        let folder = place.generation(generation);
        let seen = Stamp::of(&folder);
        let directory = MmapDirectory::open(&folder).map_err(|error| SearchError::Damaged(error.to_string()))?;
        let index = Index::open(directory)?;
        schema::prepare(&index);
        Self::new(generation.to_owned(), index, seen)
    }

    /// Loads what was committed since, by whatever process.
    fn refresh(&self, place: &Place) -> Result<(), SearchError> {
        let now = Stamp::of(&place.generation(&self.generation));
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if *seen != now {
            self.reader.reload()?;
            *seen = now;
        }
        Ok(())
    }
}

impl Embedded {
    pub fn open(dir: &Path) -> Result<Self, SearchError> {
        let place = Place::new(dir)?;
        if place.current()?.is_none() {
            place.create_first(|folder| schema::create(folder).map(drop))?;
        }
        let live = open_current(&place)?;
        Ok(Self::new(Some(place), live))
    }

    pub fn in_memory() -> Result<Self, SearchError> {
        let index = schema::create_in_memory()?;
        Ok(Self::new(None, Live::new(String::new(), index, Stamp::default())?))
    }

    fn new(place: Option<Place>, live: Live) -> Self {
        let fields = Fields::of(&live.index.schema());
        let live = RwLock::new(Arc::new(live));
        let (filters, columns) = (Filters::new(), AllColumns::new());
        Self { place, fields, filters, columns, live, writing: Mutex::new(None) }
    }

    pub fn apply(&self, changes: &[Change]) -> Result<(), SearchError> {
        let mut writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let _gate = match &self.place {
            Some(place) => {
                let gate = place.lock_writes()?;
                self.follow(place)?;
                place.note_for_rebuild(changes)?;
                Some(gate)
            }
            None => None,
        };
        let live = self.live();
        let result = self.write(&mut writing, &live, changes);
        if result.is_err() {
            // A writer that failed takes nothing more; the next call opens a fresh one.
            *writing = None;
        }
        result?;
        live.reader.reload()?;
        Ok(())
    }

    fn write(&self, writing: &mut Option<Writing>, live: &Live, changes: &[Change]) -> Result<(), SearchError> {
        if writing.as_ref().is_some_and(|open| open.generation != live.generation) {
            *writing = None;
        }
        let open = match writing {
            Some(open) => open,
            None => writing.insert(Writing::open(&live.index, self.fields, &live.generation, writing::SERVING_HEAP)?),
        };
        open.apply(changes)?;
        open.commit()
    }

    pub fn find(&self, query: &Query) -> Result<Found, SearchError> {
        pages::find(&self.snapshot(), query)
    }

    pub fn suggest(&self, prefix: &str, of: (Option<i64>, Policies), limit: usize) -> Result<Vec<String>, SearchError> {
        suggest::suggest(&self.snapshot(), prefix, of, limit)
    }

    pub fn count(&self) -> Result<u64, SearchError> {
        Ok(self.searcher().num_docs())
    }

    pub fn wants_rebuild(&self) -> Result<bool, SearchError> {
        let broken_off = self.place.as_ref().is_some_and(Place::rebuild_was_broken_off);
        Ok(broken_off || self.count()? == 0)
    }

    pub fn ids(&self) -> Result<Vec<i64>, SearchError> {
        ids_of(&self.searcher())
    }

    fn snapshot(&self) -> Snapshot<'_> {
        let Self { fields, filters, columns, .. } = self;
        Snapshot { searcher: self.searcher(), fields, filters, columns }
    }

    /// The newest state that can be had. What is loaded goes on serving while the folder is unreadable.
    fn searcher(&self) -> Searcher {
        if let Some(place) = &self.place
            && let Err(error) = self.follow(place)
        {
            tracing::warn!(%error, "the search index could not be refreshed, serving the state loaded before");
        }
        self.live().reader.searcher()
    }

    fn live(&self) -> Arc<Live> {
        Arc::clone(&self.live.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Goes over to the generation that the folder names now, and loads its last commit.
    fn follow(&self, place: &Place) -> Result<(), SearchError> {
        let live = self.live();
        if place.current()?.is_some_and(|current| current != live.generation) {
            let next = open_current(place)?;
            *self.live.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
            return Ok(());
        }
        live.refresh(place)
    }
}

/// Ids of all documents, ascending.
fn ids_of(searcher: &Searcher) -> Result<Vec<i64>, SearchError> {
    let mut ids = Vec::new();
    for segment in searcher.segment_readers() {
        let column = segment.fast_fields().i64(schema::ID)?;
        ids.extend(segment.doc_ids_alive().filter_map(|doc| column.first(doc)));
    }
    ids.sort_unstable();
    Ok(ids)
}

/// Opens what the folder names. A rebuild may swap and clear away between the two steps: then again.
fn open_current(place: &Place) -> Result<Live, SearchError> {
    let mut named = place.get_current()?;
    loop {
        let opened = Live::open(place, &named);
        let now = place.get_current()?;
        if opened.is_ok() || now == named {
            return opened;
        }
        named = now;
    }
}

/// A stored text of a loaded document.
fn stored(document: &TantivyDocument, field: Field) -> Cow<'_, str> {
    let packed = document.get_first(field).and_then(|value| value.as_bytes());
    packed.map(shown::unpack).unwrap_or_default()
}
