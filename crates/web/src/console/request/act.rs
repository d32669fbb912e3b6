//! One command on one case: its form is sent here, whichever it is. There is no form for many but the harmless one.

use app::request::act::{self, With};
use app::{AppError, sentence};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::request::Command;
use domain::request::reply::{ReplyKind, missing_facts};

use super::actions::command::{Ordered, field_of, prefix, read};
use super::actions::{SentForm, specs};
use super::posted::Posted;
use super::{decide, money, page};
use crate::console::flash::Flash;
use crate::console::session::SignedIn;
use crate::errors::WebError;
use crate::forms::{FormError, FormView, Typed};
use crate::state::Web;

/// `POST /console/requests/{id}/{command}`
pub async fn act(
    State(web): State<Web>,
    signed: SignedIn,
    Path((id, code)): Path<(i64, String)>,
    Posted(sent): Posted,
) -> Result<Response, WebError> {
    let version = sent.typed.filled("version").and_then(|version| version.parse().ok());
    let done = match read(&code, &sent) {
        Ok(Ordered { command, particulars, files, supply }) => {
            let with = With { particulars, files, version };
            let done = match command {
                Command::DraftReply { .. } => {
                    act::draft_reply(web.app(), &signed.caller, id, &command, with, &supply).await
                }
                _ => act::act(web.app(), &signed.caller, id, &command, with).await,
            };
            done.map_err(|error| (sent.at_its_field(error), Some(command)))
        }
        Err(error) => Err((error, None)),
    };
    match done {
        Ok(_) => Ok(Flash::ok(told(&code)).redirect(&web, &format!("/console/requests/{id}"))),
        Err((error, _)) if matches!(error.code(), "not_found" | "not_allowed" | "internal") => Err(error.into()),
        Err((error, command)) => refused(&web, &signed, id, &code, &sent.typed, error, command).await,
    }
}

fn told(code: &str) -> &'static str {
    specs::of(code).map_or("已拟定答复，请按步骤审核、签发。", |spec| spec.done)
}

/// The page again with the reason why not, at its field; what was typed is kept.
async fn refused(
    web: &Web,
    signed: &SignedIn,
    id: i64,
    code: &str,
    typed: &Typed,
    error: AppError,
    command: Option<Command>,
) -> Result<Response, WebError> {
    let words = sentence(&error);
    let no = typed.filled("no").and_then(|no| no.parse().ok());
    let own = prefix(code, no);
    let mut form: FormView = typed.view();
    let message = format!("{}{}", words.text, words.advice);
    if let Some(Command::DraftReply { reply, facts, .. }) = &command
        && error.code() == "request_fact_missing"
    {
        let missing = missing_facts(*reply, facts).into_iter();
        form.errors.extend(missing.map(|fact| FormError {
            field: format!("{own}_{}", fact.code()),
            message: format!("请写明{}。", fact.label()),
        }));
    } else if let Some(field) = field_of(code, error.code()) {
        form.errors.push(FormError { field: format!("{own}_{field}"), message });
    } else {
        form = form.refused(error)?;
    }
    let status = StatusCode::from_u16(words.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    match code {
        "draft_reply" => {
            let reply = ReplyKind::parse(typed.trimmed("draft_reply_reply"));
            decide::render(web, signed, id, decide::Shown { form, reply, status }).await
        }
        "notice_fee" => money::render(web, signed, id, money::Shown { form, fee: None, earlier: None, status }).await,
        _ => {
            let sent = Some(SentForm { code, no });
            page::render(web, signed, id, page::Shown { form, sent, status }).await
        }
    }
}
