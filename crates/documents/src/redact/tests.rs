//! Proof of redaction.
