//! A snapshot of what is small, read everywhere and seldom changed: agencies, sites, sections, topics, kinds.
//! Renewed when the change log says so; never changed in place.

use std::collections::HashMap;
use std::sync::Arc;

use domain::identity::{Place, Scope};
use domain::item::kind::{KindSpec, built_in};
use domain::theme::ThemeState;
use sea_orm::ConnectionTrait;
use sea_orm::EntityTrait;
use search::ShortName;
use store::item::lists::Visible;
use store::site::{section, topic};

use crate::error::AppError;

/// The snapshot.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    pub agencies: Vec<store::agency::Model>,
    pub former_names: Vec<store::agency::former_name::Model>,
    pub sites: Vec<store::site::Model>,
    pub sections: Vec<section::Model>,
    pub topics: Vec<topic::Model>,
    /// The kinds that new items may have.
    pub kinds: Vec<KindSpec>,
    /// Kinds closed to new items; those that exist keep their fields and checks.
    pub closed_kinds: Vec<KindSpec>,
    /// The look in force, by site; a site without one has the built-in theme.
    pub themes: HashMap<i64, Arc<store::site::theme::Model>>,
    short_names: Arc<[ShortName]>,
    agency_at: HashMap<i64, usize>,
    site_at: HashMap<i64, usize>,
    section_at: HashMap<i64, usize>,
    topic_at: HashMap<i64, usize>,
}

/// Deeper trees than this are a circle; the rules prevent them, this bounds a walk all the same.
const MAX_DEPTH: usize = 32;

/// What the place of an agency ends in, with which its short name may begin: 市教体局.
const PLACES: [char; 4] = ['省', '市', '县', '区'];

/// Short names of agencies whose characters are not already those of the full name. Both are given without the place they
/// begin with: papers of a city name its agencies with it and without it.
fn short_names(agencies: &[store::agency::Model]) -> Arc<[ShortName]> {
    let name = |agency: &store::agency::Model| {
        let level = agency.short_name.chars().next().filter(|first| PLACES.contains(first));
        let place = level.and_then(|level| agency.name.split_once(level)).map(|(_, rest)| rest);
        let short = level.map_or(agency.short_name.as_str(), |level| agency.short_name.trim_start_matches(level));
        let full = place.unwrap_or(&agency.name);
        let differs = short.chars().count() > 1 && !full.contains(short);
        differs.then(|| ShortName::new(short, full))
    };
    agencies.iter().filter_map(name).collect()
}

