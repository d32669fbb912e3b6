//! A running Gongkai for tests: a small city on a real SQLite file or a real PostgreSQL, the real router, a fixed
//! clock, and actors who sign in and press buttons. Dev-only. Not a mock of anything.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::string_slice,
    reason = "a failed expectation should stop the test at once, and tests are told where PostgreSQL is by the environment"
)]

mod actor;
mod city;
mod clock;
mod databases;
mod fonts;
mod forms;
mod ids;
mod page;
mod smtp;
mod template;

pub use actor::Actor;
pub use city::City;
pub use clock::TestClock;
pub use databases::{Bare, Base};
pub use fonts::fonts;
pub use forms::{Field, Form};
pub use ids::Ids;
pub use page::Page;
pub use smtp::{Mail, SmtpSink, Temper};
pub use template::{PASSWORD, build};
