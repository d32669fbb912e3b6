//! The statutory categories of proactive disclosure (条例 a.20, 21), each with a stable code.
//! Not here: an agency's own basic catalogue (a.22), which is data.

use crate::agency::AgencyKind;

crate::code_enum! {
    /// A statutory category. News and notices that no article asks for have none and stay out of the platform.
    pub enum DisclosureCategory {
        /// a.20 (1)
        Regulations = "20-01", "行政法规、规章和规范性文件";
        /// a.20 (2)
        Organisation = "20-02", "机关职能、机构设置、办公地址、办公时间、联系方式、负责人姓名";
        /// a.20 (3)
        Planning = "20-03", "国民经济和社会发展规划、专项规划、区域规划及相关政策";
        /// a.20 (4)
        Statistics = "20-04", "国民经济和社会发展统计信息";
        /// a.20 (5)
        Licensing = "20-05", "办理行政许可和其他对外管理服务事项的依据、条件、程序以及办理结果";
        /// a.20 (6)
        Penalties = "20-06", "实施行政处罚、行政强制的依据、条件、程序以及具有一定社会影响的行政处罚决定";
        /// a.20 (7)
        Budget = "20-07", "财政预算、决算信息";
        /// a.20 (8)
        Fees = "20-08", "行政事业性收费项目及其依据、标准";
        /// a.20 (9)
        Procurement = "20-09", "政府集中采购项目的目录、标准及实施情况";
        /// a.20 (10)
        MajorProjects = "20-10", "重大建设项目的批准和实施情况";
        /// a.20 (11)
        Livelihood = "20-11", "扶贫、教育、医疗、社会保障、促进就业等方面的政策、措施及其实施情况";
        /// a.20 (12)
        Emergencies = "20-12", "突发公共事件的应急预案、预警信息及应对情况";
        /// a.20 (13)
        Inspections = "20-13", "环境保护、公共卫生、安全生产、食品药品、产品质量的监督检查情况";
        /// a.20 (14)
        Recruitment = "20-14", "公务员招考的职位、名额、报考条件等事项以及录用结果";
        /// a.20 (15)
        OtherStatutory = "20-15", "法律、法规、规章和国家有关规定规定应当主动公开的其他政府信息";
        /// a.21, cities with districts, counties and their departments
        MunicipalAffairs = "21-a", "市政建设、公共服务、公益事业、土地征收、房屋征收、治安管理、社会救助等";
        /// a.21, townships and towns
        TownshipAffairs = "21-b", "贯彻落实农业农村政策、农田水利工程建设运营、农村土地承包经营权流转、宅基地使用情况审核、土地征收、房屋征收、筹资筹劳、社会救助等";
    }
}

impl DisclosureCategory {
    /// The article it rests on.
    #[must_use]
    pub const fn article(self) -> &'static str {
        match self {
            Self::MunicipalAffairs | Self::TownshipAffairs => "《政府信息公开条例》第二十一条",
            _ => "《政府信息公开条例》第二十条",
        }
    }

    /// Whether an agency of this kind may publish under the category. Those of a.20 bind every organ;
    /// a.21 adds one list for cities, counties and their departments and another for townships.
    #[must_use]
    pub const fn applies_to(self, kind: AgencyKind) -> bool {
        match self {
            Self::MunicipalAffairs => !kind.is_township_level(),
            Self::TownshipAffairs => kind.is_township_level(),
            _ => true,
        }
    }

    /// The categories that an agency of this kind may choose from, in the order of the articles.
    pub fn for_agency(kind: AgencyKind) -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(move |category| category.applies_to(kind))
    }
}

impl std::str::FromStr for DisclosureCategory {
    type Err = UnknownCategory;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::parse(code).ok_or(UnknownCategory)
    }
}

/// The text is not the code of a category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the code of a statutory category")]
pub struct UnknownCategory;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn there_are_fifteen_and_two() {
        let codes: Vec<_> = DisclosureCategory::ALL.iter().map(|c| c.code()).collect();
        let mut expected: Vec<String> = (1..=15).map(|n| format!("20-{n:02}")).collect();
        expected.extend(["21-a".to_owned(), "21-b".to_owned()]);
        assert_eq!(codes, expected);
    }

    #[test]
    fn article_21_differs_by_agency() {
        use DisclosureCategory as C;
        let cases = [
            (AgencyKind::Town, false, true),
            (AgencyKind::SubDistrict, false, true),
            (AgencyKind::Government, true, false),
            (AgencyKind::Department, true, false),
            (AgencyKind::VerticalOrgan, true, false),
        ];
        for (kind, municipal, township) in cases {
            assert_eq!(C::MunicipalAffairs.applies_to(kind), municipal, "{kind}");
            assert_eq!(C::TownshipAffairs.applies_to(kind), township, "{kind}");
            assert_eq!(C::for_agency(kind).count(), 16, "{kind}");
        }
    }

    #[test]
    fn stored_as_the_code() {
        let category: DisclosureCategory = serde_json::from_str("\"21-b\"").unwrap();
        assert_eq!(category, DisclosureCategory::TownshipAffairs);
        assert_eq!(serde_json::to_string(&category).unwrap(), "\"21-b\"");
        assert_eq!("20-16".parse::<DisclosureCategory>(), Err(UnknownCategory));
    }
}
