//! How the console says where a report stands.

use app::report::{Line, cell_name, finding_key, finding_sentence, wants_note};
use domain::item::checks::Level;
use domain::report::workflow::{ReportState, ReportStep};
use domain::report::{CellKey, Finding, Format};
use minijinja::Value;

use crate::console::item::rows::Badge;
use crate::templates::context;

/// The state as a badge; nothing begun is a state, too.
pub fn state_badge(state: Option<ReportState>) -> Badge {
    let Some(state) = state else { return Badge::new("未开始", "neutral") };
    let tone = match state {
        ReportState::Draft => "neutral",
        ReportState::HandedIn | ReportState::Accepted | ReportState::Sealed => "info",
        ReportState::SentBack => "error",
        ReportState::Published => "ok",
        ReportState::Replaced => "neutral",
    };
    Badge::new(state.label(), tone)
}

/// The limit as a badge.
pub fn due_badge(line: &Line) -> Option<Badge> {
    let done = matches!(line.state, Some(ReportState::Published));
    let due = line.due_on.filter(|_| !done)?;
    Some(if line.is_late {
        Badge::new(format!("已过 {due}"), "error")
    } else {
        Badge::new(format!("{due} 前发布"), "neutral")
    })
}

/// What the log says of a step.
pub fn step_label(code: &str) -> &str {
    match ReportStep::parse(code) {
        Some(step) => step.label(),
        None => match code {
            "open" => "建立报告",
            "import" => "导入已发布的报告",
            _ => "其他",
        },
    }
}

/// A cell in words without the quotation marks: 规章的本年制发件数.
pub fn plain_name(format: Format, key: CellKey) -> String {
    cell_name(format, key).replace(['“', '”'], "")
}

/// A finding as the page shows it.
pub fn finding(id: i64, finding: &Finding, said: Option<&str>, format: Format) -> Value {
    let is_error = finding.level == Level::Error;
    let cells: Vec<Value> = finding
        .cells
        .iter()
        .take(3)
        .map(|key| context! { label => plain_name(format, *key), url => format!("/console/reports/{id}/cells/{key}") })
        .collect();
    context! {
        check => finding.check.code(),
        badge => Badge::new(if is_error { "错误" } else { "提醒" }, if is_error { "error" } else { "warning" }),
        sentence => finding_sentence(finding, format),
        basis => finding.check.basis(),
        cells,
        said,
        field => wants_note(finding).then(|| format!("note.{}", finding_key(finding))),
    }
}
