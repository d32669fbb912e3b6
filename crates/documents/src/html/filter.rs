//! First pass of cleaning: which elements and attributes stay, under which name. It does not care
//! about nesting; `structure` does.

use std::collections::BTreeSet;

use super::clean::{ALIGNABLE, Removed};
use super::tree::{Element, Node};

/// Widest span of a table cell that is kept.
const MAX_SPAN: u32 = 100;
/// Largest width or height of a picture that is kept, in pixels.
const MAX_PIXELS: u32 = 10_000;

pub(super) fn filter(nodes: Vec<Node>, removed: &mut BTreeSet<Removed>) -> Vec<Node> {
    let mut pass = Filter { removed, open: Vec::new() };
    pass.nodes(nodes)
}

struct Filter<'a> {
    removed: &'a mut BTreeSet<Removed>,
    /// Inline elements around the current place: `strong` in `strong` says nothing new.
    open: Vec<&'static str>,
}

/// What becomes of an element.
enum Fate {
    Keep(&'static str),
    Unwrap,
    Drop(Option<Removed>),
}

impl Filter<'_> {
    fn nodes(&mut self, nodes: Vec<Node>) -> Vec<Node> {
        nodes.into_iter().flat_map(|node| self.node(node)).collect()
    }

    fn node(&mut self, node: Node) -> Vec<Node> {
        match node {
            Node::Comment(_) => Vec::new(),
            Node::Text(text) => vec![Node::Text(clean_text(text))],
            Node::Element(element) => self.element(element),
        }
    }

    fn element(&mut self, element: Element) -> Vec<Node> {
        if element.attrs.iter().any(|(name, _)| name.starts_with("on")) {
            self.removed.insert(Removed::ActiveContent);
        }
        match fate(&element) {
            Fate::Drop(reason) => {
                self.removed.extend(reason);
                Vec::new()
            }
            Fate::Unwrap => self.nodes(element.children),
            Fate::Keep(name) => self.keep(name, element),
        }
    }

    fn keep(&mut self, name: &'static str, element: Element) -> Vec<Node> {
        let is_inline = is_inline(name) && !matches!(name, "br" | "img");
        if is_inline && self.open.contains(&name) {
            return self.nodes(element.children);
        }
        let Some(attrs) = self.attributes(name, &element) else {
            return self.nodes(element.children);
        };
        if is_inline {
            self.open.push(name);
        }
        let children = self.nodes(element.children);
        if is_inline {
            self.open.pop();
        }
        vec![Node::Element(Element { name: name.to_owned(), attrs, children })]
    }

    /// The attributes that stay, or None if the element is nothing without one that it lacks.
    fn attributes(&mut self, name: &str, element: &Element) -> Option<Vec<(String, String)>> {
        let mut attrs = Vec::new();
        match name {
            "a" => {
                let href = safe_href(element.attr("href")?);
                if href.is_none() {
                    self.removed.insert(Removed::UnsafeLink);
                }
                attrs.push(("href".to_owned(), href?));
                attrs.push(("rel".to_owned(), "noopener".to_owned()));
            }
            "img" => {
                let src = element.attr("src").and_then(safe_src);
                if src.is_none() {
                    self.removed.insert(Removed::ForeignPicture);
                }
                attrs.push(("src".to_owned(), src?));
                if let Some(alt) = element.attr("alt") {
                    attrs.push(("alt".to_owned(), clean_text(alt.to_owned())));
                }
                push_number(&mut attrs, element, "width", 1, MAX_PIXELS);
                push_number(&mut attrs, element, "height", 1, MAX_PIXELS);
            }
            "td" | "th" => {
                let scope = element.attr("scope").map(str::to_ascii_lowercase);
                if let Some(scope) = scope
                    && name == "th"
                    && ["row", "col", "rowgroup", "colgroup"].contains(&scope.as_str())
                {
                    attrs.push(("scope".to_owned(), scope));
                }
                push_number(&mut attrs, element, "colspan", 2, MAX_SPAN);
                push_number(&mut attrs, element, "rowspan", 2, MAX_SPAN);
            }
            _ => {}
        }
        if ALIGNABLE.contains(&name) || name == "div" {
            attrs.extend(classes(element).map(|class| ("class".to_owned(), class)));
        }
        Some(attrs)
    }
}

fn fate(element: &Element) -> Fate {
    let style = element.attr("style").unwrap_or_default();
    if style_value(style, "display").is_some_and(|value| value == "none") {
        return Fate::Drop(None);
    }
    let name = element.name.as_str();
    match name {
        "b" | "strong" | "i" | "em" if is_switched_off(name, style) => Fate::Unwrap,
        "span" | "font" => Fate::Unwrap,
        "b" | "strong" => Fate::Keep("strong"),
        "i" | "em" | "cite" | "dfn" | "var" => Fate::Keep("em"),
        "u" | "ins" => Fate::Keep("u"),
        "s" | "strike" | "del" => Fate::Keep("s"),
        "sub" => Fate::Keep("sub"),
        "sup" => Fate::Keep("sup"),
        "code" | "kbd" | "samp" | "tt" => Fate::Keep("code"),
        "h1" | "h2" => Fate::Keep("h2"),
        "h3" => Fate::Keep("h3"),
        "h4" | "h5" | "h6" => Fate::Keep("h4"),
        "p" => Fate::Keep("p"),
        "br" => Fate::Keep("br"),
        "hr" => Fate::Keep("hr"),
        "pre" => Fate::Keep("pre"),
        "a" => Fate::Keep("a"),
        "img" => Fate::Keep("img"),
        "ul" | "menu" | "dir" => Fate::Keep("ul"),
        "ol" => Fate::Keep("ol"),
        "li" => Fate::Keep("li"),
        "blockquote" => Fate::Keep("blockquote"),
        "table" => Fate::Keep("table"),
        "caption" => Fate::Keep("caption"),
        "thead" => Fate::Keep("thead"),
        "tbody" | "tfoot" => Fate::Keep("tbody"),
        "tr" => Fate::Keep("tr"),
        "td" => Fate::Keep("td"),
        "th" => Fate::Keep("th"),
        "figure" => Fate::Keep("figure"),
        "figcaption" => Fate::Keep("figcaption"),
        "div" | "section" | "article" | "header" | "footer" | "main" | "aside" | "nav" | "address" | "center"
        | "dl" | "dt" | "dd" | "details" | "summary" | "fieldset" | "legend" => Fate::Keep("div"),
        _ => fate_of_refused(name),
    }
}

