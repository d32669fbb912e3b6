//! Which rules of a style sheet hide something, and whether they hide a given element. A reading of plain selectors,
//! enough to warn before a mandatory part of a page disappears; not a browser's cascade.

use super::scan::newlines;
use super::style::without_strings;

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

/// The selectors that a style sheet hides on screens. Those of paper and of passing states (`:hover`) are left out. Of any
/// other condition it is assumed that it holds: what may hide a mandatory part is told.
#[must_use]
pub fn hiding_rules(style: &str) -> Vec<HidingRule> {
    let plain = without_strings(style).to_lowercase();
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
            found.extend(level.selectors.iter().filter(|selector| !passes_by(selector)).map(rule));
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
            // Frames of an animation hide for a moment; the others choose nothing.
            let chooses_none = ["@keyframes", "@-webkit-keyframes", "@page", "@property", "@counter-style"];
            let passes = !chooses_none.iter().any(|rule| prelude.starts_with(rule));
            let on_paper = prelude.strip_prefix("@media").is_some_and(|queries| {
                queries.split(',').all(|query| query.split_whitespace().find(|word| *word != "only") == Some("print"))
            });
            return Self { selectors: outer.to_vec(), line, on_screen: on_screen && passes && !on_paper };
        }
        let own = parts(prelude, &[',']);
        let selectors = match outer {
            [] => own.into_iter().map(ToString::to_string).collect(),
            outer => own.into_iter().flat_map(|own| outer.iter().map(move |outer| nested(outer, own))).collect(),
        };
        Self { selectors, line, on_screen }
    }
}

fn nested(outer: &str, own: &str) -> String {
    if own.contains('&') { own.replace('&', outer) } else { format!("{outer} {own}") }
}

/// The trimmed parts between signs that stand outside of brackets.
fn parts<'a>(text: &'a str, signs: &[char]) -> Vec<&'a str> {
    let mut found = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (part, behind) = rest.split_at(end_of(rest, signs));
        found.push(part.trim());
        rest = behind.strip_prefix(signs).unwrap_or(behind);
    }
    found.retain(|part| !part.is_empty());
    found
}

/// States that pass, elements that are none of the page's, and attributes that hide by themselves.
const PASSING: [&str; 12] = [
    "hover",
    "focus",
    "focus-visible",
    "focus-within",
    "active",
    "empty",
    "disabled",
    "checked",
    "before",
    "after",
    "marker",
    "placeholder",
];

/// Whether a selector holds for a moment only, or not for an element itself.
fn passes_by(selector: &str) -> bool {
    let plain = selector.split('(').next().unwrap_or_default();
    let state = plain.split(':').skip(1).any(|word| {
        let end = word.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(word.len());
        PASSING.contains(&word.get(..end).unwrap_or_default())
    });
    state || plain.contains("::") || plain.contains("[hidden]")
}

/// Whether a declaration hides, or leaves so little that nobody reads it.
fn hides(declaration: &str) -> bool {
    let plain: String = declaration.chars().filter(|c| !c.is_whitespace()).collect();
    let Some((property, value)) = plain.split_once(':') else { return false };
    let value = value.trim_end_matches("!important");
    let number = number_of(value);
    match property {
        "display" => value == "none" || value.starts_with("var("),
        "visibility" => value != "visible" && value != "inherit",
        "content-visibility" => value == "hidden",
        "opacity" => number.is_none_or(|number| number < if value.ends_with('%') { 30.0 } else { 0.3 }),
        "height" | "max-height" | "width" | "max-width" | "block-size" | "inline-size" | "max-block-size"
        | "max-inline-size" | "line-height" | "zoom" | "scale" => number.is_some_and(|number| number.abs() < 0.1),
        "font-size" => number.is_some_and(|number| number < smallest_type(value)),
        "font" => value.starts_with("0/") || value.starts_with("0px") || value.contains(")0"),
        "clip" | "clip-path" | "mask" | "mask-image" | "-webkit-mask" | "-webkit-mask-image" => {
            !matches!(value, "none" | "auto")
        }
        "transform" | "translate" => value != "none",
        "filter" => value.contains("opacity("),
        "color" | "-webkit-text-fill-color" => is_transparent(value),
        "left" | "right" | "top" | "bottom" | "inset" | "margin" | "text-indent" => is_far(value),
        property if property.starts_with("margin-") || property.starts_with("inset-") => is_far(value),
        _ => false,
    }
}

/// The number with which a value begins.
fn number_of(value: &str) -> Option<f64> {
    let end = value.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))).unwrap_or(value.len());
    value.get(..end)?.parse().ok()
}

/// Type below this is not read, in the unit of the value.
fn smallest_type(value: &str) -> f64 {
    if value.ends_with('%') {
        40.0
    } else if value.ends_with("px") || value.ends_with("pt") {
        6.0
    } else {
        0.4
    }
}

