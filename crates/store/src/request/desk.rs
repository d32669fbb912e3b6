//! The desk's queries: the nearest limit first, page by key, from an index each. Counts stop at a bound, so that a desk
//! with a hundred thousand cases opens as fast as one with ten.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, Func, Query, SelectStatement};
use sea_orm::{Condition, FromQueryResult, QueryOrder, QuerySelect, QueryTrait};

use super::parts::PartState;
use super::{Column, Desk, Entity, Model, parts};
use crate::error::StoreError;

/// Counts go no further: a page then says "999+".
pub const COUNT_BOUND: u64 = 1_000;

/// Whose cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    Everyone,
    Agencies(Vec<i64>),
    Officer(i64),
    /// Cases in which one of these accounts has an open part.
    Parts(Vec<i64>),
}

/// What of the desk is wanted.
#[derive(Debug, Clone)]
pub struct Filter {
    pub whose: Whose,
    pub desk: Desk,
    /// Within these days of the nearest limit, both included.
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    pub state: Option<String>,
    pub officer: Option<i64>,
    /// Only after this key: (next_on, id) of the last row shown.
    pub after: Option<(NaiveDate, i64)>,
}

impl Filter {
    /// The day by which the desk goes: of a unit's case its own limit where one was set, else the case's nearest.
    fn day(&self) -> Expr {
        let nearest = Expr::col((Entity, Column::NextOn));
        match &self.whose {
            Whose::Parts(accounts) => {
                let own = open_parts(accounts)
                    .expr(Expr::col((parts::Entity, parts::Column::DueOn)).min())
                    .and_where(Expr::col((parts::Entity, parts::Column::RequestId)).equals((Entity, Column::Id)))
                    .to_owned();
                Func::coalesce([Expr::from(own), nearest]).into()
            }
            _ => nearest,
        }
    }

    fn condition(&self) -> Condition {
        // A unit's part waits for the unit, whoever else's turn it is.
        let desk = match (&self.whose, self.desk) {
            (Whose::Parts(_), Desk::Working) => Column::Desk.ne(Desk::Closed.code()),
            _ => Column::Desk.eq(self.desk.code()),
        };
        let mut all = Condition::all().add(desk).add(whose(&self.whose));
        all = all
            .add_option(self.from.map(|day| self.day().gte(day)))
            .add_option(self.until.map(|day| self.day().lte(day)))
            .add_option(self.state.as_deref().map(|state| Column::State.eq(state)))
            .add_option(self.officer.map(|id| Column::OfficerId.eq(id)));
        match self.after {
            Some((day, id)) => all
                .add(self.day().gte(day))
                .add(Condition::any().add(self.day().gt(day)).add(self.day().eq(day).and(Column::Id.gt(id)))),
            None => all,
        }
    }
}

fn whose(whose: &Whose) -> Condition {
    let all = Condition::all();
    match whose {
        Whose::Everyone => all,
        Whose::Agencies(ids) => match ids.as_slice() {
            [one] => all.add(Column::AgencyId.eq(*one)),
            // Out of the sum no index can be taken: the rows are walked in the order of the desk and narrowed in the
            // index, instead of gathering all rows of many agencies and sorting them.
            many => all.add(Expr::col((Entity, Column::AgencyId)).add(0).is_in(many.iter().copied())),
        },
        Whose::Officer(id) => all.add(Column::OfficerId.eq(*id)),
        Whose::Parts(accounts) => {
            all.add(Column::Id.in_subquery(open_parts(accounts).column(parts::Column::RequestId).to_owned()))
        }
    }
}

/// What waits for one of these accounts.
fn open_parts(accounts: &[i64]) -> SelectStatement {
    Query::select()
        .from(parts::Entity)
        .and_where(parts::Column::AccountId.is_in(accounts.iter().copied()))
        .and_where(parts::Column::State.is_in(parts::OPEN.map(PartState::code)))
        .to_owned()
}

/// A page of the desk, nearest limit first.
///
/// # Errors
/// When the database cannot be read.
pub async fn page(db: &impl ConnectionTrait, filter: &Filter, limit: u64) -> Result<Vec<Model>, StoreError> {
    let query = Entity::find().filter(filter.condition());
    Ok(query.order_by_asc(filter.day()).order_by_asc(Column::Id).limit(limit).all(db).await?)
}

/// The limits that were set to these accounts themselves in some cases: the case and the nearest day.
///
/// # Errors
/// When the database cannot be read.
pub async fn own_limits(
    db: &impl ConnectionTrait,
    accounts: &[i64],
    cases: impl IntoIterator<Item = i64>,
) -> Result<BTreeMap<i64, NaiveDate>, StoreError> {
    let query = parts::Entity::find()
        .select_only()
        .column(parts::Column::RequestId)
        .column_as(parts::Column::DueOn.min(), "due")
        .filter(parts::Column::RequestId.is_in(cases))
        .filter(parts::Column::AccountId.is_in(accounts.iter().copied()))
        .filter(parts::Column::State.is_in(parts::OPEN.map(PartState::code)))
        .filter(parts::Column::DueOn.is_not_null())
        .group_by(parts::Column::RequestId);
    let found: Vec<(i64, NaiveDate)> = query.into_tuple().all(db).await?;
    Ok(found.into_iter().collect())
}

#[derive(FromQueryResult)]
struct Counted {
    cases: i64,
}

/// How many cases the filter meets, up to [`COUNT_BOUND`].
///
/// # Errors
/// When the database cannot be read.
pub async fn count(db: &impl ConnectionTrait, filter: &Filter) -> Result<i64, StoreError> {
    let some = Entity::find().select_only().column(Column::Id).filter(filter.condition()).limit(COUNT_BOUND);
    let query = Query::select()
        .expr_as(Expr::cust("COUNT(*)"), "cases")
        .from_subquery(some.into_query(), "some_cases")
        .to_owned();
    let row = Counted::find_by_statement(db.get_database_backend().build(&query)).one(db).await?;
    Ok(row.map_or(0, |row| row.cases))
}
