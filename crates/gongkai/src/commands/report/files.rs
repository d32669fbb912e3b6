//! Which files are meant: those named, and all within the folders named. Not here: reading them.

use std::path::{Path, PathBuf};

use crate::failure::{Failure, reason};

/// Deepest folder within a folder that is looked into.
const MAX_DEPTH: usize = 16;
/// Most files of one command.
const MAX_FILES: usize = 1_000_000;

/// The files to read.
#[derive(Debug, Default)]
pub struct Listed {
    pub files: Vec<PathBuf>,
    /// Named files that cannot be read, each with the reason.
    pub missing: Vec<(PathBuf, Failure)>,
    pub has_folder: bool,
}

/// Lists the files, those of a folder by name.
pub fn list(named: &[PathBuf]) -> Result<Listed, Failure> {
    let mut listed = Listed::default();
    for path in named {
        match std::fs::metadata(path) {
            Ok(about) if about.is_dir() => {
                listed.has_folder = true;
                let before = listed.files.len();
                walk(path, 0, &mut listed)?;
                if listed.files.len() == before {
                    listed.missing.push((path.clone(), Failure::new("文件夹里没有文件。")));
                }
            }
            Ok(_) => listed.files.push(path.clone()),
            Err(error) => listed.missing.push((path.clone(), Failure::disk("读取文件", &error))),
        }
    }
    Ok(listed)
}

fn walk(folder: &Path, depth: usize, listed: &mut Listed) -> Result<(), Failure> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            listed.missing.push((folder.to_path_buf(), Failure::disk("读取文件夹", &error)));
            return Ok(());
        }
    };
    let mut paths: Vec<PathBuf> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| !is_hidden(path)).collect();
    paths.sort();
    for path in paths {
        // Links are not followed: they may lead in a circle.
        let Ok(about) = std::fs::symlink_metadata(&path) else {
            continue;
        };
        if about.is_dir() && depth < MAX_DEPTH {
            walk(&path, depth + 1, listed)?;
        } else if about.is_file() {
            listed.files.push(path);
        }
        if listed.files.len() > MAX_FILES {
            return Err(Failure::new(format!("文件超过{MAX_FILES}个，请分几次检查。")));
        }
    }
    Ok(())
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

/// The bytes of a file, or the reason in a sentence. A file larger than the limit is not read at all.
pub fn read(path: &Path, max_bytes: u64) -> Result<Vec<u8>, Failure> {
    let failed = |error: std::io::Error| Failure::new(format!("读取文件失败：{}。", reason(&error)));
    let about = std::fs::metadata(path).map_err(failed)?;
    if !about.is_file() {
        return Err(Failure::new("不是普通文件。"));
    }
    if about.len() > max_bytes {
        return Err(Failure::new(format!("文件超过{}MB，不像一份年度报告。", max_bytes / 1024 / 1024)));
    }
    std::fs::read(path).map_err(failed)
}
