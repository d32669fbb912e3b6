//! From a row's cells to an item: which columns mean which fields, and what is wrong with a value.

use std::collections::BTreeMap;
use std::str::FromStr;

use chrono::{NaiveDate, NaiveDateTime};
use documents::rows::Row;
use domain::item::category::DisclosureCategory;
use domain::item::checks::{PersonalNumberKind, find_personal_numbers};
use domain::item::document_number::DocumentNumber;
use domain::item::genre::Genre;
use domain::item::openness::check_openness;
use domain::item::subject::Subject;
use domain::item::{Openness, RevisionContent, Validity};
use domain::time::Moment;

use super::{ImportAs, ImportOptions, RowRefusal};
use crate::directory::Directory;
use crate::item::bulk::{Arrival, BulkItem};
use crate::item::draft::normalise;

/// A field that a column can fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportField {
    pub key: &'static str,
    /// Headings under which it is found without a mapping.
    pub names: &'static [&'static str],
}

const fn field(key: &'static str, names: &'static [&'static str]) -> ImportField {
    ImportField { key, names }
}

/// Every field, as the manual lists them.
pub const FIELDS: &[ImportField] = &[
    field("title", &["标题", "名称"]),
    field("body", &["正文", "内容"]),
    field("summary", &["内容概述", "摘要"]),
    field("source", &["来源"]),
    field("author", &["作者"]),
    field("keywords", &["关键词", "主题词"]),
    field("kind", &["类型", "信息类型"]),
    field("section", &["栏目"]),
    field("agency", &["机构", "发布机构"]),
    field("openness", &["公开方式", "公开属性"]),
    field("category", &["法定主动公开类别", "法定类别"]),
    field("subject", &["主题分类"]),
    field("genre", &["体裁", "体裁分类"]),
    field("document_number", &["文号", "发文字号"]),
    field("formed_on", &["成文日期", "生成日期", "形成日期"]),
    field("effective_on", &["实施日期"]),
    field("expires_on", &["废止日期"]),
    field("validity", &["有效性"]),
    field("published_at", &["发布时间", "发布日期"]),
    field("url", &["原地址", "网址"]),
    field("attachments", &["附件"]),
];

/// Which column fills which field.
#[derive(Debug, Clone)]
pub(super) struct Mapping {
    columns: BTreeMap<&'static str, String>,
}

impl Mapping {
    /// Finds a column for each field; a named column that is not there is told.
    pub fn new(columns: &[String], named: &BTreeMap<String, String>) -> Result<Self, String> {
        let mut found = BTreeMap::new();
        for field in FIELDS {
            let wanted = named.get(field.key);
            let column = match wanted {
                Some(name) => Some(columns.iter().find(|c| *c == name).ok_or_else(|| name.clone())?),
                None => columns.iter().find(|c| *c == field.key || field.names.contains(&c.as_str())),
            };
            if let Some(column) = column {
                found.insert(field.key, column.clone());
            }
        }
        match named.keys().find(|key| !FIELDS.iter().any(|f| f.key == key.as_str())) {
            Some(unknown) => Err(unknown.clone()),
            None => Ok(Self { columns: found }),
        }
    }

    /// Columns that no field takes.
    pub fn unused(&self, columns: &[String]) -> Vec<String> {
        columns.iter().filter(|c| !self.columns.values().any(|used| used == *c)).cloned().collect()
    }
}

/// A row that can be written, with the names of its files.
#[derive(Debug, Clone)]
pub(super) struct ReadyRow {
    pub number: u64,
    pub item: BulkItem,
    pub attachments: Vec<String>,
}

/// Reads one row.
pub(super) fn read(
    row: &Row,
    mapping: &Mapping,
    options: &ImportOptions,
    directory: &Directory,
    now: Moment,
) -> Result<ReadyRow, RowRefusal> {
    let reader = Reader { row, mapping };
    let section = reader.place("section", options.section.as_deref(), |name| {
        directory.sections.iter().find(|s| (s.slug == name || s.name == name) && s.status == "open").map(|s| s.id)
    })?;
    let agency = reader.place("agency", options.agency.as_deref(), |name| {
        let found = directory.agencies.iter().find(|a| a.slug == name || a.name == name || a.short_name == name);
        found.filter(|a| a.status == "active").map(|a| a.id)
    })?;
    let kind = reader.get("kind").unwrap_or("article");
    let kind = directory
        .kinds
        .iter()
        .find(|k| k.code == kind || k.label == kind)
        .ok_or_else(|| reader.refuse("kind", "没有这种信息类型"))?;
    let mut content = RevisionContent::empty(section, agency);
    reader.texts(&mut content)?;
    reader.codes(&mut content)?;
    content.category = content.category.or_else(|| directory.section(section).and_then(|s| s.category.clone()));
    content.formed_on = reader.date("formed_on")?;
    content.effective_on = reader.date("effective_on")?;
    content.expires_on = reader.date("expires_on")?;
    if content.source.is_empty() {
        content.source = directory.agency(agency).map(|a| a.name.clone()).unwrap_or_default();
    }
    let content = normalise(content);
    let (arrival, url, path) = reader.arrival(options, &content, now)?;
    let item =
        BulkItem { kind: kind.code.clone(), content, arrival, created_by: None, origin_url: url, old_path: path };
    let attachments = reader
        .get("attachments")
        .map(|t| t.split([';', '；', '|']).map(|n| n.trim().to_string()).filter(|n| !n.is_empty()).collect());
    Ok(ReadyRow { number: row.number, item, attachments: attachments.unwrap_or_default() })
}

struct Reader<'a> {
    row: &'a Row,
    mapping: &'a Mapping,
}

