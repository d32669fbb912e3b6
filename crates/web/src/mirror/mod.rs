//! The static mirror: the whole public site as files that a web server serves without the program. A run writes what the
//! change log says has changed since the last one; what needs the program (search, forms) leads to the live portal.
//!
//! Not a cache and not a backup: it holds what the public sees, and only that.

mod address;
mod crawl;
mod disk;
mod finish;
mod manifest;
mod rewrite;

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use app::AppError;
use app::context::tag;
use app::item::public::{ChangedSince, changed_since};
use thiserror::Error;

use crate::state::Web;
use crawl::Crawl;
use disk::{Folder, Turn};
use manifest::Manifest;

/// What is asked of a run.
#[derive(Debug, Clone)]
pub struct Order {
    /// The folder of the mirror.
    pub to: PathBuf,
    /// Scheme and host of the live portal, to which searches, forms and absolute addresses lead.
    pub live: String,
    pub extent: Extent,
}

/// How much a run makes anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Extent {
    /// What has changed since the last run.
    #[default]
    Changes,
    /// All of it, for when a mirror is no longer trusted.
    Everything,
}

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done {
    /// Whether everything was made anew, and not only what has changed.
    pub everything: bool,
    /// Addresses of the mirror after the run.
    pub addresses: usize,
    /// Addresses that were made anew; their files are written only where they differ.
    pub made: usize,
    /// Files written, among them the packed ones beside the others.
    pub written: Vec<String>,
    pub deleted: Vec<String>,
    /// Addresses that pages of the mirror name and nothing answers; the page and the address.
    pub missing: Vec<(String, String)>,
}

/// Why a run was not done. Nothing of the mirror has changed then.
#[derive(Debug, Error)]
pub enum MirrorError {
    /// Something stands there that the mirror has not written.
    #[error("{0} is not of the mirror")]
    Foreign(String),
    #[error("another run is under way")]
    InUse,
    #[error("the manifest cannot be read")]
    Damaged,
    #[error("{0}")]
    Disk(#[from] std::io::Error),
    #[error("{0}")]
    App(#[from] AppError),
    /// The address and what went wrong.
    #[error("{0}: {1}")]
    Page(String, String),
}

/// Brings a mirror in line with the public site. `hear` is told how many addresses have been made.
///
/// # Errors
/// When the folder is not the mirror's, or a page cannot be made.
pub async fn export(web: &Web, order: &Order, hear: &(dyn Fn(usize) + Sync)) -> Result<Done, MirrorError> {
    let (folder, old) = Folder::open(&order.to)?;
    let folder = Arc::new(folder);
    let origin = order.live.trim_end_matches('/').to_string();
    let look = web.look();
    let trusted =
        old.as_ref().filter(|old| order.extent == Extent::Changes && old.look == look && old.origin == origin);
    let ChangedSince { cursor, tags } = changed_since(web.app(), trusted.map(|old| (old.cursor, old.day))).await?;
    let tags = tags.filter(|tags| !tags.contains(tag::DIRECTORY) && !tags.contains(tag::SETTINGS));
    let day = web.app().now().date();
    let mut crawl = Crawl::new(web, &folder, &origin, (old.as_ref(), order.extent));
    match &tags {
        Some(tags) => crawl.begin_with_changes(tags).await?,
        None => crawl.begin_with_everything().await?,
    }
    crawl.run(hear).await?;
    let result = crawl.end();
    let manifest = Manifest { look, origin, cursor, day, units: result.units };
    let owned: HashSet<&str> = old.iter().flat_map(Manifest::files).map(|(file, _)| file).collect();
    let standing: HashSet<&str> = manifest.files().map(|(file, _)| file).collect();
    let mut deletes: Vec<String> = owned.difference(&standing).map(ToString::to_string).collect();
    deletes.sort_unstable();
    let turn = Turn { staged: result.staged, deletes };
    folder.take_turn(&manifest, &turn, &owned)?;
    let mut written = turn.staged;
    written.sort_unstable();
    Ok(Done {
        everything: tags.is_none(),
        addresses: manifest.units.len(),
        made: result.made,
        written,
        deleted: turn.deletes,
        missing: result.missing,
    })
}
