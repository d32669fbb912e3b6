//! The route table as data. Routers are built from the same entries, so that a route that is not in the table
//! cannot answer; a test walks the table by role.

use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::routing::MethodRouter;
use domain::identity::Action;

use crate::state::Web;

/// How a route is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Changes nothing; answers HEAD, too.
    Get,
    Post,
}

/// Who may ask. Finer rights (where a role reaches) are decided by the use case behind the route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody, without a session.
    Public,
    /// The steps of signing in and out, which look at the session's stage themselves.
    SignInStep,
    /// Every signed-in account.
    AnyStaff,
    /// Accounts to which some grant allows this action somewhere.
    Needs(Action),
    /// Accounts to which some grant allows one of these actions somewhere.
    NeedsAny(&'static [Action]),
}

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RouteSpec {
    pub method: Verb,
    /// As axum writes it: `/items/{id}`.
    pub path: &'static str,
    pub access: Access,
}

/// A row with its handler.
#[derive(Debug, Clone)]
pub struct Route {
    pub spec: RouteSpec,
    pub handler: MethodRouter<Web>,
}

impl Route {
    /// Lets bodies of this route grow to `bytes`; without it axum's limit of 2 MB holds for what handlers read.
    #[must_use]
    pub fn with_body_limit(self, bytes: usize) -> Self {
        Self { handler: self.handler.layer(DefaultBodyLimit::max(bytes)), ..self }
    }
}

/// A route that is asked by GET.
pub fn get<H, T>(path: &'static str, access: Access, handler: H) -> Route
where
    H: Handler<T, Web>,
    T: 'static,
{
    Route { spec: RouteSpec { method: Verb::Get, path, access }, handler: axum::routing::get(handler) }
}

/// A route that is asked by POST.
pub fn post<H, T>(path: &'static str, access: Access, handler: H) -> Route
where
    H: Handler<T, Web>,
    T: 'static,
{
    Route { spec: RouteSpec { method: Verb::Post, path, access }, handler: axum::routing::post(handler) }
}
