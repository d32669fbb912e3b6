//! What must be true of the records whenever one looks: nothing that was acknowledged is missing, and no item is
//! half-way between two states. Looks at the rows alone, so that it does not share a mistake with the program.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::EntityTrait;
use store::item::{self, attachment, placement, revision, step};
use store::{Store, audit, changes, counter, job};

/// Something the program has acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    pub item: i64,
    /// `create`, `edit`, `upload`, or the code of an event.
    pub event: &'static str,
    /// The revision an event was about.
    pub revision: i64,
    /// The title saved, or the name of the file.
    pub name: String,
}

/// All rows that these questions are about.
pub struct Records {
    items: Vec<item::Model>,
    revisions: Vec<revision::Model>,
    placements: Vec<placement::Model>,
    steps: Vec<step::Model>,
    attachments: Vec<attachment::Model>,
    jobs: Vec<job::Model>,
    changes: Vec<changes::Model>,
    audit: Vec<audit::Model>,
    counters: Vec<counter::Model>,
    pub chains: audit::Verified,
}

impl Records {
    pub async fn read(store: &Store) -> Self {
        let db = store.read();
        Self {
            items: item::Entity::find().all(db).await.unwrap(),
            revisions: revision::Entity::find().all(db).await.unwrap(),
            placements: placement::Entity::find().all(db).await.unwrap(),
            steps: step::Entity::find().all(db).await.unwrap(),
            attachments: attachment::Entity::find().all(db).await.unwrap(),
            jobs: job::Entity::find().all(db).await.unwrap(),
            changes: changes::Entity::find().all(db).await.unwrap(),
            audit: audit::Entity::find().all(db).await.unwrap(),
            counters: counter::Entity::find().all(db).await.unwrap(),
            chains: audit::verify(db).await.unwrap(),
        }
    }

    pub fn find_item(&self, id: i64) -> Option<&item::Model> {
        self.items.iter().find(|item| item.id == id)
    }

    pub fn revision_count(&self) -> usize {
        self.revisions.len()
    }

    /// Whether no job waits or is being done.
    pub fn is_idle(&self) -> bool {
        self.jobs.iter().all(|job| job.state == "done")
    }

    /// What was acknowledged and is not there.
    pub fn missing(&self, deeds: &[Deed]) -> Vec<Deed> {
        let steps: BTreeSet<(i64, &str, i64)> =
            self.steps.iter().map(|s| (s.item_id, s.event.as_str(), s.revision_id.unwrap_or_default())).collect();
        let titles: BTreeSet<(i64, &str)> = self.revisions.iter().map(|r| (r.item_id, r.title.as_str())).collect();
        let files: BTreeSet<(i64, &str)> = self.attachments.iter().map(|a| (a.item_id, a.name.as_str())).collect();
        let there = |deed: &Deed| match deed.event {
            "create" | "edit" => titles.contains(&(deed.item, deed.name.as_str())),
            "upload" => files.contains(&(deed.item, deed.name.as_str())),
            event => steps.contains(&(deed.item, event, deed.revision)),
        };
        deeds.iter().filter(|deed| !there(deed)).cloned().collect()
    }

    /// Everything that does not fit together.
    pub fn torn(&self) -> Vec<String> {
        let mut torn: Vec<String> = self.chains.breaks.iter().map(|at| format!("audit chain broken: {at:?}")).collect();
        let events = self.events();
        for item in &self.items {
            self.look_at(item, &events, &mut torn);
        }
        self.look_at_index_numbers(&mut torn);
        let change_head = self.counters.iter().find(|c| c.name == "change_log").map_or(0, |c| c.value);
        if self.changes.iter().map(|c| c.seq).max().unwrap_or_default() != change_head {
            torn.push(format!("the change log does not end at {change_head}"));
        }
        torn
    }

    /// How often each event was logged with each item.
    fn events(&self) -> BTreeMap<(i64, &str), usize> {
        let mut counts = BTreeMap::new();
        for step in &self.steps {
            *counts.entry((step.item_id, step.event.as_str())).or_default() += 1;
        }
        counts
    }

    fn look_at(&self, item: &item::Model, events: &BTreeMap<(i64, &str), usize>, torn: &mut Vec<String>) {
        let id = item.id;
        let mut expect = |holds: bool, what: &str| {
            if !holds {
                torn.push(format!("item {id} ({}, {:?}): {what}", item.public_state, item.work_state));
            }
        };
        let own: Vec<&revision::Model> = self.revisions.iter().filter(|r| r.item_id == id).collect();
        let numbers: BTreeSet<i32> = own.iter().map(|r| r.number).collect();
        expect(numbers.iter().copied().eq(1..=i32::try_from(own.len()).unwrap()), "revisions have gaps");
        let find = |id: Option<i64>| id.and_then(|id| own.iter().find(|r| r.id == id));
        let work = find(item.work_revision_id);
        expect(work.map(|r| r.state.clone()) == item.work_state, "the revision in progress stands elsewhere");
        let placed = self.placements.iter().filter(|p| p.item_id == id).count();
        match item.public_state.as_str() {
            "live" => {
                let live = find(item.live_revision_id);
                expect(live.is_some_and(|r| r.state == "published"), "live without a published revision");
                expect(live.map(|r| &r.title) == item.live_title.as_ref(), "the public title is another revision's");
                expect(placed == 1 && item.index_number.is_some(), "live without place or index number");
            }
            "withdrawn" => {
                expect(placed == 0, "withdrawn and still placed");
                expect(item.withdrawn_at.is_some() && item.index_number.is_some(), "withdrawn in part");
            }
            _ => {
                expect(placed == 0 && item.index_number.is_none(), "never public and yet placed or numbered");
                expect(item.live_revision_id.is_none(), "never public and yet live");
            }
        }
        for ((of, event), count) in events.range((id, "")..(id + 1, "")) {
            let action = format!("item.{event}");
            let noted = self.audit.iter().filter(|row| row.action == action && row.subject_id == of.to_string());
            expect(noted.count() == *count, &format!("{event} is {count} times in the log and not so in the audit"));
        }
        let turns = ["publish", "withdraw"].iter().filter_map(|event| events.get(&(id, *event))).sum::<usize>();
        let payload = id.to_string();
        let asked = self.jobs.iter().filter(|job| job.kind == "index_item" && job.payload == payload).count();
        expect(asked == turns, &format!("{turns} turns in public, but {asked} jobs for the index"));
        let tag = format!("item:{id}");
        let purged = self.changes.iter().filter(|change| change.tag == tag).count();
        expect(purged == turns, &format!("{turns} turns in public, but {purged} purges"));
    }

    /// Numbers are given in one transaction with the publishing, so that they have neither gaps nor twins.
    fn look_at_index_numbers(&self, torn: &mut Vec<String>) {
        let given: Vec<&str> = self.items.iter().filter_map(|i| i.index_number.as_deref()).collect();
        let counted: i64 = self.counters.iter().filter(|c| c.name.starts_with("index:")).map(|c| c.value).sum();
        let distinct = given.iter().collect::<BTreeSet<_>>().len();
        if distinct != given.len() || i64::try_from(given.len()).unwrap() != counted {
            torn.push(format!("{counted} index numbers counted, {} given, {distinct} distinct", given.len()));
        }
    }
}
