//! Reports in the many layouts that offices publish them in, right and wrong: read back cell by cell and checked.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "a failed expectation should stop the test at once"
)]
#![allow(
    clippy::disallowed_methods,
    reason = "whether golden files are written anew and how long to spoil files is told by the environment"
)]

mod figures;
mod five;
mod fuzz;
mod golden;
mod hostile;
mod known;
mod layout;
mod layouts;
mod office;
mod pages;
mod planted;
mod reading;
