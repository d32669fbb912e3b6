//! The installation as a whole: backup and restore, the examination by `gongkai doctor`, and whether the master key
//! is the one that the records were written with, and changing it. For the command line; no page calls this.

mod backup;
pub mod doctor;
mod fingerprint;
mod folder;
mod key;
mod manifest;
mod restore;
mod rotate;
mod target;

pub use backup::{Extra, audit_heads, back_up};
pub use fingerprint::{FilesMark, Fingerprint, TableMark, fingerprint};
pub use key::{check_key, keep_probe};
pub use manifest::{ChainHead, Manifest, TablePart};
pub use restore::{Opened, Restored, finish, is_unused, load, open_backup};
pub use rotate::{Rotated, rotate_key};

/// How far a long work has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// A table is being written or read; rows so far.
    Rows { table: String, rows: u64 },
    /// Files done, of how many.
    Files { done: u64, all: u64 },
    /// Items in the new index, of how many.
    Index { done: u64, all: u64 },
}

/// Hears how far it is.
pub type Hear<'a> = dyn FnMut(Progress) + Send + 'a;

#[cfg(test)]
mod tests;
