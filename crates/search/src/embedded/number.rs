//! Queries that are a number from end to end: answered by the documents that have it and those that mention it,
//! or by saying that none has it. Such a query is never taken apart into words.

use tantivy::schema::IndexRecordOption;
use tantivy::{TantivyDocument, Term};

use super::gather::{Gather, first_alive};
use super::plan::{self, Part, Stage};
use super::{Snapshot, stored};
use crate::analysis::fold::{GAP, fold};
use crate::analysis::numbers::{Marks, Shape, document_keys};
use crate::asked::Asked;
use crate::error::SearchError;
use crate::query::{NumberKind, Query};

/// Documents that may mention a number and are read to see whether they do.
const READ: usize = 60;
/// Steps from one office or year to the next among the numbers of an index.
const STEPS: usize = 2_000;

/// What a query that is a number leads to.
#[derive(Default)]
pub(super) struct Led {
    /// None where it is to be read as words.
    pub stage: Option<Stage>,
    pub no_such: Option<NumberKind>,
}

/// Looks a number up. What may be something else is read as words, too, with the documents of the number first.
pub(super) fn look_up(at: &Snapshot<'_>, query: &Query, asked: &mut Asked) -> Result<Led, SearchError> {
    let Some(shape) = asked.number.take() else { return Ok(Led::default()) };
    match shape {
        Shape::Document { office, year, serial, marks } => {
            // 2019年5号 is nothing else; 公告 2019年5号 may be words.
            let sure = match marks {
                Marks::Brackets => true,
                Marks::Sign if office.is_empty() => true,
                Marks::Sign | Marks::Blanks => has_office(at, &office)?,
            };
            let offices = if office.is_empty() { offices(at)? } else { vec![office.clone()] };
            let keys = offices.iter().flat_map(|office| document_keys(office, &year, &serial));
            let keys = held(at, keys)?;
            if !sure {
                asked.numbers.extend(keys);
                return Ok(Led::default());
            }
            asked.needles = vec![format!("{office} {year} {serial}号").trim().to_owned()];
            let mentions = if office.is_empty() { None } else { mentions(at, query, &office, &year, &serial)? };
            Ok(led(at, &keys, mentions, NumberKind::Document))
        }
        Shape::Serial { serial, paper } => {
            let keys = serials(at, &serial)?;
            if paper && !keys.is_empty() {
                return Ok(led(at, &keys, None, NumberKind::Document));
            }
            asked.numbers.extend(keys);
            Ok(Led::default())
        }
        Shape::Index { key } => {
            let keys = held(at, [format!("i:{key}")].into_iter())?;
            Ok(led(at, &keys, None, NumberKind::Index))
        }
        Shape::Code { code, sure } => match owner(at, &code)? {
            Some(agency) => {
                let items = plan::having(vec![Term::from_field_i64(at.fields.agencies, agency)]);
                Ok(Led { stage: items.map(Stage::Number), no_such: None })
            }
            None if sure => Ok(led(at, &[], None, NumberKind::Index)),
            None => Ok(Led::default()),
        },
    }
}

fn led(at: &Snapshot<'_>, keys: &[String], mentions: Option<Part>, kind: NumberKind) -> Led {
    let no_such = keys.is_empty().then_some(kind);
    let parts = plan::having_number(at.fields, keys).into_iter().chain(mentions);
    let nothing = || Box::new(tantivy::query::EmptyQuery) as Part;
    let part = plan::any(parts.collect()).unwrap_or_else(nothing);
    Led { stage: Some(Stage::Number(part)), no_such }
}

/// Those of the keys that a document has.
fn held(at: &Snapshot<'_>, keys: impl Iterator<Item = String>) -> tantivy::Result<Vec<String>> {
    let mut held = Vec::new();
    for key in keys {
        if at.searcher.doc_freq(&Term::from_field_text(at.fields.numbers, &key))? > 0 {
            held.push(key);
        }
    }
    Ok(held)
}

