//! Random cities of cases and disputes: every computed report adds up, in both formats, agrees with a naive count, rolls
//! up to the city's, and follows from the year before.

use std::collections::BTreeMap;

use app::report::Year;
use chrono::{Datelike, Days, NaiveDate};
use domain::dispute::{Outcome, Party, Track};
use domain::report::check::{Standing, across_years, against_parts, check, sum_of};
use domain::report::workflow::Coverage;
use domain::report::{AnnualReport, CellKey, Column, FindingCode, Row, Table};
use domain::request::applicant::ApplicantKind;
use domain::request::reply::ReportRow;
use sea_orm::{ActiveModelTrait, IntoActiveModel, Set};
use testkit::City;

use crate::on_both;

on_both!(computed_reports_of_random_cities_add_up);

const AGENCIES: [&str; 5] = ["zhengfu", "zhengfuban", "jiaoti", "shuili", "xinjie"];
const CASES: u64 = 400;
const YEARS: std::ops::RangeInclusive<i32> = 2019..=2022;

struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn day(&mut self) -> NaiveDate {
        NaiveDate::from_ymd_opt(2018, 1, 1).unwrap() + Days::new(self.below(365 * 5))
    }
}

fn case(dice: &mut Dice, id: i64, agency: i64) -> store::request::Model {
    let arrived_on = dice.day();
    let closed_on = (dice.below(10) > 0).then(|| arrived_on + Days::new(dice.below(120)));
    let row = ReportRow::ALL[dice.below(ReportRow::ALL.len() as u64) as usize];
    store::request::Model {
        id,
        number: format!("N{id}"),
        agency_id: agency,
        year: arrived_on.year(),
        officer_id: None,
        unit_id: None,
        channel: "online".into(),
        applicant_kind: ApplicantKind::ALL[dice.below(6) as usize].code().into(),
        state: "working".into(),
        desk: "working".into(),
        arrived_on,
        received_on: Some(arrived_on),
        due_on: None,
        due_provisional: false,
        stage_kind: None,
        stage_due_on: None,
        next_on: arrived_on,
        waiting_for: "office".into(),
        closed_on,
        closed_year: closed_on.map(|on| on.year()),
        reply_kind: None,
        report_row: closed_on.map(|_| row.code().into()),
        rules: None,
        person_hash: String::new(),
        matter_hash: String::new(),
        matter: domain::request::channel::Matter::Information.code().into(),
        untold_on: None,
        card: String::new(),
        code_hash: String::new(),
        form_hash: None,
        rating: None,
        publication: None,
        version: 1,
        created_at: 0,
        updated_at: 0,
        erased_at: None,
    }
}

fn dispute(dice: &mut Dice, agency: i64) -> store::dispute::ActiveModel {
    let filed_on = dice.day();
    let decided_on = (dice.below(4) > 0).then(|| filed_on + Days::new(dice.below(400)));
    let outcome = if decided_on.is_some() { Outcome::ALL[dice.below(3) as usize] } else { Outcome::Pending };
    let party = if dice.below(5) == 0 { Party::CoDefendant } else { Party::Original };
    store::dispute::ActiveModel {
        agency_id: Set(agency),
        request_id: Set(None),
        matter: Set(String::new()),
        organ: Set("某机关".into()),
        case_number: Set(String::new()),
        track: Set(Track::ALL[dice.below(3) as usize].code().into()),
        party: Set(party.code().into()),
        outcome: Set(outcome.code().into()),
        filed_on: Set(filed_on),
        decided_on: Set(decided_on),
        next_on: Set(None),
        next_kind: Set(None),
        created_by: Set(None),
        created_at: Set(0),
        updated_at: Set(0),
        version: Set(1),
        ..Default::default()
    }
}

async fn computed_reports_of_random_cities_add_up(city: &City) {
    let mut dice = Dice(7);
    let agencies: Vec<i64> = AGENCIES.iter().map(|slug| city.ids.agency(slug)).collect();
    let mut next = 1;
    for _ in 0..3 {
        let cases: Vec<store::request::Model> = (0..CASES)
            .map(|_| {
                next += 1;
                let agency = agencies[dice.below(5) as usize];
                case(&mut dice, next, agency)
            })
            .collect();
        let disputes: Vec<_> = (0..40)
            .map(|_| {
                let agency = agencies[dice.below(5) as usize];
                dispute(&mut dice, agency)
            })
            .collect();
        let work = city.app.store().begin().await.unwrap();
        let rows: Vec<_> = cases.iter().cloned().map(|one| one.into_active_model().reset_all()).collect();
        store::request::insert_many(work.db(), rows).await.unwrap();
        store::request::insert_many(work.db(), disputes).await.unwrap();
        work.commit(city.clock.now()).await.unwrap();
        years_add_up(city, &agencies).await;
        if next <= CASES as i64 + 1 {
            every_number_opens(city, agencies[2]).await;
        }
    }
}

