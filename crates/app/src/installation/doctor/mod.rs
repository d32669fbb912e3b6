//! The examination of an installation: each check says what was looked at, what was found and what to do.
//! Here is what the records, the files and the index tell; the machine around them is examined by the binary.

mod cases;
mod files;
mod records;

use domain::time::Moment;
use store::Store;

use crate::context::App;

domain::code_enum! {
    /// How a check ended.
    pub enum Outcome {
        Good = "good", "正常";
        Notice = "notice", "注意";
        Fault = "fault", "异常";
    }
}

/// How much is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Enough for every day.
    Sampled,
    /// Every file and every audit row.
    Full,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    pub code: &'static str,
    /// What was looked at.
    pub title: &'static str,
    pub outcome: Outcome,
    pub found: String,
    /// What to do; empty when all is well.
    pub advice: String,
}

impl Check {
    /// All is well.
    #[must_use]
    pub fn good(code: &'static str, title: &'static str, found: impl Into<String>) -> Self {
        Self { code, title, outcome: Outcome::Good, found: found.into(), advice: String::new() }
    }

    /// Something to keep an eye on.
    #[must_use]
    pub fn notice(
        code: &'static str,
        title: &'static str,
        found: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self { code, title, outcome: Outcome::Notice, found: found.into(), advice: advice.into() }
    }

    /// Something that must be mended.
    #[must_use]
    pub fn fault(code: &'static str, title: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { code, title, outcome: Outcome::Fault, found: found.into(), advice: advice.into() }
    }
}

/// Examines the database itself; the only part that can be done on an older schema.
pub async fn examine_database(store: &Store) -> Vec<Check> {
    vec![records::integrity(store).await, records::schema(store).await]
}

/// Examines records, files and index of a running app.
pub async fn examine(app: &App, depth: Depth) -> Vec<Check> {
    vec![
        records::audit(app, depth).await,
        records::index(app).await,
        records::catalogue(app).await,
        files::attachments(app, depth).await,
        cases::requests(app, depth).await,
        cases::disputes(app).await,
        records::jobs(app).await,
        records::master_key(app).await,
    ]
}

/// A few minutes are the difference of two clocks, not a wrong one.
const CLOCK_TOLERANCE_MINUTES: i64 = 5;

/// Examines the clock: it cannot be earlier than the program, nor than what was recorded last. The machine's time
/// zone does not matter: legal dates are always those of China.
#[must_use]
pub fn examine_clock(now: Moment, program: Option<Moment>, newest: Option<Moment>) -> Check {
    const CODE: &str = "clock";
    const TITLE: &str = "系统时间";
    let shown = now.display_minute();
    let later = |other: Option<Moment>| other.filter(|o| *o > now.plus_minutes(CLOCK_TOLERANCE_MINUTES));
    let advice = "请校准服务器时间（建议启用时间同步），再启动系统；办理期限按系统时间计算。";
    if let Some(newest) = later(newest) {
        let found = format!("现在是 {shown}，却早于最后一条审计记录（{}）", newest.display_minute());
        return Check::fault(CODE, TITLE, found, advice);
    }
    if let Some(program) = later(program) {
        let found = format!("现在是 {shown}，却早于程序文件的日期（{}）", program.display_minute());
        return Check::fault(CODE, TITLE, found, advice);
    }
    Check::good(CODE, TITLE, format!("{shown}（北京时间；与服务器时区设置无关）"))
}

/// When the newest audit row was written.
pub async fn newest_record(store: &Store) -> Option<Moment> {
    let newest = store::audit::list(store.read(), &store::audit::Filter::default(), 1).await.ok()?;
    newest.first().map(|row| Moment(row.at))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_clock_behind_the_records_or_the_program_is_a_fault() {
        let now = Moment(1_000_000_000_000);
        let soon = Some(now.plus_minutes(4));
        let later = Some(now.plus_minutes(6));
        assert_eq!(examine_clock(now, None, None).outcome, Outcome::Good);
        assert_eq!(examine_clock(now, soon, soon).outcome, Outcome::Good);
        assert_eq!(examine_clock(now, later, None).outcome, Outcome::Fault);
        assert_eq!(examine_clock(now, None, later).outcome, Outcome::Fault);
        assert!(examine_clock(now, None, later).advice.ends_with('。'));
    }
}
