//! Import of items from a table: dry run, field mapping, attachments, progress, resume. A bad row is reported with its
//! place and reason and the rest is taken over; nothing is ever half-written, since each batch is one transaction
//! with the note how far the file is dealt with.
//!
//! Items arrive as drafts and go the usual way. Only by an administrator's order, kept in the audit, what is public
//! elsewhere arrives as published before, with source, original date and old address.

mod batches;
mod fields;
mod run;

use std::collections::BTreeMap;
use std::path::PathBuf;

pub use fields::{FIELDS, ImportField};
pub use run::import;

/// How items arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportAs {
    Drafts,
    /// Public elsewhere before; the order says by whose decision.
    PublishedBefore {
        order: String,
    },
}

/// Whether anything is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportMode {
    DryRun,
    Write,
}

/// What is to be imported and how.
#[derive(Debug, Clone)]
pub struct ImportOptions {
    pub file: PathBuf,
    pub arrive: ImportAs,
    pub mode: ImportMode,
    /// Field to column, where the column is not named as the field.
    pub mapping: BTreeMap<String, String>,
    /// For rows that name no section: its slug or name.
    pub section: Option<String>,
    /// For rows that name no agency: its slug or name.
    pub agency: Option<String>,
    /// Where the files named in the column of attachments lie.
    pub attachments: Option<PathBuf>,
}

/// A row that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RowRefusal {
    /// The row as the table's reader sees it.
    pub row: u64,
    /// The column at fault; empty for the row as a whole.
    pub column: String,
    pub reason: String,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct ImportReport {
    /// The run's number; none for a dry run.
    pub run: Option<i64>,
    /// The row after which an interrupted run was taken up again; 0 from the start.
    pub resumed_after: u64,
    pub taken: u64,
    pub refused: u64,
    /// The first refusals; all of them are kept with the run.
    pub refusals: Vec<RowRefusal>,
    /// Columns of the table that no field takes.
    pub unused_columns: Vec<String>,
}

/// Refusals told at once; the rest is with the run.
pub const TOLD: usize = 200;
