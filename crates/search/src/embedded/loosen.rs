//! What is asked when nothing has every word: half of the words at least, and never a single character or a
//! lone number that was cut out of what was typed. Rather nothing than what has nothing to do with the query.

use super::Snapshot;
use super::plan::{Stage, frequency, has_characters};
use crate::analysis::fold::{Script, script};
use crate::asked::{Asked, Clause};

/// A clause, the piece it was typed in, and about how many documents can meet it.
struct Counted<'a> {
    clause: &'a Clause,
    piece: usize,
    documents: u64,
}

/// The stages to be tried after `Stage::Words` found nothing.
pub(super) fn looser_stages(at: &Snapshot<'_>, asked: &Asked) -> tantivy::Result<Vec<Stage>> {
    let mut stages = Vec::new();
    if asked.clauses.iter().any(has_characters) {
        stages.push(Stage::Characters);
    }
    let mut counted = Vec::with_capacity(asked.clauses.len());
    for (clause, piece) in asked.clauses.iter().zip(&asked.pieces) {
        counted.push(Counted { clause, piece: *piece, documents: frequency(at, clause)? });
    }
    let typed_apart = asked.pieces.iter().any(|piece| Some(piece) != asked.pieces.first());
    let parts = if typed_apart { whole_pieces(&counted) } else { words_of_one(&counted) };
    stages.extend(parts.into_iter().map(Stage::Part));
    Ok(stages)
}

/// Of words typed apart: all that stand in some document, then the half that tells most.
fn whole_pieces(counted: &[Counted<'_>]) -> Vec<Vec<Clause>> {
    let pieces: Vec<&[Counted<'_>]> = counted.chunk_by(|left, right| left.piece == right.piece).collect();
    let half = pieces.len().div_ceil(2);
    let telling = |piece: &[Counted<'_>]| {
        piece.iter().all(|one| one.documents > 0) && piece.iter().any(|one| !matches!(one.clause, Clause::Character(_)))
    };
    let mut known: Vec<&[Counted<'_>]> = pieces.iter().copied().filter(|piece| telling(piece)).collect();
    known.sort_by_key(|piece| piece.iter().map(|one| one.documents).min());
    let mut sizes = vec![known.len(), half];
    sizes.dedup();
    sizes.retain(|size| (half..=known.len()).contains(size) && *size < pieces.len());
    let part = |size: usize| known.iter().take(size).copied().flatten().map(|one| one.clause.clone()).collect();
    sizes.into_iter().map(part).collect()
}

/// Of one piece that the dictionary cut: half of its words, which are half of its characters too.
fn words_of_one(counted: &[Counted<'_>]) -> Vec<Vec<Clause>> {
    let half = counted.len().div_ceil(2);
    let typed: usize = counted.iter().map(|one| characters(one.clause)).sum();
    let mut known: Vec<&Counted<'_>> =
        counted.iter().filter(|one| one.documents > 0 && !matches!(one.clause, Clause::Character(_))).collect();
    known.sort_by_key(|one| one.documents);
    let mut longest = known.clone();
    longest.sort_by_key(|one| std::cmp::Reverse(characters(one.clause)));
    let part = |of: &[&Counted<'_>], size: usize| -> Vec<Clause> {
        of.iter().take(size).map(|one| one.clause.clone()).collect()
    };
    let mut parts = vec![part(&known, known.len()), part(&known, half), part(&longest, half)];
    parts.dedup();
    parts.retain(|part| {
        let kept: usize = part.iter().map(characters).sum();
        (half..counted.len()).contains(&part.len()) && kept * 2 >= typed && part.iter().any(is_telling)
    });
    parts
}

/// Whether a clause cut out of a piece says something by itself.
fn is_telling(clause: &Clause) -> bool {
    match clause {
        Clause::Word(word) => word.chars().filter(|c| script(*c) == Script::Han).nth(1).is_some(),
        Clause::Character(_) => false,
        Clause::Sequence { .. } | Clause::Name { .. } => true,
    }
}

fn characters(clause: &Clause) -> usize {
    match clause {
        Clause::Word(word) => word.chars().count(),
        Clause::Character(_) => 1,
        Clause::Sequence { pairs, words } => pairs.len() + words.len().max(1),
        Clause::Name { typed, .. } => typed.iter().map(characters).sum(),
    }
}
