//! One template of a theme: its language, its HTML, and the blocks without which pages would lose what the law asks for.

use std::collections::BTreeSet;

use super::expression::Reader;
use super::markup::{self, CLOSE, HOLE, Hole, MIDDLE, OPEN, OTHER, SIGNS};
use super::scan::{Piece, newlines, pieces};
use super::{Fault, Finding, ThemeFile};

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
    let (mut html, mut holes) = (String::with_capacity(text.len()), Vec::new());
    for (line, piece) in &found {
        match *piece {
            Piece::Text(text) => html.push_str(&text.replace(SIGNS, " ")),
            Piece::Expression(inside) => {
                reader.expression(*line, inside);
                holes.push(hole_of(inside.trim()));
                fill(&mut html, HOLE, inside);
            }
            Piece::Statement(inside) => {
                reader.statement(*line, inside);
                holes.push(Hole::Other);
                fill(&mut html, sign_of(inside), inside);
            }
            Piece::Comment(inside) => html.push_str(&"\n".repeat(newlines(inside))),
        }
    }
    let mut findings = reader.findings;
    findings.extend(markup::check(&html, &holes));
    findings.extend(missing_blocks(file, &found));
    findings.sort_by_key(|finding| finding.line);
    findings.dedup();
    findings
}

/// What an expression is, as far as scripts ask.
fn hole_of(expression: &str) -> Hole {
    if expression.starts_with("theme_asset(") && expression.ends_with(')') {
        Hole::ThemeFile
    } else if expression == "page.linked_data|safe" {
        Hole::LinkedData
    } else {
        Hole::Other
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
            Piece::Statement(text) => text.trim().strip_prefix("block ").map(str::trim),
            _ => None,
        })
        .collect();
    needed.iter().filter(|name| !named.contains(*name)).map(|name| Finding::new(Fault::Block, 1, name)).collect()
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
    fn classes_are_found() {
        let classes = classes_of_template("<p class=\"a b-c\"><i class=\"{{ 'd' if x }} e\">");
        assert!(["a", "b-c", "d", "e"].iter().all(|class| classes.contains(*class)));
    }
}

#[cfg(test)]
mod scratch {
    #[test]
    fn scratch_built_ins() {
        for file in super::ThemeFile::ALL.iter().filter(|f| **f != super::ThemeFile::Style) {
            let text = std::fs::read_to_string(format!("../../themes/porcelain/{}", file.code())).unwrap();
            println!("{} {:?}", file.code(), super::check_template(*file, &text));
        }
    }
}
