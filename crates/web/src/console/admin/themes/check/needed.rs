//! What a page has to bear, looked for in its tree: the page tags and the footer of the guide for government sites
//! (国办发〔2017〕47号), and what readers of all kinds need; and whether the site's own styles hide it. What the page says
//! is measured against the same page in the built-in theme. How a version is checked as a whole stands above.

use std::collections::BTreeMap;

use documents::html::{PageElement, elements, faults};
use domain::theme::{ThemeFile, hiding_rules};

/// Site tags and column tags, which each page bears.
const TAGS: [&str; 7] =
    ["SiteName", "SiteDomain", "SiteIDCode", "ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"];
/// Content tags, which an item's page bears beside.
const ITEM_TAGS: [&str; 3] = ["ArticleTitle", "PubDate", "ContentSource"];
/// Entries that lead somewhere, by their words, with the value that holds the address.
const ENTRIES: [(&str, &str); 2] = [("我为政府网站找错", "site.report_error_url"), ("网站地图", "site.sitemap_url")];

/// A fact of the footer: what it is, the word that tells it, and what the site's data say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FootFact {
    pub label: &'static str,
    pub word: &'static str,
    pub value: String,
}

/// What is wrong with a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// With what stands on every page.
    Frame(String),
    /// A browser has to put this line of the page right.
    Markup(String),
    /// A rule of the site's styles hides something; with the rule's line.
    Hidden(usize, String),
}

/// The parts of a page that are looked at.
struct Read {
    all: Vec<PageElement>,
    tags: BTreeMap<String, String>,
}

/// Elements in which words stand, and those that hold the page together.
const LOOKED_AT: [&str; 18] = [
    "html", "meta", "title", "body", "header", "footer", "main", "h1", "a", "p", "li", "div", "span", "section", "td",
    "dd", "time", "article",
];

impl Read {
    fn of(html: &str) -> Self {
        let all = elements(html, &LOOKED_AT);
        let tags = all.iter().filter(|one| one.tag() == "meta" && !one.attribute("name").is_empty());
        let tags = tags.map(|one| (one.attribute("name").to_string(), one.attribute("content").to_string())).collect();
        Self { all, tags }
    }

    fn named<'a>(&'a self, tag: &'a str) -> impl Iterator<Item = &'a PageElement> {
        self.all.iter().filter(move |one| one.tag() == tag)
    }

    fn entry(&self, words: &str) -> Option<&PageElement> {
        self.named("a").find(|link| link.text.contains(words))
    }

    fn text(&self) -> &str {
        self.named("body").next().map_or("", |body| &body.text)
    }
}

/// What is wrong with a page; `built_in` is the same page in the built-in theme, where that could be made.
pub fn wrong(file: ThemeFile, html: &str, built_in: Option<&str>, facts: &[FootFact], style: &str) -> Vec<Wrong> {
    let (page, expected) = (Read::of(html), built_in.map(Read::of));
    let mut found: Vec<Wrong> = frame(&page).into_iter().map(|what| Wrong::Frame(format!("缺少{what}"))).collect();
    found.extend(tags(&page, expected.as_ref(), &TAGS).into_iter().map(Wrong::Frame));
    if file == ThemeFile::Item {
        found.extend(tags(&page, expected.as_ref(), &ITEM_TAGS).into_iter().map(Wrong::Frame));
    }
    found.extend(entries(&page, expected.as_ref()).into_iter().map(Wrong::Frame));
    let text = page.text();
    let absent = facts.iter().filter(|fact| !(text.contains(fact.word) && text.contains(&fact.value)));
    found.extend(absent.map(|fact| Wrong::Frame(format!("页脚缺少{}：{}", fact.label, fact.value))));
    found.extend(put_right(html, built_in).into_iter().map(Wrong::Markup));
    found.extend(hidden(&page, facts, style));
    found
}

