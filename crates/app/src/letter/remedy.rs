//! The paragraphs on remedies, made of the codes of `domain::request::remedy`.

use chrono::NaiveDate;
use domain::agency::AgencyKind;
use domain::request::article::cite;
use domain::request::remedy::{
    Limit, ReconsiderationOrgan, Remedy, RemedyKind, RemedyRoute, RemedyRules, reconsideration_organ, remedies,
};
use domain::request::reply::ReplyKind;

use crate::context::App;
use crate::in_force::Settings;

/// The rules as the local legal staff has set them.
#[must_use]
pub fn remedy_rules(settings: &Settings) -> RemedyRules {
    let route = |key| RemedyRoute::parse(settings.text(key)).unwrap_or(RemedyRoute::Either);
    RemedyRules {
        partial: route("remedy.partial"),
        special_query: route("remedy.special_query"),
        ..RemedyRules::default()
    }
}

/// The organ that reconsiders the agency's decisions, by its name where the records know it.
#[must_use]
pub fn reconsideration_organ_name(app: &App, agency_id: i64) -> String {
    let directory = app.directory();
    let Some(agency) = directory.agency(agency_id) else {
        return ReconsiderationOrgan::SameLevelGovernment.label().to_string();
    };
    let Some(kind) = AgencyKind::parse(&agency.kind) else {
        return ReconsiderationOrgan::SameLevelGovernment.label().to_string();
    };
    let organ = reconsideration_organ(kind);
    let above = directory.agency_path(agency_id).into_iter().filter(|id| *id != agency_id);
    let government = above
        .filter_map(|id| directory.agency(id))
        .find(|above| above.kind == AgencyKind::Government.code())
        .map(|above| above.name.clone());
    let superior = agency.vertical_parent.and_then(|id| directory.agency(id)).map(|above| above.name.clone());
    let named = Some(agency.vertical_parent_name.clone()).filter(|name| !name.trim().is_empty());
    let found = match organ {
        ReconsiderationOrgan::SystemSuperior => superior.or(named),
        ReconsiderationOrgan::SuperiorGovernment => government.or(named),
        ReconsiderationOrgan::SameLevelGovernment => government,
    };
    found.unwrap_or_else(|| organ.label().to_string())
}

/// The paragraph on remedies for a reply of that kind and day.
#[must_use]
pub fn remedy_text(kind: ReplyKind, replied_on: NaiveDate, rules: &RemedyRules, organ: &str, court: &str) -> String {
    let clauses: Vec<String> =
        remedies(kind, replied_on, rules).iter().map(|remedy| clause(remedy, organ, court)).collect();
    format!("如对本答复不服，{}。", clauses.join("；"))
}

fn clause(remedy: &Remedy, organ: &str, court: &str) -> String {
    let within = match remedy.limit {
        Limit::Days(days) => format!("{days}日内"),
        Limit::Months(months) => format!("{months}个月内"),
    };
    let law = cite(&remedy.articles);
    match remedy.kind {
        RemedyKind::MandatoryReconsideration => {
            format!("应当自收到本答复之日起{within}，依照{law}的规定，先向{organ}申请行政复议")
        }
        RemedyKind::Reconsideration => {
            format!("可以自收到本答复之日起{within}，依照{law}的规定，向{organ}申请行政复议")
        }
        RemedyKind::DirectLitigation => {
            format!("也可以自收到本答复之日起{within}，依照{law}的规定，向{court}提起行政诉讼")
        }
        RemedyKind::LitigationAfterReconsideration => {
            format!(
                "对行政复议决定不服的，可以自收到行政复议决定书之日起{within}，依照{law}的规定，向{court}提起行政诉讼"
            )
        }
    }
}
