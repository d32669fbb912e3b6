//! Second pass of cleaning: brings the allowed elements into an order that any HTML parser reads
//! back unchanged. Text stands in paragraphs, items in lists, cells in rows. It drops no text.

use super::filter::is_inline;
use super::tree::{Element, Node};

/// What happens to text that stands in no paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    /// It gets one.
    Body,
    /// It stays as it is, as in a list item or a table cell.
    Item,
}

/// Arranges nodes as a sequence of blocks.
pub(super) fn flow(nodes: Vec<Node>, mode: Flow) -> Vec<Node> {
    let mut blocks = Blocks { out: Vec::new(), run: Vec::new(), mode, class: None, in_loose_list: false };
    blocks.add_all(nodes);
    blocks.flush();
    blocks.out
}

struct Blocks {
    out: Vec<Node>,
    run: Vec<Node>,
    mode: Flow,
    /// Class that paragraphs made here inherit from a division around them.
    class: Option<String>,
    /// Whether the last block is a list made for items without one.
    in_loose_list: bool,
}

impl Blocks {
    fn add_all(&mut self, nodes: Vec<Node>) {
        for node in nodes.into_iter().flat_map(lift) {
            match node {
                Node::Element(element) if !is_inline(&element.name) => {
                    self.flush();
                    self.add_block(element);
                }
                node => self.run.push(node),
            }
        }
    }

    fn push(&mut self, element: Element) {
        self.in_loose_list = false;
        self.out.push(element.into());
    }

    /// Ends the current run of inline nodes.
    fn flush(&mut self) {
        let run = trim(std::mem::take(&mut self.run));
        if is_blank(&run) {
            return;
        }
        match self.mode {
            Flow::Item if self.class.is_none() => {
                self.in_loose_list = false;
                self.out.extend(run);
            }
            _ => {
                let mut paragraph = Element::new("p", run);
                paragraph.attrs.extend(self.class.clone().map(|class| ("class".to_owned(), class)));
                self.push(paragraph);
            }
        }
    }

    fn add_block(&mut self, element: Element) {
        match element.name.as_str() {
            "p" | "h2" | "h3" | "h4" => self.add_paragraph(element),
            "caption" | "figcaption" => self.add_paragraph(Element { name: "p".to_owned(), ..element }),
            "hr" => self.push(Element::new("hr", Vec::new())),
            "pre" => self.add_pre(element),
            "ul" | "ol" => self.add_list(element),
            "li" => self.add_loose_item(element),
            "blockquote" => {
                let children = flow(element.children, Flow::Body);
                if !children.is_empty() {
                    self.push(Element::new("blockquote", children));
                }
            }
            "table" => self.add_table(element),
            "figure" => self.add_figure(element),
            _ => self.add_division(element),
        }
    }

    /// A division is no block of its own: its content stands on lines of its own, with its alignment.
    fn add_division(&mut self, element: Element) {
        let class = element.attr("class").map(str::to_owned).or_else(|| self.class.clone());
        let outer = std::mem::replace(&mut self.class, class);
        let mode = std::mem::replace(&mut self.mode, Flow::Body);
        self.add_all(element.children);
        self.flush();
        self.class = outer;
        self.mode = mode;
    }

    /// A paragraph with blocks inside becomes paragraphs around those blocks.
    fn add_paragraph(&mut self, element: Element) {
        let Element { name, mut attrs, children } = element;
        attrs.retain(|(name, _)| name == "class");
        if attrs.is_empty() && name == "p" {
            attrs.extend(self.class.clone().map(|class| ("class".to_owned(), class)));
        }
        let mut run = Vec::new();
        let end_run = |blocks: &mut Self, run: &mut Vec<Node>| {
            let children = trim(std::mem::take(run));
            if !is_blank(&children) {
                blocks.push(Element { name: name.clone(), attrs: attrs.clone(), children });
            }
        };
        for node in children.into_iter().flat_map(lift) {
            match node {
                Node::Element(inner) if !is_inline(&inner.name) => {
                    end_run(self, &mut run);
                    self.add_block(inner);
                }
                node => run.push(node),
            }
        }
        end_run(self, &mut run);
    }

    fn add_pre(&mut self, element: Element) {
        let mut children = inline_only(element.children);
        while let Some(Node::Text(text)) = children.first_mut() {
            *text = text.trim_start_matches('\n').to_owned();
            if !text.is_empty() {
                break;
            }
            children.remove(0);
        }
        if !is_blank(&children) {
            self.push(Element::new("pre", children));
        }
    }

    fn add_list(&mut self, element: Element) {
        let mut items: Vec<Node> = Vec::new();
        for node in element.children {
            match node {
                Node::Element(item) if item.name == "li" => items.extend(list_item(item.children)),
                Node::Element(inner) if matches!(inner.name.as_str(), "ul" | "ol") => {
                    let nested = flow(vec![inner.into()], Flow::Item);
                    match items.last_mut() {
                        Some(Node::Element(last)) => last.children.extend(nested),
                        _ => items.extend(list_item(nested)),
                    }
                }
                node => items.extend(list_item(vec![node])),
            }
        }
        if !items.is_empty() {
            self.push(Element::new(&element.name, items));
        }
    }

