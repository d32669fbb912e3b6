//! Previews of a version that is not in force, with the site's own information.

use std::collections::HashMap;
use std::sync::Arc;

use app::AppError;
use app::site::{ThemeVersion, get_theme};
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use domain::theme::ThemeFile;

use super::check::Remark;
use super::{url_of, url_of_site};
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::portal::render_theme_page;
use crate::state::Web;
use crate::templates::context;

/// `GET /console/themes/{id}/preview/{file}?width=desktop|phone`: the frame.
pub async fn frame(
    State(web): State<Web>,
    signed: SignedIn,
    Path((id, file)): Path<(i64, String)>,
    Query(asked): Query<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let version = get_theme(web.app(), &signed.caller, id).await?;
    let file = ThemeFile::parse(&file).ok_or_else(WebError::not_found)?;
    let phone = asked.get("width").is_some_and(|width| width == "phone");
    let url = format!("{}/preview/{}", url_of(id), file.code());
    let tab =
        |label: &str, width: &str, current: bool| context! { label, url => format!("{url}?width={width}"), current };
    let remarks = against_rules(&version);
    let values = context! {
        width_tabs => [tab("电脑", "desktop", !phone), tab("手机", "phone", phone)],
        phone,
        frame_url => format!("{url}/page"),
        version_url => url_of(id),
        label => file.label(),
        remarks => remarks.iter().map(Remark::view).collect::<Vec<_>>(),
    };
    let number = format!("界面第 {} 版", version.number);
    let (list, one) = (url_of_site(version.site_id), url_of(id));
    let head = PageHead::new("预览").under(&[("网站界面", &list), (&number, &one)]);
    page(&web, &signed, "console/admin/theme_preview.html", &head, values)
}

/// What the rules of `domain::theme` find in the version's texts.
fn against_rules(version: &ThemeVersion) -> Vec<Remark> {
    version.findings().iter().map(|(file, finding)| Remark::of(*file, finding)).collect()
}

/// A draft is made by one person and looked at by another, at the address of the console. So the page runs nothing, sends
/// nothing and leads nowhere by itself; of its own origin it stays, or the styles of the draft would not be given out.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; media-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'self'; sandbox allow-same-origin";

/// `GET /console/themes/{id}/preview/{file}/page`: the page inside the frame.
pub async fn page_of_theme(
    State(web): State<Web>,
    signed: SignedIn,
    Path((id, file)): Path<(i64, String)>,
) -> Result<Response, WebError> {
    let version = get_theme(web.app(), &signed.caller, id).await?;
    let file = ThemeFile::parse(&file).ok_or_else(WebError::not_found)?;
    let faults = version.findings().len();
    if faults > 0 {
        return Err(WebError::from(AppError::problem("theme_not_shown").with("count", faults)));
    }
    let theme = Arc::new(web.theme_from(version.id, &version.texts));
    let note = format!("界面第 {} 版，还没有在网站上使用。", version.number);
    let html = render_theme_page(&web, version.site_id, theme, file, &note).await?;
    let html = html.unwrap_or_else(|| "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>预览</title><p>这个站点还没有这一类网页可以预览。</p></html>".into());
    Ok(([(header::CACHE_CONTROL, "no-store"), (header::CONTENT_SECURITY_POLICY, POLICY)], Html(html)).into_response())
}

/// `GET /console/themes/{id}/style.css`: the styles of the version.
pub async fn style(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    let version = get_theme(web.app(), &signed.caller, id).await?;
    let text = version.texts.get(&ThemeFile::Style).cloned().unwrap_or_default();
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, text).into_response())
}
