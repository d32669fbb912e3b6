//! Deputies: rights for the days of a leave, never an administrator's.

use app::Caller;
use app::identity::{NewDeputy, create_deputy, disable_account, end_deputy, get_account};
use chrono::NaiveDate;
use domain::identity::{Action, Place, Role, Scope};

use crate::house::{City, House, Person, code, faults};

struct Leave {
    house: House,
    city: City,
    chief: Person,
    deputy: Person,
}

async fn leave() -> Leave {
    let (house, city) = House::city().await;
    let roles = [(Role::Reviewer1, Scope::Agency(city.water)), (Role::SystemAdmin, Scope::All)];
    let chief = house.person("chief", city.water, &roles).await;
    let deputy = house.person("deputy", city.forest, &[(Role::Editor, Scope::Agency(city.forest))]).await;
    Leave { house, city, chief, deputy }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn arrangement(leave: &Leave, from: &str, until: &str) -> NewDeputy {
    NewDeputy {
        principal_id: leave.chief.id,
        deputy_id: leave.deputy.id,
        from_on: day(from),
        until_on: day(until),
        reason: "公休".into(),
    }
}

/// Whether the deputy, signing in anew, may review in the chief's agency.
async fn may_review(leave: &Leave) -> bool {
    let token = leave.house.sign_in("deputy", crate::house::PASSWORD).await.unwrap().token;
    let caller = leave.house.caller(&token).await.unwrap();
    let place = leave.house.app.directory().agency_place(leave.city.water);
    assert!(
        !caller.can(Action::UserManage, &Place::installation(), leave.house.now()),
        "no administrator's right is lent"
    );
    caller.can(Action::ItemReview1, &place, leave.house.now())
}

#[tokio::test]
async fn rights_are_lent_from_the_first_to_the_last_day() {
    let leave = leave().await;
    assert!(!may_review(&leave).await);
    let new = arrangement(&leave, "2026-03-11", "2026-03-12");
    create_deputy(&leave.house.app, &leave.chief.caller, new).await.unwrap();
    assert!(!may_review(&leave).await, "the leave begins tomorrow");
    leave.house.pass_minutes(15 * 60);
    assert!(may_review(&leave).await, "midnight in Shanghai, the first day");
    leave.house.pass_minutes(24 * 60);
    assert!(may_review(&leave).await, "the last day");
    leave.house.pass_minutes(24 * 60 - 1);
    let late = leave.house.sign_in("deputy", crate::house::PASSWORD).await.unwrap();
    let caller = leave.house.caller(&late.token).await.unwrap();
    let place = leave.house.app.directory().agency_place(leave.city.water);
    let grant = caller.allow(Action::ItemReview1, &place, leave.house.now()).unwrap().unwrap();
    assert_eq!(grant.lent_by, Some(leave.chief.id), "each use says for whom");
    leave.house.pass_minutes(1);
    assert!(!caller.can(Action::ItemReview1, &place, leave.house.now()), "even a caller made before midnight");
    assert!(!may_review(&leave).await);
}

#[tokio::test]
async fn an_arrangement_can_be_ended_early() {
    let leave = leave().await;
    let new = arrangement(&leave, "2026-03-10", "2026-03-20");
    let id = create_deputy(&leave.house.app, &leave.chief.caller, new).await.unwrap();
    assert!(may_review(&leave).await);
    assert_eq!(code(end_deputy(&leave.house.app, &leave.deputy.caller, id).await), "not_allowed");
    end_deputy(&leave.house.app, &leave.chief.caller, id).await.unwrap();
    assert!(!may_review(&leave).await);
    let card = get_account(&leave.house.app, &leave.deputy.caller, leave.deputy.id).await.unwrap();
    assert_eq!(card.deputies.len(), 1);
    assert_eq!(card.deputies[0].principal_name, "演示chief");
    assert!(card.deputies[0].ended_at.is_some());
}

#[tokio::test]
async fn a_disabled_principal_lends_nothing() {
    let leave = leave().await;
    create_deputy(&leave.house.app, &leave.chief.caller, arrangement(&leave, "2026-03-10", "2026-03-20"))
        .await
        .unwrap();
    disable_account(&leave.house.app, &Caller::command(), leave.chief.id).await.unwrap();
    assert!(!may_review(&leave).await);
}

#[tokio::test]
async fn nobody_helps_himself_to_anothers_rights() {
    let leave = leave().await;
    let app = &leave.house.app;
    let own = arrangement(&leave, "2026-03-10", "2026-03-20");
    assert_eq!(code(create_deputy(app, &leave.deputy.caller, own.clone()).await), "not_allowed");
    let admin = leave.house.person("admin", leave.city.government, &[(Role::SystemAdmin, Scope::All)]).await;
    let to_self = NewDeputy { deputy_id: admin.id, ..own.clone() };
    assert_eq!(code(create_deputy(app, &admin.caller, to_self).await), "deputy_own_gain");
    create_deputy(app, &admin.caller, own).await.unwrap();
}

#[tokio::test]
async fn impossible_arrangements_are_told_at_their_field() {
    let leave = leave().await;
    let create = |new| create_deputy(&leave.house.app, &leave.chief.caller, new);
    create(arrangement(&leave, "2026-04-01", "2026-04-05")).await.unwrap();
    let table = [
        (arrangement(&leave, "2026-03-12", "2026-03-11"), "until_on:deputy_ends_before_start"),
        (arrangement(&leave, "2026-03-01", "2026-03-09"), "until_on:deputy_past"),
        (arrangement(&leave, "2026-04-05", "2026-04-06"), "from_on:deputy_overlaps"),
        (
            NewDeputy { deputy_id: leave.chief.id, ..arrangement(&leave, "2026-03-10", "2026-03-11") },
            "deputy_id:deputy_same",
        ),
        (NewDeputy { deputy_id: 99, ..arrangement(&leave, "2026-03-10", "2026-03-11") }, "deputy_id:deputy_not_active"),
        (NewDeputy { reason: " ".into(), ..arrangement(&leave, "2026-03-10", "2026-03-11") }, "reason:required"),
    ];
    for (new, expected) in table {
        assert_eq!(faults(create(new).await), [expected]);
    }
}
