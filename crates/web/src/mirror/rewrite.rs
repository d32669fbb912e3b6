//! Changes the links of a page of ours. It reads tags and quoted attributes as our templates and the cleaning of bodies
//! write them, leaves text, scripts and comments alone, and is no parser of strangers' HTML.

use std::borrow::Cow;

use crate::templates::functions::escape;

/// Attributes that hold an address.
const ADDRESSES: [&str; 6] = ["href", "src", "action", "formaction", "poster", "data-fragment"];

/// The page with each address replaced for which `change` gives another. It is told the attribute and the address.
pub fn rewrite<'a>(html: &'a str, change: &mut impl FnMut(&str, Cow<'a, str>) -> Option<String>) -> String {
    let mut out = String::with_capacity(html.len() + 512);
    let mut rest = html;
    while let Some((text, after)) = split_at_byte(rest, b'<') {
        out.push_str(text);
        out.push('<');
        rest = if after.starts_with("!--") {
            copy_to(after, "-->", &mut out)
        } else if after.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let inside = tag(after, &mut out, change);
            let verbatim = ["script", "style"].into_iter().find(|name| is_named(after, name));
            verbatim.map_or(inside, |name| copy_to(inside, &format!("</{name}"), &mut out))
        } else {
            after
        };
    }
    out.push_str(rest);
    out
}

fn is_named(tag: &str, name: &str) -> bool {
    let after = tag.get(..name.len()).filter(|start| start.eq_ignore_ascii_case(name)).and(tag.get(name.len()..));
    after.is_some_and(|rest| rest.starts_with(|c: char| c.is_whitespace() || matches!(c, '>' | '/')))
}

/// Copies up to and with `end`; the rest after it.
fn copy_to<'a>(text: &'a str, end: &str, out: &mut String) -> &'a str {
    match text.split_once(end) {
        Some((before, after)) => {
            out.push_str(before);
            out.push_str(end);
            after
        }
        None => {
            out.push_str(text);
            ""
        }
    }
}

/// Copies a tag from its name to its `>`; the rest after it. Looks for single characters only, which is quick.
fn tag<'a>(text: &'a str, out: &mut String, change: &mut impl FnMut(&str, Cow<'a, str>) -> Option<String>) -> &'a str {
    let mut rest = text;
    while let Some((head, after)) = split_at_byte(rest, b'>') {
        let Some((before, quote)) = first_quote(head) else {
            out.push_str(head);
            out.push('>');
            return after;
        };
        let Some((_, quoted)) = rest.split_at_checked(before.len() + 1) else { break };
        out.push_str(before);
        out.push(char::from(quote));
        rest = quoted;
        // A quotation mark elsewhere is a character like others.
        let Some(names) = before.strip_suffix('=') else { continue };
        let Some((value, behind)) = split_at_byte(quoted, quote) else { break };
        let other = if quote == b'"' && names_address(names) { change(last_word(names), plain(value)) } else { None };
        match other {
            Some(other) => out.push_str(&escape(&other)),
            None => out.push_str(value),
        }
        out.push(char::from(quote));
        rest = behind;
    }
    out.push_str(rest);
    ""
}

/// What stands before the first quotation mark of either kind, and which it is.
fn first_quote(text: &str) -> Option<(&str, u8)> {
    let at = memchr::memchr2(b'"', b'\'', text.as_bytes())?;
    let (before, after) = text.split_at_checked(at)?;
    Some((before, *after.as_bytes().first()?))
}

/// What stands before and after a character of ASCII.
fn split_at_byte(text: &str, byte: u8) -> Option<(&str, &str)> {
    let at = memchr::memchr(byte, text.as_bytes())?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// Whether the text ends in the name of an attribute that holds an address.
fn names_address(text: &str) -> bool {
    ADDRESSES.iter().any(|name| text.ends_with(name)) && ADDRESSES.contains(&last_word(text))
}

fn last_word(text: &str) -> &str {
    text.rsplit(char::is_whitespace).next().unwrap_or_default()
}

/// An attribute's value as it was before it was escaped.
fn plain(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return value.into();
    }
    let value = value.replace("&quot;", "\"").replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">");
    value.replace("&amp;", "&").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(html: &str) -> (String, Vec<String>) {
        let mut seen = Vec::new();
        let out = rewrite(html, &mut |name, address| {
            seen.push(format!("{name}={address}"));
            address.strip_prefix("/a?").map(|rest| format!("/b/{rest}"))
        });
        (out, seen)
    }

    #[test]
    fn only_addresses_in_tags_are_changed() {
        let page = "<p class=\"x\">他说 href=\"/a?1\"</p><a title=\"href=&quot;/a?2\" href=\"/a?x=1&amp;y=2\">甲</a>\
                    <img alt='=' src=\"/c\"><!-- <a href=\"/a?3\"> --><script>if (a<b) x=\"<a href=\\\"/a?4\\\">\"</script>\
                    <form action=\"/a?5\"><input value=\"/a?6\" disabled></form>";
        let (out, seen) = changed(page);
        assert_eq!(seen, ["href=/a?x=1&y=2", "src=/c", "action=/a?5"]);
        let expected = page.replace("/a?x=1&amp;y=2", "/b/x=1&amp;y=2").replace("action=\"/a?5", "action=\"/b/5");
        assert_eq!(out, expected);
    }

    #[test]
    fn what_is_not_closed_is_kept_as_it_is() {
        for page in ["<a href=\"/a?1", "<a href=", "<", "<script>x", "a<b", "<!-- x", ""] {
            assert_eq!(changed(page).0, page);
        }
    }
}
