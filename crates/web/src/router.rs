//! Puts the doors together from the route table: layers, and which paths which listener knows.

use std::any::Any;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use door::Door;
use tower::Layer;
use tower::util::MapRequestLayer;
use tower_http::catch_panic::CatchPanicLayer;

use crate::console::gate::{Gate, gate};
use crate::errors::WebError;
use crate::routes::Route;
use crate::state::{ConsoleAt, Web};
use crate::{console, errors, observe, portal, security, system};

/// The main listener: the portal, with the console unless that has a listener of its own.
#[must_use]
pub fn door(web: &Web) -> Door {
    Door::new(router(web)).with_shelf(web.shelf().clone())
}

/// The console's own listener.
#[must_use]
pub fn console_door(web: &Web) -> Door {
    Door::new(console_router(web))
}

/// The portal's listener; without the console when that has a listener of its own.
pub fn portal_router(web: &Web) -> Router {
    finish(web, with_system(web).fallback_service(portal_service(web)))
}

/// The console's own listener.
pub fn console_router(web: &Web) -> Router {
    let start = axum::routing::get(|| std::future::ready(Redirect::to("/console")));
    let router = with_system(web).merge(console_pages(web)).route("/", start).fallback(console::not_found);
    let router = router.layer(from_fn_with_state(web.clone(), console::errors::dress));
    finish(web, router)
}

/// Both on one listener, or the portal alone where the console has its own.
pub fn router(web: &Web) -> Router {
    if web.config().console == ConsoleAt::OwnListener {
        return portal_router(web);
    }
    let router = with_system(web).merge(console_pages(web));
    finish(web, router.fallback_service(portal_service(web)))
}

fn mount(router: Router<Web>, web: &Web, routes: Vec<Route>) -> Router<Web> {
    routes.into_iter().fold(router, |router, route| {
        let watch = Gate { web: web.clone(), access: route.spec.access };
        router.route(route.spec.path, route.handler.layer(from_fn_with_state(watch, gate)))
    })
}

fn with_system(web: &Web) -> Router {
    let plain = routes_without_gate(system::routes());
    plain.layer(from_fn(errors::plain)).layer(from_fn(observe::name_route)).with_state(web.clone())
}

fn routes_without_gate(routes: Vec<Route>) -> Router<Web> {
    routes.into_iter().fold(Router::new(), |router, route| router.route(route.spec.path, route.handler))
}

fn console_pages(web: &Web) -> Router {
    let router = mount(Router::new(), web, console::routes());
    router
        .route("/console/{*rest}", axum::routing::any(console::not_found))
        .layer(CatchPanicLayer::custom(answer_panic))
        .layer(from_fn_with_state(web.clone(), console::errors::dress))
        .layer(from_fn(observe::name_route))
        .with_state(web.clone())
}

/// The portal behind the step that finds out whose site is asked and takes `/sites/{slug}` off the path, which must
/// happen before routing.
fn portal_service(web: &Web) -> Router {
    let pages = routes_without_gate(portal::routes())
        .fallback(portal::fallback)
        .layer(CatchPanicLayer::custom(answer_panic))
        .layer(from_fn_with_state(web.clone(), portal::errors::dress))
        .layer(from_fn(portal::large_type::dress))
        .layer(from_fn(observe::name_route))
        .with_state(web.clone());
    let finder = web.clone();
    let find_site = MapRequestLayer::new(move |request: Request| portal::site::find(&finder, request));
    Router::new().fallback_service(find_site.layer(pages))
}

fn finish(web: &Web, router: Router) -> Router {
    let router = router.layer(from_fn(security::body::in_time));
    router.layer(from_fn(security::headers::add)).layer(from_fn_with_state(web.clone(), observe::observe))
}

fn answer_panic(panic: Box<dyn Any + Send + 'static>) -> Response {
    let told = panic.downcast_ref::<&str>().map(ToString::to_string);
    let told = told.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    WebError::internal(format!("a handler panicked: {told}")).into_response()
}
