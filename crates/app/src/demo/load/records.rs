//! The items of the demo's year, written in batches as published before. Bounded memory at any scale.

use std::collections::{BTreeMap, HashMap};

use domain::item::content::{AttachmentRef, Relation};
use domain::item::{Openness, RelationKind, RevisionContent, Validity};
use domain::time::Moment;
use store::Work;

use super::LoadOptions;
use super::files;
use super::house::Made;
use crate::caller::Caller;
use crate::context::App;
use crate::demo::{CityPlan, DemoItem, DemoKind, items};
use crate::error::AppError;
use crate::item::bulk::{Arrival, BulkItem, Indexing, insert};
use crate::item::indexing::index_items;
use crate::item::kept::{self, KeptFile, Reach};

/// Items of one transaction.
const BATCH: usize = 1_000;

/// Keys of the plan and the items they became, as far as later items name them.
#[derive(Default)]
struct Known {
    policies: HashMap<u64, i64>,
    /// By the key of the later document: the earlier ones that it changed.
    changes: HashMap<u64, Vec<(u64, RelationKind)>>,
}

/// Writes every item and returns how many.
pub(super) async fn write(
    app: &App,
    caller: &Caller,
    plan: &CityPlan,
    made: &Made,
    options: LoadOptions,
    mut progress: impl FnMut(u64),
) -> Result<u64, AppError> {
    let mut known = Known::default();
    let mut batch: Vec<DemoItem> = Vec::with_capacity(BATCH);
    let mut done = 0_u64;
    for item in items(plan, options.seed, options.scale) {
        // What an item names must be written before it.
        if batch.len() >= BATCH || (names_others(&item, &known) && !batch.is_empty()) {
            done += flush(app, caller, made, &mut known, &mut batch).await?;
            progress(done);
        }
        batch.push(item);
    }
    done += flush(app, caller, made, &mut known, &mut batch).await?;
    progress(done);
    Ok(done)
}

/// Whether an item names one that may still stand in the batch.
fn names_others(item: &DemoItem, known: &Known) -> bool {
    let explains = match &item.kind {
        DemoKind::Interpretation { explains, .. } => explains.iter().any(|key| !known.policies.contains_key(key)),
        _ => false,
    };
    explains
        || known
            .changes
            .get(&item.key)
            .is_some_and(|earlier| earlier.iter().any(|(key, _)| !known.policies.contains_key(key)))
}

async fn flush(
    app: &App,
    caller: &Caller,
    made: &Made,
    known: &mut Known,
    batch: &mut Vec<DemoItem>,
) -> Result<u64, AppError> {
    if batch.is_empty() {
        return Ok(0);
    }
    let mut files: Vec<Vec<KeptFile>> = Vec::with_capacity(batch.len());
    for item in batch.iter() {
        files.push(files::keep(app, item).await?);
    }
    let mut rows = Vec::with_capacity(batch.len());
    for item in batch.iter() {
        rows.push(bulk_item(made, known, item)?);
    }
    let mut work = app.begin().await?;
    let ids = insert(app, &mut work, caller, &rows, Indexing::Afterwards).await?;
    for ((item, id), (files, row)) in batch.iter().zip(&ids).zip(files.iter().zip(&rows)) {
        if !files.is_empty() {
            equip(app, &mut work, *id, item, files, &row.content).await?;
        }
    }
    app.commit(work).await?;
    for (item, id) in batch.iter().zip(&ids) {
        remember(known, item, *id);
    }
    index_items(app, &ids).await?;
    let count = batch.len() as u64;
    batch.clear();
    Ok(count)
}

fn remember(known: &mut Known, item: &DemoItem, id: i64) {
    if let DemoKind::Policy(policy) = &item.kind {
        known.policies.insert(item.key, id);
        if let Some(later) = policy.changed_by {
            let kind = if policy.validity == Validity::Repealed { RelationKind::Repeals } else { RelationKind::Amends };
            known.changes.entry(later).or_default().push((item.key, kind));
        }
    }
}

