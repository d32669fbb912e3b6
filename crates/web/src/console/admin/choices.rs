//! What selects offer: agencies and sections as indented lists, codes with their names.

use crate::templates::context;
use app::{App, Directory};
use domain::agency::ParentKind;
use domain::identity::Role;
use minijinja::Value;

/// An entry of a select.
#[must_use]
pub fn choice(value: impl Into<Value>, label: impl Into<Value>) -> Value {
    let (value, label): (Value, Value) = (value.into(), label.into());
    context! { value, label }
}

/// The values of an enumeration, by code and name.
pub fn codes<'a, T: Copy + 'a>(
    all: &'a [T],
    code: impl Fn(T) -> &'static str,
    label: impl Fn(T) -> &'static str,
) -> Vec<Value> {
    all.iter().map(|one| choice(code(*one), label(*one))).collect()
}

/// A name below others; spaces of the width of a character, since a select drops plain ones.
#[must_use]
pub fn indented(name: &str, depth: usize) -> String {
    format!("{}{name}", "　".repeat(depth))
}

/// Which agencies a select offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agencies {
    /// Those that act today.
    Acting,
    /// Merged and closed ones, too.
    Ever,
}

/// The agencies in the order of the territorial tree.
#[must_use]
pub fn agencies(app: &App, which: Agencies) -> Vec<Value> {
    let tree = app::agency::tree(app, ParentKind::Territorial);
    let wanted = tree.iter().filter(|branch| which == Agencies::Ever || branch.agency.status == "active");
    wanted.map(|branch| choice(branch.agency.id, indented(&branch.agency.name, branch.depth))).collect()
}

/// The open sections in groups by site; of one site only where `site` is given.
#[must_use]
pub fn sections(directory: &Directory, site: Option<i64>) -> Vec<Value> {
    let sites = directory.sites.iter().filter(|one| site.is_none_or(|id| one.id == id));
    sites
        .map(|site| {
            let options: Vec<Value> = section_tree(directory, site.id)
                .into_iter()
                .filter_map(|(id, depth)| directory.section(id).map(|section| (section, depth)))
                .filter(|(section, _)| section.status == "open")
                .map(|(section, depth)| choice(section.id, indented(&section.name, depth)))
                .collect();
            context! { label => site.name, options }
        })
        .collect()
}

/// The sections of a site in the order of their tree, with their depths.
#[must_use]
pub fn section_tree(directory: &Directory, site: i64) -> Vec<(i64, usize)> {
    let mut list = Vec::new();
    let roots = directory
        .sections
        .iter()
        .filter(|s| s.site_id == site && s.parent_id.is_none_or(|p| directory.section(p).is_none()));
    let mut waiting: Vec<(i64, usize)> = roots.map(|s| (s.id, 0)).collect();
    waiting.reverse();
    while let Some((id, depth)) = waiting.pop() {
        list.push((id, depth));
        let below = directory.sections.iter().filter(|s| s.parent_id == Some(id) && s.site_id == site);
        let below: Vec<(i64, usize)> = below.map(|s| (s.id, depth + 1)).collect();
        waiting.extend(below.into_iter().rev());
    }
    list
}

/// The sites.
#[must_use]
pub fn sites(directory: &Directory) -> Vec<Value> {
    directory.sites.iter().map(|site| choice(site.id, site.name.as_str())).collect()
}

/// The roles, administrators apart.
#[must_use]
pub fn roles() -> Vec<Value> {
    let (administrators, others): (Vec<Role>, Vec<Role>) = Role::ALL.iter().partition(|role| role.is_administrator());
    let group = |label: &str, roles: &[Role]| {
        let options: Vec<Value> = roles.iter().map(|role| choice(role.code(), role.label())).collect();
        context! { label, options }
    };
    vec![group("业务角色", &others), group("三类管理员（一个账号只能有一类）", &administrators)]
}
