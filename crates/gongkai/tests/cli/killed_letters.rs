//! The server is killed while letters are issued, again and again. Each letter has one number afterwards, which it was
//! given once and keeps; no number is given twice or lost; and a letter is either issued with both its files or still a
//! draft with none.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::time::Duration;

use app::Caller;
use app::request::act::{With, act};
use app::request::letters::{self, LetterState};
use app::request::{Particulars, Registration, new_form_token, register};
use chrono::{Days, NaiveDate};
use domain::request::applicant::{ApplicantKind, IdPaper};
use domain::request::application::{Application, Contact, Matter, Person as Citizen, SupplyForm};
use domain::request::{Command, ReceiptChannel};
use sea_orm::EntityTrait;
use store::letter::issued;
use store::{Files, request};

use crate::clerks::{Dice, Office, request as send};
use crate::killed::pass;
use crate::town::{Town, today, wait};
use crate::truth::Records;

#[test]
fn killed_while_issuing_no_number_is_lost_and_no_letter_is_half_there_on_sqlite() {
    kill(&Town::on_sqlite(), 40, 0x5EED_0021);
}

#[test]
fn killed_while_issuing_no_number_is_lost_and_no_letter_is_half_there_on_postgresql() {
    kill(&Town::on_postgres("killed_letters"), 12, 0x5EED_0022);
}

/// The letters that are still to be issued.
#[derive(Default)]
struct Waiting {
    /// Their addresses.
    letters: Vec<String>,
    /// No more will come.
    is_all: bool,
}

/// How many letters come to the clerks for each kill, one for each of them.
const EACH: usize = 2;

fn kill(town: &Town, times: u64, seed: u64) {
    let mut letters = wait(prepared(town, usize::try_from(times).unwrap() * EACH));
    let (count, waiting) = (letters.len(), Mutex::<Waiting>::default());
    let (office, mut dice, mut known) = (Office::default(), Dice(seed), BTreeMap::new());
    std::thread::scope(|scope| {
        let clerks: Vec<_> = (0..EACH).map(|_| scope.spawn(|| clerk(town, &office, &waiting))).collect();
        for kills in 0..times {
            let server = town.serve();
            look(town, &mut known, kills);
            waiting.lock().unwrap().letters.extend(letters.drain(..EACH));
            office.open(&server.address, &wait(records(town)));
            // When one letter is out or none yet, and the other clerk's is at any point of its way: taking the number,
            // making the files, marking it.
            office.let_pass(dice.below(2));
            pass(Duration::from_micros(dice.below(60_000)));
            drop(server);
            office.gone();
        }
        let server = town.serve();
        waiting.lock().unwrap().is_all = true;
        office.open(&server.address, &wait(records(town)));
        clerks.into_iter().for_each(|clerk| clerk.join().unwrap());
        assert_eq!(server.stop(), 0);
    });
    let rows = look(town, &mut known, times);
    assert!(rows.iter().all(|row| row.state == LetterState::Issued.code()), "{rows:#?}");
    let numbers: BTreeSet<usize> = rows.iter().map(|row| serial(row.number.as_deref().unwrap())).collect();
    assert_eq!(numbers, (1..=count).collect(), "each number from the first to the last is some letter's");
    town.run(&["doctor", "--full"]).done();
    town.run(&["audit", "verify"]).done();
}

/// `清教公复〔2026〕12号`: 12.
fn serial(number: &str) -> usize {
    number.split('〕').nth(1).and_then(|rest| rest.trim_end_matches('号').parse().ok()).unwrap()
}

async fn records(town: &Town) -> Records {
    let store = town.store().await;
    let records = Records::read(&store).await;
    store.close().await.unwrap();
    records
}

/// Issues one letter after the other; one without an answer is issued again, as an officer would.
fn clerk(town: &Town, office: &Office, waiting: &Mutex<Waiting>) {
    let person = &town.people["jingban"];
    let body = format!("csrf={}&do=issue", person.csrf);
    let mut letter = None;
    while let Some(address) = office.address() {
        if letter.is_none() {
            let mut waiting = waiting.lock().unwrap();
            letter = waiting.letters.pop();
            if letter.is_none() && waiting.is_all {
                return;
            }
        }
        let Some(at) = &letter else {
            office.await_next(&address);
            continue;
        };
        let answer = send(&address, person, "POST", at, "application/x-www-form-urlencoded", &body);
        office.sent();
        match answer {
            // Issued now, or by the try whose answer was lost.
            Some((303 | 409, _)) => letter = None,
            Some((status, page)) => assert!(status == 429 || status >= 500, "{status} from {at}: {page}"),
            None => office.await_next(&address),
        }
    }
}

