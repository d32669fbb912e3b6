//! People at the office are told once a working day by mail what waits for them: counts and days, nothing of a matter or
//! a person; who does not want it is left alone.

use app::Caller;
use app::reminder::remind;
use app::settings::change_setting;
use testkit::{Actor, City, Mail, SmtpSink};

use crate::desk_requests::{case_of, order, register};
use crate::mails::sink;
use crate::on_both;

on_both!(
    an_officer_is_told_once_a_day_what_is_due,
    a_unit_is_told_by_its_own_limit,
    nobody_is_told_on_days_of_rest_too_early_or_against_his_wish,
    reports_are_reminded_of_before_their_day,
    an_address_is_checked_and_sealed,
);

async fn wants(actor: &Actor, email: &str, wants: &str) {
    actor.post("/console/account/reminder", &[("email", email), ("wants", wants)]).await.redirects();
}

/// Reminds, and sends what was queued; the mails that came this time.
async fn round(city: &City, sink: &SmtpSink) -> Vec<Mail> {
    let before = sink.mails().len();
    remind(&city.app).await.unwrap();
    city.work().await;
    sink.mails().split_off(before)
}

async fn an_officer_is_told_once_a_day_what_is_due(city: &City) {
    let sink = sink(city).await;
    let officer = city.actor("jingban").await;
    wants(&officer, "jingban@example.com", "daily").await;
    assert!(round(city, &sink).await.is_empty(), "nothing waits, nothing is sent");
    city.clock.pass_minutes(24 * 60);
    let officer = city.actor("jingban").await;
    let late = case_of(&register(city, &officer, &[("arrived_on", "2026-10-12")]).await.ok());
    // 20 working days from 30 October end on 27 November.
    register(city, &officer, &[("arrived_on", "2026-10-30")]).await.ok();
    // To be confirmed by tomorrow: near, as on the desk.
    let by_mail = [("channel", "email"), ("contact.email", "li@example.com"), ("arrived_on", "2026-11-24")];
    register(city, &officer, &by_mail).await.ok();
    sink_settled(city, &sink).await;
    let told = round(city, &sink).await;
    assert_eq!(told.len(), 1, "{told:#?}");
    assert_eq!(told[0].to, ["jingban@example.com"]);
    let text = told[0].text();
    assert!(text.contains("已超期 1 件") && text.contains("临期 2 件") && text.contains("待确认收到 1 件"), "{text}");
    let number = store::request::get(city.app.store().read(), late).await.unwrap().number;
    for hidden in ["李", "划片", number.as_str()] {
        assert!(!text.contains(hidden), "a mail travels in the open: {text}");
    }
    assert!(round(city, &sink).await.is_empty(), "once a day");
    city.clock.pass_minutes(24 * 60);
    assert_eq!(round(city, &sink).await.len(), 1, "and again on the next working day");
    let colleague = city.actor("jingban2").await;
    wants(&colleague, "jingban2@example.com", "daily").await;
    assert!(round(city, &sink).await.is_empty(), "another agency's cases are told to nobody else");
}

async fn a_unit_is_told_by_its_own_limit(city: &City) {
    let sink = sink(city).await;
    let (officer, unit) = (city.actor("jingban").await, city.actor("chengban").await);
    wants(&unit, "chengban@example.com", "daily").await;
    // Due by 14 December both; of the first the share is wanted by 24 November, of the other no day was named.
    for (name, until) in [("第一件", "2026-11-24"), ("第二件", "")] {
        let id = case_of(&register(city, &officer, &[("matter.name", name)]).await.ok());
        let part = [
            ("assign_part_unit", &*city.ids.account("chengban").to_string()),
            ("assign_part_on", "2026-11-17"),
            ("assign_part_until", until),
            ("assign_part_task", "查找"),
        ];
        order(&officer, id, "assign_part", &part).await.redirects();
    }
    let told = round(city, &sink).await;
    assert!(told[0].text().contains("有您承办事项的申请：临期 1 件。"), "{}", told[0].text());
    let near = unit.get("/console/requests?pile=near").await.ok();
    assert!(near.says("第一件") && !near.says("第二件"), "{}", near.words());
    assert!(near.says("反馈期限 2026-11-24") && near.says("还剩 1 个工作日"), "{}", near.words());
    let all = unit.get("/console/requests").await.ok();
    let at = |name: &str| all.text().find(name).unwrap();
    assert!(at("第一件") < at("第二件") && all.says("答复期限 2026-12-14"), "{}", all.words());
    let made = unit.post("/console/requests/calendar", &[]).await.ok().text();
    let path = made.split("/console/requests/calendar.ics?token=").nth(1).and_then(|t| t.split(['"', '<']).next());
    let path = format!("/console/requests/calendar.ics?token={}", path.expect("an address"));
    let feed = city.visitor().get(&path).await.ok();
    assert!(feed.says("DTSTART;VALUE=DATE:20261124") && feed.says("承办事项的期限"), "{}", feed.text());
    assert!(feed.says("DTSTAMP:20261123T") && feed.text().contains("00Z\r\n"), "moments are in UTC: {}", feed.text());
    // On Wednesday the day has passed, though the case has three weeks.
    city.clock.pass_minutes(2 * 24 * 60);
    let told = round(city, &sink).await;
    assert!(told[0].text().contains("有您承办事项的申请：已超期 1 件。"), "{}", told[0].text());
    app::identity::disable_account(&city.app, &Caller::command(), city.ids.account("chengban")).await.unwrap();
    assert_eq!(city.visitor().get(&path).await.status, 404, "an account that is disabled has no calendar");
}

