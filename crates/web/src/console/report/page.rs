//! The page of one report: where it stands, what the checks find, its tables, what may be done next.

use std::collections::BTreeMap;

use app::identity::names;
use app::report::{Loaded, Look, OutputForm, look, print_stored};
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::report::workflow::ReportStep;
use domain::report::{Provenance, Table};
use domain::time::Moment;
use minijinja::Value;

use super::words::{finding, state_badge, step_label};
use super::{PATH, tables};
use crate::console::item::files::disposition;
use crate::console::item::rows::value_of;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::forms::FormView;
use crate::state::Web;
use crate::templates::context;

/// `GET /console/reports/{id}`
pub async fn show(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    render(&web, &signed, id, FormView::new(), StatusCode::OK).await
}

/// The page, with a form as it was typed.
pub async fn render(
    web: &Web,
    signed: &SignedIn,
    id: i64,
    form: FormView,
    status: StatusCode,
) -> Result<Response, WebError> {
    let app = web.app();
    let look = look(app, &signed.caller, id).await?;
    let people: Vec<i64> = look.steps.iter().filter_map(|step| step.by_id).collect();
    let names = names(app, people).await?;
    let (loaded, examined) = (&look.loaded, &look.examined);
    let format = loaded.report.format;
    let findings: Vec<Value> =
        examined.findings.iter().map(|(one, said)| finding(id, one, said.as_deref(), format)).collect();
    let form = with_defaults(form, &look);
    let values = context! {
        id,
        edition => loaded.row.edition,
        state_of => state_badge(Some(loaded.state)),
        facts => facts(&look),
        notices => notices(&look),
        errors => examined.errors(),
        findings,
        tables => [Table::Published, Table::Requests, Table::Disputes].map(|one| tables::table(loaded, examined, one)),
        fields => if look.may_edit { tables::fields(loaded) } else { Vec::new() },
        may_edit => look.may_edit,
        is_built => loaded.row.origin == "built",
        steps => steps(&look),
        outputs => outputs(id),
        evidence => evidence(&look),
        log => log(&look, &names),
        form => value_of(&form),
    };
    let title = format!("{}{}年报告（{}）", loaded.row.agency_name, loaded.row.year, loaded.coverage.label());
    let head = PageHead::new(title).under(&[("年度报告", PATH)]);
    let page = page(web, signed, "console/report/report.html", &head, values)?;
    Ok((status, page).into_response())
}

/// What stands in the fields where nothing was typed.
fn with_defaults(mut form: FormView, look: &Look) -> FormView {
    for key in look.loaded.report.format.cells() {
        let name = format!("cell.{key}");
        if !form.values.contains_key(&name) {
            form = form.with(&name, tables::shown(&look.loaded, key));
        }
    }
    if !form.values.contains_key("source") {
        form = form.with("source", last_source(&look.loaded));
    }
    for note in &look.loaded.notes {
        let name = format!("note.{}", note.finding);
        if !form.values.contains_key(&name) {
            form = form.with(&name, note.text.as_str());
        }
    }
    form
}

/// Where the figures typed last are from: most often the next ones are, too.
fn last_source(loaded: &Loaded) -> &str {
    let typed = loaded.report.cells.iter().filter_map(|(key, cell)| match &cell.provenance {
        Provenance::Typed { source, .. } if !source.is_empty() => Some((loaded.cells.get(key)?.at, source.as_str())),
        _ => None,
    });
    typed.max_by_key(|(at, _)| *at).map_or("", |(_, source)| source)
}

fn facts(look: &Look) -> Vec<Value> {
    let row = |label: &str, value: String| context! { label, value };
    let (loaded, examined) = (&look.loaded, &look.examined);
    let mut facts = vec![
        row("机关", loaded.row.agency_name.clone()),
        row("年度", format!("{}年（1月1日至12月31日）", loaded.row.year)),
        row("范围", loaded.coverage.label().to_string()),
        row("格式", format!("{}（{}）", loaded.report.format.label(), loaded.report.format.basis())),
        row("版本", format!("第 {} 版", loaded.row.version)),
    ];
    facts.extend(look.due_on.map(|due| row("发布期限", due.to_string())));
    if !loaded.row.public_note.is_empty() {
        facts.push(row("更正说明", loaded.row.public_note.clone()));
    }
    facts.push(row("公开信息", format!("{} 条", examined.counts.categories())));
    facts
}

