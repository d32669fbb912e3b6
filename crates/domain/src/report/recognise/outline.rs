//! The outline of a report: where its six sections begin, of which year and agency it is. Not here: the tables.

use std::sync::LazyLock;

use regex::Regex;

use super::characters::{dense, label};
use super::likeness::likeness;
use super::value::is_value;
use crate::report::annual::{Prose, Section};
use crate::report::source::{Line, LineKind, Source};

/// Longest line that is a heading, in characters.
const MAX_HEADING: usize = 45;
/// Longest line that is a title.
const MAX_TITLE: usize = 80;
/// Shortest line that goes on in the next one where lines are cut at a width.
const MIN_CUT: usize = 16;

/// A heading and its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Heading {
    pub line: usize,
    pub section: Section,
}

static HEADINGS: LazyLock<Vec<(Section, Vec<char>)>> = LazyLock::new(|| {
    let words: &[(Section, &str)] = &[
        (Section::Overview, "总体情况"),
        (Section::Overview, "概述"),
        (Section::Published, "主动公开政府信息情况"),
        (Section::Published, "政府信息主动公开情况"),
        (Section::Requests, "收到和处理政府信息公开申请情况"),
        (Section::Requests, "政府信息依申请公开情况"),
        (Section::Disputes, "政府信息公开行政复议行政诉讼情况"),
        (Section::Disputes, "因政府信息公开工作被申请行政复议提起行政诉讼情况"),
        (Section::Problems, "存在的主要问题及改进情况"),
        (Section::Problems, "政府信息公开工作存在的主要问题及改进情况"),
        (Section::Other, "其他需要报告的事项"),
        (Section::Other, "需要报告的其他事项"),
    ];
    words.iter().map(|(section, word)| (*section, word.chars().collect())).collect()
});

/// The section that a line begins; prose may follow in the same line.
fn section_of(text: &str) -> Option<Section> {
    static NUMBERED: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"^[(（]?[一二三四五六七八1-8１-８][、.．)）:：]").ok());
    let dense = dense(text);
    let is_numbered = NUMBERED.as_ref().is_some_and(|numbered| numbered.is_match(&dense));
    let chars: Vec<char> = label(&dense).chars().collect();
    if chars.len() < 2 || (!is_numbered && dense.ends_with('。')) {
        return None;
    }
    let is_short = dense.chars().count() <= MAX_HEADING;
    let near = |word: &[char]| {
        let whole = is_short && likeness(&chars, word, 0.7) >= if is_numbered { 0.75 } else { 0.9 };
        let at_start = is_numbered && word.len() >= 4 && chars.starts_with(word);
        whole || at_start
    };
    HEADINGS.iter().find(|(_, word)| near(word)).map(|(section, _)| *section)
}

/// All headings in their order.
pub(super) fn headings(source: &Source) -> Vec<Heading> {
    let mut headings = Vec::new();
    for (number, line) in source.lines.iter().enumerate() {
        let filled = line.cells.iter().filter(|cell| !cell.trim().is_empty()).count();
        if (line.kind == LineKind::Row && filled > 1) || filled == 0 || !line.cells.iter().any(|c| has_word(c)) {
            continue;
        }
        if let Some(section) = section_of(&line.text()) {
            headings.push(Heading { line: number, section });
        }
    }
    headings
}

/// All headings hold one of these; most lines need no closer look.
fn has_word(text: &str) -> bool {
    text.contains(['况', '況', '事', '概', '情'])
}

/// The text of each section. `from` and `to` are the first and last lines of tables, for a report without headings.
pub(super) fn prose(source: &Source, headings: &[Heading], tables: Option<(usize, usize)>) -> Vec<Prose> {
    if headings.is_empty() {
        let (from, to) = tables.unwrap_or((source.lines.len(), source.lines.len()));
        let parts = [source.lines.get(..from), source.lines.get(to..)];
        return parts.into_iter().flatten().map(|lines| Prose { section: None, text: text_of(lines) }).collect();
    }
    let ends = headings.iter().skip(1).map(|next| next.line).chain([source.lines.len()]);
    headings
        .iter()
        .zip(ends)
        .map(|(heading, end)| {
            let lines = source.lines.get(heading.line..end).unwrap_or_default();
            Prose { section: Some(heading.section), text: text_of(lines) }
        })
        .filter(|prose| !prose.text.is_empty())
        .collect()
}