fn bulk_item(made: &Made, known: &Known, item: &DemoItem) -> Result<BulkItem, AppError> {
    let mut content = content_of(made, item)?;
    content.relations = relations_of(known, item);
    Ok(BulkItem {
        kind: item.kind.code().to_string(),
        content,
        arrival: Arrival::PublishedBefore { at: Moment::from_local(item.published_at) },
        created_by: made.people.get(item.author.as_str()).and_then(|p| p.account_id),
        origin_url: None,
        old_path: None,
    })
}

fn relations_of(known: &Known, item: &DemoItem) -> Vec<Relation> {
    let mut relations = Vec::new();
    if let DemoKind::Interpretation { explains, .. } = &item.kind {
        let found = explains.iter().filter_map(|key| known.policies.get(key));
        relations.extend(found.map(|id| Relation { kind: RelationKind::Interprets, item: *id }));
    }
    for (key, kind) in known.changes.get(&item.key).into_iter().flatten() {
        relations.extend(known.policies.get(key).map(|id| Relation { kind: *kind, item: *id }));
    }
    relations
}

/// The content of a planned item, without its files and links.
pub(super) fn content_of(made: &Made, item: &DemoItem) -> Result<RevisionContent, AppError> {
    let mut content = RevisionContent::empty(made.section(&item.section)?, made.agency(&item.agency)?);
    content.title.clone_from(&item.title);
    content.summary.clone_from(&item.summary);
    content.body_html.clone_from(&item.body_html);
    content.source.clone_from(&item.source);
    content.keywords = item.keywords.join(" ");
    content.openness = Openness::Proactive;
    content.category = item.category.map(|c| c.code().to_string());
    content.subject = item.subject.map(domain::item::subject::Subject::code);
    content.genre = item.genre.map(|g| g.code().to_string());
    content.formed_on = Some(item.formed_on);
    content.co_agencies = item.co_agencies.iter().map(|slug| made.agency(slug)).collect::<Result<_, _>>()?;
    content.sections = item.extra_sections.iter().map(|slug| made.section(slug)).collect::<Result<_, _>>()?;
    content.topics = item.topics.iter().filter_map(|slug| made.topics.get(slug.as_str()).copied()).collect();
    content.fields = fields_of(item);
    if let DemoKind::Policy(policy) = &item.kind {
        content.document_number = Some(policy.document_number.clone());
        content.effective_on = Some(policy.effective_on);
        content.expires_on = policy.expires_on;
        content.validity = Some(policy.validity);
        content.validity_note.clone_from(&policy.validity_note);
    }
    Ok(content)
}

fn fields_of(item: &DemoItem) -> BTreeMap<String, String> {
    match &item.kind {
        DemoKind::Interpretation { form, .. } => BTreeMap::from([("form".to_string(), (*form).to_string())]),
        DemoKind::DataTable { period, unit, .. } => {
            BTreeMap::from([("period".to_string(), period.clone()), ("unit".to_string(), (*unit).to_string())])
        }
        _ => BTreeMap::new(),
    }
}

/// Gives an item its files; the revision is completed before anybody has seen it.
async fn equip(
    app: &App,
    work: &mut Work,
    id: i64,
    item: &DemoItem,
    files: &[KeptFile],
    content: &RevisionContent,
) -> Result<(), AppError> {
    let ids = kept::insert(app, work, id, files, Reach::Public).await?;
    let pictures = item.pictures.len();
    let mut content = content.clone();
    content.body_html = files::with_pictures(&content.body_html, pictures, &ids);
    content.attachments = ids
        .iter()
        .skip(pictures)
        .zip(&item.attachments)
        .map(|(id, file)| AttachmentRef { attachment: *id, title: file.file_name().to_string() })
        .collect();
    kept::complete(work, id, &content).await
}
