//! The disputes of the demo's year as a plan: as many of each kind as the report counts, each over an outside or earlier
//! matter that is named in words, since the year itself had one application. No I/O.

use chrono::{Days, NaiveDate};
use domain::dispute::{Outcome, Track};

use super::figures::DisputeFigures;

/// A planned dispute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoDispute {
    pub agency: &'static str,
    pub matter: String,
    pub organ: &'static str,
    pub case_number: String,
    pub track: Track,
    pub filed_on: NaiveDate,
    pub accepted_on: NaiveDate,
    pub hearing_on: Option<NaiveDate>,
    /// None where it was pending at the end of the year.
    pub decided: Option<(NaiveDate, Outcome)>,
}

/// The columns of table 4 in their order.
const COLUMNS: [Outcome; 4] = [Outcome::Upheld, Outcome::Corrected, Outcome::Other, Outcome::Pending];

const AGENCIES: [&str; 3] = ["gaoan", "zhengfuban", "ziran"];

const MATTERS: [&str; 9] = [
    "征收土地方案公告和补偿登记材料",
    "房屋征收补偿方案的论证意见",
    "集体土地所有权登记档案",
    "农村宅基地审批材料",
    "建设用地规划许可的审批材料",
    "企业改制职工安置方案",
    "道路改造工程的招标文件",
    "拆除违法建筑的会议记录",
    "林权登记变更材料",
];

/// All of them.
pub fn disputes(figures: &DisputeFigures, year: i32) -> Vec<DemoDispute> {
    let rows = [
        (Track::Reconsideration, &figures.reconsideration),
        (Track::DirectLitigation, &figures.direct_litigation),
        (Track::LitigationAfterReconsideration, &figures.litigation_after_reconsideration),
    ];
    let outcomes = rows.into_iter().flat_map(|(track, row)| {
        COLUMNS.into_iter().zip(row).flat_map(move |(outcome, count)| (0..*count).map(move |_| (track, outcome)))
    });
    outcomes.zip(0..).filter_map(|((track, outcome), number)| planned(track, outcome, number, year)).collect()
}

/// How long a procedure takes in the demo: days to the acceptance, to a hearing, to the decision.
const fn pace(track: Track) -> (u64, Option<u64>, u64) {
    match track {
        Track::Reconsideration => (4, None, 57),
        Track::DirectLitigation | Track::LitigationAfterReconsideration => (6, Some(48), 112),
    }
}

fn planned(track: Track, outcome: Outcome, number: u64, year: i32) -> Option<DemoDispute> {
    let first = NaiveDate::from_ymd_opt(year, 1, 3)?;
    let (accepted, hearing, decided) = pace(track);
    // What was decided was filed early enough; what was pending came in the last weeks.
    let filed = match outcome {
        Outcome::Pending => NaiveDate::from_ymd_opt(year, 11, 18)?.checked_add_days(Days::new(number % 4 * 6))?,
        _ => first.checked_add_days(Days::new(number * 37 % 240))?,
    };
    let after = |days: u64| filed.checked_add_days(Days::new(days));
    let index = usize::try_from(number).ok()?;
    let agency = AGENCIES.get(index % AGENCIES.len()).copied()?;
    let subject = MATTERS.get(index % MATTERS.len()).copied()?;
    let reconsidered = track == Track::Reconsideration;
    Some(DemoDispute {
        agency,
        matter: format!("不服{}年作出的政府信息公开答复（{subject}）（演示）", year - 1),
        organ: match (track, agency) {
            (Track::Reconsideration, "gaoan") => "宜春市人民政府",
            (Track::Reconsideration, _) => "高安市人民政府",
            (_, "gaoan") => "宜春市中级人民法院",
            _ => "高安市人民法院",
        },
        case_number: if reconsidered {
            format!("（演示）府复〔{year}〕{}号", number + 1)
        } else {
            format!("（演示）（{year}）行初{}号", number + 1)
        },
        track,
        filed_on: filed,
        accepted_on: after(accepted)?,
        hearing_on: hearing.filter(|_| outcome != Outcome::Pending).and_then(after),
        decided: if outcome == Outcome::Pending { None } else { Some((after(decided)?, outcome)) },
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::demo::figures::Figures;
    use chrono::Datelike;
    use domain::dispute::{Dispute, Event, Happening, Party, Procedure, cell_in};

    #[test]
    fn each_lies_in_the_cell_that_the_report_counts_it_in() {
        let figures = Figures::read().unwrap();
        let all = disputes(&figures.disputes, figures.year);
        assert_eq!(all.len(), 54);
        for one in &all {
            let mut events = vec![
                Event { on: one.filed_on, what: Happening::Filed },
                Event { on: one.accepted_on, what: Happening::Accepted { procedure: Procedure::Ordinary } },
            ];
            events.extend(one.decided.map(|(on, outcome)| Event { on, what: Happening::Decided { outcome } }));
            assert_eq!(events.last().unwrap().on.year(), 2019, "{one:?}");
            let cell = cell_in(&Dispute::fold(one.track, &events), Party::Original, 2019).unwrap();
            assert_eq!(cell.outcome, one.decided.map_or(Outcome::Pending, |(_, outcome)| outcome));
        }
    }
}
