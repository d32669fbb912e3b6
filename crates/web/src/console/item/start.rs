//! Beginning a new item: first what it is and where it goes, then the editor.

use std::collections::HashMap;

use app::item::list::{self, ItemQuery};
use axum::extract::{Query, State};
use axum::response::Response;
use domain::item::RevisionContent;

use super::choices;
use super::editor_page::{EditorPage, render};
use super::form::show::of_content;
use super::rows::value_of;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::forms::{FormError, FormView};
use crate::state::Web;
use crate::templates::context;

/// `GET /console/items/new`: without a kind the choice of kind and section, with one the editor.
pub async fn show(
    State(web): State<Web>,
    signed: SignedIn,
    Query(asked): Query<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let directory = web.app().directory();
    let section =
        asked.get("section").and_then(|id| id.parse::<i64>().ok()).filter(|id| directory.section(*id).is_some());
    let asked_kind = asked.get("kind").map(String::as_str).filter(|code| !code.is_empty());
    match (asked_kind.and_then(|code| directory.open_kind(code)), section) {
        (Some(kind), Some(section)) => {
            let agency = agency_of(&web, &signed);
            let content = begin(&web, section, agency);
            let page =
                EditorPage::new(kind, &content, of_content(&content, &[], None), newest_own(&web, &signed).await?);
            render(&web, &signed, page).await
        }
        (kind, section) => {
            let mut form = FormView::new().with("kind", kind.map_or("article", |k| k.code.as_str()));
            form = form.with("section", section.map(|id| id.to_string()).unwrap_or_default());
            if asked_kind.is_some() && section.is_none() {
                form.errors.push(FormError { field: "section".into(), message: "请选择栏目。".into() });
            }
            choose(&web, &signed, &form)
        }
    }
}

fn choose(web: &Web, signed: &SignedIn, form: &FormView) -> Result<Response, WebError> {
    let directory = web.app().directory();
    let agency = agency_of(web, signed);
    let kinds: Vec<_> = directory
        .kinds
        .iter()
        .map(|k| context! { value => k.code.as_str(), label => k.label.as_str(), hint => hint_of(&k.code) })
        .collect();
    let values = context! {
        form => value_of(form),
        kinds,
        sections => choices::main_sections(&directory, &signed.caller, agency, 0, web.app().now()),
    };
    let head = PageHead::new("新建信息")
        .lead("先选信息类型和主栏目；类型以后不能改，栏目可以改。")
        .under(&[("信息管理", "/console/items")]);
    page(web, signed, "console/item/new.html", &head, values)
}

/// What a built-in kind is for.
fn hint_of(code: &str) -> &'static str {
    match code {
        "article" => "动态、公告、公示等一般信息",
        "policy" => "有文号、成文日期和有效性的公文",
        "interpretation" => "对政策文件的解读，关联到原文件",
        "data_table" => "统计数据、名录、清单",
        "picture_story" => "以图片为主的报道",
        "video" => "视频，须附文字说明",
        "link" => "指向其他网站的页面",
        _ => "",
    }
}

/// The agency an editor writes for: the account's own, else the main site's.
fn agency_of(web: &Web, signed: &SignedIn) -> i64 {
    let directory = web.app().directory();
    let main = || directory.main_site().map(|s| s.agency_id).or_else(|| directory.agencies.first().map(|a| a.id));
    signed.account.agency_id.or_else(main).unwrap_or_default()
}

/// An empty draft with what section and agency already say.
fn begin(web: &Web, section: i64, agency: i64) -> RevisionContent {
    let directory = web.app().directory();
    let mut content = RevisionContent::empty(section, agency);
    content.category = directory.section(section).and_then(|s| s.category.clone());
    content.source = directory.agency(agency).map(|a| a.name.clone()).unwrap_or_default();
    content
}

/// Moves on with each item one makes, so that the copy in the browser goes once it was saved.
pub async fn newest_own(web: &Web, signed: &SignedIn) -> Result<String, WebError> {
    let query = ItemQuery { mine: Some(signed.account.id), ..ItemQuery::default() };
    let page = list::list(web.app(), &signed.caller, &query, 1).await?;
    Ok(page.items.first().map_or_else(|| "0".to_string(), |item| item.id.to_string()))
}
