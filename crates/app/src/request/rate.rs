//! The applicant's rating of how his case was handled: once, by number and code, after the reply. Read by the office and
//! its supervisor; the remark is sealed with the case's key.

use chrono::NaiveDate;
use domain::identity::{Action, Place};
use domain::request::publication::{Publication, gives_information};
use domain::request::rating::Satisfaction;
use domain::request::reply::ReplyKind;
use domain::time::Moment;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, Set};
use serde_json::json;
use store::request::after::{self, publication, rating};
use store::request::{self, Desk, Model, keys};

use super::case::{self, Card};
use super::desk::visible;
use super::history::fold;
use super::seal::{CaseKey, key_of};
use super::track;
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;

/// Longest remark, in characters.
pub const MAX_REMARK: usize = 1_000;

const REMARK: &str = "rating-remark";

/// What an applicant says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    pub satisfaction: Satisfaction,
    pub remark: String,
    /// Whether he suggests that everybody gets the information (art. 44).
    pub suggests_publication: bool,
}

/// Whether a case may be rated now, as far as its row tells: it was answered, and nobody has rated it. One that was
/// withdrawn and then archived only its events tell.
#[must_use]
pub fn may_rate(row: &Model) -> bool {
    let answered = row.desk == Desk::Closed.code() && row.state != domain::request::CaseState::Withdrawn.code();
    answered && row.rating.is_none() && row.erased_at.is_none() && row.reply_kind.is_some()
}

/// Whether the applicant may suggest that the public gets what he got.
#[must_use]
pub fn may_suggest(row: &Model) -> bool {
    let kind = row.reply_kind.as_deref().and_then(ReplyKind::parse);
    row.publication.is_none() && kind.is_some_and(gives_information)
}

/// Keeps the applicant's rating.
///
/// # Errors
/// `request_code_wrong`, `request_not_answered`, `request_rated`, `form_invalid` for a remark too long.
pub async fn rate(app: &App, number: &str, code: &str, address: &str, said: Rating) -> Result<(), AppError> {
    let id = track::open(app, number, code).await?.id;
    let remark = said.remark.trim();
    if remark.chars().count() > MAX_REMARK {
        return Err(AppError::fields(vec![crate::FieldFault::new("remark", "too_long").with("max", MAX_REMARK)]));
    }
    let now = app.now();
    let key = key_of(app, app.store().read(), id).await?;
    let sealed = if remark.is_empty() { None } else { Some(key.seal_text(app.random(), REMARK, remark)?) };
    let mut work = app.begin().await?;
    let row = request::lock(work.db(), id).await?;
    if row.rating.is_some() {
        return Err(AppError::problem("request_rated"));
    }
    if !may_rate(&row) || fold(work.db(), id).await?.withdrawn {
        return Err(AppError::problem("request_not_answered"));
    }
    let points = said.satisfaction.points();
    let suggests = said.suggests_publication && may_suggest(&row);
    let kept = rating::Model {
        request_id: id,
        agency_id: row.agency_id,
        points,
        remark: sealed,
        rated_on: now.date(),
        rated_at: now.0,
    };
    rating::Entity::insert(kept.into_active_model().reset_all()).exec_without_returning(work.db()).await?;
    let agency = row.agency_id;
    let mut row = row.into_active_model();
    row.rating = Set(Some(points));
    if suggests {
        let state = Publication::Suggested.code().to_string();
        row.publication = Set(Some(state.clone()));
        let said = publication::Model {
            request_id: id,
            state,
            item_id: None,
            reason: None,
            decided_by: None,
            changed_at: now.0,
        };
        after::set_publication(work.db(), said).await?;
    }
    row.update(work.db()).await?;
    let detail = json!({ "points": points, "suggests_publication": suggests });
    let subject = ("request", id.to_string());
    work.record(Caller::applicant(address).entry(now, Some(agency), "request.rate", subject, &detail));
    app.commit(work).await
}

