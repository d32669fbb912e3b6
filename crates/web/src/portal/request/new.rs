//! The application form: shown, saved as a draft, submitted. What was typed is kept whatever is wrong with it.

use app::request::{FileIn, FilePurpose, Receipt, Submission, draft, new_form_token, submit};
use app::{AppError, sentence};
use axum::extract::{Multipart, Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::request::applicant::{ApplicantClass, ApplicantKind, IdPaper};
use domain::request::application::{Assistance, DeliveryWay, SupplyForm};
use minijinja::Value;
use serde::Deserialize;

use super::offers::{self, is_stamp};
use super::{form, head, private, puzzle, sent};
use crate::errors::WebError;
use crate::forms::{FormError, FormView, Typed};
use crate::portal::frame::Portal;
use crate::security::rate::Deed;
use crate::templates::context;
use crate::uploads::{self, UploadLimits};

/// The form as it is shown.
struct Shown {
    typed: Typed,
    form: FormView,
    stamp: String,
    draft: Option<String>,
    status: StatusCode,
}

/// `GET /requests/new`
pub async fn show(portal: Portal, Query(asked): Query<Vec<(String, String)>>) -> Result<Response, WebError> {
    let stamp = new_form_token(portal.web.app());
    let typed = Typed(asked);
    let agency = own_agency(&portal).or_else(|| typed.filled("agency").map(str::to_string));
    let mut form = FormView::new().with("who", "citizen");
    if let Some(agency) = agency {
        form = form.with("agency", agency);
    }
    render(&portal, Shown { typed: Typed::default(), form, stamp, draft: None, status: StatusCode::OK }).await
}

/// On an agency's own site that agency is asked.
fn own_agency(portal: &Portal) -> Option<String> {
    portal.own_agency().map(|id| id.to_string())
}

/// What the box for a draft's code sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DraftAsked {
    code: String,
}

/// `GET /requests/draft?code=`
pub async fn find_draft(portal: Portal, Query(asked): Query<DraftAsked>) -> Response {
    let code: String = asked.code.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
    let to = if code.is_empty() { "/requests/new".to_string() } else { format!("/requests/draft/{code}") };
    Redirect::to(&portal.url(&to)).into_response()
}

/// `GET /requests/draft/{code}`
pub async fn show_draft(portal: Portal, Path(code): Path<String>) -> Result<Response, WebError> {
    sent::count(&portal, Deed::Form)?;
    let application = draft::open(portal.web.app(), &code).await?;
    let stamp = new_form_token(portal.web.app());
    let form = form::view_of(&application);
    let rows: Vec<(String, String)> =
        (0..application.joint.len()).map(|n| (format!("joint.{n}.name"), "…".to_string())).collect();
    render(&portal, Shown { typed: Typed(rows), form, stamp, draft: Some(code), status: StatusCode::OK }).await
}

/// `POST /requests/new`
pub async fn send(portal: Portal, body: Multipart) -> Result<Response, WebError> {
    sent::from_our_page(&portal)?;
    let limits = limits(&portal);
    let whole = uploads::read(body, limits).await?;
    let typed = whole.typed.clone();
    let stamp = typed.get("stamp").to_string();
    if !is_stamp(&stamp) {
        return Err(WebError::problem("bad_request"));
    }
    let solved = puzzle::is_solved(&stamp, typed.get("answer"));
    sent::count(&portal, if solved { Deed::Form } else { Deed::Apply })?;
    match typed.get("do") {
        "save" => save(&portal, typed, stamp).await,
        "more_joint" => {
            let form = typed.view();
            let draft = typed.filled("draft").map(str::to_string);
            render(&portal, Shown { typed, form, stamp, draft, status: StatusCode::OK }).await
        }
        _ => take(&portal, typed, stamp, whole.files_of("files")).await,
    }
}

async fn save(portal: &Portal, typed: Typed, stamp: String) -> Result<Response, WebError> {
    let application = form::application_of(&typed);
    let old = typed.filled("draft").map(str::to_string);
    match draft::save(portal.web.app(), old.as_deref(), &application).await {
        Ok(code) => {
            let form = typed.view();
            render(portal, Shown { typed, form, stamp, draft: Some(code), status: StatusCode::OK }).await
        }
        Err(error) => again(portal, typed, stamp, error).await,
    }
}

async fn take(
    portal: &Portal,
    typed: Typed,
    stamp: String,
    files: Vec<uploads::SentFile>,
) -> Result<Response, WebError> {
    let agency: Option<i64> = typed.trimmed("agency").parse().ok();
    let files = files
        .into_iter()
        .map(|file| FileIn { name: file.name, bytes: file.bytes, purpose: FilePurpose::Evidence })
        .collect();
    let submission = Submission {
        agency: agency.unwrap_or_default(),
        application: form::application_of(&typed),
        form_token: stamp.clone(),
        files,
        address: portal.address.clone(),
    };
    match submit(portal.web.app(), submission).await {
        Ok(receipt) => {
            if let Some(code) = typed.filled("draft")
                && let Err(error) = draft::drop_draft(portal.web.app(), code).await
            {
                // The case is taken; a draft that is left behind ends by itself.
                tracing::warn!(%error, "a submitted draft was not dropped");
            }
            show_receipt(portal, &receipt)
        }
        Err(error) => again(portal, typed, stamp, error).await,
    }
}

