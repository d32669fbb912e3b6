//! Plans, statistics, the annual report of the year before, and answers to proposals.

use super::super::html::Body;
use super::super::item::{DemoAttachment, DemoKind, DemoTable};
use super::tables::{Sums, split};
use super::{Desk, Draft, paragraphs_of, sentences, words};
use chrono::NaiveDate;
use domain::item::category::DisclosureCategory as Law;
use domain::item::genre::Genre;

/// Yearly plans of agencies first, then plans of several years.
const YEARLY: u32 = 64;
const PLAN_ROUND: u32 = 78;

const LONG_PLANS: [(&str, &str, &str); 14] = [
    ("乡村振兴战略规划", "nongye", "农业、林业、水利/农业、畜牧业、渔业"),
    ("建筑陶瓷产业发展规划", "gongxin", "工业、交通/其他"),
    ("现代物流业发展规划", "shangwu", "商贸、海关、旅游/国内贸易（含供销）"),
    ("教育事业发展规划", "jiaoti", "科技、教育/教育"),
    ("医疗卫生服务体系规划", "weijian", "卫生、体育/卫生"),
    ("养老服务设施专项规划", "minzheng", "民政、扶贫、救灾/社会福利"),
    ("综合交通运输发展规划", "jiaotong", "工业、交通/公路"),
    ("水利改革发展规划", "shuili", "农业、林业、水利/水利"),
    ("全域旅游发展规划", "wenlv", "商贸、海关、旅游/旅游"),
    ("高标准农田建设规划", "nongye", "农业、林业、水利/农业、畜牧业、渔业"),
    ("城市停车设施专项规划", "zhujian", "城乡建设、环境保护/城市规划"),
    ("森林城市建设规划", "linye", "农业、林业、水利/林业"),
    ("矿产资源总体规划", "ziran", "国土资源、能源/矿产"),
    ("防灾减灾规划", "yingji", "民政、扶贫、救灾/减灾救灾"),
];

pub fn write_plan<'p>(desk: &mut Desk<'p>) -> Option<Draft<'p>> {
    let place = desk.slot.ordinal % PLAN_ROUND;
    let round = desk.slot.ordinal / PLAN_ROUND;
    let year = desk.year();
    let (agency, subject, title, path) = if place < YEARLY {
        let agency = desk.agency_at(place + 1)?;
        let kind = ["工作要点", "工作计划", "重点工作安排"].get(usize::try_from(place % 3).ok()?).copied()?;
        let title = format!("{}{year}年{kind}", agency.name);
        (agency, format!("{year}年重点"), title, "国民经济管理、国有资产监管/宏观经济")
    } else {
        let (name, dept, path) = *LONG_PLANS.get(usize::try_from(place - YEARLY).ok()?)?;
        let title = format!("高安市{name}（{year}—{}年）", year + 4);
        (desk.plan.agency(dept)?, name.to_owned(), title, path)
    };
    desk.speak_for(&agency.slug)?;
    desk.scene.give("subject", subject);
    desk.scene.give("form", if place < YEARLY { "计划" } else { "规划" });
    let lead = desk.scene.say("plan.intro");
    let (goals, tasks, measures) =
        (desk.scene.several("plan.goal", 3), desk.scene.several("plan.task", 8), desk.scene.several("plan.measure", 4));
    let mut body = Body::default();
    let own: Vec<String> = agency.duties.iter().map(|duty| format!("{duty}。")).collect();
    body.paragraph(&lead).heading("一、总体目标").paragraph(&sentences(&goals));
    body.heading("二、工作重点").list(&own).heading("三、主要任务").paragraphs(&ordered(tasks));
    body.heading("四、保障措施").list(&measures);
    let suffix = if round == 0 { String::new() } else { format!("（第{}分册）", round + 1) };
    let mut draft = desk.draft(agency, format!("{title}{suffix}"), lead, body, "guihua");
    if place >= YEARLY {
        let paragraphs = paragraphs_of(&draft.body);
        draft.attachments = vec![DemoAttachment::Docx {
            file_name: "规划全文.docx".into(),
            title: title.clone(),
            paragraphs,
            table: None,
        }];
    }
    draft.category = Some(Law::Planning);
    draft.subject = path;
    draft.keywords = words(&["规划", "计划", "任务"]);
    draft.topics = topics_of(&title);
    draft.formed_on = desk.formed_before(3, 17);
    Some(draft)
}

