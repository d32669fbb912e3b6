//! The letters and forms of a case: which fit where it stands, filled from it, changed by a person, issued with a number
//! and kept as they were; and the case as one folder. The wording is the business of `letter`, the rules are `domain`'s.

mod applicant;
mod case_file;
mod folder;
mod issue;
mod masked;
mod offers;
mod packing;
mod page;
mod values;

pub(super) use applicant::reply_as_given;
pub use applicant::{ApplicantLetter, fetch_letter, of_applicant};
pub use folder::{FolderLine, Packed, Recorded, contents, packed};
pub use issue::{issue, restore, save};
pub use page::{Editable, Format, LetterLine, LetterPage, Wanted, export, list, preview, show};
pub use store::letter::issued::LetterState;
