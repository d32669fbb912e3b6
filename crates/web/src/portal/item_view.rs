//! An item as the theme shows it: the public page, and the console's preview of a given revision in the same look.

use app::item::attach::address_of;
use app::item::public::{Attached, Direction, Linked, PublicItem};
use axum::http::HeaderMap;
use domain::item::kind::DocumentFields;
use domain::item::subject::Subject;
use domain::item::{RelationKind, RevisionContent, Validity};
use minijinja::Value;
use serde::Serialize;

use super::frame::{Article, Head, Portal};
use super::item_data::ItemForm;
use super::linked_data;
use super::pages::platform::way_to;
use super::pages::section::{column_of, top_of};
use super::site::{Asked, Edition};
use super::views::{EntryView, FileView, Link, ValidityView};
use crate::errors::WebError;
use crate::state::Web;
use crate::templates::context;

/// A pair of the table above a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    pub label: String,
    pub value: String,
}

/// The page of an item: head and values of `item.html`.
pub fn item_page(portal: &Portal, item: &PublicItem) -> (Head, Value) {
    let content = &item.content;
    let standing = validity_of(item);
    let section = section_here(portal, item);
    let placed_here = portal.directory.section(section).is_some_and(|s| Some(s.site_id) == portal.asked.site_id);
    let article = article_of(portal, item);
    let head = Head {
        title: content.title.clone(),
        crumb: "正文".into(),
        description: item.summary.clone(),
        keywords: content.keywords.clone(),
        column: column_of(portal, section),
        canonical: format!("/items/{}", item.id),
        canonical_site: Some(item.site_id),
        above: if placed_here { way_to(portal, section) } else { Vec::new() },
        nav: if placed_here { top_of(portal, section) } else { String::new() },
        article: Some(article.clone()),
        graph: vec![linked_data::item(portal, item, standing)],
        ..Head::default()
    };
    let values = context! { item => context! {
        id => item.id,
        title => content.title,
        subtitle => content.fields.get("headnote").filter(|note| !note.is_empty()),
        published_at => item.published_at.display_minute(),
        source => article.source,
        author => filled(&content.author),
        keywords => filled(&content.keywords),
        summary => filled(&item.summary),
        metadata => metadata(portal, item, standing),
        validity => validity_box(portal, item, standing),
        archived => Option::<String>::None,
        video => video(portal, item),
        body_html => content.body_html,
        attachments => item.attachments.iter().filter(|f| !is_video(f)).map(FileView::of).collect::<Vec<_>>(),
        interpretations => linked(portal, item, |l| l.kind == RelationKind::Interprets && l.direction == Direction::NamedBy),
        policies => linked(portal, item, |l| l.kind == RelationKind::Interprets && l.direction == Direction::Names),
        related_groups => related(portal, item),
        alike => EntryView::all(portal, &item.alike),
        formats => formats(portal, item),
        opinion_url => takes_opinions(portal).then(|| portal.url(&format!("/items/{}/opinion", item.id))),
    } };
    (head, values)
}

/// The form of a copy on disk would come from another host, which no form is taken from.
fn takes_opinions(portal: &Portal) -> bool {
    portal.preview.is_none() && portal.asked.edition == Edition::Live
}

/// The same item in other forms; a preview has none.
fn formats(portal: &Portal, item: &PublicItem) -> Vec<Value> {
    let forms = ItemForm::ALL.iter().filter(|_| portal.preview.is_none());
    let url = |form: &ItemForm| portal.url(&format!("/items/{}.{}", item.id, form.ending()));
    let media_type = |form: &ItemForm| form.media_type().split(';').next().unwrap_or_default();
    forms.map(|form| context! { label => form.label(), url => url(form), type => media_type(form) }).collect()
}

