//! A whole page as it was made, read like a browser reads it: its elements with the way to each, and what a browser has
//! to put right. Which elements a page needs is not decided here.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeBuilderOpts, TreeSink};
use html5ever::{Attribute, ParseOpts, QualName, local_name, ns, parse_document};

use super::tree::{Element, Node, cut_to, parse};
use super::{MAX_BYTES, to_text};

/// Most faults told of one page: each further one follows from those before it, as a rule.
const MAX_FAULTS: usize = 20;

/// An element on the way to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The element's name.
    pub tag: String,
    pub id: String,
    /// The class attribute, as written.
    pub class: String,
}

/// An element of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageElement {
    /// From the outermost element down to this one.
    pub way: Vec<Step>,
    pub attributes: Vec<(String, String)>,
    /// What it says, on one line.
    pub text: String,
}

impl PageElement {
    /// Its name.
    #[must_use]
    pub fn tag(&self) -> &str {
        self.way.last().map_or("", |step| step.tag.as_str())
    }

    /// The value of an attribute; empty where it has none.
    #[must_use]
    pub fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }
}

/// The elements of a page that have one of these names, in order.
#[must_use]
pub fn elements(html: &str, names: &[&str]) -> Vec<PageElement> {
    let mut found = Vec::new();
    collect(&parse(html), names, &mut Vec::new(), &mut found);
    found
}

fn collect(nodes: &[Node], names: &[&str], way: &mut Vec<Step>, found: &mut Vec<PageElement>) {
    for node in nodes {
        let Node::Element(element) = node else { continue };
        let attr = |name: &str| element.attr(name).unwrap_or_default().to_owned();
        way.push(Step { tag: element.name.clone(), id: attr("id"), class: attr("class") });
        if names.contains(&element.name.as_str()) {
            found.push(PageElement { way: way.clone(), attributes: element.attrs.clone(), text: said(element) });
        }
        collect(&element.children, names, way, found);
        way.pop();
    }
}

fn said(element: &Element) -> String {
    let text = to_text(&super::tree::serialize(&element.children));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Something that a browser puts right in its own way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageFault {
    /// Of the page, from 1.
    pub line: usize,
    /// The parser's own words, in English.
    pub told: String,
}

/// What a browser has to put right in a page, by the rules of HTML: tags that do not fit together, elements where they
/// must not stand, attributes given twice.
#[must_use]
pub fn faults(html: &str) -> Vec<PageFault> {
    let options = ParseOpts {
        tree_builder: TreeBuilderOpts { scripting_enabled: true, exact_errors: false, ..TreeBuilderOpts::default() },
        ..ParseOpts::default()
    };
    let sink = Faults::default();
    parse_document(sink, options).one(StrTendril::from_slice(cut_to(html, MAX_BYTES)))
}

/// Notes what the parser says and keeps of the tree no more than the names of its elements.
#[derive(Default)]
struct Faults {
    names: RefCell<Vec<Option<QualName>>>,
    line: Cell<u64>,
    faults: RefCell<Vec<PageFault>>,
}

impl Faults {
    /// The next handle: the document is 0.
    fn handle(&self, name: Option<QualName>) -> usize {
        let mut names = self.names.borrow_mut();
        names.push(name);
        names.len()
    }
}

/// The name of an element, held by its handle.
#[derive(Debug)]
struct Name(QualName);

impl html5ever::tree_builder::ElemName for Name {
    fn ns(&self) -> &html5ever::Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &html5ever::LocalName {
        &self.0.local
    }
}

impl TreeSink for Faults {
    type Handle = usize;
    type Output = Vec<PageFault>;
    type ElemName<'a> = Name;

    fn finish(self) -> Vec<PageFault> {
        self.faults.into_inner()
    }

    fn parse_error(&self, told: Cow<'static, str>) {
        let mut faults = self.faults.borrow_mut();
        if faults.len() < MAX_FAULTS {
            let line = usize::try_from(self.line.get()).unwrap_or(usize::MAX);
            faults.push(PageFault { line, told: told.into_owned() });
        }
    }

    fn set_current_line(&self, line: u64) {
        self.line.set(line);
    }

    fn get_document(&self) -> usize {
        0
    }

    fn elem_name<'a>(&'a self, target: &'a usize) -> Name {
        let names = self.names.borrow();
        let name = target.checked_sub(1).and_then(|at| names.get(at)).cloned().flatten();
        Name(name.unwrap_or_else(|| QualName::new(None, ns!(html), local_name!("html"))))
    }

    fn create_element(&self, name: QualName, _: Vec<Attribute>, _: ElementFlags) -> usize {
        self.handle(Some(name))
    }

    fn create_comment(&self, _: StrTendril) -> usize {
        self.handle(None)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> usize {
        self.handle(None)
    }

    fn get_template_contents(&self, _: &usize) -> usize {
        self.handle(None)
    }

    fn same_node(&self, x: &usize, y: &usize) -> bool {
        x == y
    }

    fn append(&self, _: &usize, _: NodeOrText<usize>) {}
    fn append_based_on_parent_node(&self, _: &usize, _: &usize, _: NodeOrText<usize>) {}
    fn append_before_sibling(&self, _: &usize, _: NodeOrText<usize>) {}
    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}
    fn set_quirks_mode(&self, _: QuirksMode) {}
    fn add_attrs_if_missing(&self, _: &usize, _: Vec<Attribute>) {}
    fn remove_from_parent(&self, _: &usize) {}
    fn reparent_children(&self, _: &usize, _: &usize) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "<!doctype html><html lang=\"zh-CN\"><head><title>甲</title></head><body>\n";

    #[test]
    fn a_page_without_faults_has_none() {
        let page = format!(
            "{HEAD}<p>一<p>二</p><ul><li>甲<li>乙</ul><svg><use href=\"#a\"/></svg><table><tr><td>x</table></body></html>"
        );
        assert_eq!(faults(&page), []);
        assert_eq!(faults(&"<p>".repeat(5_000)).len(), 1, "no document type, and nothing else");
    }

    #[test]
    fn what_a_browser_puts_right_is_told_with_its_line() {
        for inside in [
            "<p>一</p>\n</span>",
            "<a href=\"/\">一\n<a href=\"/\">二</a></a>",
            "<table>\n字</table>",
            "<form>\n<form></form></form>",
            "<p>\n<b>一</p></b>",
            "<i>\n</p></i>",
        ] {
            let told = faults(&format!("{HEAD}{inside}</body></html>"));
            assert!(told.iter().any(|fault| fault.line == 3), "{inside}: {told:?}");
        }
    }

    #[test]
    fn elements_are_found_with_the_way_to_them() {
        let page =
            format!("{HEAD}<footer class=\"foot\"><p id=\"x\">主办：<a href=\"/a\">甲 <b>乙</b></a></p></footer>");
        let found = elements(&page, &["a", "title"]);
        assert_eq!(found.iter().map(|one| one.text.as_str()).collect::<Vec<_>>(), ["甲", "甲 乙"]);
        assert_eq!(found[1].attribute("href"), "/a");
        let way: Vec<_> =
            found[1].way.iter().map(|step| (step.tag.as_str(), step.id.as_str(), step.class.as_str())).collect();
        let above = [("html", "", ""), ("body", "", ""), ("footer", "", "foot"), ("p", "x", ""), ("a", "", "")];
        assert_eq!(way, above);
    }
}
