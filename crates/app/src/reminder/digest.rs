//! What waits for somebody today, as lines of plain words: asked of the same use cases as his pages, so that a mail never
//! says more than he may see. Counts and days only.

use chrono::{Days, NaiveDate};
use domain::identity::Action;
use domain::report::workflow::{Coverage, ReportState};
use domain::request::CaseState;
use domain::request::finding::CaseFinding;

use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;
use crate::report::{Line, Overview, overview};
use crate::request::desk::{self, DeskQuery, Pile};
use crate::{dispute, request};

/// After its last day a report is reminded of for so many days more; then the supervisor's page has to do.
const DAYS_AFTER: u64 = 60;

/// The lines of today; none where nothing waits.
pub(super) async fn lines(app: &App, caller: &Caller) -> Result<Vec<String>, AppError> {
    let mut lines = cases(app, caller).await?;
    lines.extend(disputes(app, caller).await?);
    lines.extend(reports(app, caller).await?);
    Ok(lines)
}

/// The parts of a line that count something; none where all are nothing.
fn counted(head: &str, parts: &[(&str, i64)]) -> Option<String> {
    let told: Vec<String> =
        parts.iter().filter(|(_, count)| *count > 0).map(|(what, count)| format!("{what} {count} 件")).collect();
    (!told.is_empty()).then(|| format!("{head}：{}。", told.join("，")))
}

/// An officer's own cases by their limits, with those of his agency that nobody has taken or confirmed; of a unit the
/// cases in which a part waits for it, by the day that was set to it.
async fn cases(app: &App, caller: &Caller) -> Result<Vec<String>, AppError> {
    let may = |action| caller.can_somewhere(action, app.now());
    let mut lines = Vec::new();
    if may(Action::RequestHandle) {
        let own = DeskQuery { officer: caller.account_id, ..DeskQuery::default() };
        lines.extend(by_limit(app, caller, "您经办的申请", own).await?);
        if let Some(agency) = caller.agency_id {
            lines.extend(of_agency(app, caller, agency).await?);
        }
    }
    if may(Action::RequestContribute) {
        let parts = DeskQuery { own_parts: true, ..DeskQuery::default() };
        lines.extend(by_limit(app, caller, "有您承办事项的申请", parts).await?);
    }
    Ok(lines)
}

async fn by_limit(app: &App, caller: &Caller, head: &str, query: DeskQuery) -> Result<Option<String>, AppError> {
    let mut counts = Vec::new();
    for pile in [Pile::Overdue, Pile::Today, Pile::Near] {
        let query = DeskQuery { pile: Some(pile), ..query.clone() };
        counts.push((pile.label(), desk::count(app, caller, &query).await?));
    }
    Ok(counted(head, &counts))
}

/// What waits at an officer's own agency; of others nothing, also where he watches over them.
async fn of_agency(app: &App, caller: &Caller, agency: i64) -> Result<Option<String>, AppError> {
    let place = app.directory().agency_place(agency);
    if !caller.can(Action::RequestHandle, &place, app.now()) {
        return Ok(None);
    }
    let state = Some(CaseState::Registered.code().to_string());
    let registered = DeskQuery { agency: Some(agency), state, ..DeskQuery::default() };
    let mut counts = vec![("待确认收到", desk::count(app, caller, &registered).await?)];
    for (what, finding) in [
        ("其中未按时确认", CaseFinding::Unconfirmed),
        ("没有确定经办人", CaseFinding::Unassigned),
        ("延期未告知申请人", CaseFinding::ExtensionUntold),
    ] {
        counts.push((what, request::watch::count(app, caller, agency, finding).await?));
    }
    Ok(counted("本机关的申请", &counts))
}

