//! The rules of expressions and statements. What is left of the template language can print, choose and repeat over what
//! the program gives; it cannot build values that grow, catch its own output, or name a file outside the theme.

use super::scan::{Word, words};
use super::{Fault, Finding, ThemeFile};

/// Statements; of `set` only the form with a value.
const STATEMENTS: [&str; 13] = [
    "extends", "block", "endblock", "if", "elif", "else", "endif", "for", "endfor", "from", "import", "include", "set",
];
/// Filters, none of which makes much out of little.
pub const FILTERS: [&str; 17] = [
    "safe",
    "escape",
    "length",
    "list",
    "first",
    "last",
    "batch",
    "selectattr",
    "rejectattr",
    "default",
    "replace",
    "string",
    "upper",
    "lower",
    "trim",
    "minute",
    "day",
];
/// Tests behind `is`.
pub const TESTS: [&str; 6] = ["defined", "undefined", "none", "string", "startingwith", "true"];
/// The program's own functions.
const FUNCTIONS: [&str; 1] = ["theme_asset"];
/// Names that catch output or call back.
const NEVER: [&str; 6] = ["self", "super", "caller", "recursive", "varargs", "debug"];
/// The templates of the built-in theme that hold macros.
const MACROS: [&str; 1] = ["macros.html"];

/// What a bracket is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bracket {
    Call,
    Group,
    Index,
    List,
}

/// Reads the expressions of one template; macros that were brought in may be called.
#[derive(Default)]
pub struct Reader {
    macros: Vec<String>,
    pub findings: Vec<Finding>,
}

impl Reader {
    fn note(&mut self, fault: Fault, line: usize, word: &str) {
        self.findings.push(Finding::new(fault, line, word));
    }

    /// A statement.
    pub fn statement(&mut self, line: usize, text: &str) {
        let all = words(text);
        let Some((keyword, rest)) = all.split_first() else {
            return self.note(Fault::Keyword, line, text.trim());
        };
        let name = keyword.1.text();
        let at = line + keyword.0;
        if !STATEMENTS.contains(&name) {
            return self.note(Fault::Keyword, at, name);
        }
        match name {
            "extends" | "include" | "from" | "import" => self.reference(at, name, rest),
            "set" if !rest.iter().any(|(_, word)| word.text() == "=") => self.note(Fault::Keyword, at, "set"),
            "block" | "endblock" => {}
            _ => self.words(line, rest),
        }
    }

