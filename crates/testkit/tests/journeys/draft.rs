//! The editor's journey: saving, conflicts, locks, checks, uploads, wrong input.

use crate::desk::{article, draft, press, revise, send, with};
use crate::on_both;
use testkit::City;

on_both!(
    a_draft_is_kept_and_nothing_of_it_is_public,
    wrong_input_is_answered_at_the_field_and_kept,
    two_editors_do_not_overwrite_each_other,
    errors_stop_a_submission_and_warnings_want_a_reason,
    markup_of_strangers_is_cleaned,
    hostile_files_are_refused_with_a_sentence,
    items_of_a_closed_kind_keep_their_fields_and_checks,
    what_was_typed_outlives_the_session,
);

async fn a_draft_is_kept_and_nothing_of_it_is_public(city: &City) {
    let editor = city.actor("bianji").await;
    let id = draft(&editor, &article(city, "全市学校开学准备就绪")).await;
    let page = editor.get(&format!("/console/items/{id}/edit")).await.ok();
    assert!(page.says("全市学校开学准备就绪"));
    assert!(editor.get("/console/items").await.ok().says("全市学校开学准备就绪"));
    let visitor = city.visitor();
    assert_eq!(visitor.get(&format!("/items/{id}")).await.status, 404);
    assert!(!visitor.get("/sections/news").await.ok().says("全市学校开学准备就绪"));
    let other = city.actor("bianji2").await;
    assert_eq!(other.get(&format!("/console/items/{id}")).await.status, 403);
    assert!(!other.get("/console/items").await.ok().says("全市学校开学准备就绪"));
}

async fn wrong_input_is_answered_at_the_field_and_kept(city: &City) {
    let editor = city.actor("bianji").await;
    let form = with(article(city, ""), &[("summary", "这段话不能丢"), ("formed_on", "2026-13-45")]);
    let page = send(&editor, "/console/items/new", &form).await;
    assert_eq!(page.status, 422);
    assert!(page.says("请填写这一项。") && page.says("日期不对"), "{}", page.words());
    assert!(page.says("这段话不能丢") && page.says("2026-13-45"));
    let form = with(article(city, "不公开的信息"), &[("openness", "withheld")]);
    let page = send(&editor, "/console/items/new", &form).await;
    assert_eq!(page.status, 422);
    assert!(page.says("必须选择法定依据"));
    let foreign = with(article(city, "别的机构"), &[("lead_agency", &city.ids.agency("shuili").to_string())]);
    assert_eq!(send(&editor, "/console/items/new", &foreign).await.status, 403);
}

async fn two_editors_do_not_overwrite_each_other(city: &City) {
    let first = city.actor("bianji").await;
    let second = city.actor("quanneng").await;
    let id = draft(&first, &article(city, "初稿")).await;
    let base = first.get(&format!("/console/items/{id}/edit")).await.ok().field("base_revision").unwrap();
    let page = second.get(&format!("/console/items/{id}/edit")).await.ok();
    assert!(page.says("编辑甲"), "the lock says who holds it: {}", page.words());
    let stale = with(article(city, "乙的修改"), &[("base_revision", base.as_str())]);
    assert_eq!(send(&second, &format!("/console/items/{id}/edit"), &stale).await.status, 423);
    revise(&first, id, &article(city, "甲的修改")).await.redirects();
    city.clock.pass_minutes(31);
    let second = city.actor("quanneng").await;
    let page = send(&second, &format!("/console/items/{id}/edit"), &stale).await;
    assert_eq!(page.status, 409, "{}", page.words());
    assert!(page.says("乙的修改") && page.says("甲的修改"), "{}", page.words());
    revise(&second, id, &article(city, "乙的第二次修改")).await.redirects();
    let revisions = app::item::view::list_revisions(&city.app, &second.caller().await, id).await.unwrap();
    let titles: Vec<&str> = revisions.iter().map(|r| r.title.as_str()).collect();
    assert_eq!(titles, ["乙的第二次修改", "甲的修改", "初稿"]);
}

async fn errors_stop_a_submission_and_warnings_want_a_reason(city: &City) {
    let editor = city.actor("bianji").await;
    let body = "<p>联系人张某，身份证号11010519491231002X，手机13900000000。</p>";
    let id = draft(&editor, &with(article(city, "含有个人信息"), &[("body_html", body)])).await;
    let refused = press(city, &editor, id, "submit", &[]).await;
    assert_eq!(refused.status, 409);
    assert!(refused.says("发布前检查还有"), "{}", refused.words());
    crate::desk::excuse(city, &editor, id).await;
    let refused = press(city, &editor, id, "submit", &[]).await;
    assert_eq!(refused.status, 409, "an identity number is an error: no reason excuses it");
    let page = editor.get(&format!("/console/items/{id}")).await.ok();
    assert!(page.says("居民身份证号码"), "{}", page.words());
    let mended = with(article(city, "含有个人信息"), &[("body_html", "<p>联系人张某，手机13900000000。</p>")]);
    revise(&editor, id, &mended).await.redirects();
    press(city, &editor, id, "submit", &[]).await.redirects();
    let kept = editor.get(&format!("/console/items/{id}")).await.ok();
    assert!(kept.says("已核对"), "the reason stays with the revision: {}", kept.words());
}

