//! The rows of a table in batches, each row read into an item or refused. Runs on a thread of its own, one batch ahead of
//! what is being written. Nothing is written here.

use std::sync::Arc;

use documents::rows::{RowError, Rows};
use domain::time::Moment;

use super::fields::{Mapping, ReadyRow, read};
use super::{ImportOptions, RowRefusal};
use crate::directory::Directory;

/// Rows of one transaction.
pub(super) const BATCH: usize = 1_000;

/// A part of the table.
pub(super) struct Batch {
    pub ready: Vec<ReadyRow>,
    pub refused: Vec<RowRefusal>,
    /// The last row that this batch, or one before it, deals with.
    pub last: u64,
}

/// What a table is read with.
pub(super) struct Reading {
    pub rows: Rows,
    pub mapping: Mapping,
    pub options: ImportOptions,
    pub directory: Arc<Directory>,
    pub now: Moment,
    /// Rows up to this one were dealt with before.
    pub after: u64,
}

impl Reading {
    /// Hands over batch by batch, the last one though it be empty, until nobody takes any more.
    pub fn run(self, mut hand_over: impl FnMut(Batch) -> bool) {
        let Self { rows, mapping, options, directory, now, after } = self;
        let mut batch = Batch { ready: Vec::with_capacity(BATCH), refused: Vec::new(), last: after };
        for row in rows {
            let number = row.as_ref().map_or_else(|e| e.number, |r| r.number);
            if number <= after {
                continue;
            }
            let row = row.map_err(|error| refusal_of(&error));
            match row.and_then(|row| read(&row, &mapping, &options, &directory, now)) {
                Ok(one) => batch.ready.push(one),
                Err(refusal) => batch.refused.push(refusal),
            }
            batch.last = number;
            if batch.ready.len() >= BATCH || batch.refused.len() >= BATCH {
                let next = Batch { ready: Vec::with_capacity(BATCH), refused: Vec::new(), last: number };
                if !hand_over(std::mem::replace(&mut batch, next)) {
                    return;
                }
            }
        }
        hand_over(batch);
    }
}

fn refusal_of(error: &RowError) -> RowRefusal {
    let reason = match error.reason.code() {
        "row_too_long" => "这一行太长",
        "row_too_many_cells" => "这一行的列数比表头多",
        "row_bad_encoding" => "文字编码有误，应为 UTF-8 或者 GB18030",
        "row_unclosed_quote" => "引号没有配对",
        "row_not_an_object" => "这一行不是 JSON 对象",
        "row_nested_value" => "这一行有嵌套的值，只能是文字或者数字",
        _ => "这一行无法读取",
    };
    RowRefusal { row: error.number, column: String::new(), reason: reason.to_string() }
}
