//! The program as an operator meets it: the real binary, real folders, its words and its exit codes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "a failed expectation should stop the test at once, and tests are told where PostgreSQL is by the environment"
)]

mod backup;
mod backup_under_load;
mod calendar;
mod clerks;
mod engines;
mod export;
mod folder;
mod importing;
mod keys;
mod killed;
mod killed_letters;
mod killed_requests;
mod mailer;
mod parsing;
mod program;
mod report;
mod serving;
mod town;
mod truth;
