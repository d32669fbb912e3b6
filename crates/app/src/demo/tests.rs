//! The demo city as a whole: exact figures, determinism, texts that pass the house's own rules.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice)]

use super::html::text_length;
use super::item::{DemoItem, DemoKind, DemoPolicy, DemoTable, FigureCategory, PolicyOrigin};
use super::live::{DemoState, PlantedFault, live_items};
use super::plan::CityPlan;
use super::sections::Placement;
use super::{items, items::item_count};
use chrono::{Datelike, NaiveDate};
use domain::item::Openness;
use domain::item::checks::{
    CheckFinding, CheckLimits, CheckTime, Draft, DraftCheck, FindingCode, Interpretations, MetadataView, PlatformPlace,
    default_words, find_personal_numbers,
};
use domain::item::document_number::DocumentNumber;
use domain::item::kind::DocumentFields;
use domain::item::validity::Validity;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

const SEED: u64 = super::DEFAULT_SEED;

static PLAN: LazyLock<CityPlan> = LazyLock::new(|| CityPlan::new().unwrap());
static CITY: LazyLock<Vec<DemoItem>> = LazyLock::new(|| items(&PLAN, SEED, 1).collect());

fn text_of(html: &str) -> String {
    let mut text = String::new();
    for part in html.split('<') {
        text.push_str(part.split_once('>').map_or(part, |(_, rest)| rest));
        text.push('\n');
    }
    text
}

fn tables_of(item: &DemoItem) -> Vec<DemoTable> {
    let mut tables = Vec::new();
    for piece in item.body_html.split("<table>").skip(1) {
        let (table, _) = piece.split_once("</table>").unwrap();
        let rows = table
            .split("<tr>")
            .skip(2)
            .map(|row| text_of(row).lines().filter(|cell| !cell.trim().is_empty()).map(str::to_owned).collect());
        tables.push(DemoTable { caption: item.title.clone(), headers: Vec::new(), rows: rows.collect() });
    }
    tables
}

fn hundredths(cell: &str) -> i64 {
    (cell.parse::<f64>().unwrap() * 100.0).round() as i64
}

#[test]
fn the_year_has_exactly_the_published_numbers() {
    let mut counts: HashMap<FigureCategory, u32> = HashMap::new();
    for item in CITY.iter() {
        assert_eq!(item.published_at.year(), 2019);
        *counts.entry(item.figure).or_default() += 1;
    }
    for figure in FigureCategory::ALL {
        if let Some(count) = figure.count_in(&PLAN.figures.categories) {
            assert_eq!(counts[&figure], count, "{}", figure.label());
        }
    }
    assert_eq!(counts[&FigureCategory::NormativeDocuments], 25);
    assert_eq!(counts[&FigureCategory::Interpretations], 35);
    assert_eq!(counts[&FigureCategory::Proposals], 11);
    assert_eq!(CITY.len(), 4649);
}

#[test]
fn a_seed_gives_the_same_city_and_another_seed_another() {
    let hash = |seed| {
        let mut hasher = DefaultHasher::new();
        items(&PLAN, seed, 1).take(400).for_each(|item| item.hash(&mut hasher));
        hasher.finish()
    };
    assert_eq!(hash(1), hash(1));
    assert_ne!(hash(1), hash(2));
}

#[test]
fn a_larger_scale_spreads_backwards_and_leaves_the_year_as_it_is() {
    let mut years: HashMap<i32, u32> = HashMap::new();
    let mut last = None;
    let mut keys = HashSet::new();
    let mut total = 0;
    for item in items(&PLAN, SEED, 3) {
        assert!(last.is_none_or(|last| last <= item.published_at), "in order of time");
        last = Some(item.published_at);
        assert!(keys.insert(item.key));
        *years.entry(item.published_at.year()).or_default() += 1;
        total += 1;
    }
    assert_eq!(years[&2019], 4649);
    assert_eq!(years.keys().min(), Some(&2010));
    assert_eq!(total, item_count(&PLAN, 3));
    assert!(years.values().all(|count| *count > 900));
}

#[test]
fn titles_are_nearly_all_different_and_not_too_long() {
    let distinct: HashSet<&str> = CITY.iter().map(|item| item.title.as_str()).collect();
    assert!(distinct.len() * 100 > CITY.len() * 98, "{} of {}", distinct.len(), CITY.len());
    for item in CITY.iter() {
        let length = item.title.chars().count();
        assert!((6..=60).contains(&length), "{length} {}", item.title);
    }
}