fn fate_of_refused(name: &str) -> Fate {
    match name {
        "script" => Fate::Drop(Some(Removed::ActiveContent)),
        "iframe" | "frame" | "frameset" | "object" | "embed" | "applet" | "audio" | "video" | "canvas" | "svg"
        | "math" => Fate::Drop(Some(Removed::Embedded)),
        "input" | "select" | "textarea" | "button" | "datalist" | "output" | "keygen" | "isindex" => {
            Fate::Drop(Some(Removed::Form))
        }
        "style" | "title" | "template" | "xmp" | "plaintext" | "noembed" | "noframes" | "link" | "meta" | "base"
        | "col" | "colgroup" | "param" | "source" | "track" | "xml" => Fate::Drop(None),
        _ => Fate::Unwrap,
    }
}

/// `<b style="font-weight:normal">`, as some editors wrap whole pastes in.
fn is_switched_off(name: &str, style: &str) -> bool {
    let property = if matches!(name, "b" | "strong") { "font-weight" } else { "font-style" };
    style_value(style, property).is_some_and(|value| value == "normal" || value == "400")
}

/// The value of one property of a style attribute, trimmed and in lower case.
pub(super) fn style_value(style: &str, property: &str) -> Option<String> {
    style.split(';').find_map(|declaration| {
        let (name, value) = declaration.split_once(':')?;
        name.trim().eq_ignore_ascii_case(property).then(|| value.trim().to_ascii_lowercase())
    })
}

fn classes(element: &Element) -> Option<String> {
    let style = element.attr("style").unwrap_or_default();
    let class = element.attr("class").unwrap_or_default();
    let align = style_value(style, "text-align").or_else(|| element.attr("align").map(str::to_ascii_lowercase));
    let given = |name: &str| class.split_ascii_whitespace().any(|token| token == name);
    let center = element.name == "center" || align.as_deref() == Some("center");
    let mut kept = Vec::new();
    if given("align-center") || center {
        kept.push("align-center");
    } else if given("align-right") || matches!(align.as_deref(), Some("right" | "end")) {
        kept.push("align-right");
    }
    if given("indent") || style_value(style, "text-indent").is_some_and(|value| is_positive(&value)) {
        kept.push("indent");
    }
    (!kept.is_empty()).then(|| kept.join(" "))
}

fn is_positive(length: &str) -> bool {
    let number: String = length.chars().take_while(|c| c.is_ascii_digit() || *c == '.' || *c == '-').collect();
    number.parse::<f32>().is_ok_and(|number| number > 0.0)
}

/// Takes out what is no text: control characters and byte order marks.
fn clean_text(mut text: String) -> String {
    text.retain(|c| matches!(c, '\t' | '\n') || !(c.is_control() || c == '\u{feff}' || c == '\u{fffd}'));
    text
}

fn push_number(attrs: &mut Vec<(String, String)>, element: &Element, name: &str, low: u32, high: u32) {
    let number = element.attr(name).and_then(|value| value.trim().trim_end_matches("px").parse::<u32>().ok());
    if let Some(number) = number.filter(|number| *number >= low) {
        attrs.push((name.to_owned(), number.min(high).to_string()));
    }
}

/// The scheme of an address as a browser reads it, which skips white space and control characters.
fn scheme(address: &str) -> Option<String> {
    let seen: String = address.chars().filter(|c| *c > ' ' && !c.is_control()).collect();
    let (scheme, _) = seen.split_once(':')?;
    let is_scheme = scheme.chars().next().is_some_and(|c| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    is_scheme.then(|| scheme.to_ascii_lowercase())
}

fn squeeze(address: &str) -> String {
    address.trim().chars().filter(|c| !c.is_control() && *c != '\u{feff}' && *c != '\u{fffd}').collect()
}

fn safe_href(href: &str) -> Option<String> {
    let href = squeeze(href);
    let allowed = match scheme(&href) {
        Some(scheme) => ["http", "https", "mailto", "tel"].contains(&scheme.as_str()),
        None => !href.is_empty() && !href.contains('\\'),
    };
    allowed.then_some(href)
}

fn safe_src(src: &str) -> Option<String> {
    let src = squeeze(src);
    let local = match src.strip_prefix('/') {
        Some(_) => src.starts_with("/files/") || src.starts_with("/console/files/"),
        None => !src.is_empty() && !src.starts_with(['?', '#']),
    };
    let climbs = src.split(['/', '?', '#']).any(|part| part == "..");
    (scheme(&src).is_none() && local && !climbs && !src.contains('\\')).then_some(src)
}

/// Elements that stand within a line.
pub(super) fn is_inline(name: &str) -> bool {
    matches!(name, "a" | "strong" | "em" | "u" | "s" | "sub" | "sup" | "code" | "br" | "img")
}
