//! Normative documents in articles, and interpretations of them: background, aims, contents, questions.

use super::super::html::Body;
use super::super::item::{DemoAttachment, DemoKind, DemoPolicy, PolicyOrigin};
use super::super::policies::{self, PolicySpec};
use super::super::schedule::Series;
use super::super::sites::own_section;
use super::{Desk, Draft, paragraphs_of, sentences, words};
use chrono::{Datelike, Days, NaiveDate};
use domain::item::category::DisclosureCategory;
use domain::item::genre::Genre;
use domain::item::validity::Validity;

/// The first theme is amended by the twenty-third, where the year has both.
const AMENDED: u32 = 0;
const AMENDING: u32 = 22;
/// Published only now, repealed two years later.
const REPEALED: u32 = 23;
/// A provisional rule that has run out.
const PROVISIONAL: u32 = 13;
const NUMERALS: [&str; 20] = [
    "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五", "十六", "十七",
    "十八", "十九", "二十",
];

pub fn write_document<'p>(desk: &mut Desk<'p>) -> Option<Draft<'p>> {
    let spec = policies::spec_of(desk.plan, desk.seed, desk.slot)?;
    let agency = desk.speak_for(&spec.agency)?;
    give_policy(desk, &spec)?;
    let dated = chinese_date(spec.formed_on);
    let policy = validity(desk, &spec);
    let lead = format!(
        "{}印发{}，明确职责分工、办理程序和监督措施，自{}起施行。",
        agency.name,
        quoted(&spec.name),
        chinese_date(policy.effective_on)
    );
    let mut body = Body::default();
    body.paragraph(&format!("文号：{}", spec.document_number));
    body.paragraph("各乡镇人民政府、街道办事处、场，市政府各部门：");
    body.paragraph(&format!("{}已经研究同意，现印发给你们，请认真贯彻执行。", quoted(&spec.name)));
    body.paragraph(&agency.name).paragraph(&dated);
    body.heading(&spec.name);
    let articles = articles(desk, &spec, &policy);
    body.paragraphs(&articles);
    let mut draft = desk.draft(agency, spec.title.clone(), lead, body, "guifan");
    draft.genre = Genre::find_in_title(&spec.title);
    draft.attachments = vec![DemoAttachment::Docx {
        file_name: format!("{}.docx", spec.name),
        title: spec.title.clone(),
        paragraphs: paragraphs_of(&draft.body),
        table: None,
    }];
    draft.kind = DemoKind::Policy(policy);
    draft.co_agencies = if spec.theme.dept == spec.agency { Vec::new() } else { vec![spec.theme.dept.clone()] };
    draft.extra_sections.extend(own_section(&spec.theme.dept, "wenjian"));
    if spec.theme.subject.ends_with("政务公开") {
        draft.extra_sections.push("zhidu".to_owned());
    }
    draft.category = Some(DisclosureCategory::Regulations);
    draft.subject = &spec.theme.subject;
    draft.topics = spec.theme.topic.iter().cloned().collect();
    draft.keywords = words(&["规范性文件", &spec.theme.object, &spec.theme.form]);
    draft.formed_on = spec.formed_on;
    Some(draft)
}

fn give_policy(desk: &mut Desk<'_>, spec: &PolicySpec<'_>) -> Option<()> {
    let dept = desk.plan.agency(&spec.theme.dept)?;
    desk.scene.give("object", spec.theme.object.clone());
    desk.scene.give("dept", dept.name.clone());
    desk.scene.give("short", short_form(&spec.theme.form));
    Some(())
}

/// What a rule calls itself in its articles.
fn short_form(form: &str) -> &'static str {
    match form {
        "实施细则" => "细则",
        "规定" => "规定",
        "意见" | "实施意见" => "意见",
        "实施方案" => "方案",
        "若干措施" => "措施",
        "通知" => "通知",
        _ => "办法",
    }
}

fn quoted(name: &str) -> String {
    format!("《{name}》")
}

