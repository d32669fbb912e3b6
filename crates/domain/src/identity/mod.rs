//! Who may do what where: roles, scopes, grants, deputies, and the rules of passwords and sign-in.
//! Not accounts or sessions as records: those are `store::identity`.

pub mod account;
pub mod deputy;
pub mod login;
pub mod password;
pub mod permission;
pub mod role;

pub use permission::{Action, Denied, Grant, Place, Scope, may};
pub use role::{Role, RoleConflict, check_roles};
