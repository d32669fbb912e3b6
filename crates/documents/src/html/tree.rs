//! A small HTML tree with a bound on its depth and size, built from the standard tokenizer.
//! It exists so that nothing above it has to fear deep nesting, endless attributes or unclosed tags.
//! It is not a browser's tree builder: what it makes of broken markup is sensible, not identical.

use std::borrow::Cow;
use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::{RawKind, Rawtext, Rcdata, ScriptData};
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

/// Longest HTML text that is looked at, in bytes; what lies beyond is cut.
pub const MAX_BYTES: usize = 32 * 1024 * 1024;
/// Deepest nesting kept; elements below are taken out, their text stays.
pub(crate) const MAX_DEPTH: usize = 64;
/// Most elements kept; later ones are taken out, their text stays.
const MAX_ELEMENTS: usize = 400_000;
/// Most attributes read on one tag: the tokenizer compares each with all before it.
const MAX_ATTRIBUTES: usize = 200;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    Element(Element),
    Text(String),
    Comment(String),
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Element {
    pub name: String,
    pub attrs: Vec<(String, String)>,
    pub children: Vec<Node>,
}

impl Element {
    pub fn new(name: &str, children: Vec<Node>) -> Self {
        Self { name: name.to_owned(), attrs: Vec::new(), children }
    }

    pub fn attr(&self, name: &str) -> Option<&str> {
        self.attrs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

impl From<Element> for Node {
    fn from(element: Element) -> Self {
        Self::Element(element)
    }
}

/// Parses any string into a tree no deeper than [`MAX_DEPTH`].
pub(crate) fn parse(html: &str) -> Vec<Node> {
    let html = drop_attribute_floods(cut_to(html, MAX_BYTES));
    let sink = Sink { builder: RefCell::new(Builder::new()) };
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(&html));
    while !input.is_empty() {
        // A script "pauses" the tokenizer; there is nothing to run, so it is fed on.
        let _ = tokenizer.feed(&input);
    }
    tokenizer.end();
    tokenizer.sink.builder.into_inner().finish()
}

/// The longest prefix of at most `limit` bytes that ends between two characters.
pub(crate) fn cut_to(text: &str, limit: usize) -> &str {
    text.get(..text.floor_char_boundary(limit)).unwrap_or(text)
}

struct Sink {
    builder: RefCell<Builder>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut builder = self.builder.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => return builder.open(&tag),
            Token::TagToken(tag) => builder.close(&tag.name),
            Token::CharacterTokens(text) => builder.text(&text),
            Token::CommentToken(text) => builder.push(Node::Comment(text.to_string())),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

struct Builder {
    stack: Vec<Element>,
    elements: usize,
    after_pre: bool,
}

impl Builder {
    fn new() -> Self {
        Self { stack: vec![Element::default()], elements: 0, after_pre: false }
    }

    fn push(&mut self, node: Node) {
        self.after_pre = false;
        if let Some(top) = self.stack.last_mut() {
            top.children.push(node);
        }
    }

    fn text(&mut self, text: &str) {
        let text = match (self.after_pre, text.strip_prefix('\n')) {
            (true, Some(rest)) => rest,
            _ => text,
        };
        self.after_pre = false;
        if text.is_empty() {
            return;
        }
        let Some(top) = self.stack.last_mut() else {
            return;
        };
        match top.children.last_mut() {
            Some(Node::Text(last)) => last.push_str(text),
            _ => top.children.push(Node::Text(text.to_owned())),
        }
    }

    fn open(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        self.close_implied(name);
        let raw = raw_kind(name);
        let is_leaf = is_void(name) || (tag.self_closing && name.contains(':'));
        let too_deep = self.stack.len() > MAX_DEPTH && !is_leaf;
        if self.elements >= MAX_ELEMENTS || (too_deep && raw.is_none()) {
            return TokenSinkResult::Continue;
        }
        self.elements += 1;
        let is_pre = name == "pre";
        let element = Element {
            name: name.to_owned(),
            attrs: tag.attrs.iter().map(|attr| (attr.name.local.to_string(), attr.value.to_string())).collect(),
            children: Vec::new(),
        };
        if is_leaf {
            self.push(element.into());
        } else {
            self.stack.push(element);
        }
        self.after_pre = is_pre;
        match raw {
            Some(Raw::Kind(kind)) => TokenSinkResult::RawData(kind),
            Some(Raw::Plaintext) => TokenSinkResult::Plaintext,
            None => TokenSinkResult::Continue,
        }
    }

