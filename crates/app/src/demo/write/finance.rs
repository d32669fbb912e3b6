//! 财政信息: budgets, accounts, 三公 expenses, monthly statements, debts, special funds, evaluations.
//! Every table adds up.

use super::super::html::Body;
use super::super::item::{DemoAttachment, DemoKind, DemoTable};
use super::tables::{Sums, amount, split};
use super::{Desk, Draft, sentences, words};
use domain::item::category::DisclosureCategory;
use domain::item::genre::Genre;

/// What the ordinals of a year stand for; the schedule gives each its season.
const ROUND: u32 = 375;
const SUBJECT: &str = "财政、金融、审计/财政";
const FUNCTIONS: [&str; 5] =
    ["一般公共服务支出", "社会保障和就业支出", "卫生健康支出", "住房保障支出", "本领域业务支出"];

pub fn write<'p>(desk: &mut Desk<'p>) -> Option<Draft<'p>> {
    let place = desk.slot.ordinal % ROUND;
    let mut draft = match place {
        0..80 => unit_report(desk, place, Report::Budget),
        80..160 => unit_report(desk, place - 80, Report::Account),
        160..240 => frugality(desk, place - 160),
        240..252 => monthly(desk, place - 240),
        252..255 => city_report(desk, place - 252),
        255..257 => debt(desk, place - 255),
        257..317 => special_fund(desk, place - 257),
        _ => evaluation(desk, place - 317),
    }?;
    draft.category = Some(DisclosureCategory::Budget);
    draft.subject = SUBJECT;
    // Budgets and accounts are due within 20 calendar days of approval (预算法 a.14).
    draft.formed_on = desk.formed_before(2, 12);
    Some(draft)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Report {
    Budget,
    Account,
}

/// The unit's name: the agency, or in larger cities one of its subordinate units.
fn unit_name(desk: &mut Desk<'_>, name: &str) -> String {
    match desk.slot.ordinal / ROUND {
        0 => name.to_owned(),
        round => format!("{name}所属{}（{round}）", desk.scene.say("subunit")),
    }
}

fn unit_report<'p>(desk: &mut Desk<'p>, place: u32, report: Report) -> Option<Draft<'p>> {
    let agency = desk.agency_at(place)?;
    desk.speak_for(&agency.slug)?;
    let unit = unit_name(desk, &agency.name);
    let (year, what) = match report {
        Report::Budget => (desk.year(), "部门预算"),
        Report::Account => (desk.year() - 1, "部门决算"),
    };
    let table = income_and_expense(desk, &format!("{unit}{year}年{what}收支总表（单位：万元）"));
    let total = table.rows.iter().find(|row| row.first().is_some_and(|name| name == "收入合计"));
    let total = total.and_then(|row| row.get(1)).cloned().unwrap_or_default();
    let lead = format!("{unit}{year}年{what}已经批复，现予公开。{year}年收入总额和支出总额均为{total}万元，收支平衡。");
    let explained = desk.scene.several("finance.explain", 5);
    let terms = desk.scene.several("finance.term", 4);
    let mut body = Body::default();
    body.paragraph(&lead).heading("一、收支总体情况").table(&table);
    body.heading("二、情况说明").paragraphs(explained.chunks(2).map(sentences).collect::<Vec<_>>().iter());
    body.heading("三、名词解释").list(&terms);
    let mut draft = desk.draft(agency, format!("{unit}{year}年{what}"), lead, body, "yujuesuan");
    draft.attachments =
        vec![DemoAttachment::Xlsx {
            file_name: format!("{year}年{what}公开表.xlsx"), sheet: what.to_owned(), table
        }];
    draft.keywords = words(&[what, "收支", "公开"]);
    Some(draft)
}

