//! The styles of a theme: colours, type and places. Nothing is imported, nothing comes from outside, nothing runs.

use super::scan::newlines;
use super::{Fault, Finding};

/// Pictures of the theme are the only addresses.
const PICTURES: &str = "/assets/theme/";

/// Checks a style sheet.
#[must_use]
pub fn check_style(text: &str) -> Vec<Finding> {
    let plain = without_comments(text);
    let lower = plain.to_lowercase();
    let mut findings = Vec::new();
    let signs = [
        ("@import", Fault::StyleImport),
        ("@charset", Fault::StyleImport),
        ("@namespace", Fault::StyleImport),
        ("@font-face", Fault::StyleImport),
        ("\\", Fault::StyleEscape),
        ("<", Fault::StyleMarkup),
        ("expression(", Fault::StyleBehaviour),
        ("-moz-binding", Fault::StyleBehaviour),
        ("behavior:", Fault::StyleBehaviour),
        ("javascript:", Fault::StyleBehaviour),
        ("src(", Fault::StyleAddress),
        ("image-set(", Fault::StyleAddress),
        ("image(", Fault::StyleAddress),
    ];
    for (sign, fault) in signs {
        findings.extend(places(&lower, sign).map(|line| Finding::new(fault, line, sign)));
    }
    let mut line = 1;
    let mut parts = lower.split("url(");
    line += newlines(parts.next().unwrap_or_default());
    for part in parts {
        let address = part.split(')').next().unwrap_or_default().trim().trim_matches(['"', '\'']).trim();
        let known = address.strip_prefix(PICTURES).is_some_and(|name| {
            !name.is_empty()
                && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
                && !name.contains("..")
        });
        if !known {
            findings.push(Finding::new(Fault::StyleAddress, line, address));
        }
        line += newlines(part);
    }
    let bare = without_strings(text);
    let (open, close) = (bare.matches('{').count(), bare.matches('}').count());
    if open != close {
        findings.push(Finding::new(Fault::NotClosed, newlines(&plain) + 1, if open > close { "{" } else { "}" }));
    }
    findings.sort_by_key(|finding| finding.line);
    findings
}

/// The lines on which a sign stands.
fn places<'a>(text: &'a str, sign: &'a str) -> impl Iterator<Item = usize> + 'a {
    text.lines().enumerate().filter(move |(_, line)| line.contains(sign)).map(|(at, _)| at + 1)
}

/// The text with each comment replaced by its lines; one that is not closed hides nothing. What looks like a comment in
/// a string or in an address without quotes is none.
pub fn without_comments(text: &str) -> String {
    read_plainly(text, false)
}

/// The same, with nothing in the strings: what is left are selectors, properties and braces that count.
pub fn without_strings(text: &str) -> String {
    read_plainly(text, true)
}

fn read_plainly(text: &str, emptied: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let closed = rest.strip_prefix("/*").and_then(|after| after.split_once("*/"));
        if let Some((comment, behind)) = closed {
            // A space, lest two halves of a word become one.
            out.push(' ');
            out.push_str(&"\n".repeat(newlines(comment)));
            rest = behind;
            continue;
        }
        let size = match c {
            '"' | '\'' => string_length(rest, c),
            '\\' => c.len_utf8() + rest.chars().nth(1).map_or(0, char::len_utf8),
            'u' | 'U' if !out.ends_with(is_of_name) => bare_address_length(rest).unwrap_or(1),
            c => c.len_utf8(),
        };
        let (word, behind) = rest.split_at(size);
        let is_string = matches!(c, '"' | '\'');
        out.push_str(if emptied && is_string { "\"\"" } else { word });
        rest = behind;
    }
    out
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_')
}

/// The length of a string with its quotes. As browsers read it, it ends with its line where it is not closed.
fn string_length(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' | '\r' | '\u{c}' => return at,
            c if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

/// The length of `url(…)` without quotes, in which no comment begins.
fn bare_address_length(text: &str) -> Option<usize> {
    let inside = text.get(..4).filter(|start| start.eq_ignore_ascii_case("url(")).and_then(|_| text.get(4..))?;
    let quoted = inside.trim_start().starts_with(['"', '\'']);
    if quoted { None } else { Some(inside.find(')').map_or(text.len(), |at| at + 5)) }
}

/// The class names of a style sheet with the line on which each first stands.
#[must_use]
pub fn classes_of_style(text: &str) -> Vec<(String, usize)> {
    let plain = without_comments(text);
    let mut found: Vec<(String, usize)> = Vec::new();
    let mut line = 1;
    for part in plain.split_inclusive(['{', '}', ';']) {
        // What ends in an opening brace is a selector; everything else is a declaration.
        if part.ends_with('{') {
            let mut at = line;
            for (index, word) in part.split('.').enumerate() {
                let name: String = word.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect();
                let is_class = index > 0 && name.starts_with(|c: char| c.is_alphabetic() || matches!(c, '-' | '_'));
                if is_class && !found.iter().any(|(known, _)| *known == name) {
                    found.push((name, at));
                }
                at += newlines(word);
            }
        }
        line += newlines(part);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_styles_are_allowed() {
        let text = "/* 标题 */\n.head, .foot a:hover { color: #14438f; margin: 0 .5em; }\n@media (max-width: 40em) { .head { background: url(\"/assets/theme/wave.svg\") repeat-x; } }\n";
        assert_eq!(check_style(text), []);
        assert_eq!(classes_of_style(text), [("head".to_string(), 2), ("foot".to_string(), 2)]);
    }

    #[test]
    fn what_reaches_out_or_breaks_out_is_refused() {
        let table = [
            ("a{background:url(http://evil.example/x)}", Fault::StyleAddress),
            ("a{background:URL( '//evil.example/x')}", Fault::StyleAddress),
            ("a{background:url(data:image/svg+xml,x)}", Fault::StyleAddress),
            ("a{background:url(/assets/theme/../../x)}", Fault::StyleAddress),
            ("a{background:u\\72l(http://x)}", Fault::StyleEscape),
            ("@import \"http://evil.example/x.css\";", Fault::StyleImport),
            ("@IMPORT 'x';", Fault::StyleImport),
            ("@font-face{font-family:x;src:url(/assets/theme/x.woff2)}", Fault::StyleImport),
            ("a{}</style><script>x</script>", Fault::StyleMarkup),
            ("a{width:expression(alert(1))}", Fault::StyleBehaviour),
            ("a{color:red", Fault::NotClosed),
            ("/* a{background:url(http://x)}", Fault::StyleAddress),
            ("main{content:\"/*\";background:url(http://evil.example/x);x:\"*/\"}", Fault::StyleAddress),
            ("main{content:'/*'}\n@import 'x';a{content:'*/'}", Fault::StyleImport),
            ("a{background:url(/*);b:url(http://evil.example/x*/)}", Fault::StyleAddress),
            ("a{content:\"/*\n;background:url(http://evil.example/x);x:\"*/\"}", Fault::StyleAddress),
            ("a{background:image-set(\"http://x\" 1x)}", Fault::StyleAddress),
        ];
        for (text, fault) in table {
            let found: Vec<Fault> = check_style(text).into_iter().map(|finding| finding.fault).collect();
            assert!(found.contains(&fault), "{text}: {found:?}");
        }
        assert_eq!(check_style("a{}\n\n@import 'x';").first().map(|finding| finding.line), Some(3));
    }
}
