//! 主题分类: the 22 classes and their sub-classes of the national policy library, with stable codes.
//! Not the statutory category, not the section of a site.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The classes with their sub-classes, in order. A code counts positions from 1, so rows are only ever appended.
const CLASSES: [(&str, &[&str]); 22] = [
    (
        "国务院组织机构",
        &[
            "国务院",
            "国务院办公厅",
            "国务院组成部门",
            "国务院直属特设机构",
            "国务院直属机构",
            "国务院办事机构",
            "国务院直属事业单位",
            "国务院部委管理的国家局",
            "国务院议事协调机构",
            "其他",
        ],
    ),
    (
        "综合政务",
        &["政务公开", "政务督查", "应急管理", "电子政务", "文秘工作", "保密工作", "信访", "参事、文史", "其他"],
    ),
    (
        "国民经济管理、国有资产监管",
        &["宏观经济", "经济体制改革", "统计", "物价", "国有资产监管", "重大建设项目", "其他"],
    ),
    (
        "财政、金融、审计",
        &["财政", "税务", "银行", "货币（含外汇）", "证券", "保险", "社会信用体系建设", "审计", "其他"],
    ),
    ("国土资源、能源", &["土地", "矿产", "水资源", "海洋", "煤炭", "石油与天然气", "电力", "其他"]),
    ("农业、林业、水利", &["农业、畜牧业、渔业", "林业", "水利", "其他"]),
    (
        "工业、交通",
        &[
            "机械制造与重工业",
            "轻工纺织",
            "化工",
            "国防工业",
            "航天、航空",
            "信息产业（含电信）",
            "公路",
            "水运",
            "铁路",
            "民航",
            "邮政",
            "其他",
        ],
    ),
    ("商贸、海关、旅游", &["对外经贸合作", "国内贸易（含供销）", "海关", "检验、检疫", "旅游", "其他"]),
    ("市场监管、安全生产监管", &["工商", "质量监督", "标准", "食品药品监管", "安全生产监管", "其他"]),
    (
        "城乡建设、环境保护",
        &[
            "城市规划",
            "城乡建设（含住房）",
            "环境监测、保护与治理",
            "节能与资源综合利用",
            "气象、水文、测绘、地震",
            "其他",
        ],
    ),
    ("科技、教育", &["科技", "教育", "知识产权", "其他"]),
    ("文化、广电、新闻出版", &["文化", "文物", "新闻出版", "广播、电影、电视", "其他"]),
    ("卫生、体育", &["卫生", "医药管理", "体育", "其他"]),
    ("人口与计划生育、妇女儿童工作", &["人口与计划生育", "妇女儿童", "其他"]),
    ("劳动、人事、监察", &["劳动就业", "社会保障", "人事工作", "军转安置", "监察", "纠正行业不正之风", "其他"]),
    ("公安、安全、司法", &["公安", "国家安全", "司法", "其他"]),
    ("民政、扶贫、救灾", &["减灾救灾", "优抚安置", "社会福利", "行政区划与地名", "社团管理", "扶贫", "其他"]),
    ("民族、宗教", &["民族事务", "宗教事务"]),
    ("对外事务", &["外交、外事", "国际条约、国际组织", "其他"]),
    ("港澳台侨工作", &["港澳工作", "对台工作", "侨务工作"]),
    ("国防", &["国防建设", "国防动员"]),
    ("其他", &[]),
];

/// A class (`02`) or one of its sub-classes (`02-01`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Subject {
    class: u8,
    sub_class: Option<u8>,
}

/// The text is not the code of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the code of a subject")]
pub struct UnknownSubject;

