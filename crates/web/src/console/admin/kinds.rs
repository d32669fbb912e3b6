//! Kinds of items: the built-in ones, and further ones with fields of their own.

use app::AppError;
use app::site::{KindRow, change_kind, define_kind, list_kinds, set_kind_standing};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::identity::Action;
use domain::item::kind::{BodyKind, DocumentFields, FieldKind, FieldSpec, KindSpec, Need, built_in};
use domain::site::Standing;
use minijinja::Value;

use super::answer::{after_button, form_page, refused};
use super::choices::codes;
use super::reader::Reader;
use crate::console::flash::Flash;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::routes::{Access, Route, get, post};
use crate::state::Web;
use crate::templates::context;

const PATH: &str = "/console/kinds";
/// Most own fields of a kind.
const MAX_FIELDS: usize = 40;
/// Empty rows of a new form.
const FIRST_ROWS: usize = 4;

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<Route> {
    const NEEDS: Access = Access::Needs(Action::KindManage);
    vec![
        get(PATH, NEEDS, show),
        get("/console/kinds/new", NEEDS, show_new),
        post("/console/kinds/new", NEEDS, send_new),
        get("/console/kinds/{code}/edit", NEEDS, show_edit),
        post("/console/kinds/{code}/edit", NEEDS, send_edit),
        post("/console/kinds/{code}/standing", NEEDS, set_standing),
    ]
}

/// `GET /console/kinds`
async fn show(State(web): State<Web>, signed: SignedIn) -> Result<Response, WebError> {
    let own = list_kinds(web.app(), &signed.caller).await?;
    let own: Vec<Value> =
        own.iter().map(|row| context! { open => row.standing == Standing::Open, ..row_of(&row.spec) }).collect();
    let built_in: Vec<Value> = built_in().iter().map(row_of).collect();
    let head = PageHead::new("信息类型")
        .lead("系统自带七种类型；本单位可以另外定义类型，并给它自己的字段。")
        .under(&[("栏目与专题", "/console/sites")]);
    page(&web, &signed, "console/admin/kinds.html", &head, context! { own, built_in })
}

fn row_of(spec: &KindSpec) -> Value {
    let fields: Vec<String> = spec
        .fields
        .iter()
        .map(|field| format!("{}（{}，{}）", field.label, field.kind.label(), field.need.label()))
        .collect();
    context! {
        code => spec.code,
        label => spec.label,
        body => spec.body.label(),
        document => spec.document.label(),
        fields => fields.join("、"),
    }
}

/// `GET /console/kinds/new`
async fn show_new(State(web): State<Web>, signed: SignedIn) -> Result<Response, WebError> {
    let form = FormView::new().with("body", BodyKind::RichText.code()).with("document", DocumentFields::Plain.code());
    kind_page(&web, &signed, None, FIRST_ROWS, &form)
}

/// The form; `known` is the kind that is changed, `rows` how many rows of fields are shown.
fn kind_page(
    web: &Web,
    signed: &SignedIn,
    known: Option<&KindSpec>,
    rows: usize,
    form: &FormView,
) -> Result<Response, WebError> {
    let (title, url) = match known {
        Some(spec) => (format!("修改类型：{}", spec.label), format!("{PATH}/{}/edit", spec.code)),
        None => ("定义信息类型".to_string(), format!("{PATH}/new")),
    };
    let values = context! {
        url,
        cancel_url => PATH,
        is_new => known.is_none(),
        fixed => known.map_or(0, |spec| spec.fields.len()),
        rows,
        more => rows < MAX_FIELDS,
        bodies => codes(BodyKind::ALL, BodyKind::code, BodyKind::label),
        documents => codes(DocumentFields::ALL, DocumentFields::code, DocumentFields::label),
        field_kinds => codes(FieldKind::ALL, FieldKind::code, FieldKind::label),
        needs => codes(Need::ALL, Need::code, Need::label),
    };
    form_page(
        web,
        signed,
        "console/admin/kind_form.html",
        &PageHead::new(title).under(&[("信息类型", PATH)]),
        form,
        values,
    )
}

/// How many rows the form came with, and one button adds to.
fn rows_of(typed: &Typed) -> usize {
    let rows = typed.trimmed("rows").parse().unwrap_or(FIRST_ROWS).min(MAX_FIELDS);
    if typed.filled("add").is_some() { (rows + 4).min(MAX_FIELDS) } else { rows }
}

fn read(typed: &Typed, code: &str) -> Result<KindSpec, AppError> {
    let mut reader = Reader::new(typed);
    let spec = KindSpec {
        code: code.to_string(),
        label: reader.text("label"),
        body: reader.code("body", BodyKind::parse, BodyKind::RichText),
        document: reader.code("document", DocumentFields::parse, DocumentFields::Plain),
        fields: (1..=rows_of(typed)).filter_map(|row| read_field(&mut reader, row)).collect(),
    };
    reader.finish()?;
    Ok(spec)
}

