//! 重点领域, 应急管理 and 执法公开: small groups whose subjects are fixed lists. No persons appear in enforcement.

use super::super::dice::Dice;
use super::super::html::Body;
use super::super::item::DemoTable;
use super::tables::{Sums, split};
use super::{Desk, Draft, sentences, words};
use domain::item::category::DisclosureCategory as Law;
use domain::item::genre::Genre;

/// subject, section, category, agency, subject path, topic, what is counted
type KeyField = (&'static str, &'static str, Law, &'static str, &'static str, &'static str, Counted);

/// What the table of a key field counts.
#[derive(Clone, Copy)]
enum Counted {
    Money,
    Number(&'static str),
    Fees,
    Procurement,
}

use Counted::{Fees, Money, Number, Procurement};

const KEY_FIELDS: [KeyField; 15] = [
    (
        "重点建设项目清单和进展",
        "zhongda",
        Law::MajorProjects,
        "fagai",
        "国民经济管理、国有资产监管/重大建设项目",
        "",
        Number("个"),
    ),
    (
        "城区道路改造工程批准和实施",
        "zhongda",
        Law::MajorProjects,
        "zhujian",
        "城乡建设、环境保护/城乡建设（含住房）",
        "",
        Money,
    ),
    (
        "污水处理厂扩建工程招标和施工",
        "zhongda",
        Law::MajorProjects,
        "zhujian",
        "城乡建设、环境保护/环境监测、保护与治理",
        "",
        Money,
    ),
    ("脱贫攻坚年度项目完成", "minsheng", Law::Livelihood, "fupin", "民政、扶贫、救灾/扶贫", "poverty", Number("个")),
    ("财政专项扶贫资金使用", "minsheng", Law::Livelihood, "fupin", "民政、扶贫、救灾/扶贫", "poverty", Money),
    ("义务教育阶段招生入学", "minsheng", Law::Livelihood, "jiaoti", "科技、教育/教育", "", Number("人")),
    ("家庭经济困难学生资助", "minsheng", Law::Livelihood, "jiaoti", "科技、教育/教育", "", Number("人")),
    ("公立医院综合改革推进", "minsheng", Law::Livelihood, "weijian", "卫生、体育/卫生", "", Number("项")),
    ("城镇新增就业和技能培训", "minsheng", Law::Livelihood, "renshe", "劳动、人事、监察/劳动就业", "", Number("人")),
    (
        "集中式饮用水水源水质",
        "jiandu",
        Law::Inspections,
        "shengtai",
        "城乡建设、环境保护/环境监测、保护与治理",
        "",
        Number("次"),
    ),
    (
        "安全生产专项检查",
        "jiandu",
        Law::Inspections,
        "yingji",
        "市场监管、安全生产监管/安全生产监管",
        "safety",
        Number("家"),
    ),
    (
        "食品安全监督抽检",
        "jiandu",
        Law::Inspections,
        "shichang",
        "市场监管、安全生产监管/食品药品监管",
        "safety",
        Number("批次"),
    ),
    ("行政事业性收费目录清单", "shoufei", Law::Fees, "fagai", "国民经济管理、国有资产监管/物价", "business", Fees),
    (
        "政府集中采购目录和限额标准执行",
        "caigou",
        Law::Procurement,
        "caizheng",
        "财政、金融、审计/财政",
        "",
        Procurement,
    ),
    (
        "城乡低保和特困人员救助",
        "fuwu",
        Law::MunicipalAffairs,
        "minzheng",
        "民政、扶贫、救灾/社会福利",
        "",
        Number("户"),
    ),
];

pub fn write_key_field<'p>(desk: &mut Desk<'p>) -> Option<Draft<'p>> {
    let number = usize::try_from(desk.slot.ordinal).ok()?;
    let (subject, section, law, dept, path, topic, counted) = *KEY_FIELDS.get(number % KEY_FIELDS.len())?;
    let agency = desk.speak_for(dept)?;
    let named = format!("高安市{}年{subject}情况", desk.year());
    desk.scene.give("subject", format!("{}年{subject}", desk.year()));
    let lead = desk.scene.say("key.lead");
    let told = desk.scene.several("key.body", 7);
    let table = match counted {
        Money => town_table(desk, &format!("{named}（单位：万元）")),
        Number(unit) => count_table(desk, &format!("{named}（单位：{unit}）")),
        Fees => fee_table(desk, &named),
        Procurement => procurement_table(desk, &named),
    };
    let mut body = Body::default();
    body.paragraph(&lead).heading("一、总体情况").paragraph(&sentences(told.get(..3).unwrap_or(&told)));
    body.heading("二、分项数据").table(&table);
    body.heading("三、工作措施").paragraphs(told.get(3..).unwrap_or(&[]));
    let mut draft =
        desk.draft(agency, format!("{named}{}", round_mark(number / KEY_FIELDS.len())), lead, body, section);
    draft.category = Some(law);
    draft.subject = path;
    draft.topics = if topic.is_empty() { Vec::new() } else { words(&[topic]) };
    draft.keywords = words(&["重点领域", subject]);
    draft.formed_on = desk.formed_before(3, 16);
    Some(draft)
}

