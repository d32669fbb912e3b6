//! Whether the rows by which lists and reports find cases and disputes are as their events say.

use store::request::recompute::newest;

use super::{Check, Depth};
use crate::context::App;
use crate::dispute;
use crate::error::AppError;
use crate::request::recompute::{Compared, compare};

/// A sampled examination looks at about so many of the newest cases.
const SAMPLES: i64 = 2_000;
/// So many are named.
const NAMED: usize = 5;

const ADVICE: &str = "请保留现场并报告技术支持；办理页的期限以办理记录为准，列表和统计可能不准。";

pub(super) async fn requests(app: &App, depth: Depth) -> Check {
    const CODE: &str = "requests";
    const TITLE: &str = "依申请公开办理件";
    match look(app, depth).await {
        Ok(seen) if seen.differing.is_empty() => {
            Check::good(CODE, TITLE, format!("核对了 {} 件，状态和期限与办理记录一致", seen.cases))
        }
        Ok(seen) => {
            let named: Vec<&str> = seen.differing.iter().take(NAMED).map(|one| one.number.as_str()).collect();
            let what = format!(
                "核对了 {} 件，{} 件与办理记录不一致，例如：{}",
                seen.cases,
                seen.differing.len(),
                named.join("、")
            );
            Check::fault(CODE, TITLE, what, ADVICE)
        }
        Err(error) => Check::fault(CODE, TITLE, format!("无法读取：{error}"), ADVICE),
    }
}

async fn look(app: &App, depth: Depth) -> Result<Compared, AppError> {
    let after = match depth {
        Depth::Full => 0,
        Depth::Sampled => newest(app.store().read()).await? - SAMPLES,
    };
    compare(app, after).await
}

pub(super) async fn disputes(app: &App) -> Check {
    const CODE: &str = "disputes";
    const TITLE: &str = "复议和诉讼";
    match dispute::compare(app).await {
        Ok((seen, differing)) if differing.is_empty() => {
            Check::good(CODE, TITLE, format!("核对了 {seen} 件，结果与办理记录一致"))
        }
        Ok((seen, differing)) => {
            let named: Vec<String> = differing.iter().take(NAMED).map(|id| format!("编号 {id}")).collect();
            let what = format!("核对了 {seen} 件，{} 件与办理记录不一致，例如：{}", differing.len(), named.join("、"));
            Check::fault(CODE, TITLE, what, ADVICE)
        }
        Err(error) => Check::fault(CODE, TITLE, format!("无法读取：{error}"), ADVICE),
    }
}
