//! Sites, sections, topics and kinds.

use app::Caller;
use app::site::{
    ReadingPointForm, SectionForm, SiteForm, TopicForm, change_kind, create_reading_point, create_section, create_site,
    create_topic, define_kind, list_kinds, list_reading_points, move_section, remove_reading_point, section_tree,
    set_kind_standing, set_section_standing, set_topic_standing, update_section,
};
use domain::identity::{Role, Scope};
use domain::item::kind::{BodyKind, DocumentFields, FieldKind, FieldSpec, KindSpec, Need};
use domain::site::{ColumnType, SectionPlace, SiteKind, SiteMarks, Standing};

use crate::house::{City, House, code, faults};

fn site_form(slug: &str, kind: SiteKind, agency_id: i64) -> SiteForm {
    SiteForm {
        slug: slug.into(),
        name: "高安市人民政府网".into(),
        kind,
        agency_id,
        host: String::new(),
        marks: SiteMarks { site_code: "3609830001".into(), ..SiteMarks::default() },
        sort: 0,
    }
}

fn section_form(slug: &str) -> SectionForm {
    SectionForm {
        slug: slug.into(),
        name: "政策文件".into(),
        description: "本市制定的政策文件。".into(),
        keywords: "政策,文件".into(),
        column_type: ColumnType::PolicyFiles,
        review_steps: 2,
        place: SectionPlace::Platform,
        category: None,
        duty_days: Some(180),
        sort: 0,
    }
}

async fn portal() -> (House, City, i64) {
    let (house, city) = House::city().await;
    let form = site_form("main", SiteKind::Main, city.government);
    let site = create_site(&house.app, &Caller::command(), &form).await.unwrap();
    (house, city, site)
}

#[tokio::test]
async fn there_is_one_portal_and_every_value_is_checked() {
    let (house, city, _) = portal().await;
    let mut form = site_form("main", SiteKind::Main, city.water);
    form.host = "https://water.example".into();
    form.marks.site_code = "36".into();
    let refused = faults(create_site(&house.app, &Caller::command(), &form).await);
    assert_eq!(refused, ["host:host_bad", "site_code:site_code_bad", "slug:slug_taken", "kind:main_site_exists"]);
    let mut form = site_form("water", SiteKind::Agency, city.water);
    form.host = "Water.example.gov.cn".into();
    let id = create_site(&house.app, &Caller::command(), &form).await.unwrap();
    assert_eq!(house.app.directory().site(id).unwrap().host.as_deref(), Some("water.example.gov.cn"));
}

#[tokio::test]
async fn sections_stand_in_a_tree_without_circles() {
    let (house, _, site) = portal().await;
    let command = Caller::command();
    let top = create_section(&house.app, &command, site, None, &section_form("top")).await.unwrap();
    let below = create_section(&house.app, &command, site, Some(top), &section_form("below")).await.unwrap();
    assert_eq!(
        faults(create_section(&house.app, &command, site, None, &section_form("below")).await),
        ["slug:slug_taken"]
    );
    assert_eq!(faults(move_section(&house.app, &command, top, Some(below)).await), ["parent_id:section_circle"]);
    let bad = SectionForm { review_steps: 4, duty_days: Some(0), description: String::new(), ..section_form("9x") };
    let refused = faults(update_section(&house.app, &command, below, &bad).await);
    assert_eq!(
        refused,
        ["slug:slug_bad", "review_steps:review_steps_bad", "duty_days:number_out_of_bounds", "description:required"]
    );
    let list: Vec<_> = section_tree(&house.app, site).into_iter().map(|b| (b.section.slug, b.depth)).collect();
    assert_eq!(list, [("top".to_string(), 0), ("below".to_string(), 1)]);
}

#[tokio::test]
async fn closing_goes_from_below_and_reopening_from_above() {
    let (house, _, site) = portal().await;
    let command = Caller::command();
    let top = create_section(&house.app, &command, site, None, &section_form("top")).await.unwrap();
    let below = create_section(&house.app, &command, site, Some(top), &section_form("below")).await.unwrap();
    let set = |id, standing| set_section_standing(&house.app, &command, id, standing);
    assert_eq!(code(set(top, Standing::Closed).await), "section_has_open_sections");
    set(below, Standing::Closed).await.unwrap();
    set(top, Standing::Closed).await.unwrap();
    assert_eq!(code(set(below, Standing::Open).await), "section_parent_closed");
    let refused = create_section(&house.app, &command, site, Some(top), &section_form("new")).await;
    assert_eq!(code(refused), "section_parent_closed");
}

