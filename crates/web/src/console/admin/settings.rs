//! The settings by group, and the form of one.

use app::settings::{GroupAccess, SettingGroup, SettingRow, SettingState, change_setting, list_settings};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::identity::Action;
use domain::settings::{Kind, Source};
use minijinja::Value;

use super::answer::{form_page, refused};
use super::choices::choice;
use crate::console::flash::Flash;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::routes::{Access, Route, get, post};
use crate::state::Web;
use crate::templates::context;

const PATH: &str = "/console/settings";

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<Route> {
    const NEEDS: Access = Access::NeedsAny(&[Action::SettingsManage, Action::SecuritySettingsManage]);
    vec![
        get(PATH, NEEDS, show),
        get("/console/settings/{key}", NEEDS, show_one),
        post("/console/settings/{key}", NEEDS, send_one),
    ]
}

/// `GET /console/settings`
async fn show(State(web): State<Web>, signed: SignedIn) -> Result<Response, WebError> {
    let groups: Vec<Value> = list_settings(web.app(), &signed.caller)?.iter().map(group).collect();
    let head = PageHead::new("系统设置").lead("每项都有默认值和出处。修改立即生效，并记入审计日志。");
    page(&web, &signed, "console/admin/settings.html", &head, context! { groups })
}

fn group(group: &SettingGroup) -> Value {
    context! {
        label => group.group.label(),
        may_change => group.access == GroupAccess::Change,
        rows => group.rows.iter().map(row).collect::<Vec<_>>(),
    }
}

fn row(row: &SettingRow) -> Value {
    let setting = row.setting;
    let (source, tone, note) = source(setting.source);
    context! {
        url => format!("{PATH}/{}", setting.key),
        label => setting.label,
        help => setting.help,
        value => shown(setting.kind, &row.value),
        default => shown(setting.kind, setting.default),
        changed => row.state == SettingState::Changed,
        source,
        tone,
        note,
    }
}

/// A value with its unit or name.
fn shown(kind: Kind, value: &str) -> String {
    match kind {
        Kind::Number { unit, .. } => format!("{value} {unit}"),
        Kind::Text { .. } if value.is_empty() => "（空）".to_string(),
        Kind::Text { .. } | Kind::MonthDay => value.to_string(),
        Kind::Choice(choices) => {
            choices.iter().find(|(code, _)| *code == value).map_or(value, |(_, label)| label).to_string()
        }
    }
}

/// Where a default comes from: kind, tone, paper.
const fn source(source: Source) -> (&'static str, &'static str, &'static str) {
    match source {
        Source::Law(paper) => ("法律依据", "ok", paper),
        Source::Practice(paper) => ("通行做法，未核对原文", "warning", paper),
        Source::Own => ("本系统", "neutral", ""),
    }
}

/// The setting of the address with its group; not found where there is none.
fn find(web: &Web, signed: &SignedIn, key: &str) -> Result<(SettingGroup, SettingRow), WebError> {
    let groups = list_settings(web.app(), &signed.caller)?;
    let found = groups.into_iter().find_map(|group| {
        let row = group.rows.iter().find(|row| row.setting.key == key).cloned();
        row.map(|row| (group, row))
    });
    found.ok_or_else(WebError::not_found)
}

/// `GET /console/settings/{key}`
async fn show_one(State(web): State<Web>, signed: SignedIn, Path(key): Path<String>) -> Result<Response, WebError> {
    let (_, row) = find(&web, &signed, &key)?;
    setting_page(&web, &signed, &key, &FormView::new().with("value", row.value))
}

fn setting_page(web: &Web, signed: &SignedIn, key: &str, form: &FormView) -> Result<Response, WebError> {
    let (group, found) = find(web, signed, key)?;
    let setting = found.setting;
    let (numeric, hint, choices) = match setting.kind {
        Kind::Number { min, max, unit } => (true, format!("{min} 到 {max}，单位：{unit}。"), Vec::new()),
        Kind::Text { max } => (false, format!("最多 {max} 个字，可以为空。"), Vec::new()),
        Kind::MonthDay => (false, "写成“月-日”，例如 01-31。".to_string(), Vec::new()),
        Kind::Choice(all) => (false, String::new(), all.iter().map(|(code, label)| choice(*code, *label)).collect()),
    };
    let values = context! {
        url => format!("{PATH}/{key}"),
        cancel_url => PATH,
        setting => row(&found),
        default_value => setting.default,
        may_change => group.access == GroupAccess::Change,
        numeric,
        hint,
        choices,
    };
    let head = PageHead::new(setting.label).lead(setting.help).under(&[("系统设置", PATH)]);
    form_page(web, signed, "console/admin/setting_form.html", &head, form, values)
}

/// `POST /console/settings/{key}`
async fn send_one(
    State(web): State<Web>,
    signed: SignedIn,
    Path(key): Path<String>,
    typed: Typed,
) -> Result<Response, WebError> {
    match change_setting(web.app(), &signed.caller, &key, typed.trimmed("value")).await {
        Ok(()) => {
            let (_, row) = find(&web, &signed, &key)?;
            let told = format!("“{}”现在是：{}。", row.setting.label, shown(row.setting.kind, &row.value));
            Ok(Flash::ok(told).redirect(&web, PATH))
        }
        Err(error) => setting_page(&web, &signed, &key, &refused(typed.view(), error)?),
    }
}
