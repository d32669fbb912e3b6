//! The check of a version: its texts by the rules, its pages made with the site's own information, what the law asks
//! every page to bear, and what is there for nothing. Errors hinder its use, warnings do not.

mod for_nothing;
mod needed;

use std::sync::Arc;

use app::site::{ThemeTexts, ThemeVersion, marks_of};
use domain::theme::{Finding, ThemeFile, check};
use minijinja::Value;

use needed::{FootFact, Wrong};

use crate::errors::WebError;
use crate::portal::render_theme_page;
use crate::state::Web;
use crate::templates::context;
use crate::templates::own::{Broken, OwnTheme};

/// A remark on a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    pub file: ThemeFile,
    pub line: Option<usize>,
    pub text: String,
}

impl Remark {
    fn new(file: ThemeFile, line: Option<usize>, text: impl Into<String>) -> Self {
        Self { file, line, text: text.into() }
    }

    /// A finding of the rules.
    pub fn of(file: ThemeFile, finding: &Finding) -> Self {
        let text = format!("{}：{}", finding.fault.label(), finding.word);
        Self::new(file, Some(finding.line), text)
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

    /// All that concerns one file, errors first.
    #[must_use]
    pub fn of(self, file: ThemeFile) -> Vec<Remark> {
        self.errors.into_iter().chain(self.warnings).filter(|remark| remark.file == file).collect()
    }
}

/// Why a page could not be made, in words.
#[must_use]
pub fn told(broken: &Broken) -> String {
    let line = broken.line.map_or_else(String::new, |line| format!("第 {line} 行，"));
    format!("{}，{line}{}", broken.template, broken.why.label())
}

/// What can be said of a file alone.
fn of_file(web: &Web, version: &ThemeVersion, file: ThemeFile) -> Vec<Remark> {
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
        report.note(for_nothing::lost_blocks(web.templates(), version));
        let own = Arc::new(web.theme_from(version.id, &version.texts));
        let built_in = Arc::new(web.theme_from(0, &ThemeTexts::new()));
        let facts = facts_of(web, version);
        for file in ThemeFile::ALL.iter().filter(|file| !matches!(file, ThemeFile::Base | ThemeFile::Style)) {
            let Some(html) = make(web, version, &own, *file, &mut report).await? else { continue };
            // What the installation's own theme cannot make is measured by nothing.
            let expected = render_theme_page(web, version.site_id, Arc::clone(&built_in), *file, NOTE).await;
            report.note(missing(version, *file, &html, expected.ok().flatten().as_deref(), &facts));
        }
    }
    report.warnings.extend(for_nothing::find(web.templates(), version));
    Ok(report)
}

/// The banner of pages that only the check sees.
const NOTE: &str = "检查";

/// A page of the version; none where the site has nothing of the kind, or where the page breaks, which is noted.
async fn make(
    web: &Web,
    version: &ThemeVersion,
    theme: &Arc<OwnTheme>,
    file: ThemeFile,
    report: &mut Report,
) -> Result<Option<String>, WebError> {
    match render_theme_page(web, version.site_id, Arc::clone(theme), file, NOTE).await {
        Ok(page) => Ok(page),
        Err(error) if error.cause().code() == "theme_breaks" => {
            let broken = theme.take_broken();
            let remark = broken.map(|broken| of_broken(version, file, &broken));
            report.note([remark.unwrap_or_else(|| Remark::new(file, None, error.sentence().text))]);
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// What the footer of the site's pages has to tell, as far as the site's data say it.
fn facts_of(web: &Web, version: &ThemeVersion) -> Vec<FootFact> {
    let directory = web.app().directory();
    let Some(site) = directory.site(version.site_id) else { return Vec::new() };
    let marks = marks_of(site).unwrap_or_default();
    let owner = directory.agency(site.agency_id).map_or_else(String::new, |agency| agency.name.clone());
    let sponsor = if marks.sponsor.is_empty() { owner } else { marks.sponsor };
    let facts = [
        ("主办单位", "主办", sponsor),
        ("联系方式", "联系", marks.contact),
        ("网站标识码", "标识码", marks.site_code),
        ("ICP备案编号", "ICP", marks.icp),
        ("公安备案编号", "公安", marks.police_record),
    ];
    let filled = facts.into_iter().filter(|(_, _, value)| !value.is_empty());
    filled.map(|(label, word, value)| FootFact { label, word, value }).collect()
}

/// What is wrong with a page. It is told of the frame where the frame is the site's own.
fn missing(
    version: &ThemeVersion,
    file: ThemeFile,
    html: &str,
    expected: Option<&str>,
    facts: &[FootFact],
) -> Vec<Remark> {
    let frame = if version.texts.contains_key(&ThemeFile::Base) { ThemeFile::Base } else { file };
    let style = version.texts.get(&ThemeFile::Style).map_or("", String::as_str);
    let wrong = needed::wrong(file, html, expected, facts, style);
    wrong
        .into_iter()
        .map(|wrong| match wrong {
            Wrong::Frame(text) => Remark::new(frame, None, text),
            Wrong::Hidden(line, text) => Remark::new(ThemeFile::Style, Some(line), text),
            Wrong::Markup(line) => of_markup(version, file, &line),
        })
        .collect()
}

/// Shortest piece of a template by which a line of a page is known again, in bytes.
const KNOWN_BY: usize = 8;

/// A line of a page that a browser has to put right, where it stands in the templates.
fn of_markup(version: &ThemeVersion, file: ThemeFile, made: &str) -> Remark {
    let quoted: String = made.chars().take(QUOTED).collect();
    let text = format!("标签放错了位置，或者不能这样嵌套，浏览器会自己改动：{quoted}");
    let mut best: Option<(usize, ThemeFile, usize)> = None;
    for whose in [file, ThemeFile::Base] {
        for (at, line) in version.texts.get(&whose).map_or("", String::as_str).lines().enumerate() {
            let pieces = line.split(['{', '}']).map(str::trim);
            let known = pieces.filter(|piece| piece.len() >= KNOWN_BY && made.contains(piece)).map(str::len).max();
            if let Some(length) = known.filter(|length| best.is_none_or(|(before, _, _)| *length > before)) {
                best = Some((length, whose, at + 1));
            }
        }
    }
    best.map_or_else(
        || Remark::new(file, None, text.clone()),
        |(_, whose, line)| Remark::new(whose, Some(line), text.clone()),
    )
}
