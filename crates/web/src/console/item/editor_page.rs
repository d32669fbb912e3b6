//! The editor's page: the form with all its choices, the files, the findings of the last check. For a new item and for
//! an existing one, fresh or as it was typed.

use app::item::view::ItemDetail;
use app::item::{AttachmentRow, find};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::identity::Action;
use domain::item::kind::{BodyKind, DocumentFields, Need};
use domain::item::{FieldKind, KindSpec, RelationKind, RevisionContent};
use domain::time::Moment;
use minijinja::Value;

use super::findings;
use super::form::read::RELATION_LINES;
use super::{choices, files, rows};
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::forms::FormView;
use crate::state::Web;
use crate::templates::context;

/// What the page is made of.
#[derive(Debug)]
pub struct EditorPage<'a> {
    pub kind: &'a KindSpec,
    /// What the form shows, for choices that depend on it.
    pub content: &'a RevisionContent,
    pub form: FormView,
    /// Moves on when the server's version does.
    pub version: String,
    /// None for a new item.
    pub detail: Option<&'a ItemDetail>,
    pub locked_until: Option<Moment>,
    /// The differences to what somebody else saved meanwhile.
    pub newer: Option<Value>,
    pub status: StatusCode,
}

impl<'a> EditorPage<'a> {
    /// The page of a new item.
    #[must_use]
    pub const fn new(kind: &'a KindSpec, content: &'a RevisionContent, form: FormView, version: String) -> Self {
        Self { kind, content, form, version, detail: None, locked_until: None, newer: None, status: StatusCode::OK }
    }

    /// The page of an existing item.
    #[must_use]
    pub fn of(kind: &'a KindSpec, content: &'a RevisionContent, form: FormView, detail: &'a ItemDetail) -> Self {
        Self { detail: Some(detail), ..Self::new(kind, content, form, detail.revision.id.to_string()) }
    }
}

/// Renders the page.
pub async fn render(web: &Web, signed: &SignedIn, editor: EditorPage<'_>) -> Result<Response, WebError> {
    let item = editor.detail.map(|d| d.item.id);
    let form =
        editor.detail.map_or_else(|| editor.form.clone(), |d| findings::with_reasons(editor.form.clone(), &d.checked));
    let form = with_relation_kinds(form, editor.kind);
    let values = context! {
        form => rows::value_of(&form),
        kind => kind_view(editor.kind),
        own_fields => own_fields(editor.kind),
        choices => choices_of(web, signed, editor.content),
        relations => relations(web, signed, editor.content).await?,
        relation_lines => (1..=RELATION_LINES).collect::<Vec<_>>(),
        item,
        base_revision => editor.detail.map(|d| d.revision.id),
        draft_version => editor.version.as_str(),
        draft_key => item.map_or_else(|| format!("item-new-{}", editor.kind.code), |id| format!("item-{id}")),
        save_url => item.map_or_else(|| "/console/items/new".to_string(), |id| format!("/console/items/{id}/edit")),
        upload_url => item.map_or_else(|| "/console/items/new/upload".to_string(), |id| format!("/console/items/{id}/upload")),
        files => file_rows(editor.detail.map_or(&[][..], |d| &d.attachments), &editor.form),
        max_megabytes => web.app().settings().number("attachments.max_megabytes"),
        summary_length => web.app().settings().number("publish.summary_length"),
        item_badges => editor.detail.map(|d| rows::badges_of(&d.item)).unwrap_or_default(),
        live => editor.detail.is_some_and(|d| d.live.is_some()),
        locked_until => editor.locked_until.map(|at| at.local().format("%H:%M").to_string()),
        newer => editor.newer.clone(),
        check => editor.detail.map(|d| findings::view(d, editor.kind)),
        may_submit => may_submit(web, signed, editor.content),
        returned => editor.detail.and_then(returned_reason),
    };
    let page = page(web, signed, "console/item/edit.html", &head(&editor), values)?;
    Ok((editor.status, page).into_response())
}

fn head(editor: &EditorPage<'_>) -> PageHead {
    match editor.detail {
        None => PageHead::new(format!("新建{}", editor.kind.label))
            .under(&[("信息管理", "/console/items"), ("新建信息", "/console/items/new")]),
        Some(detail) => {
            let url = format!("/console/items/{}", detail.item.id);
            PageHead::new("编辑").under(&[("信息管理", "/console/items"), (&detail.item.title, &url)])
        }
    }
}

/// What a further relation most likely is: an interpretation interprets.
fn with_relation_kinds(mut form: FormView, kind: &KindSpec) -> FormView {
    let likely = if kind.code == "interpretation" { RelationKind::Interprets } else { RelationKind::Related };
    for line in 1..=RELATION_LINES {
        form.values.entry(format!("relation_kind_{line}")).or_insert_with(|| Value::from(likely.code()));
    }
    form
}

