//! Documents of Gongkai: strangers' bytes in, under limits, and office documents out.
//!
//! What files are (`sniff`), their text (`extract`), blacking out parts of them (`redact`; both in a child process by
//! `sandbox`), tables for imports (`rows`), HTML of editors (`html`), differences (`diff`), and writing (`write`).
//! No rule of the law and no sentence for a user stands here: refusals are codes.

pub mod diff;
pub mod encoding;
pub mod extract;
pub mod html;
pub mod limits;
pub mod redact;
pub mod refusal;
pub mod report;
pub mod rows;
pub mod sandbox;
pub mod sniff;
pub mod write;

mod archive;
mod ole;
mod spreadsheet;
mod xml;

pub use limits::Limits;
pub use refusal::Refusal;
