//! The planning half of the demo city: from a seed to plain records of agencies, sections, people and items.
//! No I/O, no database, no clock: a loader writes what is planned here. Passwords, keys and query codes are not
//! made here, because they must be random.

pub mod agencies;
mod dice;
pub mod disputes;
pub mod figures;
mod grammar;
mod html;
pub mod item;
pub mod items;
pub mod live;
pub mod load;
pub mod picture;
pub mod places;
pub mod plan;
mod policies;
mod schedule;
pub mod sections;
pub mod sites;
pub mod users;
mod write;

pub use item::{DemoAttachment, DemoItem, DemoKind, DemoPicture, DemoPolicy, DemoTable};
pub use items::items;
pub use live::{DemoState, LiveItem, live_items};
pub use plan::{CityPlan, DEFAULT_SEED, PlanError};

#[cfg(test)]
mod tests;
