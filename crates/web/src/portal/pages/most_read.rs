//! 阅读排行: a page of its own, and the same list as one fragment for other pages. It is made anew each day and whenever
//! something in it changes; the pages that show it stay as they are.

use app::context::tag;
use app::visits::most_read;
use axum::response::Response;
use minijinja::Value;

use crate::cache::Page;
use crate::errors::WebError;
use crate::portal::frame::{Column, HTML, Head, Portal};
use crate::portal::views::EntryView;
use crate::templates::context;

/// Items on the page, and in the fragment.
const ON_PAGE: usize = 30;
const IN_FRAGMENT: usize = 8;

/// `/most-read`
pub async fn show(portal: Portal) -> Result<Response, WebError> {
    portal.kept(String::new(), || page(&portal)).await
}

async fn page(portal: &Portal) -> Result<Page, WebError> {
    let (items, tags) = listed(portal, ON_PAGE).await?;
    let title = "阅读排行";
    let head = Head {
        title: title.into(),
        description: "最近三十天阅读最多的信息。".into(),
        keywords: "阅读排行".into(),
        column: Some(Column::new(title, "最近三十天阅读最多的信息。", title, "办事服务")),
        canonical: "/most-read".into(),
        ..Head::default()
    };
    portal.page("most_read.html", &head, context! { items }, tags)
}

/// `/fragments/most-read`
pub async fn fragment(portal: Portal) -> Result<Response, WebError> {
    portal.kept(String::new(), || part(&portal)).await
}

async fn part(portal: &Portal) -> Result<Page, WebError> {
    let (items, tags) = listed(portal, IN_FRAGMENT).await?;
    let html = portal.web.templates().theme("most_read_list.html", &context! { items })?;
    Ok(portal.made(HTML, html, tags))
}

async fn listed(portal: &Portal, most: usize) -> Result<(Vec<Value>, Vec<String>), WebError> {
    let found = most_read(portal.web.app(), portal.asked.site_id.unwrap_or_default(), most).await?;
    let tags = found.iter().map(|(entry, _)| tag::item(entry.id)).collect();
    let line = |(entry, visits): &(app::item::public::Entry, i64)| {
        context! { entry => EntryView::of(portal, entry), visits }
    };
    Ok((found.iter().map(line).collect(), tags))
}
