//! The pages of the portal, one module for each kind. A page reads its parameters, calls one use case, renders.

pub mod catalogue;
pub mod direct;
pub mod feeds;
pub mod files;
pub mod gov_info;
pub mod home;
pub mod item;
pub mod machines;
pub mod most_read;
pub mod platform;
pub mod reports;
pub mod search;
pub mod section;
pub mod site_map;
pub mod style;
pub mod suggest;
pub mod topic;
