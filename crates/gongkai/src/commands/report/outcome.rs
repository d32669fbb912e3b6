//! What came of one file: its figures ready to be printed, the findings, or why there is no report. Only what is
//! printed and what the next year is held against is kept, so that thousands of files fit.

use std::path::Path;

use app::report::{finding_sentence, no_report_sentence, note_sentence, unreadable_sentence};
use documents::report::{Reading, read, source_of_text};
use documents::sniff::FileType;
use documents::{Limits, Refusal};
use domain::item::checks::Level;
use domain::report::check::{Standing, check};
use domain::report::recognise::recognise;
use domain::report::{AnnualReport, Figure, Finding, Format, Note, to_json};
use serde_json::{Map, Value, json};

use super::files;

/// What came of one file.
#[derive(Debug)]
pub struct Outcome {
    pub file: String,
    /// Why the file is no readable report.
    pub problem: Option<Problem>,
    pub findings: Vec<Finding>,
    pub standing: Option<Standing>,
    report: Option<Read>,
}

/// Why there is no report.
#[derive(Debug)]
pub struct Problem {
    pub code: &'static str,
    pub sentence: String,
}

/// A report that was read, as it is printed.
#[derive(Debug)]
struct Read {
    format: Format,
    year: Option<i32>,
    agency: Option<String>,
    /// The figures as JSON text: far smaller than the cells.
    figures: String,
    notes: Vec<Note>,
}

/// Reads and checks a file.
pub fn of_file(path: &Path, year: Option<i32>, limits: &Limits) -> Outcome {
    let bytes = match files::read(path, limits.max_bytes) {
        Ok(bytes) => bytes,
        Err(failure) => return Outcome::unreadable(path, "file_missing", failure.to_string()),
    };
    match read_report(bytes, year, limits) {
        Ok((report, findings)) => Outcome::of_report(path, report, findings),
        Err(problem) => Outcome { problem: Some(problem), ..Outcome::empty(path) },
    }
}

fn read_report(bytes: Vec<u8>, year: Option<i32>, limits: &Limits) -> Result<(AnnualReport, Vec<Finding>), Problem> {
    let source = match read(&bytes, limits).map_err(refused)? {
        Reading::Report(mut report) => {
            report.year = year.or(report.year);
            return Ok((*report, Vec::new()));
        }
        Reading::Source(source) => source,
        Reading::NeedsChild(kind) => source_of_text(&text_by_child(bytes, kind, limits)?),
    };
    let recognised = recognise(&source, year)
        .map_err(|missing| Problem { code: "report_not_found", sentence: no_report_sentence(&missing) })?;
    Ok((recognised.report, recognised.findings))
}

fn refused(refusal: Refusal) -> Problem {
    Problem { code: refusal.code(), sentence: unreadable_sentence(&refusal).to_owned() }
}

fn text_by_child(bytes: Vec<u8>, kind: FileType, limits: &Limits) -> Result<String, Problem> {
    let unavailable = |error: std::io::Error| refused(Refusal::ParserUnavailable { reason: error.to_string() });
    let exe = std::env::current_exe().map_err(unavailable)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(unavailable)?;
    let extracted =
        runtime.block_on(documents::sandbox::extract_in_child(&exe, bytes, kind, limits.clone())).map_err(refused)?;
    if extracted.text.trim().is_empty() {
        let sentence = "文件里没有文字，可能是扫描件或者图片，不能检查。".to_owned();
        return Err(Problem { code: "report_without_text", sentence });
    }
    Ok(extracted.text)
}

impl Outcome {
    fn empty(path: &Path) -> Self {
        let file = path.display().to_string();
        Self { file, problem: None, findings: Vec::new(), standing: None, report: None }
    }

    /// A file that could not be read.
    pub fn unreadable(path: &Path, code: &'static str, sentence: String) -> Self {
        Self { problem: Some(Problem { code, sentence }), ..Self::empty(path) }
    }

    fn of_report(path: &Path, mut report: AnnualReport, mut findings: Vec<Finding>) -> Self {
        let (more, notes) = check(&report);
        findings.extend(more);
        findings.sort_by_key(|finding| finding.check);
        report.notes.extend(notes);
        let figures = Value::Object(to_json(&report)).to_string();
        let standing = Standing::of(&report);
        let read =
            Read { format: report.format, year: report.year, agency: report.agency, figures, notes: report.notes };
        Self { findings, standing, report: Some(read), ..Self::empty(path) }
    }

    /// The agency that reports.
    pub fn agency(&self) -> Option<&str> {
        self.report.as_ref()?.agency.as_deref()
    }

    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.level == Level::Error)
    }

    /// One line of JSON.
    pub fn to_json(&self) -> String {
        let mut object = Map::new();
        object.insert("file".to_owned(), json!(self.file));
        let Some(read) = &self.report else {
            let problem =
                self.problem.as_ref().map(|problem| json!({ "code": problem.code, "message": problem.sentence }));
            object.insert("error".to_owned(), json!(problem));
            return Value::Object(object).to_string();
        };
        if let Ok(Value::Object(figures)) = serde_json::from_str(&read.figures) {
            object.extend(figures);
        }
        let findings: Vec<Value> = self.findings.iter().map(|finding| finding_json(finding, read.format)).collect();
        let notes = read.notes.iter().map(|note| {
            json!({ "kind": note.kind, "row": note.row, "cell": note.cell, "text": note.text, "message": note_sentence(note, read.format) })
        });
        object.insert("notes".to_owned(), notes.collect());
        object.insert("findings".to_owned(), json!(findings));
        Value::Object(object).to_string()
    }

    /// What a person reads.
    pub fn lines(&self, with_notes: bool) -> Vec<String> {
        let Some(read) = &self.report else {
            return Vec::new();
        };
        let agency = read.agency.as_deref().unwrap_or("（没有认出机构）");
        let year = read.year.map_or_else(|| "年度不明".to_owned(), |year| format!("{year}年度"));
        let mut lines = vec![format!("{}：{agency}，{year}，{}", self.file, read.format.label())];
        if self.findings.is_empty() {
            lines.push("  没有发现问题。".to_owned());
        }
        for finding in &self.findings {
            let sentence = finding_sentence(finding, read.format);
            lines.push(format!("  [{}] {} {sentence}", finding.level.label(), finding.check));
        }
        if with_notes {
            lines.extend(read.notes.iter().map(|note| format!("  [说明] {}", note_sentence(note, read.format))));
        }
        lines
    }
}

fn finding_json(finding: &Finding, format: Format) -> Value {
    json!({
        "check": finding.check,
        "level": finding.level,
        "code": finding.code,
        "cells": finding.cells,
        "expected": figure_json(&finding.expected),
        "found": figure_json(&finding.found),
        "message": finding_sentence(finding, format),
        "basis": finding.check.basis(),
    })
}

fn figure_json(figure: &Figure) -> Value {
    match figure {
        Figure::None => Value::Null,
        Figure::Number(number) => json!(number),
        Figure::Money(amount) => json!(amount.to_string()),
        Figure::Text(text) => json!(text),
    }
}
