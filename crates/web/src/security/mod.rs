//! What protects every answer: headers, the origin and token checks of forms, cookies, addresses, and limits on how
//! often.

pub mod address;
pub mod body;
pub mod cookies;
pub mod csrf;
pub mod headers;
pub mod origin;
pub mod rate;