fn income_and_expense(desk: &mut Desk<'_>, caption: &str) -> DemoTable {
    let dice = &mut desk.scene.dice;
    // Two rolls: most units are small.
    let total = dice.between(18_000, 2_600_000).min(dice.between(18_000, 2_600_000));
    let before = total * dice.between(88, 112) / 100;
    let mut sums = Sums::default();
    let income = ["财政拨款收入", "事业收入", "其他收入"];
    let (now, then) = (split(dice, total, &[88, 8, 4]), split(dice, before, &[88, 8, 4]));
    for ((name, now), then) in income.iter().zip(now).zip(then) {
        sums.row(name, &[now, then]);
    }
    sums.total("收入合计");
    let (now, then) = (split(dice, total, &[30, 12, 8, 7, 43]), split(dice, before, &[30, 12, 8, 7, 43]));
    for ((name, now), then) in FUNCTIONS.iter().zip(now).zip(then) {
        sums.row(name, &[now, then]);
    }
    sums.total("支出合计");
    sums.table(caption.to_owned(), &["项目", "本年数", "上年数"])
}

fn frugality<'p>(desk: &mut Desk<'p>, place: u32) -> Option<Draft<'p>> {
    let agency = desk.agency_at(place)?;
    desk.speak_for(&agency.slug)?;
    let unit = unit_name(desk, &agency.name);
    let year = desk.year();
    let dice = &mut desk.scene.dice;
    let (before, cut) = (dice.between(600, 9_800), dice.between(2, 14));
    let now = before * (100 - cut) / 100;
    let (now_parts, before_parts) = (split(dice, now, &[0, 45, 0, 55]), split(dice, before, &[0, 45, 0, 55]));
    let names = ["因公出国（境）费", "公务接待费", "公务用车购置费", "公务用车运行维护费"];
    let mut sums = Sums::default();
    for ((name, now), then) in names.iter().zip(now_parts).zip(before_parts) {
        sums.row(name, &[now, then, now - then]);
    }
    sums.total("合计");
    let table = sums
        .table(format!("{unit}{year}年“三公”经费预算表（单位：万元）"), &["项目", "本年预算", "上年预算", "增减额"]);
    let lead = format!("{unit}{year}年“三公”经费预算{}万元，比上年减少{}万元。", amount(now), amount(before - now));
    let explained = desk.scene.several("finance.explain", 4);
    let terms = desk.scene.several("finance.term", 3);
    let mut body = Body::default();
    body.paragraph(&lead).table(&table).paragraphs(explained.chunks(2).map(sentences).collect::<Vec<_>>().iter());
    body.heading("名词解释").list(&terms);
    desk.lengthen(&mut body, "finance.explain");
    let mut draft = desk.draft(agency, format!("{unit}{year}年“三公”经费预算情况"), lead, body, "yujuesuan");
    draft.keywords = words(&["三公经费", "预算"]);
    Some(draft)
}

fn monthly<'p>(desk: &mut Desk<'p>, month: u32) -> Option<Draft<'p>> {
    let agency = desk.speak_for("caizheng")?;
    let (year, month) = if month == 0 { (desk.year() - 1, 12) } else { (desk.year(), month) };
    let period = if month == 1 { format!("{year}年1月") } else { format!("{year}年1至{month}月") };
    let income = i64::from(month) * 2_400_000 + desk.scene.dice.between(0, 900_000);
    let spent = i64::from(month) * 5_100_000 + desk.scene.dice.between(0, 1_800_000);
    let taxes = ["增值税", "企业所得税", "个人所得税", "城市维护建设税", "其他税收", "非税收入"];
    let spending = ["教育支出", "社会保障和就业支出", "卫生健康支出", "农林水支出", "城乡社区支出", "其他支出"];
    let mut sums = Sums::default();
    for (name, value) in taxes.iter().zip(split(&mut desk.scene.dice, income, &[30, 12, 6, 7, 20, 25])) {
        sums.row(name, &[value]);
    }
    sums.total("一般公共预算收入合计");
    for (name, value) in spending.iter().zip(split(&mut desk.scene.dice, spent, &[22, 14, 12, 16, 14, 22])) {
        sums.row(name, &[value]);
    }
    sums.total("一般公共预算支出合计");
    let table = sums.table(format!("{period}财政收支情况（单位：万元）"), &["项目", "累计数"]);
    let lead = format!(
        "{period}，全市一般公共预算收入累计完成{}万元，一般公共预算支出累计{}万元。",
        amount(income),
        amount(spent)
    );
    let explained = desk.scene.several("stat.body", 3);
    let terms = desk.scene.several("finance.explain", 2);
    let mut body = Body::default();
    body.paragraph(&lead).table(&table).paragraph(&sentences(&explained)).paragraph(&sentences(&terms));
    desk.lengthen(&mut body, "finance.term");
    let suffix = round_mark(desk);
    let mut draft = desk.draft(agency, format!("高安市{period}财政收支情况{suffix}"), lead, body, "zhuanxiang");
    draft.kind = DemoKind::DataTable { period, unit: "万元", table };
    draft.keywords = words(&["财政收支", "月度"]);
    Some(draft)
}

