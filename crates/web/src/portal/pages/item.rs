//! An item's page and its other forms. What was withdrawn says only that it was, and when; what never was public is not found.

use app::context::tag;
use app::item::public::{PublicItem, Standing};
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::cache::Page;
use crate::errors::WebError;
use crate::portal::frame::Portal;
use crate::portal::item_data::ItemForm;
use crate::portal::item_view::item_page;

/// `/items/{id}`, and `/items/{id}.txt`, `.xml`, `.json`.
pub async fn show(portal: Portal, Path(name): Path<String>) -> Result<Response, WebError> {
    let (id, form) = read_name(&name).ok_or_else(WebError::not_found)?;
    let kept = portal
        .kept(String::new(), || async {
            let item = live(&portal, id).await?;
            if !portal.stands_here(&item) {
                return Err(WebError::problem(STANDS_ELSEWHERE));
            }
            match form {
                Some(form) => Ok(form_of(&portal, &item, form)),
                None => page_of(&portal, &item),
            }
        })
        .await;
    match kept {
        Ok(response) => Ok(response),
        Err(error) if error.cause().code() == STANDS_ELSEWHERE => {
            let site = live(&portal, id).await?.site_id;
            Ok(portal.leads_to(site, &format!("/items/{name}")))
        }
        Err(error) if error.cause().code() == LEADS_ELSEWHERE => lead_on(&portal, id).await,
        Err(error) => Err(error),
    }
}

/// A link has no page of its own; the code never reaches a visitor.
const LEADS_ELSEWHERE: &str = "item_is_a_link";
/// Asked at a site that does not show it; the code never reaches a visitor.
const STANDS_ELSEWHERE: &str = "item_is_of_another_site";

/// The id and the form of an address: none for the page.
fn read_name(name: &str) -> Option<(i64, Option<ItemForm>)> {
    match name.split_once('.') {
        Some((id, ending)) => Some((id.parse().ok()?, Some(ItemForm::parse(ending)?))),
        None => Some((name.parse().ok()?, None)),
    }
}

async fn live(portal: &Portal, id: i64) -> Result<PublicItem, WebError> {
    match app::item::public::item_page(portal.web.app(), id).await? {
        Standing::Live(item) => Ok(*item),
        Standing::Withdrawn { at } => Err(app::AppError::problem("item_withdrawn").with("date", at.date()).into()),
        Standing::Unknown => Err(WebError::not_found()),
    }
}

/// The page of a live item, read by its id.
pub async fn page_by_id(portal: &Portal, id: i64) -> Result<Page, WebError> {
    page_of(portal, &live(portal, id).await?)
}

/// A live item in another form, read by its id.
pub async fn render_form(portal: &Portal, id: i64, form: ItemForm) -> Result<Page, WebError> {
    Ok(form_of(portal, &live(portal, id).await?, form))
}

fn form_of(portal: &Portal, item: &PublicItem, form: ItemForm) -> Page {
    portal.made(form.media_type(), form.write(portal, item), tags_of(item))
}

/// The page of a live item.
pub fn page_of(portal: &Portal, item: &PublicItem) -> Result<Page, WebError> {
    if target(item).is_some() {
        return Err(WebError::problem(LEADS_ELSEWHERE));
    }
    let (head, values) = item_page(portal, item);
    portal.page("item.html", &head, values, tags_of(item))
}

/// The item itself and those it shows: what it links with, what is like it.
pub fn tags_of(item: &PublicItem) -> Vec<String> {
    let mut tags = vec![tag::item(item.id)];
    tags.extend(item.links.iter().map(|link| &link.entry).chain(&item.alike).map(|entry| tag::item(entry.id)));
    tags
}

/// Where a link leads; none for an item with a page of its own.
pub fn target(item: &PublicItem) -> Option<&String> {
    (item.kind == "link").then(|| item.content.fields.get("url")).flatten().filter(|url| !url.is_empty())
}

async fn lead_on(portal: &Portal, id: i64) -> Result<Response, WebError> {
    let item = live(portal, id).await?;
    let to = target(&item).ok_or_else(WebError::not_found)?.clone();
    Ok((StatusCode::FOUND, [(header::LOCATION, to), (header::CACHE_CONTROL, "no-cache".to_string())]).into_response())
}
