//! Whole drafts through all checks, and properties over arbitrary text.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice)]

use std::collections::BTreeSet;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::agency::AgencyKind;
use crate::item::category::DisclosureCategory;
use crate::item::genre::Genre;
use crate::item::kind::DocumentFields;
use crate::item::openness::{Openness, WithholdingGround};
use crate::item::subject::Subject;

static CALENDAR: LazyLock<WorkCalendar> = LazyLock::new(WorkCalendar::official);
static CHECKS: LazyLock<DraftCheck> = LazyLock::new(|| DraftCheck::new(&default_words()).expect("default lists"));

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn sound() -> MetadataView<'static> {
    MetadataView {
        document: DocumentFields::Document,
        platform: PlatformPlace::Inside,
        agency_kind: Some(AgencyKind::Government),
        source: "市人民政府办公室",
        category: Some(DisclosureCategory::Regulations),
        openness: Openness::Proactive,
        ground: None,
        subject: Subject::parse("02-01"),
        genre: Some(Genre::Notice),
        document_number: Some("高府发〔2026〕3号"),
        formed_on: Some(day("2026-02-13")),
        published_on: None,
        effective_on: Some(day("2026-03-01")),
        expires_on: Some(day("2031-03-01")),
        summary: "规范政务公开工作",
        keywords: "政务公开",
        interpretation: Interpretations::Linked,
    }
}

fn run(metadata: MetadataView<'_>, title: &str, body: &str, today: &str) -> Vec<CheckFinding> {
    let draft = Draft { title, body, attachments: &[], metadata, links: &[], pictures: &[] };
    let time = CheckTime { today: day(today), calendar: &CALENDAR, limits: CheckLimits::default() };
    CHECKS.check(&draft, time)
}

fn codes(metadata: MetadataView<'_>) -> Vec<FindingCode> {
    run(metadata, "关于做好政务公开工作的通知", "各单位：", "2026-03-02")
        .into_iter()
        .map(|finding| finding.code)
        .collect()
}

fn run_body(body: &str) -> Vec<CheckFinding> {
    run(sound(), "关于做好政务公开工作的通知", body, "2026-03-02")
}

#[test]
fn a_sound_draft_has_no_findings() {
    assert_eq!(codes(sound()), []);
}

#[test]
fn each_gap_in_the_fields_is_named() {
    use FindingCode as F;
    let long = "政".repeat(101);
    let cases: Vec<(MetadataView<'_>, Vec<F>)> = vec![
        (MetadataView { source: " ", ..sound() }, vec![F::SourceMissing]),
        (MetadataView { category: None, ..sound() }, vec![F::CategoryMissing]),
        (MetadataView { category: None, platform: PlatformPlace::Outside, ..sound() }, vec![]),
        (
            MetadataView { category: Some(DisclosureCategory::TownshipAffairs), ..sound() },
            vec![F::CategoryNotForAgency],
        ),
        (MetadataView { openness: Openness::Withheld, ..sound() }, vec![F::GroundMissing]),
        (MetadataView { ground: Some(WithholdingGround::ThirdParty), ..sound() }, vec![F::GroundWithoutNeed]),
        (MetadataView { subject: None, ..sound() }, vec![F::SubjectMissing]),
        (MetadataView { genre: None, ..sound() }, vec![F::GenreMissing]),
        (MetadataView { document_number: None, ..sound() }, vec![F::DocumentNumberMissing]),
        (MetadataView { document_number: Some("高府发2026-3"), ..sound() }, vec![F::DocumentNumberMalformed]),
        (MetadataView { document_number: Some("高府发〔2025〕3号"), ..sound() }, vec![F::DocumentNumberYear]),
        (MetadataView { formed_on: None, ..sound() }, vec![F::FormedOnMissing]),
        (
            MetadataView { formed_on: Some(day("2026-03-03")), effective_on: None, ..sound() },
            vec![F::FormedAfterPublishing],
        ),
        (MetadataView { published_on: Some(day("2026-02-12")), ..sound() }, vec![F::FormedAfterPublishing]),
        (MetadataView { effective_on: Some(day("2026-02-01")), ..sound() }, vec![F::EffectiveBeforeFormed]),
        (MetadataView { expires_on: Some(day("2026-02-20")), ..sound() }, vec![F::ExpiresBeforeEffective]),
        (MetadataView { summary: &long, ..sound() }, vec![F::SummaryTooLong]),
        (MetadataView { keywords: "", ..sound() }, vec![F::KeywordsMissing]),
        (MetadataView { interpretation: Interpretations::Missing, ..sound() }, vec![F::InterpretationMissing]),
        (MetadataView { interpretation: Interpretations::NotNeeded, ..sound() }, vec![]),
    ];
    for (view, expected) in cases {
        assert_eq!(codes(view), expected, "{view:?}");
    }
}

