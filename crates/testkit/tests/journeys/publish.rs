//! From review to the public page and off it again, by each role.

use crate::desk::{CONCLUSION, approve, article, draft, index_number, press, publish, revise, submit, with};
use crate::on_both;
use testkit::City;

on_both!(
    a_draft_goes_through_review_to_the_public,
    the_submitter_cannot_approve_his_own,
    each_section_has_its_own_steps,
    editing_what_is_live_changes_nothing_public,
    an_approval_is_of_exactly_that_revision,
    a_timer_publishes_only_what_is_approved,
    an_urgent_publication_waits_for_another,
    a_withdrawal_takes_it_off_everything,
    index_numbers_are_never_reused,
    what_is_not_proactive_is_not_published,
    returned_items_say_why,
    another_node_follows_the_change_log,
);

async fn a_draft_goes_through_review_to_the_public(city: &City) {
    let title = "清江市发布冬季供暖安排";
    let id = publish(city, &article(city, title)).await;
    city.work().await;
    let visitor = city.visitor();
    let page = visitor.get(&format!("/items/{id}")).await.ok();
    assert!(page.says(title), "{}", page.words());
    assert_eq!(index_number(city, id).await, "QJJIAOTI/2026-00001");
    assert!(page.says("name=\"ArticleTitle\"") && page.says("name=\"SiteName\"") && page.says("name=\"PubDate\""));
    for address in ["/", "/sections/news", "/feeds/news.xml", "/sitemap.xml"] {
        let listed = visitor.get(address).await.ok();
        assert!(listed.says(title) || listed.says(&format!("/items/{id}")), "{address}");
    }
    let found = visitor.get("/search?q=%E4%BE%9B%E6%9A%96").await.ok();
    assert!(found.says(&format!("/items/{id}")), "{}", found.words());
    let log = city.actor("bianji").await.get(&format!("/console/items/{id}")).await.ok();
    for name in ["编辑甲", "初审员", "保密员", "发布员"] {
        assert!(log.says(name), "the log of steps names {name}");
    }
}

async fn the_submitter_cannot_approve_his_own(city: &City) {
    let person = city.actor("quanneng").await;
    let id = draft(&person, &article(city, "自己送审")).await;
    submit(city, &person, id).await;
    let page = press(city, &person, id, "approve", &[]).await;
    assert_eq!(page.status, 403);
    assert!(page.says("不能审核、发布自己送审的信息"), "{}", page.words());
    approve(city, id).await;
    assert_eq!(press(city, &person, id, "publish", &[]).await.status, 403);
    assert_eq!(city.visitor().get(&format!("/items/{id}")).await.status, 404);
}

async fn each_section_has_its_own_steps(city: &City) {
    let editor = city.actor("bianji").await;
    let form = with(
        article(city, "清江市教育发展规划"),
        &[("main_section", &city.ids.section("plans").to_string()), ("category", "20-03")],
    );
    let id = draft(&editor, &form).await;
    submit(city, &editor, id).await;
    let publisher = city.actor("fabu").await;
    assert!(press(city, &publisher, id, "publish", &[]).await.status.is_client_error());
    for login in ["chushen", "fushen", "zhongshen"] {
        press(city, &city.actor(login).await, id, "approve", &[]).await.redirects();
    }
    assert!(
        press(city, &publisher, id, "publish", &[]).await.status.is_client_error(),
        "the secrecy review is missing"
    );
    let secrecy = city.actor("baomi").await;
    let silent = press(city, &secrecy, id, "pass_secrecy", &[("pass_secrecy_conclusion", "")]).await;
    assert_eq!(silent.status, 422);
    press(city, &secrecy, id, "pass_secrecy", &[("pass_secrecy_conclusion", CONCLUSION)]).await.redirects();
    press(city, &publisher, id, "publish", &[]).await.redirects();
    assert!(city.visitor().get("/gov-info/catalogue").await.ok().says("清江市教育发展规划"));
}

