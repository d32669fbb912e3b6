//! HTML of editors, imports and pages: cleaning, reading, marking. Every function takes any string
//! without panicking; positions are counted in characters of the visible text (see [`VisibleText`]).
//! What a portal page looks like is not decided here.

mod clean;
mod filter;
mod mark;
mod page;
mod read;
mod structure;
pub(crate) mod tree;
pub(crate) mod visible;
mod word;

#[cfg(test)]
mod tests;

pub use clean::{Cleaned, Removed, clean, clean_word};
pub use mark::{Mark, mark};
pub use page::{PageElement, PageFault, Step, elements, faults};
pub use read::{Link, Picture, hidden_text, links, pictures};
pub use tree::MAX_BYTES;
pub use visible::{Block, BlockKind, VisibleText, excerpt, text_with_map, to_text};
