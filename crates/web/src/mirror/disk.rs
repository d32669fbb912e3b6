//! The folder of a static mirror: who may write in it, new files beside the old ones, and the step in which they take
//! their place. A crash before that step leaves the mirror as it was; one within it is made good by the next run.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;

use super::MirrorError;
use super::address::is_below;
use super::manifest::Manifest;

/// The mirror's own folder below it; web servers give nothing out whose name begins with a dot.
const OWN: &str = ".gongkai-mirror";
const MANIFEST: &str = "manifest";
const NEXT: &str = "manifest.next";
const JOURNAL: &str = "journal";
const STAGE: &str = "stage";

/// A mirror's folder, held by this process alone.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    writing: Mutex<()>,
    _held: File,
}

/// What takes place when the new files do.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Files on the stage, by the names they get.
    pub staged: Vec<String>,
    pub deletes: Vec<String>,
}

impl Folder {
    /// Takes a folder: a new or empty one, or one that holds a mirror. What a broken-off run left is made good.
    ///
    /// # Errors
    /// Where the folder holds something else, is in use, or cannot be written.
    pub fn open(root: &Path) -> Result<(Self, Option<Manifest>), MirrorError> {
        let own = root.join(OWN);
        if !is_folder(&own) && fs::read_dir(root).is_ok_and(|mut entries| entries.next().is_some()) {
            return Err(MirrorError::Foreign(root.display().to_string()));
        }
        fs::create_dir_all(&own)?;
        if !is_folder(&own) {
            return Err(MirrorError::Foreign(own.display().to_string()));
        }
        let held = File::options().create(true).truncate(false).write(true).open(own.join("lock"))?;
        match held.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(MirrorError::InUse),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        let folder = Self { root: root.to_path_buf(), writing: Mutex::default(), _held: held };
        folder.make_good()?;
        let manifest = match fs::read_to_string(own.join(MANIFEST)) {
            Ok(text) => Some(Manifest::parse(&text).ok_or(MirrorError::Damaged)?),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(error.into()),
        };
        Ok((folder, manifest))
    }

    fn own(&self, name: &str) -> PathBuf {
        self.root.join(OWN).join(name)
    }

    fn staged(&self, file: &str) -> PathBuf {
        self.own(STAGE).join(file)
    }

    /// Whether a file of the mirror holds exactly these bytes.
    pub fn holds(&self, file: &str, bytes: &[u8]) -> bool {
        fs::read(self.root.join(file)).is_ok_and(|standing| standing == bytes)
    }

