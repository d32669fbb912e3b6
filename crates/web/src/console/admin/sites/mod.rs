//! Sites with their sections and topics, and the reading points of the city.

mod marks;
mod reading_points;
mod sections;
mod topics;

use app::site::{SectionBranch, list_reading_points, marks_of, section_tree};
use axum::extract::State;
use axum::response::Response;
use domain::identity::Action;
use domain::item::category::DisclosureCategory;
use domain::site::{SectionPlace, SiteKind};
use minijinja::Value;

use super::asked::Asked;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::routes::{Access, Route, get, post};
use crate::state::Web;
use crate::templates::context;

const PATH: &str = "/console/sites";

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<Route> {
    const NEEDS: Access = Access::Needs(Action::SiteManage);
    vec![
        get(PATH, NEEDS, show),
        get("/console/sites/new", NEEDS, marks::show_new),
        post("/console/sites/new", NEEDS, marks::send_new),
        get("/console/sites/{id}/edit", NEEDS, marks::show_edit),
        post("/console/sites/{id}/edit", NEEDS, marks::send_edit),
        get("/console/sites/sections/new", NEEDS, sections::show_new),
        post("/console/sites/sections/new", NEEDS, sections::send_new),
        get("/console/sites/sections/{id}/edit", NEEDS, sections::show_edit),
        post("/console/sites/sections/{id}/edit", NEEDS, sections::send_edit),
        get("/console/sites/sections/{id}/move", NEEDS, sections::show_move),
        post("/console/sites/sections/{id}/move", NEEDS, sections::send_move),
        post("/console/sites/sections/{id}/standing", NEEDS, sections::set_standing),
        get("/console/sites/topics/new", NEEDS, topics::show_new),
        post("/console/sites/topics/new", NEEDS, topics::send_new),
        get("/console/sites/topics/{id}/edit", NEEDS, topics::show_edit),
        post("/console/sites/topics/{id}/edit", NEEDS, topics::send_edit),
        post("/console/sites/topics/{id}/standing", NEEDS, topics::set_standing),
        get("/console/sites/reading-points/new", NEEDS, reading_points::show_new),
        post("/console/sites/reading-points/new", NEEDS, reading_points::send_new),
        get("/console/sites/reading-points/{id}/edit", NEEDS, reading_points::show_edit),
        post("/console/sites/reading-points/{id}/edit", NEEDS, reading_points::send_edit),
        post("/console/sites/reading-points/{id}/remove", NEEDS, reading_points::remove),
    ]
}

fn url_of_site(id: i64) -> String {
    format!("{PATH}?site={id}")
}

/// `GET /console/sites`: one site at a time, the portal first.
async fn show(State(web): State<Web>, signed: SignedIn, asked: Asked) -> Result<Response, WebError> {
    let directory = web.app().directory();
    let wanted = asked.number("site").and_then(|id| directory.site(id));
    let head = PageHead::new("栏目与专题").lead("栏目决定信息放在哪里、经过几步审核、多久要更新一次。");
    let Some(site) = wanted.or_else(|| directory.main_site()) else {
        return page(&web, &signed, "console/admin/sites.html", &head, context! { site => () });
    };
    let points = list_reading_points(web.app()).await?;
    let tabs: Vec<Value> = directory
        .sites
        .iter()
        .map(
            |one| context! { label => one.name, url => url_of_site(one.id), current => one.id == site.id, count => () },
        )
        .collect();
    let topics: Vec<Value> = directory
        .topics
        .iter()
        .filter(|topic| topic.site_id == site.id)
        .map(
            |topic| context! { id => topic.id, name => topic.name, slug => topic.slug, open => topic.status == "open" },
        )
        .collect();
    let values = context! {
        tabs => if tabs.len() > 1 { tabs } else { Vec::new() },
        site => context! { id => site.id, name => site.name },
        facts => facts(&web, site.id)?,
        sections => section_tree(web.app(), site.id).iter().map(section_row).collect::<Vec<_>>(),
        topics,
        points => points.iter().map(|point| context! {
            id => point.id, name => point.name, address => point.address, hours => point.hours, telephone => point.telephone,
        }).collect::<Vec<_>>(),
        may_kinds => signed.caller.can_somewhere(Action::KindManage, web.app().now()),
    };
    page(&web, &signed, "console/admin/sites.html", &head, values)
}

fn facts(web: &Web, id: i64) -> Result<Vec<Value>, WebError> {
    let directory = web.app().directory();
    let site = directory.site(id).ok_or_else(WebError::not_found)?;
    let marks = marks_of(site)?;
    let agency = directory.agency(site.agency_id).map_or("", |agency| agency.name.as_str());
    let rows = [
        ("类别", SiteKind::parse(&site.kind).map_or("", SiteKind::label)),
        ("所属机构", agency),
        ("域名", site.host.as_deref().unwrap_or_default()),
        ("主色", marks.colour.label()),
        ("站名下的一行字", &marks.motto),
        ("网站标识码", &marks.site_code),
        ("ICP备案号", &marks.icp),
        ("公安备案号", &marks.police_record),
        ("主办单位", &marks.sponsor),
        ("承办单位", &marks.operator),
        ("联系方式", &marks.contact),
    ];
    Ok(rows.iter().map(|(label, value)| context! { label, value }).collect())
}

fn section_row(branch: &SectionBranch) -> Value {
    let section = &branch.section;
    let category = section.category.as_deref().and_then(DisclosureCategory::parse);
    context! {
        id => section.id,
        name => section.name,
        depth => branch.depth.min(7),
        slug => section.slug,
        steps => section.review_steps,
        platform => section.place == SectionPlace::Platform.code(),
        category => category.map(DisclosureCategory::label),
        duty => section.duty_days,
        open => section.status == "open",
    }
}
