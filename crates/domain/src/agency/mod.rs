//! Agencies: what kinds there are, how they stand to each other, what they were called before.
//! Not here: users and roles (`identity`), storage.

pub mod change;
pub mod tree;
pub mod uscc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use change::{AgencyEvent, AgencyRefusal};
pub use tree::AgencyNode;
pub use uscc::{OrganisationCode, Uscc, UsccRefusal};

crate::code_enum! {
    /// What kind of organ an agency is. Decides which statutory categories apply (条例 a.21) and which
    /// rules bind it (a.54 authorised organisations, a.55 public utilities).
    pub enum AgencyKind {
        /// 县级以上地方人民政府 (a.27, a.49).
        Government = "government", "人民政府";
        /// 人民政府办公厅（室）: the authority for disclosure of its level (a.3).
        GeneralOffice = "general_office", "政府办公室";
        /// 县级以上人民政府部门.
        Department = "department", "政府部门";
        /// 直属特设机构、直属机构, own name.
        DirectBody = "direct_body", "直属机构";
        /// 直属事业单位 with functions conferred by law (a.54).
        DirectInstitution = "direct_institution", "直属事业单位";
        /// 派出机构 acting in its own name (a.10).
        DispatchedBody = "dispatched_body", "派出机构";
        /// 开发区、园区管委会.
        DevelopmentZone = "development_zone", "开发区管委会";
        /// 镇人民政府.
        Town = "town", "镇";
        /// 乡人民政府.
        Township = "township", "乡";
        /// 街道办事处.
        SubDistrict = "sub_district", "街道办事处";
        /// 国有农场、林场、垦殖场 with tasks of a township.
        Farm = "farm", "场";
        /// 垂直管理机构, led by its own system (a.3).
        VerticalOrgan = "vertical_organ", "垂直管理机构";
        /// 公共企事业单位: education, health, water, power, gas, heat, environment, transport (a.55).
        PublicUtility = "public_utility", "公共企事业单位";
    }
}

impl AgencyKind {
    /// Whether the duties of a township government (条例 a.21) fall on it. The article names 乡（镇）;
    /// sub-districts and farms do the same work and are treated alike in practice.
    #[must_use]
    pub const fn is_township_level(self) -> bool {
        matches!(self, Self::Town | Self::Township | Self::SubDistrict | Self::Farm)
    }
}

crate::code_enum! {
    /// Which of the two trees a parent belongs to (条例 a.3).
    pub enum ParentKind {
        /// 块: the government of the area.
        Territorial = "territorial", "属地";
        /// 条: the superior organ of the same system.
        Vertical = "vertical", "条线";
    }
}

/// Whether an agency still acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgencyStatus {
    /// Acts in its own name.
    Active,
    /// Merged into another agency, which keeps its items and answers for them.
    Merged {
        /// The agency that took over.
        into: i64,
    },
    /// Dissolved without a successor.
    Closed,
}

/// A name that an agency bore before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormerName {
    /// The full legal name.
    pub name: String,
    /// The last day on which it was the name.
    pub until: NaiveDate,
}

/// What an agency was called on a day: the earliest former name that had not ended yet, else today's name.
/// Old documents keep the name of their time.
#[must_use]
pub fn name_on<'a>(current: &'a str, former: &'a [FormerName], day: NaiveDate) -> &'a str {
    former
        .iter()
        .filter(|name| day <= name.until)
        .min_by_key(|name| name.until)
        .map_or(current, |name| name.name.as_str())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_document_keeps_the_name_of_its_time() {
        let former = [
            FormerName { name: "市卫生和计划生育委员会".into(), until: "2019-03-18".parse().unwrap() },
            FormerName { name: "市卫生局".into(), until: "2014-12-31".parse().unwrap() },
        ];
        let name = |day: &str| name_on("市卫生健康委员会", &former, day.parse().unwrap());
        assert_eq!(name("2012-05-01"), "市卫生局");
        assert_eq!(name("2015-01-01"), "市卫生和计划生育委员会");
        assert_eq!(name("2019-03-18"), "市卫生和计划生育委员会");
        assert_eq!(name("2019-03-19"), "市卫生健康委员会");
    }

    #[test]
    fn statuses_are_stored_as_snake_case() {
        let merged = serde_json::to_string(&AgencyStatus::Merged { into: 7 }).unwrap();
        assert_eq!(merged, r#"{"merged":{"into":7}}"#);
        assert_eq!(serde_json::to_string(&AgencyStatus::Active).unwrap(), r#""active""#);
        assert_eq!(AgencyKind::parse("sub_district"), Some(AgencyKind::SubDistrict));
    }
}
