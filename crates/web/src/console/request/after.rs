//! What follows a reply, on the page of its case: the applicant's rating, and whether the public gets the information.

use app::request::look::Look;
use app::request::publish::standing;
use app::request::rate::{Rated, find_rating};
use app::request::twins::find_twins;
use domain::request::rating::Satisfaction;
use minijinja::Value;

use crate::console::item::rows::Badge;
use crate::console::session::SignedIn;
use crate::errors::WebError;
use crate::state::Web;
use crate::templates::context;

/// The badge of a rating.
#[must_use]
pub fn badge(satisfaction: Satisfaction) -> Badge {
    let tone = match satisfaction {
        Satisfaction::VerySatisfied | Satisfaction::Satisfied => "ok",
        Satisfaction::Fair => "info",
        Satisfaction::Unsatisfied | Satisfaction::VeryUnsatisfied => "error",
    };
    Badge::new(satisfaction.label(), tone)
}

/// A rating as pages show it.
#[must_use]
pub fn rating_view(rated: &Rated) -> Value {
    context! { badge => badge(rated.satisfaction), remark => rated.remark, at => rated.at.display_minute() }
}

/// What the case page shows; none before the reply, and none for a unit, which sees its part alone.
pub async fn view(web: &Web, signed: &SignedIn, look: &Look) -> Result<Option<Value>, WebError> {
    let id = look.row.id;
    let may_see = signed.caller.can(
        domain::identity::Action::RequestView,
        &web.app().directory().agency_place(look.row.agency_id),
        web.app().now(),
    );
    if !may_see || !look.case.state().is_closed() {
        return Ok(None);
    }
    let rating = find_rating(web.app(), &signed.caller, id).await?;
    let standing = standing(web.app(), &signed.caller, id).await?;
    let open = standing.open && look.may_handle;
    let publication = context! {
        others => if open { others(web, signed, look).await? } else { 0 },
        state => standing.state.map(|state| state.label()),
        item_url => standing.item.map(|item| format!("/console/items/{item}")),
        reason => standing.reason,
        propose_url => open.then(|| format!("/console/requests/{id}/publication")),
    };
    if rating.is_none() && standing.state.is_none() && !standing.open {
        return Ok(None);
    }
    Ok(Some(context! { rating => rating.as_ref().map(rating_view), publication }))
}

/// How many applications of other people asked for the same: then the reply should be published (art. 44).
async fn others(web: &Web, signed: &SignedIn, look: &Look) -> Result<usize, WebError> {
    let twins = find_twins(web.app(), &signed.caller, look.row.id).await?;
    Ok(twins.same_matter.iter().filter(|row| row.person_hash != look.row.person_hash).count())
}
