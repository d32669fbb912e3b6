//! The transaction of one use case. Collects the jobs, purges and audit rows that belong to the change and writes
//! them with it, the audit heads last and in a fixed order, so that chains never fork and writers never deadlock.

use domain::audit::AuditEntry;
use domain::time::Moment;
use sea_orm::DatabaseTransaction;

use crate::error::StoreError;
use crate::job::NewJob;
use crate::{audit, changes, job};

/// An open transaction; dropped without [`Work::commit`], nothing of it remains.
#[derive(Debug)]
pub struct Work {
    transaction: DatabaseTransaction,
    jobs: Vec<NewJob>,
    purges: Vec<String>,
    entries: Vec<AuditEntry>,
}

impl Work {
    pub(crate) const fn new(transaction: DatabaseTransaction) -> Self {
        Self { transaction, jobs: Vec::new(), purges: Vec::new(), entries: Vec::new() }
    }

    /// The connection to run queries of this transaction on.
    #[must_use]
    pub const fn db(&self) -> &DatabaseTransaction {
        &self.transaction
    }

    /// A job that must happen once if, and only if, this change is committed.
    pub fn enqueue(&mut self, job: NewJob) {
        self.jobs.push(job);
    }

    /// A tag whose pages every process has to drop once this change is committed.
    pub fn purge(&mut self, tag: impl Into<String>) {
        let tag = tag.into();
        if !self.purges.contains(&tag) {
            self.purges.push(tag);
        }
    }

    /// A row of the audit log.
    pub fn record(&mut self, entry: AuditEntry) {
        self.entries.push(entry);
    }

    /// Writes jobs, purges and audit rows and commits. After it returns, the change is on disk.
    ///
    /// # Errors
    /// When anything of it cannot be written; then nothing of it is.
    pub async fn commit(mut self, now: Moment) -> Result<(), StoreError> {
        job::insert(&self.transaction, std::mem::take(&mut self.jobs), now).await?;
        changes::append(&self.transaction, std::mem::take(&mut self.purges), now).await?;
        audit::append(&self.transaction, std::mem::take(&mut self.entries)).await?;
        self.transaction.commit().await?;
        Ok(())
    }

    /// Gives the change up.
    ///
    /// # Errors
    /// When the connection is lost; the change is gone then, too.
    pub async fn rollback(self) -> Result<(), StoreError> {
        self.transaction.rollback().await?;
        Ok(())
    }
}