    fn add_loose_item(&mut self, element: Element) {
        let Some(item) = list_item(element.children) else {
            return;
        };
        if let (true, Some(Node::Element(list))) = (self.in_loose_list, self.out.last_mut()) {
            list.children.push(item);
        } else {
            self.push(Element::new("ul", vec![item]));
            self.in_loose_list = true;
        }
    }

    fn add_figure(&mut self, element: Element) {
        let class: Vec<_> = element.attrs.into_iter().filter(|(name, _)| name == "class").collect();
        let (captions, content): (Vec<Node>, Vec<Node>) = element.children.into_iter().partition(is_caption);
        let content = flow(content, Flow::Item);
        let mut captions: Vec<Vec<Node>> = captions.into_iter().filter_map(caption_text).collect();
        let mut children: Vec<Node> = content.iter().flat_map(media_of).collect();
        if children.is_empty() || content.iter().any(has_text_outside_tables) {
            self.add_finished(content);
        } else {
            if !captions.is_empty() {
                children.push(Element::new("figcaption", captions.remove(0)).into());
            }
            self.push(Element { name: "figure".to_owned(), attrs: class, children });
        }
        for caption in captions {
            self.push(Element::new("p", caption));
        }
    }

    /// Adds what [`flow`] has arranged already.
    fn add_finished(&mut self, nodes: Vec<Node>) {
        for node in nodes {
            match node {
                Node::Element(element) if !is_inline(&element.name) => {
                    self.flush();
                    self.push(element);
                }
                node => self.run.push(node),
            }
        }
        self.flush();
    }

    fn add_table(&mut self, element: Element) {
        let mut table = Table::default();
        table.read(element.children);
        let before = std::mem::take(&mut table.strays);
        if !before.is_empty() {
            self.add_division(Element::new("div", before));
        }
        match table.finish() {
            Some(element) => self.push(element),
            None => self.in_loose_list = false,
        }
    }
}

#[derive(Default)]
struct Table {
    caption: Option<Vec<Node>>,
    sections: Vec<Element>,
    /// Whether rows without a section may join the last one.
    is_open: bool,
    strays: Vec<Node>,
}

impl Table {
    fn read(&mut self, nodes: Vec<Node>) {
        for node in nodes {
            match node {
                Node::Element(element) => self.read_element(element),
                node => self.stray(node),
            }
        }
    }

    fn read_element(&mut self, element: Element) {
        match element.name.as_str() {
            "caption" if self.caption.is_none() => {
                let caption = trim(inline_only(element.children));
                self.caption = (!is_blank(&caption)).then_some(caption);
            }
            "thead" | "tbody" => {
                let rows: Vec<Node> = element.children.into_iter().filter_map(|node| self.row(node)).collect();
                let name = if self.sections.is_empty() { &element.name } else { "tbody" };
                if !rows.is_empty() {
                    self.sections.push(Element::new(name, rows));
                }
                self.is_open = false;
            }
            "tr" | "td" | "th" => {
                let Some(row) = self.row(element.into()) else {
                    return;
                };
                match self.sections.last_mut().filter(|_| self.is_open) {
                    Some(section) => section.children.push(row),
                    None => self.sections.push(Element::new("tbody", vec![row])),
                }
                self.is_open = true;
            }
            _ => self.stray(element.into()),
        }
    }

    fn row(&mut self, node: Node) -> Option<Node> {
        let cells: Vec<Node> = match node {
            Node::Element(row) if row.name == "tr" => row.children.into_iter().filter_map(cell).collect(),
            Node::Element(cell) if is_cell(&cell.name) => vec![finish_cell(cell)],
            node => {
                self.stray(node);
                return None;
            }
        };
        (!cells.is_empty()).then(|| Element::new("tr", cells).into())
    }

    fn stray(&mut self, node: Node) {
        if !is_blank(std::slice::from_ref(&node)) {
            self.strays.push(node);
        }
    }

    fn finish(self) -> Option<Element> {
        let caption = self.caption.map(|children| Element::new("caption", children).into());
        let sections = self.sections.into_iter().map(Node::from);
        let children: Vec<Node> = caption.into_iter().chain(sections).collect();
        let has_rows = children.iter().any(|node| matches!(node, Node::Element(e) if e.name != "caption"));
        has_rows.then(|| Element::new("table", children))
    }
}

fn is_cell(name: &str) -> bool {
    matches!(name, "td" | "th")
}

fn cell(node: Node) -> Option<Node> {
    match node {
        Node::Element(element) if is_cell(&element.name) => Some(finish_cell(element)),
        node if is_blank(std::slice::from_ref(&node)) => None,
        node => Some(finish_cell(Element::new("td", vec![node]))),
    }
}

