//! The wording of letters and mails: the list, the form of one with its placeholders, a preview with sample values, what
//! was in force before, and the way back to the program's own.

use app::identity::names;
use app::letter::{
    LetterCode, Setting, WordingForm, get_letter, list_letters, preview_letter, reset_letter, save_letter,
};
use app::mail::{
    MailStep, get_mail_template, list_mail_templates, preview_mail_template, reset_mail_template, save_mail_template,
};
use app::wording::{Origin, PastWording, Placeholder, Wording};
use app::{AppError, sentence};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use documents::write::to_html;
use domain::identity::Action;
use minijinja::Value;

use crate::console::flash::Flash;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::routes::{Access, Route, get, post};
use crate::state::Web;
use crate::templates::context;

const PATH: &str = "/console/wordings";

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<Route> {
    const NEEDS: Access = Access::Needs(Action::WordingManage);
    vec![
        get(PATH, NEEDS, show),
        get("/console/wordings/letters/{code}", NEEDS, show_letter),
        post("/console/wordings/letters/{code}", NEEDS, send_letter),
        get("/console/wordings/mails/{code}", NEEDS, show_mail),
        post("/console/wordings/mails/{code}", NEEDS, send_mail),
    ]
}

/// `GET /console/wordings`
async fn show(State(web): State<Web>, signed: SignedIn) -> Result<Response, WebError> {
    let (app, caller) = (web.app(), &signed.caller);
    let row = |url: String, label: String, origin: Origin| context! { url, label, own => origin == Origin::Own };
    let letters = list_letters(app, caller).await?;
    let of = |is: fn(&LetterCode) -> bool| -> Vec<Value> {
        let wanted = letters.iter().filter(|one| is(&one.code));
        wanted.map(|one| row(format!("{PATH}/letters/{}", one.code.code()), one.code.label(), one.origin)).collect()
    };
    let group = |title: &str, rows: Vec<Value>| context! { title, rows };
    let mails = list_mail_templates(app, caller).await?;
    let mails_to = |office: bool| -> Vec<Value> {
        let wanted = mails.iter().filter(|one| (one.step == MailStep::Reminder) == office);
        wanted
            .map(|one| row(format!("{PATH}/mails/{}", one.step.code()), one.step.label().into(), one.origin))
            .collect()
    };
    let groups = vec![
        group("告知书和函件", of(|code| matches!(code, LetterCode::Paper(_)) && code.setting() == Setting::Letter)),
        group("答复书", of(|code| matches!(code, LetterCode::Reply(_)))),
        group("登记表、审批单等", of(|code| code.setting() == Setting::Form)),
        group("给申请人的邮件", mails_to(false)),
        group("给工作人员的邮件", mails_to(true)),
    ];
    let head = PageHead::new("文书和邮件模板").lead("修改后新生成的文书和邮件使用新模板；已经发出的不变。");
    page(&web, &signed, "console/admin/wordings.html", &head, context! { groups })
}

/// A letter or mail as its page shows it.
struct Shown {
    url: String,
    title: String,
    kind: &'static str,
    origin: Origin,
    wording: Wording,
    placeholders: Vec<Placeholder>,
    history: Vec<PastWording>,
    is_form: bool,
}

async fn letter(web: &Web, signed: &SignedIn, code: &str) -> Result<Shown, AppError> {
    let view = get_letter(web.app(), &signed.caller, code).await?;
    Ok(Shown {
        url: format!("{PATH}/letters/{code}"),
        title: view.code.label(),
        kind: "标题",
        origin: view.origin,
        wording: view.wording,
        placeholders: view.placeholders,
        history: view.history,
        is_form: view.setting == Setting::Form,
    })
}

async fn mail(web: &Web, signed: &SignedIn, step: MailStep) -> Result<Shown, AppError> {
    let view = get_mail_template(web.app(), &signed.caller, step).await?;
    Ok(Shown {
        url: format!("{PATH}/mails/{}", step.code()),
        title: format!("邮件：{}", step.label()),
        kind: "邮件主题",
        origin: view.origin,
        wording: view.wording,
        placeholders: view.placeholders,
        history: view.history,
        is_form: false,
    })
}

/// `GET /console/wordings/letters/{code}`
async fn show_letter(State(web): State<Web>, signed: SignedIn, Path(code): Path<String>) -> Result<Response, WebError> {
    let shown = letter(&web, &signed, &code).await?;
    let typed = WordingForm { title: shown.wording.title.clone(), body: shown.wording.body.clone() };
    let html = preview_letter(web.app(), &signed.caller, &code, &typed).map(|document| to_html(&document)).ok();
    let form = form_of(&shown.wording);
    render(&web, &signed, shown, form, html.map(Value::from_safe_string), StatusCode::OK).await
}