/// The first key from `from` on.
fn next_key(at: &Snapshot<'_>, from: &str) -> tantivy::Result<Option<String>> {
    let mut first: Option<String> = None;
    for segment in at.searcher.segment_readers() {
        let inverted = segment.inverted_index(at.fields.numbers)?;
        let mut keys = inverted.terms().range().ge(from.as_bytes()).into_stream()?;
        if keys.advance()
            && let Ok(key) = std::str::from_utf8(keys.key())
            && first.as_deref().is_none_or(|first| key < first)
        {
            first = Some(key.to_owned());
        }
    }
    Ok(first)
}

/// What stands behind `start` and before `end` in the keys, each once: from one to the next, however many keys there are.
fn steps(at: &Snapshot<'_>, start: &str, end: char, left: &mut usize) -> tantivy::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut from = start.to_owned();
    while *left > 0 {
        *left -= 1;
        let Some(key) = next_key(at, &from)? else { break };
        let Some(rest) = key.strip_prefix(start) else { break };
        from = match rest.split_once(end) {
            Some((part, _)) => {
                found.push(part.to_owned());
                format!("{start}{part}{end}\u{10ffff}")
            }
            None => format!("{key}\0"),
        };
    }
    Ok(found)
}

fn offices(at: &Snapshot<'_>) -> tantivy::Result<Vec<String>> {
    let mut left = STEPS;
    steps(at, "d:", '(', &mut left)
}

fn has_office(at: &Snapshot<'_>, office: &str) -> tantivy::Result<bool> {
    let start = format!("d:{office}(");
    Ok(next_key(at, &start)?.is_some_and(|key| key.starts_with(&start)))
}

/// The document numbers with this serial, of whatever office and year.
fn serials(at: &Snapshot<'_>, serial: &str) -> tantivy::Result<Vec<String>> {
    let mut left = STEPS;
    let mut keys = Vec::new();
    for office in steps(at, "d:", '(', &mut left)? {
        for year in steps(at, &format!("d:{office}("), ')', &mut left)? {
            keys.extend(document_keys(&office, &year, serial));
        }
    }
    held(at, keys.into_iter())
}

/// The agency whose index numbers begin with a code: that of a document with such a number.
fn owner(at: &Snapshot<'_>, code: &str) -> tantivy::Result<Option<i64>> {
    let start = format!("i:{code}/");
    for segment in at.searcher.segment_readers() {
        let inverted = segment.inverted_index(at.fields.numbers)?;
        let agencies = at.columns.of(segment)?.agencies;
        let mut keys = inverted.terms().range().ge(start.as_bytes()).into_stream()?;
        let mut left = READ;
        while left > 0 && keys.advance() && keys.key().starts_with(start.as_bytes()) {
            left -= 1;
            let postings = inverted.read_postings_from_terminfo(keys.value(), IndexRecordOption::Basic)?;
            if let Some(agency) = first_alive(segment, postings).and_then(|document| agencies.first(document)) {
                return Ok(Some(agency));
            }
        }
    }
    Ok(None)
}

/// Documents in whose text the number stands, letter by letter, brackets and blanks apart.
fn mentions(
    at: &Snapshot<'_>,
    query: &Query,
    office: &str,
    year: &str,
    serial: &str,
) -> Result<Option<Part>, SearchError> {
    let clauses = Asked::phrase(&format!("{office} {year} {serial}号"));
    let Some(planned) = plan::together(at.fields, &clauses) else { return Ok(None) };
    let planned = plan::under_filters(at, query, planned);
    let gather = Gather::best(at, READ)?;
    let number = letters(&format!("{office}{year}{serial}号"));
    let mut ids = Vec::new();
    for candidate in at.searcher.search(&planned, &gather)?.best {
        let document: TantivyDocument = at.searcher.doc(candidate.address)?;
        let shown = [at.fields.shown_title, at.fields.shown_body, at.fields.shown_attachments];
        if shown.iter().any(|field| letters(&stored(&document, *field)).contains(&number)) {
            ids.push(Term::from_field_i64(at.fields.id, candidate.id));
        }
    }
    Ok(plan::having(ids))
}

fn letters(text: &str) -> String {
    fold(text).chars().filter(|c| *c != GAP).collect()
}
