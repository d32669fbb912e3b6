//! The audit log: rows chained by hash, one chain per agency, written in the transaction of the change.

use std::collections::BTreeMap;

use domain::audit::{AuditEntry, GENESIS, HashAlgorithm, chain_hash};
use domain::time::Moment;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect, Set};

use crate::entity::plain_entity;
use crate::error::StoreError;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub chain: i64,
    pub seq: i64,
    pub at: i64,
    pub actor_id: Option<i64>,
    pub actor_name: String,
    pub action: String,
    pub subject_kind: String,
    pub subject_id: String,
    pub detail: String,
    pub address: String,
    pub algorithm: String,
    pub previous: String,
    pub hash: String,
}

plain_entity!();

/// The newest row of each chain, locked while the chain grows.
pub mod head {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_head")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub chain: i64,
        pub seq: i64,
        pub hash: String,
    }

    plain_entity!();
}

impl Model {
    /// The row as the entry that its hash covers.
    #[must_use]
    pub fn entry(&self) -> AuditEntry {
        AuditEntry {
            chain: self.chain,
            at: Moment(self.at),
            actor_id: self.actor_id,
            actor_name: self.actor_name.clone(),
            action: self.action.clone(),
            subject_kind: self.subject_kind.clone(),
            subject_id: self.subject_id.clone(),
            detail: self.detail.clone(),
            address: self.address.clone(),
        }
    }
}

/// Rows of one insert; stays well below the engines' limits on bound values.
const BATCH: usize = 500;

/// Appends entries to their chains; called by `Work::commit`, last before the commit.
pub(crate) async fn append(db: &impl ConnectionTrait, entries: Vec<AuditEntry>) -> Result<(), StoreError> {
    let mut by_chain: BTreeMap<i64, Vec<AuditEntry>> = BTreeMap::new();
    for entry in entries {
        by_chain.entry(entry.chain).or_default().push(entry);
    }
    for (chain, entries) in by_chain {
        append_to(db, chain, entries).await?;
    }
    Ok(())
}

async fn append_to(db: &impl ConnectionTrait, chain: i64, entries: Vec<AuditEntry>) -> Result<(), StoreError> {
    let mut tip = lock_head(db, chain).await?;
    let mut rows = Vec::with_capacity(entries.len());
    for entry in entries {
        let seq = tip.seq + 1;
        let hash = chain_hash(&tip.hash, seq, &entry);
        rows.push(row(entry, seq, std::mem::replace(&mut tip.hash, hash.clone()), hash));
        tip.seq = seq;
    }
    for batch in rows.chunks(BATCH) {
        Entity::insert_many(batch.to_vec()).exec_without_returning(db).await?;
    }
    let tip = head::ActiveModel { chain: Set(chain), seq: Set(tip.seq), hash: Set(tip.hash) };
    head::Entity::update(tip).exec_without_returning(db).await?;
    Ok(())
}

fn row(entry: AuditEntry, seq: i64, previous: String, hash: String) -> ActiveModel {
    ActiveModel {
        id: sea_orm::NotSet,
        chain: Set(entry.chain),
        seq: Set(seq),
        at: Set(entry.at.0),
        actor_id: Set(entry.actor_id),
        actor_name: Set(entry.actor_name),
        action: Set(entry.action),
        subject_kind: Set(entry.subject_kind),
        subject_id: Set(entry.subject_id),
        detail: Set(entry.detail),
        address: Set(entry.address),
        algorithm: Set(HashAlgorithm::Sha256.code().to_string()),
        previous: Set(previous),
        hash: Set(hash),
    }
}

async fn lock_head(db: &impl ConnectionTrait, chain: i64) -> Result<head::Model, StoreError> {
    let genesis = head::ActiveModel { chain: Set(chain), seq: Set(0), hash: Set(GENESIS.to_string()) };
    let on_conflict = sea_orm::sea_query::OnConflict::column(head::Column::Chain).do_nothing().to_owned();
    head::Entity::insert(genesis).on_conflict(on_conflict).try_insert().exec_without_returning(db).await?;
    head::Entity::find_by_id(chain).lock_exclusive().one(db).await?.ok_or(StoreError::NotFound { what: "audit head" })
}

/// Which rows of the log are wanted, newest first.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub chain: Option<i64>,
    pub actor_id: Option<i64>,
    pub action: Option<String>,
    pub subject: Option<(String, String)>,
    pub from: Option<Moment>,
    pub until: Option<Moment>,
    /// Only rows with a smaller id: the key of the next page.
    pub before_id: Option<i64>,
}

