//! The doors of the program: the public portal, the console, and what machines ask for. A handler reads the request,
//! calls one use case and renders; rules and permissions live below.
//!
//! Start at [`state::Web`], then [`router`]. A console area adds its pages by a `routes()` of its own, listed in
//! `console::routes`.

pub mod assets;
pub mod cache;
pub mod console;
pub mod downloads;
pub mod errors;
pub mod forms;
pub mod mirror;
pub mod observe;
pub mod portal;
pub mod request_form;
pub mod request_words;
pub mod router;
pub mod routes;
pub mod security;
pub mod state;
pub mod system;
pub mod table;
pub mod templates;
pub mod uploads;

pub use errors::WebError;
pub use router::{console_door, console_router, door, portal_router, router};
pub use routes::{Access, RouteSpec, Verb};
pub use state::{ConsoleAt, Cookies, Limits, MetricsFor, Proxy, Web, WebConfig};
