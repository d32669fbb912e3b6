//! Whose figures a report holds: the agency with what was merged into it, and for a government all below it.

use domain::report::workflow::Coverage;
use store::agency::Model;

use crate::directory::Directory;

/// The agency and all that was merged into it, also over several steps.
pub(super) fn own(directory: &Directory, agency: i64) -> Vec<i64> {
    let mut own = vec![agency];
    let mut at = 0;
    while let Some(id) = own.get(at).copied() {
        let merged = directory.agencies.iter().filter(|one| one.merged_into == Some(id)).map(|one| one.id);
        let new: Vec<i64> = merged.filter(|one| !own.contains(one)).collect();
        own.extend(new);
        at += 1;
    }
    own
}

/// The agencies below, each of which reports for itself.
pub(super) fn below(directory: &Directory, agency: i64) -> Vec<i64> {
    let is_active = |id: &i64| directory.agency(*id).is_some_and(|one| one.status == "active");
    directory.agency_tree(agency).into_iter().filter(|id| *id != agency).filter(is_active).collect()
}

/// Every agency whose records count in a report.
#[must_use]
pub fn covered(directory: &Directory, agency: i64, coverage: Coverage) -> Vec<i64> {
    let mut all = own(directory, agency);
    if coverage == Coverage::Whole {
        for part in below(directory, agency) {
            all.extend(own(directory, part));
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// What an agency's report covers unless something else is asked for: with agencies below it, all of them.
#[must_use]
pub fn coverage_of(directory: &Directory, agency: i64) -> Coverage {
    if below(directory, agency).is_empty() { Coverage::Own } else { Coverage::Whole }
}

/// The names of the agencies that were merged into one.
pub(super) fn merged_names(directory: &Directory, agency: i64) -> Vec<String> {
    own(directory, agency)
        .into_iter()
        .filter(|id| *id != agency)
        .filter_map(|id| directory.agency(id).map(|one: &Model| one.name.clone()))
        .collect()
}
