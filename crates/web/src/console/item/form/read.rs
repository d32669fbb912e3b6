//! What was typed into the editor's form, as content of a revision, with every fault at its field. Pure: related items
//! that were named in words are handed on to be looked up.

use std::collections::BTreeMap;

use app::FieldFault;
use chrono::NaiveDate;
use domain::item::category::DisclosureCategory;
use domain::item::content::{AttachmentRef, Relation};
use domain::item::genre::Genre;
use domain::item::kind::{BodyKind, DocumentFields};
use domain::item::subject::Subject;
use domain::item::{FieldKind, KindSpec, Openness, RelationKind, RevisionContent, Validity, WithholdingGround};

use super::addresses;
use crate::forms::{Typed, date_in};

/// How many empty lines for further relations the form has.
pub const RELATION_LINES: usize = 2;

/// A related item as it was named: the field, how it stands, and id, address or index number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedRelation {
    pub field: String,
    pub kind: RelationKind,
    pub text: String,
}

/// The form read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub content: RevisionContent,
    pub named: Vec<NamedRelation>,
    pub faults: Vec<FieldFault>,
}

struct Reader<'t> {
    typed: &'t Typed,
    faults: Vec<FieldFault>,
}

/// Reads the form of an item of `kind`.
#[must_use]
pub fn read(typed: &Typed, kind: &KindSpec) -> Reading {
    let mut reader = Reader { typed, faults: Vec::new() };
    if typed.trimmed("title").is_empty() {
        reader.fault("title", "required");
    }
    let main = reader.needed_id("main_section");
    let lead = reader.needed_id("lead_agency");
    let mut content = RevisionContent::empty(main, lead);
    reader.texts(&mut content, kind);
    reader.catalogue(&mut content);
    reader.document(&mut content, kind);
    content.sections = reader.ids("sections");
    content.topics = reader.ids("topics");
    content.co_agencies = reader.ids("co_agencies");
    content.fields = reader.own_fields(kind);
    content.attachments = reader.attachments();
    content.relations = reader.relations();
    let named = reader.named_relations();
    Reading { content, named, faults: reader.faults }
}

