//! The mailing process is killed while it sends, again and again: no mail goes out twice, none is lost, and where nobody
//! can know whether one went out, it says so and waits for a person.

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Duration;

use app::Caller;
use app::mail::{MailState, MailStep, Outgoing, queue};
use app::settings::change_setting;
use store::Store;
use testkit::SmtpSink;
use tokio::runtime::Runtime;

use crate::clerks::Dice;
use crate::killed::pass;
use crate::town::{Town, wait};

#[test]
fn killed_while_sending_no_mail_goes_out_twice_on_sqlite() {
    kill(&Town::on_sqlite(), 60, 0x5EED_0011);
}

#[test]
fn killed_while_sending_no_mail_goes_out_twice_on_postgresql() {
    kill(&Town::on_postgres("mailer"), 15, 0x5EED_0012);
}

/// How many mails are queued for each kill, so that most kills meet one on its way.
const EACH: usize = 4;

/// What the test looks at: the records and the mail server, both on one runtime, to which connections belong.
struct Watch {
    runtime: Runtime,
    store: Store,
    sink: SmtpSink,
}

fn kill(town: &Town, times: u64, seed: u64) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let sink = runtime.block_on(SmtpSink::start());
    let mut dice = Dice(seed);
    wait(prepare(town, sink.address.port()));
    let store = runtime.block_on(town.store());
    let watch = Watch { runtime, store, sink };
    let mut queued = 0;
    for kills in 1..=times {
        wait(add(town, queued..queued + EACH));
        queued += EACH;
        let server = town.serve();
        let wanted = watch.taken() + 1 + usize::try_from(dice.below(4)).unwrap();
        while watch.taken() < wanted && watch.open() > 0 {
            std::hint::spin_loop();
        }
        pass(Duration::from_micros(dice.below(6_000)));
        drop(server);
        watch.look(kills);
    }
    let server = town.serve();
    while watch.open() > 0 {
        std::hint::spin_loop();
    }
    assert_eq!(server.stop(), 0);
    let states = watch.look(times);
    let of = |state: MailState| states.get(state.code()).copied().unwrap_or(0);
    assert_eq!(of(MailState::Sent) + of(MailState::InDoubt), queued, "{states:?}");
    let Watch { runtime, store, sink } = watch;
    runtime.block_on(store.close()).unwrap();
    drop(sink);
}

/// The mail server to send by, at any hour.
async fn prepare(town: &Town, port: u16) {
    let app = town.app().await;
    let port = port.to_string();
    for (key, value) in [
        ("mail.host", "127.0.0.1"),
        ("mail.port", port.as_str()),
        ("mail.security", "none"),
        ("mail.sender", "gongkai@example.com"),
        ("mail.quiet_from", "0"),
        ("mail.quiet_until", "0"),
    ] {
        change_setting(&app, &Caller::command(), key, value).await.unwrap();
    }
    app.store().clone().close().await.unwrap();
}

/// Mails queued as use cases queue them.
async fn add(town: &Town, numbers: Range<usize>) {
    let app = town.app().await;
    let mut work = app.store().begin().await.unwrap();
    for number in numbers {
        let mail = Outgoing {
            step: MailStep::Received,
            to: format!("citizen{number}@example.com"),
            agency_id: Some(town.agency),
            request_id: None,
            values: [("number".to_string(), format!("2026-0001-{number:05}"))].into(),
        };
        queue(&app, &mut work, &mail).await.unwrap().expect("a server is set");
    }
    work.commit(app.now()).await.unwrap();
    app.store().clone().close().await.unwrap();
}

impl Watch {
    fn rows(&self) -> Vec<store::mail::Model> {
        self.runtime.block_on(store::mail::list(self.store.read(), None, None, None, 10_000)).unwrap()
    }

    /// How many mails the mail server was given.
    fn taken(&self) -> usize {
        self.sink.mails().len()
    }

    /// How many mails are still to be sent or noted.
    fn open(&self) -> i64 {
        let counts = self.runtime.block_on(store::mail::count_by_state(self.store.read(), None)).unwrap();
        let is_open = |state: &str| [MailState::Queued.code(), MailState::Sending.code()].contains(&state);
        counts.iter().filter(|(state, _)| is_open(state)).map(|(_, count)| count).sum()
    }

    /// Compares what the records say with what the mail server was given; how many mails stand where.
    fn look(&self, kills: u64) -> BTreeMap<String, usize> {
        let mut taken: BTreeMap<String, usize> = BTreeMap::new();
        // What the mail server knows is read last: a mail noted as sent is there.
        let rows = self.rows();
        for mail in self.sink.mails() {
            *taken.entry(mail.header("Message-ID").expect("an id")).or_default() += 1;
        }
        let twice: Vec<_> = taken.iter().filter(|(_, count)| **count > 1).collect();
        assert!(twice.is_empty(), "sent twice after {kills} kills: {twice:?}");
        let mut states: BTreeMap<String, usize> = BTreeMap::new();
        for row in rows {
            let went_out = taken.contains_key(&row.message_id);
            assert!(row.state != MailState::Sent.code() || went_out, "lost after {kills} kills: {row:?}");
            assert!(row.state != MailState::Queued.code() || !went_out, "would go out again after {kills}: {row:?}");
            *states.entry(row.state).or_default() += 1;
        }
        states
    }
}
