//! What a page says to machines about itself (JSON-LD after schema.org): the way to it, the site and its search, the
//! agency behind it, the article or the piece of law. A data block: browsers never run it, so the content policy that
//! forbids inline scripts holds.

use app::item::public::{Direction, PublicItem};
use domain::item::kind::DocumentFields;
use domain::item::{RelationKind, Validity};
use serde_json::{Map, Value, json};

use super::frame::{Head, Portal};
use super::item_view::issuers;

/// The block of a page, ready to stand in it; empty for a page without an address of its own.
pub fn block(portal: &Portal, head: &Head) -> String {
    if head.canonical.is_empty() {
        return String::new();
    }
    let mut graph: Vec<Value> = trail(portal, head).into_iter().collect();
    graph.extend(head.graph.iter().cloned());
    if graph.is_empty() {
        return String::new();
    }
    // A `<` could end the block.
    json!({ "@context": "https://schema.org", "@graph": graph }).to_string().replace('<', "\\u003c")
}

/// The way to the page; the home page has none.
fn trail(portal: &Portal, head: &Head) -> Option<Value> {
    let crumbs = portal.crumbs(head);
    if crumbs.len() < 2 {
        return None;
    }
    let step = |(at, crumb): (usize, &super::frame::Crumb)| {
        let mut step = Map::from_iter([
            ("@type".to_string(), json!("ListItem")),
            ("position".to_string(), json!(at + 1)),
            ("name".to_string(), json!(crumb.label)),
        ]);
        if let Some(url) = &crumb.url {
            step.insert("item".to_string(), json!(format!("{}{url}", portal.asked.origin)));
        }
        Value::Object(step)
    };
    let steps: Vec<Value> = crumbs.iter().enumerate().map(step).collect();
    Some(json!({ "@type": "BreadcrumbList", "itemListElement": steps }))
}

/// The site with its search, and the agency that runs it.
pub fn site(portal: &Portal, name: &str, owner: &str) -> Vec<Value> {
    let home = portal.absolute("/");
    let search = format!("{}?q={{search_term_string}}", portal.absolute("/search"));
    let organisation = format!("{home}#organization");
    vec![
        json!({
            "@type": "WebSite", "@id": format!("{home}#website"), "url": home, "name": name, "inLanguage": "zh-CN",
            "publisher": { "@id": organisation },
            "potentialAction": {
                "@type": "SearchAction",
                "target": { "@type": "EntryPoint", "urlTemplate": search },
                "query-input": "required name=search_term_string",
            },
        }),
        json!({ "@type": "GovernmentOrganization", "@id": organisation, "name": owner, "url": home }),
    ]
}

/// An item: a piece of law where it is a document, else an article.
pub fn item(portal: &Portal, item: &PublicItem, standing: Option<Validity>) -> Value {
    let content = &item.content;
    let document = portal.directory.kind(&item.kind).is_some_and(|k| k.document == DocumentFields::Document);
    let url = portal.absolute_on(item.site_id, &format!("/items/{}", item.id));
    let issuers = issuers_of(portal, item);
    let mut node = json!({
        "@type": if document { "Legislation" } else { "Article" },
        "@id": url, "url": url, "name": content.title, "headline": content.title, "inLanguage": "zh-CN",
        "datePublished": item.published_at.rfc3339(),
        "publisher": issuers, "isAccessibleForFree": true,
    });
    let mut add = |key: &str, value: Option<Value>| {
        if let (Some(object), Some(value)) = (node.as_object_mut(), value) {
            object.insert(key.to_string(), value);
        }
    };
    add("description", filled(&item.summary));
    add("keywords", filled(&content.keywords));
    add("identifier", item.index_number.as_ref().map(|number| json!(number)));
    if document {
        add("legislationIdentifier", content.document_number.as_ref().map(|number| json!(number)));
        add("legislationDate", content.formed_on.map(|day| json!(day)));
        add("legislationDateOfApplicability", content.effective_on.map(|day| json!(day)));
        add("legislationPassedBy", Some(issuers));
        add("legislationLegalForce", standing.map(|validity| json!(force(validity))));
        add("legislationChanges", named(portal, item, &[RelationKind::Amends, RelationKind::Repeals]));
    } else {
        add("author", filled(&content.author).map(|name| json!({ "@type": "Person", "name": name })));
        add("about", named(portal, item, &[RelationKind::Interprets]));
    }
    node
}

/// Who issued it: one organisation, or a list of them.
fn issuers_of(portal: &Portal, item: &PublicItem) -> Value {
    let organisation = |name: String| json!({ "@type": "GovernmentOrganization", "name": name });
    let mut all: Vec<Value> = issuers(portal, &item.content).into_iter().map(organisation).collect();
    if all.len() == 1 { all.remove(0) } else { Value::Array(all) }
}

fn filled(text: &str) -> Option<Value> {
    (!text.is_empty()).then(|| json!(text))
}

const fn force(validity: Validity) -> &'static str {
    match validity {
        Validity::InForce => "https://schema.org/InForce",
        Validity::Amended => "https://schema.org/PartiallyInForce",
        Validity::Expired | Validity::Repealed => "https://schema.org/NotInForce",
    }
}

/// The items that this one names in these ways.
fn named(portal: &Portal, item: &PublicItem, kinds: &[RelationKind]) -> Option<Value> {
    let links = item.links.iter().filter(|l| l.direction == Direction::Names && kinds.contains(&l.kind));
    let urls: Vec<Value> =
        links.map(|l| json!({ "@id": portal.absolute(&format!("/items/{}", l.entry.id)) })).collect();
    (!urls.is_empty()).then_some(Value::Array(urls))
}
