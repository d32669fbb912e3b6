//! Accounts, grants of roles, deputies and sessions.

use sea_orm::entity::prelude::*;

use crate::entity::plain_entity;

pub mod accounts;
pub mod reminders;
pub mod rights;
pub mod sessions;

/// An account. `status` is `active` or `disabled`; `password_state` is `issued` or `own`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Lower-case; compared as written.
    pub login: String,
    pub name: String,
    pub agency_id: i64,
    /// Argon2id in PHC form.
    pub password_hash: String,
    pub password_state: String,
    pub password_changed_at: i64,
    pub failures: i32,
    pub locked_until: Option<i64>,
    /// Encrypted under the master key; set while the second factor is bound.
    pub totp_secret: Option<String>,
    /// The last time step used, so that no code works twice.
    pub totp_last_step: i64,
    pub status: String,
    pub created_at: i64,
    pub last_login_at: Option<i64>,
}

plain_entity!();

/// A password used before, so that it is not taken again.
pub mod former_password {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "former_password")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub account_id: i64,
        pub hash: String,
        pub at: i64,
    }

    plain_entity!();
}

/// A role at a scope.
pub mod grant {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "role_grant")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub account_id: i64,
        pub role: String,
        pub scope_kind: String,
        pub scope_id: Option<i64>,
        pub granted_by: Option<i64>,
        pub granted_at: i64,
    }

    plain_entity!();
}

/// Somebody who acts for another during a leave, from the first to the last day.
pub mod deputy {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "deputy")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub principal_id: i64,
        pub deputy_id: i64,
        pub from_on: Date,
        pub until_on: Date,
        pub reason: String,
        pub created_by: i64,
        pub created_at: i64,
        pub ended_at: Option<i64>,
    }

    plain_entity!();
}

/// A session. `stage` is `second_factor`, `bind_second_factor`, `change_password` or `full`.
pub mod session {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "session")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        /// SHA-256 of the token; the token itself is only in the browser.
        pub token_hash: String,
        pub account_id: i64,
        pub stage: String,
        pub created_at: i64,
        pub last_seen_at: i64,
        pub ended_at: Option<i64>,
        pub end_reason: Option<String>,
        pub address: String,
        pub agent: String,
    }

    plain_entity!();
}
