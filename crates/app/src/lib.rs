//! The use cases: one function each. Permission is checked here and nowhere else, a transaction begins here and
//! nowhere else, and each change is written with its audit row, its jobs and its purges in that one transaction.
//!
//! A use case takes the [`App`] and a [`Caller`] and returns plain data or an [`AppError`] whose sentence is ready
//! to be shown.

pub mod agency;
pub mod audit;
pub mod calendar;
pub mod caller;
pub mod context;
pub mod demo;
pub mod directory;
pub mod dispute;
pub mod error;
mod form;
pub mod identity;
pub mod in_force;
pub mod installation;
pub mod item;
pub mod job_kinds;
pub mod jobs;
pub mod keys;
pub mod letter;
pub mod mail;
pub mod night;
pub mod problems;
pub mod random;
pub mod reminder;
pub mod report;
pub mod request;
pub mod settings;
pub mod site;
pub mod visits;
pub mod voice;
pub mod wording;

pub use caller::{Caller, Origin};
pub use context::{App, Clock, Fonts, Parts};
pub use directory::Directory;
pub use error::{AppError, FieldFault, Problem};
pub use in_force::{Data, Settings};
pub use problems::{Sentence, sentence};
pub use random::Random;
