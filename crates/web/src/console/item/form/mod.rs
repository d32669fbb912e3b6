//! Between the editor's form and a revision's content: `read` parses what was typed, `show` fills the form from a
//! stored content. Field names are those of `RevisionContent`; own fields of a kind are `field_KEY`.

pub mod addresses;
pub mod read;
pub mod show;
