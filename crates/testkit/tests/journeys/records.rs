//! What the records promise: the audit chain, the outbox, the number of queries of a page.

use crate::desk::{article, publish};
use crate::on_both;
use sea_orm::ConnectionTrait;
use testkit::City;

on_both!(
    the_audit_chain_names_the_first_bad_row,
    a_failing_job_ends_as_a_dead_letter_that_a_person_restarts,
    pages_need_a_handful_of_queries_whatever_the_volume,
);

async fn the_audit_chain_names_the_first_bad_row(city: &City) {
    publish(city, &article(city, "审计")).await;
    let db = city.app.store().read();
    let good = store::audit::verify(db).await.unwrap();
    assert!(good.breaks.is_empty() && good.rows > 20, "{good:?}");
    let chain = city.ids.agency("jiaoti");
    let change = format!("UPDATE audit SET detail = '{{}}' WHERE chain = {chain} AND seq = 5");
    db.execute_unprepared(&change).await.unwrap();
    let bad = store::audit::verify(db).await.unwrap();
    assert_eq!(bad.breaks.len(), 1);
    assert_eq!((bad.breaks[0].chain, bad.breaks[0].seq), (chain, 5));
    db.execute_unprepared(&format!("DELETE FROM audit WHERE chain = {chain} AND seq >= 5")).await.unwrap();
    let cut = store::audit::verify(db).await.unwrap();
    assert_eq!(cut.breaks[0].fault, store::audit::Fault::HeadDiffers, "rows cut off the end are missed, too");
    let auditor = city.actor("shenji").await;
    auditor.get("/console/audit").await.ok();
}

async fn a_failing_job_ends_as_a_dead_letter_that_a_person_restarts(city: &City) {
    let mut work = city.app.store().begin().await.unwrap();
    let job = store::job::NewJob { kind: "no_such_work".into(), payload: "1".into(), not_before: None };
    work.enqueue(job);
    work.commit(city.clock.now()).await.unwrap();
    for _ in 0..8 {
        city.work().await;
        city.clock.pass_minutes(61);
    }
    let admin = city.actor("xitong").await;
    let page = admin.get("/console/jobs?state=dead").await.ok();
    assert!(page.says("unknown kind of job no_such_work"), "{}", page.words());
    let jobs = store::job::list(city.app.store().read(), Some(store::job::JobState::Dead), None, 10).await.unwrap();
    assert_eq!(jobs.len(), 1);
    admin.post(&format!("/console/jobs/{}/retry", jobs[0].id), &[]).await.redirects();
    let jobs = store::job::list(city.app.store().read(), Some(store::job::JobState::Waiting), None, 10).await.unwrap();
    assert_eq!(jobs.len(), 1);
    let editor = city.actor("bianji").await;
    assert_eq!(editor.get("/console/jobs").await.status, 403);
}

async fn pages_need_a_handful_of_queries_whatever_the_volume(city: &City) {
    let addresses = ["/console/tasks", "/console/items"];
    let editor = city.actor("quanneng").await;
    let mut few = Vec::new();
    for address in addresses {
        few.push(city.queries_of(editor.get(address)).await.1.len());
    }
    let mut last = 0;
    for n in 0..12 {
        last = publish(city, &article(city, &format!("第{n}条"))).await;
    }
    for (address, few) in addresses.into_iter().zip(few) {
        let (_, queries) = city.queries_of(editor.get(address)).await;
        assert!(queries.len() <= few + 2, "{address} grew from {few} to {}: {queries:#?}", queries.len());
        assert!(queries.len() <= 24, "{address} needs {}: {queries:#?}", queries.len());
    }
    let (_, queries) = city.queries_of(editor.get(&format!("/console/items/{last}"))).await;
    assert!(queries.len() <= 24, "the item page needs {}: {queries:#?}", queries.len());
    let visitor = city.visitor();
    for address in ["/", "/sections/news", "/gov-info/catalogue", &format!("/items/{last}")] {
        let (_, queries) = city.queries_of(visitor.get(address)).await;
        assert!(queries.len() <= 12, "{address} needs {}: {queries:#?}", queries.len());
        let (_, again) = city.queries_of(visitor.get(address)).await;
        assert!(again.is_empty(), "{address} is cached: {again:#?}");
    }
}
