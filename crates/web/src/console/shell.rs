//! The frame of console pages: what `base.html` and `plain.html` need, and the one way to render a page.

use app::AppError;
use app::context::Data;
use axum::response::{Html, IntoResponse, Response};
use minijinja::Value;
use serde::Serialize;

use super::flash::Flashes;
use super::navigation;
use super::session::SignedIn;
use crate::errors::WebError;
use crate::state::{ConsoleAt, Web};
use crate::templates::context;

/// The product's name on every page.
pub const PRODUCT: &str = "公开";

/// A step of the way to a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Crumb {
    pub label: String,
    /// None for the page itself.
    pub url: Option<String>,
}

/// The head of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PageHead {
    pub title: String,
    /// One sentence that says what the page is for.
    pub lead: Option<String>,
    pub crumbs: Vec<Crumb>,
}

impl PageHead {
    /// A page with this title.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// Says what the page is for.
    #[must_use]
    pub fn lead(mut self, text: impl Into<String>) -> Self {
        self.lead = Some(text.into());
        self
    }

    /// The pages above, as label and address; the page itself is added.
    #[must_use]
    pub fn under(mut self, above: &[(&str, &str)]) -> Self {
        let crumb = |(label, url): &(&str, &str)| Crumb { label: (*label).to_string(), url: Some((*url).to_string()) };
        self.crumbs = above.iter().map(crumb).collect();
        self.crumbs.push(Crumb { label: self.title.clone(), url: None });
        self
    }
}

/// Renders a page of somebody signed in. `values` are the template's own; `page` and `shell` are added.
///
/// # Errors
/// When the template asks for what is not there.
pub fn page(
    web: &Web,
    signed: &SignedIn,
    template: &str,
    head: &PageHead,
    values: Value,
) -> Result<Response, WebError> {
    let values = context! { page => head, shell => shell_of(web, signed), ..values };
    Ok(Html(web.templates().console(template, &values)?).into_response())
}

/// The same for a form that was refused: status 422, so that scripts know, too.
///
/// # Errors
/// When the template asks for what is not there.
pub fn refused_page(
    web: &Web,
    signed: &SignedIn,
    template: &str,
    head: &PageHead,
    values: Value,
) -> Result<Response, WebError> {
    let page = page(web, signed, template, head, values)?;
    Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Renders a page without navigation: the steps of signing in, errors.
///
/// # Errors
/// When the template asks for what is not there.
pub fn plain_page(
    web: &Web,
    csrf: &str,
    flashes: &Flashes,
    template: &str,
    title: &str,
    values: Value,
) -> Result<String, AppError> {
    let shell = context! {
        product => PRODUCT,
        version => env!("CARGO_PKG_VERSION"),
        demo => web.app().data() == Data::Demo,
        csrf,
        flashes => flashes.0,
    };
    let values = context! { page => PageHead::new(title), shell, ..values };
    web.templates().console(template, &values)
}

fn shell_of(web: &Web, signed: &SignedIn) -> Value {
    let app = web.app();
    let directory = app.directory();
    let agency = signed.account.agency_id.and_then(|id| directory.agency(id)).map(|a| a.name.clone());
    let account_links = [
        context! { label => "我的账号", url => "/console/account", icon => "user" },
        context! { label => "修改口令", url => "/console/account/password", icon => "key" },
        context! { label => "休假代理", url => "/console/leave", icon => "calendar" },
        context! { label => "登录记录", url => "/console/account/sessions", icon => "clock" },
    ];
    context! {
        product => PRODUCT,
        version => env!("CARGO_PKG_VERSION"),
        demo => app.data() == Data::Demo,
        csrf => signed.csrf,
        site_name => directory.main_site().map_or("", |s| s.name.as_str()),
        agency_name => agency,
        home_url => "/console",
        portal_url => portal_url(web),
        help_url => "/console/account/help",
        logout_url => "/console/logout",
        session_minutes => app.settings().number("security.idle_minutes"),
        session_keep_url => "/console/session/keep",
        user => context! { id => signed.account.id, name => signed.account.name, roles_text => roles_text(signed) },
        account_links,
        flashes => signed.flashes.0,
        nav => navigation::of(signed, app.now()),
    }
}

fn portal_url(web: &Web) -> String {
    match (web.config().console, &web.config().public_origin) {
        (ConsoleAt::OwnListener, Some(origin)) => format!("{origin}/"),
        _ => "/".to_string(),
    }
}

/// The roles of somebody in words, each once.
#[must_use]
pub fn roles_text(signed: &SignedIn) -> String {
    let mut labels: Vec<&str> = Vec::new();
    for grant in &signed.caller.grants {
        if !labels.contains(&grant.role.label()) {
            labels.push(grant.role.label());
        }
    }
    if labels.is_empty() { "尚未授予角色".to_string() } else { labels.join("、") }
}
