//! The rules of a template's HTML: no scripts but the theme's own files, nothing from outside, forms only to where the
//! program says. Expressions and statements stand as one character each, so that an attribute made of one is known as
//! such, and no condition may begin inside a tag, a value or a comment and end outside: what is read here is then what a
//! browser reads, whichever way the conditions fall.

use super::scan::newlines;
use super::{Fault, Finding};

/// Stands for an expression.
pub const HOLE: char = '\u{fffc}';
/// Stands for a statement that begins something: a condition, a repetition, a block.
pub const OPEN: char = '\u{fff9}';
/// Stands for `else` and `elif`.
pub const MIDDLE: char = '\u{fffa}';
/// Stands for a statement that ends something.
pub const CLOSE: char = '\u{fffb}';
/// Stands for any other statement.
pub const OTHER: char = '\u{fff8}';
/// All of them.
pub const SIGNS: [char; 5] = [HOLE, OPEN, MIDDLE, CLOSE, OTHER];

/// Whether what begins in a text ends there, and nothing is brought in.
fn is_balanced(text: &str) -> bool {
    let mut depth = 0_i32;
    for c in text.chars() {
        match c {
            OPEN => depth += 1,
            CLOSE => depth -= 1,
            MIDDLE if depth > 0 => {}
            MIDDLE | OTHER => return false,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

/// Whether a character stands for a statement.
const fn is_statement(c: char) -> bool {
    matches!(c, OPEN | MIDDLE | CLOSE | OTHER)
}

/// Tags that bring in other documents, scripts or styles, or change where addresses lead.
const REFUSED: [&str; 25] = [
    "iframe",
    "frame",
    "frameset",
    "object",
    "embed",
    "applet",
    "base",
    "style",
    "portal",
    "noscript",
    "xml",
    "template",
    "xmp",
    "noembed",
    "noframes",
    "plaintext",
    "math",
    "set",
    "animate",
    "animatetransform",
    "animatemotion",
    "foreignobject",
    "feimage",
    "fencedframe",
    "image",
];
/// Attributes that hold an address.
const ADDRESSES: [&str; 11] = [
    "href",
    "src",
    "srcset",
    "imagesrcset",
    "poster",
    "action",
    "formaction",
    "data",
    "cite",
    "longdesc",
    "xlink:href",
];
/// Attributes that load what they name.
const LOADED: [&str; 6] = ["src", "srcset", "imagesrcset", "poster", "data", "longdesc"];
/// Attributes of drawings that may name what they are painted with.
const PAINTED: [&str; 11] = [
    "fill",
    "stroke",
    "filter",
    "mask",
    "clip-path",
    "cursor",
    "marker",
    "marker-start",
    "marker-mid",
    "marker-end",
    "to",
];
/// The element whose content is text to a browser; of the title the nesting knows it.
const TEXT: &str = "textarea";

/// What an expression or a statement is, as far as the rules ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hole {
    /// The address of a file of the theme.
    ThemeFile,
    /// The program's own description of the page for machines.
    LinkedData,
    /// HTML that the program has cleaned.
    Markup,
    /// The beginning of the block that fills the page's title.
    TitleBlock,
    /// What the template itself may have written: a text, or a name given to one.
    MadeUp,
    Other,
}

/// Checks the HTML of a template; `holes` says of each sign, in order, what stands there.
pub fn check(html: &str, holes_are: &[Hole]) -> Vec<Finding> {
    let mut reader = Reader { findings: Vec::new(), line: 1, holes: 0, holes_are };
    let mut rest = html;
    while let Some((text, after)) = rest.split_once('<') {
        reader.pass(text);
        rest = match after.strip_prefix("!--") {
            Some(comment) => {
                let (inside, behind) = comment.split_once("-->").unwrap_or((comment, ""));
                // A browser ends a comment at these, too.
                let ends_before = comment.starts_with(['>', '-']) || inside.contains("--!>") || inside.contains("<!--");
                if ends_before || !is_balanced(inside) {
                    reader.note(Fault::Tag, "<!--");
                }
                reader.pass(inside);
                behind
            }
            None if after.starts_with(|c: char| c.is_ascii_alphabetic() || SIGNS.contains(&c)) => reader.tag(after),
            // An end tag, or no tag at all; what it is must not depend on a condition, either.
            None if after.starts_with(['/', '!']) && after.chars().nth(1).is_some_and(|c| SIGNS.contains(&c)) => {
                reader.note(Fault::Tag, "</…");
                after
            }
            None if after.starts_with('?') || (after.starts_with('!') && !is_doctype(after)) => {
                reader.note(Fault::Tag, "<!…");
                after
            }
            None => after,
        };
    }
    reader.findings
}

fn is_doctype(after: &str) -> bool {
    after.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("!doctype"))
}

struct Reader<'a> {
    findings: Vec<Finding>,
    line: usize,
    /// Holes passed so far.
    holes: usize,
    holes_are: &'a [Hole],
}