async fn markup_of_strangers_is_cleaned(city: &City) {
    let editor = city.actor("bianji").await;
    let body = "<p onclick=\"steal()\">正文<script>alert(1)</script><img src=\"https://evil.example/x.png\"><a href=\"javascript:alert(1)\">链接</a></p>";
    let id = crate::desk::publish(city, &with(article(city, "清洗"), &[("body_html", body)])).await;
    let page = city.visitor().get(&format!("/items/{id}")).await.ok();
    for bad in ["onclick", "alert(1)", "evil.example", "javascript:"] {
        assert!(!page.says(bad), "{bad} reached the public");
    }
    let csp = page.header("content-security-policy");
    assert!(csp.contains("script-src 'self'") && !csp.contains("unsafe"), "{csp}");
    drop(editor);
}

async fn hostile_files_are_refused_with_a_sentence(city: &City) {
    let editor = city.actor("bianji").await;
    let id = draft(&editor, &article(city, "附件")).await;
    let path = format!("/console/items/{id}/upload");
    let hostile: [(&str, &[u8]); 4] = [
        ("程序.pdf", b"MZ\x90\x00\x03\x00\x00\x00program"),
        ("图.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"),
        ("空.txt", b""),
        ("假.docx", b"%PDF-1.7 not a word file"),
    ];
    for (name, bytes) in hostile {
        let page = editor.upload(&path, &[("use_as", "attachment")], name, bytes).await;
        assert!(page.status.is_client_error(), "{name}: {}", page.status);
        assert!(page.says(name), "{name}: {}", page.words());
    }
    let kept = app::item::attach::list_of_item(&city.app, id).await.unwrap();
    assert!(kept.is_empty(), "a refused file leaves no record");
    let good = editor.upload(&path, &[("use_as", "attachment")], "说明.txt", "办事说明".as_bytes()).await;
    assert!(good.status.is_success() || good.status.is_redirection(), "{}", good.words());
    let kept = app::item::attach::list_of_item(&city.app, id).await.unwrap();
    assert_eq!(kept.len(), 1);
    let address = format!("/files/{}/x.txt", kept[0].id);
    assert_eq!(city.visitor().get(&address).await.status, 404, "a draft's file is not public");
}

async fn items_of_a_closed_kind_keep_their_fields_and_checks(city: &City) {
    let admin = city.actor("xitong").await;
    let tender = [
        ("code", "tender"),
        ("label", "招标公告"),
        ("body", "rich_text"),
        ("document", "plain"),
        ("rows", "1"),
        ("key_1", "budget"),
        ("label_1", "预算金额"),
        ("kind_1", "number"),
        ("need_1", "required"),
    ];
    admin.post("/console/kinds/new", &tender).await.redirects();
    let editor = city.actor("bianji").await;
    let form = with(article(city, "设备招标"), &[("kind", "tender")]);
    let id = draft(&editor, &form).await;
    admin.post("/console/kinds/tender/standing", &[("to", "closed")]).await.redirects();
    let another = send(&editor, "/console/items/new", &form).await;
    assert_eq!(another.status, 422, "nothing new of a closed kind: {}", another.words());
    let page = editor.get(&format!("/console/items/{id}/edit")).await.ok();
    assert!(page.says("预算金额"), "{}", page.words());
    crate::desk::excuse(city, &editor, id).await;
    let refused = press(city, &editor, id, "submit", &[]).await;
    assert_eq!(refused.status, 409, "the budget is still asked for: {}", refused.words());
    revise(&editor, id, &with(form, &[("field_budget", "120.5")])).await.redirects();
    crate::desk::submit(city, &editor, id).await;
}

async fn what_was_typed_outlives_the_session(city: &City) {
    let form = with(article(city, "写了一上午的通知"), &[("summary", "这段话不能丢")]);
    let editor = city.actor("bianji").await;
    city.clock.pass_minutes(24 * 60);
    let refused = send(&editor, "/console/items/new", &form).await.redirects();
    assert_eq!(refused.location(), "/console/login?next=%2Fconsole%2Fkept");
    let kept = refused.cookie("gk_kept").expect("a cookie leads to what is kept");
    let look = async |login: &str| {
        let person = city.actor(login).await;
        let request = person.request(http::Method::GET, "/console/kept").header("cookie", &kept);
        (person.send(request.body(axum::body::Body::empty()).unwrap()).await, person)
    };
    let (page, _) = look("bianji2").await;
    assert_eq!(page.redirects().location(), "/console", "another's text is not shown");
    let (page, again) = look("bianji").await;
    let page = page.ok();
    assert!(page.says("写了一上午的通知") && page.says("这段话不能丢"), "{}", page.words());
    assert!(!page.text().contains(editor.csrf()), "the ended session's token is of no use");
    let sent = page.hidden_fields("/console/items/new");
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    again.post_bare("/console/items/new", &sent).await.redirects();
    assert!(again.get("/console/items").await.ok().says("写了一上午的通知"));

    let stranger = city.visitor();
    assert_eq!(stranger.post("/console/items/new", &[("title", "没有登录")]).await.status, 401);
    city.clock.pass_minutes(24 * 60);
    let forged = again.post_bare("/console/items/new", &[("title", "没有令牌")]).await;
    assert_eq!(forged.status, 403);
}
