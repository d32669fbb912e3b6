//! The page of the application form: its choices, the offers for what was typed, the draft it belongs to.

use axum::http::StatusCode;
use axum::response::Response;
use minijinja::Value;

use super::{form, head, offers, private, puzzle};
use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::portal::frame::Portal;
use crate::request_form;
use crate::templates::context;
use crate::uploads::UploadLimits;

/// The form as it is shown.
pub struct Shown {
    pub typed: Typed,
    pub form: FormView,
    pub stamp: String,
    pub draft: Option<String>,
    pub status: StatusCode,
}

/// The page.
pub async fn render(portal: &Portal, shown: Shown) -> Result<Response, WebError> {
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
        choices => request_form::choices(),
        offers,
        offers_url => portal.url("/requests/offers"),
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
    const PARTS: [&str; 5] = ["agent.", "authority_", "joint.", "fee_", "assistance"];
    let belongs = |name: &str| PARTS.iter().any(|part| name.starts_with(part)) && !name.ends_with(".paper");
    let filled = typed.0.iter().any(|(name, value)| belongs(name) && !value.trim().is_empty());
    filled || typed.get("do") == "more_joint" || form.errors.iter().any(|error| belongs(&error.field))
}

/// How much a form of this stack may carry.
pub fn limits(portal: &Portal) -> UploadLimits {
    let settings = portal.web.app().settings();
    UploadLimits { files: settings.size("requests.max_files"), megabytes: settings.number("attachments.max_megabytes") }
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
