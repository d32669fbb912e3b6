//! Sentences of readers whom an item did not help: those that wait, and what was done about the others.

use std::collections::BTreeMap;

use app::identity::names;
use app::sentence;
use app::voice::opinion::{self, Standing};
use axum::extract::{Path, State as Given};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::identity::Action;
use domain::time::Moment;

use crate::console::admin::asked::Asked;
use crate::console::flash::Flash;
use crate::console::item::rows::value_of;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::state::Web;
use crate::templates::context;

const PATH: &str = "/console/opinions";

/// `GET /console/opinions`
pub async fn show(Given(web): Given<Web>, signed: SignedIn, asked: Asked) -> Result<Response, WebError> {
    render(&web, &signed, &asked, &FormView::new(), StatusCode::OK).await
}

async fn render(
    web: &Web,
    signed: &SignedIn,
    asked: &Asked,
    form: &FormView,
    status: StatusCode,
) -> Result<Response, WebError> {
    let app = web.app();
    let standing = if asked.text("state") == Some("done") { Standing::Done } else { Standing::Waiting };
    let after = asked.number("after");
    let size = app.settings().size("display.page_size") as u64;
    let found = opinion::list(app, &signed.caller, standing, after, size).await?;
    let names: BTreeMap<i64, String> = names(app, found.rows.iter().filter_map(|(row, _)| row.done_by)).await?;
    let rows = found.rows.iter().map(|(row, title)| {
        context! {
            id => row.id,
            title,
            url => format!("/console/items/{}", row.item_id),
            words => row.words,
            at => Moment(row.at).display_minute(),
            note => row.note,
            done_by => row.done_by.and_then(|by| names.get(&by)),
            done_at => row.done_at.map(|at| Moment(at).display_minute()),
        }
    });
    let tab = |label: &str, state: &str, one: Standing, count: Option<u64>| {
        context! { label, url => format!("{PATH}?state={state}"), current => one == standing, count }
    };
    let values = context! {
        tabs_list => [tab("待处理", "waiting", Standing::Waiting, Some(found.waiting)), tab("已处理", "done", Standing::Done, None)],
        rows => rows.collect::<Vec<_>>(),
        waiting => standing == Standing::Waiting,
        may_settle => standing == Standing::Waiting && signed.caller.can_somewhere(Action::VoiceHandle, app.now()),
        list_pager => context! {
            newer_url => after.map(|_| asked.address(PATH, "after", None)),
            older_url => found.next.map(|id| asked.address(PATH, "after", Some(&id.to_string()))),
            text => format!("本页 {} 条", found.rows.len()),
        },
        form => value_of(form),
    };
    let head = PageHead::new("信息评价").lead("认为信息没有帮助的读者写下的意见。评价不记名，不能回复。");
    let page = page(web, signed, "console/voice/opinions.html", &head, values)?;
    Ok((status, page).into_response())
}

/// `POST /console/opinions/{id}/settle`
pub async fn settle(
    Given(web): Given<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    typed: Typed,
) -> Result<Response, WebError> {
    let field = format!("note_{id}");
    match opinion::settle(web.app(), &signed.caller, id, typed.get(&field)).await {
        Ok(()) => Ok(Flash::ok("已处理。").redirect(&web, PATH)),
        Err(error) if matches!(error.code(), "not_found" | "not_allowed" | "internal") => Err(error.into()),
        Err(error) => {
            let status = StatusCode::from_u16(sentence(&error).status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            let mut form = typed.view().refused(error)?;
            for fault in form.errors.iter_mut().filter(|fault| fault.field == "note") {
                fault.field.clone_from(&field);
            }
            render(&web, &signed, &Asked::default(), &form, status).await
        }
    }
}
