//! The steps of an agency's history, each with a page of its own: rename, move, merge, close.

use app::AppError;
use app::agency::{close, merge, move_to, rename};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::agency::ParentKind;

use super::{agency_of, head_under, url_of};
use crate::console::admin::answer::{form_page, refused};
use crate::console::admin::choices::{Agencies, agencies};
use crate::console::admin::reader::Reader;
use crate::console::flash::Flash;
use crate::console::session::SignedIn;
use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::state::Web;
use crate::templates::context;

/// Longest reason, in characters.
const MAX_REASON: usize = 200;

domain::code_enum! {
    /// A step, as it stands in the address.
    pub enum Step {
        Rename = "rename", "更名";
        Move = "move", "调整隶属";
        Merge = "merge", "并入其他机构";
        Close = "close", "撤销机构";
    }
}

impl Step {
    const fn done(self) -> &'static str {
        match self {
            Self::Rename => "机构已更名，旧名称已存入曾用名。",
            Self::Move => "隶属关系已调整。",
            Self::Merge => "机构已并入，下级机构已归到新机构名下。",
            Self::Close => "机构已撤销。",
        }
    }
}

/// A step of the address; not found where there is none.
fn step_of(step: &str) -> Result<Step, WebError> {
    Step::parse(step).ok_or_else(WebError::not_found)
}

/// `GET /console/agencies/{id}/{step}`
pub async fn show(
    State(web): State<Web>,
    signed: SignedIn,
    Path((id, step)): Path<(i64, String)>,
) -> Result<Response, WebError> {
    let step = step_of(&step)?;
    let agency = agency_of(&web, id)?.agency;
    let today = web.app().now().date();
    let yesterday = today.pred_opt().unwrap_or(today);
    let id_text = |parent: Option<i64>| parent.map(|id| id.to_string()).unwrap_or_default();
    let form = FormView::new()
        .with("name", agency.name.as_str())
        .with("last_day", yesterday.to_string())
        .with("on", today.to_string())
        .with("territorial", id_text(agency.territorial_parent))
        .with("vertical", id_text(agency.vertical_parent));
    step_page(&web, &signed, id, step, &form)
}

fn step_page(web: &Web, signed: &SignedIn, id: i64, step: Step, form: &FormView) -> Result<Response, WebError> {
    let agency = agency_of(web, id)?.agency;
    let directory = web.app().directory();
    let below = directory
        .agencies
        .iter()
        .filter(|other| other.territorial_parent == Some(id) && other.status == "active")
        .count();
    let values = context! {
        step => step.code(),
        label => step.label(),
        name => agency.name,
        below,
        url => format!("/console/agencies/{id}/{}", step.code()),
        cancel_url => url_of(id),
        others => agencies(web.app(), Agencies::Acting),
    };
    form_page(web, signed, "console/admin/agency_step.html", &head_under(step.label(), &agency.name, id), form, values)
}

/// `POST /console/agencies/{id}/{step}`
pub async fn send(
    State(web): State<Web>,
    signed: SignedIn,
    Path((id, step)): Path<(i64, String)>,
    typed: Typed,
) -> Result<Response, WebError> {
    let step = step_of(&step)?;
    match take(&web, &signed, id, step, &typed).await {
        Ok(()) => Ok(Flash::ok(step.done()).redirect(&web, &url_of(id))),
        Err(error) => step_page(&web, &signed, id, step, &refused(typed.view(), error)?),
    }
}

async fn take(web: &Web, signed: &SignedIn, id: i64, step: Step, typed: &Typed) -> Result<(), AppError> {
    let (app, caller) = (web.app(), &signed.caller);
    let mut reader = Reader::new(typed);
    let reason = reader.short_text("reason", MAX_REASON);
    match step {
        Step::Rename => {
            let (name, last_day) = (reader.text("name"), reader.date("last_day"));
            reader.finish()?;
            rename(app, caller, id, &name, last_day, &reason).await
        }
        Step::Move => {
            let wanted = [
                (ParentKind::Territorial, reader.optional_id("territorial")),
                (ParentKind::Vertical, reader.optional_id("vertical")),
            ];
            reader.finish()?;
            relocate(web, signed, id, wanted, &reason).await
        }
        Step::Merge => {
            let (into, on) = (reader.id("into"), reader.date("on"));
            reader.finish()?;
            merge(app, caller, id, into, on, &reason).await
        }
        Step::Close => {
            let on = reader.date("on");
            reader.finish()?;
            close(app, caller, id, on, &reason).await
        }
    }
}

/// Moves the agency in each tree where another parent was chosen.
async fn relocate(
    web: &Web,
    signed: &SignedIn,
    id: i64,
    wanted: [(ParentKind, Option<i64>); 2],
    reason: &str,
) -> Result<(), AppError> {
    let directory = web.app().directory();
    let agency = directory.agency(id).ok_or_else(|| AppError::problem("not_found"))?;
    for (tree, parent) in wanted {
        let present = match tree {
            ParentKind::Territorial => agency.territorial_parent,
            ParentKind::Vertical => agency.vertical_parent,
        };
        if parent != present {
            move_to(web.app(), &signed.caller, id, tree, parent, reason).await?;
        }
    }
    Ok(())
}
