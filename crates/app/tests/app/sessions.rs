//! Sessions: how they end, who may see and end them.

use app::identity::{EndReason, authenticate, disable_account, enable_account, end_session, list_sessions, sign_out};
use app::{App, Caller};
use domain::identity::{Role, Scope};

use crate::house::{ADDRESS, House, PASSWORD, code};

async fn last_end(app: &App, account: i64) -> Option<EndReason> {
    list_sessions(app, &Caller::command(), account).await.unwrap().first().unwrap().end_reason
}

#[tokio::test]
async fn an_idle_session_ends_and_a_used_one_lives_on_to_its_limit() {
    let (house, city) = House::city().await;
    let person = house.person("zhang", city.water, &[]).await;
    for _ in 0..20 {
        house.pass_minutes(29);
        let seen = authenticate(&house.app, &person.token, ADDRESS).await.unwrap();
        assert!(seen.expires_at > house.now());
    }
    house.pass_minutes(30);
    assert_eq!(code(house.caller(&person.token).await), "session_expired");
    assert_eq!(code(house.caller(&person.token).await), "sign_in_needed");
    assert_eq!(last_end(&house.app, person.id).await, Some(EndReason::Expired));

    let long = house.sign_in("zhang", PASSWORD).await.unwrap();
    for _ in 0..35 {
        house.pass_minutes(20);
        house.caller(&long.token).await.unwrap();
    }
    house.pass_minutes(20);
    assert_eq!(code(house.caller(&long.token).await), "session_expired", "twelve hours are the limit");
}

#[tokio::test]
async fn a_token_is_known_only_by_its_hash_and_carries_its_own_csrf() {
    let (house, city) = House::city().await;
    let one = house.person("zhang", city.water, &[]).await;
    let two = house.sign_in("zhang", PASSWORD).await.unwrap();
    let csrf = |token: String| {
        let app = house.app.clone();
        async move { authenticate(&app, &token, ADDRESS).await.unwrap().csrf }
    };
    assert_ne!(csrf(one.token.clone()).await, csrf(two.token.clone()).await);
    assert_eq!(csrf(one.token.clone()).await, csrf(one.token.clone()).await);
    assert_eq!(code(house.caller("").await), "sign_in_needed");
    let hash = sha2_hex(&one.token);
    assert_eq!(code(house.caller(&hash).await), "sign_in_needed");
}

fn sha2_hex(text: &str) -> String {
    use sha2::Digest;
    hex::encode(sha2::Sha256::digest(text))
}

#[tokio::test]
async fn sessions_are_ended_by_their_owner_or_a_security_administrator_only() {
    let (house, city) = House::city().await;
    let zhang = house.person("zhang", city.water, &[]).await;
    let phone = house.sign_in("zhang", PASSWORD).await.unwrap();
    let li = house.person("li", city.water, &[(Role::SystemAdmin, Scope::All)]).await;
    let guard = house.person("guard", city.government, &[(Role::SecurityAdmin, Scope::AgencyTree(city.water))]).await;

    let own = list_sessions(&house.app, &zhang.caller, zhang.id).await.unwrap();
    assert_eq!(own.len(), 2);
    let newest = own[0].id;
    assert_eq!(code(list_sessions(&house.app, &li.caller, zhang.id).await), "not_allowed");
    assert_eq!(code(end_session(&house.app, &li.caller, newest).await), "not_allowed");
    end_session(&house.app, &zhang.caller, newest).await.unwrap();
    assert_eq!(code(house.caller(&phone.token).await), "sign_in_needed");

    end_session(&house.app, &guard.caller, zhang.caller.session_id.unwrap()).await.unwrap();
    assert_eq!(code(house.caller(&zhang.token).await), "sign_in_needed");
    assert_eq!(last_end(&house.app, zhang.id).await, Some(EndReason::Revoked));
    assert_eq!(code(list_sessions(&house.app, &zhang.caller, zhang.id).await), "sign_in_needed");
}

#[tokio::test]
async fn signing_out_and_changing_the_password_end_sessions() {
    let (house, city) = House::city().await;
    let zhang = house.person("zhang", city.water, &[]).await;
    let other = house.sign_in("zhang", PASSWORD).await.unwrap();
    app::identity::change_password(&house.app, &zhang.caller, PASSWORD, "Black-Tea-43").await.unwrap();
    assert_eq!(code(house.caller(&other.token).await), "sign_in_needed");
    sign_out(&house.app, &zhang.token, ADDRESS).await.unwrap();
    assert_eq!(code(house.caller(&zhang.token).await), "sign_in_needed");
    sign_out(&house.app, &zhang.token, ADDRESS).await.unwrap();
    let ended = house.audited("account", zhang.id).await;
    assert_eq!(ended.iter().filter(|action| *action == "identity.sign_out").count(), 1);
}

#[tokio::test]
async fn a_disabled_account_is_out_at_once_and_comes_back_when_enabled() {
    let (house, city) = House::city().await;
    let zhang = house.person("zhang", city.water, &[]).await;
    let admin =
        house.person("admin", city.government, &[(Role::SystemAdmin, Scope::AgencyTree(city.government))]).await;
    let stranger = house.person("wang", city.forest, &[(Role::SystemAdmin, Scope::Agency(city.forest))]).await;
    assert_eq!(code(disable_account(&house.app, &stranger.caller, zhang.id).await), "not_allowed");
    assert_eq!(code(disable_account(&house.app, &admin.caller, admin.id).await), "own_account");
    disable_account(&house.app, &admin.caller, zhang.id).await.unwrap();
    assert_eq!(code(disable_account(&house.app, &admin.caller, zhang.id).await), "account_status_unchanged");
    assert_eq!(code(house.caller(&zhang.token).await), "sign_in_needed");
    assert_eq!(code(house.sign_in("zhang", PASSWORD).await), "account_disabled");
    assert_eq!(code(house.sign_in("zhang", "wrong").await), "sign_in_failed", "who has no password learns nothing");
    enable_account(&house.app, &admin.caller, zhang.id).await.unwrap();
    assert!(house.sign_in("zhang", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn old_sessions_are_dropped_and_the_audit_log_keeps_them() {
    let (house, city) = House::city().await;
    let zhang = house.person("zhang", city.water, &[]).await;
    house.pass_minutes(200 * 24 * 60);
    assert_eq!(app::identity::prune_sessions(&house.app, 180).await.unwrap(), 1);
    assert!(list_sessions(&house.app, &Caller::command(), zhang.id).await.unwrap().is_empty());
    assert!(house.audited("account", zhang.id).await.contains(&"identity.sign_in".to_string()));
}
