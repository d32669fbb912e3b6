//! Accounts and roles: who makes them, who grants, and what nobody may grant.

use app::Caller;
use app::identity::{
    AccountFilter, BootstrapAccount, NewAccount, bootstrap_administrator, create_account, disable_account, get_account,
    grant_role, list_accounts, move_account, revoke_role,
};
use domain::identity::{Action, Place, Role, Scope};

use crate::house::{House, code, faults};

#[tokio::test]
async fn the_first_administrators_are_made_before_there_is_an_agency() {
    let house = House::empty().await;
    let roles = [Role::SystemAdmin, Role::SecurityAdmin, Role::AuditAdmin];
    for (login, role) in ["system", "security", "audit"].into_iter().zip(roles) {
        let new = BootstrapAccount { login: login.into(), name: "管理员".into(), role };
        let issued = bootstrap_administrator(&house.app, new).await.unwrap();
        assert!(house.sign_in(login, &issued.password).await.is_ok());
        let card = get_account(&house.app, &Caller::command(), issued.account_id).await.unwrap();
        assert_eq!((card.account.agency_id, card.account.roles), (None, vec![role]));
    }
    let again = BootstrapAccount { login: "SYSTEM".into(), name: "管理员".into(), role: Role::SystemAdmin };
    assert_eq!(faults(bootstrap_administrator(&house.app, again).await), ["login:login_taken"]);
    let editor = BootstrapAccount { login: "x".into(), name: " ".into(), role: Role::Editor };
    assert_eq!(
        faults(bootstrap_administrator(&house.app, editor).await),
        ["login:login_bad", "name:required", "role:bad_choice"]
    );
}

#[tokio::test]
async fn an_account_is_made_where_its_maker_has_the_right() {
    let (house, city) = House::city().await;
    let admin = house.person("admin", city.water, &[(Role::SystemAdmin, Scope::Agency(city.water))]).await;
    let new = |login: &str, agency_id| NewAccount { login: login.into(), name: "张三".into(), agency_id };
    let made = create_account(&house.app, &admin.caller, new("Zhang.San", city.water)).await.unwrap();
    assert_eq!(made.login, "zhang.san");
    assert_eq!(code(create_account(&house.app, &admin.caller, new("li", city.forest)).await), "not_allowed");
    assert_eq!(
        faults(create_account(&house.app, &admin.caller, new("zhang.san", city.water)).await),
        ["login:login_taken"]
    );
    assert_eq!(code(move_account(&house.app, &admin.caller, made.account_id, city.forest).await), "not_allowed");
    move_account(&house.app, &Caller::command(), made.account_id, city.forest).await.unwrap();

    let seen = list_accounts(&house.app, &admin.caller, AccountFilter::default(), 10).await.unwrap();
    assert_eq!(seen.iter().map(|a| a.login.as_str()).collect::<Vec<_>>(), ["admin"]);
    assert_eq!(code(get_account(&house.app, &admin.caller, made.account_id).await), "not_allowed");
}

#[tokio::test]
async fn lists_are_filtered_and_paged_by_key() {
    let (house, city) = House::city().await;
    for login in ["ann", "bob", "cai"] {
        house.account(login, city.water).await;
    }
    let dan = house.account("dan", city.forest).await;
    grant_role(&house.app, &Caller::command(), dan.account_id, Role::Editor, Scope::All).await.unwrap();
    let list = |filter: AccountFilter, limit| {
        let app = house.app.clone();
        async move {
            let rows = list_accounts(&app, &Caller::command(), filter, limit).await.unwrap();
            rows.into_iter().map(|row| row.login).collect::<Vec<_>>()
        }
    };
    assert_eq!(
        list(AccountFilter { agency_id: Some(city.water), ..Default::default() }, 10).await,
        ["ann", "bob", "cai"]
    );
    assert_eq!(list(AccountFilter { role: Some(Role::Editor), ..Default::default() }, 10).await, ["dan"]);
    assert_eq!(list(AccountFilter { text: Some(" 演示B ".into()), ..Default::default() }, 10).await, ["bob"]);
    let first = list_accounts(&house.app, &Caller::command(), AccountFilter::default(), 2).await.unwrap();
    let after_id = first.last().map(|row| row.id);
    assert_eq!(list(AccountFilter { after_id, ..Default::default() }, 2).await, ["cai", "dan"]);
}

