//! 公众意见: what the public says of the site itself: errors it found (我为政府网站找错), and whether an item helped.
//! Not applications for information, and not ratings of how one was handled: those are `request`'s.

pub mod opinion;
pub mod page_address;
pub mod site_error;
