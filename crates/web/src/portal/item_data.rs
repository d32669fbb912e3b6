//! A public item for programs and for plain reading: as JSON, XML and plain text. All three come from one value, so that
//! they never disagree. Not the page; which items are public is decided below.

use std::fmt::Write;

use app::context::Data;
use app::item::public::{Direction, Linked, PublicItem};
use documents::html::to_text;
use domain::item::subject::Subject;
use serde_json::{Value, json};

use super::frame::Portal;
use super::item_view::{changed_by, issuers, metadata_of, validity_note, validity_of};
use super::views::FileView;
use crate::templates::functions::escape;

/// The forms of an item beside its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemForm {
    Text,
    Xml,
    Json,
}

impl ItemForm {
    /// All, in the order in which a page names them.
    pub const ALL: [Self; 3] = [Self::Text, Self::Xml, Self::Json];

    /// The ending of its address.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Xml => "xml",
            Self::Json => "json",
        }
    }

    /// The form with this ending.
    pub fn parse(ending: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.ending() == ending)
    }

    /// For people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Text => "纯文本",
            Self::Xml => "XML",
            Self::Json => "JSON",
        }
    }

    /// As the answer names it.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Text => "text/plain; charset=utf-8",
            Self::Xml => "application/xml; charset=utf-8",
            Self::Json => "application/json",
        }
    }

    /// The item in this form.
    pub fn write(self, portal: &Portal, item: &PublicItem) -> String {
        match self {
            Self::Text => text(portal, item),
            Self::Xml | Self::Json => self.write_value(&value(portal, item)),
        }
    }

    fn write_value(self, value: &Value) -> String {
        match self {
            Self::Xml => xml("item", value),
            Self::Text | Self::Json => value.to_string(),
        }
    }

    /// The item in all forms, from one value.
    pub fn write_all(portal: &Portal, item: &PublicItem) -> [(Self, String); 3] {
        let value = value(portal, item);
        let form = |form: Self| (form, form.write_value(&value));
        [(Self::Text, text(portal, item)), form(Self::Xml), form(Self::Json)]
    }
}

/// The item as a value: what the JSON API answers, too.
pub fn value(portal: &Portal, item: &PublicItem) -> Value {
    let content = &item.content;
    let files: Vec<_> = item.attachments.iter().map(|file| {
        json!({ "name": file.title, "url": format!("{}{}", portal.asked.origin, FileView::of(file).url), "type": file.media_type, "bytes": file.size })
    }).collect();
    let links: Vec<_> = item
        .links
        .iter()
        .map(|link| json!({ "relation": relation_of(link), "item": link.entry.id, "title": link.entry.title }))
        .collect();
    let standing = validity_of(item);
    json!({
        "id": item.id,
        "url": portal.absolute_on(item.site_id, &format!("/items/{}", item.id)),
        "kind": item.kind,
        "index_number": item.index_number,
        "title": content.title,
        "document_number": content.document_number,
        "agency": portal.agency_name(content.lead_agency),
        "agencies": issuers(portal, content),
        "category": content.category,
        "subject": content.subject.as_deref().and_then(Subject::parse).map(Subject::path),
        "genre": content.genre,
        "formed_on": content.formed_on,
        "effective_on": content.effective_on,
        "expires_on": content.expires_on,
        "validity": standing,
        "validity_note": standing.and_then(|standing| validity_note(item, standing)),
        "published_at": item.published_at.rfc3339(),
        "source": content.source,
        "keywords": content.keywords,
        "summary": item.summary,
        "body_html": content.body_html,
        "attachments": files,
        "links": links,
        "demo": portal.web.app().data() == Data::Demo,
    })
}

/// How the item stands to the one it links with, read from the item: `amends` what it changes, `amended_by` what changes it.
const fn relation_of(link: &Linked) -> &'static str {
    match link.direction {
        Direction::Names => link.kind.code(),
        Direction::NamedBy => link.kind.reverse_code(),
    }
}

/// A value as XML: a key is an element, each member of a list an element named like the list, in the singular.
fn xml(name: &str, value: &Value) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    write_element(&mut out, name, value);
    out
}

fn write_element(out: &mut String, name: &str, value: &Value) {
    match value {
        Value::Null => {}
        Value::Object(members) => {
            let _ = writeln!(out, "<{name}>");
            for (key, member) in members {
                write_element(out, key, member);
            }
            let _ = writeln!(out, "</{name}>");
        }
        Value::Array(members) => {
            let one = singular(name);
            let _ = writeln!(out, "<{name}>");
            for member in members {
                write_element(out, &one, member);
            }
            let _ = writeln!(out, "</{name}>");
        }
        Value::String(text) => {
            let _ = writeln!(out, "<{name}>{}</{name}>", escape(&permitted(text)));
        }
        other => {
            let _ = writeln!(out, "<{name}>{other}</{name}>");
        }
    }
}

/// The name of one of many: `agency` of `agencies`, `link` of `links`.
fn singular(name: &str) -> String {
    match (name.strip_suffix("ies"), name.strip_suffix('s')) {
        (Some(stem), _) => format!("{stem}y"),
        (None, stem) => stem.unwrap_or("member").to_owned(),
    }
}

/// XML 1.0 has no place for most control characters, not even escaped.
fn permitted(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .filter(|c| !matches!(c, '\u{fffe}'..='\u{ffff}'))
        .collect()
}

/// For reading aloud, for copying, for machines without HTML.
fn text(portal: &Portal, item: &PublicItem) -> String {
    let content = &item.content;
    let mut out = format!("{}\n\n", content.title);
    let mut line = |label: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(out, "{label}：{value}");
        }
    };
    line("发布时间", &item.published_at.display_minute());
    let agency = portal.agency_name(content.lead_agency);
    line("来源", if content.source.is_empty() { &agency } else { &content.source });
    for fact in metadata_of(portal, item).iter().filter(|fact| fact.label != "标题") {
        line(&fact.label, &fact.value);
    }
    if let Some(note) = validity_of(item).and_then(|standing| validity_note(item, standing)) {
        line("有效性说明", &note);
    }
    for change in changed_by(item) {
        line(change.kind.reverse_label(), &change.entry.title);
    }
    line("网址", &portal.absolute_on(item.site_id, &format!("/items/{}", item.id)));
    let _ = write!(out, "\n{}\n", to_text(&content.body_html).trim());
    if !item.attachments.is_empty() {
        out.push_str("\n附件：\n");
    }
    for file in &item.attachments {
        let view = FileView::of(file);
        let _ = writeln!(out, "{}  {}{}", view.name, portal.asked.origin, view.url);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_written_as_elements() {
        let value =
            json!({ "id": 7, "title": "甲<乙>&\u{1}", "none": null, "links": [{ "item": 3 }], "agencies": ["丙"] });
        let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<item>\n<agencies>\n<agency>丙</agency>\n</agencies>\n<id>7</id>\n<links>\n<link>\n\
                        <item>3</item>\n</link>\n</links>\n<title>甲&lt;乙&gt;&amp;</title>\n</item>\n";
        assert_eq!(xml("item", &value), expected);
    }

    #[test]
    fn forms_are_known_by_their_endings() {
        for form in ItemForm::ALL {
            assert_eq!(ItemForm::parse(form.ending()), Some(form));
        }
        assert_eq!(ItemForm::parse("html"), None);
    }
}