    /// Which file a statement names, and which macros it brings in.
    fn reference(&mut self, line: usize, keyword: &str, rest: &[(usize, Word<'_>)]) {
        let Some((_, Word::Quoted(quoted))) = rest.first() else {
            return self.note(Fault::Outside, line, keyword);
        };
        let name = quoted.trim_matches(['"', '\'']);
        let own = ThemeFile::parse(name).is_some_and(|file| file != ThemeFile::Style);
        if !own && !MACROS.contains(&name) {
            return self.note(Fault::Outside, line, name);
        }
        if keyword == "from" {
            self.macros.extend(rest.iter().skip(2).map(|(_, word)| word.text().to_string()));
        } else if rest.len() > 1 {
            // `import … as x` would let every macro be reached by a name that is not looked at here.
            self.note(Fault::Keyword, line, keyword);
        }
    }

    /// An expression.
    pub fn expression(&mut self, line: usize, text: &str) {
        self.words(line, &words(text));
    }

    fn words(&mut self, line: usize, all: &[(usize, Word<'_>)]) {
        let mut open: Vec<Bracket> = Vec::new();
        let mut before: [Option<Word<'_>>; 2] = [None, None];
        for (index, (below, word)) in all.iter().enumerate() {
            let at = line + below;
            match *word {
                Word::Name(name) => self.name(at, name, before, all.get(index + 1).map(|(_, word)| *word)),
                Word::Sign(sign) => self.sign(at, sign, before, &mut open),
                Word::Quoted(_) | Word::Number(_) => {}
            }
            if matches!(word, Word::Name(_)) && open.last() == Some(&Bracket::List) {
                self.note(Fault::Nesting, at, word.text());
            }
            if let Word::Name("safe") = word
                && before[1].is_some_and(|sign| sign.text() == "|")
                && (!is_cleaned(all.get(..index).unwrap_or_default()) || follows(all, index, "|"))
            {
                let printed = index.checked_sub(2).and_then(|at| all.get(at)).map_or("", |(_, word)| word.text());
                self.note(Fault::Unescaped, at, printed);
            }
            before = [before[1], Some(*word)];
        }
    }

    fn name(&mut self, line: usize, name: &str, before: [Option<Word<'_>>; 2], next: Option<Word<'_>>) {
        let previous = before[1].map_or("", Word::text);
        let is_test = previous == "is" || (previous == "not" && before[0].is_some_and(|word| word.text() == "is"));
        match previous {
            "." if next.is_some_and(|word| word.text() == "(") => self.note(Fault::Call, line, name),
            "." => {}
            "|" if !FILTERS.contains(&name) => self.note(Fault::Filter, line, name),
            "|" => {}
            _ if is_test && name == "not" => {}
            _ if is_test && !TESTS.contains(&name) => self.note(Fault::Test, line, name),
            _ if is_test => {}
            _ if NEVER.contains(&name) => self.note(Fault::Name, line, name),
            _ if next.is_some_and(|word| word.text() == "(")
                && !is_word_of_logic(name)
                && !FUNCTIONS.contains(&name)
                && !self.macros.iter().any(|known| known == name) =>
            {
                self.note(Fault::Call, line, name);
            }
            _ => {}
        }
    }

    fn sign(&mut self, line: usize, sign: &str, before: [Option<Word<'_>>; 2], open: &mut Vec<Bracket>) {
        let follows_value = match before[1] {
            Some(Word::Name(name)) => !is_word_of_logic(name),
            Some(Word::Quoted(_)) => true,
            Some(Word::Sign(sign)) => matches!(sign, ")" | "]"),
            Some(Word::Number(_)) | None => false,
        };
        match sign {
            "~" | "*" | "+" | "{" | "}" | "\\" | "`" => self.note(Fault::Operator, line, sign),
            "(" => open.push(if follows_value { Bracket::Call } else { Bracket::Group }),
            "[" => open.push(if follows_value { Bracket::Index } else { Bracket::List }),
            ")" | "]" => {
                open.pop();
            }
            // A tuple could hold what was just built, and itself be held.
            "," if open.last() == Some(&Bracket::Group) || open.is_empty() => self.note(Fault::Nesting, line, sign),
            _ => {}
        }
        if matches!(sign, "(" | "[") && open.iter().rev().nth(1) == Some(&Bracket::List) {
            self.note(Fault::Nesting, line, sign);
        }
    }
}

/// Whether what stands before `safe` is a field of a value of the program that the program has cleaned, and nothing else:
/// a name that the template gave could hold anything.
fn is_cleaned(before: &[(usize, Word<'_>)]) -> bool {
    let [.., (_, Word::Name(owner)), (_, Word::Sign(".")), (_, Word::Name(field)), (_, Word::Sign("|"))] = before
    else {
        return false;
    };
    !is_word_of_logic(owner) && (field.ends_with("_html") || *field == "linked_data")
}

fn follows(all: &[(usize, Word<'_>)], index: usize, sign: &str) -> bool {
    all.get(index + 1).is_some_and(|(_, word)| word.text() == sign)
}

/// Words before which a bracket opens no call.
fn is_word_of_logic(name: &str) -> bool {
    matches!(name, "in" | "not" | "and" | "or" | "if" | "else" | "is" | "elif" | "for" | "set")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_expression(text: &str) -> Vec<Fault> {
        let mut reader = Reader { macros: vec!["item_list".into()], findings: Vec::new() };
        reader.expression(1, text);
        reader.findings.into_iter().map(|finding| finding.fault).collect()
    }

    fn of_statement(text: &str) -> Vec<Fault> {
        let mut reader = Reader::default();
        reader.statement(1, text);
        reader.findings.into_iter().map(|finding| finding.fault).collect()
    }

    #[test]
    fn what_the_built_in_theme_writes_is_allowed() {
        for text in [
            "site.name",
            "item.published_at|replace(' ', 'T')",
            "item_list(home.items, agencies=true)",
            "theme_asset('logo.svg')",
            "home.sections | selectattr(\"policy\") | list",
            "general[0].title",
            "group[\"items\"]",
            "'with-side' if section.siblings",
            "[\"a.css\", \"b.css\"]",
            "loop.last and pair|length == 1",
            "entry.count is not none",
            "item.body_html|safe",
            "(a or b) and not (c)",
            "x if y in (z) else -1",
        ] {
            assert_eq!(of_expression(text), [], "{text}");
        }
    }

    #[test]
    fn what_grows_reaches_out_or_catches_output_is_not() {
        let table = [
            ("'x' * 1000000", Fault::Operator),
            ("x ~ x", Fault::Operator),
            ("x + x", Fault::Operator),
            ("{'a': x}", Fault::Operator),
            ("[x, x]", Fault::Nesting),
            ("[[1], [2]]", Fault::Nesting),
            ("(x, x)", Fault::Nesting),
            ("x, x", Fault::Nesting),
            ("range(100000)", Fault::Call),
            ("x.upper()", Fault::Call),
            ("self.content()", Fault::Name),
            ("super()", Fault::Name),
            ("x|join(',')", Fault::Filter),
            ("x|pprint", Fault::Filter),
            ("x is sameas y", Fault::Test),
            ("site.name|safe", Fault::Unescaped),
            ("debug()", Fault::Name),
            ("r_html|safe", Fault::Unescaped),
            ("'x_html'|safe", Fault::Unescaped),
            ("('<script>' if true else item.body_html)|safe", Fault::Unescaped),
            ("'xmeta y'|replace('x', '<')|safe", Fault::Unescaped),
            ("item.body_html|replace('p', 'script')|safe", Fault::Unescaped),
            ("item.body_html|safe|replace('&lt;', '<')", Fault::Unescaped),
        ];
        for (text, fault) in table {
            assert!(of_expression(text).contains(&fault), "{text}: {:?}", of_expression(text));
        }
    }

    #[test]
    fn statements_name_files_of_the_theme_only() {
        for text in [
            "extends \"base.html\"",
            "from 'macros.html' import item_list, block",
            "include \"topic.html\"",
            "set a = b | list",
            "for a in b",
            "block x",
        ] {
            assert_eq!(of_statement(text), [], "{text}");
        }
        let table = [
            ("include \"/etc/passwd\"", Fault::Outside),
            ("include \"../config.toml\"", Fault::Outside),
            ("include name", Fault::Outside),
            ("include [\"a\", \"b\"]", Fault::Outside),
            ("import \"macros.html\" as m", Fault::Keyword),
            ("macro x()", Fault::Keyword),
            ("call x()", Fault::Keyword),
            ("filter upper", Fault::Keyword),
            ("set x", Fault::Keyword),
            ("raw", Fault::Keyword),
            ("autoescape false", Fault::Keyword),
            ("with a = b", Fault::Keyword),
            ("do x()", Fault::Keyword),
            ("for a in b recursive", Fault::Name),
            ("", Fault::Keyword),
        ];
        for (text, fault) in table {
            assert!(of_statement(text).contains(&fault), "{text}: {:?}", of_statement(text));
        }
    }
}