impl Subject {
    /// The subject with this code: two digits, or two and two with a hyphen.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        let (class, sub_class) = match code.split_once('-') {
            Some((class, sub_class)) => (class, Some(two_digits(sub_class)?)),
            None => (code, None),
        };
        let subject = Self { class: two_digits(class)?, sub_class };
        subject.names().map(|_| subject)
    }

    /// The stable code, `02` or `02-01`.
    #[must_use]
    pub fn code(self) -> String {
        match self.sub_class {
            Some(sub_class) => format!("{:02}-{sub_class:02}", self.class),
            None => format!("{:02}", self.class),
        }
    }

    /// Its own name, without the class above it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self.names() {
            Some((_, Some(sub_class))) => sub_class,
            Some((class, None)) => class,
            None => "",
        }
    }

    /// Class and sub-class as pages show them, joined by a backslash: `综合政务\政务公开`.
    #[must_use]
    pub fn path(self) -> String {
        match self.names() {
            Some((class, Some(sub_class))) => format!("{class}\\{sub_class}"),
            Some((class, None)) => class.to_owned(),
            None => String::new(),
        }
    }

    /// The class it belongs to; itself for a class.
    #[must_use]
    pub const fn class(self) -> Self {
        Self { class: self.class, sub_class: None }
    }

    /// Whether it is one of the 22 classes.
    #[must_use]
    pub const fn is_class(self) -> bool {
        self.sub_class.is_none()
    }

    /// Whether it lies within the other: equal, or a sub-class of it. For filters by class.
    #[must_use]
    pub fn is_within(self, other: Self) -> bool {
        self == other || (other.is_class() && self.class == other.class)
    }

    /// The 22 classes in order.
    pub fn classes() -> impl Iterator<Item = Self> {
        (1..).zip(CLASSES).map(|(class, _)| Self { class, sub_class: None })
    }

    /// The sub-classes of its class in order; the last class has none.
    pub fn sub_classes(self) -> impl Iterator<Item = Self> {
        let names = CLASSES.get(usize::from(self.class).wrapping_sub(1)).map_or(&[][..], |(_, names)| names);
        (1..).zip(names).map(move |(sub_class, _)| Self { class: self.class, sub_class: Some(sub_class) })
    }

    /// Every class, each followed by its sub-classes.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::classes().flat_map(|class| std::iter::once(class).chain(class.sub_classes()))
    }

    fn names(self) -> Option<(&'static str, Option<&'static str>)> {
        let (class, sub_classes) = CLASSES.get(usize::from(self.class).checked_sub(1)?)?;
        match self.sub_class {
            None => Some((class, None)),
            Some(sub_class) => {
                let name = sub_classes.get(usize::from(sub_class).checked_sub(1)?)?;
                Some((class, Some(name)))
            }
        }
    }
}

fn two_digits(text: &str) -> Option<u8> {
    let is_number = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code())
    }
}

impl std::str::FromStr for Subject {
    type Err = UnknownSubject;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::parse(code).ok_or(UnknownSubject)
    }
}

impl TryFrom<String> for Subject {
    type Error = UnknownSubject;

    fn try_from(code: String) -> Result<Self, Self::Error> {
        code.parse()
    }
}

impl From<Subject> for String {
    fn from(subject: Subject) -> Self {
        subject.code()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn twenty_two_classes_with_unique_codes() {
        assert_eq!(Subject::classes().count(), 22);
        let codes: std::collections::BTreeSet<_> = Subject::all().map(Subject::code).collect();
        assert_eq!(codes.len(), Subject::all().count());
        for subject in Subject::all() {
            assert_eq!(Subject::parse(&subject.code()), Some(subject));
            assert!(!subject.label().is_empty());
        }
    }

    #[test]
    fn path_is_joined_by_a_backslash() {
        let subject = Subject::parse("02-01").unwrap();
        assert_eq!(subject.path(), r"综合政务\政务公开");
        assert_eq!(subject.label(), "政务公开");
        assert_eq!(Subject::parse("22").unwrap().path(), "其他");
    }

    #[test]
    fn a_filter_by_class_takes_its_sub_classes() {
        let class = Subject::parse("04").unwrap();
        assert!(Subject::parse("04-02").unwrap().is_within(class));
        assert!(!class.is_within(Subject::parse("04-02").unwrap()));
        assert!(!Subject::parse("05-02").unwrap().is_within(class));
    }

    #[test]
    fn other_codes_are_refused() {
        for code in ["", "0", "00", "23", "02-00", "02-10", "2-1", "02-1", "+2", "22-01", "02-01-01"] {
            assert_eq!(Subject::parse(code), None, "{code}");
        }
        assert!(serde_json::from_str::<Subject>("\"99\"").is_err());
    }
}