impl Reader<'_> {
    fn note(&mut self, fault: Fault, word: &str) {
        self.findings.push(Finding::new(fault, self.line, &word.replace(SIGNS, "…")));
    }

    fn pass(&mut self, text: &str) {
        self.line += newlines(text);
        self.holes += text.matches(SIGNS).count();
    }

    /// Reads a tag from its name on; the rest after it.
    fn tag<'t>(&mut self, text: &'t str) -> &'t str {
        let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | ':'))).unwrap_or(text.len());
        let (name, mut rest) = text.split_at(end);
        let name = name.to_ascii_lowercase();
        // A tag whose name the program would have to say is none that can be judged.
        let before = self.findings.len();
        if name.is_empty() || REFUSED.contains(&name.as_str()) {
            self.note(Fault::Tag, if name.is_empty() { "<…" } else { &name });
        }
        let (mut script_is_own, mut is_data) = (false, false);
        loop {
            let blank = rest.find(|c: char| !(c.is_whitespace() || c == '/' || is_statement(c))).unwrap_or(rest.len());
            let (passed, from) = rest.split_at(blank);
            self.pass(passed);
            // A condition stands between attributes, never against a name that it could be part of.
            let glued = passed.ends_with(is_statement) && !from.is_empty() && !from.starts_with('>');
            if glued || from.starts_with(HOLE) {
                self.note(Fault::Attribute, from.split([' ', '>', '\n']).next().unwrap_or_default());
            }
            if from.is_empty() || from.starts_with('>') {
                rest = from.strip_prefix('>').unwrap_or(from);
                break;
            }
            let end = from.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/') || is_statement(c));
            let first = from.chars().next().map_or(0, char::len_utf8);
            let (attribute, behind) = from.split_at(end.unwrap_or(from.len()).max(first));
            let hole = self.holes;
            let (value, after) = self.value(behind, attribute);
            self.attribute(&name, &attribute.to_ascii_lowercase(), value, hole);
            let is_own = value.chars().eq([HOLE]) && self.holes_are.get(hole) == Some(&Hole::ThemeFile);
            script_is_own |= attribute.eq_ignore_ascii_case("src") && is_own;
            is_data |= attribute.eq_ignore_ascii_case("type") && value == "application/ld+json";
            self.pass(attribute);
            self.pass(value);
            rest = after;
        }
        let whole = text.get(..text.len() - rest.len()).unwrap_or_default();
        if !is_balanced(whole) && self.findings.len() == before {
            self.note(Fault::Tag, &format!("<{name}"));
        }
        let file = script_is_own && rest.starts_with("</script>");
        let described = self.holes_are.get(self.holes) == Some(&Hole::LinkedData);
        let data = is_data && described && rest.strip_prefix(HOLE).is_some_and(|rest| rest.starts_with("</script>"));
        if name == "script" && !file && !data {
            self.note(Fault::Script, "<script>");
        }
        let ends =
            |rest: &str| rest.get(..name.len() + 2).is_some_and(|end| end.to_ascii_lowercase() == format!("</{name}"));
        if name == TEXT && !rest.find('<').and_then(|at| rest.get(at..)).is_some_and(ends) {
            self.note(Fault::Tag, &format!("<{name}"));
        }
        rest
    }

    /// The value of an attribute and what follows it.
    fn value<'t>(&mut self, behind: &'t str, attribute: &str) -> (&'t str, &'t str) {
        let Some(value) = behind.trim_start().strip_prefix('=') else { return ("", behind) };
        let value = value.trim_start();
        match value.strip_prefix('"').and_then(|quoted| quoted.split_once('"')) {
            Some((text, after)) => (text, after),
            None => {
                self.note(Fault::Attribute, attribute);
                let end = value.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(value.len());
                value.split_at(end)
            }
        }
    }

    /// `hole` is the first sign in the value, where there is one.
    fn attribute(&mut self, tag: &str, name: &str, value: &str, hole: usize) {
        if !is_balanced(value) {
            return self.note(Fault::Attribute, name);
        }
        if name.starts_with("on") || name.contains(SIGNS) {
            return self.note(Fault::Script, name);
        }
        let refused = ["style", "srcdoc", "http-equiv", "ping", "background", "manifest", "attributionsrc", "codebase"];
        if refused.contains(&name) {
            return self.note(Fault::Attribute, name);
        }
        let is_painted = PAINTED.contains(&name);
        if !is_painted && !ADDRESSES.contains(&name) {
            return;
        }
        let signs = value.matches(SIGNS).count();
        let holes = self.holes_are.get(hole..hole + signs).unwrap_or_default();
        if holes.iter().any(|hole| matches!(hole, Hole::MadeUp | Hole::Markup)) || is_encoded(value) {
            let form = matches!(name, "action" | "formaction");
            return self.note(if form { Fault::Form } else { Fault::Address }, value);
        }
        if is_painted {
            let plain = value.to_ascii_lowercase();
            if plain.contains('\\') || plain.split("url(").skip(1).any(|target| !target.starts_with('#')) {
                self.note(Fault::Address, value);
            }
        } else if matches!(name, "srcset" | "imagesrcset") {
            value.split(',').for_each(|candidate| self.address(tag, name, candidate));
        } else {
            self.address(tag, name, value);
        }
    }

    fn address(&mut self, tag: &str, name: &str, value: &str) {
        let plain: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
        // What the program says may be nothing: what is left has to be an address of the site's own, too.
        let left = plain.replace(HOLE, "");
        let is_left_own = left.is_empty() || left.starts_with(['#', '?']) || is_own_path(&left);
        if matches!(name, "action" | "formaction") {
            if !is_left_own {
                self.note(Fault::Form, value);
            }
            return;
        }
        let outside = ["https://", "http://", "mailto:", "tel:"]
            .iter()
            .any(|start| plain.to_ascii_lowercase().starts_with(start));
        let loads = LOADED.contains(&name) || tag != "a";
        if !is_left_own && (loads || !outside) {
            let fault =
                if plain.to_ascii_lowercase().starts_with("javascript:") { Fault::Script } else { Fault::Address };
            self.note(fault, value);
        }
    }
}

