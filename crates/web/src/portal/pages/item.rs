//! An item's page. What was withdrawn says only that it was, and when; what never was public is not found.

use app::context::tag;
use app::item::public::{PublicItem, Standing};
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::cache::Page;
use crate::errors::WebError;
use crate::portal::frame::Portal;
use crate::portal::item_view::item_page;

/// `/items/{id}`
pub async fn show(portal: Portal, Path(id): Path<String>) -> Result<Response, WebError> {
    let id: i64 = id.parse().map_err(|_| WebError::not_found())?;
    let kept = portal.kept(String::new(), || render(&portal, id)).await;
    match kept {
        Ok(response) => Ok(response),
        Err(error) if error.cause().code() == LEADS_ELSEWHERE => lead_on(&portal, id).await,
        Err(error) => Err(error),
    }
}

/// A link has no page of its own; the code never reaches a visitor.
const LEADS_ELSEWHERE: &str = "item_is_a_link";

async fn render(portal: &Portal, id: i64) -> Result<Page, WebError> {
    let item = match app::item::public::item_page(portal.web.app(), id).await? {
        Standing::Live(item) => item,
        Standing::Withdrawn { at } => {
            return Err(app::AppError::problem("item_withdrawn").with("date", at.date()).into());
        }
        Standing::Unknown => return Err(WebError::not_found()),
    };
    if target(&item).is_some() {
        return Err(WebError::problem(LEADS_ELSEWHERE));
    }
    let (head, values) = item_page(portal, &item);
    let mut tags = vec![tag::item(id)];
    tags.extend(item.links.iter().map(|link| tag::item(link.entry.id)));
    portal.page("item.html", &head, values, tags)
}

fn target(item: &PublicItem) -> Option<&String> {
    (item.kind == "link").then(|| item.content.fields.get("url")).flatten().filter(|url| !url.is_empty())
}

async fn lead_on(portal: &Portal, id: i64) -> Result<Response, WebError> {
    let Standing::Live(item) = app::item::public::item_page(portal.web.app(), id).await? else {
        return Err(WebError::not_found());
    };
    let to = target(&item).ok_or_else(WebError::not_found)?.clone();
    Ok((StatusCode::FOUND, [(header::LOCATION, to), (header::CACHE_CONTROL, "no-cache".to_string())]).into_response())
}
