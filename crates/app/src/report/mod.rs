//! The annual report in words: the sentence for each finding and note, for every way in which people meet them.
//! Not here yet: building, handing in and publishing reports.

mod words;

pub use words::{cell_name, finding_sentence, no_report_sentence, note_sentence, unreadable_sentence};
