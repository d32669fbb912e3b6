//! 访问统计: what is counted of visits and what of the words people look for, without persons. Only the rules; counting
//! and keeping is done above.

mod robots;
mod words;

pub use robots::is_robot;
pub use words::{MAX_WORD, Outcome, storable};
