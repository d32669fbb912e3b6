//! The door with a small house behind it: what lies on the shelf, and what goes over a real connection.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod connection;
mod hostile;
mod house;
mod shelf;
