//! The rows of the problem table about accounts, agencies, sections and settings.

use super::Row;

pub(super) const ROWS: &[Row] = &[];
