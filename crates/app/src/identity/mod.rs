//! Accounts, signing in, sessions, the second factor, roles and deputies.
//!
//! Every use case that acts on one's own account asks for the session it comes through, so that a session which
//! has not come past its second factor can do nothing but its next step.

mod account_state;
mod accounts;
mod authenticate;
mod bootstrap;
mod credentials;
mod deputies;
mod failures;
mod grants;
mod names;
mod own_password;
mod password;
mod people;
mod second_factor;
mod sessions;
mod sign_in;
mod totp;
mod view;

pub use account_state::{disable_account, enable_account, move_account, rename_account};
pub use accounts::{AccountFilter, Issued, NewAccount, create_account, get_account, list_accounts};
pub(crate) use authenticate::on_behalf;
pub use authenticate::{Authenticated, SignedInAccount, authenticate};
pub use bootstrap::{BootstrapAccount, bootstrap_administrator};
pub use credentials::{reset_password, unlock};
pub use deputies::{NewDeputy, create_deputy, end_deputy};
pub use domain::identity::account::{AccountStatus, EndReason, Stage};
pub use grants::{grant_role, revoke_role};
pub use names::names;
pub use own_password::change_password;
pub use people::{Colleague, list_colleagues};
pub use second_factor::{begin_binding, continue_binding, finish_binding, second_factor, unbind, unbind_own};
pub use sessions::{EndedSession, end_session, ended_session, list_sessions, prune_sessions, sign_out};
pub use sign_in::{SignIn, SignedIn, sign_in};
pub use totp::Binding;
pub(crate) use totp::purpose as factor_purpose;
pub use view::{AccountCard, AccountView, DeputyView, FactorState, GrantView, SessionView};
