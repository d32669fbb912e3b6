//! What the demo city's public says and reads: messages about errors in every state, opinions of items, and a month of
//! visits and search words. Around today, so that the desks have work on them.

use chrono::{Days, NaiveDate};
use domain::time::Moment;
use domain::visits::{Outcome as Search, storable};
use domain::voice::opinion::Verdict;
use domain::voice::site_error::{ErrorKind, Outcome};
use store::item::PublicFilter;
use store::item::line::Line;
use store::item::lists::list_public;
use store::visits::word::{self, Counted};
use store::visits::{self, Place};

use super::cases::{actor, morning};
use super::house::Made;
use crate::context::App;
use crate::demo::dice::Dice;
use crate::error::AppError;
use crate::request::new_form_token;
use crate::voice::opinion::{Opinion, say};
use crate::voice::{SiteErrorForm, act, send};

/// How far a message has come.
enum Stage {
    Open,
    Answered(Outcome, &'static str),
    Closed(Outcome, &'static str),
    HandedTo(&'static str),
}

/// Agency, days ago, kind, description, stage.
type Message = (&'static str, u64, ErrorKind, &'static str, Stage);

const MESSAGES: [Message; 8] = [
    ("jiaoti", 12, ErrorKind::Link, "附件点开后提示文件不存在，请核对。", Stage::Open),
    ("jiaoti", 1, ErrorKind::Wording, "第二段“做好开学准务”应为“做好开学准备”。", Stage::Open),
    (
        "jiaoti",
        5,
        ErrorKind::Fact,
        "表中两所学校的电话填反了。",
        Stage::Answered(Outcome::Correcting, "感谢指正，已核实，正在修改。"),
    ),
    ("weijian", 2, ErrorKind::Stale, "接种门诊的时间还是去年的。", Stage::Open),
    ("caizheng", 3, ErrorKind::Display, "手机上打开，表格的右边看不全。", Stage::HandedTo("zhengfuban")),
    (
        "zhengfuban",
        20,
        ErrorKind::Wording,
        "标题多了一个“的”字。",
        Stage::Closed(Outcome::Corrected, "已经删去，谢谢。"),
    ),
    (
        "nongye",
        40,
        ErrorKind::Other,
        "希望公布今年的收购价格。",
        Stage::Answered(Outcome::NoError, "价格公布后会及时发布。"),
    ),
    ("shichang", 9, ErrorKind::Link, "文中的链接打不开。", Stage::Closed(Outcome::Corrected, "链接已经更新，谢谢。")),
];

const OPINIONS: [(&str, Verdict, &str); 6] = [
    ("jiaoti", Verdict::Unhelpful, "没有写报名需要带什么材料。"),
    ("jiaoti", Verdict::Helpful, "很清楚。"),
    ("weijian", Verdict::Unhelpful, "只有文件，没有说明普通人怎么办。"),
    ("zhengfuban", Verdict::Helpful, ""),
    ("caizheng", Verdict::Unhelpful, "表格没有单位，看不懂。"),
    ("nongye", Verdict::Helpful, ""),
];

const WORDS: [(&str, i64, i64); 10] = [
    ("医保", 46, 0),
    ("教师招聘", 38, 0),
    ("公租房", 31, 2),
    ("危房改造", 27, 0),
    ("学区划分", 24, 9),
    ("公积金 提取", 19, 19),
    ("预算", 17, 0),
    ("社保卡", 15, 4),
    ("停水通知", 12, 12),
    ("放假", 8, 0),
];

/// Writes all of it.
pub(super) async fn write(app: &App, made: &Made, seed: u64) -> Result<(), AppError> {
    let today = app.now().date();
    for message in MESSAGES {
        tell(app, made, &message, today).await?;
    }
    for (number, (agency, verdict, words)) in (0_u64..).zip(OPINIONS) {
        let at = morning(ago(today, number + 1), 90);
        if let Some(item) = newest(app, made, agency, at).await? {
            let said =
                Opinion { item, verdict: Some(verdict), words: words.into(), address: format!("演示 {number}") };
            say(&app.at(at), &said).await?;
        }
    }
    read(app, made, seed, today).await
}

fn ago(today: NaiveDate, days: u64) -> NaiveDate {
    today.checked_sub_days(Days::new(days)).unwrap_or(today)
}

/// What an agency had published last at a moment.
async fn newest(app: &App, made: &Made, agency: &str, at: Moment) -> Result<Option<i64>, AppError> {
    Ok(newest_of(app, made, agency, at, 1).await?.first().map(|row| row.id))
}

async fn newest_of(app: &App, made: &Made, agency: &str, until: Moment, most: u64) -> Result<Vec<Line>, AppError> {
    let filter = PublicFilter { agency_id: Some(made.agency(agency)?), until: Some(until), ..PublicFilter::default() };
    Ok(list_public(app.store().read(), &filter, 0, most).await?)
}

async fn tell(
    app: &App,
    made: &Made,
    (agency, days, kind, description, stage): &Message,
    today: NaiveDate,
) -> Result<(), AppError> {
    let sent_at = morning(ago(today, *days), 30);
    let Some(item) = newest(app, made, agency, sent_at).await? else { return Ok(()) };
    let site = app.directory().main_site().map_or(0, |site| site.id);
    let form = SiteErrorForm {
        site,
        page: format!("/items/{item}"),
        hosts: Vec::new(),
        kind: Some(*kind),
        description: format!("{description}（演示）"),
        contact: "13800000000".into(),
        form_token: new_form_token(app),
        address: "127.0.0.1".into(),
    };
    let given = send(&app.at(sent_at), form).await?;
    let row = store::voice::find_by_number(app.store().read(), &given.number).await?;
    let Some(id) = row.map(|row| row.id) else { return Ok(()) };
    let (caller, next) = (actor(made, "zhang.yanshi"), app.at(morning(ago(today, days.saturating_sub(1)), 60)));
    match stage {
        Stage::Open => Ok(()),
        Stage::HandedTo(other) => {
            let to = Some(made.agency(other)?);
            act::transfer(&next, &caller, id, 1, to, "网站的显示由政府办负责（演示）").await
        }
        Stage::Answered(outcome, answer) => act::answer(&next, &caller, id, 1, Some(*outcome), answer).await,
        Stage::Closed(outcome, answer) => {
            act::answer(&next, &caller, id, 1, Some(*outcome), answer).await?;
            act::close(&next, &caller, id, 2).await
        }
    }
}

/// A month of visits of the newest items, their sections and the other pages, and of search words.
async fn read(app: &App, made: &Made, seed: u64, today: NaiveDate) -> Result<(), AppError> {
    let mut items = list_public(app.store().read(), &PublicFilter::default(), 0, 40).await?;
    for (agency, ..) in MESSAGES {
        let own = newest_of(app, made, agency, app.now(), 3).await?;
        items.extend(own);
    }
    items.sort_by_key(|row| std::cmp::Reverse(row.id));
    items.dedup_by_key(|row| row.id);
    let directory = app.directory();
    let mut counted = Vec::new();
    let mut words = Vec::new();
    for days in 0..30 {
        let day = ago(today, days);
        let mut dice = Dice::of(&[seed, 77, days]);
        for (place, row) in (1..).zip(&items) {
            let (agency, section) = (row.agency_id, row.main_section_id);
            let Some(site) = directory.section(section).map(|section| section.site_id) else { continue };
            let times = dice.between(0, 160 / (place + 3));
            counted.push((Place { day, site, agency, section, item: row.id }, times + 1));
        }
        if let Some(site) = app.directory().main_site() {
            let place = Place { day, site: site.id, agency: site.agency_id, section: 0, item: 0 };
            counted.push((place, dice.between(300, 700)));
        }
        for (text, times, missing) in WORDS {
            let searched = if missing > 0 { Search::Missing } else { Search::Found };
            if let Some(word) = storable(text, searched) {
                words.push(Counted { day, word, times: dice.between(0, times / 8 + 1), missing: missing / 12 });
            }
        }
    }
    let work = app.begin().await?;
    visits::add(work.db(), &counted).await?;
    word::add(work.db(), &words).await?;
    work.commit(app.now()).await?;
    Ok(())
}
