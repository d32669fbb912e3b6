//! The cells of table 3 of the annual report as named queries over the projections, and the cases behind each.

use chrono::NaiveDate;
use domain::request::channel::Matter;
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, QueryOrder, QuerySelect, Select};

use super::{Column, Entity, Model};
use crate::error::StoreError;

/// What a row of the table counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// 本年新收.
    New,
    /// 上年结转.
    CarriedIn,
    /// A row of 本年度办理结果, by its code (`r3.1` to `r3.6.3`).
    Ended(String),
    /// 总计 of 本年度办理结果.
    EndedAll,
    /// 结转下年度继续办理.
    CarriedOut,
}

/// Which cases of which agencies and year.
#[derive(Debug, Clone)]
pub struct Scope {
    pub agencies: Vec<i64>,
    pub year: i32,
}

fn days(year: i32) -> Option<(NaiveDate, NaiveDate)> {
    Some((NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year, 12, 31)?))
}

/// The cases that a row counts. A case counts as new in the year of its arrival, as ended in the year of its (last)
/// reply; what is not ended by the end of a year is carried over.
fn query(scope: &Scope, row: &Row) -> Select<Entity> {
    // Table 3 counts applications for information; corrections (art. 41), and what ended without a kind of reply, are none.
    let counts = Condition::any().add(Column::ClosedYear.is_null()).add(Column::ReportRow.is_not_null());
    let found = Entity::find()
        .filter(Column::AgencyId.is_in(scope.agencies.iter().copied()))
        .filter(Column::Matter.eq(Matter::Information.code()))
        .filter(counts);
    let Some((first, last)) = days(scope.year) else { return found.filter(Column::Id.eq(-1)) };
    let open_at = |end: i32| Condition::any().add(Column::ClosedYear.is_null()).add(Column::ClosedYear.gt(end));
    match row {
        Row::New => found.filter(Column::ArrivedOn.between(first, last)),
        Row::CarriedIn => found.filter(Column::ArrivedOn.lt(first)).filter(open_at(scope.year - 1)),
        Row::Ended(code) => found.filter(Column::ClosedYear.eq(scope.year)).filter(Column::ReportRow.eq(code.as_str())),
        Row::EndedAll => found.filter(Column::ClosedYear.eq(scope.year)),
        Row::CarriedOut => found.filter(Column::ArrivedOn.lte(last)).filter(open_at(scope.year)),
    }
}

/// How many cases of each kind of applicant (`c1` to `c6`) a row counts.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(db: &impl ConnectionTrait, scope: &Scope, row: &Row) -> Result<Vec<(String, i64)>, StoreError> {
    let counted = query(scope, row)
        .select_only()
        .column(Column::ApplicantKind)
        .column_as(Column::Id.count(), "cases")
        .group_by(Column::ApplicantKind);
    Ok(counted.into_tuple().all(db).await?)
}

/// How many cases ended in each row, by kind of applicant.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_ended(db: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<(String, String, i64)>, StoreError> {
    let counted = query(scope, &Row::EndedAll)
        .select_only()
        .column(Column::ReportRow)
        .column(Column::ApplicantKind)
        .column_as(Column::Id.count(), "cases")
        .filter(Column::ReportRow.is_not_null())
        .group_by(Column::ReportRow)
        .group_by(Column::ApplicantKind);
    Ok(counted.into_tuple().all(db).await?)
}

/// The cases behind a cell, by number, after a key. `kind` is `c1` to `c6`, or nothing for the sum.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &Scope,
    row: &Row,
    kind: Option<&str>,
    after: Option<i64>,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let mut found = query(scope, row).order_by_asc(Column::Id).limit(limit);
    if let Some(kind) = kind {
        found = found.filter(Column::ApplicantKind.eq(kind));
    }
    if let Some(after) = after {
        found = found.filter(Column::Id.gt(after));
    }
    Ok(found.all(db).await?)
}
