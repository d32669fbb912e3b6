//! Making a data folder, looking at it, and everything that can be wrong with one.

use crate::program::{City, run, run_at};

#[test]
fn a_new_folder_is_whole_and_private() {
    let city = City::new();
    let data = city.data();
    let key = std::fs::read_to_string(data.join("master.key")).unwrap();
    assert_eq!(key.trim().len(), 64);
    #[cfg(unix)]
    for name in ["master.key", "gongkai.toml"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = data.join(name).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let told = city.run(&["doctor", "--json", "--full"]);
    let checks: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(told.code, 0, "{checks:#}");
    let checked: Vec<&str> = checks.as_array().unwrap().iter().map(|c| c["check"].as_str().unwrap()).collect();
    for check in [
        "master_key",
        "fonts",
        "disk",
        "database",
        "schema",
        "clock",
        "audit",
        "index",
        "files",
        "jobs",
        "master_key_fits",
    ] {
        assert!(checked.contains(&check), "{check} is not among {checked:?}");
    }
}

#[test]
fn administrators_get_a_password_once_and_never_two_roles() {
    let city = City::new();
    let told = city.run(&["user", "add", "Anquan", "--name", "李安全", "--role", "安全管理员"]).done();
    assert!(told.contains("anquan") && told.contains("首次登录时必须修改"), "{told}");
    let both = ["user", "add", "shenji", "--name", "王审计", "--role", "audit_admin", "--role", "system_admin"];
    assert!(city.run(&both).refused().contains("不同的人"));
    city.run(&["user", "add", "anquan", "--name", "李安全", "--role", "audit_admin"]).refused();
    city.run(&["user", "add", "bianji", "--name", "赵编辑", "--role", "editor"]).refused();
    city.run(&["user", "add", "bianji", "--name", "赵编辑", "--role", "writer"]).refused();
    city.run(&["user", "add", "bianji", "--name", "赵编辑", "--role", "editor", "--agency", "nowhere"]).refused();
    let list = city.run(&["user", "list", "--json"]).done();
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    let logins: Vec<&str> = list.as_array().unwrap().iter().map(|one| one["login"].as_str().unwrap()).collect();
    assert_eq!(logins, ["admin", "anquan"]);
    let first = city.run(&["user", "reset", "anquan"]).done();
    assert_ne!(first, city.run(&["user", "reset", "anquan"]).done());
    city.run(&["user", "reset", "nobody"]).refused();
}

#[test]
fn what_is_no_data_folder_is_left_alone() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    for command in
        [&["serve"][..], &["doctor"], &["migrate"], &["audit", "verify"], &["user", "list"], &["search", "rebuild"]]
    {
        assert!(run_at(&data, command).refused().contains("gongkai init"));
        assert!(!data.exists());
    }
    std::fs::create_dir(&data).unwrap();
    std::fs::write(data.join("letter.txt"), "mine").unwrap();
    run_at(&data, &["init"]).refused();
    run_at(&data, &["demo"]).refused();
    assert_eq!(std::fs::read_dir(&data).unwrap().count(), 1);
    let city = City::new();
    assert!(city.run(&["init"]).refused().contains("已经建立过"));
    assert!(city.run(&["demo"]).refused().contains("不是演示数据"));
}

#[test]
fn a_misspelt_setting_is_refused_and_the_default_file_explains_all() {
    let city = City::new();
    let file = city.data().join("gongkai.toml");
    let whole = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{whole}\nlisen = \"127.0.0.1:1\"\n")).unwrap();
    for command in [&["serve"][..], &["doctor"], &["config", "print"]] {
        assert!(city.run(command).refused().contains("lisen"));
    }
    let default = run(&["config", "print", "--default"]).done();
    assert_eq!(default.trim_end(), whole.trim_end());
    assert!(default.contains("# listen = \"127.0.0.1:8080\""));
}

#[test]
fn the_doctor_names_what_is_wrong_and_what_to_do() {
    let city = City::new();
    let key = city.data().join("master.key");
    std::fs::write(&key, format!("{}\n", "ab".repeat(32))).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    }
    let told = city.run(&["doctor"]);
    assert_eq!(told.code, 1, "{told:?}");
    assert!(told.out.contains("chmod 600") && told.out.contains("不是写入这些记录时用的那一个"), "{}", told.out);
    assert!(city.run(&["serve"]).refused().contains("主密钥"));
    std::fs::remove_file(&key).unwrap();
    assert!(city.run(&["serve"]).refused().contains("主密钥"));
}

#[test]
fn a_changed_audit_row_is_named() {
    let city = City::new();
    city.run(&["user", "add", "anquan", "--name", "李安全", "--role", "security_admin"]).done();
    let whole = city.run(&["audit", "verify"]).done();
    assert!(whole.contains("全部连续完整"), "{whole}");
    city.tamper("UPDATE audit SET actor_name = '别人' WHERE chain = 0 AND seq = 3");
    let told = city.run(&["audit", "verify"]);
    assert_eq!(told.code, 1);
    assert!(told.out.contains("第 3 行不对") && told.out.contains("内容被改动"), "{}", told.out);
    let json = city.run(&["audit", "verify", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["breaks"], serde_json::json!([{ "chain": 0, "seq": 3, "id": 3, "fault": "changed" }]));
    assert_eq!(json["heads"][0]["chain"], 0);
    assert_eq!(city.run(&["doctor"]).code, 1);
}

#[test]
fn help_and_version_are_answers() {
    let help = run(&["--help"]).done();
    assert!(help.contains("用法：") && help.contains("建立演示城市") && !help.contains("parse"), "{help}");
    assert!(run(&["backup", "--help"]).done().contains("备份位置"));
    assert!(run(&["--version"]).done().starts_with("gongkai "));
    run(&["sevre"]).refused();
    run(&[]).refused();
}
