//! Whether the tags of a template fit together: what is opened is closed, within the same condition, and the page's
//! title is text. Line by line, whichever way the conditions fall; what an element may hold is the page check's to say.

use super::markup::{CLOSE, HOLE, Hole, MIDDLE, OPEN, SIGNS};
use super::scan::newlines;
use super::{Fault, Finding};

/// Elements that hold nothing and have no end tag.
const EMPTY: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];
/// Elements whose end tag HTML lets one leave out.
const OPTIONAL: [&str; 14] =
    ["li", "p", "dt", "dd", "option", "optgroup", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "caption"];
/// Elements before which a paragraph ends by itself.
const ENDS_PARAGRAPH: [&str; 29] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "details",
    "dialog",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "section",
    "table",
    "ul",
];
/// Elements whose content is text, tags and all.
const TEXT: [&str; 3] = ["title", "textarea", "script"];

/// Checks the nesting of a template's HTML; `holes_are` says of each sign, in order, what stands there.
pub fn check(html: &str, holes_are: &[Hole]) -> Vec<Finding> {
    let mut reader = Reader { open: Vec::new(), findings: Vec::new(), line: 1, holes: 0, holes_are };
    let mut rest = html;
    while let Some(at) = rest.find(|c: char| c == '<' || SIGNS.contains(&c)) {
        let (text, from) = rest.split_at(at);
        reader.line += newlines(text);
        rest = reader.step(from);
    }
    reader.unwind();
    reader.findings
}

/// What is open.
enum Open {
    Element {
        name: String,
        line: usize,
    },
    /// A condition, a repetition or a block; that of the title holds text only.
    Part {
        title: bool,
    },
}

struct Reader<'a> {
    open: Vec<Open>,
    findings: Vec<Finding>,
    line: usize,
    /// Signs passed so far.
    holes: usize,
    holes_are: &'a [Hole],
}

impl Reader<'_> {
    fn note(&mut self, fault: Fault, line: usize, word: &str) {
        self.findings.push(Finding::new(fault, line, word));
    }

    /// Reads one sign or tag; the rest after it.
    fn step<'t>(&mut self, from: &'t str) -> &'t str {
        if let Some(behind) = from.strip_prefix("<!--") {
            let (inside, rest) = behind.split_once("-->").unwrap_or((behind, ""));
            self.pass(inside);
            return rest;
        }
        if let Some(behind) = from.strip_prefix("</") {
            let (tag, rest) = tag_of(behind);
            if behind.starts_with(|c: char| c.is_ascii_alphabetic()) {
                self.end(&name_of(tag));
            }
            self.pass(tag);
            return rest;
        }
        if let Some(behind) = from.strip_prefix('<') {
            if !behind.starts_with(|c: char| c.is_ascii_alphabetic()) {
                return behind;
            }
            let (tag, rest) = tag_of(behind);
            self.start(&name_of(tag), tag.ends_with('/'));
            self.pass(tag);
            return rest;
        }
        let mut signs = from.chars();
        if let Some(sign) = signs.next() {
            self.sign(sign);
        }
        signs.as_str()
    }

    fn pass(&mut self, text: &str) {
        self.line += newlines(text);
        self.holes += text.matches(SIGNS).count();
    }

    fn sign(&mut self, sign: char) {
        let is = self.holes_are.get(self.holes).copied();
        self.holes += 1;
        match sign {
            OPEN => self.open.push(Open::Part { title: is == Some(Hole::TitleBlock) }),
            MIDDLE => self.unwind(),
            CLOSE => {
                self.unwind();
                self.open.pop();
            }
            HOLE if is == Some(Hole::Markup) && self.is_in_title() => self.note(Fault::TitleMarkup, self.line, "|safe"),
            _ => {}
        }
    }

    /// Ends what is open since the last condition began; what had to be closed is told.
    fn unwind(&mut self) {
        while let Some(Open::Element { name, line }) = self.open.pop_if(|open| matches!(open, Open::Element { .. })) {
            if !OPTIONAL.contains(&name.as_str()) {
                self.note(Fault::Unclosed, line, &format!("<{name}>"));
            }
        }
    }

    fn is_in_title(&self) -> bool {
        self.open.iter().any(|open| match open {
            Open::Element { name, .. } => name == "title",
            Open::Part { title } => *title,
        })
    }

    /// The element whose content is text, where one is open.
    fn text_element(&self) -> Option<&str> {
        self.open.iter().rev().find_map(|open| match open {
            Open::Element { name, .. } => TEXT.contains(&name.as_str()).then_some(name.as_str()),
            Open::Part { .. } => None,
        })
    }

    fn start(&mut self, name: &str, closed: bool) {
        if self.is_in_title() {
            return self.note(Fault::TitleMarkup, self.line, &format!("<{name}>"));
        }
        if self.text_element().is_some() {
            return;
        }
        if ENDS_PARAGRAPH.contains(&name) {
            self.open.pop_if(|open| matches!(open, Open::Element { name, .. } if name == "p"));
        }
        if OPTIONAL.contains(&name) {
            self.open.pop_if(|open| matches!(open, Open::Element { name: before, .. } if before == name));
        }
        let is_drawing = self.open.iter().any(|open| matches!(open, Open::Element { name, .. } if name == "svg"));
        let stands_alone = EMPTY.contains(&name) || (closed && is_drawing);
        if !stands_alone {
            self.open.push(Open::Element { name: name.to_string(), line: self.line });
        }
    }

    fn end(&mut self, name: &str) {
        let within = self.text_element().is_some_and(|open| open != name);
        if within || (self.is_in_title() && name != "title") {
            if self.is_in_title() {
                self.note(Fault::TitleMarkup, self.line, &format!("</{name}>"));
            }
            return;
        }
        let since = self.open.iter().rposition(|open| matches!(open, Open::Part { .. })).map_or(0, |at| at + 1);
        let opened =
            self.open.iter().rposition(|open| matches!(open, Open::Element { name: open, .. } if open == name));
        let Some(at) = opened.filter(|at| *at >= since) else {
            return self.note(Fault::Stray, self.line, &format!("</{name}>"));
        };
        for open in self.open.split_off(at).into_iter().skip(1).rev() {
            if let Open::Element { name, line } = open
                && !OPTIONAL.contains(&name.as_str())
            {
                self.note(Fault::Unclosed, line, &format!("<{name}>"));
            }
        }
    }
}

