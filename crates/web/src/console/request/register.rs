//! Registering what came by counter, post, fax or e-mail, with its scans. What the applicant left out is asked for
//! later; only who asks has to be known.

use app::AppError;
use app::request::receipt::receipt;
use app::request::track::spaced;
use app::request::{FileIn, FilePurpose, MOST_FURTHER, Receipt, Registration, Taken, new_form_token, register_several};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::desk::PATH;
use super::posted::{Posted, limits};
use super::register_form::{FURTHER_ROWS, JOINT_ROWS, also, choices, read};
use crate::console::item::rows::value_of;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::downloads::saved;
use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::request_form;
use crate::state::Web;
use crate::templates::context;
use crate::uploads::Sent;

/// `GET /console/requests/new`
pub async fn show(State(web): State<Web>, signed: SignedIn) -> Result<Response, WebError> {
    let mut form = FormView::new()
        .with("arrived_on", web.app().now().date().to_string())
        .with("form_token", new_form_token(web.app()))
        .with("channel", "counter")
        .with("matter_kind", "information");
    if let Some(agency) = signed.account.agency_id {
        form = form.with("agency", agency);
    }
    render(&web, &signed, form, StatusCode::OK)
}

fn render(web: &Web, signed: &SignedIn, form: FormView, status: StatusCode) -> Result<Response, WebError> {
    let limits = limits(web);
    let values = context! {
        form => value_of(&form),
        choices => choices(web.app()),
        joint_rows => JOINT_ROWS,
        further_rows => FURTHER_ROWS,
        most_further => MOST_FURTHER,
        max_files => limits.files,
        max_megabytes => limits.megabytes,
    };
    let head = PageHead::new("登记申请")
        .lead("登记当面、邮寄、传真、电子邮件收到的申请。申请人没有写的可以不填，之后告知补正。")
        .under(&[("依申请公开", PATH)]);
    let page = page(web, signed, "console/request/new.html", &head, values)?;
    Ok((status, page).into_response())
}

/// `POST /console/requests/new`
pub async fn take(State(web): State<Web>, signed: SignedIn, Posted(sent): Posted) -> Result<Response, WebError> {
    match taken(&web, &signed, &sent).await.map_err(|error| sent.at_its_field(error)) {
        Ok(receipts) => received(&web, &signed, &receipts, None),
        Err(error) if matches!(error.code(), "not_allowed" | "internal") => Err(error.into()),
        Err(error) => {
            let status = StatusCode::from_u16(app::sentence(&error).status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            let form = request_form::without_gaps(sent.typed).view().refused(error)?;
            render(&web, &signed, form, status)
        }
    }
}

async fn taken(web: &Web, signed: &SignedIn, sent: &Sent) -> Result<Vec<Receipt>, AppError> {
    sent.all_taken()?;
    let files = sent.files.iter().map(|file| FileIn {
        name: file.name.clone(),
        bytes: file.bytes.clone(),
        purpose: request_form::purpose_of(&file.field).unwrap_or(FilePurpose::Scan),
    });
    let read = read(&sent.typed, files.collect()).map_err(AppError::fields)?;
    let registration = Registration {
        agency: read.agency,
        channel: read.channel,
        arrived_on: read.arrived_on,
        application: read.application,
        form_token: sent.typed.trimmed("form_token").to_string(),
        files: read.files,
    };
    let also = also(&sent.typed)?;
    register_several(web.app(), &signed.caller, registration, also).await
}

/// The receipts with their query codes, to be printed or read out: they are shown this once. `split_from`: the case from
/// which these were split.
pub fn received(
    web: &Web,
    signed: &SignedIn,
    receipts: &[Receipt],
    split_from: Option<i64>,
) -> Result<Response, WebError> {
    let told = |receipt: &Receipt| {
        context! {
            id => receipt.id,
            number => receipt.number.as_str(),
            code => spaced(&receipt.code),
            agency => receipt.agency.as_str(),
            subject => receipt.subject.as_str(),
            at => receipt.submitted_at.display_minute(),
        }
    };
    let values = context! {
        receipts => receipts.iter().map(told).collect::<Vec<_>>(),
        before => receipts.iter().any(|receipt| receipt.taken == Taken::Before),
        split_from,
    };
    let head = PageHead::new("已登记").under(&[("依申请公开", PATH)]);
    page(web, signed, "console/request/receipt.html", &head, values)
}

/// `POST /console/requests/receipt`: the receipt as a PDF, for the applicant at the counter.
pub async fn pdf(State(web): State<Web>, _: SignedIn, typed: Typed) -> Result<Response, WebError> {
    let paper = receipt(web.app(), typed.trimmed("number"), typed.trimmed("code")).await?;
    Ok(saved(&paper.name, &paper.media_type, paper.bytes))
}
