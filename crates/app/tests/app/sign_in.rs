//! Signing in: issued passwords, locks that end, the rules and the history of passwords.

use app::Caller;
use app::identity::{Stage, authenticate, change_password, reset_password, unlock};

use crate::house::{ADDRESS, House, PASSWORD, code, faults};

#[tokio::test]
async fn an_issued_password_is_changed_before_anything_else() {
    let (house, city) = House::city().await;
    let issued = house.account("zhang", city.water).await;
    let signed_in = house.sign_in(" ZHANG ", &issued.password).await.unwrap();
    assert_eq!(signed_in.stage, Stage::ChangePassword);

    let seen = authenticate(&house.app, &signed_in.token, ADDRESS).await.unwrap();
    assert!(seen.caller.grants.is_empty());
    assert_eq!(
        code(app::identity::list_sessions(&house.app, &seen.caller, issued.account_id).await),
        "sign_in_unfinished"
    );

    assert_eq!(change_password(&house.app, &seen.caller, &issued.password, PASSWORD).await.unwrap(), Stage::Full);
    assert_eq!(house.sign_in("zhang", PASSWORD).await.unwrap().stage, Stage::Full);
    assert_eq!(code(house.sign_in("zhang", &issued.password).await), "sign_in_failed");
}

#[tokio::test]
async fn five_wrong_passwords_lock_and_the_lock_ends_by_itself() {
    let (house, city) = House::city().await;
    let person = house.person("zhang", city.water, &[]).await;
    for _ in 0..4 {
        assert_eq!(code(house.sign_in("zhang", "wrong").await), "sign_in_failed");
    }
    assert_eq!(code(house.sign_in("zhang", "wrong").await), "account_locked");
    assert_eq!(
        code(house.sign_in("zhang", PASSWORD).await),
        "account_locked",
        "the right password does not open a lock"
    );
    assert!(house.caller(&person.token).await.is_ok(), "a lock does not throw out who is in");
    house.pass_minutes(14);
    assert_eq!(code(house.sign_in("zhang", PASSWORD).await), "account_locked");
    house.pass_minutes(1);
    assert_eq!(house.sign_in("zhang", PASSWORD).await.unwrap().stage, Stage::Full);
    assert_eq!(code(house.sign_in("zhang", "wrong").await), "sign_in_failed", "the count begins anew");

    let audited = house.audited("account", person.id).await;
    assert_eq!(audited.iter().filter(|action| *action == "identity.sign_in_failed").count(), 6);
    assert_eq!(audited.iter().filter(|action| *action == "identity.locked").count(), 1);
}

#[tokio::test]
async fn an_unknown_login_is_answered_like_a_known_one() {
    let (house, city) = House::city().await;
    house.person("zhang", city.water, &[]).await;
    let mut answers = Vec::new();
    for login in ["zhang", "nobody"] {
        let mut codes = Vec::new();
        for _ in 0..7 {
            codes.push(code(house.sign_in(login, "wrong").await));
        }
        house.pass_minutes(15);
        codes.push(code(house.sign_in(login, "wrong").await));
        answers.push(codes);
    }
    assert_eq!(answers[0], answers[1]);
    assert!(answers[0].contains(&"account_locked"));
}

#[tokio::test]
async fn tries_at_the_same_time_are_all_counted() {
    let (house, city) = House::city().await;
    let person = house.person("zhang", city.water, &[]).await;
    let tries = (0..5).map(|_| house.sign_in("zhang", "wrong"));
    let mut codes: Vec<&str> = Vec::new();
    for result in futures_util::future::join_all(tries).await {
        codes.push(code(result));
    }
    assert!(codes.contains(&"account_locked"), "{codes:?}");
    let card = app::identity::get_account(&house.app, &Caller::command(), person.id).await.unwrap();
    assert_eq!(card.account.locked_until, Some(house.now().plus_minutes(15)));
}

#[tokio::test]
async fn a_security_administrator_can_end_a_lock() {
    let (house, city) = House::city().await;
    let person = house.person("zhang", city.water, &[]).await;
    for _ in 0..5 {
        house.sign_in("zhang", "wrong").await.unwrap_err();
    }
    unlock(&house.app, &Caller::command(), person.id).await.unwrap();
    assert!(house.sign_in("zhang", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn a_new_password_keeps_the_rules_and_is_new() {
    let (house, city) = House::city().await;
    let person = house.person("zhang", city.water, &[]).await;
    let change = |old: &'static str, new: &'static str| change_password(&house.app, &person.caller, old, new);
    assert_eq!(faults(change("Wrong-Tea-42", "Black-Tea-43").await), ["old:password_wrong"]);
    assert_eq!(faults(change(PASSWORD, "Ab3!").await), ["new:password_too_short"]);
    assert_eq!(faults(change(PASSWORD, "Zhang-Tea-42").await), ["new:password_contains_login"]);
    assert_eq!(faults(change(PASSWORD, PASSWORD).await), ["new:password_used_before"]);

    let names = ["Black-Tea-43", "White-Tea-44", "Brick-Tea-45", "Puerh-Tea-46", "Guava-Tea-47"];
    let mut present = PASSWORD;
    for next in names {
        change(present, next).await.unwrap();
        present = next;
    }
    assert_eq!(faults(change(present, "Black-Tea-43").await), ["new:password_used_before"]);
    change(present, PASSWORD).await.unwrap();
}

#[tokio::test]
async fn an_old_password_must_be_changed() {
    let (house, city) = House::city().await;
    house.person("zhang", city.water, &[]).await;
    house.pass_minutes(90 * 24 * 60);
    assert_eq!(house.sign_in("zhang", PASSWORD).await.unwrap().stage, Stage::ChangePassword);
}

#[tokio::test]
async fn a_reset_password_is_issued_anew_and_ends_sessions_and_locks() {
    let (house, city) = House::city().await;
    let person = house.person("zhang", city.water, &[]).await;
    for _ in 0..5 {
        house.sign_in("zhang", "wrong").await.unwrap_err();
    }
    let issued = reset_password(&house.app, &Caller::command(), person.id).await.unwrap();
    assert!(issued.chars().count() >= 14);
    assert_eq!(code(house.caller(&person.token).await), "sign_in_needed");
    assert_eq!(house.sign_in("zhang", &issued).await.unwrap().stage, Stage::ChangePassword);
    assert_eq!(code(house.sign_in("zhang", PASSWORD).await), "sign_in_failed");
}

#[tokio::test]
async fn no_secret_reaches_the_audit_log_and_its_chains_hold() {
    let (house, city) = House::city().await;
    let issued = house.account("zhang", city.water).await;
    house.sign_in("zhang", &issued.password).await.unwrap();
    house.sign_in(&issued.password, "oops").await.unwrap_err();
    let rows = app::audit::list(&house.app, &Caller::command(), &store::audit::Filter::default(), 1_000).await.unwrap();
    assert!(rows.len() > 5);
    assert!(rows.iter().all(|row| !format!("{row:?}").contains(&issued.password)));
    let verified = app::audit::verify(&house.app, &Caller::command()).await.unwrap();
    assert!(verified.breaks.is_empty() && verified.rows >= rows.len() as u64, "{verified:?}");
}
