//! The catalogue of the disclosure platform: what has a statutory category, by agency, category, subject, genre, year.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::time::Moment;
use store::item::catalogue::Cell;
use store::item::{PublicFilter, PublicWithin, lists};

use super::entry::{Listed, PageNo};
use super::lists::page_of;
use super::memory::cells;
use crate::context::App;
use crate::error::AppError;

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CatalogueQuery {
    pub agency: Option<i64>,
    pub category: Option<String>,
    /// A class or a sub-class; a class takes in its sub-classes.
    pub subject: Option<String>,
    pub genre: Option<String>,
    /// Year of publishing.
    pub year: Option<i32>,
    pub text: Option<String>,
    pub page: PageNo,
}

/// A page of the catalogue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalogue {
    pub listed: Listed,
    pub counts: Counts,
}

/// How many items each value of a filter would show, with the other filters as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// What all filters together show.
    pub total: u64,
    pub agencies: BTreeMap<i64, u64>,
    pub categories: BTreeMap<String, u64>,
    /// By the code as it stands with the item: a class or a sub-class.
    pub subjects: BTreeMap<String, u64>,
    pub genres: BTreeMap<String, u64>,
    pub years: BTreeMap<i32, u64>,
}

/// A page of the catalogue; none where there is no such page. One query, one more after a change, and one more with a text.
///
/// # Errors
/// When the records cannot be read.
pub async fn catalogue(app: &App, query: &CatalogueQuery) -> Result<Option<Catalogue>, AppError> {
    let cells = cells(app).await?;
    let counts = match &query.text {
        Some(text) => {
            let years = cells.iter().map(|(cell, _)| cell.year).collect();
            counts_of(&lists::count_cells(app.store().read(), text, &years).await?, query)
        }
        None => counts_of(&cells, query),
    };
    let listed = page_of(app, &filter_of(query), counts.total, query.page).await?;
    Ok(listed.map(|listed| Catalogue { listed, counts }))
}

/// Adds up the cells: a cell counts for a filter when all the other filters let it through.
fn counts_of(cells: &[(Cell, i64)], query: &CatalogueQuery) -> Counts {
    let mut counts = Counts::default();
    for (cell, items) in cells {
        let items = u64::try_from(*items).unwrap_or_default();
        let passes = [
            query.agency.is_none_or(|id| id == cell.agency),
            query.category.as_ref().is_none_or(|code| *code == cell.category),
            query.subject.as_ref().is_none_or(|code| cell.subject.starts_with(code.as_str())),
            query.genre.as_ref().is_none_or(|code| *code == cell.genre),
            query.year.is_none_or(|year| year == cell.year),
        ];
        let stopped = passes.iter().filter(|pass| !**pass).count();
        let [agency, category, subject, genre, year] = passes.map(|pass| stopped == 0 || (stopped == 1 && !pass));
        if stopped == 0 {
            counts.total += items;
        }
        if agency {
            *counts.agencies.entry(cell.agency).or_default() += items;
        }
        if year {
            *counts.years.entry(cell.year).or_default() += items;
        }
        for (counted, map, code) in [
            (category, &mut counts.categories, &cell.category),
            (subject, &mut counts.subjects, &cell.subject),
            (genre, &mut counts.genres, &cell.genre),
        ] {
            if counted && !code.is_empty() {
                *map.entry(code.clone()).or_default() += items;
            }
        }
    }
    counts
}

fn filter_of(query: &CatalogueQuery) -> PublicFilter {
    let start = |year: i32| NaiveDate::from_ymd_opt(year, 1, 1).map(Moment::start_of);
    PublicFilter {
        agency_id: query.agency,
        category: query.category.clone(),
        subject_prefix: query.subject.clone(),
        genre: query.genre.clone(),
        from: query.year.and_then(start),
        until: query.year.and_then(|year| start(year + 1)),
        within: PublicWithin::Catalogue,
        text: query.text.clone(),
        ..PublicFilter::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(agency: i64, category: &str, subject: &str, genre: &str, year: i32) -> Cell {
        Cell { agency, category: category.into(), subject: subject.into(), genre: genre.into(), year }
    }

    fn city() -> Vec<(Cell, i64)> {
        vec![
            (cell(1, "20-01", "02-01", "notice", 2019), 5),
            (cell(1, "20-07", "04-01", "", 2019), 7),
            (cell(2, "20-01", "02-03", "notice", 2018), 11),
            (cell(2, "20-07", "04", "", 2018), 13),
        ]
    }

    #[test]
    fn without_filters_everything_counts_once() {
        let counts = counts_of(&city(), &CatalogueQuery::default());
        assert_eq!(counts.total, 36);
        assert_eq!(counts.agencies, BTreeMap::from([(1, 12), (2, 24)]));
        assert_eq!(counts.years, BTreeMap::from([(2018, 24), (2019, 12)]));
        assert_eq!(counts.genres, BTreeMap::from([("notice".to_string(), 16)]));
    }

    #[test]
    fn a_filter_narrows_the_others_and_not_itself() {
        let query = CatalogueQuery { category: Some("20-01".into()), year: Some(2019), ..CatalogueQuery::default() };
        let counts = counts_of(&city(), &query);
        assert_eq!(counts.total, 5);
        assert_eq!(counts.categories, BTreeMap::from([("20-01".to_string(), 5), ("20-07".to_string(), 7)]));
        assert_eq!(counts.years, BTreeMap::from([(2018, 11), (2019, 5)]));
        assert_eq!(counts.agencies, BTreeMap::from([(1, 5)]));
    }

    #[test]
    fn a_class_takes_in_its_sub_classes() {
        let query = CatalogueQuery { subject: Some("04".into()), ..CatalogueQuery::default() };
        let counts = counts_of(&city(), &query);
        assert_eq!((counts.total, counts.subjects.len()), (20, 4));
        assert_eq!(counts.agencies, BTreeMap::from([(1, 7), (2, 13)]));
    }
}
