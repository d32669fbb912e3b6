//! The letters of a case: the section of the case page, the page of one letter with its text to be changed, its preview
//! and its issuing, and the files. Which letters fit, and what may be changed, say the use cases.

use app::letter::{PaperText, cell_field};
use app::mail::{MailRow, mails_of_request};
use app::request::letters::{self, Editable, Format, LetterLine, LetterPage, LetterState, Wanted};
use app::request::look::Look;
use app::{AppError, sentence};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use documents::write::to_html;
use domain::time::Moment;
use minijinja::Value;

use crate::console::admin::mails::tone as mail_tone;
use crate::console::flash::Flash;
use crate::console::item::rows::{Badge, value_of};
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::downloads::saved;
use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::state::Web;
use crate::templates::context;

const fn tone(state: Option<LetterState>) -> (&'static str, &'static str) {
    match state {
        None => ("可以制作", "neutral"),
        Some(LetterState::Draft) => ("草稿", "info"),
        Some(LetterState::Issued) => ("已发出", "ok"),
    }
}

/// The letters for the case page; empty for those who may not see them.
///
/// # Errors
/// When the records cannot be read.
pub async fn section(web: &Web, signed: &SignedIn, look: &Look) -> Result<Option<Value>, WebError> {
    let id = look.row.id;
    let lines = match letters::list(web.app(), &signed.caller, id).await {
        Err(error) if error.code() == "not_allowed" => return Ok(None),
        lines => lines?,
    };
    let (forms, letters): (Vec<_>, Vec<_>) =
        lines.iter().partition(|line| line.wanted.code.setting() == app::letter::Setting::Form);
    let rows = |lines: Vec<&LetterLine>| lines.into_iter().map(|line| row(id, line)).collect::<Vec<_>>();
    let mails = mails_of_request(web.app(), &signed.caller, id).await?;
    let waiting = letters.iter().filter(|line| look.may_handle && line.waits(&look.case));
    let waiting: Vec<Value> =
        waiting.map(|line| context! { label => line.label, url => address(id, line.wanted) }).collect();
    Ok(Some(context! {
        waiting,
        mails => mails.iter().map(mail_row).collect::<Vec<_>>(),
        letters => rows(letters),
        forms => rows(forms),
        folder_url => format!("/console/requests/{id}/folder"),
    }))
}

fn row(id: i64, line: &LetterLine) -> Value {
    let (label, tone) = tone(line.state);
    let issued = line.issued_at.is_some();
    let url = address(id, line.wanted);
    context! {
        label => line.label,
        badge => Badge::new(label, tone),
        number => line.number.clone().filter(|_| issued),
        on => issued.then(|| line.dated_on.to_string()),
        pdf => issued.then(|| format!("{url}/pdf")),
        docx => issued.then(|| format!("{url}/docx")),
        url,
    }
}

/// What the applicant was told by mail, and whether it went out.
fn mail_row(mail: &MailRow) -> Value {
    context! {
        step => mail.step.map_or("", |step| step.label()),
        badge => mail.state.map(|state| Badge::new(state.label(), mail_tone(state))),
        at => Moment(mail.sent_at.unwrap_or(mail.created_at)).display_minute(),
    }
}

fn address(id: i64, wanted: Wanted) -> String {
    format!("/console/requests/{id}/letters/{wanted}")
}

fn parse(letter: &str) -> Result<Wanted, WebError> {
    Wanted::parse(letter).ok_or_else(WebError::not_found)
}

/// `GET /console/requests/{id}/letters/{letter}`
pub async fn show(
    State(web): State<Web>,
    signed: SignedIn,
    Path((id, letter)): Path<(i64, String)>,
) -> Result<Response, WebError> {
    let wanted = parse(&letter)?;
    let found = letters::show(web.app(), &signed.caller, id, wanted).await?;
    let form = filled(FormView::new(), &found.text);
    render(&web, &signed, id, &found, form, StatusCode::OK)
}