fn finish_cell(element: Element) -> Node {
    Element { children: flow(element.children, Flow::Item), ..element }.into()
}

fn list_item(children: Vec<Node>) -> Option<Node> {
    let children = flow(children, Flow::Item);
    (!children.is_empty()).then(|| Element::new("li", children).into())
}

fn is_caption(node: &Node) -> bool {
    matches!(node, Node::Element(element) if element.name == "figcaption")
}

fn caption_text(node: Node) -> Option<Vec<Node>> {
    let Node::Element(element) = node else {
        return None;
    };
    let text = trim(inline_only(element.children));
    (!is_blank(&text)).then_some(text)
}

/// The pictures and tables within a node, links around pictures kept.
fn media_of(node: &Node) -> Vec<Node> {
    match node {
        Node::Element(e) if matches!(e.name.as_str(), "img" | "table") => vec![node.clone()],
        Node::Element(e) => {
            let inner: Vec<Node> = e.children.iter().flat_map(media_of).collect();
            let is_linked = e.name == "a" && !inner.is_empty() && inner.iter().all(is_picture);
            if is_linked {
                return vec![Element { children: inner, ..e.clone() }.into()];
            }
            inner
        }
        _ => Vec::new(),
    }
}

fn is_picture(node: &Node) -> bool {
    matches!(node, Node::Element(element) if element.name == "img")
}

fn has_text_outside_tables(node: &Node) -> bool {
    match node {
        Node::Text(text) => !text.trim().is_empty(),
        Node::Element(element) if element.name == "table" => false,
        Node::Element(element) => element.children.iter().any(has_text_outside_tables),
        Node::Comment(_) => false,
    }
}

/// Splits an inline element around blocks that stand inside it; paragraphs take the element in.
fn lift(node: Node) -> Vec<Node> {
    let element = match node {
        Node::Element(element) if is_inline(&element.name) => element,
        Node::Element(element) => return vec![element.into()],
        Node::Comment(_) => return Vec::new(),
        text => return vec![text],
    };
    let Element { name, attrs, children } = element;
    let wrap = |children: Vec<Node>| Element { name: name.clone(), attrs: attrs.clone(), children };
    if matches!(name.as_str(), "br" | "img") {
        return vec![wrap(Vec::new()).into()];
    }
    let mut out = Vec::new();
    let mut run = Vec::new();
    for child in children.into_iter().flat_map(lift) {
        match child {
            Node::Element(block) if !is_inline(&block.name) => {
                out.extend(wrapped_run(&wrap, &mut run));
                out.push(take_in(block, &wrap));
            }
            child => run.push(child),
        }
    }
    out.extend(wrapped_run(&wrap, &mut run));
    out
}

fn wrapped_run(wrap: &impl Fn(Vec<Node>) -> Element, run: &mut Vec<Node>) -> Option<Node> {
    let children = std::mem::take(run);
    match children.iter().all(|node| matches!(node, Node::Text(text) if text.is_empty())) {
        true => None,
        false if is_blank(&children) => Some(Node::Text(" ".to_owned())),
        false => Some(wrap(children).into()),
    }
}

fn take_in(block: Element, wrap: &impl Fn(Vec<Node>) -> Element) -> Node {
    let holds_text = matches!(block.name.as_str(), "p" | "h2" | "h3" | "h4" | "caption" | "figcaption" | "div" | "li");
    if !holds_text || block.children.is_empty() {
        return block.into();
    }
    Element { children: vec![wrap(block.children).into()], name: block.name, attrs: block.attrs }.into()
}

/// Inline content of any nodes; what stood on lines of its own is parted by line breaks.
fn inline_only(nodes: Vec<Node>) -> Vec<Node> {
    let mut out = Vec::new();
    for node in nodes.into_iter().flat_map(lift) {
        match node {
            Node::Element(block) if !is_inline(&block.name) => {
                let inner = inline_only(block.children);
                if !out.is_empty() && !inner.is_empty() {
                    out.push(Node::Text("\n".to_owned()));
                }
                out.extend(inner);
            }
            node => out.push(node),
        }
    }
    out
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

/// Whether nothing of these nodes would be seen. A no-break space is seen: writers space with it.
fn is_blank(nodes: &[Node]) -> bool {
    nodes.iter().all(|node| match node {
        Node::Text(text) => text.chars().all(is_space),
        Node::Comment(_) => true,
        Node::Element(e) => !matches!(e.name.as_str(), "br" | "img" | "hr") && is_blank(&e.children),
    })
}

/// Takes white space off both ends of a run.
fn trim(mut run: Vec<Node>) -> Vec<Node> {
    while let Some(Node::Text(text)) = run.first_mut() {
        *text = text.trim_start_matches(is_space).to_owned();
        if !text.is_empty() {
            break;
        }
        run.remove(0);
    }
    while let Some(Node::Text(text)) = run.last_mut() {
        *text = text.trim_end_matches(is_space).to_owned();
        if !text.is_empty() {
            break;
        }
        run.pop();
    }
    run
}
