//! What is logged, how and where: to standard error, as text or as JSON lines. No personal data reaches a log; the
//! crates below see to that.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::config::{Config, LogFormat};
use crate::failure::Failure;

/// Parts of others that say more than an operator wants to hear; the configured level comes after and may name them.
const QUIET: &str = "sea_orm_migration=warn,sqlx=warn,tantivy=warn";

/// Starts logging.
pub fn start(config: &Config) -> Result<(), Failure> {
    let level = &config.log_level;
    let filter = EnvFilter::try_new(format!("{QUIET},{level}"))
        .map_err(|_| Failure::new(format!("日志级别“{level}”不对，可以写 error、warn、info、debug。")))?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    // Started twice only if a command starts another; the first one holds then.
    let _ = match config.log_format {
        LogFormat::Json => builder.json().with_current_span(false).try_init(),
        LogFormat::Text => builder.with_target(false).try_init(),
    };
    Ok(())
}
