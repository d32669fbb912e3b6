//! All checks over one stored report: those within it, against the records, the reports below and the year before, its
//! text against its cells; and what still has to be written. Needs the whole report, so it stands apart from loading.

use std::collections::BTreeMap;

use domain::item::checks::Level;
use domain::report::check::{Standing, across_years, against_parts, against_records, against_suits, check, sum_of};
use domain::report::draft::{Counts, Part, figures};
use domain::report::reference::{Figures, TO_WRITE, fill};
use domain::report::workflow::{Coverage, StepFacts};
use domain::report::{AnnualReport, CellKey, CellValue, Finding, FindingCode, Note, Table};
use domain::request::reply::ReplyKind;
use store::report::count;

use super::build::{self, Built, Year};
use super::record::{self, Loaded};
use super::scope;
use crate::caller::Caller;
use crate::context::App;
use crate::error::AppError;
use domain::identity::Action;

/// How lines begin that sealing adds to the last section.
pub(super) const EXPLAINED: &str = "数据说明：";
pub(super) const MERGED: &str = "本报告的数据包括已经并入";

/// What the checks find in a report, and what its text may refer to.
#[derive(Debug, Clone)]
pub struct Examined {
    /// Each with what was said about it.
    pub findings: Vec<(Finding, Option<String>)>,
    pub notes: Vec<Note>,
    /// The figures by name.
    pub figures: Figures,
    /// References of the text that name no figure, by part.
    pub unknown: Vec<(Part, String)>,
    /// Cells and parts of the text that are still to be filled.
    pub blank: Vec<CellKey>,
    pub unwritten: Vec<Part>,
    /// Agencies below whose reports are not handed in.
    pub missing: Vec<i64>,
    pub counts: Counts,
    /// The report of the year before, where there is one.
    pub before: Option<AnnualReport>,
}

/// The name under which a note on a finding is kept: the check and its first cell.
#[must_use]
pub fn finding_key(finding: &Finding) -> String {
    let cell = finding.cells.first().map(ToString::to_string).unwrap_or_default();
    format!("{}:{cell}", finding.check)
}

/// Whether a finding may stay only with a note (V5, V7).
#[must_use]
pub const fn wants_note(finding: &Finding) -> bool {
    matches!(finding.code, FindingCode::CarriedOver | FindingCode::StockInForce | FindingCode::ItemsBefore)
}

impl Examined {
    /// How many findings are errors.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.findings.iter().filter(|(finding, _)| finding.level == Level::Error).count()
    }

    /// What decides about a step.
    #[must_use]
    pub fn facts(&self) -> StepFacts {
        let lacks = |(finding, said): &&(Finding, Option<String>)| wants_note(finding) && said.is_none();
        StepFacts {
            errors: self.errors(),
            unexplained: self.findings.iter().filter(lacks).count(),
            unwritten: self.blank.len() + self.unwritten.len() + self.unknown.len(),
            is_own_work: false,
            has_note: false,
        }
    }
}

/// Reads a report and runs every check.
///
/// # Errors
/// `not_allowed`, `not_found`.
pub async fn examine(app: &App, caller: &Caller, id: i64) -> Result<(Loaded, Examined), AppError> {
    let row = store::report::get(app.store().read(), id).await?;
    caller.allow(Action::ReportView, &app.directory().agency_place(row.agency_id), app.now())?;
    let loaded = record::load(app, row).await?;
    run(app, loaded).await
}

/// The same for a report that was read already.
pub(super) async fn run(app: &App, mut loaded: Loaded) -> Result<(Loaded, Examined), AppError> {
    let (agency, year) = (loaded.row.agency_id, loaded.row.year);
    let records = Year::load(app, year).await?;
    let counts = build::counts(app, &records, agency, loaded.coverage).await?;
    let before = year_before(app, &loaded).await?;
    let figures = figures(&loaded.report, before.as_ref(), &counts);
    let built = match loaded.row.origin.as_str() {
        "built" => Some(records.build(&app.directory(), agency, loaded.coverage)),
        _ => None,
    };
    let said: BTreeMap<&str, &str> =
        loaded.notes.iter().map(|note| (note.finding.as_str(), note.text.as_str())).collect();
    let explained: Vec<String> =
        said.values().filter(|text| !text.is_empty()).map(|text| (*text).to_string()).collect();
    loaded.report.prose = if loaded.state.is_fixed() {
        record::prose_of(&loaded.texts, &[], &Figures::new())
    } else {
        record::prose_of(&loaded.texts, &explained, &figures)
    };
    let (mut findings, notes) = check(&loaded.report);
    if let Some(before) = &before
        && let (Some(was), Some(is)) = (Standing::of(before), Standing::of(&loaded.report))
    {
        findings.extend(across_years(&was, &is));
    }
    if let Some(built) = &built {
        findings.extend(against_built(&loaded.report, built));
        let covered = scope::covered(&app.directory(), agency, loaded.coverage);
        findings.extend(against_suits(year, suspicious_suits(app, &covered, year).await?));
    }
    findings.sort_by_key(|finding| finding.check);
    let findings = findings
        .into_iter()
        .map(|finding| {
            let text = said.get(finding_key(&finding).as_str()).map(|text| (*text).to_string());
            (finding, text.filter(|text| !text.is_empty()))
        })
        .collect();
    let examined = Examined {
        findings,
        notes,
        unknown: unknown_references(&loaded, &figures),
        blank: blank_cells(&loaded.report),
        unwritten: unwritten(&loaded),
        missing: built.map(|built| built.missing).unwrap_or_default(),
        figures,
        counts,
        before,
    };
    Ok((loaded, examined))
}

