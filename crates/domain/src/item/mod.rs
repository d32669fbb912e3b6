//! Items of public information: identity, kinds, the fields of a revision, and the way to publication.

pub mod category;
pub mod checks;
pub mod content;
pub mod document_number;
pub mod genre;
pub mod index_number;
pub mod kind;
pub mod openness;
pub mod relation;
pub mod subject;
pub mod validity;
pub mod workflow;

pub use content::RevisionContent;
pub use index_number::IndexNumber;
pub use kind::{FieldKind, FieldSpec, KindSpec};
pub use openness::{Openness, WithholdingGround};
pub use relation::RelationKind;
pub use validity::Validity;
pub use workflow::{Event, PublicState, Refusal, WorkState};