#[tokio::test]
async fn a_section_administrator_works_in_his_section_only() {
    let (house, city, site) = portal().await;
    let command = Caller::command();
    let own = create_section(&house.app, &command, site, None, &section_form("own")).await.unwrap();
    let other = create_section(&house.app, &command, site, None, &section_form("other")).await.unwrap();
    let admin = house.person("admin", city.water, &[(Role::SystemAdmin, Scope::Site(site))]).await;
    update_section(&house.app, &admin.caller, other, &section_form("other2")).await.unwrap();
    let water = house.person("water", city.water, &[(Role::SystemAdmin, Scope::Agency(city.water))]).await;
    assert_eq!(code(update_section(&house.app, &water.caller, own, &section_form("own2")).await), "not_allowed");
    assert_eq!(code(move_section(&house.app, &water.caller, own, Some(other)).await), "not_allowed");
}

#[tokio::test]
async fn topics_and_reading_points_are_kept() {
    let (house, _, site) = portal().await;
    let command = Caller::command();
    let form = TopicForm { slug: "flood".into(), name: "防汛".into(), introduction: String::new(), sort: 0 };
    let topic = create_topic(&house.app, &command, site, &form).await.unwrap();
    assert_eq!(faults(create_topic(&house.app, &command, site, &form).await), ["slug:slug_taken"]);
    set_topic_standing(&house.app, &command, topic, Standing::Closed).await.unwrap();
    assert_eq!(house.app.directory().topic(topic).unwrap().status, "closed");

    let point = ReadingPointForm {
        name: "市档案馆".into(),
        address: "某路1号".into(),
        hours: "工作日".into(),
        telephone: String::new(),
        sort: 0,
    };
    let id = create_reading_point(&house.app, &command, &point).await.unwrap();
    assert_eq!(list_reading_points(&house.app).await.unwrap().len(), 1);
    remove_reading_point(&house.app, &command, id).await.unwrap();
    assert!(list_reading_points(&house.app).await.unwrap().is_empty());
}

fn tender() -> KindSpec {
    let field = FieldSpec {
        key: "budget".into(),
        label: "预算金额".into(),
        kind: FieldKind::Number,
        need: Need::Required,
        choices: Vec::new(),
    };
    KindSpec {
        code: "tender".into(),
        label: "招标公告".into(),
        body: BodyKind::RichText,
        document: DocumentFields::Plain,
        fields: vec![field],
    }
}

#[tokio::test]
async fn a_defined_kind_keeps_what_was_entered_under_it() {
    let (house, _, _) = portal().await;
    let command = Caller::command();
    define_kind(&house.app, &command, &tender()).await.unwrap();
    assert_eq!(house.app.directory().kind("tender").unwrap().label, "招标公告");
    assert_eq!(faults(define_kind(&house.app, &command, &tender()).await), ["code:kind_code_taken"]);
    assert_eq!(
        faults(define_kind(&house.app, &command, &KindSpec { code: "policy".into(), ..tender() }).await),
        ["code:kind_code_bad"]
    );

    let mut dated = tender();
    dated.fields[0].kind = FieldKind::Date;
    assert_eq!(code(change_kind(&house.app, &command, &dated).await), "kind_field_retyped");
    assert_eq!(
        code(change_kind(&house.app, &command, &KindSpec { fields: Vec::new(), ..tender() }).await),
        "kind_field_removed"
    );
    let mut text = tender();
    text.fields[0].kind = FieldKind::Text;
    text.label = "采购公告".into();
    change_kind(&house.app, &command, &text).await.unwrap();
    set_kind_standing(&house.app, &command, "tender", Standing::Closed).await.unwrap();
    let directory = house.app.directory();
    assert!(directory.open_kind("tender").is_none(), "nothing new is made of it");
    assert_eq!(directory.kind("tender").unwrap().fields.len(), 1, "what is there keeps its fields");
    let rows = list_kinds(&house.app, &command).await.unwrap();
    assert_eq!((rows[0].spec.label.as_str(), rows[0].standing), ("采购公告", Standing::Closed));
}

#[tokio::test]
async fn those_who_take_one_slug_at_once_get_a_plain_sentence_all_but_one() {
    let (house, _, site) = portal().await;
    let command = Caller::command();
    let form = TopicForm { slug: "flood".into(), name: "防汛".into(), introduction: String::new(), sort: 0 };
    let one = || create_topic(&house.app, &command, site, &form);
    let (a, b, c) = tokio::join!(one(), one(), one());
    let (done, refused): (Vec<_>, Vec<_>) = [a, b, c].into_iter().partition(Result::is_ok);
    assert_eq!(done.len(), 1);
    for answer in refused {
        assert_eq!(faults(answer), ["slug:slug_taken"]);
    }
}
