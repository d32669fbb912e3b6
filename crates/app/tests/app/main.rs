//! The use cases of accounts, agencies, sections, settings and the calendar, on a real SQLite file: one binary, so
//! that it is linked once. Journeys by role through the router are `testkit`'s.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice)]

mod accounts;
mod agency;
mod deputies;
mod house;
mod second_factor;
mod sessions;
mod settings;
mod sign_in;
mod site;