    /// Writes new files beside the mirror. One thread at a time: a file system makes the files of a folder one by one,
    /// and threads that wait for it there keep their processors busy.
    ///
    /// # Errors
    /// When one cannot be written.
    pub fn stage(&self, files: &[(String, Bytes)]) -> Result<(), MirrorError> {
        let _turn = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        for (file, bytes) in files {
            let path = self.staged(file);
            match fs::write(&path, bytes) {
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    if let Some(parent) = path.parent() {
                        fs::create_dir_all(parent)?;
                    }
                    fs::write(&path, bytes)?;
                }
                done => done?,
            }
        }
        Ok(())
    }

    /// Lets the staged files take their places, and the new manifest the old one's. `owned` are the files of the old one:
    /// whatever else stands in the way is left alone, and nothing is changed.
    ///
    /// # Errors
    /// Where a foreign file stands in the way; when something cannot be written.
    pub fn take_turn(&self, manifest: &Manifest, turn: &Turn, owned: &HashSet<&str>) -> Result<(), MirrorError> {
        self.check_places(turn, owned)?;
        fs::write(self.own(NEXT), manifest.to_text())?;
        let journal = self.own("journal.next");
        write_journal(&journal, turn)?;
        self.sync(turn, &journal)?;
        fs::rename(&journal, self.own(JOURNAL))?;
        self.make_good()
    }

    /// No file of the mirror lands where somebody else's stands, or behind a link that leads out of the folder.
    fn check_places(&self, turn: &Turn, owned: &HashSet<&str>) -> Result<(), MirrorError> {
        // Folders above the files, and whether they are there.
        let mut folders: HashMap<PathBuf, bool> = HashMap::new();
        for file in &turn.deletes {
            self.check_folders(&self.root.join(file), &mut folders)?;
        }
        for file in &turn.staged {
            let path = self.root.join(file);
            self.check_folders(&path, &mut folders)?;
            let has_room = path.parent().and_then(|parent| folders.get(parent)).is_some_and(|there| !there);
            if !has_room && !owned.contains(file.as_str()) && fs::symlink_metadata(&path).is_ok() {
                return Err(MirrorError::Foreign(path.display().to_string()));
            }
        }
        Ok(())
    }

    /// What stands above a file must be folders, and no links that lead out of the mirror. `known`: those looked at, and
    /// whether they are there.
    fn check_folders(&self, path: &Path, known: &mut HashMap<PathBuf, bool>) -> Result<(), MirrorError> {
        for parent in self.folders_above(path) {
            if known.contains_key(parent) {
                break;
            }
            let found = fs::symlink_metadata(parent);
            if found.as_ref().is_ok_and(|meta| !meta.is_dir()) {
                return Err(MirrorError::Foreign(parent.display().to_string()));
            }
            known.insert(parent.to_path_buf(), found.is_ok());
        }
        Ok(())
    }

    fn folders_above<'a>(&'a self, path: &'a Path) -> impl Iterator<Item = &'a Path> {
        path.ancestors().skip(1).take_while(|parent| *parent != self.root)
    }

    /// The one wait for the disk of a run.
    #[cfg(target_os = "linux")]
    fn sync(&self, _turn: &Turn, _journal: &Path) -> Result<(), MirrorError> {
        let root = File::open(&self.root)?;
        rustix::fs::syncfs(&root).map_err(|error| MirrorError::Disk(error.into()))
    }

    /// Systems that cannot sync one file system are asked file by file.
    #[cfg(not(target_os = "linux"))]
    fn sync(&self, turn: &Turn, journal: &Path) -> Result<(), MirrorError> {
        for file in &turn.staged {
            File::open(self.staged(file))?.sync_all()?;
        }
        File::open(self.own(NEXT))?.sync_all()?;
        Ok(File::open(journal)?.sync_all()?)
    }

    /// Brings a turn to its end that has begun, and clears away what never began.
    fn make_good(&self) -> Result<(), MirrorError> {
        if let Some(deletes) = read_journal(&self.own(JOURNAL))? {
            let stage = self.own(STAGE);
            if is_folder(&stage) {
                move_into_place(&stage, &self.root)?;
            }
            for file in &deletes {
                self.delete(file)?;
            }
            gone(fs::rename(self.own(NEXT), self.own(MANIFEST)))?;
            gone(fs::remove_file(self.own(JOURNAL)))?;
        }
        gone(fs::remove_file(self.own(NEXT)))?;
        gone(fs::remove_file(self.own("journal.next")))?;
        gone(fs::remove_dir_all(self.own(STAGE)))
    }

    fn delete(&self, file: &str) -> Result<(), MirrorError> {
        let path = self.root.join(file);
        // Somebody may have put a link there since the turn was checked: what it leads to is not the mirror's.
        if !self.folders_above(&path).all(is_folder) {
            return Ok(());
        }
        gone(fs::remove_file(&path))?;
        for parent in self.folders_above(&path) {
            // A folder with something in it stays.
            if fs::remove_dir(parent).is_err() {
                break;
            }
        }
        Ok(())
    }
}

/// Moves what is below one folder to the same places below another. A folder that is not there yet is moved as a whole:
/// file by file, a new mirror would spend a sixth of its time here.
fn move_into_place(from: &Path, to: &Path) -> std::io::Result<()> {
    let entries: Vec<fs::DirEntry> = fs::read_dir(from)?.collect::<std::io::Result<_>>()?;
    for entry in entries {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() && is_folder(&to) {
            move_into_place(&from, &to)?;
        } else {
            fs::rename(&from, &to)?;
        }
    }
    Ok(())
}

fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|meta| meta.is_dir())
}

/// What is not there need not be taken away.
fn gone(done: std::io::Result<()>) -> Result<(), MirrorError> {
    match done {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

fn write_journal(path: &Path, turn: &Turn) -> Result<(), MirrorError> {
    let mut out = std::io::BufWriter::new(File::create(path)?);
    for file in &turn.deletes {
        writeln!(out, "{file}")?;
    }
    writeln!(out, "end")?;
    Ok(out.flush()?)
}

/// The files to be deleted by a turn that has begun; what is to be moved lies on the stage.
fn read_journal(path: &Path) -> Result<Option<Vec<String>>, MirrorError> {
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        read => read?,
    };
    let lines = text.strip_suffix("end\n").ok_or(MirrorError::Damaged)?;
    let deletes: Vec<String> = lines.lines().map(str::to_string).collect();
    if deletes.iter().all(|file| is_below(file)) { Ok(Some(deletes)) } else { Err(MirrorError::Damaged) }
}
