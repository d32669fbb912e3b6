//! What several journeys do: writing an item and pressing the buttons of its page.

use testkit::{Actor, City, Page};

pub const CONCLUSION: &str = "经审查，不涉及国家秘密，可以公开";

/// A form of the editor with all that the checks want of an article in the news.
pub fn article(city: &City, title: &str) -> Vec<(&'static str, String)> {
    vec![
        ("kind", "article".into()),
        ("title", title.into()),
        ("body_html", format!("<p>{title}。全市各学校做好开学准备，保障教学秩序。</p>")),
        ("summary", "全市各学校做好开学准备".into()),
        ("source", "清江市教育体育局".into()),
        ("keywords", "教育 开学".into()),
        ("openness", "proactive".into()),
        ("formed_on", "2026-11-20".into()),
        ("subject", "11-02".into()),
        ("main_section", city.ids.section("news").to_string()),
        ("lead_agency", city.ids.agency("jiaoti").to_string()),
    ]
}

/// A form with some fields changed or added.
pub fn with(mut form: Vec<(&'static str, String)>, changes: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    for (name, value) in changes {
        match form.iter_mut().find(|(n, _)| n == name) {
            Some(field) => field.1 = (*value).to_string(),
            None => form.push((name, (*value).to_string())),
        }
    }
    form
}

/// Sends an editor's form.
pub async fn send(actor: &Actor, path: &str, form: &[(&'static str, String)]) -> Page {
    let fields: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
    actor.post(path, &fields).await
}

/// Saves a new draft and returns its id.
pub async fn draft(actor: &Actor, form: &[(&'static str, String)]) -> i64 {
    let saved = send(actor, "/console/items/new", form).await.redirects();
    let path = saved.location().split(['?', '#']).next().unwrap().to_string();
    path.trim_start_matches("/console/items/")
        .split('/')
        .next()
        .unwrap()
        .parse()
        .unwrap_or_else(|_| panic!("no id in {path}"))
}

/// Saves a further revision over the one the editor shows.
pub async fn revise(actor: &Actor, id: i64, form: &[(&'static str, String)]) -> Page {
    let page = actor.get(&format!("/console/items/{id}/edit")).await.ok();
    let base = page.field("base_revision").expect("the editor names its base");
    let form = with(form.to_vec(), &[("base_revision", base.as_str())]);
    send(actor, &format!("/console/items/{id}/edit"), &form).await
}

/// The revision that the item's page shows.
pub async fn shown_revision(city: &City, id: i64) -> String {
    let actor = city.actor("quanneng").await;
    let caller = actor.caller().await;
    let detail = match app::item::view::get(&city.app, &caller, id).await {
        Ok(detail) => detail,
        Err(_) => app::item::view::get(&city.app, &app::Caller::command(), id).await.unwrap(),
    };
    detail.revision.id.to_string()
}

/// Presses a button of the item's page.
pub async fn press(city: &City, actor: &Actor, id: i64, event: &str, fields: &[(&str, &str)]) -> Page {
    let revision = shown_revision(city, id).await;
    let mut all = vec![("revision", revision.as_str())];
    all.extend_from_slice(fields);
    actor.post(&format!("/console/items/{id}/{event}"), &all).await
}

/// Runs the checks, gives a reason for every warning, and submits.
pub async fn submit(city: &City, editor: &Actor, id: i64) {
    excuse(city, editor, id).await;
    press(city, editor, id, "submit", &[]).await.redirects();
}

/// Gives a reason for every warning of the checks.
pub async fn excuse(city: &City, editor: &Actor, id: i64) {
    let caller = editor.caller().await;
    let checked = app::item::check::run(&city.app, &caller, id).await.unwrap();
    let reasons = checked.findings.iter().map(|f| (f.key(), "已核对".to_string())).collect();
    let revision = shown_revision(city, id).await.parse().unwrap();
    app::item::check::give_reasons(&city.app, &caller, id, revision, reasons).await.unwrap();
}

/// Takes a submitted item of a one-step section through review to approval.
pub async fn approve(city: &City, id: i64) {
    press(city, &city.actor("chushen").await, id, "approve", &[]).await.redirects();
    approve_secrecy(city, id).await;
}

/// Passes an item at the secrecy review.
pub async fn approve_secrecy(city: &City, id: i64) {
    press(city, &city.actor("baomi").await, id, "pass_secrecy", &[("pass_secrecy_conclusion", CONCLUSION)])
        .await
        .redirects();
}

/// Takes a new item all the way to the public page.
pub async fn publish(city: &City, form: &[(&'static str, String)]) -> i64 {
    let editor = city.actor("bianji").await;
    let id = draft(&editor, form).await;
    submit(city, &editor, id).await;
    approve(city, id).await;
    press(city, &city.actor("fabu").await, id, "publish", &[]).await.redirects();
    id
}

/// Publishes a policy document, which takes two review steps.
pub async fn publish_policy(city: &City, form: &[(&'static str, String)]) -> i64 {
    let editor = city.actor("bianji").await;
    let id = draft(&editor, form).await;
    submit(city, &editor, id).await;
    for login in ["chushen", "fushen"] {
        press(city, &city.actor(login).await, id, "approve", &[]).await.redirects();
    }
    approve_secrecy(city, id).await;
    press(city, &city.actor("fabu").await, id, "publish", &[]).await.redirects();
    id
}

/// The index number an item has.
pub async fn index_number(city: &City, id: i64) -> String {
    let detail = app::item::view::get(&city.app, &app::Caller::command(), id).await.unwrap();
    detail.item.index_number.unwrap_or_default()
}
