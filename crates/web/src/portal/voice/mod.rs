//! What the public may say of the site: an error it found (我为政府网站找错), with a receipt and the answer by number and
//! code; and whether an item helped. Pages of one person are never kept by anybody's cache.

mod new;
mod opinion;
mod track;

use super::frame::{Column, Head, Portal};
use crate::routes::{Access, Route, get, post};

/// The routes of this stack.
pub fn routes() -> Vec<Route> {
    use Access::Public;
    vec![
        get("/site-errors/new", Public, new::show),
        post("/site-errors/new", Public, new::send),
        get("/site-errors/track", Public, track::show),
        post("/site-errors/track", Public, track::send),
        get("/items/{id}/opinion", Public, opinion::show),
        post("/items/{id}/opinion", Public, opinion::send),
    ]
}

fn head(title: &str, description: &str) -> Head {
    Head {
        title: title.into(),
        description: description.into(),
        column: Some(Column::new(title, description, "网站找错 意见", "咨询投诉")),
        hidden: true,
        ..Head::default()
    }
}

/// The name of the site asked.
fn site_name(portal: &Portal) -> String {
    let site = portal.asked.site_id.and_then(|id| portal.directory.site(id));
    site.map_or_else(|| "本网站".to_string(), |site| site.name.clone())
}
