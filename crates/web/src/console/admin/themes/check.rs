//! The check of a version: its texts by the rules, its pages made with the site's own information, what the law asks
//! every page to bear, and what is there for nothing. Errors hinder its use, warnings do not.

use std::collections::BTreeSet;
use std::sync::Arc;

use app::site::ThemeVersion;
use domain::theme::{Finding, ThemeFile, check, classes_of_style, classes_of_template};
use minijinja::Value;

use crate::errors::WebError;
use crate::portal::render_theme_page;
use crate::state::Web;
use crate::templates::context;
use crate::templates::own::{Broken, OwnTheme};

/// What each page has to bear, and how it shows: page tags and footer of the guide for government sites
/// (国办发〔2017〕47号), and what readers of all kinds need.
const EVERYWHERE: [(&str, &str); 12] = [
    ("<html lang=\"zh-CN\"", "网页语言（html lang=\"zh-CN\"）"),
    ("<meta name=\"viewport\"", "手机显示所需的 viewport"),
    ("name=\"SiteName\"", "网页标签 SiteName"),
    ("name=\"SiteDomain\"", "网页标签 SiteDomain"),
    ("name=\"SiteIDCode\"", "网页标签 SiteIDCode"),
    ("name=\"ColumnName\"", "网页标签 ColumnName"),
    ("name=\"ColumnType\"", "网页标签 ColumnType"),
    ("href=\"#main\"", "“跳到主要内容”链接"),
    ("id=\"main\"", "主要内容的 id=\"main\""),
    ("<h1", "一级标题 h1"),
    ("主办单位", "页脚的主办单位"),
    ("我为政府网站找错", "页脚的“我为政府网站找错”入口"),
];
/// What an item's page bears beside.
const ITEM: [(&str, &str); 3] = [
    ("name=\"ArticleTitle\"", "网页标签 ArticleTitle"),
    ("name=\"PubDate\"", "网页标签 PubDate"),
    ("name=\"ContentSource\"", "网页标签 ContentSource"),
];

/// Class names that bodies of items bring.
const BODY_CLASSES: [&str; 6] = ["indent", "align-center", "align-right", "scroll", "large", "body"];

/// A remark on a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    pub file: ThemeFile,
    pub line: Option<usize>,
    pub text: String,
}

impl Remark {
    fn of(file: ThemeFile, finding: &Finding) -> Self {
        let text = format!("{}：{}", finding.fault.label(), finding.word);
        Self { file, line: Some(finding.line), text }
    }

    /// In one sentence, with its place.
    #[must_use]
    pub fn told(&self) -> String {
        let line = self.line.map_or_else(String::new, |line| format!("第 {line} 行，"));
        format!("{}，{line}{}", self.file.code(), self.text)
    }

    /// As the pages show it.
    #[must_use]
    pub fn view(&self) -> Value {
        context! { file => self.file.code(), label => self.file.label(), line => self.line, text => self.text }
    }
}

/// The remarks on a version.
#[derive(Debug, Default)]
pub struct Report {
    pub errors: Vec<Remark>,
    pub warnings: Vec<Remark>,
}

impl Report {
    /// What is wrong with the frame shows on each page, and is told once.
    fn note(&mut self, remarks: impl IntoIterator<Item = Remark>) {
        for remark in remarks {
            if !self.errors.contains(&remark) {
                self.errors.push(remark);
            }
        }
    }
}

/// Why a page could not be made, in words.
#[must_use]
pub fn told(broken: &Broken) -> String {
    let line = broken.line.map_or_else(String::new, |line| format!("第 {line} 行，"));
    format!("{}，{line}{}", broken.template, broken.why.label())
}

/// What can be said of a file alone.
#[must_use]
pub fn of_file(web: &Web, version: &ThemeVersion, file: ThemeFile) -> Vec<Remark> {
    let Some(text) = version.texts.get(&file) else { return Vec::new() };
    let mut remarks: Vec<Remark> = check(file, text).iter().map(|finding| Remark::of(file, finding)).collect();
    if remarks.is_empty() && file != ThemeFile::Style {
        let parsed = web.theme_from(version.id, &version.texts).parse(file.code());
        remarks.extend(parsed.err().map(|broken| of_broken(version, file, &broken)));
    }
    remarks
}