#[tokio::test]
async fn no_account_holds_two_administrators_and_nobody_grants_himself() {
    let (house, city) = House::city().await;
    let guard = house.person("guard", city.government, &[(Role::SecurityAdmin, Scope::All)]).await;
    let system = house.person("system", city.government, &[(Role::SystemAdmin, Scope::All)]).await;
    let zhang = house.account("zhang", city.water).await.account_id;

    let grant = |account, role, scope| grant_role(&house.app, &guard.caller, account, role, scope);
    grant(zhang, Role::Editor, Scope::Agency(city.water)).await.unwrap();
    assert_eq!(code(grant(zhang, Role::Editor, Scope::Agency(city.water)).await), "grant_exists");
    grant(zhang, Role::AuditAdmin, Scope::All).await.unwrap();
    assert_eq!(code(grant(zhang, Role::SystemAdmin, Scope::All).await), "role_conflict");
    assert_eq!(code(grant(guard.id, Role::Editor, Scope::All).await), "own_account_grant");
    assert_eq!(code(grant(system.id, Role::SecurityAdmin, Scope::All).await), "role_conflict");
    assert_eq!(faults(grant(zhang, Role::Editor, Scope::Section(99)).await), ["scope:scope_unknown"]);

    let by_system = grant_role(&house.app, &system.caller, zhang, Role::Editor, Scope::All).await;
    assert_eq!(code(by_system), "not_allowed", "who makes accounts does not grant");
    let by_guard = NewAccount { login: "puppet".into(), name: "甲".into(), agency_id: city.water };
    assert_eq!(code(create_account(&house.app, &guard.caller, by_guard).await), "not_allowed");
}

#[tokio::test]
async fn nobody_grants_beyond_his_own_reach() {
    let (house, city) = House::city().await;
    let guard = house.person("guard", city.water, &[(Role::SecurityAdmin, Scope::Agency(city.water))]).await;
    let zhang = house.account("zhang", city.water).await.account_id;
    let grant = |role, scope| grant_role(&house.app, &guard.caller, zhang, role, scope);
    grant(Role::Editor, Scope::Agency(city.water)).await.unwrap();
    for scope in
        [Scope::All, Scope::AgencyTree(city.water), Scope::Agency(city.forest), Scope::AgencyTree(city.government)]
    {
        assert_eq!(code(grant(Role::Publisher, scope).await), "not_allowed", "{scope:?}");
    }
}

#[tokio::test]
async fn a_role_taken_back_is_gone_at_the_next_click() {
    let (house, city) = House::city().await;
    let zhang = house.person("zhang", city.water, &[(Role::Editor, Scope::Agency(city.water))]).await;
    let place = house.app.directory().agency_place(city.water);
    assert!(zhang.caller.can(Action::ItemEdit, &place, house.now()));
    let card = get_account(&house.app, &zhang.caller, zhang.id).await.unwrap();
    revoke_role(&house.app, &Caller::command(), card.grants[0].id).await.unwrap();
    let caller = house.caller(&zhang.token).await.unwrap();
    assert!(!caller.can(Action::ItemEdit, &place, house.now()));
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let (house, city) = House::city().await;
    let guard = house.person("guard", city.government, &[(Role::SecurityAdmin, Scope::All)]).await;
    let auditor = house.person("auditor", city.government, &[(Role::AuditAdmin, Scope::All)]).await;
    let system = house.person("system", city.government, &[(Role::SystemAdmin, Scope::All)]).await;
    assert!(auditor.caller.can(Action::AuditView, &Place::installation(), house.now()));
    let grants = get_account(&house.app, &Caller::command(), auditor.id).await.unwrap().grants;
    assert_eq!(code(revoke_role(&house.app, &guard.caller, grants[0].id).await), "last_administrator");
    assert_eq!(code(disable_account(&house.app, &system.caller, auditor.id).await), "last_administrator");
    let second = house.account("auditor2", city.government).await.account_id;
    grant_role(&house.app, &guard.caller, second, Role::AuditAdmin, Scope::All).await.unwrap();
    revoke_role(&house.app, &guard.caller, grants[0].id).await.unwrap();
}
