//! The styles that a site has added to the theme. The address names version and content, so that browsers may keep it.

use app::context::tag;
use axum::Extension;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::errors::WebError;
use crate::portal::frame::Portal;
use crate::portal::site::DependsOn;

/// `/site-style/{version}-{hash}.css`, of any site: agency sites name it without their own path.
pub async fn show(portal: Portal, Path(name): Path<String>) -> Result<Response, WebError> {
    let wanted = format!("/site-style/{name}");
    let sites: Vec<i64> = portal.directory.themes.keys().copied().collect();
    let mut in_force = sites.into_iter().filter_map(|site| portal.web.theme_of(&portal.directory, site));
    let theme = in_force.find(|theme| theme.style_address().as_deref() == Some(wanted.as_str()));
    let text = theme.and_then(|theme| theme.style().cloned()).ok_or_else(WebError::not_found)?;
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((Extension(DependsOn(vec![tag::DIRECTORY.to_string()])), headers, text).into_response())
}