/// Lines as paragraphs: rows and figures of tables left out, lines that were cut at a width put together.
fn text_of(lines: &[Line]) -> String {
    let mut text = String::new();
    for line in lines {
        let filled = line.cells.iter().filter(|cell| !cell.trim().is_empty()).count();
        let written = line.text();
        if filled == 0 || is_value(&written) || (line.kind == LineKind::Row && is_row_of_figures(line)) {
            continue;
        }
        text.push_str(&written);
        let is_whole = written.ends_with(['。', '！', '？', '；', '：', ':', ';']) || written.chars().count() < MIN_CUT;
        if is_whole {
            text.push('\n');
        }
    }
    text
}

fn is_row_of_figures(line: &Line) -> bool {
    line.cells.iter().filter(|cell| is_value(cell)).count() >= 3
}

/// Year and agency by the title.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Identity {
    pub year: Option<i32>,
    pub agency: Option<String>,
    /// Whether the year is from elsewhere than a title.
    pub is_year_guessed: bool,
}

/// `before` is the line at which the report's text begins.
pub(super) fn identity(source: &Source, before: usize, prose: &[Prose]) -> Identity {
    let head = source.lines.get(..before).unwrap_or_default();
    let lines: Vec<String> = head.iter().map(Line::text).collect();
    // The title nearest to the text is that of the report; menus and paths stand further up.
    let titles = (0..lines.len()).rev().filter_map(|at| title_at(&lines, at));
    let own = source.title.iter().filter_map(|title| read_title(title, None));
    let mut best = Identity::default();
    for title in titles.chain(own) {
        best.year = best.year.or(title.year);
        best.agency = best.agency.or(title.agency);
        if best.year.is_some() && best.agency.is_some() {
            break;
        }
    }
    if best.year.is_none() {
        best.year = year_of_text(prose);
        best.is_year_guessed = best.year.is_some();
    }
    best
}

fn title_at(lines: &[String], at: usize) -> Option<Identity> {
    let line = lines.get(at)?;
    if line.is_empty() || line.chars().count() > MAX_TITLE {
        return None;
    }
    let above = (0..at).rev().take(4).filter_map(|at| lines.get(at)).find(|line| !line.trim().is_empty());
    read_title(line, above.map(String::as_str)).or_else(|| {
        // A title over two lines.
        let above = above.filter(|above| above.chars().count() <= MAX_TITLE)?;
        if !line.contains("报告") && !line.contains("報告") {
            return None;
        }
        read_title(&format!("{above}{line}"), None)
    })
}

static TITLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?P<before>[^\d>》《]{0,40}?)(?P<year>20\d\d|二[〇○零0O]二?[〇○零一二三四五六七八九十]{1,2})年?度?",
        r"(?P<between>[^\d>]{0,40}?)(?:政府)?信息公开(?:工作)?(?:年度|年)?(?:工作)?(?:年度)?报告"
    ))
    .ok()
});
static WITHOUT_YEAR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?P<before>[^\d>》《]{2,40}?)政府信息公开(?:工作)?(?:年度|年)(?:工作)?报告").ok());

/// Year and agency of a title; the agency may stand on the line above.
fn read_title(line: &str, above: Option<&str>) -> Option<Identity> {
    let written: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    let plain = dense(&written);
    if let Some(found) = TITLE.as_ref().and_then(|title| title.captures(&plain)) {
        let year = found.name("year").and_then(|year| year_of(year.as_str()));
        let part = |name| found.name(name).and_then(|part| agency_of(part.as_str()));
        let agency = part("before").or_else(|| part("between")).or_else(|| above.and_then(agency_of));
        return Some(Identity { year, agency, is_year_guessed: false });
    }
    let found = WITHOUT_YEAR.as_ref()?.captures(&plain)?;
    Some(Identity {
        year: None,
        agency: found.name("before").and_then(|part| agency_of(part.as_str())),
        is_year_guessed: false,
    })
}

fn year_of(text: &str) -> Option<i32> {
    let digit = |c: char| match c {
        '〇' | '○' | '零' | '0' | 'O' => Some('0'),
        '一' => Some('1'),
        '二' => Some('2'),
        '三' => Some('3'),
        '四' => Some('4'),
        '五' => Some('5'),
        '六' => Some('6'),
        '七' => Some('7'),
        '八' => Some('8'),
        '九' => Some('9'),
        c if c.is_ascii_digit() => Some(c),
        _ => None,
    };
    let digits: String = text.replace('十', "一").chars().filter_map(digit).collect();
    digits.parse().ok().filter(|year| (2008..2100).contains(year))
}

