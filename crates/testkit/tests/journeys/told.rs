//! What the applicant is told by mail: once for each step of his case, with the change that causes it or not at all,
//! and nothing that is not needed. And the page of the mails that wait for a person.

use testkit::{Actor, City, SmtpSink, Temper};

use crate::desk_requests::{case_of, order, page, register};
use crate::mails::sink;
use crate::on_both;

on_both!(
    each_step_is_told_once_and_says_little,
    who_left_no_address_is_told_nothing_and_a_refused_step_tells_nothing,
    a_mail_in_doubt_waits_on_its_page_for_a_person,
    a_day_that_a_calendar_moved_is_told_once,
);

const EMAIL: (&str, &str) = ("contact.email", "li.xiaoming@example.com");

/// Who does which command with what filled in.
type Step<'a> = (&'a Actor, &'a str, &'a [(&'a str, &'a str)]);

/// Subject and text of each mail, decoded.
fn told(sink: &SmtpSink) -> Vec<(String, String)> {
    sink.mails().iter().map(|mail| (mail.subject(), mail.text())).collect()
}

async fn each_step_is_told_once_and_says_little(city: &City) {
    let sink = sink(city).await;
    let portal = ("mail.portal", "https://www.example.gov.cn/");
    app::settings::change_setting(&city.app, &app::Caller::command(), portal.0, portal.1).await.unwrap();
    let officer = city.actor("jingban").await;
    let (legal, boss) = (city.actor("fazhi").await, city.actor("qianfa").await);
    let id = case_of(&register(city, &officer, &[EMAIL]).await.ok());
    let steps: &[Step<'_>] = &[
        (
            &officer,
            "ask_supplement",
            &[
                ("ask_supplement_on", "2026-11-17"),
                ("ask_supplement_until", "2026-12-09"),
                ("ask_supplement_what", "请写明会议的时间"),
            ],
        ),
        (&officer, "supplement", &[("supplement_on", "2026-11-18"), ("supplement_text", "2025年5月")]),
        (
            &officer,
            "consult",
            &[
                ("consult_with", "third_party"),
                ("consult_on", "2026-11-18"),
                ("consult_third_party", "甲建设公司"),
                ("consult_content", "报价"),
            ],
        ),
        (
            &officer,
            "recall_consultation",
            &[("no", "0"), ("recall_consultation_0_on", "2026-11-19"), ("recall_consultation_0_reason", "不再需要")],
        ),
        (
            &officer,
            "ask_extension",
            &[("ask_extension_on", "2026-11-19"), ("ask_extension_days", "5"), ("ask_extension_reason", "量大")],
        ),
        (&boss, "approve_extension", &[("approve_extension_on", "2026-11-19")]),
        (
            &officer,
            "draft_reply",
            &[
                ("draft_reply_reply", "C5"),
                ("draft_reply_on", "2026-11-20"),
                ("draft_reply_reason", "属于内部工作流程"),
            ],
        ),
        (&legal, "pass_legal", &[("pass_legal_on", "2026-11-20")]),
        (&boss, "sign", &[("sign_on", "2026-11-20")]),
        (&officer, "reply", &[("reply_on", "2026-11-23")]),
        (
            &officer,
            "serve",
            &[
                ("serve_method", "email"),
                ("serve_sent_on", "2026-11-23"),
                ("serve_mail_number", "发送记录 42"),
                ("serve_proof", "on"),
            ],
        ),
    ];
    for (actor, code, fields) in steps {
        order(actor, id, code, fields).await.redirects();
    }
    city.work().await;
    city.work().await;
    let told = told(&sink);
    let shown = page(&officer, id).await;
    assert!(shown.says("给申请人的邮件（7）") && shown.says("已发送"), "{}", shown.words());
    let number = shown
        .text()
        .split("登记号")
        .nth(1)
        .unwrap()
        .split("<dd>")
        .nth(1)
        .unwrap()
        .split('<')
        .next()
        .unwrap()
        .to_string();
    let subjects: Vec<String> = told.iter().map(|(subject, _)| subject.replace(&format!("（{number}）"), "")).collect();
    assert_eq!(
        subjects,
        [
            "政府信息公开申请已收到",
            "请补正政府信息公开申请",
            "已收到补正材料",
            "政府信息公开申请正在征求意见",
            "政府信息公开申请延期答复",
            "政府信息公开申请已答复",
            "政府信息公开答复书已送达",
        ]
    );
    for (subject, text) in &told {
        assert!(
            text.contains(&number) && text.contains("https://www.example.gov.cn/requests/track"),
            "{subject}: {text}"
        );
        for secret in ["李小明", "学校划片", "甲建设", "内部工作流程", "不予公开", "138", "{{", "请写明会议"]
        {
            assert!(!text.contains(secret) && !subject.contains(secret), "{secret} in {subject}: {text}");
        }
    }
    // 20 working days from 18 November end on 16 December, 5 more on 23 December; the day of asking was the day of the
    // start, which is not counted anyway.
    assert!(told[4].1.contains("期限为2026年12月23日"), "{}", told[4].1);
}

