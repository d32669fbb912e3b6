//! One file of a version: its text, or the built-in one to begin with.

use app::site::{ThemeVersion, get_theme, save_theme_file};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::theme::{ThemeFile, ThemeState};

use super::{check, url_of, url_of_site};
use crate::console::admin::answer::{form_page, refused};
use crate::console::flash::Flash;
use crate::console::session::SignedIn;
use crate::console::shell::PageHead;
use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::state::Web;
use crate::templates::context;

async fn found(web: &Web, signed: &SignedIn, id: i64, file: &str) -> Result<(ThemeVersion, ThemeFile), WebError> {
    let file = ThemeFile::parse(file).ok_or_else(WebError::not_found)?;
    Ok((get_theme(web.app(), &signed.caller, id).await?, file))
}

/// `GET /console/themes/{id}/files/{file}`
pub async fn show(
    State(web): State<Web>,
    signed: SignedIn,
    Path((id, file)): Path<(i64, String)>,
) -> Result<Response, WebError> {
    let (version, file) = found(&web, &signed, id, &file).await?;
    let text = version.texts.get(&file).cloned().unwrap_or_else(|| web.templates().built_in_text(file.code()));
    let form = FormView::new().with("text", text).with("edition", version.edition.to_string());
    render(&web, &signed, &version, file, &form).await
}

/// `POST /console/themes/{id}/files/{file}`, with `do`: `save` or `built_in`.
pub async fn send(
    State(web): State<Web>,
    signed: SignedIn,
    Path((id, file)): Path<(i64, String)>,
    typed: Typed,
) -> Result<Response, WebError> {
    let (version, file) = found(&web, &signed, id, &file).await?;
    let edition = typed.trimmed("edition").parse().unwrap_or_default();
    let built_in = typed.trimmed("do") == "built_in";
    let text = Some(typed.get("text")).filter(|_| !built_in);
    match save_theme_file(web.app(), &signed.caller, id, edition, file, text).await {
        Ok(()) => {
            let told = if built_in { "已恢复自带的内容。" } else { "已保存。检查结果见下面。" };
            let url = if built_in { url_of(id) } else { format!("{}/files/{}", url_of(id), file.code()) };
            Ok(Flash::ok(told).redirect(&web, &url))
        }
        Err(error) => {
            // Whoever has seen that somebody else was faster may save over it.
            let form = refused(typed.view(), error)?.with("edition", version.edition.to_string());
            render(&web, &signed, &version, file, &form).await
        }
    }
}

async fn render(
    web: &Web,
    signed: &SignedIn,
    version: &ThemeVersion,
    file: ThemeFile,
    form: &FormView,
) -> Result<Response, WebError> {
    let remarks = check::examine(web, version).await?.of(file);
    let values = context! {
        url => format!("{}/files/{}", url_of(version.id), file.code()),
        version_url => url_of(version.id),
        preview_url => format!("{}/preview/{}", url_of(version.id), file.code()),
        draft => version.state == ThemeState::Draft,
        own => version.texts.contains_key(&file),
        is_style => file == ThemeFile::Style,
        remarks => remarks.iter().map(check::Remark::view).collect::<Vec<_>>(),
    };
    let number = format!("界面第 {} 版", version.number);
    let (list, one) = (url_of_site(version.site_id), url_of(version.id));
    let head =
        PageHead::new(format!("{}（{}）", file.label(), file.code())).under(&[("网站界面", &list), (&number, &one)]);
    form_page(web, signed, "console/admin/theme_file.html", &head, form, values)
}