impl Reader<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        let column = self.mapping.columns.get(key)?;
        self.row.cells.get(column).map(String::as_str).filter(|v| !v.is_empty())
    }

    fn refuse(&self, key: &str, reason: &str) -> RowRefusal {
        let column = self.mapping.columns.get(key).cloned().unwrap_or_else(|| label_of(key).to_string());
        RowRefusal { row: self.row.number, column, reason: reason.to_string() }
    }

    fn place(&self, key: &str, default: Option<&str>, find: impl Fn(&str) -> Option<i64>) -> Result<i64, RowRefusal> {
        let name = self.get(key).or(default).ok_or_else(|| self.refuse(key, "没有填写，也没有指定默认值"))?;
        find(name).ok_or_else(|| self.refuse(key, &format!("没有找到“{name}”，或者它已经停用")))
    }

    fn texts(&self, content: &mut RevisionContent) -> Result<(), RowRefusal> {
        let title = self.get("title").ok_or_else(|| self.refuse("title", "没有标题"))?;
        if title.chars().count() > 200 {
            return Err(self.refuse("title", "标题超过二百字"));
        }
        content.title = title.to_string();
        content.body_html = self.get("body").map(as_html).unwrap_or_default();
        for (key, target) in [
            ("summary", &mut content.summary),
            ("source", &mut content.source),
            ("author", &mut content.author),
            ("keywords", &mut content.keywords),
        ] {
            *target = self.get(key).unwrap_or_default().to_string();
        }
        Ok(())
    }

    fn codes(&self, content: &mut RevisionContent) -> Result<(), RowRefusal> {
        if let Some(text) = self.get("openness") {
            let found = Openness::ALL.iter().copied().find(|o| o.code() == text || o.label() == text);
            content.openness = found.ok_or_else(|| self.refuse("openness", "应为主动公开、依申请公开或者不予公开"))?;
            check_openness(content.openness, None)
                .map_err(|_| self.refuse("openness", "不予公开的信息请在系统中录入并选择依据"))?;
        }
        if let Some(text) = self.get("category") {
            let found = DisclosureCategory::parse(text)
                .ok_or_else(|| self.refuse("category", "不是法定主动公开类别的代码，例如 20-01"))?;
            content.category = Some(found.code().to_string());
        }
        if let Some(text) = self.get("subject") {
            let found =
                Subject::all().find(|s| s.code() == text || s.path() == text || s.path().replace('\\', "/") == text);
            content.subject = Some(found.ok_or_else(|| self.refuse("subject", "不是主题分类的代码或者名称"))?.code());
        }
        if let Some(text) = self.get("genre") {
            let found = Genre::ALL.iter().copied().find(|g| g.code() == text || g.label() == text);
            content.genre = Some(found.ok_or_else(|| self.refuse("genre", "不是公文种类"))?.code().to_string());
        }
        if let Some(text) = self.get("validity") {
            let found = Validity::ALL.iter().copied().find(|v| v.code() == text || v.label() == text);
            content.validity = Some(found.ok_or_else(|| self.refuse("validity", "应为有效、已修改、失效或者废止"))?);
        }
        if let Some(text) = self.get("document_number") {
            let number = DocumentNumber::from_str(text)
                .map_err(|_| self.refuse("document_number", "文号不规范，应如“某府发〔2026〕1号”"))?;
            content.document_number = Some(number.to_string());
        }
        Ok(())
    }

    fn date(&self, key: &str) -> Result<Option<NaiveDate>, RowRefusal> {
        let Some(text) = self.get(key) else {
            return Ok(None);
        };
        read_date(text).map(Some).ok_or_else(|| self.refuse(key, "日期不对，应写成 2026-01-31"))
    }

    /// How the item arrives; what is said to be public already must say since when and is looked over for numbers of persons.
    fn arrival(
        &self,
        options: &ImportOptions,
        content: &RevisionContent,
        now: Moment,
    ) -> Result<(Arrival, Option<String>, Option<String>), RowRefusal> {
        let url = self.get("url").map(str::to_string);
        if options.arrive == ImportAs::Drafts {
            return Ok((Arrival::Draft, url, None));
        }
        let text = self.get("published_at").ok_or_else(|| self.refuse("published_at", "没有原发布时间"))?;
        let at = read_time(text)
            .ok_or_else(|| self.refuse("published_at", "时间不对，应写成 2019-10-15 09:30 或者 2019-10-15"))?;
        let at = Moment::from_local(at);
        if at > now {
            return Err(self.refuse("published_at", "原发布时间还没有到"));
        }
        if content.openness != Openness::Proactive {
            return Err(self.refuse("openness", "不是主动公开的信息不能作为已发布信息导入"));
        }
        let visible = format!("{}\n{}", content.title, documents::html::to_text(&content.body_html));
        if find_personal_numbers(&visible)
            .iter()
            .any(|n| matches!(n.kind, PersonalNumberKind::Identity | PersonalNumberKind::BankCard))
        {
            return Err(self.refuse("body", "含有居民身份证号码或者银行卡号，请处理后再导入"));
        }
        let path = url.as_deref().and_then(path_of);
        Ok((Arrival::PublishedBefore { at }, url, path))
    }
}