#[test]
fn a_plain_article_outside_the_platform_needs_little() {
    let view = MetadataView {
        document: DocumentFields::Plain,
        platform: PlatformPlace::Outside,
        category: None,
        subject: None,
        genre: None,
        document_number: None,
        formed_on: None,
        effective_on: None,
        expires_on: None,
        interpretation: Interpretations::Missing,
        ..sound()
    };
    assert_eq!(codes(view), []);
}

#[test]
fn the_publishing_limit_counts_working_days() {
    // Formed on 2026-02-13: the twentieth working day is 2026-03-19.
    let late = |today: &str, view| {
        run(view, "关于做好政务公开工作的通知", "", today)
            .into_iter()
            .find(|finding| finding.code == FindingCode::PublishedLate)
            .map(|finding| (finding.count, finding.proposal))
    };
    assert_eq!(late("2026-03-19", sound()), None);
    assert_eq!(late("2026-03-20", sound()), Some((Some(1), Some("2026-03-19".to_owned()))));
    assert_eq!(late("2026-03-23", sound()), Some((Some(2), Some("2026-03-19".to_owned()))));
    let withheld = MetadataView { openness: Openness::OnRequest, ..sound() };
    assert_eq!(late("2026-05-20", withheld), None);
    let budget = MetadataView { category: Some(DisclosureCategory::Budget), ..sound() };
    assert_eq!(late("2026-03-05", budget), None);
    assert_eq!(late("2026-03-06", budget), Some((Some(1), Some("2026-03-05".to_owned()))));
}

#[test]
fn a_missing_interpretation_names_its_last_day() {
    let view =
        MetadataView { interpretation: Interpretations::Missing, published_on: Some(day("2026-02-13")), ..sound() };
    let finding = run(view, "关于做好政务公开工作的通知", "", "2026-03-02").remove(0);
    assert_eq!(finding.proposal.as_deref(), Some("2026-02-25"));
    assert_eq!(finding.count, Some(4));
}

#[test]
fn titles_are_checked_like_texts() {
    let found: Vec<_> = run(sound(), "关于安全生产布署的通知。", "", "2026-03-02")
        .into_iter()
        .map(|finding| (finding.code, finding.place))
        .collect();
    assert_eq!(found, [(FindingCode::TitleEnding, Place::Title), (FindingCode::ErrorProneWord, Place::Title)]);
    let missing = run(sound(), "  ", "", "2026-03-02");
    assert_eq!(missing[0].code, FindingCode::TitleMissing);
}

#[test]
fn findings_of_a_text_come_in_order_with_their_mends() {
    let body = "请按《政府信息公开条例》布署，联系人电话13800138000，身份证362201199003071237。。";
    let found: Vec<_> =
        run_body(body).into_iter().map(|finding| (finding.code, finding.proposal.unwrap_or_default())).collect();
    let expected = [
        (FindingCode::LawTitleShort, "中华人民共和国政府信息公开条例"),
        (FindingCode::ErrorProneWord, "部署"),
        (FindingCode::MobileNumber, "138****8000"),
        (FindingCode::IdentityNumber, "3622**********1237"),
        (FindingCode::DoubledPunctuation, "。"),
    ]
    .map(|(code, proposal)| (code, proposal.to_owned()));
    assert_eq!(found, expected);
}

#[test]
fn attachments_are_read_by_name_and_text() {
    let attachments = [
        AttachmentText { name: "名单.xlsx", text: Some("张三 362201199003071237") },
        AttachmentText { name: "13800138000张三.pdf", text: None },
    ];
    let draft = Draft {
        title: "关于公示名单的通知",
        body: "",
        attachments: &attachments,
        metadata: sound(),
        links: &[],
        pictures: &[],
    };
    let time = CheckTime { today: day("2026-03-02"), calendar: &CALENDAR, limits: CheckLimits::default() };
    let found: Vec<_> = CHECKS.check(&draft, time).into_iter().map(|f| (f.code, f.place)).collect();
    let expected = [
        (FindingCode::IdentityNumber, Place::Attachment(0)),
        (FindingCode::MobileNumber, Place::AttachmentName(1)),
        (FindingCode::AttachmentUnread, Place::Attachment(1)),
    ];
    assert_eq!(found, expected);
}

#[test]
fn too_many_findings_are_counted_and_still_stop() {
    let body = "362201199003071237\n".repeat(MAX_FINDINGS_PER_PLACE + 5);
    let found = run_body(&body);
    assert_eq!(found.len(), MAX_FINDINGS_PER_PLACE + 1);
    let last = found.last().unwrap();
    assert_eq!((last.code, last.level, last.count), (FindingCode::MoreFindings, Level::Error, Some(5)));
}