fn count_table(desk: &mut Desk<'_>, caption: &str) -> DemoTable {
    let first = desk.scene.dice.below(16);
    let towns = desk.plan.agencies.iter().filter(|one| one.is_town()).skip(first).take(6);
    let rows: Vec<(&str, [i64; 2])> = towns.map(|one| (one.short.as_str(), counts(&mut desk.scene.dice))).collect();
    whole_numbers(caption, &["乡镇（街道）", "计划数", "完成数"], &rows)
}

/// Rows of whole numbers, closed by their sums.
fn whole_numbers<const COLUMNS: usize>(caption: &str, headers: &[&str], rows: &[(&str, [i64; COLUMNS])]) -> DemoTable {
    let mut sums = [0; COLUMNS];
    let mut texts: Vec<Vec<String>> = Vec::new();
    for (name, values) in rows {
        sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
        texts.push(number_row(name, values));
    }
    texts.push(number_row("合计", &sums));
    DemoTable { caption: caption.to_owned(), headers: words(headers), rows: texts }
}

fn number_row(name: &str, values: &[i64]) -> Vec<String> {
    std::iter::once(name.to_owned()).chain(values.iter().map(i64::to_string)).collect()
}

/// As many charges as the year's report says are left.
fn fee_table(desk: &mut Desk<'_>, caption: &str) -> DemoTable {
    let charges = &desk.plan.figures.charges;
    let left = i64::from(charges.items_last_year) + i64::from(charges.change);
    let kinds = ["教育", "自然资源", "住房城乡建设", "水利", "卫生健康", "其他"];
    let parts = split(&mut desk.scene.dice, left, &[4, 3, 3, 2, 3, 3]);
    let rows: Vec<(&str, [i64; 1])> = kinds.into_iter().zip(parts.into_iter().map(|part| [part])).collect();
    whole_numbers(&format!("{caption}（单位：项）"), &["领域", "项目数"], &rows)
}

/// Projects and amount add up to the year's report.
fn procurement_table(desk: &mut Desk<'_>, caption: &str) -> DemoTable {
    let procurement = &desk.plan.figures.procurement;
    let (projects, wan) = (i64::from(procurement.projects), procurement.amount_fen / 10_000);
    let counts = split(&mut desk.scene.dice, projects * 100, &[40, 30, 18]);
    let counts: Vec<i64> = counts.iter().map(|count| count / 100).collect();
    let amounts = split(&mut desk.scene.dice, wan, &[25, 60, 15]);
    let rest = projects - counts.iter().sum::<i64>();
    let mut rows = Vec::new();
    for (at, (name, (count, amount))) in
        ["货物", "工程", "服务"].into_iter().zip(counts.into_iter().zip(amounts)).enumerate()
    {
        let count = if at == 0 { count + rest } else { count };
        rows.push(words(&[name, &count.to_string(), &super::tables::amount(amount)]));
    }
    rows.push(words(&["合计", &projects.to_string(), &super::tables::amount(wan)]));
    let headers = words(&["类别", "项目数", "金额（万元）"]);
    DemoTable { caption: caption.to_owned(), headers, rows }
}

fn round_mark(round: usize) -> String {
    if round == 0 { String::new() } else { format!("（第{}期）", round + 1) }
}

fn town_table(desk: &mut Desk<'_>, caption: &str) -> DemoTable {
    let first = desk.scene.dice.below(16);
    let towns: Vec<&str> = desk
        .plan
        .agencies
        .iter()
        .filter(|one| one.is_town())
        .skip(first)
        .take(6)
        .map(|one| one.short.as_str())
        .collect();
    let total = desk.scene.dice.between(60_000, 900_000);
    let planned = split(&mut desk.scene.dice, total, &vec![10; towns.len()]);
    let mut sums = Sums::default();
    for (town, plan) in towns.iter().zip(planned) {
        let done = plan * desk.scene.dice.between(70, 100) / 100;
        sums.row(town, &[plan, done]);
    }
    sums.total("合计");
    sums.table(caption.to_owned(), &["乡镇（街道）", "计划数", "完成数"])
}

const PLANS: [(&str, &str, &str); 6] = [
    ("突发公共事件总体应急预案", "yingji", "综合政务/应急管理"),
    ("防汛抗旱应急预案", "shuili", "农业、林业、水利/水利"),
    ("森林火灾应急预案", "linye", "农业、林业、水利/林业"),
    ("食品安全事故应急预案", "shichang", "市场监管、安全生产监管/食品药品监管"),
    ("突发环境事件应急预案", "shengtai", "城乡建设、环境保护/环境监测、保护与治理"),
    ("低温雨雪冰冻灾害应急预案", "qixiang", "城乡建设、环境保护/气象、水文、测绘、地震"),
];

