//! The reply kinds against a table written out by hand from the Regulation and the form of the report.

use super::Fact as F;
use super::ReplyStep::{LegalReview, Signature};
use super::*;

/// Code, places in the law, row of the report, facts of which the reply is made, steps.
type Line = (&'static str, &'static str, &'static str, &'static [F], &'static [ReplyStep]);

const R: &str = "《中华人民共和国政府信息公开条例》";
const BOTH: &[ReplyStep] = &[LegalReview, Signature];

const TABLE: [Line; 23] = [
    ("A1", "第三十六条第（一）项", "r3.1", &[F::WayOfAccess], &[Signature]),
    ("A2", "第三十六条第（二）项", "r3.1", &[F::WayOfSupply, F::SupplyTime], &[Signature]),
    ("B1", "第三十七条", "r3.2", &[F::WayOfSupply, F::SupplyTime, F::Redaction, F::WithheldGround], BOTH),
    ("C1", "第十四条、第三十六条第（三）项", "r3.3.1", &[F::Classification], BOTH),
    ("C2", "第十四条、第三十六条第（三）项", "r3.3.2", &[F::Prohibition, F::Reason], BOTH),
    ("C3", "第十四条、第三十六条第（三）项", "r3.3.3", &[F::DangerFinding], BOTH),
    ("C4", "第十五条、第三十二条、第三十六条第（三）项", "r3.3.4", &[F::ThirdPartyOpinion, F::Reason], BOTH),
    ("C5", "第十六条第一款、第三十六条第（三）项", "r3.3.5", &[F::Reason], BOTH),
    ("C6", "第十六条第二款、第三十六条第（三）项", "r3.3.6", &[F::Reason], BOTH),
    ("C7", "第十六条第二款、第三十六条第（三）项", "r3.3.7", &[F::EnforcementFile, F::Reason], BOTH),
    ("C8", "第三十六条第（七）项", "r3.3.8", &[F::SpecialProcedure], BOTH),
    ("D1a", "第三十六条第（四）项", "r3.4.1", &[F::SearchPlaces, F::SearchPeople, F::SearchKeywords], BOTH),
    (
        "D1b",
        "第十条、第三十六条第（五）项",
        "r3.4.1",
        &[F::NotOursReason, F::CompetentOrgan, F::CompetentContact, F::CompetentUnknown],
        BOTH,
    ),
    ("D2", "第三十八条", "r3.4.2", &[F::ProductionReason], BOTH),
    ("D3", "第三十条", "r3.4.3", &[F::SupplementRecord, F::UnclearReason], BOTH),
    ("E1", "第三十九条第一款", "r3.5.1", &[F::RightChannel], BOTH),
    ("E2", "第三十六条第（六）项", "r3.5.2", &[F::EarlierCase], BOTH),
    ("E3", "第三十九条第二款", "r3.5.3", &[F::PublicationSource], BOTH),
    ("E4", "第三十五条", "r3.5.4", &[F::DemandedReasons, F::ReasonsFinding], BOTH),
    ("E5", "", "r3.5.5", &[F::ObtainedInformation], BOTH),
    ("F1", "第三十条", "r3.6.1", &[F::SupplementRecord], BOTH),
    ("F2", "第四十二条、《政府信息公开信息处理费管理办法》第六条", "r3.6.2", &[F::FeeNotice], BOTH),
    ("F3", "", "r3.6.3", &[F::ClosingReason], &[Signature]),
];

#[test]
fn every_kind_has_its_ground_row_facts_and_steps() {
    assert_eq!(ReplyKind::ALL.len(), TABLE.len());
    for (kind, (code, places, row, facts, steps)) in ReplyKind::ALL.iter().zip(TABLE) {
        assert_eq!(kind.code(), code);
        let grounds = if places.is_empty() { String::new() } else { format!("{R}{places}") };
        assert_eq!(super::super::article::cite(kind.grounds()), grounds, "{code}");
        assert_eq!(kind.report_row().code(), row, "{code}");
        assert_eq!(kind.facts().collect::<Vec<_>>(), facts, "{code}");
        assert_eq!(kind.default_steps(), steps, "{code}");
        assert_eq!(ReplyKind::parse(code), Some(*kind));
    }
}

#[test]
fn the_twenty_three_kinds_fill_all_twenty_one_rows() {
    let mut rows: Vec<ReportRow> = ReplyKind::ALL.iter().map(|kind| kind.report_row()).collect();
    rows.dedup();
    assert_eq!(rows, ReportRow::ALL);
}

#[test]
fn a_class_is_the_first_part_of_its_rows() {
    let part = ["r3.1", "r3.2", "r3.3", "r3.4", "r3.5", "r3.6"];
    for kind in ReplyKind::ALL {
        let class = ReplyClass::ALL.iter().position(|class| *class == kind.class());
        let begins = class.and_then(|at| part.get(at)).copied().unwrap_or("none");
        assert!(kind.report_row().code().starts_with(begins), "{kind}");
    }
}

#[test]
fn every_fact_is_asked_for_by_some_kind_and_lacking_until_known() {
    for fact in Fact::ALL {
        assert!(ReplyKind::ALL.iter().any(|kind| kind.facts().any(|f| f == *fact)), "{fact} serves nothing");
    }
    for kind in ReplyKind::ALL {
        assert!(!missing_facts(*kind, &[]).is_empty(), "{kind} demands nothing");
        let all: Vec<Fact> = kind.facts().collect();
        assert_eq!(missing_facts(*kind, &all), [], "{kind}");
    }
}

#[test]
fn a_search_record_says_where_who_and_by_which_words() {
    assert_eq!(missing_facts(ReplyKind::D1a, &[F::SearchPlaces]), [F::SearchPeople, F::SearchKeywords]);
}

#[test]
fn the_competent_organ_is_named_with_contact_or_declared_unknown() {
    let kind = ReplyKind::D1b;
    let reason = F::NotOursReason;
    assert_eq!(missing_facts(kind, &[reason, F::CompetentOrgan]), [F::CompetentContact]);
    assert_eq!(missing_facts(kind, &[reason, F::CompetentUnknown]), []);
    assert_eq!(missing_facts(kind, &[F::CompetentOrgan, F::CompetentContact]), [reason]);
}
