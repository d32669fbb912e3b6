//! What public lists have in memory until the next change: how long they are, and for copies on disk, which ask for
//! every page of a list one after the other, the whole order of a few.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use store::item::{PublicFilter, lists, placed};

use crate::context::App;
use crate::error::AppError;

/// Most lists whose lengths are kept.
const LENGTHS: usize = 10_000;
/// Most lists whose order is kept; eight bytes an item each.
const ORDERS: usize = 8;

/// Values as they stood at a generation of the change log.
#[derive(Debug)]
struct Kept<K, V>(Mutex<(u64, HashMap<K, V>)>);

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self(Mutex::new((0, HashMap::new())))
    }
}

impl<K: Eq + Hash, V: Clone> Kept<K, V> {
    fn find(&self, generation: u64, key: &K) -> Option<V> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.1.get(key).filter(|_| kept.0 == generation).cloned()
    }

    /// Keeps a value that was read at or after `generation`, among `most` at most.
    fn keep(&self, generation: u64, key: K, value: V, most: usize) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.0 < generation || kept.1.len() >= most {
            *kept = (generation, HashMap::new());
        }
        if kept.0 == generation {
            kept.1.insert(key, value);
        }
    }
}

type Lengths = Kept<Vec<i64>, u64>;
type Orders = Kept<List, Arc<[i64]>>;

/// A list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum List {
    /// What stands in these sections.
    Sections(Vec<i64>),
    Filter(PublicFilter),
}

/// How long the list over these sections is: counted once after a change, however many of its pages are asked for.
pub(super) async fn length_of(app: &App, sections: &[i64]) -> Result<u64, AppError> {
    let (kept, key) = (app.shared::<Lengths>(), sections.to_vec());
    // What changes while this counts has a later generation: it is then counted once more.
    let generation = app.generation();
    if let Some(length) = kept.find(generation, &key) {
        return Ok(length);
    }
    let length = placed::count_section(app.store().read(), sections).await?;
    kept.keep(generation, key, length, LENGTHS);
    Ok(length)
}

/// The ids of a list, newest first: read once after a change.
pub(super) async fn order_of(app: &App, list: List) -> Result<Arc<[i64]>, AppError> {
    let kept = app.shared::<Orders>();
    let generation = app.generation();
    if let Some(order) = kept.find(generation, &list) {
        return Ok(order);
    }
    let order = match &list {
        List::Sections(sections) => placed::ids_of_sections(app.store().read(), sections).await?,
        List::Filter(filter) => lists::ids_public(app.store().read(), filter).await?,
    };
    let order: Arc<[i64]> = order.into();
    kept.keep(generation, list, Arc::clone(&order), ORDERS);
    Ok(order)
}