/// Tasks begin with 一是, 二是 …: told in that order.
fn ordered(mut tasks: Vec<String>) -> Vec<String> {
    let rank =
        |task: &String| task.chars().next().and_then(|first| "一二三四五六七八九".find(first)).unwrap_or(usize::MAX);
    tasks.sort_by_key(rank);
    tasks
}

fn topics_of(title: &str) -> Vec<String> {
    let known = [("建筑陶瓷", "ceramics"), ("高标准农田", "farmland"), ("乡村振兴", "rural"), ("扶贫", "poverty")];
    known.iter().filter(|(word, _)| title.contains(word)).map(|(_, topic)| (*topic).to_owned()).collect()
}

pub fn write_statistics<'p>(desk: &mut Desk<'p>) -> Option<Draft<'p>> {
    let agency = desk.speak_for("tongji")?;
    let year = desk.year();
    let round = desk.slot.ordinal / 5;
    let (title, period) = match desk.slot.ordinal % 5 {
        0 => (format!("高安市{}年国民经济和社会发展统计公报", year - 1), format!("{}年", year - 1)),
        1 => (format!("高安市{year}年第一季度经济运行情况"), format!("{year}年第一季度")),
        2 => (format!("高安市{year}年上半年经济运行情况"), format!("{year}年上半年")),
        3 => (format!("高安市{year}年前三季度经济运行情况"), format!("{year}年前三季度")),
        _ => (format!("高安市第四次全国经济普查主要数据公报（{year}年发布）"), "普查时期".to_owned()),
    };
    let table = output_table(desk, &period);
    let lead = format!("根据统计部门汇总核算，{period}全市经济运行总体平稳，现将主要数据公布如下。");
    let told = desk.scene.in_order("stat.body");
    let growth = growth_table(desk, &period);
    let mut body = Body::default();
    body.paragraph(&lead).heading("一、综合").paragraph(&sentences(told.get(..2).unwrap_or(&told))).table(&table);
    body.heading("二、主要指标").table(&growth).paragraphs(told.get(2..).unwrap_or(&[]));
    let suffix = if round == 0 { String::new() } else { format!("（第{}分册）", round + 1) };
    let mut draft = desk.draft(agency, format!("{title}{suffix}"), lead, body, "tongjixinxi");
    draft.genre = Genre::find_in_title(&title);
    draft.attachments = vec![
        DemoAttachment::Csv { file_name: format!("{period}生产总值.csv"), table: table.clone() },
        DemoAttachment::Xlsx {
            file_name: format!("{period}主要指标.xlsx"), sheet: "主要指标".into(), table: growth
        },
    ];
    draft.kind = DemoKind::DataTable { period, unit: "万元", table };
    draft.category = Some(Law::Statistics);
    draft.subject = "国民经济管理、国有资产监管/统计";
    draft.keywords = words(&["统计", "生产总值", "经济运行"]);
    draft.formed_on = desk.formed_before(2, 8);
    Some(draft)
}

fn output_table(desk: &mut Desk<'_>, period: &str) -> DemoTable {
    let total = desk.scene.dice.between(260_000_000, 460_000_000);
    let parts = split(&mut desk.scene.dice, total, &[12, 45, 43]);
    let mut sums = Sums::default();
    for (name, part) in ["第一产业增加值", "第二产业增加值", "第三产业增加值"].iter().zip(parts) {
        sums.row(name, &[part]);
    }
    sums.total("地区生产总值合计");
    sums.table(format!("{period}地区生产总值（单位：万元）"), &["项目", "数值"])
}

fn growth_table(desk: &mut Desk<'_>, period: &str) -> DemoTable {
    let names = [
        "规模以上工业增加值",
        "固定资产投资",
        "社会消费品零售总额",
        "一般公共预算收入",
        "城镇居民人均可支配收入",
        "农村居民人均可支配收入",
    ];
    let mut rate = || {
        let tenths = desk.scene.dice.between(38, 118);
        format!("{}.{}", tenths / 10, tenths % 10)
    };
    let rows = names.iter().map(|name| words(&[name, &rate()])).collect();
    DemoTable {
        caption: format!("{period}主要指标比上年同期增长（单位：%）"), headers: words(&["指标", "增速"]), rows
    }
}