/// Why it came back, for the editor to read while mending.
fn returned_reason(detail: &ItemDetail) -> Option<Value> {
    let last = detail.steps.last().filter(|s| matches!(s.event.as_str(), "return" | "refuse_secrecy"))?;
    Some(
        context! { who => last.actor_name.as_str(), at => Moment(last.at).display_minute(), reason => last.reason.as_str() },
    )
}

fn kind_view(kind: &KindSpec) -> Value {
    context! {
        code => kind.code.as_str(),
        label => kind.label.as_str(),
        body => kind.body == BodyKind::RichText,
        document => kind.document == DocumentFields::Document,
    }
}

/// The own fields of a kind as the template shows them.
fn own_fields(kind: &KindSpec) -> Vec<Value> {
    let fields = kind.fields.iter().map(|field| {
        let hint = match field.kind {
            FieldKind::Link => "以 https:// 或者 http:// 开头，站内地址以 / 开头。",
            FieldKind::Number => "只填数字。",
            _ => "",
        };
        context! {
            name => format!("field_{}", field.key),
            label => field.label.as_str(),
            kind => field.kind.code(),
            // A draft may be saved without it; the check asks for it before submission.
            hint => if field.need == Need::Required { format!("送审前必填。{hint}") } else { hint.to_string() },
            options => field.choices.iter().map(|c| choices::option(c.as_str(), c)).collect::<Vec<_>>(),
        }
    });
    fields.collect()
}

fn choices_of(web: &Web, signed: &SignedIn, content: &RevisionContent) -> Value {
    let directory = web.app().directory();
    let now = web.app().now();
    let (agency, section) = (content.lead_agency, content.main_section);
    context! {
        main_sections => choices::main_sections(&directory, &signed.caller, agency, section, now),
        sections => choices::further_sections(&directory, agency, section, &content.sections),
        topics => choices::topics(&directory, &content.topics),
        lead_agencies => choices::lead_agencies(&directory, &signed.caller, section, agency, now),
        agencies => choices::agencies(&directory),
        categories => choices::categories(&directory, agency),
        subjects => choices::subjects(),
        genres => choices::genres(),
        opennesses => choices::opennesses(),
        grounds => choices::grounds(),
        validities => choices::validities(),
        relation_kinds => choices::relation_kinds(),
        chosen_sections => content.sections.len(),
        chosen_agencies => content.co_agencies.len(),
        chosen_topics => content.topics.len(),
    }
}

fn may_submit(web: &Web, signed: &SignedIn, content: &RevisionContent) -> bool {
    let place = web.app().directory().place(content.lead_agency, content.main_section);
    signed.caller.can(Action::ItemSubmit, &place, web.app().now())
}

async fn relations(web: &Web, signed: &SignedIn, content: &RevisionContent) -> Result<Vec<Value>, WebError> {
    let ids: Vec<i64> = content.relations.iter().map(|r| r.item).collect();
    let briefs = find::briefs(web.app(), &signed.caller, &ids).await?;
    let view = |relation: &domain::item::content::Relation| {
        let brief = briefs.iter().find(|b| b.id == relation.item);
        let title = brief.map_or_else(|| format!("信息 {}", relation.item), |b| b.title.clone());
        let number = brief.and_then(|b| b.index_number.clone()).map(|n| format!("（{n}）")).unwrap_or_default();
        choices::option(
            format!("{}:{}", relation.kind, relation.item),
            &format!("{}：{title}{number}", relation.kind.forward_label()),
        )
    };
    Ok(content.relations.iter().map(view).collect())
}

/// The item's files for the list in the form.
fn file_rows(files: &[AttachmentRow], form: &FormView) -> Vec<Value> {
    let used = form.values.get("attachments").cloned().unwrap_or_default();
    let is_used = |id: i64| used.try_iter().is_ok_and(|mut list| list.any(|v| v.to_string() == id.to_string()));
    let mut rows: Vec<(String, Value)> = files
        .iter()
        .filter(|f| f.use_as == "attachment")
        .map(|f| {
            let text = |name: String| form.values.get(&name).map(ToString::to_string).unwrap_or_default();
            let order = text(format!("attachment_order_{}", f.id));
            let row = files::row_view(f, is_used(f.id), &text(format!("attachment_title_{}", f.id)), &order);
            (if order.is_empty() { "~".to_string() } else { format!("{order:0>4}") }, row)
        })
        .collect();
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    rows.into_iter().map(|(_, row)| row).collect()
}