/// Larger cities publish the same paper for several areas.
fn round_mark(desk: &Desk<'_>) -> String {
    match desk.slot.ordinal / ROUND {
        0 => String::new(),
        round => format!("（第{}分册）", round + 1),
    }
}

fn city_report<'p>(desk: &mut Desk<'p>, place: u32) -> Option<Draft<'p>> {
    let agency = desk.speak_for("caizheng")?;
    let year = desk.year();
    let what = match place {
        0 => format!("高安市{year}年市级政府预算"),
        1 => format!("高安市{}年市级政府决算", year - 1),
        _ => format!("高安市{year}年市级预算调整方案"),
    };
    let title = format!("{what}{}", round_mark(desk));
    let table = income_and_expense(desk, &format!("{what}收支表（单位：万元）"));
    let lead = format!("{what}已经市人民代表大会或者其常务委员会批准，现将有关情况公开如下。");
    let explained = desk.scene.several("finance.explain", 5);
    let told = desk.scene.several("stat.body", 3);
    let mut body = Body::default();
    body.paragraph(&lead).table(&table).paragraphs(explained.chunks(2).map(sentences).collect::<Vec<_>>().iter());
    body.paragraph(&sentences(&told));
    let mut draft = desk.draft(agency, title, lead, body, "yujuesuan");
    draft.keywords = words(&["政府预算", "决算", "收支"]);
    Some(draft)
}

fn debt<'p>(desk: &mut Desk<'p>, place: u32) -> Option<Draft<'p>> {
    let agency = desk.speak_for("caizheng")?;
    let year = desk.year() - 1;
    let what = if place == 0 { "政府债务限额和余额情况" } else { "新增地方政府债券使用情况" };
    let dice = &mut desk.scene.dice;
    let (general, special) = (dice.between(2_600_000, 3_900_000), dice.between(900_000, 1_900_000));
    let mut sums = Sums::default();
    sums.row("一般债务", &[general, general * 96 / 100]).row("专项债务", &[special, special * 97 / 100]).total("合计");
    let headers: [&str; 3] =
        if place == 0 { ["类别", "限额", "余额"] } else { ["类别", "安排数", "使用数"] };
    let table = sums.table(format!("{year}年{what}（单位：万元）"), &headers);
    let lead = format!("根据预算公开有关规定，现将高安市{year}年{what}公开如下。");
    let funds = desk.scene.several("finance.fund", 4);
    let terms = desk.scene.several("finance.explain", 3);
    let mut body = Body::default();
    body.paragraph(&lead).table(&table).paragraph(&sentences(&funds)).paragraph(&sentences(&terms));
    desk.lengthen(&mut body, "finance.term");
    let mut draft = desk.draft(agency, format!("高安市{year}年{what}{}", round_mark(desk)), lead, body, "zhuanxiang");
    draft.keywords = words(&["政府债务", "债券"]);
    Some(draft)
}

const FUNDS: [(&str, &str, &str); 15] = [
    ("财政专项扶贫资金", "fupin", "poverty"),
    ("高标准农田建设资金", "nongye", "farmland"),
    ("农村人居环境整治资金", "nongye", "rural"),
    ("耕地地力保护补贴资金", "nongye", ""),
    ("农村公路养护资金", "jiaotong", ""),
    ("小型水库维修养护资金", "shuili", ""),
    ("义务教育薄弱环节改善资金", "jiaoti", ""),
    ("学前教育发展资金", "jiaoti", ""),
    ("基本公共卫生服务补助资金", "weijian", ""),
    ("困难群众救助补助资金", "minzheng", ""),
    ("就业补助资金", "renshe", ""),
    ("农村危房改造补助资金", "zhujian", "poverty"),
    ("工业发展扶持资金", "gongxin", "business"),
    ("林业改革发展资金", "linye", ""),
    ("公共文化服务体系建设资金", "wenlv", ""),
];

