//! Mails: sent once, outside quiet hours, and held for a person where nobody knows whether they went out.

use app::Caller;
use app::mail::{MailState, MailStep, Outgoing, decide_mail, list_mails, queue, set_mail_password};
use app::settings::change_setting;
use testkit::{City, SmtpSink, Temper};

use crate::on_both;

on_both!(
    a_mail_is_sent_once_and_sealed_at_rest,
    a_mail_in_doubt_is_held_for_a_person,
    refused_and_deferred_mails_are_told_apart,
    mails_wait_for_the_morning,
);

pub async fn sink(city: &City) -> SmtpSink {
    let sink = SmtpSink::start().await;
    let port = sink.address.port().to_string();
    for (key, value) in [
        ("mail.host", "127.0.0.1"),
        ("mail.port", port.as_str()),
        ("mail.security", "none"),
        ("mail.sender", "gongkai@example.com"),
    ] {
        change_setting(&city.app, &Caller::command(), key, value).await.unwrap();
    }
    sink
}

/// Queues a mail as a use case would: in its own transaction, committed with it.
async fn mail(city: &City, number: &str) -> i64 {
    let outgoing = Outgoing {
        step: MailStep::Received,
        to: "li.mou@example.com".into(),
        agency_id: Some(city.ids.agency("jiaoti")),
        request_id: None,
        values: [("number".to_string(), number.to_string())].into(),
    };
    let mut work = city.app.store().begin().await.unwrap();
    let id = queue(&city.app, &mut work, &outgoing).await.unwrap().expect("a server is set");
    work.commit(city.clock.now()).await.unwrap();
    id
}

async fn state(city: &City, id: i64) -> MailState {
    let rows = list_mails(&city.app, &Caller::command(), None, None, 50).await.unwrap();
    rows.iter().find(|row| row.id == id).unwrap().state.unwrap()
}

async fn a_mail_is_sent_once_and_sealed_at_rest(city: &City) {
    let sink = sink(city).await;
    let id = mail(city, "2026-00001\r\nBcc: all@example.com").await;
    let row = store::mail::get(city.app.store().read(), id).await.unwrap();
    assert!(!row.sealed.contains("li.mou"), "the recipient is sealed");
    city.work().await;
    city.work().await;
    let mails = sink.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].from, "gongkai@example.com");
    assert_eq!(mails[0].to, ["li.mou@example.com"]);
    assert_eq!(mails[0].header("Message-ID"), Some(row.message_id));
    assert_eq!(mails[0].header("Bcc"), None, "a value makes no header: {}", mails[0].data);
    assert_eq!(state(city, id).await, MailState::Sent);
    set_mail_password(&city.app, &Caller::command(), "geheim").await.unwrap();
    assert!(!city.app.settings().text("mail.password_sealed").contains("geheim"));
}

async fn a_mail_in_doubt_is_held_for_a_person(city: &City) {
    let sink = sink(city).await;
    sink.set(Temper::HangsUp);
    let id = mail(city, "2026-00002").await;
    city.work().await;
    assert_eq!(state(city, id).await, MailState::InDoubt);
    city.clock.pass_minutes(60);
    city.work().await;
    assert_eq!(sink.mails().len(), 1, "never twice unseen");
    sink.set(Temper::Takes);
    decide_mail(&city.app, &Caller::command(), id, MailState::Queued).await.unwrap();
    city.work().await;
    let mails = sink.mails();
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[0].header("Message-ID"), mails[1].header("Message-ID"), "a receiver recognises the repeat");
    assert_eq!(state(city, id).await, MailState::Sent);

    // Killed between handing over and noting it: the row stands at `sending`, the lease runs out.
    let killed = mail(city, "2026-00003").await;
    let db = city.app.store().begin().await.unwrap();
    let now = city.clock.now();
    assert!(store::mail::change(db.db(), killed, MailState::Queued, MailState::Sending, "", now).await.unwrap());
    db.commit(now).await.unwrap();
    city.work().await;
    assert_eq!(state(city, killed).await, MailState::InDoubt);
    assert_eq!(sink.mails().len(), 2);
    let error = decide_mail(&city.app, &Caller::command(), id, MailState::Queued).await.unwrap_err();
    assert_eq!(error.code(), "mail_not_open");
}

async fn refused_and_deferred_mails_are_told_apart(city: &City) {
    let sink = sink(city).await;
    sink.set(Temper::Refuses);
    let refused = mail(city, "2026-00004").await;
    city.work().await;
    assert_eq!(state(city, refused).await, MailState::Failed);
    sink.set(Temper::Defers);
    let deferred = mail(city, "2026-00005").await;
    city.work().await;
    assert_eq!(state(city, deferred).await, MailState::Queued);
    sink.set(Temper::Takes);
    city.clock.pass_minutes(5);
    city.work().await;
    assert_eq!(state(city, deferred).await, MailState::Sent);
    assert_eq!(sink.mails().len(), 1);
}

async fn mails_wait_for_the_morning(city: &City) {
    let sink = sink(city).await;
    city.clock.pass_minutes(13 * 60 + 30);
    let id = mail(city, "2026-00006").await;
    city.work().await;
    assert_eq!((sink.mails().len(), state(city, id).await), (0, MailState::Queued), "22:30 is quiet");
    city.clock.pass_minutes(8 * 60 + 31);
    city.work().await;
    assert_eq!((sink.mails().len(), state(city, id).await), (1, MailState::Sent));
}