#[test]
fn bodies_are_neither_short_nor_long_and_summaries_fit() {
    for item in CITY.iter() {
        let length = text_length(&item.body_html);
        assert!((300..=1500).contains(&length), "{length} {}", item.title);
        let summary = item.summary.chars().count();
        assert!((8..=100).contains(&summary), "{summary} {} {}", item.title, item.summary);
    }
}

#[test]
fn texts_are_whole_and_well_punctuated() {
    assert!(PLAN.grammar.silent_rules().is_empty(), "{:?}", PLAN.grammar.silent_rules());
    let doubled = ["。。", "，，", "；。", "，。", "。，", "：。", "、、", "。；", "！。", "？。", "：：", "、，"];
    for item in CITY.iter() {
        for text in [&item.title, &item.summary, &text_of(&item.body_html)] {
            assert!(!text.contains(['{', '}', '|', '[', ']']), "{} {text}", item.title);
            for pair in doubled {
                assert!(!text.contains(pair), "{pair} in {text}");
            }
            for (open, close) in [('“', '”'), ('《', '》'), ('（', '）'), ('〔', '〕')] {
                assert_eq!(text.matches(open).count(), text.matches(close).count(), "{open} in {text}");
            }
        }
    }
}

#[test]
fn nothing_looks_like_a_persons_number() {
    for item in CITY.iter() {
        let text = format!("{}\n{}", item.title, text_of(&item.body_html));
        assert!(find_personal_numbers(&text).is_empty(), "{}: {:?}", item.title, find_personal_numbers(&text));
    }
}

/// What the house's own checks find in an item.
fn checked(check: &DraftCheck, item: &DemoItem) -> Vec<CheckFinding> {
    let policy = policy_of(item);
    let metadata = MetadataView {
        document: if policy.is_some() { DocumentFields::Document } else { DocumentFields::Plain },
        platform: if item.category.is_some() { PlatformPlace::Inside } else { PlatformPlace::Outside },
        agency_kind: PLAN.agency(&item.agency).map(|agency| agency.kind),
        source: &item.source,
        category: item.category,
        openness: Openness::Proactive,
        ground: None,
        subject: item.subject,
        genre: item.genre,
        document_number: policy.map(|policy| policy.document_number.as_str()),
        formed_on: Some(item.formed_on),
        published_on: Some(item.published_at.date()),
        effective_on: policy.map(|policy| policy.effective_on),
        expires_on: policy.and_then(|policy| policy.expires_on),
        summary: &item.summary,
        keywords: &item.keywords.join(" "),
        interpretation: Interpretations::Linked,
    };
    let body = text_of(&item.body_html);
    let draft = Draft { title: &item.title, body: &body, attachments: &[], metadata, links: &[], pictures: &[] };
    let limits = CheckLimits::default();
    check.check(&draft, CheckTime { today: item.published_at.date(), calendar: &PLAN.calendar, limits })
}

#[test]
fn the_citys_texts_pass_the_houses_own_checks() {
    let check = DraftCheck::new(&default_words()).unwrap();
    for item in CITY.iter() {
        let found = checked(&check, item);
        let other: Vec<_> = found.iter().filter(|one| one.code != FindingCode::PublishedLate).collect();
        assert!(other.is_empty(), "{} {other:?}", item.title);
    }
}

#[test]
fn the_faults_planted_in_drafts_are_found() {
    let check = DraftCheck::new(&default_words()).unwrap();
    let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    let mut seen = HashSet::new();
    for one in live_items(&PLAN, SEED, today, 160) {
        let codes: Vec<FindingCode> = checked(&check, &one.item).iter().map(|found| found.code).collect();
        for fault in &one.faults {
            let wanted = match fault {
                PlantedFault::MobileNumber => FindingCode::MobileNumber,
                PlantedFault::WrongWord => FindingCode::ErrorProneWord,
                PlantedFault::LawTitle => FindingCode::LawTitle,
                PlantedFault::KeywordsMissing => FindingCode::KeywordsMissing,
                PlantedFault::DeadLink => continue,
            };
            assert!(codes.contains(&wanted), "{fault:?} in {}: {codes:?}", one.item.title);
            seen.insert(wanted);
        }
    }
    assert_eq!(seen.len(), 4);
}

fn policy_of(item: &DemoItem) -> Option<&DemoPolicy> {
    match &item.kind {
        DemoKind::Policy(policy) => Some(policy),
        _ => None,
    }
}

