//! Differences within one line of tokens, smoothed so that they can be read.

use std::ops::Range;

use similar::DiffOp;

use super::{DiffKind, compare};

/// Cuts text into what should change as a whole: numbers and Latin words, and single other characters.
pub(super) fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_part = |c: char| c.is_ascii_alphanumeric() || (c.is_alphanumeric() && c < '\u{2000}');
        let end = match is_part(first) {
            true => rest.find(|c| !is_part(c)).unwrap_or(rest.len()),
            false => first.len_utf8(),
        };
        let (word, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
        words.push(word);
        rest = tail;
    }
    words
}

/// Ranges of the old (same, deleted) and of the new (inserted), in reading order.
pub(super) fn token_diff<T: Eq + std::hash::Hash + Ord>(old: &[T], new: &[T]) -> Vec<(DiffKind, Range<usize>)> {
    let ops: Vec<DiffOp> = compare(old, new);
    let mut out = Vec::new();
    for (is_equal, old_range, new_range) in join_islands(&ops) {
        if is_equal {
            out.push((DiffKind::Same, old_range));
            continue;
        }
        if !old_range.is_empty() {
            out.push((DiffKind::Deleted, old_range));
        }
        if !new_range.is_empty() {
            out.push((DiffKind::Inserted, new_range));
        }
    }
    out
}

type Stretch = (bool, Range<usize>, Range<usize>);

/// Single equal tokens between two changes make a text unreadable: they are counted as changed.
fn join_islands(ops: &[DiffOp]) -> Vec<Stretch> {
    let mut out: Vec<Stretch> = Vec::new();
    for (at, op) in ops.iter().enumerate() {
        let (old, new) = (op.old_range(), op.new_range());
        if old.is_empty() && new.is_empty() {
            continue;
        }
        let is_equal = matches!(op, DiffOp::Equal { .. });
        let is_inner = at > 0 && at + 1 < ops.len();
        let counts_as_equal =
            is_equal && !(is_inner && old.len() == 1 && is_wide_change(ops.get(at - 1), ops.get(at + 1)));
        match out.last_mut() {
            Some((false, last_old, last_new)) if !counts_as_equal => {
                last_old.end = old.end;
                last_new.end = new.end;
            }
            _ => out.push((counts_as_equal, old, new)),
        }
    }
    out
}

fn is_wide_change(before: Option<&DiffOp>, after: Option<&DiffOp>) -> bool {
    let width = |op: Option<&DiffOp>| op.map_or(0, |op| op.old_range().len() + op.new_range().len());
    width(before) >= 2 && width(after) >= 2
}
