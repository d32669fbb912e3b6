//! Which pages bear which tag, so that a purge finds them without looking at all. Each page has a serial: when the
//! cache tells late that an older page of an address has gone, the newer one keeps its tags.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use super::PageKey;

/// The index.
#[derive(Debug, Default)]
pub struct TagIndex {
    pages: Mutex<HashMap<String, HashMap<PageKey, u64>>>,
}

impl TagIndex {
    /// The page with this serial and these tags is kept.
    pub fn remember(&self, key: &PageKey, serial: u64, tags: &[String]) {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        for tag in tags {
            pages.entry(tag.clone()).or_default().insert(key.clone(), serial);
        }
    }

    /// The page with this serial is kept no more.
    pub fn forget(&self, key: &PageKey, serial: u64, tags: &[String]) {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        for tag in tags {
            if let Some(keys) = pages.get_mut(tag) {
                if keys.get(key) == Some(&serial) {
                    keys.remove(key);
                }
                if keys.is_empty() {
                    pages.remove(tag);
                }
            }
        }
    }

    /// The pages that bear one of these tags; they are to be dropped.
    pub fn take(&self, tags: &[String]) -> HashSet<PageKey> {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        tags.iter().filter_map(|tag| pages.remove(tag)).flat_map(HashMap::into_keys).collect()
    }
}