/// Whether signs are written by number or name: an address needs none but `&amp;`.
fn is_encoded(value: &str) -> bool {
    value.split('&').skip(1).any(|rest| {
        let name = rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let closed = rest.get(name.len()..).is_some_and(|behind| behind.starts_with(';'));
        rest.starts_with('#') || (closed && name != "amp")
    })
}

fn is_own_path(address: &str) -> bool {
    address.starts_with('/') && !address.starts_with("//") && !address.contains('\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `@` stands for an expression, `[`, `|` and `]` for a condition.
    fn faults(html: &str, own: &[Hole]) -> Vec<Fault> {
        let signs = [('@', HOLE), ('[', OPEN), ('|', MIDDLE), (']', CLOSE), ('^', OTHER)];
        let html = signs.iter().fold(html.to_string(), |html, (letter, sign)| html.replace(*letter, &sign.to_string()));
        check(&html, own).into_iter().map(|finding| finding.fault).collect()
    }

    #[test]
    fn the_markup_of_the_built_in_theme_is_allowed() {
        for html in [
            "<!doctype html>\n<html lang=\"zh-CN\"><meta name=\"SiteName\" content=\"@\"><link rel=\"icon\" href=\"@\" type=\"image/svg+xml\">",
            "<a href=\"https://www.gov.cn/\">中国政府网</a><a href=\"mailto:@\">@</a><a class=\"skip\" href=\"#main\">跳</a>",
            "<form class=\"x\" action=\"@\" method=\"get\"><input id=\"q\" name=\"q\" maxlength=\"100\" required></form>",
            "<svg viewBox=\"0 0 24 24\"><use href=\"@#@\"/></svg><img src=\"@\" alt=\"\" width=\"48\">",
            "<option value=\"@\"[ selected]>@</option><td[ colspan=\"3\"]>a < b</td><div class=\"a[ b| c]\">",
            "[<p>@</p>|<ul>[<li>@</li>]</ul>]<!-- [x] -->",
        ] {
            assert_eq!(faults(html, &[Hole::Other; 9]), [], "{html}");
        }
        assert_eq!(faults("<p>@</p><script src=\"@\" defer></script>", &[Hole::Other, Hole::ThemeFile]), []);
        assert_eq!(faults("<script type=\"application/ld+json\">@</script>", &[Hole::LinkedData]), []);
        assert_eq!(faults("<script type=\"application/ld+json\">@</script>", &[Hole::Other]), [Fault::Script]);
        assert_eq!(faults("<script>@</script>", &[Hole::LinkedData]), [Fault::Script]);
    }

    #[test]
    fn scripts_and_what_comes_from_outside_are_refused() {
        let table = [
            ("<script>alert(1)</script>", Fault::Script),
            ("<script src=\"@\">alert(1)</script>", Fault::Script),
            ("<SCRIPT SRC=\"https://evil.example/x.js\"></SCRIPT>", Fault::Script),
            ("<script src=\"/files/3/x.js\"></script>", Fault::Script),
            ("<img src=\"@\" onerror=\"alert(1)\">", Fault::Script),
            ("<img src=@ alt=\"\">", Fault::Attribute),
            ("<a href=\"java\nscript:alert(1)\">x</a>", Fault::Script),
            ("<a href=\"data:text/html,x\">x</a>", Fault::Address),
            ("<img src=\"https://evil.example/pixel.gif\">", Fault::Address),
            ("<img src=\"//evil.example/pixel.gif\">", Fault::Address),
            ("<link rel=\"stylesheet\" href=\"https://evil.example/x.css\">", Fault::Address),
            ("<form action=\"https://evil.example/\">", Fault::Form),
            ("<iframe src=\"/\"></iframe>", Fault::Tag),
            ("<base href=\"@\">", Fault::Tag),
            ("<style>a{}</style>", Fault::Tag),
            ("<@ href=\"x\">", Fault::Tag),
            ("<scr@ipt>", Fault::Attribute),
            ("<p style=\"background:url(x)\">", Fault::Attribute),
            ("<meta http-equiv=\"refresh\" content=\"0\">", Fault::Attribute),
            ("<p o@=\"x\">", Fault::Script),
            ("<scr[ ]ipt>alert(1)</script>", Fault::Attribute),
            ("<[script]>alert(1)</script>", Fault::Tag),
            ("<p[>] onclick=alert(1) >", Fault::Tag),
            ("[<p ]onclick=alert(1)>", Fault::Script),
            ("<p [t=\"] onclick=alert(1) [\"]>", Fault::Attribute),
            ("[<!--]<script>alert(1)</script>[-->]", Fault::Tag),
            ("<a href=\"[javascript:]alert(1)\">x</a>", Fault::Address),
            ("<p ^>", Fault::Tag),
            ("<p @>", Fault::Attribute),
        ];
        for (html, fault) in table {
            assert!(faults(html, &[Hole::Other; 9]).contains(&fault), "{html}: {:?}", faults(html, &[Hole::Other; 9]));
        }
    }

    #[test]
    fn a_fault_names_its_line() {
        let found = check("<p>\n\n<b\nonclick=\"x\">", &[]);
        assert_eq!(found, [Finding { fault: Fault::Script, line: 4, word: "onclick".into() }]);
    }
}
