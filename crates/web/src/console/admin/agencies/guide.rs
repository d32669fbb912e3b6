//! 政府信息公开指南 of one agency (条例 art. 12): the form.

use app::agency::{Guide, guide_of, update_guide};
use axum::extract::{Path, State};
use axum::response::Response;
use minijinja::Value;

use super::{agency_of, head_under, url_of};
use crate::console::admin::answer::{form_page, refused};
use crate::console::flash::Flash;
use crate::console::session::SignedIn;
use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::state::Web;
use crate::templates::context;

/// The lines of a guide with their names, as pages show them.
pub(super) fn rows(guide: &Guide) -> Vec<Value> {
    let reviewed = guide.reviewed_on.map(|day| day.to_string()).unwrap_or_default();
    let lines = [
        ("工作机构", guide.office.as_str()),
        ("办公地址", &guide.address),
        ("办公时间", &guide.hours),
        ("联系电话", &guide.telephone),
        ("传真号码", &guide.fax),
        ("互联网联系方式", &guide.contact),
        ("信息的分类", &guide.classification),
        ("编排体系", &guide.arrangement),
        ("获取方式", &guide.access),
        ("最近核对日期", &reviewed),
    ];
    lines.iter().map(|(label, value)| context! { label, value }).collect()
}

/// `GET /console/agencies/{id}/guide`
pub async fn show(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    let guide = guide_of(web.app(), id)?;
    let form = FormView::new()
        .with("office", guide.office)
        .with("address", guide.address)
        .with("hours", guide.hours)
        .with("telephone", guide.telephone)
        .with("fax", guide.fax)
        .with("contact", guide.contact)
        .with("classification", guide.classification)
        .with("arrangement", guide.arrangement)
        .with("access", guide.access);
    guide_page(&web, &signed, id, &form)
}

fn guide_page(web: &Web, signed: &SignedIn, id: i64, form: &FormView) -> Result<Response, WebError> {
    let agency = agency_of(web, id)?.agency;
    let reviewed = guide_of(web.app(), id)?.reviewed_on.map(|day| day.to_string());
    let head = head_under("政府信息公开指南", &agency.name, id)
        .lead("《政府信息公开条例》第十二条规定的内容，显示在网站的公开指南页面。保存即视为已核对。");
    let values = context! { url => format!("/console/agencies/{id}/guide"), cancel_url => url_of(id), reviewed };
    form_page(web, signed, "console/admin/agency_guide.html", &head, form, values)
}

/// `POST /console/agencies/{id}/guide`
pub async fn send(
    State(web): State<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    typed: Typed,
) -> Result<Response, WebError> {
    let text = |name: &str| typed.trimmed(name).to_string();
    let guide = Guide {
        classification: text("classification"),
        arrangement: text("arrangement"),
        access: text("access"),
        office: text("office"),
        address: text("address"),
        hours: text("hours"),
        telephone: text("telephone"),
        fax: text("fax"),
        contact: text("contact"),
        reviewed_on: None,
    };
    match update_guide(web.app(), &signed.caller, id, &guide).await {
        Ok(()) => Ok(Flash::ok("公开指南已保存，核对日期为今天。").redirect(&web, &url_of(id))),
        Err(error) => guide_page(&web, &signed, id, &refused(typed.view(), error)?),
    }
}