/// Looks at every letter after the server has come up again. `known` holds the numbers seen so far.
fn look(town: &Town, known: &mut BTreeMap<i64, String>, kills: u64) -> Vec<issued::Model> {
    let files = Files::open(&town.data().join("files")).unwrap();
    let (rows, kept) = wait(async {
        let store = town.store().await;
        let rows = issued::Entity::find().all(store.read()).await.unwrap();
        let kept = request::file::Entity::find().all(store.read()).await.unwrap();
        store.close().await.unwrap();
        (rows, kept)
    });
    let issued: Vec<&issued::Model> = rows.iter().filter(|row| row.state == LetterState::Issued.code()).collect();
    let named: BTreeSet<i64> = issued.iter().flat_map(|row| row.docx_file.into_iter().chain(row.pdf_file)).collect();
    assert_eq!(named.len(), issued.len() * 2, "each issued letter has its own two files after {kills} kills");
    let ids: BTreeSet<i64> = kept.iter().map(|file| file.id).collect();
    assert_eq!(ids, named, "no file without its letter after {kills} kills");
    for file in &kept {
        assert!(wait(files.get(&file.file_hash)).is_ok(), "a file is not whole after {kills} kills");
    }
    for row in rows.iter().filter(|row| row.state != LetterState::Issued.code()) {
        assert!(row.docx_file.is_none() && row.pdf_file.is_none(), "half issued after {kills} kills: {row:?}");
    }
    let mut seen = BTreeSet::new();
    for (id, number) in rows.iter().filter_map(|row| Some((row.id, row.number.clone()?))) {
        assert!(seen.insert(number.clone()), "{number} was given twice after {kills} kills");
        let before = known.entry(id).or_insert_with(|| number.clone());
        assert_eq!(*before, number, "a letter changed its number after {kills} kills");
    }
    rows
}

/// So many cases in which a supplement was asked for, each with its letter still to be issued.
async fn prepared(town: &Town, count: usize) -> Vec<String> {
    let app = town.app().await;
    let caller = Caller::command();
    let guide = app::agency::Guide {
        office: "教育体育局办公室".into(),
        address: "清江市学府路1号".into(),
        hours: "工作日 9:00—17:00".into(),
        telephone: "0000-1234567".into(),
        ..Default::default()
    };
    app::agency::update_guide(&app, &caller, town.agency, &guide).await.unwrap();
    let on: NaiveDate = today().parse().unwrap();
    let officer = app::identity::authenticate(&app, &town.people["jingban"].session, "127.0.0.1").await.unwrap().caller;
    let mut letters = Vec::with_capacity(count);
    for number in 0..count {
        let registration = Registration {
            agency: town.agency,
            channel: ReceiptChannel::Counter,
            arrived_on: on,
            application: application(number),
            form_token: new_form_token(&app),
            files: Vec::new(),
        };
        let id = register(&app, &officer, registration).await.unwrap().id;
        let ask = Command::AskSupplement { on, until: on + Days::new(30) };
        let particulars = Particulars::from([("what".to_string(), "请写明会议的时间。".to_string())]);
        act(&app, &officer, id, &ask, With { particulars, ..With::default() }).await.unwrap();
        let lines = letters::list(&app, &caller, id).await.unwrap();
        let wanted = lines.iter().find(|line| line.wanted.code.code() == "supplement_demand").unwrap().wanted;
        letters.push(format!("/console/requests/{id}/letters/{wanted}"));
    }
    app.store().clone().close().await.unwrap();
    letters
}

fn application(number: usize) -> Application {
    Application {
        kind: Some(ApplicantKind::Citizen),
        citizen: Citizen {
            name: "李小明".into(),
            paper: Some(IdPaper::IdentityCard),
            number: "11010519491231002X".into(),
            phone: "13812345678".into(),
        },
        contact: Contact { phone: "13812345678".into(), address: "清江市新街1号".into(), ..Contact::default() },
        matter: Matter {
            name: format!("第{number}次会议纪要"),
            description: format!("申请公开第{number}次会议的纪要。"),
            ..Matter::default()
        },
        supply: vec![SupplyForm::Electronic],
        ..Application::default()
    }
}
