//! A cleaned body as a flat list of blocks with formatted words, and how they are written with changes.

use std::collections::{BTreeSet, HashMap};

use super::DiffKind;
use super::inline::{token_diff, words};
use crate::html::tree::{Element, Node, escape_attr_into, escape_into, is_block};

/// A paragraph, heading, item or table row.
#[derive(Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct DiffBlock {
    tag: &'static str,
    class: &'static str,
    tokens: Vec<Token>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Token {
    Word { text: String, format: Format },
    Picture { src: String, alt: String },
    LineBreak,
    CellBreak,
}

/// Formats in force at a word, outermost first, and the address it links to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Format {
    marks: BTreeSet<&'static str>,
    href: Option<String>,
}

pub(super) fn block_list(nodes: &[Node]) -> Vec<DiffBlock> {
    let mut collector = Collector::default();
    collector.nodes(nodes, &Format::default());
    collector.end_block();
    collector.blocks
}

struct Collector {
    blocks: Vec<DiffBlock>,
    tokens: Vec<Token>,
    tag: &'static str,
    class: &'static str,
    in_row: bool,
}

impl Default for Collector {
    fn default() -> Self {
        Self { blocks: Vec::new(), tokens: Vec::new(), tag: "p", class: "", in_row: false }
    }
}

impl Collector {
    fn nodes(&mut self, nodes: &[Node], format: &Format) {
        for node in nodes {
            match node {
                Node::Text(text) => self.text(text, format),
                Node::Element(element) => self.element(element, format),
                Node::Comment(_) => {}
            }
        }
    }

    fn text(&mut self, text: &str, format: &Format) {
        let in_pre = self.class == "diff-pre";
        for word in words(text) {
            let is_space = word.chars().all(|c| matches!(c, ' ' | '\t' | '\n' | '\r'));
            if is_space && !in_pre {
                let after_word = matches!(self.tokens.last(), Some(Token::Word { text, .. }) if text != " ");
                if !after_word {
                    continue;
                }
            }
            let text = if is_space && !in_pre { " " } else { word };
            self.tokens.push(Token::Word { text: text.to_owned(), format: format.clone() });
        }
    }

    fn element(&mut self, element: &Element, format: &Format) {
        match element.name.as_str() {
            "br" => self.tokens.push(Token::LineBreak),
            "img" => self.tokens.push(Token::Picture {
                src: element.attr("src").unwrap_or_default().to_owned(),
                alt: element.attr("alt").unwrap_or_default().to_owned(),
            }),
            "tr" => {
                self.block("p", "diff-row", |collector| {
                    collector.in_row = true;
                    collector.nodes(&element.children, format);
                    collector.in_row = false;
                });
            }
            "td" | "th" if self.in_row => {
                if !self.tokens.is_empty() {
                    self.tokens.push(Token::CellBreak);
                }
                self.nodes(&element.children, format);
            }
            name if is_block(name) && !self.in_row => {
                let (tag, class) = block_form(name, self.class);
                self.block(tag, class, |collector| collector.nodes(&element.children, format));
            }
            name => {
                if is_block(name) && !matches!(self.tokens.last(), None | Some(Token::CellBreak)) {
                    self.tokens.push(Token::LineBreak);
                }
                self.nodes(&element.children, &with(format, element));
            }
        }
    }

    fn block(&mut self, tag: &'static str, class: &'static str, fill: impl FnOnce(&mut Self)) {
        self.end_block();
        let outer = (self.tag, self.class);
        (self.tag, self.class) = (tag, class);
        fill(self);
        self.end_block();
        (self.tag, self.class) = outer;
    }

    fn end_block(&mut self) {
        let mut tokens = std::mem::take(&mut self.tokens);
        if matches!(tokens.last(), Some(Token::Word { text, .. }) if text == " ") {
            tokens.pop();
        }
        if !tokens.is_empty() {
            self.blocks.push(DiffBlock { tag: self.tag, class: self.class, tokens });
        }
    }
}

fn block_form(name: &str, outer: &'static str) -> (&'static str, &'static str) {
    match name {
        "h1" | "h2" => ("h2", ""),
        "h3" => ("h3", ""),
        "h4" | "h5" | "h6" => ("h4", ""),
        "li" => ("p", "diff-item"),
        "blockquote" => ("p", "diff-quote"),
        "caption" | "figcaption" => ("p", "diff-caption"),
        "pre" => ("p", "diff-pre"),
        _ => ("p", outer),
    }
}