fn is_transparent(value: &str) -> bool {
    let hex = value.strip_prefix('#').unwrap_or_default();
    let clear = (hex.len() == 4 && hex.ends_with('0')) || (hex.len() == 8 && hex.ends_with("00"));
    // With commas, only a fourth value is one of transparency: `rgb(0,0,0)` is black.
    let opacity = match value.split_once('/') {
        Some((_, opacity)) => Some(opacity),
        None => value.split(',').nth(3),
    };
    let none = opacity.is_some_and(|opacity| ["0)", "0%)", "0.0)", ".0)"].contains(&opacity));
    value == "transparent" || clear || none
}

/// Whether a place is off the page.
fn is_far(value: &str) -> bool {
    let numbers = value.split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-')));
    numbers.filter_map(|word| word.parse::<f64>().ok()).any(|number| number <= -40.0 || number >= 400.0)
}

impl HidingRule {
    /// Whether the rule hides an element, given the way from the page down to it: it may choose the element or one
    /// around it.
    #[must_use]
    pub fn hides(&self, way: &[Named<'_>]) -> bool {
        let compounds = compounds(&self.selector);
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

/// The compounds of a selector from the outside in. Brothers are taken to be there.
fn compounds(selector: &str) -> Vec<&str> {
    let spaced = parts(selector, &[' ', '>', '\t', '\n']);
    let mut found: Vec<&str> = Vec::new();
    for part in spaced {
        if part.starts_with(['+', '~']) {
            found.pop();
        }
        found.extend(parts(part, &['+', '~']).last());
        if part.ends_with(['+', '~']) {
            found.pop();
        }
    }
    found
}

/// Whether a compound such as `li.a#b` chooses an element. Conditions that are not read here are taken to hold.
fn chooses(compound: &str, element: &Named<'_>) -> bool {
    let (tag, id, classes) = element;
    let signs = ['.', '#', ':', '['];
    let (name, mut rest) = compound.split_at(compound.find(signs).unwrap_or(compound.len()));
    if !(name.is_empty() || name == "*" || name.eq_ignore_ascii_case(tag)) {
        return false;
    }
    while let Some(sign) = rest.chars().next() {
        let behind = rest.strip_prefix(sign).unwrap_or_default();
        let (word, after) = behind.split_at(end_of(behind, &signs));
        let fits = match sign {
            '#' => id.eq_ignore_ascii_case(word),
            '.' => classes.split_whitespace().any(|class| class.eq_ignore_ascii_case(word)),
            ':' => may_be(word, element),
            _ => true,
        };
        if !fits {
            return false;
        }
        rest = after;
    }
    true
}

/// Where a word ends: at the first of the signs outside of brackets.
fn end_of(text: &str, signs: &[char]) -> usize {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            c if depth == 0 && signs.contains(&c) => return at,
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    text.len()
}

/// Whether a pseudo-class may hold for an element; of `:is()` and `:where()` one of the choices has to.
fn may_be(word: &str, element: &Named<'_>) -> bool {
    let choices = ["is(", "where("].iter().find_map(|start| word.strip_prefix(start));
    choices.is_none_or(|choices| {
        let inside = choices.strip_suffix(')').unwrap_or(choices);
        parts(inside, &[',']).iter().any(|one| compounds(one).last().is_some_and(|last| chooses(last, element)))
    })
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
            (".foot:not(.zz){display:none}", Some(1)),
            (".foot-facts{height:0;overflow:hidden}", Some(1)),
            (".foot[class]{display:none}", Some(1)),
            ("main + .foot { display: none }", Some(1)),
            ("main~.foot { display: none }", Some(1)),
            (":is(.zz, .foot){display:none}", Some(1)),
            ("body:not(:hover) footer{display:none}", Some(1)),
            (".foot{opacity:0.0}", Some(1)),
            (".foot{font-size:0}", Some(1)),
            (".foot{position:absolute;left:-9999px}", Some(1)),
            (".foot{clip-path:inset(50%)}", Some(1)),
            (".foot{transform:scale(0)}", Some(1)),
            (".foot{color:transparent}", Some(1)),
            (".foot{color:#fff0}", Some(1)),
            (".foot{color:rgba(0, 0, 0, 0)}", Some(1)),
            (".foot{color:rgb(0 0 0 / 0%)}", Some(1)),
            (".foot{display:var(--x)}", Some(1)),
            (".zz{content:\"}\"} .foot{display:none}", Some(1)),
            ("@media print, all{.foot{display:none}}", Some(1)),
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
            ".foot:hover { opacity: 0 }",
            ":is(.zz) { display: none }",
            ".zz:not(.foot) { display: none }",
            ".foot { margin: 0 -2px; line-height: 1.5; color: #1d4f91; font-size: .9em }",
            "main ~ .zz { display: none }",
            ".foot { color: rgb(0, 0, 0) }",
            ".foot { color: hsl(0, 0%, 0%) }",
            ".foot { color: rgba(10, 20, 0, 0.9) }",
        ] {
            assert!(!hiding_rules(style).iter().any(|rule| rule.hides(&WAY)), "{style}");
        }
    }
}
