//! Runs of digits as people write long numbers: in groups, with a space or hyphen between, in full width,
//! with invisible characters strewn in. Not here: what a number means.

use super::text::{ScannedText, half_width, is_invisible};

/// Digits without a visible gap between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    /// Position of the first digit.
    pub(super) start: usize,
    /// Position after the last digit.
    pub(super) end: usize,
    /// The digits in half width.
    pub(super) digits: String,
}

/// Groups that could be one number: no more than a short gap of spaces and hyphens between neighbours.
pub(super) type Cluster = Vec<Group>;

/// Longest gap between groups of one number: hyphen with a space on each side.
const MAX_GAP: usize = 3;

/// All clusters of a text in order. Linear in the text's length.
pub(super) fn clusters(text: &ScannedText) -> Vec<Cluster> {
    let mut clusters = Vec::new();
    let mut current = Cluster::new();
    let mut gap = 0;
    for (index, &c) in text.chars().iter().enumerate() {
        if let Some(digit) = digit_of(c) {
            push_digit(&mut current, index, digit, gap);
            gap = 0;
        } else if is_invisible(c) {
        } else if is_separator(c) && gap < MAX_GAP {
            gap += 1;
        } else {
            finish(&mut current, &mut clusters);
            gap = 0;
        }
    }
    finish(&mut current, &mut clusters);
    clusters
}

fn push_digit(cluster: &mut Cluster, index: usize, digit: char, gap: usize) {
    match cluster.last_mut() {
        Some(group) if gap == 0 => {
            group.digits.push(digit);
            group.end = index + 1;
        }
        _ => cluster.push(Group { start: index, end: index + 1, digits: digit.to_string() }),
    }
}

fn finish(current: &mut Cluster, clusters: &mut Vec<Cluster>) {
    if !current.is_empty() {
        clusters.push(std::mem::take(current));
    }
}

/// ASCII and full-width digits.
pub(super) fn digit_of(c: char) -> Option<char> {
    Some(half_width(c)).filter(char::is_ascii_digit)
}

const fn is_separator(c: char) -> bool {
    matches!(
        c,
        ' ' | '\u{a0}' | '\u{2002}' | '\u{2003}' | '\u{2009}' | '\u{202f}' | '\u{3000}' | '-' | '‐' | '‑' | '–' | '—' | '－' | '−' | '_' | '＿'
    )
}

/// A number read across neighbouring groups of a cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    /// Index of the last group taken.
    pub(super) last: usize,
    /// Range in characters.
    pub(super) range: (usize, usize),
    /// All digits.
    pub(super) digits: String,
    /// How many digits each group has.
    pub(super) lengths: Vec<usize>,
}

/// The numbers that begin with group `first` and have at most `max` digits, shortest first.
pub(super) fn candidates(cluster: &[Group], first: usize, max: usize) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for (last, group) in cluster.iter().enumerate().skip(first) {
        let (start, mut digits, mut lengths) = found.last().map_or_else(
            || (group.start, String::new(), Vec::new()),
            |before| (before.range.0, before.digits.clone(), before.lengths.clone()),
        );
        digits.push_str(&group.digits);
        lengths.push(group.digits.len());
        if digits.len() > max {
            break;
        }
        found.push(Candidate { last, range: (start, group.end), digits, lengths });
    }
    found
}