/// Which ratings a list shows.
#[derive(Debug, Clone, Default)]
pub struct RatingQuery {
    pub from: NaiveDate,
    pub until: NaiveDate,
    pub agency: Option<i64>,
    pub satisfaction: Option<Satisfaction>,
    /// The key of the last row shown.
    pub after: Option<(NaiveDate, i64)>,
}

/// A rating in a list.
#[derive(Debug, Clone)]
pub struct Rated {
    pub row: Model,
    pub card: Card,
    pub agency: String,
    pub satisfaction: Satisfaction,
    /// Empty where nothing was written, and once the case was erased.
    pub remark: String,
    pub at: Moment,
}

/// A page of ratings with how many there are of each.
#[derive(Debug, Clone)]
pub struct RatingPage {
    pub rows: Vec<Rated>,
    pub next: Option<(NaiveDate, i64)>,
    pub counts: Vec<(Satisfaction, i64)>,
}

/// The ratings of the cases that the caller may see.
///
/// # Errors
/// `not_allowed`.
pub async fn ratings(app: &App, caller: &Caller, query: &RatingQuery, limit: u64) -> Result<RatingPage, AppError> {
    if !caller.can_somewhere(Action::RequestView, app.now()) {
        caller.allow(Action::RequestView, &Place::installation(), app.now())?;
    }
    let agencies = match (visible(app, caller, Action::RequestView), query.agency) {
        (seen, None) => seen,
        (None, Some(agency)) => Some(vec![agency]),
        (Some(ids), Some(agency)) => Some(ids.into_iter().filter(|id| *id == agency).collect()),
    };
    let wanted = after::Wanted {
        agencies,
        from: query.from,
        until: query.until,
        points: query.satisfaction.map(Satisfaction::points),
        after: query.after,
    };
    let db = app.store().read();
    let counted = after::count_ratings(db, &wanted).await?;
    let of = |step: &Satisfaction| counted.iter().filter(|(p, _)| *p == step.points()).map(|(_, n)| n).sum();
    let counts = Satisfaction::ALL.iter().map(|step| (*step, of(step))).collect();
    let mut found = after::list_ratings(db, &wanted, limit + 1).await?;
    let more = found.len() as u64 > limit;
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = found.last().filter(|_| more).map(|(rating, _)| (rating.rated_on, rating.request_id));
    let ids: Vec<i64> = found.iter().map(|(rating, _)| rating.request_id).collect();
    let wrapped = keys::find_many(db, &ids).await?;
    let of_case = |(rating, case): (rating::Model, Option<Model>)| {
        case.map(|row| {
            let key = wrapped.get(&row.id);
            rated(app, &rating, row, key)
        })
    };
    let rows = found.into_iter().filter_map(of_case).collect::<Result<_, _>>()?;
    Ok(RatingPage { rows, next, counts })
}

/// The rating of one case, where there is one.
///
/// # Errors
/// `not_allowed`, `not_found`.
pub async fn find_rating(app: &App, caller: &Caller, id: i64) -> Result<Option<Rated>, AppError> {
    let db = app.store().read();
    let row = request::get(db, id).await?;
    caller.allow(Action::RequestView, &app.directory().agency_place(row.agency_id), app.now())?;
    let Some(rating) = rating::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    let wrapped = keys::find(db, id).await?;
    rated(app, &rating, row, wrapped.as_ref()).map(Some)
}

fn rated(app: &App, rating: &rating::Model, row: Model, wrapped: Option<&keys::Model>) -> Result<Rated, AppError> {
    let remark = match (wrapped, &rating.remark) {
        (Some(kept), Some(sealed)) => CaseKey::unwrap(app.keys(), row.id, &kept.wrapped)?.open_text(REMARK, sealed)?,
        _ => String::new(),
    };
    Ok(Rated {
        card: case::open_card(app, &row, wrapped)?,
        agency: app.directory().agency(row.agency_id).map(|a| a.short_name.clone()).unwrap_or_default(),
        satisfaction: Satisfaction::of_points(rating.points).unwrap_or(Satisfaction::Fair),
        remark,
        at: Moment(rating.rated_at),
        row,
    })
}
