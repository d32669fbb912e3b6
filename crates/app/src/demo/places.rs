//! Reading points and topics of the demo city. The visits of the reading points add up to the year's figure.

/// A place where the public reads government information (条例 a.25).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoReadingPoint {
    pub slug: &'static str,
    pub name: &'static str,
    pub kind: ReadingPointKind,
    /// Slug of the agency that keeps it.
    pub agency: &'static str,
    pub address: &'static str,
    pub hours: &'static str,
    pub phone: &'static str,
    /// People received in 2019.
    pub visits: u32,
}

/// The three kinds of places that the article names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadingPointKind {
    Archive,
    Library,
    ServiceHall,
}

impl ReadingPointKind {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Archive => "archive",
            Self::Library => "library",
            Self::ServiceHall => "service_hall",
        }
    }
}

pub const READING_POINTS: [DemoReadingPoint; 4] = [
    DemoReadingPoint {
        slug: "shi-danganguan",
        name: "高安市档案馆政府信息查阅点",
        kind: ReadingPointKind::Archive,
        agency: "dangan",
        address: "高安市演示路201号（演示地址）",
        hours: "工作日8:30至12:00，14:30至17:30",
        phone: "0795-5550901",
        visits: 684,
    },
    DemoReadingPoint {
        slug: "shi-tushuguan",
        name: "高安市图书馆政府信息查阅点",
        kind: ReadingPointKind::Library,
        agency: "wenlv",
        address: "高安市演示路202号（演示地址）",
        hours: "周二至周日9:00至17:30",
        phone: "0795-5550902",
        visits: 1126,
    },
    DemoReadingPoint {
        slug: "zhengwu-dating",
        name: "高安市政务服务大厅政府信息查阅点",
        kind: ReadingPointKind::ServiceHall,
        agency: "zhengwu",
        address: "高安市演示路203号（演示地址）",
        hours: "工作日8:30至12:00，14:30至17:30",
        phone: "0795-5550903",
        visits: 1647,
    },
    DemoReadingPoint {
        slug: "ruizhou-bianmin",
        name: "瑞州街道便民服务中心政府信息查阅点",
        kind: ReadingPointKind::ServiceHall,
        agency: "ruizhou",
        address: "高安市演示路204号（演示地址）",
        hours: "工作日8:30至12:00，14:30至17:30",
        phone: "0795-5550904",
        visits: 366,
    },
];

/// A topic (专题) that gathers items across sections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoTopic {
    pub slug: &'static str,
    pub name: &'static str,
    pub description: &'static str,
    pub keywords: &'static str,
}

pub const TOPICS: [DemoTopic; 6] = [
    DemoTopic {
        slug: "business",
        name: "优化营商环境",
        description: "深化“放管服”改革，服务企业和群众办事的政策与进展。",
        keywords: "营商环境 放管服 减税降费",
    },
    DemoTopic {
        slug: "poverty",
        name: "脱贫攻坚",
        description: "扶贫政策、项目资金和帮扶工作情况。",
        keywords: "脱贫攻坚 扶贫 帮扶",
    },
    DemoTopic {
        slug: "safety",
        name: "安全生产",
        description: "安全生产、防汛防火和道路交通安全的部署与检查。",
        keywords: "安全生产 隐患排查 防汛",
    },
    DemoTopic {
        slug: "farmland",
        name: "高标准农田",
        description: "高标准农田建设的规划、进展和管护。",
        keywords: "高标准农田 农田建设 粮食安全",
    },
    DemoTopic {
        slug: "ceramics",
        name: "建筑陶瓷产业",
        description: "建筑陶瓷产业转型升级的政策和动态。",
        keywords: "建筑陶瓷 转型升级 技术改造",
    },
    DemoTopic {
        slug: "rural",
        name: "乡村振兴",
        description: "农村人居环境、特色产业和乡村治理。",
        keywords: "乡村振兴 人居环境 特色产业",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_visits_add_up_to_the_years_figure() {
        let figures = super::super::figures::Figures::read().ok().map(|figures| figures.activity);
        let visits: u32 = READING_POINTS.iter().map(|point| point.visits).sum();
        assert_eq!(Some(visits), figures.map(|activity| activity.reading_visits));
        assert_eq!(Some(READING_POINTS.len() as u32), figures.map(|activity| activity.reading_points));
    }
}
