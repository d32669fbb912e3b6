//! The look of the sites: versions with who and when, drafts, the check, previews, and the way back. Which texts may be
//! used is decided in `domain::theme`, who may do it in `app::site`.

mod check;
mod file;
mod preview;

use app::identity::names;
use app::site::{ThemeVersion, apply_theme, begin_theme, discard_theme, get_theme, list_themes, use_built_in_theme};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::identity::Action;
use domain::theme::{ThemeFile, ThemeState};
use minijinja::Value;

use super::answer::after_button;
use super::asked::Asked;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::forms::Typed;
use crate::routes::{Access, Route, get, post};
use crate::state::Web;
use crate::templates::context;

const PATH: &str = "/console/themes";

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<Route> {
    const NEEDS: Access = Access::Needs(Action::SiteManage);
    vec![
        get(PATH, NEEDS, show),
        post("/console/themes/new", NEEDS, begin),
        post("/console/themes/built-in", NEEDS, built_in),
        get("/console/themes/{id}", NEEDS, show_one),
        get("/console/themes/{id}/style.css", NEEDS, preview::style),
        get("/console/themes/{id}/preview/{file}", NEEDS, preview::frame),
        get("/console/themes/{id}/preview/{file}/page", NEEDS, preview::page_of_theme),
        get("/console/themes/{id}/files/{file}", NEEDS, file::show),
        post("/console/themes/{id}/files/{file}", NEEDS, file::send),
        post("/console/themes/{id}/apply", NEEDS, apply),
        post("/console/themes/{id}/discard", NEEDS, discard),
    ]
}

fn url_of(id: i64) -> String {
    format!("{PATH}/{id}")
}

fn url_of_site(site: i64) -> String {
    format!("{PATH}?site={site}")
}

/// The word of a state, and its colour.
fn state_of(version: &ThemeVersion) -> Value {
    let tone = match version.state {
        ThemeState::Draft => "info",
        ThemeState::Applied => "ok",
        ThemeState::Former => "neutral",
    };
    context! { label => version.state.label(), tone }
}

/// `GET /console/themes`: the versions of a site, the portal's first.
async fn show(State(web): State<Web>, signed: SignedIn, asked: Asked) -> Result<Response, WebError> {
    let directory = web.app().directory();
    let wanted = asked.number("site").and_then(|id| directory.site(id));
    let site = wanted.or_else(|| directory.main_site()).ok_or_else(WebError::not_found)?;
    let versions = list_themes(web.app(), &signed.caller, site.id).await?;
    let mut people: Vec<i64> = versions.iter().filter_map(|version| version.created_by).collect();
    people.extend(versions.iter().filter_map(|version| version.applied_by));
    let names = names(web.app(), people).await?;
    let who = |id: Option<i64>| id.and_then(|id| names.get(&id).cloned()).unwrap_or_else(|| "命令行".to_string());
    let rows: Vec<Value> = versions
        .iter()
        .map(|version| {
            context! {
                id => version.id,
                number => version.number,
                url => url_of(version.id),
                state => state_of(version),
                draft => version.state == ThemeState::Draft,
                files => version.texts.keys().map(|file| file.label()).collect::<Vec<_>>().join("、"),
                made => format!("{} · {}", version.created_at.display_minute(), who(version.created_by)),
                applied => version.applied_at.map(|at| format!("{} · {}", at.display_minute(), who(version.applied_by))),
            }
        })
        .collect();
    let tabs: Vec<Value> = directory
        .sites
        .iter()
        .map(
            |one| context! { label => one.name, url => url_of_site(one.id), current => one.id == site.id, count => () },
        )
        .collect();
    let failure = web
        .themes()
        .failure(&directory, site.id)
        .map(|failure| format!("{}：{}", failure.at.display_minute(), check::told(&failure.broken)));
    let values = context! {
        tabs => if tabs.len() > 1 { tabs } else { Vec::new() },
        site => context! { id => site.id, name => site.name },
        own => directory.themes.contains_key(&site.id),
        failure,
        rows,
    };
    let lead = "修改网站的模板和样式：先改草稿，预览、检查没有问题以后再使用；用过的每一版都保留，可以随时换回。";
    let head = PageHead::new("网站界面").lead(lead).under(&[("栏目与专题", "/console/sites")]);
    page(&web, &signed, "console/admin/themes.html", &head, values)
}

/// `GET /console/themes/{id}`: one version with its files and what is wrong with it.
async fn show_one(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    let version = get_theme(web.app(), &signed.caller, id).await?;
    let report = check::examine(&web, &version).await?;
    let files: Vec<Value> = ThemeFile::ALL
        .iter()
        .map(|file| {
            context! {
                code => file.code(),
                label => file.label(),
                own => version.texts.contains_key(file),
                url => format!("{}/files/{}", url_of(id), file.code()),
                preview_url => format!("{}/preview/{}", url_of(id), file.code()),
            }
        })
        .collect();
    let values = context! {
        id,
        number => version.number,
        edition => version.edition,
        state_mark => state_of(&version),
        draft => version.state == ThemeState::Draft,
        in_force => version.state == ThemeState::Applied,
        site_id => version.site_id,
        list_url => url_of_site(version.site_id),
        url => url_of(id),
        files,
        errors => report.errors.iter().map(check::Remark::view).collect::<Vec<_>>(),
        warnings => report.warnings.iter().map(check::Remark::view).collect::<Vec<_>>(),
    };
    let list = url_of_site(version.site_id);
    let head = PageHead::new(format!("界面第 {} 版", version.number)).under(&[("网站界面", &list)]);
    page(&web, &signed, "console/admin/theme.html", &head, values)
}

/// `POST /console/themes/new`
async fn begin(State(web): State<Web>, signed: SignedIn, typed: Typed) -> Result<Response, WebError> {
    let site: i64 = typed.trimmed("site").parse().map_err(|_| WebError::problem("bad_request"))?;
    let from = typed.filled("from").and_then(|id| id.parse().ok());
    let begun = begin_theme(web.app(), &signed.caller, site, from).await;
    let back = begun.as_ref().map_or_else(|_| url_of_site(site), |id| url_of(*id));
    after_button(&web, begun.map(|_| ()), "草稿已建立。", &back)
}

/// `POST /console/themes/built-in`
async fn built_in(State(web): State<Web>, signed: SignedIn, typed: Typed) -> Result<Response, WebError> {
    let site: i64 = typed.trimmed("site").parse().map_err(|_| WebError::problem("bad_request"))?;
    let done = use_built_in_theme(web.app(), &signed.caller, site).await;
    after_button(&web, done, "网站已使用自带界面。", &url_of_site(site))
}

/// `POST /console/themes/{id}/apply`
async fn apply(
    State(web): State<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    typed: Typed,
) -> Result<Response, WebError> {
    let version = get_theme(web.app(), &signed.caller, id).await?;
    let edition = typed.trimmed("edition").parse().map_err(|_| WebError::problem("bad_request"))?;
    let errors = check::examine(&web, &version).await?.errors;
    let done = match errors.first() {
        Some(first) => Err(app::AppError::problem("theme_breaks").with("what", first.told().trim_end_matches('。'))),
        None => apply_theme(web.app(), &signed.caller, id, edition).await,
    };
    after_button(&web, done, "网站已使用这一版界面。", &url_of(id))
}

/// `POST /console/themes/{id}/discard`
async fn discard(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    let version = get_theme(web.app(), &signed.caller, id).await?;
    let done = discard_theme(web.app(), &signed.caller, id).await;
    after_button(&web, done, "草稿已删除。", &url_of_site(version.site_id))
}
