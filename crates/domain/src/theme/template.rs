//! One template of a theme: its language, its HTML, and the blocks without which pages would lose what the law asks for.

use std::collections::BTreeSet;

use super::expression::Reader;
use super::markup::{self, CLOSE, HOLE, Hole, MIDDLE, OPEN, OTHER, SIGNS};
use super::scan::{Piece, Word, newlines, pieces, words};
use super::{Fault, Finding, ThemeFile, nesting};

/// The blocks that the pages fill; a frame without one of them would swallow what stands in it. `meta` holds the page
/// tags of an item (国办发〔2017〕47号).
const BLOCKS: [&str; 3] = ["title", "meta", "content"];

/// Checks a template.
#[must_use]
pub fn check_template(file: ThemeFile, text: &str) -> Vec<Finding> {
    let found = match pieces(text) {
        Ok(found) => found,
        Err(finding) => return vec![finding],
    };
    let mut reader = Reader::default();
    let made_up = made_up_names(&found);
    let (mut html, mut holes) = (String::with_capacity(text.len()), Vec::new());
    for (line, piece) in &found {
        match *piece {
            Piece::Text(text) => html.push_str(&text.replace(SIGNS, " ")),
            Piece::Expression(inside) => {
                reader.expression(*line, inside);
                holes.push(hole_of(inside.trim(), &made_up));
                fill(&mut html, HOLE, inside);
            }
            Piece::Statement(inside) => {
                reader.statement(*line, inside);
                let title = named_block(inside) == Some("title");
                holes.push(if title { Hole::TitleBlock } else { Hole::Other });
                fill(&mut html, sign_of(inside), inside);
            }
            Piece::Comment(inside) => html.push_str(&"\n".repeat(newlines(inside))),
        }
    }
    let mut findings = reader.findings;
    findings.extend(markup::check(&html, &holes));
    findings.extend(nesting::check(&html, &holes));
    findings.extend(missing_blocks(file, &found));
    findings.sort_by_key(|finding| finding.line);
    findings.dedup();
    findings
}

/// What an expression is, as far as the rules ask.
fn hole_of(expression: &str, made_up: &BTreeSet<String>) -> Hole {
    let all: Vec<Word<'_>> = words(expression).into_iter().map(|(_, word)| word).collect();
    if matches!(all.as_slice(), [Word::Name("theme_asset"), Word::Sign("("), _, Word::Sign(")")]) {
        Hole::ThemeFile
    } else if expression == "page.linked_data|safe" {
        Hole::LinkedData
    } else if all.contains(&Word::Name("safe")) {
        Hole::Markup
    } else if is_made_up(&all, made_up) {
        Hole::MadeUp
    } else {
        Hole::Other
    }
}