fn notices(look: &Look) -> Vec<Value> {
    let mut notices = Vec::new();
    let mut add = |level: &str, text: String| notices.push(context! { level, text });
    let examined = &look.examined;
    if let Some(at) = look.reminded_at.filter(|_| look.loaded.state.is_open()) {
        add("warning", format!("监管员于 {} 催报，请尽快上报。", Moment(at).display_minute()));
    }
    if !examined.missing.is_empty() {
        add("info", format!("还有 {} 个机关没有上报，其数据暂按系统记录计算。", examined.missing.len()));
    }
    if look.loaded.state.is_open() && !examined.blank.is_empty() {
        add("info", format!("还有 {} 个单元格需要填写；没有的填 0。", examined.blank.len()));
    }
    if look.loaded.state.is_open() && !examined.unwritten.is_empty() {
        let parts: Vec<&str> = examined.unwritten.iter().map(|part| part.label()).collect();
        add("info", format!("文字还没有写完：{}。", parts.join("、")));
    }
    for (part, name) in &examined.unknown {
        add("error", format!("文字“{}”引用的“{name}”不存在。", part.label()));
    }
    notices
}

fn steps(look: &Look) -> Vec<Value> {
    let id = look.loaded.row.id;
    let view = |step: &ReportStep| {
        let (hint, confirm) = match step {
            ReportStep::HandIn => ("上报后不能修改，由监管员审核。", "确定上报吗？"),
            ReportStep::SendBack => ("写明需要修改的地方，机关修改后重新上报。", ""),
            ReportStep::Accept => ("审核通过后可以定稿。", ""),
            ReportStep::Seal => ("定稿后数字和文字不再变化，打印出来的就是签发的报告。", "确定定稿吗？"),
            ReportStep::Publish => ("在网站公布报告和数据。", "确定发布吗？"),
            ReportStep::Correct => {
                ("已发布的报告有误的，写明更正的内容和原因，另立新版；原版在新版发布前继续公开。", "")
            }
        };
        context! {
            code => step.code(),
            label => step.label(),
            url => format!("/console/reports/{id}/steps/{step}"),
            hint,
            confirm,
            wants_note => matches!(step, ReportStep::SendBack | ReportStep::Correct),
            kind => if matches!(step, ReportStep::SendBack | ReportStep::Correct) { "" } else { "primary" },
        }
    };
    look.open_steps.iter().map(view).collect()
}

fn outputs(id: i64) -> Vec<Value> {
    OutputForm::ALL
        .iter()
        .map(|form| context! { label => form.label(), url => format!("/console/reports/{id}/print/{form}") })
        .collect()
}

fn evidence(look: &Look) -> Vec<Value> {
    let id = look.loaded.row.id;
    let files = look.loaded.files.iter();
    files
        .map(|file| {
            context! {
                name => file.name,
                url => format!("/console/reports/{id}/evidence/{}", file.id),
                note => crate::templates::functions::file_size(file.size),
            }
        })
        .collect()
}

fn log(look: &Look, names: &BTreeMap<i64, String>) -> Vec<Value> {
    let entry = |step: &app::report::Step| {
        let who = step.by_id.and_then(|id| names.get(&id)).cloned().unwrap_or_else(|| "系统".to_string());
        let tone = match step.step.as_str() {
            "send_back" => "error",
            "publish" => "ok",
            _ => "info",
        };
        context! {
            title => step_label(&step.step),
            text => step.note,
            at => Moment(step.at).display_minute(),
            who,
            tone,
        }
    };
    look.steps.iter().map(entry).collect()
}

/// `GET /console/reports/{id}/print/{form}`
pub async fn print(
    State(web): State<Web>,
    signed: SignedIn,
    Path((id, form)): Path<(i64, String)>,
) -> Result<Response, WebError> {
    let form = OutputForm::parse(&form).ok_or_else(WebError::not_found)?;
    let printed = print_stored(web.app(), &signed.caller, id).await?;
    let name = format!("{}.{form}", printed.title());
    let app = web.app().clone();
    let bytes = tokio::task::spawn_blocking(move || printed.to_bytes(&app, form))
        .await
        .map_err(|error| WebError::internal(error.to_string()))??;
    Ok(file_answer(form.media_type(), &name, bytes))
}

/// A file to be saved, never shown as a page of ours.
pub fn file_answer(media_type: &str, name: &str, bytes: impl Into<axum::body::Bytes>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type.to_string()),
        (header::CONTENT_DISPOSITION, disposition("attachment", name)),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_string()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_string()),
        (header::CACHE_CONTROL, "private, no-store".to_string()),
    ];
    (headers, bytes.into()).into_response()
}
