//! The receipt (接收回执): number and query code, shown this once, and what comes next.

use app::request::Receipt;
use app::request::receipt::receipt;
use app::request::track::spaced;
use axum::http::StatusCode;
use axum::response::Response;

use super::sent::{self, SmallForm};
use super::{head, private};
use crate::downloads::saved;
use crate::errors::WebError;
use crate::portal::frame::Portal;
use crate::security::rate::Deed;
use crate::templates::context;

/// The page after an application was taken.
pub fn show(portal: &Portal, given: &Receipt) -> Result<Response, WebError> {
    let settings = portal.web.app().settings();
    let steps = [
        format!(
            "受理机关一般在 {} 个工作日内与您确认。双方确认之日为收到申请之日，从次日起计算答复期限。",
            settings.number("requests.confirm_days")
        ),
        "能够当场答复的当场答复；否则在 20 个工作日内答复，需要延长的会提前告知您。".to_string(),
        "内容不够明确的，会在 7 个工作日内一次性告知您补正。".to_string(),
        "随时可以凭编号和查询码查看进度、补正或者撤回。".to_string(),
    ];
    let receipt = context! {
        number => given.number,
        code => spaced(&given.code),
        agency => given.agency,
        subject => given.subject,
        submitted_at => given.submitted_at.display_minute(),
        pdf_url => portal.url("/requests/receipt"),
        track_url => portal.url("/requests/track"),
        steps,
    };
    let head = head(portal, "申请回执", "申请已经收到。");
    private(portal, "request_receipt.html", &head, context! { receipt }, StatusCode::OK)
}

/// `POST /requests/receipt`: the receipt as a PDF, for who knows number and query code.
pub async fn pdf(portal: Portal, SmallForm(typed): SmallForm) -> Result<Response, WebError> {
    sent::from_our_page(&portal)?;
    sent::count(&portal, Deed::Form)?;
    let paper = receipt(portal.web.app(), typed.trimmed("number"), typed.trimmed("code")).await?;
    Ok(saved(&paper.name, &paper.media_type, paper.bytes))
}