impl Reader<'_> {
    fn fault(&mut self, field: impl Into<String>, code: &'static str) {
        self.faults.push(FieldFault::new(field, code));
    }

    fn texts(&self, content: &mut RevisionContent, kind: &KindSpec) {
        let text = |name: &str| self.typed.trimmed(name).to_string();
        content.title = text("title");
        content.summary = text("summary");
        content.source = text("source");
        content.author = text("author");
        content.keywords = text("keywords");
        if kind.body == BodyKind::RichText {
            content.body_html = addresses::for_public(self.typed.get("body_html"));
        }
    }

    fn catalogue(&mut self, content: &mut RevisionContent) {
        content.openness = self.choice("openness", Openness::parse).unwrap_or(Openness::Proactive);
        content.ground = self.choice("ground", WithholdingGround::parse);
        content.category = self.choice("category", DisclosureCategory::parse).map(|c| c.code().to_string());
        content.subject = self.choice("subject", Subject::parse).map(Subject::code);
        content.genre = self.choice("genre", Genre::parse).map(|g| g.code().to_string());
        content.document_number = self.typed.filled("document_number").map(str::to_string);
        content.formed_on = self.date("formed_on");
    }

    fn document(&mut self, content: &mut RevisionContent, kind: &KindSpec) {
        if kind.document == DocumentFields::Document {
            content.effective_on = self.date("effective_on");
            content.expires_on = self.date("expires_on");
            content.validity = self.choice("validity", Validity::parse);
            content.validity_note = self.typed.trimmed("validity_note").to_string();
        }
    }

    /// A choice that may be left open; what is none of the choices is a fault.
    fn choice<T>(&mut self, field: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.typed.filled(field)?;
        let found = parse(text);
        if found.is_none() {
            self.fault(field, "bad_choice");
        }
        found
    }

    fn date(&mut self, field: &str) -> Option<NaiveDate> {
        let text = self.typed.filled(field)?;
        let found = date_in(text);
        if found.is_none() {
            self.fault(field, "bad_date");
        }
        found
    }

    fn needed_id(&mut self, field: &str) -> i64 {
        match self.typed.filled(field).map(str::parse) {
            Some(Ok(id)) => id,
            Some(Err(_)) => {
                self.fault(field, "bad_choice");
                0
            }
            None => {
                self.fault(field, "required");
                0
            }
        }
    }

    fn ids(&mut self, field: &str) -> Vec<i64> {
        let mut ids = Vec::new();
        for text in self.typed.all(field).into_iter().filter(|t| !t.trim().is_empty()) {
            match text.trim().parse() {
                Ok(id) if ids.contains(&id) => {}
                Ok(id) => ids.push(id),
                Err(_) => self.fault(field, "bad_choice"),
            }
        }
        ids
    }

    /// A draft may be incomplete, so only what could not be stored truthfully is a fault: a date that is none.
    fn own_fields(&mut self, kind: &KindSpec) -> BTreeMap<String, String> {
        let mut values = BTreeMap::new();
        for field in &kind.fields {
            let name = format!("field_{}", field.key);
            let Some(text) = self.typed.filled(&name) else { continue };
            let value = match field.kind {
                FieldKind::Date => self.date(&name).map(|day| day.to_string()),
                _ => Some(text.replace("\r\n", "\n")),
            };
            values.extend(value.map(|value| (field.key.clone(), value)));
        }
        values
    }

    /// The files that go with the revision, in the order of their numbers; equal numbers as they were listed.
    fn attachments(&mut self) -> Vec<AttachmentRef> {
        let mut chosen: Vec<(i64, AttachmentRef)> = Vec::new();
        for id in self.ids("attachments") {
            let title = self.typed.trimmed(&format!("attachment_title_{id}")).to_string();
            if title.is_empty() {
                self.fault(format!("attachment_title_{id}"), "required");
            }
            let order = self.typed.trimmed(&format!("attachment_order_{id}"));
            let place = match order {
                "" => i64::MAX,
                text => text.parse().unwrap_or_else(|_| {
                    self.faults.push(FieldFault::new(format!("attachment_order_{id}"), "bad_number"));
                    i64::MAX
                }),
            };
            chosen.push((place, AttachmentRef { attachment: id, title }));
        }
        chosen.sort_by_key(|(place, _)| *place);
        chosen.into_iter().map(|(_, attachment)| attachment).collect()
    }

    /// The relations that were kept, each sent as `kind:item`.
    fn relations(&mut self) -> Vec<Relation> {
        let mut relations: Vec<Relation> = Vec::new();
        for text in self.typed.all("relations") {
            match relation_in(text) {
                Some(relation) if relations.contains(&relation) => {}
                Some(relation) => relations.push(relation),
                None => self.faults.push(FieldFault::new("relations", "bad_choice")),
            }
        }
        relations
    }

    fn named_relations(&mut self) -> Vec<NamedRelation> {
        let mut named = Vec::new();
        for line in 1..=RELATION_LINES {
            let field = format!("relation_find_{line}");
            let Some(text) = self.typed.filled(&field) else { continue };
            let kind =
                self.choice(&format!("relation_kind_{line}"), RelationKind::parse).unwrap_or(RelationKind::Related);
            named.push(NamedRelation { field, kind, text: text.to_string() });
        }
        named
    }
}

