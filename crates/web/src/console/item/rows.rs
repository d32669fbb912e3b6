//! What lists show of an item: names in place of ids, states as badges, the limit in words.

use std::collections::BTreeMap;

use app::Directory;
use app::item::ItemRow;
use app::item::due::Due;
use domain::item::{PublicState, WorkState};
use domain::time::Moment;
use minijinja::Value;
use minijinja::value::Serde;
use serde::Serialize;

/// A view as the templates take it.
#[must_use]
pub fn value_of(view: &impl Serialize) -> Value {
    Value::from(Serde(view))
}

/// A state for the macro `state`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Badge {
    pub label: String,
    pub tone: &'static str,
}

impl From<Badge> for Value {
    fn from(badge: Badge) -> Self {
        value_of(&badge)
    }
}

impl Badge {
    /// A badge.
    #[must_use]
    pub fn new(label: impl Into<String>, tone: &'static str) -> Self {
        Self { label: label.into(), tone }
    }
}

/// The tone of a work state.
#[must_use]
pub const fn tone_of(state: WorkState) -> &'static str {
    match state {
        WorkState::Draft | WorkState::Replaced => "neutral",
        WorkState::Returned => "error",
        WorkState::Published => "ok",
        WorkState::Scheduled => "warning",
        _ => "info",
    }
}

/// Where an item stands: what the public sees, what is in progress, and whether an urgent publishing is open.
#[must_use]
pub fn badges_of(row: &ItemRow) -> Vec<Badge> {
    let mut badges = Vec::new();
    match PublicState::parse(&row.public_state) {
        Some(PublicState::Live) => badges.push(Badge::new("已公开", "ok")),
        Some(PublicState::Withdrawn) => badges.push(Badge::new("已撤回", "warning")),
        _ => {}
    }
    if let Some(state) = row.work_state.as_deref().and_then(WorkState::parse) {
        let label = match (badges.is_empty(), state) {
            (false, WorkState::Draft) => "修改中",
            _ => state.label(),
        };
        badges.push(Badge::new(label, tone_of(state)));
    }
    if row.urgent_by.is_some() {
        badges.push(Badge::new("紧急发布待补审", "warning"));
    }
    if badges.is_empty() {
        badges.push(Badge::new("已放弃", "neutral"));
    }
    badges
}

/// The limit of art. 26 in words.
#[must_use]
pub fn due_badge(due: &Due) -> Badge {
    match due.days_left {
        left if left < 0 => Badge::new(format!("已超期 {} 个工作日", left.unsigned_abs()), "error"),
        0 => Badge::new("今天到期", "error"),
        left if due.is_near() => Badge::new(format!("还剩 {left} 个工作日"), "warning"),
        left => Badge::new(format!("还剩 {left} 个工作日"), "neutral"),
    }
}

/// A line of a list.
#[derive(Debug, Clone, Serialize)]
pub struct RowView {
    pub id: i64,
    pub url: String,
    pub title: String,
    pub kind: String,
    pub section: String,
    pub agency: String,
    pub badges: Vec<Badge>,
    pub updated: String,
    pub due: Option<Badge>,
    pub until: String,
}

/// The lines of a list; names come from the directory, limits were read for all at once.
#[must_use]
pub fn rows_of(directory: &Directory, items: &[ItemRow], limits: &BTreeMap<i64, Due>) -> Vec<RowView> {
    items.iter().map(|item| row_of(directory, item, limits.get(&item.id))).collect()
}

/// One line.
#[must_use]
pub fn row_of(directory: &Directory, item: &ItemRow, due: Option<&Due>) -> RowView {
    RowView {
        id: item.id,
        url: format!("/console/items/{}", item.id),
        title: item.title.clone(),
        kind: kind_name(directory, &item.kind),
        section: directory.section(item.main_section_id).map(|s| s.name.clone()).unwrap_or_default(),
        agency: agency_name(directory, item.agency_id),
        badges: badges_of(item),
        updated: Moment(item.updated_at).display_minute(),
        due: due.map(due_badge),
        until: due.map(|d| d.until.to_string()).unwrap_or_default(),
    }
}

/// The name of a kind; its code where an administrator closed it.
#[must_use]
pub fn kind_name(directory: &Directory, code: &str) -> String {
    directory.kind(code).map_or_else(|| code.to_string(), |k| k.label.clone())
}

/// The short name of an agency where it has one.
#[must_use]
pub fn agency_name(directory: &Directory, id: i64) -> String {
    directory
        .agency(id)
        .map_or_else(String::new, |a| if a.short_name.is_empty() { a.name.clone() } else { a.short_name.clone() })
}

/// The key of the next page as it stands in an address, `time,id`.
#[must_use]
pub fn key_text(key: (i64, i64)) -> String {
    format!("{},{}", key.0, key.1)
}

/// The key in an address; anything else begins at the first page.
#[must_use]
pub fn key_in(text: &str) -> Option<(i64, i64)> {
    let (at, id) = text.split_once(',')?;
    Some((at.parse().ok()?, id.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_key_comes_back_as_it_went() {
        assert_eq!(key_in(&key_text((1_700_000_000_000, 42))), Some((1_700_000_000_000, 42)));
        assert_eq!(key_in("x,1"), None);
        assert_eq!(key_in(""), None);
    }

    #[test]
    fn a_limit_is_told_in_words() {
        let day = chrono::NaiveDate::MIN;
        let due = |days_left| due_badge(&Due { formed_on: day, until: day, days_left });
        assert_eq!(due(-3), Badge::new("已超期 3 个工作日", "error"));
        assert_eq!(due(0).label, "今天到期");
        assert_eq!(due(5).tone, "warning");
        assert_eq!(due(6).tone, "neutral");
    }
}