/// What every page needs to be read and reached.
fn frame(page: &Read) -> Vec<&'static str> {
    let chinese = page.named("html").any(|html| html.attribute("lang").to_ascii_lowercase().starts_with("zh"));
    let title = page.named("title").any(|title| !title.text.is_empty());
    let main = page.all.iter().any(|one| one.attribute("id") == "main");
    let signs = [
        (chinese, "网页语言（html lang=\"zh-CN\"）"),
        (title, "网页标题 title"),
        (page.tags.contains_key("viewport"), "手机显示所需的 viewport"),
        (page.named("a").any(|link| link.attribute("href") == "#main"), "“跳到主要内容”链接"),
        (main, "主要内容的 id=\"main\""),
        (page.named("h1").any(|heading| !heading.text.is_empty()), "一级标题 h1"),
    ];
    signs.into_iter().filter(|(there, _)| !there).map(|(_, what)| what).collect()
}

/// Page tags that are not there, or say something else than the site's data.
fn tags(page: &Read, expected: Option<&Read>, names: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for name in names {
        let should = expected.map(|expected| expected.tags.get(*name));
        match (page.tags.get(*name), should) {
            // The built-in page has none of it, either: there is nothing to say.
            (_, Some(None)) => {}
            (None, _) => found.push(format!("缺少网页标签 {name}")),
            (Some(is), Some(Some(should))) if is != should => {
                found.push(format!("网页标签 {name} 的内容不对，应为“{should}”"));
            }
            _ => {}
        }
    }
    found
}

/// Entries of the footer that are not there, or lead nowhere.
fn entries(page: &Read, expected: Option<&Read>) -> Vec<String> {
    let mut found = Vec::new();
    for (words, variable) in ENTRIES {
        let Some(link) = page.entry(words) else {
            found.push(format!("缺少页脚的“{words}”入口"));
            continue;
        };
        let is = link.attribute("href");
        let should = expected.and_then(|expected| expected.entry(words)).map(|link| link.attribute("href"));
        if should.is_some_and(|should| should != is) || is.is_empty() || is.starts_with('#') {
            found.push(format!("“{words}”的地址不对，应写 href=\"{{{{ {variable} }}}}\""));
        }
    }
    found
}

/// The lines of a page that a browser has to put right, but not those of the built-in page.
fn put_right(html: &str, built_in: Option<&str>) -> Vec<String> {
    let told = |html: &str| -> Vec<String> {
        let lines: Vec<&str> = html.lines().collect();
        let line = |line: usize| line.checked_sub(1).and_then(|at| lines.get(at)).map_or("", |line| line.trim());
        faults(html).into_iter().map(|fault| line(fault.line).to_string()).collect()
    };
    let known = built_in.map(told).unwrap_or_default();
    let mut found = told(html);
    found.retain(|line| !known.contains(line));
    found.dedup();
    found
}

/// Parts that a page shows only where there is something to show, as the built-in templates mark them.
const SOMETIMES: [(&str, &str, &str); 3] = [
    ("有效性标记", "span", "mark mark-error"),
    ("有效性说明", "div", "validity validity-error"),
    ("发布时间和来源", "p", "article-meta"),
];

