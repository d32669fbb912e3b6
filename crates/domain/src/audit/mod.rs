//! The audit chain: what one row says and how each row is bound to the one before it.
//! Not where rows are kept: that is `store::audit`.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::time::Moment;

crate::code_enum! {
    /// The hash that binds a row. Each row names its own, so that SM3 can follow (密码法 a.27).
    pub enum HashAlgorithm {
        Sha256 = "sha256", "SHA-256";
    }
}

/// The chain that holds what belongs to no agency (settings, accounts without an agency, the system itself).
pub const SYSTEM_CHAIN: i64 = 0;

/// The hash before the first row of a chain.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Who did what to what, when, from where. `detail` is JSON without personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// The agency whose chain this row belongs to, or [`SYSTEM_CHAIN`].
    pub chain: i64,
    pub at: Moment,
    /// The account that acted; `None` for the system itself.
    pub actor_id: Option<i64>,
    /// The name at the time, so that the row can be read after the account is gone.
    pub actor_name: String,
    /// A stable verb such as `item.publish`.
    pub action: String,
    pub subject_kind: String,
    pub subject_id: String,
    /// JSON, already serialised: the hash covers these very bytes.
    pub detail: String,
    pub address: String,
}

/// The hash of row `sequence` of its chain, as lower-case hexadecimal.
///
/// Each field goes in with its length before it, so that no two different rows give the same bytes.
#[must_use]
pub fn chain_hash(previous: &str, sequence: i64, entry: &AuditEntry) -> String {
    let mut hasher = Sha256::new();
    let actor = entry.actor_id.map(|id| id.to_string()).unwrap_or_default();
    let fields = [
        previous,
        &sequence.to_string(),
        &entry.chain.to_string(),
        &entry.at.0.to_string(),
        &actor,
        &entry.actor_name,
        &entry.action,
        &entry.subject_kind,
        &entry.subject_id,
        &entry.detail,
        &entry.address,
    ];
    for field in fields {
        hasher.update((field.len() as u64).to_be_bytes());
        hasher.update(field.as_bytes());
    }
    hex::encode(hasher.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> AuditEntry {
        AuditEntry {
            chain: 7,
            at: Moment(1_000),
            actor_id: Some(3),
            actor_name: "张演示".into(),
            action: "item.publish".into(),
            subject_kind: "item".into(),
            subject_id: "12".into(),
            detail: "{}".into(),
            address: "127.0.0.1".into(),
        }
    }

    #[test]
    fn every_field_changes_the_hash() {
        let base = chain_hash(GENESIS, 1, &entry());
        let changes: [fn(&mut AuditEntry); 9] = [
            |e| e.chain = 8,
            |e| e.at = Moment(1_001),
            |e| e.actor_id = None,
            |e| e.actor_name.push('甲'),
            |e| e.action.push('x'),
            |e| e.subject_kind.push('x'),
            |e| e.subject_id.push('x'),
            |e| e.detail.push(' '),
            |e| e.address.push('1'),
        ];
        for change in changes {
            let mut other = entry();
            change(&mut other);
            assert_ne!(base, chain_hash(GENESIS, 1, &other));
        }
        assert_ne!(base, chain_hash(GENESIS, 2, &entry()));
        assert_ne!(base, chain_hash(&base, 1, &entry()));
    }

    #[test]
    fn moving_text_between_fields_changes_the_hash() {
        let mut one = entry();
        one.subject_kind = "itemx".into();
        one.subject_id = "y".into();
        let mut two = entry();
        two.subject_kind = "item".into();
        two.subject_id = "xy".into();
        assert_ne!(chain_hash(GENESIS, 1, &one), chain_hash(GENESIS, 1, &two));
    }
}
