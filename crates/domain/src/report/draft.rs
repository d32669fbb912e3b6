//! The text of a report, drafted from its figures as something to be edited: the figures stand in it as references that
//! follow the cells, and what only people know is marked as still to be written. Not the laying out.

mod figures;
mod text;

use serde::{Deserialize, Serialize};

use super::annual::Section;
use super::items::ItemGroup;

pub use figures::figures;
pub use text::draft;

crate::code_enum! {
    /// A part of the text: the five themes of the first section (art. 50), and the last two sections.
    pub enum Part {
        Publishing = "1.1", "主动公开";
        Requests = "1.2", "依申请公开";
        Management = "1.3", "政府信息管理";
        Platform = "1.4", "平台建设";
        Supervision = "1.5", "监督保障";
        Problems = "5", "存在的主要问题及改进情况";
        Other = "6", "其他需要报告的事项";
    }
}

impl Part {
    /// The section that it stands in.
    #[must_use]
    pub const fn section(self) -> Section {
        match self {
            Self::Problems => Section::Problems,
            Self::Other => Section::Other,
            _ => Section::Overview,
        }
    }

    /// Its number within the first section.
    #[must_use]
    pub const fn number(self) -> Option<&'static str> {
        match self {
            Self::Publishing => Some("（一）"),
            Self::Requests => Some("（二）"),
            Self::Management => Some("（三）"),
            Self::Platform => Some("（四）"),
            Self::Supervision => Some("（五）"),
            Self::Problems | Self::Other => None,
        }
    }
}

/// What the records tell beside the cells.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Items published in the year by group; groups without items may be absent.
    pub items: Vec<(ItemGroup, i64)>,
    /// The nine categories' items of the year before, if anything was published then.
    pub items_before: Option<i64>,
    /// Fees taken in the year, in fen.
    pub fee_fen: i64,
    /// Agencies that the report covers.
    pub agencies: usize,
    /// The agencies with most new applications, most first.
    pub most_received: Vec<(String, i64)>,
}

impl Counts {
    /// The items of a group.
    #[must_use]
    pub fn of(&self, group: ItemGroup) -> i64 {
        self.items.iter().filter(|(known, _)| *known == group).map(|(_, count)| count).sum()
    }

    /// The items of the nine categories.
    #[must_use]
    pub fn categories(&self) -> i64 {
        ItemGroup::CATEGORIES.iter().map(|group| self.of(*group)).sum()
    }
}