/// A row of the form; a row without key and name is no field.
fn read_field(reader: &mut Reader<'_>, row: usize) -> Option<FieldSpec> {
    let (key, label) = (reader.text(&format!("key_{row}")), reader.text(&format!("label_{row}")));
    if key.is_empty() && label.is_empty() {
        return None;
    }
    let choices = reader.text(&format!("choices_{row}"));
    let choices = choices.split(['、', '，', ',', '\n']).map(str::trim).filter(|one| !one.is_empty());
    Some(FieldSpec {
        key,
        label,
        kind: reader.code(&format!("kind_{row}"), FieldKind::parse, FieldKind::Text),
        need: reader.code(&format!("need_{row}"), Need::parse, Need::Optional),
        choices: choices.map(str::to_string).collect(),
    })
}

/// What was typed. The general view takes a field `code` for a secret one.
fn shown(typed: &Typed) -> FormView {
    typed.view().with("code", typed.get("code"))
}

/// Faults of the rows have no field of that name: they stand at the first row.
fn at_rows(form: FormView) -> FormView {
    let errors = form.errors.into_iter().map(|mut error| {
        if error.field == "fields" {
            error.field = "key_1".to_string();
        }
        error
    });
    FormView { errors: errors.collect(), values: form.values }
}

/// `POST /console/kinds/new`; the button for more rows only shows the form again.
async fn send_new(State(web): State<Web>, signed: SignedIn, typed: Typed) -> Result<Response, WebError> {
    if typed.filled("add").is_some() {
        return kind_page(&web, &signed, None, rows_of(&typed), &shown(&typed));
    }
    let result = match read(&typed, typed.trimmed("code")) {
        Ok(spec) => define_kind(web.app(), &signed.caller, &spec).await,
        Err(error) => Err(error),
    };
    match result {
        Ok(()) => Ok(Flash::ok("信息类型已定义，编辑新建信息时可以选择。").redirect(&web, PATH)),
        Err(error) => kind_page(&web, &signed, None, rows_of(&typed), &at_rows(refused(shown(&typed), error)?)),
    }
}

async fn find(web: &Web, signed: &SignedIn, code: &str) -> Result<KindRow, WebError> {
    let rows = list_kinds(web.app(), &signed.caller).await?;
    rows.into_iter().find(|row| row.spec.code == code).ok_or_else(WebError::not_found)
}

/// `GET /console/kinds/{code}/edit`
async fn show_edit(State(web): State<Web>, signed: SignedIn, Path(code): Path<String>) -> Result<Response, WebError> {
    let spec = find(&web, &signed, &code).await?.spec;
    let form = FormView::new()
        .with("label", spec.label.as_str())
        .with("body", spec.body.code())
        .with("document", spec.document.code());
    let form = spec.fields.iter().zip(1..).fold(form, |form, (field, row)| {
        form.with(&format!("key_{row}"), field.key.as_str())
            .with(&format!("label_{row}"), field.label.as_str())
            .with(&format!("kind_{row}"), field.kind.code())
            .with(&format!("need_{row}"), field.need.code())
            .with(&format!("choices_{row}"), field.choices.join("、"))
    });
    kind_page(&web, &signed, Some(&spec), spec.fields.len() + 1, &form)
}

/// `POST /console/kinds/{code}/edit`
async fn send_edit(
    State(web): State<Web>,
    signed: SignedIn,
    Path(code): Path<String>,
    typed: Typed,
) -> Result<Response, WebError> {
    let known = find(&web, &signed, &code).await?.spec;
    if typed.filled("add").is_some() {
        return kind_page(&web, &signed, Some(&known), rows_of(&typed), &shown(&typed));
    }
    let result = match read(&typed, &code) {
        Ok(spec) => change_kind(web.app(), &signed.caller, &spec).await,
        Err(error) => Err(error),
    };
    match result {
        Ok(()) => Ok(Flash::ok("信息类型已保存。").redirect(&web, PATH)),
        Err(error) => kind_page(&web, &signed, Some(&known), rows_of(&typed), &at_rows(refused(shown(&typed), error)?)),
    }
}

/// `POST /console/kinds/{code}/standing`: closes or reopens.
async fn set_standing(
    State(web): State<Web>,
    signed: SignedIn,
    Path(code): Path<String>,
    typed: Typed,
) -> Result<Response, WebError> {
    let wanted = Standing::parse(typed.trimmed("to")).ok_or_else(|| WebError::problem("bad_request"))?;
    let result = set_kind_standing(web.app(), &signed.caller, &code, wanted).await;
    let done = match wanted {
        Standing::Open => "信息类型已重新开放。",
        Standing::Closed => "信息类型已关闭，不能再新建；原有信息不受影响。",
    };
    after_button(&web, result, done, PATH)
}
