//! Whether an address names a page of the city's own sites. Which hosts are theirs is told by who asks; nothing is
//! looked up, and no page is asked for.

/// Whether this is the path of a page, or the address of one on one of these hosts, with scheme and port or without: an
/// agency can put right only what stands on its own sites. Hosts may bring their port along; the port makes no
/// difference.
#[must_use]
pub fn names_own_page(address: &str, hosts: &[String]) -> bool {
    let address = address.trim();
    if address.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\') {
        return false;
    }
    if address.starts_with('/') {
        // Two slashes in front name another host.
        return !address.starts_with("//");
    }
    let rest = without_scheme(address).unwrap_or(address);
    let named = rest.split(['/', '?', '#']).next().and_then(host_name);
    named
        .is_some_and(|named| hosts.iter().filter_map(|host| host_name(host)).any(|own| own.eq_ignore_ascii_case(named)))
}

fn without_scheme(address: &str) -> Option<&str> {
    let (scheme, rest) = address.split_once("://")?;
    ["http", "https"].iter().any(|known| known.eq_ignore_ascii_case(scheme)).then_some(rest)
}

/// The name of a host without its port; none where it is no plain host: a name and password in front, a port of letters.
fn host_name(authority: &str) -> Option<&str> {
    let end = if authority.starts_with('[') {
        authority.find(']')? + 1
    } else {
        authority.find(':').unwrap_or(authority.len())
    };
    let (name, port) = (authority.get(..end)?, authority.get(end..)?);
    let plain =
        port.is_empty() || port.strip_prefix(':').is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
    (plain && !name.is_empty() && !name.contains('@')).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_our_own_hosts_are_named() {
        let hosts = ["www.city.example", "edu.example", "localhost:8080", "[::1]:8080"].map(String::from);
        for own in [
            "/",
            "/items/5?from=feed#top",
            "http://www.city.example",
            "https://WWW.City.example:8443/items/5",
            "HTTP://edu.example?x=1",
            "edu.example/sections/news",
            "http://localhost:8080/",
            "http://localhost/",
            "http://[::1]:9/x",
            " /sections/news ",
        ] {
            assert!(names_own_page(own, &hosts), "{own}");
        }
        for other in [
            "",
            "不是网址",
            "javascript:alert(1)",
            "javascript://www.city.example/%0aalert(1)",
            "http://evil.example/x",
            "//evil.example/x",
            "/\\evil.example/x",
            "http://www.city.example@evil.example/",
            "http://www.city.example:80@evil.example/",
            "http://evil.example/www.city.example",
            "http://www.city.example.evil.example/",
            "ftp://www.city.example/x",
            "http:///x",
            "http://www.city.example /x",
            "www.city.example:port/x",
        ] {
            assert!(!names_own_page(other, &hosts), "{other}");
        }
    }
}