    fn close(&mut self, name: &str) {
        if name == "br" {
            return self.push(Element::new("br", Vec::new()).into());
        }
        if let Some(position) = self.find_open(&[name], end_tag_barrier(name)) {
            self.pop_to(position);
        }
    }

    /// Position on the stack of the nearest open element of these names, unless a barrier lies before it.
    fn find_open(&self, names: &[&str], barrier: &[&str]) -> Option<usize> {
        for (position, element) in self.stack.iter().enumerate().skip(1).rev() {
            if names.contains(&element.name.as_str()) {
                return Some(position);
            }
            if barrier.contains(&element.name.as_str()) {
                return None;
            }
        }
        None
    }

    fn pop_to(&mut self, position: usize) {
        while self.stack.len() > position.max(1) {
            if let Some(element) = self.stack.pop() {
                self.push(element.into());
            }
        }
    }

    /// Closes what a start tag ends without saying so: `<p>` before a block, `<li>` before `<li>` …
    fn close_implied(&mut self, name: &str) {
        const CELL: &[&str] = &["td", "th", "caption", "table", "button"];
        if closes_paragraph(name)
            && let Some(position) = self.find_open(&["p"], CELL)
        {
            self.pop_to(position);
        }
        let (closed, barrier): (&[&str], &[&str]) = match name {
            "li" => (&["li"], &["ul", "ol", "td", "th", "table", "blockquote"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl", "td", "th", "table"]),
            "td" | "th" => (&["td", "th", "caption"], &["tr", "table"]),
            "tr" => (&["tr", "caption"], &["tbody", "thead", "tfoot", "table"]),
            "tbody" | "thead" | "tfoot" => (&["tbody", "thead", "tfoot", "caption"], &["table"]),
            "option" => (&["option"], &["select"]),
            "a" => (&["a"], CELL),
            _ => return,
        };
        if let Some(position) = self.find_open(closed, barrier) {
            self.pop_to(position);
        }
    }

    fn finish(mut self) -> Vec<Node> {
        self.pop_to(1);
        self.stack.pop().map(|root| root.children).unwrap_or_default()
    }
}

enum Raw {
    Kind(RawKind),
    Plaintext,
}

fn raw_kind(name: &str) -> Option<Raw> {
    match name {
        "script" => Some(Raw::Kind(ScriptData)),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => Some(Raw::Kind(Rawtext)),
        "textarea" | "title" => Some(Raw::Kind(Rcdata)),
        "plaintext" => Some(Raw::Plaintext),
        _ => None,
    }
}

pub(crate) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "bgsound"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "img"
            | "input"
            | "keygen"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

fn closes_paragraph(name: &str) -> bool {
    is_block(name) && !matches!(name, "td" | "th" | "tr" | "tbody" | "thead" | "tfoot" | "caption")
}

/// Elements that stand on lines of their own.
pub(crate) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "ul"
            | "ol"
            | "li"
            | "dl"
            | "dt"
            | "dd"
            | "blockquote"
            | "pre"
            | "hr"
            | "table"
            | "caption"
            | "thead"
            | "tbody"
            | "tfoot"
            | "tr"
            | "td"
            | "th"
            | "figure"
            | "figcaption"
            | "section"
            | "article"
            | "aside"
            | "header"
            | "footer"
            | "main"
            | "nav"
            | "address"
            | "center"
            | "form"
            | "fieldset"
            | "legend"
            | "details"
            | "summary"
            | "body"
            | "html"
    )
}

fn end_tag_barrier(name: &str) -> &'static [&'static str] {
    match name {
        "table" | "svg" | "math" | "body" | "html" => &[],
        "thead" | "tbody" | "tfoot" | "tr" | "caption" => &["table"],
        "td" | "th" => &["tr", "table"],
        "ul" | "ol" | "li" => &["td", "th", "table"],
        _ => &["td", "th", "caption", "table"],
    }
}

/// Takes out tags with more than [`MAX_ATTRIBUTES`] attributes before the tokenizer sees them.
/// A tag that never ends is cut with all that follows it, as the tokenizer would.
fn drop_attribute_floods(html: &str) -> Cow<'_, str> {
    let bytes = html.as_bytes();
    let mut kept = String::new();
    let mut copied = 0;
    let mut position = 0;
    while let Some(start) = find_from(bytes, position, b"<") {
        let (end, attributes) = match bytes.get(start + 1) {
            Some(b'!') if bytes.get(start..start + 4) == Some(b"<!--") => {
                (find_from(bytes, start + 4, b"-->").unwrap_or(bytes.len()), 0)
            }
            Some(byte) if byte.is_ascii_alphabetic() || *byte == b'/' => scan_tag(bytes, start + 1),
            _ => (start + 1, 0),
        };
        if attributes > MAX_ATTRIBUTES {
            kept.push_str(html.get(copied..start).unwrap_or_default());
            copied = end;
        }
        position = end;
    }
    if copied == 0 {
        return Cow::Borrowed(html);
    }
    kept.push_str(html.get(copied..).unwrap_or_default());
    Cow::Owned(kept)
}

