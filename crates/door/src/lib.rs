//! The door: takes connections, gives at once what lies ready on the shelf, and hands every other request to the router.
//! Knows nothing of items, sites or pages.
//!
//! # Why a crate of its own
//!
//! What happens for every request, from the bytes on the wire to the bytes of a page that is at hand, is generic code of
//! the HTTP library, compiled where it is put together. Put together here, it is optimised as a server wants it, while
//! the rooms above are compiled as quickly as a developer wants it (`docs/decisions/0015`).
//!
//! # Invariants
//!
//! - A request's bytes are read twice at most: plain requests in the lane, everything else by the library from its
//!   first byte. No byte is skipped, and no request with a body is answered in the lane.
//! - An answer on the shelf is the very one that the router gave or would give to the same request: [`Shelf`] says what
//!   makes two requests the same. Whatever is not surely the same goes to the router.
//! - After [`Shelf::clear`] returns, nothing that was made before is given any more.

mod answer;
mod asking;
mod body;
mod lane;
mod listen;
mod negotiate;
mod shelf;

#[cfg(test)]
mod tests;

pub use answer::{Answering, Door};
pub use body::Body;
pub use listen::serve;
pub use negotiate::{LARGE_TYPE, accepts_gzip, has_version};
pub use shelf::{Given, Place, Ready, Shelf};
