//! The folder of an index on disk: which generation is current, who may write, and what a rebuild missed.
//!
//! ```text
//! current.json     {"schema":1,"generation":"g000002"}, replaced in one step
//! g000002/         files of the engine
//! write.lock       held while changes are applied and while a rebuild is swapped in
//! rebuild.lock     held while a rebuild runs
//! rebuild.journal  changes applied since the rebuild began, one line of JSON each
//! ```
//! Locks are the system's file locks: they vanish with the process that held them.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::SCHEMA_VERSION;
use crate::document::Change;
use crate::error::SearchError;

#[derive(Serialize, Deserialize)]
struct Pointer {
    schema: u32,
    generation: String,
}

/// What tells one commit from another without reading it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Stamp {
    modified: Option<SystemTime>,
    length: u64,
    file: u64,
}

impl Stamp {
    pub fn of(generation: &Path) -> Self {
        let Ok(metadata) = fs::metadata(generation.join("meta.json")) else { return Self::default() };
        Self { modified: metadata.modified().ok(), length: metadata.len(), file: file_number(&metadata) }
    }
}

#[cfg(unix)]
fn file_number(metadata: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn file_number(_: &fs::Metadata) -> u64 {
    0
}

pub(super) struct Place {
    root: PathBuf,
}

impl Place {
    pub fn new(root: &Path) -> Result<Self, SearchError> {
        fs::create_dir_all(root)?;
        Ok(Self { root: root.to_owned() })
    }

    pub fn generation(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// The generation to be searched; none in a folder that is no index yet.
    pub fn current(&self) -> Result<Option<String>, SearchError> {
        let text = match fs::read(self.root.join("current.json")) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let pointer: Pointer =
            serde_json::from_slice(&text).map_err(|error| SearchError::Damaged(format!("current.json: {error}")))?;
        if pointer.schema != SCHEMA_VERSION {
            return Err(SearchError::IndexOutdated { found: pointer.schema, expected: SCHEMA_VERSION });
        }
        Ok(Some(pointer.generation))
    }

    pub fn get_current(&self) -> Result<String, SearchError> {
        self.current()?.ok_or_else(|| SearchError::Damaged("current.json is missing".into()))
    }

    /// Makes the first generation, unless another process was quicker.
    pub fn create_first(&self, create: impl FnOnce(&Path) -> Result<(), SearchError>) -> Result<(), SearchError> {
        let _gate = self.lock_writes()?;
        if self.current()?.is_some() {
            return Ok(());
        }
        let name = self.next_generation()?;
        create(&self.generation(&name))?;
        self.point_to(&name)
    }

    /// Waits until no other process applies changes or swaps generations.
    pub fn lock_writes(&self) -> Result<File, SearchError> {
        let file = self.lock_file("write.lock")?;
        file.lock()?;
        Ok(file)
    }

    pub fn lock_rebuild(&self) -> Result<File, SearchError> {
        let file = self.lock_file("rebuild.lock")?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(SearchError::RebuildRunning),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    fn lock_file(&self, name: &str) -> io::Result<File> {
        OpenOptions::new().create(true).truncate(false).write(true).open(self.root.join(name))
    }

    /// A name no generation has had while any of its files remain.
    pub fn next_generation(&self) -> Result<String, SearchError> {
        let numbers = self.generations()?.into_iter().filter_map(|name| name.strip_prefix('g')?.parse::<u64>().ok());
        Ok(format!("g{:06}", numbers.max().unwrap_or(0) + 1))
    }

    fn generations(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.root)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if name.strip_prefix('g').is_some_and(|number| number.parse::<u64>().is_ok()) {
                names.push(name);
            }
        }
        Ok(names)
    }

    /// Makes a generation the current one, on disk when it returns.
    pub fn point_to(&self, name: &str) -> Result<(), SearchError> {
        let pointer = Pointer { schema: SCHEMA_VERSION, generation: name.to_owned() };
        let text = serde_json::to_vec(&pointer).map_err(io::Error::from)?;
        let beside = self.root.join("current.json.new");
        let mut file = File::create(&beside)?;
        file.write_all(&text)?;
        file.sync_all()?;
        fs::rename(&beside, self.root.join("current.json"))?;
        self.sync();
        Ok(())
    }

    /// Not every system can sync a folder, and none needs it to read on.
    fn sync(&self) {
        if let Err(error) = File::open(&self.root).and_then(|folder| folder.sync_all()) {
            tracing::debug!(%error, "the index folder could not be synced");
        }
    }

    /// Deletes all generations but one. Files still open elsewhere stay readable there, or go next time.
    pub fn clear_all_but(&self, kept: Option<&str>) {
        let names = self.generations().unwrap_or_default();
        for name in names.iter().filter(|name| Some(name.as_str()) != kept) {
            if let Err(error) = fs::remove_dir_all(self.generation(name)) {
                tracing::info!(%error, name, "an old index generation could not be cleared away yet");
            }
        }
    }

    /// Begins the journal of a rebuild; its lock must be held, and the write lock.
    pub fn begin_journal(&self) -> Result<(), SearchError> {
        File::create(self.journal())?;
        Ok(())
    }

    /// Keeps changes for a rebuild that is under way, so that its swap does not lose them.
    pub fn note_for_rebuild(&self, changes: &[Change]) -> Result<(), SearchError> {
        let mut journal = match OpenOptions::new().append(true).open(self.journal()) {
            Ok(journal) => journal,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        if self.lock_rebuild().is_ok() {
            // Nobody holds the lock: the rebuild died, its journal serves nobody.
            return self.end_journal();
        }
        let mut lines = Vec::new();
        for change in changes {
            serde_json::to_writer(&mut lines, change).map_err(io::Error::from)?;
            lines.push(b'\n');
        }
        journal.write_all(&lines)?;
        Ok(())
    }

    /// Whether a rebuild has begun and is under way no more.
    pub fn rebuild_was_broken_off(&self) -> bool {
        self.journal().exists() && self.lock_rebuild().is_ok()
    }

    /// Whether anything was changed since the rebuild began.
    pub fn has_journal(&self) -> bool {
        fs::metadata(self.journal()).is_ok_and(|metadata| metadata.len() > 0)
    }

    /// Hands over the journal in batches of bounded size.
    pub fn read_journal(&self, mut take: impl FnMut(&[Change]) -> Result<(), SearchError>) -> Result<(), SearchError> {
        let mut batch = Vec::new();
        for line in BufReader::new(File::open(self.journal())?).lines() {
            let line = line?;
            batch.push(serde_json::from_str(&line).map_err(|error| SearchError::Damaged(error.to_string()))?);
            if batch.len() >= 200 {
                take(&batch)?;
                batch.clear();
            }
        }
        take(&batch)
    }

    pub fn end_journal(&self) -> Result<(), SearchError> {
        match fs::remove_file(self.journal()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    fn journal(&self) -> PathBuf {
        self.root.join("rebuild.journal")
    }
}
