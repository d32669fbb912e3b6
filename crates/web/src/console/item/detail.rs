//! The page of one item: where it stands, what it says, what the checks found, what happened, and what the signed-in
//! person may do next.

use std::collections::BTreeMap;

use app::identity::names;
use app::item::history::{self, RevisionHead};
use app::item::view::{self, ItemDetail, described, is_given_up};
use app::item::{due, find};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::item::kind::BodyKind;
use domain::item::{KindSpec, PublicState};
use domain::time::Moment;
use domain::voice::opinion::Verdict;
use minijinja::Value;

use super::rows::value_of;
use super::{actions, files, findings, rows, way};
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::forms::FormView;
use crate::state::Web;
use crate::templates::context;
use crate::templates::functions::file_size;

/// `GET /console/items/{id}`
pub async fn show(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    render(&web, &signed, id, FormView::new(), StatusCode::OK).await
}

/// The page; `form` holds what was typed into one of its forms.
pub async fn render(
    web: &Web,
    signed: &SignedIn,
    id: i64,
    form: FormView,
    status: StatusCode,
) -> Result<Response, WebError> {
    let app = web.app();
    let detail = view::get(app, &signed.caller, id).await?;
    let directory = app.directory();
    let kind = directory.kind(&detail.item.kind).ok_or_else(|| WebError::problem("item_kind_unknown"))?;
    let revisions = history::revisions(app, &detail).await?;
    let numbers: BTreeMap<i64, i32> = revisions.iter().map(|r| (r.id, r.number)).collect();
    let names = names(app, people_of(&detail, &revisions)).await?;
    let limits = due::limits_of(app, std::slice::from_ref(&detail.item));
    let steps = directory.section(detail.content.main_section).map_or(1, |s| s.review_steps);
    let values = context! {
        id,
        revision => detail.revision.id,
        number => detail.revision.number,
        item_badges => rows::badges_of(&detail.item),
        due => limits.get(&id).map(|due| context! { badge => rows::due_badge(due), until => due.until.to_string() }),
        progress => if detail.item.origin == "local" { way::progress(&detail, usize::try_from(steps).unwrap_or(1)) } else { Vec::new() },
        facts => facts(web, signed, &detail, kind).await?,
        title => detail.content.title.as_str(),
        has_body => kind.body == BodyKind::RichText,
        body_html => findings::marked_body(&detail),
        files => file_list(&detail),
        check => findings::view(&detail, kind),
        form => value_of(&findings::with_reasons(form, &detail.checked)),
        actions => actions::forms(&detail),
        log => way::log(&detail, &numbers, &names),
        revisions => revision_list(&detail, &revisions, &names),
        used_by => detail.used_by.iter().map(|item| context! { label => item.title.as_str(), url => format!("/console/items/{}", item.id) }).collect::<Vec<_>>(),
        lock => lock_text(signed, &detail),
        editable => detail.editable,
        reasons_wanted => detail.editable && !detail.state.is_under_way(),
        given_up => is_given_up(&detail.item),
        notices => notices(&detail, &names),
        public_url => (detail.item.public_state == PublicState::Live.code()).then(|| format!("/items/{id}")),
        diff_url => diff_url(&detail),
        readers => readers(web, signed, &detail).await?,
    };
    let head = PageHead::new(detail.content.title.clone()).under(&[("信息管理", "/console/items")]);
    let page = page(web, signed, "console/item/detail.html", &head, values)?;
    Ok((status, page).into_response())
}

fn people_of(detail: &ItemDetail, revisions: &[RevisionHead]) -> Vec<i64> {
    let lent = detail.steps.iter().filter_map(|s| s.acting_for);
    let made = revisions.iter().filter_map(|r| r.created_by);
    lent.chain(made).chain(detail.item.urgent_by).chain(detail.item.submitted_by).collect()
}

/// The fields in words, with what the item itself knows in front, and the kind's own behind.
async fn facts(web: &Web, signed: &SignedIn, detail: &ItemDetail, kind: &KindSpec) -> Result<Vec<Value>, WebError> {
    let row = |label: &str, value: String| context! { label, value };
    let mut facts = Vec::new();
    let mut add =
        |label: &str, value: Option<String>| facts.extend(value.filter(|v| !v.is_empty()).map(|v| row(label, v)));
    add("索引号", detail.item.index_number.clone());
    add("信息类型", Some(kind.label.clone()));
    add("首次发布", detail.item.first_published_at.map(|at| Moment(at).display_minute()));
    add("来自", detail.item.origin_url.clone());
    for (label, value) in described(web.app(), &detail.content) {
        if !matches!(label, "标题" | "附件" | "其他字段") {
            add(label, Some(value));
        }
    }
    for field in &kind.fields {
        add(&field.label, detail.content.fields.get(&field.key).cloned());
    }
    let ids: Vec<i64> = detail.content.relations.iter().map(|r| r.item).collect();
    let briefs = find::briefs(web.app(), &signed.caller, &ids).await?;
    for relation in &detail.content.relations {
        if let Some(brief) = briefs.iter().find(|b| b.id == relation.item) {
            let url = format!("/console/items/{}", brief.id);
            facts.push(context! { label => relation.kind.forward_label(), value => brief.title.as_str(), url });
        }
    }
    Ok(facts)
}

