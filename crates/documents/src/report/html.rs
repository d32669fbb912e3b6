//! HTML as lines: each row of a table with the cells that begin in it, everything else as pieces of text. Tables that
//! only lay out the page are read through; what is hidden is not read. Depth and size are bounded by the tree.

use domain::report::{Line, LineKind, Source};

use super::MAX_CELLS;
use crate::html::tree::{Element, Node, is_block, parse};
use crate::html::visible::is_invisible;

/// Signs of HTML in a text.
const SIGNS: &[&str] =
    &["<html", "<body", "<table", "<tr", "<td", "<div", "<p>", "<p ", "<br", "<span", "<!doctype html"];

pub(super) fn is_html(text: &str) -> bool {
    let head: String = text.chars().take(20_000).collect::<String>().to_ascii_lowercase();
    SIGNS.iter().any(|sign| head.contains(sign))
}

pub(super) fn read(html: &str) -> Source {
    let nodes = parse(html);
    let mut reader =
        Reader { source: Source { title: title(&nodes), lines: Vec::new() }, text: String::new(), cells: 0 };
    reader.nodes(&nodes);
    reader.end_line();
    reader.source
}

/// The article's own title, which official pages name in a field, and that of the page.
fn title(nodes: &[Node]) -> Option<String> {
    let mut titles = Vec::new();
    collect_titles(nodes, &mut titles);
    (!titles.is_empty()).then(|| titles.join("\n"))
}

fn collect_titles(nodes: &[Node], titles: &mut Vec<String>) {
    for node in nodes {
        let Node::Element(element) = node else { continue };
        let is_article =
            |element: &Element| element.attr("name").is_some_and(|name| name.eq_ignore_ascii_case("ArticleTitle"));
        match element.name.as_str() {
            "title" => titles.push(text_of(element).replace('\n', " ")),
            "meta" if is_article(element) => {
                titles.splice(0..0, element.attr("content").map(|title| title.replace('\n', " ")));
            }
            "body" => {}
            _ => collect_titles(&element.children, titles),
        }
    }
}

struct Reader {
    source: Source,
    /// The line that is being read.
    text: String,
    cells: usize,
}

impl Reader {
    fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            match node {
                Node::Text(text) => self.push(text),
                Node::Element(element) if is_hidden(element) => {}
                Node::Element(element) => self.element(element),
                Node::Comment(_) => {}
            }
        }
    }

    fn element(&mut self, element: &Element) {
        match element.name.as_str() {
            "br" | "hr" => self.end_line(),
            "pre" | "textarea" => self.preformatted(element),
            "table" if is_layout(element) => {
                self.end_line();
                self.nodes(&element.children);
                self.end_line();
            }
            "table" => {
                self.end_line();
                self.table(element);
            }
            name if is_block(name) => {
                self.end_line();
                self.nodes(&element.children);
                self.end_line();
            }
            _ => self.nodes(&element.children),
        }
    }

    /// White space as a browser shows it.
    fn push(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                ' ' | '\t' | '\n' | '\r' | '\u{c}' => {
                    if !self.text.is_empty() && !self.text.ends_with(' ') {
                        self.text.push(' ');
                    }
                }
                c => self.text.push(c),
            }
        }
    }

    fn end_line(&mut self) {
        let text = std::mem::take(&mut self.text);
        if !text.trim().is_empty() {
            let read = Source::from_text(text.trim_matches(' '));
            self.source.lines.extend(read.lines);
        }
    }

    /// A whole report may stand in one: the lines are as they are.
    fn preformatted(&mut self, element: &Element) {
        self.end_line();
        let read = Source::from_text(&text_of(element));
        self.source.lines.extend(read.lines);
    }

    fn table(&mut self, table: &Element) {
        for node in &table.children {
            let Node::Element(element) = node else {
                continue;
            };
            match element.name.as_str() {
                "tr" => self.row(element),
                "caption" => {
                    self.nodes(&element.children);
                    self.end_line();
                }
                _ if is_hidden(element) => {}
                _ => self.table(element),
            }
        }
    }

    fn row(&mut self, row: &Element) {
        if is_hidden(row) {
            return;
        }
        let mut cells = Vec::new();
        collect_cells(row, &mut cells);
        self.cells += cells.len();
        if self.cells > MAX_CELLS || cells.is_empty() {
            return;
        }
        let is_text = cells.len() == 1;
        if let Some(text) = cells.first().filter(|_| is_text) {
            // A row of one cell is a paragraph, or several.
            self.source.lines.extend(text.split('\n').filter(|line| !line.trim().is_empty()).map(Line::single));
            return;
        }
        let cells = cells.iter().map(|cell| tidy(cell)).collect();
        self.source.lines.push(Line { kind: LineKind::Row, cells });
    }
}

/// The lines of a cell without blank ones.
fn tidy(cell: &str) -> String {
    cell.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The cells of a row, wherever a clumsy editor put them.
fn collect_cells(element: &Element, cells: &mut Vec<String>) {
    for node in &element.children {
        match node {
            Node::Element(cell) if is_hidden(cell) => {}
            Node::Element(cell) if matches!(cell.name.as_str(), "td" | "th") => cells.push(text_of(cell)),
            Node::Element(other) if other.name != "table" => collect_cells(other, cells),
            _ => {}
        }
    }
}

/// A table that holds tables only lays out the page.
fn is_layout(table: &Element) -> bool {
    holds_table(&table.children)
}

fn holds_table(nodes: &[Node]) -> bool {
    nodes.iter().any(|node| match node {
        Node::Element(element) => element.name == "table" || holds_table(&element.children),
        _ => false,
    })
}

/// Scripts, menus for the blind, and what is styled away.
fn is_hidden(element: &Element) -> bool {
    if element.name != "textarea" && is_invisible(&element.name) {
        return true;
    }
    let style = element.attr("style").unwrap_or_default();
    let is_styled_away =
        style.contains("display") && style.replace(' ', "").to_ascii_lowercase().contains("display:none");
    is_styled_away || element.attrs.iter().any(|(name, _)| name == "hidden")
}

/// The text of an element, blocks and line breaks on lines.
fn text_of(element: &Element) -> String {
    let mut text = String::new();
    collect_text(&element.children, &mut text);
    text
}

fn collect_text(nodes: &[Node], out: &mut String) {
    for node in nodes {
        match node {
            Node::Text(text) => out.push_str(text),
            Node::Element(element) if is_hidden(element) => {}
            Node::Element(element) => {
                let is_line = element.name == "br" || is_block(&element.name);
                if is_line {
                    out.push('\n');
                }
                collect_text(&element.children, out);
                if is_line && element.name != "br" {
                    out.push('\n');
                }
            }
            Node::Comment(_) => {}
        }
    }
}