pub fn write_emergency<'p>(desk: &mut Desk<'p>) -> Option<Draft<'p>> {
    let number = usize::try_from(desk.slot.ordinal).ok()?;
    let (name, dept, path) = *PLANS.get(number % PLANS.len())?;
    let agency = desk.speak_for(dept)?;
    let lead = format!(
        "为有效应对突发事件，最大程度减少人员伤亡和财产损失，根据有关法律法规，结合本市实际，制定《高安市{name}》。"
    );
    let told = desk.scene.in_order("emergency.article");
    let mut body = Body::default();
    body.paragraph(&lead).heading("工作原则");
    body.paragraph("坚持人民至上、生命至上，统一领导、分级负责，属地为主、协同应对，预防为主、平急结合。");
    for text in &told {
        let (head, rest) = text.split_once('。').unwrap_or(("要求", text));
        body.subheading(head).paragraph(rest);
    }
    let round = number / PLANS.len();
    let year = desk.year();
    let title = format!(
        "高安市{name}（{year}年修订{}）",
        if round == 0 { String::new() } else { format!("第{}稿", round + 1) }
    );
    let mut draft = desk.draft(agency, title, lead, body, "yingjiguanli");
    draft.category = Some(Law::Emergencies);
    draft.subject = path;
    draft.topics = words(&["safety"]);
    draft.keywords = words(&["应急预案", name]);
    draft.formed_on = desk.formed_before(3, 16);
    Some(draft)
}

const ENFORCEMENT: [(&str, &str, &str, Law); 13] = [
    ("行政执法主体和执法事项清单", "sifa", "zhifa", Law::Penalties),
    ("市场监管领域行政处罚裁量基准", "shichang", "zhifa", Law::Penalties),
    ("市场监管领域“双随机、一公开”抽查结果", "shichang", "zhifa", Law::Penalties),
    ("生态环境行政处罚依据和程序", "shengtai", "zhifa", Law::Penalties),
    ("城市管理行政执法案件统计", "chengguan", "zhifa", Law::Penalties),
    ("交通运输行政执法流程", "jiaotong", "zhifa", Law::Penalties),
    ("安全生产行政执法检查计划", "yingji", "zhifa", Law::Penalties),
    ("文化市场行政执法统计", "wenlv", "zhifa", Law::Penalties),
    ("农业行政执法事项和依据", "nongye", "zhifa", Law::Penalties),
    ("行政许可事项目录", "zhengwu", "xuke", Law::Licensing),
    ("行政许可办理结果统计", "zhengwu", "xuke", Law::Licensing),
    ("公共服务事项办事指南目录", "zhengwu", "xuke", Law::Licensing),
    ("建设工程施工许可办理情况", "zhujian", "xuke", Law::Licensing),
];

/// So many received, nearly all of them settled.
fn counts(dice: &mut Dice) -> [i64; 2] {
    let all = dice.between(20, 400);
    [all, all * dice.between(86, 100) / 100]
}

pub fn write_enforcement<'p>(desk: &mut Desk<'p>) -> Option<Draft<'p>> {
    let number = usize::try_from(desk.slot.ordinal).ok()?;
    let (name, dept, section, law) = *ENFORCEMENT.get(number % ENFORCEMENT.len())?;
    let agency = desk.speak_for(dept)?;
    let year = desk.year();
    let lead = format!("现将{year}年{name}予以公开，本次公开内容已经逐项审查，不涉及个人信息和商业秘密。");
    let quarters = ["第一季度", "第二季度", "第三季度", "第四季度"];
    let rows: Vec<[i64; 2]> = quarters.iter().map(|_| counts(&mut desk.scene.dice)).collect();
    let mut table_rows: Vec<Vec<String>> = quarters
        .iter()
        .zip(&rows)
        .map(|(name, [all, done])| words(&[name, &all.to_string(), &done.to_string()]))
        .collect();
    let sum = |column: usize| rows.iter().filter_map(|row| row.get(column)).sum::<i64>().to_string();
    table_rows.push(words(&["合计", &sum(0), &sum(1)]));
    let before = year - 1;
    let table = DemoTable {
        caption: format!("{before}年办理数量（单位：件）"),
        headers: words(&["时间", "检查或者受理", "办结或者处理"]),
        rows: table_rows,
    };
    let rule = if law == Law::Licensing { "enforce.licence" } else { "enforce.body" };
    let told = desk.scene.several(rule, 6);
    let mut body = Body::default();
    body.paragraph(&lead).heading("一、有关要求").paragraphs(told.chunks(2).map(sentences).collect::<Vec<_>>().iter());
    body.heading("二、数量统计").table(&table);
    desk.lengthen(&mut body, rule);
    let title = format!("{}{year}年{name}{}", agency.name, round_mark(number / ENFORCEMENT.len()));
    let mut draft = desk.draft(agency, title, lead, body, section);
    draft.category = Some(law);
    draft.subject = "公安、安全、司法/司法";
    draft.genre = Genre::find_in_title(&draft.title);
    draft.keywords = words(&["行政执法", name]);
    draft.formed_on = desk.formed_before(2, 14);
    Some(draft)
}
