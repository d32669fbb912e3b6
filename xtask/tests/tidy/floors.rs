//! Floors: which crate may stand on which, and what may not be named below a floor.

use crate::assert_none;
use crate::checkout::{packages, read, root};

/// Each crate with the crates of this workspace that it may use. A new edge is a decision: write it down in
/// `docs/decisions/` before it is added here.
const FLOORS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("store", &["domain"]),
    ("search", &["domain"]),
    ("documents", &["domain"]),
    ("app", &["domain", "store", "search", "documents"]),
    ("door", &[]),
    ("web", &["app", "domain", "documents", "door"]),
    ("gongkai", &["domain", "store", "search", "documents", "app", "door", "web"]),
    ("testkit", &["domain", "store", "search", "documents", "app", "door", "web", "gongkai"]),
    ("xtask", &[]),
];

/// Packages that may be named only on some floors, with the reason.
const RESERVED: &[(&str, &[&str], &str)] = &[
    ("sea-orm", &["store", "app", "testkit"], "web and the binary do not know how records are kept"),
    ("sea-orm-migration", &["store"], "the schema is made in store"),
    ("sqlx", &[], "one way to the records: SeaORM"),
    ("rusqlite", &[], "only one copy of SQLite may be linked"),
    ("openssl", &[], "TLS is rustls"),
    ("openssl-sys", &[], "TLS is rustls"),
    ("tantivy", &["search"], "the index stands behind the facade of search"),
    ("jieba-rs", &["search"], "words are cut in search"),
    ("axum", &["door", "web", "testkit"], "no crate below web knows HTTP but the door, which knows nothing else"),
    ("axum-extra", &["web", "gongkai", "testkit"], "no crate below web knows HTTP"),
    ("tower-http", &["web", "gongkai", "testkit"], "no crate below web knows HTTP"),
    ("http", &["door", "web", "testkit"], "no crate below web knows HTTP but the door, which knows nothing else"),
    ("hyper", &["door"], "connections are served in door"),
    ("hyper-util", &["door"], "connections are served in door"),
    ("minijinja", &["web", "app"], "pages are rendered in web; letters and mails, which leave by use cases, in app"),
    ("object_store", &["store"], "files are stored in store"),
    ("clap", &["gongkai"], "the command line is the binary's"),
    ("tracing-subscriber", &["gongkai", "testkit"], "where logs go is decided in the binary"),
];

/// Crates that `domain` may not use: it is pure.
const IMPURE: &[&str] = &["tokio", "rand", "tracing", "futures-util", "tempfile", "reqwest", "async-trait"];

/// Only tests may use this crate.
const FOR_TESTS: &str = "testkit";

#[test]
fn crates_stand_only_on_the_floors_below() {
    let names: Vec<&str> = FLOORS.iter().map(|(name, _)| *name).collect();
    let mut complaints = Vec::new();
    for package in packages() {
        let name = package["name"].as_str().unwrap();
        let Some((_, allowed)) = FLOORS.iter().find(|(floor, _)| *floor == name) else {
            complaints.push(format!("crate `{name}` is on no floor"));
            continue;
        };
        for dependency in package["dependencies"].as_array().unwrap() {
            let used = dependency["name"].as_str().unwrap();
            if !names.contains(&used) {
                continue;
            }
            let for_tests = dependency["kind"] == "dev";
            if used == FOR_TESTS && for_tests {
                continue;
            }
            if !allowed.contains(&used) {
                complaints.push(format!("`{name}` may not use `{used}`"));
            }
        }
    }
    assert_none("floors (ARCHITECTURE.md)", &complaints);
}

#[test]
fn packages_are_used_only_on_their_floor() {
    let mut complaints = Vec::new();
    for package in packages() {
        let name = package["name"].as_str().unwrap();
        for dependency in package["dependencies"].as_array().unwrap() {
            let used = dependency["name"].as_str().unwrap();
            let only_for_tests = dependency["kind"] == "dev";
            let reserved = RESERVED.iter().find(|(reserved, _, _)| *reserved == used);
            if let Some((_, floors, reason)) = reserved
                && !floors.contains(&name)
                && !only_for_tests
            {
                complaints.push(format!("`{name}` uses `{used}`, but {reason}"));
            }
            if name == "domain" && !only_for_tests && IMPURE.contains(&used) {
                complaints.push(format!("`domain` is pure and may not use `{used}`"));
            }
        }
    }
    assert_none("packages on their floors", &complaints);
}

#[test]
fn one_copy_of_sqlite_and_no_openssl_is_linked() {
    let lock = read("Cargo.lock");
    let count = |name: &str| lock.matches(&format!("name = \"{name}\"\n")).count();
    assert_eq!(count("libsqlite3-sys"), 1, "copies of SQLite in Cargo.lock");
    assert_eq!(count("openssl-sys"), 0, "copies of OpenSSL in Cargo.lock");
}

#[test]
fn every_crate_keeps_the_lints_of_the_workspace() {
    let mut complaints = Vec::new();
    for package in packages() {
        let manifest = package["manifest_path"].as_str().unwrap();
        let shown = std::path::Path::new(manifest).strip_prefix(root()).unwrap().display();
        let text = std::fs::read_to_string(manifest).unwrap();
        let inherits = |table: &str| text.contains(&format!("[{table}]\nworkspace = true"));
        if !inherits("lints") {
            complaints.push(format!("{shown}: [lints] workspace = true is missing"));
        }
        for key in ["edition", "license", "rust-version", "version"] {
            if !text.contains(&format!("{key}.workspace = true")) {
                complaints.push(format!("{shown}: {key}.workspace = true is missing"));
            }
        }
    }
    assert_none("manifests", &complaints);
}
