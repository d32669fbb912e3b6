//! A report's figures out of the records: an agency's own, and a government's as the sum of the reports below it, which
//! are computed where they are not handed in yet. Writes nothing.

use std::collections::{BTreeMap, HashMap};

use domain::report::check::sum_of;
use domain::report::draft::Counts;
use domain::report::workflow::Coverage;
use domain::report::{AnnualReport, Cell, CellKey, CellValue, Column, Format, ItemGroup, Provenance, Row, Table};
use domain::request::Happening;
use domain::site::ColumnType;
use domain::time::Moment;
use store::report::{Model, count};

use super::counted::Counted;
use super::record;
use super::scope;
use crate::context::App;
use crate::directory::Directory;
use crate::error::AppError;

/// A report's figures with what they rest on.
#[derive(Debug, Clone)]
pub struct Built {
    pub report: AnnualReport,
    /// V10: what the records count, for every cell that they can fill.
    pub counted: BTreeMap<CellKey, i64>,
    /// V8: the sums of the reports below, where all of them are handed in; none for an agency's own report.
    pub sums: Option<BTreeMap<CellKey, CellValue>>,
    /// The agencies below whose reports are not handed in.
    pub missing: Vec<i64>,
}

/// The year's records and the reports handed in on it, read once for any number of reports.
#[derive(Debug)]
pub struct Year {
    year: i32,
    format: Format,
    counted: Counted,
    /// Own reports that are handed in, by agency.
    handed_in: HashMap<i64, AnnualReport>,
}

impl Year {
    /// Reads a year.
    ///
    /// # Errors
    /// `report_year_unknown`; when the records cannot be read.
    pub async fn load(app: &App, year: i32) -> Result<Self, AppError> {
        let format = Format::for_year(year).ok_or_else(|| AppError::problem("report_year_unknown"))?;
        let counted = Counted::load(app, year).await?;
        let rows = newest(store::report::list_year(app.store().read(), year).await?)?;
        let own: Vec<Model> = rows.into_iter().filter(|row| row.coverage == Coverage::Own.code()).collect();
        let mut reports = record::cells_of(app, &own).await?;
        let handed_in = own.iter().filter_map(|row| Some((row.agency_id, reports.remove(&row.id)?))).collect();
        Ok(Self { year, format, counted, handed_in })
    }

    /// One report.
    #[must_use]
    pub fn build(&self, directory: &Directory, agency: i64, coverage: Coverage) -> Built {
        match coverage {
            Coverage::Own => self.own(directory, agency),
            Coverage::Whole => self.whole(directory, agency),
        }
    }

    fn empty(&self, directory: &Directory, agency: i64) -> AnnualReport {
        AnnualReport {
            format: self.format,
            year: Some(self.year),
            agency: directory.agency(agency).map(|one| one.name.clone()),
            cells: BTreeMap::new(),
            prose: Vec::new(),
            notes: Vec::new(),
        }
    }

    fn own(&self, directory: &Directory, agency: i64) -> Built {
        let counted = self.counted.of(&scope::own(directory, agency), self.format);
        let mut report = self.empty(directory, agency);
        report.cells = queried(&counted);
        with_blanks(&mut report);
        Built { report, counted, sums: None, missing: Vec::new() }
    }

    fn whole(&self, directory: &Directory, agency: i64) -> Built {
        let below = scope::below(directory, agency);
        let missing: Vec<i64> = below.iter().copied().filter(|part| !self.handed_in.contains_key(part)).collect();
        let parts: Vec<i64> = std::iter::once(agency).chain(below.iter().copied()).collect();
        let covered = scope::covered(directory, agency, Coverage::Whole);
        let counted = self.counted.of(&covered, self.format);
        let mut report = self.empty(directory, agency);
        let handed: Vec<&AnnualReport> = parts.iter().filter_map(|part| self.handed_in.get(part)).collect();
        if handed.is_empty() {
            report.cells = queried(&counted);
            with_blanks(&mut report);
            return Built { report, counted, sums: None, missing };
        }
        let computed: Vec<AnnualReport> = parts
            .iter()
            .filter(|part| !self.handed_in.contains_key(part))
            .map(|part| self.own(directory, *part).report)
            .collect();
        let all: Vec<&AnnualReport> = handed.iter().copied().chain(&computed).collect();
        let requests_and_disputes = sum_of(self.format, all);
        let published = sum_of(self.format, handed);
        let mut sums = requests_and_disputes;
        sums.retain(|key, _| key.row.table() != Table::Published);
        sums.extend(published.into_iter().filter(|(key, _)| key.row.table() == Table::Published));
        let provenance = Provenance::RolledUp { agencies: parts };
        let cell = |(key, value): (&CellKey, &CellValue)| {
            (*key, Cell { value: value.clone(), provenance: provenance.clone() })
        };
        report.cells = sums.iter().map(cell).collect();
        with_blanks(&mut report);
        let sums = missing.is_empty().then_some(sums);
        Built { report, counted, sums, missing }
    }

    /// One figure of an agency's own: of its report that is handed in, else out of the records.
    #[must_use]
    pub fn figure(&self, directory: &Directory, agency: i64, key: CellKey) -> Option<i64> {
        match self.handed_in.get(&agency) {
            Some(report) => report.number(key.row, key.column),
            None => self.counted.of(&scope::own(directory, agency), self.format).get(&key).copied(),
        }
    }

