//! Texts of 300 to 800 characters for the searches: clauses of the demo city's own news, some common and most rare, drawn
//! by a generator that gives the same texts in every run. Not made to be read.

use std::fs;
use std::path::Path;

use crate::failure::Failure;

/// Characters of a text.
const SHORTEST: u64 = 300;
const LONGEST: u64 = 800;
/// Clauses that are told in half of all texts.
const EVERYWHERE: [&str; 2] = ["有关单位要提高认识", "按照年度计划推进"];

/// The words of the searches, from rare to those that stand in half of all texts.
pub const WORDS: &[&str] = &[
    "水库",
    "森林",
    "防火",
    "陶瓷",
    "企业",
    "学校",
    "安全",
    "检查",
    "培训",
    "街道",
    "社区",
    "医疗",
    "卫生",
    "农业",
    "农村",
    "公路",
    "垃圾",
    "分类",
    "志愿",
    "服务",
    "项目",
    "建设",
    "预算",
    "财政",
    "扶贫",
    "危房",
    "改造",
    "排水",
    "管网",
    "供水",
    "停水",
    "公告",
    "招生",
    "教育",
    "体育",
    "文物",
    "普查",
    "博物馆",
    "旅游",
    "天气",
    "暴雨",
    "防汛",
    "值班",
    "应急",
    "演练",
    "消防",
    "隐患",
    "整改",
    "督查",
    "调研",
    "座谈",
    "会议",
    "部署",
    "落实",
    "责任",
    "群众",
    "党员",
    "干部",
    "信访",
    "矛盾",
    "化解",
    "法治",
    "宣传",
    "税务",
    "减税",
    "市场",
    "监管",
    "食品",
    "药品",
    "价格",
    "养殖",
    "生猪",
    "油菜",
    "水稻",
    "收割",
    "灌溉",
    "高标准",
    "农田",
    "果园",
    "产业",
    "合作社",
    "增收",
    "贫困户",
    "低保",
    "救助",
    "养老",
    "残疾",
    "就业",
    "招聘",
    "公积金",
    "住房",
    "物业",
    "停车",
    "交通",
    "桥梁",
    "绿化",
    "环境",
    "污水",
    "河长",
    "巡查",
    "执法",
    "统计",
    "审计",
    "档案",
];

/// The clauses that texts are put together from.
pub struct Texts {
    clauses: Vec<String>,
    dice: u64,
}

impl Texts {
    /// Reads the clauses from the demo's source.
    pub fn read(root: &Path) -> Result<Self, Failure> {
        let folder = root.join("crates/app/src/demo/text");
        let failed = |error: std::io::Error| Failure::io("reading the texts of the demo", &error);
        let mut names: Vec<_> =
            fs::read_dir(&folder).map_err(failed)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
        names.retain(|name| name.extension().is_some_and(|end| end == "txt"));
        names.sort();
        let mut clauses = Vec::new();
        for name in names {
            let text = fs::read_to_string(name).map_err(failed)?;
            let parts = text.split(|c: char| !('\u{4e00}'..='\u{9fff}').contains(&c));
            clauses.extend(parts.filter(|part| part.chars().count() >= 4).map(str::to_owned));
        }
        clauses.sort();
        clauses.dedup();
        Ok(Self { clauses, dice: 0x9e37_79b9_7f4a_7c15 })
    }

    /// A number below `end`, by xorshift.
    fn below(&mut self, end: u64) -> u64 {
        self.dice ^= self.dice << 13;
        self.dice ^= self.dice >> 7;
        self.dice ^= self.dice << 17;
        self.dice % end.max(1)
    }

    /// One clause: the square makes those at the beginning of the list more common.
    fn clause(&mut self) -> String {
        let draw = self.below(1 << 20) as f64 / f64::from(1_u32 << 20);
        let at = (draw * draw * self.clauses.len() as f64) as usize;
        self.clauses.get(at).cloned().unwrap_or_default()
    }

    /// Title and body of the next item.
    pub fn item(&mut self, number: u64) -> (String, String) {
        let title = format!("{}（第{number}号）", self.clause());
        let length = SHORTEST + self.below(LONGEST - SHORTEST);
        let mut body = String::with_capacity(length as usize * 3 + 64);
        let mut count = 0;
        for clause in EVERYWHERE {
            if self.below(2) == 0 {
                body.push_str(clause);
                body.push('。');
                count += clause.chars().count() as u64 + 1;
            }
        }
        while count < length {
            let clause = self.clause();
            count += clause.chars().count() as u64 + 1;
            body.push_str(&clause);
            body.push(if self.below(3) == 0 { '。' } else { '，' });
        }
        (title, body)
    }

    /// Words that stand in half of all texts.
    pub const fn common() -> [&'static str; 4] {
        ["单位", "认识", "计划", "推进"]
    }
}
