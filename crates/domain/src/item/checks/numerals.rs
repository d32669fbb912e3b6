//! Runs of digits as people write long numbers: in groups, with a space or hyphen between, in full width,
//! with invisible characters strewn in. Not here: what a number means.

use super::text::{ScannedText, is_invisible};
use crate::text::half_width;

/// What stands before a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// The group begins a cluster, or a visible separator stands before it.
    Visible,
    /// Only characters that nobody sees.
    Invisible,
}

/// Digits without a gap between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    start: usize,
    end: usize,
    digits: String,
    gap: Gap,
}

/// Groups that could be one number: no more than a short gap of spaces and hyphens between neighbours.
pub(super) type Cluster = Vec<Group>;

/// Longest visible gap between groups of one number: hyphen with a space on each side.
const MAX_GAP: usize = 3;

/// All clusters of a text in order. Linear in the text's length.
pub(super) fn clusters(text: &ScannedText) -> Vec<Cluster> {
    let mut clusters = Vec::new();
    let mut current = Cluster::new();
    let mut visible_gap = 0;
    for (index, &c) in text.chars().iter().enumerate() {
        if let Some(digit) = digit_of(c) {
            push_digit(&mut current, index, digit, visible_gap);
            visible_gap = 0;
        } else if is_separator(c) && visible_gap < MAX_GAP {
            visible_gap += 1;
        } else if !is_invisible(c) {
            finish(&mut current, &mut clusters);
            visible_gap = 0;
        }
    }
    finish(&mut current, &mut clusters);
    clusters
}

fn push_digit(cluster: &mut Cluster, index: usize, digit: char, visible_gap: usize) {
    match cluster.last_mut() {
        Some(group) if group.end == index => {
            group.digits.push(digit);
            group.end = index + 1;
        }
        before => {
            let gap = match before {
                Some(_) if visible_gap == 0 => Gap::Invisible,
                _ => Gap::Visible,
            };
            cluster.push(Group { start: index, end: index + 1, digits: digit.to_string(), gap });
        }
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
        ' ' | '\u{a0}'
            | '\u{2002}'
            | '\u{2003}'
            | '\u{2009}'
            | '\u{202f}'
            | '\u{3000}'
            | '-'
            | '‐'
            | '‑'
            | '–'
            | '—'
            | '－'
            | '−'
            | '_'
            | '＿'
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
    /// How many digits each visible group has.
    pub(super) lengths: Vec<usize>,
}

/// The numbers that begin with group `first` and have at most `max` digits, shortest first.
pub(super) fn candidates(cluster: &[Group], first: usize, max: usize) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for (last, group) in cluster.iter().enumerate().skip(first) {
        let before = found.last();
        if before.map_or(0, |number| number.digits.len()) + group.digits.len() > max {
            break;
        }
        let next = before.map_or_else(|| begin(last, group), |number| extend(number, last, group));
        found.push(next);
    }
    found
}

fn begin(last: usize, group: &Group) -> Candidate {
    Candidate { last, range: (group.start, group.end), digits: group.digits.clone(), lengths: vec![group.digits.len()] }
}

fn extend(number: &Candidate, last: usize, group: &Group) -> Candidate {
    let mut next = number.clone();
    next.last = last;
    next.range.1 = group.end;
    next.digits.push_str(&group.digits);
    match (group.gap, next.lengths.last_mut()) {
        (Gap::Invisible, Some(length)) => *length += group.digits.len(),
        _ => next.lengths.push(group.digits.len()),
    }
    next
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn groups_and_gaps() {
        let text = ScannedText::new("甲138-0013 8000，１９\u{200b}00年");
        let found = clusters(&text);
        assert_eq!(found.len(), 2);
        let phone = candidates(&found[0], 0, 19);
        assert_eq!(phone.iter().map(|c| c.digits.as_str()).collect::<Vec<_>>(), ["138", "1380013", "13800138000"]);
        assert_eq!(phone[2].lengths, [3, 4, 4]);
        assert_eq!(phone[2].range, (1, 14));
        let year = candidates(&found[1], 0, 19);
        assert_eq!((year[1].digits.as_str(), year[1].lengths.as_slice()), ("1900", &[4][..]));
    }

    #[test]
    fn a_long_gap_or_a_line_end_parts_numbers() {
        for text in ["12    34", "12\n34", "12，34", "12.34"] {
            assert_eq!(clusters(&ScannedText::new(text)).len(), 2, "{text:?}");
        }
    }
}
