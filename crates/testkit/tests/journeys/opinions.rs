//! Whether an item helped: counted without persons, bounded, and looked at where a reader says why not.

use crate::desk::{article, draft, publish};
use crate::on_both;
use testkit::{City, Page};

on_both!(
    readers_say_whether_an_item_helped,
    an_opinion_tells_of_no_person_and_nobody_says_it_for_all,
    what_is_wrong_is_told_and_kept,
);

async fn say(city: &City, item: i64, verdict: &str, words: &str) -> Page {
    let fields = [("verdict", verdict), ("words", words)];
    city.visitor().post_bare(&format!("/items/{item}/opinion"), &fields).await
}

async fn readers_say_whether_an_item_helped(city: &City) {
    let id = publish(city, &article(city, "清江市做好开学工作")).await;
    let item = city.visitor().get(&format!("/items/{id}")).await.ok();
    assert!(item.says(&format!("action=\"/items/{id}/opinion\"")) && item.says("这条信息对您有帮助吗"));
    let thanks = say(city, id, "yes", "").await.ok();
    assert!(thanks.says("谢谢，您的评价已经收到") && thanks.header("set-cookie").is_empty(), "{}", thanks.words());
    say(city, id, "no", "没有写报名的时间").await.ok();
    say(city, id, "yes", "很清楚").await.ok();

    let editor = city.actor("bianji").await;
    let page = editor.get(&format!("/console/items/{id}")).await.ok();
    assert!(page.says("2 人次") && page.says("1 人次") && page.says("没有写报名的时间"), "{}", page.words());
    assert!(editor.get("/console/tasks").await.ok().says("评价待处理"));
    let list = editor.get("/console/opinions").await.ok();
    assert!(list.says("没有写报名的时间") && !list.says("很清楚"), "{}", list.words());
    let other = city.actor("bianji2").await;
    assert!(!other.get("/console/opinions").await.ok().says("没有写报名的时间"), "another agency's");

    let field = list.forms().into_iter().flat_map(|form| form.fields).find(|field| field.name.starts_with("note_"));
    let name = field.expect("a note").name;
    let path = format!("/console/opinions/{}/settle", name.trim_start_matches("note_"));
    assert_eq!(other.post(&path, &[(&name, "不归我们")]).await.status, 403);
    let empty = editor.post(&path, &[(&name, "")]).await;
    assert!(empty.status == 422 && empty.says(&format!("id=\"e-{name}\"")), "{}", empty.words());
    let long = "长".repeat(301);
    let refused = editor.post(&path, &[(&name, &long)]).await;
    assert!(refused.status == 422 && refused.says(&long), "{}", refused.words());
    editor.post(&path, &[(&name, "已补充报名时间")]).await.redirects();
    assert!(!editor.get("/console/opinions").await.ok().says("没有写报名的时间"));
    let done = editor.get("/console/opinions?state=done").await.ok();
    assert!(done.says("已补充报名时间") && done.says("编辑甲"), "{}", done.words());
    assert_eq!(editor.post(&path, &[(&name, "再来一次")]).await.status, 409);
}

async fn an_opinion_tells_of_no_person_and_nobody_says_it_for_all(city: &City) {
    let id = publish(city, &article(city, "清江市做好开学工作")).await;
    say(city, id, "no", "请打我电话13800138000").await.ok();
    let kept = store::voice::opinion::of_item(city.app.store().read(), id, 5).await.unwrap();
    assert_eq!(kept[0].words, "请打我电话***");
    for _ in 0..10 {
        say(city, id, "no", "").await.ok();
    }
    let last = say(city, id, "no", "再说一次").await.ok();
    assert!(last.says("今天已经收到您对这条信息的评价"), "{}", last.words());
    let counts = async || store::voice::opinion::counts(city.app.store().read(), id).await.unwrap();
    assert_eq!(counts().await, (0, 5), "one address counts five times a day");
    city.clock.pass_minutes(24 * 60);
    say(city, id, "yes", "").await.ok();
    assert_eq!(counts().await, (1, 5));
}

async fn what_is_wrong_is_told_and_kept(city: &City) {
    let id = publish(city, &article(city, "清江市做好开学工作")).await;
    let long = "长".repeat(301);
    let page = say(city, id, "no", &long).await;
    assert!(page.status == 422 && page.says("id=\"e-words\"") && page.says(&long), "{}", page.words());
    assert_eq!(say(city, id, "maybe", "好").await.status, 422);
    let hidden = draft(&city.actor("bianji").await, &article(city, "还没有公开")).await;
    assert_eq!(say(city, hidden, "yes", "").await.status, 404);
    let elsewhere = http::Request::builder()
        .method("POST")
        .uri(format!("/items/{id}/opinion"))
        .header("host", "localhost")
        .header("origin", "https://evil.example")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(axum::body::Body::from("verdict=no"))
        .unwrap();
    assert_eq!(city.visitor().send(elsewhere).await.status, 403);
}
