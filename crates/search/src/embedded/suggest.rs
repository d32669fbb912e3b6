//! Completions while a visitor types, and proposals of another spelling. Both offer only what stands in
//! documents that are in the index now: a withdrawn title is never proposed.

use std::collections::{BTreeMap, HashSet};

use tantivy::schema::IndexRecordOption;
use tantivy::{SegmentReader, TantivyDocument};

use super::gather::{Gather, first_alive};
use super::schema::Fields;
use super::{Snapshot, plan, stored};
use crate::analysis::fold::{GAP, fold, stretches};
use crate::analysis::indexing::{TOKEN_END, head};
use crate::analysis::numbers::document_key;
use crate::asked::Asked;
use crate::error::SearchError;
use crate::query::{Policies, Query};
use crate::spelling::nearest_piece;

/// Characters of a prefix that are read.
const LONGEST_PREFIX: usize = 40;
/// Most completions.
const MOST: usize = 20;
/// Titles looked at for one answer.
const TITLES: usize = 40;
/// Document numbers offered.
const NUMBERS: usize = 3;
/// Keywords or numbers looked at in one segment.
const KEYWORDS: usize = 200;
/// Letters of a query for which another spelling is sought.
const SPELLING: std::ops::RangeInclusive<usize> = 3..=30;

/// Policies in force that hold the prefix, numbers and keywords that begin with it, the most used first, then titles that
/// hold it, those that begin with it first; of those that differ in figures or in what stands before, one. Of one site,
/// titles only.
pub(super) fn suggest(
    at: &Snapshot<'_>,
    prefix: &str,
    (site_id, policies): (Option<i64>, Policies),
    limit: usize,
) -> Result<Vec<String>, SearchError> {
    let prefix = head(prefix.trim(), LONGEST_PREFIX);
    let folded = fold(prefix);
    let wanted = folded.trim_matches(GAP);
    let limit = limit.min(MOST);
    if wanted.is_empty() || limit == 0 {
        return Ok(Vec::new());
    }
    let mut offered = names_of_policies(at, wanted, site_id, policies)?;
    offered.truncate(limit.div_ceil(3));
    if site_id.is_none() {
        offered.extend(numbers(at, prefix)?);
        offered.extend(keywords(at, wanted)?.into_iter().take(limit.div_ceil(2)));
    }
    offered.extend(titles(at, wanted, Query { site_id, ..Query::default() })?);
    let mut seen = HashSet::new();
    offered.retain(|text| seen.insert(alike(text, wanted)));
    offered.truncate(limit);
    Ok(offered)
}

/// What two offers have in common that differ only in figures, or in what stands before the prefix.
fn alike(text: &str, wanted: &str) -> String {
    let folded = fold(text);
    let from = folded.find(wanted).and_then(|at| folded.get(at..)).unwrap_or(&folded);
    // A number is nothing but its figures.
    let is_number = text.contains(['〔', '〕']);
    let mut common = String::with_capacity(from.len());
    for c in from.chars() {
        match c {
            c if c.is_numeric() && !is_number => {
                if !common.ends_with('0') {
                    common.push('0');
                }
            }
            GAP => {}
            c => common.push(c),
        }
    }
    common
}

/// Policies in force by their names, which stand in their titles between 《 and 》.
fn names_of_policies(
    at: &Snapshot<'_>,
    wanted: &str,
    site_id: Option<i64>,
    policies: Policies,
) -> Result<Vec<String>, SearchError> {
    if policies.kind.is_empty() || policies.in_force.is_empty() || wanted.chars().nth(1).is_none() {
        return Ok(Vec::new());
    }
    let validity = policies.in_force.iter().map(|code| (*code).to_owned()).collect();
    let only = Query { site_id, kind: Some(policies.kind.to_owned()), validity, ..Query::default() };
    let name = |title: String| {
        let name = title.split_once('《').and_then(|(_, rest)| rest.split_once('》')).map(|(name, _)| name.to_owned());
        name.filter(|name| fold(name).contains(wanted)).unwrap_or(title)
    };
    Ok(titles(at, wanted, only)?.into_iter().map(name).collect())
}

