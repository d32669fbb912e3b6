//! The limits under which strangers' bytes are read. Pure numbers; who enforces them is said at each field.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Limits of one parse. The defaults suit attachments of a government site on a small server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Largest file taken, in bytes. Default 50 MiB.
    pub max_bytes: u64,
    /// Most bytes all parts of one container may unpack to together. Default 200 MiB.
    pub max_unpacked_bytes: u64,
    /// Highest ratio of unpacked to packed bytes, looked at above 10 MiB unpacked. Default 200.
    pub max_ratio: u64,
    /// Most entries in one container. Default 10 000.
    pub max_entries: u64,
    /// Containers within containers that are opened (an archive in an archive counts 1). Default 2.
    pub max_depth: u32,
    /// Deepest nesting of XML elements. Default 256.
    pub max_xml_depth: u32,
    /// Most characters of text kept; what lies beyond is cut and `truncated` is set. Default 2 000 000.
    pub max_text_chars: u64,
    /// Time a child process may take, by the clock on the wall. Default 30 s.
    pub wall: Duration,
    /// Processor seconds a child process may use. Default 20.
    pub cpu_seconds: u64,
    /// Address space of a child process, in bytes. Default 1 GiB.
    pub memory_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        const MIB: u64 = 1024 * 1024;
        Self {
            max_bytes: 50 * MIB,
            max_unpacked_bytes: 200 * MIB,
            max_ratio: 200,
            max_entries: 10_000,
            max_depth: 2,
            max_xml_depth: 256,
            max_text_chars: 2_000_000,
            wall: Duration::from_secs(30),
            cpu_seconds: 20,
            memory_bytes: 1024 * MIB,
        }
    }
}
