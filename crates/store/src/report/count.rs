//! The counts that reports are made of, for all agencies at once: a handful of grouped queries, whatever the number of
//! agencies and cases. Which case counts where is told in `request::cells` and `domain::dispute`.

use chrono::NaiveDate;
use domain::dispute::{Outcome, Party};
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, QuerySelect};

use crate::error::StoreError;
use crate::{dispute, item, request};

/// A count of cases: agency, row of table 3, kind of applicant, how many.
pub type CaseCount = (i64, String, String, i64);
/// A count of disputes: agency, track, outcome, how many.
pub type DisputeCount = (i64, String, Outcome, i64);

fn days(year: i32) -> Result<(NaiveDate, NaiveDate), StoreError> {
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day);
    day(1, 1).zip(day(12, 31)).ok_or_else(|| StoreError::UnknownCode { what: "year", code: year.to_string() })
}

/// The cells of table 3 that count something, by agency; r3.7 and the column of totals are sums of them.
///
/// # Errors
/// When the database cannot be read.
pub async fn cases(db: &impl ConnectionTrait, year: i32) -> Result<Vec<CaseCount>, StoreError> {
    use request::Column as C;
    let (first, last) = days(year)?;
    let open_at = |end: i32| Condition::any().add(C::ClosedYear.is_null()).add(C::ClosedYear.gt(end));
    let rows = [
        ("r1", Condition::all().add(C::ArrivedOn.between(first, last))),
        ("r2", Condition::all().add(C::ArrivedOn.lt(first)).add(open_at(year - 1))),
        ("r4", Condition::all().add(C::ArrivedOn.lte(last)).add(open_at(year))),
    ];
    let mut counts = Vec::new();
    for (row, condition) in rows {
        let counted: Vec<(i64, String, i64)> = request::Entity::find()
            .select_only()
            .columns([C::AgencyId, C::ApplicantKind])
            .column_as(C::Id.count(), "cases")
            .filter(condition)
            .filter(Condition::any().add(C::ClosedYear.is_null()).add(C::ReportRow.is_not_null()))
            .group_by(C::AgencyId)
            .group_by(C::ApplicantKind)
            .into_tuple()
            .all(db)
            .await?;
        counts.extend(counted.into_iter().map(|(agency, kind, count)| (agency, row.to_string(), kind, count)));
    }
    let ended: Vec<(i64, Option<String>, String, i64)> = request::Entity::find()
        .select_only()
        .columns([C::AgencyId, C::ReportRow, C::ApplicantKind])
        .column_as(C::Id.count(), "cases")
        .filter(C::ClosedYear.eq(year))
        .group_by(C::AgencyId)
        .group_by(C::ReportRow)
        .group_by(C::ApplicantKind)
        .into_tuple()
        .all(db)
        .await?;
    counts.extend(ended.into_iter().filter_map(|(agency, row, kind, count)| Some((agency, row?, kind, count))));
    Ok(counts)
}

/// The cells of table 4 that count something, by agency.
///
/// # Errors
/// When the database cannot be read.
pub async fn disputes(db: &impl ConnectionTrait, year: i32) -> Result<Vec<DisputeCount>, StoreError> {
    use dispute::Column as C;
    let (first, last) = days(year)?;
    let mut counts = Vec::new();
    for outcome in Outcome::ALL {
        let within = match outcome {
            Outcome::Pending => Condition::any().add(C::DecidedOn.is_null()).add(C::DecidedOn.gt(last)),
            _ => Condition::all().add(C::DecidedOn.between(first, last)).add(C::Outcome.eq(outcome.code())),
        };
        let counted: Vec<(i64, String, i64)> = dispute::Entity::find()
            .select_only()
            .columns([C::AgencyId, C::Track])
            .column_as(C::Id.count(), "disputes")
            .filter(C::Party.eq(Party::Original.code()))
            .filter(C::FiledOn.lte(last))
            .filter(within)
            .group_by(C::AgencyId)
            .group_by(C::Track)
            .into_tuple()
            .all(db)
            .await?;
        counts.extend(counted.into_iter().map(|(agency, track, count)| (agency, track, *outcome, count)));
    }
    Ok(counts)
}

/// Suits of the year straight to court, with the kind and the day of the reply that they are about.
///
/// # Errors
/// When the database cannot be read.
pub async fn direct_suits(
    db: &impl ConnectionTrait,
    agencies: &[i64],
    year: i32,
) -> Result<Vec<(Option<String>, Option<NaiveDate>)>, StoreError> {
    let (first, last) = days(year)?;
    let suits: Vec<Option<i64>> = dispute::Entity::find()
        .select_only()
        .column(dispute::Column::RequestId)
        .filter(dispute::Column::AgencyId.is_in(agencies.iter().copied()))
        .filter(dispute::Column::Track.eq(domain::dispute::Track::DirectLitigation.code()))
        .filter(dispute::Column::FiledOn.between(first, last))
        .filter(dispute::Column::RequestId.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    let ids: Vec<i64> = suits.into_iter().flatten().collect();
    let mut replies = Vec::new();
    for some in ids.chunks(500) {
        let found: Vec<(Option<String>, Option<NaiveDate>)> = request::Entity::find()
            .select_only()
            .columns([request::Column::ReplyKind, request::Column::ClosedOn])
            .filter(request::Column::Id.is_in(some.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        replies.extend(found);
    }
    Ok(replies)
}

/// Items first published between two moments that are public today: agency, main section, how many.
///
/// # Errors
/// When the database cannot be read.
pub async fn items(db: &impl ConnectionTrait, from: i64, until: i64) -> Result<Vec<(i64, i64, i64)>, StoreError> {
    use item::Column as C;
    Ok(item::Entity::find()
        .select_only()
        .columns([C::AgencyId, C::MainSectionId])
        .column_as(C::Id.count(), "items")
        .filter(C::LiveRevisionId.is_not_null())
        .filter(C::FirstPublishedAt.gte(from))
        .filter(C::FirstPublishedAt.lt(until))
        .group_by(C::AgencyId)
        .group_by(C::MainSectionId)
        .into_tuple()
        .all(db)
        .await?)
}

/// What was asked, paid and given back of fees in cases of some agencies in which a fee was paid: case, event as JSON.
///
/// # Errors
/// When the database cannot be read.
pub async fn fee_events(db: &impl ConnectionTrait, agencies: &[i64]) -> Result<Vec<(i64, String)>, StoreError> {
    use request::event::{Column as E, Entity as Event};
    let paid: Vec<i64> =
        Event::find().select_only().column(E::RequestId).filter(E::Kind.eq("fee_paid")).into_tuple().all(db).await?;
    let mut events = Vec::new();
    for some in paid.chunks(500) {
        let own: Vec<i64> = request::Entity::find()
            .select_only()
            .column(request::Column::Id)
            .filter(request::Column::Id.is_in(some.iter().copied()))
            .filter(request::Column::AgencyId.is_in(agencies.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        let found: Vec<(i64, String)> = Event::find()
            .select_only()
            .columns([E::RequestId, E::Payload])
            .filter(E::RequestId.is_in(own))
            .filter(E::Kind.is_in(["fee_noticed", "fee_paid", "fee_refunded"]))
            .into_tuple()
            .all(db)
            .await?;
        events.extend(found);
    }
    Ok(events)
}