/// `POST /console/requests/{id}/letters/{letter}`, with `do`: `save`, `preview`, `issue` or `restore`.
pub async fn send(
    State(web): State<Web>,
    signed: SignedIn,
    Path((id, letter)): Path<(i64, String)>,
    typed: Typed,
) -> Result<Response, WebError> {
    let wanted = parse(&letter)?;
    let app = web.app();
    let stands = letters::show(app, &signed.caller, id, wanted).await?;
    let text = match stands.editable {
        Editable::Yes => Some(over(stands.text.clone(), &typed)),
        _ => None,
    };
    let url = address(id, wanted);
    let kept = text.clone().unwrap_or_default();
    let done = match typed.trimmed("do") {
        "preview" => {
            let found = letters::preview(app, &signed.caller, id, wanted, kept).await;
            match found {
                Ok(found) => return render(&web, &signed, id, &found, typed.view(), StatusCode::OK),
                Err(error) => Err(error),
            }
        }
        "save" => letters::save(app, &signed.caller, id, wanted, kept).await.map(|()| "草稿已保存。".to_string()),
        "restore" => {
            letters::restore(app, &signed.caller, id, wanted).await.map(|()| "已恢复为按模板生成的正文。".to_string())
        }
        "issue" => letters::issue(app, &signed.caller, id, wanted, text).await.map(|number| match number {
            Some(number) => format!("已发出，文号为 {number}。文书已存入本件材料，不能再改动。"),
            None => "已存入本件材料，不能再改动。".to_string(),
        }),
        _ => Err(AppError::problem("bad_request")),
    };
    match done {
        Ok(told) => Ok(Flash::ok(told).redirect(&web, &url)),
        Err(error) if matches!(error.code(), "not_found" | "not_allowed" | "internal") => Err(error.into()),
        Err(error) => {
            let status = StatusCode::from_u16(sentence(&error).status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            let form = filled(typed.view(), &stands.text).refused(error)?;
            render(&web, &signed, id, &stands, form, status)
        }
    }
}

/// `GET /console/requests/{id}/letters/{letter}/pdf`
pub async fn pdf(
    State(web): State<Web>,
    signed: SignedIn,
    Path((id, letter)): Path<(i64, String)>,
) -> Result<Response, WebError> {
    let opened = letters::export(web.app(), &signed.caller, id, parse(&letter)?, Format::Pdf).await?;
    Ok(saved(&opened.name, &opened.media_type, opened.bytes))
}

/// `GET /console/requests/{id}/letters/{letter}/docx`
pub async fn docx(
    State(web): State<Web>,
    signed: SignedIn,
    Path((id, letter)): Path<(i64, String)>,
) -> Result<Response, WebError> {
    let opened = letters::export(web.app(), &signed.caller, id, parse(&letter)?, Format::Docx).await?;
    Ok(saved(&opened.name, &opened.media_type, opened.bytes))
}

/// The values of the form; what was typed stays.
fn filled(mut form: FormView, text: &PaperText) -> FormView {
    let mut put = |name: String, value: String| {
        form.values.entry(name).or_insert_with(|| value.into());
    };
    put("title".into(), text.title.clone());
    put("addressee".into(), text.addressee.clone());
    put("body".into(), text.body.clone());
    put("attachments".into(), text.attachments.join("\n"));
    put("contact".into(), text.contact.clone());
    put("copies_to".into(), text.copies_to.join("\n"));
    for (row, cells) in text.rows.iter().enumerate() {
        cells.iter().enumerate().for_each(|(cell, value)| put(cell_field(row, cell), value.clone()));
    }
    form
}

/// The text with what was typed over it. Labels of a form are not typed.
fn over(mut text: PaperText, typed: &Typed) -> PaperText {
    let sent = |name: &str| typed.0.iter().any(|(key, _)| key == name).then(|| typed.get(name).to_string());
    let lines = |name: &str| sent(name).map(|value| value.lines().map(str::to_string).collect::<Vec<_>>());
    text.title = sent("title").unwrap_or(text.title);
    text.addressee = sent("addressee").unwrap_or(text.addressee);
    text.body = sent("body").unwrap_or(text.body);
    text.contact = sent("contact").unwrap_or(text.contact);
    text.attachments = lines("attachments").unwrap_or(text.attachments);
    text.copies_to = lines("copies_to").unwrap_or(text.copies_to);
    for (row, cells) in text.rows.iter_mut().enumerate() {
        for (cell, value) in cells.iter_mut().enumerate().filter(|(cell, _)| cell % 2 == 1) {
            if let Some(new) = sent(&cell_field(row, cell)) {
                *value = new;
            }
        }
    }
    text
}

fn render(
    web: &Web,
    signed: &SignedIn,
    id: i64,
    found: &LetterPage,
    form: FormView,
    status: StatusCode,
) -> Result<Response, WebError> {
    let line = &found.line;
    let case_url = format!("/console/requests/{id}");
    let (label, tone) = tone(line.state);
    let url = address(id, line.wanted);
    let unfilled: Vec<String> = found.text.unfilled().into_iter().flat_map(|(_, names)| names).collect();
    let missing: String = found.missing.iter().collect();
    let full = found.editable != Editable::Looking;
    let values = context! {
        case_url,
        badge => Badge::new(label, tone),
        number => line.number.clone(),
        issued_at => line.issued_at.map(|at| at.display_minute()),
        dated_on => line.dated_on.to_string(),
        html => Value::from_safe_string(to_html(&found.document)),
        may_edit => found.editable == Editable::Yes,
        signed_off => found.editable == Editable::Signed,
        masked => !full,
        issuable => found.issuable,
        is_letter => !found.text.is_form(),
        cells => cells(&found.text),
        unfilled => unfilled.join("、"),
        missing => if missing.is_empty() { line.missing.clone() } else { missing },
        pdf => full.then(|| format!("{url}/pdf")),
        docx => full.then(|| format!("{url}/docx")),
        url,
        form => value_of(&form),
    };
    let head = PageHead::new(line.label.clone())
        .under(&[("依申请公开", "/console/requests"), (&found.request_number, &format!("/console/requests/{id}"))]);
    let page = page(web, signed, "console/request/letter.html", &head, values)?;
    Ok((status, page).into_response())
}

/// A form's cells that may be changed, each with the label before it.
fn cells(text: &PaperText) -> Vec<Value> {
    let of_row = |(row, cells): (usize, &Vec<String>)| {
        let values = cells.iter().enumerate().filter(|(cell, _)| cell % 2 == 1);
        let labelled = values.map(|(cell, value)| {
            let label = cells.get(cell - 1).cloned().unwrap_or_default();
            let long = value.chars().count() > 40 || value.contains('\n') || (cells.len() == 2 && value.is_empty());
            context! { name => cell_field(row, cell), label, long }
        });
        labelled.collect::<Vec<_>>()
    };
    text.rows.iter().enumerate().flat_map(of_row).collect()
}
