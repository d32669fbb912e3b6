//! What follows a reply: ratings, and what became of the reply for the public. Remarks and reasons are sealed with the
//! case's key.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, OnConflict};
use sea_orm::{ActiveModelTrait, Condition, IntoActiveModel, QueryOrder, QuerySelect};

use crate::entity::plain_entity;
use crate::error::StoreError;

/// What an applicant thinks of the handling of his case, said once.
pub mod rating {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "request_rating")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub request_id: i64,
        /// Of the case, for lists.
        pub agency_id: i64,
        /// From 1 to 5, 5 the best.
        pub points: i32,
        /// Sealed.
        pub remark: Option<String>,
        pub rated_on: NaiveDate,
        pub rated_at: i64,
    }

    plain_entity!();
}

/// What became of a reply for the public (转主动公开).
pub mod publication {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "request_publication")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub request_id: i64,
        pub state: String,
        /// The draft that was made of it.
        pub item_id: Option<i64>,
        /// Why it was declined; sealed.
        pub reason: Option<String>,
        pub decided_by: Option<i64>,
        pub changed_at: i64,
    }

    plain_entity!();
}

/// Keeps what became of a reply for the public, over what was said of it before.
///
/// # Errors
/// When it cannot be written.
pub async fn set_publication(db: &impl ConnectionTrait, row: publication::Model) -> Result<(), StoreError> {
    use publication::Column as P;
    let update = [P::State, P::ItemId, P::Reason, P::DecidedBy, P::ChangedAt];
    publication::Entity::insert(row.into_active_model().reset_all())
        .on_conflict(OnConflict::column(P::RequestId).update_columns(update).to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Which ratings are wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Cases of these agencies; all where there is none.
    pub agencies: Option<Vec<i64>>,
    pub from: NaiveDate,
    pub until: NaiveDate,
    pub points: Option<i32>,
    /// Only after this key: (rated_on, request_id) of the last row shown.
    pub after: Option<(NaiveDate, i64)>,
}

impl Wanted {
    fn condition(&self) -> Condition {
        use rating::Column as R;
        let all = Condition::all()
            .add(R::RatedOn.between(self.from, self.until))
            .add_option(self.agencies.as_ref().map(|ids| R::AgencyId.is_in(ids.iter().copied())))
            .add_option(self.points.map(|points| R::Points.eq(points)));
        match self.after {
            Some((day, id)) => all
                .add(R::RatedOn.lte(day))
                .add(Condition::any().add(R::RatedOn.lt(day)).add(R::RatedOn.eq(day).and(R::RequestId.lt(id)))),
            None => all,
        }
    }
}

/// How many ratings there are of each number of points.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_ratings(db: &impl ConnectionTrait, wanted: &Wanted) -> Result<Vec<(i32, i64)>, StoreError> {
    let all = Wanted { points: None, after: None, ..wanted.clone() };
    let query = rating::Entity::find().select_only().column(rating::Column::Points);
    let query = query.column_as(rating::Column::RequestId.count(), "cases").filter(all.condition());
    Ok(query.group_by(rating::Column::Points).into_tuple().all(db).await?)
}

/// A page of ratings, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_ratings(
    db: &impl ConnectionTrait,
    wanted: &Wanted,
    limit: u64,
) -> Result<Vec<(rating::Model, Option<super::Model>)>, StoreError> {
    let rows: Vec<rating::Model> = rating::Entity::find()
        .filter(wanted.condition())
        .order_by_desc(rating::Column::RatedOn)
        .order_by_desc(rating::Column::RequestId)
        .limit(limit)
        .all(db)
        .await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.request_id).collect();
    let mut cases = super::Entity::find().filter(super::Column::Id.is_in(ids)).all(db).await?;
    let mut case = |id: i64| cases.iter().position(|one| one.id == id).map(|at| cases.swap_remove(at));
    Ok(rows.into_iter().map(|row| (case(row.request_id), row)).map(|(case, row)| (row, case)).collect())
}