#[test]
fn every_reference_resolves() {
    let sections: HashMap<&str, _> = PLAN.sections.iter().map(|one| (one.slug.as_str(), one)).collect();
    let topics: HashSet<&str> = PLAN.topics.iter().map(|one| one.slug).collect();
    let logins: HashSet<&str> = PLAN.users.iter().map(|one| one.login).collect();
    let mut given = HashSet::new();
    for item in CITY.iter() {
        let section = sections[item.section.as_str()];
        assert_eq!(section.site, item.site, "{}", item.title);
        assert!(item.extra_sections.iter().all(|slug| sections.contains_key(slug.as_str())));
        assert!(item.topics.iter().all(|slug| topics.contains(slug.as_str())), "{:?}", item.topics);
        assert!(item.co_agencies.iter().chain([&item.agency]).all(|slug| PLAN.agency(slug).is_some()));
        assert!(logins.contains(item.author.as_str()));
        assert!(item.subject.is_some(), "{}", item.title);
        if let DemoKind::Interpretation { explains, .. } = &item.kind {
            assert!(!explains.is_empty() && explains.iter().all(|key| given.contains(key)), "{}", item.title);
        }
        for place in 0..item.pictures.len() {
            assert!(item.body_html.contains(&format!("demo-picture:{place}\"")));
        }
        assert_eq!(item.body_html.matches("demo-picture:").count(), item.pictures.len());
        given.insert(item.key);
    }
    assert_eq!(given.len(), CITY.len());
}

#[test]
fn news_stays_out_of_the_platform_and_the_rest_names_its_article() {
    let sections: HashMap<&str, _> = PLAN.sections.iter().map(|one| (one.slug.as_str(), one)).collect();
    for item in CITY.iter() {
        let news = item.figure == FigureCategory::News;
        assert_eq!(item.category.is_none(), news, "{}", item.title);
        let placed = [&item.section].into_iter().chain(&item.extra_sections);
        let in_platform = placed.filter(|slug| sections[slug.as_str()].placement == Placement::Platform).count();
        assert_eq!(in_platform == 0, news, "{}", item.title);
        if let Some(category) = item.category {
            assert!(category.applies_to(PLAN.agency(&item.agency).unwrap().kind), "{}", item.title);
            let mapped = super::sections::CATEGORY_MAP.iter().find(|row| row.figure == item.figure);
            assert!(mapped.is_none_or(|row| row.articles.contains(&category)), "{}", item.title);
        }
    }
}

#[test]
fn every_section_without_children_has_something() {
    let used: HashSet<&str> = CITY
        .iter()
        .flat_map(|item| [&item.section].into_iter().chain(&item.extra_sections))
        .map(String::as_str)
        .collect();
    let parents: HashSet<&str> = PLAN.sections.iter().filter_map(|one| one.parent).collect();
    for section in &PLAN.sections {
        let slug = section.slug.as_str();
        assert!(used.contains(slug) || parents.contains(slug), "{slug} is empty");
    }
    for topic in &PLAN.topics {
        assert!(
            CITY.iter().filter(|item| item.topics.iter().any(|slug| slug == topic.slug)).count() > 10,
            "{}",
            topic.slug
        );
    }
}

#[test]
fn tables_add_up() {
    let mut checked = 0;
    for item in CITY.iter() {
        for table in tables_of(item) {
            let mut sums: Vec<i64> = Vec::new();
            for row in &table.rows {
                let values: Vec<i64> = match row[0].ends_with("合计") || table.rows.last().unwrap()[0].ends_with("合计")
                {
                    true => row[1..].iter().map(|cell| hundredths(cell)).collect(),
                    false => continue,
                };
                if row[0].ends_with("合计") {
                    assert_eq!(sums, values, "{}", item.title);
                    sums.clear();
                    checked += 1;
                } else {
                    sums.resize(values.len(), 0);
                    sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
                }
            }
        }
    }
    assert!(checked > 500, "{checked}");
}

#[test]
fn normative_documents_are_as_the_report_counts_them() {
    let mut numbers = HashSet::new();
    let (mut made, mut newly) = (0, 0);
    let mut shown: HashMap<Validity, u32> = HashMap::new();
    for item in CITY.iter() {
        let DemoKind::Policy(policy) = &item.kind else { continue };
        assert!(numbers.insert(policy.document_number.clone()), "{}", policy.document_number);
        assert_eq!(DocumentNumber::parse(&policy.document_number).unwrap().to_string(), policy.document_number);
        match policy.origin {
            PolicyOrigin::MadeInYear => made += 1,
            PolicyOrigin::NewlyPublished => newly += 1,
        }
        assert_eq!(item.formed_on.year() == 2019, policy.origin == PolicyOrigin::MadeInYear, "{}", item.title);
        assert!(policy.effective_on >= item.formed_on);
        *shown.entry(policy.validity).or_default() += 1;
        if let Some(key) = policy.changed_by {
            let change = CITY.iter().find(|other| other.key == key).unwrap();
            assert!(change.published_at > item.published_at, "{} {}", item.title, change.title);
        }
    }
    assert_eq!((made, newly), (23, 2));
    assert_eq!([Validity::Amended, Validity::Repealed, Validity::Expired].map(|validity| shown[&validity]), [1, 1, 1]);
}

