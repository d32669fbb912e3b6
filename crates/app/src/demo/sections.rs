//! Sections of the demo city, and which article of the Regulation each figure category serves.

use super::item::FigureCategory;
use super::sites::{DemoSite, PORTAL, RULE_MAKERS, SITES};
use domain::item::category::DisclosureCategory as Law;

/// Whether a section belongs to the disclosure platform (政府信息公开). News has no place there (专栏姓专).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    Platform,
    Site,
}

/// A section of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoSection {
    pub slug: String,
    pub site: &'static str,
    pub parent: Option<&'static str>,
    pub name: String,
    pub description: String,
    pub keywords: &'static str,
    /// 栏目类别, a word of the page-tag list.
    pub column_type: &'static str,
    /// Steps of review, 1 to 3.
    pub review_steps: u8,
    pub placement: Placement,
    pub category: Option<Law>,
    /// The section must get something new at least every so many days; none where nothing is due.
    pub duty_days: Option<u32>,
    /// Slug of the agency that must keep it up.
    pub duty_agency: &'static str,
}

struct Row(
    &'static str,
    Option<&'static str>,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    u8,
    Placement,
    Option<Law>,
    Option<u32>,
    &'static str,
);

use Placement::{Platform, Site};

/// slug, parent, name, description, keywords, column type, steps, placement, category, duty in days, whose duty
const PORTAL_ROWS: [Row; 30] = [
    Row(
        "zoujin",
        None,
        "走进高安",
        "介绍高安市的自然、历史、经济和社会概况。",
        "市情 概况",
        "概况信息",
        1,
        Site,
        None,
        None,
        "shizhi",
    ),
    Row(
        "shiqing",
        Some("zoujin"),
        "市情概况",
        "高安市及各乡镇、街道、场的基本情况。",
        "市情 乡镇 街道",
        "概况信息",
        1,
        Site,
        None,
        Some(365),
        "shizhi",
    ),
    Row(
        "xinwen",
        None,
        "新闻动态",
        "政务活动、部门和乡镇工作动态。",
        "新闻 动态",
        "工作动态",
        1,
        Site,
        None,
        None,
        "zhengfuban",
    ),
    Row(
        "yaowen",
        Some("xinwen"),
        "高安要闻",
        "市政府重要会议、调研和部署。",
        "要闻 会议 调研",
        "工作动态",
        2,
        Site,
        None,
        Some(14),
        "zhengfuban",
    ),
    Row(
        "gonggao",
        Some("xinwen"),
        "通知公告",
        "面向公众的通知、公告和公示。",
        "通知 公告 公示",
        "工作动态",
        1,
        Site,
        None,
        Some(30),
        "zhengfuban",
    ),
    Row(
        "bumen",
        Some("xinwen"),
        "部门动态",
        "市政府各部门工作动态。",
        "部门 动态",
        "工作动态",
        1,
        Site,
        None,
        Some(14),
        "zhengfuban",
    ),
    Row(
        "xiangzhen",
        Some("xinwen"),
        "乡镇动态",
        "乡镇、街道、场和园区工作动态。",
        "乡镇 街道 园区",
        "工作动态",
        1,
        Site,
        None,
        Some(14),
        "zhengfuban",
    ),
    Row(
        "tupian",
        Some("xinwen"),
        "图片新闻",
        "以图片反映城乡建设和群众生活。",
        "图片 新闻",
        "工作动态",
        1,
        Site,
        None,
        Some(30),
        "zhengfuban",
    ),
    Row(
        "gov-info",
        None,
        "政府信息公开",
        "政府信息公开指南、制度、法定主动公开内容和年报。",
        "政府信息公开",
        "信息公开目录",
        2,
        Platform,
        None,
        None,
        "zhengfuban",
    ),
    Row(
        "zhidu",
        Some("gov-info"),
        "政府信息公开制度",
        "主动公开、依申请公开、公开审查和监督检查的制度。",
        "信息公开 制度 规定",
        "信息公开目录",
        3,
        Platform,
        None,
        None,
        "zhengfuban",
    ),
    Row(
        "statutory",
        Some("gov-info"),
        "法定主动公开内容",
        "依照政府信息公开条例应当主动公开的信息。",
        "主动公开 目录",
        "信息公开目录",
        2,
        Platform,
        None,
        None,
        "zhengfuban",
    ),
    Row(
        "jigou",
        Some("statutory"),
        "机构职能",
        "机关职能、内设机构、办公地址、办公时间和联系方式。",
        "机构 职能 联系方式",
        "机构职能",
        2,
        Platform,
        Some(Law::Organisation),
        Some(365),
        "zhengfuban",
    ),
    Row(
        "lingdao",
        Some("statutory"),
        "负责人信息",
        "负责人姓名、职务和分工。",
        "负责人 分工",
        "负责人信息",
        2,
        Platform,
        Some(Law::Organisation),
        Some(365),
        "zhengfuban",
    ),
    Row(
        "guifan",
        Some("statutory"),
        "规范性文件",
        "市政府、市政府办公室和部门制发的规范性文件。",
        "规范性文件 政策",
        "政策文件",
        3,
        Platform,
        Some(Law::Regulations),
        Some(90),
        "zhengfuban",
    ),
    Row(
        "jiedu",
        Some("statutory"),
        "政策解读",
        "对政策文件背景、目标、内容和执行的说明。",
        "政策解读",
        "政策解读",
        2,
        Platform,
        Some(Law::OtherStatutory),
        Some(90),
        "zhengfuban",
    ),
    Row(
        "guihua",
        Some("statutory"),
        "规划计划",
        "发展规划、专项规划和年度计划。",
        "规划 计划",
        "信息公开目录",
        2,
        Platform,
        Some(Law::Planning),
        Some(180),
        "fagai",
    ),
    Row(
        "tongjixinxi",
        Some("statutory"),
        "统计信息",
        "统计公报和经济运行数据。",
        "统计 数据",
        "数据发布",
        2,
        Platform,
        Some(Law::Statistics),
        Some(120),
        "tongji",
    ),
    Row(
        "yujuesuan",
        Some("statutory"),
        "财政预决算",
        "政府和部门预算、决算及“三公”经费。",
        "预算 决算 三公经费",
        "数据发布",
        2,
        Platform,
        Some(Law::Budget),
        Some(180),
        "caizheng",
    ),
    Row(
        "zhuanxiang",
        Some("statutory"),
        "财政资金",
        "财政收支、债务、专项资金和绩效评价。",
        "专项资金 绩效 债务",
        "数据发布",
        2,
        Platform,
        Some(Law::Budget),
        Some(60),
        "caizheng",
    ),
    Row(
        "shoufei",
        Some("statutory"),
        "收费项目",
        "行政事业性收费项目、依据和标准。",
        "收费 标准",
        "信息公开目录",
        2,
        Platform,
        Some(Law::Fees),
        Some(365),
        "fagai",
    ),
    Row(
        "caigou",
        Some("statutory"),
        "政府集中采购",
        "政府集中采购目录、标准和实施情况。",
        "政府采购 目录",
        "信息公开目录",
        2,
        Platform,
        Some(Law::Procurement),
        Some(365),
        "caizheng",
    ),
    Row(
        "zhongda",
        Some("statutory"),
        "重大建设项目",
        "重大建设项目的批准和实施情况。",
        "重大项目 建设",
        "信息公开目录",
        2,
        Platform,
        Some(Law::MajorProjects),
        Some(180),
        "fagai",
    ),
    Row(
        "minsheng",
        Some("statutory"),
        "民生领域",
        "扶贫、教育、医疗、社会保障和就业的政策与实施情况。",
        "扶贫 教育 医疗 社保",
        "信息公开目录",
        2,
        Platform,
        Some(Law::Livelihood),
        Some(180),
        "renshe",
    ),
    Row(
        "jiandu",
        Some("statutory"),
        "监督检查",
        "环境保护、公共卫生、安全生产和食品药品监督检查情况。",
        "监督检查 安全 环保",
        "信息公开目录",
        2,
        Platform,
        Some(Law::Inspections),
        Some(180),
        "yingji",
    ),
    Row(
        "yingjiguanli",
        Some("statutory"),
        "应急管理",
        "突发公共事件应急预案、预警和应对情况。",
        "应急预案 预警",
        "信息公开目录",
        2,
        Platform,
        Some(Law::Emergencies),
        Some(365),
        "yingji",
    ),
    Row(
        "xuke",
        Some("statutory"),
        "行政许可",
        "行政许可和其他对外管理服务事项的依据、条件、程序和结果。",
        "行政许可 服务事项",
        "信息公开目录",
        2,
        Platform,
        Some(Law::Licensing),
        Some(365),
        "zhengwu",
    ),
    Row(
        "zhifa",
        Some("statutory"),
        "行政执法公开",
        "行政处罚、行政强制的依据、条件、程序和执法统计。",
        "行政处罚 行政强制 执法",
        "信息公开目录",
        2,
        Platform,
        Some(Law::Penalties),
        Some(180),
        "sifa",
    ),
    Row(
        "jianyi",
        Some("statutory"),
        "建议提案办理",
        "人大代表建议和政协提案办理结果。",
        "建议 提案 答复",
        "信息公开目录",
        2,
        Platform,
        Some(Law::OtherStatutory),
        Some(365),
        "zhengfuban",
    ),
    Row(
        "annual-reports",
        Some("gov-info"),
        "政府信息公开年报",
        "历年政府信息公开工作年度报告。",
        "年度报告 年报",
        "信息公开年报",
        3,
        Platform,
        Some(Law::OtherStatutory),
        Some(365),
        "zhengfuban",
    ),
    Row(
        "fuwu",
        Some("gov-info"),
        "公共服务和公益事业",
        "市政建设、公共服务、公益事业和社会救助信息。",
        "公共服务 社会救助",
        "信息公开目录",
        2,
        Platform,
        Some(Law::MunicipalAffairs),
        Some(365),
        "minzheng",
    ),
];

