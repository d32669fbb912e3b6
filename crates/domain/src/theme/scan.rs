//! Cuts a template into what is printed as it stands, expressions, statements and comments, with their lines.

use super::{Fault, Finding};

/// A piece of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    Text(&'a str),
    Expression(&'a str),
    Statement(&'a str),
    Comment(&'a str),
}

/// The pieces, each with the line it begins on.
///
/// # Errors
/// Where an opening brace has no closing one.
pub fn pieces(template: &str) -> Result<Vec<(usize, Piece<'_>)>, Finding> {
    let (mut found, mut line, mut rest) = (Vec::new(), 1, template);
    loop {
        let next = ["{{", "{%", "{#"].into_iter().filter_map(|open| rest.find(open).map(|at| (at, open))).min();
        let Some((at, open)) = next else {
            found.push((line, Piece::Text(rest)));
            return Ok(found);
        };
        let (text, after) = rest.split_at(at);
        found.push((line, Piece::Text(text)));
        line += newlines(text);
        let inside = after.strip_prefix(open).unwrap_or_default();
        let Some((body, behind)) = closed(inside, open) else {
            return Err(Finding::new(Fault::NotClosed, line, after.lines().next().unwrap_or_default()));
        };
        let plain = body.trim_start_matches('-').trim_end_matches('-');
        found.push((
            line,
            match open {
                "{{" => Piece::Expression(plain),
                "{%" => Piece::Statement(plain),
                _ => Piece::Comment(plain),
            },
        ));
        line += newlines(body);
        rest = behind;
    }
}

/// How many lines a text goes on over.
pub fn newlines(text: &str) -> usize {
    text.matches('\n').count()
}

/// What stands before the closing braces, and what behind; braces within quotes close nothing.
fn closed<'a>(text: &'a str, open: &str) -> Option<(&'a str, &'a str)> {
    let close = match open {
        "{{" => "}}",
        "{%" => "%}",
        _ => return text.split_once("#}"),
    };
    let (mut quote, mut escaped) = (None, false);
    for (at, c) in text.char_indices() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None => {
                let (body, rest) = text.split_at(at);
                if let Some(behind) = rest.strip_prefix(close) {
                    return Some((body, behind));
                }
            }
        }
    }
    None
}

/// A word of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word<'a> {
    Name(&'a str),
    /// With its quotes.
    Quoted(&'a str),
    Number(&'a str),
    Sign(&'a str),
}

impl<'a> Word<'a> {
    /// As it is written.
    pub const fn text(self) -> &'a str {
        match self {
            Self::Name(text) | Self::Quoted(text) | Self::Number(text) | Self::Sign(text) => text,
        }
    }
}

/// The words of an expression, each with how many lines below the first it stands.
pub fn words(expression: &str) -> Vec<(usize, Word<'_>)> {
    let (mut found, mut line, mut rest) = (Vec::new(), 0, expression);
    while let Some(c) = rest.chars().next() {
        let size = match c {
            c if c.is_whitespace() => c.len_utf8(),
            '"' | '\'' => quoted(rest, c),
            c if is_name(c) => rest.find(|c| !is_name(c)).unwrap_or(rest.len()),
            '=' | '!' | '<' | '>' if rest.get(1..2) == Some("=") => 2,
            c => c.len_utf8(),
        };
        let (text, behind) = rest.split_at(size);
        match c {
            c if c.is_whitespace() => {}
            '"' | '\'' => found.push((line, Word::Quoted(text))),
            c if c.is_ascii_digit() => found.push((line, Word::Number(text))),
            c if is_name(c) => found.push((line, Word::Name(text))),
            _ => found.push((line, Word::Sign(text))),
        }
        line += newlines(text);
        rest = behind;
    }
    found
}

fn is_name(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// The length of a quoted text with its quotes.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_template_falls_into_pieces() {
        let found = pieces("a{{ x }}\n{%- if \"%}\" == y -%}b{# {{ }} #}").unwrap();
        let expected = [
            (1, Piece::Text("a")),
            (1, Piece::Expression(" x ")),
            (1, Piece::Text("\n")),
            (2, Piece::Statement(" if \"%}\" == y ")),
            (2, Piece::Text("b")),
            (2, Piece::Comment(" {{ }} ")),
            (2, Piece::Text("")),
        ];
        assert_eq!(found, expected);
        for broken in ["{{ x", "{% if x }}", "{{ \"}} ", "{# x"] {
            assert_eq!(pieces(broken).unwrap_err().fault, Fault::NotClosed, "{broken}");
        }
    }

    #[test]
    fn an_expression_falls_into_words() {
        let text = |expression| words(expression).into_iter().map(|(_, word)| word.text()).collect::<Vec<_>>();
        assert_eq!(text("a.b|c('x\\'y', 2)>=中"), ["a", ".", "b", "|", "c", "(", "'x\\'y'", ",", "2", ")", ">=", "中"]);
        assert_eq!(text("\"open"), ["\"open"]);
    }
}
