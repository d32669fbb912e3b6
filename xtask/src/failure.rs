//! Why a chore stopped, in one sentence, and the exit code that says so.

use std::fmt;

/// A chore that did not succeed.
#[derive(Debug)]
pub enum Failure {
    /// The chore ran to its end and found something wrong, such as a failing test: exit code 1.
    Found(String),
    /// The chore could not be done: exit code 2.
    Impossible(String),
}

impl Failure {
    pub fn found(sentence: impl Into<String>) -> Self {
        Self::Found(sentence.into())
    }

    pub fn impossible(sentence: impl Into<String>) -> Self {
        Self::Impossible(sentence.into())
    }

    /// The command line was wrong: says so and shows the right one.
    pub fn usage(sentence: &str, usage: &str) -> Self {
        Self::Impossible(format!("{sentence}\n\n{}", usage.trim_end()))
    }

    /// An I/O error with what was being done when it happened.
    pub fn io(doing: &str, error: &std::io::Error) -> Self {
        Self::Impossible(format!("{doing} failed: {error}"))
    }

    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Found(_) => 1,
            Self::Impossible(_) => 2,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Found(sentence) | Self::Impossible(sentence) => formatter.write_str(sentence),
        }
    }
}
