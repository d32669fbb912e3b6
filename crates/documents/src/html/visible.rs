//! The visible text of HTML and where in it each piece stands. Checks look at this text; their
//! findings are positions in it, counted in characters from 0.

use super::tree::{Element, Node, is_block, parse};

/// The text a reader sees: blocks and table rows on lines of their own, cells parted by tabs,
/// white space as a browser would show it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VisibleText {
    /// The text.
    pub text: String,
    /// Its blocks, in order; together they cover the text but for the breaks between them.
    pub blocks: Vec<Block>,
}

/// One paragraph, heading, item or cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// Place among the blocks, from 0.
    pub index: usize,
    pub kind: BlockKind,
    /// First character in the visible text.
    pub start: usize,
    /// Behind the last character.
    pub end: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    Heading,
    Paragraph,
    ListItem,
    Cell,
    Caption,
    Preformatted,
}

impl VisibleText {
    /// The block that a character stands in.
    pub fn find_block(&self, character: usize) -> Option<&Block> {
        let at = self.blocks.partition_point(|block| block.end <= character);
        self.blocks.get(at).filter(|block| block.start <= character)
    }
}

/// The visible text together with its blocks.
pub fn text_with_map(html: &str) -> VisibleText {
    let (visible, _) = read(&parse(html));
    visible
}

/// The visible text.
pub fn to_text(html: &str) -> String {
    text_with_map(html).text
}

/// The first `chars` characters of the visible text on one line, with an ellipsis if there is more.
pub fn excerpt(html: &str, chars: usize) -> String {
    let text = to_text(html);
    let mut words = text.split(['\n', '\t', ' ', '\u{a0}', '\u{3000}']).filter(|word| !word.is_empty());
    let mut line = words.next().unwrap_or_default().to_owned();
    for word in words {
        line.push(' ');
        line.push_str(word);
    }
    match line.char_indices().nth(chars) {
        Some((cut, _)) => format!("{}…", line.get(..cut).unwrap_or_default().trim_end()),
        None => line,
    }
}

/// Where the text of one text node came to stand.
pub(super) struct Piece {
    pub start: usize,
    pub text: String,
}

/// Reads the visible text; the pieces are in document order, one for each visible text node.
pub(super) fn read(nodes: &[Node]) -> (VisibleText, Vec<Piece>) {
    let mut reader = Reader::default();
    reader.nodes(nodes, BlockKind::Paragraph);
    reader.finish()
}

/// Elements whose content no reader sees.
pub(crate) fn is_invisible(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "title"
            | "template"
            | "iframe"
            | "object"
            | "embed"
            | "applet"
            | "svg"
            | "math"
            | "noembed"
            | "noframes"
            | "textarea"
            | "select"
            | "head"
            | "canvas"
            | "audio"
            | "video"
    )
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Break {
    #[default]
    None,
    Cell,
    Line,
    Block,
}

#[derive(Default)]
struct Reader {
    out: VisibleText,
    pieces: Vec<Piece>,
    chars: usize,
    pending: Break,
    /// A new cell or item: breaks asked for before its first character do not count.
    at_start: bool,
    in_pre: bool,
    /// Whether the last character is preformatted.
    after_pre: bool,
}

impl Reader {
    fn nodes(&mut self, nodes: &[Node], kind: BlockKind) {
        for node in nodes {
            match node {
                Node::Text(text) => self.text(text, kind),
                Node::Element(element) if !is_invisible(&element.name) => self.element(element, kind),
                _ => {}
            }
        }
    }

    fn element(&mut self, element: &Element, kind: BlockKind) {
        match element.name.as_str() {
            "br" => self.ask(Break::Line),
            "td" | "th" => {
                let break_before = if self.pending == Break::Block { Break::Block } else { Break::Cell };
                self.pending = break_before;
                self.at_start = true;
                self.nodes(&element.children, BlockKind::Cell);
                self.at_start = false;
                self.pending = Break::Cell;
            }
            "pre" => {
                self.ask(Break::Block);
                let outer = std::mem::replace(&mut self.in_pre, true);
                self.nodes(&element.children, BlockKind::Preformatted);
                self.in_pre = outer;
                self.ask(Break::Block);
            }
            name if is_block(name) => {
                self.ask(Break::Block);
                self.nodes(&element.children, kind_of(name, kind));
                self.ask(Break::Block);
                if name == "tr" {
                    self.pending = Break::Block;
                }
            }
            _ => self.nodes(&element.children, kind),
        }
    }

    fn ask(&mut self, wanted: Break) {
        if !self.at_start {
            self.pending = self.pending.max(wanted);
        }
    }

    fn text(&mut self, text: &str, kind: BlockKind) {
        let mut piece = Piece { start: self.chars, text: String::new() };
        for c in text.chars() {
            let is_space = matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}');
            if is_space && !self.in_pre {
                let after_space = self.out.text.ends_with([' ', '\n', '\t']) || self.out.text.is_empty();
                if self.pending == Break::None && !after_space {
                    self.push(' ', &mut piece);
                }
            } else {
                self.settle(kind, &mut piece);
                self.push(c, &mut piece);
            }
        }
        self.pieces.push(piece);
    }

    fn push(&mut self, c: char, piece: &mut Piece) {
        self.out.text.push(c);
        piece.text.push(c);
        self.chars += 1;
        self.after_pre = self.in_pre;
        if let Some(block) = self.out.blocks.last_mut() {
            block.end = self.chars;
        }
    }

    /// Writes the break that is due before the next character.
    fn settle(&mut self, kind: BlockKind, piece: &mut Piece) {
        let pending = std::mem::take(&mut self.pending);
        self.at_start = false;
        let is_first = self.out.blocks.is_empty();
        if !is_first && pending != Break::None {
            self.drop_last_space(piece);
            self.out.text.push(if pending == Break::Cell { '\t' } else { '\n' });
            self.chars += 1;
        }
        if piece.text.is_empty() {
            piece.start = self.chars;
        }
        if is_first || matches!(pending, Break::Cell | Break::Block) {
            self.out.blocks.push(Block { index: self.out.blocks.len(), kind, start: self.chars, end: self.chars });
        }
    }

    /// A space at the end of a line is not seen. It belongs to an earlier piece or to this one.
    fn drop_last_space(&mut self, piece: &mut Piece) {
        if self.after_pre || !self.out.text.ends_with(' ') {
            return;
        }
        self.out.text.pop();
        self.chars -= 1;
        if let Some(block) = self.out.blocks.last_mut() {
            block.end = block.end.min(self.chars);
        }
        if piece.text.pop().is_none()
            && let Some(earlier) = self.pieces.iter_mut().rev().find(|piece| !piece.text.is_empty())
        {
            earlier.text.pop();
        }
    }

    fn finish(mut self) -> (VisibleText, Vec<Piece>) {
        let mut none = Piece { start: self.chars, text: String::new() };
        self.drop_last_space(&mut none);
        (self.out, self.pieces)
    }
}

fn kind_of(name: &str, outer: BlockKind) -> BlockKind {
    match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => BlockKind::Heading,
        "li" | "dt" | "dd" => BlockKind::ListItem,
        "caption" | "figcaption" | "legend" => BlockKind::Caption,
        _ => outer,
    }
}
