//! Hashing and checking passwords with argon2id, and making passwords to be issued.
//! Not the rules a password must meet: those are `domain::identity::password`.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use domain::identity::password::{MAX_LENGTH, PasswordRules, check_password};
use tokio::sync::Semaphore;

use crate::context::App;
use crate::error::AppError;
use crate::random::Random;

/// How many hashes are computed at once: each takes 19 MiB, and a flood of tries must not take the machine.
static HASHING: Semaphore = Semaphore::const_new(4);

/// What an unknown login is checked against, so that it takes as long as a known one. Made with the parameters of
/// [`hasher`]; no password gives this hash.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$Z29uZ2thaS1ub2JvZHk$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Argon2id, version 19, 19 MiB of memory, 2 passes, 1 lane: the first choice of OWASP's password storage guide
/// and the default of the crate. Stored hashes carry their own parameters, so these may be raised at any time.
fn hasher() -> Argon2<'static> {
    Argon2::default()
}

/// The hash of a password, in PHC form.
pub(super) async fn hash(random: &Random, password: &str) -> Result<String, AppError> {
    let salt = random.bytes::<16>();
    let password = password.to_string();
    blocking(move || {
        let hash: PasswordHash = hasher()
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map_err(|error| AppError::Internal(format!("hashing a password: {error}")))?;
        Ok(hash.to_string())
    })
    .await
}

/// Whether this is the password of `stored`; for `None`, of nobody, in the same time.
pub(super) async fn is_right(password: &str, stored: Option<&str>) -> Result<bool, AppError> {
    let stored = stored.unwrap_or(NOBODY).to_string();
    let password = if password.chars().count() > MAX_LENGTH { String::new() } else { password.to_string() };
    blocking(move || verify(&password, &stored)).await
}

/// Whether this password is one of `stored`.
pub(super) async fn is_any_of(password: &str, stored: Vec<String>) -> Result<bool, AppError> {
    let password = password.to_string();
    blocking(move || {
        for hash in &stored {
            if verify(&password, hash)? {
                return Ok(true);
            }
        }
        Ok(false)
    })
    .await
}

fn verify(password: &str, stored: &str) -> Result<bool, AppError> {
    let stored = PasswordHash::new(stored)
        .map_err(|error| AppError::Internal(format!("a stored password hash cannot be read: {error}")))?;
    Ok(hasher().verify_password(password.as_bytes(), &stored).is_ok())
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    let _turn = HASHING.acquire().await.map_err(|error| AppError::Internal(error.to_string()))?;
    tokio::task::spawn_blocking(work).await.map_err(|error| AppError::Internal(format!("hashing stopped: {error}")))?
}

/// Letters that are not mistaken for others when read aloud or copied by hand.
const CONSONANTS: &[u8; 16] = b"bdfghjkmnprstvwz";
const VOWELS: &[u8; 4] = b"aeiu";
const DIGITS: &[u8; 8] = b"23456789";

/// Shortest password that is issued, in characters.
const MIN_ISSUED: usize = 14;

/// Draws a password to be issued: groups such as `Tavo-Kemi-Rube-4829`, at least 48 random bits, readable, and in
/// keeping with the rules for `login`.
pub(super) fn issue(app: &App, login: &str) -> Result<String, AppError> {
    let rules = app.settings().password_rules();
    for _ in 0..50 {
        let password = draw(app.random(), rules);
        if check_password(&password, login, rules).is_ok() {
            return Ok(password);
        }
    }
    Err(AppError::Internal("no password meets the rules".into()))
}

fn draw(random: &Random, rules: PasswordRules) -> String {
    let mut password = String::new();
    while password.len() < MIN_ISSUED.max(rules.min_length.saturating_sub(5)) {
        let [a, b, c, d] = random.bytes::<4>();
        let group = [(a, CONSONANTS.as_slice()), (b, VOWELS), (c, CONSONANTS), (d, VOWELS)]
            .map(|(byte, from)| pick(byte, from));
        let [first, rest @ ..] = group;
        password.push(first.to_ascii_uppercase());
        password.extend(rest);
        password.push('-');
    }
    password.extend(random.bytes::<4>().map(|byte| pick(byte, DIGITS)));
    password
}

/// The lengths of the alphabets divide 256, so every letter is as likely as the next.
fn pick(byte: u8, from: &[u8]) -> char {
    from.get(usize::from(byte) % from.len().max(1)).map_or('x', |letter| char::from(*letter))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeSet;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    fn counting() -> Random {
        let state = AtomicU64::new(1);
        Random::new(move |bytes| {
            for byte in bytes {
                let seed = state.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
                let mixed = (seed ^ (seed >> 31)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
                *byte = (mixed >> 40) as u8;
            }
        })
    }

    #[test]
    fn issued_passwords_meet_any_rules_and_differ() {
        let random = counting();
        let rules = [
            PasswordRules::default(),
            PasswordRules { min_length: 64, min_classes: 4 },
            PasswordRules { min_length: 8, min_classes: 1 },
        ];
        for rules in rules {
            let drawn: BTreeSet<String> = (0..50).map(|_| draw(&random, rules)).collect();
            assert_eq!(drawn.len(), 50);
            for password in drawn {
                assert!(password.len() >= MIN_ISSUED, "{password}");
                assert_eq!(check_password(&password, "zzzz", rules), Ok(()), "{password}");
            }
        }
    }

    #[tokio::test]
    async fn only_the_right_password_opens_and_nobody_has_one() {
        let random = counting();
        let stored = hash(&random, "Green-Tea-42").await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(is_right("Green-Tea-42", Some(&stored)).await.unwrap());
        assert!(!is_right("green-tea-42", Some(&stored)).await.unwrap());
        assert!(!is_right(&"x".repeat(1_000), Some(&stored)).await.unwrap());
        assert!(!is_right("", None).await.unwrap());
        assert!(is_right("x", Some("not a hash")).await.is_err());
    }
}
