//! News and notices: themes of the text files told by an agency. News serves no article of the Regulation.

use super::super::agencies::{Belonging, DemoAgency};
use super::super::grammar::Theme;
use super::super::html::Body;
use super::super::item::{DemoKind, DemoPicture, PictureScene};
use super::super::sites::{PORTAL, SITES};
use super::{Desk, Draft, sentences};
use chrono::Datelike;
use domain::agency::AgencyKind;
use domain::item::genre::Genre;

/// One picture story in so many news items: about sixty in the year of the figures.
const STORY_EVERY: u32 = 65;
const PICTURE_EVERY: u32 = 40;

pub fn write<'p>(desk: &mut Desk<'p>) -> Option<Draft<'p>> {
    let theme = choose_theme(desk)?;
    let agency = choose_agency(desk, theme)?;
    desk.speak_for(&agency.slug)?;
    if theme.words("kind").iter().any(|kind| kind == "notice") {
        return notice(desk, theme, agency);
    }
    report(desk, theme, agency)
}

fn choose_theme<'p>(desk: &mut Desk<'p>) -> Option<&'p Theme> {
    let month = desk.slot.published_at.date().month().to_string();
    let mut fitting = Vec::new();
    for theme in &desk.plan.grammar.themes {
        let months = theme.words("months");
        if months.is_empty() || months.contains(&month) {
            let weight = theme.words("weight").first().and_then(|word| word.parse().ok()).unwrap_or(1_usize);
            fitting.extend(std::iter::repeat_n(theme, weight));
        }
    }
    desk.scene.dice.pick(&fitting).copied()
}

fn choose_agency<'p>(desk: &mut Desk<'p>, theme: &'p Theme) -> Option<&'p DemoAgency> {
    let who = desk.scene.dice.pick(theme.words("who"))?;
    let group: Vec<&DemoAgency> = desk.plan.agencies.iter().filter(|agency| belongs(agency, who)).collect();
    desk.scene.dice.pick(&group).copied()
}

fn belongs(agency: &DemoAgency, who: &str) -> bool {
    if agency.belonging == Belonging::Outside {
        return false;
    }
    match who {
        "towns" => agency.is_town(),
        "streets" => agency.kind == AgencyKind::SubDistrict,
        "farms" => agency.kind == AgencyKind::Farm,
        "departments" => agency.kind == AgencyKind::Department,
        slug => agency.slug == slug,
    }
}

fn report<'p>(desk: &mut Desk<'p>, theme: &'p Theme, agency: &'p DemoAgency) -> Option<Draft<'p>> {
    let rule = |part: &str| format!("{}.{part}", theme.name);
    let group = if desk.scene.dice.chance(50) { "检查组" } else { "工作组" };
    desk.scene.keep("group", group);
    let (title, lead) = title_and_lead(desk, theme);
    let count = usize::try_from(desk.scene.dice.between(4, 6)).unwrap_or(4);
    let mut told = desk.scene.several(&rule("body"), count);
    let shared = more_rule(theme);
    let extra = usize::try_from(desk.scene.dice.between(1, 2)).unwrap_or(1);
    told.extend(desk.scene.several(shared, extra));
    let close = desk.scene.say("news.close");
    let pictures = pictures(desk, agency);
    let mut body = Body::default();
    body.paragraph(&lead);
    for (place, pair) in told.chunks(2).enumerate() {
        body.paragraph(&sentences(pair));
        if let Some(picture) = pictures.get(place) {
            body.figure(place, picture);
        }
    }
    desk.lengthen(&mut body, &rule("body"));
    body.paragraph(&sentences(&[close]));
    let story = desk.slot.ordinal % STORY_EVERY == 7;
    let (site, section, extra_sections) = if story {
        (PORTAL, "tupian".to_owned(), Vec::new())
    } else {
        section_of(desk, agency, theme.name.starts_with("gov_"))
    };
    let mut draft = desk.draft(agency, title, lead, body, &section);
    draft.site = site;
    draft.extra_sections = extra_sections;
    draft.kind = if story { DemoKind::PictureStory } else { DemoKind::Article };
    draft.pictures = pictures;
    dress(desk, theme, &mut draft);
    Some(draft)
}

/// A title may name the lead that goes with it: `<2>` before it means the second.
fn title_and_lead(desk: &mut Desk<'_>, theme: &Theme) -> (String, String) {
    let title = desk.scene.say(&format!("{}.title", theme.name));
    let lead = format!("{}.lead", theme.name);
    let bound = title.strip_prefix('<').and_then(|rest| rest.split_once('>'));
    match bound.and_then(|(number, title)| Some((number.parse::<usize>().ok()?, title.to_owned()))) {
        Some((number, title)) => (title, desk.scene.say_one(&lead, number.saturating_sub(1))),
        None => (title, desk.scene.say(&lead)),
    }
}

