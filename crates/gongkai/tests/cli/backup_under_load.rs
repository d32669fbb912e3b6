//! Backups taken while people write: each restores into an empty folder, whole, with everything that was acknowledged
//! before it began.

use crate::clerks::{Clerk, Dice, Office};
use crate::engines::Database;
use crate::program::run_at;
use crate::town::{Town, wait};
use crate::truth::Records;
use store::Store;

#[test]
fn backups_under_load_are_whole_on_sqlite() {
    back_up(&Town::on_sqlite(), None);
}

#[test]
fn backups_under_load_are_whole_on_postgresql() {
    back_up(&Town::on_postgres("loaded"), Some("reloaded"));
}

fn back_up(town: &Town, into: Option<&str>) {
    let office = Office::default();
    let server = town.serve();
    let records = wait(async { Records::read(&town.store().await).await });
    let mut taken = Vec::new();
    std::thread::scope(|scope| {
        for (name, number) in [("甲", 1), ("乙", 2), ("丙", 3)] {
            let clerk = Clerk { office: &office, town, name, dice: Dice(77 * number), items: Vec::new(), saved: 0 };
            scope.spawn(move || clerk.work());
        }
        office.open(&server.address, &records);
        for number in 1..=3 {
            office.let_pass(15);
            let before = office.deeds();
            let to = town.beside(&if number == 2 { "backup-2.tar".to_string() } else { format!("backup-{number}") });
            town.run(&["backup", "--to", &to, "--with-key"]).done();
            let during = office.deeds().len() - before.len();
            taken.push((to, before, during));
        }
        office.close();
    });
    assert_eq!(server.stop(), 0);
    assert!(taken.iter().any(|(_, _, during)| *during > 0), "nobody wrote while the backups were taken");
    for (number, (from, before, _)) in taken.iter().enumerate() {
        let target = town.folder.path().join(format!("restored-{number}"));
        let database = into.map(|name| Database::new(&format!("{name}_{number}")));
        let address = database.as_ref().map(Database::address);
        let mut restore = vec!["restore", "--from", from.as_str()];
        if let Some(address) = &address {
            restore.extend(["--database", address.as_str()]);
        }
        assert!(run_at(&target, &restore).done().contains("完全一致"));
        run_at(&target, &["doctor", "--full"]).done();
        run_at(&target, &["audit", "verify"]).done();
        let records = wait(async {
            let store = match &address {
                Some(address) => Store::open_postgres(address, 2).await.unwrap(),
                None => Store::open_sqlite(&target.join("gongkai.db")).await.unwrap(),
            };
            let records = Records::read(&store).await;
            store.close().await.unwrap();
            records
        });
        let missing = records.missing(before);
        assert!(!before.is_empty() && missing.is_empty(), "not in backup {number}: {missing:#?}");
        let torn = records.torn();
        assert!(torn.is_empty(), "torn in backup {number}: {torn:#?}");
    }
}
