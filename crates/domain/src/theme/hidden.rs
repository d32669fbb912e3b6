//! Which rules of a style sheet hide something, and whether they hide a given element. A reading of plain selectors,
//! enough to warn before a mandatory part of a page disappears; not a browser's cascade.

use super::scan::newlines;
use super::style::without_comments;

/// An element as selectors know it: its name, its id, its class attribute.
pub type Named<'a> = (&'a str, &'a str, &'a str);

/// A selector whose elements are not shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HidingRule {
    /// As it is written.
    pub selector: String,
    /// Of the rule, from 1.
    pub line: usize,
}

/// The selectors that a style sheet hides on screens. Those of paper, of states (`:hover`) and of attributes are left
/// out: they hide for a moment, or only something.
#[must_use]
pub fn hiding_rules(style: &str) -> Vec<HidingRule> {
    let plain = without_comments(style).to_lowercase();
    let mut levels: Vec<Level> = Vec::new();
    let (mut found, mut line) = (Vec::new(), 1);
    for part in plain.split_inclusive(['{', '}', ';']) {
        let text = part.trim_end_matches(['{', '}', ';']);
        if part.ends_with('{') {
            let blank = text.len() - text.trim_start().len();
            let at = line + newlines(text.get(..blank).unwrap_or_default());
            levels.push(Level::of(text.trim(), at, levels.last()));
        } else if let Some(level) = levels.last().filter(|level| level.on_screen && hides(text)) {
            let rule = |selector: &String| HidingRule { selector: selector.clone(), line: level.line };
            found.extend(level.selectors.iter().filter(|selector| !selector.contains([':', '['])).map(rule));
        }
        if part.ends_with('}') {
            levels.pop();
        }
        line += newlines(part);
    }
    found.dedup();
    found
}

/// A pair of braces.
struct Level {
    selectors: Vec<String>,
    line: usize,
    on_screen: bool,
}

impl Level {
    fn of(prelude: &str, line: usize, around: Option<&Self>) -> Self {
        let on_screen = around.is_none_or(|around| around.on_screen);
        let outer: &[String] = around.map_or(&[], |around| &around.selectors);
        if prelude.starts_with('@') {
            // Frames of an animation hide for a moment.
            let passes = ["@media", "@supports", "@layer", "@container"].iter().any(|rule| prelude.starts_with(rule));
            let on_paper = prelude.contains("print") && !prelude.contains("screen") && !prelude.contains("not print");
            return Self { selectors: outer.to_vec(), line, on_screen: on_screen && passes && !on_paper };
        }
        let own = prelude.split(',').map(str::trim);
        let selectors = match outer {
            [] => own.map(ToString::to_string).collect(),
            outer => own.flat_map(|own| outer.iter().map(move |outer| nested(outer, own))).collect(),
        };
        Self { selectors, line, on_screen }
    }
}

fn nested(outer: &str, own: &str) -> String {
    if own.contains('&') { own.replace('&', outer) } else { format!("{outer} {own}") }
}

/// Whether a declaration hides.
fn hides(declaration: &str) -> bool {
    let plain: String = declaration.chars().filter(|c| !c.is_whitespace()).collect();
    let hiding = ["display:none", "visibility:hidden", "visibility:collapse", "opacity:0", "content-visibility:hidden"];
    hiding.contains(&plain.trim_end_matches("!important"))
}

impl HidingRule {
    /// Whether the rule hides an element, given the way from the page down to it: it may choose the element or one
    /// around it.
    #[must_use]
    pub fn hides(&self, way: &[Named<'_>]) -> bool {
        let compounds: Vec<&str> =
            self.selector.split([' ', '>', '\t', '\n']).filter(|part| !part.is_empty()).collect();
        // Brothers are not looked at: what stands beside an element says little of it.
        if compounds.is_empty() || self.selector.contains(['+', '~']) {
            return false;
        }
        let Some((subject, above)) = compounds.split_last() else { return false };
        way.iter().enumerate().any(|(at, element)| {
            let outside = way.get(..at).unwrap_or_default();
            chooses(subject, element) && stand_above(above, outside)
        })
    }
}

/// Whether the compounds choose elements of the way, in this order.
fn stand_above(compounds: &[&str], way: &[Named<'_>]) -> bool {
    let mut elements = way.iter();
    compounds.iter().all(|compound| elements.any(|element| chooses(compound, element)))
}

/// Whether a compound such as `li.a#b` chooses an element.
fn chooses(compound: &str, (tag, id, classes): &Named<'_>) -> bool {
    let start = compound.find(['.', '#']).unwrap_or(compound.len());
    let (name, mut rest) = compound.split_at(start);
    if !(name.is_empty() || name == "*" || name.eq_ignore_ascii_case(tag)) {
        return false;
    }
    while let Some(sign) = rest.chars().next() {
        let behind = rest.strip_prefix(sign).unwrap_or_default();
        let (word, after) = behind.split_at(behind.find(['.', '#']).unwrap_or(behind.len()));
        let fits = match sign {
            '#' => id.eq_ignore_ascii_case(word),
            _ => classes.split_whitespace().any(|class| class.eq_ignore_ascii_case(word)),
        };
        if !fits {
            return false;
        }
        rest = after;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    const WAY: [Named<'static>; 4] =
        [("html", "", ""), ("body", "", ""), ("footer", "", "foot"), ("ul", "", "foot-facts")];

    #[test]
    fn what_hides_an_element_is_found_with_its_line() {
        let table = [
            (".foot { display: none }", Some(1)),
            ("\n.a, .foot-facts{color:red;visibility:hidden}", Some(2)),
            ("@media (max-width: 40em) {\n  footer ul { display:none !important; }\n}", Some(2)),
            (".foot > .foot-facts { opacity: 0 }", Some(1)),
            (".foot { color: red; .foot-facts { display: none } }", Some(1)),
            ("* { display: none }", Some(1)),
            ("ul.foot-facts { display: none }", Some(1)),
        ];
        for (style, line) in table {
            let hiding = hiding_rules(style).into_iter().find(|rule| rule.hides(&WAY));
            assert_eq!(hiding.map(|rule| rule.line), line, "{style}");
        }
    }

    #[test]
    fn what_leaves_it_in_sight_is_not_told() {
        for style in [
            ".foot { color: red }",
            "@media print { .foot { display: none } }",
            ".foot::before { display: none }",
            ".foot .mark { display: none }",
            ".side .foot-facts { display: none }",
            "ol.foot-facts { display: none }",
            ".foot:empty { display: none }",
            "/* .foot { display: none } */",
            "@keyframes x { 0% { opacity: 0 } }",
            ".footer { display: none }",
        ] {
            assert!(!hiding_rules(style).iter().any(|rule| rule.hides(&WAY)), "{style}");
        }
    }
}
