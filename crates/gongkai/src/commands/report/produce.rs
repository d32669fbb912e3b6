//! `gongkai report build` and `export`: reports out of the records into files. What stands in them is decided in `app`.

use std::path::{Path, PathBuf};

use app::report::{OutputForm, Printed, coverage_of, figures_table, list_published, print, published};
use app::{App, Caller};
use documents::write::to_csv;
use domain::report::workflow::Coverage;

use super::read_year;
use crate::arguments::{Place, ReportBuildArguments, ReportExportArguments};
use crate::failure::{Ended, Failure};
use crate::terminal::say;
use crate::wiring::{self, OldSchema};

pub fn build(place: &Place, arguments: &ReportBuildArguments) -> Result<Ended, Failure> {
    let year = read_year(&arguments.year)?;
    let outs: Vec<(PathBuf, OutputForm)> =
        arguments.out.iter().map(|path| Ok((path.clone(), form_of(path)?))).collect::<Result<_, Failure>>()?;
    let (folder, config) = super::super::installation(place)?;
    wiring::block_on(&config, async {
        let opened = wiring::open(&folder, &config, OldSchema::Refuse).await?;
        let printed = printed(&opened.app, arguments, year).await?;
        for (path, form) in &outs {
            write(path, printed.to_bytes(&opened.app, *form)?)?;
            say(&format!("{}：{}", path.display(), form.label()));
        }
        wiring::close(&opened.app).await;
        Ok(())
    })?;
    Ok(Ended::Done)
}

async fn printed(app: &App, arguments: &ReportBuildArguments, year: i32) -> Result<Printed, Failure> {
    let directory = app.directory();
    let named = |one: &&store::agency::Model| one.slug == arguments.agency || one.name == arguments.agency;
    let agency = directory
        .agencies
        .iter()
        .find(named)
        .ok_or_else(|| Failure::new(format!("没有英文标识或者名称是“{}”的机构。", arguments.agency)))?;
    let coverage = if arguments.own { Coverage::Own } else { coverage_of(&directory, agency.id) };
    Ok(print(app, &Caller::command(), agency.id, year, coverage).await?)
}

/// The form by the ending of the file's name.
fn form_of(path: &Path) -> Result<OutputForm, Failure> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    OutputForm::parse(&ending).ok_or_else(|| {
        let known: Vec<&str> = OutputForm::ALL.iter().map(|form| form.code()).collect();
        Failure::new(format!("“{}”的扩展名不对；可以是 {}。", path.display(), known.join("、")))
    })
}

fn write(path: &Path, bytes: Vec<u8>) -> Result<(), Failure> {
    std::fs::write(path, bytes).map_err(|error| Failure::disk(&format!("写入 {}", path.display()), &error))
}

pub fn export(place: &Place, arguments: &ReportExportArguments) -> Result<Ended, Failure> {
    let year = arguments.year.as_deref().map(read_year).transpose()?;
    let (folder, config) = super::super::installation(place)?;
    let failed = |error: std::io::Error| Failure::disk(&format!("建立文件夹 {}", arguments.to.display()), &error);
    std::fs::create_dir_all(&arguments.to).map_err(failed)?;
    wiring::block_on(&config, async {
        let opened = wiring::open(&folder, &config, OldSchema::Refuse).await?;
        let app = &opened.app;
        write(&arguments.to.join("figures.csv"), to_csv(&figures_table(app).await?))?;
        let mut count = 0;
        for line in list_published(app, None).await?.iter().filter(|line| year.is_none_or(|year| year == line.year)) {
            let Some(found) = published(app, &line.slug, line.year, Some(line.coverage)).await? else { continue };
            for form in OutputForm::ALL {
                let name = format!("{}-{}-{}.{form}", line.slug, line.year, line.coverage);
                write(&arguments.to.join(name), found.printed.to_bytes(app, *form)?)?;
            }
            count += 1;
        }
        say(&format!("导出 {count} 份已发布的报告到 {}。", arguments.to.display()));
        wiring::close(app).await;
        Ok(())
    })?;
    Ok(Ended::Done)
}
