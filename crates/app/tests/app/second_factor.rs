//! The second factor: binding, codes that work once, who must have one.

use app::Caller;
use app::identity::{
    Binding, Stage, begin_binding, continue_binding, finish_binding, second_factor, unbind, unbind_own,
};
use app::settings::change_setting;
use domain::identity::{Role, Scope};

use crate::house::{House, PASSWORD, Person, code, faults};

/// The code that a telephone shows.
fn shown(house: &House, secret: [u8; 20]) -> String {
    let codes = totp_rs::Builder::new().with_secret(secret).build_noncompliant();
    codes.generate(u64::try_from(house.now().0 / 1000).unwrap()).to_string()
}

/// Reads the secret as a telephone does, from the text below the picture.
fn secret_of(binding: &Binding) -> [u8; 20] {
    let letters = binding.secret.chars().filter(|c| !c.is_whitespace());
    let bits = letters.map(|c| "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(c).unwrap());
    let bits: String = bits.map(|value| format!("{value:05b}")).collect();
    let bytes: Vec<u8> = (0..20).map(|at| u8::from_str_radix(&bits[at * 8..at * 8 + 8], 2).unwrap()).collect();
    bytes.try_into().unwrap()
}

async fn bind(house: &House, caller: &Caller) -> ([u8; 20], Stage) {
    let binding = begin_binding(&house.app, caller).await.unwrap();
    assert!(binding.uri.contains("secret=") && binding.qr_svg.starts_with("<svg"));
    let secret = secret_of(&binding);
    let stage = finish_binding(&house.app, caller, &binding.ticket, &shown(house, secret)).await.unwrap();
    (secret, stage)
}

async fn bound(house: &House, agency: i64) -> (Person, [u8; 20]) {
    let person = house.person("zhang", agency, &[]).await;
    let (secret, stage) = bind(house, &person.caller).await;
    assert_eq!(stage, Stage::Full);
    (person, secret)
}

#[tokio::test]
async fn a_code_works_once() {
    let (house, city) = House::city().await;
    let (_, secret) = bound(&house, city.water).await;
    let first = house.sign_in("zhang", PASSWORD).await.unwrap();
    assert_eq!(first.stage, Stage::SecondFactor);
    let used = shown(&house, secret);
    assert_eq!(code(second_factor(&house.app, &first.token, &used).await), "totp_wrong", "it was used to bind");

    house.pass_seconds(30);
    let fresh = shown(&house, secret);
    assert_eq!(second_factor(&house.app, &first.token, &fresh).await.unwrap(), Stage::Full);
    let second = house.sign_in("zhang", PASSWORD).await.unwrap();
    assert_eq!(code(second_factor(&house.app, &second.token, &fresh).await), "totp_wrong");
    assert_eq!(code(second_factor(&house.app, &first.token, &fresh).await), "sign_in_unfinished");
}

#[tokio::test]
async fn before_the_code_nothing_is_open() {
    let (house, city) = House::city().await;
    let (person, _) = bound(&house, city.water).await;
    let half = house.sign_in("zhang", PASSWORD).await.unwrap();
    let caller = house.caller(&half.token).await.unwrap();
    assert!(caller.grants.is_empty());
    let change = app::identity::change_password(&house.app, &caller, PASSWORD, "Black-Tea-43").await;
    assert_eq!(code(change), "sign_in_unfinished");
    assert_eq!(code(unbind_own(&house.app, &caller, PASSWORD).await), "sign_in_unfinished");
    assert_eq!(code(begin_binding(&house.app, &caller).await), "sign_in_unfinished");
    assert!(house.caller(&person.token).await.is_ok());
}

#[tokio::test]
async fn guessed_codes_lock_even_with_the_right_password_between() {
    let (house, city) = House::city().await;
    bound(&house, city.water).await;
    let mut codes = Vec::new();
    for _ in 0..5 {
        let Ok(half) = house.sign_in("zhang", PASSWORD).await else { break };
        codes.push(code(second_factor(&house.app, &half.token, "000000").await));
    }
    assert_eq!(codes, ["totp_wrong", "totp_wrong", "totp_wrong", "totp_wrong", "account_locked"]);
    assert_eq!(code(house.sign_in("zhang", PASSWORD).await), "account_locked");
}

#[tokio::test]
async fn a_binding_belongs_to_its_session_and_grows_stale() {
    let (house, city) = House::city().await;
    let zhang = house.person("zhang", city.water, &[]).await;
    let li = house.person("li", city.water, &[]).await;
    let binding = begin_binding(&house.app, &zhang.caller).await.unwrap();
    let secret = secret_of(&binding);
    let now = shown(&house, secret);
    assert_eq!(code(finish_binding(&house.app, &li.caller, &binding.ticket, &now).await), "totp_binding_stale");
    assert_eq!(faults(finish_binding(&house.app, &zhang.caller, &binding.ticket, "123").await), ["code:totp_wrong"]);
    let again = continue_binding(&house.app, &zhang.caller, &binding.ticket).await.unwrap();
    assert_eq!(again.secret, binding.secret, "a slip does not make the telephone scan again");
    let strange = continue_binding(&house.app, &li.caller, &binding.ticket).await.unwrap();
    assert_ne!(strange.secret, binding.secret, "a ticket of somebody else's begins anew");
    house.pass_minutes(15);
    let later = shown(&house, secret);
    assert_eq!(code(finish_binding(&house.app, &zhang.caller, &binding.ticket, &later).await), "totp_binding_stale");
}

#[tokio::test]
async fn giving_it_up_wants_the_password_or_a_security_administrator() {
    let (house, city) = House::city().await;
    let (person, _) = bound(&house, city.water).await;
    assert_eq!(faults(unbind_own(&house.app, &person.caller, "wrong").await), ["password:password_wrong"]);
    unbind_own(&house.app, &person.caller, PASSWORD).await.unwrap();
    bind(&house, &person.caller).await;
    let guard = house.person("guard", city.government, &[(Role::SecurityAdmin, Scope::All)]).await;
    unbind(&house.app, &guard.caller, person.id).await.unwrap();
    assert_eq!(code(house.caller(&person.token).await), "sign_in_needed");
    assert_eq!(house.sign_in("zhang", PASSWORD).await.unwrap().stage, Stage::Full);
}

#[tokio::test]
async fn where_it_is_required_it_is_bound_at_the_next_sign_in() {
    let (house, city) = House::city().await;
    house.person("editor", city.water, &[(Role::Editor, Scope::All)]).await;
    house.person("auditor", city.water, &[(Role::AuditAdmin, Scope::All)]).await;
    change_setting(&house.app, &Caller::command(), "security.second_factor", "administrators").await.unwrap();
    assert_eq!(house.sign_in("editor", PASSWORD).await.unwrap().stage, Stage::Full);
    let half = house.sign_in("auditor", PASSWORD).await.unwrap();
    assert_eq!(half.stage, Stage::BindSecondFactor);
    let caller = house.caller(&half.token).await.unwrap();
    assert!(caller.grants.is_empty());
    let (_, stage) = bind(&house, &caller).await;
    assert_eq!(stage, Stage::Full);
    let caller = house.caller(&half.token).await.unwrap();
    assert_eq!(code(unbind_own(&house.app, &caller, PASSWORD).await), "totp_required");
}
