//! The rules of the house that a compiler does not check, as plain tests over the checkout.
//!
//! What a program does is tested in its own crate; here is only how the repository is kept.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "a test stops at the first thing that is not as it must be"
)]

mod checkout;
mod commands;
mod features;
mod floors;
mod licences;
mod paperwork;
mod seals;
mod source;
mod sources;
mod stacks;
mod tests_are_real;
mod words;

/// Fails with all complaints at once, so that a person mends them in one go.
#[track_caller]
fn assert_none(rule: &str, complaints: &[String]) {
    assert!(complaints.is_empty(), "{rule}:\n  {}", complaints.join("\n  "));
}
