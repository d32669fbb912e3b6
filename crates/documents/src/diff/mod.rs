//! Readable differences of two texts or two cleaned bodies. Blocks are aligned first, then words and
//! characters within them. It shows; it decides nothing.

mod blocks;
mod inline;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::html::{clean, tree::parse};
use blocks::{DiffBlock, block_list};
use inline::{token_diff, words};

/// A stretch of text and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiffSpan {
    pub kind: DiffKind,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DiffKind {
    Same,
    Inserted,
    Deleted,
}

/// Most steps a comparison may cost; beyond it the old is shown as deleted and the new as inserted.
const MAX_STEPS: usize = 10_000_000;

/// Differences of two plain texts, by character for Chinese and by word for numbers and Latin script.
pub fn diff_text(old: &str, new: &str) -> Vec<DiffSpan> {
    let (old, new) = (words(old), words(new));
    let mut spans: Vec<DiffSpan> = Vec::new();
    for (kind, range) in token_diff(&old, &new) {
        let source = if kind == DiffKind::Inserted { &new } else { &old };
        let text: String = source.get(range).unwrap_or_default().concat();
        match spans.last_mut() {
            Some(last) if last.kind == kind => last.text.push_str(&text),
            _ => spans.push(DiffSpan { kind, text }),
        }
    }
    spans
}

/// Differences of two cleaned bodies as HTML for reading.
///
/// Each block is a `<p>` or heading with one of the classes `diff-same`, `diff-changed`, `diff-added`,
/// `diff-removed`, and `diff-item`, `diff-row`, `diff-quote`, `diff-caption` or `diff-pre` for what it
/// was; within it `<del>` and `<ins>`. Changed formats and link targets count as changes.
pub fn diff_html(old: &str, new: &str) -> String {
    // Cleaned once more: what is shown must be harmless whatever the caller passed.
    let (old, new) = (clean(old).html, clean(new).html);
    let (old, new) = (block_list(&parse(&old)), block_list(&parse(&new)));
    let mut out = String::new();
    for pair in align(&old, &new) {
        match pair {
            Pair::Both(old, new) if old == new => new.write("diff-same", None, &mut out),
            Pair::Both(old, new) => new.write_changes(old, &mut out),
            Pair::Removed(old) => old.write("diff-removed", Some("del"), &mut out),
            Pair::Added(new) => new.write("diff-added", Some("ins"), &mut out),
        }
    }
    out
}

enum Pair<'a> {
    Both(&'a DiffBlock, &'a DiffBlock),
    Removed(&'a DiffBlock),
    Added(&'a DiffBlock),
}

fn align<'a>(old: &'a [DiffBlock], new: &'a [DiffBlock]) -> Vec<Pair<'a>> {
    let mut pairs = Vec::new();
    for op in compare(old, new) {
        let (removed, added) =
            (old.get(op.old_range()).unwrap_or_default(), new.get(op.new_range()).unwrap_or_default());
        match op {
            DiffOp::Equal { .. } => pairs.extend(removed.iter().zip(added).map(|(a, b)| Pair::Both(a, b))),
            _ => pair_up(removed, added, &mut pairs),
        }
    }
    pairs
}

/// Pairs each removed block with the next added one that resembles it.
fn pair_up<'a>(removed: &'a [DiffBlock], added: &'a [DiffBlock], pairs: &mut Vec<Pair<'a>>) {
    const LOOK_AHEAD: usize = 8;
    let mut next = 0;
    for old in removed {
        let ahead = added.get(next..).unwrap_or_default();
        match ahead.iter().take(LOOK_AHEAD).position(|new| new.resembles(old)) {
            Some(skipped) => {
                pairs.extend(ahead.iter().take(skipped).map(Pair::Added));
                pairs.extend(ahead.get(skipped).map(|new| Pair::Both(old, new)));
                next += skipped + 1;
            }
            None => pairs.push(Pair::Removed(old)),
        }
    }
    pairs.extend(added.get(next..).unwrap_or_default().iter().map(Pair::Added));
}

/// Myers' comparison, unless the two are so long and so different that it would take too long.
pub(crate) fn compare<T: Eq + std::hash::Hash + Ord>(old: &[T], new: &[T]) -> Vec<DiffOp> {
    let same_head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (old.len() - same_head, new.len() - same_head);
    let same_tail =
        old.iter().rev().zip(new.iter().rev()).take(old_rest.min(new_rest)).take_while(|(a, b)| a == b).count();
    let (old_len, new_len) = (old_rest - same_tail, new_rest - same_tail);
    if (old_len + new_len).saturating_mul(old_len + new_len) <= MAX_STEPS {
        return capture_diff_slices(Algorithm::Myers, old, new);
    }
    let equal = |old_index, new_index, len| DiffOp::Equal { old_index, new_index, len };
    let middle = DiffOp::Replace { old_index: same_head, old_len, new_index: same_head, new_len };
    vec![equal(0, 0, same_head), middle, equal(same_head + old_len, same_head + new_len, same_tail)]
}
