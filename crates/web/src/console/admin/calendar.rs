//! The working calendar: which years are arranged, the days of one, and loading the days of a notice.

use app::calendar::{NewDay, list, load_days, remove_day};
use app::{AppError, FieldFault};
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::{Datelike, NaiveDate};
use domain::calendar::{CalendarDayKind, ExplainedSpan, SpanKind, WorkCalendar};
use domain::identity::Action;
use minijinja::Value;

use super::answer::{after_button, form_page, refused};
use super::asked::Asked;
use super::day_lines::{Faulty, read_days};
use crate::console::flash::Flash;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::forms::{FormView, Typed};
use crate::routes::{Access, Route, get, post};
use crate::state::Web;
use crate::templates::context;

const PATH: &str = "/console/calendar";

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<Route> {
    const NEEDS: Access = Access::Needs(Action::CalendarManage);
    vec![
        get(PATH, NEEDS, show),
        get("/console/calendar/load", NEEDS, show_load),
        post("/console/calendar/load", NEEDS, send_load),
        post("/console/calendar/days/{id}/remove", NEEDS, remove),
    ]
}

/// `GET /console/calendar`; `?year=` shows another year.
async fn show(State(web): State<Web>, signed: SignedIn, asked: Asked) -> Result<Response, WebError> {
    let loaded = list(web.app()).await?;
    let calendar = web.app().settings().calendar();
    let present = web.app().now().date().year();
    let year = asked
        .number("year")
        .and_then(|year| i32::try_from(year).ok())
        .filter(|year| (2004..=2099).contains(year))
        .unwrap_or(present);
    let years: Vec<Value> = (present - 1..=present + 2)
        .map(|one| year_row(&calendar, one, loaded.iter().any(|day| day.day_on.year() == one)))
        .collect();
    let tabs: Vec<Value> = (present - 1..=present + 2)
        .map(|one| context! { label => format!("{one} 年"), url => format!("{PATH}?year={one}"), current => one == year, count => () })
        .collect();
    let days: Vec<Value> = loaded
        .iter()
        .filter(|day| day.day_on.year() == year)
        .map(|day| {
            context! {
                id => day.id,
                day => day.day_on.to_string(),
                weekday => weekday(day.day_on),
                off => day.kind == "off",
                name => day.name,
                region => day.region,
                source => day.source,
            }
        })
        .collect();
    let values = context! {
        years,
        tabs,
        year,
        published => is_published(&calendar, year),
        spans => calendar.arrangement(year).iter().map(span).collect::<Vec<_>>(),
        days,
        next_missing => (present..=present + 1).find(|one| !is_published(&calendar, *one)),
        next_year => present + 1,
    };
    let head = PageHead::new("工作日历")
        .lead("工作日决定公开时限和答复期限。每年十一月左右国务院办公厅公布下一年的放假安排，公布后在这里导入。");
    page(&web, &signed, "console/admin/calendar.html", &head, values)
}

fn is_published(calendar: &WorkCalendar, year: i32) -> bool {
    NaiveDate::from_ymd_opt(year, 1, 1).is_some_and(|day| calendar.is_published(day))
}

fn year_row(calendar: &WorkCalendar, year: i32, loaded: bool) -> Value {
    let (label, tone) = match (is_published(calendar, year), loaded) {
        (true, true) => ("已安排，含导入的日期", "ok"),
        (true, false) => ("已安排，随系统提供", "ok"),
        (false, _) => ("未公布，暂按周一至周五计算", "warning"),
    };
    let first = NaiveDate::from_ymd_opt(year - 1, 12, 31);
    let working = first
        .zip(NaiveDate::from_ymd_opt(year, 12, 31))
        .map_or(0, |(from, to)| calendar.working_days_between(from, to));
    context! { year, url => format!("{PATH}?year={year}"), working, state => context! { label, tone } }
}

fn span(one: &ExplainedSpan) -> Value {
    let days = (one.to - one.from).num_days() + 1;
    context! {
        from => one.from.to_string(),
        to => one.to.to_string(),
        weekdays => if one.from == one.to { weekday(one.from).to_string() } else { format!("{}至{}", weekday(one.from), weekday(one.to)) },
        off => one.kind == SpanKind::Holiday,
        name => one.name,
        days,
    }
}

fn weekday(day: NaiveDate) -> &'static str {
    ["周一", "周二", "周三", "周四", "周五", "周六", "周日"]
        .get(day.weekday().num_days_from_monday() as usize)
        .copied()
        .unwrap_or_default()
}

