//! Whether an item helped its reader. Without cookies and without persons: the form of the item's page is the same for
//! everybody.

use app::item::public::{Standing, item_page};
use app::sentence;
use app::voice::opinion::{Counted, Opinion, say};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use domain::voice::opinion::{MAX_WORDS, Verdict};
use minijinja::Value;

use super::head;
use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::portal::frame::Portal;
use crate::portal::request::sent::{self, SmallForm};
use crate::security::rate::Deed;
use crate::templates::context;

/// What the page tells.
enum Told {
    /// The form, for the first time or with its faults.
    Form(FormView),
    Thanks(Counted),
}

/// `GET /items/{id}/opinion`: the form by itself, for who comes back to the address of an answer.
pub async fn show(portal: Portal, Path(id): Path<i64>) -> Result<Response, WebError> {
    render(&portal, id, Told::Form(FormView::new()), StatusCode::OK).await
}

/// `POST /items/{id}/opinion`
pub async fn send(portal: Portal, Path(id): Path<i64>, SmallForm(typed): SmallForm) -> Result<Response, WebError> {
    sent::from_our_page(&portal)?;
    if let Err(waits) = sent::count(&portal, Deed::Tell) {
        let form = Told::Form(sent::to_be_sent_later(&typed, &waits));
        return Ok(sent::come_again(render(&portal, id, form, StatusCode::TOO_MANY_REQUESTS).await?, &waits));
    }
    let said = opinion_of(&portal, id, &typed);
    match say(portal.web.app(), &said).await {
        Ok(counted) => render(&portal, id, Told::Thanks(counted), StatusCode::OK).await,
        Err(error) => {
            let words = sentence(&error);
            if words.status != 422 {
                return Err(error.into());
            }
            render(&portal, id, Told::Form(typed.view().refused(error)?), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

fn opinion_of(portal: &Portal, item: i64, typed: &Typed) -> Opinion {
    Opinion {
        item,
        verdict: Verdict::parse(typed.trimmed("verdict")),
        words: typed.trimmed("words").to_string(),
        address: portal.address.clone(),
    }
}

async fn render(portal: &Portal, id: i64, told: Told, status: StatusCode) -> Result<Response, WebError> {
    let Standing::Live(item) = item_page(portal.web.app(), id).await? else {
        return Err(WebError::not_found());
    };
    let (thanks, form) = match told {
        Told::Form(form) => (None, form),
        Told::Thanks(Counted::Now) => (Some("谢谢，您的评价已经收到。"), FormView::new()),
        Told::Thanks(Counted::Enough) => (Some("今天已经收到您对这条信息的评价，谢谢。"), FormView::new()),
    };
    let opinion = context! {
        action => portal.url(&format!("/items/{id}/opinion")),
        item_title => item.content.title,
        item_url => portal.item_url(id),
        error_url => portal.url("/site-errors/new?page=") + &portal.item_url(id),
        thanks,
        max => MAX_WORDS,
    };
    let head = head("评价信息", "这条信息对您有没有帮助。");
    let form = Value::from(minijinja::value::Serde(&form));
    portal.private("opinion.html", &head, context! { opinion, form }, status)
}
