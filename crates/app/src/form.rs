//! Reading a form: every fault of it is gathered and told at once. Not the rules themselves: those are `domain`'s.

use crate::error::{AppError, FieldFault};

/// The faults found so far.
#[derive(Debug, Default)]
pub(crate) struct Form {
    faults: Vec<FieldFault>,
}

impl Form {
    /// A text that must be there and may have `max` characters; returned without spaces around.
    pub(crate) fn required(&mut self, field: &str, value: &str, max: usize) -> String {
        if value.trim().is_empty() {
            self.fault(FieldFault::new(field, "required"));
        }
        self.optional(field, value, max)
    }

    /// A text that may be empty and may have `max` characters; returned without spaces around.
    pub(crate) fn optional(&mut self, field: &str, value: &str, max: usize) -> String {
        let value = value.trim();
        if value.chars().count() > max {
            self.fault(FieldFault::new(field, "too_long").with("max", max));
        }
        value.to_string()
    }

    /// Notes a fault.
    pub(crate) fn fault(&mut self, fault: FieldFault) {
        if !self.faults.iter().any(|known| known.field == fault.field) {
            self.faults.push(fault);
        }
    }

    /// Notes a fault where `good` is false.
    pub(crate) fn check(&mut self, good: bool, fault: FieldFault) {
        if !good {
            self.fault(fault);
        }
    }

    /// Nothing, or all faults at once.
    pub(crate) fn finish(self) -> Result<(), AppError> {
        if self.faults.is_empty() { Ok(()) } else { Err(AppError::fields(self.faults)) }
    }
}