async fn editing_what_is_live_changes_nothing_public(city: &City) {
    let id = publish(city, &article(city, "公开的标题")).await;
    let visitor = city.visitor();
    let path = format!("/items/{id}");
    let before = visitor.get(&path).await.ok();
    let editor = city.actor("bianji").await;
    revise(&editor, id, &article(city, "改过的标题")).await.redirects();
    assert_eq!(visitor.get(&path).await.ok().bytes, before.bytes, "a draft leaves the page as it is to the byte");
    submit(city, &editor, id).await;
    approve(city, id).await;
    assert_eq!(visitor.get(&path).await.ok().bytes, before.bytes);
    press(city, &city.actor("fabu").await, id, "publish", &[]).await.redirects();
    let after = visitor.get(&path).await.ok();
    assert!(after.says("改过的标题"));
    assert_eq!(index_number(city, id).await, "QJJIAOTI/2026-00001");
    assert!(!after.says("公开的标题"));
}

async fn an_approval_is_of_exactly_that_revision(city: &City) {
    let editor = city.actor("bianji").await;
    let id = draft(&editor, &article(city, "第一稿")).await;
    submit(city, &editor, id).await;
    let seen = crate::desk::shown_revision(city, id).await;
    press(city, &editor, id, "take_back", &[]).await.redirects();
    revise(&editor, id, &article(city, "第二稿")).await.redirects();
    submit(city, &editor, id).await;
    let reviewer = city.actor("chushen").await;
    let page = reviewer.post(&format!("/console/items/{id}/approve"), &[("revision", seen.as_str())]).await;
    assert_eq!(page.status, 409);
    assert!(page.says("其他人已经修改"), "{}", page.words());
}

async fn a_timer_publishes_only_what_is_approved(city: &City) {
    let editor = city.actor("bianji").await;
    let id = draft(&editor, &article(city, "定时发布的信息")).await;
    submit(city, &editor, id).await;
    approve(city, id).await;
    let publisher = city.actor("fabu").await;
    let past = press(city, &publisher, id, "schedule", &[("schedule_at", "2026-11-22T08:00")]).await;
    assert_eq!(past.status, 422, "{}", past.words());
    press(city, &publisher, id, "schedule", &[("schedule_at", "2026-11-23T10:00")]).await.redirects();
    city.work().await;
    let path = format!("/items/{id}");
    assert_eq!(city.visitor().get(&path).await.status, 404);
    press(city, &publisher, id, "unschedule", &[]).await.redirects();
    city.clock.pass_minutes(61);
    city.work().await;
    assert_eq!(city.visitor().get(&path).await.status, 404, "what was unscheduled is not published");
    let publisher = city.actor("fabu").await;
    press(city, &publisher, id, "schedule", &[("schedule_at", "2026-11-23T11:00")]).await.redirects();
    city.clock.pass_minutes(61);
    city.work().await;
    assert!(city.visitor().get(&path).await.ok().says("定时发布的信息"));
}

async fn an_urgent_publication_waits_for_another(city: &City) {
    let editor = city.actor("bianji").await;
    let id = draft(&editor, &article(city, "暴雨红色预警")).await;
    crate::desk::excuse(city, &editor, id).await;
    let publisher = city.actor("fabu").await;
    let bare = press(city, &publisher, id, "publish_urgent", &[("publish_urgent_reason", "急")]).await;
    assert_eq!(bare.status, 422);
    let fields = [("publish_urgent_reason", "暴雨已至"), ("publish_urgent_conclusion", CONCLUSION)];
    press(city, &publisher, id, "publish_urgent", &fields).await.redirects();
    city.visitor().get(&format!("/items/{id}")).await.ok();
    let own = press(city, &publisher, id, "confirm_urgent", &[]).await;
    assert_eq!(own.status, 403);
    let other = city.actor("zhongshen").await;
    assert!(other.get("/console/tasks").await.ok().says("暴雨红色预警"));
    press(city, &other, id, "confirm_urgent", &[]).await.redirects();
    assert!(!other.get("/console/tasks").await.ok().says("暴雨红色预警"));
}

