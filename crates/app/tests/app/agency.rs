//! Agencies: codes and prefixes, names with their time, mergers, the two trees.

use app::Caller;
use app::agency::{self, Guide, NewAgency};
use domain::agency::{AgencyKind, ParentKind};
use domain::identity::{Role, Scope};
use sea_orm::{ActiveModelTrait, Set};

use crate::house::{House, agency_form, code, faults};

const CODE: &str = "11441700007280420Y";

#[tokio::test]
async fn the_credit_code_heads_index_numbers_unless_another_prefix_is_set() {
    let house = House::empty().await;
    let mut new = NewAgency {
        name: "高安市人民政府".into(),
        territorial_parent: None,
        vertical_parent: None,
        form: agency_form("gov", AgencyKind::Government),
    };
    new.form.credit_code = " 11441700 0072 8042 0y ".into();
    new.form.index_prefix = String::new();
    let id = agency::create(&house.app, &Caller::command(), &new).await.unwrap();
    let directory = house.app.directory();
    let row = directory.agency(id).unwrap();
    assert_eq!((row.credit_code.as_deref(), row.index_prefix.as_str()), (Some(CODE), CODE));

    let taken = agency::create(&house.app, &Caller::command(), &new).await;
    let expected = [
        "name:agency_name_taken",
        "slug:slug_taken",
        "credit_code:credit_code_taken",
        "index_prefix:index_prefix_taken",
    ];
    assert_eq!(faults(taken), expected);
    new.form.credit_code = "11441700007280420X".into();
    new.form.index_prefix = "高府".into();
    new.form.slug = "Gov".into();
    let bad = agency::create(&house.app, &Caller::command(), &new).await;
    assert_eq!(
        faults(bad),
        ["name:agency_name_taken", "credit_code:uscc_check", "index_prefix:index_prefix_bad", "slug:slug_bad"]
    );
}

#[tokio::test]
async fn a_prefix_under_which_another_published_is_not_given_again() {
    let (house, city) = House::city().await;
    let work = house.app.store().begin().await.unwrap();
    let published = store::item::ActiveModel {
        kind: Set("article".into()),
        site_id: Set(1),
        main_section_id: Set(1),
        agency_id: Set(city.water),
        index_number: Set(Some("OLD-1/2026-00001".into())),
        public_state: Set("live".into()),
        title: Set("公告".into()),
        origin: Set("console".into()),
        created_at: Set(1),
        updated_at: Set(1),
        ..Default::default()
    };
    published.insert(work.db()).await.unwrap();
    work.commit(house.now()).await.unwrap();
    let mut form = agency_form("forest", AgencyKind::Department);
    form.index_prefix = "OLD-1".into();
    let refused = agency::update(&house.app, &Caller::command(), city.forest, &form).await;
    assert_eq!(faults(refused), ["index_prefix:index_prefix_used"]);
    form.slug = "water".into();
    form.short_name = "水利".into();
    let refused = agency::update(&house.app, &Caller::command(), city.forest, &form).await;
    assert_eq!(faults(refused), ["slug:slug_taken", "index_prefix:index_prefix_used"]);
    form.index_prefix = "OLD-1".into();
    agency::update(&house.app, &Caller::command(), city.water, &form).await.unwrap();
}

#[tokio::test]
async fn a_rename_keeps_the_old_name_with_its_last_day_and_its_reason() {
    let (house, city) = House::city().await;
    let rename = |name: &'static str, day: &str| {
        agency::rename(&house.app, &CALLER, city.water, name, day.parse().unwrap(), "机构改革")
    };
    rename("高安市水务局", "2026-03-09").await.unwrap();
    let directory = house.app.directory();
    assert_eq!(directory.agency(city.water).unwrap().name, "高安市水务局");
    let former = &directory.former_names[0];
    assert_eq!((former.name.as_str(), former.reason.as_str()), ("高安市水利局", "机构改革"));
    assert_eq!(former.until_on, "2026-03-09".parse().unwrap());

    assert_eq!(faults(rename("高安市水务局", "2026-04-01").await), ["name:agency_name_unchanged"]);
    assert_eq!(faults(rename("高安市林业局", "2026-04-01").await), ["name:agency_name_taken"]);
    assert_eq!(faults(rename("高安市河湖局", "2026-03-09").await), ["last_day:agency_rename_out_of_order"]);
    let history = agency::history(&house.app, &CALLER, city.water).await.unwrap();
    assert_eq!(history.iter().map(|line| line.kind.as_str()).collect::<Vec<_>>(), ["created", "renamed"]);
    assert_eq!(house.audited("agency", city.water).await, ["agency.create", "agency.renamed"]);
}