fn with(format: &Format, element: &Element) -> Format {
    let mut format = format.clone();
    let mark = match element.name.as_str() {
        "strong" => "strong",
        "em" => "em",
        "u" => "u",
        "s" => "s",
        "sub" => "sub",
        "sup" => "sup",
        "code" => "code",
        "a" => {
            format.href = element.attr("href").map(str::to_owned);
            return format;
        }
        _ => return format,
    };
    format.marks.insert(mark);
    format
}

impl DiffBlock {
    /// Whether two blocks share so many words that their differences are worth showing word by word.
    pub(super) fn resembles(&self, other: &Self) -> bool {
        let (old, new) = (self.words(), other.words());
        if old.is_empty() || new.is_empty() {
            return self.tag == other.tag && old.len() == new.len();
        }
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for word in &old {
            *counts.entry(word).or_default() += 1;
        }
        let shared = new
            .iter()
            .filter(|word| counts.get_mut(**word).is_some_and(|left| left.checked_sub(1).map(|l| *left = l).is_some()))
            .count();
        shared * 5 >= old.len() + new.len()
    }

    fn words(&self) -> Vec<&str> {
        self.tokens
            .iter()
            .filter_map(|token| match token {
                Token::Word { text, .. } => Some(text.as_str()),
                _ => None,
            })
            .collect()
    }

    /// Writes the block as a whole, in `<ins>` or `<del>` if `around` says so.
    pub(super) fn write(&self, state: &str, around: Option<&str>, out: &mut String) {
        self.open(state, out);
        write_tokens(&self.tokens, around, out);
        self.end(out);
    }

    pub(super) fn write_changes(&self, old: &Self, out: &mut String) {
        self.open("diff-changed", out);
        for (kind, range) in token_diff(&old.tokens, &self.tokens) {
            let (tokens, around) = match kind {
                DiffKind::Same => (&old.tokens, None),
                DiffKind::Deleted => (&old.tokens, Some("del")),
                DiffKind::Inserted => (&self.tokens, Some("ins")),
            };
            write_tokens(tokens.get(range).unwrap_or_default(), around, out);
        }
        self.end(out);
    }

    fn open(&self, state: &str, out: &mut String) {
        let space = if self.class.is_empty() { "" } else { " " };
        out.push_str(&format!("<{} class=\"{state}{space}{}\">", self.tag, self.class));
    }

    fn end(&self, out: &mut String) {
        out.push_str(&format!("</{}>", self.tag));
    }
}

fn write_tokens(tokens: &[Token], around: Option<&str>, out: &mut String) {
    if let Some(tag) = around {
        out.push_str(&format!("<{tag}>"));
    }
    let mut open = Format::default();
    for token in tokens {
        let format = match token {
            Token::Word { format, .. } => format.clone(),
            _ => Format::default(),
        };
        if format != open {
            close_format(&open, out);
            open_format(&format, out);
            open = format;
        }
        match token {
            Token::Word { text, .. } => escape_into(text, out),
            Token::LineBreak => out.push_str("<br>"),
            Token::CellBreak => out.push_str("<span class=\"diff-cell\"> | </span>"),
            Token::Picture { src, alt } => write_picture(src, alt, out),
        }
    }
    close_format(&open, out);
    if let Some(tag) = around {
        out.push_str(&format!("</{tag}>"));
    }
}

fn write_picture(src: &str, alt: &str, out: &mut String) {
    out.push_str("<img src=\"");
    escape_attr_into(src, out);
    out.push_str("\" alt=\"");
    escape_attr_into(alt, out);
    out.push_str("\">");
}

fn open_format(format: &Format, out: &mut String) {
    if let Some(href) = &format.href {
        out.push_str("<a href=\"");
        escape_attr_into(href, out);
        out.push_str("\" title=\"");
        escape_attr_into(href, out);
        out.push_str("\" rel=\"noopener\">");
    }
    for mark in &format.marks {
        out.push_str(&format!("<{mark}>"));
    }
}

fn close_format(format: &Format, out: &mut String) {
    for mark in format.marks.iter().rev() {
        out.push_str(&format!("</{mark}>"));
    }
    if format.href.is_some() {
        out.push_str("</a>");
    }
}