fn special_fund<'p>(desk: &mut Desk<'p>, place: u32) -> Option<Draft<'p>> {
    let batch = place / 15 + 1 + desk.slot.ordinal / ROUND * 4;
    let (fund, dept, topic) = *FUNDS.get(usize::try_from(place % 15).ok()?)?;
    let agency = desk.speak_for(dept)?;
    let year = desk.year();
    let count = usize::try_from(desk.scene.dice.between(6, 9)).unwrap_or(6);
    let first = desk.scene.dice.below(14);
    let towns: Vec<&str> = desk
        .plan
        .agencies
        .iter()
        .filter(|one| one.is_town())
        .skip(first)
        .take(count)
        .map(|one| one.short.as_str())
        .collect();
    let total = desk.scene.dice.between(80_000, 1_600_000);
    let shares = split(&mut desk.scene.dice, total, &vec![10; towns.len()]);
    let mut sums = Sums::default();
    for (town, share) in towns.iter().zip(shares) {
        sums.row(town, &[share]);
    }
    sums.total("合计");
    let table = sums.table(format!("{year}年第{batch}批{fund}分配表（单位：万元）"), &["乡镇（街道）", "金额"]);
    let lead = format!(
        "现将{year}年第{batch}批{fund}分配情况公开如下，本批资金共{}万元，涉及{}个乡镇（街道）。",
        amount(total),
        towns.len()
    );
    let told = desk.scene.several("finance.fund", 4);
    let mut body = Body::default();
    body.paragraph(&lead).table(&table).paragraphs(told.chunks(2).map(sentences).collect::<Vec<_>>().iter());
    desk.lengthen(&mut body, "key.body");
    let title = format!("{year}年第{batch}批{fund}分配情况的公告");
    let mut draft = desk.draft(agency, title, lead, body, "zhuanxiang");
    draft.co_agencies = if dept == "caizheng" { Vec::new() } else { words(&["caizheng"]) };
    draft.topics = if topic.is_empty() { Vec::new() } else { words(&[topic]) };
    draft.genre = Some(Genre::PublicNotice);
    draft.keywords = words(&["专项资金", "资金分配", fund]);
    Some(draft)
}

const EVALUATED: [&str; 4] = ["项目支出", "整体支出", "专项资金", "政府采购项目"];

fn evaluation<'p>(desk: &mut Desk<'p>, place: u32) -> Option<Draft<'p>> {
    let agency = desk.agency_at(place + 1)?;
    desk.speak_for(&agency.slug)?;
    let unit = unit_name(desk, &agency.name);
    let year = desk.year() - 1;
    let what = EVALUATED.get(usize::try_from(place % 4).ok()?).copied().unwrap_or("项目支出");
    let scores = [("决策", 20_i64), ("过程", 25), ("产出", 30), ("效益", 25)];
    let mut sums = Sums::default();
    for (name, full) in scores {
        let lost = desk.scene.dice.between(0, full * 12);
        sums.row(name, &[full * 100, full * 100 - lost]);
    }
    sums.total("合计");
    let table = sums.table(format!("{year}年{what}绩效自评得分"), &["指标", "分值", "得分"]);
    let score = table.rows.last().and_then(|row| row.last()).cloned().unwrap_or_default();
    let lead = format!("{unit}对{year}年{what}开展绩效自评，综合得分{score}分，现将评价情况公开如下。");
    let told = desk.scene.several("finance.perform", 6);
    let mut body = Body::default();
    body.paragraph(&lead).heading("评价得分").table(&table);
    body.heading("评价结论").paragraphs(told.chunks(2).map(sentences).collect::<Vec<_>>().iter());
    desk.lengthen(&mut body, "finance.explain");
    let mut draft = desk.draft(agency, format!("{unit}{year}年{what}绩效自评报告"), lead, body, "zhuanxiang");
    draft.genre = Some(Genre::Report);
    draft.keywords = words(&["绩效评价", what]);
    Some(draft)
}
