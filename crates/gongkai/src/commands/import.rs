//! `gongkai import items`: a table of items into the records. Bad rows are told with their place, the rest is taken; the
//! same command goes on where an import was broken off.

use std::collections::BTreeMap;

use app::Caller;
use app::item::import::{FIELDS, ImportAs, ImportMode, ImportOptions, ImportReport, import};

use crate::arguments::{ImportArguments, Place};
use crate::failure::{Ended, Failure};
use crate::progress::Bar;
use crate::terminal::{say, table};
use crate::wiring::{self, OldSchema};

pub fn items(place: &Place, arguments: ImportArguments) -> Result<Ended, Failure> {
    let (folder, config) = super::installation(place)?;
    let json = arguments.answer.json;
    let all = all_options(arguments)?;
    let (mut done, mut refused, mut failures) = (Vec::new(), false, Vec::new());
    wiring::block_on(&config, async {
        let opened = wiring::open(&folder, &config, OldSchema::Refuse).await?;
        // Each file stands for itself: one that cannot be taken stops no other.
        for options in &all {
            let bar = Bar::new();
            let report =
                import(&opened.app, &Caller::command(), options, |rows| bar.show(format!("已处理 {rows} 行"))).await;
            drop(bar);
            match report {
                Ok(report) => {
                    refused |= report.refused > 0;
                    if !json {
                        tell(options, &report);
                    }
                    done.push(serde_json::json!({
                        "file": options.file, "dry_run": options.mode == ImportMode::DryRun, "report": report,
                    }));
                }
                Err(error) => {
                    let failure = Failure::from(error);
                    done.push(serde_json::json!({ "file": options.file, "error": failure.to_string() }));
                    failures.push(failure.about(&options.file.display().to_string()));
                }
            }
        }
        wiring::close(&opened.app).await;
        Ok(())
    })?;
    if json && done.len() > failures.len() {
        say(&serde_json::json!(done).to_string());
    }
    match failures.into_iter().reduce(Failure::and) {
        Some(failure) => Err(failure),
        None if refused => Ok(Ended::ErrorsFound),
        None => Ok(Ended::Done),
    }
}

fn all_options(arguments: ImportArguments) -> Result<Vec<ImportOptions>, Failure> {
    let mapping = arguments.map.iter().map(|text| mapped(text)).collect::<Result<BTreeMap<_, _>, _>>()?;
    let arrive = arguments.published_before.map_or(ImportAs::Drafts, |order| ImportAs::PublishedBefore { order });
    let mode = if arguments.dry_run { ImportMode::DryRun } else { ImportMode::Write };
    let options = |file| ImportOptions {
        file,
        arrive: arrive.clone(),
        mode,
        mapping: mapping.clone(),
        section: arguments.section.clone(),
        agency: arguments.agency.clone(),
        attachments: arguments.attachments.clone(),
    };
    Ok(arguments.files.iter().cloned().map(options).collect())
}

/// `field=column`; the field by its key or one of its Chinese names.
fn mapped(text: &str) -> Result<(String, String), Failure> {
    let (field, column) = text
        .split_once('=')
        .filter(|(field, column)| !field.is_empty() && !column.is_empty())
        .ok_or_else(|| Failure::new(format!("“{text}”应写成“字段=列名”，例如 --map title=信息标题。")))?;
    let known = FIELDS.iter().find(|one| one.key == field || one.names.contains(&field));
    let known = known.ok_or_else(|| {
        let names: Vec<&str> = FIELDS.iter().filter_map(|one| one.names.first().copied()).collect();
        Failure::new(format!("没有“{field}”这个字段；可以写：{}。", names.join("、")))
    })?;
    Ok((known.key.to_string(), column.to_string()))
}

fn tell(options: &ImportOptions, report: &ImportReport) {
    let file = options.file.display();
    if report.resumed_after > 0 {
        say(&format!("{file}：从第 {} 行之后继续。", report.resumed_after));
    }
    let (verb, taken, refused) = match options.mode {
        ImportMode::DryRun => ("试运行，可以导入", report.taken, report.refused),
        ImportMode::Write => ("导入", report.taken, report.refused),
    };
    say(&format!("{file}：{verb} {taken} 条，有问题 {refused} 条。"));
    if !report.unused_columns.is_empty() {
        say(&format!("没有用到的列：{}。", report.unused_columns.join("、")));
    }
    if !report.refusals.is_empty() {
        let rows: Vec<Vec<String>> =
            report.refusals.iter().map(|r| vec![r.row.to_string(), r.column.clone(), r.reason.clone()]).collect();
        table(&["行", "列", "原因"], &rows);
    }
    let told = report.refusals.len() as u64;
    if told < report.refused {
        say(&format!("另有 {} 条没有列出。", report.refused - told));
    }
}