/// All sections, parents before children.
pub fn sections() -> Vec<DemoSection> {
    let mut all: Vec<DemoSection> = PORTAL_ROWS.iter().map(portal_section).collect();
    for site in SITES.iter().filter(|site| site.slug != PORTAL) {
        all.push(agency_section(site, "dongtai", "工作动态", "工作部署、检查和服务动态。", Some(14)));
        all.push(agency_section(site, "gonggao", "通知公告", "面向企业和群众的通知、公告。", Some(60)));
        if RULE_MAKERS.contains(&site.slug) {
            let what = "起草和印发的规范性文件。";
            all.push(DemoSection {
                column_type: "政策文件",
                ..agency_section(site, "wenjian", "政策文件", what, None)
            });
            let what = "文件的解读。";
            all.push(DemoSection {
                column_type: "政策解读", ..agency_section(site, "jiedu", "政策解读", what, None)
            });
        }
        let what = "主要职责、内设机构和联系方式。";
        all.push(DemoSection {
            column_type: "机构职能", ..agency_section(site, "jigou", "机构职能", what, None)
        });
    }
    all
}

fn portal_section(row: &Row) -> DemoSection {
    let Row(
        slug,
        parent,
        name,
        description,
        keywords,
        column_type,
        review_steps,
        placement,
        category,
        duty_days,
        duty_agency,
    ) = *row;
    DemoSection {
        slug: slug.to_owned(),
        site: PORTAL,
        parent,
        name: name.to_owned(),
        description: description.to_owned(),
        keywords,
        column_type,
        review_steps,
        placement,
        category,
        duty_days,
        duty_agency,
    }
}