pub fn write_annual<'p>(desk: &mut Desk<'p>) -> Option<Draft<'p>> {
    let slug = if desk.slot.ordinal == 0 {
        super::super::agencies::CITY.to_owned()
    } else {
        desk.agency_at(desk.slot.ordinal)?.slug.clone()
    };
    let agency = desk.speak_for(&slug)?;
    let year = desk.year() - 1;
    let lead = format!(
        "本报告由{}编制，内容包括{year}年政府信息公开工作的总体情况、主动公开、依申请公开、复议诉讼以及存在问题和改进措施。",
        agency.name
    );
    let told = desk.scene.in_order("annual.body");
    let part = |from: usize, to: usize| sentences(told.get(from..to).unwrap_or(&[]));
    let mut body = Body::default();
    body.paragraph(&lead).heading("一、总体情况").paragraph(&part(0, 1)).paragraph(&part(5, 7));
    body.heading("二、主动公开政府信息情况").paragraph(&part(1, 2)).paragraph(&part(3, 5));
    body.heading("三、依申请公开政府信息情况").paragraph(&part(2, 3));
    body.heading("四、行政复议、行政诉讼情况")
        .paragraph(&format!("{year}年因政府信息公开申请行政复议、提起行政诉讼的情况，按照有关规定统计报送。"));
    body.heading("五、存在的主要问题和改进措施").paragraph(&part(7, 9));
    let year_mark = if desk.slot.ordinal < 80 { String::new() } else { format!("（{}）", desk.slot.ordinal) };
    let title = format!("{}{year}年政府信息公开工作年度报告{year_mark}", agency.name);
    let mut draft = desk.draft(agency, title, lead, body, "annual-reports");
    draft.attachments = vec![DemoAttachment::Txt {
        file_name: format!("{year}年政府信息公开工作年度报告.txt"),
        text: paragraphs_of(&draft.body).join("\n"),
    }];
    draft.category = Some(Law::OtherStatutory);
    draft.subject = "综合政务/政务公开";
    draft.genre = Some(Genre::Report);
    draft.keywords = words(&["年度报告", "政府信息公开"]);
    draft.formed_on = NaiveDate::from_ymd_opt(desk.year(), 3, 4)?;
    Some(draft)
}

const PROPOSALS: [(&str, &str, &str); 11] = [
    ("完善农村公路安全防护设施", "jiaotong", "工业、交通/公路"),
    ("增加城区停车泊位", "chengguan", "城乡建设、环境保护/城乡建设（含住房）"),
    ("加强农村生活污水治理", "shengtai", "城乡建设、环境保护/环境监测、保护与治理"),
    ("发展居家养老服务", "minzheng", "民政、扶贫、救灾/社会福利"),
    ("扩大公办幼儿园学位", "jiaoti", "科技、教育/教育"),
    ("改善乡镇卫生院条件", "weijian", "卫生、体育/卫生"),
    ("扶持农民专业合作社", "nongye", "农业、林业、水利/农业、畜牧业、渔业"),
    ("加快老旧小区加装照明和监控", "zhujian", "城乡建设、环境保护/城乡建设（含住房）"),
    ("推动建筑陶瓷企业节能改造", "gongxin", "工业、交通/其他"),
    ("保护和利用古村落", "wenlv", "文化、广电、新闻出版/文物"),
    ("整治小型水库安全隐患", "shuili", "农业、林业、水利/水利"),
];

pub fn write_proposal<'p>(desk: &mut Desk<'p>) -> Option<Draft<'p>> {
    let number = usize::try_from(desk.slot.ordinal).ok()?;
    let (object, dept, path) = *PROPOSALS.get(number % PROPOSALS.len())?;
    let agency = desk.speak_for(dept)?;
    desk.scene.give("object", object);
    let source = if number % 2 == 0 { "市人大代表建议" } else { "市政协提案" };
    let serial = desk.slot.ordinal * 7 + 12;
    let lead = desk.scene.say("proposal.thanks");
    let state = desk.scene.several("proposal.state", 3);
    let todo = ordered(desk.scene.several("proposal.do", 5));
    let mut body = Body::default();
    body.paragraph("提出建议的同志：").paragraph(&lead).heading("一、基本情况").paragraphs(&state);
    body.heading("二、下一步工作").paragraphs(&todo);
    body.paragraph("再次感谢您对政府工作的关心和支持，欢迎继续提出宝贵意见。").paragraph(&agency.name);
    desk.lengthen(&mut body, "plan.measure");
    let title = format!("{}关于{}年{source}第{serial}号的答复（{object}）", agency.short, desk.year());
    let mut draft = desk.draft(agency, title, lead, body, "jianyi");
    draft.category = Some(Law::OtherStatutory);
    draft.subject = path;
    draft.keywords = words(&["建议提案", object]);
    draft.formed_on = desk.formed_before(2, 15);
    Some(draft)
}
