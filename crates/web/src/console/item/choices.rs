//! The choices of selects and checkboxes: from the directory and the domain's tables, as the macros want them.

use crate::templates::context;
use app::{Caller, Directory};
use domain::agency::AgencyKind;
use domain::identity::{Action, Place};
use domain::item::RelationKind;
use domain::item::category::DisclosureCategory;
use domain::item::genre::Genre;
use domain::item::openness::{Openness, WithholdingGround};
use domain::item::subject::Subject;
use domain::item::validity::Validity;
use domain::time::Moment;
use minijinja::Value;

/// One choice.
#[must_use]
pub fn option(value: impl Into<Value>, label: &str) -> Value {
    let value: Value = value.into();
    context! { value, label }
}

/// Each kind that items have or may have.
#[must_use]
pub fn kinds(directory: &Directory) -> Vec<Value> {
    directory.kinds.iter().chain(&directory.closed_kinds).map(|k| option(k.code.as_str(), &k.label)).collect()
}

/// Each agency that stands.
#[must_use]
pub fn agencies(directory: &Directory) -> Vec<Value> {
    directory.agencies.iter().filter(|a| a.status == "active").map(|a| option(a.id, &a.name)).collect()
}

/// Who an editor may name as lead agency for what stands in `section`, beside the one that is named already.
#[must_use]
pub fn lead_agencies(directory: &Directory, caller: &Caller, section: i64, current: i64, now: Moment) -> Vec<Value> {
    let section_path = directory.section_path(section);
    let site = directory.section(section).map(|s| s.site_id);
    let allowed = |id: i64| {
        let place = Place {
            agency: Some(id),
            agency_path: directory.agency_path(id),
            site,
            section_path: section_path.clone(),
        };
        caller.can(Action::ItemEdit, &place, now)
    };
    let fit = directory.agencies.iter().filter(|a| a.id == current || (a.status == "active" && allowed(a.id)));
    fit.map(|a| option(a.id, &a.name)).collect()
}

/// The sections of a site as a tree written out: id and depth.
fn tree_of(directory: &Directory, site: i64) -> Vec<(i64, usize)> {
    fn below(directory: &Directory, site: i64, parent: Option<i64>, depth: usize, out: &mut Vec<(i64, usize)>) {
        if depth > domain::site::MAX_DEPTH {
            return;
        }
        for section in directory.sections.iter().filter(|s| s.site_id == site && s.parent_id == parent) {
            out.push((section.id, depth));
            below(directory, site, Some(section.id), depth + 1, out);
        }
    }
    let mut out = Vec::new();
    below(directory, site, None, 0, &mut out);
    out
}

/// Groups by site of the sections that `keep` lets through.
fn sections_where(directory: &Directory, keep: impl Fn(i64) -> bool) -> Vec<Value> {
    let groups = directory.sites.iter().filter_map(|site| {
        let options: Vec<Value> = tree_of(directory, site.id)
            .into_iter()
            .filter(|(id, _)| keep(*id))
            .filter_map(|(id, depth)| {
                let section = directory.section(id)?;
                Some(option(id, &format!("{}{}", "　".repeat(depth), section.name)))
            })
            .collect();
        (!options.is_empty()).then(|| context! { label => site.name.as_str(), options })
    });
    groups.collect()
}

/// Every section, for filters.
#[must_use]
pub fn all_sections(directory: &Directory) -> Vec<Value> {
    sections_where(directory, |_| true)
}

/// Whether an editor of `agency` may put an item of its own into the section. Rights by agency reach the main site
/// and the agency's own; rights by site or section reach where they say.
#[must_use]
pub fn may_place(directory: &Directory, caller: &Caller, agency: i64, section: i64, now: Moment) -> bool {
    let Some(row) = directory.section(section).filter(|s| s.status == "open") else {
        return false;
    };
    let bare = Place { section_path: directory.section_path(section), site: Some(row.site_id), ..Place::default() };
    if caller.can(Action::ItemEdit, &bare, now) {
        return true;
    }
    let site = directory.site(row.site_id);
    let near = site.is_some_and(|s| s.kind == "main" || directory.agency_path(agency).contains(&s.agency_id));
    near && caller.can(Action::ItemEdit, &directory.place(agency, section), now)
}

