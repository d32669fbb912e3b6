//! Progress of long work, on a terminal only.

use app::installation::Progress;
use indicatif::{ProgressBar, ProgressStyle};

/// A bar that hears of progress; silent where standard error is no terminal.
pub struct Bar(ProgressBar);

impl Bar {
    pub fn new() -> Self {
        let bar = ProgressBar::no_length();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// Shows one line.
    pub fn show(&self, message: String) {
        self.0.set_message(message);
        self.0.tick();
    }

    /// A bar over so many steps.
    pub fn of(steps: u64) -> Self {
        let bar = ProgressBar::new(steps);
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}") {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// One step is done.
    pub fn step(&self) {
        self.0.inc(1);
    }

    /// Shows how far the work on the installation has come.
    pub fn hear(&self, progress: Progress) {
        self.show(match progress {
            Progress::Rows { table, rows } => format!("记录：{table} {rows} 行"),
            Progress::Files { done, all } => format!("附件文件：{done}/{all}"),
            Progress::Index { done, all } => format!("检索：{done}/{all}"),
        });
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
