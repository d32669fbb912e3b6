//! Saving from the editor: as a draft, with the checks run, or straight on to review. What was typed is kept whatever
//! the answer is.

use app::item::draft::{SaveDraft, Saved, save_draft};
use app::item::view::{self, ItemDetail, difference};
use app::item::{check, find, path};
use app::{AppError, FieldFault, sentence};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::item::Event;
use domain::item::content::Relation;
use minijinja::Value;

use super::editor_page::{EditorPage, render};
use super::form::addresses;
use super::form::read::{Reading, read};
use super::form::show::{of_typed, with_labels};
use super::{findings, start};
use crate::console::flash::Flash;
use crate::console::session::SignedIn;
use crate::errors::WebError;
use crate::forms::Typed;
use crate::state::Web;
use crate::templates::context;

/// `POST /console/items/new`
pub async fn create(State(web): State<Web>, signed: SignedIn, typed: Typed) -> Result<Response, WebError> {
    save(&web, &signed, None, &typed).await
}

/// `POST /console/items/{id}/edit`
pub async fn update(
    State(web): State<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    typed: Typed,
) -> Result<Response, WebError> {
    let detail = view::get(web.app(), &signed.caller, id).await?;
    save(&web, &signed, Some(detail), &typed).await
}

async fn save(web: &Web, signed: &SignedIn, detail: Option<ItemDetail>, typed: &Typed) -> Result<Response, WebError> {
    let app = web.app();
    let directory = app.directory();
    let code = detail.as_ref().map_or_else(|| typed.trimmed("kind").to_string(), |d| d.item.kind.clone());
    let kind = directory.kind(&code).ok_or_else(|| WebError::problem("item_kind_unknown"))?;
    let mut reading = read(typed, kind);
    reading.faults.extend(findings::long_reasons(typed));
    look_up_relations(web, &mut reading).await?;
    let saved = if reading.faults.is_empty() {
        let draft = SaveDraft {
            item: detail.as_ref().map(|d| d.item.id),
            base_revision: typed.filled("base_revision").and_then(|id| id.parse().ok()),
            kind: code.clone(),
            content: reading.content.clone(),
        };
        save_draft(app, &signed.caller, draft).await
    } else {
        Err(AppError::fields(reading.faults.clone()))
    };
    let error = match saved {
        Ok(saved) => return after(web, signed, saved, typed).await,
        Err(error) => error,
    };
    let status = StatusCode::from_u16(sentence(&error).status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    let newer =
        detail.as_ref().filter(|_| error.code() == "changed_meanwhile").map(|d| newer_version(web, d, &reading));
    let form = with_labels(of_typed(typed).refused(error)?);
    let mut editor = match &detail {
        Some(detail) => EditorPage::of(kind, &reading.content, form, detail),
        None => EditorPage::new(kind, &reading.content, form, start::newest_own(web, signed).await?),
    };
    editor.newer = newer;
    editor.status = status;
    render(web, signed, editor).await
}

/// Items that were named by id, address or index number.
async fn look_up_relations(web: &Web, reading: &mut Reading) -> Result<(), AppError> {
    for named in std::mem::take(&mut reading.named) {
        match find::resolve(web.app(), &named.text).await? {
            Some(item) => {
                let relation = Relation { kind: named.kind, item };
                if !reading.content.relations.contains(&relation) {
                    reading.content.relations.push(relation);
                }
            }
            None => reading.faults.push(FieldFault::new(named.field, "relation_bad")),
        }
    }
    Ok(())
}

/// What the other version says differently, so that its author's work is not overwritten unseen.
fn newer_version(web: &Web, detail: &ItemDetail, reading: &Reading) -> Value {
    let difference = difference(web.app(), &detail.content, &reading.content);
    let by = detail.steps.last().map(|s| s.actor_name.clone()).unwrap_or_default();
    context! {
        number => detail.revision.number,
        at => domain::time::Moment(detail.revision.created_at).display_minute(),
        by,
        fields => difference.fields.iter().map(|f| context! { label => f.label, before => f.before.as_str(), after => f.after.as_str() }).collect::<Vec<_>>(),
        body_html => addresses::for_console(&difference.body_html),
    }
}

/// What the pressed button asks for beyond saving.
async fn after(web: &Web, signed: &SignedIn, saved: Saved, typed: &Typed) -> Result<Response, WebError> {
    let id = saved.item;
    let wanted = typed.get("then");
    let reasons = findings::typed_reasons(typed);
    if !reasons.is_empty() || wanted == "check" {
        let checked = check::run(web.app(), &signed.caller, id).await?;
        let by_key = findings::reasons_by_key(&checked, &reasons);
        if !by_key.is_empty() {
            check::give_reasons(web.app(), &signed.caller, id, saved.revision, by_key).await?;
        }
    }
    match wanted {
        "check" => told_check(web, signed, id).await,
        "submit" => submit(web, signed, saved).await,
        "preview" => {
            Ok(Flash::ok("草稿已保存。").redirect(web, &format!("/console/items/{id}/preview/{}", saved.revision)))
        }
        _ => Ok(Flash::ok("草稿已保存。").redirect(web, &format!("/console/items/{id}/edit"))),
    }
}

async fn told_check(web: &Web, signed: &SignedIn, id: i64) -> Result<Response, WebError> {
    let detail = view::get(web.app(), &signed.caller, id).await?;
    let open = detail.checked.open() + detail.field_faults.len();
    let flash = match open {
        0 => Flash::ok("草稿已保存，检查没有发现需要处理的问题。"),
        open => Flash::warning(format!("草稿已保存，检查发现 {open} 个问题需要处理。")),
    };
    Ok(flash.redirect(web, &format!("/console/items/{id}/edit#findings-list")))
}

async fn submit(web: &Web, signed: &SignedIn, saved: Saved) -> Result<Response, WebError> {
    let id = saved.item;
    match path::act(web.app(), &signed.caller, id, saved.revision, Event::Submit).await {
        Ok(()) => Ok(Flash::ok("已保存并送审。").redirect(web, &format!("/console/items/{id}"))),
        Err(AppError::Refused(problem)) => {
            let words = sentence(&AppError::Refused(problem));
            let told = format!("草稿已保存，但没有送审：{}{}", words.text, words.advice);
            Ok(Flash::error(told).redirect(web, &format!("/console/items/{id}/edit#findings-list")))
        }
        Err(error) => Err(error.into()),
    }
}
