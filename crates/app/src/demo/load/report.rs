//! The city's report on the figures' year: tables 3 and 4 computed from the demo's cases and disputes, table 2 typed with
//! its source, its text with what the office did that year; handed in, accepted, sealed and published through the use
//! cases by the demo's people, at the time when such a report is due.

use chrono::NaiveDate;
use domain::report::draft::Part;
use domain::report::workflow::{Coverage, ReportStep};
use domain::report::{CellKey, Column, Row};
use domain::time::Moment;

use super::house::Made;
use crate::caller::Caller;
use crate::context::App;
use crate::demo::CityPlan;
use crate::demo::agencies::CITY;
use crate::demo::figures::{Figures, ManagedFigures};
use crate::error::AppError;
use crate::report::{Order, TypedCells, act, open, type_cells, write_text};

const STATISTICIAN: &str = "cao.tongji";
const SUPERVISOR: &str = "cheng.jianguan";
const SOURCE: &str = "高安市人民政府2019年政府信息公开工作年度报告公布的数据（演示）";

/// Makes and publishes the report; its id. Without accounts the program itself does.
pub(super) async fn write(app: &App, plan: &CityPlan, made: &Made) -> Result<i64, AppError> {
    let system = Caller::system();
    let statistician = made.people.get(STATISTICIAN).unwrap_or(&system);
    let supervisor = made.people.get(SUPERVISOR).unwrap_or(&system);
    let at = |day: u32| app.at(moment(plan.figures.year, day));
    let city = made.agency(CITY)?;
    let id = open(&at(10), statistician, city, plan.figures.year, Coverage::Whole).await?;
    let typed = TypedCells {
        cells: published_cells(&plan.figures),
        source: SOURCE.to_string(),
        evidence: None,
        edition: edition(app, id).await?,
    };
    type_cells(&at(11), statistician, id, &typed).await?;
    write_text(&at(12), statistician, id, edition(app, id).await?, &texts(&plan.figures)).await?;
    let steps = [
        (ReportStep::HandIn, statistician, 13),
        (ReportStep::Accept, supervisor, 16),
        (ReportStep::Seal, supervisor, 17),
        (ReportStep::Publish, supervisor, 18),
    ];
    for (step, who, day) in steps {
        let order = Order { step, note: String::new(), edition: edition(app, id).await? };
        act(&at(day), who, id, &order).await?;
    }
    Ok(id)
}

/// A working morning of the March in which the report is due.
fn moment(year: i32, day: u32) -> Moment {
    let on = NaiveDate::from_ymd_opt(year + 1, 3, day).unwrap_or_default();
    Moment::from_local(on.and_hms_opt(9, 30, 0).unwrap_or_default())
}

async fn edition(app: &App, id: i64) -> Result<i32, AppError> {
    Ok(store::report::get(app.store().read(), id).await?.edition)
}

fn published_cells(figures: &Figures) -> Vec<(CellKey, String)> {
    let made = &figures.regulations;
    let normative = &figures.normative_documents;
    let mut cells = vec![
        (CellKey::new(Row::Rules, Column::Made), made.made.to_string()),
        (CellKey::new(Row::Rules, Column::Published), made.published.to_string()),
        (CellKey::new(Row::Rules, Column::Total), made.in_force.to_string()),
        (CellKey::new(Row::NormativeDocuments, Column::Made), normative.made_in_year.to_string()),
        (CellKey::new(Row::NormativeDocuments, Column::Published), normative.newly_published.to_string()),
        (CellKey::new(Row::NormativeDocuments, Column::Total), normative.in_force_and_public.to_string()),
        (CellKey::new(Row::Procurement, Column::Items), figures.procurement.projects.to_string()),
    ];
    let fen = figures.procurement.amount_fen;
    cells.push((CellKey::new(Row::Procurement, Column::Amount), format!("{}.{:02}元", fen / 100, fen % 100)));
    let managed: [(Row, &ManagedFigures); 5] = [
        (Row::Licences, &figures.licences),
        (Row::OtherServices, &figures.other_services),
        (Row::Penalties, &figures.penalties),
        (Row::CoerciveMeasures, &figures.coercive_measures),
        (Row::Charges, &figures.charges),
    ];
    for (row, managed) in managed {
        cells.push((CellKey::new(row, Column::ItemsBefore), managed.items_last_year.to_string()));
        cells.push((CellKey::new(row, Column::Change), managed.change.to_string()));
        cells.extend(managed.decisions.map(|count| (CellKey::new(row, Column::Decisions), count.to_string())));
    }
    cells
}

