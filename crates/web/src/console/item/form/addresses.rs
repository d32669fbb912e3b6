//! Addresses of an item's files inside a body: stored as the public finds them (`/files/…`), shown in the console by
//! way of `/console/files/…`, because what is not public yet answers there alone.

/// The body for a page of the console.
#[must_use]
pub fn for_console(body: &str) -> String {
    body.replace("=\"/files/", "=\"/console/files/")
}

/// The body as it is stored.
#[must_use]
pub fn for_public(body: &str) -> String {
    body.replace("=\"/console/files/", "=\"/files/").replace("='/console/files/", "='/files/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_keeps_its_public_address_through_the_editor() {
        let stored = "<figure><img src=\"/files/3/a.png\" alt=\"图\"></figure><p>见 /files/ 目录</p>";
        let shown = for_console(stored);
        assert!(shown.contains("src=\"/console/files/3/a.png\"") && shown.contains("见 /files/ 目录"));
        assert_eq!(for_public(&shown), stored);
    }
}
