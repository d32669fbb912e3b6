//! Listing and changing settings. Those of login and security belong to the security administrator, all others to
//! the system administrator.

use domain::identity::{Action, Place};
use domain::settings::{Group, Setting, SettingRefusal, check, find};
use serde_json::json;

use crate::caller::Caller;
use crate::context::{App, tag};
use crate::error::{AppError, FieldFault};
use crate::in_force::REGION_KEY;

domain::code_enum! {
    /// Whether a value is the documented default.
    pub enum SettingState {
        Default = "default", "默认值";
        Changed = "changed", "已修改";
    }
}

domain::code_enum! {
    /// Whether the reader may change a group of settings.
    pub enum GroupAccess {
        Change = "change", "可以修改";
        Read = "read", "只读";
    }
}

/// A setting with its value in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingRow {
    pub setting: &'static Setting,
    pub value: String,
    pub state: SettingState,
}

/// The settings under one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingGroup {
    pub group: Group,
    pub access: GroupAccess,
    pub rows: Vec<SettingRow>,
}

/// Who may change the settings of a group.
const fn action_for(group: Group) -> Action {
    match group {
        Group::Security => Action::SecuritySettingsManage,
        _ => Action::SettingsManage,
    }
}

/// Every setting under its heading, for whoever may change some.
///
/// # Errors
/// `not_allowed`.
pub fn list_settings(app: &App, caller: &Caller) -> Result<Vec<SettingGroup>, AppError> {
    let (now, everywhere) = (app.now(), Place::installation());
    if !caller.can(Action::SecuritySettingsManage, &everywhere, now) {
        caller.allow(Action::SettingsManage, &everywhere, now)?;
    }
    let settings = app.settings();
    let row = |(setting, value): (&'static Setting, &str)| SettingRow {
        setting,
        value: value.to_string(),
        state: if settings.is_changed(setting.key) { SettingState::Changed } else { SettingState::Default },
    };
    let group = |group: &Group| SettingGroup {
        group: *group,
        access: if caller.can(action_for(*group), &everywhere, now) { GroupAccess::Change } else { GroupAccess::Read },
        rows: settings.all().filter(|(setting, _)| setting.group == *group).map(row).collect(),
    };
    Ok(Group::ALL.iter().map(group).collect())
}

/// Changes a setting; it is in force when this returns, in every process a moment later.
///
/// # Errors
/// `not_allowed`, `setting_unknown`; a fault of `value`.
pub async fn change_setting(app: &App, caller: &Caller, key: &str, value: &str) -> Result<(), AppError> {
    let now = app.now();
    let setting = find(key).ok_or_else(|| AppError::problem("setting_unknown"))?;
    caller.allow(action_for(setting.group), &Place::installation(), now)?;
    let value = value.trim();
    check(setting, value).map_err(refused)?;
    let old = app.settings().text(key).to_string();
    if old == value {
        return Ok(());
    }
    let mut work = app.begin().await?;
    store::settings::set(work.db(), key, value, caller.account_id, now).await?;
    let detail = json!({ "from": old, "to": value });
    work.record(caller.entry(now, None, "setting.change", ("setting", key.to_string()), &detail));
    work.purge(tag::SETTINGS);
    work.purge(tag::LISTS);
    if key == REGION_KEY {
        crate::calendar::recompute_limits(app, &mut work);
    }
    app.commit(work).await
}

fn refused(refusal: SettingRefusal) -> AppError {
    AppError::fields(vec![match refusal {
        SettingRefusal::Unknown => return AppError::problem("setting_unknown"),
        SettingRefusal::NotANumber => FieldFault::new("value", "bad_number"),
        SettingRefusal::OutOfBounds { min, max } => {
            FieldFault::new("value", "number_out_of_bounds").with("min", min).with("max", max)
        }
        SettingRefusal::TooLong { max } => FieldFault::new("value", "too_long").with("max", max),
        SettingRefusal::NotADay => FieldFault::new("value", "bad_month_day"),
        SettingRefusal::NotAChoice => FieldFault::new("value", "bad_choice"),
    }])
}