async fn who_left_no_address_is_told_nothing_and_a_refused_step_tells_nothing(city: &City) {
    let sink = sink(city).await;
    let officer = city.actor("jingban").await;
    register(city, &officer, &[]).await.ok();
    city.work().await;
    assert_eq!(told(&sink).len(), 0);
    let id = case_of(&register(city, &officer, &[EMAIL]).await.ok());
    let refused = order(&officer, id, "ask_supplement", &[("ask_supplement_on", "2026-11-18")]).await;
    assert_eq!(refused.status, 422);
    let early =
        [("ask_supplement_on", "2026-11-17"), ("ask_supplement_until", "2026-11-10"), ("ask_supplement_what", "写明")];
    assert_eq!(order(&officer, id, "ask_supplement", &early).await.status, 422);
    city.work().await;
    assert_eq!(told(&sink).len(), 1, "only that it was received");
    // A server that refuses holds no case up.
    sink.set(Temper::Refuses);
    let withdraw = [("withdraw_on", "2026-11-18"), ("withdraw_reason", "不再需要")];
    order(&officer, id, "withdraw", &withdraw).await.redirects();
    city.work().await;
    assert!(page(&officer, id).await.says("已撤回"));
    assert_eq!(told(&sink).len(), 1);
}

async fn a_mail_in_doubt_waits_on_its_page_for_a_person(city: &City) {
    let sink = sink(city).await;
    sink.set(Temper::HangsUp);
    let officer = city.actor("jingban").await;
    let id = case_of(&register(city, &officer, &[EMAIL]).await.ok());
    city.work().await;
    let mails = officer.get("/console/mails?state=in_doubt").await.ok();
    assert!(mails.says("是否送出不明") && mails.says(&format!("/console/requests/{id}")), "{}", mails.words());
    assert!(!mails.says("li.xiaoming"), "neither recipient nor text is shown");
    let row = store::mail::list(city.app.store().read(), None, None, None, 5).await.unwrap().remove(0);
    let decide = format!("/console/mails/{}/decide", row.id);
    sink.set(Temper::Takes);
    officer.post(&decide, &[("to", "queued")]).await.redirects();
    city.work().await;
    assert_eq!(sink.mails().len(), 2);
    assert!(officer.get("/console/mails?state=sent").await.ok().says("已发送"));
    // Decided once; by those alone who may.
    officer.post(&decide, &[("to", "dropped")]).await.redirects();
    assert_eq!(store::mail::get(city.app.store().read(), row.id).await.unwrap().state, "sent");
    assert_eq!(officer.post(&decide, &[("to", "later")]).await.status, 400);
    assert_eq!(city.actor("bianji").await.get("/console/mails").await.status, 403);
    let admin = city.actor("xitong").await;
    assert!(admin.get("/console/mails").await.ok().says("发信口令"));
    admin.post("/console/mails/password", &[("password", "geheim-42")]).await.redirects();
    let shown = admin.get("/console/mails").await.ok();
    assert!(shown.says("现在已经设置") && !shown.says("geheim"), "{}", shown.words());
}

async fn a_day_that_a_calendar_moved_is_told_once(city: &City) {
    let sink = sink(city).await;
    let officer = city.actor("jingban").await;
    register(city, &officer, &[EMAIL]).await.ok();
    register(city, &officer, &[]).await.ok();
    city.work().await;
    let day = app::calendar::NewDay {
        day: "2026-12-02".parse().unwrap(),
        kind: domain::calendar::CalendarDayKind::Off,
        name: "地方节日".into(),
        region: String::new(),
        source: "地方公告".into(),
    };
    let admin = city.actor("xitong").await.caller().await;
    app::calendar::load_days(&city.app, &admin, &[day]).await.unwrap();
    city.work().await;
    app::request::recompute::recompute(&city.app).await.unwrap();
    city.work().await;
    let told = told(&sink);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[1].0.starts_with("答复期限重新计算") && told[1].1.contains("2026年12月15日"), "{told:?}");
}
