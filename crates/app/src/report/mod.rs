//! 年报: the statutory report from records to publication. Opening one computes its cells by named queries; each number
//! opens; what other systems hold is typed or read from a file; checks stand in place; hand in, accept, seal, publish.
//! Also the sentences for findings. The rules are `domain::report`, the layout `documents::report::layout`.

mod act;
mod behind;
mod build;
mod counted;
mod edit;
mod examine;
mod file;
mod look;
mod open;
mod output;
mod public;
mod record;
mod scope;
mod words;

pub use act::{Order, act, remind};
pub use behind::{Behind, BehindRows, behind, evidence_file};
pub use build::{Built, Year, build_all};
pub use edit::{Evidence, TypedCells, explain, redraft, type_cells, write_text};
pub use examine::{Examined, examine, finding_key, wants_note};
pub use file::{CheckedFile, check_file, import_figures, import_report};
pub use look::{Line, Look, Overview, list, look, overview};
pub use open::{open, recompute};
pub use output::{Charts, OutputForm, Printed, print, print_stored};
pub use public::{PublicLine, PublicReport, figures_table, list_published, published, totals};
pub use record::Loaded;
pub use scope::{coverage_of, covered};
pub use store::dispute::Model as DisputeRow;
pub use store::report::step::Model as Step;
pub use words::{cell_name, due_sentence, finding_sentence, no_report_sentence, note_sentence, unreadable_sentence};