/// The sections an editor may choose as the main one, and the one that is chosen already.
#[must_use]
pub fn main_sections(directory: &Directory, caller: &Caller, agency: i64, current: i64, now: Moment) -> Vec<Value> {
    sections_where(directory, |id| id == current || may_place(directory, caller, agency, id, now))
}

/// Where else an item may be shown: open sections of the main site, of the sites of its agency, and those chosen.
#[must_use]
pub fn further_sections(directory: &Directory, agency: i64, main: i64, chosen: &[i64]) -> Vec<Value> {
    let own = directory.agency_path(agency);
    let near = |site: i64| directory.site(site).is_some_and(|s| s.kind == "main" || own.contains(&s.agency_id));
    sections_where(directory, |id| {
        let open = directory.section(id).is_some_and(|s| s.status == "open" && near(s.site_id));
        id != main && (open || chosen.contains(&id))
    })
}

/// Open topics and those chosen already.
#[must_use]
pub fn topics(directory: &Directory, chosen: &[i64]) -> Vec<Value> {
    let fit = directory.topics.iter().filter(|t| t.status == "open" || chosen.contains(&t.id));
    fit.map(|t| option(t.id, &t.name)).collect()
}

/// The statutory categories that an agency may publish under, by article.
#[must_use]
pub fn categories(directory: &Directory, agency: i64) -> Vec<Value> {
    let kind = directory.agency(agency).and_then(|a| AgencyKind::parse(&a.kind));
    let fit: Vec<DisclosureCategory> = match kind {
        Some(kind) => DisclosureCategory::for_agency(kind).collect(),
        None => DisclosureCategory::ALL.to_vec(),
    };
    let mut groups: Vec<(&str, Vec<Value>)> = Vec::new();
    for category in fit {
        let value = option(category.code(), &category_label(category));
        match groups.last_mut() {
            Some((article, options)) if *article == category.article() => options.push(value),
            _ => groups.push((category.article(), vec![value])),
        }
    }
    groups.into_iter().map(|(label, options)| context! { label, options }).collect()
}

/// The category with its number, short enough for a list.
#[must_use]
pub fn category_label(category: DisclosureCategory) -> String {
    let label: String = category.label().chars().take(40).collect();
    let more = if category.label().chars().count() > 40 { "……" } else { "" };
    match category.code().strip_prefix("20-") {
        Some(number) => format!("（{}）{label}{more}", number.trim_start_matches('0')),
        None => format!("{label}{more}"),
    }
}

/// The 22 classes, each with its sub-classes.
#[must_use]
pub fn subjects() -> Vec<Value> {
    let group = |class: Subject| {
        let whole = if class.sub_classes().next().is_some() {
            format!("{}（不分小类）", class.label())
        } else {
            class.label().to_string()
        };
        let inner = class.sub_classes().map(|s| option(s.code(), &format!("{}·{}", class.label(), s.label())));
        let options: Vec<Value> = std::iter::once(option(class.code(), &whole)).chain(inner).collect();
        context! { label => class.label(), options }
    };
    Subject::classes().map(group).collect()
}

/// The fifteen genres.
#[must_use]
pub fn genres() -> Vec<Value> {
    Genre::ALL.iter().map(|g| option(g.code(), g.label())).collect()
}

/// How an item is disclosed.
#[must_use]
pub fn opennesses() -> Vec<Value> {
    Openness::ALL.iter().map(|o| option(o.code(), o.label())).collect()
}

/// The statutory grounds.
#[must_use]
pub fn grounds() -> Vec<Value> {
    WithholdingGround::ALL.iter().map(|g| option(g.code(), g.label())).collect()
}

/// Whether a document is in force.
#[must_use]
pub fn validities() -> Vec<Value> {
    Validity::ALL.iter().map(|v| option(v.code(), v.label())).collect()
}

/// How this item stands to another.
#[must_use]
pub fn relation_kinds() -> Vec<Value> {
    RelationKind::ALL.iter().map(|r| option(r.code(), r.forward_label())).collect()
}
