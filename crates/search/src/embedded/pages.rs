//! Answering a query: the strictest stage that finds something, one page of it with extracts, and a proposal
//! of another spelling where the query as typed found nothing whole.

use tantivy::TantivyDocument;

use super::gather::{Candidate, Gather, Gathered};
use super::plan::{self, Stage};
use super::rank::{self, WINDOW};
use super::{Snapshot, loosen, number, sounding, standing, stored, suggest};
use crate::asked::Asked;
use crate::error::SearchError;
use crate::extract::Marker;
use crate::query::{Found, Hit, Matching, Query, Sort};

/// Hits that can be listed of one query.
const DEEPEST: usize = 10_000;
/// Hits of one page.
const LARGEST_PAGE: usize = 200;

pub(super) fn find(at: &Snapshot<'_>, query: &Query) -> Result<Found, SearchError> {
    let mut asked = Asked::read(&query.text, &query.names);
    if asked.is_empty() && !asked.blank {
        return Ok(Found::nothing());
    }
    let by_score = query.sort == Sort::Relevance && !asked.blank;
    let (from, to) = page(query);
    let gather = Gather {
        sort: if asked.blank && query.sort == Sort::Relevance { Sort::Newest } else { query.sort },
        keep: if by_score { to.max(WINDOW) } else { to.max(1) },
        facets: query.facets,
        newest: at.columns.newest(&at.searcher)?,
        columns: at.columns.clone(),
    };
    let led = number::look_up(at, query, &mut asked)?;
    let (mut gathered, stage) = match led.stage {
        Some(stage) => (gather_stage(at, query, &asked, &stage, &gather)?, stage),
        None => gather_first(at, query, &asked, &gather)?,
    };
    let mut window = gathered.best.len().min(WINDOW);
    if by_score && gathered.total > window && matches!(stage, Stage::Words) {
        window = standing::add_policies(at, query, &asked, &mut gathered.best, window)?;
    }
    if by_score && !matches!(stage, Stage::Number(_)) {
        let again = gathered.best.get_mut(..window).unwrap_or_default();
        rank::rank(at, query, &asked, stage.clauses(&asked), again)?;
    }
    let matching = stage.matching();
    let unsure = !asked.blank && led.no_such.is_none() && (gathered.total == 0 || matching == Matching::Part);
    Ok(Found {
        total: gathered.total,
        hits: hits(at, &asked, gathered.best.get(from..to.min(gathered.best.len())).unwrap_or_default())?,
        facets: gathered.facets,
        matching,
        did_you_mean: if unsure { other_spelling(at, query, &asked, gathered.total)? } else { None },
        no_such: led.no_such,
    })
}

/// A piece of a title first, whatever the length; where nothing at all was found, a word that sounds alike.
fn other_spelling(
    at: &Snapshot<'_>,
    query: &Query,
    asked: &Asked,
    total: usize,
) -> Result<Option<String>, SearchError> {
    match suggest::spelling(at, query, asked)? {
        None if total == 0 => sounding::sounding(at, query, asked),
        proposed => Ok(proposed),
    }
}

/// First and last hit listed.
fn page(query: &Query) -> (usize, usize) {
    let from = query.offset.min(DEEPEST);
    (from, from.saturating_add(query.limit.min(LARGEST_PAGE)).min(DEEPEST))
}

fn gather_first(
    at: &Snapshot<'_>,
    query: &Query,
    asked: &Asked,
    gather: &Gather,
) -> Result<(Gathered, Stage), SearchError> {
    let gathered = gather_stage(at, query, asked, &Stage::Words, gather)?;
    if gathered.total > 0 || asked.blank {
        return Ok((gathered, Stage::Words));
    }
    for stage in loosen::looser_stages(at, asked)? {
        let gathered = gather_stage(at, query, asked, &stage, gather)?;
        if gathered.total > 0 {
            return Ok((gathered, stage));
        }
    }
    Ok((gathered, Stage::Words))
}

fn gather_stage(
    at: &Snapshot<'_>,
    query: &Query,
    asked: &Asked,
    stage: &Stage,
    gather: &Gather,
) -> Result<Gathered, SearchError> {
    match plan::query(at, query, asked, stage) {
        Some(planned) => Ok(at.searcher.search(&planned, gather)?),
        None => Ok(Gathered::default()),
    }
}

fn hits(at: &Snapshot<'_>, asked: &Asked, candidates: &[Candidate]) -> Result<Vec<Hit>, SearchError> {
    let marker = Marker::new(&asked.needles);
    let mut hits = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let document: TantivyDocument = at.searcher.doc(candidate.address)?;
        let body = stored(&document, at.fields.shown_body);
        let attachments = stored(&document, at.fields.shown_attachments);
        hits.push(Hit {
            id: candidate.id,
            title: marker.title(&stored(&document, at.fields.shown_title)),
            extract: marker.extract(&[&body, &attachments]),
            published_at: candidate.published_at,
        });
    }
    Ok(hits)
}
