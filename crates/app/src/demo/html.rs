//! Small well-formed HTML for the demo's bodies: paragraphs, headings, lists, tables, figures.
//! Not the cleaning of what editors paste.

use super::item::{DemoPicture, DemoTable};

/// A body that grows part by part.
#[derive(Debug, Default)]
pub struct Body {
    html: String,
}

impl Body {
    pub fn heading(&mut self, text: &str) -> &mut Self {
        self.element("h2", text)
    }

    pub fn subheading(&mut self, text: &str) -> &mut Self {
        self.element("h3", text)
    }

    pub fn paragraph(&mut self, text: &str) -> &mut Self {
        self.element("p", text)
    }

    pub fn paragraphs<'a>(&mut self, texts: impl IntoIterator<Item = &'a String>) -> &mut Self {
        for text in texts {
            self.paragraph(text);
        }
        self
    }

    pub fn list<'a>(&mut self, texts: impl IntoIterator<Item = &'a String>) -> &mut Self {
        self.html.push_str("<ul>");
        for text in texts {
            self.element("li", text);
        }
        self.html.push_str("</ul>");
        self
    }

    pub fn table(&mut self, table: &DemoTable) -> &mut Self {
        self.html.push_str("<table>");
        self.element("caption", &table.caption);
        self.html.push_str("<thead><tr>");
        for header in &table.headers {
            self.html.push_str("<th scope=\"col\">");
            self.text(header);
            self.html.push_str("</th>");
        }
        self.html.push_str("</tr></thead><tbody>");
        for row in &table.rows {
            self.row(row);
        }
        self.html.push_str("</tbody></table>");
        self
    }

    fn row(&mut self, cells: &[String]) {
        self.html.push_str("<tr>");
        for (at, cell) in cells.iter().enumerate() {
            let (open, close) = if at == 0 { ("<th scope=\"row\">", "</th>") } else { ("<td>", "</td>") };
            self.html.push_str(open);
            self.text(cell);
            self.html.push_str(close);
        }
        self.html.push_str("</tr>");
    }

    /// A picture of the item by its place in the item's list.
    pub fn figure(&mut self, place: usize, picture: &DemoPicture) -> &mut Self {
        self.html.push_str(&format!("<figure><img src=\"demo-picture:{place}\" alt=\""));
        self.text(&picture.alt);
        self.html.push_str(&format!("\" width=\"{}\" height=\"{}\">", picture.width, picture.height));
        self.element("figcaption", &picture.caption);
        self.html.push_str("</figure>");
        self
    }

    pub fn finish(self) -> String {
        self.html
    }

    /// Characters of text so far, markup not counted.
    pub fn length(&self) -> usize {
        text_length(&self.html)
    }

    fn element(&mut self, name: &str, text: &str) -> &mut Self {
        self.html.push_str(&format!("<{name}>"));
        self.text(text);
        self.html.push_str(&format!("</{name}>"));
        self
    }

    fn text(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '&' => self.html.push_str("&amp;"),
                '<' => self.html.push_str("&lt;"),
                '>' => self.html.push_str("&gt;"),
                '"' => self.html.push_str("&quot;"),
                other => self.html.push(other),
            }
        }
    }
}

/// Characters of text in a piece of HTML, markup not counted.
pub fn text_length(html: &str) -> usize {
    let mut inside = false;
    let mut count = 0;
    for letter in html.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => count += 1,
            _ => {}
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_tables_name_their_rows() {
        let mut body = Body::default();
        let table = DemoTable {
            caption: "收支".into(),
            headers: vec!["项目".into(), "金额".into()],
            rows: vec![vec!["A<B".into(), "1".into()]],
        };
        body.paragraph("甲&乙").table(&table);
        let html = body.finish();
        assert!(html.contains("<p>甲&amp;乙</p>"));
        assert!(html.contains("<th scope=\"row\">A&lt;B</th><td>1</td>"));
        assert_eq!(text_length("<p>甲乙</p><b>丙</b>"), 3);
    }
}