#[test]
fn nearly_all_is_published_within_twenty_working_days() {
    let late = |item: &&DemoItem| PLAN.calendar.working_days_between(item.formed_on, item.published_at.date()) > 20;
    let late = CITY.iter().filter(late).count();
    assert!((10..90).contains(&late), "{late}");
    assert!(CITY.iter().all(|item| item.formed_on <= item.published_at.date()));
    let rest = CITY.iter().filter(|item| !PLAN.calendar.is_working(item.published_at.date())).count();
    assert!((100..500).contains(&rest), "{rest}");
}

#[test]
fn there_is_one_annual_report_and_it_is_the_year_befores() {
    let reports: Vec<_> = CITY.iter().filter(|item| item.figure == FigureCategory::AnnualReports).collect();
    assert_eq!(reports.len(), 1);
    assert!(reports[0].title.contains("2018年") && reports[0].agency == "gaoan");
}

#[test]
fn there_are_pictures_and_attachments_to_show() {
    let stories = CITY.iter().filter(|item| item.kind == DemoKind::PictureStory);
    assert!((55..=65).contains(&stories.clone().count()));
    assert!(
        stories.clone().all(|item| item.pictures.len() >= 2 && item.pictures.iter().all(|one| !one.alt.is_empty()))
    );
    let attached = CITY.iter().filter(|item| !item.attachments.is_empty()).count();
    assert!((190..=230).contains(&attached), "{attached}");
}

#[test]
fn the_live_sample_fills_every_desk() {
    let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    let live = live_items(&PLAN, SEED, today, 160);
    assert_eq!(live.len(), 160);
    assert_eq!(live, live_items(&PLAN, SEED, today, 160));
    for state in [DemoState::Draft, DemoState::InReview(1), DemoState::InReview(2), DemoState::InReview(3)] {
        assert!(live.iter().filter(|one| one.state == state).count() >= 10, "{state:?}");
    }
    for state in [DemoState::SecrecyReview, DemoState::Approved, DemoState::Live, DemoState::UrgentUnconfirmed] {
        assert!(live.iter().filter(|one| one.state == state).count() >= 10, "{state:?}");
    }
    assert!(live.iter().any(|one| matches!(one.state, DemoState::Scheduled(_))));
    assert!(live.iter().any(|one| matches!(one.state, DemoState::Returned(_))));
    assert!(live.iter().any(|one| matches!(one.state, DemoState::Withdrawn(_))));
    assert!(live.iter().filter(|one| !one.faults.is_empty()).count() >= 10);
    assert!(live.iter().map(|one| one.item.figure).collect::<HashSet<_>>().len() >= 5);
    let sections: HashMap<&str, _> = PLAN.sections.iter().map(|one| (one.slug.as_str(), one)).collect();
    let mut told = 0;
    for one in &live {
        if let DemoState::InReview(step) = one.state {
            assert!(step <= sections[one.item.section.as_str()].review_steps, "{}", one.item.title);
        }
        assert!(one.item.formed_on <= today, "{}", one.item.title);
        for mark in ["片区", "分册", "所属"] {
            assert!(!one.item.title.contains(mark), "{}", one.item.title);
        }
        assert!(one.item.published_at > one.created_at, "{}: published before it was written", one.item.title);
        let reported = one.item.body_html.split_once("<p>").and_then(|(_, rest)| rest.split_once('，'));
        let reported = reported.map(|(day, _)| day).filter(|day| day.contains('月') && day.ends_with('日'));
        let is_out = matches!(one.state, DemoState::Live | DemoState::UrgentUnconfirmed | DemoState::Withdrawn(_));
        if let Some(reported) = reported.filter(|_| is_out && one.item.figure == FigureCategory::News) {
            let on = one.item.published_at.date();
            assert_eq!(reported, format!("{}月{}日", on.month(), on.day()), "{}", one.item.title);
            told += 1;
        }
        assert!(one.created_at.date() <= today && (one.item.published_at.date() - today).num_days().abs() < 60);
    }
    assert!(told > 5, "news that name their day: {told}");
}

#[test]
fn the_stream_may_be_held_by_a_task_that_writes() {
    fn movable<T: Send>(thing: T) -> T {
        thing
    }
    assert!(movable(items(&PLAN, SEED, 1)).next().is_some());
}
