//! 概况信息: duties of agencies, overviews of towns, persons in charge. Persons are placeholders, never real.

use super::super::agencies::DemoAgency;
use super::super::html::Body;
use super::super::item::DemoTable;
use super::super::sites::own_section;
use super::{Desk, Draft, sentences, words};
use domain::agency::AgencyKind;
use domain::item::category::DisclosureCategory;

/// Duties of all eighty agencies, then overviews of all towns, then persons in charge.
const DUTIES: u32 = 80;
const TOWNS: u32 = 23;
const ROUND: u32 = 155;
/// The name that stands where a real portal names a person.
const PLACEHOLDER: &str = "某某（演示）";

pub fn write<'p>(desk: &mut Desk<'p>) -> Option<Draft<'p>> {
    let place = desk.slot.ordinal % ROUND;
    let mut draft = match place {
        0..DUTIES => duties(desk, place),
        _ if place < DUTIES + TOWNS => overview(desk, place - DUTIES),
        _ => leaders(desk, place - DUTIES - TOWNS),
    }?;
    draft.title.push_str(&edition(desk));
    draft.category = Some(DisclosureCategory::Organisation);
    draft.formed_on = desk.formed_before(2, 16);
    Some(draft)
}

/// Tells later editions of the same page from the first.
fn edition(desk: &Desk<'_>) -> String {
    let round = desk.slot.ordinal / ROUND;
    match (desk.year() == desk.plan.figures.year, round) {
        (true, 0) => String::new(),
        (_, 0) => format!("（{}年版）", desk.year()),
        (_, round) => format!("（{}年第{}版）", desk.year(), round + 1),
    }
}

fn duties<'p>(desk: &mut Desk<'p>, place: u32) -> Option<Draft<'p>> {
    let agency = desk.agency_at(place)?;
    desk.speak_for(&agency.slug)?;
    let parent = agency.vertical_parent.as_ref().or(agency.territorial_parent.as_ref());
    let above = parent.and_then(|slug| desk.plan.agency(slug)).map_or("上级机关", |one| one.name.as_str());
    desk.scene.give("up", above);
    let lead = introduction(desk, agency);
    let mut tasks: Vec<String> = agency.duties.iter().map(|duty| format!("{duty}。")).collect();
    tasks.extend(desk.scene.several("profile.duty", 4));
    let rooms = desk.scene.several("profile.room", 4);
    let more = desk.scene.several("profile.more", 2);
    let mut body = Body::default();
    body.paragraph(&lead).heading("主要职责").list(&tasks).heading("内设机构").list(&rooms);
    body.heading("联系方式").list(&contact_lines(agency)).paragraphs(&more);
    if let Some(former) = agency.former_names.first() {
        body.paragraph(&format!(
            "机构沿革：原{}于{}更为现名或者并入，相关职责由{}承担。",
            former.name,
            former.until.format("%Y年%-m月"),
            agency.name
        ));
    }
    let mut draft = desk.draft(agency, format!("{}机构职能", agency.name), lead, body, "jigou");
    draft.extra_sections.extend(own_section(&agency.slug, "jigou"));
    draft.keywords = words(&["机构职能", "内设机构", "联系方式"]);
    draft.subject = "综合政务/其他";
    Some(draft)
}

fn introduction(desk: &mut Desk<'_>, agency: &DemoAgency) -> String {
    match agency.kind {
        AgencyKind::Department => desk.scene.say("profile.intro"),
        AgencyKind::Town | AgencyKind::Township => {
            format!("{}是基层国家行政机关，依照法律规定管理本行政区域内的行政事务。", agency.name)
        }
        AgencyKind::SubDistrict => format!("{}是高安市人民政府的派出机关，依照法律规定履行职责。", agency.name),
        _ => format!("{}依照有关规定设立，在职责范围内开展工作，接受社会监督。", agency.name),
    }
}