/// A page of the log.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(db: &impl ConnectionTrait, filter: &Filter, limit: u64) -> Result<Vec<Model>, StoreError> {
    let mut query = Entity::find().order_by_desc(Column::Id).limit(limit);
    if let Some(chain) = filter.chain {
        query = query.filter(Column::Chain.eq(chain));
    }
    if let Some(actor) = filter.actor_id {
        query = query.filter(Column::ActorId.eq(actor));
    }
    if let Some(action) = &filter.action {
        query = query.filter(Column::Action.starts_with(action.as_str()));
    }
    if let Some((kind, id)) = &filter.subject {
        query = query.filter(Column::SubjectKind.eq(kind.as_str())).filter(Column::SubjectId.eq(id.as_str()));
    }
    if let Some(from) = filter.from {
        query = query.filter(Column::At.gte(from.0));
    }
    if let Some(until) = filter.until {
        query = query.filter(Column::At.lt(until.0));
    }
    if let Some(before) = filter.before_id {
        query = query.filter(Column::Id.lt(before));
    }
    Ok(query.all(db).await?)
}

/// The first row at which a chain is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    pub chain: i64,
    pub seq: i64,
    /// The row's id, where there is a row.
    pub id: Option<i64>,
    pub fault: Fault,
}

/// What is wrong at a break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The row's fields do not give its hash: it was changed.
    Changed,
    /// It does not follow the row before it, or a row is missing.
    Missing,
    /// Rows at the end are missing, or the head was changed.
    HeadDiffers,
    /// The hash algorithm is unknown to this version.
    UnknownAlgorithm,
}

/// What a verification saw.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    pub chains: u64,
    pub rows: u64,
    pub breaks: Vec<Break>,
    /// Each chain with the good rows found in it, in the order of the chains.
    pub by_chain: Vec<(i64, u64)>,
}

/// Walks every chain from its first row and reports the first bad row of each.
///
/// # Errors
/// When the database cannot be read.
pub async fn verify(db: &impl ConnectionTrait) -> Result<Verified, StoreError> {
    let mut result = Verified::default();
    let mut chains: Vec<i64> = head::Entity::find().all(db).await?.into_iter().map(|h| h.chain).collect();
    let orphaned: Vec<i64> = Entity::find().select_only().column(Column::Chain).distinct().into_tuple().all(db).await?;
    chains.extend(orphaned);
    chains.sort_unstable();
    chains.dedup();
    for chain in chains {
        result.chains += 1;
        let rows = verify_chain(db, chain, &mut result.breaks).await?;
        result.rows += rows;
        result.by_chain.push((chain, rows));
    }
    Ok(result)
}

async fn verify_chain(db: &impl ConnectionTrait, chain: i64, breaks: &mut Vec<Break>) -> Result<u64, StoreError> {
    let (mut seq, mut hash, mut rows) = (0_i64, GENESIS.to_string(), 0_u64);
    loop {
        let page = Entity::find()
            .filter(Column::Chain.eq(chain))
            .filter(Column::Seq.gt(seq))
            .order_by_asc(Column::Seq)
            .limit(2_000)
            .all(db)
            .await?;
        if page.is_empty() {
            break;
        }
        for row in page {
            if let Some(fault) = fault_of(&row, seq, &hash) {
                breaks.push(Break { chain, seq: seq + 1, id: Some(row.id), fault });
                return Ok(rows);
            }
            rows += 1;
            seq = row.seq;
            hash = row.hash;
        }
    }
    let head = head::Entity::find_by_id(chain).one(db).await?;
    if !head.is_some_and(|h| h.seq == seq && h.hash == hash) {
        breaks.push(Break { chain, seq: seq + 1, id: None, fault: Fault::HeadDiffers });
    }
    Ok(rows)
}

fn fault_of(row: &Model, seq: i64, hash: &str) -> Option<Fault> {
    if HashAlgorithm::parse(&row.algorithm).is_none() {
        Some(Fault::UnknownAlgorithm)
    } else if row.seq != seq + 1 {
        Some(Fault::Missing)
    } else if row.previous != hash || chain_hash(hash, row.seq, &row.entry()) != row.hash {
        Some(Fault::Changed)
    } else {
        None
    }
}
