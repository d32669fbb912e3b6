//! People who take the same name at the same moment: one gets it, the others a plain sentence at the field.

use crate::on_both;
use testkit::{Actor, City};

on_both!(one_name_taken_by_three_at_once_goes_to_one_and_the_others_are_told);

async fn one_name_taken_by_three_at_once_goes_to_one_and_the_others_are_told(city: &City) {
    let admin = city.actor("xitong").await;
    let site = city.ids.site.to_string();
    let agency = city.ids.agency("jiaoti").to_string();
    let topic = [("site", site.as_str()), ("slug", "chunyun"), ("name", "春运"), ("sort", "1")];
    race(&admin, "/console/sites/topics/new", &topic).await;
    let section = [
        ("site", site.as_str()),
        ("slug", "zhaobiao"),
        ("name", "招标公告"),
        ("description", "招标公告"),
        ("keywords", "招标"),
        ("column_type", "news"),
        ("review_steps", "1"),
        ("place", "general"),
        ("sort", "1"),
    ];
    race(&admin, "/console/sites/sections/new", &section).await;
    let own = [("slug", "jiaoyu"), ("name", "教育体育局"), ("kind", "agency"), ("agency_id", &agency), ("sort", "1")];
    race(&admin, "/console/sites/new", &own).await;
    let bureau = [
        ("slug", "wenlv"),
        ("name", "清江市文化和旅游局"),
        ("short_name", "市文旅局"),
        ("kind", "department"),
        ("index_prefix", "QJWENLV"),
        ("sort", "1"),
    ];
    race(&admin, "/console/agencies/new", &bureau).await;
}

/// Sends one form three times at once.
async fn race(admin: &Actor, path: &str, form: &[(&str, &str)]) {
    let (a, b, c) = tokio::join!(admin.post(path, form), admin.post(path, form), admin.post(path, form));
    let (taken, told): (Vec<_>, Vec<_>) = [a, b, c].into_iter().partition(|page| page.status == 303);
    assert_eq!(taken.len(), 1, "{path}: {:?}", told.first().map(testkit::Page::words));
    for page in told {
        assert_eq!(page.status, 422, "{path}: {}", page.words());
        assert!(page.says("已被使用") || page.says("刚刚已有人使用"), "{path}: {}", page.words());
        let (name, typed) = form.iter().find(|(name, _)| *name == "slug").copied().unwrap();
        assert_eq!(page.field(name).as_deref(), Some(typed), "{path} keeps what was typed");
    }
}
