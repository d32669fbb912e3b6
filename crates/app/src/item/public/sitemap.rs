//! The sitemap: the public items in parts by their ids, so that a change writes a few thousand addresses anew, and when
//! each part last changed. Not how a part is written.

use std::collections::{BTreeMap, BTreeSet};

use domain::item::PublicState;
use domain::time::Moment;
use store::item::lists::{self, AddressCount};
use tokio::sync::Mutex;

use super::since::{ChangedSince, logged_since};
use crate::context::{App, tag};
use crate::error::AppError;

/// A part that holds something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SitemapPart {
    /// From 1; the ids of its items follow from it.
    pub number: i64,
    /// When the public last saw a change in it, of whatever site.
    pub changed_at: Moment,
}

/// The parts as they stood at a place in the change log. All items are walked once for each process; afterwards only
/// those of a part that the log names.
#[derive(Debug, Default)]
struct Kept(Mutex<Option<Parts>>);

#[derive(Debug)]
struct Parts {
    cursor: i64,
    parts: BTreeMap<i64, Part>,
}

#[derive(Debug)]
struct Part {
    changed_at: Moment,
    sites: BTreeSet<i64>,
}

/// The parts of the sitemap that hold something: of one site's own items, each of which is known by its address there
/// whatever other site shows it too, or of all.
///
/// # Errors
/// When the records cannot be read.
pub async fn sitemap_parts(app: &App, site: Option<i64>) -> Result<Vec<SitemapPart>, AppError> {
    let kept = app.shared::<Kept>();
    let mut kept = kept.0.lock().await;
    // Where reading fails half-way, the next one begins anew.
    let fresh = renewed(app, kept.take()).await?;
    let parts = kept.insert(fresh);
    let held = |part: &Part| site.map_or(!part.sites.is_empty(), |id| part.sites.contains(&id));
    let held = parts.parts.iter().filter(|(_, part)| held(part));
    Ok(held.map(|(number, part)| SitemapPart { number: *number, changed_at: part.changed_at }).collect())
}

async fn renewed(app: &App, old: Option<Parts>) -> Result<Parts, AppError> {
    let ChangedSince { cursor, tags } = logged_since(app, old.as_ref().map(|old| old.cursor)).await?;
    let (numbers, mut parts): (Vec<i64>, _) = match (tags, old) {
        (Some(tags), Some(old)) => (tags.iter().filter_map(|name| number_of(name)).collect(), old.parts),
        _ => {
            let last = lists::last_id(app.store().read()).await?;
            ((1..=tag::sitemap_part(last)).collect(), BTreeMap::new())
        }
    };
    for number in numbers {
        let counts = lists::count_addresses(app.store().read(), ids_of(number)).await?;
        parts.insert(number, part_of(counts));
    }
    Ok(Parts { cursor, parts })
}

fn number_of(name: &str) -> Option<i64> {
    name.strip_prefix("sitemap:")?.parse().ok()
}

/// The ids of a part: beyond the first, up to the second.
const fn ids_of(part: i64) -> (i64, i64) {
    let until = part.saturating_mul(tag::SITEMAP_SPAN);
    (until.saturating_sub(tag::SITEMAP_SPAN), until)
}

fn part_of(counts: Vec<AddressCount>) -> Part {
    let mut part = Part { changed_at: Moment(0), sites: BTreeSet::new() };
    for count in counts {
        part.changed_at = part.changed_at.max(Moment(count.changed_at.unwrap_or_default()));
        if count.public_state == PublicState::Live.code() && count.items > 0 {
            part.sites.insert(count.site);
        }
    }
    part
}

/// The items of one part, of one site or of all, with the moments when the public last saw a change of them.
///
/// # Errors
/// When the records cannot be read.
pub async fn sitemap(app: &App, site: Option<i64>, part: i64) -> Result<Vec<(i64, Moment)>, AppError> {
    let rows = lists::list_addresses(app.store().read(), site, ids_of(part)).await?;
    Ok(rows.into_iter().map(|(id, at)| (id, super::moment(at))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_follow_each_other_without_a_gap() {
        assert_eq!(ids_of(1), (0, tag::SITEMAP_SPAN));
        for part in 1..20 {
            let (after, until) = ids_of(part);
            assert_eq!(ids_of(part + 1).0, until);
            assert_eq!((tag::sitemap_part(after + 1), tag::sitemap_part(until)), (part, part));
            assert_eq!(number_of(&tag::sitemap(part)), Some(part));
        }
    }

    #[test]
    fn a_part_changes_with_a_withdrawal_and_is_empty_without_live_items() {
        let count = |site, state: PublicState, changed_at| AddressCount {
            site,
            public_state: state.code().to_string(),
            items: 1,
            changed_at,
        };
        let part = part_of(vec![
            count(1, PublicState::Live, Some(5)),
            count(2, PublicState::Withdrawn, Some(9)),
            count(3, PublicState::Never, None),
        ]);
        assert_eq!((part.changed_at, part.sites), (Moment(9), BTreeSet::from([1])));
    }
}
