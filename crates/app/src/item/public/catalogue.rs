//! The catalogue of the disclosure platform: what has a statutory category, by agency, category, subject, genre, year.

use chrono::{Datelike, NaiveDate};
use domain::time::Moment;
use store::item::lists;
use store::item::{PublicFilter, PublicWithin};

use super::entry::{Listed, PageAt};
use super::lists::list_public;
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
    pub page: PageAt,
}

/// A page of the catalogue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalogue {
    pub listed: Listed,
    /// Every category with items under the other filters, and how many.
    pub categories: Vec<(String, i64)>,
    /// Years in which something was published, newest first.
    pub years: Vec<i32>,
}

/// A page of the catalogue; none where there is no such page. Five queries.
///
/// # Errors
/// When the records cannot be read.
pub async fn catalogue(app: &App, query: &CatalogueQuery) -> Result<Option<Catalogue>, AppError> {
    let db = app.store().read();
    let filter = filter_of(query);
    let Some(listed) = list_public(app, &filter, query.page).await? else {
        return Ok(None);
    };
    let around = PublicFilter { category: None, ..filter };
    let categories = lists::count_public_categories(db, &around).await?;
    let scope = PublicFilter { agency_id: query.agency, within: PublicWithin::Catalogue, ..PublicFilter::default() };
    let bounds = lists::published_bounds(db, &scope).await?;
    let years =
        bounds.map_or_else(Vec::new, |(first, last)| (first.date().year()..=last.date().year()).rev().collect());
    Ok(Some(Catalogue { listed, categories, years }))
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
