//! The stream of items: year by year, in order of publication, each written when it is asked for.
//! Memory holds the dates of one year and the hashes of its titles, whatever the scale.

use super::item::DemoItem;
use super::plan::CityPlan;
use super::schedule::{self, Slot};
use super::write;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Tries for a title that the year does not have yet.
const TRIES: u64 = 12;

/// All items of the city. Scale 1 is the figures' year exactly; a larger scale adds the same volume that many
/// times less one, spread over the nine years before, and leaves the figures' year as it is.
pub fn items(plan: &CityPlan, seed: u64, scale: u32) -> impl Iterator<Item = DemoItem> + '_ {
    let scale = scale.max(1);
    schedule::years(plan, scale).into_iter().flat_map(move |year| {
        let mut titles = Titles::default();
        let slots = schedule::year_slots(plan, seed, scale, year);
        slots.into_iter().filter_map(move |slot| titles.write_new(plan, seed, scale, slot))
    })
}

/// How many items [`items`] gives.
pub fn item_count(plan: &CityPlan, scale: u32) -> u64 {
    u64::from(plan.figures.items_total()) * u64::from(scale.max(1))
}

#[derive(Default)]
struct Titles {
    seen: HashSet<u64>,
}

impl Titles {
    fn write_new(&mut self, plan: &CityPlan, seed: u64, scale: u32, slot: Slot) -> Option<DemoItem> {
        let mut item = write::write(plan, seed, scale, slot, 0)?;
        for attempt in 1..TRIES {
            if self.seen.insert(hash_of(&item.title)) {
                return Some(item);
            }
            item = write::write(plan, seed, scale, slot, attempt)?;
        }
        Some(item)
    }
}

fn hash_of(title: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    title.hash(&mut hasher);
    hasher.finish()
}