/// The form again, with its faults.
async fn again(portal: &Portal, typed: Typed, stamp: String, error: AppError) -> Result<Response, WebError> {
    let words = sentence(&error);
    if words.status >= 500 {
        return Err(error.into());
    }
    let error = match error.code() {
        "request_agency_closed" => AppError::field("agency", "required"),
        _ => error,
    };
    let status = StatusCode::from_u16(words.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    let mut form = typed.view().refused(error)?;
    if typed.filled("agency").is_none() && form.errors.iter().all(|error| error.field != "agency") {
        form.errors.insert(0, FormError { field: "agency".into(), message: "请选择受理机关。".into() });
    }
    let draft = typed.filled("draft").map(str::to_string);
    render(portal, Shown { typed, form, stamp, draft, status }).await
}

async fn render(portal: &Portal, shown: Shown) -> Result<Response, WebError> {
    let app = portal.web.app();
    let limits = limits(portal);
    let typed = &shown.typed;
    let offers = if typed.0.is_empty() {
        Vec::new()
    } else {
        offers::find(
            portal,
            &format!("{} {}", typed.trimmed("matter.name"), typed.trimmed("matter.description")),
            &shown.stamp,
        )
        .await?
    };
    let draft = shown.draft.as_ref().map(|code| {
        context! {
            code,
            url => portal.url(&format!("/requests/draft/{code}")),
            saved_at => app.now().display_minute(),
            keep_days => app.settings().number("requests.draft_days"),
        }
    });
    let request = context! {
        action => portal.url("/requests/new"),
        stamp => shown.stamp,
        draft,
        puzzle => context! { seed => shown.stamp, bits => puzzle::BITS },
        agencies => agencies(portal),
        organisation_kinds => options(ApplicantKind::ALL.iter().filter(|k| k.class() == ApplicantClass::Organisation).map(|k| (k.code(), k.label()))),
        papers => options(IdPaper::ALL.iter().filter(|p| !is_of_organisation(**p)).map(|p| (p.code(), p.label()))),
        organisation_papers => options(IdPaper::ALL.iter().filter(|p| is_of_organisation(**p)).map(|p| (p.code(), p.label()))),
        supplies => options(SupplyForm::ALL.iter().map(|k| (k.code(), k.label()))),
        deliveries => options(DeliveryWay::ALL.iter().map(|k| (k.code(), k.label()))),
        assistances => options(Assistance::ALL.iter().map(|k| (k.code(), k.label()))),
        offers,
        offers_url => portal.url("/requests/offers"),
        attachments => true,
        max_files => limits.files,
        max_megabytes => limits.megabytes,
        joint_rows => (0..form::joint_rows(typed)).collect::<Vec<_>>(),
        more_open => more_open(typed, &shown.form),
        guide_url => portal.url("/gov-info/requests#contacts"),
        track_url => portal.url("/requests/track"),
        draft_action => portal.url("/requests/draft"),
    };
    let head = head(portal, "在线申请", "在线申请公开政府信息。");
    let form = Value::from(minijinja::value::Serde(&shown.form));
    private(portal, "request_new.html", &head, context! { request, form }, shown.status)
}

/// The further part stands open when something of it was filled in or is wrong.
fn more_open(typed: &Typed, form: &FormView) -> bool {
    const PARTS: [&str; 4] = ["agent.", "joint.", "fee_reduction", "assistance"];
    let belongs = |name: &str| PARTS.iter().any(|part| name.starts_with(part)) && !name.ends_with(".paper");
    let filled = typed.0.iter().any(|(name, value)| belongs(name) && !value.trim().is_empty());
    filled || typed.get("do") == "more_joint" || form.errors.iter().any(|error| belongs(&error.field))
}

/// The papers that name an organisation; the others name a person.
const fn is_of_organisation(paper: IdPaper) -> bool {
    matches!(paper, IdPaper::CreditCode | IdPaper::Registration)
}

/// How much a form of this stack may carry.
pub fn limits(portal: &Portal) -> UploadLimits {
    let settings = portal.web.app().settings();
    UploadLimits { files: settings.size("requests.max_files"), megabytes: settings.number("attachments.max_megabytes") }
}

fn options(pairs: impl Iterator<Item = (&'static str, &'static str)>) -> Vec<Value> {
    pairs.map(|(value, label)| context! { value, label }).collect()
}

/// The acting agencies in their groups.
fn agencies(portal: &Portal) -> Vec<Value> {
    let own = portal.own_agency();
    let of_kind = |kind: &domain::agency::AgencyKind| {
        let members: Vec<Value> = portal
            .directory
            .agencies
            .iter()
            .filter(|a| a.status == "active" && a.kind == kind.code() && own.is_none_or(|id| id == a.id))
            .map(|a| context! { value => a.id, label => a.name })
            .collect();
        (!members.is_empty()).then(|| context! { label => kind.label(), options => members })
    };
    domain::agency::AgencyKind::ALL.iter().filter_map(of_kind).collect()
}

fn show_receipt(portal: &Portal, receipt: &Receipt) -> Result<Response, WebError> {
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
        number => receipt.number,
        code => spaced(&receipt.code),
        agency => receipt.agency,
        subject => receipt.subject,
        submitted_at => receipt.submitted_at.display_minute(),
        track_url => portal.url("/requests/track"),
        steps,
    };
    let head = head(portal, "申请回执", "申请已经收到。");
    private(portal, "request_receipt.html", &head, context! { receipt }, StatusCode::OK)
}

/// A code in groups of five, as it is easily copied down.
fn spaced(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    letters.chunks(5).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}