/// Position of the first occurrence of `wanted` at or after `from`.
fn find_from(bytes: &[u8], from: usize, wanted: &[u8]) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.windows(wanted.len()).position(|window| window == wanted).map(|at| from + at)
}

/// End of the tag that begins before `position`, and the number of attributes counted in it.
fn scan_tag(bytes: &[u8], mut position: usize) -> (usize, usize) {
    let mut attributes = 0;
    let mut in_name = true;
    let mut value_next = false;
    while let Some(byte) = bytes.get(position) {
        position += 1;
        match byte {
            b'>' => return (position, attributes),
            b'"' | b'\'' if value_next => {
                let rest = bytes.get(position..).unwrap_or_default();
                position += rest.iter().position(|b| b == byte).map_or(rest.len(), |at| at + 1);
                (value_next, in_name) = (false, false);
            }
            b'=' => value_next = true,
            b if b.is_ascii_whitespace() || *b == b'/' => in_name = false,
            _ if in_name => {}
            _ => {
                attributes += usize::from(!value_next);
                (in_name, value_next) = (true, false);
            }
        }
    }
    (position, attributes)
}

/// Writes a tree in the form in which the standard serializer would.
pub(crate) fn serialize(nodes: &[Node]) -> String {
    let mut out = String::new();
    write_nodes(nodes, &mut out);
    out
}

fn write_nodes(nodes: &[Node], out: &mut String) {
    for node in nodes {
        match node {
            Node::Text(text) => escape_into(text, out),
            Node::Comment(_) => {}
            Node::Element(element) => write_element(element, out),
        }
    }
}

fn write_element(element: &Element, out: &mut String) {
    out.push('<');
    out.push_str(&element.name);
    for (name, value) in &element.attrs {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        escape_attr_into(value, out);
        out.push('"');
    }
    out.push('>');
    if is_void(&element.name) {
        return;
    }
    write_nodes(&element.children, out);
    out.push_str("</");
    out.push_str(&element.name);
    out.push('>');
}

/// Escapes text for use as content.
pub(crate) fn escape_into(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\u{a0}' => out.push_str("&nbsp;"),
            c => out.push(c),
        }
    }
}

/// Escapes text for use inside a double-quoted attribute.
pub(crate) fn escape_attr_into(text: &str, out: &mut String) {
    for (at, part) in text.split('"').enumerate() {
        if at > 0 {
            out.push_str("&quot;");
        }
        escape_into(part, out);
    }
}