async fn a_withdrawal_takes_it_off_everything(city: &City) {
    let title = "即将撤回的公告";
    let id = publish(city, &article(city, title)).await;
    city.work().await;
    let visitor = city.visitor();
    visitor.get(&format!("/items/{id}")).await.ok();
    let publisher = city.actor("fabu").await;
    assert_eq!(press(city, &publisher, id, "withdraw", &[("withdraw_reason", " ")]).await.status, 422);
    press(city, &publisher, id, "withdraw", &[("withdraw_reason", "数据有误")]).await.redirects();
    city.work().await;
    let gone = visitor.get(&format!("/items/{id}")).await;
    assert_eq!(gone.status, 410);
    assert!(!gone.says("全市各学校做好开学准备"));
    for address in ["/", "/sections/news", "/feeds/news.xml", "/sitemap.xml", "/search?q=%E6%92%A4%E5%9B%9E"] {
        let page = visitor.get(address).await;
        assert!(!page.says(title) && !page.says(&format!("/items/{id}<")), "{address} still shows it");
    }
}

async fn index_numbers_are_never_reused(city: &City) {
    let first = publish(city, &article(city, "第一条")).await;
    let publisher = city.actor("fabu").await;
    press(city, &publisher, first, "withdraw", &[("withdraw_reason", "重复")]).await.redirects();
    let second = publish(city, &article(city, "第二条")).await;
    assert_eq!(index_number(city, second).await, "QJJIAOTI/2026-00002");
    let editor = city.actor("bianji").await;
    revise(&editor, first, &article(city, "第一条更正")).await.redirects();
    submit(city, &editor, first).await;
    approve(city, first).await;
    press(city, &publisher, first, "publish", &[]).await.redirects();
    assert_eq!(index_number(city, first).await, "QJJIAOTI/2026-00001", "it keeps the number it had");
}

async fn what_is_not_proactive_is_not_published(city: &City) {
    let editor = city.actor("bianji").await;
    let id = draft(&editor, &with(article(city, "依申请公开的信息"), &[("openness", "on_request")])).await;
    submit(city, &editor, id).await;
    approve(city, id).await;
    let page = press(city, &city.actor("fabu").await, id, "publish", &[]).await;
    assert_eq!(page.status, 409);
    assert!(page.says("不是“主动公开”"), "{}", page.words());
    assert_eq!(city.visitor().get(&format!("/items/{id}")).await.status, 404);
}

async fn returned_items_say_why(city: &City) {
    let editor = city.actor("bianji").await;
    let id = draft(&editor, &article(city, "要修改的稿件")).await;
    submit(city, &editor, id).await;
    let reviewer = city.actor("chushen").await;
    assert!(reviewer.get("/console/tasks").await.ok().says("要修改的稿件"));
    press(city, &reviewer, id, "return", &[("return_reason", "请核对第二段数据")]).await.redirects();
    assert!(editor.get("/console/tasks").await.ok().says("要修改的稿件"));
    assert!(editor.get(&format!("/console/items/{id}")).await.ok().says("请核对第二段数据"));
    revise(&editor, id, &article(city, "修改后的稿件")).await.redirects();
    submit(city, &editor, id).await;
}

async fn another_node_follows_the_change_log(city: &City) {
    let other = city.second_node().await;
    let seen = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let log = seen.clone();
    other.follow(move |tags| log.lock().unwrap().extend(tags.to_vec()));
    let id = publish(city, &article(city, "两个节点")).await;
    let woken = || async {
        tokio::select! {
            biased;
            () = other.work_waiting() => true,
            () = std::future::ready(()) => false,
        }
    };
    assert!(!woken().await);
    other.follow_others().await.unwrap();
    assert!(woken().await, "its workers look for what the first left to do");
    other.follow_others().await.unwrap();
    assert!(!woken().await, "and for nothing where nothing has changed");
    let tags = seen.lock().unwrap().clone();
    assert!(tags.contains(&app::context::tag::item(id)), "{tags:?}");
    assert!(tags.contains(&app::context::tag::section(city.ids.section("news"))));
    other.store().clone().close().await.unwrap();
}