fn file_list(detail: &ItemDetail) -> Vec<Value> {
    let of = |reference: &domain::item::content::AttachmentRef| {
        let file = detail.attachments.iter().find(|f| f.id == reference.attachment)?;
        Some(context! {
            name => reference.title.as_str(),
            url => files::console_address(file.id, &file.name),
            note => format!("{}，{}", file.file_type.to_uppercase(), file_size(file.size)),
            state => files::text_badge(file),
        })
    };
    detail.content.attachments.iter().filter_map(of).collect()
}

fn revision_list(detail: &ItemDetail, revisions: &[RevisionHead], names: &BTreeMap<i64, String>) -> Vec<Value> {
    let id = detail.item.id;
    let live = detail.item.live_revision_id;
    let one = |(at, revision): (usize, &RevisionHead)| {
        let before =
            revisions.get(at + 1).map(|older| format!("/console/items/{id}/diff?from={}&to={}", older.id, revision.id));
        context! {
            number => revision.number,
            by => revision.created_by.and_then(|by| names.get(&by)).cloned().unwrap_or_else(|| "系统".to_string()),
            at => revision.created_at.display_minute(),
            badge => rows::Badge::new(revision.state.label(), rows::tone_of(revision.state)),
            live => Some(revision.id) == live && detail.item.public_state == PublicState::Live.code(),
            preview_url => format!("/console/items/{id}/preview/{}", revision.id),
            diff_url => before,
        }
    };
    revisions.iter().enumerate().map(one).collect()
}

fn lock_text(signed: &SignedIn, detail: &ItemDetail) -> Option<String> {
    let lock = detail.lock.as_ref()?;
    let until = lock.until.local().format("%H:%M");
    let own = lock.account_id == signed.account.id;
    Some(if own {
        format!("您正在编辑这条信息，{until}前其他人只能查看。")
    } else {
        format!("{}正在编辑这条信息，{until}前其他人只能查看。", lock.name)
    })
}

/// What everybody who looks at the item should know first.
fn notices(detail: &ItemDetail, names: &BTreeMap<i64, String>) -> Vec<Value> {
    let item = &detail.item;
    let mut notices = Vec::new();
    if let Some(by) = item.urgent_by {
        let who = names.get(&by).cloned().unwrap_or_default();
        let at = view::shown_time(item.urgent_at);
        let reason = item.urgent_reason.clone().unwrap_or_default();
        notices.push(
            context! { level => "warning", text => format!("{who}于 {at} 紧急发布，等待另一人补审。理由：{reason}") },
        );
    }
    if item.public_state == PublicState::Withdrawn.code() {
        let at = view::shown_time(item.withdrawn_at);
        let reason = item.withdraw_reason.clone().unwrap_or_default();
        notices.push(context! { level => "warning", text => format!("已于 {at} 撤回，不再公开。理由：{reason}") });
    }
    if let Some(who) = publisher_to_ask(detail) {
        let text = format!("已经公开。要改内容，编辑后重新送审；要撤回，请联系发布人{who}。");
        notices.push(context! { level => "info", text });
    }
    if let Some(at) = item.scheduled_at.filter(|_| detail.state == domain::item::WorkState::Scheduled) {
        notices.push(context! { level => "info", text => format!("定于 {} 自动发布。", Moment(at).display_minute()) });
    }
    let returned = detail.steps.last().filter(|s| matches!(s.event.as_str(), "return" | "refuse_secrecy"));
    if let Some(step) = returned {
        notices.push(context! { level => "warning", text => format!("{}退回：{}", step.actor_name, step.reason) });
    }
    if is_given_up(item) {
        notices.push(context! { level => "info", text => "这条信息的草稿已放弃，没有公开过。" });
    }
    notices
}

/// Whom an editor asks who sees a mistake in what is public and may not withdraw it himself: who published it last.
fn publisher_to_ask(detail: &ItemDetail) -> Option<&str> {
    let public = detail.item.public_state == PublicState::Live.code();
    let himself = detail.possible.iter().any(|possible| possible.event == "withdraw");
    let published = detail.steps.iter().rev().find(|step| matches!(step.event.as_str(), "publish" | "publish_urgent"));
    published.filter(|_| public && detail.editable && !himself).map(|step| step.actor_name.as_str())
}

/// How it is read and what its readers say, once it is or was public.
async fn readers(web: &Web, signed: &SignedIn, detail: &ItemDetail) -> Result<Option<Value>, WebError> {
    if detail.item.public_state == PublicState::Never.code() {
        return Ok(None);
    }
    let found = app::visits::item_visits(web.app(), &signed.caller, detail.item.id).await?;
    let words = found.words.iter().map(|one| {
        let verdict = Verdict::parse(&one.verdict).map_or("", Verdict::label);
        context! { verdict, words => one.words, at => Moment(one.at).display_minute() }
    });
    Ok(Some(context! {
        facts => [
            context! { label => "最近三十天访问", value => format!("{} 次", found.visits) },
            context! { label => "有帮助", value => format!("{} 人次", found.helpful) },
            context! { label => "没有帮助", value => format!("{} 人次", found.unhelpful) },
        ],
        words => words.collect::<Vec<_>>(),
    }))
}

/// Compared with what the public sees now, while there is something else in progress.
fn diff_url(detail: &ItemDetail) -> Option<String> {
    let live = detail.live.as_ref().filter(|live| live.id != detail.revision.id)?;
    Some(format!("/console/items/{}/diff?from={}&to={}", detail.item.id, live.id, detail.revision.id))
}