/// Longest part of a line that is quoted, in characters.
const QUOTED: usize = 80;

fn of_broken(version: &ThemeVersion, file: ThemeFile, broken: &Broken) -> Remark {
    let own = ThemeFile::parse(&broken.template);
    let line = broken.line.filter(|_| own.is_some());
    let text = own.and_then(|own| version.texts.get(&own));
    let written = text.zip(line).and_then(|(text, line)| text.lines().nth(line.checked_sub(1)?));
    let quoted: String = written.map(str::trim).unwrap_or_default().chars().take(QUOTED).collect();
    let why = broken.why.label();
    let text = if quoted.is_empty() { why.to_string() } else { format!("{why}：{quoted}") };
    Remark { file: own.unwrap_or(file), line, text }
}

/// Checks a version as a whole. Pages are made only of texts that the rules allow.
///
/// # Errors
/// When the records cannot be read.
pub async fn examine(web: &Web, version: &ThemeVersion) -> Result<Report, WebError> {
    let mut report = Report::default();
    for file in version.texts.keys() {
        report.errors.extend(of_file(web, version, *file));
    }
    if report.errors.is_empty() {
        let theme = Arc::new(web.theme_from(version.id, &version.texts));
        for file in ThemeFile::ALL.iter().filter(|file| !matches!(file, ThemeFile::Base | ThemeFile::Style)) {
            make(web, version, &theme, *file, &mut report).await?;
        }
    }
    report.warnings.extend(for_nothing(web, version));
    Ok(report)
}

async fn make(
    web: &Web,
    version: &ThemeVersion,
    theme: &Arc<OwnTheme>,
    file: ThemeFile,
    report: &mut Report,
) -> Result<(), WebError> {
    match render_theme_page(web, version.site_id, Arc::clone(theme), file, "检查").await {
        Ok(Some(html)) => report.note(missing(version, file, &html)),
        Ok(None) => {}
        Err(error) if error.cause().code() == "theme_breaks" => {
            let broken = theme.take_broken();
            let remark = broken.map(|broken| of_broken(version, file, &broken));
            report.note([remark.unwrap_or_else(|| Remark { file, line: None, text: error.sentence().text })]);
        }
        Err(error) => return Err(error),
    }
    Ok(())
}

/// What a page does not bear although it must. It is told of the frame where the frame is the site's own.
fn missing(version: &ThemeVersion, file: ThemeFile, html: &str) -> Vec<Remark> {
    let of_item: &[(&str, &str)] = if file == ThemeFile::Item { &ITEM } else { &[] };
    let framed = version.texts.contains_key(&ThemeFile::Base);
    let absent = |all: &[(&str, &str)], whose: ThemeFile| -> Vec<Remark> {
        let lacking = all.iter().filter(|(sign, _)| !html.contains(sign));
        lacking.map(|(_, what)| Remark { file: whose, line: None, text: format!("缺少{what}") }).collect()
    };
    let mut remarks = absent(&EVERYWHERE, if framed { ThemeFile::Base } else { file });
    remarks.extend(absent(of_item, file));
    remarks
}

/// Files that change nothing, and class names that no template has.
fn for_nothing(web: &Web, version: &ThemeVersion) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let mut classes: BTreeSet<String> = BODY_CLASSES.iter().map(ToString::to_string).collect();
    for name in web.templates().theme_names() {
        let own = ThemeFile::parse(&name).and_then(|file| version.texts.get(&file));
        let built_in = web.templates().built_in_text(&name);
        if own.is_some_and(|own| own.trim() == built_in.trim())
            && let Some(file) = ThemeFile::parse(&name)
        {
            remarks.push(Remark {
                file, line: None, text: "与自带的相同，可以恢复自带的内容".to_string()
            });
        }
        classes.extend(classes_of_template(own.unwrap_or(&built_in)));
    }
    let style = version.texts.get(&ThemeFile::Style).map(|text| classes_of_style(text)).unwrap_or_default();
    let unused = style.into_iter().filter(|(class, _)| !classes.contains(class));
    remarks.extend(unused.map(|(class, line)| Remark {
        file: ThemeFile::Style,
        line: Some(line),
        text: format!("没有模板用到这个样式：.{class}"),
    }));
    remarks
}
