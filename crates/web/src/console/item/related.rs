//! Proposals for related items while somebody types: options of a datalist. Without script the field takes an id, an
//! index number or an address as it is.

use std::collections::HashMap;

use app::item::find;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Response};
use domain::time::Moment;

use super::rows;
use crate::console::session::SignedIn;
use crate::errors::WebError;
use crate::state::Web;
use crate::templates::context;

/// How many are proposed.
const PROPOSED: u64 = 12;

/// `GET /console/items/related?relation_find_1=…`
pub async fn suggest(
    State(web): State<Web>,
    signed: SignedIn,
    Query(asked): Query<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let text = asked.iter().find(|(name, _)| name.starts_with("relation_find")).map_or("", |(_, value)| value.as_str());
    let found = find::suggest(web.app(), &signed.caller, text, PROPOSED).await?;
    let directory = web.app().directory();
    let options: Vec<_> = found
        .iter()
        .map(|brief| {
            let day = brief.published_at.map(|at| Moment(at).date().to_string()).unwrap_or_default();
            let agency = rows::agency_name(&directory, brief.agency_id);
            context! { value => format!("{} {}", brief.id, brief.title), label => format!("{agency} {day}") }
        })
        .collect();
    Ok(Html(web.templates().console("console/item/related.html", &context! { options })?).into_response())
}
