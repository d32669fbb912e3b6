//! Where a backup is written: a folder, or one `.tar` file. It is made under another name and gets its own when it
//! is complete, so that a backup that was broken off is never taken for one.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::error::AppError;

/// A backup in the making.
pub(super) struct Target {
    place: PathBuf,
    /// The folder in the making, or the folder in which parts of the archive wait.
    part: PathBuf,
    archive: Option<(tar::Builder<BufWriter<File>>, PathBuf)>,
}

impl Target {
    pub fn open(place: &Path) -> Result<Self, AppError> {
        if place.exists() {
            return Err(AppError::problem("backup_target_exists").with("path", place.display()));
        }
        let part = with_ending(place, ".part");
        let made = (|| {
            if part.exists() {
                fs::remove_dir_all(&part)?;
            }
            fs::create_dir_all(part.join("tables"))?;
            restrict(&part, 0o700)?;
            if !is_archive(place) {
                return Ok(None);
            }
            let path = with_ending(place, ".part.tar");
            let file = File::create(&path)?;
            restrict(&path, 0o600)?;
            Ok(Some((tar::Builder::new(BufWriter::new(file)), path)))
        })();
        let archive = made.map_err(|error| not_written(place, &error))?;
        Ok(Self { place: place.to_path_buf(), part, archive })
    }

    /// Opens a part for writing; [`Self::take`] follows.
    pub fn begin(&self, name: &str) -> io::Result<BufWriter<File>> {
        let path = self.part.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(BufWriter::new(File::create(path)?))
    }

    /// A part is written: puts it on disk.
    pub fn take(&mut self, name: &str, writer: BufWriter<File>) -> io::Result<()> {
        let file = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
        let Some((builder, _)) = &mut self.archive else {
            return file.sync_all();
        };
        drop(file);
        let path = self.part.join(name);
        builder.append_path_with_name(&path, name)?;
        fs::remove_file(path)
    }

    /// A whole part at once.
    pub fn put(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        if let Some((builder, _)) = &mut self.archive {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o600);
            header.set_cksum();
            return builder.append_data(&mut header, name, bytes);
        }
        let mut writer = self.begin(name)?;
        writer.write_all(bytes)?;
        self.take(name, writer)
    }

    /// Everything is in: gives the backup its name.
    pub fn finish(self) -> io::Result<()> {
        match self.archive {
            Some((builder, path)) => {
                builder.into_inner()?.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
                fs::remove_dir_all(&self.part)?;
                fs::rename(path, &self.place)?;
            }
            None => fs::rename(&self.part, &self.place)?,
        }
        match self.place.parent().filter(|p| !p.as_os_str().is_empty()) {
            Some(folder) => File::open(folder)?.sync_all(),
            None => Ok(()),
        }
    }
}

/// Whether this name asks for one file.
pub(super) fn is_archive(place: &Path) -> bool {
    place.extension().is_some_and(|end| end.eq_ignore_ascii_case("tar"))
}

/// Unpacks an archive into an empty folder. Only plain files with plain relative names are taken.
pub(super) fn unpack(archive: &Path, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    restrict(folder, 0o700)?;
    let mut reader = tar::Archive::new(BufReader::new(File::open(archive)?));
    for entry in reader.entries()? {
        let mut entry = entry?;
        if !entry.header().entry_type().is_file() || !entry.unpack_in(folder)? {
            return Err(io::Error::other("unexpected entry"));
        }
    }
    Ok(())
}

fn with_ending(place: &Path, ending: &str) -> PathBuf {
    let mut name = place.file_name().unwrap_or_default().to_os_string();
    name.push(ending);
    place.with_file_name(name)
}

/// A backup holds what the records hold: nobody else reads it.
#[cfg(unix)]
fn restrict(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn restrict(_path: &Path, _mode: u32) -> io::Result<()> {
    Ok(())
}

pub(super) fn not_written(place: &Path, error: &io::Error) -> AppError {
    AppError::problem("backup_not_written").with("path", place.display()).with("reason", error)
}
