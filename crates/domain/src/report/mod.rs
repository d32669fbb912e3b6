//! 年报 (AnnualReport): the statutory report on disclosure as data (formats, cells, checks), what is wrong with one, and
//! how a report that somebody else made is recognised in a neutral reading of its file. Pure: files are read in
//! `documents`, the sentences that a person reads are made in `app`.

mod amount;
mod annual;
pub mod check;
pub mod draft;
mod finding;
mod form;
mod items;
mod json;
mod prose;
pub mod recognise;
pub mod reference;
mod source;
pub mod workflow;

pub use amount::{Amount, Unit};
pub use annual::{AnnualReport, Cell, CellValue, Note, NoteKind, Prose, Provenance, Section};
pub use finding::{Figure, Finding, FindingCode};
pub use form::{CellKey, Column, ColumnKind, Format, Row, RowForm, Table, TableForm};
pub use items::ItemGroup;
pub use json::{from_json, to_json};
pub use recognise::typed_value;
pub use source::{Line, LineKind, Source};