/// The text; the drafted parts on publishing and requests stay.
fn texts(figures: &Figures) -> Vec<(Part, String)> {
    let did = &figures.activity;
    vec![
        (
            Part::Management,
            format!(
                "落实信息发布审核和保密审查制度，公开前逐条审查。全年公开建议提案办理结果{}件，回应公众关注热点{}次，编报舆情专报{}期。",
                figures.proposals, did.hotspot_responses, did.briefs
            ),
        ),
        (
            Part::Platform,
            format!(
                "新的政府门户网站于{}上线，集中公布政府信息公开指南、制度、法定主动公开内容和年度报告。设政府信息查阅点{}个，全年接待查阅{}人次。",
                documents::write::letter::chinese_date(figures.portal_online),
                did.reading_points,
                did.reading_visits
            ),
        ),
        (
            Part::Supervision,
            format!(
                "政府信息公开工作在市直单位年度考核中占{}%的分值。全年举办培训{}次，参加{}人次；对更新不及时的单位通报{}次，督促整改到位。",
                did.assessment_weight_percent, did.trainings, did.trained_people, did.late_update_circulars
            ),
        ),
        (
            Part::Problems,
            "主要问题：一是部分单位更新不够及时；二是政策解读的形式比较单一。改进情况：一是建立栏目更新提醒，逐月通报；二是要求政策文件与解读同步起草、同步审签、同步公开。".to_string(),
        ),
        (Part::Other, "本年度没有收取政府信息公开信息处理费，没有其他需要报告的事项。".to_string()),
    ]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use domain::item::checks::Level;
    use domain::report::check::check;
    use domain::report::recognise::recognise;
    use domain::report::{AnnualReport, CellValue, Format, Table};

    use super::super::cases;
    use super::super::tests::city;
    use super::*;
    use crate::report::{OutputForm, coverage_of, print};

    fn row(report: &AnnualReport, row: &str) -> Vec<i64> {
        let row = Row::parse(row).unwrap();
        report.format.columns(row).iter().map(|column| report.number(row, *column).unwrap()).collect()
    }

    fn numbers(figures: &[u32]) -> Vec<i64> {
        figures.iter().map(|number| i64::from(*number)).collect()
    }

    #[tokio::test]
    async fn the_report_of_2019_equals_the_published_figures_cell_by_cell() {
        let folder = tempfile::tempdir().unwrap();
        let (app, made) = city(folder.path()).await;
        cases::write(&app, &made).await.unwrap();
        write(&app, &CityPlan::new().unwrap(), &made).await.unwrap();
        let figures = Figures::read().unwrap();
        let directory = app.directory();
        let city = directory.agencies.iter().find(|one| one.slug == CITY).unwrap().id;
        assert_eq!(coverage_of(&directory, city), Coverage::Whole);
        let printed = print(&app, &Caller::command(), city, figures.year, Coverage::Whole).await.unwrap();
        let report = &printed.report;
        let told = &figures.requests;
        for form in Format::Trial2019.rows(Table::Requests) {
            let expected = match form.row.code() {
                "r1" => numbers(&told.r1),
                "r2" => numbers(&told.r2),
                "r3.2" => numbers(&told.r3_2),
                "r3.7" => numbers(&told.r3_7),
                "r4" => numbers(&told.r4),
                _ => vec![0; 7],
            };
            assert_eq!(row(report, form.row.code()), expected, "{}", form.row);
        }
        let disputes = &figures.disputes;
        assert_eq!(row(report, "reconsideration"), numbers(&disputes.reconsideration));
        assert_eq!(row(report, "litigation_direct"), numbers(&disputes.direct_litigation));
        assert_eq!(row(report, "litigation_after"), numbers(&disputes.litigation_after_reconsideration));
        let amount = report.value(CellKey::new(Row::Procurement, Column::Amount));
        assert!(matches!(amount, Some(CellValue::Money(amount)) if amount.to_string() == "448000000"));
        assert_eq!(report.number(Row::Penalties, Column::Change), Some(-26));

        let page = printed.to_bytes(&app, OutputForm::Html).unwrap();
        let documents::report::Reading::Source(source) =
            documents::report::read(&page, &documents::Limits::default()).unwrap()
        else {
            panic!("a page is lines")
        };
        let read = recognise(&source, None).unwrap();
        let errors: Vec<_> =
            read.findings.into_iter().chain(check(&read.report).0).filter(|one| one.level == Level::Error).collect();
        assert!(errors.is_empty(), "{errors:?}");
        assert_eq!(check(&read.report).0, Vec::new(), "nor a warning");
        assert_eq!(read.report.cells.len(), report.cells.len());
    }
}