fn contact_lines(agency: &DemoAgency) -> Vec<String> {
    let contact = &agency.contact;
    vec![
        format!("政府信息公开工作机构：{}", contact.office),
        format!("办公地址：{}", contact.address),
        format!("办公时间：{}", contact.hours),
        format!("联系电话：{}", contact.phone),
        format!("传真号码：{}", contact.fax),
        format!("电子邮箱：{}", contact.email),
    ]
}

fn overview<'p>(desk: &mut Desk<'p>, place: u32) -> Option<Draft<'p>> {
    let place = usize::try_from(place).ok()?;
    let agency = desk.plan.agencies.iter().filter(|one| one.is_town()).nth(place)?;
    desk.speak_for(&agency.slug)?;
    let side = desk.scene.dice.word(&["东", "南", "西", "北", "中", "东北", "西南"]);
    desk.scene.give("side", side);
    let short = &agency.short;
    desk.scene.give("full", short.clone());
    let nature = desk.scene.several("overview.nature", 2);
    let economy = desk.scene.several("overview.economy", 4);
    let society = desk.scene.several("overview.society", 5);
    let lead = nature.first().cloned().unwrap_or_default();
    let mut body = Body::default();
    body.heading("自然概况").paragraphs(&nature);
    body.heading("经济发展").paragraphs(economy.chunks(2).map(sentences).collect::<Vec<_>>().iter());
    body.heading("社会事业").paragraphs(society.chunks(2).map(sentences).collect::<Vec<_>>().iter());
    body.paragraph("以上数字为演示数据，不代表实际情况。");
    desk.lengthen(&mut body, "overview.economy");
    let mut draft = desk.draft(agency, format!("高安市{short}概况"), lead, body, "shiqing");
    draft.extra_sections = words(&["jigou"]);
    draft.keywords = words(&["概况", "自然", "经济"]);
    draft.subject = "民政、扶贫、救灾/行政区划与地名";
    Some(draft)
}

fn leaders<'p>(desk: &mut Desk<'p>, place: u32) -> Option<Draft<'p>> {
    let agency = desk.agency_at(place)?;
    desk.speak_for(&agency.slug)?;
    let lead = desk.scene.say("leaders.intro");
    let posts = posts(agency.kind);
    let rows = posts.iter().map(|(post, work)| words(&[post, PLACEHOLDER, work])).collect();
    let headers = words(&["职务", "姓名", "分工"]);
    let table = DemoTable { caption: format!("{}负责人分工", agency.name), headers, rows };
    let more = desk.scene.several("leaders.more", 4);
    let mut body = Body::default();
    body.paragraph(&lead).table(&table).paragraphs(&more);
    desk.lengthen(&mut body, "profile.duty");
    let mut draft = desk.draft(agency, format!("{}负责人信息", agency.name), lead, body, "lingdao");
    draft.keywords = words(&["负责人", "职务", "分工"]);
    draft.subject = "劳动、人事、监察/人事工作";
    Some(draft)
}

fn posts(kind: AgencyKind) -> [(&'static str, &'static str); 4] {
    match kind {
        AgencyKind::Government => [
            ("市长", "主持市政府全面工作"),
            ("常务副市长", "负责发展改革、财政、应急管理等工作"),
            ("副市长", "负责农业农村、水利、扶贫等工作"),
            ("副市长", "负责教育、卫生健康、文化旅游等工作"),
        ],
        AgencyKind::Town | AgencyKind::Township => [
            ("镇长（乡长）", "主持政府全面工作"),
            ("副镇长（副乡长）", "负责农业、水利、扶贫工作"),
            ("副镇长（副乡长）", "负责安全生产、城建、环保工作"),
            ("副镇长（副乡长）", "负责教育、卫生、民政工作"),
        ],
        _ => [
            ("主要负责人", "主持全面工作"),
            ("分管负责人", "负责综合、财务和政务公开工作"),
            ("分管负责人", "负责业务管理和项目建设工作"),
            ("分管负责人", "负责行政审批、执法监督和信访工作"),
        ],
    }
}
