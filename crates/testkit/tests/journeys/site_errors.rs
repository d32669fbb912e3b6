//! 我为政府网站找错: from the foot of a page to the answer that the sender reads; who may do what with a message; what is
//! late; what is forgotten.

use crate::citizen::{codes, solve};
use crate::desk::{article, publish};
use crate::on_both;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use testkit::{Actor, City, Page};

on_both!(
    a_citizen_tells_of_an_error_and_reads_the_answer,
    only_pages_of_the_citys_sites_are_told_of,
    a_message_goes_to_who_is_responsible,
    what_is_wrong_is_answered_at_its_field_and_nothing_typed_is_lost,
    one_form_makes_one_message_and_a_flood_waits,
    a_message_is_handed_on_and_its_days_begin_anew,
    what_is_late_is_seen_by_the_supervisor,
    contacts_are_sealed_and_forgotten_in_time,
);

const CONTACT: &str = "13800138000";

async fn form(city: &City, path: &str) -> Page {
    city.visitor().get(path).await.ok()
}

/// Sends the form about a page, with some fields changed.
pub async fn tell(city: &City, page: &str, changes: &[(&str, &str)]) -> Page {
    let stamp = form(city, "/site-errors/new").await.field("stamp").expect("a stamp");
    let answer = solve(&stamp);
    let mut fields = vec![
        ("stamp", stamp.as_str()),
        ("answer", answer.as_str()),
        ("page", page),
        ("kind", "wording"),
        ("description", "第二段“做好开学准务”应为“做好开学准备”。"),
        ("contact", CONTACT),
    ];
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    city.visitor().post_bare("/site-errors/new", &fields).await
}

async fn track(city: &City, codes: &(String, String)) -> Page {
    city.visitor().post_bare("/site-errors/track", &[("number", &codes.0), ("code", &codes.1)]).await
}

/// The address of the only message that an actor sees in a state.
async fn only(actor: &Actor, state: &str) -> String {
    let list = actor.get(&format!("/console/site-errors?state={state}")).await.ok();
    let text = list.text();
    let found: Vec<&str> = text
        .split("href=\"/console/site-errors/")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|id| id.bytes().all(|byte| byte.is_ascii_digit()))
        .collect();
    assert_eq!(found.len(), 1, "{}", list.words());
    format!("/console/site-errors/{}", found[0])
}

async fn act(actor: &Actor, path: &str, what: &str, fields: &[(&str, &str)]) -> Page {
    let version = actor.get(path).await.ok().field("version").unwrap_or_else(|| "0".into());
    let mut all = vec![("version", version.as_str())];
    all.extend_from_slice(fields);
    actor.post(&format!("{path}/{what}"), &all).await
}

