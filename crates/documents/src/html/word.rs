//! What Word and WPS put on the clipboard, brought to plain HTML before cleaning: painted lists to
//! lists, spaces for indents to a class, invisible parts away. What is allowed at all, `filter` decides.

use super::filter::style_value;
use super::tree::{Element, Node};

pub(super) fn tidy(nodes: Vec<Node>) -> Vec<Node> {
    let nodes = nodes.into_iter().filter_map(tidy_node).collect();
    group_lists(nodes)
}

fn tidy_node(node: Node) -> Option<Node> {
    match node {
        Node::Comment(_) => None,
        Node::Text(text) => Some(Node::Text(join_lines(&text))),
        Node::Element(element) if is_clutter(&element) => None,
        Node::Element(mut element) => {
            if element.name == "p" {
                return tidy_paragraph(element);
            }
            element.children = tidy(element.children);
            let is_empty_span = element.name == "span" && element.children.is_empty();
            (!is_empty_span).then(|| element.into())
        }
    }
}

/// Parts that Word hides itself, and XML of its own. `o:p` holds only spaces.
fn is_clutter(element: &Element) -> bool {
    let style = element.attr("style").unwrap_or_default();
    let name = element.name.as_str();
    let is_own_xml = ["o:", "v:", "m:", "w:"].iter().any(|prefix| name.starts_with(prefix)) && name != "w:sdt";
    is_own_xml
        || matches!(name, "xml" | "style" | "meta" | "link")
        || style_value(style, "mso-hide").is_some_and(|value| value == "all")
        || style_value(style, "mso-element").is_some_and(|value| value.starts_with("comment"))
}

/// Word breaks long lines in the source: between Chinese characters such a break is no space.
fn join_lines(text: &str) -> String {
    if !text.contains('\n') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for (at, line) in text.split('\n').enumerate() {
        let line = line.trim_start_matches(['\r', ' ', '\t']);
        if at > 0 {
            let trimmed = out.trim_end_matches(['\r', ' ', '\t']).len();
            out.truncate(trimmed);
            let parts_words = |c: Option<char>| c.is_none_or(|c| c.is_ascii());
            if parts_words(out.chars().last()) && parts_words(line.chars().next()) {
                out.push(' ');
            }
        }
        out.push_str(line);
    }
    out
}

fn tidy_paragraph(mut element: Element) -> Option<Node> {
    if let Some(marker) = take_list_marker(&mut element.children) {
        let level = list_level(&element).unwrap_or(1);
        element.children = tidy(element.children);
        if let Some(kind) = list_kind(&marker) {
            element.attrs.push((LIST_KIND.to_owned(), kind.to_owned()));
            element.attrs.push((LIST_LEVEL.to_owned(), level.to_string()));
        } else {
            element.children.insert(0, Node::Text(marker));
        }
    } else {
        element.children = tidy(element.children);
    }
    let indented = take_leading_spaces(&mut element.children);
    if indented >= 2 {
        element.attrs.push(("style".to_owned(), "text-indent:2em".to_owned()));
        merge_styles(&mut element);
    }
    (!is_empty(&element.children)).then(|| element.into())
}

/// Only the last of two style attributes would count.
fn merge_styles(element: &mut Element) {
    let styles: Vec<String> =
        element.attrs.iter().filter(|(name, _)| name == "style").map(|(_, value)| value.clone()).rev().collect();
    element.attrs.retain(|(name, _)| name != "style");
    element.attrs.push(("style".to_owned(), styles.join(";")));
}

const LIST_KIND: &str = "data-list-kind";
const LIST_LEVEL: &str = "data-list-level";

fn is_marker(element: &Element) -> bool {
    element.attr("style").and_then(|style| style_value(style, "mso-list")).is_some_and(|value| value == "ignore")
}

/// Takes out the painted number or bullet, and returns it.
fn take_list_marker(nodes: &mut Vec<Node>) -> Option<String> {
    for at in 0..nodes.len() {
        let Some(Node::Element(element)) = nodes.get_mut(at) else {
            continue;
        };
        if is_marker(element) {
            let marker = text_of(&element.children);
            nodes.remove(at);
            return Some(marker.trim_matches(|c: char| c.is_whitespace()).to_owned());
        }
        if let Some(marker) = take_list_marker(&mut element.children) {
            return Some(marker);
        }
    }
    None
}

