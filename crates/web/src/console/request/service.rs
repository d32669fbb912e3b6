//! How applicants were served in a year: their ratings, and whom published items spared an application. For the office
//! and its supervisor.

use app::request::offers::helped;
use app::request::rate::{Rated, RatingPage, RatingQuery, ratings};
use axum::extract::State;
use axum::response::Response;
use chrono::{Datelike, NaiveDate};
use domain::request::rating::Satisfaction;
use minijinja::Value;

use super::after::badge;
use super::desk::{PATH as DESK, key_in, key_text};
use crate::console::admin::asked::Asked;
use crate::console::admin::choices::{Agencies, agencies, choice};
use crate::console::item::rows::value_of;
use crate::console::session::SignedIn;
use crate::console::shell::{PageHead, page};
use crate::errors::WebError;
use crate::state::Web;
use crate::templates::context;

const PATH: &str = "/console/requests/service";
/// Years that the page offers.
const YEARS: i32 = 5;

/// `GET /console/requests/service`
pub async fn show(State(web): State<Web>, signed: SignedIn, asked: Asked) -> Result<Response, WebError> {
    let app = web.app();
    let this = app.now().date().year();
    let year = asked.number("year").and_then(|year| i32::try_from(year).ok()).filter(|year| *year <= this);
    let (year, from, until) = span(year.unwrap_or(this));
    let query = RatingQuery {
        from,
        until,
        agency: asked.number("agency"),
        satisfaction: asked.code("points", Satisfaction::parse),
        after: asked.text("after").and_then(key_in),
    };
    let size = u64::try_from(app.settings().number("display.page_size")).unwrap_or(20);
    let found = ratings(app, &signed.caller, &query, size).await?;
    let spared = helped(app, &signed.caller, from, until).await?;
    let number = |label: &str, number: i64, note: &str| context! { label, number, note, url => "" };
    let values = context! {
        rating_tiles => rating_tiles(&asked, &found),
        helped_tiles => [
            number("填写时看到已公开信息", spared.shown, "次填写"),
            number("其中打开查看", spared.opened, "次填写"),
            number("看后没有再申请", spared.not_submitted, "免去的申请"),
        ],
        rows => found.rows.iter().map(row).collect::<Vec<_>>(),
        list_pager => context! {
            newer_url => query.after.map(|_| asked.address(PATH, "after", None)),
            older_url => found.next.map(|key| asked.address(PATH, "after", Some(&key_text(key)))),
            text => format!("本页 {} 件", found.rows.len()),
        },
        form => value_of(&asked.form()),
        filtered => asked.has_any(&["agency", "points"]),
        year,
        years => (0..YEARS).map(|back| choice(this - back, format!("{} 年", this - back))).collect::<Vec<_>>(),
        agencies => agencies(app, Agencies::Acting),
        steps => Satisfaction::ALL.iter().map(|step| choice(step.code(), step.label())).collect::<Vec<_>>(),
    };
    let head = PageHead::new("服务情况")
        .lead("申请人对办理的评价，以及已公开信息免去了多少申请。")
        .under(&[("依申请公开", DESK)]);
    page(&web, &signed, "console/request/service.html", &head, values)
}

/// A year with its first and last day.
fn span(year: i32) -> (i32, NaiveDate, NaiveDate) {
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    (year, day(1, 1), day(12, 31))
}

/// The ratings by step; each leads to its list.
fn rating_tiles(asked: &Asked, found: &RatingPage) -> Vec<Value> {
    let all: i64 = found.counts.iter().map(|(_, count)| count).sum();
    let tile = |(step, count): &(Satisfaction, i64)| {
        let share = if all == 0 { String::new() } else { format!("{}%", (count * 100 + all / 2).div_euclid(all)) };
        let tone = if step.is_bad() && *count > 0 { "error" } else { "neutral" };
        context! {
            label => step.label(),
            number => count,
            note => share,
            url => asked.address(PATH, "points", Some(step.code())),
            tone,
        }
    };
    found.counts.iter().map(tile).collect()
}

fn row(rated: &Rated) -> Value {
    let subject = if rated.card.subject.is_empty() { "（已清除）" } else { rated.card.subject.as_str() };
    context! {
        url => format!("{DESK}/{}", rated.row.id),
        subject,
        number => rated.row.number,
        agency => rated.agency,
        badge => badge(rated.satisfaction),
        remark => rated.remark,
        at => rated.at.display_minute(),
    }
}