/// Hearings and limits of disputes within the days that count as near.
async fn disputes(app: &App, caller: &Caller) -> Result<Option<String>, AppError> {
    if !caller.can_somewhere(Action::DisputeManage, app.now()) {
        return Ok(None);
    }
    let today = app.now().date();
    let near = u32::try_from(app.settings().number("requests.near_days")).unwrap_or(5);
    let until = app.settings().calendar().due(today, near).map_or(today, |due| due.date);
    let due = dispute::list_due(app, caller, until).await?.len();
    Ok(counted("复议和诉讼", &[("有临近的期限或者开庭", i64::try_from(due).unwrap_or(i64::MAX))]))
}

/// Annual reports: sent back, waiting for review, not handed in and not published when the day is near (art. 49).
async fn reports(app: &App, caller: &Caller) -> Result<Vec<String>, AppError> {
    let now = app.now();
    let may = |action| caller.can_somewhere(action, now);
    if !may(Action::ReportEdit) && !may(Action::ReportReview) {
        return Ok(Vec::new());
    }
    let found = overview(app, caller, None).await?;
    let mut lines = Vec::new();
    if may(Action::ReportEdit) {
        lines.extend(of_editor(app, &found));
    }
    if may(Action::ReportReview) {
        lines.extend(of_reviewer(app, &found));
    }
    Ok(lines)
}

fn of_editor(app: &App, found: &Overview) -> Vec<String> {
    let own = || found.lines.iter().filter(|line| line.may_edit);
    let back = own().filter(|line| line.state == Some(ReportState::SentBack)).count();
    let mut lines = Vec::new();
    if back > 0 {
        lines.push(format!("{} 年度报告：被退回修改 {back} 份。", found.year));
    }
    let missing = |line: &&Line| line.state.is_none_or(|state| state == ReportState::Draft);
    lines.extend(
        by_day(app, own().filter(missing))
            .map(|(day, count)| format!("{} 年度报告：还没有上报 {count} 份，期限为 {day}。", found.year)),
    );
    lines
}

fn of_reviewer(app: &App, found: &Overview) -> Vec<String> {
    let waiting = found.lines.iter().filter(|line| line.state == Some(ReportState::HandedIn)).count();
    let mut lines = Vec::new();
    if waiting > 0 {
        lines.push(format!("{} 年度报告：等待审核 {waiting} 份。", found.year));
    }
    let agencies = found.lines.iter().filter(|line| line.coverage == Coverage::Own);
    let missing = agencies.filter(|line| !line.state.is_some_and(ReportState::is_handed_in));
    lines.extend(
        by_day(app, missing)
            .map(|(day, count)| format!("{} 年度报告：{count} 个机关还没有上报，期限为 {day}。", found.year)),
    );
    let whole = found.lines.iter().filter(|line| line.coverage == Coverage::Whole);
    let open = whole.filter(|line| line.state != Some(ReportState::Published));
    lines.extend(
        by_day(app, open)
            .map(|(day, count)| format!("{} 年度报告：政府的报告还没有公布 {count} 份，期限为 {day}。", found.year)),
    );
    lines
}

/// The lines whose last day is near or has just passed: that day, and how many.
fn by_day<'a>(app: &App, lines: impl Iterator<Item = &'a Line>) -> impl Iterator<Item = (NaiveDate, usize)> {
    let today = app.now().date();
    let before = u64::try_from(app.settings().number("report.remind_days")).unwrap_or(15);
    let is_near = move |day: &NaiveDate| {
        let from = day.checked_sub_days(Days::new(before));
        let until = day.checked_add_days(Days::new(DAYS_AFTER));
        from.is_some_and(|from| from <= today) && until.is_some_and(|until| today <= until)
    };
    let mut days = std::collections::BTreeMap::new();
    for day in lines.filter_map(|line| line.due_on).filter(is_near) {
        *days.entry(day).or_insert(0) += 1;
    }
    days.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_counts_nothing_is_not_told() {
        assert_eq!(counted("申请", &[("已超期", 0), ("临期", 2)]).as_deref(), Some("申请：临期 2 件。"));
        assert_eq!(counted("申请", &[("已超期", 0)]), None);
    }
}
