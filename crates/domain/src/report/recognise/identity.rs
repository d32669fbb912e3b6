//! Of which agency and year a report is: by its title, else by what its first sentences, its signature, the line about
//! contacts or the page's own fields say. Not here: where the sections begin.

use std::sync::LazyLock;

use regex::Regex;

use super::characters::dense;
use crate::report::annual::Prose;
use crate::report::source::{Line, Source};

/// Longest line that is a title, in characters.
const MAX_TITLE: usize = 80;
/// Characters of the first section that may still introduce the report.
const MAX_INTRODUCTION: usize = 600;
/// Lines at the end among which a signature is looked for.
const MAX_SIGNATURE: usize = 8;

/// Year and agency.
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
    let own = source.title.iter().flat_map(|title| title.lines()).filter_map(|title| read_title(title, None));
    let titles: Vec<Identity> = titles.chain(own).collect();
    let introduction = introduction(&lines, prose);
    let told =
        introduction.split(is_end).filter(|clause| is_short(clause)).filter_map(|clause| read_title(clause, None));
    let mut best = Identity::default();
    for title in titles.iter().cloned().chain(told) {
        best.year = best.year.or(title.year);
        best.agency = best.agency.or(title.agency);
        if best.year.is_some() && best.agency.is_some() {
            break;
        }
    }
    best.agency = best.agency.map(|name| in_full(name, &titles));
    best.agency = best.agency.or_else(|| contact(&introduction)).or_else(|| signature(source)).or_else(|| field(head));
    if best.year.is_none() {
        best.year = year_of_text(&introduction, prose);
        best.is_year_guessed = best.year.is_some();
    }
    best
}

/// 区财政局 is 白沙区财政局 where another title of the page says so.
fn in_full(name: String, titles: &[Identity]) -> String {
    let others = titles.iter().filter_map(|title| title.agency.as_ref());
    let longest = others.filter(|other| other.ends_with(&name)).max_by_key(|other| other.len());
    longest.cloned().unwrap_or(name)
}

/// What stands before the first section and at its start, in one spelling.
fn introduction(head: &[String], prose: &[Prose]) -> String {
    let paragraphs = head.iter().filter(|line| line.chars().count() > MAX_TITLE / 2).map(String::as_str);
    let first = prose.first().map(|prose| prose.text.chars().take(MAX_INTRODUCTION).collect::<String>());
    let text = paragraphs.chain(first.as_deref()).map(|text| dense(text) + "。");
    text.collect()
}

fn is_short(clause: &str) -> bool {
    clause.chars().count() <= MAX_TITLE
}

const fn is_end(c: char) -> bool {
    matches!(c, ',' | '。' | ';' | '!' | '“' | '”' | '、' | '《' | '》')
}

fn title_at(lines: &[String], at: usize) -> Option<Identity> {
    let line = lines.get(at)?;
    if line.is_empty() || !is_short(line) {
        return None;
    }
    let above = (0..at).rev().take(4).filter_map(|at| lines.get(at)).find(|line| !line.trim().is_empty());
    read_title(line, above.map(String::as_str)).or_else(|| {
        // A title over two lines.
        let above = above.filter(|above| is_short(above))?;
        if !dense(line).contains("报告") {
            return None;
        }
        read_title(&format!("{above}{line}"), None)
    })
}

/// What a report is called; `{}` is where else its year may stand.
macro_rules! called {
    ($year:literal) => {
        concat!(
            r"(?:政府|政务)?信息(?:与政务)?公开(?:年度)?(?:工作)?(?:情况)?的?",
            $year,
            r"(?:年度|年)?(?:工作)?(?:情况)?(?:年度)?(?:报告|年报)"
        )
    };
}

macro_rules! year {
    () => {
        r"(?P<year>20\d\d|二[〇○零0O]二?[〇○零0O一二三四五六七八九十]{1,2})年?度?"
    };
}

/// Year before the name, within it, behind it in brackets; the first that fits counts.
static TITLES: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let patterns = [
        concat!(r"(?P<before>[^\d>》《,。;]{0,40}?)", year!(), r"(?P<between>[^\d>]{0,40}?)", called!("")),
        concat!(r"(?P<before>[^\d>》《,。;]{0,40}?)", called!(r"(?P<year>20\d\d)年?度?")),
        concat!(r"(?P<before>[^\d>》《,。;]{0,40}?)", called!(""), r"\(", year!(), r"\)"),
    ];
    patterns.iter().filter_map(|pattern| Regex::new(pattern).ok()).collect()
});
static WITHOUT_YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?P<before>[^\d>》《,。;]{2,40}?)政府信息公开(?:工作)?(?:年度|年)(?:工作)?报告").ok()
});