/// V10, and V8 where all below are handed in. A figure of table 2 that was entered for the whole stands as it is where
/// it is not the sum, unless it was rolled up.
fn against_built(report: &AnnualReport, built: &Built) -> Vec<Finding> {
    let mut findings = against_records(report, &built.counted);
    findings.extend(built.sums.iter().flat_map(|sums| against_parts(report, sums)));
    findings
}

fn blank_cells(report: &AnnualReport) -> Vec<CellKey> {
    let is_blank = |key: &CellKey| matches!(report.value(*key), None | Some(CellValue::Blank));
    report.format.cells().filter(|key| key.row.table() == Table::Published).filter(is_blank).collect()
}

fn unwritten(loaded: &Loaded) -> Vec<Part> {
    if loaded.row.origin != "built" {
        return Vec::new();
    }
    let text = |part: Part| loaded.texts.iter().find(|(known, _)| *known == part).map_or("", |(_, text)| text.as_str());
    let is_open = |part: &Part| text(*part).trim().is_empty() || text(*part).contains(TO_WRITE);
    Part::ALL.iter().copied().filter(is_open).collect()
}

fn unknown_references(loaded: &Loaded, figures: &Figures) -> Vec<(Part, String)> {
    if loaded.state.is_fixed() {
        return Vec::new();
    }
    loaded.texts.iter().filter_map(|(part, text)| Some((*part, fill(text, figures).err()?.name))).collect()
}

/// The report of the year before; of an agency into which others were merged, with theirs added (V5).
async fn year_before(app: &App, loaded: &Loaded) -> Result<Option<AnnualReport>, AppError> {
    let directory = app.directory();
    let db = app.store().read();
    let (year, coverage) = (loaded.row.year - 1, loaded.row.coverage.as_str());
    let Some(row) = store::report::find_newest(db, loaded.row.agency_id, year, coverage).await? else {
        return Ok(None);
    };
    let mut rows = vec![row.clone()];
    if loaded.coverage == Coverage::Own {
        for merged in scope::own(&directory, loaded.row.agency_id).into_iter().skip(1) {
            rows.extend(store::report::find_newest(db, merged, year, coverage).await?);
        }
    }
    let reports = record::cells_of(app, &rows).await?;
    let mut before = record::empty(&row)?;
    let sums = sum_of(before.format, reports.values());
    let own = reports.get(&row.id);
    for (key, value) in sums {
        if let Some(cell) = own.and_then(|own| own.cells.get(&key)) {
            before.cells.insert(key, domain::report::Cell { value, provenance: cell.provenance.clone() });
        }
    }
    Ok(Some(before))
}

async fn suspicious_suits(app: &App, agencies: &[i64], year: i32) -> Result<i64, AppError> {
    let rules = crate::letter::remedy_rules(&app.settings());
    let replies = count::direct_suits(app.store().read(), agencies, year).await?;
    let suspicious = replies.iter().filter(|(kind, on)| {
        let reply = kind.as_deref().and_then(ReplyKind::parse).zip(*on);
        reply.is_some_and(|(reply, on)| {
            domain::dispute::is_suspicious(domain::dispute::Track::DirectLitigation, reply, on, &rules)
        })
    });
    Ok(i64::try_from(suspicious.count()).unwrap_or(i64::MAX))
}

/// What is added to a report in which others were merged, for the public.
pub(super) fn merger_note(app: &App, loaded: &Loaded) -> Option<String> {
    let names = scope::merged_names(&app.directory(), loaded.row.agency_id);
    (loaded.coverage == Coverage::Own && !names.is_empty()).then(|| format!("{MERGED}本机关的{}。", names.join("、")))
}
