//! The sites' own themes in memory: each version put together once, and what went wrong with one that is in force. Pages
//! are then made by the built-in theme, and the console tells it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use app::AppError;
use app::directory::Directory;
use domain::time::Moment;

use super::Templates;
use super::own::{Broken, OwnTheme};
use crate::assets::Assets;

/// Versions kept put together; sites are few.
const KEPT: usize = 100;

/// A theme in force that could not make a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Of the version.
    pub theme: i64,
    pub broken: Broken,
    pub at: Moment,
}

/// The themes.
#[derive(Debug, Default)]
pub struct Themes {
    ready: Mutex<HashMap<(i64, i32), Arc<OwnTheme>>>,
    /// The last failure of each site.
    failures: Mutex<HashMap<i64, Failure>>,
}

impl Themes {
    /// The theme in force on a site; none where it has the built-in one.
    ///
    /// # Errors
    /// When the stored version is unreadable.
    pub fn in_force(
        &self,
        directory: &Directory,
        site: i64,
        templates: &Templates,
        assets: &Arc<Assets>,
    ) -> Result<Option<Arc<OwnTheme>>, AppError> {
        let Some(row) = directory.themes.get(&site) else { return Ok(None) };
        let mut ready = self.ready.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(theme) = ready.get(&(row.id, row.edition)) {
            return Ok(Some(Arc::clone(theme)));
        }
        if ready.len() >= KEPT {
            ready.clear();
        }
        let texts = app::site::theme_texts_of(row)?;
        let theme = Arc::new(OwnTheme::new(row.id, &texts, assets, templates.built_in()));
        ready.insert((row.id, row.edition), Arc::clone(&theme));
        Ok(Some(theme))
    }

    /// A theme in force could not make a page.
    pub fn note_failure(&self, site: i64, theme: i64, broken: Broken, at: Moment) {
        tracing::error!(site, theme, template = %broken.template, line = broken.line, told = %broken.told, "a theme is broken; the built-in one answers");
        self.failures.lock().unwrap_or_else(PoisonError::into_inner).insert(site, Failure { theme, broken, at });
    }

    /// What went wrong with the theme in force on a site.
    #[must_use]
    pub fn failure(&self, directory: &Directory, site: i64) -> Option<Failure> {
        let row = directory.themes.get(&site)?;
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.get(&site).filter(|failure| failure.theme == row.id).cloned()
    }
}