async fn a_citizen_tells_of_an_error_and_reads_the_answer(city: &City) {
    let id = publish(city, &article(city, "清江市做好开学工作")).await;
    let item = city.visitor().get(&format!("/items/{id}")).await.ok();
    let link = format!("/site-errors/new?page=%2Fitems%2F{id}");
    assert!(item.text().replace("&#x2f;", "/").contains(&link), "every page leads to the form with its address");
    let shown = form(city, &link).await;
    assert_eq!(shown.field("page").as_deref(), Some(&*format!("http://localhost/items/{id}")));

    let page = format!("http://localhost/items/{id}");
    let receipt = tell(city, &page, &[]).await.ok();
    assert!(receipt.says("找错留言已经收到") && receipt.says("清江市教育体育局"), "{}", receipt.words());
    // Monday the 23rd; three working days later is Thursday.
    assert!(receipt.says("2026-11-26") && receipt.header("cache-control").contains("no-store"));
    for own in ["找错留言回执", page.as_str(), "错别字或者表述错误", "第二段“做好开学准务”应为“做好开学准备”。"]
    {
        assert!(receipt.says(own), "{own}: the sender sees what he sent: {}", receipt.words());
    }
    assert!(!receipt.says(CONTACT), "how he can be reached is not shown again");
    let codes = codes(&receipt);
    let waiting = track(city, &codes).await.ok();
    assert!(waiting.says("待答复") && waiting.says("应当在 2026-11-26 前答复"), "{}", waiting.words());
    let wrong = track(city, &(codes.0.clone(), "AAAAA-AAAAA".into())).await;
    assert_eq!(wrong.status, 404);
    let words = [r##"<a href="#f-number">找错留言编号或者查询码不对"##, "查询码是保密的", codes.0.as_str()];
    for told in words {
        assert!(wrong.says(told), "{told}: {}", wrong.text());
    }
    assert!(!wrong.says("您已经填写的内容都保留着") && !wrong.says("AAAAA-AAAAA"), "{}", wrong.words());

    let editor = city.actor("bianji").await;
    assert!(editor.get("/console/tasks").await.ok().says("找错待答复"));
    let tasks = editor.get("/console/tasks").await.ok();
    assert!(
        !tasks.says("没有等您处理的信息") && tasks.says("没有等您修改、审核、保密审查或者发布的信息"),
        "{}",
        tasks.words()
    );
    let path = only(&editor, "open").await;
    let shown = editor.get(&path).await.ok();
    assert!(shown.says("138****8000") && !shown.says(CONTACT), "{}", shown.words());
    assert!(shown.says(&format!("/console/items/{id}")) && shown.says("做好开学准备"), "{}", shown.words());
    for login in ["bianji2", "chushen", "jingban", "shenji"] {
        assert_eq!(city.actor(login).await.get(&path).await.status, 403, "{login}");
    }
    let full = editor.post(&format!("{path}/contact"), &[]).await.ok();
    assert!(full.says(CONTACT), "{}", full.words());

    let early = act(&editor, &path, "close", &[]).await;
    assert!(early.status == 409 && early.says("还没有答复"), "{}", early.words());
    let answer = [("outcome", "correcting"), ("answer", "感谢指正，正在修改。")];
    act(&editor, &path, "answer", &answer).await.redirects();
    let told = track(city, &codes).await.ok();
    assert!(told.says("正在改正") && told.says("感谢指正，正在修改。"), "{}", told.words());
    assert!(act(&editor, &path, "close", &[]).await.says("正在改正"), "what is being corrected is not closed");
    let answer = [("outcome", "corrected"), ("answer", "已改为“准备”。")];
    act(&editor, &path, "answer", &answer).await.redirects();
    act(&editor, &path, "close", &[]).await.redirects();
    let told = track(city, &codes).await.ok();
    assert!(told.says("已办结") && told.says("已改为“准备”。") && !told.says("正在修改"), "{}", told.words());
    assert_eq!(act(&editor, &path, "answer", &answer).await.status, 409);

    let log = city.actor("shenji").await.get("/console/audit").await.ok();
    for deed in ["网民找错留言", "查看留言人联系方式", "答复找错留言", "办结找错留言"] {
        assert!(log.says(deed), "{deed}: {}", log.words());
    }
    let checked = app::audit::verify(&city.app, &app::Caller::command()).await.unwrap();
    assert!(checked.breaks.is_empty());
}

async fn only_pages_of_the_citys_sites_are_told_of(city: &City) {
    let main = city.app.directory().site(city.ids.site).unwrap().clone();
    let form = app::site::SiteForm {
        slug: main.slug.clone(),
        name: main.name.clone(),
        kind: domain::site::SiteKind::Main,
        agency_id: main.agency_id,
        host: "www.city.example".into(),
        marks: domain::site::SiteMarks::default(),
        sort: 0,
    };
    app::site::update_site(&city.app, &app::Caller::command(), main.id, &form).await.unwrap();
    for own in
        ["/", "/sections/news", "https://www.city.example/sections/news", "www.city.example", "http://localhost/"]
    {
        tell(city, own, &[("contact", "")]).await.ok();
    }
    for other in [
        "http://evil.example/x",
        "//evil.example/x",
        "http://www.city.example@evil.example/",
        "javascript:alert(1)",
        "不是网址",
    ] {
        let page = tell(city, other, &[]).await;
        assert_eq!(page.status, 422, "{other}");
        assert!(page.says("id=\"e-page\"") && page.says("这不是本网站的网址"), "{other}: {}", page.words());
        assert_eq!(page.field("page").as_deref(), Some(other), "what was typed is kept");
        assert!(page.says("第二段“做好开学准务”"), "{other}");
    }
    let list = city.actor("jianguan").await.get("/console/site-errors").await;
    assert!(!list.says("evil.example"), "nobody is given three days for it: {}", list.words());
}

async fn a_message_goes_to_who_is_responsible(city: &City) {
    let id = publish(city, &article(city, "清江市做好开学工作")).await;
    let table = [
        (format!("/items/{id}"), "清江市教育体育局"),
        (format!("http://localhost:8080/sites/main/items/{id}?from=feed"), "清江市教育体育局"),
        ("/sections/news".to_string(), "清江市人民政府"),
        ("/".to_string(), "清江市人民政府"),
        ("/items/99999".to_string(), "清江市人民政府"),
    ];
    for (page, agency) in table {
        let receipt = tell(city, &page, &[("contact", "")]).await.ok();
        assert!(receipt.says(&format!("由{agency}办理")), "{page}: {}", receipt.words());
    }
    // A draft is nobody's business: a message about its address tells nothing of it.
    let draft = crate::desk::draft(&city.actor("bianji").await, &article(city, "还没有公开")).await;
    let receipt = tell(city, &format!("/items/{draft}"), &[]).await.ok();
    assert!(receipt.says("由清江市人民政府办理"), "{}", receipt.words());
}

async fn what_is_wrong_is_answered_at_its_field_and_nothing_typed_is_lost(city: &City) {
    let long = "长".repeat(1_001);
    let table: [(&str, &str); 6] = [
        ("page", ""),
        ("kind", ""),
        ("kind", "nothing"),
        ("description", ""),
        ("description", &long),
        ("contact", "李先生"),
    ];
    for (field, value) in table {
        let page = tell(city, "/sections/news", &[(field, value)]).await;
        assert_eq!(page.status, 422, "{field}");
        assert!(page.says(&format!("id=\"e-{field}\"")), "{field}: {}", page.words());
        if field != "description" {
            assert!(page.says("第二段“做好开学准务”"), "{field}");
        }
    }
    let editor = city.actor("bianji").await;
    let id = publish(city, &article(city, "清江市做好开学工作")).await;
    tell(city, &format!("/items/{id}"), &[]).await.ok();
    let path = only(&editor, "open").await;
    let wrong = act(&editor, &path, "answer", &[("outcome", ""), ("answer", "请看")]).await;
    assert!(wrong.status == 422 && wrong.says("id=\"e-outcome\"") && wrong.says("请看"), "{}", wrong.words());
    let wrong = act(&editor, &path, "answer", &[("outcome", "corrected"), ("answer", &long)]).await;
    assert!(wrong.status == 422 && wrong.says("id=\"e-answer\""), "{}", wrong.words());
    let own = city.ids.agency("jiaoti").to_string();
    let wrong = act(&editor, &path, "transfer", &[("agency", &own), ("note", "归我们")]).await;
    assert!(wrong.status == 422 && wrong.says("id=\"e-agency\"") && wrong.says("归我们"), "{}", wrong.words());
    let wrong = act(&editor, &path, "transfer", &[("agency", ""), ("note", "")]).await;
    assert!(wrong.says("id=\"e-agency\"") && wrong.says("id=\"e-note\""), "{}", wrong.words());
    let stale = [("version", "99"), ("outcome", "corrected"), ("answer", "已改")];
    assert_eq!(editor.post(&format!("{path}/answer"), &stale).await.status, 409);
}

async fn one_form_makes_one_message_and_a_flood_waits(city: &City) {
    let stamp = form(city, "/site-errors/new").await.field("stamp").expect("a stamp");
    let fields = [("stamp", &*stamp), ("page", "/"), ("kind", "link"), ("description", "链接打不开")];
    let first = codes(&city.visitor().post_bare("/site-errors/new", &fields).await.ok());
    let again = codes(&city.visitor().post_bare("/site-errors/new", &fields).await.ok());
    assert_eq!(first, again);
    let solved = solve(&stamp);
    for (name, other) in
        [("page", "/gov-info"), ("kind", "wording"), ("description", "附件打不开"), ("contact", CONTACT)]
    {
        let mut changed = fields.to_vec();
        changed.retain(|(known, _)| *known != name);
        changed.extend([(name, other), ("answer", &*solved)]);
        let refused = city.visitor().post_bare("/site-errors/new", &changed).await;
        assert_eq!(refused.status, 409, "{name}: another message is not lost: {}", refused.words());
        assert!(refused.says(&first.0) && refused.says(other), "what was typed is kept: {}", refused.words());
    }
    let changed = [fields[0], fields[1], fields[2], ("description", "附件打不开"), ("answer", &*solved)];
    let refused = city.visitor().post_bare("/site-errors/new", &changed).await;
    let anew = refused.field("stamp").expect("a form of its own");
    let solved = solve(&anew);
    let sent = [("stamp", &*anew), fields[1], fields[2], changed[3], ("answer", &*solved)];
    assert_ne!(codes(&city.visitor().post_bare("/site-errors/new", &sent).await.ok()), first);
    let forged = [("stamp", "short"), ("page", "/"), ("kind", "link"), ("description", "链接打不开")];
    assert_eq!(city.visitor().post_bare("/site-errors/new", &forged).await.status, 400);
    let mut last = None;
    for n in 0..20 {
        let stamp = form(city, "/site-errors/new").await.field("stamp").expect("a stamp");
        let told = format!("第{n}处链接打不开");
        let fields = [("stamp", &*stamp), ("page", "/"), ("kind", "link"), ("description", &*told)];
        last = Some(city.visitor().post_bare("/site-errors/new", &fields).await);
    }
    let waits = last.expect("the last");
    assert!(waits.status == 429 && waits.says("第19处链接打不开"), "{}", waits.words());
    assert!(!waits.header("retry-after").is_empty());
    // Whose browser does the piece of work is not held up.
    tell(city, "/", &[]).await.ok();
}

async fn a_message_is_handed_on_and_its_days_begin_anew(city: &City) {
    let id = publish(city, &article(city, "水库管理办法")).await;
    let codes = codes(&tell(city, &format!("/items/{id}"), &[]).await.ok());
    let editor = city.actor("bianji").await;
    let path = only(&editor, "open").await;
    city.clock.pass_minutes(24 * 60);
    let editor = city.actor("bianji").await;
    let to = city.ids.agency("shuili").to_string();
    let handed = [("agency", &*to), ("note", "内容由水利局提供")];
    act(&editor, &path, "transfer", &handed).await.redirects();
    assert_eq!(city.actor("bianji").await.get(&path).await.status, 403, "it is another agency's now");
    let other = city.actor("bianji2").await;
    assert_eq!(only(&other, "open").await, path);
    let shown = other.get(&path).await.ok();
    assert!(shown.says("内容由水利局提供") && shown.says("2026-11-27"), "{}", shown.words());
    let told = track(city, &codes).await.ok();
    assert!(told.says("转给清江市水利局办理") && told.says("2026-11-27"), "{}", told.words());
    assert!(!told.says("内容由水利局提供"), "what the offices write to each other is theirs");
    // The supervisor may hand on, and may not answer.
    let supervisor = city.actor("jianguan").await;
    assert_eq!(supervisor.post(&format!("{path}/answer"), &[]).await.status, 403);
    let back = city.ids.agency("jiaoti").to_string();
    act(&supervisor, &path, "transfer", &[("agency", &back), ("note", "请教育体育局核对")]).await.redirects();
    assert_eq!(only(&city.actor("bianji").await, "open").await, path);
}

async fn what_is_late_is_seen_by_the_supervisor(city: &City) {
    let id = publish(city, &article(city, "清江市做好开学工作")).await;
    tell(city, &format!("/items/{id}"), &[]).await.ok();
    let watch = async || city.actor("jianguan").await.get("/console/site-errors/watch").await.ok();
    assert!(watch().await.says("没有需要过问的找错留言"));
    assert_eq!(city.actor("bianji").await.get("/console/site-errors/watch").await.status, 403);
    city.clock.pass_minutes(3 * 24 * 60);
    assert!(watch().await.says("没有需要过问的找错留言"), "the last day is not over");
    city.clock.pass_minutes(24 * 60);
    let seen = watch().await;
    let behind = format!("/console/site-errors/watch/overdue?agency={}", city.ids.agency("jiaoti"));
    assert!(seen.text().replace("&#x2f;", "/").contains(&behind), "{}", seen.text());
    let supervisor = city.actor("jianguan").await;
    let list = supervisor.get(&behind).await.ok();
    assert!(list.says("已过 2026-11-26"), "{}", list.words());
    let editor = city.actor("bianji").await;
    let path = only(&editor, "open").await;
    act(&editor, &path, "answer", &[("outcome", "corrected"), ("answer", "已改。")]).await.redirects();
    assert!(watch().await.says("没有需要过问的找错留言"));
    city.clock.pass_minutes(30 * 24 * 60);
    let list = city.actor("jianguan").await.get("/console/site-errors/watch/unclosed").await.ok();
    assert!(list.says(&path), "{}", list.words());
}

async fn contacts_are_sealed_and_forgotten_in_time(city: &City) {
    let id = publish(city, &article(city, "清江市做好开学工作")).await;
    tell(city, &format!("/items/{id}"), &[]).await.ok();
    let editor = city.actor("bianji").await;
    let path = only(&editor, "open").await;
    let row = || async {
        let id = path.rsplit('/').next().unwrap().parse().unwrap();
        store::voice::get(city.app.store().read(), id).await.unwrap()
    };
    let sealed = row().await.contact.expect("a contact");
    assert!(!sealed.contains(CONTACT) && !row().await.code_hash.is_empty());
    act(&editor, &path, "answer", &[("outcome", "corrected"), ("answer", "已改。")]).await.redirects();
    act(&editor, &path, "close", &[]).await.redirects();
    city.clock.pass_minutes(364 * 24 * 60);
    app::night::tidy(&city.app).await;
    assert!(row().await.contact.is_some(), "kept for twelve months");
    city.clock.pass_minutes(3 * 24 * 60);
    for (what, done) in app::night::tidy(&city.app).await {
        done.unwrap_or_else(|error| panic!("{what}: {error}"));
    }
    let kept = row().await;
    assert!(kept.contact.is_none() && kept.answer.as_deref() == Some("已改。"));
    let gone = app::voice::desk::contact(&city.app, &app::Caller::command(), kept.id).await;
    assert_eq!(gone.unwrap_err().code(), "site_error_contact_gone");
    let log = store::audit::Entity::find().filter(store::audit::Column::Action.eq("site_error.erase"));
    let log = log.all(city.app.store().read()).await.unwrap();
    assert!(log.len() == 1 && log[0].subject_id == kept.id.to_string() && log[0].actor_name == "系统", "{log:?}");
}
