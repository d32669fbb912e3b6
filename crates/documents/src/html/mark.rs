//! Puts marks around ranges of the visible text, so that findings are shown in place. It changes
//! no text a reader sees.

use super::tree::{Element, Node, parse, serialize};
use super::visible::{Piece, is_invisible, read};

/// A range of the visible text to be marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// First character, counted in [`super::to_text`].
    pub start: usize,
    /// Behind the last character.
    pub end: usize,
    /// Class of the `<mark>`.
    pub class: String,
    /// Shown on hovering and read aloud; empty for none.
    pub title: String,
}

impl Mark {
    pub fn new(start: usize, end: usize, class: &str, title: &str) -> Self {
        Self { start, end, class: class.to_owned(), title: title.to_owned() }
    }
}

/// Wraps the ranges in `<mark class data-finding title>`, where `data-finding` is the range's place in
/// `ranges`. The first piece of each also gets `id="finding-N"`. Ranges may overlap and cross elements;
/// empty ones and those beyond the text are left out. Takes and gives cleaned HTML.
pub fn mark(html: &str, ranges: &[Mark]) -> String {
    let nodes = parse(html);
    let (_, pieces) = read(&nodes);
    let mut marker = Marker { ranges, pieces: pieces.into_iter(), seen: vec![false; ranges.len()] };
    let nodes = marker.nodes(nodes);
    serialize(&nodes)
}

struct Marker<'a> {
    ranges: &'a [Mark],
    pieces: std::vec::IntoIter<Piece>,
    seen: Vec<bool>,
}

impl Marker<'_> {
    /// Goes through the tree in the order in which `read` did.
    fn nodes(&mut self, nodes: Vec<Node>) -> Vec<Node> {
        let mut out = Vec::new();
        for node in nodes {
            match node {
                Node::Text(text) => match self.pieces.next() {
                    Some(piece) => self.text(text, &piece, &mut out),
                    None => out.push(Node::Text(text)),
                },
                Node::Element(mut element) if !is_invisible(&element.name) => {
                    element.children = self.nodes(std::mem::take(&mut element.children));
                    out.push(element.into());
                }
                node => out.push(node),
            }
        }
        out
    }

    fn text(&mut self, original: String, piece: &Piece, out: &mut Vec<Node>) {
        let end = piece.start + piece.text.chars().count();
        let mut hits: Vec<usize> = (0..self.ranges.len())
            .filter(|at| self.ranges.get(*at).is_some_and(|range| touches(range, piece.start, end)))
            .collect();
        if hits.is_empty() || piece.text.is_empty() {
            return out.push(Node::Text(original));
        }
        // More marks at one place than this help nobody, and would nest without bound.
        hits.truncate(16);
        for (start, end) in segments(piece.start, end, &hits, self.ranges) {
            let text: String = piece.text.chars().skip(start - piece.start).take(end - start).collect();
            let mut node = Node::Text(text);
            for at in hits.iter().rev() {
                if let Some(range) = self.ranges.get(*at).filter(|range| range.start <= start && end <= range.end) {
                    node = self.wrap(*at, range, node);
                }
            }
            out.push(node);
        }
    }

    fn wrap(&mut self, at: usize, range: &Mark, inner: Node) -> Node {
        let mut element = Element::new("mark", vec![inner]);
        let is_first = self.seen.get_mut(at).is_some_and(|seen| !std::mem::replace(seen, true));
        let mut attr = |name: &str, value: String| element.attrs.push((name.to_owned(), value));
        if is_first {
            attr("id", format!("finding-{at}"));
        }
        attr("class", range.class.clone());
        attr("data-finding", at.to_string());
        if !range.title.is_empty() {
            attr("title", range.title.clone());
        }
        element.into()
    }
}

fn touches(range: &Mark, start: usize, end: usize) -> bool {
    range.start < range.end && range.start < end && range.end > start
}

/// Cuts a piece where marks begin or end.
fn segments(start: usize, end: usize, hits: &[usize], ranges: &[Mark]) -> Vec<(usize, usize)> {
    let mut cuts = vec![start, end];
    for range in hits.iter().filter_map(|at| ranges.get(*at)) {
        cuts.extend([range.start, range.end].iter().filter(|cut| (start..end).contains(*cut)));
    }
    cuts.sort_unstable();
    cuts.dedup();
    cuts.windows(2)
        .filter_map(|pair| match pair {
            [from, to] => Some((*from, *to)),
            _ => None,
        })
        .collect()
}