impl Directory {
    /// Reads it.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub async fn load(db: &impl ConnectionTrait) -> Result<Self, AppError> {
        let agencies = store::agency::list(db).await?;
        let former_names = store::agency::list_former_names(db).await?;
        let sites = store::site::list(db).await?;
        let sections = store::site::list_sections(db).await?;
        let topics = store::site::list_topics(db).await?;
        let themes = store::site::theme::list_in_state(db, ThemeState::Applied.code()).await?;
        let (mut kinds, mut closed_kinds) = (built_in(), Vec::new());
        for row in store::item::kind::Entity::find().all(db).await? {
            let list = if row.status == "open" { &mut kinds } else { &mut closed_kinds };
            list.push(serde_json::from_str(&row.spec).map_err(store::StoreError::from)?);
        }
        Ok(Self {
            short_names: short_names(&agencies),
            agency_at: agencies.iter().enumerate().map(|(at, a)| (a.id, at)).collect(),
            site_at: sites.iter().enumerate().map(|(at, s)| (s.id, at)).collect(),
            section_at: sections.iter().enumerate().map(|(at, s)| (s.id, at)).collect(),
            topic_at: topics.iter().enumerate().map(|(at, t)| (t.id, at)).collect(),
            themes: themes.into_iter().map(|row| (row.site_id, Arc::new(row))).collect(),
            agencies,
            former_names,
            sites,
            sections,
            topics,
            kinds,
            closed_kinds,
        })
    }

    /// The short names of agencies by which searches are widened.
    #[must_use]
    pub fn short_names(&self) -> Arc<[ShortName]> {
        Arc::clone(&self.short_names)
    }

    /// The acting agencies that are called like this: by full or short name, or by the short one without its place.
    pub fn agencies_named<'a>(&'a self, text: &'a str) -> impl Iterator<Item = &'a store::agency::Model> {
        let named = move |name: &str, short: &str| {
            text == name || text == short || short.strip_prefix(PLACES).is_some_and(|rest| text == rest)
        };
        let acting = self.agencies.iter().filter(|agency| agency.status == "active");
        acting.filter(move |agency| named(&agency.name, &agency.short_name))
    }

    /// The agency with this id.
    #[must_use]
    pub fn agency(&self, id: i64) -> Option<&store::agency::Model> {
        self.agency_at.get(&id).and_then(|at| self.agencies.get(*at))
    }

    /// The site with this id.
    #[must_use]
    pub fn site(&self, id: i64) -> Option<&store::site::Model> {
        self.site_at.get(&id).and_then(|at| self.sites.get(*at))
    }

    /// The section with this id.
    #[must_use]
    pub fn section(&self, id: i64) -> Option<&section::Model> {
        self.section_at.get(&id).and_then(|at| self.sections.get(*at))
    }

    /// The topic with this id.
    #[must_use]
    pub fn topic(&self, id: i64) -> Option<&topic::Model> {
        self.topic_at.get(&id).and_then(|at| self.topics.get(*at))
    }

    /// The kind with this code, open or closed: what an item is stays what it is.
    #[must_use]
    pub fn kind(&self, code: &str) -> Option<&KindSpec> {
        self.kinds.iter().chain(&self.closed_kinds).find(|k| k.code == code)
    }

    /// The kind with this code that new items may have.
    #[must_use]
    pub fn open_kind(&self, code: &str) -> Option<&KindSpec> {
        self.kinds.iter().find(|k| k.code == code)
    }

    /// The main site.
    #[must_use]
    pub fn main_site(&self) -> Option<&store::site::Model> {
        self.sites.iter().find(|s| s.kind == "main").or_else(|| self.sites.first())
    }

    /// The open section with this slug.
    #[must_use]
    pub fn section_by_slug(&self, slug: &str) -> Option<&section::Model> {
        self.sections.iter().find(|s| s.slug == slug)
    }

    /// The agency and all above it by the territorial tree, itself first.
    #[must_use]
    pub fn agency_path(&self, id: i64) -> Vec<i64> {
        path(id, |id| self.agency(id).and_then(|a| a.territorial_parent))
    }

    /// The section and all above it, itself first.
    #[must_use]
    pub fn section_path(&self, id: i64) -> Vec<i64> {
        path(id, |id| self.section(id).and_then(|s| s.parent_id))
    }

    /// The agency and all below it by the territorial tree.
    #[must_use]
    pub fn agency_tree(&self, id: i64) -> Vec<i64> {
        self.agencies.iter().map(|a| a.id).filter(|a| self.agency_path(*a).contains(&id)).collect()
    }

    /// The section and all below it.
    #[must_use]
    pub fn section_tree(&self, id: i64) -> Vec<i64> {
        self.sections.iter().map(|s| s.id).filter(|s| self.section_path(*s).contains(&id)).collect()
    }

    /// The place of a thing that stands in a section and belongs to an agency.
    #[must_use]
    pub fn place(&self, agency: i64, section: i64) -> Place {
        Place {
            agency: Some(agency),
            agency_path: self.agency_path(agency),
            site: self.section(section).map(|s| s.site_id),
            section_path: self.section_path(section),
        }
    }

    /// The place of an agency itself, or of what belongs to it as a whole.
    #[must_use]
    pub fn agency_place(&self, agency: i64) -> Place {
        Place { agency: Some(agency), agency_path: self.agency_path(agency), ..Place::default() }
    }

    /// Scopes with their trees written out, for the narrowing of lists.
    #[must_use]
    pub fn expand(&self, scopes: &[Scope]) -> Vec<Visible> {
        scopes
            .iter()
            .map(|scope| match *scope {
                Scope::AgencyTree(id) => Visible::Agencies(self.agency_tree(id)),
                Scope::Section(id) => Visible::Sections(self.section_tree(id)),
                other => Visible::of(other),
            })
            .collect()
    }
}

fn path(from: i64, parent: impl Fn(i64) -> Option<i64>) -> Vec<i64> {
    let mut path = vec![from];
    let mut at = from;
    while let Some(next) = parent(at) {
        if path.contains(&next) || path.len() >= MAX_DEPTH {
            break;
        }
        path.push(next);
        at = next;
    }
    path
}