fn dress<'p>(desk: &mut Desk<'p>, theme: &'p Theme, draft: &mut Draft<'p>) {
    draft.keywords = theme.words("words").to_vec();
    draft.topics = theme.words("topics").to_vec();
    draft.subject = theme.words("subject").first().map_or("其他", String::as_str);
    draft.formed_on = desk.formed_before(0, 4);
}

fn more_rule(theme: &Theme) -> &'static str {
    match theme.words("form").first().map(String::as_str) {
        Some("meeting") => "meet.ask",
        Some("visit") => "visit.ask",
        Some("activity") => "activity.more",
        _ => "progress.more",
    }
}

/// Site, main section, further sections. Agencies with a site of their own mostly publish there first.
fn section_of(desk: &mut Desk<'_>, agency: &DemoAgency, top: bool) -> (&'static str, String, Vec<String>) {
    let on_portal = match agency.kind {
        _ if top => "yaowen",
        AgencyKind::Town
        | AgencyKind::Township
        | AgencyKind::SubDistrict
        | AgencyKind::Farm
        | AgencyKind::DevelopmentZone => "xiangzhen",
        _ => "bumen",
    };
    let own = SITES.iter().find(|site| site.slug != PORTAL && site.agency == agency.slug);
    match own {
        Some(site) if desk.scene.dice.chance(60) => {
            (site.slug, format!("{}-dongtai", site.slug), vec![on_portal.to_owned()])
        }
        _ => (PORTAL, on_portal.to_owned(), Vec::new()),
    }
}

fn notice<'p>(desk: &mut Desk<'p>, theme: &'p Theme, agency: &'p DemoAgency) -> Option<Draft<'p>> {
    let rule = |part: &str| format!("{}.{part}", theme.name);
    let own = rule(&format!("thing_{}", agency.slug));
    if desk.scene.knows(&own) {
        let thing = desk.scene.say(&own);
        desk.scene.keep(&rule("thing"), thing);
    }
    let title = desk.scene.say(&rule("title"));
    let lead = desk.scene.say(&rule("lead"));
    let points = desk.scene.some_in_order(&rule("points"), 5);
    let points: Vec<String> = points.iter().map(|point| format!("{point}。")).collect();
    let told = desk.scene.several(&rule("body"), 2);
    let more = desk.scene.several(&rule("more"), 2);
    let close = desk.scene.say("notice.close");
    let mut body = Body::default();
    body.paragraph(&lead).list(&points).paragraphs(&told).paragraph(&sentences(&more));
    desk.lengthen(&mut body, &rule("more"));
    body.paragraph(&close).paragraph(&agency.name).paragraph(&signed(desk));
    let own = SITES.iter().find(|site| site.slug != PORTAL && site.agency == agency.slug);
    let (site, section) =
        own.map_or((PORTAL, "gonggao".to_owned()), |site| (site.slug, format!("{}-gonggao", site.slug)));
    let summary = told.first().cloned().unwrap_or_else(|| lead.clone());
    let mut draft = desk.draft(agency, title, summary, body, &section);
    draft.site = site;
    if site != PORTAL {
        draft.extra_sections = vec!["gonggao".to_owned()];
    }
    draft.genre = Genre::find_in_title(&draft.title);
    dress(desk, theme, &mut draft);
    Some(draft)
}

fn signed(desk: &Desk<'_>) -> String {
    let day = desk.slot.published_at.date();
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

fn pictures(desk: &mut Desk<'_>, agency: &DemoAgency) -> Vec<DemoPicture> {
    let count = match desk.slot.ordinal {
        number if number % STORY_EVERY == 7 => 2 + desk.scene.dice.below(2),
        number if number % PICTURE_EVERY == 3 => 1,
        _ => 0,
    };
    let scenes =
        [PictureScene::Hills, PictureScene::Fields, PictureScene::River, PictureScene::Town, PictureScene::Porcelain];
    let first = desk.scene.dice.below(scenes.len());
    let turn = scenes.iter().cycle().skip(first).take(count);
    turn.map(|scene| picture(desk.scene.dice.roll(), *scene, agency)).collect()
}

fn picture(seed: u64, scene: PictureScene, agency: &DemoAgency) -> DemoPicture {
    let (alt, subject) = match scene {
        PictureScene::Hills => ("示意插图：层叠的青山和初升的太阳", "山野风光"),
        PictureScene::Fields => ("示意插图：田埂隔开的连片稻田", "田园风光"),
        PictureScene::River => ("示意插图：弯曲的河流和两岸绿地", "河畔风光"),
        PictureScene::Town => ("示意插图：错落的楼房和蓝色天空", "城乡新貌"),
        PictureScene::Porcelain => ("示意插图：白底蓝纹的瓷盘图案", "青花纹样"),
    };
    DemoPicture {
        seed,
        scene,
        width: 640,
        height: 400,
        alt: alt.to_owned(),
        caption: format!("{}{subject}（演示插图，由程序绘制）", agency.short),
    }
}
