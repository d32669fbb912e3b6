//! One agency: what it is, what it was called, who stands below it, who works there, what happened to it.

use app::agency::{HistoryLine, guide_of, history};
use app::identity::{AccountFilter, AccountStatus, AccountView, list_accounts};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::agency::{AgencyKind, ParentKind};
use domain::identity::{Action, Role};
use minijinja::Value;

use super::{agency_of, guide, state, url_of, vertical_name};
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::state::Web;
use crate::templates::context;

/// Accounts shown here; the rest by the link to the list.
const ACCOUNTS: u64 = 20;

/// `GET /console/agencies/{id}`
pub async fn show(State(web): State<Web>, signed: SignedIn, Path(id): Path<i64>) -> Result<Response, WebError> {
    let agency = agency_of(&web, id)?.agency;
    let lines = history(web.app(), &signed.caller, id).await?;
    let accounts = accounts(&web, &signed, id).await?;
    let directory = web.app().directory();
    let former: Vec<Value> = directory
        .former_names
        .iter()
        .filter(|former| former.agency_id == id)
        .map(|former| context! { name => former.name, until => former.until_on.to_string(), reason => former.reason })
        .collect();
    let below: Vec<Value> = directory
        .agencies
        .iter()
        .filter(|other| other.territorial_parent == Some(id) || other.vertical_parent == Some(id))
        .map(|other| context! {
            name => other.name,
            url => url_of(other.id),
            by => if other.territorial_parent == Some(id) { ParentKind::Territorial.label() } else { ParentKind::Vertical.label() },
            state => state(&web, &other.status, other.merged_into),
        })
        .collect();
    let values = context! {
        base => url_of(id),
        acts => agency.status == "active",
        state_now => state(&web, &agency.status, agency.merged_into),
        facts => facts(&web, id)?,
        guide => guide::rows(&guide_of(web.app(), id)?),
        former,
        below,
        accounts,
        accounts_url => format!("/console/users?agency={id}"),
        new_child_url => format!("/console/agencies/new?parent={id}"),
        events => lines.iter().rev().map(|line| event(&web, line)).collect::<Vec<_>>(),
    };
    let head = PageHead::new(agency.name).under(&[("机构", "/console/agencies")]);
    page(&web, &signed, "console/admin/agency_card.html", &head, values)
}

fn facts(web: &Web, id: i64) -> Result<Vec<Value>, WebError> {
    let agency = agency_of(web, id)?.agency;
    let directory = web.app().directory();
    let parent = agency.territorial_parent.and_then(|id| directory.agency(id));
    let row = |label: &str, value: &str, url: Option<String>| context! { label, value, url };
    Ok(vec![
        row("简称", &agency.short_name, None),
        row("机构类别", AgencyKind::parse(&agency.kind).map_or("", AgencyKind::label), None),
        row(
            "属地上级（块）",
            parent.map_or("无", |parent| parent.name.as_str()),
            parent.map(|parent| url_of(parent.id)),
        ),
        row(
            "条线上级（条）",
            &vertical_name(web, agency.vertical_parent, &agency.vertical_parent_name)
                .unwrap_or_else(|| "无".to_string()),
            agency.vertical_parent.map(url_of),
        ),
        row("统一社会信用代码", agency.credit_code.as_deref().unwrap_or_default(), None),
        row("机关代字", &agency.document_prefix, None),
        row("索引号前缀", &agency.index_prefix, None),
        row("英文标识", &agency.slug, None),
    ])
}

/// The accounts of the agency, for those who may see users.
async fn accounts(web: &Web, signed: &SignedIn, id: i64) -> Result<Option<Vec<Value>>, WebError> {
    let place = web.app().directory().agency_place(id);
    if !signed.caller.can(Action::UserView, &place, web.app().now()) {
        return Ok(None);
    }
    let filter = AccountFilter { agency_id: Some(id), ..AccountFilter::default() };
    let found = list_accounts(web.app(), &signed.caller, filter, ACCOUNTS).await?;
    Ok(Some(found.iter().map(account).collect()))
}

fn account(one: &AccountView) -> Value {
    let roles: Vec<&str> = one.roles.iter().copied().map(Role::label).collect();
    context! {
        name => one.name,
        url => format!("/console/users/{}", one.id),
        login => one.login,
        roles => roles.join("、"),
        disabled => one.status == AccountStatus::Disabled,
    }
}

fn event(web: &Web, line: &HistoryLine) -> Value {
    let directory = web.app().directory();
    let name = |key: &str| {
        let id = line.detail.get(key).and_then(serde_json::Value::as_i64);
        id.and_then(|id| directory.agency(id)).map_or("无", |agency| agency.name.as_str()).to_string()
    };
    let text =
        |path: &str| line.detail.pointer(path).and_then(serde_json::Value::as_str).unwrap_or_default().to_string();
    let (title, told) = match line.kind.as_str() {
        "created" => ("建立".to_string(), String::new()),
        "renamed" => (
            format!("更名为“{}”", text("/name")),
            format!("原名“{}”，使用到 {}。", text("/former/name"), text("/former/until")),
        ),
        "moved" if text("/kind") == ParentKind::Vertical.code() => {
            ("调整条线上级".to_string(), format!("现为：{}。", name("parent")))
        }
        "moved" => ("调整属地上级".to_string(), format!("现为：{}。", name("parent"))),
        "merged" => (format!("并入“{}”", name("into")), format!("自 {} 起。", text("/on"))),
        "took_over" => (format!("接收“{}”", name("merged")), format!("自 {} 起。", text("/on"))),
        "closed" => ("撤销".to_string(), format!("自 {} 起。", text("/on"))),
        other => (other.to_string(), String::new()),
    };
    let reason = text("/reason");
    let reason = if reason.is_empty() { reason } else { format!("理由：{reason}") };
    context! {
        title,
        at => line.at.display_minute(),
        who => line.actor.as_deref().unwrap_or("命令行"),
        text => format!("{told}{reason}"),
        tone => if matches!(line.kind.as_str(), "merged" | "closed") { "warning" } else { "neutral" },
    }
}
