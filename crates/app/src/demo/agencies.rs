//! The city's agencies, read from the file beside this module. Names follow what is generally known of a
//! county-level city in 2019; codes, addresses and telephone numbers are invented, and some farms are too.

use chrono::NaiveDate;
use domain::agency::{AgencyKind, FormerName, Uscc};
use serde::Deserialize;

const FILE: &str = include_str!("agencies.json");

/// The city's slug: the root of its own tree.
pub const CITY: &str = "gaoan";
/// The office that is the authority for disclosure.
pub const OFFICE: &str = "zhengfuban";

#[derive(Debug, Deserialize)]
struct Row {
    slug: String,
    name: String,
    short: String,
    kind: AgencyKind,
    parent: Option<String>,
    vertical_parent: Option<String>,
    document_word: Option<String>,
    #[serde(default)]
    former_names: Vec<FormerRow>,
    #[serde(default)]
    outside: bool,
    #[serde(default)]
    duties: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct FormerRow {
    name: String,
    until: NaiveDate,
}

/// Whether an agency is one of the city's own or stands above or beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Belonging {
    City,
    /// Only a parent in the tree: publishes nothing here.
    Outside,
}

/// What the disclosure guide (条例 a.12) says of an agency's office. All invented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoContact {
    /// 工作机构名称
    pub office: String,
    pub address: String,
    pub hours: &'static str,
    pub phone: String,
    pub fax: String,
    pub email: String,
    pub postcode: &'static str,
}

/// An agency of the demo.
#[derive(Clone, Debug)]
pub struct DemoAgency {
    pub slug: String,
    pub name: String,
    pub short: String,
    pub kind: AgencyKind,
    pub belonging: Belonging,
    /// 块: slug of the government of the area.
    pub territorial_parent: Option<String>,
    /// 条: slug of the superior organ of the same system.
    pub vertical_parent: Option<String>,
    pub uscc: Uscc,
    /// 机关代字 of its document numbers.
    pub document_word: Option<String>,
    pub index_prefix: String,
    pub former_names: Vec<FormerName>,
    pub duties: Vec<String>,
    pub contact: DemoContact,
}

impl DemoAgency {
    /// Towns, townships and sub-districts.
    pub fn is_town(&self) -> bool {
        matches!(self.kind, AgencyKind::Town | AgencyKind::Township | AgencyKind::SubDistrict)
    }

    /// What a text calls it the second time: 该镇, 该局 …
    pub fn pronoun(&self) -> String {
        let endings = ["街道", "大队", "中心", "基地", "委", "镇", "乡", "局", "办", "场", "馆", "社", "队", "区"];
        let found = endings.iter().find(|ending| self.short.ends_with(**ending));
        format!("该{}", found.copied().unwrap_or("单位"))
    }
}

/// Why the agencies can't be read. Only a damaged file of ours does that.
#[derive(Debug, thiserror::Error)]
pub enum AgencyFileError {
    #[error("agencies of the demo: {0}")]
    Json(#[from] serde_json::Error),
    #[error("code of a demo agency: {0}")]
    Code(#[from] domain::agency::UsccRefusal),
}

/// All agencies in the order of the tree: parents before children.
pub fn read() -> Result<Vec<DemoAgency>, AgencyFileError> {
    let rows: Vec<Row> = serde_json::from_str(FILE)?;
    rows.into_iter().enumerate().map(|(at, row)| agency(at, row)).collect()
}

fn agency(at: usize, row: Row) -> Result<DemoAgency, AgencyFileError> {
    // 11: organs of state; 360983: the city's division code. The organisation part is plainly a demo's.
    let uscc = Uscc::compose("11", "360983", &format!("DEM{at:05}"))?;
    let contact = contact(at, &row);
    let former = |name: FormerRow| FormerName { name: name.name, until: name.until };
    Ok(DemoAgency {
        index_prefix: uscc.as_str().to_owned(),
        uscc,
        contact,
        belonging: if row.outside { Belonging::Outside } else { Belonging::City },
        territorial_parent: row.parent,
        vertical_parent: row.vertical_parent,
        document_word: row.document_word,
        former_names: row.former_names.into_iter().map(former).collect(),
        duties: row.duties,
        slug: row.slug,
        name: row.name,
        short: row.short,
        kind: row.kind,
    })
}

fn contact(at: usize, row: &Row) -> DemoContact {
    DemoContact {
        office: format!("{}办公室", row.name.trim_end_matches("办公室")),
        address: format!("高安市演示路{}号（演示地址）", at + 1),
        hours: "工作日8:30至12:00，14:30至17:30",
        phone: format!("0795-5550{:03}", at + 100),
        fax: format!("0795-5550{:03}", at + 300),
        email: format!("{}@gaoan.example", row.slug),
        postcode: "330800",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn eighty_agencies_with_codes_and_words_of_their_own() {
        let all = read().unwrap();
        assert_eq!(all.iter().filter(|one| one.belonging == Belonging::City).count(), 80);
        let distinct = |of: fn(&DemoAgency) -> String| all.iter().map(of).collect::<HashSet<_>>().len();
        assert_eq!(distinct(|one| one.slug.clone()), all.len());
        assert_eq!(distinct(|one| one.name.clone()), all.len());
        assert_eq!(distinct(|one| one.uscc.as_str().to_owned()), all.len());
        assert_eq!(distinct(|one| one.contact.phone.clone()), all.len());
        let words: Vec<_> = all.iter().filter_map(|one| one.document_word.as_ref()).collect();
        assert_eq!(words.iter().collect::<HashSet<_>>().len(), words.len());
    }

    #[test]
    fn parents_come_before_their_children_and_every_code_reads_back() {
        let mut seen = HashSet::new();
        for one in read().unwrap() {
            for parent in one.territorial_parent.iter().chain(&one.vertical_parent) {
                assert!(seen.contains(parent), "{} before {parent}", one.slug);
            }
            assert_eq!(Uscc::parse(one.uscc.as_str()).unwrap(), one.uscc);
            domain::item::index_number::check_prefix(&one.index_prefix).unwrap();
            seen.insert(one.slug);
        }
    }

    #[test]
    fn city_agencies_say_what_they_do() {
        let all = read().unwrap();
        assert!(all.iter().filter(|one| one.belonging == Belonging::City).all(|one| one.duties.len() == 3));
        assert!(all.iter().filter(|one| one.vertical_parent.is_some()).count() >= 6);
        assert!(all.iter().filter(|one| !one.former_names.is_empty()).count() >= 10);
    }
}
