//! What else a body holds besides its text: links, pictures and what readers do not see.

use super::tree::{Element, Node, parse};

/// A link, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub href: String,
    /// The words that are linked, on one line.
    pub text: String,
}

/// A picture, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub src: String,
    /// The text alternative; None if the attribute is missing, empty for decoration.
    pub alt: Option<String>,
}

/// All links with an address, in order.
pub fn links(html: &str) -> Vec<Link> {
    let mut found = Vec::new();
    visit(&parse(html), &mut |element| {
        if let ("a", Some(href)) = (element.name.as_str(), element.attr("href")) {
            found.push(Link { href: href.trim().to_owned(), text: words(&element.children) });
        }
    });
    found
}

/// All pictures, in order.
pub fn pictures(html: &str) -> Vec<Picture> {
    let mut found = Vec::new();
    visit(&parse(html), &mut |element| {
        if element.name == "img" {
            found.push(Picture {
                src: element.attr("src").unwrap_or_default().trim().to_owned(),
                alt: element.attr("alt").map(|alt| alt.trim().to_owned()),
            });
        }
    });
    found
}

/// Text that is in the file but not seen: comments and elements styled away.
pub fn hidden_text(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    collect_hidden(&parse(html), &mut found);
    found
}

fn collect_hidden(nodes: &[Node], found: &mut Vec<String>) {
    for node in nodes {
        match node {
            Node::Comment(text) if !text.trim().is_empty() => found.push(text.trim().to_owned()),
            Node::Element(element) if is_hidden(element) => {
                let text = words(&element.children);
                if !text.is_empty() {
                    found.push(text);
                }
            }
            Node::Element(element) => collect_hidden(&element.children, found),
            _ => {}
        }
    }
}

fn is_hidden(element: &Element) -> bool {
    let style = element.attr("style").unwrap_or_default().to_ascii_lowercase();
    let style: String = style.split_ascii_whitespace().collect();
    let styled_away = style.contains("display:none") || style.contains("visibility:hidden");
    styled_away || element.attr("hidden").is_some() || matches!(element.name.as_str(), "template" | "noscript")
}

fn visit(nodes: &[Node], see: &mut impl FnMut(&Element)) {
    for node in nodes {
        if let Node::Element(element) = node {
            see(element);
            visit(&element.children, see);
        }
    }
}

fn words(nodes: &[Node]) -> String {
    let mut text = String::new();
    gather(nodes, &mut text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn gather(nodes: &[Node], out: &mut String) {
    for node in nodes {
        match node {
            Node::Text(text) => out.push_str(text),
            Node::Element(element) if !matches!(element.name.as_str(), "script" | "style") => {
                gather(&element.children, out);
            }
            _ => {}
        }
    }
}