fn label_of(key: &str) -> &str {
    FIELDS.iter().find(|f| f.key == key).and_then(|f| f.names.first()).copied().unwrap_or(key)
}

/// Text without markup becomes paragraphs; what has markup stays and is cleaned.
fn as_html(text: &str) -> String {
    if text.contains('<') && text.contains('>') {
        return text.to_string();
    }
    let escape = |line: &str| line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.lines().map(str::trim).filter(|l| !l.is_empty()).map(|l| format!("<p>{}</p>", escape(l))).collect()
}

fn read_date(text: &str) -> Option<NaiveDate> {
    let text = text.trim().replace(['/', '.', '年', '月'], "-").replace('日', "");
    NaiveDate::parse_from_str(text.split([' ', 'T']).next()?, "%Y-%m-%d").ok()
}

fn read_time(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim();
    let date = read_date(text)?;
    let rest = text.split_once([' ', 'T']).map_or("", |(_, rest)| rest.trim());
    if rest.is_empty() {
        return date.and_hms_opt(0, 0, 0);
    }
    let time = ["%H:%M:%S", "%H:%M"].iter().find_map(|f| chrono::NaiveTime::parse_from_str(rest, f).ok())?;
    Some(date.and_time(time))
}

/// The path of an old address, to be redirected from now on; addresses that this program itself answers are left out.
fn path_of(url: &str) -> Option<String> {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))
        .map_or(Some(url), |r| r.find('/').and_then(|at| r.get(at..)))?;
    let path = rest.split('#').next()?;
    let own = [
        "/items/",
        "/sections/",
        "/console",
        "/files/",
        "/gov-info",
        "/topics/",
        "/sites/",
        "/assets/",
        "/api/",
        "/feeds/",
    ];
    (path.starts_with('/') && path.len() > 1 && !own.iter().any(|o| path.starts_with(o))).then(|| path.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times_as_tables_write_them() {
        let day = NaiveDate::from_ymd_opt(2019, 10, 5);
        for text in ["2019-10-05", "2019/10/5", "2019.10.5", "2019年10月5日", "2019-10-05 08:30"] {
            assert_eq!(read_date(text), day, "{text}");
        }
        assert_eq!(read_date("2019-13-05"), None);
        assert_eq!(read_time("2019-10-05 08:30"), day.and_then(|d| d.and_hms_opt(8, 30, 0)));
        assert_eq!(read_time("2019-10-05 25:30"), None);
    }

    #[test]
    fn old_addresses_become_paths_but_never_our_own() {
        assert_eq!(path_of("http://www.a.gov.cn/xw/201910/t1.html#top").as_deref(), Some("/xw/201910/t1.html"));
        assert_eq!(path_of("/info/12.htm?id=3").as_deref(), Some("/info/12.htm?id=3"));
        for own in ["http://www.a.gov.cn/", "http://www.a.gov.cn", "/items/5", "/console/users", "x"] {
            assert_eq!(path_of(own), None, "{own}");
        }
    }

    #[test]
    fn plain_text_becomes_paragraphs() {
        assert_eq!(as_html("第一段\n\n 第二段 & 其他"), "<p>第一段</p><p>第二段 &amp; 其他</p>");
        assert_eq!(as_html("<p>甲</p>"), "<p>甲</p>");
    }
}
