//! Tests of the whole crate through its facade, on a corpus made by code.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice)]

mod corpus;
mod finding;
mod keeping;
mod reaching;
