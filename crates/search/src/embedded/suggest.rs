//! Completions while a visitor types, and proposals of another spelling. Both offer only what stands in
//! documents that are in the index now: a withdrawn title is never proposed.

use std::collections::{BTreeMap, HashSet};

use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, SegmentReader, TERMINATED, TantivyDocument};

use super::gather::Gather;
use super::schema::Fields;
use super::{Snapshot, plan, stored};
use crate::analysis::fold::{GAP, fold, stretches};
use crate::analysis::indexing::{TOKEN_END, head};
use crate::asked::Asked;
use crate::error::SearchError;
use crate::query::{Query, Sort};
use crate::spelling::nearest_piece;

/// Characters of a prefix that are read.
const LONGEST_PREFIX: usize = 40;
/// Most completions.
const MOST: usize = 20;
/// Titles looked at for one answer.
const TITLES: usize = 40;
/// Keywords looked at in one segment.
const KEYWORDS: usize = 200;
/// Letters of a query for which another spelling is sought.
const SPELLING: std::ops::RangeInclusive<usize> = 3..=30;

/// Keywords that begin with the prefix, the most used first, then titles that hold it, those that begin
/// with it first. Of one site, titles only.
pub(super) fn suggest(
    at: &Snapshot<'_>,
    prefix: &str,
    site_id: Option<i64>,
    limit: usize,
) -> Result<Vec<String>, SearchError> {
    let folded = fold(head(prefix.trim(), LONGEST_PREFIX));
    let wanted = folded.trim_matches(GAP);
    let limit = limit.min(MOST);
    if wanted.is_empty() || limit == 0 {
        return Ok(Vec::new());
    }
    let mut offered = if site_id.is_none() { keywords(at, wanted)? } else { Vec::new() };
    offered.truncate(limit.div_ceil(2));
    offered.extend(titles(at, wanted, site_id)?);
    let mut seen = HashSet::new();
    offered.retain(|text| seen.insert(fold(text)));
    offered.truncate(limit);
    Ok(offered)
}

fn titles(at: &Snapshot<'_>, wanted: &str, site_id: Option<i64>) -> Result<Vec<String>, SearchError> {
    let Some(query) = plan::in_title(at.fields, &grams(wanted)) else { return Ok(Vec::new()) };
    let query = plan::under_filters(at, &Query { site_id, ..Query::default() }, query);
    let gather = Gather {
        sort: Sort::Relevance,
        keep: TITLES,
        facets: false,
        newest: at.columns.newest(&at.searcher)?,
        columns: at.columns.clone(),
    };
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
        let mut postings = inverted.read_postings_from_terminfo(terms.value(), IndexRecordOption::Basic)?;
        while postings.doc() != TERMINATED && segment.is_deleted(postings.doc()) {
            postings.advance();
        }
        let keyword = std::str::from_utf8(terms.key()).ok().and_then(|key| key.split_once(TOKEN_END));
        if let Some((_, keyword)) = keyword.filter(|_| postings.doc() != TERMINATED) {
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
    let gather = Gather {
        sort: Sort::Relevance,
        keep: TITLES,
        facets: false,
        newest: at.columns.newest(&at.searcher)?,
        columns: at.columns.clone(),
    };
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
