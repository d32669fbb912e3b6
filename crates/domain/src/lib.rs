//! The rules of government-information disclosure as pure functions and types.
//!
//! Nothing here does I/O, reads a clock or draws a random number: all of that is passed in.
//! Refusals are enums without text; the sentence a person reads is made in `app`.

pub mod agency;
pub mod audit;
pub mod calendar;
pub mod codes;
pub mod dispute;
pub mod identity;
pub mod item;
pub mod report;
pub mod request;
pub mod settings;
pub mod site;
mod text;
pub mod theme;
pub mod time;
pub mod visits;
pub mod voice;
