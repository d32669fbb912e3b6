//! The audit log: by filter, a page after another, verified and exported.

mod export;
mod filter;
mod verify;
mod words;

use app::audit::{Model, list};
use app::{App, Directory};
use axum::extract::State;
use axum::response::Response;
use domain::audit::SYSTEM_CHAIN;
use domain::identity::{Action, Place};
use domain::time::Moment;
use minijinja::Value;

use super::asked::Asked;
use super::choices::{Agencies, agencies, choice};
use super::paging::cut;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::routes::{Access, Route, get, post};
use crate::state::Web;
use crate::templates::context;

const PATH: &str = "/console/audit";

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<Route> {
    const NEEDS: Access = Access::Needs(Action::AuditView);
    vec![
        get(PATH, NEEDS, show),
        post("/console/audit/export", NEEDS, export::send),
        get("/console/audit/verify", NEEDS, verify::show),
        post("/console/audit/verify", NEEDS, verify::send),
    ]
}

/// `GET /console/audit`
async fn show(State(web): State<Web>, signed: SignedIn, asked: Asked) -> Result<Response, WebError> {
    let size = web.app().settings().size("display.page_size");
    let (wanted, fault) = filter::read(&web, &signed, &asked).await?;
    let mut found = list(web.app(), &signed.caller, &wanted, size as u64 + 1).await?;
    let more = cut(&mut found, size);
    let next = found.last().filter(|_| more).map(|last| asked.address(PATH, "before", Some(&last.id.to_string())));
    let directory = web.app().directory();
    let now = web.app().now();
    let may = |open: &[Action]| open.iter().any(|action| signed.caller.can_somewhere(*action, now));
    let everywhere = everywhere(web.app(), &signed);
    let values = context! {
        rows => found.iter().map(|row| line(&directory, &asked, row, may)).collect::<Vec<_>>(),
        form => asked.form(),
        fault,
        filtered => asked.has_any(filter::FIELDS),
        chains => chains(web.app(), everywhere),
        actions => words::ACTIONS.iter().map(|(code, label)| choice(*code, *label)).collect::<Vec<_>>(),
        subjects => words::SUBJECTS.iter().map(|(code, label)| choice(*code, *label)).collect::<Vec<_>>(),
        kept => filter::FIELDS.iter().filter_map(|name| asked.text(name).map(|value| (*name, value))).collect::<std::collections::BTreeMap<_, _>>(),
        next_url => next,
        first_url => asked.text("before").map(|_| asked.address(PATH, "before", None)),
        limit => export::LIMIT,
        everywhere,
    };
    let head = PageHead::new("审计日志")
        .lead("谁在什么时候做了什么。每条记录与前一条用散列值相连，改动或者缺失都能核对出来。");
    page(&web, &signed, "console/admin/audit.html", &head, values)
}

/// Whether the caller reads the chains of the whole installation.
fn everywhere(app: &App, signed: &SignedIn) -> bool {
    signed.caller.can(Action::AuditView, &Place::installation(), app.now())
}

fn chains(app: &App, everywhere: bool) -> Vec<Value> {
    let system = everywhere.then(|| choice(SYSTEM_CHAIN, "系统（不属于机构）"));
    system.into_iter().chain(agencies(app, Agencies::Ever)).collect()
}

/// The name of a chain.
fn chain_name(directory: &Directory, chain: i64) -> String {
    match directory.agency(chain) {
        Some(agency) => agency.name.clone(),
        None if chain == SYSTEM_CHAIN => "系统".to_string(),
        None => format!("机构 {chain}"),
    }
}

fn line(directory: &Directory, asked: &Asked, row: &Model, may: impl Fn(&[Action]) -> bool) -> Value {
    let subject = format!("{} {}", words::subject(&row.subject_kind), row.subject_id);
    context! {
        seq => row.seq,
        at => second(row.at),
        chain => chain_name(directory, row.chain),
        actor => row.actor_name,
        actor_url => row.actor_id.map(|id| asked.address(PATH, "actor", Some(&id.to_string()))),
        action => words::action(&row.action),
        code => row.action,
        subject,
        subject_url => words::page_of(&row.subject_kind, &row.subject_id).filter(|(_, open)| may(open)).map(|(url, _)| url),
        address => row.address,
        detail => (row.detail != "{}").then_some(row.detail.as_str()),
        hash => row.hash,
    }
}

/// A moment to the second: rows of one minute are many.
fn second(at: i64) -> String {
    Moment(at).local().format("%Y-%m-%d %H:%M:%S").to_string()
}