/// Mandatory parts that the site's own styles hide.
fn hidden(page: &Read, facts: &[FootFact], style: &str) -> Vec<Wrong> {
    let rules = hiding_rules(style);
    if rules.is_empty() {
        return Vec::new();
    }
    let mut parts: Vec<(&str, &PageElement)> = Vec::new();
    parts.extend(ENTRIES.iter().filter_map(|(words, _)| Some((*words, page.entry(words)?))));
    // The last of those that tell it stands deepest.
    let telling =
        |fact: &FootFact| page.all.iter().rfind(|one| one.text.contains(fact.word) && one.text.contains(&fact.value));
    parts.extend(facts.iter().filter_map(|fact| Some((fact.label, telling(fact)?))));
    parts.extend(page.named("h1").map(|heading| ("一级标题", heading)));
    parts.extend(page.all.iter().filter(|one| one.attribute("id") == "main").map(|main| ("主要内容", main)));
    let mut found = Vec::new();
    for rule in rules {
        let told =
            |what: &str| Wrong::Hidden(rule.line, format!("{} 把{what}隐藏了，这些内容必须看得见", rule.selector));
        let seen = parts.iter().find(|(_, part)| {
            let way: Vec<_> =
                part.way.iter().map(|step| (step.tag.as_str(), step.id.as_str(), step.class.as_str())).collect();
            rule.hides(&way)
        });
        let sometimes = || SOMETIMES.iter().find(|(_, tag, class)| rule.hides(&[(*tag, "", *class)]));
        if let Some(what) = seen.map(|(what, _)| *what).or_else(|| sometimes().map(|(what, _, _)| *what)) {
            found.push(told(what));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<!doctype html>\n<html lang=\"zh-CN\"><head><title>甲</title>\n<meta name=\"viewport\" content=\"x\">\n\
        <meta name=\"SiteName\" content=\"甲市\">\n<meta name=\"SiteDomain\" content=\"a\">\n<meta name=\"SiteIDCode\" content=\"\">\n\
        <meta name=\"ColumnName\" content=\"b\">\n<meta name=\"ColumnDescription\" content=\"c\">\n\
        <meta name=\"ColumnKeywords\" content=\"d\">\n<meta name=\"ColumnType\" content=\"e\">\n</head><body>\n\
        <a href=\"#main\">跳</a><main id=\"main\"><h1>甲</h1></main>\n<footer class=\"foot\"><ul>\n\
        <li><a href=\"/site-errors/new\">我为政府网站找错</a></li><li><a href=\"/site-map\">网站地图</a></li>\n\
        <li>主办单位：甲市政府</li><li>ICP备案编号：甲ICP备1号</li></ul></footer>\n</body></html>\n";

    fn told(page: &str, style: &str) -> Vec<Wrong> {
        let fact = |label, word, value: &str| FootFact { label, word, value: value.to_string() };
        let facts = [fact("主办单位", "主办", "甲市政府"), fact("ICP备案编号", "ICP", "甲ICP备1号")];
        wrong(ThemeFile::Home, page, Some(PAGE), &facts, style)
    }

    #[test]
    fn each_mandatory_part_is_missed() {
        assert_eq!(told(PAGE, ".foot { color: red }"), []);
        let table = [
            ("lang=\"zh-CN\"", "", "缺少网页语言"),
            ("<title>甲</title>", "<title></title>", "缺少网页标题"),
            ("viewport", "x", "缺少手机显示"),
            ("name=\"ColumnDescription\"", "name=\"x\"", "缺少网页标签 ColumnDescription"),
            ("name=\"ColumnKeywords\"", "name=\"x\"", "缺少网页标签 ColumnKeywords"),
            ("content=\"甲市\"", "content=\"乙市\"", "网页标签 SiteName 的内容不对"),
            ("href=\"#main\"", "href=\"#top\"", "缺少“跳到主要内容”链接"),
            ("<main id=\"main\">", "<main>", "缺少主要内容"),
            ("<h1>甲</h1>", "<h1></h1>", "缺少一级标题"),
            ("href=\"/site-errors/new\"", "href=\"#\"", "“我为政府网站找错”的地址不对"),
            ("href=\"/site-errors/new\"", "href=\"/\"", "“我为政府网站找错”的地址不对"),
            ("网站地图", "地图", "缺少页脚的“网站地图”入口"),
            ("主办单位：甲市政府", "主办单位", "页脚缺少主办单位"),
            ("甲ICP备1号", "", "页脚缺少ICP备案编号：甲ICP备1号"),
        ];
        for (part, instead, expected) in table {
            let found = told(&PAGE.replace(part, instead), "");
            assert!(
                found.iter().any(|one| matches!(one, Wrong::Frame(text) if text.starts_with(expected))),
                "{part}: {found:?}"
            );
        }
        let broken = told(&PAGE.replace("<h1>甲</h1>", "<h1>甲</h1></b>"), "");
        assert!(matches!(broken.as_slice(), [Wrong::Markup(line)] if line.contains("</b>")), "{broken:?}");
    }

    #[test]
    fn what_styles_hide_is_told_with_the_line() {
        for (style, what) in [
            (".foot { display: none }", "我为政府网站找错"),
            ("a{}\n.validity { display: none }", "有效性说明"),
            ("h1 { visibility: hidden }", "一级标题"),
        ] {
            let found = told(PAGE, style);
            let line = style.lines().count();
            assert!(
                matches!(found.as_slice(), [Wrong::Hidden(at, text)] if *at == line && text.contains(what)),
                "{style}: {found:?}"
            );
        }
    }
}
