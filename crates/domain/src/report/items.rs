//! What was published in a year, in the groups that reports count by: told from the section an item stands in.
//! Not the counting.

use crate::item::category::DisclosureCategory as Law;
use crate::site::ColumnType;

crate::code_enum! {
    /// A group of published items, as reports name them.
    pub enum ItemGroup {
        Overview = "overview", "概况信息";
        Plans = "plans", "发展规划";
        News = "news", "工作动态";
        Statistics = "statistics", "统计信息";
        KeyFields = "key_fields", "重点领域信息";
        Finance = "finance", "财政信息";
        Emergency = "emergency", "应急管理信息";
        Enforcement = "enforcement", "执法公开信息";
        AnnualReports = "annual_reports", "年度报告";
        Normative = "normative", "规范性文件";
        Interpretations = "interpretations", "政策解读";
        Rest = "rest", "其他信息";
    }
}

impl ItemGroup {
    /// The nine categories that the total of published information is stated over; the others are told beside it.
    pub const CATEGORIES: [Self; 9] = [
        Self::Overview,
        Self::Plans,
        Self::News,
        Self::Statistics,
        Self::KeyFields,
        Self::Finance,
        Self::Emergency,
        Self::Enforcement,
        Self::AnnualReports,
    ];

    /// The group of a section by its statutory category (art. 20, 21) and, where it has none that tells, by the type
    /// of its column.
    #[must_use]
    pub const fn of_section(category: Option<Law>, column: Option<ColumnType>) -> Self {
        match (category, column) {
            (_, Some(ColumnType::DisclosureReports)) => Self::AnnualReports,
            (_, Some(ColumnType::Interpretation)) => Self::Interpretations,
            (Some(Law::Regulations), _) => Self::Normative,
            (Some(Law::Organisation), _) => Self::Overview,
            (Some(Law::Planning), _) => Self::Plans,
            (Some(Law::Statistics), _) => Self::Statistics,
            (Some(Law::Budget), _) => Self::Finance,
            (Some(Law::Emergencies), _) => Self::Emergency,
            (Some(Law::Licensing | Law::Penalties), _) => Self::Enforcement,
            (
                Some(
                    Law::Fees
                    | Law::Procurement
                    | Law::MajorProjects
                    | Law::Livelihood
                    | Law::Inspections
                    | Law::Recruitment
                    | Law::MunicipalAffairs
                    | Law::TownshipAffairs,
                ),
                _,
            ) => Self::KeyFields,
            (Some(Law::OtherStatutory), _) => Self::Rest,
            (None, Some(ColumnType::Overview | ColumnType::Functions | ColumnType::Leaders)) => Self::Overview,
            (None, Some(ColumnType::News)) => Self::News,
            (None, Some(ColumnType::PolicyFiles)) => Self::Normative,
            (None, _) => Self::Rest,
        }
    }
}