/// Year and agency of a title; the agency may stand on the line above.
fn read_title(line: &str, above: Option<&str>) -> Option<Identity> {
    let plain = dense(line);
    if let Some(found) = TITLES.iter().find_map(|title| title.captures(&plain)) {
        let year = found.name("year").and_then(|year| year_of(year.as_str()));
        let part = |name| found.name(name).and_then(|part| agency_of(announced(part.as_str())));
        let agency = part("before").or_else(|| part("between")).or_else(|| above.and_then(agency_of));
        return Some(Identity { year, agency, is_year_guessed: false });
    }
    let found = WITHOUT_YEAR.as_ref()?.captures(&plain)?;
    Some(Identity {
        year: None,
        agency: found.name("before").and_then(|part| agency_of(announced(part.as_str()))),
        is_year_guessed: false,
    })
}

/// What stands behind the verb that announces a report: 现公布青石县财政局, 编制青石县财政局; not 机构编制委员会.
fn announced(text: &str) -> &str {
    const VERBS: &[&str] = &["公布", "发布", "完成", "形成", "编写", "撰写", "制作", "现将"];
    const NO_NAME: &[char] = &['委', '办', '部', '事', '管', '中', '研'];
    let named = |verb: &&str| text.rsplit_once(*verb).map(|(_, behind)| behind);
    let drawn_up = text.rsplit_once("编制").map(|(_, behind)| behind).filter(|behind| !behind.starts_with(NO_NAME));
    VERBS.iter().filter_map(named).chain(drawn_up).min_by_key(|behind| behind.len()).unwrap_or(text)
}

/// 请与青石县财政局联系（地址：……）.
fn contact(introduction: &str) -> Option<String> {
    static CONTACT: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?:请|可|直接)(?:直接)?[与和同](?P<agency>[^,。;:()与]{3,30}?)(?:联系|\(|,)").ok()
    });
    static OFFICE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?P<agency>.*[局委会厅院心处镇乡室])(?:综合)?(?:办公室|(?:党政|综合|秘书|法规|政策|行政|政务公开|政府信息公开|信息公开).{0,8}[科室处股办])$").ok()
    });
    let found = CONTACT.as_ref()?.captures(introduction)?;
    let named = found.name("agency")?.as_str();
    let without_office = OFFICE.as_ref()?.captures(named).and_then(|found| Some(found.name("agency")?.as_str()));
    agency_of(without_office.unwrap_or(named))
}

/// The agency above the date at the end.
fn signature(source: &Source) -> Option<String> {
    static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^20\d\d[年.-]\d{1,2}[月.-]\d{1,2}日?$").ok());
    let lines = source.lines.iter().rev().filter(|line| !line.is_blank()).take(MAX_SIGNATURE);
    let lines: Vec<String> = lines.map(|line| dense(&line.text())).collect();
    let date = lines.iter().position(|line| DATE.as_ref().is_some_and(|date| date.is_match(line)))?;
    agency_of(lines.get(date + 1)?)
}

/// 发布机构：青石县财政局 among the fields above the text.
fn field(head: &[Line]) -> Option<String> {
    const NAMES: &[&str] =
        &["发布机构", "发布单位", "发文机关", "发文单位", "公开主体", "责任单位", "信息来源", "来源"];
    let cells: Vec<String> = head.iter().flat_map(|line| &line.cells).map(|cell| dense(cell)).collect();
    let cells: Vec<&str> = cells.iter().map(String::as_str).filter(|cell| !cell.is_empty()).collect();
    let value = |name: &str| {
        let at = cells.iter().position(|cell| cell.contains(name))?;
        let behind = cells.get(at)?.split_once(name)?.1.trim_start_matches(':');
        agency_of(if behind.is_empty() { cells.get(at + 1)? } else { behind })
    };
    NAMES.iter().find_map(|name| value(name))
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
        "党校",
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
        "苏木",
        "场",
        "监狱",
        "组",
        "港",
        "园",
        "校",
    ];
    let text = text.rsplit(['>', '_', '|', ':', '：', '-', '»', '/']).next().unwrap_or(text);
    let text: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '《' | '》' | '(' | ')' | '【' | '】' | ','))
        .collect();
    let text = text.trim_start_matches("关于").trim_end_matches('的').trim_end_matches("关于").trim_end_matches("本级");
    let count = text.chars().count();
    let least = if text.ends_with(['镇', '乡', '县', '市']) { 2 } else { 3 };
    let is_name = (least..=40).contains(&count) && ENDS.iter().any(|end| dense(text).ends_with(end));
    let is_pronoun = text.starts_with(['我', '本', '该', '各', '其', '全']);
    (is_name && !is_pronoun && !text.contains(['年', '。']) && !text.contains("公开")).then(|| text.to_owned())
}

