//! Backup and restore through the commands.

use crate::program::{City, run_at};

#[test]
fn a_backup_taken_while_serving_restores_to_the_same() {
    let city = City::new();
    let server = city.serve();
    for name in ["backup", "backup.tar"] {
        let to = city.beside(name);
        let told = city.run(&["backup", "--to", &to]).done();
        assert!(told.contains("备份不含主密钥"), "{told}");
        assert!(city.run(&["backup", "--to", &to]).refused().contains("已经有内容"));

        let target = city.folder.path().join(format!("restored-{name}"));
        let none = run_at(&target, &["restore", "--from", &to]).refused();
        assert!(none.contains("--key") && !target.exists(), "{none}");
        let key = city.data().join("master.key").display().to_string();
        let told = run_at(&target, &["restore", "--from", &to, "--key", &key]).done();
        assert!(told.contains("完全一致"), "{told}");
        run_at(&target, &["doctor", "--full"]).done();
        assert!(run_at(&target, &["user", "list"]).done().contains("admin"));
        assert!(run_at(&target, &["restore", "--from", &to, "--key", &key]).refused().contains("空的数据文件夹"));
    }
    assert_eq!(server.stop(), 0);
}

#[test]
fn a_backup_with_its_key_needs_no_other() {
    let city = City::new();
    let to = city.beside("backup.tar");
    assert!(city.run(&["backup", "--to", &to, "--with-key"]).done().contains("含有主密钥"));
    let target = city.folder.path().join("restored");
    run_at(&target, &["restore", "--from", &to]).done();
    let key = |data: &std::path::Path| std::fs::read_to_string(data.join("master.key")).unwrap();
    assert_eq!(key(&target), key(&city.data()));
}

#[test]
fn a_damaged_backup_or_a_wrong_key_restores_nothing() {
    let city = City::new();
    let to = city.beside("backup");
    city.run(&["backup", "--to", &to]).done();
    let target = city.folder.path().join("restored");
    let wrong = city.beside("wrong.key");
    std::fs::write(&wrong, "cd".repeat(32)).unwrap();
    assert!(run_at(&target, &["restore", "--from", &to, "--key", &wrong]).refused().contains("主密钥不是"));
    let part = std::path::Path::new(&to).join("tables/account.jsonl");
    let text = std::fs::read_to_string(&part).unwrap();
    std::fs::write(&part, text.replace("张管理", "张冒名")).unwrap();
    let key = city.data().join("master.key").display().to_string();
    assert!(run_at(&target, &["restore", "--from", &to, "--key", &key]).refused().contains("account.jsonl"));
    assert!(run_at(&target, &["restore", "--from", "nowhere", "--key", &key]).refused().contains("nowhere"));
    assert!(!target.exists());
}