/// Each figure that comes from records, of both formats, opens as the list of just so many of them.
async fn every_number_opens(city: &City, agency: i64) {
    let clerk = city.actor("tongji").await;
    for year in ["2020", "2022"] {
        let fields = [("agency", agency.to_string()), ("year", year.to_owned()), ("coverage", "own".to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let address = clerk.post("/console/reports/open", &fields).await.redirects().location().to_string();
        let records = Year::load(&city.app, year.parse().unwrap()).await.unwrap();
        let report = records.build(&city.app.directory(), agency, Coverage::Own).report;
        let page = clerk.get(&address).await.ok().text();
        let keys = report.format.cells().filter(|key| key.row.table() != Table::Published);
        let mut counted = 0;
        for key in keys {
            assert!(page.contains(&format!("/cells/{key}\"")), "{key} of {year} is no link");
            let listed = clerk.get(&format!("{address}/cells/{key}")).await.ok().text();
            let listed = listed.matches("<th scope=\"row\" class=\"cell-main\">").count() as i64;
            assert_eq!(Some(listed), report.number(key.row, key.column), "{key} of {year}");
            counted += listed;
        }
        assert!(counted > 20, "{year}: {counted}");
    }
}

async fn years_add_up(city: &City, agencies: &[i64]) {
    let directory = city.app.directory();
    let mut before: BTreeMap<(i64, Coverage), AnnualReport> = BTreeMap::new();
    for year in YEARS {
        let records = Year::load(&city.app, year).await.unwrap();
        let own: Vec<AnnualReport> =
            agencies.iter().map(|id| records.build(&directory, *id, Coverage::Own).report).collect();
        let whole = records.build(&directory, agencies[0], Coverage::Whole);
        assert_eq!(whole.missing.len(), 4, "nobody has handed in");
        let requests_and_disputes = |key: &CellKey| key.row.table() != Table::Published;
        let mut sums = sum_of(whole.report.format, &own);
        sums.retain(|key, _| requests_and_disputes(key));
        assert_eq!(against_parts(&whole.report, &sums), Vec::new(), "V8 in {year}");
        let all = own.iter().zip(agencies).map(|(report, id)| ((*id, Coverage::Own), report.clone()));
        for (key, report) in all.chain([((agencies[0], Coverage::Whole), whole.report.clone())]) {
            let (findings, _) = check(&report);
            let faults: Vec<_> = findings.iter().filter(|one| one.code != FindingCode::Blank).collect();
            assert!(faults.is_empty(), "{year} {key:?}: {faults:?}");
            if let Some(was) = before.get(&key) {
                let (was, is) = (Standing::of(was).unwrap(), Standing::of(&report).unwrap());
                let carried = across_years(&was, &is);
                assert!(carried.is_empty(), "V5 in {year}: {carried:?}");
            }
            before.insert(key, report);
        }
        naive(city, year, &whole.report).await;
    }
}

/// The city's totals counted one by one.
async fn naive(city: &City, year: i32, report: &AnnualReport) {
    use sea_orm::EntityTrait;
    let cases = store::request::Entity::find().all(city.app.store().read()).await.unwrap();
    let count = |is: &dyn Fn(&store::request::Model) -> bool| cases.iter().filter(|one| is(one)).count() as i64;
    let ended_by = |one: &store::request::Model, end: i32| one.closed_year.is_some_and(|closed| closed <= end);
    let total = |row| report.number(row, Column::C7).unwrap();
    assert_eq!(total(Row::Received), count(&|one| one.arrived_on.year() == year));
    assert_eq!(total(Row::CarriedIn), count(&|one| one.arrived_on.year() < year && !ended_by(one, year - 1)));
    assert_eq!(total(Row::Closed), count(&|one| one.closed_year == Some(year)));
    assert_eq!(total(Row::CarriedOut), count(&|one| one.arrived_on.year() <= year && !ended_by(one, year)));
    let disputes = store::dispute::Entity::find().all(city.app.store().read()).await.unwrap();
    let reconsidered = disputes.iter().filter(|one| {
        let counts = one.party == Party::Original.code() && one.track == Track::Reconsideration.code();
        let pending = one.filed_on.year() <= year && one.decided_on.is_none_or(|on| on.year() > year);
        counts && (pending || one.decided_on.is_some_and(|on| on.year() == year))
    });
    assert_eq!(report.number(Row::Reconsideration, Column::C5).unwrap(), reconsidered.count() as i64);
}