/// Document numbers that begin with what was typed, the newest first.
fn numbers(at: &Snapshot<'_>, typed: &str) -> Result<Vec<String>, SearchError> {
    let start = format!("d:{}", document_key(typed));
    if typed.chars().nth(1).is_none() || !typed.contains(char::is_alphabetic) {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for segment in at.searcher.segment_readers() {
        let inverted = segment.inverted_index(at.fields.numbers)?;
        let end = format!("{start}\u{10ffff}");
        let mut keys = inverted.terms().range().ge(start.as_bytes()).lt(end.as_bytes()).into_stream()?;
        let mut left = KEYWORDS;
        while left > 0 && keys.advance() {
            left -= 1;
            let postings = inverted.read_postings_from_terminfo(keys.value(), IndexRecordOption::Basic)?;
            let key = std::str::from_utf8(keys.key()).ok().and_then(|key| key.strip_prefix("d:"));
            if let Some(key) = key.filter(|_| first_alive(segment, postings).is_some()) {
                found.push(key.to_owned());
            }
        }
    }
    let figures = |key: &str, from: char| -> u64 {
        let rest = key.split_once(from).map_or("", |(_, rest)| rest);
        rest.chars()
            .map_while(|c| c.to_digit(10))
            .fold(0, |sum, digit| sum.saturating_mul(10).saturating_add(u64::from(digit)))
    };
    found.sort_by_key(|key| std::cmp::Reverse((figures(key, '('), figures(key, ')'))));
    Ok(found.into_iter().take(NUMBERS).map(|key| key.replace('(', "〔").replace(')', "〕")).collect())
}

fn titles(at: &Snapshot<'_>, wanted: &str, filters: Query) -> Result<Vec<String>, SearchError> {
    let Some(query) = plan::in_title(at.fields, &grams(wanted)) else { return Ok(Vec::new()) };
    let query = plan::under_filters(at, &filters, query);
    let gather = Gather::best(at, TITLES)?;
    let mut starting = Vec::new();
    let mut holding = Vec::new();
    for candidate in at.searcher.search(&query, &gather)?.best {
        let document: TantivyDocument = at.searcher.doc(candidate.address)?;
        let title = stored(&document, at.fields.shown_title);
        let folded = fold(&title);
        if folded.trim_start_matches(GAP).starts_with(wanted) {
            starting.push(title.into_owned());
        } else if folded.contains(wanted) {
            holding.push(title.into_owned());
        }
    }
    starting.extend(holding);
    Ok(starting)
}

/// Pairs of every stretch; the character itself where a stretch has only one.
fn grams(folded: &str) -> Vec<String> {
    let mut grams = Vec::new();
    for stretch in stretches(folded) {
        let chars: Vec<char> = stretch.chars().collect();
        match chars.as_slice() {
            [only] => grams.push(only.to_string()),
            _ => grams.extend(chars.windows(2).map(|pair| pair.iter().collect::<String>())),
        }
    }
    grams
}

fn keywords(at: &Snapshot<'_>, wanted: &str) -> Result<Vec<String>, SearchError> {
    let mut uses: BTreeMap<String, u32> = BTreeMap::new();
    for segment in at.searcher.segment_readers() {
        count_keywords(segment, at.fields, wanted, &mut uses)?;
    }
    let mut ordered: Vec<(String, u32)> = uses.into_iter().collect();
    ordered.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Ok(ordered.into_iter().map(|(keyword, _)| keyword).collect())
}

fn count_keywords(
    segment: &SegmentReader,
    fields: &Fields,
    wanted: &str,
    uses: &mut BTreeMap<String, u32>,
) -> Result<(), SearchError> {
    let inverted = segment.inverted_index(fields.keywords)?;
    let end = format!("{wanted}\u{10ffff}");
    let mut terms = inverted.terms().range().ge(wanted.as_bytes()).lt(end.as_bytes()).into_stream()?;
    let mut left = KEYWORDS;
    while left > 0 && terms.advance() {
        left -= 1;
        let postings = inverted.read_postings_from_terminfo(terms.value(), IndexRecordOption::Basic)?;
        let keyword = std::str::from_utf8(terms.key()).ok().and_then(|key| key.split_once(TOKEN_END));
        if let Some((_, keyword)) = keyword.filter(|_| first_alive(segment, postings).is_some()) {
            *uses.entry(keyword.to_owned()).or_default() += terms.value().doc_freq;
        }
    }
    Ok(())
}

/// The piece of a title that comes nearest to the query, where few letters differ. Under the query's
/// filters, so that asking for the proposal finds something.
pub(super) fn spelling(at: &Snapshot<'_>, query: &Query, asked: &Asked) -> Result<Option<String>, SearchError> {
    if !SPELLING.contains(&asked.plain.len()) {
        return Ok(None);
    }
    let pairs: Vec<String> = asked.plain.windows(2).map(|pair| pair.iter().collect()).collect();
    let Some(alike) = plan::like_title(at, &pairs)? else { return Ok(None) };
    let planned = plan::under_filters(at, query, alike);
    let gather = Gather::best(at, TITLES)?;
    let mut pieces: BTreeMap<(usize, String), usize> = BTreeMap::new();
    for candidate in at.searcher.search(&planned, &gather)?.best {
        let document: TantivyDocument = at.searcher.doc(candidate.address)?;
        let piece = nearest_piece(&stored(&document, at.fields.shown_title), &asked.plain);
        if let Some(piece) = piece {
            *pieces.entry(piece).or_default() += 1;
        }
    }
    let best = pieces.into_iter().min_by_key(|((distance, _), count)| (*distance, std::cmp::Reverse(*count)));
    Ok(best.map(|((_, piece), _)| piece))
}
