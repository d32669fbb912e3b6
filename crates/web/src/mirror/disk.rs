//! The folder of a static mirror: who may write in it, new files beside the old ones, and the step in which they take
//! their place. A crash before that step leaves the mirror as it was; one within it is made good by the next run.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::MirrorError;
use super::address::is_below;
use super::manifest::Manifest;

/// The mirror's own folder below it; web servers give nothing out whose name begins with a dot.
const OWN: &str = ".gongkai-mirror";
const MANIFEST: &str = "manifest";
const NEXT: &str = "manifest.next";
const JOURNAL: &str = "journal";
const STAGE: &str = "stage";
/// Files of one folder of the stage.
const FOLDER: u64 = 1_000;

/// A mirror's folder, held by this process alone.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    _held: File,
}

/// What takes place when the new files do.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Number on the stage, and the file it becomes.
    pub moves: Vec<(u64, String)>,
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
        let folder = Self { root: root.to_path_buf(), _held: held };
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

    fn staged(&self, number: u64) -> PathBuf {
        self.own(STAGE).join((number / FOLDER).to_string()).join(number.to_string())
    }

    /// Whether a file of the mirror holds exactly these bytes.
    pub fn holds(&self, file: &str, bytes: &[u8]) -> bool {
        fs::read(self.root.join(file)).is_ok_and(|standing| standing == bytes)
    }

    /// Writes a new file beside the mirror.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn stage(&self, number: u64, bytes: &[u8]) -> Result<(), MirrorError> {
        let path = self.staged(number);
        match fs::write(&path, bytes) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                if let Some(parent) = path.parent() {
                    fs::create_dir_all(parent)?;
                }
                fs::write(&path, bytes)?;
            }
            done => done?,
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
        for (_, file) in &turn.moves {
            let path = self.root.join(file);
            for parent in path.ancestors().skip(1).take_while(|parent| *parent != self.root) {
                if folders.contains_key(parent) {
                    break;
                }
                let found = fs::symlink_metadata(parent);
                if found.as_ref().is_ok_and(|meta| !meta.is_dir()) {
                    return Err(MirrorError::Foreign(parent.display().to_string()));
                }
                folders.insert(parent.to_path_buf(), found.is_ok());
            }
            let has_room = path.parent().and_then(|parent| folders.get(parent)).is_some_and(|there| !there);
            if !has_room && !owned.contains(file.as_str()) && fs::symlink_metadata(&path).is_ok() {
                return Err(MirrorError::Foreign(path.display().to_string()));
            }
        }
        Ok(())
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
        for (number, _) in &turn.moves {
            File::open(self.staged(*number))?.sync_all()?;
        }
        File::open(self.own(NEXT))?.sync_all()?;
        Ok(File::open(journal)?.sync_all()?)
    }

    /// Brings a turn to its end that has begun, and clears away what never began.
    fn make_good(&self) -> Result<(), MirrorError> {
        if let Some(turn) = read_journal(&self.own(JOURNAL))? {
            in_shares(&turn.moves, |(number, file)| self.move_into_place(*number, file))?;
            for file in &turn.deletes {
                self.delete(file)?;
            }
            gone(fs::rename(self.own(NEXT), self.own(MANIFEST)))?;
            gone(fs::remove_file(self.own(JOURNAL)))?;
        }
        gone(fs::remove_file(self.own(NEXT)))?;
        gone(fs::remove_file(self.own("journal.next")))?;
        gone(fs::remove_dir_all(self.own(STAGE)))
    }

    fn move_into_place(&self, number: u64, file: &str) -> Result<(), MirrorError> {
        let (from, to) = (self.staged(number), self.root.join(file));
        match fs::rename(&from, &to) {
            Err(error) if error.kind() == ErrorKind::NotFound && from.exists() => {
                if let Some(parent) = to.parent() {
                    fs::create_dir_all(parent)?;
                }
                Ok(fs::rename(&from, &to)?)
            }
            // Moved before the run was broken off.
            done => gone(done),
        }
    }

    fn delete(&self, file: &str) -> Result<(), MirrorError> {
        let path = self.root.join(file);
        gone(fs::remove_file(&path))?;
        for parent in path.ancestors().skip(1).take_while(|parent| *parent != self.root) {
            // A folder with something in it stays.
            if fs::remove_dir(parent).is_err() {
                break;
            }
        }
        Ok(())
    }
}

/// Does the work for all of a list, a share of it on each processor: of the steps of a turn none waits for another.
fn in_shares<T: Sync>(list: &[T], work: impl Fn(&T) -> Result<(), MirrorError> + Sync) -> Result<(), MirrorError> {
    let share = list.len().div_ceil(std::thread::available_parallelism().map_or(1, usize::from)).max(1);
    let work = &work;
    std::thread::scope(|scope| {
        let shares = list.chunks(share).map(|part| scope.spawn(move || part.iter().try_for_each(work)));
        let shares: Vec<_> = shares.collect();
        let broken = |_| Err(std::io::Error::other("a thread that moves files broke off").into());
        shares.into_iter().try_for_each(|share| share.join().unwrap_or_else(broken))
    })
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
    for (number, file) in &turn.moves {
        writeln!(out, "{number}\t{file}")?;
    }
    for file in &turn.deletes {
        writeln!(out, "-\t{file}")?;
    }
    writeln!(out, "end")?;
    Ok(out.flush()?)
}

fn read_journal(path: &Path) -> Result<Option<Turn>, MirrorError> {
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        read => read?,
    };
    let lines = text.strip_suffix("end\n").ok_or(MirrorError::Damaged)?;
    let mut turn = Turn::default();
    for line in lines.lines() {
        match line.split_once('\t').filter(|(_, file)| is_below(file)) {
            Some(("-", file)) => turn.deletes.push(file.to_string()),
            Some((number, file)) => {
                turn.moves.push((number.parse().map_err(|_| MirrorError::Damaged)?, file.to_string()));
            }
            None => return Err(MirrorError::Damaged),
        }
    }
    Ok(Some(turn))
}