/// The year that the statistics or most sentences name.
fn year_of_text(introduction: &str, prose: &[Prose]) -> Option<i32> {
    static PERIOD: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(20\d\d)年1月1日(?:起)?[,,]?[至到~-]").ok());
    static YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(20\d\d)年").ok());
    let text: String = prose.iter().map(|prose| dense(&prose.text)).collect();
    let text = format!("{introduction}{text}");
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
            ("青石县水利局2023年政府信息公开年报", Some(2023), Some("青石县水利局")),
            ("青石县水利局政府信息公开工作2021年度报告", Some(2021), Some("青石县水利局")),
            ("临江镇政府信息公开工作年度报告（2024年度）", Some(2024), Some("临江镇")),
            ("青石县林业局二零二零年度政务公开", None, None),
            ("云溪市云溪区太平乡2020年信息公开工作年度报告", Some(2020), Some("云溪市云溪区太平乡")),
            (
                "中共青石县委机构编制委员会办公室2022年政府信息公开工作年度报告",
                Some(2022),
                Some("中共青石县委机构编制委员会办公室"),
            ),
            ("2022年度苇镇政府信息公开工作年度报告", Some(2022), Some("苇镇")),
            ("2022年白沙区人民政府参事室政府信息公开工作情况报告", Some(2022), Some("白沙区人民政府参事室")),
        ];
        for (line, year, agency) in table {
            let told = read_title(line, None).unwrap_or_default();
            assert_eq!((told.year, told.agency.as_deref()), (year, agency), "{line}");
        }
        let below = read_title("2022年政府信息公开工作年度报告", Some("云溪区审计局")).unwrap();
        assert_eq!(below.agency.as_deref(), Some("云溪区审计局"));
        assert_eq!(read_title("政府信息公开年报", None), None);
    }

    fn report(lines: &[&str], prose: &str) -> Identity {
        let source = Source { title: None, lines: lines.iter().map(|line| Line::single(*line)).collect() };
        identity(&source, lines.len(), &[Prose { section: None, text: prose.to_owned() }])
    }

    #[test]
    fn reports_without_a_title_say_whose_they_are_elsewhere() {
        let period = "本报告所列数据的统计期限自2021年1月1日起至2021年12月31日止。";
        let table = [
            ("根据规定，现公布青石县财政局2021年政府信息公开工作年度报告。", "", Some("青石县财政局")),
            ("根据规定，编制形成2021年云溪市人民政府办公室政府信息公开年度报告。", "", Some("云溪市人民政府办公室")),
            ("现将2021年云溪市信访局政府信息公开工作报告如下：", "", Some("云溪市信访局")),
            ("根据《中华人民共和国政府信息公开条例》编制我单位2021年政府信息公开工作年度报告。", "", None),
            (
                period,
                "如有疑问，请与青石县水利局办公室联系（地址：滨河路1号，电话：0000-0000000）。",
                Some("青石县水利局"),
            ),
            (
                period,
                "对本年度报告的内容有疑问的，可直接与云溪市人民政府办公室政务公开科联系，地址在滨河路1号。",
                Some("云溪市人民政府办公室"),
            ),
        ];
        for (first, second, agency) in table {
            let told = report(&[&format!("{first}{}", "按照上级要求如实编制。".repeat(4)), second], "");
            assert_eq!(told.year, Some(2021), "{first}");
            let text = report(&[], &format!("{first}{second}"));
            assert_eq!((told.agency.as_deref(), text.agency.as_deref()), (agency, agency), "{first}{second}");
        }
        let signed = report(&["一、总体情况", "认真公开。", "白沙区司法局", "2022年1月20日"], "");
        assert_eq!(signed.agency.as_deref(), Some("白沙区司法局"));
        let titles = ["白沙区财政局2020年政府信息公开工作年度报告", "2020年度区财政局政府信息公开工作年度报告"];
        assert_eq!(report(&titles, "").agency.as_deref(), Some("白沙区财政局"));
        let fields = report(&["索引号：1234", "发布机构：白沙区审计局", "公开方式：主动公开"], "");
        assert_eq!(fields.agency.as_deref(), Some("白沙区审计局"));
    }
}
