//! To whom a message about a page goes: the agency of the item, the owner of the section's site, or of the site asked.

use domain::identity::Place;
use domain::site::{PageAt, page_at};
use store::voice::Model;

use crate::context::App;
use crate::directory::Directory;
use crate::error::AppError;

/// Who is responsible for a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Responsible {
    pub site: i64,
    pub agency: i64,
    pub section: Option<i64>,
    pub item: Option<i64>,
}

/// Who is responsible for the page with this address, asked at a site.
///
/// # Errors
/// `not_found` before there is a site at all.
pub(super) async fn responsible(app: &App, site: i64, address: &str) -> Result<Responsible, AppError> {
    let directory = app.directory();
    let (site, path) = within(&directory, site, path_of(address));
    let owner = directory.site(site).map(|site| site.agency_id).ok_or_else(|| AppError::problem("not_found"))?;
    let other = Responsible { site, agency: owner, section: None, item: None };
    Ok(match page_at(path) {
        PageAt::Item(id) => of_item(app, id).await?.map_or(other, |of| Responsible { site, ..of }),
        PageAt::Section(slug) => match directory.section_by_slug(slug) {
            Some(section) => Responsible { section: Some(section.id), ..other },
            None => other,
        },
        PageAt::Other => other,
    })
}

/// Only of an item that is, or was, public: whether there are others is nobody's business.
async fn of_item(app: &App, id: i64) -> Result<Option<Responsible>, AppError> {
    use sea_orm::EntityTrait;
    let row = store::item::Entity::find_by_id(id).one(app.store().read()).await?;
    let row = row.filter(|row| row.public_state != domain::item::PublicState::Never.code());
    Ok(row.map(|row| Responsible {
        site: row.site_id,
        agency: row.agency_id,
        section: Some(row.main_section_id),
        item: Some(row.id),
    }))
}

/// The path of an address, with or without scheme and host.
fn path_of(address: &str) -> &str {
    match address.split_once("://") {
        Some((_, rest)) => rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/"),
        None => address,
    }
}

/// The site that a path names by `/sites/{slug}`, with the path within it.
fn within<'a>(directory: &Directory, site: i64, path: &'a str) -> (i64, &'a str) {
    let named = path.strip_prefix("/sites/").and_then(|rest| {
        let slug = rest.split(['/', '?']).next()?;
        let site = directory.sites.iter().find(|site| site.slug == slug)?;
        Some((site.id, rest.get(slug.len()..).filter(|rest| !rest.is_empty()).unwrap_or("/")))
    });
    named.unwrap_or((site, path))
}

/// The place at which a message stands, for permission.
pub(super) fn place_of(app: &App, row: &Model) -> Place {
    let directory = app.directory();
    let section_path = row.section_id.map(|id| directory.section_path(id)).unwrap_or_default();
    Place { site: Some(row.site_id), section_path, ..directory.agency_place(row.agency_id) }
}

#[cfg(test)]
mod tests {
    use super::path_of;

    #[test]
    fn the_path_of_an_address_is_found_with_and_without_a_host() {
        let table = [
            ("https://www.example.gov.cn/items/5?x=1", "/items/5?x=1"),
            ("https://www.example.gov.cn", "/"),
            ("/sections/news", "/sections/news"),
            ("首页", "首页"),
        ];
        for (address, path) in table {
            assert_eq!(path_of(address), path, "{address}");
        }
    }
}
