//! Reading typed fields into types. Every field that is not of its type is noted, so that all are told at once;
//! the rules of the values are the use case's.

use app::{AppError, FieldFault};
use chrono::NaiveDate;

use crate::forms::Typed;

/// Reads one form.
pub struct Reader<'t> {
    typed: &'t Typed,
    faults: Vec<FieldFault>,
}

impl<'t> Reader<'t> {
    /// Begins.
    #[must_use]
    pub const fn new(typed: &'t Typed) -> Self {
        Self { typed, faults: Vec::new() }
    }

    /// A text as typed.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        self.typed.trimmed(name).to_string()
    }

    /// A text as typed, of at most `max` characters.
    pub fn short_text(&mut self, name: &str, max: usize) -> String {
        let text = self.text(name);
        if text.chars().count() > max {
            self.faults.push(FieldFault::new(name, "too_long").with("max", max));
        }
        text
    }

    /// A text that must be there, of at most `max` characters.
    pub fn needed_text(&mut self, name: &str, max: usize) -> String {
        if self.typed.filled(name).is_none() {
            return self.fault(name, "required");
        }
        self.short_text(name, max)
    }

    fn fault<T: Default>(&mut self, name: &str, code: &'static str) -> T {
        self.faults.push(FieldFault::new(name, code));
        T::default()
    }

    /// The id of what was chosen; must be there.
    pub fn id(&mut self, name: &str) -> i64 {
        match self.typed.filled(name) {
            None => self.fault(name, "required"),
            Some(value) => value.parse().unwrap_or_else(|_| self.fault(name, "bad_choice")),
        }
    }

    /// The id of what was chosen, if something was.
    pub fn optional_id(&mut self, name: &str) -> Option<i64> {
        self.typed.filled(name)?;
        Some(self.id(name))
    }

    /// A day; must be there.
    pub fn date(&mut self, name: &str) -> NaiveDate {
        match self.typed.filled(name) {
            None => self.fault(name, "required"),
            Some(value) => value.parse().unwrap_or_else(|_| self.fault(name, "bad_date")),
        }
    }

    /// A whole number; `default` where nothing was typed.
    pub fn number(&mut self, name: &str, default: i32) -> i32 {
        match self.typed.filled(name) {
            None => default,
            Some(value) => value.parse().unwrap_or_else(|_| self.fault(name, "bad_number")),
        }
    }

    /// A whole number, if something was typed.
    pub fn optional_number(&mut self, name: &str) -> Option<i32> {
        self.typed.filled(name)?;
        Some(self.number(name, 0))
    }

    /// One of the values that `parse` knows; must be there. `otherwise` stands in when it is a fault.
    pub fn code<T>(&mut self, name: &str, parse: impl Fn(&str) -> Option<T>, otherwise: T) -> T {
        match parse(self.typed.trimmed(name)) {
            Some(value) => value,
            None => {
                let code = if self.typed.filled(name).is_some() { "bad_choice" } else { "required" };
                self.faults.push(FieldFault::new(name, code));
                otherwise
            }
        }
    }

    /// Nothing, or every fault.
    ///
    /// # Errors
    /// `form_invalid` with the faults.
    pub fn finish(self) -> Result<(), AppError> {
        if self.faults.is_empty() { Ok(()) } else { Err(AppError::fields(self.faults)) }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_fault_is_told_at_once() {
        let pairs = [("a", "x"), ("b", ""), ("c", "2026-02-30"), ("d", "7")];
        let typed = Typed(pairs.iter().map(|(k, v)| ((*k).to_string(), (*v).to_string())).collect());
        let mut reader = Reader::new(&typed);
        assert_eq!(
            (reader.id("a"), reader.id("b"), reader.number("d", 1), reader.optional_number("b")),
            (0, 0, 7, None)
        );
        reader.date("c");
        let AppError::Refused(problem) = reader.finish().unwrap_err() else { return };
        let found: Vec<_> = problem.fields.iter().map(|f| (f.field.as_str(), f.code)).collect();
        assert_eq!(found, [("a", "bad_choice"), ("b", "required"), ("c", "bad_date")]);
    }
}
