//! The route table as a whole, for the tests that walk it. Not the means to write it: those are `routes`.

use crate::routes::RouteSpec;

/// The whole table: public, system and console routes. Agency sites answer the public ones by host name and under
/// `/sites/{slug}`, too.
#[must_use]
pub fn all() -> Vec<RouteSpec> {
    let routes = [crate::system::routes(), crate::portal::routes(), crate::console::routes()];
    routes.iter().flatten().map(|route| route.spec).collect()
}