fn agency_section(site: &DemoSite, tail: &str, name: &str, what: &str, duty_days: Option<u32>) -> DemoSection {
    DemoSection {
        slug: format!("{}-{tail}", site.slug),
        site: site.slug,
        parent: None,
        name: name.to_owned(),
        description: format!("{}的{what}", site.name),
        keywords: "动态 公告 服务",
        column_type: "工作动态",
        review_steps: 1,
        placement: Placement::Site,
        category: None,
        duty_days,
        duty_agency: site.agency,
    }
}

/// Which statutory categories the items of a figure category serve. News serves none and stays out of the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CategoryMapping {
    pub figure: FigureCategory,
    pub articles: &'static [Law],
    pub note: &'static str,
}

pub const CATEGORY_MAP: [CategoryMapping; 9] = [
    mapping(FigureCategory::Overview, &[Law::Organisation], "机构职能、负责人和概况"),
    mapping(FigureCategory::Plans, &[Law::Planning], "规划、计划和要点"),
    mapping(FigureCategory::News, &[], "工作动态不属于法定主动公开内容，不进入政府信息公开专栏"),
    mapping(FigureCategory::Statistics, &[Law::Statistics], "统计公报和月度数据"),
    mapping(
        FigureCategory::KeyFields,
        &[Law::MajorProjects, Law::Livelihood, Law::Inspections, Law::Fees, Law::Procurement, Law::MunicipalAffairs],
        "重点领域按内容分到各项",
    ),
    mapping(FigureCategory::Finance, &[Law::Budget], "预算、决算和资金"),
    mapping(FigureCategory::Emergency, &[Law::Emergencies], "应急预案"),
    mapping(FigureCategory::Enforcement, &[Law::Penalties, Law::Licensing], "执法依据、程序、统计和许可事项"),
    mapping(FigureCategory::AnnualReports, &[Law::OtherStatutory], "条例第四十九条、第五十条要求公布"),
];

const fn mapping(figure: FigureCategory, articles: &'static [Law], note: &'static str) -> CategoryMapping {
    CategoryMapping { figure, articles, note }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn sections_have_unique_slugs_and_known_parents_and_agencies() {
        let agencies: HashSet<String> =
            super::super::agencies::read().unwrap().into_iter().map(|one| one.slug).collect();
        let mut seen = HashSet::new();
        for section in sections() {
            assert!(section.parent.is_none_or(|parent| seen.contains(parent)), "{}", section.slug);
            assert!((1..=3).contains(&section.review_steps));
            assert!(agencies.contains(section.duty_agency), "{}", section.duty_agency);
            assert!(section.placement == Placement::Platform || section.category.is_none());
            assert!(seen.insert(section.slug));
        }
        assert!(SITES.iter().all(|site| agencies.contains(site.agency)));
    }

    #[test]
    fn the_map_covers_the_nine_categories_once() {
        let mapped: HashSet<_> = CATEGORY_MAP.iter().map(|row| row.figure).collect();
        assert_eq!(mapped.len(), 9);
        let none: Vec<_> = CATEGORY_MAP.iter().filter(|row| row.articles.is_empty()).map(|row| row.figure).collect();
        assert_eq!(none, [FigureCategory::News]);
    }
}
