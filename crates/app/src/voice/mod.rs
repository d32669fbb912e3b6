//! What the public says of the site itself: messages about errors (我为政府网站找错), from the form to the end, and opinions
//! of items. How a sender can be reached is sealed, masked and forgotten in time; opinions have no sender.

pub mod act;
pub mod desk;
pub mod erase;
pub mod opinion;
mod place;
mod send;
pub mod track;
pub mod watch;

pub(crate) use send::CONTACT;
pub use send::{SiteErrorForm, SiteErrorReceipt, send};
pub use store::voice::Model as SiteErrorRow;