    /// The agencies with most new applications among some, by name.
    #[must_use]
    pub fn most_received(&self, directory: &Directory, agencies: &[i64]) -> Vec<(String, i64)> {
        let received = CellKey::new(Row::Received, Column::C7);
        let mut ranked: Vec<(String, i64)> = agencies
            .iter()
            .filter_map(|id| {
                let count = self.counted.of(&[*id], self.format).get(&received).copied()?;
                (count > 0).then(|| directory.agency(*id).map(|one| (one.name.clone(), count)))?
            })
            .collect();
        ranked.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        ranked
    }
}

/// Of several versions the newest that is handed in, of each agency and coverage.
fn newest(rows: Vec<Model>) -> Result<Vec<Model>, AppError> {
    let mut kept: Vec<Model> = Vec::new();
    for row in rows {
        let is_known = kept.iter().any(|known| known.agency_id == row.agency_id && known.coverage == row.coverage);
        if !is_known && record::state_in(&row)?.is_handed_in() {
            kept.push(row);
        }
    }
    Ok(kept)
}

fn queried(counted: &BTreeMap<CellKey, i64>) -> BTreeMap<CellKey, Cell> {
    let cell = |(key, count): (&CellKey, &i64)| {
        let provenance = Provenance::Query { name: format!("{}.{}", key.row.table(), key.row) };
        (*key, Cell { value: CellValue::Number(*count), provenance })
    };
    counted.iter().map(cell).collect()
}

/// What nobody has entered yet stands in the report as nothing, so that it is seen.
fn with_blanks(report: &mut AnnualReport) {
    let format = report.format;
    for key in format.cells().filter(|key| key.row.table() == Table::Published) {
        let provenance = Provenance::Typed { by: String::new(), source: String::new() };
        report.cells.entry(key).or_insert(Cell { value: CellValue::Blank, provenance });
    }
}

/// The figures of every acting agency's report, one after the other to `each`, from one reading of the records.
///
/// # Errors
/// `report_year_unknown`; when the records cannot be read; what `each` says.
pub async fn build_all(
    app: &App,
    year: i32,
    mut each: impl FnMut(i64, Built) -> Result<(), AppError>,
) -> Result<(), AppError> {
    let loaded = Year::load(app, year).await?;
    let directory = app.directory();
    for agency in directory.agencies.iter().filter(|one| one.status == "active") {
        each(agency.id, loaded.build(&directory, agency.id, scope::coverage_of(&directory, agency.id)))?;
    }
    Ok(())
}

/// What the records tell beside the cells: items, fees, who was asked most.
pub(super) async fn counts(app: &App, loaded: &Year, agency: i64, coverage: Coverage) -> Result<Counts, AppError> {
    let directory = app.directory();
    let year = loaded.year;
    let covered = scope::covered(&directory, agency, coverage);
    let items = items(app, &directory, &covered, year).await?;
    let before = items_total(&self::items(app, &directory, &covered, year - 1).await?);
    let below = scope::below(&directory, agency);
    Ok(Counts {
        items,
        items_before: (before > 0).then_some(before),
        fee_fen: fees(app, &covered, year).await?,
        agencies: if coverage == Coverage::Whole { below.len() + 1 } else { 1 },
        most_received: match coverage {
            Coverage::Whole => loaded.most_received(&directory, &below),
            Coverage::Own => Vec::new(),
        },
    })
}

fn items_total(items: &[(ItemGroup, i64)]) -> i64 {
    items.iter().filter(|(group, _)| ItemGroup::CATEGORIES.contains(group)).map(|(_, count)| count).sum()
}

async fn items(
    app: &App,
    directory: &Directory,
    agencies: &[i64],
    year: i32,
) -> Result<Vec<(ItemGroup, i64)>, AppError> {
    let begins = |year: i32| {
        let day = chrono::NaiveDate::from_ymd_opt(year, 1, 1).and_then(|day| day.and_hms_opt(0, 0, 0));
        day.map(|day| Moment::from_local(day).0).ok_or_else(|| AppError::problem("report_year_unknown"))
    };
    let mut groups: BTreeMap<ItemGroup, i64> = BTreeMap::new();
    for (agency, section, items) in count::items(app.store().read(), begins(year)?, begins(year + 1)?).await? {
        if agencies.contains(&agency) {
            *groups.entry(group_of(directory, section)).or_default() += items;
        }
    }
    Ok(groups.into_iter().collect())
}

fn group_of(directory: &Directory, section: i64) -> ItemGroup {
    let Some(section) = directory.section(section) else { return ItemGroup::Rest };
    let category = section.category.as_deref().and_then(domain::item::category::DisclosureCategory::parse);
    let column = ColumnType::parse(&section.column_type);
    ItemGroup::of_section(category, column)
}

/// Fees taken in the year less what was given back in it, in fen.
async fn fees(app: &App, agencies: &[i64], year: i32) -> Result<i64, AppError> {
    use chrono::Datelike;
    let mut asked: HashMap<i64, i64> = HashMap::new();
    let mut sum = 0;
    for (case, payload) in count::fee_events(app.store().read(), agencies).await? {
        match serde_json::from_str::<Happening>(&payload).map_err(store::StoreError::from)? {
            Happening::FeeNoticed { fen, .. } => {
                asked.insert(case, fen);
            }
            Happening::FeePaid { on } if on.year() == year => sum += asked.get(&case).copied().unwrap_or(0),
            Happening::FeeRefunded { on, fen } if on.year() == year => sum -= fen,
            _ => {}
        }
    }
    Ok(sum.max(0))
}