#[test]
fn findings_are_stored_and_read_back() {
    for finding in run_body("布署《政府信息公开条例》138001380001，电话13800138000") {
        let json = serde_json::to_string(&finding).unwrap();
        let back: CheckFinding = serde_json::from_str(&json).unwrap();
        assert_eq!(back, finding);
        assert!(json.contains("\"place\":\"body\""), "{json}");
    }
    for text in ["title", "body", "field:summary", "attachment:3", "attachment_name:0"] {
        assert_eq!(text.parse::<Place>().unwrap().to_string(), text);
    }
    for text in ["", "title:1", "field:", "attachment:x", "page"] {
        assert!(text.parse::<Place>().is_err(), "{text}");
    }
}

#[test]
fn every_code_has_a_label_and_a_basis() {
    let labels: BTreeSet<_> = FindingCode::ALL.iter().map(|code| code.label()).collect();
    assert_eq!(labels.len(), FindingCode::ALL.len());
    assert!(FindingCode::ALL.iter().all(|code| !code.basis().is_empty()));
}

#[test]
fn a_long_text_is_checked_in_one_pass() {
    // A million characters: linear work ends at once, quadratic work never.
    let body = "市人民政府部署安全生产工作，编号2019 0315 1234，依据《中华人民共和国安全生产法》。\n".repeat(25_000);
    assert_eq!(run_body(&body), []);
    let digits = "1 ".repeat(200_000);
    assert_eq!(find_personal_numbers(&digits), []);
    let marks = "《（“".repeat(50_000);
    assert_eq!(run_body(&marks).len(), MAX_FINDINGS_PER_PLACE + 1);
}

fn identity_number_of(province: u32, place: u32, offset: u64, serial: u32) -> String {
    let born = day("1930-01-01") + chrono::Days::new(offset);
    let seventeen = format!("{province:02}{place:04}{}{serial:03}", born.format("%Y%m%d"));
    let check = identity_number::check_character(&seventeen).unwrap();
    format!("{seventeen}{check}")
}

prop_compose! {
    fn any_identity_number()(
        province in prop::sample::select(vec![11_u32, 23, 36, 44, 51, 65]),
        place in 0_u32..10_000,
        offset in 0_u64..33_000,
        serial in 0_u32..1000,
    ) -> String {
        identity_number_of(province, place, offset, serial)
    }
}

/// Text whose last, or first, character is no digit.
const BEFORE: &str = "(.{0,20}[^0-9０-９])?";
const AFTER: &str = "([^0-9０-９].{0,20})?";

proptest! {
    #[test]
    fn any_text_is_checked_without_panic_and_ranges_fit(title in ".{0,40}", body in "(?s).{0,300}") {
        let chars: Vec<char> = body.chars().collect();
        for finding in run(sound(), &title, &body, "2026-03-02") {
            if let (Place::Body, Some((from, to))) = (finding.place, finding.range) {
                prop_assert!(from < to && to <= chars.len());
                let slice: String = chars[from..to].iter().collect();
                prop_assert_eq!(slice, finding.found);
            }
        }
    }

    #[test]
    fn dense_text_is_checked_without_panic(body in "[0-9０-９Xx+《》（）“”。，、\u{200b} \\-*帐户按装布署中华人民共和国政府信息公开条例年月日\n]{0,300}") {
        let chars: Vec<char> = body.chars().collect();
        for finding in run_body(&body) {
            if let (Place::Body, Some((from, to))) = (finding.place, finding.range) {
                let slice: String = chars[from..to].iter().collect();
                prop_assert_eq!(slice, finding.found);
            }
        }
    }

    #[test]
    fn an_identity_number_is_found_anywhere(before in BEFORE, number in any_identity_number(), after in AFTER) {
        let text = format!("{before}{number}{after}");
        let found = find_personal_numbers(&text);
        prop_assert!(
            found.iter().any(|n| n.kind == PersonalNumberKind::Identity && n.number == number),
            "{text:?}: {found:?}"
        );
    }

    #[test]
    fn a_wrong_check_character_is_no_identity_number(number in any_identity_number(), wrong in "[0-9X]") {
        prop_assume!(!number.ends_with(&wrong));
        let text = format!("号码：{}{wrong}。", &number[..17]);
        let found = find_personal_numbers(&text);
        prop_assert!(found.iter().all(|n| n.kind != PersonalNumberKind::Identity), "{found:?}");
    }

    #[test]
    fn masked_identity_numbers_stay_hidden(number in any_identity_number()) {
        let masked = mask(PersonalNumberKind::Identity, &number);
        prop_assert_eq!(masked.chars().count(), 18);
        prop_assert!(!masked.contains(&number[6..14]));
        prop_assert_eq!(find_personal_numbers(&masked), vec![]);
    }
}
