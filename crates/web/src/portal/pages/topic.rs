//! A topic: its items in groups by section.

use app::context::tag;
use app::item::public::{Entry, PageNo, column_type_of};
use axum::extract::Path;
use axum::response::Response;
use domain::site::{ColumnType, SectionPlace, Standing};

use crate::cache::Page;
use crate::errors::WebError;
use crate::portal::frame::{Column, Head, Portal};
use crate::portal::views::{Block, EntryView};
use crate::templates::context;

/// `/topics/{slug}`
pub async fn show(portal: Portal, Path(slug): Path<String>) -> Result<Response, WebError> {
    let found = portal.directory.topics.iter().find(|t| t.slug == slug && t.status == Standing::Open.code());
    let topic = found.ok_or_else(WebError::not_found)?;
    if Some(topic.site_id) != portal.asked.site_id {
        return Ok(portal.leads_to(topic.site_id, &format!("/topics/{slug}")));
    }
    let id = topic.id;
    portal.kept(String::new(), || render(&portal, id)).await
}

/// The page, as it is now.
pub async fn render(portal: &Portal, id: i64) -> Result<Page, WebError> {
    let entries = app::item::public::topic_page(portal.web.app(), id).await?;
    let topic = portal.directory.topic(id).ok_or_else(WebError::not_found)?;
    let groups = grouped(portal, &entries);
    let head = Head {
        title: topic.name.clone(),
        description: topic.introduction.clone(),
        column: Some(Column::new(&topic.name, &topic.introduction, &topic.name, "工作动态")),
        canonical: format!("/topics/{}", topic.slug),
        ..Head::default()
    };
    let values = context! { topic => context! { title => topic.name, summary => topic.introduction, groups } };
    let tags = portal.list_tags(PageNo::default(), vec![tag::topic(id)], &entries);
    portal.page("topic.html", &head, values, tags)
}

/// By main section: rules first, then what explains them, then what else is disclosed, then the others; each in the order
/// of its newest item.
fn grouped(portal: &Portal, entries: &[Entry]) -> Vec<Block> {
    let mut blocks: Vec<(i64, Block)> = Vec::new();
    for entry in entries {
        let view = EntryView::marked(portal, entry);
        match blocks.iter_mut().find(|(section, _)| *section == entry.section_id) {
            Some((_, block)) => block.items.push(view),
            None => {
                let title = title_of(portal, entry.section_id);
                blocks.push((entry.section_id, Block { title, url: String::new(), items: vec![view] }));
            }
        }
    }
    blocks.sort_by_key(|(section, _)| rank(portal, *section));
    blocks.into_iter().map(|(_, block)| block).collect()
}

fn rank(portal: &Portal, section: i64) -> u8 {
    let Some(own) = portal.directory.section(section) else { return 3 };
    match column_type_of(&own.column_type) {
        Some(ColumnType::PolicyFiles) => 0,
        Some(ColumnType::Interpretation) => 1,
        _ if own.place == SectionPlace::Platform.code() => 2,
        _ => 3,
    }
}

/// The section's name, with that of its site where it is another one: sites name their sections alike.
fn title_of(portal: &Portal, section: i64) -> String {
    let Some(own) = portal.directory.section(section) else { return "其他".to_string() };
    match portal.directory.site(own.site_id) {
        Some(site) if Some(site.id) != portal.asked.site_id => format!("{}（{}）", own.name, site.name),
        _ => own.name.clone(),
    }
}
