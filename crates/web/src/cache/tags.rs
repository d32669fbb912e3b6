//! Which pages bear which tag, so that a purge finds them without looking at all.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use super::PageKey;

/// The index.
#[derive(Debug, Default)]
pub struct TagIndex {
    pages: Mutex<HashMap<String, HashSet<PageKey>>>,
}

impl TagIndex {
    /// A page with these tags is kept.
    pub fn remember(&self, key: &PageKey, tags: &[String]) {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        for tag in tags {
            pages.entry(tag.clone()).or_default().insert(key.clone());
        }
    }

    /// A page is kept no more.
    pub fn forget(&self, key: &PageKey, tags: &[String]) {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        for tag in tags {
            if let Some(keys) = pages.get_mut(tag) {
                keys.remove(key);
                if keys.is_empty() {
                    pages.remove(tag);
                }
            }
        }
    }

    /// The pages that bear one of these tags; they are to be dropped.
    pub fn take(&self, tags: &[String]) -> HashSet<PageKey> {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        tags.iter().filter_map(|tag| pages.remove(tag)).flatten().collect()
    }
}
