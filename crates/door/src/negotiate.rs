//! What a visitor says of the form he takes and of the version he has.

use http::{HeaderMap, header};

/// The name of the cookie of a visitor who chose large type. Pages for him are made by the router, not taken from the shelf.
pub const LARGE_TYPE: &str = "large_type";

/// Whether the visitor takes gzip.
#[must_use]
pub fn accepts_gzip(headers: &HeaderMap) -> bool {
    takes_gzip(headers.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default())
}

/// Whether gzip is among the forms of an `Accept-Encoding`.
pub(crate) fn takes_gzip(forms: &str) -> bool {
    // What is said of gzip by name goes before what is said of all the rest.
    taken(forms, "gzip").or_else(|| taken(forms, "*")).unwrap_or_default()
}

fn taken(forms: &str, wanted: &str) -> Option<bool> {
    forms.split(',').find_map(|one| {
        let mut parts = one.split(';').map(str::trim);
        let is_named = parts.next()?.eq_ignore_ascii_case(wanted);
        let refused = parts.any(|p| matches!(p, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"));
        is_named.then_some(!refused)
    })
}

/// Whether the visitor has this version already.
#[must_use]
pub fn has_version(headers: &HeaderMap, etag: &str) -> bool {
    knows(headers.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok()).unwrap_or_default(), etag)
}

/// Whether a version is among those of an `If-None-Match`.
pub(crate) fn knows(known: &str, etag: &str) -> bool {
    !known.is_empty()
        && known.split(',').map(|tag| tag.trim().trim_start_matches("W/")).any(|tag| tag == "*" || tag == etag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_sent_to_those_who_take_it() {
        let table = [
            ("gzip, br", true),
            ("br;q=1.0, gzip;q=0.5", true),
            ("*", true),
            ("identity", false),
            ("gzip;q=0", false),
            ("gzip;q=0, *", false),
            ("*;q=0, gzip", true),
            ("br, *;q=0", false),
            ("GZIP", true),
            ("", false),
        ];
        for (offered, taken) in table {
            assert_eq!(takes_gzip(offered), taken, "{offered}");
        }
    }

    #[test]
    fn a_version_is_known_by_its_tag_weak_or_not() {
        let table =
            [("\"a\"", true), ("\"b\", W/\"a\"", true), ("*", true), ("\"b\"", false), ("a", false), ("", false)];
        for (known, expected) in table {
            assert_eq!(knows(known, "\"a\""), expected, "{known}");
        }
        assert!(!knows("", ""));
    }
}