fn list_level(element: &Element) -> Option<usize> {
    let value = style_value(element.attr("style")?, "mso-list")?;
    let level = value.split_ascii_whitespace().find_map(|word| word.strip_prefix("level"))?;
    level.parse().ok().map(|level: usize| level.clamp(1, 9))
}

/// A list shows bullets and arabic numbers again; any other numbering has to stay as text.
fn list_kind(marker: &str) -> Option<&'static str> {
    let digits = marker.trim_end_matches(['.', '．', ')', '）', '、']);
    if !digits.is_empty() && digits != marker && digits.chars().all(|c| c.is_ascii_digit()) {
        return Some("ol");
    }
    // Word paints bullets with letters of symbol fonts.
    let is_letter = |c: char| c.is_numeric() || (c.is_alphabetic() && c > '\u{ff}');
    let is_bullet = marker.chars().count() <= 1 && !marker.chars().any(is_letter);
    is_bullet.then_some("ul")
}

fn text_of(nodes: &[Node]) -> String {
    nodes
        .iter()
        .map(|node| match node {
            Node::Text(text) => text.clone(),
            Node::Element(element) => text_of(&element.children),
            Node::Comment(_) => String::new(),
        })
        .collect()
}

fn is_empty(nodes: &[Node]) -> bool {
    nodes.iter().all(|node| match node {
        Node::Text(text) => text.chars().all(char::is_whitespace),
        Node::Comment(_) => true,
        Node::Element(element) => element.name != "img" && is_empty(&element.children),
    })
}

/// Takes spaces off the front; returns their width in Chinese characters.
fn take_leading_spaces(nodes: &mut [Node]) -> usize {
    let Some(first) = nodes.first_mut() else {
        return 0;
    };
    match first {
        Node::Element(element) => take_leading_spaces(&mut element.children),
        Node::Comment(_) => 0,
        Node::Text(text) => {
            let spaces: Vec<char> = text.chars().take_while(|c| c.is_whitespace()).collect();
            let full = spaces.iter().filter(|c| matches!(c, '\u{3000}' | '\u{2003}')).count();
            let half = spaces.iter().filter(|c| **c == '\u{a0}').count();
            if full + half == 0 {
                return 0;
            }
            *text = text.trim_start().to_owned();
            full + half / 2
        }
    }
}

/// Turns runs of paragraphs that were painted as list items into lists.
fn group_lists(nodes: Vec<Node>) -> Vec<Node> {
    let mut out = Vec::new();
    let mut items = Vec::new();
    for node in nodes {
        match ListItem::from_node(node) {
            Ok(item) => items.push(item),
            Err(Node::Text(text)) if text.trim().is_empty() && !items.is_empty() => {}
            Err(node) => {
                out.extend(build_lists(std::mem::take(&mut items)));
                out.push(node);
            }
        }
    }
    out.extend(build_lists(items));
    out
}

struct ListItem {
    kind: String,
    level: usize,
    children: Vec<Node>,
}

impl ListItem {
    fn from_node(node: Node) -> Result<Self, Node> {
        match node {
            Node::Element(element) => match (element.attr(LIST_KIND), element.attr(LIST_LEVEL)) {
                (Some(kind), Some(level)) => {
                    Ok(Self { kind: kind.to_owned(), level: level.parse().unwrap_or(1), children: element.children })
                }
                _ => Err(element.into()),
            },
            node => Err(node),
        }
    }
}

fn build_lists(items: Vec<ListItem>) -> Vec<Node> {
    let mut lists: Vec<Node> = Vec::new();
    for item in items {
        add_item(&mut lists, item, 1);
    }
    lists
}

fn add_item(lists: &mut Vec<Node>, item: ListItem, level: usize) {
    if item.level > level
        && let Some(Node::Element(list)) = lists.last_mut()
        && let Some(Node::Element(parent)) = list.children.last_mut()
    {
        return add_item(&mut parent.children, item, level + 1);
    }
    let entry: Node = Element::new("li", item.children).into();
    match lists.last_mut() {
        Some(Node::Element(list)) if list.name == item.kind => list.children.push(entry),
        _ => lists.push(Element::new(&item.kind, vec![entry]).into()),
    }
}