/// The name in a piece of a title; none if it is no name.
fn agency_of(text: &str) -> Option<String> {
    static ENDS: &[&str] = &[
        "政府",
        "局",
        "委",
        "办",
        "厅",
        "部",
        "会",
        "院",
        "中心",
        "室",
        "站",
        "所",
        "处",
        "署",
        "行",
        "镇",
        "乡",
        "街道",
        "大队",
        "支队",
        "总队",
        "公司",
        "集团",
        "大学",
        "学院",
        "学校",
        "医院",
        "队",
        "台",
        "园区",
        "开发区",
        "区",
        "县",
        "市",
        "省",
        "团",
        "公署",
        "海关",
        "税务",
        "馆",
        "社",
        "司",
        "旗",
        "盟",
        "州",
    ];
    let text = text.rsplit(['>', '_', '|', ':', '：', '-', '»', '/']).next().unwrap_or(text);
    let text: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '《' | '》' | '(' | ')' | '【' | '】' | ','))
        .collect();
    let text = text.trim_start_matches("关于").trim_end_matches('的').trim_end_matches("关于").trim_end_matches("本级");
    let count = text.chars().count();
    let is_name = (3..=40).contains(&count) && ENDS.iter().any(|end| dense(text).ends_with(end));
    (is_name && !text.contains('年') && !text.contains("公开")).then(|| text.to_owned())
}

/// The year that the statistics or most sentences name.
fn year_of_text(prose: &[Prose]) -> Option<i32> {
    static PERIOD: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(20\d\d)年1月1日(起)?[至到-]").ok());
    static YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(20\d\d)年").ok());
    let text: String = prose.iter().map(|prose| dense(&prose.text)).collect();
    let named = |regex: &LazyLock<Option<Regex>>| -> Vec<i32> {
        let all =
            regex.as_ref().map(|regex| regex.captures_iter(&text).filter_map(|c| c.get(1)?.as_str().parse().ok()));
        all.map(Iterator::collect).unwrap_or_default()
    };
    if let Some(year) = named(&PERIOD).first() {
        return Some(*year);
    }
    let years = named(&YEAR);
    let count = |year: i32| years.iter().filter(|other| **other == year).count();
    years.iter().copied().max_by_key(|year| (count(*year), *year))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn titles_tell_year_and_agency() {
        let table = [
            ("高安市人民政府2019年政府信息公开工作年度报告", Some(2019), Some("高安市人民政府")),
            ("某某市教育局２０２３年度政府信息公开工作年度报告", Some(2023), Some("某某市教育局")),
            ("2022年云溪区卫生健康局政府信息公开工作年度报告", Some(2022), Some("云溪区卫生健康局")),
            ("云溪镇人民政府二〇二一年政府信息公开年度报告", Some(2021), Some("云溪镇人民政府")),
            ("云溪区司法局关于2024年政府信息公开工作年度报告", Some(2024), Some("云溪区司法局")),
            ("首页 > 政府信息公开年报 > 2022年政府信息公开工作年度报告", Some(2022), None),
            ("云溪区財政局2022年政府信息公開工作年度報告", Some(2022), Some("云溪区财政局")),
        ];
        for (line, year, agency) in table {
            let told = read_title(line, None).unwrap();
            assert_eq!((told.year, told.agency.as_deref()), (year, agency), "{line}");
        }
        let below = read_title("2022年政府信息公开工作年度报告", Some("云溪区审计局")).unwrap();
        assert_eq!(below.agency.as_deref(), Some("云溪区审计局"));
        assert_eq!(read_title("政府信息公开年报", None), None);
    }

    #[test]
    fn headings_are_told() {
        let table = [
            ("一、总体情况", Some(Section::Overview)),
            ("一、总体情况2023年，我局认真贯彻落实各项规定。", Some(Section::Overview)),
            ("二、主动公开政府信息情况", Some(Section::Published)),
            ("四、政府信息公开行政复议、行政诉讼情况", Some(Section::Disputes)),
            ("五、存在的主要问题及改进情况", Some(Section::Problems)),
            ("六、其它需要报告的事项", Some(Section::Other)),
            ("一、本年新收政府信息公开申请数量", None),
            ("本年度办理结果", None),
        ];
        for (line, section) in table {
            assert_eq!(section_of(line), section, "{line}");
        }
    }
}