fn relation_in(text: &str) -> Option<Relation> {
    let (kind, item) = text.split_once(':')?;
    Some(Relation { kind: RelationKind::parse(kind)?, item: item.parse().ok()? })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn kind(code: &str) -> KindSpec {
        domain::item::kind::built_in().into_iter().find(|k| k.code == code).unwrap()
    }

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        Typed(pairs.iter().map(|(k, v)| ((*k).to_string(), (*v).to_string())).collect())
    }

    const PLACE: [(&str, &str); 3] = [("title", "关于印发办法的通知"), ("main_section", "3"), ("lead_agency", "5")];

    fn with(more: &[(&str, &str)]) -> Typed {
        typed(&[&PLACE[..], more].concat())
    }

    #[test]
    fn an_empty_form_names_each_field_that_cannot_be_left_out() {
        let reading = read(&typed(&[]), &kind("article"));
        let fields: Vec<&str> = reading.faults.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(fields, ["title", "main_section", "lead_agency"]);
    }

    #[test]
    fn each_wrong_value_is_told_at_its_field() {
        let more = [
            ("openness", "x"),
            ("formed_on", "2026-13-01"),
            ("subject", "99"),
            ("sections", "abc"),
            ("relations", "likes:3"),
        ];
        let reading = read(&with(&more), &kind("article"));
        let told: Vec<(&str, &str)> = reading.faults.iter().map(|f| (f.field.as_str(), f.code)).collect();
        assert_eq!(
            told,
            [
                ("openness", "bad_choice"),
                ("subject", "bad_choice"),
                ("formed_on", "bad_date"),
                ("sections", "bad_choice"),
                ("relations", "bad_choice")
            ]
        );
    }

    #[test]
    fn document_fields_belong_to_documents_alone() {
        let more = [("effective_on", "2026-03-01"), ("validity", "in_force"), ("document_number", "某府发〔2026〕1号")];
        let article = read(&with(&more), &kind("article")).content;
        assert_eq!((article.effective_on, article.validity), (None, None));
        let policy = read(&with(&more), &kind("policy")).content;
        assert_eq!(policy.effective_on, NaiveDate::from_ymd_opt(2026, 3, 1));
        assert_eq!(policy.validity, Some(Validity::InForce));
        assert_eq!(policy.document_number.as_deref(), Some("某府发〔2026〕1号"));
    }

    #[test]
    fn attachments_stand_in_the_order_of_their_numbers() {
        let more = [
            ("attachments", "7"),
            ("attachment_title_7", "附表"),
            ("attachment_order_7", "2"),
            ("attachments", "8"),
            ("attachment_title_8", "正文"),
            ("attachment_order_8", "1"),
            ("attachment_title_9", "没有选中的"),
        ];
        let reading = read(&with(&more), &kind("article"));
        let ids: Vec<i64> = reading.content.attachments.iter().map(|a| a.attachment).collect();
        assert_eq!(ids, [8, 7]);
        let bad = read(&with(&[("attachments", "7"), ("attachment_order_7", "一")]), &kind("article"));
        let told: Vec<&str> = bad.faults.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(told, ["attachment_title_7", "attachment_order_7"]);
    }

    #[test]
    fn related_items_are_kept_or_named_in_words() {
        let more = [
            ("relations", "interprets:12"),
            ("relation_kind_1", "repeals"),
            ("relation_find_1", "索引号一"),
            ("relation_kind_2", "related"),
            ("relation_find_2", " "),
        ];
        let reading = read(&with(&more), &kind("article"));
        assert_eq!(reading.content.relations, [Relation { kind: RelationKind::Interprets, item: 12 }]);
        assert_eq!(
            reading.named,
            [NamedRelation {
                field: "relation_find_1".into(), kind: RelationKind::Repeals, text: "索引号一".into()
            }]
        );
    }

    #[test]
    fn own_fields_are_those_of_the_kind() {
        let more = [("field_url", "https://a.gov.cn"), ("field_other", "x"), ("body_html", "<p>甲</p>")];
        let content = read(&with(&more), &kind("link")).content;
        assert_eq!(content.fields, [("url".to_string(), "https://a.gov.cn".to_string())].into());
        assert_eq!(content.body_html, "");
    }
}