fn chinese_date(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

fn validity(desk: &Desk<'_>, spec: &PolicySpec<'_>) -> DemoPolicy {
    let effective_on = match spec.origin {
        PolicyOrigin::NewlyPublished => spec.formed_on.checked_add_days(Days::new(30)),
        PolicyOrigin::MadeInYear => {
            spec.slot.published_at.date().checked_add_days(Days::new(u64::from(spec.slot.ordinal % 4) * 10))
        }
    };
    let effective_on = effective_on.unwrap_or(spec.formed_on);
    let mut policy = DemoPolicy {
        document_number: spec.document_number.clone(),
        effective_on,
        expires_on: None,
        validity: Validity::InForce,
        validity_note: String::new(),
        changed_by: None,
        origin: spec.origin,
        name: spec.name.clone(),
    };
    match spec.slot.ordinal {
        _ if spec.slot.series == Series::Live => {}
        AMENDED if desk.policies > AMENDING => amended(desk, &mut policy),
        PROVISIONAL => {
            policy.expires_on = NaiveDate::from_ymd_opt(effective_on.year() + 2, 12, 31);
            policy.validity = Validity::Expired;
            "有效期届满，自动失效。".clone_into(&mut policy.validity_note);
        }
        REPEALED => {
            policy.validity = Validity::Repealed;
            policy.validity_note = format!("根据规范性文件清理结果，自{}年6月30日起废止。", desk.year() + 2);
        }
        _ => {}
    }
    policy
}

fn amended(desk: &Desk<'_>, policy: &mut DemoPolicy) {
    let Some(change) = policies::spec(desk.plan, desk.seed, desk.year(), AMENDING) else {
        return;
    };
    policy.validity = Validity::Amended;
    policy.validity_note = format!("部分条款由{}（{}）修改。", quoted(&change.title), change.document_number);
    policy.changed_by = Some(change.key);
}

/// The articles, numbered 第一条 onward.
fn articles(desk: &mut Desk<'_>, spec: &PolicySpec<'_>, policy: &DemoPolicy) -> Vec<String> {
    let short = short_form(&spec.theme.form);
    let mut texts = vec![format!(
        "为规范{}工作，提高管理和服务水平，维护公民、法人和其他组织的合法权益，根据有关法律法规，结合本市实际，制定本{short}。",
        spec.theme.object
    )];
    texts.push(desk.scene.say("policy.scope"));
    texts.push(desk.scene.say("policy.principle"));
    texts.push(desk.scene.say("policy.duty"));
    texts.extend(spec.theme.measures.iter().map(|measure| format!("{measure}。")));
    let more = usize::try_from(desk.scene.dice.between(3, 5)).unwrap_or(3);
    texts.extend(desk.scene.several("policy.common", more));
    texts.push(desk.scene.say("policy.supervise"));
    texts.push(desk.scene.say("policy.liability"));
    let until = policy.expires_on.map_or_else(String::new, |day| format!("，有效期至{}", chinese_date(day)));
    texts.push(format!("本{short}自{}起施行{until}。", chinese_date(policy.effective_on)));
    let numbered = texts.into_iter().enumerate();
    numbered.map(|(at, text)| format!("第{}条　{text}", NUMERALS.get(at).copied().unwrap_or("末"))).collect()
}

pub fn write_interpretation<'p>(desk: &mut Desk<'p>) -> Option<Draft<'p>> {
    let place = desk.slot.ordinal;
    let spec = policies::spec(desk.plan, desk.seed, desk.year(), place % desk.policies)?;
    let agency = desk.speak_for(&spec.theme.dept)?;
    give_policy(desk, &spec)?;
    let round = place / desk.policies;
    let (form, title) = match round {
        0 if place % 5 == 4 => ("图解", format!("图解：{}", quoted(&spec.name))),
        0 => ("文字", format!("{}政策解读", quoted(&spec.name))),
        1 => ("问答", format!("{}问答", quoted(&spec.name))),
        more => ("文字", format!("{}要点解读（{more}）", quoted(&spec.name))),
    };
    let lead = format!("{}由{}起草。为便于公众了解和执行，现就有关内容解读如下。", quoted(&spec.name), agency.name);
    let body = interpretation_body(desk, &spec, &lead, form);
    let mut draft = desk.draft(agency, title, lead, body, "jiedu");
    draft.extra_sections.extend(own_section(&spec.theme.dept, "jiedu"));
    draft.kind = DemoKind::Interpretation { form, explains: vec![spec.key] };
    draft.category = Some(DisclosureCategory::OtherStatutory);
    draft.subject = &spec.theme.subject;
    draft.topics = spec.theme.topic.iter().cloned().collect();
    draft.keywords = words(&["政策解读", &spec.theme.object]);
    draft.formed_on = match spec.origin {
        PolicyOrigin::MadeInYear => spec.formed_on,
        PolicyOrigin::NewlyPublished => spec.slot.published_at.date(),
    };
    Some(draft)
}

fn interpretation_body(desk: &mut Desk<'_>, spec: &PolicySpec<'_>, lead: &str, form: &str) -> Body {
    let mut body = Body::default();
    let contents: Vec<String> = spec.theme.measures.iter().map(|measure| format!("{measure}。")).collect();
    let (background, process, goal) =
        (desk.scene.say("interpret.background"), desk.scene.say("interpret.process"), desk.scene.say("interpret.goal"));
    body.paragraph(lead);
    if form == "问答" {
        let questions = ["适用于哪些对象？", "由谁负责落实？", "主要内容是什么？", "与过去相比有哪些变化？"];
        let answers = [
            format!("适用于本市行政区域内与{}有关的单位和个人，具体范围以文件规定为准。", spec.theme.object),
            "由起草部门牵头组织实施，各乡镇（街道、场）和有关部门按照分工落实。".to_owned(),
            contents.concat(),
            "主要变化是程序更简、时限更短、公开更多，并增加了复核和监督渠道。".to_owned(),
        ];
        for (question, answer) in questions.iter().zip(&answers) {
            body.subheading(&format!("问：文件{question}")).paragraph(&format!("答：{answer}"));
        }
        let notice = desk.scene.several("interpret.notice", 1);
        body.paragraph(&goal).paragraph(&sentences(&notice));
    } else {
        body.heading("一、背景依据").paragraph(&background).paragraph(&process);
        body.heading("二、目标任务").paragraph(&goal);
        body.heading("三、主要内容").list(&contents);
        body.heading("四、注意事项").paragraphs(&desk.scene.several("interpret.notice", 2));
    }
    body
}
