//! Cleaning of editor bodies down to the allow-list. The tree pass shapes the markup;
//! ammonia is the gate through which everything goes last. Word's clutter is in `word`.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use serde::{Deserialize, Serialize};

use super::tree::{Node, parse, serialize};
use super::{filter, structure, word};

/// A body that may be stored and shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleaned {
    /// HTML of the allow-list; cleaning it again gives the same bytes.
    pub html: String,
    /// Whether anything but the spelling of the markup is different from what came in.
    pub changed: bool,
    /// What was taken out that a writer should hear of.
    pub removed: BTreeSet<Removed>,
}

/// A kind of content that cleaning took out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Removed {
    /// Scripts and event handlers.
    ActiveContent,
    /// Frames, players, drawings and other embedded objects.
    Embedded,
    /// Form fields.
    Form,
    /// Pictures from other sites, or written into the text as data.
    ForeignPicture,
    /// Links with a scheme other than http, https, mailto and tel.
    UnsafeLink,
}

/// Rounds after which the result counts as stable; one is enough for all but malicious markup.
const MAX_ROUNDS: usize = 6;

/// Cleans HTML to the allow-list of editor bodies.
///
/// Kept: h2–h4, p, br, strong, em, u, s, sub, sup, code, pre, ul, ol, li, blockquote, hr, a (http, https,
/// mailto, tel, relative), tables with caption and spans, figure, figcaption, img of this site. Alignment and
/// indent survive as the classes `align-center`, `align-right`, `indent`; nothing else of styles does.
pub fn clean(html: &str) -> Cleaned {
    clean_tree(parse(html))
}

/// Cleans what was pasted from Word or WPS: as [`clean`], and takes out their clutter, turns their
/// painted bullets and arabic numbers into lists and leading full-width spaces into the class `indent`.
/// Chinese numbering (一、（一）) stays text: a list would not show it.
pub fn clean_word(html: &str) -> Cleaned {
    clean_tree(word::tidy(parse(html)))
}

fn clean_tree(nodes: Vec<Node>) -> Cleaned {
    let before = serialize(&nodes);
    let mut removed = BTreeSet::new();
    let mut round = Round::run(nodes, &mut removed);
    for _ in 1..MAX_ROUNDS {
        if round.is_stable {
            break;
        }
        let again = Round::run(parse(&round.html), &mut removed);
        if again.html == round.html {
            break;
        }
        round = again;
    }
    Cleaned { changed: round.html != before, html: round.html, removed }
}

/// One way through both passes and the gate.
struct Round {
    html: String,
    /// Whether the gate left all as it was: then a further round would, too.
    is_stable: bool,
}

impl Round {
    fn run(nodes: Vec<Node>, removed: &mut BTreeSet<Removed>) -> Self {
        let allowed = filter::filter(nodes, removed);
        let arranged = serialize(&structure::flow(allowed, structure::Flow::Body));
        let html = GATE.clean(&arranged).to_string();
        Self { is_stable: html == arranged, html }
    }
}

pub(super) const ALIGNABLE: &[&str] = &["p", "h2", "h3", "h4", "td", "th", "figure", "caption"];

static GATE: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let tags = [
        "h2",
        "h3",
        "h4",
        "p",
        "br",
        "strong",
        "em",
        "u",
        "s",
        "sub",
        "sup",
        "ul",
        "ol",
        "li",
        "blockquote",
        "a",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "figure",
        "figcaption",
        "img",
        "hr",
        "pre",
        "code",
    ];
    let classes = ["align-center", "align-right", "indent"];
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(tags))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("th", HashSet::from(["scope", "colspan", "rowspan"])),
            ("td", HashSet::from(["colspan", "rowspan"])),
            ("img", HashSet::from(["src", "alt", "width", "height"])),
        ]))
        .allowed_classes(ALIGNABLE.iter().map(|tag| (*tag, HashSet::from(classes))).collect())
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("noopener"))
        .strip_comments(true);
    builder
});
