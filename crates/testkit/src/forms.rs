//! The forms of a page as a browser would fill them in: names, kinds and values of their fields. Reads only the plain
//! markup that our own templates write.

use crate::page::Page;

/// A form that is sent by POST.
#[derive(Debug, Clone)]
pub struct Form {
    pub action: String,
    pub fields: Vec<Field>,
}

/// A field of a form.
#[derive(Debug, Clone)]
pub struct Field {
    pub name: String,
    /// `textarea`, `select`, or the input's type.
    pub kind: String,
    pub value: String,
}

impl Field {
    /// Whether a person types into it.
    pub fn is_typed(&self) -> bool {
        matches!(self.kind.as_str(), "text" | "textarea" | "date" | "datetime-local" | "password")
    }

    /// Whether a person fills it in, by typing or choosing.
    pub fn is_filled_in(&self) -> bool {
        self.is_typed() || matches!(self.kind.as_str(), "select" | "radio" | "checkbox" | "file")
    }
}

impl Page {
    /// The forms of the page that are sent by POST.
    pub fn forms(&self) -> Vec<Form> {
        let text = self.text();
        let pieces = text.split("<form ").skip(1).map(|piece| piece.split("</form>").next().unwrap_or(piece));
        pieces.filter(|piece| piece.split('>').next().unwrap_or("").contains("method=\"post\"")).map(form_in).collect()
    }
}

fn form_in(piece: &str) -> Form {
    let (head, body) = piece.split_once('>').unwrap_or((piece, ""));
    let fields = ["<input ", "<textarea ", "<select "].into_iter().flat_map(|start| {
        body.match_indices(start).filter_map(move |(at, _)| {
            let rest = &body[at + start.len()..];
            let (tag, after) = rest.split_once('>')?;
            // A field that belongs to another form says so.
            (!tag.contains(" form=\"")).then(|| field_in(start, tag, after)).flatten()
        })
    });
    Form { action: attribute(head, "action").unwrap_or_default(), fields: fields.collect() }
}

fn field_in(start: &str, tag: &str, after: &str) -> Option<Field> {
    let name = attribute(tag, "name")?;
    let (kind, value) = match start {
        "<textarea " => ("textarea".to_string(), plain(after.split("</textarea>").next().unwrap_or("").trim())),
        "<select " => ("select".to_string(), chosen(after.split("</select>").next().unwrap_or(""))),
        _ => (attribute(tag, "type").unwrap_or_else(|| "text".into()), attribute(tag, "value").unwrap_or_default()),
    };
    Some(Field { name, kind, value })
}

fn chosen(options: &str) -> String {
    let tags: Vec<&str> = options.split("<option ").skip(1).filter_map(|o| o.split('>').next()).collect();
    let tag = tags.iter().find(|tag| tag.contains(" selected")).or(tags.first());
    tag.and_then(|tag| attribute(tag, "value")).unwrap_or_default()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let spaced = format!(" {tag}");
    let value = spaced.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?;
    Some(plain(value))
}

fn plain(text: &str) -> String {
    let table = [("&#x2f;", "/"), ("&quot;", "\""), ("&#x27;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    table.iter().fold(text.to_string(), |text, (escaped, meant)| text.replace(escaped, meant))
}
