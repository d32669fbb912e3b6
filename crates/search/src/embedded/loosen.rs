//! What is asked when nothing has every word: half of the words at least, and never a single character or a
//! lone number that was cut out of what was typed. Rather nothing than what has nothing to do with the query.

use super::Snapshot;
use super::plan::{Stage, frequency, has_characters};
use crate::analysis::fold::{Script, script};
use crate::analysis::stopwords::is_telling_pair;
use crate::asked::{Asked, Clause};

/// Runs of words of one length that are tried.
const WINDOWS: usize = 3;

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
        piece.iter().all(|one| one.documents > 0) && piece.iter().any(|one| is_telling(one.clause))
    };
    let mut known: Vec<&[Counted<'_>]> = pieces.iter().copied().filter(|piece| telling(piece)).collect();
    known.sort_by_key(|piece| piece.iter().map(|one| one.documents).min());
    let mut sizes = vec![known.len(), half];
    sizes.dedup();
    sizes.retain(|size| (half..=known.len()).contains(size) && *size < pieces.len());
    let part = |size: usize| known.iter().take(size).copied().flatten().map(|one| one.clause.clone()).collect();
    sizes.into_iter().map(part).collect()
}

/// Of one piece that the dictionary cut: half of its words, which are half of its characters too. Where all of them are
/// known, those kept must stand together as they were typed: 最低 and 生活 somewhere say nothing of 最低生活保障.
fn words_of_one(counted: &[Counted<'_>]) -> Vec<Vec<Clause>> {
    let half = counted.len().div_ceil(2);
    let typed: usize = counted.iter().map(|one| characters(one.clause)).sum();
    let known = counted.iter().filter(|one| one.documents > 0 && !matches!(one.clause, Clause::Character(_)));
    let known: Vec<&Counted<'_>> = known.collect();
    let is_kept = |part: &[&Counted<'_>]| {
        let kept: usize = part.iter().map(|one| characters(one.clause)).sum();
        (half..counted.len()).contains(&part.len())
            && part.iter().all(|one| one.documents > 0)
            && kept * 2 >= typed
            && part.iter().any(|one| is_telling(one.clause))
    };
    let all = is_kept(&known).then(|| known.iter().map(|one| one.clause.clone()).collect());
    let mut sizes = vec![counted.len().saturating_sub(1), half];
    sizes.dedup();
    let mut runs: Vec<Vec<Clause>> = Vec::new();
    for size in sizes.into_iter().filter(|size| *size > 0) {
        let mut windows: Vec<Vec<&Counted<'_>>> = counted
            .windows(size)
            .map(|window| window.iter().collect())
            .filter(|window: &Vec<_>| is_kept(window))
            .collect();
        windows.sort_by_key(|window| window.iter().map(|one| one.documents).min());
        runs.extend(windows.iter().take(WINDOWS).map(|window| side_by_side(window)));
    }
    all.into_iter().chain(runs).collect()
}

/// Clauses, and the characters where one meets the next.
fn side_by_side(window: &[&Counted<'_>]) -> Vec<Clause> {
    let mut clauses: Vec<Clause> = window.iter().map(|one| one.clause.clone()).collect();
    for pair in window.windows(2) {
        if let [left, right] = pair
            && let (Some((_, left)), Some((right, _))) = (ends(left.clause), ends(right.clause))
            && is_telling_pair(left, right)
        {
            clauses.push(Clause::Sequence { pairs: vec![String::from_iter([left, right])], words: Vec::new() });
        }
    }
    clauses
}

/// First and last character of a clause.
fn ends(clause: &Clause) -> Option<(char, char)> {
    match clause {
        Clause::Word(word) => Some((word.chars().next()?, word.chars().next_back()?)),
        Clause::Character(c) => Some((*c, *c)),
        Clause::Sequence { pairs, .. } => Some((pairs.first()?.chars().next()?, pairs.last()?.chars().next_back()?)),
        Clause::Name { .. } => None,
    }
}

/// Whether a clause says something by itself: a single character or a number does not.
fn is_telling(clause: &Clause) -> bool {
    match clause {
        Clause::Word(word) => {
            let count = |wanted: Script| word.chars().filter(|c| script(*c) == wanted).count();
            count(Script::Han) > 1 || count(Script::Letter) > 2
        }
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