static CALLER: std::sync::LazyLock<Caller> = std::sync::LazyLock::new(Caller::command);

#[tokio::test]
async fn a_merger_hands_subordinates_over_and_ends_the_agency() {
    let (house, city) = House::city().await;
    let station = house.agency("station", "高安市水文站", AgencyKind::DirectInstitution, Some(city.water)).await;
    let merge = |id, into| agency::merge(&house.app, &CALLER, id, into, "2026-03-10".parse().unwrap(), "职责整合");
    assert_eq!(code(merge(city.water, station).await), "agency_merge_into_subordinate");
    assert_eq!(code(merge(city.water, city.water).await), "agency_merge_into_itself");
    merge(city.water, city.forest).await.unwrap();
    let directory = house.app.directory();
    let water = directory.agency(city.water).unwrap();
    assert_eq!((water.status.as_str(), water.merged_into), ("merged", Some(city.forest)));
    assert_eq!(directory.agency(station).unwrap().territorial_parent, Some(city.forest));
    assert_eq!(code(merge(city.water, city.forest).await), "agency_already_merged");
    assert_eq!(code(merge(city.forest, city.water).await), "agency_target_merged");
    let taken_over = agency::history(&house.app, &CALLER, city.forest).await.unwrap();
    assert_eq!(taken_over.last().unwrap().kind, "took_over");

    let nobody = app::identity::NewAccount { login: "new".into(), name: "甲".into(), agency_id: city.water };
    let refused = app::identity::create_account(&house.app, &CALLER, nobody).await;
    assert_eq!(faults(refused), ["agency_id:agency_not_acting"]);
}

#[tokio::test]
async fn the_two_trees_are_moved_apart_and_never_in_a_circle() {
    let (house, city) = House::city().await;
    let move_to = |id, tree, parent| agency::move_to(&house.app, &CALLER, id, tree, parent, "");
    assert_eq!(code(move_to(city.government, ParentKind::Territorial, Some(city.water)).await), "agency_circle");
    move_to(city.water, ParentKind::Vertical, Some(city.forest)).await.unwrap();
    assert_eq!(code(move_to(city.forest, ParentKind::Vertical, Some(city.water)).await), "agency_circle");
    let depths =
        |kind| agency::tree(&house.app, kind).into_iter().map(|b| (b.agency.slug, b.depth)).collect::<Vec<_>>();
    assert_eq!(depths(ParentKind::Territorial), [("gov".into(), 0), ("water".into(), 1), ("forest".into(), 1)]);
    assert_eq!(depths(ParentKind::Vertical), [("gov".into(), 0), ("forest".into(), 0), ("water".into(), 1)]);
    let close = agency::close(&house.app, &CALLER, city.government, "2026-03-10".parse().unwrap(), "x").await;
    assert_eq!(code(close), "agency_has_subordinates");
}

#[tokio::test]
async fn the_guide_is_whole_and_knows_when_it_was_looked_through() {
    let (house, city) = House::city().await;
    let mut guide =
        Guide {
            office: "办公室".into(), address: "某路1号".into(), hours: "工作日".into(), ..Guide::default()
        };
    let refused = agency::update_guide(&house.app, &CALLER, city.water, &guide).await;
    assert_eq!(faults(refused), ["telephone:required"]);
    guide.telephone = "0000-0000000".into();
    agency::update_guide(&house.app, &CALLER, city.water, &guide).await.unwrap();
    let kept = agency::guide_of(&house.app, city.water).unwrap();
    assert_eq!(kept.reviewed_on, Some(house.now().date()));
    assert_eq!(agency::guide_of(&house.app, city.forest).unwrap(), Guide::default());
}

#[tokio::test]
async fn only_who_manages_agencies_there_changes_them() {
    let (house, city) = House::city().await;
    let admin = house.person("admin", city.water, &[(Role::SystemAdmin, Scope::AgencyTree(city.water))]).await;
    let form = agency_form("forest2", AgencyKind::Department);
    assert_eq!(code(agency::update(&house.app, &admin.caller, city.forest, &form).await), "not_allowed");
    let merge =
        agency::merge(&house.app, &admin.caller, city.water, city.forest, "2026-03-10".parse().unwrap(), "x").await;
    assert_eq!(code(merge), "not_allowed", "both agencies are touched");
    let up = agency::move_to(&house.app, &admin.caller, city.water, ParentKind::Vertical, Some(city.forest), "").await;
    assert_eq!(code(up), "not_allowed");
    let form = agency_form("water2", AgencyKind::Department);
    agency::update(&house.app, &admin.caller, city.water, &form).await.unwrap();
}
