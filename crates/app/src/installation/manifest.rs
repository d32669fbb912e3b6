//! What a backup says about itself. Written last: a backup without it was not finished.

use serde::{Deserialize, Serialize};
use store::transfer::TableShape;

/// The form of backups that this version writes and reads.
pub const FORMAT: u32 = 1;

/// The file's name in the backup.
pub const NAME: &str = "manifest.json";

/// One table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TablePart {
    pub shape: TableShape,
    pub rows: u64,
    pub bytes: u64,
    /// SHA-256 of the table's file.
    pub sha256: String,
    /// The last id given, so that none is given again.
    pub last_id: Option<i64>,
}

impl TablePart {
    /// The table's file in the backup.
    #[must_use]
    pub fn path(&self) -> String {
        format!("tables/{}.jsonl", self.shape.name)
    }
}

/// An attachment's content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilePart {
    /// SHA-256 of the content, and its name.
    pub sha256: String,
    pub bytes: u64,
}

impl FilePart {
    /// The file's place in the backup.
    #[must_use]
    pub fn path(&self) -> String {
        let at = |from: usize| self.sha256.get(from..from + 2).unwrap_or_default();
        format!("files/{}/{}/{}", at(0), at(2), self.sha256)
    }
}

/// A small file that the command line adds, such as the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtraPart {
    pub name: String,
    pub sha256: String,
}

/// The newest row of an audit chain at the time of the backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainHead {
    pub chain: i64,
    pub seq: i64,
    pub hash: String,
}

/// What a backup says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    /// The version of the program that wrote it.
    pub program: String,
    /// When the records were in this state: milliseconds since 1970 in UTC, and as a clock in China shows it.
    pub taken_at: i64,
    pub taken_at_text: String,
    pub migrations: Vec<String>,
    pub tables: Vec<TablePart>,
    pub files: Vec<FilePart>,
    /// Files that records name but that were missing or damaged when the backup was taken.
    pub missing_files: Vec<String>,
    pub extras: Vec<ExtraPart>,
    pub audit_heads: Vec<ChainHead>,
    /// A known text sealed with the master key: tells at a restore whether the key is the right one.
    pub key_probe: String,
    /// Equal to the fingerprint of the restored records.
    pub fingerprint: String,
}

impl Manifest {
    /// Rows of all tables.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }

    /// Rows of one table.
    #[must_use]
    pub fn rows_of(&self, table: &str) -> u64 {
        self.tables.iter().find(|t| t.shape.name == table).map_or(0, |t| t.rows)
    }
}
