//! `gongkai calendar due`: when a limit ends, and why. Needs no data folder; one that is named lends its loaded days.

use app::App;
use chrono::NaiveDate;
use domain::calendar::{CalendarError, ExplainedSpan, SpanKind, WorkCalendar};
use serde_json::json;

use crate::arguments::{CalendarCommand, Place};
use crate::config::Config;
use crate::failure::{Ended, Failure};
use crate::folder::Folder;
use crate::terminal::{remark, say, table};
use crate::wiring::{self, OldSchema};

pub fn run(place: &Place, command: CalendarCommand) -> Result<Ended, Failure> {
    let CalendarCommand::Due { received, days, explain, answer } = command;
    let received = date(&received)?;
    let days = number(&days)?;
    let calendar = calendar(place)?;
    let due = calendar.due(received, days).map_err(told)?;
    let spans = calendar.explain(received, days).map_err(told)?;
    if answer.json {
        let mut told = json!({ "received": received, "days": days, "due": due.date, "provisional": due.provisional });
        if let Some(object) = told.as_object_mut().filter(|_| explain) {
            object.insert("spans".to_string(), json!(spans));
        }
        say(&told.to_string());
        return Ok(Ended::Done);
    }
    say(&due.date.to_string());
    if due.provisional {
        say("暂定：所经年份的放假安排尚未公布（也没有装入），公布后需要重新计算。");
    }
    if explain {
        show(&spans);
    }
    Ok(Ended::Done)
}

fn date(text: &str) -> Result<NaiveDate, Failure> {
    let whole = text.len() == 10;
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| whole);
    date.ok_or_else(|| Failure::new(format!("日期“{text}”不对，请写成 2026-01-31 这样的形式。")))
}

fn number(text: &str) -> Result<u32, Failure> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match text.parse::<u32>() {
        Ok(days) if days >= 1 => Ok(days),
        Err(_) if digits => Err(told(CalendarError::AfterLastDay)),
        _ => Err(Failure::new(format!("天数“{text}”不对，至少是 1 个工作日。"))),
    }
}

fn told(error: CalendarError) -> Failure {
    Failure::new(match error {
        CalendarError::NoDays => "天数不对，至少是 1 个工作日。".to_string(),
        CalendarError::BeforeFirstDay(day) => format!("工作日历从 2004-01-01 开始，{day} 在此之前，不能计算。"),
        CalendarError::AfterLastDay => "工作日历到 2099-12-31 为止，期限超出了这一天，不能计算。".to_string(),
    })
}

fn calendar(place: &Place) -> Result<WorkCalendar, Failure> {
    let Some(named) = place.named() else { return Ok(WorkCalendar::official()) };
    let folder = Folder::at(&named);
    if !folder.is_ours() {
        remark(&format!("“{}”不是数据文件夹，按程序自带的工作日历计算。", named.display()));
        return Ok(WorkCalendar::official());
    }
    let config = Config::read(&folder.config_file())?;
    wiring::block_on(&config, async {
        let opened = wiring::open(&folder, &config, OldSchema::Refuse).await?;
        let calendar = loaded(&opened.app).await;
        wiring::close(&opened.app).await;
        calendar
    })
}

async fn loaded(app: &App) -> Result<WorkCalendar, Failure> {
    Ok(app::calendar::work_calendar(app).await?.as_ref().clone())
}

fn show(spans: &[ExplainedSpan]) {
    let rows: Vec<Vec<String>> = spans.iter().map(row).collect();
    table(&["起", "止", "说明", "计入", "累计"], &rows);
}

fn row(span: &ExplainedSpan) -> Vec<String> {
    let name = span.name.as_deref().unwrap_or_default();
    let why = match span.kind {
        SpanKind::Receipt => "收到之日，不计入".to_string(),
        SpanKind::Working => "工作日".to_string(),
        SpanKind::MakeUp => format!("{name}调休上班"),
        SpanKind::Weekend => "周末，不计入".to_string(),
        SpanKind::Holiday => format!("{name}放假，不计入"),
    };
    let provisional = if span.provisional { "（暂定）" } else { "" };
    let (counted, so_far) = (span.counted.to_string(), span.counted_so_far.to_string());
    vec![span.from.to_string(), span.to.to_string(), format!("{why}{provisional}"), counted, so_far]
}