/// `GET /console/calendar/load`
async fn show_load(State(web): State<Web>, signed: SignedIn) -> Result<Response, WebError> {
    load_page(&web, &signed, &FormView::new(), None)
}

fn load_page(web: &Web, signed: &SignedIn, form: &FormView, preview: Option<&[NewDay]>) -> Result<Response, WebError> {
    let preview: Option<Vec<Value>> = preview.map(|days| {
        days.iter()
            .map(|day| {
                context! {
                    day => day.day.to_string(),
                    weekday => weekday(day.day),
                    off => day.kind == CalendarDayKind::Off,
                    name => day.name,
                    odd => is_odd(day),
                }
            })
            .collect()
    });
    let head = PageHead::new("导入放假安排")
        .lead("先预览，核对无误后再保存。保存后立即用于计算期限。")
        .under(&[("工作日历", PATH)]);
    let values = context! { preview, year => web.app().now().date().year() + 1 };
    form_page(web, signed, "console/admin/calendar_load.html", &head, form, values)
}

/// A day that changes nothing, such as work on a Tuesday: likely a slip.
fn is_odd(day: &NewDay) -> bool {
    let weekend = day.day.weekday().num_days_from_monday() >= 5;
    day.kind == CalendarDayKind::Working && !weekend
}

/// `POST /console/calendar/load`: shows what was read; saves when just that was confirmed.
async fn send_load(State(web): State<Web>, signed: SignedIn, typed: Typed) -> Result<Response, WebError> {
    let days = match read(&typed) {
        Ok(days) => days,
        Err(error) => return load_page(&web, &signed, &refused(typed.view(), error)?, None),
    };
    let previewed = !typed.get("previewed").is_empty() && plain(typed.get("previewed")) == plain(typed.get("days"));
    if typed.trimmed("step") != "save" || !previewed {
        return load_page(&web, &signed, &typed.view().with("previewed", typed.get("days")), Some(&days));
    }
    match load_days(web.app(), &signed.caller, &days).await {
        Ok(count) => {
            let year = days.first().map_or(0, |day| day.day.year());
            Ok(Flash::ok(format!("已导入 {count} 天。")).redirect(&web, &format!("{PATH}?year={year}")))
        }
        Err(error) => load_page(&web, &signed, &at_text(refused(typed.view(), error)?), None),
    }
}

fn read(typed: &Typed) -> Result<Vec<NewDay>, AppError> {
    let (region, source) = (typed.trimmed("region"), typed.trimmed("source"));
    let lines = read_days(typed.get("days"));
    let mut faults: Vec<FieldFault> = lines
        .iter()
        .filter_map(|line| line.as_ref().err())
        .map(|Faulty { line, text }| FieldFault::new("days", "calendar_line_bad").with("line", line).with("text", text))
        .take(10)
        .collect();
    if source.is_empty() {
        faults.push(FieldFault::new("source", "required"));
    }
    let days: Vec<NewDay> = lines
        .into_iter()
        .flatten()
        .map(|(day, kind, name)| NewDay { day, kind, name, region: region.to_string(), source: source.to_string() })
        .collect();
    if days.is_empty() && faults.is_empty() {
        faults.push(FieldFault::new("days", "required"));
    }
    if faults.is_empty() { Ok(days) } else { Err(AppError::fields(faults)) }
}

/// A text apart from how its lines end: browsers write them in their own way.
fn plain(text: &str) -> String {
    text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The faults of rows stand at the text in which the rows were typed.
fn at_text(mut form: FormView) -> FormView {
    for error in &mut form.errors {
        let mut parts = error.field.split('.');
        if let (Some("days"), Some(row), Some(field)) = (parts.next(), parts.next(), parts.next()) {
            error.message = format!("第 {row} 天：{}", error.message);
            error.field = if matches!(field, "source" | "region") { field.to_string() } else { "days".to_string() };
        }
    }
    form
}

/// `POST /console/calendar/days/{id}/remove`
async fn remove(
    State(web): State<Web>,
    signed: SignedIn,
    Path(id): Path<i64>,
    typed: Typed,
) -> Result<Response, WebError> {
    let year: i32 = typed.trimmed("year").parse().unwrap_or_default();
    let result = remove_day(web.app(), &signed.caller, id).await;
    after_button(&web, result, "这一天已删除，恢复为系统提供的安排。", &format!("{PATH}?year={year}"))
}
