//! One message: what was said of which page, what happened, and what the signed-in person may do next.

use std::collections::BTreeMap;

use app::identity::names;
use app::voice::desk::{self, SiteError};
use axum::extract::{Path, State as Given};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::time::Moment;
use domain::voice::site_error::{Outcome, Step};
use minijinja::Value;

use super::{PATH, badge_of, kind_of};
use crate::console::admin::choices::{Agencies, agencies, codes};
use crate::console::item::rows::value_of;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::forms::FormView;
use crate::state::Web;
use crate::templates::context;

/// `GET /console/site-errors/{id}`
pub async fn show(Given(web): Given<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    render(&web, &signed, id, FormView::new(), None, StatusCode::OK).await
}

/// `POST /console/site-errors/{id}/contact`: asked for by a form, since each look is a deed that stands in the log.
pub async fn contact(Given(web): Given<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    let (_, contact) = desk::contact(web.app(), &signed.caller, id).await?;
    render(&web, &signed, id, FormView::new(), Some(contact), StatusCode::OK).await
}

/// The page; `form` holds what was typed into one of its forms, `contact` how the sender can be reached, in full.
pub async fn render(
    web: &Web,
    signed: &SignedIn,
    id: i64,
    form: FormView,
    contact: Option<String>,
    status: StatusCode,
) -> Result<Response, WebError> {
    let app = web.app();
    let found = desk::get(app, &signed.caller, id).await?;
    let names = names(app, found.steps.iter().filter_map(|step| step.by_id)).await?;
    let row = &found.row;
    let values = context! {
        id,
        version => row.version,
        badge => badge_of(row, app.now().date()),
        description => row.description,
        facts => facts(web, &found, contact.as_deref()),
        outcome => row.outcome.as_deref().and_then(Outcome::parse).map(|outcome| outcome.label()),
        answer => row.answer,
        log => log(web, &found, &names),
        may => context! {
            transfer => found.may.transfer,
            answer => found.may.answer,
            close => found.may.close,
            see_contact => found.may.see_contact && contact.is_none(),
        },
        outcomes => codes(Outcome::ALL, Outcome::code, Outcome::label),
        agencies => if found.may.transfer { agencies(app, Agencies::Acting) } else { Vec::new() },
        answer_days => app.settings().number("voice.answer_days"),
        form => value_of(&form),
    };
    let head = PageHead::new(format!("找错留言 {}", row.number)).under(&[("网站找错", PATH)]);
    let page = page(web, signed, "console/voice/page.html", &head, values)?;
    Ok((status, page).into_response())
}

fn facts(web: &Web, found: &SiteError, contact: Option<&str>) -> Vec<Value> {
    let row = &found.row;
    let directory = web.app().directory();
    let mut facts = vec![
        context! { label => "网页地址", value => row.page },
        context! { label => "错误类型", value => kind_of(row) },
    ];
    // Only our own page is linked: what a stranger typed may lead anywhere.
    if let Some(item) = row.item_id {
        facts.push(context! { label => "涉及信息", value => format!("第 {item} 号信息"), url => format!("/console/items/{item}") });
    }
    facts.push(
        context! { label => "办理机构", value => directory.agency(row.agency_id).map(|agency| agency.name.clone()) },
    );
    facts.push(context! { label => "收到日期", value => row.received_on.to_string() });
    facts.push(context! { label => "答复期限", value => row.due_on.to_string() });
    let shown = contact.map(str::to_string).or_else(|| found.contact.clone());
    facts.push(context! { label => "联系方式", value => shown.unwrap_or_else(|| "没有留".to_string()) });
    facts
}

fn log(web: &Web, found: &SiteError, names: &BTreeMap<i64, String>) -> Vec<Value> {
    let directory = web.app().directory();
    let events = found.steps.iter().rev().map(|step| {
        let kind = Step::parse(&step.step);
        let to = step.to_agency_id.and_then(|id| directory.agency(id)).map(|agency| agency.name.clone());
        let title = match (kind, to) {
            (Some(Step::Received), Some(to)) => format!("收到，由{to}办理"),
            (Some(Step::Transferred), Some(to)) => format!("转给{to}"),
            (kind, _) => kind.map_or("其他", Step::label).to_string(),
        };
        context! {
            title,
            at => Moment(step.at).display_minute(),
            who => step.by_id.and_then(|id| names.get(&id)).map_or("网民", String::as_str),
            text => step.note,
            tone => match kind {
                Some(Step::Closed) => "ok",
                Some(Step::Answered) => "info",
                _ => "neutral",
            },
        }
    });
    events.collect()
}
