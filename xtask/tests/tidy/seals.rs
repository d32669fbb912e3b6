//! What is sealed with the master key is known to the change of the key: each file that seals is named here with the
//! place in `app/installation/rotate.rs` that covers it, so that a new one is not forgotten there.

use crate::assert_none;
use crate::checkout::files;
use crate::source::code_of;

const ROTATION: &str = "crates/app/src/installation/rotate.rs";

/// Files that seal with the master key, and by what name the rotation knows the place.
const KNOWN: &[(&str, &str)] = &[
    ("crates/app/src/identity/totp.rs", "FACTORS"),
    ("crates/app/src/reminder/address.rs", "ADDRESSES"),
    ("crates/app/src/mail/queue.rs", "MAILS"),
    ("crates/app/src/mail/edit.rs", "PASSWORD_KEY"),
    ("crates/app/src/dispute/change.rs", "MATTERS"),
    ("crates/app/src/request/seal.rs", "FINDING_KEY"),
    ("crates/app/src/voice/send.rs", "CONTACTS"),
    // The key of a case is wrapped in `seal.rs` for what these write.
    ("crates/app/src/request/case.rs", "wrap_purpose"),
    // Messages in cookies live for one page.
    ("crates/web/src/console/flash.rs", ""),
];

#[test]
fn the_change_of_the_master_key_knows_every_place() {
    let rotation = files().iter().find(|file| file.path == ROTATION).unwrap().text();
    let seals = |code: &str| {
        let plain: String = code.split_whitespace().collect();
        plain.contains("keys().seal(") || plain.contains("keys().seal_bytes(") || plain.contains(".wrap(app.keys()")
    };
    let mut complaints = Vec::new();
    for file in files().iter().filter(|file| file.is_rust() && file.path.contains("/src/")) {
        if file.path.contains("crates/testkit/") || file.path == ROTATION || !seals(&code_of(&file.text())) {
            continue;
        }
        match KNOWN.iter().find(|(path, _)| *path == file.path) {
            None => complaints.push(format!("{}: seals with the master key", file.path)),
            Some((_, place)) if !rotation.contains(place) => {
                complaints.push(format!("{}: `{place}` is gone from the rotation", file.path));
            }
            Some(_) => {}
        }
    }
    assert_none("the change of the master key has to know", &complaints);
}
