//! Further kinds of items with fields of their own. What was entered under a kind stays readable: fields are added
//! and reworded, never taken away or turned into something else.

use domain::identity::{Action, Place};
use domain::item::kind::{FieldKind, KindRefusal, KindSpec, check_definition};
use domain::site::Standing;
use sea_orm::{ActiveModelTrait, EntityTrait, QueryOrder, Set};
use serde_json::json;
use store::StoreError;
use store::item::kind;

use crate::caller::Caller;
use crate::context::{App, tag};
use crate::error::{AppError, FieldFault};

/// A kind that an administrator defined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindRow {
    pub spec: KindSpec,
    pub standing: Standing,
}

/// The kinds that were defined here, closed ones too.
///
/// # Errors
/// `not_allowed`.
pub async fn list_kinds(app: &App, caller: &Caller) -> Result<Vec<KindRow>, AppError> {
    caller.allow(Action::KindManage, &Place::installation(), app.now())?;
    let rows = kind::Entity::find().order_by_asc(kind::Column::CreatedAt).all(app.store().read()).await?;
    rows.iter().map(read).collect()
}

fn read(row: &kind::Model) -> Result<KindRow, AppError> {
    let standing = Standing::parse(&row.status)
        .ok_or_else(|| StoreError::UnknownCode { what: "kind status", code: row.status.clone() })?;
    Ok(KindRow { spec: serde_json::from_str(&row.spec).map_err(StoreError::from)?, standing })
}

/// Defines a further kind.
///
/// # Errors
/// `not_allowed`; faults of the definition, by field.
pub async fn define_kind(app: &App, caller: &Caller, spec: &KindSpec) -> Result<(), AppError> {
    let now = app.now();
    caller.allow(Action::KindManage, &Place::installation(), now)?;
    check_definition(spec).map_err(refused)?;
    let mut work = app.begin().await?;
    if kind::Entity::find_by_id(spec.code.clone()).one(work.db()).await?.is_some() {
        return Err(AppError::fields(vec![FieldFault::new("code", "kind_code_taken")]));
    }
    let row = kind::ActiveModel {
        code: Set(spec.code.clone()),
        spec: Set(serde_json::to_string(spec).map_err(StoreError::from)?),
        status: Set(Standing::Open.code().to_string()),
        created_at: Set(now.0),
    };
    kind::Entity::insert(row).exec_without_returning(work.db()).await?;
    let detail = json!({ "label": spec.label, "fields": spec.fields.len() });
    work.record(caller.entry(now, None, "kind.define", ("kind", spec.code.clone()), &detail));
    work.purge(tag::DIRECTORY);
    app.commit(work).await
}

/// Changes a kind: labels, needs, choices, further fields.
///
/// # Errors
/// `not_allowed`, `not_found`, `kind_field_removed`, `kind_field_retyped`; faults of the definition.
pub async fn change_kind(app: &App, caller: &Caller, spec: &KindSpec) -> Result<(), AppError> {
    let now = app.now();
    caller.allow(Action::KindManage, &Place::installation(), now)?;
    check_definition(spec).map_err(refused)?;
    let mut work = app.begin().await?;
    let old = read(&get(&work, &spec.code).await?)?.spec;
    check_change(&old, spec)?;
    let row = kind::ActiveModel {
        code: Set(spec.code.clone()),
        spec: Set(serde_json::to_string(spec).map_err(StoreError::from)?),
        ..Default::default()
    };
    row.update(work.db()).await?;
    let detail = json!({ "label": [old.label, spec.label.clone()], "fields": [old.fields.len(), spec.fields.len()] });
    work.record(caller.entry(now, None, "kind.change", ("kind", spec.code.clone()), &detail));
    work.purge(tag::DIRECTORY);
    app.commit(work).await
}

fn check_change(old: &KindSpec, new: &KindSpec) -> Result<(), AppError> {
    if old.body != new.body || old.document != new.document {
        return Err(AppError::problem("kind_nature_changed"));
    }
    for field in &old.fields {
        match new.fields.iter().find(|other| other.key == field.key) {
            None => return Err(AppError::problem("kind_field_removed").with("label", &field.label)),
            Some(other) if !may_become(field.kind, other.kind) => {
                return Err(AppError::problem("kind_field_retyped").with("label", &field.label));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// Any value may become free text; nothing else changes without harm.
fn may_become(old: FieldKind, new: FieldKind) -> bool {
    old == new || new == FieldKind::LongText || (new == FieldKind::Text && old != FieldKind::LongText)
}

/// Closes a kind for new items, or opens it again.
///
/// # Errors
/// `not_allowed`, `not_found`.
pub async fn set_kind_standing(app: &App, caller: &Caller, code: &str, wanted: Standing) -> Result<(), AppError> {
    let now = app.now();
    caller.allow(Action::KindManage, &Place::installation(), now)?;
    let mut work = app.begin().await?;
    get(&work, code).await?;
    let row =
        kind::ActiveModel { code: Set(code.to_string()), status: Set(wanted.code().to_string()), ..Default::default() };
    row.update(work.db()).await?;
    let action = match wanted {
        Standing::Open => "kind.reopen",
        Standing::Closed => "kind.close",
    };
    work.record(caller.entry(now, None, action, ("kind", code.to_string()), &json!({})));
    work.purge(tag::DIRECTORY);
    app.commit(work).await
}

async fn get(work: &store::Work, code: &str) -> Result<kind::Model, AppError> {
    kind::Entity::find_by_id(code.to_string()).one(work.db()).await?.ok_or_else(|| AppError::problem("not_found"))
}

fn refused(refusal: KindRefusal) -> AppError {
    AppError::fields(vec![match refusal {
        KindRefusal::BadCode => FieldFault::new("code", "kind_code_bad"),
        KindRefusal::LabelMissing => FieldFault::new("label", "required"),
        KindRefusal::BadKey { key } => FieldFault::new("fields", "kind_key_bad").with("key", key),
        KindRefusal::KeyTwice { key } => FieldFault::new("fields", "kind_key_twice").with("key", key),
        KindRefusal::ChoicesMissing { key } => FieldFault::new("fields", "kind_choices_missing").with("key", key),
        KindRefusal::Required { label, .. }
        | KindRefusal::BadDate { label, .. }
        | KindRefusal::BadNumber { label, .. }
        | KindRefusal::NotAChoice { label, .. }
        | KindRefusal::BadLink { label, .. }
        | KindRefusal::TooLong { label, .. } => FieldFault::new("fields", "kind_key_bad").with("key", label),
    }])
}
