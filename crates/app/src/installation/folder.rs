//! A backup that lies open as a folder: reads its manifest and checks every part against it before anything is loaded.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::manifest::{FORMAT, Manifest, NAME};
use super::target::{is_archive, unpack};
use super::{Hear, Progress};
use crate::error::AppError;

/// A checked backup.
#[derive(Debug)]
pub struct Opened {
    pub manifest: Manifest,
    folder: PathBuf,
    /// Where an archive was unpacked; removed when this is dropped.
    unpacked: Option<PathBuf>,
}

impl Drop for Opened {
    fn drop(&mut self) {
        if let Some(folder) = &self.unpacked {
            // What stays behind is a copy that nobody reads.
            let _ = fs::remove_dir_all(folder);
        }
    }
}

impl Opened {
    /// The lines of a part.
    pub(super) fn lines(&self, name: &str) -> io::Result<io::Lines<BufReader<File>>> {
        Ok(BufReader::new(File::open(self.folder.join(name))?).lines())
    }

    /// A whole part.
    pub(super) fn bytes(&self, name: &str) -> io::Result<Vec<u8>> {
        fs::read(self.folder.join(name))
    }

    /// A small file that went with the backup.
    #[must_use]
    pub fn find_extra(&self, name: &str) -> Option<Vec<u8>> {
        self.manifest.extras.iter().find(|extra| extra.name == name)?;
        self.bytes(name).ok()
    }
}

/// Opens a backup and checks all of it. An archive is unpacked into `spare`, which is made for it.
///
/// # Errors
/// `backup_not_found`, `backup_newer`, `backup_damaged` with the part that is at fault.
pub fn open_backup(from: &Path, spare: &Path, hear: &mut Hear<'_>) -> Result<Opened, AppError> {
    if !from.exists() {
        return Err(AppError::problem("backup_not_found").with("path", from.display()));
    }
    let mut opened = Opened { manifest: empty(), folder: from.to_path_buf(), unpacked: None };
    if is_archive(from) && from.is_file() {
        opened.folder = spare.to_path_buf();
        opened.unpacked = Some(spare.to_path_buf());
        unpack(from, spare).map_err(|error| damaged(&format!("{}：{error}", from.display())))?;
    }
    let text = opened.bytes(NAME).map_err(|_| AppError::problem("backup_not_found").with("path", from.display()))?;
    let form: Form = serde_json::from_slice(&text).map_err(|_| damaged(NAME))?;
    if form.format > FORMAT {
        return Err(AppError::problem("backup_newer").with("version", form.program));
    }
    opened.manifest = serde_json::from_slice(&text).map_err(|_| damaged(NAME))?;
    check(&opened, hear)?;
    Ok(opened)
}

#[derive(serde::Deserialize)]
struct Form {
    format: u32,
    program: String,
}

fn check(opened: &Opened, hear: &mut Hear<'_>) -> Result<(), AppError> {
    let manifest = &opened.manifest;
    for table in &manifest.tables {
        check_part(opened, &table.path(), &table.sha256)?;
    }
    for extra in &manifest.extras {
        check_part(opened, &extra.name, &extra.sha256)?;
    }
    let all = manifest.files.len() as u64;
    for (file, done) in manifest.files.iter().zip(1..) {
        check_part(opened, &file.path(), &file.sha256)?;
        hear(Progress::Files { done, all });
    }
    Ok(())
}

fn check_part(opened: &Opened, name: &str, expected: &str) -> Result<(), AppError> {
    match hash_file(&opened.folder.join(name)) {
        Ok(hash) if hash == expected => Ok(()),
        _ => Err(damaged(name)),
    }
}

fn hash_file(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(hex::encode(hasher.finalize()));
        }
        hasher.update(buffer.get(..read).unwrap_or_default());
    }
}

pub(super) fn damaged(part: &str) -> AppError {
    AppError::problem("backup_damaged").with("part", part)
}

fn empty() -> Manifest {
    Manifest {
        format: FORMAT,
        program: String::new(),
        taken_at: 0,
        taken_at_text: String::new(),
        migrations: Vec::new(),
        tables: Vec::new(),
        files: Vec::new(),
        missing_files: Vec::new(),
        extras: Vec::new(),
        audit_heads: Vec::new(),
        key_probe: String::new(),
        fingerprint: String::new(),
    }
}