/// Whether an expression can say what the template writes itself: it holds a text, or a name that the template gave to
/// one. The key of a field and the argument of a choice are no such text.
fn is_made_up(all: &[Word<'_>], made_up: &BTreeSet<String>) -> bool {
    all.iter().enumerate().any(|(at, word)| {
        let before = |back: usize| at.checked_sub(back).and_then(|at| all.get(at)).map_or("", |word| word.text());
        match word {
            Word::Quoted(_) => {
                let is_choice = before(1) == "(" && matches!(before(2), "selectattr" | "rejectattr");
                let owner = at.checked_sub(2).and_then(|at| all.get(at));
                let is_key = before(1) == "["
                    && matches!(owner, Some(Word::Name(name)) if !matches!(*name, "in" | "if" | "else" | "and" | "or" | "not"));
                !is_choice && !is_key
            }
            Word::Name(name) => before(1) != "." && made_up.contains(*name),
            Word::Number(_) | Word::Sign(_) => false,
        }
    })
}

/// The names that `set` and `for` give to texts of the template. Whatever stands first may be used later or, in a loop,
/// before: all statements are read until nothing is added.
fn made_up_names(found: &[(usize, Piece<'_>)]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    loop {
        let known = names.len();
        for (_, piece) in found {
            let Piece::Statement(statement) = piece else { continue };
            let all: Vec<Word<'_>> = words(statement).into_iter().map(|(_, word)| word).collect();
            let between = match all.first().map(|word| word.text()) {
                Some("set") => "=",
                Some("for") => "in",
                _ => continue,
            };
            let Some(at) = all.iter().position(|word| word.text() == between) else { continue };
            let (given, value) = all.split_at(at);
            if is_made_up(value, &names) {
                names.extend(given.iter().skip(1).filter_map(|word| match word {
                    Word::Name(name) => Some((*name).to_string()),
                    _ => None,
                }));
            }
        }
        if names.len() == known {
            return names;
        }
    }
}

/// The character that stands for a statement.
fn sign_of(statement: &str) -> char {
    match statement.split_whitespace().next().unwrap_or_default() {
        "if" | "for" | "block" => OPEN,
        "else" | "elif" => MIDDLE,
        "endif" | "endfor" | "endblock" => CLOSE,
        _ => OTHER,
    }
}

/// One character for an expression or a statement, and its lines.
fn fill(html: &mut String, sign: char, inside: &str) {
    html.push(sign);
    html.push_str(&"\n".repeat(newlines(inside)));
}

fn missing_blocks(file: ThemeFile, found: &[(usize, Piece<'_>)]) -> Vec<Finding> {
    let needed: &[&str] = if file == ThemeFile::Base { &BLOCKS } else { &["content"] };
    let named: BTreeSet<&str> = found
        .iter()
        .filter_map(|(_, piece)| match piece {
            Piece::Statement(text) => named_block(text),
            _ => None,
        })
        .collect();
    needed.iter().filter(|name| !named.contains(*name)).map(|name| Finding::new(Fault::Block, 1, name)).collect()
}

/// The name of the block that a statement begins.
fn named_block(statement: &str) -> Option<&str> {
    statement.trim().strip_prefix("block ").map(str::trim)
}

/// A block of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub name: String,
    pub line: usize,
    /// Whether it stands in another one.
    pub inside: bool,
}

/// The blocks of a template.
#[must_use]
pub fn blocks_of_template(text: &str) -> Vec<Block> {
    let (mut found, mut depth) = (Vec::new(), 0_usize);
    for (line, piece) in pieces(text).unwrap_or_default() {
        let Piece::Statement(statement) = piece else { continue };
        if let Some(name) = named_block(statement) {
            found.push(Block { name: name.to_string(), line, inside: depth > 0 });
            depth += 1;
        } else if statement.trim().starts_with("endblock") {
            depth = depth.saturating_sub(1);
        }
    }
    found
}

/// Names that a template gives by `set` or brings in, and that nothing of it uses, with their lines.
#[must_use]
pub fn unused_names(text: &str) -> Vec<(String, usize)> {
    let found = pieces(text).unwrap_or_default();
    let (mut given, mut used) = (Vec::new(), BTreeSet::new());
    for (line, piece) in &found {
        let inside = match piece {
            Piece::Expression(inside) | Piece::Statement(inside) => words(inside),
            Piece::Text(_) | Piece::Comment(_) => continue,
        };
        let statement = matches!(piece, Piece::Statement(_));
        let keyword = inside.first().map_or("", |(_, word)| word.text());
        let names_end = match keyword {
            "set" if statement => inside.iter().position(|(_, word)| word.text() == "=").unwrap_or(inside.len()),
            "from" if statement => inside.len(),
            _ => 0,
        };
        let names_begin = if keyword == "from" { 3 } else { 1 };
        let mut before = "";
        for (at, (below, word)) in inside.iter().enumerate() {
            if let Word::Name(name) = word {
                if at < names_end {
                    if at >= names_begin {
                        given.push(((*name).to_string(), line + below));
                    }
                } else if before != "." {
                    used.insert((*name).to_string());
                }
            }
            before = word.text();
        }
    }
    given.retain(|(name, _)| !used.contains(name));
    given
}

/// The class names that a template writes out.
#[must_use]
pub fn classes_of_template(text: &str) -> BTreeSet<String> {
    let mut classes = BTreeSet::new();
    for value in text.split("class=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        let words = value.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_')));
        classes.extend(words.filter(|word| !word.is_empty()).map(ToString::to_string));
    }
    classes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<(Fault, usize)> {
        check_template(ThemeFile::Item, text).into_iter().map(|finding| (finding.fault, finding.line)).collect()
    }

    #[test]
    fn faults_are_told_with_their_lines() {
        let page = "{%- extends \"base.html\" -%}\n{% block content %}\n<p>{{ item.title }}</p>\n{% include \"/etc/passwd\" %}\n\
                    <script>x</script>\n{{ 'x' * 99 }}\n{% endblock %}\n";
        assert_eq!(faults(page), [(Fault::Outside, 4), (Fault::Script, 5), (Fault::Operator, 6)]);
        assert_eq!(faults("{% block content %}{{ x"), [(Fault::NotClosed, 1)]);
        assert_eq!(faults("<p>x</p>"), [(Fault::Block, 1)]);
    }

    #[test]
    fn nothing_leads_out_by_way_of_the_language() {
        for inside in [
            "{% set r_html = \"<meta http-equiv='refresh' content='0;url=http://evil.example'>\" %}{{ r_html|safe }}",
            "<img src=\"{{ 'http://evil.example/x' }}\" alt=\"\">",
            "<form action=\"{{ 'http://evil.example' }}\"></form>",
            "<a href=\"{{ 'javascript:alert(1)' }}\">x</a>",
            "{% set u = 'http://evil.example' %}{% set v = u %}<img src=\"{{ v }}\" alt=\"\">",
            "{% for u in ['http://evil.example'] %}<img src=\"{{ u }}\" alt=\"\">{% endfor %}",
            "<img src=\"{{ theme_asset('x') if false else ('http://evil.example') }}\" alt=\"\">",
            "<img src=\"{{ site.logo|replace('/', 'http://evil.example') }}\" alt=\"\">",
            "<img src=\"{{ site.preview }}//evil.example/x\" alt=\"\">",
            "<img src=\"/a.png\" srcset=\"/a.png 1x, https://evil.example/x 2x\" alt=\"\">",
            "<link rel=\"preload\" as=\"image\" imagesrcset=\"https://evil.example/x 1x\">",
            "<svg><a href=\"#\"><set attributeName=\"href\" to=\"https://evil.example\"/></a></svg>",
            "<svg><path fill=\"url(https://evil.example/x)\"/></svg>",
            "<svg><path fill=\"{{ 'url(https://evil.example/x)' }}\"/></svg>",
            "<img src=\"/&#47;evil.example/x\" alt=\"\">",
            "<img src=\"/&sol;evil.example/x\" alt=\"\">",
            "{% if not site.preview %}<!--><meta http-equiv=\"refresh\" content=\"0;url=//evil.example\">-->{% endif %}",
            "<!---><script>x</script>-->",
            "<!-- --!><script>x</script>-->",
            "<? ><b>",
            "<![CDATA[ x ]]>",
            "<xmp><b></xmp>",
            "<textarea><p title=\"</textarea><script>x</script>\"></p></textarea>",
        ] {
            let page = format!("{{% block content %}}{inside}{{% endblock %}}");
            assert!(!faults(&page).is_empty(), "{inside}");
        }
        for inside in [
            "{% set policies = home.sections | selectattr(\"policy\") | list %}{% for s in policies %}<a href=\"{{ s.url }}\">x</a>{% endfor %}",
            "<a href=\"{{ entry[\"url\"] }}\">x</a><a href=\"{{ general[0].url }}\">y</a>",
            "<use href=\"{{ theme_asset('doors.svg') }}#{{ door.icon }}\"></use>",
            "<img src=\"/a.png\" srcset=\"/a.png 1x, /b.png 2x\" alt=\"\"><a href=\"/x?a=1&amp;b=2\">x</a>",
            "<svg><path fill=\"url(#g)\"/></svg><!-- x -->",
        ] {
            let page = format!("{{% block content %}}{inside}{{% endblock %}}");
            assert_eq!(faults(&page), [], "{inside}");
        }
    }

    #[test]
    fn blocks_and_names_for_nothing_are_found() {
        let page = "{%- extends \"base.html\" -%}\n{%- from \"macros.html\" import item_list, block -%}\n{% set a = items %}\n\
                    {% set b = a %}\n{% block content %}{% block inner %}{{ block(b.item_list) }}{% endblock %}{% endblock %}\n\
                    {% block extra %}{% endblock %}";
        let blocks: Vec<_> = blocks_of_template(page).into_iter().map(|one| (one.name, one.line, one.inside)).collect();
        let expected = [("content", 5, false), ("inner", 5, true), ("extra", 6, false)];
        assert_eq!(blocks, expected.map(|(name, line, inside)| (name.to_string(), line, inside)));
        assert_eq!(unused_names(page), [("item_list".to_string(), 2)]);
        assert_eq!(unused_names("{% set x = 1 %}{% set y = x %}"), [("y".to_string(), 1)]);
    }

    #[test]
    fn classes_are_found() {
        let classes = classes_of_template("<p class=\"a b-c\"><i class=\"{{ 'd' if x }} e\">");
        assert!(["a", "b-c", "d", "e"].iter().all(|class| classes.contains(*class)));
    }
}
