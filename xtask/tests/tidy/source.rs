//! Reading Rust source well enough for the tidy rules: comments and literals blanked out, test modules cut off.
//!
//! This is no parser: it knows just enough not to take a word in a text for code.

/// The source with comments and the contents of literals replaced by spaces; line breaks stay.
pub fn code_of(source: &str) -> String {
    let mut code = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let skipped = length_of_text(rest, code.chars().next_back());
        let length = skipped.unwrap_or(first.len_utf8());
        let (piece, after) = rest.split_at(length);
        if skipped.is_some() {
            code.extend(piece.chars().map(|character| if character == '\n' { '\n' } else { ' ' }));
        } else {
            code.push_str(piece);
        }
        rest = after;
    }
    code
}

/// The code before the first inline test module.
pub fn without_tests(code: &str) -> &str {
    let end = code.find("#[cfg(test)]\nmod ").unwrap_or(code.len());
    &code[..end]
}

/// The code of inline test modules and of everything after the first of them.
pub fn only_tests(code: &str) -> &str {
    &code[without_tests(code).len()..]
}

/// The length in bytes of the comment or literal that `rest` begins with.
fn length_of_text(rest: &str, before: Option<char>) -> Option<usize> {
    let after_word = before.is_some_and(|character| character.is_alphanumeric() || character == '_');
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Some(rest.find("*/").map_or(rest.len(), |end| end + 2));
    }
    if let Some(quoted) = rest.strip_prefix('"') {
        return Some(1 + length_of_quoted(quoted, '"'));
    }
    if rest.starts_with('\'') {
        return length_of_character(rest);
    }
    if after_word { None } else { length_of_raw(rest) }
}

fn length_of_quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (place, character) in rest.char_indices() {
        match (escaped, character) {
            (false, '\\') => escaped = true,
            (false, character) if character == quote => return place + 1,
            _ => escaped = false,
        }
    }
    rest.len()
}

/// A character literal; a lifetime is none.
fn length_of_character(rest: &str) -> Option<usize> {
    let mut characters = rest.chars().skip(1);
    let first = characters.next()?;
    if first == '\\' {
        return Some(1 + length_of_quoted(&rest[1..], '\''));
    }
    (characters.next()? == '\'').then_some(2 + first.len_utf8())
}

fn length_of_raw(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r'))?;
    let hashes = after.chars().take_while(|character| *character == '#').count();
    let body = after[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let start = rest.len() - body.len();
    Some(body.find(&end).map_or(rest.len(), |place| start + place + end.len()))
}

#[test]
fn literals_and_comments_are_blanked() {
    let source =
        "let a = \"crate::x\"; // crate::y\nlet b = r#\"crate::\"z\"#; let c: &'a str = d('\"', '\\''); /* e */ f";
    let code = code_of(source);
    assert!(!code.contains("crate::"), "{code}");
    assert!(code.contains("let c: &'a str = d("), "{code}");
    assert!(code.ends_with(" f"), "{code}");
    assert_eq!(code.lines().count(), 2);
}