/// A given revision in the real theme, with a banner that says so; never indexed, its files fetched with the reader's
/// own rights. `note` is the banner's sentence.
///
/// # Errors
/// When the template asks for what is not there.
pub fn render_item_preview(web: &Web, item: &PublicItem, note: &str) -> Result<String, WebError> {
    let asked = Asked {
        site_id: Some(item.site_id),
        root: Some(item.site_id),
        prefix: String::new(),
        origin: String::new(),
        path: String::new(),
        edition: Edition::Live,
    };
    let mut portal = Portal::of(web, asked, HeaderMap::new());
    portal.preview = Some(note.to_string());
    let mut shown = item.clone();
    shown.content.body_html = shown.content.body_html.replace("\"/files/", "\"/console/files/");
    let (mut head, values) = item_page(&portal, &shown);
    head.canonical = String::new();
    let html = portal.render("item.html", &head, values)?;
    Ok(html.replace("\"/files/", "\"/console/files/"))
}

fn filled(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// The section that stands for the item on this site: its main one, or one of this site in which it is placed, too.
fn section_here(portal: &Portal, item: &PublicItem) -> i64 {
    let here = |id: &i64| portal.directory.section(*id).is_some_and(|s| Some(s.site_id) == portal.asked.site_id);
    item.content.all_sections().into_iter().find(here).unwrap_or(item.content.main_section)
}

fn article_of(portal: &Portal, item: &PublicItem) -> Article {
    let content = &item.content;
    let maker = || portal.agency_name(content.lead_agency);
    Article {
        title: content.title.clone(),
        published_at: item.published_at.display_minute(),
        source: if content.source.is_empty() { maker() } else { content.source.clone() },
        keywords: content.keywords.clone(),
        author: content.author.clone(),
        summary: item.summary.clone(),
        image_url: first_picture(portal, &content.body_html).unwrap_or_default(),
    }
}

/// What was entered, unless a live item says that it amended or repealed this one.
pub fn validity_of(item: &PublicItem) -> Option<Validity> {
    let named_by = |kind| item.links.iter().any(|l| l.kind == kind && l.direction == Direction::NamedBy);
    match item.validity {
        Some(Validity::Repealed) => Some(Validity::Repealed),
        _ if named_by(RelationKind::Repeals) => Some(Validity::Repealed),
        None | Some(Validity::InForce) if named_by(RelationKind::Amends) => Some(Validity::Amended),
        entered => entered,
    }
}

fn validity_box(portal: &Portal, item: &PublicItem, standing: Option<Validity>) -> Option<Value> {
    let standing = standing?;
    let view = ValidityView::of(standing);
    let link =
        |l: &Linked| Link::new(format!("{}：{}", l.kind.reverse_label(), l.entry.title), portal.item_url(l.entry.id));
    let by: Vec<Link> = changed_by(item).map(link).collect();
    Some(context! { label => view.label, tone => view.tone, note => validity_note(item, standing), links => by })
}

/// What amended or repealed this item.
pub fn changed_by(item: &PublicItem) -> impl Iterator<Item = &Linked> {
    let changes = |l: &&Linked| matches!(l.kind, RelationKind::Amends | RelationKind::Repeals);
    item.links.iter().filter(|l| l.direction == Direction::NamedBy).filter(changes)
}

/// What is told of a document that is not simply in force.
pub fn validity_note(item: &PublicItem, standing: Validity) -> Option<String> {
    if !item.content.validity_note.is_empty() {
        return Some(item.content.validity_note.clone());
    }
    match (standing, item.content.expires_on) {
        (Validity::InForce, _) => None,
        (Validity::Expired, Some(last)) => Some(format!("本文件有效期至 {last}，现已失效。")),
        (Validity::Expired, None) => Some("本文件现已失效。".to_string()),
        (Validity::Amended, _) => Some("本文件已被修改，请同时查阅修改的文件。".to_string()),
        (Validity::Repealed, _) => Some("本文件已被废止。".to_string()),
    }
}

/// The names of all agencies whose paper it is, the leading one first.
pub fn issuers(portal: &Portal, content: &RevisionContent) -> Vec<String> {
    let agencies = std::iter::once(content.lead_agency).chain(content.co_agencies.iter().copied());
    agencies.map(|id| portal.agency_name(id)).filter(|name| !name.is_empty()).collect()
}

/// The pairs above a document, with the validity of the day.
pub fn metadata_of(portal: &Portal, item: &PublicItem) -> Vec<Fact> {
    metadata(portal, item, validity_of(item))
}

/// The pairs above a document: all of what the catalogue asks for where the item stands in it, and a kind's own
/// fields; nothing for news.
fn metadata(portal: &Portal, item: &PublicItem, standing: Option<Validity>) -> Vec<Fact> {
    let content = &item.content;
    let kind = portal.directory.kind(&item.kind);
    let in_catalogue = content.category.is_some() || kind.is_some_and(|k| k.document == DocumentFields::Document);
    let mut facts = Vec::new();
    let mut add = |label: &str, value: Option<String>| {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            facts.push(Fact { label: label.to_string(), value });
        }
    };
    if in_catalogue {
        let day = |date: Option<chrono::NaiveDate>| date.map(|d| d.to_string());
        add("索引号", item.index_number.clone());
        add("主题分类", content.subject.as_deref().and_then(Subject::parse).map(Subject::path));
        add("发文机关", Some(issuers(portal, content).join("、")));
        add("成文日期", day(content.formed_on));
        add("标题", Some(content.title.clone()));
        add("文号", content.document_number.clone());
        add("发布日期", Some(item.published_at.date().to_string()));
        add("主题词", Some(content.keywords.clone()));
        add("有效性", standing.map(|v| v.label().to_string()));
        add("公开方式", Some(content.openness.label().to_string()));
        add("实施日期", day(content.effective_on));
        add("废止日期", day(content.expires_on));
    }
    let shown_elsewhere = |key: &str| {
        matches!((item.kind.as_str(), key), ("policy", "headnote") | ("video", "transcript") | ("link", "url"))
    };
    for field in kind.iter().flat_map(|k| &k.fields).filter(|f| !shown_elsewhere(&f.key)) {
        add(&field.label, content.fields.get(&field.key).cloned());
    }
    facts
}