/// The applicant's own mails are out of the way.
async fn sink_settled(city: &City, sink: &SmtpSink) {
    city.work().await;
    assert!(sink.mails().iter().all(|mail| mail.to == ["li@example.com"]));
}

async fn nobody_is_told_on_days_of_rest_too_early_or_against_his_wish(city: &City) {
    let sink = sink(city).await;
    let officer = city.actor("jingban").await;
    register(city, &officer, &[("arrived_on", "2026-10-12")]).await.ok();
    wants(&officer, "jingban@example.com", "nothing").await;
    assert!(round(city, &sink).await.is_empty());
    wants(&officer, "jingban@example.com", "daily").await;
    change_setting(&city.app, &Caller::command(), "mail.reminder_hour", "10").await.unwrap();
    assert!(round(city, &sink).await.is_empty(), "it is nine");
    // Saturday 28 November, eleven o'clock.
    city.clock.pass_minutes((5 * 24 + 2) * 60);
    assert!(round(city, &sink).await.is_empty(), "a day of rest");
    city.clock.pass_minutes(2 * 24 * 60);
    assert_eq!(round(city, &sink).await.len(), 1);
    app::identity::disable_account(&city.app, &Caller::command(), city.ids.account("jingban")).await.unwrap();
    city.clock.pass_minutes(24 * 60);
    assert!(round(city, &sink).await.is_empty(), "an account that is disabled is told nothing");
}

async fn reports_are_reminded_of_before_their_day(city: &City) {
    let sink = sink(city).await;
    let (editor, supervisor) = (city.actor("tongji").await, city.actor("jianguan").await);
    wants(&editor, "tongji@example.com", "daily").await;
    wants(&supervisor, "jianguan@example.com", "daily").await;
    let lead = async || editor.get("/console/reports").await.ok();
    assert!(lead().await.says("1 月 31 日前由各机关发布，3 月 31 日前由本级政府发布（条例第四十九条）"));
    let due = async |day| change_setting(&city.app, &Caller::command(), "report.agency_due", day).await;
    due("01-25").await.unwrap();
    assert!(lead().await.says("1 月 25 日前由各机关发布，3 月 31 日前由本级政府发布。"));
    assert!(due("02-30").await.is_err(), "no day of any year");
    due("01-31").await.unwrap();
    // Friday 15 January 2027: sixteen days before the end of the month.
    city.clock.pass_minutes(53 * 24 * 60);
    assert!(round(city, &sink).await.is_empty());
    city.clock.pass_minutes(3 * 24 * 60);
    let told = round(city, &sink).await;
    let to = |who: &str, told: &[Mail]| told.iter().find(|mail| mail.to == [who]).map(Mail::text).unwrap_or_default();
    let (mine, watched) = (to("tongji@example.com", &told), to("jianguan@example.com", &told));
    assert!(mine.contains("2026 年度报告：还没有上报 4 份，期限为 2027-01-31"), "{mine}");
    assert!(watched.contains("4 个机关还没有上报，期限为 2027-01-31"), "{watched}");
    // The local office wants them earlier, and is told so from then on.
    due("01-25").await.unwrap();
    city.clock.pass_minutes(24 * 60);
    assert!(to("tongji@example.com", &round(city, &sink).await).contains("期限为 2027-01-25"));
    // 17 March: the city's own by the end of the month.
    city.clock.pass_minutes(57 * 24 * 60);
    let told = round(city, &sink).await;
    let watched = to("jianguan@example.com", &told);
    assert!(watched.contains("政府的报告还没有公布 1 份，期限为 2027-03-31"), "{watched}");
}

async fn an_address_is_checked_and_sealed(city: &City) {
    let officer = city.actor("jingban").await;
    let shown = officer.get("/console/account").await.ok();
    assert!(shown.says("还没有设置发信服务器"), "{}", shown.words());
    for (email, told) in [("", "请填写这一项"), ("jingban", "电子邮箱不对")] {
        let refused = officer.post("/console/account/reminder", &[("email", email), ("wants", "daily")]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.says("id=\"e-email\"") && refused.says(told), "{}", refused.words());
    }
    wants(&officer, "jingban@example.com", "daily").await;
    assert_eq!(officer.get("/console/account").await.ok().field("email").as_deref(), Some("jingban@example.com"));
    let account = city.ids.account("jingban");
    let row = store::identity::reminders::find(city.app.store().read(), account).await.unwrap().unwrap();
    assert!(!row.address.is_empty() && !row.address.contains("example"), "{row:?}");
    assert!(city.actor("shenji").await.get("/console/audit").await.ok().says("设置工作提醒"));
    wants(&officer, "", "nothing").await;
    assert_eq!(officer.get("/console/account").await.ok().field("email").as_deref(), Some(""));
}
