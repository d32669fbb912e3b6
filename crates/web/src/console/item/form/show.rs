//! The editor's form filled from a stored content, or shown again as it was typed.

use app::item::AttachmentRow;
use domain::item::RevisionContent;
use minijinja::Value;

use super::addresses;
use crate::forms::{FormView, Typed};

/// Fields that hold a list, whatever number of values was sent.
const LISTS: &[&str] = &["sections", "topics", "co_agencies", "attachments", "relations"];

/// The form of a stored content. Files that came after `since` (milliseconds) belong to the revision to be saved.
#[must_use]
pub fn of_content(content: &RevisionContent, files: &[AttachmentRow], since: Option<i64>) -> FormView {
    let date = |day: Option<chrono::NaiveDate>| day.map(|d| d.to_string()).unwrap_or_default();
    let option = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut form = FormView::new()
        .with("title", content.title.as_str())
        .with("body_html", addresses::for_console(&content.body_html))
        .with("summary", content.summary.as_str())
        .with("source", content.source.as_str())
        .with("author", content.author.as_str())
        .with("keywords", content.keywords.as_str())
        .with("openness", content.openness.code())
        .with("ground", content.ground.map_or("", |g| g.code()))
        .with("category", option(&content.category))
        .with("subject", option(&content.subject))
        .with("genre", option(&content.genre))
        .with("document_number", option(&content.document_number))
        .with("formed_on", date(content.formed_on))
        .with("effective_on", date(content.effective_on))
        .with("expires_on", date(content.expires_on))
        .with("validity", content.validity.map_or("", |v| v.code()))
        .with("validity_note", content.validity_note.as_str())
        .with("main_section", content.main_section)
        .with("lead_agency", content.lead_agency)
        .with("sections", ids(&content.sections))
        .with("topics", ids(&content.topics))
        .with("co_agencies", ids(&content.co_agencies))
        .with(
            "relations",
            content.relations.iter().map(|r| Value::from(format!("{}:{}", r.kind, r.item))).collect::<Vec<_>>(),
        );
    for (key, value) in &content.fields {
        form = form.with(&format!("field_{key}"), value.as_str());
    }
    with_files(form, content, files, since)
}

fn with_files(mut form: FormView, content: &RevisionContent, files: &[AttachmentRow], since: Option<i64>) -> FormView {
    let mut used: Vec<Value> = Vec::new();
    for file in files.iter().filter(|f| f.use_as == "attachment") {
        let at = content.attachments.iter().position(|a| a.attachment == file.id);
        let title = at.and_then(|at| content.attachments.get(at)).map_or(file.name.as_str(), |a| a.title.as_str());
        if at.is_some() || since.is_some_and(|since| file.created_at > since) {
            used.push(Value::from(file.id.to_string()));
        }
        let order = at.map_or(String::new(), |at| (at + 1).to_string());
        form = form
            .with(&format!("attachment_title_{}", file.id), title)
            .with(&format!("attachment_order_{}", file.id), order);
    }
    form.with("attachments", used)
}

/// The form as it was typed.
#[must_use]
pub fn of_typed(typed: &Typed) -> FormView {
    LISTS.iter().fold(typed.view(), |form, name| {
        let list: Vec<Value> = typed.all(name).into_iter().map(Value::from).collect();
        form.with(name, list)
    })
}

/// What the fields are called that the use cases find faults in.
const LABELS: &[(&str, &str)] = &[
    ("title", "标题"),
    ("body_html", "正文"),
    ("main_section", "主栏目"),
    ("sections", "其他栏目"),
    ("topics", "专题"),
    ("lead_agency", "发布机构"),
    ("co_agencies", "联合机构"),
    ("openness", "公开方式"),
    ("ground", "不公开的依据"),
    ("category", "法定主动公开类别"),
    ("subject", "主题分类"),
    ("genre", "体裁"),
    ("formed_on", "成文日期"),
    ("effective_on", "实施日期"),
    ("expires_on", "废止日期"),
    ("validity", "有效性"),
];

/// Faults named after their fields, so that the summary above the form says where each lies.
#[must_use]
pub fn with_labels(mut form: FormView) -> FormView {
    for error in &mut form.errors {
        if let Some((_, label)) = LABELS.iter().find(|(field, _)| *field == error.field) {
            error.message = format!("{label}：{}", error.message);
        }
    }
    form
}

/// Lists of ids as texts, which is what the macros compare.
fn ids(list: &[i64]) -> Vec<Value> {
    list.iter().map(|id| Value::from(id.to_string())).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::super::read::read;
    use super::*;
    use domain::item::content::Relation;
    use domain::item::{RelationKind, Validity};

    fn sent_back(form: &FormView) -> Typed {
        let mut pairs = Vec::new();
        for (name, value) in &form.values {
            if LISTS.contains(&name.as_str()) {
                pairs.extend(value.try_iter().unwrap().map(|v| (name.clone(), v.to_string())));
            } else {
                pairs.push((name.clone(), value.to_string()));
            }
        }
        Typed(pairs)
    }

    #[test]
    fn what_is_shown_is_read_back_the_same() {
        let kind = domain::item::kind::built_in().into_iter().find(|k| k.code == "policy").unwrap();
        let mut content = RevisionContent::empty(3, 5);
        content.title = "关于印发办法的通知".into();
        content.body_html = "<p><img src=\"/files/7/a.png\" alt=\"图\"></p>".into();
        content.category = Some("20-01".into());
        content.subject = Some("02-01".into());
        content.genre = Some("notice".into());
        content.document_number = Some("某府发〔2026〕1号".into());
        content.formed_on = chrono::NaiveDate::from_ymd_opt(2026, 1, 31);
        content.validity = Some(Validity::InForce);
        content.fields = [("headnote".to_string(), "题注".to_string())].into();
        content.sections = vec![4, 9];
        content.relations = vec![Relation { kind: RelationKind::Repeals, item: 12 }];
        let reading = read(&sent_back(&of_content(&content, &[], None)), &kind);
        assert_eq!(reading.faults, []);
        assert_eq!(reading.content, content);
    }

    #[test]
    fn one_chosen_box_is_still_a_list() {
        let form = of_typed(&Typed(vec![("sections".into(), "12".into()), ("title".into(), "甲".into())]));
        assert_eq!(form.values["sections"].len(), Some(1));
        assert_eq!(form.values["topics"].len(), Some(0));
        assert_eq!(form.values["title"], Value::from("甲"));
    }
}