fn first_picture(portal: &Portal, html: &str) -> Option<String> {
    let src = documents::html::pictures(html).into_iter().map(|p| p.src).find(|src| !src.is_empty())?;
    Some(if src.starts_with('/') { format!("{}{src}", portal.asked.origin) } else { src })
}

fn is_video(file: &Attached) -> bool {
    file.media_type.starts_with("video/")
}

fn video(portal: &Portal, item: &PublicItem) -> Option<Value> {
    let file = item.attachments.iter().find(|f| is_video(f))?;
    let caption = item.content.fields.get("transcript").filter(|text| !text.is_empty());
    let poster_url = first_picture(portal, &item.content.body_html);
    Some(context! { url => address_of(file.id, &file.name), poster_url, caption })
}

fn linked(portal: &Portal, item: &PublicItem, wanted: impl Fn(&Linked) -> bool) -> Vec<EntryView> {
    let mut views: Vec<EntryView> = Vec::new();
    for link in item.links.iter().filter(|l| wanted(l)) {
        let view = EntryView::of(portal, &link.entry);
        if !views.iter().any(|v| v.id == view.id) {
            views.push(view);
        }
    }
    views
}

/// The other links, each group under what this page calls it.
fn related(portal: &Portal, item: &PublicItem) -> Vec<Value> {
    let groups = [
        (RelationKind::Amends, Direction::Names),
        (RelationKind::Repeals, Direction::Names),
        (RelationKind::Answers, Direction::Names),
        (RelationKind::Answers, Direction::NamedBy),
    ];
    let label = |kind: RelationKind, direction| match direction {
        Direction::Names => kind.forward_label(),
        Direction::NamedBy => kind.reverse_label(),
    };
    let mut shown: Vec<Value> = Vec::new();
    for (kind, direction) in groups {
        let items = linked(portal, item, |l| l.kind == kind && l.direction == direction);
        if !items.is_empty() {
            shown.push(context! { label => label(kind, direction), items });
        }
    }
    let both_ways = linked(portal, item, |l| l.kind == RelationKind::Related);
    if !both_ways.is_empty() {
        shown.push(context! { label => RelationKind::Related.forward_label(), items => both_ways });
    }
    shown
}
