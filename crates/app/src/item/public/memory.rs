//! What public lists have in memory until the next change: how long they are, how much of the catalogue is where, and
//! for copies on disk, which ask for every page of a list one after the other, the whole order of a few.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use store::StoreError;
use store::item::catalogue::{self, Cell};
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
    /// The value that is kept, or else read, and kept among `most` at most.
    async fn get(
        &self,
        app: &App,
        key: K,
        most: usize,
        read: impl Future<Output = Result<V, StoreError>>,
    ) -> Result<V, AppError> {
        // What changes while this reads has a later generation: it is then read once more.
        let generation = app.generation();
        if let Some(value) = self.find(generation, &key) {
            return Ok(value);
        }
        let value = read.await?;
        self.keep(generation, key, value.clone(), most);
        Ok(value)
    }

    fn find(&self, generation: u64, key: &K) -> Option<V> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.1.get(key).filter(|_| kept.0 == generation).cloned()
    }

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
type Cells = Kept<(), Arc<Vec<(Cell, i64)>>>;

/// The orders of lists, and who reads one.
#[derive(Debug, Default)]
struct Orders {
    kept: Kept<List, Arc<[i64]>>,
    reading: tokio::sync::Mutex<()>,
}

/// A list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum List {
    /// What stands in these sections.
    Sections(Vec<i64>),
    Filter(PublicFilter),
}

/// How long the list over these sections is: counted once after a change, however many of its pages are asked for.
pub(super) async fn length_of(app: &App, sections: &[i64]) -> Result<u64, AppError> {
    let count = placed::count_section(app.store().read(), sections);
    app.shared::<Lengths>().get(app, sections.to_vec(), LENGTHS, count).await
}

/// The cells of the catalogue: read once after a change.
pub(super) async fn cells(app: &App) -> Result<Arc<Vec<(Cell, i64)>>, AppError> {
    let read = async { catalogue::list(app.store().read()).await.map(Arc::new) };
    app.shared::<Cells>().get(app, (), 1, read).await
}

/// The ids of a list, newest first: read once after a change. Who comes meanwhile waits for the same.
pub(super) async fn order_of(app: &App, list: List) -> Result<Arc<[i64]>, AppError> {
    let orders = app.shared::<Orders>();
    let _turn = orders.reading.lock().await;
    let wanted = list.clone();
    let read = async move {
        let db = app.store().read();
        let order = match &wanted {
            List::Sections(sections) => placed::ids_of_sections(db, sections).await,
            List::Filter(filter) => lists::ids_public(db, filter).await,
        };
        order.map(Arc::from)
    };
    orders.kept.get(app, list, ORDERS, read).await
}