/// `GET /console/wordings/mails/{code}`
async fn show_mail(State(web): State<Web>, signed: SignedIn, Path(code): Path<String>) -> Result<Response, WebError> {
    let step = MailStep::parse(&code).ok_or_else(WebError::not_found)?;
    let shown = mail(&web, &signed, step).await?;
    let seen = preview_mail_template(web.app(), &signed.caller, step, &shown.wording).ok();
    let form = form_of(&shown.wording);
    render(&web, &signed, shown, form, seen.map(|mail| mail_text(&mail)), StatusCode::OK).await
}

fn form_of(wording: &Wording) -> FormView {
    FormView::new().with("title", wording.title.clone()).with("body", wording.body.clone())
}

fn mail_text(mail: &Wording) -> Value {
    format!("主题：{}\n\n{}", mail.title, mail.body).into()
}

/// `POST /console/wordings/letters/{code}`, with `do`: `save`, `preview` or `reset`.
async fn send_letter(
    State(web): State<Web>,
    signed: SignedIn,
    Path(code): Path<String>,
    typed: Typed,
) -> Result<Response, WebError> {
    let (app, caller) = (web.app(), &signed.caller);
    let form = WordingForm { title: typed.get("title").into(), body: typed.get("body").into() };
    let shown = letter(&web, &signed, &code).await?;
    let done = match typed.trimmed("do") {
        "preview" => match preview_letter(app, caller, &code, &form) {
            Ok(document) => {
                let html = Value::from_safe_string(to_html(&document));
                return render(&web, &signed, shown, typed.view(), Some(html), StatusCode::OK).await;
            }
            Err(error) => Err(error),
        },
        "reset" => reset_letter(app, caller, &code).await.map(|()| "已恢复系统自带的模板。"),
        "save" => save_letter(app, caller, &code, &form).await.map(|()| "模板已保存，新生成的文书使用它。"),
        _ => Err(AppError::problem("bad_request")),
    };
    answer(&web, &signed, shown, &typed, done).await
}

/// `POST /console/wordings/mails/{code}`, with `do`: `save`, `preview` or `reset`.
async fn send_mail(
    State(web): State<Web>,
    signed: SignedIn,
    Path(code): Path<String>,
    typed: Typed,
) -> Result<Response, WebError> {
    let (app, caller) = (web.app(), &signed.caller);
    let step = MailStep::parse(&code).ok_or_else(WebError::not_found)?;
    let wording = Wording { title: typed.get("title").into(), body: typed.get("body").into() };
    let shown = mail(&web, &signed, step).await?;
    let done = match typed.trimmed("do") {
        "preview" => match preview_mail_template(app, caller, step, &wording) {
            Ok(seen) => {
                let text = Some(mail_text(&seen));
                return render(&web, &signed, shown, typed.view(), text, StatusCode::OK).await;
            }
            Err(error) => Err(error),
        },
        "reset" => reset_mail_template(app, caller, step).await.map(|()| "已恢复系统自带的模板。"),
        "save" => save_mail_template(app, caller, step, &wording).await.map(|()| "模板已保存，新的邮件使用它。"),
        _ => Err(AppError::problem("bad_request")),
    };
    answer(&web, &signed, shown, &typed, done).await
}

async fn answer(
    web: &Web,
    signed: &SignedIn,
    shown: Shown,
    typed: &Typed,
    done: Result<&str, AppError>,
) -> Result<Response, WebError> {
    match done {
        Ok(told) => Ok(Flash::ok(told).redirect(web, &shown.url)),
        Err(error) if matches!(error.code(), "not_found" | "not_allowed" | "internal") => Err(error.into()),
        Err(error) => {
            let status = StatusCode::from_u16(sentence(&error).status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            let form = typed.view().refused(error)?;
            render(web, signed, shown, form, None, status).await
        }
    }
}

async fn render(
    web: &Web,
    signed: &SignedIn,
    shown: Shown,
    form: FormView,
    preview: Option<Value>,
    status: StatusCode,
) -> Result<Response, WebError> {
    let names = names(web.app(), shown.history.iter().filter_map(|past| past.by)).await?;
    let history: Vec<Value> = shown
        .history
        .iter()
        .map(|past| {
            context! {
                at => past.at.display_minute(),
                who => past.by.and_then(|id| names.get(&id).cloned()).unwrap_or_else(|| "命令行".to_string()),
                what => if past.origin == Origin::Own { "修改" } else { "恢复系统自带的模板" },
                title => past.wording.title,
                body => past.wording.body,
            }
        })
        .collect();
    let placeholders: Vec<Value> =
        shown.placeholders.iter().map(|p| context! { key => p.key, label => p.label, sample => p.sample }).collect();
    let values = context! {
        url => shown.url,
        title_label => shown.kind,
        own => shown.origin == Origin::Own,
        is_form => shown.is_form,
        is_mail => shown.kind == "邮件主题",
        placeholders,
        history,
        preview,
        form => Value::from(minijinja::value::Serde(&form)),
    };
    let head = PageHead::new(shown.title).under(&[("文书和邮件模板", PATH)]);
    let page = page(web, signed, "console/admin/wording_form.html", &head, values)?;
    Ok((status, page).into_response())
}
