//! The text of a report, part by part: what is written with its references, and how it reads with the figures.

use app::report::{Examined, Loaded, examine, redraft as draft_anew, write_text};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::report::draft::Part;
use domain::report::reference::fill;
use domain::report::{CellKey, ItemGroup};
use minijinja::Value;

use super::PATH;
use super::edit::{edition, status_of};
use super::named::{self, Names};
use super::words::{finding, plain_name};
use crate::console::flash::Flash;
use crate::console::item::rows::value_of;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::state::Web;
use crate::templates::context;

/// `GET /console/reports/{id}/text`
pub async fn show(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    render(&web, &signed, id, FormView::new(), StatusCode::OK).await
}

async fn render(
    web: &Web,
    signed: &SignedIn,
    id: i64,
    mut form: FormView,
    status: StatusCode,
) -> Result<Response, WebError> {
    let app = web.app();
    let (loaded, examined) = examine(app, &signed.caller, id).await?;
    let names = names(&loaded, &examined);
    for (part, text) in &loaded.texts {
        let name = format!("part.{part}");
        if !form.values.contains_key(&name) {
            form = form.with(&name, named::shown(text, &names, &examined.figures));
        }
    }
    let place = app.directory().agency_place(loaded.row.agency_id);
    let may_edit = loaded.state.is_open() && signed.caller.can(domain::identity::Action::ReportEdit, &place, app.now());
    let about_text = examined.findings.iter().filter(|(one, _)| one.check.code() == "V6" || one.check.code() == "F4");
    let format = loaded.report.format;
    let values = context! {
        id,
        edition => loaded.row.edition,
        may_edit,
        parts => parts(&loaded, &examined),
        findings => about_text.map(|(one, said)| finding(id, one, said.as_deref(), format)).collect::<Vec<_>>(),
        figures => figures(&loaded, &examined),
        form => value_of(&form),
    };
    let row = &loaded.row;
    let report = format!("{}{}年报告", row.agency_name, row.year);
    let above = format!("{PATH}/{id}");
    let head = PageHead::new("文字部分")
        .lead("〔名称：数字〕是引用的数据，随表格变化，到定稿为止；【】中是还要补写的内容。")
        .under(&[("年度报告", PATH), (&report, &above)]);
    let page = page(web, signed, "console/report/text.html", &head, values)?;
    Ok((status, page).into_response())
}

fn parts(loaded: &Loaded, examined: &Examined) -> Vec<Value> {
    let view = |part: &Part| {
        let text = loaded.texts.iter().find(|(known, _)| known == part).map_or("", |(_, text)| text.as_str());
        let filled = fill(text, &examined.figures).unwrap_or_else(|_| text.to_string());
        context! {
            code => part.code(),
            name => format!("part.{part}"),
            label => format!("{}{}", part.number().unwrap_or_default(), part.label()),
            section => part.section().label(),
            lines => filled.lines().collect::<Vec<_>>(),
            unwritten => examined.unwritten.contains(part),
        }
    };
    Part::ALL.iter().map(view).collect()
}

/// The figures that may be referred to, with their names in words.
fn figures(loaded: &Loaded, examined: &Examined) -> Vec<Value> {
    let named = examined.figures.iter().filter_map(|(name, value)| {
        let label = words_of(loaded, name)?;
        Some(context! { name => named::written(&label, value), label, value })
    });
    named.collect()
}

/// The names by which the figures stand in the text.
fn names(loaded: &Loaded, examined: &Examined) -> Names {
    Names::of(examined.figures.keys().filter_map(|name| Some((name.clone(), words_of(loaded, name)?))))
}

fn words_of(loaded: &Loaded, name: &str) -> Option<String> {
    let format = loaded.report.format;
    let cell = |name: &str| name.parse::<CellKey>().ok().map(|key| plain_name(format, key));
    let told = match name {
        "year" => "年度".to_string(),
        "last_year" => "上一年度".to_string(),
        "agency" => "机关名称".to_string(),
        "agencies" => "汇总的机关数".to_string(),
        "items" => "主动公开信息总数".to_string(),
        "last.items" => "上一年主动公开信息总数".to_string(),
        "change.items" => "主动公开信息总数的增减".to_string(),
        "fee" => "收取的信息处理费（元）".to_string(),
        "suits" => "行政诉讼总数".to_string(),
        "refused" => "不予公开总数".to_string(),
        "unable" => "无法提供总数".to_string(),
        "unhandled" => "不予处理总数".to_string(),
        "otherwise" => "其他处理总数".to_string(),
        _ => {
            if let Some(group) = name.strip_prefix("items.").and_then(ItemGroup::parse) {
                return Some(format!("公开信息：{}", group.label()));
            }
            if let Some(key) = name.strip_prefix("last.") {
                return cell(key).map(|words| format!("上一年：{words}"));
            }
            if let Some(key) = name.strip_prefix("change.") {
                return cell(key).map(|words| format!("比上年增减：{words}"));
            }
            return cell(name);
        }
    };
    Some(told)
}

/// `POST /console/reports/{id}/text`
pub async fn save(
    State(web): State<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    typed: Typed,
) -> Result<Response, WebError> {
    let (loaded, examined) = examine(web.app(), &signed.caller, id).await?;
    let names = names(&loaded, &examined);
    let text = |value: &str| named::read(&value.replace("\r\n", "\n"), &names);
    let parts: Vec<(Part, String)> = typed
        .0
        .iter()
        .filter_map(|(name, value)| Some((Part::parse(name.strip_prefix("part.")?)?, text(value))))
        .collect();
    match write_text(web.app(), &signed.caller, id, edition(&typed), &parts).await {
        Ok(()) => Ok(Flash::ok("已保存文字。").redirect(&web, &format!("{PATH}/{id}/text"))),
        Err(error) if matches!(error.code(), "not_found" | "not_allowed" | "internal") => Err(error.into()),
        Err(error) => {
            let status = status_of(&error);
            let form = typed.view().refused(error)?;
            render(&web, &signed, id, form, status).await
        }
    }
}

/// `POST /console/reports/{id}/draft`
pub async fn redraft(
    State(web): State<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    typed: Typed,
) -> Result<Response, WebError> {
    let part = Part::parse(typed.trimmed("part")).ok_or_else(|| WebError::problem("bad_request"))?;
    draft_anew(web.app(), &signed.caller, id, edition(&typed), part).await?;
    Ok(Flash::ok(format!("已重新起草“{}”。", part.label())).redirect(&web, &format!("{PATH}/{id}/text")))
}