/// A tag without its brackets, and what follows it; a bracket in quotes ends nothing.
fn tag_of(text: &str) -> (&str, &str) {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None if c == '>' => {
                let (tag, rest) = text.split_at(at);
                return (tag, rest.strip_prefix('>').unwrap_or(rest));
            }
            None => {}
        }
    }
    (text, "")
}

fn name_of(tag: &str) -> String {
    tag.chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | ':'))
        .collect::<String>()
        .to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::super::{ThemeFile, check_template};
    use super::*;

    fn faults(inside: &str) -> Vec<(Fault, usize)> {
        let text = format!("{{% block content %}}\n{inside}\n{{% endblock %}}\n");
        check_template(ThemeFile::Item, &text).into_iter().map(|finding| (finding.fault, finding.line)).collect()
    }

    #[test]
    fn what_html_allows_is_allowed() {
        for inside in [
            "<div>\n<p>一\n<p>二\n<ul><li>甲<li>乙</ul></div><br><img src=\"/a.png\" alt=\"\">",
            "{% if x %}<p>一</p>{% else %}<div>二</div>{% endif %}",
            "<table><tr><td>一<td>二<tr><th>三</table>",
            "<svg viewBox=\"0 0 1 1\"><use href=\"#a\"/><path d=\"M0 0\"/></svg>",
            "<a href=\"/x?a=>\">{{ x }}</a><!-- <div> --><textarea name=\"a\">b</textarea>",
            "<div{% if x %} class=\"a\"{% endif %}>{% for y in x %}<p>{{ y }}</p>{% endfor %}</div>",
        ] {
            assert_eq!(faults(inside), [], "{inside}");
        }
    }

    #[test]
    fn what_does_not_fit_together_is_told_with_its_line() {
        let table = [
            ("<div>\n<p>一</p>", vec![(Fault::Unclosed, 2)]),
            ("<div><span>一</div>", vec![(Fault::Unclosed, 2)]),
            ("<p>一</p>\n</div>", vec![(Fault::Stray, 3)]),
            ("<p>一<div>二</div>\n</p>", vec![(Fault::Stray, 3)]),
            ("{% if x %}\n<div>{% endif %}一</div>", vec![(Fault::Unclosed, 3), (Fault::Stray, 3)]),
            ("{% if x %}<div>{% else %}</div>{% endif %}", vec![(Fault::Unclosed, 2), (Fault::Stray, 2)]),
            ("<b>一\n</i></b>", vec![(Fault::Stray, 3)]),
            ("<div/>一", vec![(Fault::Unclosed, 2)]),
        ];
        for (inside, told) in table {
            assert_eq!(faults(inside), told, "{inside}");
        }
    }

    #[test]
    fn a_title_is_text() {
        let titles = |text: &str| -> Vec<Fault> {
            check_template(ThemeFile::Home, &format!("{text}{{% block content %}}{{% endblock %}}"))
                .into_iter()
                .map(|finding| finding.fault)
                .collect()
        };
        assert_eq!(titles("{% block title %}{{ site.name }} - 甲{% endblock %}<title>{{ page.title }}</title>"), []);
        assert_eq!(titles("{% block title %}甲<p id=\"mine\">{% endblock %}"), [Fault::TitleMarkup]);
        assert_eq!(titles("<title>甲<b>乙</b></title>"), [Fault::TitleMarkup, Fault::TitleMarkup]);
        assert_eq!(titles("<title>{{ item.body_html|safe }}</title>"), [Fault::TitleMarkup]);
    }
}
